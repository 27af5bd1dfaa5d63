#!/usr/bin/env python3
"""test_spark.py GROUNDWIRE [DOCUMENTS]    the Spark job gives the quads of one process, over generated documents with errors.

400 documents by default, one in twenty with a planted error, one of them a second time, and a task of each kind that fails once
in its middle. Needs PySpark and pyarrow (requirements.txt) and Java; starts Spark on this machine, on loopback.
"""
from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "bench")]

# Before Spark is imported: no other machine takes part, and workers run this Python.
os.environ.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)

import documents  # noqa: E402
import groundwire_spark as job  # noqa: E402
from pyarrow.parquet import ParquetFile  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

CORPUS = """base: https://archive.example/
prefixes: {wd: "http://www.wikidata.org/entity/"}
ontology: [terms/own.ttl]
entities:
  norland: {type: Country, label: Norland}
  league: {type: Organization, label: Harbour League}
"""
ONTOLOGY = """@prefix own: <https://archive.example/terms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
own:visits a owl:ObjectProperty ; rdfs:label "visits"@en .
"""
PARTITIONS = 4
KINDS = ["check-documents.jsonl-json", "export---csv", "export---nq", "export-part.jsonl-nq"]
"""What a task runs: command, input and format."""


def plant(line: str, kind: int, first: str) -> tuple[str, str]:
    """A document with one error, and the code of that error."""
    document = json.loads(line)
    fact = document["facts"][5]
    if kind == 0:
        fact["quote"], code = "words that nobody wrote", "quote-not-found"
    elif kind == 1:
        fact["predicate"], code = "membrOf", "unknown-property"
    elif kind == 2:
        fact["according-to"], code = "nobody-of-that-name", "unknown-entity"
    elif kind == 3:
        fact["id"], code = "f 6", "bad-key"
    elif kind == 4:
        del document["article"]["title"]
        code = "missing-key"
    elif kind == 5:
        fact["when"], code = "March 2018", "bad-time"
    elif kind == 6:
        document["article"]["text"] += " "
        code = "text-changed"
    elif kind == 7:
        return line[:-1], "syntax"
    elif kind == 8:
        document["article"].pop("id")
        code = "missing-key"
    else:
        return first, "duplicate-document"
    return json.dumps(document, ensure_ascii=False), code


