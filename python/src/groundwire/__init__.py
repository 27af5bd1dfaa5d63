"""Linked data from news articles in which every statement is traceable to the words that support it.

>>> import groundwire
>>> corpus = groundwire.Corpus("data")
>>> corpus.check().ok
True
>>> answer = corpus.query("observer-status", body="cepej")
>>> [row.observer for row in answer]
['Kazakhstan']
>>> answer.citations[0][0].quotes[0].exact
'Kazakhstan received the observer status'
"""

from ._answer import Answer, Row
from ._corpus import Corpus, Question
from ._diagnostic import Diagnostic, Report
from ._draft import Drafts
from ._errors import (
    DataError,
    GroundwireError,
    ProgramError,
    QueryError,
    QueryTimeout,
    QueryWarning,
    UnknownNameError,
)
from ._explain import Chains, Page
from ._fact import Fact, Quote
from ._program import program_path, version
from ._terms import IRI, Literal

__all__ = [
    "Answer",
    "Chains",
    "Corpus",
    "DataError",
    "Diagnostic",
    "Drafts",
    "Fact",
    "GroundwireError",
    "IRI",
    "Literal",
    "Page",
    "ProgramError",
    "QueryError",
    "QueryTimeout",
    "QueryWarning",
    "Question",
    "Quote",
    "Report",
    "Row",
    "UnknownNameError",
    "program_path",
    "version",
]

__version__ = "0.1.0"
