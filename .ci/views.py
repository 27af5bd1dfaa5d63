#!/usr/bin/env python3
"""views.py BIN    the shipped corpus as annotations and as nanopublications, as BIN exports it, held by the tools of others.

- Web Annotations in Turtle, asked in SPARQL by pyoxigraph: each fact has one annotation, and each of its targets names words by a
  quote and by a position, which is where the article has them.
- The page of annotations in JSON-LD, read by @recogito/text-annotator, a client that marks texts: each annotation is understood,
  with the words first and every target.
- Nanopublications in TriG: the package nanopub finds each of them valid, and finds fault with one whose assertion is taken out
  and with one that has a graph too many.

Exit status 1 where one of these does not hold.
"""
import collections
import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning)

import pyoxigraph
from nanopub import Nanopub
from nanopub.utils import MalformedNanopubError
from rdflib import RDF, ConjunctiveGraph, Dataset, Graph, URIRef

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NP = "http://www.nanopub.org/nschema#"
logging.getLogger("nanopub").setLevel(logging.ERROR)

TARGETS = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX af: <https://w3id.org/article-facts#>
SELECT ?annotation ?fact ?words ?source ?exact ?start ?end {
  ?annotation a oa:Annotation ; oa:motivatedBy oa:describing ; oa:hasBody ?fact, [ a oa:TextualBody ; rdf:value ?words ] ;
    oa:hasTarget [ a oa:SpecificResource ; oa:hasSource ?source ; oa:hasSelector
      [ a oa:TextQuoteSelector ; oa:exact ?exact ], [ a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end ] ] .
  ?fact a af:Fact ; af:subject ?subject ; af:predicate ?predicate .
}"""

CLIENT = """
const fs = require('fs'), path = require('path');
const client = path.join(process.env.NODE_PATH, '@recogito/text-annotator/dist/text-annotator.es.js');
import(client).then(({ parseW3CTextAnnotation }) => {
  const texts = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  let targets = 0, wrong = 0;
  const page = JSON.parse(fs.readFileSync(process.argv[1], 'utf8'));
  for (const item of page.items) {
    const { parsed, error } = parseW3CTextAnnotation(item);
    const sources = [].concat(item.target).map(target => target.source);
    const words = !error && parsed.bodies[0].value;
    const holds = !error && parsed.target.selector.length === sources.length && words && words.includes(' \\u2192 ') &&
      parsed.target.selector.every((s, n) => texts[sources[n]].slice(s.start, s.end) === s.quote);
    if (!holds) { wrong += 1; console.error(item.id, error && error.message); }
    targets += sources.length;
  }
  console.log(JSON.stringify({ annotations: page.items.length, targets, wrong }));
});
"""


def export(binary, *args):
    done = subprocess.run([binary, "export", "data", "--quiet", *args], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def texts(base):
    """The texts of the articles by their IRIs; the corpus has no character that JavaScript counts twice."""
    found = {}
    for name in sorted(os.listdir(os.path.join(ROOT, "data"))):
        path = os.path.join(ROOT, "data", name, "article.txt")
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="") as text:
                found[base + "article/" + name] = text.read()
    return found


def annotations(binary, articles, facts):
    """What is wrong with the annotations as RDF."""
    store = pyoxigraph.Store()
    store.load(export(binary, "--view", "annotation", "--format", "ttl").encode(), format=pyoxigraph.RdfFormat.TURTLE)
    seen = collections.defaultdict(set)
    for row in store.query(TARGETS):
        annotation, fact, source, exact, start, end = (row[name].value for name in ("annotation", "fact", "source", "exact", "start", "end"))
        seen[fact].add(annotation)
        if articles[source][int(start):int(end)] != exact:
            yield "%s: “%s” is not at %s to %s" % (annotation, exact, start, end)
    if set(seen) != facts or any(len(found) != 1 for found in seen.values()):
        yield "%d facts have an annotation, of %d" % (len(seen), len(facts))


def client(binary, articles, facts):
    """What is wrong with the annotations for a client."""
    with tempfile.TemporaryDirectory() as folder:
        page, known = os.path.join(folder, "page.jsonld"), os.path.join(folder, "texts.json")
        with open(page, "w", encoding="utf-8") as out:
            out.write(export(binary, "--view", "annotation"))
        with open(known, "w", encoding="utf-8") as out:
            json.dump(articles, out)
        done = subprocess.run(["node", "-e", CLIENT, page, known], capture_output=True, text=True)
    if done.returncode or not done.stdout.strip():
        yield "the client ended with %d: %s" % (done.returncode, done.stderr.strip())
        return
    found = json.loads(done.stdout)
    if found["wrong"] or found["annotations"] != len(facts):
        yield "the client read %s: %s" % (found, done.stderr.strip())


def split(dataset):
    """The quads of each nanopublication, by its IRI."""
    parts = {}
    for nanopub, _, _, head in dataset.quads((None, RDF.type, URIRef(NP + "Nanopublication"), None)):
        graphs = [URIRef(head)] + [o for p in ("hasAssertion", "hasProvenance", "hasPublicationInfo") for o in dataset.graph(head).objects(nanopub, URIRef(NP + p))]
        parts[str(nanopub)] = [(s, p, o, g) for g in graphs for s, p, o in dataset.graph(g)]
    return parts


def is_valid(quads):
    graph = ConjunctiveGraph()
    for s, p, o, g in quads:
        graph.get_context(g).add((s, p, o))
    return Nanopub(rdf=graph).is_valid


def nanopubs(binary, facts):
    """What is wrong with the nanopublications."""
    dataset = Dataset().parse(data=export(binary, "--view", "nanopub"), format="trig")
    parts = split(dataset)
    if set(parts) != {fact + "/nanopub" for fact in facts}:
        yield "%d nanopublications, of %d facts" % (len(parts), len(facts))
    within, among = sum(len(quads) for quads in parts.values()), len(set(dataset.quads()))
    if within != among:
        yield "%d statements are in nanopublications, of %d" % (within, among)
    for nanopub, quads in sorted(parts.items()):
        try:
            if not is_valid(quads):
                yield "%s is not valid" % nanopub
        except MalformedNanopubError as error:
            yield "%s: %s" % (nanopub, error)
    # The checker finds what is wrong where something is.
    nanopub, quads = min(parts.items())
    stranger = [(*quads[0][:3], URIRef(nanopub + "/more"))]
    for what, wrong in (("no assertion", [quad for quad in quads if not str(quad[3]).endswith("/assertion")]), ("a graph too many", quads + stranger)):
        try:
            is_valid(wrong)
            yield "a nanopublication with %s is found valid" % what
        except MalformedNanopubError:
            pass


def main():
    binary = os.path.abspath(sys.argv[1])
    all_facts = Graph().parse(data=export(binary, "--view", "facts", "--format", "nt"), format="nt")
    facts = {str(fact) for fact in all_facts.subjects(RDF.type, URIRef("https://w3id.org/article-facts#Fact"))}
    articles = texts(min(facts).split("article/")[0])
    wrong = 0
    for name, found in (
        ("Web Annotations by pyoxigraph", annotations(binary, articles, facts)),
        ("Web Annotations by a client that marks texts", client(binary, articles, facts)),
        ("nanopublications by nanopub", nanopubs(binary, facts)),
    ):
        found = list(found)
        wrong += len(found)
        print("%s %s: %d facts" % ("WRONG" if found else "ok", name, len(facts)))
        for line in found[:20]:
            print("  " + line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
