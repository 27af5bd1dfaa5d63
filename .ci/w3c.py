#!/usr/bin/env python3
"""Runs the W3C's SPARQL tests through the command line and compares the failures with `tests/w3c/failing.txt`.

Usage: w3c.py BINARY RUNNER [FILTER]

The list is checked both ways: a test that fails must be in it, and one that passes must not be. Each line is a suite, a
test and the reason for the failure, separated by tabs; empty lines and lines that begin with `#` count for nothing.
"""
import json
import os
import subprocess
import sys
import tempfile

# The runner gives a query so long. A few join the ontology with itself, which gives millions of rows: they are named.
SECONDS = 20
MOST_LATE = 5
LIST = os.path.join(os.path.dirname(__file__), "..", "tests", "w3c", "failing.txt")


def listed():
    entries = {}
    for number, line in enumerate(open(LIST, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3 or not all(fields):
            sys.exit(f"{LIST}:{number}: expected a suite, a test and a reason, separated by tabs")
        entries[fields[0], fields[1]] = fields[2]
    return entries


def main():
    binary, runner = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    some = sys.argv[3:4]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GW": binary, "OUT_DIR": folder, "TMO": str(SECONDS)}
        command = [sys.executable, runner, "sparql", *some]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"the runner failed:\n{done.stdout}{done.stderr}")
        name = "w3c-sparql" + ("-" + some[0].replace("/", "_") if some else "") + ".json"
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            found = json.load(file)
    # Mode A asks the tests over the union with the ontology and compares with another program, not with the W3C's answer.
    failures = [failure for failure in found["fail"] if not failure["suite"].endswith(" mode A")]
    late = [failure for failure in failures if "TimeoutExpired" in failure["what"]]
    for failure in late:
        print(f"skipped: {failure['suite']} {failure['test']}: not answered within {SECONDS} seconds")
    if len(late) > MOST_LATE:
        sys.exit(f"{len(late)} tests were not answered in time")
    failures = [failure for failure in failures if failure not in late]
    failing = {(failure["suite"], failure["test"]): failure["what"] for failure in failures}
    expected = listed()
    if some:
        expected = {key: reason for key, reason in expected.items() if some[0] in key[0]}
    count = {"tests": 0, "pass": 0}
    for suite, sums in found["sums"].items():
        if not suite.endswith((" formats", " mode A")):
            for key in count:
                count[key] += sums.get(key, 0)
    print(f"{count['pass']} of {count['tests']} tests pass; {len(expected)} are listed as failing")
    wrong = 0
    for key in sorted(failing.keys() - expected.keys()):
        wrong += 1
        print(f"FAILS, and is not listed: {' '.join(key)}: {failing[key]}")
    for key in sorted(expected.keys() - failing.keys()):
        wrong += 1
        print(f"PASSES, so that it must leave the list: {' '.join(key)}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
