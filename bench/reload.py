#!/usr/bin/env python3
"""reload.py BIN [N] [--rounds R]    how long `BIN serve` takes to serve a document that has changed, beside N others (1,000).

Writes N made-up documents (documents.py) into folders, starts the server over them, asks for pages and for a query so that
everything that is made when it is first asked for is there, then changes the title of one document after another. The time is what
the server says itself: looking at all files, checking what has changed, putting it in its place. How long the page and a query take
that are asked for right afterwards is measured from here; the server looks for changes twice a second, which is not counted.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

QUERY = "/sparql?query=" + urllib.parse.quote("SELECT (COUNT(*) AS ?n) { ?f af:predicate ?p ; af:evidence/oa:exact ?q }")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bin")
    options.add_argument("number", nargs="?", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = folder / "documents.jsonl"
        subprocess.run([sys.executable, Path(__file__).with_name("documents.py"), str(given.number), lines], check=True)
        (folder / "news").mkdir()
        (folder / "news" / "corpus.yaml").write_text("")
        for number, line in enumerate(lines.open(encoding="utf-8")):
            document = json.loads(line)
            home = folder / "news" / f"d{number:06}"
            home.mkdir()
            (home / "article.txt").write_bytes(document["article"].pop("text").encode())
            (home / "facts.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        server = subprocess.Popen([os.path.abspath(given.bin), "serve", folder / "news", "--bind", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        try:
            address = next(found.group(0) for found in (re.search(r"http://[\d.:]+", line) for line in server.stderr) if found)
            reloads = []
            threading.Thread(target=lambda: [reloads.append(line) for line in server.stderr], daemon=True).start()

            def get(path):
                began = time.time()
                body = urllib.request.urlopen(address + path).read().decode()
                return body, (time.time() - began) * 1000

            for path in ["/", QUERY, "/suggest?q=a"]:
                get(path)
            ticks = os.sysconf("SC_CLK_TCK")

            def cpu():
                fields = Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()
                return (int(fields[11]) + int(fields[12])) * 1000 / ticks

            # What looking for changes takes alone: it goes on all the time.
            began, idle = time.time(), cpu()
            time.sleep(5)
            idle = (cpu() - idle) / (time.time() - began)
            took, spent, pages, queries = [], [], [], []
            for number in range(given.rounds):
                home = folder / "news" / f"d{number * 7 % given.number:06}"
                document = json.loads((home / "facts.json").read_text(encoding="utf-8"))
                title = document["article"]["title"] = f"Title number {number} of a change"
                identifier = document["article"].get("id", home.name)
                (home / "facts.new").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
                before, began, used = len(reloads), time.time(), cpu()
                os.replace(home / "facts.new", home / "facts.json")
                for _ in range(3000):
                    if len(reloads) > before:
                        break
                    time.sleep(0.01)
                told = re.search(r"reloaded 1 document in (\d+) ms", "".join(reloads[before:]))
                if not told:
                    sys.exit(f"not reloaded alone: {reloads[before:]}")
                spent.append(cpu() - used - idle * (time.time() - began))
                took.append(int(told.group(1)))
                page, time_of_page = get(f"/article/{identifier}")
                if title not in page:
                    sys.exit("the page shows the old title")
                pages.append(time_of_page)
                queries.append(get(QUERY)[1])
        finally:
            server.terminate()
            server.wait(15)
    shown = lambda times: f"least {min(times):.0f}, median {statistics.median(times):.0f}, most {max(times):.0f} ms"
    print(f"{given.number} documents, {given.rounds} changes of one:")
    print(f"reload: {shown(took)}; CPU time, which others on the machine do not change: {shown(spent)}")
    print(f"looking for changes: {idle / 2:.0f} ms of CPU time each time")
    print(f"the page right afterwards: {shown(pages)}")
    print(f"a query over all facts right afterwards: {shown(queries)}")


if __name__ == "__main__":
    main()
