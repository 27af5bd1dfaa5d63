//! What is looked for as SPARQL that every engine reads.
use oxrdf::Term;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::conjunct::{Conjunct, Slot};

/// How many conjuncts one request asks for.
const MOST_AT_ONCE: usize = 20;

/// A request for the solutions of some conjuncts.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The conjuncts, each with the column of each variable.
    pub conjuncts: Vec<(Conjunct, BTreeMap<String, usize>)>,
    /// The body of a SELECT. Its columns are `?q`, the number of the conjunct, where it is numbered, and `?v0`, `?v1` and so
    /// on.
    pub body: String,
    /// Whether rows tell which conjunct they are of: those of one alone need not.
    pub is_numbered: bool,
    /// How many columns `?v…` it has.
    pub width: usize,
}

/// Requests for the solutions of conjuncts.
#[must_use]
pub(crate) fn requests(conjuncts: &[Conjunct]) -> Vec<Request> {
    conjuncts.chunks(MOST_AT_ONCE).map(request).collect()
}

fn request(conjuncts: &[Conjunct]) -> Request {
    let mut body = String::new();
    let mut all = Vec::new();
    let width = conjuncts.iter().map(|conjunct| conjunct.bound().len()).max().unwrap_or_default();
    let is_numbered = conjuncts.len() > 1 || width == 0;
    for (number, conjunct) in conjuncts.iter().enumerate() {
        let mut columns = BTreeMap::new();
        for name in conjunct.bound() {
            let next = columns.len();
            columns.insert(name.to_owned(), next);
        }
        if number > 0 {
            body.push_str(" UNION ");
        }
        body.push_str("{ ");
        write_conjunct(conjunct, &columns, &mut body);
        if is_numbered {
            // A string is shorter in an answer than a number, whose datatype comes with it. Writing to a string cannot fail.
            let _ = write!(body, "BIND(\"{number}\" AS ?q) ");
        }
        body.push('}');
        all.push((conjunct.clone(), columns));
    }
    Request { conjuncts: all, body, is_numbered, width }
}

fn write_conjunct(conjunct: &Conjunct, columns: &BTreeMap<String, usize>, out: &mut String) {
    let mut conjunct = conjunct.clone();
    let mut others = BTreeMap::new();
    conjunct.rename(|name| match columns.get(name) {
        Some(column) => format!("v{column}"),
        None => {
            let next = others.len();
            format!("w{}", *others.entry(name.to_owned()).or_insert(next))
        }
    });
    let mut text = || -> std::fmt::Result {
        for given in &conjunct.given {
            out.push_str("VALUES (");
            for variable in &given.variables {
                write!(out, "?{variable} ")?;
            }
            out.push_str(") { ");
            for row in &given.rows {
                out.push('(');
                for term in row {
                    match term {
                        Some(term) => write!(out, "{term} ")?,
                        None => out.push_str("UNDEF "),
                    }
                }
                out.push_str(") ");
            }
            out.push_str("} ");
        }
        for atom in &conjunct.atoms {
            let [subject, predicate, object] = &atom.triple;
            in_graph(&atom.graph, out, |out| {
                [subject, predicate, object].into_iter().try_for_each(|slot| write_slot(slot, out))
            })?;
        }
        conjunct.conditions.iter().try_for_each(|condition| write!(out, "FILTER({condition}) "))
    };
    let _ = text();
}

fn in_graph(
    graph: &Option<Slot>,
    out: &mut String,
    inside: impl FnOnce(&mut String) -> std::fmt::Result,
) -> std::fmt::Result {
    if let Some(graph) = graph {
        out.push_str("GRAPH ");
        write_slot(graph, out)?;
        out.push_str("{ ");
        inside(out)?;
        out.push_str("} ");
    } else {
        inside(out)?;
        out.push_str(". ");
    }
    Ok(())
}

fn write_slot(slot: &Slot, out: &mut String) -> std::fmt::Result {
    match slot {
        Slot::Variable(name) => write!(out, "?{name} "),
        Slot::Term(term) => write!(out, "{term} "),
    }
}

impl Request {
    /// The triples of a solution: of the conjunct with this number, with these terms; each with its graph, where it was
    /// asked for in one. None where a term is missing that must be there, or there is no such conjunct.
    #[must_use]
    pub(crate) fn triples(
        &self,
        number: usize,
        values: &[Option<Term>],
    ) -> Option<Vec<([Term; 3], Option<Term>)>> {
        let (conjunct, columns) = self.conjuncts.get(number)?;
        let term = |slot: &Slot| match slot {
            Slot::Term(term) => Some(term.clone()),
            Slot::Variable(name) => values.get(*columns.get(name)?)?.clone(),
        };
        conjunct
            .atoms
            .iter()
            .map(|atom| {
                let [subject, predicate, object] = &atom.triple;
                let graph = match &atom.graph {
                    Some(graph) => Some(term(graph)?),
                    None => None,
                };
                Some(([term(subject)?, term(predicate)?, term(object)?], graph))
            })
            .collect()
    }
}
