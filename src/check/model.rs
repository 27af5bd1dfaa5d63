//! The document as checked. Only [`resolve`](mod@crate::check::resolve) makes one, so nothing later checks again.
//!
//! Everything is borrowed from the written document, the article's text, the corpus and the
//! ontology. Lists are in the order of the output: entities by key, facts by id, quotes by place.
use crate::document::facts::Origin;
use crate::ontology::{ClassId, ClassSet, PropertyId};
use crate::term::iri;
use crate::term::time::Edtf;
use sha2::{Digest as _, Sha256};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::ops::Range;

/// A checked document.
#[derive(Clone, Debug)]
pub struct Document<'d> {
    /// The article.
    pub article: Article<'d>,
    /// What the document declares, by key.
    pub entities: Vec<Entity<'d>>,
    /// Keys of the kinds and units that are declared by their use here.
    pub kinds: Vec<&'d str>,
    /// The facts, by id.
    pub facts: Vec<Fact<'d>>,
    /// The quotes of all facts, by place, each once.
    pub quotes: Vec<Quote>,
}

/// The article.
#[derive(Clone, Debug)]
pub struct Article<'d> {
    /// Its key.
    pub id: &'d str,
    /// Its title.
    pub title: &'d str,
    /// Its text, without a byte order mark.
    pub text: &'d str,
    /// The SHA-256 of its text's bytes as they lie, in 64 lower-case hexadecimal digits.
    pub sha256: Digest,
    /// Who published it.
    pub publisher: Vec<Referent<'d>>,
    /// Who wrote it.
    pub author: Vec<Referent<'d>>,
    /// Where it was published: an IRI.
    pub source: Option<&'d str>,
    /// Its license: an IRI.
    pub license: Option<&'d str>,
    /// When it was published.
    pub published: Option<Time<'d>>,
    /// When it was retrieved.
    pub retrieved: Option<Time<'d>>,
    /// The language of its text.
    pub language: Option<&'d str>,
    /// Who wrote its facts down, where a fact does not say otherwise.
    pub recorded_by: Vec<Referent<'d>>,
}

/// A SHA-256 in lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub(crate) [u8; 64]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(Sha256::digest(bytes)) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        Self(digits)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// An entity.
#[derive(Clone, Debug)]
pub struct Entity<'d> {
    /// Its key.
    pub key: Cow<'d, str>,
    /// Its classes, as named.
    pub classes: SmallVec<[ClassId; 4]>,
    /// Its classes with all above them.
    pub class_set: ClassSet,
    /// Whether it is a skos:Concept, so that its label is its preferred label too.
    pub concept: bool,
    /// Its labels.
    pub labels: Vec<Label<'d>>,
    /// Its other labels.
    pub alt_labels: Vec<Label<'d>>,
    /// The same thing elsewhere.
    pub same_as: Vec<Iri<'d>>,
    /// Its finer kinds.
    pub kinds: Vec<Referent<'d>>,
    /// Its identifiers.
    pub identifiers: Vec<Cow<'d, str>>,
    /// Of a unit: the unit that it is a multiple of.
    pub base: Option<BaseUnit<'d>>,
    /// A note.
    pub note: Option<Cow<'d, str>>,
    /// Whether it is declared for drafts alone.
    pub is_draft: bool,
}

/// The unit that another one is a multiple of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUnit<'d> {
    /// The unit.
    pub unit: Referent<'d>,
    /// How many of it the other unit is: a positive decimal without exponent, as written.
    pub factor: Cow<'d, str>,
}

impl Entity<'_> {
    /// Its label where one is needed: the English one, else the first by language tag.
    pub fn label(&self) -> &str {
        let is_english = |label: &&Label<'_>| label.is_in("en");
        let english = self.labels.iter().find(|label| label.language.as_deref() == Some("en"));
        english
            .or_else(|| self.labels.iter().find(is_english))
            .or(self.labels.first())
            .map_or("", |label| &label.text)
    }

    /// The same entity, borrowed from nothing.
    pub fn into_owned(self) -> Entity<'static> {
        Entity {
            key: own(self.key),
            classes: self.classes,
            class_set: self.class_set,
            concept: self.concept,
            labels: self.labels.into_iter().map(Label::into_owned).collect(),
            alt_labels: self.alt_labels.into_iter().map(Label::into_owned).collect(),
            same_as: self.same_as.into_iter().map(Iri::into_owned).collect(),
            kinds: self.kinds.into_iter().map(Referent::into_owned).collect(),
            identifiers: self.identifiers.into_iter().map(own).collect(),
            base: self.base.map(|base| BaseUnit { unit: base.unit.into_owned(), factor: own(base.factor) }),
            note: self.note.map(own),
            is_draft: self.is_draft,
        }
    }
}

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// A label with its language, if any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label<'d> {
    /// The label.
    pub text: Cow<'d, str>,
    /// The language tag, as written.
    pub language: Option<Cow<'d, str>>,
}

