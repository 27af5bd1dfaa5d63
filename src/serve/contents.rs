//! What the overview lists: all articles, newest first, each with what is counted of it.
use crate::archive::Snapshot;
use crate::ask::dataset::{Dataset, TermId};
use crate::rdf::fact::{Facts, Role};
use crate::term::vocab::{af, dcterms};
use oxrdf::TermRef;
use rustc_hash::FxHashMap;

/// How many values of a facet are offered: those of the most articles.
const MOST: usize = 100;

/// By what the articles can be narrowed, beside the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Facet {
    Modality,
    Speaker,
    Property,
}

impl Facet {
    /// All of them, with the role that the value has in a fact.
    const ALL: [(Self, Role); 3] = [
        (Self::Modality, Role::Modality),
        (Self::Speaker, Role::AccordingTo),
        (Self::Property, Role::Predicate),
    ];
}

/// An article with what is counted of it.
#[derive(Debug)]
pub(super) struct Listed {
    article: TermId,
    pub(super) facts: u32,
    pub(super) holds: u32,
    pub(super) not_yet: u32,
    pub(super) negated: u32,
    /// What its facts have of each facet, sorted.
    values: Box<[(Facet, TermId)]>,
}

impl Listed {
    /// Its IRI.
    pub(super) fn iri<'s>(&self, snapshot: &'s Snapshot) -> &'s str {
        snapshot.dataset().named(self.article).unwrap_or_default()
    }

    pub(super) fn title<'s>(&self, snapshot: &'s Snapshot) -> &'s str {
        text(snapshot.dataset(), self.article, dcterms::TITLE).unwrap_or_default()
    }

    /// When it was published, as written.
    pub(super) fn published<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s str> {
        text(snapshot.dataset(), self.article, dcterms::ISSUED)
    }

    /// Whether a fact of it has a value.
    pub(super) fn has(&self, facet: Facet, value: TermId) -> bool {
        self.values.binary_search(&(facet, value)).is_ok()
    }
}

/// All articles.
#[derive(Debug)]
pub(super) struct Contents {
    /// Newest first, those of one day by title.
    pub(super) articles: Vec<Listed>,
    /// The years in which articles were published, with how many.
    pub(super) years: Vec<(String, usize)>,
    /// What is offered of each facet: IRI, what people call it, and of how many articles; by name.
    facets: FxHashMap<Facet, Vec<(String, String, usize)>>,
}

fn text<'d>(dataset: &'d Dataset, thing: TermId, predicate: &str) -> Option<&'d str> {
    dataset.text(dataset.term(thing), predicate)
}

impl Contents {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let dataset = snapshot.dataset();
        let mut articles = counted(dataset);
        articles.sort_by_cached_key(|listed| {
            let published = listed.published(snapshot).map(str::to_owned);
            (std::cmp::Reverse(published), listed.title(snapshot).to_owned(), listed.iri(snapshot).to_owned())
        });
        let mut years: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for year in articles.iter().filter_map(|listed| listed.published(snapshot)?.get(..4)) {
            *years.entry(year.to_owned()).or_default() += 1;
        }
        let mut counts: FxHashMap<(Facet, TermId), usize> = FxHashMap::default();
        for value in articles.iter().flat_map(|listed| &*listed.values) {
            *counts.entry(*value).or_default() += 1;
        }
        let offered = |(facet, _)| (facet, offered(snapshot, &counts, facet));
        Self {
            articles,
            years: years.into_iter().collect(),
            facets: Facet::ALL.into_iter().map(offered).collect(),
        }
    }

    /// What is offered of a facet: IRI, what people call it, and of how many articles; by name.
    pub(super) fn values(&self, facet: Facet) -> &[(String, String, usize)] {
        self.facets.get(&facet).map_or(&[], Vec::as_slice)
    }
}

/// The values of a facet that most articles have, by name.
fn offered(
    snapshot: &Snapshot,
    counts: &FxHashMap<(Facet, TermId), usize>,
    facet: Facet,
) -> Vec<(String, String, usize)> {
    let of_facet = counts.iter().filter(|((known, _), _)| *known == facet);
    let mut found: Vec<(usize, TermId)> = of_facet.map(|((_, value), &count)| (count, *value)).collect();
    found.sort_unstable_by_key(|&(count, value)| (std::cmp::Reverse(count), value));
    let named = found.into_iter().take(MOST).filter_map(|(count, value)| {
        let iri = snapshot.dataset().named(value)?;
        let node = TermRef::NamedNode(oxrdf::NamedNodeRef::new_unchecked(iri));
        Some((iri.to_owned(), snapshot.namer().name(node), count))
    });
    let mut named: Vec<_> = named.collect();
    named.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    named
}

/// All articles with the counts of their facts, in the order of the dataset.
fn counted(dataset: &Dataset) -> Vec<Listed> {
    let listed =
        |article| Listed { article, facts: 0, holds: 0, not_yet: 0, negated: 0, values: Box::default() };
    let mut articles: Vec<Listed> = dataset
        .of_class(af::ARTICLE)
        .filter(|article| dataset.named(*article).is_some())
        .map(listed)
        .collect();
    articles.sort_unstable_by_key(|listed| listed.article);
    let places: FxHashMap<TermId, usize> =
        articles.iter().enumerate().map(|(at, listed)| (listed.article, at)).collect();
    let mut values: Vec<(usize, Facet, TermId)> = Vec::new();
    for fact in dataset.facts() {
        let Some(&article) = dataset.article(fact).and_then(|article| places.get(&article)) else { continue };
        for (facet, role) in Facet::ALL {
            values.extend(dataset.all(fact, role).map(|value| (article, facet, value)));
        }
        let parts = dataset.parts(fact);
        let listed = &mut articles[article];
        listed.facts += 1;
        match (parts.is_negated(), dataset.is_realized(&parts)) {
            (true, _) => listed.negated += 1,
            (false, true) if !dataset.is_draft(fact) => listed.holds += 1,
            (false, _) => listed.not_yet += 1,
        }
        // Facts come article by article: what is gathered of one is put away before much is.
        if values.len() > 1 << 16 {
            put_away(&mut values, &mut articles);
        }
    }
    put_away(&mut values, &mut articles);
    articles
}

/// Gives the articles the values that were gathered.
fn put_away(values: &mut Vec<(usize, Facet, TermId)>, articles: &mut [Listed]) {
    values.sort_unstable();
    values.dedup();
    for own in values.chunk_by(|one, other| one.0 == other.0) {
        let Some(listed) = own.first().and_then(|(article, ..)| articles.get_mut(*article)) else { continue };
        let known = std::mem::take(&mut listed.values).into_vec();
        let mut all: Vec<(Facet, TermId)> =
            own.iter().map(|(_, facet, value)| (*facet, *value)).chain(known).collect();
        all.sort_unstable();
        all.dedup();
        listed.values = all.into_boxed_slice();
    }
    values.clear();
}
