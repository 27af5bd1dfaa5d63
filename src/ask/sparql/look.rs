//! The tokens of a query, to look at.
use super::functions::AGGREGATES;
use super::lex::{Kind, Token};
use crate::diagnostic::{Code, Diagnostic, Span};

/// The tokens of a query.
pub(super) struct Look<'q> {
    pub(super) text: &'q str,
    pub(super) tokens: &'q [Token],
}

impl<'q> Look<'q> {
    pub(super) fn of(&self, at: usize) -> &'q str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.of(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn is_word(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Some(Kind::Word) && self.is(at, word)
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether nothing is between a token and the one before.
    pub(super) fn is_glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| token.span.start == self.tokens[at - 1].span.end)
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let end = self.text.trim_end().len();
        let start = self.tokens.get(from).map_or(end, |token| token.span.start);
        let end = self.tokens.get(to).map_or(end, |token| token.span.end);
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    pub(super) fn error(&self, from: usize, to: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Query, self.span(from, to), message)
    }

    /// Whether a token is the name of an aggregate that is called.
    pub(super) fn is_aggregate(&self, at: usize) -> bool {
        self.of(at + 1) == "("
            && self.kind(at) == Some(Kind::Word)
            && AGGREGATES.iter().any(|name| self.is(at, name))
    }

    /// The token that closes the parenthesis at `open`.
    pub(super) fn closing(&self, open: usize) -> usize {
        self.closed(open, ["(", ")"])
    }

    /// The token that closes the pattern at `open`.
    pub(super) fn closing_brace(&self, open: usize) -> usize {
        self.closed(open, ["{", "}"])
    }

    fn closed(&self, from: usize, [opening, closing]: [&str; 2]) -> usize {
        let mut depth = 0;
        for i in from..self.tokens.len() {
            let token = self.of(i);
            if token == opening {
                depth += 1;
            } else if token == closing {
                depth -= 1;
                if depth == 0 {
                    return i;
                }
            }
        }
        self.tokens.len()
    }

    /// The first token after the prologue.
    pub(super) fn first_keyword(&self) -> usize {
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
    pub(super) fn before_where(&self, at: usize) -> bool {
        !(0..at).any(|i| self.of(i) == "{") && (0..at).any(|i| self.is(i, "select"))
    }
}
