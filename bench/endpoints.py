#!/usr/bin/env python3
"""endpoints.py BIN DOCUMENTS.jsonl --corpus FILE    cited answers from documents, a store and SPARQL servers, side by side.

  --rounds 3        each round asks a question everywhere, turn by turn; what takes over a quarter of the limit is asked once
  --timeout 120     seconds after which an answer is given up; the server that owes it is started anew
  --queries FILES   (default: those of bench/cite, the one with a hundred rows first)
  --folder DIR      where quads, the store and the servers' data go (a temporary folder); what is loaded there is used again

Loads one export into oxigraph's server and, where it is installed, Virtuoso, and with the feature `disk` the documents into
a store. Each query then runs as `groundwire query --cite --format json`. Prints a table: rows and cited facts; requests and
bytes to each server; least seconds of the whole command; least seconds without citations (the same command without `--cite`,
but of servers what the server itself takes for the query); and the median of the differences within a round.
Rows and citations must be the same everywhere. Run it with a Python that has the package oxigraph beside it.
"""
import argparse
import functools
import json
import re
import shutil
import signal
import statistics
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

HEAD = ["query", "asked from", "rows", "facts cited", "requests", "kB", "with citations, s", "without, s", "difference, ms"]


class Place:
    """Where questions are asked: documents, a store, or a server that is started here."""

    def __init__(self, name, arguments, start=None):
        self.name, self.given, self.start = name, arguments, start
        self.process = self.url = None
        if start:
            begin = time.perf_counter()
            self.process, self.url = start()
            print("%s: ready in %.0f s" % (name, time.perf_counter() - begin), file=sys.stderr, flush=True)

    def arguments(self, url=None):
        return ["--endpoint", url or self.url, *self.given] if self.url else self.given

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)

    def again(self):
        """A server goes on with what no one waits for any more; a new one over the same data does not."""
        if self.process:
            self.stop()
            self.process, self.url = self.start()


def direct(url, query, limit):
    """Seconds of an uncited answer by the server alone; None where it refuses the query or takes too long."""
    # The union is the default graph of both servers. They do not know the prefixes that groundwire declares.
    if "PREFIX af:" not in query:
        query = "PREFIX af: <https://w3id.org/article-facts#>\n" + query
    body = urllib.parse.urlencode({"query": query}).encode()
    headers = {"Accept": "application/sparql-results+json", "Content-Type": "application/x-www-form-urlencoded"}
    start = time.perf_counter()
    try:
        urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=limit).read()
    except (urllib.error.HTTPError, TimeoutError):
        return None
    return time.perf_counter() - start


class Answer:
    """One answer: its rows with their citations, the seconds it took, or why there is none."""

    def __init__(self, command, limit):
        self.found, self.problem, start = None, None, time.perf_counter()
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
            if done.stdout:
                self.found, self.rows, self.facts = servers.compared(json.loads(done.stdout))
            else:
                self.problem = done.stderr.strip().splitlines()[-1]
        except subprocess.TimeoutExpired:
            self.problem = "over %d s" % limit
        self.seconds = time.perf_counter() - start


def alike(text, one, other):
    """Whether two answers say the same. Which rows a LIMIT leaves is open where nothing orders them."""
    if re.search(r"\bLIMIT\b", text) and not re.search(r"\bORDER BY\b", text):
        return one.rows == other.rows
    return one.found == other.found


def measured(binary, query, places, options):
    """The lines of one query."""
    text = query.read_text(encoding="utf-8")
    ask = [binary, "query", str(query), "--format", "json"]
    answers, traffic = {}, {}
    for place in places:
        counting = place.url and servers.Counting(place.url)
        answers[place] = Answer([*ask, "--cite", *place.arguments(counting and counting.url)], options.timeout)
        if counting:
            traffic[place] = ["%d" % counting.requests, "%.0f" % ((counting.sent + counting.received) / 1000)]
            counting.server.shutdown()
        if answers[place].problem:
            place.again()
            traffic.pop(place, None)
    cited = {place: [] for place in places}
    alone = {place: [] for place in places}
    for turn in range(options.rounds):
        for place in places:
            answer = answers[place]
            if answer.problem or turn and answer.seconds > options.timeout / 4 or None in alone[place]:
                continue
            cited[place].append(run([*ask, "--cite", *place.arguments()]).wall)
            if place.url:
                alone[place].append(direct(place.url, text, options.timeout))
                if alone[place][-1] is None:
                    place.again()
            else:
                alone[place].append(run([*ask, *place.arguments()]).wall)
    expected = next((answer for answer in answers.values() if answer.found is not None), None)
    for place in places:
        answer = answers[place]
        cells = [query.stem, place.name]
        if answer.problem:
            yield [*cells, "", "", *traffic.get(place, ["", ""]), answer.problem, "", ""]
            continue
        cells += ["%d" % answer.rows + ("" if alike(text, answer, expected) else ", NOT THE SAME"), "%d" % answer.facts]
        cells += [*traffic.get(place, ["", ""]), "%.2f" % min(cited[place])]
        if None in alone[place]:
            yield [*cells, "refused, or over %d s" % options.timeout, ""]
        else:
            beyond = statistics.median(one - other for one, other in zip(cited[place], alone[place]))
            yield [*cells, "%.2f" % min(alone[place]), "%.0f" % (beyond * 1000)]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("documents")
    options.add_argument("--corpus", required=True)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--timeout", type=int, default=120)
    options.add_argument("--queries", nargs="+", type=Path)
    options.add_argument("--folder", type=Path)
    options = options.parse_args()
    # Then the servers are stopped, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    binary = str(Path(options.bin).resolve())
    queries = options.queries or sorted(Path(HERE, "cite").glob("*.rq"), key=lambda path: (path.stem != "c8-hundred", path))
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        given = [options.documents, "--corpus", options.corpus, "--keep-going", "--quiet"]
        places = [Place("documents", given)]
        store = str(folder / "store")
        if not Path(store).exists():
            loaded = subprocess.run([binary, "load", "--store", store, *given], capture_output=True, text=True)
            if loaded.returncode == 2:
                print("no store: " + loaded.stderr.strip(), file=sys.stderr)
        if Path(store).exists():
            places.append(Place("store", ["--store", store, "--quiet"]))
        starts = [("oxigraph", servers.oxigraph_of), ("Virtuoso", servers.virtuoso_of)]
        if not shutil.which("virtuoso-t"):
            print("no Virtuoso: it is not installed", file=sys.stderr)
            starts.pop()
        nquads = folder / "quads.nq"
        if not all((folder / name.lower()).exists() for name, _ in starts):
            subprocess.run([binary, "export", *given, "--with-ontology", "-o", nquads], stderr=subprocess.DEVNULL)
        try:
            for name, start in starts:
                arguments = ["--corpus", options.corpus, "--quiet"]
                places.append(Place(name, arguments, functools.partial(start, folder, nquads)))
            nquads.unlink(missing_ok=True)
            print("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|", flush=True)
            for query in queries:
                for cells in measured(binary, query, places, options):
                    print("| " + " | ".join(cells) + " |", flush=True)
        finally:
            for place in places:
                place.stop()


if __name__ == "__main__":
    main()
