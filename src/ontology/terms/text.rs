//! Terms as text for a terminal.
use super::{Kind, Term, Terms};
use crate::text::visible;
use std::fmt::Write as _;

/// All terms, one a line with the first sentence of what it means: classes and values by what is above them.
#[must_use]
pub(crate) fn list(terms: &Terms) -> String {
    let mut out = String::new();
    let lines: Vec<(Kind, usize, &Term)> = [Kind::Class, Kind::Property, Kind::Value]
        .into_iter()
        .flat_map(|kind| ordered(terms, kind))
        .collect();
    let name = |depth: usize, term: &Term| 2 + 2 * depth + term.name.chars().count();
    let width = lines.iter().map(|(_, depth, term)| name(*depth, term)).max().unwrap_or(0) + 2;
    let mut last = None;
    for (kind, depth, term) in lines {
        if last.replace(kind) != Some(kind) {
            let heading = match kind {
                Kind::Class => "Classes: the type of an entity",
                Kind::Property => "Properties: the predicate of a fact",
                Kind::Value => "Values: the object of a fact, or its modality",
            };
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{heading}");
        }
        let indent = 2 + 2 * depth;
        let room = width - indent;
        let comment = term.comment.as_deref().map(first_sentence).unwrap_or_default();
        let line = format!("{:indent$}{:room$}{}", "", visible(&term.name), visible(comment));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The terms of a kind with how deep each is; those below follow those above. One with several above is under the first.
pub(super) fn ordered(terms: &Terms, kind: Kind) -> Vec<(Kind, usize, &Term)> {
    let known = |name: &String| terms.of(kind).any(|term| term.name == *name);
    let mut out = Vec::new();
    for root in terms.of(kind).filter(|term| !term.above.iter().any(known)) {
        descend(terms, root, 0, &mut out);
    }
    // What is in a circle has no root.
    for term in terms.of(kind) {
        if !out.iter().any(|(_, _, listed)| listed.name == term.name) {
            out.push((kind, 0, term));
        }
    }
    out
}

fn descend<'t>(terms: &'t Terms, term: &'t Term, depth: usize, out: &mut Vec<(Kind, usize, &'t Term)>) {
    if out.iter().any(|(_, _, listed)| listed.name == term.name) {
        return;
    }
    out.push((term.kind, depth, term));
    for name in &term.below {
        if let Some(below) = terms.of(term.kind).find(|below| below.name == *name) {
            descend(terms, below, depth + 1, out);
        }
    }
}

/// Terms in full.
#[must_use]
pub(crate) fn text(found: &[&Term]) -> String {
    let mut out = String::new();
    for term in found {
        if !out.is_empty() {
            out.push('\n');
        }
        one(term, &mut out);
    }
    out
}

fn one(term: &Term, out: &mut String) {
    let label = term.label.as_deref().filter(|label| !label.eq_ignore_ascii_case(&term.name));
    let label = label.map(|label| format!(" “{}”", visible(label))).unwrap_or_default();
    let _ = writeln!(out, "{} ({}){label}  <{}>", visible(&term.name), term.kind.name(), visible(&term.iri));
    if let Some(comment) = &term.comment {
        let _ = writeln!(out, "  {}", visible(comment));
    }
    let mut line = |what: &str, words: &str| {
        if !words.is_empty() {
            let _ = writeln!(out, "  {what:<9} {}", visible(words));
        }
    };
    if term.kind == Kind::Property {
        line("takes", term.takes.map_or("", |takes| takes.name()));
        line("domain", &classes(&term.domain, &term.domain_includes));
        line("range", &classes(&term.range, &term.range_includes));
    }
    line("values", &term.values.join(", "));
    line("value of", &term.value_of.join(", "));
    line("above", &term.above.join(", "));
    line("below", &term.below.join(", "));
    line("used with", &term.properties.join(", "));
    line("synonyms", &term.synonyms.join(", "));
    for alignment in &term.alignments {
        line("aligned", &format!("{} {}", alignment.relation, alignment.other));
    }
    for example in &term.examples {
        line("example", example);
    }
}

/// The classes that a subject or object must have, in words.
pub(super) fn classes(all: &[String], any: &[String]) -> String {
    let (all, any) = (all.join(" and "), any.join(" or "));
    match (all.is_empty(), any.is_empty()) {
        (true, true) => "anything".to_owned(),
        (false, true) => all,
        (true, false) => any,
        (false, false) => format!("{all} and ({any})"),
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |at| &text[..=at])
}
