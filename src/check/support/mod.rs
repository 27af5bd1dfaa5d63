//! How well the quotes of a checked document support its facts: warnings, never refusals.
//!
//! A reader decides what words mean; this module looks for reasons to doubt, in the words of the quotes and right around
//! them: ends that nothing names, negations, plans, speakers, numbers, units and dates. What it needs of a language it has
//! from [`language`](crate::language); in other languages it says only what is certain: names in the same script, digits.
//!
//! ```text
//! page      the article, read once: words, numbers, dates, cues, sentences, quotations
//! name      whether words name an entity
//! head      the noun that a label is about
//! word      whether two words are of one stem
//! speech    which words somebody says: report, complement
//! judge     what the rules look at: one fact and its quotes
//! focus     where in its quotes a fact says what it says
//! verdict   the rules, one after another: end, polarity, modality, number, unit, time, speaker
//! grade     what came of it as a number
//! ```
mod bearing;
mod complement;
mod coverage;
mod doubt;
mod end;
mod entities;
mod focus;
mod grade;
mod head;
mod judge;
mod label;
mod modality;
mod name;
mod named;
mod negation;
mod neighbour;
mod number;
mod page;
mod point;
mod polarity;
mod quotation;
mod quotes;
mod report;
mod shares;
mod speaker;
mod speech;
mod time;
mod unit;
mod verdict;
mod word;

pub use coverage::{Coverage, coverage};
pub use doubt::{Doubt, Part};
pub use grade::Grade;
pub use judge::Judge;

use crate::check::corpus::CheckedCorpus;
use crate::check::model::Document;
use crate::check::quote;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::facts;
use std::ops::Range;

/// All that a reader should look at in a checked document.
pub fn warnings(
    document: &Document<'_>,
    written: &facts::RawDocument<'_>,
    corpus: &CheckedCorpus,
    buffers: &mut quote::QuoteBuffers,
) -> Vec<Diagnostic> {
    let judge = Judge::new(document, corpus);
    let mut found = Vec::new();
    for fact in &document.facts {
        let Some(text) = written.facts.get(fact.index) else { continue };
        let quotes: Vec<Range<usize>> = fact
            .evidence
            .iter()
            .filter_map(|index| document.quotes.get(*index as usize))
            .map(|quote| quote.bytes.clone())
            .collect();
        quotes::warnings(&judge.page, &quotes, place(text, Part::Quote), &mut found);
        for doubt in judge.doubts(fact) {
            let span = place(text, doubt.part);
            found.push(Diagnostic::warning(doubt.code, span, doubt.message).help(doubt.help));
        }
    }
    quotes::hidden_words(&judge.page, written, buffers, &mut found);
    entities::warnings(document, written, corpus, &mut found);
    quotes::uncovered(&judge.page, document, written, &mut found);
    found
}

/// Where a part of a fact is written.
pub fn place(fact: &facts::RawFact<'_>, part: Part) -> Span {
    let text = |text: &Option<facts::Spanned<'_>>| text.as_ref().map(|text| text.span);
    let quote = || fact.quotes.first().map(|quote| quote.exact.span);
    let found = match part {
        Part::Subject => text(&fact.subject),
        Part::Predicate => text(&fact.predicate),
        Part::Object => fact.object.as_ref().map(facts::RawObject::span),
        Part::Modality => text(&fact.modality).or_else(|| text(&fact.predicate)),
        Part::When => text(&fact.when),
        Part::Speaker => text(&fact.according_to).or_else(|| text(&fact.stated_in)).or_else(quote),
        Part::Quote => quote(),
    };
    found.unwrap_or(fact.span)
}
