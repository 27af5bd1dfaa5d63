#!/usr/bin/env python3
"""Checks an archive of documents on a Spark cluster and exports it: quads, a table of facts, a table of refused documents.

    spark-submit groundwire_spark.py INPUT... OUTPUT --groundwire PROGRAM [--corpus corpus.yaml]

INPUT is JSON Lines, one document per line, on any file system that Spark reads. OUTPUT is a new folder:

    OUTPUT/quads     N-Quads; file N holds the articles whose id has the hash N, the last file what corpus.yaml declares
    OUTPUT/facts     Parquet, one row per fact: the columns of `groundwire export --format csv`
    OUTPUT/refused   Parquet, one row per refused document: its errors, and the document as it was read
    OUTPUT/summary   the counts as JSON, written last: where it is missing, the output is not whole

In a program of your own, call `convert` with a DataFrame that has a column `document`. docs/scale.md says how large a cluster
must be. Needs PySpark 4 and pyarrow.
"""
from __future__ import annotations

import argparse
import atexit
import dataclasses
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
from pyspark import SparkFiles, StorageLevel
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, BinaryType, BooleanType, DateType, LongType, StringType, StructType

BLOCK = 1 << 20
"""Bytes of quads in one row of the DataFrame that Spark writes as text."""

TABLES = "zstd"
"""Codec of the Parquet files."""

SETTINGS = {"spark.sql.execution.arrow.maxRecordsPerBatch": "256", "spark.sql.inMemoryColumnarStorage.batchSize": "256"}
"""A row is a whole document: Spark's own batches of 10,000 rows would take 100 MB each."""

TYPES = {"negated": BooleanType(), "earliest": DateType(), "latest": DateType()}
"""Columns of the table of facts that are not text."""

ERROR = (
    StructType()
    .add("code", StringType())
    .add("message", StringType())
    .add("label", StringType())
    .add("notes", ArrayType(StringType()))
    .add("help", StringType())
    .add("column", LongType())
    .add("text", StringType())
)
REFUSED = (
    StructType()
    .add("article", StringType())
    .add("source", StringType())
    .add("errors", ArrayType(ERROR))
    .add("document", BinaryType())
)
QUADS = StructType().add("value", StringType()).add("quads", LongType())


class GroundwireError(Exception):
    """The program failed for another reason than a refused document."""


@dataclass(frozen=True)
class Groundwire:
    """The program, and what its documents are checked with. All paths are the driver's."""

    program: Path
    corpus: Path | None = None
    ontologies: tuple[Path, ...] = ()
    base: str | None = None
    lenient: bool = False


@dataclass(frozen=True)
class Summary:
    """What came of an archive."""

    documents: int
    refused: int
    facts: int
    quads: int
    quad_bytes: int
    """Size of the quads before compression."""
    errors: Mapping[str, int]
    """How many errors of each code there are."""


# What is sent to the workers


@dataclass(frozen=True)
class Shipped:
    """The program and its files, in a folder that each worker has."""

    folder: str
    arguments: tuple[str, ...]

    def command(self, *command: str, at: Path | None = None) -> list[str]:
        """The command line, for a worker, or where the folder is elsewhere. One thread: Spark counts cores by tasks."""
        folder = at or Path(SparkFiles.get(self.folder))
        shared = [argument.replace("{folder}", str(folder)) for argument in self.arguments]
        return [str(folder / "groundwire"), *command, *shared, "--threads", "1", "--quiet"]


def named_files(corpus: Path) -> Iterator[Path]:
    """The files below the folder of a corpus.yaml that it names, such as its ontologies. More may be found than are used."""
    words = re.findall(r"""[^\s,\[\]{}"']+|"[^"\n]*"|'[^'\n]*'""", corpus.read_text(encoding="utf-8"))
    for word in sorted({word.strip("\"'") for word in words}):
        try:
            if word and not Path(word).is_absolute() and (corpus.parent / word).is_file():
                yield Path(word)
        except (OSError, ValueError):
            continue


