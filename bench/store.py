#!/usr/bin/env python3
"""store.py BIN DOCUMENTS.jsonl    a store's loads and six cold queries, beside oxigraph's own store of the same quads.

  --rounds 3      each round loads and asks both, turn by turn
  --changed 1     percent of the documents that change after the first load
  --limit 100     seconds after which a query is stopped
  --loads-only    neither queries nor oxigraph
  --folder DIR    where the stores go (a temporary folder)

BIN is groundwire with the feature `disk`. The documents are those that bench/cite's queries q1 to q6 ask about. Without oxigraph
on the machine only groundwire's figures are given. At the end `store check` reads all of the store. Prints tables; memory is that of
the largest process and needs GNU time. Processor seconds are the least: other work on the machine changes them less.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile

from run import HERE, run


def middle(runs):
    return "%.2f / %.2f" % (min(r.wall for r in runs), statistics.median(r.wall for r in runs))


def line(name, runs):
    """A row of a table of loads."""
    memory = max(run.megabytes or 0 for run in runs)
    return "| %s | %s | %.2f | %.0f MB |" % (name, middle(runs), min(run.cpu for run in runs), memory)


WHOLE = re.compile(rb'"(\d+)"\^\^<http://www\.w3\.org/2001/XMLSchema#nonNegativeInteger>')
LOADS = "seconds (least / median) | processor seconds | peak memory |\n|---|---|---|---|"


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def changed(documents, percent, some, everything, turn):
    """Writes the documents with another title in a share of them; these alone, and all. Each turn changes them anew."""
    step = round(100 / percent)
    with open(documents, "rb") as lines, open(some, "wb") as few, open(everything, "wb") as every:
        for number, line in enumerate(lines):
            if number % step == 0:
                line = line.replace(b'"title":"', b'"title":"Change %d: ' % turn, 1)
                few.write(line)
            every.write(line)


def second(binary, store, options, folder):
    """Loads once more: the documents that changed alone, then all. Rows of a table."""
    some, everything = os.path.join(folder, "some.jsonl"), os.path.join(folder, "everything.jsonl")
    # A corpus.yaml beside the documents holds for their copies, too.
    corpus = os.path.join(os.path.dirname(os.path.abspath(options.documents)), "corpus.yaml")
    given = ["--corpus", corpus] if os.path.exists(corpus) else []
    for what, path in ("the changed ones alone", some), ("all documents again", everything):
        runs = []
        for turn in range(options.rounds):
            changed(options.documents, options.changed, some, everything, turn)
            runs.append(run([binary, "load", "--store", store, "--quiet", "--keep-going", *given, path]))
        print(line("%g %% changed: %s" % (options.changed, what), runs), flush=True)
    os.remove(some)
    os.remove(everything)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("documents")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--changed", type=float, default=1)
    options.add_argument("--limit", type=int, default=100)
    options.add_argument("--loads-only", action="store_true")
    options.add_argument("--folder")
    options = options.parse_args()
    temporary = None if options.folder else tempfile.TemporaryDirectory()
    folder = options.folder or temporary.name
    binary, peer = os.path.abspath(options.bin), None if options.loads_only else shutil.which("oxigraph")
    store, other, quads = (os.path.join(folder, name) for name in ("groundwire", "oxigraph", "quads.nq"))
    if peer:
        run([binary, "export", options.documents, "--format", "nq", "--quiet", "--keep-going", "-o", quads])

    loads = {"groundwire": [], "oxigraph": []}
    for _ in range(options.rounds):
        for path in (store, other):
            shutil.rmtree(path, ignore_errors=True)
        loads["groundwire"].append(run([binary, "load", "--store", store, "--quiet", "--keep-going", options.documents]))
        if peer:
            loads["oxigraph"].append(run([peer, "load", "--location", other, "--file", quads]))
    if peer:
        os.remove(quads)
    print("| first load | " + LOADS)
    for name, runs in loads.items():
        if runs:
            print(line(name, runs))
    for name, path in ("groundwire", store), ("oxigraph", other):
        if os.path.exists(path):
            print("%s takes %.2f GB." % (name, size(path) / 1e9), flush=True)
    if peer:
        print("Time of oxigraph's load to ours, the median within a round: %.2f." % statistics.median(
            theirs.wall / ours.wall for ours, theirs in zip(loads["groundwire"], loads["oxigraph"])))
    if not options.loads_only:
        ask(binary, peer, store, other, options)

    print("\n| second load | " + LOADS)
    second(binary, store, options, folder)
    print(line("`store check`", [run([binary, "store", "check", store]) for _ in range(options.rounds)]))


def ask(binary, peer, store, other, options):
    """Prints the table of queries."""
    print("\n| query, cold | groundwire, seconds (least / median) | oxigraph | rows |\n|---|---|---|---|")
    for number in range(1, 7):
        query = os.path.join(HERE, "cite", "q%d.rq" % number)
        ours = [binary, "query", "--store", store, "--quiet", "--format", "tsv", query]
        theirs = [peer, "query", "--location", other, "--union-default-graph", "--results-format", "tsv", "--query-file", query]
        runs, others, stopped = [], [], None
        for _ in range(options.rounds):
            runs.append(run(ours))
            if peer and not stopped:
                others.append(run(["timeout", str(options.limit), *theirs]))
                stopped = others[-1].wall >= options.limit
        # oxigraph's store makes integers of all numbers without a fraction.
        answer = lambda command: sorted(WHOLE.sub(rb"\1", subprocess.run(command, capture_output=True).stdout).splitlines())
        mine = answer(ours)
        rows = "%d" % (len(mine) - 1)
        if others and not stopped:
            rows += ", the same" if answer(theirs) == mine else ", NOT THE SAME"
        shown = "–" if not others else "stopped after %d s" % options.limit if stopped else middle(others)
        print("| q%d | %s | %s | %s |" % (number, middle(runs), shown, rows))


if __name__ == "__main__":
    main()
