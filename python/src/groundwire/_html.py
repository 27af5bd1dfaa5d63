"""HTML for notebooks. Everything that comes from data is escaped."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Iterable, Sequence

if TYPE_CHECKING:
    from ._fact import Fact


def escape(text: object) -> str:
    """Text as HTML."""
    return html.escape(str(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; its head is text."""
    columns = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"


def quotes(fact: Fact) -> str:
    """The words that support a fact, and where they are."""
    words = " … ".join(f"<q>{escape(quote.exact)}</q>" for quote in fact.quotes)
    offsets = ", ".join(f"{quote.start}–{quote.end}" for quote in fact.quotes)
    marks = [mark for mark in (fact.modality, fact.when) if mark and mark != "realized"]
    if fact.negated:
        marks.append("not so")
    if fact.draft:
        marks.append("draft, not accepted yet")
    about = "; ".join([f"{fact.title}, {offsets}", f"fact {fact.id}", *marks])
    return f'<div title="{escape(fact.iri)}">{words}<br><small>{escape(about)}</small></div>'