def archive(count: int, folder: Path) -> Counter[str]:
    """Writes an archive as two files, and says how many errors of each code are in it."""
    documents.write(count, folder / "all.jsonl")
    planted: Counter[str] = Counter()
    # CR within a line, a blank line: only LF ends a line.
    names, first, step = iter(["1.jsonl", "2.jsonl"]), "", max(20, count // 500)
    with open(folder / "all.jsonl", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            if number % ((count + 1) // 2) == 0:
                out = open(folder / next(names), "w", encoding="utf-8", newline="\n")
            line = line.rstrip("\n")
            first = first or line
            if number % step == 7:
                line, code = plant(line, number // step % 10, first)
                planted[code] += 1
            out.write(line + ("\r\n" if number % 3 == 0 else "\n\n" if number % 50 == 1 else "\n"))
            if number % ((count + 1) // 2) == (count + 1) // 2 - 1:
                out.close()
    out.close()
    (folder / "all.jsonl").unlink()
    return planted


def failing(program: Path, folder: Path) -> Path:
    """The program, save that the first run of each kind over documents breaks off in the middle of its output."""
    script = folder / "failing"
    real, marks = shlex.quote(str(program)), shlex.quote(str(folder))
    # What the driver runs has no documents and must not fail: it knows no part, and its input is the null device.
    script.write_text(f"""#!/bin/bash
kind="$1-$2-$4"
if [ "$(readlink /proc/self/fd/0)" != /dev/null ] && mkdir {marks}/failed-"$kind" 2>/dev/null; then
  {real} "$@" | head -c 200000
  kill -9 $$
fi
exec {real} "$@"
""")
    script.chmod(0o755)
    return script


def one_process(program: Path, form: str, folder: Path) -> Iterator[bytes]:
    """The lines that one process writes."""
    command: list[str | Path] = [program, "export", folder / "1.jsonl", folder / "2.jsonl", "--corpus", folder / "corpus.yaml"]
    command += ["--format", form, "--rejects", folder / "rejected.jsonl", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        yield from process.stdout
    assert process.returncode == 1, process.returncode


def quads(output: Path) -> Iterator[bytes]:
    """The lines of all files of quads."""
    for file in sorted(output.glob("quads/part-*.gz")):
        with gzip.open(file) as lines:
            yield from lines


def hashed(items: Iterable[Hashable]) -> tuple[int, int]:
    """The number of items, and the sum of their hashes: the same for the same items in any order, each as often."""
    number = total = 0
    for item in items:
        number, total = number + 1, total + hash(item)
    return number, total


def text(value: Any) -> str:
    """A cell as CSV has it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def check(spark: SparkSession, program: Path, folder: Path, planted: Counter[str], count: int) -> None:
    """Runs the job and compares."""
    output, start = folder / "out", time.time()
    tool = job.Groundwire(failing(program, folder), folder / "corpus.yaml")
    found = job.read(spark, str(folder / "1.jsonl"), str(folder / "2.jsonl"))
    summary = job.convert(found, str(output), tool, partitions=PARTITIONS)
    print(f"{count} documents in {time.time() - start:.0f} s: {summary}")
    failed = sorted(mark.name.removeprefix("failed-") for mark in folder.glob("failed-*"))
    assert failed == KINDS, failed

    mine = hashed(quads(output))
    expected = hashed(one_process(program, "nq", folder))
    assert mine == expected, f"{mine} is not {expected}"
    assert summary.quads == expected[0]
    assert summary.quad_bytes == sum(map(len, quads(output)))
    assert len(list(output.glob("quads/part-*.gz"))) == PARTITIONS + 1
    print(f"ok: {mine[0]} quads, the same as from one process, although {len(failed)} tasks broke off")

    refused = spark.read.parquet(str(output / "refused")).collect()
    assert summary.documents == count and summary.refused == len(refused) == sum(planted.values())
    assert Counter({code: number for code, number in summary.errors.items()}) == planted, (summary.errors, planted)
    rejected = (folder / "rejected.jsonl").read_bytes().split(b"\n")[:-1]
    assert sorted(bytes(row["document"]) for row in refused) == sorted(rejected), "not the lines that one process refuses"
    assert {row["source"].rpartition("/")[2] for row in refused} == {"1.jsonl", "2.jsonl"}
    assert all(error["column"] and (error["text"] or error["code"] == "syntax") for row in refused for error in row["errors"])
    print(f"ok: {len(refused)} refused documents with {dict(planted)}")

    # Not through Spark: its driver would need memory for more rows than an answer is meant to have.
    facts = [ParquetFile(file) for file in sorted((output / "facts").glob("*.parquet"))]
    rows = csv.reader(line.decode() for line in one_process(program, "csv", folder))
    assert [file.schema_arrow.names for file in facts] == [next(rows)] * len(facts)
    expected = hashed(map(tuple, rows))
    mine = hashed(tuple(map(text, row.values())) for file in facts for batch in file.iter_batches(5000) for row in batch.to_pylist())
    assert mine == expected and summary.facts == expected[0], f"{mine} is not {expected}"
    print(f"ok: {mine[0]} facts, the table of one process")


def check_frame(spark: SparkSession, program: Path, folder: Path) -> None:
    """Documents that a program has as a DataFrame, over several lines, and a corpus that is wrong."""
    lines = (folder / "1.jsonl").read_text(encoding="utf-8").split("\n")[:3]
    frame = spark.createDataFrame([(json.dumps(json.loads(line), indent=1),) for line in lines if line], "document string")
    summary = job.convert(frame, str(folder / "frame"), job.Groundwire(program, folder / "corpus.yaml"), partitions=1)
    assert (summary.documents, summary.refused) == (frame.count(), 0), summary
    wrong = folder / "wrong.yaml"
    wrong.write_text("base: nowhere\n")
    try:
        job.convert(frame, str(folder / "wrong"), job.Groundwire(program, wrong))
    except job.GroundwireError as error:
        assert "nowhere" in str(error)
    else:
        raise AssertionError("a wrong corpus is accepted")
    assert not (folder / "wrong").exists()
    print("ok: documents of a DataFrame; a wrong corpus is an error before any task")


def main() -> int:
    program = Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        planted = archive(count, folder)
        (folder / "corpus.yaml").write_text(CORPUS)
        (folder / "terms").mkdir()
        (folder / "terms" / "own.ttl").write_text(ONTOLOGY)
        # Two cores; a task is tried three times.
        builder = SparkSession.builder.master("local[2,3]").appName("test")
        builder = builder.config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
        spark = builder.config("spark.local.dir", str(folder / "local")).getOrCreate()
        spark.sparkContext.setLogLevel("OFF")  # The planned failures would fill pages.
        try:
            check(spark, program, folder, planted, count)
            check_frame(spark, program, folder)
        finally:
            spark.stop()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"2 passed, 0 failed (peak memory of the driver's Python {peak} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
