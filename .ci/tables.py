#!/usr/bin/env python3
"""tables.py BIN [--write]    runs the examples of docs/tables.md in order, in a folder with a copy of the data.

- `console`: the lines `$ groundwire …` are run with BIN; what they print is compared with the lines below them.
- `sql`: run in one DuckDB connection. A result that is too wide for the page is shown as one line per column.
- `python`: run in one namespace, in which `con` is that connection. A warning of Python is an error.
- A block with `file=NAME` in its info string is written to that file.

What an `sql` or `python` block prints is compared with the `text` block below it. With --write the outputs are put into the page.
Exit status 1, and a diff, where something differs or the page has no examples.
"""
import contextlib
import difflib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from decimal import Decimal

import duckdb

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "docs", "tables.md")
BLOCK = re.compile(r"^(```[^\n]*\n.*?^```\n)", re.MULTILINE | re.DOTALL)
WIDEST = 125


def cell(value):
    """A value as the page shows it, on one line."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[%s]" % ", ".join(map(cell, value))
    return str(value).replace("\r", "\\r").replace("\n", "\\n")


def table(names, rows):
    """Rows as text that depends on no terminal; numbers are aligned to the right."""
    cells = [names] + [[cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells)]
    if sum(widths) + 2 * len(widths) - 2 > WIDEST:
        longest = max(map(len, names))
        records = ["\n".join("%-*s  %s" % (longest, *pair) for pair in zip(names, row)) for row in cells[1:]]
        return "\n\n".join(records)
    numbers = [all(isinstance(value, (int, float, Decimal)) for value in column) for column in zip(*rows)] or [False] * len(names)
    lines = [
        "  ".join(text.rjust(width) if right else text.ljust(width) for text, width, right in zip(row, widths, numbers))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def sql(text, con):
    """The result of the last statement, where it is a query."""
    shown = ""
    for statement in con.extract_statements(text):
        is_query = duckdb.ExpectedResultType.QUERY_RESULT in statement.expected_result_type
        done = con.execute(statement)
        shown = table([column[0] for column in done.description], done.fetchall()) if is_query else ""
    return shown


def python(text, namespace):
    """What a block prints."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(text, "docs/tables.md", "exec"), namespace)
    return "\n".join(line.rstrip() for line in shown.getvalue().rstrip("\n").split("\n"))


def console(text, path):
    """The commands, each with what it prints on standard output and standard error. Other programs are not run."""
    lines, kept = [], True
    for line in text.splitlines():
        if line.startswith("$ "):
            kept = not line.startswith("$ groundwire ")
            lines.append(line)
            if not kept:
                done = subprocess.run(["bash", "-c", "exec 2>&1; " + line[2:]], stdout=subprocess.PIPE, text=True,
                    env={**os.environ, "PATH": path + os.pathsep + os.environ["PATH"]})
                lines += [shown.rstrip() for shown in done.stdout.rstrip("\n").split("\n")] if done.stdout else []
        elif kept:
            lines.append(line)
    return "".join(line + "\n" for line in lines)


def rewritten(page, path):
    """The page as it should be, and the number of its examples of each kind."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    namespace = {"__name__": "__main__", "con": con}
    tried = {"console": 0, "sql": 0, "python": 0}
    # Text and blocks in turn.
    parts = BLOCK.split(page)
    for n in range(1, len(parts), 2):
        info, body = parts[n].split("\n", 1)
        info, body = info[3:], body.removesuffix("```\n")
        kind, _, name = info.partition(" file=")
        if name:
            with open(name, "w", encoding="utf-8", newline="") as file:
                file.write(body)
            continue
        if kind not in tried:
            continue
        tried[kind] += 1
        if kind == "console":
            parts[n] = "```console\n%s```\n" % console(body, path)
            continue
        try:
            shown = sql(body, con) if kind == "sql" else python(body, namespace)
        except Exception as error:
            raise SystemExit("%s\n%s\n%s: %s" % (PAGE, body, type(error).__name__, error)) from error
        shown = "```text\n%s\n```\n" % shown if shown else ""
        if n + 2 < len(parts) and not parts[n + 1].strip() and parts[n + 2].startswith("```text\n"):
            parts[n + 2] = shown
        elif shown:
            parts[n + 1] = "\n" + shown + parts[n + 1]
    return "".join(parts), tried


def main():
    warnings.simplefilter("error")
    binary = os.path.abspath(sys.argv[1])
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    with tempfile.TemporaryDirectory() as scratch:
        programs, folder = os.path.join(scratch, "bin"), os.path.join(scratch, "work")
        os.mkdir(programs)
        os.symlink(binary, os.path.join(programs, "groundwire"))
        shutil.copytree(os.path.join(ROOT, "data"), os.path.join(folder, "data"))
        os.chdir(folder)
        try:
            given, tried = rewritten(page, programs)
        finally:
            os.chdir(ROOT)
    print("docs/tables.md: %s" % ", ".join("%d %s" % (count, kind) for kind, count in tried.items()))
    if not all(tried.values()):
        print("the page must have an example of each kind")
        return 1
    if given == page:
        return 0
    if "--write" in sys.argv:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(given)
        return 0
    sys.stdout.writelines(difflib.unified_diff(page.splitlines(True), given.splitlines(True), "shown", "given"))
    return 1


if __name__ == "__main__":
    sys.exit(main())
