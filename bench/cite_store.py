#!/usr/bin/env python3
"""cite_store.py BIN STORE [DOCUMENTS.jsonl]    what --cite costs from a store, in whole commands.

  --rounds 3      each round runs every command once

Each query of bench/cite, answered as JSON from the store without and with citations and, where the documents are given, from
these with citations. BIN is groundwire with the feature `disk`, STORE what it loaded the documents into. Prints a table: the
least seconds, and the largest memory with citations, which needs GNU time.
"""
import argparse
import glob
import os

from run import HERE, run


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("store")
    options.add_argument("documents", nargs="?")
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    head = ["query", "store", "store, `--cite`", "memory"] + ["documents, `--cite`"] * bool(options.documents)
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for query in sorted(glob.glob(os.path.join(HERE, "cite", "*.rq"))):
        ask = [os.path.abspath(options.bin), "query", query, "--quiet", "--format", "json"]
        commands = [[*ask, "--store", options.store], [*ask, "--store", options.store, "--cite"]]
        if options.documents:
            commands.append([*ask, options.documents, "--cite"])
        rounds = [[run(command) for command in commands] for _ in range(options.rounds)]
        times = ["%.2f" % min(runs[at].wall for runs in rounds) for at in range(len(commands))]
        times.insert(2, "%.0f MB" % max(runs[1].megabytes or 0 for runs in rounds))
        print("| " + " | ".join([os.path.basename(query)[: -len(".rq")], *times]) + " |", flush=True)


if __name__ == "__main__":
    main()
