//! Queries that only look up a few triples, answered at once.
//!
//! A server answers most queries on threads of their own: they may take long, and go down by recursion. To hand a look-up
//! over and back takes longer than to answer it, so it is answered where it is asked; what turns out to be more than that
//! begins again where it may take its time.
use super::Ask;
use super::ask::{sight, written};
use super::look::{AnswerFormat, TriplesFormat};
use super::snapshot::{Sight, Snapshot};
use crate::ask::sparql::{Query, QueryResult, Scope};
use spareval::CancellationToken;
use spargebra::algebra::GraphPattern;
use spargebra::term::{TermPattern, TriplePattern};
use std::io::{self, Write};

/// How many patterns are looked up.
const PATTERNS: usize = 8;
/// How many triples are looked at.
const TRIPLES: usize = 500;
/// How many bytes an answer has.
const BYTES: usize = 32 << 10;

/// Takes some bytes and no more.
#[derive(Default)]
struct Short(Vec<u8>);

impl Write for Short {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Snapshot {
    /// The answer to a query as [`write`](Self::write) writes it, if it can be told by a look at a few triples. The work is
    /// bounded by that: each row costs at least one triple, and is written.
    pub(crate) fn glance(&self, query: &Query, ask: &Ask, rows: AnswerFormat) -> Option<Vec<u8>> {
        let patterns = looked_up(query)?;
        // To make the orders of the triples takes long.
        let is_ready = is_about_one(patterns) || self.dataset().is_ordered();
        if ask.cite || matches!(rows, AnswerFormat::Table(_)) || !is_ready {
            return None;
        }
        if sight(query, ask) != Sight::default() {
            return None;
        }
        let source = Scope::new(self.dataset(), query);
        let token = CancellationToken::new();
        let view = source.view().looking_at(TRIPLES, &token);
        let solutions = query.rows_of(query.algebra().clone(), &source, view, &token).ok()?;
        let format = rows.with_names(self.prefixes(), None);
        let mut out = Short::default();
        let triples = (self.prefixes(), TriplesFormat::Turtle);
        written(QueryResult::Solutions(solutions), ask, format, triples, &mut out).ok()?;
        Some(out.0)
    }
}

/// The patterns of a query that looks some triples up for each row, and does nothing with it but to write it.
fn looked_up(query: &Query) -> Option<&[TriplePattern]> {
    let spargebra::Query::Select { dataset: None, pattern, .. } = query.algebra() else { return None };
    let pattern = match pattern {
        GraphPattern::Slice { inner, start: 0, .. } => inner,
        pattern => pattern,
    };
    let GraphPattern::Project { inner, .. } = pattern else { return None };
    match &**inner {
        GraphPattern::Bgp { patterns } if (1..=PATTERNS).contains(&patterns.len()) => Some(patterns),
        _ => None,
    }
}

/// Whether they are a single one, of a subject: in its order the triples always are.
fn is_about_one(patterns: &[TriplePattern]) -> bool {
    matches!(patterns, [TriplePattern { subject: TermPattern::NamedNode(_), .. }])
}

#[cfg(test)]
mod tests {
    use crate::archive::{AnswerFormat, Ask, Snapshot, TriplesFormat, Voice};
    use crate::corpus::CorpusOptions;
    use std::path::Path;

    fn snapshot() -> Snapshot {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        Snapshot::open(&[data], &CorpusOptions::default(), &mut Vec::new()).unwrap()
    }

    fn glance(snapshot: &Snapshot, query: &str, ask: &Ask, rows: AnswerFormat) -> Option<Vec<u8>> {
        snapshot.glance(&snapshot.parse(query, ask).unwrap(), ask, rows)
    }

    #[test]
    fn a_look_up_is_answered_as_any_query_is() {
        let snapshot = snapshot();
        let ask = Ask { most_rows: Some(1000), ..Ask::default() };
        for query in [
            "SELECT * { ent:kazakhstan ?p ?o }",
            "SELECT ?o { ent:kazakhstan rdfs:label ?o } LIMIT 1",
            "SELECT ?f ?exact { ?f af:subject ent:kazakhstan ; af:evidence ?q . ?q oa:exact ?exact } LIMIT 10",
            "SELECT * { ent:nobody ?p ?o }",
        ] {
            for rows in [AnswerFormat::Json, AnswerFormat::Csv, AnswerFormat::Tsv, AnswerFormat::Xml] {
                let (_, whole) =
                    snapshot.write(query, &ask, rows, TriplesFormat::Turtle, Vec::new()).unwrap();
                assert!(glance(&snapshot, query, &ask, rows) == Some(whole), "{query}");
            }
        }
    }

    #[test]
    fn what_is_more_than_a_look_up_is_left_to_others() {
        let snapshot = snapshot();
        let json = AnswerFormat::Json;
        // Where the orders are not made yet, that would take long.
        let named = "SELECT ?s { ?s rdfs:label 'Kazakhstan'@en }";
        assert_eq!(glance(&snapshot, named, &Ask::default(), json), None);
        snapshot.query(named, &Ask::default()).unwrap();
        assert!(glance(&snapshot, named, &Ask::default(), json).is_some());
        for query in [
            "SELECT * { ?s ?p ?o }",
            "ASK { ent:kazakhstan ?p ?o }",
            "SELECT * { ent:kazakhstan ?p ?o FILTER(?p != rdf:type) }",
            "SELECT * { ent:kazakhstan rdf:type/rdfs:subClassOf* ?o }",
            "SELECT DISTINCT ?p { ent:kazakhstan ?p ?o }",
            "SELECT * { ent:kazakhstan ?p ?o } ORDER BY ?p",
            "SELECT * { ent:kazakhstan ?p ?o } OFFSET 1",
            "SELECT (COUNT(*) AS ?n) { ent:kazakhstan ?p ?o }",
            "SELECT * FROM <https://example.com/> { ent:kazakhstan ?p ?o }",
            // Two that have nothing to do with each other, whose rows are many.
            "SELECT ?x { ?f a af:Fact . ?g a af:Article }",
        ] {
            assert_eq!(glance(&snapshot, query, &Ask::default(), json), None, "{query}");
        }
        let small = "SELECT * { ent:kazakhstan ?p ?o }";
        for ask in [
            Ask { cite: true, ..Ask::default() },
            Ask { voice: Voice::Article, ..Ask::default() },
            Ask { most_rows: Some(1), ..Ask::default() },
            Ask { named_graphs: vec!["https://example.com/".to_owned()], ..Ask::default() },
        ] {
            assert_eq!(glance(&snapshot, small, &ask, json), None, "{ask:?}");
        }
    }
}
