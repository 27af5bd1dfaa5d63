#!/usr/bin/env python3
"""notebook.py NOTEBOOK [--write]    runs a notebook in its folder. It must show a table with quotes and a picture.

With --write the outputs are put into the file. Exit status 1 where a cell fails or a picture or a quote is missing.
"""
import os
import sys

import nbformat
from nbclient import NotebookClient

path = sys.argv[1]
notebook = nbformat.read(path, as_version=4)
NotebookClient(notebook, timeout=300, record_timing=False,
    resources={"metadata": {"path": os.path.dirname(path)}}).execute()
outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
shown = [output.data for output in outputs if output.output_type in ("execute_result", "display_data")]
quotes = sum(data.get("text/html", "").count("<q>") for data in shown)
pictures = sum(any(kind.startswith("image/") for kind in data) for data in shown)
warned = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
if "--write" in sys.argv:
    for cell in notebook.cells:
        cell.metadata.clear()
    # The version of Python is that of whoever ran it.
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    nbformat.write(notebook, path)
print(f"{path}: {quotes} quotes, {pictures} pictures")
if not quotes or not pictures or warned:
    sys.exit(f"no quotes, no picture, or warnings: {warned}")
