#!/usr/bin/env python3
"""run.py [BIN]    groundwire against the limit and its peers, in whole commands; a table for docs/performance.md on stdout.

  --sizes 1,10,100,1000,10000,100000    how many documents
  --peers-at 1000                       the size at which the peers run; none: leave them out
  --rounds 5                            each round runs every command once, so that a busy spell hits all of them alike
  --threads 2
  --folder DIR                          where documents and outputs go, and the largest file of documents stays (a temporary folder)
  --python PYTHON                       a Python that has morph_kgc
  --update FILE                         put the table between the marks of this file

The limit is `bare/`, which is built where there is none yet. Of the peers those take part that are on this machine: morph_kgc,
oxigraph, serdi, rapper, riot. A ratio is the median of the ratios within a round. Memory is the largest single process; it needs
GNU time. Python and Cargo are all that is needed.
"""
import argparse
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, HERE)
import documents  # noqa: E402
import flat  # noqa: E402

GNU_TIME = shutil.which("time")


class Run:
    def __init__(self, wall, cpu, megabytes):
        self.wall, self.cpu, self.megabytes = wall, cpu, megabytes


def run(command, stdout=None):
    """Runs a command once."""
    with tempfile.NamedTemporaryFile("r") as peak:
        words = [GNU_TIME, "-q", "-f", "%M", "-o", peak.name, *command] if GNU_TIME else command
        with open(stdout or os.devnull, "wb") as out:
            begin = time.perf_counter()
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            print("exit %d: %s" % (child.returncode, " ".join(command)), file=sys.stderr)
        megabytes = int(peak.read().split()[-1]) / 1024 if GNU_TIME else None
    return Run(wall, usage.ru_utime + usage.ru_stime, megabytes)


def rounds(commands, count, reference):
    """Runs commands turn by turn; rows of name, figures and the ratio to the reference."""
    seen = {name: [] for name, _, _ in commands}
    for _ in range(count):
        for name, command, stdout in commands:
            seen[name].append(run(command, stdout))
    for name, runs in seen.items():
        pairs = list(zip(runs, seen[reference]))
        yield {
            "name": name,
            "wall": statistics.median(r.wall for r in runs),
            "least": min(r.wall for r in runs),
            "cpu": statistics.median(r.cpu for r in runs),
            "megabytes": max((r.megabytes or 0) for r in runs),
            "ratio": statistics.median(r.wall / other.wall for r, other in pairs),
            "cpu_ratio": statistics.median(r.cpu / other.cpu if other.cpu else 0 for r, other in pairs),
        }


def table(rows, extra=()):
    yield "| command | documents | seconds (least / median) | processor seconds | peak memory | time to the limit's | processor time to the limit's |"
    yield "|---|---|---|---|---|---|---|"
    for size, row in rows:
        memory = "%.0f MB" % row["megabytes"] if row["megabytes"] else "–"
        yield "| %s | %s | %.3f / %.3f | %.3f | %s | %.2f | %.2f |" % (row["name"], format(size, ","), row["least"], row["wall"], row["cpu"], memory, row["ratio"], row["cpu_ratio"])


def peers(options, folder, nq, turtle):
    """Commands of the peers that are here, and what could not be found."""
    found, missing = [], []
    if subprocess.run([options.python, "-c", "import morph_kgc"], capture_output=True).returncode == 0:
        flat.main(nq, os.path.join(folder, "flat"))
        found.append(("Morph-KGC, csv to N-Quads", [options.python, "-m", "morph_kgc", os.path.join(folder, "flat", "morph.ini")], None))
    else:
        missing.append("morph_kgc")
    for name, words, program in (
        ("oxigraph, N-Quads to TriG", ["convert", "--from-file", nq, "--to-file", os.path.join(folder, "oxigraph.trig")], "oxigraph"),
        ("serdi, N-Quads to TriG", ["-i", "nquads", "-o", "trig", nq], "serdi"),
        ("rapper, N-Quads to Turtle", ["-q", "-i", "nquads", "-o", "turtle", nq], "rapper"),
        ("riot, N-Quads to TriG", ["--syntax=nquads", "--formatted=trig", nq], "riot"),
    ):
        if shutil.which(program):
            found.append((name, [shutil.which(program), *words], os.devnull))
        else:
            missing.append(program)
    return found, missing


