//! A fact in full, as a reader needs it.
use oxrdf::{NamedNodeRef, TermRef};

use crate::dataset::{Dataset, TermId};
use crate::vocab::{af, dcterms, oa};

/// A fact that is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation<'d> {
    /// Its IRI.
    pub fact: String,
    /// The IRI of its article.
    pub article: Option<String>,
    /// The article's title.
    pub title: Option<&'d str>,
    /// The words that say it, in the order of the article.
    pub quotes: Vec<Quote<'d>>,
    /// Who says so, where it is not the article in its own voice.
    pub according_to: Vec<String>,
    /// The utterance in which it is said.
    pub stated_in: Option<String>,
    /// How real it is: the IRI of its modality.
    pub modality: Option<String>,
    /// Whether it is said not to be so.
    pub negated: bool,
    /// Whether a part of it is inferred.
    pub inferred: bool,
    /// What it is about.
    pub subject: Option<TermRef<'d>>,
    /// The property.
    pub predicate: Option<TermRef<'d>>,
    /// What the subject is related to: a thing or a literal.
    pub object: Option<TermRef<'d>>,
    /// The time at which it holds, as EDTF.
    pub when: Option<&'d str>,
    /// The facts that contradict it, where someone said which.
    pub contradicted_by: Vec<String>,
}

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quote<'d> {
    /// Where they begin, in code points.
    pub start: u64,
    /// Where they end.
    pub end: u64,
    /// The words.
    pub exact: &'d str,
}

/// The IRI of a node (or its label, of a blank one).
pub(super) fn iri(dataset: &Dataset, id: TermId) -> String {
    text(dataset.term(id)).to_owned()
}

/// The text of a term: an IRI, a label, a lexical form.
pub(super) fn text(term: TermRef<'_>) -> &str {
    match term {
        TermRef::NamedNode(node) => node.as_str(),
        TermRef::BlankNode(node) => node.as_str(),
        TermRef::Literal(literal) => literal.value(),
        TermRef::Triple(_) => "",
    }
}

impl<'d> Citation<'d> {
    /// What a dataset says of a fact.
    #[must_use]
    pub fn new(dataset: &'d Dataset, fact: TermId) -> Self {
        let subject = dataset.term(fact);
        let all = |subject: TermRef<'_>, predicate: &'static str| {
            dataset.objects(subject, NamedNodeRef::new_unchecked(predicate))
        };
        let one = |predicate| all(subject, predicate).next();
        let owned = |predicate| one(predicate).map(|term| text(term).to_owned());
        let number = |quote: TermRef<'_>, predicate| {
            all(quote, predicate).next().and_then(|term| text(term).parse().ok()).unwrap_or(0)
        };
        let evidence: Vec<TermRef<'d>> = all(subject, af::EVIDENCE).collect();
        let mut quotes: Vec<Quote<'d>> = evidence
            .iter()
            .map(|&quote| Quote {
                start: number(quote, oa::START),
                end: number(quote, oa::END),
                exact: all(quote, oa::EXACT).next().map_or("", text),
            })
            .collect();
        quotes.sort();
        let article = evidence.first().and_then(|&quote| all(quote, af::IN_ARTICLE).next());
        let mut according_to: Vec<String> =
            all(subject, af::ACCORDING_TO).map(|term| text(term).to_owned()).collect();
        according_to.sort();
        Self {
            fact: text(subject).to_owned(),
            article: article.map(|term| text(term).to_owned()),
            title: article.and_then(|article| all(article, dcterms::TITLE).next()).map(text),
            quotes,
            according_to,
            stated_in: owned(af::STATED_IN),
            modality: owned(af::MODALITY),
            negated: one(af::NEGATED).is_some(),
            inferred: one(af::INFERRED).is_some(),
            subject: one(af::SUBJECT),
            predicate: one(af::PREDICATE),
            object: one(af::OBJECT).or_else(|| one(af::VALUE)),
            when: one(af::WHEN).and_then(|time| all(time, af::EDTF).next()).map(text),
            contradicted_by: Vec::new(),
        }
    }
}
