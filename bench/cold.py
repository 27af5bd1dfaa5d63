#!/usr/bin/env python3
"""cold.py [BIN] [ROUNDS]    the whole of one `groundwire query` over the seed article: start, read, check, index, answer.

Prints the least and the median of the wall times and the processor times in milliseconds, for a question of one pattern and for a
saved question. Exit status 1 where the least processor time is above 7 ms: other work on the machine changes that less than wall time.
"""
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QUESTIONS = ("SELECT ?who ?where { ?who af:observerAt ?where }", "joined-instruments")
GOAL = 7


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "target", "release", "groundwire"))
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    late = False
    for question in QUESTIONS:
        wall, cpu = [], []
        for _ in range(rounds):
            begin = time.perf_counter()
            child = subprocess.Popen([binary, "query", question, "data/kazakhstan-council-of-europe", "--format", "csv", "--quiet"], cwd=ROOT, stdout=subprocess.PIPE)
            rows = child.stdout.read().count(b"\n") - 1
            _, status, usage = os.wait4(child.pid, 0)
            wall.append(1000 * (time.perf_counter() - begin))
            cpu.append(1000 * (usage.ru_utime + usage.ru_stime))
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                raise SystemExit("exit %d" % child.returncode)
        late |= min(cpu) > GOAL
        print("%.1f ms least, %.1f ms median; processor %.1f ms least, %.1f ms median; %d rows: %s" % (min(wall), statistics.median(wall), min(cpu), statistics.median(cpu), rows, question))
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
