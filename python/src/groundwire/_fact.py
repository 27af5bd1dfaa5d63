"""Facts with the words that support them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from ._html import escape, quotes
from ._terms import python_value


@dataclass(frozen=True)
class Quote:
    """Words of an article. The offsets count Unicode code points from 0; the end is excluded."""

    exact: str
    start: int
    end: int


@dataclass(frozen=True)
class Fact:
    """A fact with its quotes."""

    iri: str
    article: str
    title: str
    """The title of its article."""
    quotes: tuple[Quote, ...]
    subject: str
    predicate: str
    object: Optional[str]
    """The IRI of its object; ``None`` where it has a value."""
    value: Any
    """Its value, as a Python value; ``None`` where it has an object."""
    modality: Optional[str]
    """``realized``, ``completed``, ``planned`` and others; see the format."""
    negated: bool
    according_to: tuple[str, ...]
    """The IRIs of those who say so, other than the article itself."""
    when: Optional[str]
    """A time in EDTF, such as ``2018-07`` or ``2018/..``."""
    words: Optional[str]
    """The fact as a sentence, where the program gives one."""
    group: Optional[str]
    """In an explanation: the group of facts that it is shown with, such as ``realized``."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """All members, as the program writes them."""

    @property
    def draft(self) -> bool:
        """Whether it is a draft, which nobody has accepted."""
        return bool(self.raw.get("draft", False))

    @property
    def id(self) -> str:
        """The last part of its IRI: the id in its document."""
        return self.iri.rsplit("/", 1)[-1]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Fact:
        """Reads a citation as the program writes it."""
        modality = raw.get("modality")
        value = raw.get("value")
        return cls(
            iri=raw["fact"],
            article=raw.get("article", ""),
            title=raw.get("title", ""),
            quotes=tuple(Quote(one["exact"], one["start"], one["end"]) for one in raw.get("quotes", ())),
            subject=raw.get("subject", ""),
            predicate=raw.get("predicate", ""),
            object=raw.get("object"),
            value=None if value is None else python_value({"type": "literal", **value}),
            modality=modality.rsplit("#", 1)[-1].rsplit("/", 1)[-1] if modality else None,
            negated=bool(raw.get("negated", False)),
            according_to=tuple(raw.get("accordingTo", ())),
            when=raw.get("when"),
            words=raw.get("words"),
            group=raw.get("group"),
            raw=raw,
        )

    def _repr_html_(self) -> str:
        words = f"<div>{escape(self.words)}</div>" if self.words else ""
        return words + quotes(self)
