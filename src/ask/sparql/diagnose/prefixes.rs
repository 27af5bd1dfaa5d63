//! Prefixes that nothing declares.
use std::collections::BTreeSet;

use super::Look;
use crate::ask::sparql::lex::Kind;
use crate::diagnostic::Diagnostic;
use crate::term::iri::nearest;
use crate::term::prefixes::Prefixes;

/// The first name whose prefix is not declared: its token, and what is wrong with it.
pub(super) fn check(look: &Look<'_>, prefixes: &Prefixes) -> Result<(), (usize, Box<Diagnostic>)> {
    let (undeclared, declared) = names(look, prefixes);
    match undeclared.first() {
        None => Ok(()),
        Some(&at) => Err((at, unknown(look, at, &declared))),
    }
}

/// The names whose prefixes are not declared, up to the end of the query, and the prefixes that are declared before the first.
fn names<'l>(look: &'l Look<'_>, prefixes: &'l Prefixes) -> (Vec<usize>, BTreeSet<&'l str>) {
    let mut declared: BTreeSet<&str> = prefixes.iter().map(|(prefix, _)| prefix).collect();
    let mut undeclared = Vec::new();
    for (i, token) in look.tokens.iter().enumerate() {
        if token.kind != Kind::Name {
            continue;
        }
        let (prefix, local) = look.of(i).split_once(':').unwrap_or((look.of(i), ""));
        if i > 0 && look.is(i - 1, "prefix") {
            if local.is_empty() {
                declared.insert(prefix);
            }
        } else if !declared.contains(prefix) {
            undeclared.push(i);
        }
    }
    (undeclared, declared)
}

/// The prefixes of names that nothing declares, each once.
pub(super) fn undeclared(look: &Look<'_>, prefixes: &Prefixes) -> BTreeSet<String> {
    let (names, _) = names(look, prefixes);
    names.into_iter().filter_map(|at| Some(look.of(at).split_once(':')?.0.to_owned())).collect()
}

fn unknown(look: &Look<'_>, at: usize, declared: &BTreeSet<&str>) -> Box<Diagnostic> {
    let start = look.tokens[at].span.start;
    let (prefix, local) = look.of(at).split_once(':').unwrap_or((look.of(at), ""));
    if matches!(prefix, "http" | "https" | "urn" | "file") {
        let end = look.text[start..].find(|c: char| c.is_whitespace() || ";,)}]>".contains(c));
        let iri = &look.text[start..][..end.unwrap_or(look.text.len() - start)];
        let iri = iri.trim_end_matches('.');
        let mut error = look.error(at, at, "an IRI is written in angle brackets");
        error.span.end = error.span.start + iri.len() as u32;
        return error.help(format!("write `<{iri}>`")).into();
    }
    let mut error = look.error(at, at, format!("unknown prefix `{prefix}:`"));
    error.span.end = error.span.start + prefix.len() as u32 + 1;
    let near = nearest(prefix, declared.iter().copied().filter(|p| !p.is_empty()));
    let declare = format!("declare it first: `PREFIX {prefix}: <https://…>`");
    let known: Vec<String> = declared.iter().map(|p| format!("{p}:")).collect();
    error
        .note(format!("known: {}", known.join(" ")))
        .help(match near {
            Some(near) => format!("did you mean `{near}:{local}`? otherwise {declare}"),
            None => declare,
        })
        .into()
}
