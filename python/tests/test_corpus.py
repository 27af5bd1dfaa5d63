from __future__ import annotations

import datetime
import gc
import os
import subprocess
import sys
import threading
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

import groundwire
from groundwire import IRI, Literal
from groundwire._terms import parameter, python_value

XSD = "http://www.w3.org/2001/XMLSchema#"
OBSERVERS = "SELECT ?at WHERE { ent:kazakhstan af:observerAt ?at } ORDER BY ?at"


def test_the_program_of_the_package_is_used() -> None:
    assert groundwire.version() == groundwire.__version__
    assert Path(groundwire.program_path()).is_file()


def test_a_check_reports_errors_with_their_location(data: Path, with_error: Path) -> None:
    report = groundwire.Corpus(with_error).check()
    assert not report.ok and [error.code for error in report.errors] == ["unknown-property", "quote-not-found"]
    error = report.errors[0]
    assert Path(error.path).name == "facts.yaml" and (error.line, error.column) == (4, 39)
    assert error.help is not None and "memberOf" in error.help and f"{error.path}:4:39" in str(error)
    with pytest.raises(groundwire.DataError) as raised:
        report.raise_for_errors()
    assert raised.value.diagnostics == report.diagnostics and "unknown-property" in str(raised.value)
    with pytest.raises(TypeError):
        bool(report)
    assert "unknown-property" in report._repr_html_()


def test_the_shipped_articles_have_no_warnings(corpus: groundwire.Corpus) -> None:
    report = corpus.check()
    assert report.ok and len(report) == 0


def test_warnings_are_no_errors(with_warning: Path) -> None:
    with groundwire.Corpus(with_warning) as corpus:
        report = corpus.check()
    assert report.ok and [warning.code for warning in report.warnings] == ["unsupported-polarity"]
    assert len(report) == 1
    report.raise_for_errors()


def test_an_answer_has_rows_and_citations(corpus: groundwire.Corpus) -> None:
    answer = corpus.query("observer-status", body="cepej")
    assert answer.columns == ("observer", "at") and len(answer) == 1 and answer
    row = answer[0]
    assert row.observer == row["observer"] == row[0] == "Kazakhstan"
    assert row == ("Kazakhstan", "European Commission for the Efficiency of Justice")
    assert row.asdict()["at"].startswith("European")
    with pytest.raises(AttributeError, match="observer, at"):
        row.nothing
    (fact,) = answer.citations[0]
    assert row.citations == (fact,) and fact.id == "f13b" and fact.modality == "ongoing" and not fact.negated
    text = (corpus.path / "kazakhstan-council-of-europe" / "article.txt").read_bytes().decode("utf-8")
    for quote in fact.quotes:
        assert text[quote.start : quote.end] == quote.exact
    html = answer._repr_html_()
    assert f"<q>{fact.quotes[0].exact}</q>" in html and fact.title in html


def test_things_have_names_in_html(corpus: groundwire.Corpus) -> None:
    html = corpus.query(OBSERVERS)._repr_html_()
    assert ">European Commission for the Efficiency of Justice<" in html


def test_html_is_escaped(data: Path) -> None:
    folder = data / "sly"
    folder.mkdir()
    (folder / "article.txt").write_text("<script>Ann</script> & left.", encoding="utf-8")
    (folder / "facts.yaml").write_text(
        "article: {title: '<b>T</b>'}\nentities: {ann: {type: Person, label: '<i>Ann</i>'}}\n"
        "facts: [{id: f1, subject: ann, predicate: participant, object: ann, quote: '<script>Ann</script>'},"
        " {id: f2, subject: article, predicate: topic, object: ann, quote: '<script>Ann</script> & left'}]\n",
        encoding="utf-8",
    )
    with groundwire.Corpus(folder, lenient=True) as corpus:
        answer = corpus.query("SELECT ?x { ?a af:topic ?x }")
        shown = answer._repr_html_() + corpus.explain(answer[0].x)._repr_html_()
    assert "&lt;script&gt;Ann" in shown
    assert not any(tag in shown for tag in ("<script", "<b>", "<i>"))


def test_a_yes_or_no(corpus: groundwire.Corpus) -> None:
    yes = corpus.query("ASK { ent:kazakhstan af:observerAt ent:cepej }")
    assert yes and yes.boolean is True and yes.citations[0][0].id == "f13b"
    no = corpus.query("ASK { ent:cepej af:observerAt ent:kazakhstan }")
    assert not no and no.boolean is False
    assert "<q>" in yes._repr_html_() and "false" in no._repr_html_()


def test_triples(corpus: groundwire.Corpus) -> None:
    answer = corpus.query("CONSTRUCT { ?a af:observerAt ?b } WHERE { ?a af:observerAt ?b }")
    assert answer and answer.triples is not None and answer.triples.count("\n") == 3


