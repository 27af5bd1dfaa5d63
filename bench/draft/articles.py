"""The shipped articles: drafts of an empty document against the facts that people wrote.

A draft is right where subject, predicate and object are the same as in a fact, new entities being compared by label. Of the
drafts whose predicate and object are those of a fact: how many quote words that the fact quotes, and how many have its modality
and its speaker. Of what is left out: the reasons of the checker. At last, how many drafts a minute.

Usage: GROUNDWIRE=target/release/groundwire python3 articles.py data
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import yaml
from score import GROUNDWIRE, figures

REAL = {"realized", "completed", "ongoing"}


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


def words(fact):
    """The words of the quotes."""
    quotes = fact["quote"] if isinstance(fact["quote"], list) else [fact["quote"]]
    texts = [quote["exact"] if isinstance(quote, dict) else quote for quote in quotes]
    return set(re.findall(r"\w+", " ".join(map(str, texts)).lower()))


def speakers(facts, names):
    """Who says each fact, by what they may be called; nobody where the article says it itself."""
    said = collections.defaultdict(set)
    for fact in facts:
        if fact["predicate"] == "speaker":
            said[fact["subject"]] |= names.get(fact["object"], {fact["object"]})
    found = []
    for fact in facts:
        given = fact.get("according-to") or []
        given = given if isinstance(given, list) else [given]
        who = set().union(*(names.get(key, {key}) for key in given)) if given else set()
        found.append(who or said[fact.get("stated-in")] if fact.get("stated-in") or given else set())
    return found


def modality(fact):
    """Whether a fact is so, or else how real it is."""
    name = fact.get("modality", "realized")
    return "so" if name in REAL else name


def refusals(place, head, corpus):
    """The reasons for which the drafts of `--all` in a document are left out by default."""
    drafts = yaml.safe_load(open(os.path.join(place, "drafts.yaml"), encoding="utf-8"))
    document = yaml.safe_load(head)
    weak = [fact for fact in drafts["facts"] if float(fact["confidence"]) < 0.7]
    document["facts"] = [{key: fact[key] for key in fact if key != "origin"} for fact in drafts["facts"]]
    document["entities"] = drafts.get("entities", {})
    with open(os.path.join(place, "facts.yaml"), "w", encoding="utf-8") as file:
        yaml.safe_dump(document, file, allow_unicode=True, sort_keys=False, width=10000)
    os.remove(os.path.join(place, "drafts.yaml"))
    command = [GROUNDWIRE, "check", place, "--format", "json", "--corpus", corpus]
    checked = json.loads(subprocess.run(command, capture_output=True, text=True).stdout or "[]")
    lines = open(os.path.join(place, "facts.yaml"), encoding="utf-8").read().split("\n")
    starts = [number for number, line in enumerate(lines, 1) if line.startswith("- id: ")]
    ids = [lines[number - 1][6:].strip() for number in starts]
    codes = collections.defaultdict(set)
    for diagnostic in checked:
        line = diagnostic.get("line") or diagnostic.get("location", {}).get("line") or 0
        at = sum(start <= line for start in starts)
        if at:
            codes[ids[at - 1]].add(diagnostic["code"])
    found = collections.Counter()
    for fact in weak:
        own = codes.get(str(fact["id"]), set()) - {"uncovered", "unused-entity", "short-quote"}
        found.update(own or {"the rule is not sure"})
    return len(weak), len(drafts["facts"]), found


right = proposed = total = predicate_right = overlapping = modal = spoken = left_out = drawn = 0
reasons = collections.Counter()
seconds = 0.0
shared = labels(yaml.safe_load(open(os.path.join(sys.argv[1], "corpus.yaml"), encoding="utf-8")).get("entities"))
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name, "facts.yaml")
    if not os.path.exists(path):
        continue
    source = open(path, encoding="utf-8").read()
    document = yaml.safe_load(source)
    with tempfile.TemporaryDirectory() as folder:
        corpus = shutil.copy(os.path.join(sys.argv[1], "corpus.yaml"), folder)
        place = os.path.join(folder, name)
        os.mkdir(place)
        shutil.copy(os.path.join(sys.argv[1], name, "article.txt"), place)
        head = source[: re.search(r"^(entities|facts):", source, re.M).start()]
        open(os.path.join(place, "facts.yaml"), "w", encoding="utf-8").write(head + "facts: []\n")
        begun = time.monotonic()
        subprocess.run([GROUNDWIRE, "draft", place, "--quiet"], check=True)
        seconds += time.monotonic() - begun
        drafts = yaml.safe_load(open(os.path.join(place, "drafts.yaml"), encoding="utf-8"))
        os.remove(os.path.join(place, "drafts.yaml"))
        subprocess.run([GROUNDWIRE, "draft", place, "--all", "--quiet"], check=True)
        weak, all_of_it, why = refusals(place, head, corpus)
        left_out, drawn = left_out + weak, drawn + all_of_it
        reasons += why
    names = {**shared, **labels(document.get("entities"))}
    gold = [(*ends(fact, names), fact, who) for fact, who in zip(document["facts"], speakers(document["facts"], names))]
    names = {**shared, **labels(drafts.get("entities"))}
    found = 0
    for draft, who in zip(drafts["facts"], speakers(drafts["facts"], names)):
        subject, predicate, value = ends(draft, names)
        found += any(predicate == p and subject & s and value & o for s, p, o, *_ in gold)
        same = [entry for entry in gold if predicate == entry[1] and value & entry[2]]
        if not same:
            continue
        predicate_right += 1
        # Of several, the one whose words are most like the draft's.
        *_, fact, said = max(same, key=lambda entry: len(words(entry[3]) & words(draft)) / len(words(entry[3]) | words(draft)))
        overlapping += bool(words(fact) & words(draft))
        modal += modality(fact) == modality(draft)
        spoken += bool(said & who) if said or who else True
    print(f"{name:40}", figures(found, len(drafts["facts"]), len(gold)))
    right, proposed, total = right + found, proposed + len(drafts["facts"]), total + len(gold)
print(f"{'all':40}", figures(right, proposed, total))
print(f"{'predicate and object alone':40}", figures(predicate_right, proposed, total))
for what, count in (("their quotes overlap", overlapping), ("the same modality", modal), ("the same speaker", spoken)):
    print(f"  {what:38} {count / max(predicate_right, 1):.3f}  ({count} of {predicate_right})")
print(f"{'left out by default':40} {left_out / max(drawn, 1):.3f}  ({left_out} of {drawn})")
for code, count in reasons.most_common():
    print(f"  {code:38} {count / max(left_out, 1):.3f}  ({count} of {left_out})")
print(f"{'drafts a minute':40} {60 * proposed / seconds:.0f}  ({proposed} in {seconds:.1f} s, one process a document)")
