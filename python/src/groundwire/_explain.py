"""What articles say about a thing, and how two things are connected."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Sequence

from ._fact import Fact
from ._html import escape, quotes, table


class Page(Sequence[Fact]):
    """Everything the articles say about a thing or a triple: a sequence of facts."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        """All members, as ``groundwire explain --format json`` writes them."""
        self.iri: str = raw.get("thing", "")
        self.name: str = raw.get("name", "")
        self.facts = tuple(Fact.of(one) for one in raw.get("facts", ()))

    @property
    def groups(self) -> dict[str, tuple[Fact, ...]]:
        """The facts by group: what holds, what does not yet, what is not so."""
        names = dict.fromkeys(fact.group or "" for fact in self.facts)
        return {name: tuple(fact for fact in self.facts if (fact.group or "") == name) for name in names}

    def __len__(self) -> int:
        return len(self.facts)

    def __getitem__(self, index: Any) -> Any:
        return self.facts[index]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __repr__(self) -> str:
        # A page about a triple has no name.
        return f"<Page: {self.name}, {len(self)} facts>" if self.name else f"<Page: {len(self)} facts>"

    def _repr_html_(self) -> str:
        shown = [f"<h4>{escape(self.name)}</h4>"] if self.name else []
        for group, facts in self.groups.items():
            rows = [[escape(fact.words or fact.id), quotes(fact)] for fact in facts]
            shown.append(table([group, "quotes"], rows))
        return "".join(shown)


class Chains(Sequence[Sequence[Fact]]):
    """The shortest chains of facts between two things."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        """All members, as ``groundwire explain --format json`` writes them."""
        self.chains = tuple(
            tuple(Fact.of(fact) for step in chain for fact in step.get("facts", ())) for chain in raw.get("chains", ())
        )

    def __len__(self) -> int:
        return len(self.chains)

    def __getitem__(self, index: Any) -> Any:
        return self.chains[index]

    def __iter__(self) -> Iterator[Sequence[Fact]]:
        return iter(self.chains)

    def __repr__(self) -> str:
        return f"<Chains: {len(self)}>"

    def _repr_html_(self) -> str:
        shown = []
        for number, chain in enumerate(self.chains, 1):
            rows = [[escape(fact.words or fact.id), quotes(fact)] for fact in chain]
            shown.append(table([f"chain {number}", "quotes"], rows))
        return "".join(shown) or "<p>no chain of facts connects them</p>"
