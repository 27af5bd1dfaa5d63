//! Rules of SPARQL beside its grammar.
use std::collections::BTreeSet;

use super::{Checked, Look, brackets, string_value};
use crate::ask::sparql::lex::Kind;
use crate::term::iri;

/// Checks the rules whose breach the parser refuses.
pub(super) fn check(look: &Look<'_>, has_base: bool) -> Checked {
    for at in 0..look.tokens.len() {
        nested_aggregate(look, at)?;
        triple_subject(look, at)?;
        iris(look, at, has_base)?;
        new_name(look, at)?;
        columns_of_values(look, at)?;
        selected_twice(look, at)?;
    }
    aggregates_in_patterns(look)?;
    for at in 0..look.tokens.len() {
        if look.is_word(at, "select") {
            groups(look, at)?;
        }
    }
    blank_nodes(look)
}

pub(super) fn nested_aggregate(look: &Look<'_>, at: usize) -> Checked {
    if !look.is_aggregate(at) {
        return Ok(());
    }
    match (at + 2..look.closing(at + 1)).find(|&i| look.is_aggregate(i)) {
        Some(inner) => Err(look
            .error(inner, inner, format!("the aggregate `{}` is inside another aggregate", look.of(inner)))
            .related(look.span(at, at), "the outer one")
            .help("compute the inner one in a subquery: `{ SELECT (COUNT(*) AS ?n) { … } GROUP BY … }`")
            .into()),
        None => Ok(()),
    }
}

/// The subject of a triple term that is a value; one in a pattern may be more.
pub(super) fn triple_subject(look: &Look<'_>, at: usize) -> Checked {
    if look.of(at) != "<<(" || !is_value(look, at) {
        return Ok(());
    }
    let next = at + 1;
    let literal = matches!(look.kind(next), Some(Kind::Text | Kind::Number))
        || look.is(next, "true")
        || look.is(next, "false");
    if literal || look.of(next) == "<<(" {
        let found = if literal { "a literal" } else { "another triple term" };
        return Err(look
            .error(next, next, format!("expected the subject of a triple term, found {found}"))
            .help("the subject of a triple term is an IRI, a blank node or a variable")
            .into());
    }
    Ok(())
}

/// Whether a token is part of an expression or of the rows of VALUES.
fn is_value(look: &Look<'_>, at: usize) -> bool {
    let mut open = Vec::new();
    for i in 0..at {
        match look.of(i) {
            "(" | "{" | "[" => open.push(i),
            ")" if look.of(i + 1) != ">>" => {
                open.pop();
            }
            "}" | "]" => {
                open.pop();
            }
            _ => {}
        }
    }
    open.last().is_some_and(|&last| look.of(last) == "(" || brackets::is_data(look, last))
}

fn iris(look: &Look<'_>, at: usize, has_base: bool) -> Checked {
    if look.kind(at) != Some(Kind::Iri) {
        return Ok(());
    }
    let text = look.of(at);
    let inside = text.trim_matches(['<', '>']);
    if !inside.contains(':') {
        let based = has_base || (0..at).any(|i| look.is_word(i, "base"));
        if based {
            return Ok(());
        }
        return Err(look
            .error(at, at, format!("the IRI `{text}` is relative, and there is no BASE"))
            .help("write the whole IRI, or `BASE <https://example.org/>` first")
            .into());
    }
    let unescaped = string_value(&format!("\"{inside}\""));
    match iri::check(unescaped.as_deref().unwrap_or(inside)) {
        Err(bad) => Err(look.error(at, at, format!("invalid IRI `{text}`: {bad}")).into()),
        Ok(()) => Ok(()),
    }
}