def test_parameters_are_terms(corpus: groundwire.Corpus) -> None:
    body = corpus.query("SELECT ?x { VALUES ?x { ent:cepej } }", cite=False)[0].x
    assert isinstance(body, IRI)
    assert len(corpus.query(OBSERVERS, at=body)) == 1
    assert len(corpus.query(OBSERVERS, parameters={"at": "ent:cepej"})) == 1
    label = "SELECT ?l { ent:kazakhstan rdfs:label ?l }"
    assert corpus.query(label, l=Literal("Kazakhstan", language="en"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert not corpus.query(label, l=Literal('Kaz"\\\n} # ', language="en"))
    with pytest.raises(groundwire.QueryError, match="no variable"):
        corpus.query(OBSERVERS, nothing=1)
    with pytest.raises(TypeError):
        corpus.query(OBSERVERS, at=object())


def test_values_have_the_type_of_their_datatype() -> None:
    def of(text: str, datatype: str) -> object:
        return python_value({"type": "literal", "value": text, "datatype": XSD + datatype})

    assert of("007", "integer") == 7 and of("5", "nonNegativeInteger") == 5
    assert of("3.20", "decimal") == Decimal("3.20") and str(of("3.20", "decimal")) == "3.20"
    assert of("1e3", "double") == 1000.0 and of("-INF", "double") == float("-inf")
    assert of("true", "boolean") is True and of("0", "boolean") is False
    assert of("2019-03-26", "date") == datetime.date(2019, 3, 26)
    assert of("2019-03-26T10:00:00Z", "dateTime") == datetime.datetime(2019, 3, 26, 10, tzinfo=datetime.timezone.utc)
    assert of("2018", "gYear") == Literal("2018", datatype=XSD + "gYear")
    assert of("-0044-03-15", "date") == Literal("-0044-03-15", datatype=XSD + "date")
    assert python_value({"type": "literal", "value": "Oslo", "xml:lang": "no"}) == "Oslo"
    assert python_value(None) is None


@pytest.mark.parametrize(
    "value", [7, Decimal("3.20"), 0.5, True, datetime.date(2019, 3, 26), datetime.datetime(2019, 3, 26, 10), IRI("urn:a")]
)
def test_values_come_back_as_they_went(corpus: groundwire.Corpus, value: object) -> None:
    answer = corpus.query("SELECT ?y { ?x a af:Article BIND(?v AS ?y) } LIMIT 1", v=value, cite=False)
    assert answer[0].y == value and type(answer[0].y) is type(value), parameter(value)


def test_a_wrong_query_is_an_error_with_its_location(corpus: groundwire.Corpus) -> None:
    with pytest.raises(groundwire.QueryError) as raised:
        corpus.query("SELECT ?b {")
    assert (raised.value.diagnostics[0].line, raised.value.diagnostics[0].column) == (1, 11)
    with pytest.raises(groundwire.QueryError, match="observer-status"):
        corpus.query("observer-statu")
    with pytest.raises(ValueError):
        corpus.query(OBSERVERS, voice="loud")
    assert corpus.query(OBSERVERS), "the process goes on after an error"


def test_unknown_terms_are_warned_of(corpus: groundwire.Corpus) -> None:
    with pytest.warns(groundwire.QueryWarning, match="af:observerAt"):
        answer = corpus.query("SELECT ?b { ent:kazakhstan af:obsrverAt ?b }")
    assert not answer and answer.warnings[0].severity == "warning"


def test_a_query_that_takes_too_long_is_stopped(corpus: groundwire.Corpus) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?c) < STR(?i)) }"
    with pytest.raises(groundwire.QueryTimeout):
        corpus.query(slow, timeout=0.2, cite=False)
    assert corpus.query(OBSERVERS)


def test_the_voice_of_the_article(corpus: groundwire.Corpus) -> None:
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    every, own = (corpus.query(count, voice=voice, cite=False)[0].n for voice in ("all", "article"))
    assert 0 < own < every


def test_documents_with_errors_give_no_answer_unless_they_may(with_error: Path) -> None:
    with groundwire.Corpus(with_error) as corpus, pytest.raises(groundwire.DataError) as raised:
        corpus.query(OBSERVERS)
    assert {found.code for found in raised.value.diagnostics} >= {"unknown-property", "quote-not-found"}
    with pytest.raises(groundwire.DataError):
        groundwire.Corpus(with_error).export("nt")
    with groundwire.Corpus(with_error, keep_going=True) as corpus:
        assert corpus.query(OBSERVERS)
        assert corpus.export("nt")


def test_changed_documents_are_read_again(with_error: Path) -> None:
    with groundwire.Corpus(with_error) as corpus:
        with pytest.raises(groundwire.DataError):
            corpus.query(OBSERVERS)
        (with_error / "bad" / "facts.yaml").write_text("article: {title: Good}\nfacts: []\n", encoding="utf-8")
        assert corpus.query(OBSERVERS)
        assert "bad" in corpus.article_ids()


def test_one_process_answers_all_and_starts_again(corpus: groundwire.Corpus) -> None:
    corpus.query(OBSERVERS)
    process = corpus._session._process
    assert process is not None
    corpus.query(OBSERVERS)
    assert corpus._session._process is process
    process.kill()
    process.wait()
    assert corpus.query(OBSERVERS)
    corpus.close()
    assert corpus._session._process is None
    assert corpus.query(OBSERVERS)


