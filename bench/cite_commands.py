#!/usr/bin/env python3
"""cite_commands.py BIN DOCUMENTS.jsonl [STORE]    what --cite costs in whole commands, from the documents and from a store.

  --rounds 3          each round runs every command once
  --format json       or table
  --store-only        leave out the commands that read the documents

Each query of bench/cite without and with citations. STORE is what a BIN with the feature `disk` loaded the documents into. Prints
a table: the least seconds, with the least processor seconds behind the slash, which other work on the machine changes less; the
least ratio within a round (from the documents); and from the store how many facts are cited, the median within a round of the
processor time that one more cited fact takes, and the largest memory with citations, which needs GNU time.
"""
import argparse
import glob
import json
import os
import statistics
import subprocess

from run import HERE, run


def facts(command):
    """How many different facts an answer cites."""
    citations = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["citations"]
    return len({fact["fact"] for cited in citations for fact in cited})


def times(runs):
    return "%.2f / %.2f" % (min(run.wall for run in runs), min(run.cpu for run in runs))


def from_documents(ask, options):
    """The cells of one query over the documents."""
    plain, cited = [], []
    for _ in range(options.rounds):
        plain.append(run([*ask, options.documents]))
        cited.append(run([*ask, options.documents, "--cite"]))
    return [times(plain), times(cited), "%.2f" % min(one.wall / other.wall for one, other in zip(cited, plain))]


def from_store(ask, options):
    """The cells of one query over the store."""
    plain, cited, store = [], [], ["--store", options.store]
    for _ in range(options.rounds):
        plain.append(run([*ask, *store]))
        cited.append(run([*ask, *store, "--cite"]))
    count = facts([*ask[:-1], "json", *store, "--cite"])
    each = statistics.median(one.cpu - other.cpu for one, other in zip(cited, plain)) / max(count, 1)
    memory = max(run.megabytes or 0 for run in cited)
    return ["%d" % count, times(plain), times(cited), "%.2f ms" % (each * 1000), "%.0f MB" % memory]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("documents")
    options.add_argument("store", nargs="?")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--format", default="json")
    options.add_argument("--store-only", action="store_true")
    options = options.parse_args()
    parts = [] if options.store_only else [(from_documents, ["documents", "with `--cite`", "ratio"])]
    if options.store:
        parts.append((from_store, ["facts cited", "store", "with `--cite`", "processor time for a fact", "its memory"]))
    head = ["query"] + [title for _, titles in parts for title in titles]
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for query in sorted(glob.glob(os.path.join(HERE, "cite", "*.rq"))):
        ask = [os.path.abspath(options.bin), "query", query, "--quiet", "--format", options.format]
        cells = [cell for part, _ in parts for cell in part(ask, options)]
        print("| " + " | ".join([os.path.basename(query)[: -len(".rq")], *cells]) + " |", flush=True)


if __name__ == "__main__":
    main()
