"""What can go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

if TYPE_CHECKING:
    from ._diagnostic import Diagnostic


class GroundwireError(Exception):
    """The base of all errors of this package.

    ``diagnostics`` holds what ``groundwire check`` or the query parser reports, each with its location; it is empty where
    the message is all there is.
    """

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        errors = [found for found in self.diagnostics if found.severity == "error"]
        shown = [self.message, *(str(found) for found in errors[:10])]
        if len(errors) > 10:
            shown.append(f"and {len(errors) - 10} more; see `diagnostics`")
        return "\n".join(shown)


class DataError(GroundwireError):
    """A document, corpus file or ontology has errors."""


class QueryError(GroundwireError):
    """The query is wrong, has no such parameter, or names no saved question."""


class UnknownNameError(GroundwireError):
    """No thing, or more than one, has the name that was given to ``explain``."""


class QueryTimeout(GroundwireError):
    """The query took longer than its ``timeout``."""


class ProgramError(GroundwireError):
    """The program ``groundwire`` was not found, could not read its files, or ended unexpectedly."""


class QueryWarning(UserWarning):
    """The query names a term that exists nowhere, so that it finds nothing."""
