//! SPARQL results in JSON with citations.
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{LiteralRef, TermRef};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::io::Write;

use super::super::record::text;
use super::super::{Citation, Cited, Ground};
use crate::dataset::TermId;
use crate::results::{Format, WriteError, write_boolean, write_solutions};
use spareval::QuerySolutionIter;

pub(super) fn write(cited: &Cited<'_>, out: &mut impl Write) -> Result<(), WriteError> {
    let mut answer = Vec::new();
    if cited.ask {
        write_boolean(!cited.rows.is_empty(), Format::Json, &mut answer)?;
    } else {
        let rows = Box::new(cited.rows.iter().map(|row| Ok(row.clone())));
        let solutions = QuerySolutionIter::from_tuples(cited.columns.clone().into(), rows);
        write_solutions(solutions, Format::Json, &mut answer)?;
    }
    // The answer is one object: more members go before its last bracket.
    let end = answer.iter().rposition(|&byte| byte == b'}').unwrap_or(answer.len());
    out.write_all(&answer[..end])?;
    out.write_all(b",\"citations\":[")?;
    let mut known: FxHashMap<TermId, String> = FxHashMap::default();
    for row in 0..cited.rows.len() {
        out.write_all(if row == 0 { b"[" } else { b",[" })?;
        for (i, &fact) in cited.receipt(row).facts.iter().enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            let object =
                known.entry(fact).or_insert_with(|| Value::from(object(&cited.citation(fact))).to_string());
            out.write_all(object.as_bytes())?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(b"]")?;
    let notes = notes(cited);
    if !notes.is_empty() {
        write!(out, ",\"citationNotes\":{}", Value::from(notes))?;
    }
    out.write_all(b"}\n")?;
    Ok(())
}

/// What there is to say of the query and of rows, these by number from 0.
fn notes(cited: &Cited<'_>) -> Map<String, Value> {
    let mut notes = Map::new();
    if !cited.notes.is_empty() {
        let query: Vec<String> = cited.notes.iter().map(ToString::to_string).collect();
        notes.insert("query".to_owned(), query.into());
    }
    let mut rows = Map::new();
    for number in 0..cited.rows.len() {
        let receipt = cited.receipt(number);
        let mut row = Map::new();
        let files: Vec<&str> = receipt
            .grounds
            .iter()
            .filter_map(|ground| match ground {
                Ground::File(name) => Some(name.as_str()),
                Ground::Declared | Ground::Ontology => None,
            })
            .collect();
        if !files.is_empty() {
            row.insert("files".to_owned(), files.into());
        }
        if receipt.facts.is_empty() {
            row.insert("uncited".to_owned(), true.into());
            for (ground, name) in [(Ground::Declared, "declared"), (Ground::Ontology, "ontology")] {
                if receipt.grounds.contains(&ground) {
                    row.insert(name.to_owned(), true.into());
                }
            }
        } else if receipt.also_without {
            row.insert("alsoWithout".to_owned(), true.into());
        }
        if !row.is_empty() {
            rows.insert(number.to_string(), row.into());
        }
    }
    if !rows.is_empty() {
        notes.insert("rows".to_owned(), rows.into());
    }
    notes
}

/// A fact as the member `citations` holds it.
#[must_use]
pub fn object(citation: &Citation<'_>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("fact".to_owned(), citation.fact.as_str().into());
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(name.to_owned(), value);
        }
    };
    let list = |items: &[String]| (!items.is_empty()).then(|| items.into());
    let term = |term: Option<TermRef<'_>>| term.map(|term| text(term).into());
    add("article", citation.article.as_deref().map(Into::into));
    add("title", citation.title.map(Into::into));
    let quotes: Vec<Value> = citation
        .quotes
        .iter()
        .map(|quote| {
            let mut object = Map::new();
            object.insert("exact".to_owned(), quote.exact.into());
            object.insert("start".to_owned(), quote.start.into());
            object.insert("end".to_owned(), quote.end.into());
            object.into()
        })
        .collect();
    add("quotes", Some(quotes.into()));
    add("accordingTo", list(&citation.according_to));
    add("statedIn", citation.stated_in.as_deref().map(Into::into));
    add("modality", citation.modality.as_deref().map(Into::into));
    add("negated", citation.negated.then(|| true.into()));
    add("inferred", citation.inferred.then(|| true.into()));
    add("subject", term(citation.subject));
    add("predicate", term(citation.predicate));
    match citation.object {
        Some(TermRef::Literal(literal)) => add("value", Some(value(literal))),
        object => add("object", term(object)),
    }
    add("when", citation.when.map(Into::into));
    add("contradictedBy", list(&citation.contradicted_by));
    object
}

/// A literal as a document writes it: bare text, or with its datatype or tag.
fn value(literal: LiteralRef<'_>) -> Value {
    let mut object = Map::new();
    object.insert("value".to_owned(), literal.value().into());
    if let Some(tag) = literal.language() {
        object.insert("lang".to_owned(), tag.into());
    } else if literal.datatype() != xsd::STRING && literal.datatype() != rdf::LANG_STRING {
        object.insert("datatype".to_owned(), literal.datatype().as_str().into());
    }
    object.into()
}
