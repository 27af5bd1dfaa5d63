//! What is wrong with a query, in words that help: the location, the likely slip, the fix.
mod brackets;
mod calls;
mod habits;
mod having;
mod places;
mod prefixes;
mod rules;
mod tokens;

use spargebra::Query;
use std::collections::BTreeSet;

use super::functions::arity;
use super::grammar::{self, Misfit};
use super::lex::{Kind, Token, tokens as tokens_of};
use super::look::Look;
use crate::diagnostic::Diagnostic;
use crate::term::prefixes::Prefixes;

pub(super) use tokens::string_value;

const UPDATES: [&str; 10] =
    ["insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"];

type Checked = Result<(), Box<Diagnostic>>;

/// The prefixes of a query that nothing declares, each once.
pub(super) fn undeclared(text: &str, tokens: &[Token], prefixes: &Prefixes) -> BTreeSet<String> {
    prefixes::undeclared(&Look { text, tokens }, prefixes)
}

/// Finds what the parser would not report, or could not take.
pub(super) fn before_parsing(text: &str, tokens: &[Token], prefixes: &Prefixes) -> Checked {
    let look = Look { text, tokens };
    if tokens.is_empty() {
        return Err(look
            .error(0, 0, "the query is empty")
            .help("for example: `SELECT ?fact WHERE { ?fact a af:Fact }`")
            .into());
    }
    tokens::check(&look)?;
    brackets::check(&look)?;
    let first = look.first_keyword();
    if UPDATES.iter().any(|word| look.is_word(first, word)) {
        return Err(look
            .error(first, first, format!("expected a query, found the update `{}`", look.of(first)))
            .help("data change in their documents; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
            .into());
    }
    if let Err((at, unknown)) = prefixes::check(&look, prefixes) {
        // Where the query goes wrong before, the name may be the tail of something else.
        return match grammar::check(text, tokens) {
            Err(misfit) if misfit.at < at => Err(explain_misfit(&look, &misfit)),
            _ => Err(unknown),
        };
    }
    for i in 0..tokens.len() {
        if look.is_word(i, "service") {
            return Err(look
                .error(i, i, "SERVICE queries another machine, and groundwire does not use the network")
                .help("download the other data and pass the file with `--with`")
                .into());
        }
    }
    Ok(())
}

/// Explains why the parser refused a query; `reason` is its own message, which is shown where nothing better is known.
/// `has_base` says whether relative IRIs are resolved.
pub(super) fn explain(text: &str, tokens: &[Token], has_base: bool, reason: &str) -> Box<Diagnostic> {
    let look = Look { text, tokens };
    if let Err(misfit) = grammar::check(text, tokens) {
        return explain_misfit(&look, &misfit);
    }
    if let Err(found) = rules::check(&look, has_base) {
        return found;
    }
    let end = tokens.len().saturating_sub(1);
    look.error(0, end, "the query cannot be read")
        .note(format!("the parser reports: {}", reason.chars().take(200).collect::<String>()))
        .into()
}

fn explain_misfit(look: &Look<'_>, misfit: &Misfit) -> Box<Diagnostic> {
    let Misfit { at, expected } = *misfit;
    if let Some(found) = habits::look_for(look, at).or_else(|| places::look_at(look, at)) {
        return found.into();
    }
    let message = match look.tokens.get(at) {
        None => format!("expected {expected}, found the end of the query"),
        Some(_) => format!("expected {expected}, found `{}`", look.of(at)),
    };
    look.error(at, at, message).into()
}

/// Finds what the parser takes although it is wrong.
pub(super) fn after_parsing(text: &str, tokens: &[Token], prefixes: &Prefixes, algebra: &Query) -> Checked {
    let look = Look { text, tokens };
    for i in 0..tokens.len() {
        rules::nested_aggregate(&look, i)?;
        rules::triple_subject(&look, i)?;
        rules::dot_segments(&look, i)?;
        calls::pattern(&look, i)?;
    }
    // The parser reads character by character, so that `?x<?a&&?b>?y` is a comparison to it; by the grammar the longest
    // token counts, which is an IRI.
    if let Err(Misfit { at, .. }) = grammar::check(text, tokens)
        && look.kind(at) == Some(Kind::Iri)
        && look.of(at).contains(['?', '$', '&'])
    {
        return Err(look
            .error(at, at, format!("`{}` is read as an IRI", look.of(at)))
            .help("write spaces around `<` and `>`: `?a < ?b && ?c > ?d`")
            .into());
    }
    having::check(&look)?;
    calls::known(&look, prefixes, algebra)
}

/// Checks that a query is not too large once the expressions of columns are in HAVING, as `changed` has them.
pub(super) fn with_columns(text: &str, tokens: &[Token], changed: &str) -> Checked {
    match brackets::check(&Look { text: changed, tokens: &tokens_of(changed) }) {
        Ok(()) => Ok(()),
        Err(_) => Err(having::too_large(&Look { text, tokens })),
    }
}

/// Whether a word is a keyword or a function of SPARQL.
fn is_known(word: &str) -> bool {
    arity(word).is_some() || habits::KEYWORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}
