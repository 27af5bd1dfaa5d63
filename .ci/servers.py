#!/usr/bin/env python3
"""Answers over SPARQL servers that no one here wrote are those from the documents: rows, citations, explanations.

    servers.py GROUNDWIRE [--generated N]

Starts oxigraph's server and, where it is installed, Virtuoso, on loopback; loads the shipped corpus into each with
`groundwire load --endpoint`; compares the saved questions, the queries of bench/cite and N generated ones; stops the servers. Prints for each
server how many requests and bytes the answers took.
"""
import decimal
import http.server
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Counting:
    """Hands requests on to a server and counts them."""

    def __init__(self, target):
        counting = self
        self.requests = self.sent = self.received = 0
        self.time = 0.0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name: self.headers[name] for name in ("Accept", "Content-Type")}
                start = time.time()
                try:
                    answer = urllib.request.urlopen(urllib.request.Request(target, body, headers))
                except urllib.error.HTTPError as error:
                    answer = error
                content = answer.read()
                counting.time += time.time() - start
                counting.requests += 1
                counting.sent += len(body)
                counting.received += len(content)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.headers["Content-Type"])
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def wait(url, process, seconds=180):
    for _ in range(seconds * 5):
        if process.poll() is not None:
            sys.exit(f"the server at {url} ended with {process.returncode}")
        try:
            urllib.request.urlopen(url + "?query=ASK%7B%7D", timeout=5).read()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"the server at {url} does not answer")


def oxigraph(folder, union):
    program = Path(sys.executable).with_name("oxigraph")
    at = port()
    args = [program, "serve", "--location", folder / "oxigraph", "--bind", f"127.0.0.1:{at}"]
    args += ["--union-default-graph"] if union else []
    process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait(f"http://127.0.0.1:{at}/query", process)
    return process, f"http://127.0.0.1:{at}/query", f"http://127.0.0.1:{at}/update", f"http://127.0.0.1:{at}/store"


