//! All that a corpus says of a thing, or of a triple.
use super::passage::{Passage, SplitText};
use super::{Contradicted, Filter, cited};
use crate::ask::cite::Citation;
use crate::ask::dataset::{Dataset, TermId};
use crate::ask::sameness::Sameness;
use crate::rdf::fact::{Facts, Role};
use crate::term::time::{Date, Edtf};
use crate::term::vocab::{af, dcterms, owl, prov, rdf, rdfs, schema, skos};
use oxrdf::{NamedNodeRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// A thing.
    Thing(TermId),
    /// The facts with this subject, predicate and object; none means any. The object may be several: literals that
    /// read the same.
    Triple(Option<TermId>, Option<TermId>, Option<Vec<TermId>>),
}

/// The page.
pub struct Page<'d> {
    /// The thing, where it is about one.
    pub about: Option<About<'d>>,
    /// The facts: realized ones, what is not yet so, denied ones; each by time, those without one last.
    pub facts: Vec<Told<'d>>,
}

/// What is declared of a thing.
pub struct About<'d> {
    /// The thing.
    pub thing: TermRef<'d>,
    /// Other things of the corpus that are the same.
    pub also: Vec<TermRef<'d>>,
    /// Diagnostics for it by a property, in the order in which a reader wants it.
    pub lines: Vec<(&'static str, Vec<TermRef<'d>>)>,
}

/// How real a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// It is or was so.
    Realized,
    /// Planned, wished for, expected, begun.
    NotYet,
    /// Negated: the article says that it is not so.
    Denied,
}

/// A fact on the page.
pub struct Told<'d> {
    /// The fact.
    pub citation: Citation<'d>,
    /// How real it is.
    pub group: Group,
    /// Its words, with the sentences around them.
    pub passages: Vec<Passage<'d>>,
    /// The time at which it holds.
    pub time: Option<TermRef<'d>>,
    /// A note.
    pub note: Option<&'d str>,
    /// Who wrote it down: things.
    pub recorded_by: Vec<TermRef<'d>>,
    /// The facts that contradict it, in full.
    pub against: Vec<Citation<'d>>,
    order: (Group, bool, Option<Date>, TermId, u64, TermId),
}

/// What a thing's declaration may say, with what precedes it on the page.
const LINES: &[(&str, &str)] = &[
    ("title", dcterms::TITLE),
    ("a", rdf::TYPE),
    ("label", rdfs::LABEL),
    ("also called", skos::ALT_LABEL),
    ("kind", dcterms::TYPE),
    ("same as", owl::SAME_AS),
    ("base unit", af::BASE_UNIT),
    ("factor", af::FACTOR),
    ("identifier", dcterms::IDENTIFIER),
    ("publisher", dcterms::PUBLISHER),
    ("author", dcterms::CREATOR),
    ("published", dcterms::ISSUED),
    ("source", dcterms::SOURCE),
    ("license", dcterms::LICENSE),
    ("speaker", af::SPEAKER),
    ("time", af::EDTF),
    ("note", rdfs::COMMENT),
];

fn node(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(iri)
}

/// Gathers a page.
#[must_use]
pub fn page<'d>(
    dataset: &'d Dataset,
    pattern: &Pattern,
    filter: Filter,
    same: &Sameness,
    contradicted: &Contradicted,
) -> Page<'d> {
    let facts = match pattern {
        Pattern::Thing(thing) => of_thing(dataset, &same.all(*thing)),
        Pattern::Triple(subject, predicate, object) => {
            let subject = subject.map(|subject| same.all(subject));
            let object =
                object.as_ref().map(|object| object.iter().flat_map(|&object| same.all(object)).collect());
            of_triple(dataset, subject, predicate.map(|predicate| vec![predicate]), object)
        }
    };
    let about = match pattern {
        Pattern::Thing(thing) => Some(about(dataset, *thing, same)),
        Pattern::Triple(..) => None,
    };
    let mut texts: FxHashMap<TermId, SplitText<'d>> = FxHashMap::default();
    let mut told: Vec<Told<'d>> = facts
        .into_iter()
        .map(|fact| (fact, cited(dataset, fact, contradicted)))
        .filter(|(_, citation)| filter.keeps(citation))
        .map(|(fact, citation)| tell(dataset, fact, citation, contradicted, &mut texts))
        .collect();
    told.sort_by_key(|told| told.order);
    Page { about, facts: told }
}

/// The properties by which a fact is about a thing: as subject, property or object, as who says so or what it is said in.
pub(crate) const ROLES: [Role; 8] = [
    Role::Subject,
    Role::Predicate,
    Role::Object,
    Role::When,
    Role::AccordingTo,
    Role::StatedIn,
    Role::Topic,
    Role::Evidence,
];

