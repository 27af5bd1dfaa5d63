"""Packages that only some things need."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator


@contextmanager
def optional(name: str) -> Iterator[None]:
    """Says how to get a package where its import fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ModuleNotFoundError(f"this needs {name}, which is not installed: pip install {name}", name=name) from None
