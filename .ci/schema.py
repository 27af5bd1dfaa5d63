#!/usr/bin/env python3
"""schema.py BIN    the JSON Schema that BIN writes, held against what BIN accepts.

The good documents of docs/format.md and copies of them with one thing changed at random: what the schema refuses, `check` must
refuse; what `check` accepts, the schema must accept. (The other way round a schema cannot see: names, quotes, classes.) The
shipped articles must be accepted by both. Needs jsonschema and PyYAML. Exit status 1 where one of these does not hold.
"""
import copy
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def documented_loader():
    """The loader that docs/format.md shows, so that what is shown is what is run here."""
    with open(os.path.join(ROOT, "docs/format.md"), encoding="utf-8") as page:
        code = re.search(r"^```python\n(import re\nimport yaml\n.*?)^document = ", page.read(), re.M | re.S)
    names = {}
    exec(code.group(1), names)
    return names["Core"]


Core = documented_loader()

ODD = [None, True, 5, -1, 3.5, "", "x", "no key!", "2018", "2018-13x", [], ["x"], {}, {"x": 1}, {"en": "x"}, "http://e.x/a b", "-a", "article"]


def places(node, path=()):
    """Every place in a document."""
    yield path
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from places(value, path + (key,))


def changed(document, chance):
    """A copy with one thing changed: taken out, another value, or one more key."""
    document = copy.deepcopy(document)
    path = chance.choice([path for path in places(document) if path])
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    what = chance.randrange(3)
    if what == 0:
        del parent[path[-1]]
    elif what == 1:
        parent[path[-1]] = chance.choice(ODD)
    elif isinstance(parent, dict):
        parent[chance.choice(["x", "id", "quote", "value", "object", "label", "type", "when", "negated", "inferred"])] = chance.choice(ODD)
    return document


def check(binary, documents, folder):
    """Whether `check` accepts each document, all in one run of JSON Lines."""
    path = os.path.join(folder, "all.jsonl")
    with open(path, "w", encoding="utf-8") as lines:
        for document in documents:
            lines.write(json.dumps(document, ensure_ascii=False) + "\n")
    done = subprocess.run([binary, "check", path, "--format", "json", "--lenient", "-q"], capture_output=True, text=True)
    refused = {found["line"] for found in json.loads(done.stdout) if found["severity"] == "error"}
    return [number not in refused for number in range(1, len(documents) + 1)]


def main():
    binary = os.path.abspath(sys.argv[1])
    schema = lambda *more: json.loads(subprocess.run([binary, "schema", *more], check=True, capture_output=True, text=True, cwd=ROOT).stdout)
    of_documents, of_lines, of_corpora = schema("data"), schema("data", "--of", "line"), schema("data", "--of", "corpus")
    wrong = 0
    # An unquoted date, and words that are booleans in YAML 1.1 alone.
    if yaml.load("[2019-03-26, yes, no, on, true]", Core) != ["2019-03-26", "yes", "no", "on", True]:
        wrong += 1
        print("WRONG the loader of docs/format.md does not follow the core schema")
    for one in (of_documents, of_lines, of_corpora):
        jsonschema.Draft202012Validator.check_schema(one)
    for path in sorted(glob.glob(os.path.join(ROOT, "data/*/facts.yaml"))) + [os.path.join(ROOT, "data/corpus.yaml")]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        document = yaml.load(text, Core)
        validator = jsonschema.Draft202012Validator(of_corpora if path.endswith("corpus.yaml") else of_documents)
        # What the page says of PyYAML's own loader.
        if re.search(r": \d{4}-\d\d-\d\d$", text, re.M) and validator.is_valid(yaml.safe_load(text)):
            wrong += 1
            print("WRONG %s: its unquoted dates pass with PyYAML's own loader" % path)
        for error in list(validator.iter_errors(document))[:3]:
            wrong += 1
            print("WRONG %s: the schema refuses it: %s %s" % (path, error.json_path, error.message[:200]))
    with open(os.path.join(ROOT, "docs/format.md"), encoding="utf-8") as page:
        good = [yaml.load(text, Core) for text in re.findall(r"^```yaml good\n(.*?)^```", page.read(), re.M | re.S)]
    chance = random.Random(7)
    documents = []
    for number in range(3000):
        document = changed(chance.choice(good), chance)
        if isinstance(document.get("article"), dict) and "id" in document["article"]:
            documents.append(document)
    for number, document in enumerate(documents):
        # Ids are told apart, so that each document stands for itself.
        if isinstance(document["article"]["id"], str) and re.fullmatch(r"[a-z0-9-]+", document["article"]["id"]):
            document["article"]["id"] += "-%d" % number
    validator = jsonschema.Draft202012Validator(of_lines)
    tally = {}
    with tempfile.TemporaryDirectory() as folder:
        for document, accepted in zip(documents, check(binary, documents, folder)):
            fits = validator.is_valid(document)
            tally[fits, accepted] = tally.get((fits, accepted), 0) + 1
            if accepted and not fits:
                wrong += 1
                error = jsonschema.exceptions.best_match(validator.iter_errors(document))
                print("WRONG check accepts what the schema refuses: %s %s" % (error.json_path, error.message[:200]))
                if wrong > 8:
                    break
    print("%d documents: %d accepted by both, %d refused by both, %d only by check" % (
        len(documents), tally.get((True, True), 0), tally.get((False, False), 0), tally.get((True, False), 0)))
    print("%d passed, %d failed" % (len(documents) - wrong, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