def staged(tool: Groundwire, folder: Path) -> tuple[str, ...]:
    """Copies the program and its files to a folder; the arguments that name them there."""
    arguments: list[str] = []

    def copy(file: Path, to: Path) -> None:
        (folder / to).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / to)

    copy(tool.program, Path("groundwire"))
    (folder / "groundwire").chmod(0o755)
    if tool.corpus:
        copy(tool.corpus, Path("corpus/corpus.yaml"))
        for name in named_files(tool.corpus):
            copy(tool.corpus.parent / name, Path("corpus") / name)
        arguments += ["--corpus", "{folder}/corpus/corpus.yaml"]
    for number, ontology in enumerate(tool.ontologies):
        to = Path(f"ontology/{number}") / ontology.name
        copy(ontology, to)
        arguments += ["--ontology", f"{{folder}}/{to}"]
    arguments += ["--base", tool.base] if tool.base else []
    arguments += ["--lenient"] if tool.lenient else []
    return tuple(arguments)


def ship(spark: SparkSession, tool: Groundwire) -> tuple[Shipped, bytes, bytes]:
    """Sends the program and its files to the workers; returns what an export without documents writes as N-Quads and CSV.

    An invalid corpus or ontology is found here and not in every task.
    """
    name = f"groundwire-{uuid.uuid4().hex}"
    scratch = Path(tempfile.mkdtemp(prefix="groundwire-"))
    # A worker that joins later fetches the archive then.
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    shipped = Shipped(name, staged(tool, scratch / name))

    def empty(form: str) -> bytes:
        command = shipped.command("export", "-", "--format", form, at=scratch / name)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            raise GroundwireError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    heads = empty("nq"), empty("csv")
    archive = scratch / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz") as file:
        file.add(scratch / name, arcname=".")
    spark.sparkContext.addArchive(f"{archive}#{name}")
    if __name__ != "__main__":
        spark.sparkContext.addPyFile(__file__)  # A script's own functions are sent as they are, those of a module by name.
    return shipped, *heads


# What a task does


