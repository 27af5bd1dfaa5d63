//! Terms as numbers: each distinct term is kept once, in one run of text.
use hashbrown::HashTable;
use oxrdf::{BaseDirection, BlankNodeRef, LiteralRef, NamedNodeRef, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::sync::Arc;

use crate::ask::literal::Traits;
use crate::rdf::quads::LiteralKind;
use sha2::{Digest, Sha256};

/// The number of a term in its dataset: equal numbers, equal terms.
///
/// Numbers follow the order in which the terms were first met, so that sorting by them keeps documents together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub(super) u32);

impl TermId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    /// The bare number.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The term of a number that [`number`](Self::number) gave.
    pub(crate) fn of_number(number: u32) -> Self {
        Self(number)
    }
}

/// What a term is, beside its text. For literals with a datatype or a tag, [`Head`] holds which.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Iri,
    Blank,
    Plain,
    Lang,
    LangLeftToRight,
    LangRightToLeft,
    Typed,
    Triple,
}

const KINDS: [Kind; 8] = [
    Kind::Iri,
    Kind::Blank,
    Kind::Plain,
    Kind::Lang,
    Kind::LangLeftToRight,
    Kind::LangRightToLeft,
    Kind::Typed,
    Kind::Triple,
];

/// A [`Kind`] in the low three bits; above them the number of the datatype, tag or triple.
#[derive(Clone, Copy)]
struct Head(u32);

impl Head {
    fn new(kind: Kind, index: usize) -> Self {
        assert!(index < 1 << 29, "more than 2^29 distinct terms");
        Self((index as u32) << 3 | kind as u32)
    }

    fn kind(self) -> Kind {
        KINDS[(self.0 & 7) as usize]
    }

    fn index(self) -> usize {
        (self.0 >> 3) as usize
    }
}

/// A term table. Datatype IRIs are terms of the table themselves.
///
/// A table can begin [over](Self::over) another, whose terms it has too, with the same numbers, and which it shares: it
/// holds the terms added since.
///
/// # Panics
/// Adding panics beyond 2^29 distinct terms (which need over 32 GB of memory).
#[derive(Clone, Default)]
pub(crate) struct Terms {
    /// The table that this one began over; that one began over none.
    below: Option<Arc<Terms>>,
    /// How many terms it has from there; its own have numbers from here on.
    first: usize,
    text: String,
    /// Where each term's text ends; it begins where the one before ends.
    ends: Vec<usize>,
    heads: Vec<Head>,
    hashes: Vec<u32>,
    table: HashTable<u32>,
    /// Language tags as written; two that differ in case only are one tag to [`Terms::is`].
    tags: Vec<Box<str>>,
    tag_ids: FxHashMap<Box<str>, usize>,
    triples: Vec<Triple>,
    traits: Traits,
    /// The datatype met last: they come in runs.
    last_datatype: Option<u32>,
}

/// Spreads a kept hash over the 64 bits that the table wants.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Tag and datatype take no part: two literals seldom have the same text and differ in those alone.
fn hash(kind: Kind, text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(match kind {
        Kind::LangLeftToRight | Kind::LangRightToLeft => Kind::Lang as u8,
        kind => kind as u8,
    });
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
}

/// The parts of a term by which the table knows it.
struct Key<'a> {
    kind: Kind,
    text: &'a str,
    /// The datatype's IRI or the language tag.
    extra: &'a str,
}

impl<'a> Key<'a> {
    fn literal(text: &'a str, kind: LiteralKind<'a>) -> Self {
        match kind {
            LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#string") | LiteralKind::Plain => {
                Self { kind: Kind::Plain, text, extra: "" }
            }
            LiteralKind::Lang(tag) => Self { kind: Kind::Lang, text, extra: tag },
            LiteralKind::Typed(datatype) => Self { kind: Kind::Typed, text, extra: datatype },
        }
    }
}

