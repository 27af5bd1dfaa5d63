"""A corpus: documents with their facts."""

from __future__ import annotations

import csv
import io
import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Union

from ._answer import Answer
from ._diagnostic import Report
from ._draft import Drafts
from ._errors import GroundwireError, QueryWarning, UnknownNameError
from ._explain import Chains, Page
from ._optional import optional
from ._program import diagnostics, run
from ._session import Session
from ._terms import parameter

if TYPE_CHECKING:
    import pandas
    import rdflib

StrPath = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Question:
    """A saved question."""

    name: str
    title: str
    parameters: Mapping[str, str]
    """What each parameter means, by its name."""


class Corpus:
    """The documents of a path: a folder, a document, or a ``.jsonl`` file.

    Queries and explanations are answered by one process, which is started when it is first needed, keeps the documents in
    memory and reads them again when a file has changed. :meth:`close` ends it, and so does the end of a ``with`` block.

    :param path: a folder of documents, a document, or a ``.jsonl`` file
    :param ontology: further Turtle files with classes and properties
    :param corpus: the corpus file, in place of the nearest ``corpus.yaml``
    :param base: the base of all generated IRIs
    :param lenient: report errors of domain, range and property kind as warnings
    :param keep_going: work with the valid documents when others are refused
    :param drafts: take in what nobody has accepted yet, in a graph of its own
    """

    def __init__(
        self,
        path: StrPath = "data",
        *,
        ontology: Sequence[StrPath] = (),
        corpus: Optional[StrPath] = None,
        base: Optional[str] = None,
        lenient: bool = False,
        keep_going: bool = False,
        drafts: bool = False,
    ) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise FileNotFoundError(f"no file or folder {str(self.path)!r}")
        self.keep_going = keep_going
        self._options: list[str] = [f"--ontology={os.fspath(file)}" for file in ontology]
        if corpus is not None:
            self._options.append(f"--corpus={os.fspath(corpus)}")
        if base is not None:
            self._options.append(f"--base={base}")
        if lenient:
            self._options.append("--lenient")
        if keep_going:
            self._options.append("--keep-going")
        # What reads documents for RDF and answers; tables, JSON Lines and drafting know accepted facts alone.
        self._with_drafts = [*self._options, "--drafts"] if drafts else self._options
        self._session = Session([*self._with_drafts, *self._paths()])

    def _paths(self) -> list[str]:
        return ["--", os.fspath(self.path)]

    def __repr__(self) -> str:
        return f"Corpus({os.fspath(self.path)!r})"

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process that answers queries. The next query starts it again."""
        self._session.close()

    def check(self) -> Report:
        """Checks all documents; the report holds every error and warning."""
        text = run(["check", "--format=json", *self._with_drafts, *self._paths()], allowed=(0, 1))
        return Report(diagnostics(text))

    def query(
        self,
        query: str,
        *,
        cite: bool = True,
        voice: str = "all",
        timeout: Optional[float] = None,
        parameters: Optional[Mapping[str, object]] = None,
        **params: object,
    ) -> Answer:
        """Answers a query: SPARQL, the path of a ``.rq`` file, or the name of a saved question.

        :param cite: give the facts that support each row (SELECT and ASK)
        :param voice: ``article`` for what articles assert, ``all`` also for what they attribute to someone
        :param timeout: stop after this many seconds
        :param parameters: values of the query's variables; the same as ``params``, for names that are not free
        :param params: values of the query's variables, as :func:`groundwire._terms.parameter` reads them
        """
        request: dict[str, Any] = {
            "do": "query",
            "query": query,
            "cite": cite,
            "voice": voice,
            "set": {name: parameter(value) for name, value in {**(parameters or {}), **params}.items()},
        }
        if voice not in ("all", "article"):
            raise ValueError(f"voice must be 'all' or 'article', not {voice!r}")
        if timeout is not None:
            request["timeout"] = float(timeout)
        answer = Answer(self._session.ask(request), self._names)
        for found in answer.warnings:
            warnings.warn(str(found), QueryWarning, stacklevel=2)
        return answer

    def _names(self, iris: Sequence[str]) -> Mapping[str, str]:
        names: Mapping[str, str] = self._session.ask({"do": "names", "iris": list(iris)})["names"]
        return names

    def explain(
        self, *things: str, voice: str = "all", realized: bool = False, most: int = 5
    ) -> Union[Page, Chains]:
        """What the articles say, with the quotes.

        One thing (a key, label, CURIE or IRI) gives a :class:`Page` about it; two things give the :class:`Chains` of facts
        between them; a subject, a predicate and an object (``?`` for any) give a :class:`Page` about the triple.

        :param voice: ``article`` for what articles assert, ``all`` also for what they attribute to someone
        :param realized: only facts that already hold
        :param most: the most chains
        """
        if not 1 <= len(things) <= 3:
            raise TypeError("explain takes one thing, two things, or a subject, a predicate and an object")
        request = {"do": "explain", "things": things, "voice": voice, "realized": realized, "most": most}
        answer = self._session.ask(request)
        return Chains(answer["chains"]) if "chains" in answer else Page(answer["page"])

    def questions(self) -> list[Question]:
        """The saved questions."""
        text = run(["questions", "--format=json", "--quiet", *self._options, *self._paths()])
        return [
            Question(one["name"], one["title"], {each["name"]: each["about"] for each in one["parameters"]})
            for one in json.loads(text)
        ]

    def export(self, format: str = "ttl", *options: str) -> str:
        """Exports the corpus: ``ttl``, ``trig``, ``nt``, ``nq``, ``rdf``, ``jsonld``, ``csv`` or ``jsonl``.

        Further options are those of ``groundwire export``, such as ``--view=plain``.
        """
        allowed = (0, 1) if self.keep_going else (0,)
        own = self._options if format in ("csv", "jsonl") else self._with_drafts
        return run(["export", f"--format={format}", "--quiet", *options, *own, *self._paths()], allowed=allowed)

    def facts(self) -> pandas.DataFrame:
        """All facts, one in each row; needs pandas.

        ``negated`` is ``boolean``, ``earliest`` and ``latest`` are ``datetime64``, ``start`` and ``end`` tuples of ``int``
        (one for each quote); all else is ``string``, with ``<NA>`` where there is nothing. Several speakers or quotes have
        `` | `` between them.
        """
        with optional("pandas"):
            import pandas

        rows = list(csv.reader(io.StringIO(self.export("csv"), newline="")))
        cells = [[cell or None for cell in row] for row in rows[1:]]
        frame: pandas.DataFrame = pandas.DataFrame(cells, columns=rows[0], dtype="string")
        frame["negated"] = (frame["negated"] == "true").astype("boolean")
        for column in ("earliest", "latest"):
            try:
                frame[column] = pandas.to_datetime(frame[column], format="%Y-%m-%d")
            except ValueError:
                # A year that pandas does not know: the column stays text.
                pass
        for column in ("start", "end"):
            frame[column] = [
                () if pandas.isna(cell) else tuple(int(part) for part in cell.split(" | ")) for cell in frame[column]
            ]
        return frame

    def graph(self, *, with_ontology: bool = False, voice: str = "all") -> rdflib.Graph:
        """The union of all graphs; needs rdflib."""
        with optional("rdflib"):
            import rdflib

        options = [f"--voice={voice}", *(["--with-ontology"] if with_ontology else [])]
        graph = rdflib.Graph()
        graph.parse(data=self.export("nt", *options), format="nt")
        return graph

    def dataset(self, *, with_ontology: bool = False, voice: str = "all") -> rdflib.Dataset:
        """The named graphs; needs rdflib."""
        with optional("rdflib"):
            import rdflib

        options = [f"--voice={voice}", *(["--with-ontology"] if with_ontology else [])]
        dataset = rdflib.Dataset()
        dataset.parse(data=self.export("nq", *options), format="nquads")
        return dataset

    def draft(
        self,
        article: Optional[str] = None,
        *,
        text: Optional[str] = None,
        title: str = "Untitled",
        language: Optional[str] = None,
        all: bool = False,
    ) -> Drafts:
        """Facts that the rules propose for an article of the corpus, by its id, or for a text. Nothing is written.

        ``groundwire draft`` on the command line writes them to ``drafts.yaml``.

        :param article: the id of an article
        :param text: a text that is not in the corpus
        :param title: the title of the text
        :param language: the language of the text, such as ``en``
        :param all: keep weak proposals, too
        """
        if (article is None) == (text is None):
            raise TypeError("draft takes either the id of an article or a text")
        if article is not None:
            line = self._line(article)
        else:
            about = {"id": "text", "title": title, "text": text, **({"language": language} if language else {})}
            line = json.dumps({"article": about, "facts": []}) + "\n"
        known = json.loads(line)
        options = self._options
        nearest = self._corpus_file()
        if nearest is not None and not any(option.startswith("--corpus=") for option in options):
            options = [*options, f"--corpus={nearest}"]
        drafted = json.loads(run(["draft", "--quiet", *(["--all"] if all else []), *options, "-"], given=line))
        before = {fact["id"] for fact in known["facts"]}
        entities = drafted.get("entities") or {}
        named = known.get("entities") or {}
        return Drafts(
            [fact for fact in drafted["facts"] if fact["id"] not in before],
            {key: value for key, value in entities.items() if key not in named},
        )

    def _line(self, article: str) -> str:
        ids = []
        for line in self.export("jsonl").rstrip("\n").split("\n"):
            ids.append(json.loads(line)["article"].get("id"))
            if ids[-1] == article:
                return line + "\n"
        raise UnknownNameError(f"no article has the id {article!r}; there are: {', '.join(map(str, ids))}")

    def _corpus_file(self) -> Optional[Path]:
        start = self.path.resolve()
        for folder in [start, *start.parents]:
            file = folder / "corpus.yaml"
            if file.is_file():
                return file
        return None

    def article_ids(self) -> list[str]:
        """The ids of the articles."""
        answer = self.query("SELECT ?article { ?article a af:Article } ORDER BY ?article", cite=False)
        ids = [str(row[0]).rsplit("/", 1)[-1] for row in answer]
        if len(set(ids)) < len(ids):
            raise GroundwireError("two articles of different corpora have the same id")
        return ids
