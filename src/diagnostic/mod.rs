//! An error in the user's data: what, where, and how to fix it.
pub(crate) mod machine;
pub(crate) mod policy;
pub mod render;
pub mod source;

pub use source::{LineEnds, SourceMap, Span};

/// How severe a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is accepted, but someone should look at it.
    Warning,
    /// The document is refused.
    Error,
}

/// One error in a document, a corpus or an ontology. Its span counts bytes of the source it was
/// found in; only the caller knows which source that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What kind of error.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// The offending text.
    pub span: Span,
    /// One line that names the offending text and what is wrong with it; no full stop.
    pub message: String,
    /// A few words under the excerpt, or empty.
    pub label: String,
    /// Other locations in the same source, each with a label.
    pub related: Vec<(Span, String)>,
    /// Background, one paragraph each (lines may be broken by `\n`).
    pub notes: Vec<String>,
    /// How to fix it.
    pub help: Option<String>,
    /// A replacement that is safe to apply.
    pub fix: Option<Fix>,
}

/// A replacement of a piece of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// The new text.
    pub text: String,
    /// Whether the text is a scalar's value, still to be quoted like the scalar it replaces, or the
    /// exact replacement.
    pub is_value: bool,
}

impl Diagnostic {
    /// An error at a location.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            message: message.into(),
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
        }
    }
    /// A warning at a location.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }
    /// Adds a few words under the excerpt.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
    /// Adds another location.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
    /// Adds background.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
    /// Adds a safe replacement of a piece of the source.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: text.into(), is_value: false });
        self
    }
    /// Adds a safe replacement of a scalar by another value.
    #[must_use]
    pub fn rename(mut self, span: Span, value: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: value.into(), is_value: true });
        self
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The kinds of errors. Their names are stable: programs match on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }
        impl Code {
            /// All of them.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];
            /// The stable name: `quote-not-found`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }
            /// The code of this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

/// What each code means: cause, example, fix.
const PAGE: &str = include_str!("../../docs/diagnostics.md");

impl Code {
    /// The section of `docs/diagnostics.md` about this code, without its heading.
    pub fn explanation(self) -> &'static str {
        let heading = |at: usize| PAGE[at..].lines().next().and_then(|line| line.strip_prefix("## "));
        let mut starts = PAGE.match_indices("\n## ").map(|(at, _)| at + 1).peekable();
        while let Some(start) = starts.next() {
            if heading(start) == Some(self.name()) {
                let body = start + "## ".len() + self.name().len();
                return PAGE[body..starts.peek().copied().unwrap_or(PAGE.len())].trim();
            }
        }
        ""
    }
}

