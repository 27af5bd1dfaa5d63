#!/usr/bin/env python3
"""large.py BIN [N]...    `export` of N made-up documents (100,000 and 1,000,000) from a pipe: time, processor time, peak memory.

  --format nq     as `export --format`
  --threads 2

The documents are those of documents.py, 10,000 different ones under new ids, made before the clock starts and never written to a
file: a million are 11 GB. This program feeds them, on a core that the export then has not for itself. Needs GNU time for memory.
"""
import argparse
import os
import subprocess
import tempfile
import time

import documents
from run import GNU_TIME


def feed(pipe, lines, count):
    """Writes so many documents, each under an id of its own; says how many bytes they have."""
    size = 0
    for number in range(count):
        before, after = lines[number % len(lines)]
        pipe.write(before)
        pipe.write(b'"a%07d"' % (number + 1))
        pipe.write(after)
        size += len(before) + len(after) + 10
    pipe.close()
    return size


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("numbers", nargs="*", type=int, default=[100_000, 1_000_000])
    options.add_argument("--format", default="nq")
    options.add_argument("--threads", default="2")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "documents.jsonl")
        documents.write(min(documents.DIFFERENT, max(options.numbers)), path)
        with open(path, "rb") as file:
            lines = [tuple(line.split(b'"a%07d"' % number, 1)) for number, line in enumerate(file, 1)]
        print("| documents | input | seconds | processor seconds | peak memory |\n|---|---|---|---|---|")
        for number in options.numbers:
            peak = os.path.join(folder, "peak")
            command = [os.path.abspath(options.bin), "export", "-", "--format", options.format, "--threads", options.threads, "--quiet", "-o", os.devnull]
            begin = time.perf_counter()
            child = subprocess.Popen([GNU_TIME, "-q", "-f", "%M", "-o", peak, *command], stdin=subprocess.PIPE)
            size = feed(child.stdin, lines, number)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                raise SystemExit("export ended with %d" % child.returncode)
            with open(peak) as text:
                megabytes = int(text.read().split()[-1]) / 1024
            print("| %s | %.1f GB | %.1f | %.1f | %.0f MB |" % (format(number, ","), size / 1e9, wall, usage.ru_utime + usage.ru_stime, megabytes), flush=True)


if __name__ == "__main__":
    main()
