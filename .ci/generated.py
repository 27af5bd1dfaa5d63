#!/usr/bin/env python3
"""generated.py BIN LIMIT    documents in bulk, against the program in LIMIT that maps them and checks nothing.

LIMIT holds a generator and that program, which searches each quote by itself. Of each of some seeds, with shared entities and
without, the quads must be the same sets. A document whose quote the contract calls ambiguous or cut, which the generator cannot
see, is left out on both sides and counted.
"""
import json
import os
import re
import subprocess
import sys
import tempfile


def quads(path):
    return set(open(path, encoding="utf-8").read().splitlines())


def main():
    binary, limit = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    wrong = 0
    for seed, corpus in ((11, False), (12, True), (13, False), (14, True)):
        with tempfile.TemporaryDirectory() as folder:
            at = lambda name: os.path.join(folder, name)
            subprocess.run([sys.executable, "-B", os.path.join(limit, "gen.py"), "400", folder, "--seed", str(seed)] + ["--corpus"] * corpus,
                           check=True, stdout=subprocess.DEVNULL)
            given = ["--corpus", at("corpus.yaml")] if corpus else ["--ontology", at("news.ttl")]
            done = subprocess.run([binary, "export", at("articles.jsonl"), *given, "--format", "nq", "-o", at("ours.nq"), "--keep-going"],
                                  capture_output=True, text=True)
            reasons = re.findall(r"^error\[([a-z-]+)\].*\n +--> .*?:(\d+):\d+$", done.stderr, re.M)
            refused = {int(line) for _, line in reasons}
            odd = {code for code, _ in reasons} - {"quote-ambiguous", "quote-not-found"}
            lines = open(at("articles.jsonl"), encoding="utf-8").read().split("\n")
            with open(at("kept.jsonl"), "w", encoding="utf-8") as kept:
                kept.writelines(line + "\n" for n, line in enumerate(lines, 1) if line and n not in refused)
            subprocess.run([sys.executable, "-B", os.path.join(limit, "plain.py"), at("kept.jsonl"), at("theirs.nq")] + [at("shared.tsv")] * corpus,
                           check=True, capture_output=True)
            theirs = quads(at("theirs.nq")) | (quads(at("corpus.nq")) if corpus else set())
            ours = quads(at("ours.nq"))
            good = ours == theirs and not odd and len(refused) <= 4
            wrong += not good
            print("%s seed %d%s: %d quads, %d documents left out, %d missing, %d extra %s"
                  % ("ok" if good else "WRONG", seed, " with a corpus" if corpus else "", len(ours), len(refused),
                     len(theirs - ours), len(ours - theirs), " ".join(sorted(odd))))
    print("%d passed, %d failed" % (4 - wrong, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