impl Terms {
    /// A table with the terms of another under the same numbers. Only the terms that were added to that one since it
    /// began are copied.
    pub(super) fn over(other: &Arc<Self>) -> Self {
        if other.below.is_some() {
            return Self::clone(other);
        }
        let traits = other.traits;
        Self { below: Some(Arc::clone(other)), first: other.len(), traits, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.first + self.ends.len()
    }

    /// How many terms were added since the table began over another one.
    pub(super) fn added(&self) -> usize {
        if self.below.is_some() { self.ends.len() } else { 0 }
    }

    /// The table that has a term, and the number of the term there.
    fn own(&self, id: u32) -> (&Self, usize) {
        let id = id as usize;
        match &self.below {
            Some(below) if id < self.first => (below, id),
            _ => (self, id - self.first),
        }
    }

    fn head(&self, id: u32) -> Head {
        let (table, at) = self.own(id);
        table.heads[at]
    }

    /// The table and those that it began over, the first one first.
    fn levels(&self) -> impl Iterator<Item = &Self> {
        self.below.as_deref().into_iter().chain([self])
    }

    /// What the literals are like.
    pub(super) fn traits(&self) -> Traits {
        self.traits
    }

    fn text(&self, id: u32) -> &str {
        let (table, at) = self.own(id);
        let start = if at == 0 { 0 } else { table.ends[at - 1] };
        &table.text[start..table.ends[at]]
    }

    /// Whether one of the terms that it does not share is the one of a key.
    fn is(&self, id: u32, key: &Key<'_>) -> bool {
        let head = self.heads[id as usize - self.first];
        head.kind() == key.kind
            && self.text(id) == key.text
            && match key.kind {
                Kind::Lang | Kind::LangLeftToRight | Kind::LangRightToLeft => {
                    self.tags[head.index()].eq_ignore_ascii_case(key.extra)
                }
                Kind::Typed => self.text(head.index() as u32) == key.extra,
                Kind::Iri | Kind::Blank | Kind::Plain | Kind::Triple => true,
            }
    }

    fn find(&self, key: &Key<'_>) -> Option<u32> {
        self.find_hashed(hash(key.kind, key.text), key)
    }

    fn find_hashed(&self, hash: u32, key: &Key<'_>) -> Option<u32> {
        let shared = self.below.as_ref().and_then(|below| below.find_hashed(hash, key));
        shared.or_else(|| self.table.find(spread(hash), |&id| self.is(id, key)).copied())
    }

    fn intern(&mut self, key: &Key<'_>, triple: Option<&Triple>) -> u32 {
        let hash = hash(key.kind, key.text);
        if let Some(id) = self.find_hashed(hash, key) {
            return id;
        }
        let index = match key.kind {
            Kind::Lang | Kind::LangLeftToRight | Kind::LangRightToLeft => self.tag(key.extra),
            Kind::Typed => self.datatype(key.extra) as usize,
            Kind::Triple => self.triples.len(),
            Kind::Iri | Kind::Blank | Kind::Plain => 0,
        };
        self.triples.extend(triple.cloned());
        match (key.kind, triple) {
            (Kind::Typed, _) => self.traits.add(key.text, key.extra),
            // A literal inside takes part in computing like any other.
            (Kind::Triple, Some(triple)) => note(triple, &mut self.traits),
            _ => {}
        }
        let head = Head::new(key.kind, index);
        // Ids are datatypes' indexes in heads, too: the same bound holds for both.
        let id = Head::new(key.kind, self.len()).index() as u32;
        self.text.push_str(key.text);
        self.ends.push(self.text.len());
        self.heads.push(head);
        self.hashes.push(hash);
        let (hashes, first) = (&self.hashes, self.first);
        self.table.insert_unique(spread(hash), id, |&id| spread(hashes[id as usize - first]));
        id
    }

    fn tag(&mut self, tag: &str) -> usize {
        if let Some(&index) = self.tag_ids.get(tag) {
            return index;
        }
        let index = self.tags.len();
        self.tags.push(tag.into());
        self.tag_ids.insert(tag.into(), index);
        index
    }

    fn datatype(&mut self, iri: &str) -> u32 {
        let id = self.iri_again(self.last_datatype, iri);
        self.last_datatype = Some(id);
        id
    }

    /// The number of an IRI that may well be the term `last`.
    pub(super) fn iri_again(&mut self, last: Option<u32>, iri: &str) -> u32 {
        match last {
            Some(last) if self.text(last) == iri && self.head(last).kind() == Kind::Iri => last,
            _ => self.iri(iri),
        }
    }

    pub(super) fn iri(&mut self, iri: &str) -> u32 {
        self.intern(&Key { kind: Kind::Iri, text: iri, extra: "" }, None)
    }

    pub(super) fn blank(&mut self, label: &str) -> u32 {
        self.intern(&Key { kind: Kind::Blank, text: label, extra: "" }, None)
    }

    pub(super) fn literal(&mut self, text: &str, kind: LiteralKind<'_>) -> u32 {
        self.intern(&Key::literal(text, kind), None)
    }

    /// Adds any term; `term` in its own words, blank nodes under the labels they have.
    pub(crate) fn add(&mut self, term: TermRef<'_>) -> u32 {
        match term {
            TermRef::Triple(triple) => {
                let text = triple.to_string();
                self.intern(&Key { kind: Kind::Triple, text: &text, extra: "" }, Some(triple))
            }
            term => self.intern(&simple_key(term), None),
        }
    }

    /// The number of a term, if the table has it.
    pub(super) fn get(&self, term: TermRef<'_>) -> Option<u32> {
        match term {
            TermRef::Triple(triple) => {
                self.find(&Key { kind: Kind::Triple, text: &triple.to_string(), extra: "" })
            }
            term => self.find(&simple_key(term)),
        }
    }

    /// The language tags with which a text occurs.
    pub(super) fn tags_of(&self, text: &str) -> Vec<&str> {
        let hash = spread(hash(Kind::Lang, text));
        let is_tagged =
            |kind: Kind| matches!(kind, Kind::Lang | Kind::LangLeftToRight | Kind::LangRightToLeft);
        let of_one = |table: &'_ Self| -> Vec<u32> { table.table.iter_hash(hash).copied().collect() };
        self.levels()
            .flat_map(of_one)
            .filter(|&id| is_tagged(self.head(id).kind()) && self.text(id) == text)
            .map(|id| self.written_tag(id))
            .collect()
    }

    /// The language tag of a literal.
    fn written_tag(&self, id: u32) -> &str {
        let (table, at) = self.own(id);
        &table.tags[table.heads[at].index()]
    }

    /// All IRIs.
    pub(super) fn iris(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).filter(|&id| self.head(id).kind() == Kind::Iri).map(|id| self.text(id))
    }