/// A base with a path segment `.` or `..`, or an IRI that begins with a host and has one: the parser resolves relative IRIs
/// without removing such segments, and would ask for other IRIs than the query means.
pub(super) fn dot_segments(look: &Look<'_>, at: usize) -> Checked {
    let inside = look.of(at).trim_matches(['<', '>']);
    let base = at > 0 && look.is_word(at - 1, "base");
    let wrong = if base { iri::has_inner_dot_segments(inside) } else { iri::has_dot_segments(inside) };
    if look.kind(at) != Some(Kind::Iri) || !wrong || !(base || inside.starts_with("//")) {
        return Ok(());
    }
    Err(look
        .error(
            at,
            at,
            format!("{} has a path segment `.` or `..`", if base { "the base" } else { "the IRI" }),
        )
        .help("readers resolve it differently; write it without that segment")
        .into())
}

/// A name after AS is new.
fn new_name(look: &Look<'_>, at: usize) -> Checked {
    if !look.is_word(at, "as") || look.kind(at + 1) != Some(Kind::Variable) {
        return Ok(());
    }
    let name = look.of(at + 1);
    let before = (0..at).find(|&first| look.of(first) == name);
    let after = || {
        // A column is computed last: what the pattern or GROUP BY binds is bound before.
        let column = look.before_where(at);
        let named = |i: usize| look.is(i - 1, "as") && look.before_where(i);
        (at + 2..look.tokens.len())
            .find(|&later| column && look.of(later) == name && binds(look, later) && !named(later))
    };
    match before.or_else(after) {
        Some(other) => Err(look
            .error(at + 1, at + 1, format!("`{name}` is bound already, and a name after AS must be new"))
            .related(look.span(other, other), "it is used here")
            .help("use another name")
            .into()),
        None => Ok(()),
    }
}

/// Whether a variable after the columns is in the pattern or in GROUP BY, not in ORDER BY or HAVING.
fn binds(look: &Look<'_>, at: usize) -> bool {
    let words = ["group", "having", "order", "where"];
    let last = (0..at).rfind(|&i| words.iter().any(|word| look.is_word(i, word)));
    let last_brace = (0..at).rfind(|&i| look.of(i) == "}");
    match last {
        Some(i) if last_brace.is_none_or(|brace| brace < i) => look.is(i, "group") || look.is(i, "where"),
        _ => last_brace.is_none() || (at..look.tokens.len()).any(|i| look.of(i) == "}"),
    }
}

fn columns_of_values(look: &Look<'_>, at: usize) -> Checked {
    if !look.is_word(at, "values") || look.of(at + 1) != "(" {
        return Ok(());
    }
    let end = look.closing(at + 1);
    for i in at + 2..end {
        if let Some(first) = (at + 2..i).find(|&first| look.of(first) == look.of(i)) {
            return Err(look
                .error(i, i, format!("`{}` is a column of VALUES already", look.of(i)))
                .related(look.span(first, first), "the first one")
                .help("name each variable once")
                .into());
        }
    }
    Ok(())
}

fn selected_twice(look: &Look<'_>, at: usize) -> Checked {
    if !look.is_word(at, "select") {
        return Ok(());
    }
    let mut seen: Vec<usize> = Vec::new();
    for i in at + 1..look.tokens.len() {
        match look.kind(i) {
            Some(Kind::Variable) => {
                if let Some(&first) = seen.iter().find(|&&first| look.of(first) == look.of(i)) {
                    return Err(look
                        .error(i, i, format!("`{}` is selected twice", look.of(i)))
                        .related(look.span(first, first), "the first time")
                        .help("name each column once")
                        .into());
                }
                seen.push(i);
            }
            Some(Kind::Word) => {}
            _ => break,
        }
    }
    Ok(())
}

fn aggregates_in_patterns(look: &Look<'_>) -> Checked {
    let open = (0..look.tokens.len()).find(|&i| look.of(i) == "{").unwrap_or(look.tokens.len());
    let close = (0..look.tokens.len()).rfind(|&i| look.of(i) == "}").unwrap_or(0);
    let subquery = |at: usize| (open..at).any(|i| look.is_word(i, "select"));
    match (open..close).find(|&i| look.is_aggregate(i) && !subquery(i)) {
        Some(i) => Err(look
            .error(i, i, format!("the aggregate `{}` is inside a pattern, which has no groups", look.of(i)))
            .help("aggregates belong into SELECT, HAVING and ORDER BY; a subquery can have them too")
            .into()),
        None => Ok(()),
    }
}

