"""Answers to queries."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional, Sequence, Union

from ._diagnostic import Diagnostic
from ._errors import GroundwireError
from ._fact import Fact
from ._html import escape, quotes, table
from ._optional import optional
from ._terms import IRI, python_value

if TYPE_CHECKING:
    import pandas
    import rdflib

Names = Callable[[Sequence[str]], Mapping[str, str]]
_SHOWN = 100


class Row(Sequence[Any]):
    """A row: its values by position, by name (``row["who"]``) or as attributes (``row.who``)."""

    __slots__ = ("_columns", "_values", "citations")

    def __init__(self, columns: Sequence[str], values: Sequence[Any], citations: Sequence[Fact]) -> None:
        self._columns = tuple(columns)
        self._values = tuple(values)
        self.citations = tuple(citations)
        """The facts that support the row."""

    def asdict(self) -> dict[str, Any]:
        """The values by name."""
        return dict(zip(self._columns, self._values))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            try:
                return self._values[self._columns.index(key)]
            except ValueError:
                raise KeyError(key) from None
        return self._values[key]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the row has no column {name!r}; it has {', '.join(self._columns)}") from None

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Row):
            return self._columns == other._columns and self._values == other._values
        return isinstance(other, tuple) and self._values == other

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return "Row(" + ", ".join(f"{name}={value!r}" for name, value in self.asdict().items()) + ")"


class Answer(Sequence[Row]):
    """The answer to a query.

    Of a SELECT: a sequence of rows. Of an ASK: ``boolean`` is true or false, and there are no rows. Of a CONSTRUCT or
    DESCRIBE: ``triples`` is N-Triples.
    """

    def __init__(self, result: Mapping[str, Any], names: Optional[Names] = None) -> None:
        answer: Mapping[str, Any] = result.get("answer", {})
        self.columns: tuple[str, ...] = tuple(answer.get("head", {}).get("vars", ()))
        """The names of the columns."""
        self.terms: tuple[Mapping[str, Any], ...] = tuple(answer.get("results", {}).get("bindings", ()))
        """The rows as SPARQL results in JSON have them."""
        self.boolean: Optional[bool] = answer.get("boolean")
        self.triples: Optional[str] = result.get("triples")
        self.warnings = tuple(Diagnostic.of(one) for one in result.get("warnings", ()))
        """Warnings about terms of the query that exist nowhere."""
        known: dict[str, Fact] = {}
        self.citations: tuple[tuple[Fact, ...], ...] = tuple(
            tuple(known.setdefault(raw["fact"], Fact.of(raw)) for raw in row) for row in answer.get("citations", ())
        )
        """For each row (of an ASK: once) the facts that support it; empty without ``cite``."""
        self._names = names
        self._rows = [
            Row(self.columns, [python_value(row.get(name)) for name in self.columns], self._cited(number))
            for number, row in enumerate(self.terms)
        ]

    def _cited(self, number: int) -> Sequence[Fact]:
        return self.citations[number] if number < len(self.citations) else ()

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __bool__(self) -> bool:
        """Of an ASK its value, else whether there are rows or triples."""
        return self.boolean if self.boolean is not None else bool(self._rows or self.triples)

    def __repr__(self) -> str:
        if self.boolean is not None:
            return f"<Answer: {self.boolean}>"
        if self.triples is not None:
            return f"<Answer: {self.triples.count(chr(10))} triples>"
        return f"<Answer: {len(self)} rows of {', '.join(self.columns)}>"

    def to_pandas(self, *, exact: bool = True, names: bool = False) -> pandas.DataFrame:
        """The rows as a DataFrame whose columns have the types of their values.

        Integers become ``Int64``, doubles ``float64``, booleans ``boolean``, dates and times ``datetime64`` (in UTC, if all
        have a zone), text and IRIs ``string``. Decimals stay exact, as ``Decimal`` objects, unless ``exact`` is false: then
        they become ``float64``. A column of several types, or of values that fit none, holds Python objects. With ``names``,
        IRIs are replaced with what things are called.
        """
        with optional("pandas"):
            import pandas

        if self.boolean is not None or self.triples is not None:
            raise GroundwireError("only the answer to a SELECT query has rows")
        columns = {name: [row[number] for row in self._rows] for number, name in enumerate(self.columns)}
        if names:
            labels = self._labels({value for column in columns.values() for value in column if isinstance(value, IRI)})
            columns = {name: [labels.get(value, value) for value in column] for name, column in columns.items()}
        typed = {name: _column(column, exact) for name, column in columns.items()}
        frame: pandas.DataFrame = pandas.DataFrame(typed, columns=list(self.columns), index=range(len(self)))
        return frame

    def to_rdflib(self) -> rdflib.Graph:
        """The triples of a CONSTRUCT or DESCRIBE."""
        with optional("rdflib"):
            import rdflib

        if self.triples is None:
            raise GroundwireError("only the answer to a CONSTRUCT or DESCRIBE query has triples")
        graph = rdflib.Graph()
        graph.parse(data=self.triples, format="nt")
        return graph

    def _labels(self, iris: Union[set[IRI], set[str]]) -> Mapping[Any, str]:
        if self._names is None or not iris:
            return {}
        try:
            return self._names(sorted(iris))
        except GroundwireError:
            return {}

    def _repr_html_(self) -> str:
        if self.triples is not None:
            return f"<pre>{escape(self.triples)}</pre>"
        if self.boolean is not None:
            return f"<p>{str(self.boolean).lower()}</p>" + "".join(quotes(fact) for fact in self._cited(0))
        rows = self._rows[:_SHOWN]
        labels = self._labels({value for row in rows for value in row if isinstance(value, IRI)})

        def cell(value: Any) -> str:
            if isinstance(value, IRI):
                return f'<span title="{escape(value)}">{escape(labels.get(value, value))}</span>'
            return "" if value is None else escape(value)

        head = [*self.columns, *(["quotes"] if self.citations else [])]
        body = [
            [*map(cell, row), *(["".join(map(quotes, row.citations))] if self.citations else [])] for row in rows
        ]
        more = f"<p>{len(self) - _SHOWN} more rows</p>" if len(self) > _SHOWN else ""
        return table(head, body) + more


def _column(values: Sequence[Any], exact: bool) -> Any:
    """A column of the type of its values."""
    import pandas

    kinds = {type(value) for value in values if value is not None}
    if kinds == {Decimal, int}:
        kinds = {Decimal}
        values = [Decimal(value) if isinstance(value, int) else value for value in values]
    try:
        if kinds == {int}:
            return pandas.array(list(values), dtype="Int64")
        if kinds == {bool}:
            return pandas.array(list(values), dtype="boolean")
        if kinds == {float} or (kinds == {Decimal} and not exact):
            return pandas.array([float("nan") if value is None else float(value) for value in values], dtype="float64")
        if kinds == {datetime.date} or kinds == {datetime.datetime}:
            zones = {getattr(value, "tzinfo", None) is not None for value in values if value is not None}
            if len(zones) == 1:
                return pandas.to_datetime(pandas.Series(list(values), dtype="object"), utc=True in zones).array
        if kinds and kinds <= {str, IRI}:
            plain = [None if value is None else str(value) for value in values]
            return pandas.array(plain, dtype="string")
    except (OverflowError, ValueError):
        # Beyond 64 bits, or beyond the years that pandas knows.
        pass
    return pandas.Series(list(values), dtype="object").array
