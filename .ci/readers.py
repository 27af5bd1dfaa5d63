#!/usr/bin/env python3
"""readers.py BIN    the shipped corpus as BIN exports it, read by rdflib, raptor, serd, N3.js, jsonld.js and pyoxigraph.

Each format must be read without an error or a warning by at least two of them, and all must find the same number of triples
(quads), which is also the number of distinct lines of the N-Triples (N-Quads) export. Exit status 1 where one does not.
"""
import logging
import os
import subprocess
import sys
import tempfile
import warnings

import pyoxigraph
import rdflib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Complaints(logging.Handler):
    """What rdflib says while it reads: a complaint."""

    def emit(self, record):
        raise RuntimeError("rdflib: " + record.getMessage())


logging.getLogger("rdflib").addHandler(Complaints(logging.WARNING))
warnings.filterwarnings("error", category=UserWarning)

N3 = """
const { Parser } = require('n3'), fs = require('fs');
const format = process.argv[2], seen = new Set();
const { Writer } = require('n3');
for (const q of new Parser({ format }).parse(fs.readFileSync(process.argv[1], 'utf8')))
  seen.add(JSON.stringify([q.subject.id, q.predicate.id, q.object.id, format.includes('rig') || format.includes('uads') ? q.graph.id : '']));
console.log(seen.size);
"""
JSONLD = """
const jsonld = require('jsonld'), fs = require('fs');
jsonld.documentLoader = url => { throw new Error('asked for ' + url); };
jsonld.toRDF(JSON.parse(fs.readFileSync(process.argv[1], 'utf8')), { format: 'application/n-quads', documentLoader: jsonld.documentLoader })
  .then(text => console.log(new Set(text.split('\\n').filter(line => line)).size), error => { console.error(error); process.exit(1); });
"""


def run(command, path, count):
    """What a command finds in a file, as `count` reads its output; whatever it says on stderr is a complaint."""
    done = subprocess.run(command, capture_output=True, text=True)
    said = "\n".join(line for line in done.stderr.splitlines() if not line.startswith("rapper: Parsing returned"))
    if done.returncode or said.strip():
        raise RuntimeError("%s: %s" % (command[0], said.strip() or done.returncode))
    return count(done)


def distinct(done):
    return len(set(line for line in done.stdout.splitlines() if line.strip()))


def distinct_lines(path):
    with open(path, encoding="utf-8") as lines:
        return len(set(lines))


def by_rdflib(path, form, quads):
    graph = rdflib.Dataset() if quads else rdflib.Graph()
    graph.parse(path, format=form)
    return len(set(graph.quads())) if quads else len(graph)


def by_oxigraph(path, form, quads):
    found = pyoxigraph.parse(path=path, format=form)
    return len({q if quads else q.triple for q in found})


def readers(path, form):
    """Name and count of each reader of a format."""
    node = lambda script, *more: run(["node", "-e", script, path, *more], path, lambda done: int(done.stdout))
    rapper = lambda name: run(["rapper", "-q", "-i", name, "-o", "ntriples", path], path, distinct)
    serdi = lambda name: run(["serdi", "-i", name, "-o", "NQuads" if name in ("NQuads", "TriG") else "NTriples", path], path, distinct)
    f = pyoxigraph.RdfFormat
    return {
        "ttl": lambda: {"rdflib": by_rdflib(path, "turtle", False), "raptor": rapper("turtle"), "serd": serdi("Turtle"), "N3.js": node(N3, "text/turtle")},
        "nt": lambda: {"rdflib": by_rdflib(path, "nt", False), "raptor": rapper("ntriples"), "serd": serdi("NTriples"), "N3.js": node(N3, "application/n-triples")},
        "nq": lambda: {"rdflib": by_rdflib(path, "nquads", True), "serd": serdi("NQuads"), "N3.js": node(N3, "application/n-quads"), "oxigraph": by_oxigraph(path, f.N_QUADS, True)},
        "trig": lambda: {"rdflib": by_rdflib(path, "trig", True), "serd": serdi("TriG"), "N3.js": node(N3, "application/trig"), "oxigraph": by_oxigraph(path, f.TRIG, True)},
        "rdf": lambda: {"rdflib": by_rdflib(path, "xml", False), "raptor": rapper("rdfxml"), "oxigraph": by_oxigraph(path, f.RDF_XML, False)},
        "jsonld": lambda: {"rdflib": by_rdflib(path, "json-ld", False), "jsonld.js": node(JSONLD), "oxigraph": by_oxigraph(path, f.JSON_LD, False)},
    }[form]()


def main():
    binary, wrong = os.path.abspath(sys.argv[1]), 0
    with tempfile.TemporaryDirectory() as folder:
        expected = {}
        for form in ("nt", "nq", "ttl", "trig", "rdf", "jsonld"):
            path = os.path.join(folder, "data." + form)
            subprocess.run([binary, "export", os.path.join(ROOT, "data"), "--format", form, "-o", path], check=True)
            if form in ("nt", "nq"):
                expected[form] = distinct_lines(path)
            due = expected["nq" if form in ("nq", "trig") else "nt"]
            try:
                found = readers(path, form)
            except Exception as error:
                print("%s: %s" % (form, error))
                wrong += 1
                continue
            good = all(count == due for count in found.values()) and len(found) >= 2
            wrong += not good
            print("%s %s: %d due, %s" % ("ok" if good else "WRONG", form, due, ", ".join("%s %d" % pair for pair in found.items())))
    print("%d passed, %d failed" % (6 - wrong, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