/// The columns of a SELECT with groups are grouped or computed.
fn groups(look: &Look<'_>, select: usize) -> Checked {
    let open = (select..look.tokens.len()).find(|&i| look.of(i) == "{").unwrap_or(look.tokens.len());
    let grouped = group_variables(look, open);
    let has_group = grouped.is_some();
    let aggregated = (select..open).any(|i| look.is_aggregate(i));
    let Some(grouped) = grouped.or_else(|| aggregated.then(BTreeSet::new)) else { return Ok(()) };
    if look.of(select + 1) == "*" {
        return Err(look
            .error(select, select + 1, "`SELECT *` cannot be used with GROUP BY")
            .help("name the columns: those of GROUP BY, and `(COUNT(*) AS ?n)`")
            .into());
    }
    let mut known = grouped;
    let mut at = select + 1;
    while at < open {
        if look.is_aggregate(at) {
            at = look.closing(at + 1) + 1;
            continue;
        }
        if look.kind(at) == Some(Kind::Variable) {
            let name = look.of(at);
            if look.is(at - 1, "as") {
                known.insert(name);
            } else if !known.contains(name) {
                let sample = format!("or take one value of each group: `(SAMPLE({name}) AS ?one)`");
                let help = if !has_group {
                    format!("add `GROUP BY {name}`, {sample}")
                } else if (open..look.tokens.len()).any(|i| look.of(i) == name && is_grouped(look, i)) {
                    format!(
                        "GROUP BY has an expression with `{name}`: name it, `GROUP BY (… AS ?key)`, and select `?key`"
                    )
                } else {
                    format!("add `{name}` to GROUP BY, {sample}")
                };
                return Err(look
                    .error(at, at, format!("`{name}` is neither grouped nor aggregated"))
                    .help(help)
                    .into());
            }
        }
        at += 1;
    }
    Ok(())
}

/// Whether a token is part of GROUP BY.
fn is_grouped(look: &Look<'_>, at: usize) -> bool {
    let words = ["group", "having", "order", "limit", "offset", "values"];
    let last = (0..at).rfind(|&i| look.of(i) == "}" || words.iter().any(|word| look.is_word(i, word)));
    last.is_some_and(|last| look.is_word(last, "group"))
}

/// The variables of the GROUP BY that belongs to a pattern; none where there is none.
fn group_variables<'q>(look: &Look<'q>, open: usize) -> Option<BTreeSet<&'q str>> {
    let end = look.closing_brace(open) + 1;
    if !look.is_word(end, "group") {
        return None;
    }
    let mut names = BTreeSet::new();
    let mut depth = 0;
    for i in end + 2..look.tokens.len() {
        match look.of(i) {
            "(" => depth += 1,
            ")" => depth -= 1,
            "}" => break,
            name if look.kind(i) == Some(Kind::Variable) && (depth == 0 || look.is(i - 1, "as")) => {
                names.insert(name);
            }
            word if ["having", "order", "limit", "offset", "values"]
                .iter()
                .any(|end| word.eq_ignore_ascii_case(end)) =>
            {
                break;
            }
            _ => {}
        }
    }
    Some(names)
}

/// A blank node is in one basic graph pattern, which braces end.
fn blank_nodes(look: &Look<'_>) -> Checked {
    for i in 0..look.tokens.len() {
        if look.kind(i) != Some(Kind::Blank) {
            continue;
        }
        let apart = |first: &usize| (*first..i).any(|between| matches!(look.of(between), "{" | "}"));
        if let Some(first) = (0..i).filter(|&first| look.of(first) == look.of(i)).find(apart) {
            return Err(look
                .error(i, i, format!("the blank node `{}` is in two patterns", look.of(i)))
                .related(look.span(first, first), "it is used here, too")
                .help(format!("use a variable: `?{}`", &look.of(i)[2..]))
                .into());
        }
    }
    Ok(())
}
