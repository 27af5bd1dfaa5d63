#!/usr/bin/env python3
"""endpoints.py BIN DOCUMENTS.jsonl --corpus FILE    cited answers from documents, a store and SPARQL servers, side by side.

  --rounds 3        each round asks every question everywhere, turn by turn
  --queries FILES   (default: those of bench/cite)
  --folder DIR      where quads, the store and the servers' data go (a temporary folder); what is loaded there is used again

Loads one export into oxigraph's server and, where it is installed, Virtuoso, and with the feature `disk` the documents into
a store. Each query then runs as `groundwire query --cite --format json`. Prints a table: rows and cited facts, requests and
bytes to each server, and least seconds of whole commands; behind the slash the least seconds of the query itself, asked of the
server directly and uncited. Run it with a Python that has the package oxigraph beside it.
"""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from run import HERE, ROOT, run

sys.path.insert(0, str(Path(ROOT) / ".ci"))
import servers  # noqa: E402


class Place:
    """Where questions are asked."""

    def __init__(self, name, arguments, url=None):
        self.name, self.arguments, self.url = name, arguments, url


def direct(url, query):
    """Seconds of an uncited answer by the server alone; None where it refuses the query."""
    # The union is the default graph of both servers.
    body = urllib.parse.urlencode({"query": query}).encode()
    headers = {"Accept": "application/sparql-results+json", "Content-Type": "application/x-www-form-urlencoded"}
    start = time.perf_counter()
    try:
        urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=300).read()
    except (urllib.error.HTTPError, TimeoutError):
        return None
    return time.perf_counter() - start


def answered(command):
    """The rows of a cited answer, in no order, and how many facts it cites; None and the error where there is none."""
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.stdout:
        return None, done.stderr.strip().splitlines()[-1]
    found = servers.by_value(json.loads(done.stdout))
    facts = {json.dumps(fact, sort_keys=True) for cited in found["citations"] for fact in cited}
    rows = sorted(json.dumps(row, sort_keys=True) for row in found["results"]["bindings"])
    return rows, len(facts)


def measured(binary, query, places, rounds):
    """The cells of one query's line."""
    text = query.read_text(encoding="utf-8")
    ask = [binary, "query", str(query), "--cite", "--quiet", "--format", "json"]
    expected, facts = answered([*ask, *places[0].arguments])
    cells = [query.stem, "%d" % len(expected), "%d" % facts]
    traffic = {}
    for place in places:
        if not place.url:
            continue
        counting = servers.Counting(place.url)
        where = [counting.url if argument == place.url else argument for argument in place.arguments]
        rows, problem = answered([*ask, *where])
        counting.server.shutdown()
        kilobytes = (counting.sent + counting.received) / 1000
        same = "" if rows == expected else ", NOT THE SAME" if rows is not None else ", " + problem
        traffic[place.name] = "%d, %.0f kB%s" % (counting.requests, kilobytes, same)
    seconds = {place.name: [] for place in places}
    alone = {place.name: [] for place in places}
    for _ in range(rounds):
        for place in places:
            seconds[place.name].append(run([*ask, *place.arguments]).wall)
            if place.url:
                alone[place.name].append(direct(place.url, text))
    cells += [traffic[place.name] for place in places if place.url]
    for place in places:
        own = alone[place.name]
        behind = "" if not place.url else " / refused" if None in own else " / %.2f" % min(own)
        cells.append("%.2f%s" % (min(seconds[place.name]), behind))
    return cells


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("documents")
    options.add_argument("--corpus", required=True)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--queries", nargs="+", type=Path)
    options.add_argument("--folder", type=Path)
    options = options.parse_args()
    binary = str(Path(options.bin).resolve())
    queries = options.queries or sorted(Path(HERE, "cite").glob("*.rq"))
    processes = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        places = [Place("memory", [options.documents, "--corpus", options.corpus, "--keep-going"])]
        store = str(folder / "store")
        given = [options.documents, "--corpus", options.corpus, "--keep-going", "--quiet"]
        if not Path(store).exists():
            loaded = subprocess.run([binary, "load", "--store", store, *given], capture_output=True, text=True)
            if loaded.returncode == 2:
                print("no store: " + loaded.stderr.strip(), file=sys.stderr)
        if Path(store).exists():
            places.append(Place("disk", ["--store", store]))
        nquads = folder / "quads.nq"
        subprocess.run([binary, "export", *given, "--with-ontology", "-o", nquads])
        try:
            for name, start in [("oxigraph", servers.oxigraph_of), ("Virtuoso", servers.virtuoso_of)]:
                if name == "Virtuoso" and not shutil.which("virtuoso-t"):
                    print("no Virtuoso: it is not installed", file=sys.stderr)
                    continue
                begin = time.perf_counter()
                process, url = start(folder, nquads)
                processes.append(process)
                print("%s: loaded in %.0f s" % (name, time.perf_counter() - begin), file=sys.stderr, flush=True)
                places.append(Place(name, ["--endpoint", url, "--corpus", options.corpus], url))
            nquads.unlink()
            head = ["query", "rows", "facts cited"] + ["requests to %s" % place.name for place in places if place.url]
            head += [place.name + ", s" for place in places]
            print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|", flush=True)
            for query in queries:
                print("| " + " | ".join(measured(binary, query, places, options.rounds)) + " |", flush=True)
        finally:
            for process in processes:
                process.terminate()
                process.wait(60)


if __name__ == "__main__":
    main()
