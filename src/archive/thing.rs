//! Things as people name them: by key, CURIE, IRI or label.
use super::snapshot::Snapshot;
use crate::ask::dataset::{Dataset, TermId};
use crate::corpus::Corpus;
use crate::term::iri::{self, nearest};
use crate::term::vocab::{AF, PREDECLARED, rdfs, skos};
use oxrdf::TermRef;
use std::collections::BTreeSet;
use std::fmt;

/// A thing that a name represents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// Its IRI.
    pub iri: String,
    /// What people call it: its label, or its IRI with a prefix.
    pub label: String,
}

/// Why a name does not represent one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// It could be several things: their IRIs.
    Several {
        /// The name.
        name: String,
        /// The IRIs of the things.
        iris: Vec<String>,
    },
    /// It is the key or the label of nothing.
    Unknown {
        /// The name.
        name: String,
        /// The nearest key.
        near: Option<String>,
    },
    /// It is an IRI that nothing is said of.
    Silent {
        /// The name.
        name: String,
        /// The IRI that it represents.
        iri: String,
    },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Several { name, iris } => {
                write!(f, "`{name}` is ambiguous; name one of these:")?;
                iris.iter().try_for_each(|iri| write!(f, "\n  <{iri}>"))
            }
            Self::Unknown { name, near } => {
                write!(f, "the corpus has no key or label `{name}`")?;
                near.iter().try_for_each(|near| write!(f, "; did you mean `{near}`?"))
            }
            Self::Silent { name, iri } => write!(f, "the corpus says nothing about `{name}` (<{iri}>)"),
        }
    }
}

impl std::error::Error for NameError {}

impl Snapshot {
    /// The thing that a name represents: `<IRI>`, an IRI or CURIE (an article's id is a prefix of its own entities and
    /// facts), the key of an entity, a kind or an article, a term of the core ontology, a label in any letter case, or a
    /// fact's id.
    ///
    /// # Errors
    /// Where it represents nothing, or could represent several things.
    pub fn thing(&self, name: &str) -> Result<Thing, NameError> {
        let iri = find(name, self.dataset(), self.corpora())?;
        let label = self.namer().name(TermRef::NamedNode(oxrdf::NamedNodeRef::new_unchecked(&iri)));
        Ok(Thing { iri, label })
    }

    /// All labels and alternative labels of things with an IRI, in the order of the things. Facts are left out.
    #[cfg(feature = "serve")]
    pub(crate) fn labelled(&self) -> Vec<(TermId, &str)> {
        let dataset = self.dataset();
        let mut names: Vec<(TermId, &str)> = Vec::new();
        for predicate in LABELS.iter().filter_map(|label| dataset.iri(label)) {
            for [subject, _, object] in dataset.matching(None, Some(predicate), None) {
                if let (Some(iri), TermRef::Literal(label)) = (dataset.named(subject), dataset.term(object))
                    && !iri::is_in_fact(iri)
                {
                    names.push((subject, label.value()));
                }
            }
        }
        names.sort_by_key(|(thing, _)| *thing);
        names
    }

    /// The things whose label, alternative label or key holds some words, whatever their letter case: those that begin
    /// with them first, the shortest first; at most `limit`.
    #[must_use]
    pub fn find(&self, words: &str, limit: usize) -> Vec<Thing> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        let dataset = self.dataset();
        let mut best: std::collections::BTreeMap<&str, u8> = std::collections::BTreeMap::new();
        for predicate in LABELS.iter().filter_map(|label| dataset.iri(label)) {
            for [subject, _, object] in dataset.matching(None, Some(predicate), None) {
                let (Some(iri), TermRef::Literal(label)) = (dataset.named(subject), dataset.term(object))
                else {
                    continue;
                };
                let key = iri.rsplit(['/', '#']).next().unwrap_or_default().to_lowercase();
                let label = label.value().to_lowercase();
                let rank = if label == wanted || key == wanted {
                    0
                } else if label.starts_with(&wanted) {
                    1
                } else if key.starts_with(&wanted) {
                    2
                } else if label.split_whitespace().any(|word| word.starts_with(&wanted)) {
                    3
                } else if label.contains(&wanted) || key.contains(&wanted) {
                    4
                } else {
                    continue;
                };
                let known = best.entry(iri).or_insert(rank);
                *known = rank.min(*known);
            }
        }
        let namer = self.namer();
        let mut things: Vec<(u8, Thing)> = best
            .into_iter()
            .filter(|(iri, _)| !iri::is_in_fact(iri))
            .map(|(iri, rank)| {
                let label = namer.name(TermRef::NamedNode(oxrdf::NamedNodeRef::new_unchecked(iri)));
                (rank, Thing { iri: iri.to_owned(), label })
            })
            .collect();
        things.sort_by_cached_key(|(rank, thing)| {
            (*rank, thing.label.chars().count(), thing.label.clone(), thing.iri.clone())
        });
        things.into_iter().map(|(_, thing)| thing).take(limit).collect()
    }
}

