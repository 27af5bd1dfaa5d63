#!/usr/bin/env python3
"""shapes.py BIN    holds ontology/shapes.ttl against what BIN exports, with pySHACL.

- The shipped corpus conforms, with and without the ontology beside it.
- So do the documents of tests/shapes/allowed, which use all that the format allows.
- Each error of tests/shapes/bad, planted in a copy of the corpus by a SPARQL update, is found; the file's first line is the
  message that must tell it.

Needs rdflib and pyshacl. Exit status 1 where anything is otherwise.
"""
import functools
import glob
import logging
import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

from pyshacl import validate
from rdflib import Graph, Namespace, URIRef
from rdflib.plugin import register
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.query import Processor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORPUS = "https://example.org/article-facts/"
ARTICLE = CORPUS + "article/kazakhstan-council-of-europe/"
AF = Namespace("https://w3id.org/article-facts#")
PREFIXES = {
    "af": AF,
    "oa": "http://www.w3.org/ns/oa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "ent": CORPUS + "entity/",
    "span": CORPUS + "time/",
    "own": ARTICLE + "entity/",
    "fact": ARTICLE + "fact/",
}

# Python has no year 0; the format does, and rdflib would say so at length.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


@functools.cache
def prepared(text, namespaces):
    """The query that a text stands for; the namespaces are pairs."""
    return prepareQuery(text, dict(namespaces))


class Remembering(SPARQLProcessor):
    """Reads a query once, not for each node that it is asked of: with thousands of nodes pySHACL spends nearly all its time in
    the parser otherwise."""

    def query(self, strOrQuery, initBindings=None, initNs=None, base=None, DEBUG=False):
        if isinstance(strOrQuery, str) and base is None:
            strOrQuery = prepared(strOrQuery, tuple((initNs or {}).items()))
        return super().query(strOrQuery, initBindings, initNs, base, DEBUG)


register("sparql", Processor, __name__, "Remembering")


def export(binary, *arguments):
    """What the program exports, as a graph."""
    done = subprocess.run([binary, "export", *arguments, "--format", "nt"], cwd=ROOT, capture_output=True, check=True)
    return Graph().parse(data=done.stdout.decode(), format="nt")


def report(graph, shapes, ontology=None):
    """What pySHACL has to say of the graph, or None where it conforms. The ontology is added to the graph as a whole: as
    `ont_graph` pySHACL takes of it what RDFS and OWL define alone, and leaves out schema:rangeIncludes."""
    conforms, _, text = validate(graph + ontology if ontology else graph, shacl_graph=shapes, inference="none")
    return None if conforms else text


def touched(before, after):
    """What an update touched: the nodes of the triples that it took away or added, the facts that state such a triple, and all
    that can be reached from there. The rest of the copy is left out, so that validating it takes no time."""
    changed = set(before) ^ set(after)
    nodes = {node for s, _, o in changed for node in (s, o) if isinstance(node, URIRef)}
    for s, p, _ in changed:
        nodes |= set(after.subjects(AF.subject, s)) & set(after.subjects(AF.predicate, p))
    part, ahead = Graph(), list(nodes) if changed else []
    while ahead:
        for triple in after.triples((ahead.pop(), None, None)):
            part.add(triple)
            if isinstance(triple[2], URIRef) and triple[2] not in nodes:
                nodes.add(triple[2])
                ahead.append(triple[2])
    return part


def planted(path, corpus, shapes, ontology):
    """Why the error that a file plants is not found as it should be, or None."""
    update = open(path, encoding="utf-8").read()
    message = update.split("\n")[0].removeprefix("# ")
    broken = Graph() + corpus
    broken.update("".join("PREFIX %s: <%s>\n" % item for item in PREFIXES.items()) + re.sub(r"(?m)^#.*$", "", update))
    part = touched(corpus, broken)
    if not part:
        return "the update changes nothing"
    text = report(part, shapes, ontology)
    if text is None:
        return "is not found"
    return None if message in text else "is found, but not told as `%s`:\n%s" % (message, text)


def main():
    binary = os.path.abspath(sys.argv[1])
    terms = Graph().parse(os.path.join(ROOT, "ontology/article-facts.ttl"))
    shapes = Graph().parse(os.path.join(ROOT, "ontology/shapes.ttl"))
    allowed = os.path.join(ROOT, "tests/shapes/allowed")
    theirs = terms + Graph().parse(os.path.join(allowed, "terms.ttl"))
    corpus = export(binary, "data")
    tasks = []
    for name, graph, ontology in (("data", corpus, terms), ("tests/shapes/allowed", export(binary, allowed), theirs)):
        tasks.append((name, report, (graph, shapes)))
        tasks.append((name + ", with its ontology", report, (graph, shapes, ontology)))
    errors = sorted(glob.glob(os.path.join(ROOT, "tests/shapes/bad/*.ru")))
    tasks += [(os.path.basename(path), planted, (path, corpus, shapes, terms)) for path in errors]
    complaints = 0
    with ProcessPoolExecutor() as pool:
        running = [(name, pool.submit(function, *arguments)) for name, function, arguments in tasks]
        for name, task in running:
            complaint = task.result()
            complaints += complaint is not None
            print("%-40s %s" % (name, "as it should be" if complaint is None else complaint), flush=True)
    print("%d triples, %d errors planted, %d complaints" % (len(corpus), len(errors), complaints))
    return 1 if complaints or not errors else 0


if __name__ == "__main__":
    sys.exit(main())
