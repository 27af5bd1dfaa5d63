//! What can be seen in a text without knowing what it says: names, times, quantities, who says what.
use crate::document::sentence::sentences;
use std::ops::Range;

pub(crate) mod attribution;
pub(crate) mod date;
pub(crate) mod lexicon;
pub(crate) mod name;
pub(crate) mod quantity;
pub(crate) mod token;

use attribution::Attribution;
use date::{Date, Day};
use lexicon::Lexicon;
use name::{Known, Name};
use quantity::Quantity;
use token::Token;

/// Everything that was seen in a text.
#[derive(Debug)]
pub(crate) struct Scan<'t> {
    /// The text.
    pub text: &'t str,
    /// Its sentences, as ranges of bytes.
    pub sentences: Vec<Range<usize>>,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Their words in small letters.
    pub lower: Vec<String>,
    /// The names.
    pub names: Vec<Name>,
    /// The times.
    pub dates: Vec<Date>,
    /// The quantities.
    pub quantities: Vec<Quantity>,
    /// Who says what.
    pub attributions: Vec<Attribution>,
    /// What is between quotation marks.
    pub quotations: Vec<Range<usize>>,
}

impl<'t> Scan<'t> {
    /// Looks at a text. `published` is the article's date, by which `on Sunday` is understood.
    pub(crate) fn new(text: &'t str, lexicon: &Lexicon, known: &Known, published: Option<Day>) -> Self {
        let sentences = sentences(text);
        let tokens = token::tokens(text, &sentences);
        let lower = token::lower(text, &tokens);
        let dates = date::dates(text, &tokens, lexicon, published);
        let taken: Vec<Range<usize>> = dates.iter().map(|date| date.tokens.clone()).collect();
        let quantities = quantity::quantities(text, &tokens, lexicon, &taken);
        let mut names = name::names(text, &tokens, &lower, lexicon, known);
        // A month within a date is none.
        names.retain(|name| {
            let index = dates.partition_point(|date| date.tokens.end <= name.tokens.start);
            dates.get(index).is_none_or(|date| date.tokens.start >= name.tokens.end)
        });
        let (attributions, quotations) = attribution::attributions(text, &tokens, &lower, lexicon);
        Self { text, sentences, tokens, lower, names, dates, quantities, attributions, quotations }
    }

    /// The bytes of a range of tokens.
    pub(crate) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text.len(), |token| token.range.start);
        let end = tokens
            .end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.range.end);
        start..end.max(start)
    }

    /// The words of a range of tokens.
    pub(crate) fn words(&self, tokens: &Range<usize>) -> &'t str {
        &self.text[self.bytes(tokens)]
    }
}
