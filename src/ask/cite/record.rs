//! A fact in full, as a reader needs it.
use oxrdf::TermRef;

use crate::ask::dataset::{Dataset, TermId};
use crate::rdf::fact::{CitedQuote, Facts, Role, text};
use crate::term::vocab::is_realized;

/// A fact that is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation<'d> {
    /// Its IRI.
    pub fact: &'d str,
    /// The IRI of its article.
    pub article: Option<&'d str>,
    /// The article's title.
    pub title: Option<&'d str>,
    /// The words that say it, in the order of the article.
    pub quotes: Vec<CitedQuote<'d>>,
    /// Who says so, where it is not the article in its own voice.
    pub according_to: Vec<&'d str>,
    /// The utterance in which it is said.
    pub stated_in: Option<&'d str>,
    /// How real it is: the IRI of its modality.
    pub modality: Option<&'d str>,
    /// Whether it is said not to be so.
    pub negated: bool,
    /// Whether a part of it is inferred.
    pub inferred: bool,
    /// Whether it is a draft: proposed by a program, and not accepted by a person.
    pub draft: bool,
    /// What it is about.
    pub subject: Option<TermRef<'d>>,
    /// The property.
    pub predicate: Option<TermRef<'d>>,
    /// What the subject is related to: a thing or a literal.
    pub object: Option<TermRef<'d>>,
    /// The time at which it holds, as EDTF.
    pub when: Option<&'d str>,
    /// The facts that contradict it, where someone said which.
    pub contradicted_by: Vec<&'d str>,
}

/// What readers are told of a draft.
pub(crate) const DRAFT: &str = "draft, not accepted yet";

impl<'d> Citation<'d> {
    /// What a dataset says of a fact.
    #[must_use]
    pub fn new(dataset: &'d Dataset, fact: TermId) -> Self {
        let parts = dataset.parts(fact);
        let term = |id| dataset.term(id);
        let text_of = |id| text(dataset.term(id));
        let article = dataset.article(fact);
        let mut according_to: Vec<&str> = dataset.all(fact, Role::AccordingTo).map(text_of).collect();
        according_to.sort_unstable();
        Self {
            fact: text_of(fact),
            article: article.map(text_of),
            title: article.and_then(|article| dataset.one(article, Role::Title)).map(text_of),
            quotes: dataset.quotes(fact),
            according_to,
            stated_in: parts.get(Role::StatedIn).map(text_of),
            modality: parts.get(Role::Modality).map(text_of),
            negated: parts.is_negated(),
            inferred: parts.get(Role::Inferred).is_some(),
            draft: dataset.is_draft(fact),
            subject: parts.get(Role::Subject).map(term),
            predicate: parts.get(Role::Predicate).map(term),
            object: parts.object().map(term),
            when: parts.get(Role::When).and_then(|time| dataset.one(time, Role::Edtf)).map(text_of),
            contradicted_by: Vec::new(),
        }
    }

    /// Whether it says that it is or was so, or, of a denial, that it is not.
    #[must_use]
    pub fn is_realized(&self) -> bool {
        is_realized(self.modality)
    }
}
