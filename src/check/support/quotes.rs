//! Quotes that are too short, too long, or leave out words that matter.
use super::coverage::merged;
use super::page::Page;
use crate::check::model::Document;
use crate::check::quote;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::facts;
use crate::language::Kind;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Warns about the quotes of one fact.
pub(super) fn warnings(page: &Page<'_>, quotes: &[Range<usize>], span: Span, found: &mut Vec<Diagnostic>) {
    short(page, quotes, span, found);
    for quote in quotes {
        let touched = page.sentences_of(quote);
        let whole = |index: &usize| {
            page.sentences.get(*index).is_some_and(|one| quote.start <= one.start && one.end <= quote.end)
        };
        let count = touched.filter(whole).count();
        if count > 1 {
            let message = format!("the quote is {count} sentences long");
            found.push(
                Diagnostic::warning(Code::LongQuote, span, message).help("quote only the words that say it"),
            );
        }
    }
}

fn short(page: &Page<'_>, quotes: &[Range<usize>], span: Span, found: &mut Vec<Diagnostic>) {
    let text = page.text;
    let words: usize = quotes.iter().map(|quote| text[quote.clone()].unicode_words().count()).sum();
    if words < 3 && !text.is_empty() && quotes.iter().any(|quote| quote.len() < text.trim().len()) {
        let message = format!("the evidence is {words} word{} long", if words == 1 { "" } else { "s" });
        let help = "quote the words around it too: they may change the meaning";
        found.push(Diagnostic::warning(Code::ShortQuote, span, message).help(help));
    }
    for quote in quotes {
        let rest = &text[quote.end..];
        let start = quote.end + (rest.len() - rest.trim_start_matches([' ', ',', '\u{a0}', '，']).len());
        let after = start..(start + 40).min(text.len());
        let cue = page.cues_in(&after, Kind::Turn).find(|cue| cue.span.start == start);
        if let Some(cue) =
            cue.filter(|_| start > quote.end || rest.starts_with(crate::language::fold::is_han))
        {
            let message = format!(
                "the quote ends right before `{}`, which may change its meaning",
                &text[cue.span.clone()]
            );
            let help = "extend the quote, or check that the fact says the same";
            found.push(Diagnostic::warning(Code::ShortQuote, span, message).help(help));
        }
    }
}

/// Warns about ellipses that leave out a negation or a number.
pub(super) fn hidden_words(
    page: &Page<'_>,
    written: &facts::RawDocument<'_>,
    buffers: &mut quote::QuoteBuffers,
    found: &mut Vec<Diagnostic>,
) {
    let elided = |quote: &&facts::RawQuote<'_>| quote.exact.contains('…') || quote.exact.contains("..");
    if !written.facts.iter().flat_map(|fact| &fact.quotes).any(|quote| elided(&quote)) {
        return;
    }
    let text = quote::ArticleText::new(page.text, buffers);
    for written in written.facts.iter().flat_map(|fact| &fact.quotes).filter(elided) {
        let Ok(spans) = text.find(&written.claim()) else { continue };
        for gap in spans.gaps() {
            let turns =
                page.cues_in(&gap, Kind::Negation).next().is_some() || !page.numbers_in(&gap).is_empty();
            if !turns {
                continue;
            }
            let hidden = page.text[gap].split_whitespace().collect::<Vec<_>>().join(" ");
            let message = "an ellipsis in the quote leaves out a negation or a number";
            found.push(
                Diagnostic::warning(Code::HiddenWords, written.exact.span, message)
                    .note(format!("it leaves out: {hidden}"))
                    .help("quote these words too, or make sure that they do not matter"),
            );
        }
    }
}

/// Warns about sentences that no quote touches.
pub(super) fn uncovered(
    page: &Page<'_>,
    document: &Document<'_>,
    written: &facts::RawDocument<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let quotes = merged(document);
    let is_bare = |sentence: &&Range<usize>| {
        let at = quotes.partition_point(|quote| quote.end <= sentence.start);
        quotes.get(at).is_none_or(|quote| sentence.end <= quote.start)
            && page.text[(*sentence).clone()].chars().any(char::is_alphabetic)
    };
    let missed: Vec<&Range<usize>> = page.sentences.iter().filter(is_bare).collect();
    let Some(first) = missed.first() else { return };
    let words: Vec<&str> = page.text[(*first).clone()].split_whitespace().take(12).collect();
    let message = match missed.len() {
        1 => "a sentence of the article has no fact".to_owned(),
        many => format!("{many} sentences of the article have no fact"),
    };
    found.push(
        Diagnostic::warning(Code::Uncovered, written.article.span, message)
            .note(format!("the first: {} …", words.join(" ")))
            .help("`groundwire check --coverage` shows what no quote covers"),
    );
}
