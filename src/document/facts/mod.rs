//! The document as written: what is under which key, and where. Nothing is looked up here; only
//! the form is read, and every error of form is reported.
use crate::diagnostic::Span;
use std::borrow::Cow;

mod origin;
mod read;
mod write;

pub use origin::{By, Origin};
pub use read::{read, read_corpus};
pub use write::{NotJson, write};

/// A piece of text and where it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spanned<'a> {
    /// The characters; of a plain number, the number as written.
    pub text: Cow<'a, str>,
    /// Where they are written.
    pub span: Span,
}

impl std::ops::Deref for Spanned<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

/// A document: an article, its entities, its facts.
#[derive(Debug, Default)]
pub struct RawDocument<'a> {
    /// The article.
    pub article: RawArticle<'a>,
    /// Prefixes for CURIEs, with their IRIs.
    pub prefixes: Vec<(Spanned<'a>, Spanned<'a>)>,
    /// The document's own entities.
    pub entities: Vec<RawEntity<'a>>,
    /// The facts.
    pub facts: Vec<RawFact<'a>>,
}

/// What a `corpus.yaml` says.
#[derive(Debug, Default)]
pub struct CorpusFile<'a> {
    /// The base of all minted IRIs.
    pub base: Option<Spanned<'a>>,
    /// Prefixes for all documents below.
    pub prefixes: Vec<(Spanned<'a>, Spanned<'a>)>,
    /// Turtle files, relative to the corpus's folder.
    pub ontology: Vec<Spanned<'a>>,
    /// Entities shared by all documents below.
    pub entities: Vec<RawEntity<'a>>,
    /// The folder of saved questions.
    pub questions: Option<Spanned<'a>>,
    /// The language of the shared entities' labels that name none.
    pub language: Option<Spanned<'a>>,
    /// Warnings that refuse a document: codes, or `warnings` for all.
    pub deny: Vec<Spanned<'a>>,
    /// Warnings that are not reported: codes.
    pub allow: Vec<Spanned<'a>>,
}

/// The article that the facts are taken from.
#[derive(Debug, Default)]
pub struct RawArticle<'a> {
    /// Where the article's keys are written.
    pub span: Span,
    /// Its key; the folder's name where absent.
    pub id: Option<Spanned<'a>>,
    /// Its title; required.
    pub title: Option<Spanned<'a>>,
    /// Its text, inline.
    pub text: Option<Spanned<'a>>,
    /// Or the file that holds its text.
    pub text_file: Option<Spanned<'a>>,
    /// The digest that the text must have, in hexadecimal digits.
    pub sha256: Option<Spanned<'a>>,
    /// Who published it: entity keys.
    pub publisher: Vec<Spanned<'a>>,
    /// Who wrote it: entity keys.
    pub author: Vec<Spanned<'a>>,
    /// Where it was published: an IRI.
    pub source: Option<Spanned<'a>>,
    /// Its license: an IRI.
    pub license: Option<Spanned<'a>>,
    /// When it was published: EDTF.
    pub published: Option<Spanned<'a>>,
    /// When it was retrieved: EDTF.
    pub retrieved: Option<Spanned<'a>>,
    /// The language of the text: a BCP 47 tag.
    pub language: Option<Spanned<'a>>,
    /// Who wrote the facts down, where a fact does not say otherwise: entity keys.
    pub recorded_by: Vec<Spanned<'a>>,
}

/// A thing that facts mention.
#[derive(Debug, Default)]
pub struct RawEntity<'a> {
    /// Its key.
    pub key: Spanned<'a>,
    /// Its classes.
    pub types: Vec<Spanned<'a>>,
    /// Its labels.
    pub labels: Vec<RawLabel<'a>>,
    /// Its other labels.
    pub alt_labels: Vec<RawLabel<'a>>,
    /// The same thing elsewhere: IRIs or CURIEs.
    pub same_as: Vec<Spanned<'a>>,
    /// Its finer kinds: keys of concepts.
    pub kinds: Vec<Spanned<'a>>,
    /// Its identifiers, as text.
    pub identifiers: Vec<Spanned<'a>>,
    /// Of a unit: the unit that it is a multiple of, a concept's key.
    pub base_unit: Option<Spanned<'a>>,
    /// Of a unit: how many of its base unit it is.
    pub factor: Option<Number<'a>>,
    /// A note for readers.
    pub note: Option<Spanned<'a>>,
    /// Whether it is declared for drafts alone, in a file of theirs.
    pub is_draft: bool,
}

/// A label, with its language where one is given.
#[derive(Debug, PartialEq, Eq)]
pub struct RawLabel<'a> {
    /// The label.
    pub text: Spanned<'a>,
    /// Its language tag.
    pub language: Option<Spanned<'a>>,
}

