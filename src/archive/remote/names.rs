//! All names of things behind an endpoint.
use super::error::RemoteError;
use super::gather::Gathered;
use super::lookup::{AskSparql, Lookup, values};
use super::triple::{iri_of, iri_term};
use crate::archive::groups::Groups;
use crate::term::vocab::owl;
use oxrdf::Term;
use rustc_hash::FxHashSet;
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
    loop {
        let open = open(gathered, &things);
        if open.is_empty() {
            return Ok(Groups::new(things.iter().map(String::as_str), &gathered.links));
        }
        let beside = |names: &BTreeSet<String>| -> BTreeSet<String> {
            names.iter().flat_map(|name| gathered.links.of(name)).map(str::to_owned).collect()
        };
        let inner: BTreeSet<String> = beside(&open).intersection(&gathered.linked).cloned().collect();
        let all_beside = || open.is_subset(&beside(&inner));
        // What is open is mostly beside what is known: that is given where it is much less, as many names with one name
        // beside them would be asked for each with each. Else the names beside what is open are had at once.
        let (given, reach) = match inner.is_empty() {
            true => (open.clone(), Reach::Own),
            false if 2 * inner.len() < open.len() && all_beside() => (inner, Reach::Beside),
            false => (open.clone(), Reach::Both),
        };
        let found = linked(lookup, &given, reach)?;
        let mut known = open;
        for link in &found {
            gathered.link(link.clone());
        }
        if reach == Reach::Both {
            known.extend(given.iter().flat_map(|name| gathered.links.of(name)).map(str::to_owned));
        }
        gathered.linked.append(&mut known);
        let is_known = |end: &Term| iri_of(end).is_some_and(|end| gathered.linked.contains(end));
        if !found.iter().all(|link| link.iter().any(is_known)) {
            return Err(RemoteError::Foreign("a row of names was not asked for".to_owned()));
        }
    }
}

/// The names of some things whose links are not known yet.
fn open(gathered: &Gathered, things: &BTreeSet<String>) -> BTreeSet<String> {
    let mut met: FxHashSet<&str> = FxHashSet::default();
    let mut next: Vec<&str> = things.iter().map(String::as_str).collect();
    let mut open = BTreeSet::new();
    while let Some(name) = next.pop() {
        if met.insert(name) {
            next.extend(gathered.links.of(name));
            if !gathered.linked.contains(name) {
                open.insert(name.to_owned());
            }
        }
    }
    open
}

/// The links of names.
fn linked(
    lookup: &Lookup<'_, impl AskSparql>,
    names: &BTreeSet<String>,
    reach: Reach,
) -> Result<Vec<[Term; 2]>, RemoteError> {
    let link = owl::SAME_AS;
    let ways = match reach {
        Reach::Own => {
            vec![format!("?t <{link}> ?o . BIND(?t AS ?s)"), format!("?s <{link}> ?t . BIND(?t AS ?o)")]
        }
        // A name is beside itself: the first and the third give its own links, too.
        Reach::Beside | Reach::Both => vec![
            format!("?t <{link}> ?o . ?s <{link}> ?o ."),
            format!("?t <{link}> ?s . ?s <{link}> ?o ."),
            format!("?s <{link}> ?t . ?s <{link}> ?o ."),
            format!("?o <{link}> ?t . ?s <{link}> ?o ."),
        ],
    };
    let names: Vec<Term> = names.iter().map(|name| iri_term(name)).collect();
    let found = lookup.chunks(&names, |names| {
        let given = values(&["t"], names.iter().map(|name| vec![name]));
        let ways: Vec<String> = ways.iter().map(|way| format!("{{ {given}{way} }}")).collect();
        lookup.all(&format!("{{ SELECT DISTINCT ?s ?o WHERE {{ {} }} }}", ways.join(" UNION ")), &["s", "o"])
    })?;
    let link = |row: Vec<Option<Term>>| match <[Option<Term>; 2]>::try_from(row) {
        Ok([Some(one), Some(other)]) => Ok([one, other]),
        _ => Err(RemoteError::Foreign("a row of names lacks a value".to_owned())),
    };
    found.into_iter().flatten().map(link).collect()
}
