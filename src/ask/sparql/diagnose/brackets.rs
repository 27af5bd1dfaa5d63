//! Brackets close what they open, not too deep; operators do not chain too long.
use super::{Checked, Look};
use crate::ask::sparql::lex::Kind;
use crate::ask::sparql::parse::{MAX_CHAIN, MAX_DEPTH};

/// Words that nest one deeper in the algebra each.
const CHAINS: [&str; 7] = ["union", "optional", "minus", "filter", "bind", "lateral", "graph"];

/// Checks all brackets, and counts what the parser and the evaluator go through by recursion.
pub(super) fn check(look: &Look<'_>) -> Checked {
    let mut open: Vec<usize> = Vec::new();
    let mut chained = 0;
    for (i, token) in look.tokens.iter().enumerate() {
        let text = look.of(i);
        chained += weight(look, i, &open);
        if token.kind != Kind::Sign {
            continue;
        }
        let closes = match text {
            "{" | "(" | "[" | "<<" | "<<(" | "{|" => {
                open.push(i);
                if open.len() > MAX_DEPTH {
                    return Err(look
                        .error(i, i, format!("brackets are nested deeper than {MAX_DEPTH}"))
                        .help("check that each bracket is closed where it should be")
                        .into());
                }
                continue;
            }
            "}" => "{",
            ")" => "(",
            "]" => "[",
            ">>" => "<<",
            "|}" => "{|",
            _ => continue,
        };
        match open.last() {
            Some(&last) if look.of(last) == closes => {
                open.pop();
            }
            // `<<( … )>>` is closed by `)` and `>>`.
            Some(&last) if look.of(last) == "<<(" => {
                if text == ">>" {
                    open.pop();
                }
            }
            Some(&last) => {
                let fix = closing(look.of(last));
                return Err(look
                    .error(i, i, format!("expected `{fix}`, found `{text}`"))
                    .related(look.span(last, last), "opened here")
                    .help(format!("close `{}` with `{fix}` first", look.of(last)))
                    .into());
            }
            None => {
                return Err(look
                    .error(i, i, format!("`{text}` closes nothing"))
                    .help(format!("remove it, or write the missing `{closes}`"))
                    .into());
            }
        }
    }
    if let Some(&last) = open.last() {
        let fix = closing(look.of(last));
        return Err(look
            .error(last, last, format!("`{}` is never closed", look.of(last)))
            .label(format!("no `{fix}` for this"))
            .help(format!("write the missing `{fix}`"))
            .into());
    }
    if chained > MAX_CHAIN {
        return Err(look
            .error(
                0,
                0,
                format!(
                    "the query has {chained} operators and triple patterns; at most {MAX_CHAIN} are supported"
                ),
            )
            .help("use IN (…) or VALUES ?x { … } for long lists")
            .into());
    }
    Ok(())
}

/// How much a token adds to the length of chains.
fn weight(look: &Look<'_>, at: usize, open: &[usize]) -> usize {
    let Some(token) = look.tokens.get(at) else { return 0 };
    let text = look.of(at);
    let inside = |brackets: &[&str]| open.last().is_some_and(|&last| brackets.contains(&look.of(last)));
    match token.kind {
        Kind::Word => usize::from(CHAINS.iter().any(|word| text.eq_ignore_ascii_case(word))),
        Kind::Sign => match text {
            "||" | "&&" | "|" | "/" | "+" | "-" | "*" | "!" | "{" => 1,
            // The end of a triple.
            "." | ";" | "," => usize::from(inside(&["{", "[", "{|"])),
            _ => 0,
        },
        // A member of a list is two triples; in an expression two terms never stand side by side.
        _ if token.is_term() && at > 0 && look.tokens[at - 1].is_term() && inside(&["("]) => {
            if open.iter().any(|&at| is_data(look, at)) { 0 } else { 2 }
        }
        _ => 0,
    }
}

/// Whether a bracket opens the rows of VALUES.
pub(super) fn is_data(look: &Look<'_>, at: usize) -> bool {
    if look.of(at) != "{" || at < 2 {
        return false;
    }
    if look.of(at - 1) != ")" {
        return look.is(at - 2, "values");
    }
    let open = (0..at).rfind(|&i| look.of(i) == "(");
    open.is_some_and(|open| open > 0 && look.is(open - 1, "values"))
}

fn closing(open: &str) -> &'static str {
    match open {
        "{" => "}",
        "(" => ")",
        "[" => "]",
        "{|" => "|}",
        "<<(" => ")>>",
        _ => ">>",
    }
}
