"""What needs pandas or rdflib."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import groundwire

pandas = pytest.importorskip("pandas")
rdflib = pytest.importorskip("rdflib")

COLUMNS = {
    "1": "Int64",
    "1.50": "object",
    "1.5e0": "float64",
    "true": "boolean",
    '"2019-03-26"^^xsd:date': "datetime64",
    '"2019-03-26T10:00:00"^^xsd:dateTime': "datetime64",
    '"2019-03-26T10:00:00+02:00"^^xsd:dateTime': "datetime64",
    '"Oslo"@no': "string",
    "af:Fact": "string",
    '"-0044-03-15"^^xsd:date': "object",
    "100000000000000000000": "object",
}


@pytest.mark.parametrize("term", COLUMNS)
def test_columns_have_the_type_of_their_values(corpus: groundwire.Corpus, term: str) -> None:
    answer = corpus.query(f"SELECT ?v {{ VALUES ?v {{ {term} UNDEF }} }}", cite=False)
    column = answer.to_pandas().v
    assert str(column.dtype).startswith(COLUMNS[term]), column.dtype
    assert column.isna().tolist() == [False, True]


def test_tables_of_answers(corpus: groundwire.Corpus) -> None:
    mixed = corpus.query("SELECT ?v { VALUES ?v { 1 'a' } }", cite=False).to_pandas()
    assert mixed.v.tolist() == [1, "a"] and mixed.v.dtype == object
    decimals = corpus.query("SELECT ?v { VALUES ?v { 1.50 2 UNDEF } }", cite=False)
    assert [str(value) for value in decimals.to_pandas().v[:2]] == ["1.50", "2"]
    assert decimals.to_pandas(exact=False).v.dtype == "float64"
    empty = corpus.query("SELECT ?a ?b { ?a af:observerAt ?b FILTER(false) }").to_pandas()
    assert list(empty.columns) == ["a", "b"] and empty.empty
    named = corpus.query("SELECT ?who { ?who af:observerAt ent:cepej }").to_pandas(names=True)
    assert named.who.tolist() == ["Kazakhstan"]
    with pytest.raises(groundwire.GroundwireError):
        corpus.query("ASK { ?a af:observerAt ?b }").to_pandas()


def test_all_facts(corpus: groundwire.Corpus) -> None:
    facts = corpus.facts()
    counted = corpus.query("SELECT (COUNT(*) AS ?n) { ?f a af:Fact }", cite=False)[0].n
    assert len(facts) == counted and facts.fact.is_unique
    assert facts.negated.dtype == "boolean" and facts.negated.any() and not facts.negated.all()
    assert str(facts.earliest.dtype).startswith("datetime64") and facts.earliest.notna().any()
    row = facts[facts.fact.str.endswith("kazakhstan-council-of-europe/fact/f13b")].iloc[0]
    assert row["start"] == (2734, 2838) and row["object-label"].startswith("European Commission")
    assert row["earliest"] == pandas.Timestamp("2018-01-01") and pandas.isna(row["latest"])
    assert pandas.isna(row["value"])


def test_reports_as_tables(with_error: Path) -> None:
    table = groundwire.Corpus(with_error).check().to_pandas()
    assert (table.severity == "error").sum() == 2 and set(table.columns) >= {"code", "line", "help"}


def test_graphs(corpus: groundwire.Corpus) -> None:
    graph = corpus.graph()
    entity = rdflib.URIRef(str(corpus.explain("kazakhstan").iri))
    af = rdflib.Namespace("https://w3id.org/article-facts#")
    assert len(list(graph.objects(entity, af.observerAt))) == 3
    triples = corpus.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", cite=False)[0].n
    assert len(graph) < triples == len(corpus.graph(with_ontology=True))
    assert len(corpus.graph(voice="article")) < len(graph)
    dataset = corpus.dataset()
    assert len(dataset) >= len(graph) and any("graph/attributed" in str(one.identifier) for one in dataset.graphs())
    answer = corpus.query("CONSTRUCT { ?a af:observerAt ?b } WHERE { ?a af:observerAt ?b }")
    assert len(answer.to_rdflib()) == 3


def test_without_pandas_the_rest_works(corpus: groundwire.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    answer = corpus.query("observer-status")
    assert len(answer) == 3
    with pytest.raises(ImportError):
        answer.to_pandas()
