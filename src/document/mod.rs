//! A document as written: YAML or JSON with the location of every value, read into entities and facts.
pub mod edit;
pub mod facts;
pub mod html;
pub mod json;
pub mod sentence;
pub mod tree;
#[cfg(feature = "page")]
pub mod web;
pub mod yaml;

use crate::diagnostic::{Diagnostic, LineEnds};

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
) -> Option<facts::Document<'a>> {
    let root = match notation {
        Notation::Yaml => yaml::parse(text),
        Notation::Json | Notation::Lines => json::parse(text),
    };
    match root {
        Ok(root) => Some(facts::read(root, found)),
        Err(errors) => {
            found.extend(errors);
            None
        }
    }
}