codes! {
    /// The file is not YAML or JSON, or not UTF-8.
    Syntax = "syntax",
    /// A key occurs twice in one map.
    DuplicateKey = "duplicate-key",
    /// A limit that protects from hostile input: depth, aliases, size.
    TooLarge = "too-large",
    /// A key that the format does not know.
    UnknownKey = "unknown-key",
    /// A required key is missing.
    MissingKey = "missing-key",
    /// Null where a value is expected.
    Null = "null",
    /// A list where text is expected, and the like.
    WrongType = "wrong-type",
    /// An invalid id or entity key.
    BadKey = "bad-key",
    /// A fact id or entity key that occurs twice.
    DuplicateId = "duplicate-id",
    /// Two documents with one id, or two documents in one folder.
    DuplicateDocument = "duplicate-document",
    /// A document may use a shared entity, not redefine it.
    SharedRedefined = "shared-redefined",
    /// A name that is not an entity.
    UnknownEntity = "unknown-entity",
    /// A class that no ontology declares.
    UnknownClass = "unknown-class",
    /// A property that no ontology declares.
    UnknownProperty = "unknown-property",
    /// A CURIE with an undeclared prefix.
    UnknownPrefix = "unknown-prefix",
    /// Text that is not an IRI.
    BadIri = "bad-iri",
    /// A base IRI that does not end in `/` or `#`.
    BadBase = "bad-base",
    /// An invalid prefix.
    BadPrefix = "bad-prefix",
    /// An invalid language tag.
    BadLanguage = "bad-language",
    /// A time that is not in the supported part of EDTF.
    BadTime = "bad-time",
    /// A value that its datatype does not allow.
    BadValue = "bad-value",
    /// A quantity with wrong parts.
    BadQuantity = "bad-quantity",
    /// An unknown modality.
    BadModality = "bad-modality",
    /// A confidence that is not a decimal from 0 to 1.
    BadConfidence = "bad-confidence",
    /// None, or more than one, of `object`, `value` and `quantity`.
    ObjectOrValue = "object-or-value",
    /// The subject is not of the property's domain.
    Domain = "domain",
    /// The object or value is not of the property's range.
    Range = "range",
    /// `according-to` names something that is not an agent.
    NotAnAgent = "not-an-agent",
    /// `stated-in` names something that is not an utterance.
    NotAnUtterance = "not-an-utterance",
    /// A kind or unit that is not a concept.
    NotAConcept = "not-a-concept",
    /// A recorder that is not a person, an organization or a program.
    NotARecorder = "not-a-recorder",
    /// An entity of a type that only the program gives: a fact, quote, quantity, time span or article.
    ReservedType = "reserved-type",
    /// A unit with half of a base unit, or with a wrong one.
    BadUnit = "bad-unit",
    /// An inferred fact without a note.
    InferredNote = "inferred-note",
    /// An entity of disjoint classes.
    Disjoint = "disjoint",
    /// A cycle in a transitive property.
    Cycle = "cycle",
    /// A quote without words.
    EmptyQuote = "empty-quote",
    /// A quote that does not occur in the text.
    QuoteNotFound = "quote-not-found",
    /// A quote that is in the text more than once.
    QuoteAmbiguous = "quote-ambiguous",
    /// The text is not the one whose hash was given.
    TextChanged = "text-changed",
    /// The article's text is missing or cannot be read.
    TextMissing = "text-missing",
    /// A path that leaves the corpus folder.
    PathOutside = "path-outside",
    /// An error in an ontology.
    Ontology = "ontology",
    /// A warning: the fact's text is not in its quotes.
    Unsupported = "unsupported",
    /// A warning: a quantity above 10^20 in its base unit.
    LargeQuantity = "large-quantity",
    /// A warning: nothing in the quotes names the fact's subject or object.
    UnsupportedEnd = "unsupported-end",
    /// A warning: the words are negated and the fact is not, or the reverse.
    UnsupportedPolarity = "unsupported-polarity",
    /// A warning: the words present a plan or a possibility and the fact does not, or the reverse.
    UnsupportedModality = "unsupported-modality",
    /// A warning: the fact's number is not in its quotes.
    UnsupportedNumber = "unsupported-number",
    /// A warning: the article counts in another unit.
    UnsupportedUnit = "unsupported-unit",
    /// A warning: the article does not give the fact's date where its quotes are.
    UnsupportedTime = "unsupported-time",
    /// A warning: somebody says it in the article, and the fact does not tell.
    MissingSpeaker = "missing-speaker",
    /// A warning: no quote names the speaker.
    UnnamedSpeaker = "unnamed-speaker",
    /// A warning: a quote so short that the words after it may reverse its meaning.
    ShortQuote = "short-quote",
    /// A warning: a quote of several sentences.
    LongQuote = "long-quote",
    /// A warning: an ellipsis hides a negation or a number.
    HiddenWords = "hidden-words",
    /// A quote whose typography differs from the article's; reported only with `--fix` and `--diff`.
    OtherTypography = "other-typography",
    /// A warning: an entity that no fact uses.
    UnusedEntity = "unused-entity",
    /// A warning: two entities that look like one.
    TwinEntities = "twin-entities",
    /// A warning: a label that differs from the corpus's or the ontology's.
    OtherLabel = "other-label",
    /// A warning: a sentence of the article without a fact.
    Uncovered = "uncovered",
    /// A note across documents: two facts that cannot both hold.
    Contradiction = "contradiction",
    /// An error in a shapes file, or something in it that is not supported.
    BadShapes = "bad-shapes",
    /// A result of the user's SHACL shapes.
    Shape = "shape",
    /// An error in a query.
    Query = "query",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained() {
        for code in Code::ALL {
            assert!(!code.explanation().is_empty(), "docs/diagnostics.md has no section `{}`", code.name());
            assert_eq!(Code::from_name(code.name()), Some(*code));
        }
        let sections = PAGE.lines().filter_map(|line| line.strip_prefix("## "));
        for section in sections {
            assert!(Code::from_name(section).is_some(), "`{section}` is not a code");
        }
    }
}
