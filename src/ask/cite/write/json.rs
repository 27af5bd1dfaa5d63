//! SPARQL results in JSON with citations.
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{LiteralRef, TermRef};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::io::Write;

use super::super::{Citation, Cited, Ground};
use crate::ask::dataset::TermId;
use crate::ask::results::{Format, WriteError, write_boolean, write_solutions};
use crate::rdf::fact::text;
use spareval::QuerySolutionIter;
use std::thread;

/// How many bytes are gathered before they are written.
const FULL: usize = 1 << 16;
/// How many facts' objects are kept in one piece.
const PART: usize = 1 << 10;

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
    let objects = Objects::new(cited);
    let mut text = String::new();
    for row in 0..cited.rows.len() {
        text.push_str(if row == 0 { "[" } else { ",[" });
        for (i, &fact) in cited.receipt(row).facts.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            text.push_str(objects.of(fact));
            if text.len() > FULL {
                out.write_all(text.as_bytes())?;
                text.clear();
            }
        }
        text.push(']');
    }
    text.push(']');
    out.write_all(text.as_bytes())?;
    let notes = notes(cited);
    if !notes.is_empty() {
        write!(out, ",\"citationNotes\":{}", Value::from(notes))?;
    }
    out.write_all(b"}\n")?;
    Ok(())
}

/// The objects of all facts cited, made in the order of the dataset: rows that cite many jump about in it, and looking up
/// what is far apart in memory takes several times as long.
struct Objects<'c> {
    facts: &'c [TermId],
    parts: Vec<Part>,
}

/// The objects of [`PART`] facts.
struct Part {
    text: String,
    ends: Vec<usize>,
}

impl<'c> Objects<'c> {
    fn new(cited: &'c Cited<'_>) -> Self {
        let facts = cited.facts();
        let parts = thread::scope(|scope| {
            let halves = facts.chunks(facts.len().div_ceil(2).next_multiple_of(PART).max(PART));
            let threads: Vec<_> = halves
                .map(|half| {
                    scope.spawn(move || half.chunks(PART).map(|part| Part::new(cited, part)).collect())
                })
                .collect();
            let done = threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            done.collect::<Vec<Vec<Part>>>().into_iter().flatten().collect()
        });
        Self { facts, parts }
    }

    fn of(&self, fact: TermId) -> &str {
        let Ok(number) = self.facts.binary_search(&fact) else { return "null" };
        self.parts[number / PART].object(number % PART)
    }
}

impl Part {
    fn new(cited: &Cited<'_>, facts: &[TermId]) -> Self {
        let mut part = Self { text: String::new(), ends: Vec::with_capacity(facts.len()) };
        for &fact in facts {
            write_object(&cited.citation(fact), &mut part.text);
            part.ends.push(part.text.len());
        }
        part
    }

    fn object(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }
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
    let mut text = String::new();
    write_object(citation, &mut text);
    serde_json::from_str(&text).unwrap_or_default()
}

/// Appends the object of a citation.
fn write_object(citation: &Citation<'_>, out: &mut String) {
    out.push_str("{\"fact\":");
    string(citation.fact, out);
    member("article", citation.article, out);
    member("title", citation.title, out);
    begin("quotes", out);
    out.push('[');
    for (i, quote) in citation.quotes.iter().enumerate() {
        out.push_str(if i == 0 { "{\"exact\":" } else { ",{\"exact\":" });
        string(quote.exact, out);
        let _ = write!(out, ",\"start\":{},\"end\":{}}}", quote.start, quote.end);
    }
    out.push(']');
    list("accordingTo", &citation.according_to, out);
    member("statedIn", citation.stated_in, out);
    member("modality", citation.modality, out);
    for (name, so) in
        [("negated", citation.negated), ("inferred", citation.inferred), ("draft", citation.draft)]
    {
        if so {
            begin(name, out);
            out.push_str("true");
        }
    }
    member("subject", citation.subject.map(text), out);
    member("predicate", citation.predicate.map(text), out);
    match citation.object {
        Some(TermRef::Literal(literal)) => value(literal, out),
        object => member("object", object.map(text), out),
    }
    member("when", citation.when, out);
    list("contradictedBy", &citation.contradicted_by, out);
    out.push('}');
}

/// Appends a member that is not the first, where there is something to say.
fn member(name: &str, value: Option<&str>, out: &mut String) {
    if let Some(value) = value {
        begin(name, out);
        string(value, out);
    }
}

/// Appends the name of a member that is not the first.
fn begin(name: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
}

fn list(name: &str, items: &[&str], out: &mut String) {
    if !items.is_empty() {
        begin(name, out);
        for (i, item) in items.iter().enumerate() {
            out.push(if i == 0 { '[' } else { ',' });
            string(item, out);
        }
        out.push(']');
    }
}

/// Appends a literal as a document writes it: bare text, or with its datatype or tag.
fn value(literal: LiteralRef<'_>, out: &mut String) {
    out.push_str(",\"value\":{\"value\":");
    string(literal.value(), out);
    if let Some(tag) = literal.language() {
        begin("lang", out);
        string(tag, out);
    } else if literal.datatype() != xsd::STRING && literal.datatype() != rdf::LANG_STRING {
        begin("datatype", out);
        string(literal.datatype().as_str(), out);
    }
    out.push('}');
}

/// Appends a text in quotation marks ([JSON](https://www.rfc-editor.org/rfc/rfc8259#section-7)).
fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = first_escaped(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            byte @ (b'"' | b'\\') => {
                out.push('\\');
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Where the first byte is that must be escaped. Looked for in runs that the compiler makes one comparison of.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    const RUN: usize = 32;
    let is_escaped = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    let (runs, _) = bytes.as_chunks::<RUN>();
    let clean = runs.iter().take_while(|run| !run.iter().fold(false, |any, &byte| any | is_escaped(byte)));
    let from = RUN * clean.count();
    bytes[from..].iter().position(|&byte| is_escaped(byte)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::string;
    use proptest::{prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn a_text_is_read_back(text in "(?s).{0,80}", more in "[\"\\\\\u{0}-\u{1f}a-zé]{0,80}") {
            for text in [&text, &more] {
                let mut out = String::new();
                string(text, &mut out);
                prop_assert_eq!(&serde_json::from_str::<String>(&out).unwrap(), text);
            }
        }
    }
}
