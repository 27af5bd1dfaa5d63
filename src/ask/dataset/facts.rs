//! Facts as a dataset has them.
use super::{Dataset, TermId};
use crate::rdf::fact::{Facts, Role, text};
use crate::term::iri::{ArticleGraph, article_graph};
use crate::term::vocab::af;
use oxrdf::TermRef;

/// The predicates by which facts are described, as far as the dataset has them.
pub(super) struct Roles {
    terms: [Option<TermId>; Role::COUNT],
    /// Of each term up to the last that has one: data begin with them.
    of: Vec<Option<Role>>,
}

impl Dataset {
    fn roles(&self) -> &Roles {
        self.roles.get_or_init(|| {
            let mut roles = Roles { terms: [None; Role::COUNT], of: Vec::new() };
            for &role in Role::ALL {
                if let Some(term) = self.iri(role.iri()) {
                    roles.terms[role as usize] = Some(term);
                    let length = roles.of.len().max(term.index() + 1);
                    roles.of.resize(length, None);
                    roles.of[term.index()] = Some(role);
                }
            }
            roles
        })
    }

    /// The predicate of a role.
    pub(crate) fn role(&self, role: Role) -> Option<TermId> {
        self.roles().terms[role as usize]
    }

    /// What has a term in a role.
    pub(crate) fn with(&self, role: Role, term: TermId) -> impl Iterator<Item = TermId> {
        let predicate = self.role(role).into_iter();
        predicate
            .flat_map(move |predicate| self.matching(None, Some(predicate), Some(term)))
            .map(|[of, ..]| of)
    }

    /// What is of a class.
    pub(crate) fn of_class(&self, class: &str) -> impl Iterator<Item = TermId> + use<'_> {
        self.iri(class).into_iter().flat_map(|class| self.with(Role::Type, class))
    }

    /// All facts.
    pub(crate) fn facts(&self) -> impl Iterator<Item = TermId> {
        self.of_class(af::FACT)
    }

    /// Whether a fact stands among the drafts of its article.
    pub(crate) fn is_draft(&self, fact: TermId) -> bool {
        if self.one(fact, Role::Proposed).is_none() {
            return false;
        }
        let Some((a, class)) = self.role(Role::Type).zip(self.iri(af::FACT)) else { return false };
        let is_of_drafts =
            |graph| matches!(article_graph(text(self.term(graph))), Some((_, ArticleGraph::Drafts)));
        self.graph_ids_of([fact, a, class]).any(is_of_drafts)
    }
}

impl Facts for Dataset {
    type Term = TermId;

    fn told(&self, of: TermId) -> impl Iterator<Item = (Role, TermId)> {
        let roles = &self.roles().of;
        self.matching(Some(of), None, None)
            .filter_map(|[_, predicate, term]| Some(((*roles.get(predicate.index())?)?, term)))
    }

    fn term(&self, term: TermId) -> TermRef<'_> {
        Self::term(self, term)
    }

    fn all(&self, of: TermId, role: Role) -> impl Iterator<Item = TermId> {
        let predicate = self.role(role).into_iter();
        predicate
            .flat_map(move |predicate| self.matching(Some(of), Some(predicate), None))
            .map(|[.., term]| term)
    }
}
