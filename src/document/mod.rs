//! A document as written: YAML or JSON with the location of every value, read into entities and facts.
pub(crate) mod edit;
pub mod facts;
pub(crate) mod html;
pub mod json;
pub mod sentence;
pub mod tree;
#[cfg(feature = "page")]
pub(crate) mod web;
pub mod yaml;

use crate::diagnostic::{Code, Diagnostic, LineEnds, Span};

/// How documents are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// One YAML document ([YAML 1.2, core schema](https://yaml.org/spec/1.2.2/#103-core-schema)).
    #[default]
    Yaml,
    /// One JSON document.
    Json,
    /// A JSON document a line: a [JSON Lines](https://jsonlines.org/) file.
    Lines,
}

impl Notation {
    /// What ends a line.
    #[must_use]
    pub fn line_ends(self) -> LineEnds {
        match self {
            Notation::Yaml => LineEnds::Any,
            Notation::Json | Notation::Lines => LineEnds::Lf,
        }
    }
}

/// Reads a document as written. What is wrong with its form is added to `found`; of a text that is not YAML or JSON
/// nothing else can be said, and nothing comes back.
pub fn read<'a>(
    text: &'a str,
    notation: Notation,
    found: &mut Vec<Diagnostic>,
) -> Option<facts::RawDocument<'a>> {
    let root = match notation {
        Notation::Yaml => yaml::parse(text),
        Notation::Json | Notation::Lines => json::parse(text),
    };
    match root {
        Ok(root) => {
            let document = facts::read(root, found);
            if notation == Notation::Yaml {
                comments_after_quotes(text, &document, found);
            }
            Some(document)
        }
        Err(errors) => {
            found.extend(errors);
            None
        }
    }
}

/// Warns where a comment follows a quote without quotation marks: ` #` may have been meant as part of the quote.
fn comments_after_quotes(text: &str, document: &facts::RawDocument<'_>, found: &mut Vec<Diagnostic>) {
    for quote in document.facts.iter().flat_map(|fact| &fact.quotes) {
        let span = quote.exact.span;
        let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let rest = text.get(span.end as usize..).unwrap_or_default();
        let comment = rest.trim_start_matches([' ', '\t']);
        let plain = !written.starts_with(['"', '\'', '|', '>', '*']);
        if plain && comment.starts_with('#') && comment.len() < rest.len() {
            let start = text.len() - comment.len();
            let end = start + comment.find(['\r', '\n']).unwrap_or(comment.len());
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let message = "the quote ends before ` #`, which begins a comment";
            found.push(
                Diagnostic::warning(Code::ShortQuote, Span { start: place(start), end: place(end) }, message).help(
                    "if it belongs to the quote, put the quote in quotation marks; else write the comment on its own line",
                ),
            );
        }
    }
}
