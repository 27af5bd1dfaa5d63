"""Diagnostics, and the report of a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional, Sequence

from ._errors import DataError
from ._html import escape, table
from ._optional import optional

if TYPE_CHECKING:
    import pandas

_SHOWN = 20


@dataclass(frozen=True)
class Diagnostic:
    """An error or a warning with its location."""

    code: str
    severity: str
    """``error`` or ``warning``."""
    path: str
    line: int
    """From 1."""
    column: int
    """From 1, in code points."""
    message: str
    help: Optional[str] = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """All members, as ``groundwire check --format json`` writes them."""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Diagnostic:
        """Reads the object that the program writes."""
        return cls(
            code=raw["code"],
            severity=raw["severity"],
            path=raw["path"],
            line=raw["line"],
            column=raw["column"],
            message=raw["message"],
            help=raw.get("help"),
            raw=raw,
        )

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}:{self.column}: {self.severity}[{self.code}]: {self.message}"
        return f"{text} ({self.help})" if self.help else text


class Report(Sequence[Diagnostic]):
    """What a check found: a sequence of diagnostics."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors: the documents that have one are refused."""
        return tuple(found for found in self.diagnostics if found.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The warnings."""
        return tuple(found for found in self.diagnostics if found.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def raise_for_errors(self) -> None:
        """Raises :class:`DataError` if there is an error."""
        if not self.ok:
            count = len(self.errors)
            raise DataError(f"the documents have {count} error{'' if count == 1 else 's'}", self.diagnostics)

    def to_pandas(self) -> pandas.DataFrame:
        """One row for each diagnostic."""
        with optional("pandas"):
            import pandas

        columns = ["severity", "code", "path", "line", "column", "message", "help"]
        rows = [[getattr(found, column) for column in columns] for found in self.diagnostics]
        frame: pandas.DataFrame = pandas.DataFrame(rows, columns=columns)
        return frame

    def __len__(self) -> int:
        return len(self.diagnostics)

    def __getitem__(self, index: Any) -> Any:
        return self.diagnostics[index]

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __bool__(self) -> bool:
        raise TypeError("a report is neither true nor false: use `report.ok` or `len(report)`")

    def __repr__(self) -> str:
        return f"<Report: {len(self.errors)} errors, {len(self.warnings)} warnings>"

    def _repr_html_(self) -> str:
        head = f"<p>{len(self.errors)} errors, {len(self.warnings)} warnings</p>"
        rows = [
            [
                escape(found.severity),
                escape(found.code),
                escape(f"{found.path}:{found.line}:{found.column}"),
                escape(found.message) + (f"<br><small>{escape(found.help)}</small>" if found.help else ""),
            ]
            for found in sorted(self.diagnostics, key=lambda found: found.severity)[:_SHOWN]
        ]
        more = f"<p>{len(self) - _SHOWN} more</p>" if len(self) > _SHOWN else ""
        return head + table(["", "code", "location", "message"], rows) + more
