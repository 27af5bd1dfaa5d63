#!/usr/bin/env python3
"""agents.py [BIN] [ROUNDS]    what an agent waits for: the size of `tools/list`, the start, and each tool over the shipped corpus.

The times are those between a request's line and its answer's, in milliseconds: the least and the median. Python is measured the
same way where the module's sources are beside this file: a query in a running session, and with its start.
"""
import json
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENT = "benin-nigeria-afcfta"
FACT = {"id": "x1", "subject": "benin", "predicate": "signatoryTo", "object": "afcfta-agreement", "quote": "Benin"}
CALLS = (
    ("list_documents", {}),
    ("read_article", {"document": DOCUMENT}),
    ("terms", {"word": "treaty"}),
    ("check_facts", {"document": DOCUMENT, "facts": [FACT]}),
    ("query", {"sparql": "SELECT ?who ?what { ?who af:signatoryTo ?what }"}),
    ("explain", {"thing": "nigeria"}),
)


class Agent:
    def __init__(self, binary):
        self.child = subprocess.Popen([binary, "mcp", "data"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
        self.ask("initialize", hello)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message):
        self.child.stdin.write(json.dumps(message).encode() + b"\n")
        self.child.stdin.flush()

    def ask(self, method, params):
        self.asked += 1
        self.send({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params})
        return self.child.stdout.readline()

    def close(self):
        self.child.stdin.close()
        self.child.wait()


def timed(rounds, work):
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begin))
    return "%.1f ms least, %.1f ms median" % (min(times), statistics.median(times))


def python(binary, rounds):
    sys.path.insert(0, os.path.join(ROOT, "python", "src"))
    os.environ["GROUNDWIRE_PROGRAM"] = binary
    import groundwire

    def cold():
        with groundwire.Corpus(os.path.join(ROOT, "data")) as corpus:
            list(corpus.query("afcfta-signed-ratified"))

    print("Python, a query with the start of its process: %s" % timed(rounds, cold))
    with groundwire.Corpus(os.path.join(ROOT, "data")) as corpus:
        warm = lambda: list(corpus.query("afcfta-signed-ratified"))
        warm()
        print("Python, a query in a running process: %s" % timed(rounds, warm))


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "target", "release", "groundwire"))
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    start = lambda: Agent(binary).close()
    print("start, greeting and end: %s" % timed(max(rounds // 3, 1), start))
    agent = Agent(binary)
    answer = agent.ask("tools/list", {})
    # The members of the result, as the contract counts them.
    result = json.dumps(json.loads(answer)["result"], separators=(",", ":"), ensure_ascii=False)
    print("tools/list: %d bytes" % len(result.encode()))
    for name, arguments in CALLS:
        first = json.loads(agent.ask("tools/call", {"name": name, "arguments": arguments}))
        if "result" not in first:
            raise SystemExit("%s: %s" % (name, first))
        size = len(json.dumps(first["result"], ensure_ascii=False).encode())
        print("%s: %s; %d bytes" % (name, timed(rounds, lambda: agent.ask("tools/call", {"name": name, "arguments": arguments})), size))
    agent.close()
    python(binary, rounds)
    print("load %.1f on %d cores" % (os.getloadavg()[0], os.cpu_count()))


if __name__ == "__main__":
    main()
