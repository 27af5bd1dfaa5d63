"""Text2KGBench: the facts of sentences, in an ontology that is not ours.

usage: text2kgbench.py ONTOLOGY.json SENTENCES.jsonl

The ontology becomes a Turtle file with the labels, domains and ranges that it has, and nothing else: no synonym and no
example is added. A triple counts where subject and object are called the same and the relation is the same. `--errors`
prints what is missed and what is too much."""

import json
import os
import re
import subprocess
import sys
import tempfile

from score import GROUNDWIRE, figures

# The classes of the core that its concepts are.
CLASSES = {
    "Person": "human person politician monarch president commander".split(),
    "Organization": "organization organisation party office government university company school".split()
    + ["political party", "military unit", "militaryunit"],
    "Country": ["country"],
    "Place": "place state city settlement region".split(),
    "Event": "event battle election".split() + ["public election", "militaryconflict"],
    "Position": ["position"],
}
LITERALS = {"date": "xsd:date", "year": "xsd:gYear"}


def spaced(label):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label).replace("_", " ").lower()


def turtle(ontology):
    concepts = {one["qid"]: one["label"].lower() for one in ontology["concepts"]}
    of = lambda qid: next((name for name, words in CLASSES.items() if concepts.get(qid, qid).lower() in words), None)
    lines = ["@prefix ex: <https://e.org/t2k#> .", "@prefix af: <https://w3id.org/article-facts#> ."]
    lines += ["@prefix owl: <http://www.w3.org/2002/07/owl#> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."]
    lines += ["@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."]
    lines += ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", ""]
    for relation in ontology["relations"]:
        literal = LITERALS.get(concepts.get(relation["range"], relation["range"]).lower())
        range_of = literal or of(relation["range"]) or "skos:Concept"
        kind = "DatatypeProperty" if literal else "ObjectProperty"
        line = f'ex:{relation["pid"]} a owl:{kind} ; rdfs:label "{spaced(relation["label"])}"@en'
        if of(relation["domain"]):
            line += f" ; rdfs:domain af:{of(relation['domain'])}"
        line += f" ; rdfs:range {range_of if ':' in range_of else 'af:' + range_of}"
        lines.append(line + " .")
    return "\n".join(lines) + "\n"


def name(text):
    return re.sub(r"^the ", "", re.sub(r"\W+", " ", str(text).replace("_", " ")).strip().lower())


def main():
    ontology = json.load(open(sys.argv[1], encoding="utf-8"))
    relations = {one["label"]: one["pid"] for one in ontology["relations"]}
    gold, texts = {}, {}
    for line in open(sys.argv[2], encoding="utf-8"):
        row = json.loads(line)
        triples = row.get("triples") or [{"sub": row["sub_label"], "rel": row["rel_label"], "obj": row["obj_label"]}]
        texts[row["id"]] = row["sent"]
        gold[row["id"]] = {(name(t["sub"]), relations.get(t["rel"], t["rel"]), name(t["obj"])) for t in triples}
    found = {key: set() for key in gold}
    with tempfile.TemporaryDirectory() as folder:
        path = lambda file: os.path.join(folder, file)
        with open(path("own.ttl"), "w", encoding="utf-8") as file:
            file.write(turtle(ontology))
        with open(path("in.jsonl"), "w", encoding="utf-8") as file:
            for key, text in texts.items():
                file.write(json.dumps({"id": key, "title": key, "text": text + "\n"}) + "\n")
        command = [GROUNDWIRE, "draft", path("in.jsonl"), "-o", path("out.jsonl"), "--ontology", path("own.ttl")]
        subprocess.run([*command, "--quiet"], check=True)
        for line in open(path("out.jsonl"), encoding="utf-8"):
            document = json.loads(line)
            entities = document.get("entities", {})
            label = lambda key: name(entities.get(key, {}).get("label", key))
            for fact in document["facts"]:
                if "t2k#" not in fact["predicate"]:
                    continue
                value = fact.get("value", "")
                value = name(value["value"] if isinstance(value, dict) else value)
                if "object" in fact:
                    value = label(fact["object"])
                relation = fact["predicate"].split("t2k#")[1].rstrip(">")
                found[document["article"]["id"]].add((label(fact["subject"]), relation, value))
    right = sum(len(found[key] & gold[key]) for key in gold)
    if "--errors" in sys.argv:
        for key in gold:
            if found[key] != gold[key]:
                print(texts[key], "\n  missed", gold[key] - found[key], "\n  too much", found[key] - gold[key])
    print(figures(right, sum(map(len, found.values())), sum(map(len, gold.values()))))


main()