/// The predicates whose objects are what people call a thing.
const LABELS: [&str; 3] = [rdfs::LABEL, skos::PREF_LABEL, skos::ALT_LABEL];

/// What a name represents, as far as its form tells.
pub(super) enum Iris {
    /// This IRI.
    One(String),
    /// One of these IRIs, or a thing with this label.
    Several(BTreeSet<String>),
}

/// What a name represents, as far as its form tells.
pub(super) fn iris(name: &str, corpora: &[Corpus]) -> Iris {
    if let Some(inner) = name.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
        return Iris::One(inner.to_owned());
    }
    if let Some((prefix, local)) = name.split_once(':')
        && !prefix.contains(' ')
    {
        if let Some(namespace) = namespace(prefix, corpora) {
            return Iris::One(format!("{namespace}{local}"));
        }
        if iri::check(name).is_ok() {
            let full = ["http", "https", "urn"].iter().any(|scheme| prefix.eq_ignore_ascii_case(scheme));
            return if full { Iris::One(name.to_owned()) } else { of_article(prefix, local, name, corpora) };
        }
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    for corpus in corpora {
        let base = corpus.base();
        for place in ["entity/", "kind/", "article/"] {
            found.insert(format!("{base}{place}{name}"));
        }
    }
    found.insert(format!("{AF}{name}"));
    Iris::Several(found)
}

/// An entity or a fact of an article, whose id is a prefix, or else the name as an IRI.
fn of_article(article: &str, key: &str, name: &str, corpora: &[Corpus]) -> Iris {
    let own = corpora.iter().flat_map(|corpus| {
        ["entity", "fact"].map(|place| format!("{}article/{article}/{place}/{key}", corpus.base()))
    });
    Iris::Several(own.chain([name.to_owned()]).collect())
}

/// The IRI of the thing that a name represents.
pub(crate) fn find(name: &str, dataset: &Dataset, corpora: &[Corpus]) -> Result<String, NameError> {
    let mut found = match iris(name, corpora) {
        Iris::One(iri) => return known(iri, name, dataset),
        Iris::Several(found) => found,
    };
    found.retain(|iri| dataset.has_iri(iri));
    let called = |is_called: fn(&str, &str) -> bool| -> BTreeSet<String> {
        dataset.subject_iris().filter(|iri| is_called(iri, name)).map(str::to_owned).collect()
    };
    found.extend(called(iri::is_entity_called));
    if found.is_empty() {
        found = labelled(name, dataset);
    }
    if found.is_empty() {
        found = called(iri::is_fact_called);
    }
    let mut all = found.into_iter();
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => Err(NameError::Several {
            name: name.to_owned(),
            iris: [one, other].into_iter().chain(all).collect(),
        }),
        (None, _) => {
            // Of keys that are equally near, that of the first IRI is named.
            let mut iris: Vec<(&str, &str)> =
                dataset.subject_iris().filter_map(|iri| Some((iri, iri::entity_key(iri)?))).collect();
            iris.sort_unstable();
            let keys = iris.into_iter().map(|(_, key)| key);
            Err(NameError::Unknown { name: name.to_owned(), near: nearest(name, keys).map(str::to_owned) })
        }
    }
}

fn namespace(prefix: &str, corpora: &[Corpus]) -> Option<String> {
    let own = corpora.iter().find_map(|corpus| corpus.shared().namespace(prefix)).map(str::to_owned);
    own.or_else(|| {
        let folder = match prefix {
            "ent" => "entity",
            "entity" | "kind" | "time" => prefix,
            _ => return None,
        };
        corpora.first().map(|corpus| format!("{}{folder}/", corpus.base()))
    })
    .or_else(|| PREDECLARED.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| (*iri).to_owned()))
}

fn known(iri: String, name: &str, dataset: &Dataset) -> Result<String, NameError> {
    if dataset.has_iri(&iri) { Ok(iri) } else { Err(NameError::Silent { name: name.to_owned(), iri }) }
}

/// The things with this label, whatever its letter case.
fn labelled(name: &str, dataset: &Dataset) -> BTreeSet<String> {
    let wanted = name.to_lowercase();
    let labels = LABELS.iter().filter_map(|label| dataset.iri(label));
    labels
        .flat_map(|label| dataset.matching(None, Some(label), None))
        .filter(|[_, _, label]| {
            matches!(dataset.term(*label), TermRef::Literal(label) if label.value().to_lowercase() == wanted)
        })
        .filter_map(|[subject, _, _]| dataset.named(subject).map(str::to_owned))
        .collect()
}
