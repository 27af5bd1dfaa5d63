#!/usr/bin/env python3
"""Runs the W3C's SPARQL tests through the command line and compares the failures with `tests/w3c/failing.txt`.

Usage: w3c.py BINARY RUNNER [FILTER]

The list is checked both ways: a test that fails must be in it, and one that passes must not be. Each line is a suite, a
test and the reason for the failure, separated by tabs; empty lines and lines that begin with `#` count for nothing.
"""
import importlib.util
import os
import sys

# The runner gives a query so long. A few join the ontology with itself, which gives millions of rows: they are named.
SECONDS = 10
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


def run(binary, path, some):
    """What the runner counts in each suite, and what fails."""
    os.environ.update(GW=binary, TMO=str(SECONDS))
    spec = importlib.util.spec_from_file_location("runner", path)
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    ask = runner.ask_tool
    # Its mode A, the only one whose queries name no graphs, asks over the union with the ontology and compares with another
    # program, not with the W3C's answer.
    runner.ask_tool = lambda query, *more: ask(query, *more) if runner.has_from(query) else (1, "", "not asked")
    runner.sparql(some)
    mode_a = " mode A"
    sums = {suite: sums for suite, sums in runner.S.items() if not suite.endswith(mode_a)}
    return sums, [failure for failure in runner.FAIL if not failure["suite"].endswith(mode_a)]


def main():
    binary, runner = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    some = sys.argv[3] if sys.argv[3:] else None
    sums, failures = run(binary, runner, some)
    late = [failure for failure in failures if "TimeoutExpired" in failure["what"]]
    for failure in late:
        print(f"skipped: {failure['suite']} {failure['test']}: not answered within {SECONDS} seconds")
    if len(late) > MOST_LATE:
        sys.exit(f"{len(late)} tests were not answered in time")
    failures = [failure for failure in failures if failure not in late]
    failing = {(failure["suite"], failure["test"]): failure["what"] for failure in failures}
    expected = listed()
    if some:
        expected = {key: reason for key, reason in expected.items() if some in key[0]}
    count = {"tests": 0, "pass": 0}
    for suite, counted in sums.items():
        if not suite.endswith(" formats"):
            for key in count:
                count[key] += counted[key]
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
