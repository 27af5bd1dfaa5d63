"""Facts that a program proposes."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Sequence

from ._html import escape, table


class Drafts(Sequence[Mapping[str, Any]]):
    """Proposed facts, with the keys of the format; ``entities`` holds the entities that they name beside known ones."""

    def __init__(self, facts: Sequence[Mapping[str, Any]], entities: Mapping[str, Any]) -> None:
        self.facts = tuple(facts)
        self.entities = dict(entities)

    def __len__(self) -> int:
        return len(self.facts)

    def __getitem__(self, index: Any) -> Any:
        return self.facts[index]

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.facts)

    def __repr__(self) -> str:
        return f"<Drafts: {len(self)} facts, {len(self.entities)} entities>"

    def _repr_html_(self) -> str:
        columns = ["subject", "predicate", "object", "quote", "confidence"]

        def cell(fact: Mapping[str, Any], column: str) -> str:
            value = fact.get(column)
            if column == "object" and value is None:
                value = fact.get("value", fact.get("quantity"))
            return "" if value is None else escape(value)

        return table(columns, [[cell(fact, column) for column in columns] for fact in self.facts])