impl Label<'_> {
    /// Whether it is in a language, whatever the region or script: `en-GB` is English.
    fn is_in(&self, language: &str) -> bool {
        let primary = self.language.as_deref().and_then(|tag| tag.split('-').next());
        primary.is_some_and(|primary| primary.eq_ignore_ascii_case(language))
    }

    fn into_owned(self) -> Label<'static> {
        Label { text: own(self.text), language: self.language.map(own) }
    }
}

/// An IRI in two pieces: a CURIE's namespace and local name, or a whole IRI and nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Iri<'d> {
    /// The first piece.
    pub namespace: Cow<'d, str>,
    /// The rest.
    pub local: Cow<'d, str>,
}

impl Iri<'_> {
    fn into_owned(self) -> Iri<'static> {
        Iri { namespace: own(self.namespace), local: own(self.local) }
    }
}

/// Something that a fact can name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Referent<'d> {
    /// The document's article.
    Article,
    /// An entity of the document, by key.
    Own(Cow<'d, str>),
    /// An entity of the corpus, by key.
    Shared(Cow<'d, str>),
    /// A kind or unit declared by its use, by key.
    Kind(Cow<'d, str>),
    /// Anything else.
    Iri(Iri<'d>),
}

impl Referent<'_> {
    fn into_owned(self) -> Referent<'static> {
        match self {
            Referent::Article => Referent::Article,
            Referent::Own(key) => Referent::Own(own(key)),
            Referent::Shared(key) => Referent::Shared(own(key)),
            Referent::Kind(key) => Referent::Kind(own(key)),
            Referent::Iri(iri) => Referent::Iri(iri.into_owned()),
        }
    }
}

/// Appends the IRI of a thing that the document of an article names, by the article's IRI.
pub(crate) fn thing_iri(base: &str, article: &str, thing: &Referent<'_>, out: &mut String) {
    match thing {
        Referent::Article => out.push_str(article),
        Referent::Own(key) => iri::entity(article, key, out),
        Referent::Shared(key) => iri::shared_entity(base, key, out),
        Referent::Kind(key) => iri::kind(base, key, out),
        Referent::Iri(Iri { namespace, local }) => {
            out.push_str(namespace);
            out.push_str(local);
        }
    }
}

/// A time: its EDTF text and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Time<'d> {
    /// The text as written.
    pub text: &'d str,
    /// Its meaning.
    pub edtf: Edtf,
}

/// A fact.
#[derive(Clone, Debug)]
pub struct Fact<'d> {
    /// Its key.
    pub id: &'d str,
    /// Where it is in the written document's list of facts.
    pub index: usize,
    /// What it is about.
    pub subject: Referent<'d>,
    /// The property.
    pub predicate: PropertyId,
    /// What the subject is related to.
    pub object: Object<'d>,
    /// How real it is.
    pub modality: Modality,
    /// Whether it is said not to be so.
    pub negated: bool,
    /// Whether a part of it is inferred.
    pub inferred: bool,
    /// When it holds.
    pub when: Option<Time<'d>>,
    /// Who says so.
    pub according_to: Vec<Referent<'d>>,
    /// The utterance that conveys it.
    pub stated_in: Option<Referent<'d>>,
    /// Its quotes: indices into the document's.
    pub evidence: SmallVec<[u32; 4]>,
    /// What it is about.
    pub topics: Vec<Referent<'d>>,
    /// Who wrote it down.
    pub recorded_by: Vec<Referent<'d>>,
    /// How sure the program that proposed it was, as written.
    pub confidence: Option<&'d str>,
    /// Which program proposed it.
    pub origin: Option<&'d Origin>,
    /// A note.
    pub note: Option<&'d str>,
    /// Whether it is a draft, which no person has accepted.
    pub is_draft: bool,
}

impl Fact<'_> {
    /// Whether it becomes a plain triple: realized or narrower, not negated, and no draft.
    pub fn holds(&self) -> bool {
        self.modality.is_realized() && !self.negated && !self.is_draft
    }

    /// Whether someone in the article says it, rather than the article in its own voice.
    pub fn is_attributed(&self) -> bool {
        !self.according_to.is_empty() || self.stated_in.is_some()
    }
}