def lines(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The documents, each on a line. Where it goes over several lines, they end in CR, which JSON takes for the same."""
    for batch in batches:
        for document in batch.column("document"):
            yield document.as_py().replace(b"\n", b"\r") + b"\n"


@contextmanager
def running(command: list[str], given: Iterator[bytes] = iter(()), folder: Path | None = None) -> Iterator[IO[bytes]]:
    """Runs the program on lines that a thread hands to it; the caller reads what it prints, to the end.

    Exit status 1 means that documents were refused. Any other, and lines that cannot be read, fail the task, so that Spark
    runs it again and nothing of it is kept.
    """
    failures: list[BaseException] = []
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, cwd=folder
    ) as process:
        assert process.stdin and process.stdout
        stdin = process.stdin

        def feed() -> None:
            try:
                with stdin:
                    stdin.writelines(given)
            except BrokenPipeError:
                pass  # The program ended early: its status tells why.
            except BaseException as failure:
                failures.append(failure)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            yield process.stdout
            feeder.join()
            status = process.wait()
        except BaseException:
            process.kill()
            raise
        if failures:
            raise failures[0]
        if status not in (0, 1):
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise GroundwireError(f"groundwire ended with status {status}: {words}")


def quads(shipped: Shipped, head: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The quads of the documents in blocks of whole lines; without the head, which every part of an archive would repeat."""
    schema = pa.schema([("value", pa.string()), ("quads", pa.int64())])

    def row(block: bytes) -> pa.RecordBatch:
        text = pa.array([block[:-1]], pa.binary()).view(pa.string())  # Spark ends the last line.
        return pa.RecordBatch.from_arrays([text, pa.array([block.count(b"\n")])], schema=schema)

    with running(shipped.command("export", "-", "--format", "nq", "--keep-going"), lines(batches)) as printed:
        if printed.read(len(head)) != head:
            raise GroundwireError("the export does not begin with what corpus.yaml declares")
        rest = b""
        while block := printed.read(BLOCK):
            whole, end, begun = block.rpartition(b"\n")
            if end:
                yield row(rest + whole + end)
                rest = begun
            else:
                rest += begun
        if rest:
            raise GroundwireError("the export ends within a line")


def facts(shipped: Shipped, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of the table of facts."""
    convert = pa.csv.ConvertOptions(
        column_types={field.name: field.type for field in schema}, strings_can_be_null=True, null_values=[""]
    )
    # A row must fit into a block.
    read, parse = pa.csv.ReadOptions(block_size=16 << 20, use_threads=False), pa.csv.ParseOptions(newlines_in_values=True)
    with running(shipped.command("export", "-", "--format", "csv", "--keep-going"), lines(batches)) as printed:
        yield from pa.csv.open_csv(printed, read, parse, convert)


def refused(shipped: Shipped, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The refused documents with their errors.

    An export tells cheaply which lines are refused; only these are checked for what is wrong with them, together with all
    documents that share an id, since the second one's error is the first one.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        owners: list[tuple[str | None, str | None]] = []
        with (folder / "part.jsonl").open("wb") as out:
            for batch in batches:
                owners += zip(batch.column("article").to_pylist(), batch.column("source").to_pylist())
                out.writelines(lines([batch]))
        export = shipped.command("export", "part.jsonl", "--format", "nq", "--rejects", "rejected.jsonl")
        with running(export, folder=folder) as printed:
            while printed.read(BLOCK):
                pass
        with (folder / "rejected.jsonl").open("rb") as rejected:
            wanted = {hash(line) for line in rejected}
        ids = Counter(article for article, _ in owners if article is not None)
        kept: list[tuple[str | None, str | None]] = []
        with (folder / "part.jsonl").open("rb") as part, (folder / "documents.jsonl").open("wb") as out:
            for owner, line in zip(owners, part):
                if hash(line) in wanted or (owner[0] and ids[owner[0]] > 1):
                    kept.append(owner)
                    out.write(line)
        if kept:
            yield from errors(shipped, schema, folder, kept)


def errors(
    shipped: Shipped, schema: pa.Schema, folder: Path, owners: list[tuple[str | None, str | None]]
) -> Iterator[pa.RecordBatch]:
    """Those of the documents in a file that are refused, with their errors."""
    rows: dict[int, dict[str, Any]] = {}
    command = shipped.command("check", "documents.jsonl", "--format", "json")
    with running(command, folder=folder) as printed, (folder / "documents.jsonl").open("rb") as documents:
        number = start = 0
        document = b""
        for line in printed:
            if not line.startswith(b"{"):
                continue  # The brackets of the array.
            error = json.loads(line.rstrip().rstrip(b","))
            # Errors come in the order of their documents.
            if error["line"] not in rows:
                if len(rows) == 256:
                    yield pa.RecordBatch.from_pylist(list(rows.values()), schema=schema)
                    rows.clear()
                while number < error["line"]:
                    start, document = documents.tell(), documents.readline()
                    number += 1
                article, source = owners[number - 1]
                rows[number] = {"article": article, "source": source, "errors": [], "document": document.rstrip(b"\n")}
            first, end = (at - start for at in error["bytes"])
            told = {field: error.get(field) for field in ERROR.fieldNames()}
            rows[number]["errors"].append({**told, "text": document[first:end].decode(errors="replace")})
    if rows:
        yield pa.RecordBatch.from_pylist(list(rows.values()), schema=schema)


# The job


def read(spark: SparkSession, *paths: str) -> DataFrame:
    """JSON Lines as documents. Only LF ends a line; `.gz` and the other codecs of Hadoop are read, too."""
    found = spark.read.text(list(paths), lineSep="\n").select("value", "_metadata.file_path", "_metadata.file_block_start")
    order = F.struct("file_path", "file_block_start", F.monotonically_increasing_id())
    return found.select(F.col("value").alias("document"), F.col("file_path").alias("source"), order.alias("order"))


def parts(documents: DataFrame, number: int) -> DataFrame:
    """The documents by the hash of their article's id. Two of one id meet in one part, so that the second one is refused."""
    for name, default in {"source": F.lit(None).cast("string"), "order": F.monotonically_increasing_id()}.items():
        if name not in documents.columns:
            documents = documents.withColumn(name, default)
    text = F.col("document").cast("string")
    article = F.get_json_object(text, "$.article.id")
    document = F.col("document").cast("binary")
    found = documents.where(text.rlike("[^ \t\r\n]")).select(
        document.alias("document"),
        "source",
        "order",
        article.alias("article"),
        F.coalesce(article, F.sha2(document, 256)).alias("key"),
    )
    return found.repartition(number, "key").sortWithinPartitions("key", "order").select("article", "source", "document")


@contextmanager
def settings(spark: SparkSession, wanted: Mapping[str, str]) -> Iterator[None]:
    """Sets what the session has, and sets it back."""
    before = {name: spark.conf.get(name, None) for name in wanted}
    for name, value in wanted.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, old in before.items():
            spark.conf.unset(name) if old is None else spark.conf.set(name, old)


def arrow(schema: StructType) -> pa.Schema:
    """The schema as Arrow has it."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(schema)


def convert(
    documents: DataFrame,
    output: str,
    tool: Groundwire,
    *,
    partitions: int | None = None,
    compression: str = "gzip",
    mode: str = "error",
) -> Summary:
    """Checks documents and writes `quads`, `facts`, `refused` and `summary` below a folder.

    `documents` has a column `document`, the JSON of one document as text or binary, and may have `source`, which the table of
    refused documents names, and `order`, which tells the first of two documents with one id from the second. `partitions`
    (by default four for each core) is the number of files of quads. `compression` is a codec of Spark's text files, `mode`
    what to do where the folder exists: `error` or `overwrite`.
    """
    spark = documents.sparkSession
    shipped, head, table = ship(spark, tool)
    columns = table.decode().strip().split(",")
    schema = StructType()
    for column in columns:
        schema.add(column, TYPES.get(column, StringType()))
    number = partitions or 4 * spark.sparkContext.defaultParallelism

    Task = Callable[[Iterable[pa.RecordBatch]], Iterable[pa.RecordBatch]]
    make_quads: Task = lambda batches: quads(shipped, head, batches)
    make_facts: Task = lambda batches: facts(shipped, arrow(schema), batches)
    make_refused: Task = lambda batches: refused(shipped, arrow(REFUSED), batches)

    with settings(spark, SETTINGS):
        found = parts(documents, number).persist(StorageLevel.DISK_ONLY)
        try:
            # Each metric is in the stage that writes: Spark counts a task there once, however often it was tried.
            read, written = Observation(), Observation()
            checked = found.observe(read, F.count(F.lit(1)).alias("documents"))
            checked.mapInArrow(make_refused, REFUSED).write.parquet(f"{output}/refused", mode, compression=TABLES)

            lines = found.mapInArrow(make_quads, QUADS)
            if head:
                lines = lines.unionAll(spark.createDataFrame([(head[:-1].decode(), head.count(b"\n"))], QUADS))
            size = F.sum(F.octet_length("value") + 1).alias("bytes")
            lines = lines.observe(written, F.sum("quads").alias("quads"), size)
            lines.select("value").write.mode(mode).text(f"{output}/quads", compression=compression)

            found.mapInArrow(make_facts, schema).write.parquet(f"{output}/facts", mode, compression=TABLES)
        finally:
            found.unpersist()

    bad = spark.read.parquet(f"{output}/refused")
    codes = bad.select(F.explode("errors.code").alias("code")).groupBy("code").count().orderBy("code").collect()
    summary = Summary(
        documents=read.get["documents"],
        refused=bad.count(),
        facts=spark.read.parquet(f"{output}/facts").count(),
        quads=written.get["quads"] or 0,
        quad_bytes=written.get["bytes"] or 0,
        errors={row["code"]: row["count"] for row in codes},
    )
    told = json.dumps(dataclasses.asdict(summary))
    spark.createDataFrame([(told,)], "value string").coalesce(1).write.mode(mode).text(f"{output}/summary")
    return summary


def main() -> int:
    """The command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("input", nargs="+", help="JSON Lines: files, folders or patterns")
    options.add_argument("output", help="a folder")
    options.add_argument("--groundwire", type=Path, required=True, help="the program, as it runs on the workers and here")
    options.add_argument("--corpus", type=Path, help="the corpus.yaml of all documents")
    options.add_argument("--ontology", type=Path, action="append", default=[], help="a Turtle file (repeatable)")
    options.add_argument("--base", help="base of all generated IRIs")
    options.add_argument("--lenient", action="store_true", help="domain, range and property kind are not checked strictly")
    options.add_argument("--partitions", type=int, help="number of files of quads (default: four for each core)")
    options.add_argument("--compression", default="gzip", help="codec of the quads (default: gzip), or none")
    options.add_argument("--overwrite", action="store_true", help="replace an output that exists")
    given = options.parse_args()
    tool = Groundwire(given.groundwire, given.corpus, tuple(given.ontology), given.base, given.lenient)
    spark = SparkSession.builder.appName("groundwire").getOrCreate()
    try:
        summary = convert(
            read(spark, *given.input),
            given.output,
            tool,
            partitions=given.partitions,
            compression=given.compression,
            mode="overwrite" if given.overwrite else "error",
        )
    except GroundwireError as error:
        print(f"groundwire_spark: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    print(json.dumps(dataclasses.asdict(summary), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
