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

use super::functions::{AGGREGATES, arity};
use super::grammar::{self, Misfit};
use super::lex::{Kind, Token, tokens as tokens_of};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::term::prefixes::Prefixes;

pub(super) use tokens::string_value;

const UPDATES: [&str; 10] =
    ["insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"];

type Checked = Result<(), Box<Diagnostic>>;

/// The prefixes of a query that nothing declares, each once.
pub(super) fn undeclared(text: &str, tokens: &[Token], prefixes: &Prefixes) -> BTreeSet<String> {
    prefixes::undeclared(&Look { text, tokens }, prefixes)
}

/// The tokens of a query.
struct Look<'q> {
    text: &'q str,
    tokens: &'q [Token],
}

impl<'q> Look<'q> {
    fn of(&self, at: usize) -> &'q str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.of(at).eq_ignore_ascii_case(word)
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Some(Kind::Word) && self.is(at, word)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether nothing is between a token and the one before.
    fn is_glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| token.span.start == self.tokens[at - 1].span.end)
    }

    fn span(&self, from: usize, to: usize) -> Span {
        let end = self.text.trim_end().len();
        let start = self.tokens.get(from).map_or(end, |token| token.span.start);
        let end = self.tokens.get(to).map_or(end, |token| token.span.end);
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    fn error(&self, from: usize, to: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Query, self.span(from, to), message)
    }

    /// Whether a token is the name of an aggregate that is called.
    fn is_aggregate(&self, at: usize) -> bool {
        self.of(at + 1) == "("
            && self.kind(at) == Some(Kind::Word)
            && AGGREGATES.iter().any(|name| self.is(at, name))
    }

    /// The token that closes the parenthesis at `open`.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0;
        for i in open..self.tokens.len() {
            match self.of(i) {
                "(" => depth += 1,
                ")" => {
                    depth -= 1;
                    if depth == 0 {
                        return i;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// The first token after the prologue.
    fn first_keyword(&self) -> usize {
        let mut at = 0;
        loop {
            if self.is(at, "prefix") && self.kind(at + 1) == Some(Kind::Name) {
                at += 3;
            } else if self.is(at, "base") || self.is(at, "version") {
                at += 2;
            } else {
                return at;
            }
        }
    }

    /// Whether a token is between SELECT and the pattern.
    fn before_where(&self, at: usize) -> bool {
        !(0..at).any(|i| self.of(i) == "{") && (0..at).any(|i| self.is(i, "select"))
    }
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
