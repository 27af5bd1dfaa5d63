"""RDF terms as Python values, and Python values as RDF terms."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Mapping, Optional

XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
}  # fmt: skip


class IRI(str):
    """An IRI. It is a ``str``; as a query parameter it is passed as an IRI and not as text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"IRI({str(self)!r})"


@dataclass(frozen=True)
class Literal:
    """A literal with a language tag or a datatype, for query parameters and for values without a Python type."""

    value: str
    language: Optional[str] = None
    datatype: Optional[str] = None
    """An IRI, or a CURIE with a known prefix such as ``xsd:gYear``."""

    def __str__(self) -> str:
        return self.value


def python_value(term: Optional[Mapping[str, Any]]) -> Any:
    """The Python value of a term in SPARQL results.

    ``xsd:integer`` (and what is derived from it) becomes ``int``, ``xsd:decimal`` ``Decimal``, ``xsd:double`` and
    ``xsd:float`` ``float``, ``xsd:boolean`` ``bool``, ``xsd:date`` ``datetime.date``, ``xsd:dateTime``
    ``datetime.datetime``, text with or without a language ``str``, an IRI :class:`IRI`. A value of another datatype, or one
    that Python cannot hold, stays a :class:`Literal`. What is unbound is ``None``.
    """
    if term is None:
        return None
    text = term["value"]
    if term["type"] == "uri":
        return IRI(text)
    if term["type"] not in ("literal", "typed-literal"):
        return f"_:{text}" if term["type"] == "bnode" else Literal(str(text), datatype=term["type"])
    datatype = term.get("datatype")
    if datatype is None or datatype == f"{XSD}string":
        return text
    value = _typed(text, datatype[len(XSD) :]) if datatype.startswith(XSD) else None
    return Literal(text, datatype=datatype) if value is None else value


def _typed(text: str, datatype: str) -> Any:
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == "decimal":
            return Decimal(text)
        if datatype in ("double", "float"):
            return float(text.replace("INF", "inf"))
        if datatype == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(text)
        if datatype == "date":
            return datetime.date.fromisoformat(text)
        if datatype == "dateTime":
            return datetime.datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    except (ValueError, ArithmeticError):
        # Years outside 1 to 9999, dates with a zone.
        return None
    return None


def parameter(value: object) -> str:
    """A value as a query takes it for a parameter.

    A ``str`` is read as ``--set`` on the command line reads it: the key of a shared entity, a CURIE, an IRI, a number, else
    text. To say what is meant use :class:`IRI` or :class:`Literal`.
    """
    if isinstance(value, IRI):
        return f"<{value}>"
    if isinstance(value, Literal):
        if value.language is not None:
            return f"{_quoted(value.value)}@{value.language}"
        if value.datatype is not None:
            datatype = f"<{value.datatype}>" if "//" in value.datatype else value.datatype
            return f"{_quoted(value.value)}^^{datatype}"
        return _quoted(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f'"{value:f}"^^xsd:decimal'
    if isinstance(value, float):
        text = repr(value).replace("inf", "INF").replace("nan", "NaN")
        return f'"{text}"^^xsd:double'
    if isinstance(value, datetime.datetime):
        return f'"{value.isoformat()}"^^xsd:dateTime'
    if isinstance(value, datetime.date):
        return f'"{value.isoformat()}"^^xsd:date'
    raise TypeError(f"a query parameter cannot be a {type(value).__name__}: use str, IRI, Literal, a number or a date")


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'
