#!/usr/bin/env python3
"""endpoint.py BIN [SUITE]    the server that BIN starts over `data`, asked by clients that no one here wrote.

- SPARQLWrapper, rdflib's SPARQLStore, curl and Comunica (where NODE_PATH has it) get the rows that `query --format json` gives.
  Comunica also joins them with a file of Turtle that the server gives at a thing's own address.
- With SUITE, the folder of the W3C's SPARQL tests: each request of its protocol tests is sent; the status must be as the
  test says, and where a test needs no data of its own, the boolean too. Updates must be refused.

The server listens on loopback and is stopped at the end. Exit status 1 where one of these does not hold.
"""
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse

import rdflib
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QUERY = "SELECT ?who ?body { ?who af:observerAt ?body } ORDER BY ?who ?body"
PREFIX = "PREFIX af: <https://w3id.org/article-facts#>\n"
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


def rows(answer):
    return [(row["who"]["value"], row["body"]["value"]) for row in answer["results"]["bindings"]]


def clients(binary, endpoint):
    """What the clients get, each beside what it should be."""
    done = subprocess.run([binary, "query", QUERY, "data", "--format", "json", "-q"], cwd=ROOT, capture_output=True, check=True)
    due = rows(json.loads(done.stdout))
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(PREFIX + QUERY)
    yield "SPARQLWrapper", rows(wrapper.query().convert()), due
    wrapper.setMethod("POST")
    yield "SPARQLWrapper by POST", rows(wrapper.query().convert()), due
    graph = rdflib.Graph(SPARQLStore(endpoint))
    yield "rdflib SPARQLStore", [(str(who), str(body)) for who, body in graph.query(PREFIX + QUERY)], due
    done = subprocess.run(
        ["curl", "-sSf", "-H", "Accept: application/sparql-results+json", "--data-urlencode", "query=" + QUERY, endpoint],
        capture_output=True, check=True)
    yield "curl", rows(json.loads(done.stdout)), due
    if os.path.isdir(os.path.join(os.environ.get("NODE_PATH", ""), "@comunica", "query-sparql")):
        yield "Comunica", comunica(endpoint, PREFIX + QUERY, []), due
        who = due[0][0]
        joined = PREFIX + "SELECT ?body ?name { <%s> af:observerAt ?body . ?body <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?body" % who
        page = endpoint.replace("/sparql", "/" + who.split("/article-facts/")[1])
        labels = {}
        for body, name in comunica(endpoint, joined, [page]):
            labels.setdefault(body, name)
        yield "Comunica, joined with Turtle", [(who, body) for body in sorted(labels)], [row for row in due if row[0] == who]
    else:
        print("skipped: Comunica is not installed")


def comunica(endpoint, query, sources):
    script = os.path.join(ROOT, ".ci", "comunica.mjs")
    done = subprocess.run(["node", script, endpoint, query, *sources], capture_output=True, text=True, timeout=300)
    if done.returncode:
        print(done.stderr[-2000:])
        return []
    # Columns come in the order of their names: swapped where the query names `who` first.
    found = json.loads(done.stdout)
    return [tuple(row) if "?name" in query else (row[1], row[0]) for row in found]


def tests(suite):
    """The protocol tests: name, whether its data are its own, its requests."""
    graph = rdflib.Graph().parse(os.path.join(suite, "sparql11/protocol/manifest.ttl"))
    for test in sorted(graph.subjects(RDF.type, MF.ProtocolTest)):
        requests = []
        for request in graph.items(graph.value(graph.value(test, MF.action), HT.requests)):
            headers = {}
            for header in graph.items(graph.value(request, HT.headers)) if graph.value(request, HT.headers) else ():
                headers[str(graph.value(header, HT.fieldName))] = str(graph.value(header, HT.fieldValue))
            body = graph.value(request, HT.body)
            text = None
            if body is not None:
                text = str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding) or "utf-8"))
            response = graph.value(request, HT.resp)
            requests.append({
                "method": str(graph.value(request, HT.methodName)), "path": str(graph.value(request, HT.absolutePath)),
                "headers": headers, "body": text,
                "status": {str(status).rsplit("StatusCode", 1)[-1][0] for status in graph.objects(response, MF.expectedStatus)},
                "boolean": graph.value(response, MF.expectedBoolean),
            })
        own = (test, UT.graphData, None) in graph
        yield str(graph.value(test, MF.name)), str(test).rsplit("#", 1)[-1], own, requests


def send(address, request):
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection.request(request["method"], request["path"], request["body"], request["headers"])
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def is_an_update(request):
    """Whether a request carries an update; the tests of updates ask queries, too."""
    kind = {name.lower(): value for name, value in request["headers"].items()}.get("content-type", "")
    return "query" not in kind and not (request["body"] or b"").startswith(b"query=") and "query=" not in request["path"]


def protocol(suite, address):
    """What is wrong with each protocol test, or None."""
    for name, key, own, requests in tests(suite):
        complaint = None
        is_update = "update" in key
        for request in requests:
            status, body = send(address, request)
            if is_update and is_an_update(request):
                complaint = None if status in (400, 403, 415) else "an update got %d" % status
            elif not is_update and str(status)[0] not in request["status"]:
                complaint = "status %d, expected %s: %s" % (status, "/".join(sorted(request["status"])), body[:120])
            elif not own and not is_update and request["boolean"] is not None and str(status)[0] == "2":
                wanted = str(request["boolean"]).lower()
                if not re.search(r"\b%s\b" % wanted, body):
                    complaint = "not %s: %s" % (wanted, body[:120])
            if complaint:
                break
        yield name, complaint


def main():
    binary = os.path.abspath(sys.argv[1])
    server = subprocess.Popen([binary, "serve", "data", "--bind", "127.0.0.1:0"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    good = bad = 0
    try:
        line = next(line for line in server.stderr if "serving" in line)
        url = re.search(r"http://\S+", line).group(0)
        for name, given, due in clients(binary, url + "sparql"):
            right = given == due and due
            good, bad = good + bool(right), bad + (not right)
            print("%-30s %s" % (name, "%d rows" % len(given) if right else "WRONG: %s" % given[:3]))
        if len(sys.argv) > 2:
            for name, complaint in protocol(sys.argv[2], urllib.parse.urlsplit(url)):
                good, bad = good + (not complaint), bad + bool(complaint)
                if complaint:
                    print("WRONG %s: %s" % (name, complaint))
    finally:
        server.terminate()
        server.wait(10)
    print("%d passed, %d failed" % (good, bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
