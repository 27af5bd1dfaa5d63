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
pub struct Text<'a> {
    /// The characters; of a plain number, the number as written.
    pub text: Cow<'a, str>,
    /// Where they are written.
    pub span: Span,
}

impl std::ops::Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

/// A document: an article, its entities, its facts.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// The article.
    pub article: Article<'a>,
    /// Prefixes for CURIEs, with their IRIs.
    pub prefixes: Vec<(Text<'a>, Text<'a>)>,
    /// The document's own entities.
    pub entities: Vec<Entity<'a>>,
    /// The facts.
    pub facts: Vec<Fact<'a>>,
}

/// What a `corpus.yaml` says.
#[derive(Debug, Default)]
pub struct CorpusFile<'a> {
    /// The base of all minted IRIs.
    pub base: Option<Text<'a>>,
    /// Prefixes for all documents below.
    pub prefixes: Vec<(Text<'a>, Text<'a>)>,
    /// Turtle files, relative to the corpus's folder.
    pub ontology: Vec<Text<'a>>,
    /// Entities shared by all documents below.
    pub entities: Vec<Entity<'a>>,
    /// The folder of saved questions.
    pub questions: Option<Text<'a>>,
    /// The language of the shared entities' labels that name none.
    pub language: Option<Text<'a>>,
    /// Warnings that refuse a document: codes, or `warnings` for all.
    pub deny: Vec<Text<'a>>,
    /// Warnings that are not reported: codes.
    pub allow: Vec<Text<'a>>,
}

/// The article that the facts are taken from.
#[derive(Debug, Default)]
pub struct Article<'a> {
    /// Where the article's keys are written.
    pub span: Span,
    /// Its key; the folder's name where absent.
    pub id: Option<Text<'a>>,
    /// Its title; required.
    pub title: Option<Text<'a>>,
    /// Its text, inline.
    pub text: Option<Text<'a>>,
    /// Or the file that holds its text.
    pub text_file: Option<Text<'a>>,
    /// The digest that the text must have, in hexadecimal digits.
    pub sha256: Option<Text<'a>>,
    /// Who published it: entity keys.
    pub publisher: Vec<Text<'a>>,
    /// Who wrote it: entity keys.
    pub author: Vec<Text<'a>>,
    /// Where it was published: an IRI.
    pub source: Option<Text<'a>>,
    /// Its license: an IRI.
    pub license: Option<Text<'a>>,
    /// When it was published: EDTF.
    pub published: Option<Text<'a>>,
    /// When it was retrieved: EDTF.
    pub retrieved: Option<Text<'a>>,
    /// The language of the text: a BCP 47 tag.
    pub language: Option<Text<'a>>,
    /// Who wrote the facts down, where a fact does not say otherwise: entity keys.
    pub recorded_by: Vec<Text<'a>>,
}

/// A thing that facts mention.
#[derive(Debug, Default)]
pub struct Entity<'a> {
    /// Its key.
    pub key: Text<'a>,
    /// Its classes.
    pub types: Vec<Text<'a>>,
    /// Its labels.
    pub labels: Vec<Label<'a>>,
    /// Its other labels.
    pub alt_labels: Vec<Label<'a>>,
    /// The same thing elsewhere: IRIs or CURIEs.
    pub same_as: Vec<Text<'a>>,
    /// Its finer kinds: keys of concepts.
    pub kinds: Vec<Text<'a>>,
    /// Its identifiers, as text.
    pub identifiers: Vec<Text<'a>>,
    /// Of a unit: the unit that it is a multiple of, a concept's key.
    pub base_unit: Option<Text<'a>>,
    /// Of a unit: how many of its base unit it is.
    pub factor: Option<Number<'a>>,
    /// A note for readers.
    pub note: Option<Text<'a>>,
}

/// A label, with its language where one is given.
#[derive(Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// The label.
    pub text: Text<'a>,
    /// Its language tag.
    pub language: Option<Text<'a>>,
}

/// One thing the article says.
#[derive(Clone, Debug, Default)]
pub struct Fact<'a> {
    /// Where the fact's keys are written.
    pub span: Span,
    /// Its key, unique in the document; required.
    pub id: Option<Text<'a>>,
    /// What it is about; required.
    pub subject: Option<Text<'a>>,
    /// The property; required.
    pub predicate: Option<Text<'a>>,
    /// What the subject is related to: exactly one where the document is right.
    pub objects: Vec<Object<'a>>,
    /// How real it is.
    pub modality: Option<Text<'a>>,
    /// Whether the article says that it is not so.
    pub negated: bool,
    /// Whether a reader has to infer a part of it.
    pub inferred: bool,
    /// When it holds: EDTF.
    pub when: Option<Text<'a>>,
    /// Who says so: an entity key.
    pub according_to: Option<Text<'a>>,
    /// The utterance that conveys it: an entity key.
    pub stated_in: Option<Text<'a>>,
    /// The words of the article that say it; at least one where the document is right.
    pub quotes: Vec<Quote<'a>>,
    /// What it is about: entity keys.
    pub topics: Vec<Text<'a>>,
    /// Who wrote it down: entity keys. Absent: those of the article; an empty list: nobody.
    pub recorded_by: Option<Vec<Text<'a>>>,
    /// How sure the program that proposed it was.
    pub confidence: Option<(Text<'a>, bool)>,
    /// Which program proposed it, and when.
    pub origin: Option<Origin>,
    /// A note for readers.
    pub note: Option<Text<'a>>,
}

impl<'a> Fact<'a> {
    /// The name of its object, where that is a thing.
    pub fn object_text(&self) -> Option<&Text<'a>> {
        match self.objects.first() {
            Some(Object::Thing(name)) => Some(name),
            _ => None,
        }
    }
}

/// What is under `object`, `value` or `quantity`.
#[derive(Clone, Debug)]
pub enum Object<'a> {
    /// A thing, a controlled value or a time, by name.
    Thing(Text<'a>),
    /// A literal.
    Value(Value<'a>),
    /// A number with a unit.
    Quantity(Quantity<'a>),
}

impl Object<'_> {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Object::Thing(text) => text.span,
            Object::Value(value) => value.text.span,
            Object::Quantity(quantity) => quantity.span,
        }
    }
}

/// A literal as written.
#[derive(Clone, Debug)]
pub struct Value<'a> {
    /// Its characters.
    pub text: Text<'a>,
    /// Whether it stood without quotation marks, so that `5` is a number.
    pub plain: bool,
    /// Its datatype: a CURIE or an IRI.
    pub datatype: Option<Text<'a>>,
    /// Its language tag.
    pub language: Option<Text<'a>>,
}

/// A number with its unit, or a range of numbers.
#[derive(Clone, Debug, Default)]
pub struct Quantity<'a> {
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
    pub unit: Option<Text<'a>>,
    /// Whether the article says about, nearly, some.
    pub about: bool,
}

impl<'a> Quantity<'a> {
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
    pub text: Text<'a>,
    /// Whether it stood without quotation marks.
    pub plain: bool,
}

/// A quote, with what tells its place where its words occur more than once.
#[derive(Clone, Debug, Default)]
pub struct Quote<'a> {
    /// The words.
    pub exact: Text<'a>,
    /// The words right before.
    pub prefix: Option<Text<'a>>,
    /// The words right after.
    pub suffix: Option<Text<'a>>,
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

impl Quote<'_> {
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
