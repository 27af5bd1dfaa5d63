//! All names of things behind an endpoint.
use super::error::RemoteError;
use super::facts::iri_term;
use super::gather::{Gathered, iri_of};
use super::lookup::{AskSparql, Lookup, values};
use crate::archive::groups::{Groups, Links};
use crate::term::vocab::owl;
use oxrdf::Term;
use std::collections::BTreeSet;

/// Of which names the links are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Those that are given.
    Own,
    /// Those that a link joins with these.
    Beside,
    /// Both.
    Both,
}

/// All names of some things, by the things that they stand for. The links that say so are added.
///
/// Each link comes once or twice however many things share a name: what is asked for are links, and not the things that
/// they lead to. Documents mostly share a name that none of them has made: two requests find all that have it.
pub(super) fn groups(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    things: BTreeSet<String>,
) -> Result<Groups, RemoteError> {
    let mut links = Links::default();
    // The names whose links are all known.
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut open = things.clone();
    while !open.is_empty() {
        let beside = |names: &BTreeSet<String>| -> BTreeSet<String> {
            names.iter().flat_map(|name| links.of(name)).map(str::to_owned).collect()
        };
        let inner: BTreeSet<String> = beside(&open).intersection(&known).cloned().collect();
        // What is open is beside what is known: whichever is less is given.
        let (given, reach) = match known.is_empty() {
            true => (open.clone(), Reach::Own),
            false if inner.len() < open.len() => (inner, Reach::Beside),
            false => (open.clone(), Reach::Both),
        };
        let found = linked(gathered, lookup, &given, reach)?;
        for [one, other] in &found {
            links.add(one, other);
        }
        known.append(&mut open);
        if reach == Reach::Both {
            known.extend(given.iter().flat_map(|name| links.of(name)).map(str::to_owned));
        }
        let mut next = BTreeSet::new();
        for link in &found {
            if !link.iter().any(|end| known.contains(end)) {
                return Err(RemoteError::Foreign("a row of names was not asked for".to_owned()));
            }
            next.extend(link.iter().filter(|end| !known.contains(*end)).cloned());
        }
        open = next;
    }
    Ok(Groups::new(things.iter().map(String::as_str), &links))
}

/// The links of names. They are added.
fn linked(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    names: &BTreeSet<String>,
    reach: Reach,
) -> Result<Vec<[String; 2]>, RemoteError> {
    let (same, link) = (iri_term(owl::SAME_AS), owl::SAME_AS);
    let mut ways = Vec::new();
    if reach != Reach::Beside {
        ways.push(format!("?t <{link}> ?o . BIND(?t AS ?s)"));
        ways.push(format!("?s <{link}> ?t . BIND(?t AS ?o)"));
    }
    if reach != Reach::Own {
        ways.extend([
            format!("?t <{link}> ?o . ?s <{link}> ?o ."),
            format!("?t <{link}> ?s . ?s <{link}> ?o ."),
            format!("?s <{link}> ?t . ?s <{link}> ?o ."),
            format!("?o <{link}> ?t . ?s <{link}> ?o ."),
        ]);
    }
    let names: Vec<Term> = names.iter().map(|name| iri_term(name)).collect();
    let found = lookup.chunks(&names, |names| {
        let given = values(&["t"], names.iter().map(|name| vec![name]));
        let ways: Vec<String> = ways.iter().map(|way| format!("{{ {given}{way} }}")).collect();
        lookup.all(&format!("{{ SELECT DISTINCT ?s ?o WHERE {{ {} }} }}", ways.join(" UNION ")), &["s", "o"])
    })?;
    let mut links = Vec::new();
    for row in found.into_iter().flatten() {
        let [Some(one), Some(other)] = &row[..] else {
            return Err(RemoteError::Foreign("a row of names lacks a value".to_owned()));
        };
        gathered.add_labels([[one.clone(), same.clone(), other.clone()]]);
        links.extend(iri_of(one).zip(iri_of(other)).map(|(one, other)| [one.to_owned(), other.to_owned()]));
    }
    Ok(links)
}
