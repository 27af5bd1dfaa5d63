#!/usr/bin/env python3
"""cite_commands.py BIN DOCUMENTS.jsonl [STORE]    what --cite costs in whole commands, from the documents and from a store.

  --rounds 3          each round runs every command once
  --format json       or table

Each query of bench/cite without and with citations. STORE is what a BIN with the feature `disk` loaded the documents into. Prints
a table: the least seconds, the least ratio within a round (from the documents), and the largest memory with citations from
the store, which needs GNU time.
"""
import argparse
import glob
import os

from run import HERE, run


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("documents")
    options.add_argument("store", nargs="?")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--format", default="json")
    options = options.parse_args()
    head = ["query", "documents", "with `--cite`", "ratio"]
    head += ["store", "with `--cite`", "its memory"] * bool(options.store)
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for query in sorted(glob.glob(os.path.join(HERE, "cite", "*.rq"))):
        ask = [os.path.abspath(options.bin), "query", query, "--quiet", "--format", options.format]
        commands = [[*ask, options.documents], [*ask, options.documents, "--cite"]]
        if options.store:
            commands += [[*ask, "--store", options.store], [*ask, "--store", options.store, "--cite"]]
        rounds = [[run(command) for command in commands] for _ in range(options.rounds)]
        cells = ["%.2f" % min(runs[at].wall for runs in rounds) for at in range(len(commands))]
        cells.insert(2, "%.2f" % min(runs[1].wall / runs[0].wall for runs in rounds))
        if options.store:
            cells.append("%.0f MB" % max(runs[3].megabytes or 0 for runs in rounds))
        print("| " + " | ".join([os.path.basename(query)[: -len(".rq")], *cells]) + " |", flush=True)


if __name__ == "__main__":
    main()
