#!/usr/bin/env python3
"""ontology.py BIN    what the ontology promises, with rdflib and owlrl.

- Every term of the core has one label and one comment in English, and one name (skos:prefLabel) in each of six languages, of
  which the English one is the label; its properties are of one kind.
- Nothing is imported; every term of another vocabulary that core or alignments use is declared there, but RDF, RDFS, OWL, XSD.
- The OWL 2 RL closure of core, alignments and the corpus as BIN exports it finds no contradiction.

Exit status 1 where one of these does not hold.
"""
import os
import subprocess
import sys

import owlrl
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AF = "https://w3id.org/article-facts"
BUILT_IN = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#", "https://spdx.org/licenses/", "http://www.wikidata.org/entity/")
LANGUAGES = ["de", "en", "es", "fr", "kk", "ru"]
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def terms(graph):
    """The terms of the core that a graph declares."""
    return sorted({s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and str(s).startswith(AF + "#")})


def complaints(core, alignments, data):
    """What does not hold, in words."""
    for term in terms(core):
        for what in (RDFS.label, RDFS.comment):
            if [text.language for text in core.objects(term, what)] != ["en"]:
                yield "%s needs one %s in English" % (term, what)
        names = list(core.objects(term, SKOS.prefLabel))
        if sorted(str(name.language) for name in names) != LANGUAGES:
            yield "%s needs one skos:prefLabel in each of %s" % (term, ", ".join(LANGUAGES))
        if not set(core.objects(term, RDFS.label)) <= set(names):
            yield "%s has another skos:prefLabel than rdfs:label in English" % term
        if sum((term, RDF.type, kind) in core for kind in PROPERTIES) > 1:
            yield "%s is a property of two kinds" % term
    for name, graph in (("the core", core), ("the alignments", alignments)):
        if list(graph.objects(None, OWL.imports)):
            yield "%s imports" % name
        used = {node for triple in graph for node in triple if isinstance(node, URIRef) and not str(node).startswith(BUILT_IN)}
        for term in sorted(node for node in used if not str(node).startswith(AF) and not list(graph.objects(node, RDF.type))):
            yield "%s uses %s and does not declare it" % (name, term)
    for term in sorted({s for s in alignments.subjects() if str(s).startswith(AF + "#")} - set(terms(core))):
        yield "the alignments speak of %s, which the core does not have" % term
    closure = core + alignments + data
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    for message in closure.objects(None, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")):
        yield "the closure has a contradiction: %s" % message
    for nothing in closure.subjects(RDF.type, OWL.Nothing):
        yield "%s can be nothing" % nothing


def main():
    binary = os.path.abspath(sys.argv[1])
    core, alignments = (Graph().parse(os.path.join(ROOT, "ontology", name)) for name in ("article-facts.ttl", "alignments.ttl"))
    done = subprocess.run([binary, "export", "data", "--format", "nt"], cwd=ROOT, capture_output=True, check=True)
    found = list(complaints(core, alignments, Graph().parse(data=done.stdout.decode(), format="nt")))
    print("\n".join(found) if found else "%d terms of the core, and the corpus, are as they should be" % len(terms(core)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
