//! Questions about many things at once. The index keeps terms as hashes, and each that it gives back costs a look-up: a
//! question in SPARQL gives back what is wanted alone.
use crate::ask::literal::written::plain;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::io;

/// The variable that tells for which of the things given an answer is.
const NUMBER: &str = "number";

/// A triple that is looked for: subject, predicate and object, each an IRI or a variable (`?name`).
pub(super) type Wanted<'t> = [&'t str; 3];

/// A question on its way.
pub(super) struct Lookup<'s> {
    index: &'s Store,
    pattern: GraphPattern,
    /// Whether nothing is given.
    is_empty: bool,
}

impl<'s> Lookup<'s> {
    /// Of things that are given: for each of `rows` a term for each of the variables, as the index has it.
    pub(super) fn of<const N: usize>(
        index: &'s Store,
        variables: [&str; N],
        rows: impl IntoIterator<Item = [GroundTerm; N]>,
    ) -> Self {
        let mut variables = variables.map(Variable::new_unchecked).to_vec();
        variables.push(Variable::new_unchecked(NUMBER));
        let row = |(number, terms): (u64, [GroundTerm; N])| {
            let number = GroundTerm::from(Literal::from(number));
            terms.into_iter().chain([number]).map(Some).collect()
        };
        let bindings: Vec<_> = (0..).zip(rows).map(row).collect();
        let is_empty = bindings.is_empty();
        Self { index, pattern: GraphPattern::Values { variables, bindings }, is_empty }
    }

    /// Then looks for triples of the union, one after another.
    pub(super) fn then(mut self, wanted: &[Wanted<'_>]) -> Self {
        for triple in wanted {
            self = self.lateral(bgp(*triple));
        }
        self
    }

    /// Then looks for a triple in a graph: an IRI or a variable.
    pub(super) fn then_in(self, graph: &str, wanted: Wanted<'_>) -> Self {
        self.lateral(GraphPattern::Graph { name: name(graph), inner: Box::new(bgp(wanted)) })
    }

    fn lateral(self, right: GraphPattern) -> Self {
        let pattern = GraphPattern::Lateral { left: Box::new(self.pattern), right: Box::new(right) };
        Self { pattern, ..self }
    }

    /// The answers: the number of the row given, and a term for each of some variables, as it was written.
    pub(super) fn answers<const N: usize>(self, columns: [&str; N]) -> io::Result<Vec<(usize, [Term; N])>> {
        let mut variables = columns.map(Variable::new_unchecked).to_vec();
        variables.push(Variable::new_unchecked(NUMBER));
        let pattern = GraphPattern::Project { inner: Box::new(self.pattern), variables };
        let query = Query::Select { dataset: None, pattern, base_iri: None };
        if self.is_empty {
            return Ok(Vec::new());
        }
        let results = SparqlEvaluator::new().for_query(query).on_store(self.index).execute();
        let QueryResults::Solutions(solutions) = results.map_err(io::Error::other)? else {
            return Ok(Vec::new());
        };
        let mut answers = Vec::new();
        for solution in solutions {
            let solution = solution.map_err(io::Error::other)?;
            let Some((Some(Term::Literal(number)), terms)) = solution.values().split_last() else { continue };
            let terms: Option<Vec<Term>> = terms.iter().map(|term| term.clone().map(plain)).collect();
            if let (Ok(number), Some(Ok(terms))) = (number.value().parse(), terms.map(TryInto::try_into)) {
                answers.push((number, terms));
            }
        }
        Ok(answers)
    }
}

/// An IRI as something that is given.
pub(super) fn iri_term(iri: &str) -> GroundTerm {
    NamedNode::new_unchecked(iri).into()
}

fn name(text: &str) -> NamedNodePattern {
    match text.strip_prefix('?') {
        Some(variable) => Variable::new_unchecked(variable).into(),
        None => NamedNode::new_unchecked(text).into(),
    }
}

fn bgp([subject, predicate, object]: Wanted<'_>) -> GraphPattern {
    let term = |text: &str| TermPattern::from(name(text));
    let triple = TriplePattern { subject: term(subject), predicate: name(predicate), object: term(object) };
    GraphPattern::Bgp { patterns: vec![triple] }
}