    /// The term with the number `id`, which must be one of this table.
    pub(crate) fn term(&self, id: u32) -> TermRef<'_> {
        let text = self.text(id);
        let head = self.head(id);
        let tag = || self.written_tag(id);
        match head.kind() {
            Kind::Iri => NamedNodeRef::new_unchecked(text).into(),
            Kind::Blank => BlankNodeRef::new_unchecked(text).into(),
            Kind::Plain => LiteralRef::new_simple_literal(text).into(),
            Kind::Lang => LiteralRef::new_language_tagged_literal_unchecked(text, tag()).into(),
            Kind::LangLeftToRight => {
                LiteralRef::new_directional_language_tagged_literal_unchecked(text, tag(), BaseDirection::Ltr)
                    .into()
            }
            Kind::LangRightToLeft => {
                LiteralRef::new_directional_language_tagged_literal_unchecked(text, tag(), BaseDirection::Rtl)
                    .into()
            }
            Kind::Typed => LiteralRef::new_typed_literal(
                text,
                NamedNodeRef::new_unchecked(self.text(head.index() as u32)),
            )
            .into(),
            Kind::Triple => TermRef::Triple(&self.own(id).0.triples[head.index()]),
        }
    }

    /// Adds all that tells the table from others to a digest.
    pub(super) fn digest(&self, digest: &mut Sha256) {
        for table in self.levels() {
            digest.update(&table.text);
            for (end, head) in table.ends.iter().zip(&table.heads) {
                digest.update((*end as u64).to_le_bytes());
                digest.update(head.0.to_le_bytes());
            }
            for tag in &table.tags {
                digest.update(tag.as_bytes());
                digest.update([0]);
            }
        }
    }

    /// Gives back memory that growing reserved and nobody needs any more.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.heads.shrink_to_fit();
        self.hashes.shrink_to_fit();
    }
}

fn note(triple: &Triple, traits: &mut Traits) {
    match &triple.object {
        Term::Literal(literal) => traits.add(literal.value(), literal.datatype().as_str()),
        Term::Triple(inner) => note(inner, traits),
        _ => {}
    }
}

/// The key of a term that is not a triple.
fn simple_key(term: TermRef<'_>) -> Key<'_> {
    match term {
        TermRef::NamedNode(node) => Key { kind: Kind::Iri, text: node.as_str(), extra: "" },
        TermRef::BlankNode(node) => Key { kind: Kind::Blank, text: node.as_str(), extra: "" },
        TermRef::Literal(literal) => {
            let text = literal.value();
            match (literal.language(), literal.direction()) {
                (Some(tag), None) => Key { kind: Kind::Lang, text, extra: tag },
                (Some(tag), Some(BaseDirection::Ltr)) => {
                    Key { kind: Kind::LangLeftToRight, text, extra: tag }
                }
                (Some(tag), Some(BaseDirection::Rtl)) => {
                    Key { kind: Kind::LangRightToLeft, text, extra: tag }
                }
                (None, _) => Key::literal(text, LiteralKind::Typed(literal.datatype().as_str())),
            }
        }
        TermRef::Triple(_) => Key { kind: Kind::Triple, text: "", extra: "" },
    }
}
