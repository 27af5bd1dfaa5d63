#!/usr/bin/env python3
"""Asks each query of the W3C's SPARQL suites that must be refused, and prints the table "test, location, message".

Usage: wrong.py BINARY SUITE [TABLE.md]     SUITE: the folder `sparql` of w3c/rdf-tests

A query passes if it is refused with exit status 2 and one error that has a location, in words of groundwire's own: not the
fallback that repeats what the parser's library says. With a third argument the whole table goes into that file.
"""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
NEGATIVE = {MF.NegativeSyntaxTest, MF.NegativeSyntaxTest11}
FALLBACK = "the parser reports"


def tests(suite):
    """The suite, the name and the query's file of each test of a query that must be refused."""
    for folder, folders, files in os.walk(suite):
        folders.sort()
        if "manifest.ttl" not in files:
            continue
        graph = rdflib.Graph()
        graph.parse(os.path.join(folder, "manifest.ttl"), format="turtle", publicID="file://" + folder + "/manifest.ttl")
        for entries in graph.objects(None, MF.entries):
            for entry in Collection(graph, entries):
                if not NEGATIVE & set(graph.objects(entry, RDF.type)):
                    continue
                action = graph.value(entry, MF.action)
                query = action if isinstance(action, rdflib.URIRef) else graph.value(action, QT.query)
                if not str(query).endswith(".ru"): # An update is refused in any case.
                    yield os.path.relpath(folder, suite), str(entry).rsplit("#", 1)[-1], str(query).removeprefix("file://")


def ask(binary, nothing, query):
    """The line, the column, the underlined text and the message; or what is wrong with them."""
    done = subprocess.run([binary, "query", query, nothing, "--quiet"], capture_output=True, text=True)
    found = re.match(r"error\[query\]: (.*)\n +--> .*:(\d+):(\d+)\n +\|\n *\d+ \| (.*)\n +\| ( *)(\^+)", done.stderr)
    if done.returncode != 2 or done.stdout or not found:
        return None, "exit status %d: %s" % (done.returncode, done.stderr.strip() or done.stdout.strip())
    message, line, column, shown, before, marks = found.groups()
    if FALLBACK in done.stderr:
        return None, "only the library's message: " + done.stderr.strip()
    text = shown[len(before):len(before) + len(marks)].strip()
    help_line = re.search(r"^ += help: (.*)$", done.stderr, re.M)
    return (line, column, text, message + ("; help: " + help_line[1] if help_line else "")), None


def main():
    binary, suite = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    listed = list(tests(suite))
    with tempfile.TemporaryDirectory() as folder:
        nothing = os.path.join(folder, "none.jsonl")
        open(nothing, "w").close()
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda test: ask(binary, nothing, test[2]), listed))
    cell = lambda text: text.replace("|", "\\|").replace("\n", " ")
    table = ["| test | location | text | message |", "|---|---|---|---|"]
    wrong = 0
    for (suite_name, name, _), (answer, trouble) in zip(listed, answers):
        if trouble:
            wrong += 1
            print(f"WRONG {suite_name} {name}: {trouble}")
            continue
        line, column, text, message = answer
        table.append(f"| {suite_name} {name} | {line}:{column} | `{cell(text) or 'the end'}` | {cell(message)} |")
    if sys.argv[3:]:
        with open(sys.argv[3], "w", encoding="utf-8") as file:
            file.write("\n".join(table) + "\n")
    print(f"{len(listed)} queries that must be refused: {len(listed) - wrong} with a location and a message of our own, {wrong} without")
    sys.exit(1 if wrong or not listed else 0)


if __name__ == "__main__":
    main()