def oxigraph_of(folder, nquads):
    """A server that holds the quads of a file; they are loaded where they are not there from an earlier run."""
    program = Path(sys.executable).with_name("oxigraph")
    if not (folder / "oxigraph").exists():
        load = [program, "load", "--location", folder / "oxigraph", "--file", nquads]
        subprocess.run(load, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process, url, *_ = oxigraph(folder, True)
    return process, url


VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}/..
NumberOfBuffers = {buffers}
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
[Plugins]
"""


def isql(sql, statements):
    done = subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={statements}"], capture_output=True, text=True)
    if done.returncode != 0 or "*** Error" in done.stdout + done.stderr:
        sys.exit(f"Virtuoso: {done.stdout}{done.stderr}")


def virtuoso(folder, buffers=10_000, then=None):
    home = folder / "virtuoso"
    home.mkdir(exist_ok=True)
    sql, http_port = port(), port()
    (home / "virtuoso.ini").write_text(VIRTUOSO.format(folder=home, sql=sql, http=http_port, buffers=buffers))
    process = subprocess.Popen(
        ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{http_port}/sparql"
    wait(url, process)
    grant = 'grant SPARQL_UPDATE to "SPARQL"; grant execute on DB.DBA.SPARQL_INSERT_DICT_CONTENT to "SPARQL";'
    try:
        isql(sql, then or grant)
    except BaseException:
        process.terminate()
        raise
    return process, url, url, None


def virtuoso_of(folder, nquads):
    """A server that holds the quads of a file in the folder; they are loaded where they are not there from an earlier run."""
    loaded = (folder / "virtuoso").exists()
    load = "" if loaded else f"log_enable(2, 1); DB.DBA.TTLP(file_open('{nquads}'), '', 'urn:none', 512);"
    # A buffer is 8 kB.
    process, url, *_ = virtuoso(folder, buffers=170_000, then=load + " checkpoint;")
    return process, url


FIRST = [
    "?f af:subject ?s .",
    "?f af:subject ?s ; af:predicate af:observerAt .",
    "?f af:subject ?s ; af:accordingTo ?who .",
    "?f af:subject ?s ; af:topic ?t .",
    "?s a af:Organization . ?f af:object ?s .",
    "?s a af:Person . ?f af:subject ?s .",
    "?f af:object ?s . ?s a af:Quantity .",
    "?s af:observerAt|af:memberOf ?f .",
    "?f af:modality af:planned ; af:subject ?s .",
]
MORE = [
    "",
    "?s rdfs:label ?l .",
    "?f af:evidence ?q . ?q oa:start ?start .",
    "?f af:when/af:edtf ?when .",
    "?f af:modality/skos:broader? af:realized .",
    "{ ?f af:object ?o } UNION { ?f af:value ?o }",
    "OPTIONAL { ?f af:when ?w . ?w af:earliest ?d }",
    "OPTIONAL { ?f af:statedIn ?u OPTIONAL { ?u rdfs:label ?ul } }",
    "OPTIONAL { ?s af:partOf ?whole FILTER(?whole != ?s) }",
    "MINUS { ?f af:negated true }",
    "FILTER NOT EXISTS { ?f af:inferred true }",
    "FILTER EXISTS { ?f af:evidence ?e . ?e oa:prefix ?before }",
    'FILTER(STRSTARTS(STR(?s), "https://example.org/article-facts/entity/k"))',
    "{ SELECT ?s (COUNT(?x) AS ?n) { ?x af:subject ?s } GROUP BY ?s }",
    "?s dcterms:type/skos:broader* ?kind .",
    "VALUES ?s { ent:kazakhstan ent:nigeria ent:benin }",
    "GRAPH ?g { ?f af:predicate ?p }",
]
HEADS = [
    ("SELECT *", ""),
    ("SELECT DISTINCT ?s", ""),
    ("SELECT (COUNT(*) AS ?all)", ""),
    ("SELECT ?s (COUNT(DISTINCT ?f) AS ?number)", "GROUP BY ?s"),
    ("SELECT ?f ?s", "ORDER BY ?s ?f LIMIT 5"),
    ("ASK", ""),
]


def generated(count):
    dice = random.Random(20261127)
    for _ in range(count):
        head, tail = dice.choice(HEADS)
        pieces = [dice.choice(FIRST)] + dice.sample(MORE, dice.randrange(4))
        yield f"{head} {{ {' '.join(pieces)} }} {tail}"


NUMBERS = ("integer", "nonNegativeInteger", "decimal", "double")


def by_value(found):
    """Numbers by their value: servers do not keep how they were written."""
    if isinstance(found, list):
        return [by_value(item) for item in found]
    if not isinstance(found, dict):
        return found
    datatype = str(found.get("datatype", "")).rpartition("#")[2]
    if datatype in NUMBERS and "value" in found:
        return {"number": str(decimal.Decimal(found["value"]).normalize())}
    return {name: by_value(item) for name, item in found.items()}


def compared(found):
    """Of an answer in JSON: its rows with what each cites, in no order; how many rows, and how many different facts."""
    found = by_value(found)
    rows = [found["boolean"]] if "boolean" in found else found["results"]["bindings"]
    citations = found["citations"] if "boolean" not in found else [found["citations"]]
    facts = set()
    all_rows = Counter()
    for number, row in enumerate(rows):
        cited = citations[number] if number < len(citations) else []
        cited = cited if isinstance(cited, list) else [cited]
        for fact in cited:
            if isinstance(fact, dict) and "contradictedBy" in fact:
                fact["contradictedBy"].sort()
        cited = sorted(json.dumps(fact, sort_keys=True) for fact in cited)
        facts.update(cited)
        all_rows[json.dumps([row, cited], sort_keys=True)] += 1
    return all_rows, len(rows), len(facts)


class Checker:
    def __init__(self, program):
        self.program = program
        self.known = {}

    def run(self, *args):
        return subprocess.run([self.program, *map(str, args)], capture_output=True, text=True, cwd=ROOT)

    def answer(self, query, *where):
        """Rows with what they cite, in no order; the facts cited."""
        done = self.run("query", query, *where, "--cite", "--format", "json", "--quiet")
        if done.returncode != 0:
            return done.stderr, 0, 0
        return compared(json.loads(done.stdout))

    def expected(self, query):
        if query not in self.known:
            self.known[query] = self.answer(query, DATA)
        return self.known[query]

    def compare(self, name, url, queries):
        proxy = Counting(url)
        where = ["--endpoint", proxy.url, "--corpus", DATA / "corpus.yaml"]
        wrong, rows, facts, refused = [], 0, 0, 0
        start = time.time()
        for query in queries:
            expected, count, cited = self.expected(query)
            rows, facts = rows + count, facts + cited
            if isinstance(expected, str):
                refused += 1
                continue
            found, *_ = self.answer(query, *where)
            if found != expected:
                wrong.append((query, found if isinstance(found, str) else list((expected - found).items())[:1]))
        for query, what in wrong[:5]:
            print(f"{name}: not as from the documents: {query}\n  {str(what)[:600]}")
        number = len(queries)
        print(
            f"{name}: {number} queries, {rows} rows, {facts} facts cited; {proxy.requests / number:.1f} requests, "
            f"{(proxy.sent + proxy.received) / number / 1000:.0f} kB, {proxy.time / number * 1000:.0f} ms at the server "
            f"and {(time.time() - start) / number * 1000:.0f} ms in all per query; {len(wrong)} differ"
            + (f"; {refused} refused from the documents, too" if refused else "")
        )
        proxy.server.shutdown()
        return len(wrong)

    def load(self, name, url, *more):
        done = self.run("load", DATA, "--endpoint", url, *more)
        print(f"{name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'loaded'}")
        return done.returncode


def check(checker, name, url, update, store, queries):
    wrong = 0
    if checker.load(name, update) != 0:
        return 1
    # What is loaded twice is there once.
    wrong += checker.load(name, update) != 0
    if store:
        wrong += checker.run("retract", "tesco-poland-sale", "--endpoint", store, "--protocol", "graph-store").returncode != 0
        wrong += checker.load(name, store, "--protocol", "graph-store") != 0
    wrong += checker.compare(name, url, queries)
    for things in [["kazakhstan"], ["Roman Vassilenko", "strasbourg"], ["nigeria", "af:signatoryTo", "?"]]:
        here = checker.run("explain", *things, "--in", DATA)
        there = checker.run("explain", *things, "--endpoint", url, "--corpus", DATA / "corpus.yaml")
        if (here.stdout, here.returncode) != (there.stdout, there.returncode):
            print(f"{name}: explain {things} differs\n{there.stderr}")
            wrong += 1
    return wrong


def main():
    program = str(Path(sys.argv[1]).resolve())
    count = int(sys.argv[sys.argv.index("--generated") + 1]) if "--generated" in sys.argv else 100
    checker = Checker(program)
    queries = sorted(path.stem for path in (DATA / "questions").glob("*.rq"))
    queries += sorted(map(str, (ROOT / "bench" / "cite").glob("*.rq"))) + list(generated(count))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        servers = [("oxigraph", lambda: oxigraph(folder, True))]
        if shutil.which("virtuoso-t"):
            servers.append(("virtuoso", lambda: virtuoso(folder)))
        else:
            print("skipped: Virtuoso is not installed")
        for name, start in servers:
            process, url, update, store = start()
            try:
                wrong += check(checker, name, url, update, store, queries)
            finally:
                process.terminate()
                process.wait(30)
        # A default graph that is not the union is asked for as one.
        process, url, *_ = oxigraph(folder, False)
        try:
            wrong += checker.compare("oxigraph without a union", url, queries[:5])
        finally:
            process.terminate()
            process.wait(30)
    print(f"{'servers: all equal' if wrong == 0 else f'servers: {wrong} wrong'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