def test_the_process_ends_with_the_corpus(data: Path) -> None:
    corpus = groundwire.Corpus(data)
    corpus.query(OBSERVERS)
    process = corpus._session._process
    assert process is not None and process.poll() is None
    del corpus
    gc.collect()
    assert process.poll() is not None


def test_threads_get_their_own_answers(corpus: groundwire.Corpus) -> None:
    wrong: list[object] = []

    def ask(number: int) -> None:
        for _ in range(5):
            answer = corpus.query("SELECT ?y { ?x a af:Article BIND(?v AS ?y) } LIMIT 1", v=number, cite=False)
            if answer[0].y != number:
                wrong.append((number, answer))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_has_a_process_of_its_own(corpus: groundwire.Corpus) -> None:
    assert corpus.query(OBSERVERS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            found = len(corpus.query(OBSERVERS)) == 3
            corpus.close()
        finally:
            os._exit(0 if found else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert corpus.query(OBSERVERS)


def test_explanations(corpus: groundwire.Corpus) -> None:
    page = corpus.explain("kazakhstan")
    assert isinstance(page, groundwire.Page) and page.name == "Kazakhstan" and len(page) > 10
    assert sum(map(len, page.groups.values())) == len(page) and "realized" in page.groups
    assert "<q>" in page._repr_html_() and page[0].words
    triple = corpus.explain("kazakhstan", "observerAt", "?")
    assert len(triple) == 3 and triple[0].subject == page.iri
    assert repr(page) == f"<Page: Kazakhstan, {len(page)} facts>" and repr(triple) == "<Page: 3 facts>"
    assert "<h4>" in page._repr_html_() and "<h4>" not in triple._repr_html_()
    chains = corpus.explain("kazakhstan", "strasbourg", most=2)
    assert isinstance(chains, groundwire.Chains) and len(chains) == 2 and chains[0][0].quotes
    assert "chain 1" in chains._repr_html_()
    with pytest.raises(groundwire.UnknownNameError):
        corpus.explain("nobody at all")
    with pytest.raises(TypeError):
        corpus.explain()


def test_facts_have_an_object_or_a_value(corpus: groundwire.Corpus) -> None:
    count = corpus.query("SELECT ?n { ?x af:memberCount ?n }")[0]
    assert isinstance(count.n, int) and count.citations[0].value == count.n and count.citations[0].object is None
    fact = corpus.query(OBSERVERS)[0].citations[0]
    assert fact.value is None and fact.object is not None and fact.object.endswith("entity/ccje")


def test_questions(corpus: groundwire.Corpus) -> None:
    named = {question.name: question for question in corpus.questions()}
    assert named["observer-status"].parameters["body"] == "the body"


def test_drafts_are_taken_in_where_they_are_wanted(data: Path) -> None:
    folder = data / "tesco-poland-sale"
    subprocess.run([groundwire.program_path(), "draft", "--quiet", os.fspath(folder)], check=True)
    query = "SELECT ?fact { ?fact af:confidence ?c } LIMIT 1"
    with groundwire.Corpus(folder, drafts=True) as corpus:
        assert corpus.check().ok
        answer = corpus.query(query)
        fact = answer.citations[0][0]
        assert fact.draft and "draft, not accepted yet" in answer._repr_html_()
        assert "/graph/drafts>" in corpus.export("nq") and fact.iri not in corpus.export("csv")
    with groundwire.Corpus(folder) as corpus:
        assert not corpus.query(query)


def test_drafts_are_proposed_and_not_written(corpus: groundwire.Corpus) -> None:
    before = {path for path in corpus.path.rglob("*")}
    drafts = corpus.draft("tesco-poland-sale")
    assert drafts and all(0 < draft["confidence"] <= 1 and draft["origin"]["by"] == "rules" for draft in drafts)
    assert "<table>" in drafts._repr_html_()
    assert {path for path in corpus.path.rglob("*")} == before
    said = corpus.draft(text="Ann Berg, foreign minister of Norland, said that Norland joined the League.", language="en")
    assert any(draft["subject"] in said.entities for draft in said)
    with pytest.raises(groundwire.UnknownNameError, match="tesco-poland-sale"):
        corpus.draft("nothing")
    with pytest.raises(TypeError):
        corpus.draft()


def test_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        groundwire.Corpus(tmp_path / "nowhere")
    with pytest.raises(groundwire.ProgramError):
        groundwire.Corpus(tmp_path).query(OBSERVERS)
    monkeypatch.setenv("GROUNDWIRE_PROGRAM", str(tmp_path / "nothing"))
    with pytest.raises(groundwire.ProgramError):
        groundwire.Corpus(tmp_path).query(OBSERVERS)
    with pytest.raises(groundwire.ProgramError):
        groundwire.version()


def test_paths_that_look_like_options(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    data.rename(data.parent / "--quiet")
    with groundwire.Corpus("--quiet") as corpus:
        assert corpus.query(OBSERVERS) and corpus.check().ok


def test_a_package_that_is_missing_is_named_with_how_to_get_it(
    corpus: groundwire.Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pandas"):
        corpus.facts()
