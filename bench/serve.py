#!/usr/bin/env python3
"""serve.py BIN DOCUMENTS QUERIES    requests a second and waiting times of `BIN serve DOCUMENTS`, beside oxigraph's server.

  --oxigraph PROGRAM   the program `oxigraph` (pip install oxigraph); without it only groundwire's figures are given
  --corpus FILE        the corpus file of the documents
  --seconds 5          how long each measurement takes
  --rounds 2           how often each is made, in turns; the best of each counts
  --clients 1,8,64     how many connections ask at once

QUERIES is a folder of `*.rq`; each is sent as it is. Both servers hold the same quads, oxigraph's with the union as default graph;
both answer over loopback with JSON, and both must give the same number of rows. The load is made by `wrk` (Debian: wrk) with one
thread. Beside the folder's queries there are a point query (all that is said of one of 500 facts) and, of groundwire alone, the
pages of articles, the overview and the search. Memory is what is resident when everything was asked.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

JSON = "application/sparql-results+json"
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(url, accept=JSON):
    return urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept}), timeout=300).read()


def resident(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


class Server:
    def __init__(self, name, process, query):
        self.name, self.process, self.query = name, process, query

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def groundwire(binary, documents, corpus):
    at = port()
    command = [binary, "serve", documents, "--bind", f"127.0.0.1:{at}", "--timeout", "60", *(["--corpus", corpus] if corpus else [])]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Server("groundwire", wait(process, f"http://127.0.0.1:{at}/sparql"), f"http://127.0.0.1:{at}/sparql")


def oxigraph(program, quads, folder):
    at, store = port(), os.path.join(folder, "oxigraph")
    subprocess.run([program, "load", "--location", store, "--file", quads], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    command = [program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{at}", "--union-default-graph"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Server("oxigraph", wait(process, f"http://127.0.0.1:{at}/query"), f"http://127.0.0.1:{at}/query")


def wait(process, url):
    for _ in range(1200):
        if process.poll() is not None:
            sys.exit(f"the server at {url} ended with {process.returncode}")
        try:
            get(url + "?query=ASK%7B%7D")
            return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            time.sleep(0.1)
    sys.exit(f"the server at {url} does not answer")


SCRIPT = """
local paths = {%s}
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at], {["Accept"] = "%s"})
end
"""


def load(urls, accept, clients, seconds, folder):
    """Requests a second, and the waiting times of half and of 99 % of them in ms."""
    parts = [urllib.parse.urlsplit(url) for url in urls]
    script = Path(folder) / "paths.lua"
    paths = ", ".join(json.dumps(part.path + ("?" + part.query if part.query else "")) for part in parts)
    script.write_text(SCRIPT % (paths, accept))
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", str(script), f"http://{parts[0].netloc}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", told)
    if bad:
        print(f"  {bad.group(0)} for {urls[0][:100]}", file=sys.stderr)
    time_of = lambda share: next((float(n) * UNITS[u] for n, u in re.findall(share + r"%\s+([\d.]+)(us|ms|s|m)", told)), 0)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1)), time_of("50"), time_of("99")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("bin", "documents", "queries"):
        options.add_argument(name)
    options.add_argument("--oxigraph")
    options.add_argument("--corpus")
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--clients", default="1,8,64")
    given = options.parse_args()
    if not shutil.which("wrk"):
        sys.exit("`wrk` is not installed")
    binary, clients = os.path.abspath(given.bin), [int(number) for number in given.clients.split(",")]
    folder = tempfile.mkdtemp()
    servers = []
    # Whoever stops this stops the servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        began = time.time()
        ours = groundwire(binary, given.documents, given.corpus)
        servers.append(ours)
        print(f"groundwire: {time.time() - began:.1f} s until it answers, {resident(ours.process):.0f} MB")
        if given.oxigraph:
            quads = os.path.join(folder, "quads.nq")
            corpus = ["--corpus", given.corpus] if given.corpus else []
            # A refused document is in neither server.
            command = [binary, "export", given.documents, "--format", "nq", "--with-ontology", "-k", "-q", "-o", quads, *corpus]
            if subprocess.run(command, stderr=subprocess.DEVNULL).returncode > 1:
                sys.exit("the documents cannot be exported")
            servers.append(oxigraph(given.oxigraph, quads, folder))
            os.remove(quads)
        prefix = "PREFIX af: <https://w3id.org/article-facts#>\n"
        facts = json.loads(get(ours.query + "?query=" + urllib.parse.quote(prefix + "SELECT ?f { ?f a af:Fact } LIMIT 500")))
        points = ["SELECT ?p ?o { <%s> ?p ?o }" % row["f"]["value"] for row in facts["results"]["bindings"]]
        asked = {"point query": points}
        asked.update((path.stem, [path.read_text()]) for path in sorted(Path(given.queries).glob("*.rq")))
        print("| query | rows | " + " | ".join(f"{server.name}, {count} client{'s' * (count > 1)}" for count in clients for server in servers) + " |")
        print("|---" * (2 + len(clients) * len(servers)) + "|")
        for name, queries in asked.items():
            rows = [len(json.loads(get(server.query + "?query=" + urllib.parse.quote(queries[0])))["results"]["bindings"]) for server in servers]
            cells = []
            for count in clients:
                best = [(0, 0, 0)] * len(servers)
                for _ in range(given.rounds):
                    for number, server in enumerate(servers):
                        urls = [server.query + "?query=" + urllib.parse.quote(query) for query in queries]
                        best[number] = max(best[number], load(urls, JSON, count, given.seconds, folder))
                cells += ["%.0f/s, p99 %.1f ms" % (rate, late) for rate, _, late in best]
            same = str(rows[0]) if len(set(rows)) == 1 else " and ".join(map(str, rows)) + " DIFFER"
            print(f"| {name} | {same} | " + " | ".join(cells) + " |", flush=True)
        home = ours.query.rsplit("/", 1)[0]
        query = "PREFIX dcterms: <http://purl.org/dc/terms/> " + prefix + "SELECT ?a { ?a a af:Article } LIMIT 200"
        articles = [row["a"]["value"] for row in json.loads(get(ours.query + "?query=" + urllib.parse.quote(query)))["results"]["bindings"]]
        pages = [home + "/article/" + article.rsplit("/", 1)[1] for article in articles]
        for count in clients:
            rate, half, late = max(load(pages, "text/html", count, given.seconds, folder) for _ in range(given.rounds))
            print(f"article page, {count} clients: {rate:.0f}/s, p50 {half:.1f} ms, p99 {late:.1f} ms", flush=True)
        for path in ["/", "/?page=2", "/search?q=ba", "/search?q=no+such+words", "/suggest?q=ba"]:
            began = time.time()
            size = len(get(home + path, "*/*"))
            first, began = time.time() - began, time.time()
            get(home + path, "*/*")
            print(f"{path}: {size / 1000:.0f} kB, {first * 1000:.0f} ms, again {(time.time() - began) * 1000:.0f} ms", flush=True)
        for server in servers:
            print(f"{server.name}: {resident(server.process):.0f} MB at the end")
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
