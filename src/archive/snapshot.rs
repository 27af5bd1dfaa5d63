//! What an archive held at one moment.
use super::prefixes::prefixes;
use crate::ask::cite::Citation;
use crate::ask::contradiction;
use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
use crate::ask::explain::{Contradicted, Namer};
use crate::ask::sameness::Sameness;
use crate::corpus::Corpus;
use crate::ontology::Ontology;
use crate::rdf::fact::Facts;
use crate::term::iri::last_part;
use crate::term::prefixes::Prefixes;
use crate::term::vocab::{af, dcterms, schema};
use oxrdf::{NamedNodeRef, Term, TermRef};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// What an archive held at one moment. It never changes; a clone is another handle to the same data.
#[derive(Clone)]
pub struct Snapshot(Arc<State>);

struct State {
    corpora: Vec<Corpus>,
    prefixes: Prefixes,
    /// Everything.
    dataset: Dataset,
    /// The same for queries that want more or less than everything, made when one does.
    variants: [OnceLock<Dataset>; 3],
    /// The graphs of files beside the documents, each with the file's name.
    files: Vec<(Term, String)>,
    same: OnceLock<Sameness>,
    contradicted: OnceLock<Contradicted>,
}

/// What a query sees of a snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sight {
    /// Not what articles only report someone as saying.
    pub(super) without_attributed: bool,
    /// Each fact as the reifier of its triple, too.
    pub(super) with_reifiers: bool,
}

/// An article of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleEntry {
    /// Its IRI.
    pub iri: String,
    /// Its id: the last part of its IRI.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was published, as written; none where that is not known.
    pub published: Option<String>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("quads", &self.dataset().len()).finish()
    }
}

impl Snapshot {
    pub(super) fn new(corpora: Vec<Corpus>, dataset: Dataset, files: Vec<(Term, String)>) -> Self {
        let prefixes = prefixes(&corpora);
        Self(Arc::new(State {
            corpora,
            prefixes,
            dataset,
            variants: Default::default(),
            files,
            same: OnceLock::new(),
            contradicted: OnceLock::new(),
        }))
    }

    /// The corpora whose documents it holds.
    #[must_use]
    pub fn corpora(&self) -> &[Corpus] {
        &self.0.corpora
    }

    /// The prefixes that a query needs not declare.
    #[must_use]
    pub fn prefixes(&self) -> &Prefixes {
        &self.0.prefixes
    }

    /// How many quads it holds, the ontologies included.
    #[must_use]
    pub fn quad_count(&self) -> usize {
        self.dataset().len()
    }

    /// Its articles, by IRI.
    #[must_use]
    pub fn articles(&self) -> Vec<ArticleEntry> {
        let dataset = self.dataset();
        let text =
            |article: NamedNodeRef<'_>, predicate| dataset.text(article.into(), predicate).map(str::to_owned);
        let mut articles: Vec<ArticleEntry> = dataset
            .of_class(af::ARTICLE)
            .filter_map(|article| match dataset.term(article) {
                TermRef::NamedNode(article) => Some(article),
                _ => None,
            })
            .map(|article| ArticleEntry {
                iri: article.as_str().to_owned(),
                id: last_part(article.as_str()).to_owned(),
                title: text(article, dcterms::TITLE).unwrap_or_default(),
                published: text(article, dcterms::ISSUED),
            })
            .collect();
        articles.sort_by(|one, other| one.iri.cmp(&other.iri));
        articles
    }

    /// A fact in full, by its IRI; none where there is no such fact.
    #[must_use]
    pub fn fact(&self, iri: &str) -> Option<Citation<'_>> {
        let dataset = self.dataset();
        let fact = dataset.iri(iri)?;
        dataset.is_a(fact, af::FACT).then(|| Citation::new(dataset, fact))
    }

    /// All facts in full, in no order that means anything.
    pub fn facts(&self) -> impl Iterator<Item = Citation<'_>> {
        let dataset = self.dataset();
        dataset.facts().map(|fact| Citation::new(dataset, fact))
    }

    /// The text of an article, by its IRI; none where the data do not hold it.
    #[must_use]
    pub fn article_text(&self, iri: &str) -> Option<&str> {
        self.dataset().text(NamedNodeRef::new_unchecked(iri).into(), schema::ARTICLE_BODY)
    }

    /// Gives names to things, in words.
    #[must_use]
    pub fn namer(&self) -> Namer<'_> {
        Namer { dataset: self.dataset(), prefixes: self.prefixes() }
    }

    /// Everything it holds.
    pub fn dataset(&self) -> &Dataset {
        &self.0.dataset
    }

    pub(crate) fn ontologies(&self) -> Vec<&Ontology> {
        self.corpora().iter().map(Corpus::ontology).collect()
    }

    pub(super) fn files(&self) -> &[(Term, String)] {
        &self.0.files
    }

    /// The base against which relative IRIs of a query are resolved.
    pub(super) fn base(&self) -> Option<&str> {
        self.corpora().first().map(Corpus::base)
    }

    /// Makes ready what answers need and what another snapshot, whose place this one takes, had made already.
    pub(super) fn warm(&self, before: &Self) {
        if Arc::ptr_eq(&self.0, &before.0) {
            return;
        }
        self.dataset().warm(before.dataset());
        if before.0.contradicted.get().is_some() {
            self.contradicted();
        }
    }

    /// Which of its things are the same.
    pub(crate) fn sameness(&self) -> &Sameness {
        self.0.same.get_or_init(|| Sameness::new(self.dataset()))
    }

    /// Which facts contradict one another.
    pub(crate) fn contradicted(&self) -> &Contradicted {
        self.0.contradicted.get_or_init(|| {
            contradiction::by_fact(&contradiction::find(self.dataset(), &self.ontologies(), self.sameness()))
        })
    }

    /// The dataset as a query sees it.
    pub(super) fn seen(&self, sight: Sight) -> &Dataset {
        let number = match (sight.without_attributed, sight.with_reifiers) {
            (false, false) => return self.dataset(),
            (true, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
        };
        self.0.variants[number].get_or_init(|| {
            let mut builder = DatasetBuilder::new();
            if sight.without_attributed {
                builder = builder.without_attributed();
            }
            if sight.with_reifiers {
                builder = builder.with_reifiers();
            }
            // Blank nodes keep their labels: one file's cannot meet another's.
            self.dataset().quads().for_each(|quad| builder.insert_quad(quad));
            builder.finish()
        })
    }

    /// The term of a number.
    pub(super) fn term(&self, id: TermId) -> TermRef<'_> {
        self.dataset().term(id)
    }
}