/// What a fact's subject is related to.
#[derive(Clone, Debug)]
pub enum Object<'d> {
    /// A thing.
    Thing(Referent<'d>),
    /// A time.
    Time(Time<'d>),
    /// A number with a unit.
    Quantity(Box<Quantity<'d>>),
    /// A literal.
    Literal(Literal<'d>),
}

/// A literal.
#[derive(Clone, Debug)]
pub struct Literal<'d> {
    /// Its lexical form, as written.
    pub text: &'d str,
    /// Its kind.
    pub kind: LiteralType<'d>,
}

/// What kind of literal.
#[derive(Clone, Debug)]
pub enum LiteralType<'d> {
    /// An xsd:string.
    Plain,
    /// Text in a language.
    Tagged(&'d str),
    /// Anything else, by its datatype.
    Typed(Iri<'d>),
}

/// A number with its unit, or a range of numbers.
#[derive(Clone, Debug)]
pub struct Quantity<'d> {
    /// The number, as written.
    pub number: Option<&'d str>,
    /// The lower bound.
    pub least: Option<&'d str>,
    /// The upper bound.
    pub most: Option<&'d str>,
    /// The lower bound, itself excluded.
    pub above: Option<&'d str>,
    /// The upper bound, itself excluded.
    pub below: Option<&'d str>,
    /// The unit.
    pub unit: Referent<'d>,
    /// The unit's label.
    pub unit_label: Cow<'d, str>,
    /// Whether the article says about, nearly, some.
    pub approximate: bool,
    /// The same in the unit's base unit, where it has one.
    pub base: Option<Box<InBaseUnit<'d>>>,
}

impl<'d> Quantity<'d> {
    /// Its numbers, as written.
    pub fn numbers(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        [self.number, self.least, self.most, self.above, self.below].into_iter().flatten()
    }
}

/// A quantity in its unit's base unit: exact decimals.
#[derive(Clone, Debug)]
pub struct InBaseUnit<'d> {
    /// The base unit.
    pub unit: Referent<'d>,
    /// The number.
    pub number: Option<String>,
    /// The lower bound.
    pub least: Option<String>,
    /// The upper bound.
    pub most: Option<String>,
    /// The lower bound, itself excluded.
    pub above: Option<String>,
    /// The upper bound, itself excluded.
    pub below: Option<String>,
}

/// How real the article presents a fact to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Modality {
    /// It is or was so; no more is said.
    #[default]
    Realized,
    /// It happened, was done.
    Completed,
    /// It holds or keeps happening.
    Ongoing,
    /// Work towards it has begun.
    Underway,
    /// Scheduled, prepared, decided.
    Planned,
    /// Wished for.
    Aspired,
    /// Believed to follow.
    Expected,
    /// It may be so, or may become so.
    Possible,
    /// It would be so, or would have been, under a condition that is not met.
    Hypothetical,
}

impl Modality {
    /// All of them.
    pub const ALL: [Modality; 9] = [
        Modality::Realized,
        Modality::Completed,
        Modality::Ongoing,
        Modality::Underway,
        Modality::Planned,
        Modality::Aspired,
        Modality::Expected,
        Modality::Possible,
        Modality::Hypothetical,
    ];

    /// Its name in documents and, after the core's namespace, in RDF.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Realized => "realized",
            Modality::Completed => "completed",
            Modality::Ongoing => "ongoing",
            Modality::Underway => "underway",
            Modality::Planned => "planned",
            Modality::Aspired => "aspired",
            Modality::Expected => "expected",
            Modality::Possible => "possible",
            Modality::Hypothetical => "hypothetical",
        }
    }

    /// The modality of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|modality| modality.name() == name)
    }

    /// Whether it says that the fact is or was so.
    pub fn is_realized(self) -> bool {
        matches!(self, Modality::Realized | Modality::Completed | Modality::Ongoing)
    }
}

/// Where a quote is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// In code points of the text, end excluded.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// In bytes of the text.
    pub bytes: Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::Modality;
    use crate::term::vocab::{AF, CONTROLLED, is_realized};

    #[test]
    fn the_modalities_are_controlled_values() {
        for modality in Modality::ALL {
            assert!(CONTROLLED.contains(&modality.name()), "{}", modality.name());
            let iri = format!("{AF}{}", modality.name());
            assert_eq!(modality.is_realized(), is_realized(Some(&iri)), "{iri}");
        }
    }
}