/// The facts that a thing is part of: as subject, property or object, as who says so or what it is said in; of an
/// article, its own.
fn of_thing(dataset: &Dataset, things: &[TermId]) -> Vec<TermId> {
    let mut facts = FxHashSet::default();
    for &thing in things {
        facts.insert(thing);
        facts.extend(ROLES.into_iter().flat_map(|role| dataset.with(role, thing)));
        let quotes = dataset.with(Role::InArticle, thing);
        facts.extend(quotes.flat_map(|quote| dataset.with(Role::Evidence, quote)));
    }
    // An entity has a topic, too.
    facts.into_iter().filter(|&id| dataset.is_a(id, af::FACT)).collect()
}

fn of_triple(
    dataset: &Dataset,
    subject: Option<Vec<TermId>>,
    predicate: Option<Vec<TermId>>,
    object: Option<Vec<TermId>>,
) -> Vec<TermId> {
    let with = |roles: &[Role], terms: &[TermId]| -> FxHashSet<TermId> {
        let pairs = roles.iter().flat_map(|role| terms.iter().map(move |term| (*role, *term)));
        pairs.flat_map(|(role, term)| dataset.with(role, term)).collect()
    };
    let mut facts: Option<FxHashSet<TermId>> = None;
    let parts: [(&[Role], Option<Vec<TermId>>); 3] = [
        (&[Role::Subject], subject),
        (&[Role::Predicate], predicate),
        (&[Role::Object, Role::Value], object),
    ];
    for (roles, terms) in parts {
        let Some(terms) = terms else { continue };
        let found = with(roles, &terms);
        facts = Some(match facts {
            None => found,
            Some(facts) => facts.intersection(&found).copied().collect(),
        });
    }
    facts.map(|facts| facts.into_iter().collect()).unwrap_or_default()
}

fn about<'d>(dataset: &'d Dataset, thing: TermId, same: &Sameness) -> About<'d> {
    let all = same.all(thing);
    let mut lines = Vec::new();
    for &(name, predicate) in LINES {
        let mut seen = FxHashSet::default();
        let Some(predicate) = dataset.id(node(predicate).into()) else { continue };
        let objects: Vec<TermRef<'d>> = std::iter::once(thing)
            .chain(all.iter().copied().filter(|&id| id != thing))
            .flat_map(|id| dataset.matching(Some(id), Some(predicate), None))
            .filter(|[_, _, object]| *object != thing && seen.insert(*object))
            .map(|[_, _, object]| dataset.term(object))
            .collect();
        if !objects.is_empty() {
            lines.push((name, objects));
        }
    }
    let is_described = |id: TermId| dataset.count(Some(id), None, None) > 0;
    About {
        thing: dataset.term(thing),
        also: all.iter().filter(|&&id| id != thing && is_described(id)).map(|&id| dataset.term(id)).collect(),
        lines,
    }
}

fn tell<'d>(
    dataset: &'d Dataset,
    fact: TermId,
    citation: Citation<'d>,
    contradicted: &Contradicted,
    texts: &mut FxHashMap<TermId, SplitText<'d>>,
) -> Told<'d> {
    let group = match (citation.negated, citation.is_realized()) {
        (true, _) => Group::Denied,
        (false, true) if !citation.draft => Group::Realized,
        (false, _) => Group::NotYet,
    };
    let term = dataset.term(fact);
    let article = citation.article.and_then(|article| dataset.id(node(article).into()));
    let text = article.and_then(|article| match texts.entry(article) {
        std::collections::hash_map::Entry::Occupied(known) => Some(&*known.into_mut()),
        std::collections::hash_map::Entry::Vacant(place) => {
            let text = dataset.text(dataset.term(article), schema::ARTICLE_BODY)?;
            Some(&*place.insert(SplitText::new(text)))
        }
    });
    let passages = match text {
        Some(text) => text.passages(&citation.quotes),
        // Data without the articles' texts still has the quotes.
        None => citation
            .quotes
            .iter()
            .map(|quote| Passage {
                text: quote.exact,
                marks: std::iter::once(0..quote.exact.len()).collect(),
            })
            .collect(),
    };
    let earliest = citation.when.and_then(|when| Edtf::parse(when).ok()).and_then(|time| time.earliest());
    let start = citation.quotes.first().map_or(0, |quote| quote.start);
    let order = (group, citation.when.is_none(), earliest, article.unwrap_or(fact), start, fact);
    Told {
        group,
        passages,
        time: dataset.one(fact, Role::When).map(|time| dataset.term(time)),
        note: dataset.text(term, rdfs::COMMENT),
        recorded_by: dataset.objects(term, node(prov::WAS_ATTRIBUTED_TO)).collect(),
        against: contradicted
            .get(&fact)
            .into_iter()
            .flatten()
            .filter(|&&other| other != fact)
            .map(|&other| Citation::new(dataset, other))
            .collect(),
        citation,
        order,
    }
}
