#!/usr/bin/env python3
"""hostile.py BIN PATH... [--minutes N] [--rate N] [--seed N]    mixed load on `BIN serve PATH...`: clients that behave, and clients
that do not.

Beside requests for pages, data and queries there are clients that go away before or during the answer, send half a request, a
body that drips, a header of 200 kB, a body over the limit, 10,000 random bytes, or a query that takes too long. Each request must
end in an answer or a closed connection within 45 seconds. At the end the server must be alive and have printed no panic, and its
memory must be within 10 % of what it was after the first minute (of load; the first 15 seconds where that is a quarter of the
run). Prints what happened by kind; exit status 1 where one of these does not hold. Only Python is needed, on Linux.
"""
import argparse
import collections
import http.client
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PATIENCE = 45
GOOD = [
    "/", "/questions/", "/sparql", "/ontology", "/search?q=a", "/suggest?q=a", "/assets/style.css",
    "/sparql?query=" + urllib.parse.quote("SELECT ?s ?l { ?s rdfs:label ?l } LIMIT 50"),
    "/sparql?cite=1&query=" + urllib.parse.quote("SELECT ?s ?o { ?f af:subject ?s ; af:object ?o } LIMIT 20"),
    "/sparql?query=" + urllib.parse.quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
]
# Joins nothing with nothing: past any deadline.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Load:
    def __init__(self, port, seed):
        self.port, self.dice = port, random.Random(seed)
        self.lock = threading.Lock()
        self.sent, self.outcomes = collections.Counter(), collections.Counter()
        self.hung, self.wrong = [], []
        self.articles = []
        self.stop = time.monotonic() + 1e9

    def count(self, kind, outcome):
        with self.lock:
            self.sent[kind] += 1
            self.outcomes[kind, outcome] += 1

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def end(self, kind, stream):
        """Reads until the server closes, and counts how it ended."""
        began, got = time.monotonic(), b""
        stream.settimeout(PATIENCE)
        try:
            while piece := stream.recv(65536):
                got = (got + piece)[:65536]
                if time.monotonic() - began > PATIENCE:
                    raise TimeoutError
        except TimeoutError:
            with self.lock:
                self.hung.append((kind, got[:80]))
            return self.count(kind, "HUNG")
        except OSError:
            pass
        status = re.match(rb"HTTP/1\.[01] (\d{3})", got)
        self.count(kind, status.group(1).decode() if status else "closed")

    def head(self, method="GET", path="/", more=""):
        return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n".encode()

    def good(self):
        path = self.dice.choice(GOOD + self.articles)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Accept": self.dice.choice(["text/html", "*/*"]), "Accept-Encoding": self.dice.choice(["gzip", "identity"])})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or not body:
                with self.lock:
                    self.wrong.append((path, answer.status))
            self.count("good", str(answer.status))
        except (OSError, http.client.HTTPException) as error:
            with self.lock:
                self.wrong.append((path, repr(error)))
            self.count("good", "NO ANSWER")
        finally:
            connection.close()

    def gone(self):
        """Goes away without a word: before the answer, or after its first bytes."""
        stream = self.connect()
        stream.sendall(self.head(path=self.dice.choice(GOOD + self.articles)))
        if self.dice.random() < 0.5:
            try:
                stream.recv(100)
            except OSError:
                pass
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()
        self.count("gone", "left")

    def half_gone(self):
        stream = self.connect()
        whole = self.head(method="POST", path="/sparql", more="Content-Type: application/sparql-query\r\nContent-Length: 900\r\n") + b"ASK {}"
        stream.sendall(whole[: self.dice.randrange(1, len(whole))])
        stream.close()
        self.count("half, then gone", "left")

    def huge_header(self):
        stream = self.connect()
        try:
            stream.sendall(self.head(more="X-Long: " + "x" * 200_000 + "\r\n"))
        except OSError:
            pass
        with stream:
            self.end("huge header", stream)

    def many_headers(self):
        stream = self.connect()
        try:
            stream.sendall(self.head(more="".join(f"X-{number}: 1\r\n" for number in range(2000))))
        except OSError:
            pass
        with stream:
            self.end("many headers", stream)

    def noise(self):
        stream = self.connect()
        try:
            stream.sendall(self.dice.randbytes(10_000))
            stream.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        with stream:
            self.end("random bytes", stream)

    def large_body(self):
        stream = self.connect()
        try:
            stream.sendall(self.head("POST", "/sparql", "Content-Type: application/sparql-query\r\nContent-Length: 3000000\r\n") + b"x" * 3_000_000)
        except OSError:
            pass
        with stream:
            self.end("large body", stream)

    def wrong_query(self):
        query = self.dice.choice(["SELECT", "DROP ALL", "{" * 5000, "\0", "SELECT * { SERVICE <http://e.example> {} }", "SELECT (" + "!" * 9000 + "?x AS ?y) {}"])
        stream = self.connect()
        body = query.encode()
        stream.sendall(self.head("POST", "/sparql", f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n") + body)
        with stream:
            self.end("wrong query", stream)

    def endless_query(self):
        stream = self.connect()
        stream.sendall(self.head(path="/sparql?query=" + urllib.parse.quote(ENDLESS)))
        if self.dice.random() < 0.5:
            time.sleep(0.2)
            stream.close()
            return self.count("endless query", "left")
        with stream:
            self.end("endless query", stream)

    def half_waits(self):
        stream = self.connect()
        stream.sendall(self.head()[: self.dice.randrange(1, 40)])
        with stream:
            self.end("half, then waits", stream)

    def drips(self):
        stream = self.connect()
        stream.sendall(self.head("POST", "/sparql", "Content-Type: application/sparql-query\r\nContent-Length: 500\r\n"))
        began = time.monotonic()
        stream.settimeout(1)
        got = b""
        while time.monotonic() - began < PATIENCE and time.monotonic() < self.stop + PATIENCE:
            try:
                stream.sendall(b" ")
                got = stream.recv(100)
                break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            with self.lock:
                self.hung.append(("body drips", b""))
            stream.close()
            return self.count("body drips", "HUNG")
        status = re.match(rb"HTTP/1\.[01] (\d{3})", got)
        stream.close()
        self.count("body drips", status.group(1).decode() if status else "closed")

    def loop(self, choices, pause):
        while time.monotonic() < self.stop:
            began = time.monotonic()
            kind = self.dice.choice(choices)
            try:
                kind()
            except OSError as error:
                self.count(kind.__name__, type(error).__name__)
            time.sleep(max(0, pause - (time.monotonic() - began)))


def memory(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("paths", nargs="+")
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--rate", type=float, default=20, help="requests a second of clients that behave; a third as many of others")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    errors = tempfile.TemporaryFile("w+")
    command = [os.path.abspath(given.binary), "serve", *given.paths, "--bind", "127.0.0.1:0", "--timeout", "1"]
    process = subprocess.Popen(command, stderr=errors)
    # Whoever stops this stops the server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        for _ in range(600):
            errors.seek(0)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", errors.read())
            if found or process.poll() is not None:
                break
            time.sleep(0.1)
        if not found:
            sys.exit("the server did not start")
        load = Load(int(found.group(1)), given.seed)
        connection = http.client.HTTPConnection("127.0.0.1", load.port, timeout=PATIENCE)
        connection.request("GET", "/", headers={"Accept": "text/html"})
        page = connection.getresponse().read().decode()
        for path in GOOD:
            connection.request("GET", path, headers={"Accept": "*/*"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"{path}: {answer.status}")
        load.articles = sorted(set(re.findall(r'href="(/article/[^"/]+)"', page)))[:200]
        seconds = given.minutes * 60
        load.stop = time.monotonic() + seconds
        quick = [load.gone, load.half_gone, load.huge_header, load.many_headers, load.noise, load.large_body, load.wrong_query]
        threads = [threading.Thread(target=load.loop, args=([load.good], 2 / given.rate)) for _ in range(2)]
        threads += [threading.Thread(target=load.loop, args=(quick, 3 / given.rate))]
        threads += [threading.Thread(target=load.loop, args=([load.half_waits, load.drips], 1)) for _ in range(8)]
        threads += [threading.Thread(target=load.loop, args=([load.endless_query], 10))]
        for thread in threads:
            thread.start()
        time.sleep(min(60, seconds / 4))
        first = memory(process)
        most = first
        while time.monotonic() < load.stop:
            time.sleep(1)
            most = max(most, memory(process)) if process.poll() is None else most
        for thread in threads:
            thread.join()
        alive = process.poll() is None
        last = memory(process) if alive else 0
        with open(f"/proc/{process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        files = len(os.listdir(f"/proc/{process.pid}/fd"))
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
    errors.seek(0)
    panics = errors.read().count("panicked")
    answers = sum(number for (_, outcome), number in load.outcomes.items() if outcome.isdigit())
    closed = sum(number for (_, outcome), number in load.outcomes.items() if outcome == "closed")
    for kind in sorted(load.sent):
        parts = ", ".join(f"{outcome} {number}" for (of, outcome), number in sorted(load.outcomes.items()) if of == kind)
        print(f"{kind:18} {load.sent[kind]:7}: {parts}")
    print(f"{sum(load.sent.values())} requests in {given.minutes:g} minutes: {answers} answers, {closed} closed connections, {len(load.hung)} hung, {len(load.wrong)} good ones without a good answer")
    print(f"memory {first / 1024:.1f} MB in the first minute, {last / 1024:.1f} MB at the end, {most / 1024:.1f} MB at most; {files} open files at the end; {cpu:.0f} s of CPU; {panics} panics")
    for what in (load.hung + load.wrong)[:10]:
        print("WRONG", what)
    bad = not alive or panics or load.hung or load.wrong or last > first * 1.1
    print("hostile: " + ("WRONG" if bad else "all answered or closed, no leak, no panic"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