/// One thing the article says.
#[derive(Clone, Debug, Default)]
pub struct RawFact<'a> {
    /// Where the fact's keys are written.
    pub span: Span,
    /// Its key, unique in the document; required.
    pub id: Option<Spanned<'a>>,
    /// What it is about; required.
    pub subject: Option<Spanned<'a>>,
    /// The property; required.
    pub predicate: Option<Spanned<'a>>,
    /// What the subject is related to; required.
    pub object: Option<RawObject<'a>>,
    /// Where more of `object`, `value` and `quantity` are written, of which a fact has one.
    pub more_objects: Vec<Span>,
    /// How real it is.
    pub modality: Option<Spanned<'a>>,
    /// Whether the article says that it is not so.
    pub negated: bool,
    /// Whether a reader has to infer a part of it.
    pub inferred: bool,
    /// When it holds: EDTF.
    pub when: Option<Spanned<'a>>,
    /// Who says so: an entity key.
    pub according_to: Option<Spanned<'a>>,
    /// The utterance that conveys it: an entity key.
    pub stated_in: Option<Spanned<'a>>,
    /// The words of the article that say it; at least one where the document is right.
    pub quotes: Vec<RawQuote<'a>>,
    /// What it is about: entity keys.
    pub topics: Vec<Spanned<'a>>,
    /// Who wrote it down: entity keys. Absent: those of the article; an empty list: nobody.
    pub recorded_by: Option<Vec<Spanned<'a>>>,
    /// How sure the program that proposed it was.
    pub confidence: Option<(Spanned<'a>, bool)>,
    /// Which program proposed it, and when.
    pub origin: Option<Origin>,
    /// A note for readers.
    pub note: Option<Spanned<'a>>,
    /// Whether it is a draft: proposed by a program, in a file of its own, and not decided yet.
    pub is_draft: bool,
}

impl<'a> RawFact<'a> {
    /// Takes an object, where there is one; those after the first only by their location.
    pub(super) fn add_object(&mut self, object: Option<RawObject<'a>>) {
        match object {
            Some(object) if self.object.is_some() => self.more_objects.push(object.span()),
            Some(object) => self.object = Some(object),
            None => {}
        }
    }

    /// The name of its object, where that is a thing.
    pub fn object_text(&self) -> Option<&Spanned<'a>> {
        match &self.object {
            Some(RawObject::Thing(name)) => Some(name),
            _ => None,
        }
    }
}

/// What is under `object`, `value` or `quantity`.
#[derive(Clone, Debug)]
pub enum RawObject<'a> {
    /// A thing, a controlled value or a time, by name.
    Thing(Spanned<'a>),
    /// A literal.
    Value(RawValue<'a>),
    /// A number with a unit.
    Quantity(Box<RawQuantity<'a>>),
}

impl RawObject<'_> {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            RawObject::Thing(text) => text.span,
            RawObject::Value(value) => value.text.span,
            RawObject::Quantity(quantity) => quantity.span,
        }
    }
}

/// A literal as written.
#[derive(Clone, Debug)]
pub struct RawValue<'a> {
    /// Its characters.
    pub text: Spanned<'a>,
    /// Whether it stood without quotation marks, so that `5` is a number.
    pub plain: bool,
    /// Its datatype: a CURIE or an IRI.
    pub datatype: Option<Spanned<'a>>,
    /// Its language tag.
    pub language: Option<Spanned<'a>>,
}

/// A number with its unit, or a range of numbers.
#[derive(Clone, Debug, Default)]
pub struct RawQuantity<'a> {
    /// Where it is written.
    pub span: Span,
    /// The number.
    pub number: Option<Number<'a>>,
    /// The lower bound.
    pub from: Option<Number<'a>>,
    /// The upper bound.
    pub to: Option<Number<'a>>,
    /// The lower bound, itself excluded.
    pub above: Option<Number<'a>>,
    /// The upper bound, itself excluded.
    pub below: Option<Number<'a>>,
    /// The unit: a concept's key.
    pub unit: Option<Spanned<'a>>,
    /// Whether the article says about, nearly, some.
    pub about: bool,
}

impl<'a> RawQuantity<'a> {
    /// The lower bound, whether or not it is included.
    pub fn lower(&self) -> Option<&Number<'a>> {
        self.from.as_ref().or(self.above.as_ref())
    }

    /// The upper bound, whether or not it is included.
    pub fn upper(&self) -> Option<&Number<'a>> {
        self.to.as_ref().or(self.below.as_ref())
    }
}

/// A number as written.
#[derive(Clone, Debug)]
pub struct Number<'a> {
    /// Its characters.
    pub text: Spanned<'a>,
    /// Whether it stood without quotation marks.
    pub plain: bool,
}

/// A quote, with what tells its place where its words occur more than once.
#[derive(Clone, Debug, Default)]
pub struct RawQuote<'a> {
    /// The words.
    pub exact: Spanned<'a>,
    /// The words right before.
    pub prefix: Option<Spanned<'a>>,
    /// The words right after.
    pub suffix: Option<Spanned<'a>>,
    /// Where it begins, in code points.
    pub start: Option<(u64, Span)>,
}

/// A quote as a document has it, and what tells its place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claim<'q> {
    /// The words.
    pub exact: &'q str,
    /// The words right before.
    pub prefix: Option<&'q str>,
    /// The words right after.
    pub suffix: Option<&'q str>,
    /// Where it begins, in code points of the text.
    pub start: Option<u64>,
}

impl RawQuote<'_> {
    /// The quote as what is claimed of the article's text.
    pub fn claim(&self) -> Claim<'_> {
        Claim {
            exact: &self.exact,
            prefix: self.prefix.as_deref(),
            suffix: self.suffix.as_deref(),
            start: self.start.map(|(start, _)| start),
        }
    }
}
