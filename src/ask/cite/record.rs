//! A fact in full, as a reader needs it.
use oxrdf::TermRef;
use rustc_hash::FxHashMap;

use crate::ask::dataset::{Dataset, TermId};
use crate::term::iri::{ArticleGraph, article_graph};
use crate::term::vocab::{af, dcterms, is_realized, oa, prov, rdf};

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

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CitedQuote<'d> {
    /// Where they begin, in code points.
    pub start: u64,
    /// Where they end.
    pub end: u64,
    /// The words.
    pub exact: &'d str,
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

/// Whether a fact stands among the drafts of its article.
pub(crate) fn is_draft(dataset: &Dataset, fact: TermId) -> bool {
    let Some((a, class)) = dataset.iri(rdf::TYPE).zip(dataset.iri(af::FACT)) else { return false };
    dataset
        .graph_ids_of([fact, a, class])
        .any(|graph| matches!(article_graph(text(dataset.term(graph))), Some((_, ArticleGraph::Drafts))))
}

/// Reads facts in full.
pub(crate) struct Reader<'d> {
    dataset: &'d Dataset,
    /// The predicates that count, by [`Role`]; none where the dataset does not have one.
    roles: FxHashMap<TermId, Role>,
}

/// What a predicate tells of a fact, a quote, an article or a time.
#[derive(Clone, Copy)]
enum Role {
    Subject,
    Predicate,
    Object,
    Modality,
    Negated,
    Inferred,
    Evidence,
    AccordingTo,
    StatedIn,
    When,
    /// The activity in which a program proposed it: it may be a draft.
    Proposed,
    InArticle,
    Exact,
    Start,
    End,
    Title,
    Edtf,
}

impl<'d> Citation<'d> {
    /// What a dataset says of a fact. Of many facts a reader of our own makes it in less time.
    #[must_use]
    pub fn new(dataset: &'d Dataset, fact: TermId) -> Self {
        Reader::new(dataset).read(fact)
    }

    /// Whether it says that it is or was so, or, of a denial, that it is not.
    #[must_use]
    pub fn is_realized(&self) -> bool {
        is_realized(self.modality)
    }
}

impl<'d> Reader<'d> {
    pub(crate) fn new(dataset: &'d Dataset) -> Self {
        let roles = [
            (af::SUBJECT, Role::Subject),
            (af::PREDICATE, Role::Predicate),
            (af::OBJECT, Role::Object),
            (af::VALUE, Role::Object),
            (af::MODALITY, Role::Modality),
            (af::NEGATED, Role::Negated),
            (af::INFERRED, Role::Inferred),
            (af::EVIDENCE, Role::Evidence),
            (af::ACCORDING_TO, Role::AccordingTo),
            (af::STATED_IN, Role::StatedIn),
            (af::WHEN, Role::When),
            (prov::WAS_GENERATED_BY, Role::Proposed),
            (af::IN_ARTICLE, Role::InArticle),
            (oa::EXACT, Role::Exact),
            (oa::START, Role::Start),
            (oa::END, Role::End),
            (dcterms::TITLE, Role::Title),
            (af::EDTF, Role::Edtf),
        ];
        let roles = roles.into_iter().filter_map(|(iri, role)| Some((dataset.iri(iri)?, role)));
        Self { dataset, roles: roles.collect() }
    }

    /// What is told of a term.
    fn told(&self, subject: TermId) -> impl Iterator<Item = (Role, TermId)> {
        self.dataset
            .matching(Some(subject), None, None)
            .filter_map(|[_, predicate, object]| Some((*self.roles.get(&predicate)?, object)))
    }

    fn text(&self, id: TermId) -> &'d str {
        text(self.dataset.term(id))
    }

    /// A fact in full.
    pub(crate) fn read(&self, fact: TermId) -> Citation<'d> {
        let mut citation = Citation { fact: self.text(fact), ..Citation::default() };
        let mut article = None;
        for (role, object) in self.told(fact) {
            let term = Some(self.dataset.term(object));
            match role {
                Role::Subject => citation.subject = term,
                Role::Predicate => citation.predicate = term,
                Role::Object => citation.object = term,
                Role::Modality => citation.modality = Some(self.text(object)),
                Role::Negated => citation.negated = true,
                Role::Inferred => citation.inferred = true,
                Role::AccordingTo => citation.according_to.push(self.text(object)),
                Role::StatedIn => citation.stated_in = Some(self.text(object)),
                Role::Proposed => citation.draft = is_draft(self.dataset, fact),
                Role::When => {
                    citation.when = self
                        .told(object)
                        .find_map(|(role, text)| matches!(role, Role::Edtf).then(|| self.text(text)));
                }
                Role::Evidence => {
                    let mut quote = CitedQuote { start: 0, end: 0, exact: "" };
                    for (role, object) in self.told(object) {
                        match role {
                            Role::Exact => quote.exact = self.text(object),
                            Role::Start => quote.start = self.text(object).parse().unwrap_or(0),
                            Role::End => quote.end = self.text(object).parse().unwrap_or(0),
                            Role::InArticle => article = Some(object),
                            _ => {}
                        }
                    }
                    citation.quotes.push(quote);
                }
                _ => {}
            }
        }
        citation.quotes.sort();
        citation.according_to.sort_unstable();
        if let Some(article) = article {
            citation.article = Some(self.text(article));
            citation.title = self
                .told(article)
                .find_map(|(role, text)| matches!(role, Role::Title).then(|| self.text(text)));
        }
        citation
    }
}
