//! What a store has of the terms that a query mentions: enough to tell which of them exist nowhere.
use super::index::as_said;
use super::read::Inner;
use crate::ask::dataset::DatasetBuilder;
use crate::ask::literal::written::kept;
use crate::ask::unknown::forms;
use crate::ontology::{Ontology, PropertyKind};
use crate::term::vocab::af;
use oxrdf::{GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef};
use rustc_hash::FxHashSet;
use std::io;

/// How many values of a property are looked at to tell whether it has IRIs alone.
const VALUES: usize = 1000;
/// How many facts of a property are counted.
const FACTS: usize = 10_000;
/// The datatype of a value that no query mentions.
const ANY: &str = "tag:groundwire,2026:any";

/// A pattern of triples: subject, predicate and object, none for any.
type Pattern<'t> = (Option<NamedNodeRef<'t>>, Option<NamedNodeRef<'t>>, Option<TermRef<'t>>);

struct Mentioned<'s> {
    store: &'s Inner,
    ontologies: &'s [&'s Ontology],
    found: DatasetBuilder,
}

/// Some triples of each term, if it is in any; of literals those in other forms too, and for a term that is in none what
/// the corpora declare.
pub(super) fn mentioned(
    store: &Inner,
    ontologies: &[&Ontology],
    terms: &FxHashSet<&Term>,
) -> io::Result<DatasetBuilder> {
    let mut mentioned = Mentioned { store, ontologies, found: DatasetBuilder::new() };
    let (mut iris, mut literals) = (Vec::new(), Vec::new());
    for term in terms {
        match term {
            Term::NamedNode(node) => iris.push(node),
            Term::Literal(literal) => literals.push(literal),
            _ => {}
        }
    }
    let mut is_short = false;
    for iri in &iris {
        is_short |= !mentioned.iri(iri)?;
    }
    for literal in &literals {
        is_short |= !mentioned.literal(literal, &iris)?;
    }
    if is_short {
        for quad in store.declared()?.0 {
            mentioned.found.insert_quad(quad.as_ref());
        }
    }
    Ok(mentioned.found)
}

impl Mentioned<'_> {
    /// The first quads of a pattern: whether there are any.
    fn take(&mut self, pattern: Pattern<'_>, most: usize) -> io::Result<bool> {
        let mut any = false;
        for quad in self.store.union(pattern).take(most) {
            self.found.insert_quad(as_said(&quad?).as_ref());
            any = true;
        }
        Ok(any)
    }

    /// Whether an IRI is in any triple. Of a property that no triple has, the facts are taken.
    fn iri(&mut self, iri: &NamedNode) -> io::Result<bool> {
        let iri = iri.as_ref();
        let is_subject = self.take((Some(iri), None, None), 1)?;
        let is_object = self.take((None, None, Some(iri.into())), 1)?;
        if self.take((None, Some(iri), None), 1)? {
            return Ok(true);
        }
        let predicate = NamedNodeRef::new_unchecked(af::PREDICATE);
        let is_claimed = self.take((None, Some(predicate), Some(iri.into())), FACTS)?;
        Ok(is_subject || is_object || is_claimed)
    }

    /// Whether a literal is in any triple, and a value of each of some properties that has values.
    fn literal(&mut self, literal: &Literal, properties: &[&NamedNode]) -> io::Result<bool> {
        let mut own = true;
        for form in forms(literal, self.store.tags.values().map(String::as_str)) {
            let is_own = form == *literal;
            let form = kept(form);
            own &= self.take((None, None, Some(form.as_ref().into())), 1)? || !is_own;
            for property in properties {
                let found = self.take((None, Some(property.as_ref()), Some(form.as_ref().into())), 1)?;
                if is_own && !found {
                    self.values(property)?;
                }
            }
        }
        Ok(own)
    }

    /// The first values of a property, up to a literal. The index has IRIs first: where they are too many and no ontology
    /// says that there are no others, one that is a literal stands for the rest.
    fn values(&mut self, property: &NamedNode) -> io::Result<()> {
        let mut quads = Vec::new();
        for quad in self.store.union((None, Some(property.as_ref()), None)).take(VALUES) {
            quads.push(as_said(&quad?));
            if quads.last().is_some_and(|quad| quad.object.is_literal()) {
                break;
            }
        }
        let has_things_alone = || {
            let kind =
                |ontology: &&Ontology| ontology.property(property.as_str()).map(|id| ontology.kind(id));
            self.ontologies.iter().filter_map(kind).any(|kind| kind == PropertyKind::Object)
        };
        if quads.len() == VALUES && !has_things_alone() {
            quads.truncate(1);
            quads[0].object = Literal::new_typed_literal("", NamedNodeRef::new_unchecked(ANY)).into();
        }
        quads.iter().for_each(|quad| self.found.insert_quad(quad.as_ref()));
        Ok(())
    }
}

impl Inner {
    /// The triples of a pattern, in the union of all graphs.
    fn union(&self, (subject, predicate, object): Pattern<'_>) -> impl Iterator<Item = io::Result<Quad>> {
        let subject = subject.map(NamedOrBlankNodeRef::from);
        let graph = Some(GraphNameRef::DefaultGraph);
        let quads = self.index.quads_for_pattern(subject, predicate, object, graph);
        quads.map(|quad| quad.map_err(io::Error::from))
    }
}