def same(one, other):
    """Whether two files of N-Quads hold the same lines."""
    lines = lambda path: subprocess.run("LC_ALL=C sort -u '%s' | sha256sum" % path, shell=True, capture_output=True).stdout
    return lines(one) == lines(other)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin", nargs="?", default=os.path.join(ROOT, "target", "release", "groundwire"))
    options.add_argument("--sizes", default="1,10,100,1000,10000,100000")
    options.add_argument("--peers-at", default="1000")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--threads", default="2")
    options.add_argument("--folder")
    options.add_argument("--python", default=sys.executable)
    options.add_argument("--update")
    options = options.parse_args()
    temporary = None if options.folder else tempfile.TemporaryDirectory()
    folder = options.folder or temporary.name
    os.makedirs(folder, exist_ok=True)
    bare = os.path.join(ROOT, "target", "bare", "release", "bare")
    if not os.path.exists(bare):
        subprocess.run(["cargo", "build", "--quiet", "--release", "--manifest-path", os.path.join(HERE, "bare", "Cargo.toml"), "--target-dir", os.path.join(ROOT, "target", "bare")], check=True)
    binary = os.path.abspath(options.bin)
    ours = [binary, "export", "--format", "nq", "--threads", options.threads, "--quiet"]

    rows, notes = [], []
    loads = [os.getloadavg()[0]]
    sizes = [int(size) for size in options.sizes.split(",")]
    largest = os.path.join(folder, "documents-%d.jsonl" % max(sizes))
    if not os.path.exists(largest):
        documents.write(max(sizes), largest)
    for size in sizes:
        path = os.path.join(folder, "documents-%d.jsonl" % size)
        if path != largest:
            # A smaller number of documents is the beginning of a larger one.
            with open(largest, "rb") as lines, open(path, "wb") as out:
                out.writelines(line for line, _ in zip(lines, range(size)))
        commands = [
            ("groundwire", [*ours, path, "-o", os.devnull], None),
            ("the limit", [bare, path, os.devnull, options.threads], None),
        ]
        rows += [(size, row) for row in rounds(commands, options.rounds, "the limit")]
        if str(size) == options.peers_at:
            nq, limit = os.path.join(folder, "ours.nq"), os.path.join(folder, "limit.nq")
            run([*ours, path, "-o", nq])
            run([bare, path, limit, options.threads])
            with open(nq, "rb") as lines:
                count = sum(1 for _ in lines)
            notes.append("%s documents are %.1f MB and %s quads, %.1f MB of N-Quads; %s." % (format(size, ","), os.path.getsize(path) / 1e6, format(count, ","), os.path.getsize(nq) / 1e6, "groundwire's and the limit's are the same" if same(nq, limit) else "GROUNDWIRE'S AND THE LIMIT'S DIFFER"))
            found, missing = peers(options, folder, nq, None)
            commands = [commands[1], ("groundwire to Turtle", [binary, "export", "--format", "ttl", "--threads", options.threads, "--quiet", path, "-o", os.devnull], None), *found]
            rows += [(size, row) for row in rounds(commands, min(options.rounds, 3), "the limit") if row["name"] != "the limit"]
            morph = os.path.join(folder, "flat", "morph.nq")
            if os.path.exists(morph):
                with open(morph, "rb") as lines:
                    theirs = {line.strip().rstrip(b" .") for line in lines}
                with open(nq, "rb") as lines:
                    mine = {line.strip().rstrip(b" .") for line in lines}
                notes.append("Morph-KGC gives %s." % ("the same quads" if theirs == mine else "%s quads, %s of them ours" % (format(len(theirs), ","), format(len(theirs & mine), ","))))
            if missing:
                notes.append("Not on this machine: %s." % ", ".join(missing))
        if path != largest:
            os.remove(path)
        loads.append(os.getloadavg()[0])
    processor = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine()) if os.path.exists("/proc/cpuinfo") else platform.machine()
    head = "Measured on %s: %d cores (%s), %s; %s threads, %d rounds; load while measuring %.1f to %.1f." % (datetime.date.today(), os.cpu_count(), processor, platform.system(), options.threads, options.rounds, min(loads), max(loads))
    text = "\n".join([head, "", *table(rows), "", *notes]) + "\n"
    print(text, end="")
    if options.update:
        with open(options.update, encoding="utf-8") as page:
            before, rest = page.read().split("<!-- bench/run.py -->\n", 1)
        after = rest.split("<!-- end -->", 1)[1]
        with open(options.update, "w", encoding="utf-8") as page:
            page.write(before + "<!-- bench/run.py -->\n" + text + "<!-- end -->" + after)
    if temporary:
        temporary.cleanup()


if __name__ == "__main__":
    main()
