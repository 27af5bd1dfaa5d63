"""The corpora of the tests: copies, so that nothing in the repository changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Iterator

import pytest

import groundwire

DATA = Path(os.environ.get("GROUNDWIRE_DATA", Path(__file__).parents[2] / "data"))

BAD = """\
article: {title: Bad}
entities: {ann: {type: Person, label: Ann}}
facts:
  - {id: f1, subject: ann, predicate: memberr, object: ann, quote: nope}
"""

DOUBTFUL = """\
article: {title: Doubtful}
entities: {ann: {type: Person, label: Ann}, paris: {type: Place, label: Paris}}
facts:
  - {id: f1, subject: ann, predicate: place, object: paris, quote: Ann did not visit Paris}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped articles."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def corpus(data: Path) -> Iterator[groundwire.Corpus]:
    """The shipped articles."""
    with groundwire.Corpus(data) as corpus:
        yield corpus


def add(data: Path, name: str, text: str, facts: str) -> Path:
    """The articles and one more."""
    folder = data / name
    folder.mkdir()
    (folder / "article.txt").write_text(text, encoding="utf-8")
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    return data


@pytest.fixture
def with_error(data: Path) -> Path:
    """The shipped articles and a document with two errors."""
    return add(data, "bad", "Ann left.", BAD)


@pytest.fixture
def with_warning(data: Path) -> Path:
    """The shipped articles, which have no warning, and a document with one."""
    return add(data, "doubtful", "Ann did not visit Paris.", DOUBTFUL)
