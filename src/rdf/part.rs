//! A document's own facts and its drafts, each with what it needs: what goes into which graphs.
use crate::check::model::{Document, Entity, Fact, Object, Quote, Referent};

/// What of a document stands in one file: its own facts, or its drafts, with all that either needs.
pub(super) struct Part<'p> {
    pub(super) document: &'p Document<'p>,
    is_draft: bool,
    /// What is its own: all, where the document has no drafts; else each by its place.
    shares: Option<Shares>,
}

/// Which quotes and kinds of a document a part of it needs.
struct Shares {
    quotes: Vec<bool>,
    kinds: Vec<bool>,
}

impl<'p> Part<'p> {
    /// The document's own part, and its drafts, where it has any.
    pub(super) fn of(document: &'p Document<'p>) -> (Self, Option<Self>) {
        let part = |is_draft| Self { document, is_draft, shares: None };
        let mut own = part(false);
        if !document.facts.iter().any(|fact| fact.is_draft) {
            return (own, None);
        }
        let mut drafts = part(true);
        let [mine, mut theirs] = [own.needed(), drafts.needed()];
        // What both name by its use is declared once.
        theirs.kinds.iter_mut().zip(&mine.kinds).for_each(|(theirs, mine)| *theirs &= !mine);
        (own.shares, drafts.shares) = (Some(mine), Some(theirs));
        (own, Some(drafts))
    }

    /// Which quotes its facts cite, and which kinds its facts and entities name.
    fn needed(&self) -> Shares {
        let Document { quotes, kinds, .. } = self.document;
        let mut shares = Shares { quotes: vec![false; quotes.len()], kinds: vec![false; kinds.len()] };
        let mut name = |thing: &Referent<'_>| {
            if let Referent::Kind(key) = thing
                && let Ok(at) = kinds.binary_search(&&**key)
            {
                shares.kinds[at] = true;
            }
        };
        for entity in self.entities() {
            entity.kinds.iter().chain(entity.base.iter().map(|base| &base.unit)).for_each(&mut name);
        }
        for fact in self.facts() {
            if let Object::Quantity(quantity) = &fact.object {
                name(&quantity.unit);
            }
        }
        for quote in self.facts().flat_map(|fact| &fact.evidence) {
            if let Some(needed) = shares.quotes.get_mut(*quote as usize) {
                *needed = true;
            }
        }
        shares
    }

    pub(super) fn facts(&self) -> impl Iterator<Item = &'p Fact<'p>> {
        let is_draft = self.is_draft;
        self.document.facts.iter().filter(move |fact| fact.is_draft == is_draft)
    }

    pub(super) fn entities(&self) -> impl Iterator<Item = &'p Entity<'p>> {
        let is_draft = self.is_draft;
        self.document.entities.iter().filter(move |entity| entity.is_draft == is_draft)
    }

    pub(super) fn quotes(&self) -> impl Iterator<Item = &'p Quote> {
        let needed = self.shares.as_ref().map(|shares| &shares.quotes);
        let all = self.document.quotes.iter().enumerate();
        all.filter(move |(at, _)| needed.is_none_or(|needed| needed[*at])).map(|(_, quote)| quote)
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = &'p str> {
        let needed = self.shares.as_ref().map(|shares| &shares.kinds);
        let all = self.document.kinds.iter().enumerate();
        all.filter(move |(at, _)| needed.is_none_or(|needed| needed[*at])).map(|(_, kind)| *kind)
    }
}
