"""The shipped articles: drafts of an empty document against the facts that people wrote.

Usage: GROUNDWIRE=target/release/groundwire python3 articles.py data
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml
from score import GROUNDWIRE, figures


def labels(entities):
    """The labels of each key, in small letters."""
    found = {}
    for key, entity in (entities or {}).items():
        names = []
        for part in (entity.get("label"), entity.get("alt-label")):
            names += list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else [part]
        found[key] = {str(name).lower() for name in names if name}
    return found


def ends(fact, names):
    """Subject, predicate and object, the ends by what they may be called."""
    called = lambda key: names.get(str(key), {str(key).lower()})
    value = fact.get("object", fact.get("value"))
    if isinstance(value, dict):
        value = value.get("value")
    if "quantity" in fact:
        value = " ".join(str(part) for part in fact["quantity"].values())
    return called(fact["subject"]), fact["predicate"], called(value)


right = proposed = total = predicate_right = 0
shared = labels(yaml.safe_load(open(os.path.join(sys.argv[1], "corpus.yaml"), encoding="utf-8")).get("entities"))
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name, "facts.yaml")
    if not os.path.exists(path):
        continue
    source = open(path, encoding="utf-8").read()
    document = yaml.safe_load(source)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(sys.argv[1], "corpus.yaml"), folder)
        place = os.path.join(folder, name)
        os.mkdir(place)
        shutil.copy(os.path.join(sys.argv[1], name, "article.txt"), place)
        head = source[: re.search(r"^(entities|facts):", source, re.M).start()]
        open(os.path.join(place, "facts.yaml"), "w", encoding="utf-8").write(head + "facts: []\n")
        subprocess.run([GROUNDWIRE, "draft", place, "--quiet"], check=True)
        drafts = yaml.safe_load(open(os.path.join(place, "drafts.yaml"), encoding="utf-8"))
    gold = [ends(fact, {**shared, **labels(document.get("entities"))}) for fact in document["facts"]]
    names = {**shared, **labels(drafts.get("entities"))}
    found = 0
    for draft in drafts["facts"]:
        subject, predicate, value = ends(draft, names)
        found += any(predicate == p and subject & s and value & o for s, p, o in gold)
        predicate_right += any(predicate == p and value & o for s, p, o in gold)
    print(f"{name:40}", figures(found, len(drafts["facts"]), len(gold)))
    right, proposed, total = right + found, proposed + len(drafts["facts"]), total + len(gold)
print(f"{'all':40}", figures(right, proposed, total))
print(f"{'predicate and object alone':40}", figures(predicate_right, proposed, total))
