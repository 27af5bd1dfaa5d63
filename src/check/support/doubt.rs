//! A reason to doubt that a fact's quotes say what it says.
use crate::diagnostic::Code;

/// Which part of a fact a doubt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Its subject.
    Subject,
    /// Its predicate, and whether it is negated.
    Predicate,
    /// Its object, value or quantity.
    Object,
    /// Its modality.
    Modality,
    /// Its time.
    When,
    /// Who says it.
    Speaker,
    /// Its quotes.
    Quote,
}

/// A reason to doubt a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The diagnostic's code.
    pub code: Code,
    /// What it is about.
    pub part: Part,
    /// What is wrong, with the words that gave the doubt.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

impl Doubt {
    pub(super) fn new(code: Code, part: Part, message: String, help: &'static str) -> Self {
        Self { code, part, message, help }
    }
}
