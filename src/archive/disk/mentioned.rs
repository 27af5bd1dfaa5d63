//! What a store has of the terms that a query mentions: enough to tell which of them exist nowhere.
use super::index::as_said;
use super::read::Inner;
use crate::ask::dataset::DatasetBuilder;
use crate::ask::literal::written::kept;
use crate::ask::sparql::matching;
use crate::ask::unknown::other_forms;
use crate::ontology::{Ontology, PropertyKind};
use crate::term::vocab::af;
use oxrdf::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, Term};
use rustc_hash::FxHashSet;
use std::io;

/// How many values of a property are looked at to tell whether it has IRIs alone.
const VALUES: usize = 1000;
/// How many facts of a property are counted.
const FACTS: usize = 10_000;
/// The datatype of a value that no query mentions.
const ANY: &str = "tag:groundwire,2026:any";

/// A pattern of triples: subject, predicate and object, none for any.
type Pattern = [Option<Term>; 3];

struct Mentioned<'s> {
    store: &'s Inner,
    ontologies: &'s [&'s Ontology],
    found: DatasetBuilder,
}

/// Some triples of each term, if it is in any; of a literal that is in none those with its other forms, and for a term that
/// is in none what the corpora declare.
pub(super) fn mentioned(
    store: &Inner,
    ontologies: &[&Ontology],
    terms: &FxHashSet<&Term>,
) -> io::Result<DatasetBuilder> {
    let mut mentioned = Mentioned { store, ontologies, found: DatasetBuilder::new() };
    let (mut properties, mut is_short) = (Vec::new(), false);
    for term in terms.iter().filter(|term| term.is_named_node()) {
        match mentioned.iri(term)? {
            Use::Property => properties.push(*term),
            Use::Other => {}
            Use::None => is_short = true,
        }
    }
    // Those of which a literal is not a value.
    let mut others: FxHashSet<&Term> = FxHashSet::default();
    for term in terms {
        let Term::Literal(literal) = term else { continue };
        is_short |= !mentioned.value(literal, None)?;
        for property in &properties {
            if !mentioned.value(literal, Some(property))? {
                others.insert(property);
            }
        }
    }
    for property in others {
        mentioned.values(property)?;
    }
    if is_short {
        for quad in store.declared()?.0 {
            mentioned.found.insert_quad(quad.as_ref());
        }
    }
    Ok(mentioned.found)
}

/// How data use an IRI.
enum Use {
    /// As the property of triples.
    Property,
    /// Otherwise.
    Other,
    None,
}

impl Mentioned<'_> {
    /// The quads of the union of all graphs that match.
    fn quads(&self, pattern: &Pattern) -> impl Iterator<Item = io::Result<Quad>> + use<> {
        let quads = matching(&self.store.index, pattern, Some(GraphNameRef::DefaultGraph));
        quads.into_iter().flatten().map(|quad| Ok(as_said(&quad?)))
    }

    /// Takes the first quads that match: whether there are any.
    fn take(&mut self, pattern: &Pattern, most: usize) -> io::Result<bool> {
        let mut any = false;
        for quad in self.quads(pattern).take(most) {
            self.found.insert_quad(quad?.as_ref());
            any = true;
        }
        Ok(any)
    }

    /// How an IRI is used. Of a property that no triple has, the facts are taken.
    fn iri(&mut self, iri: &Term) -> io::Result<Use> {
        let iri = || Some(iri.clone());
        let is_subject = self.take(&[iri(), None, None], 1)?;
        let is_object = self.take(&[None, None, iri()], 1)?;
        if self.take(&[None, iri(), None], 1)? {
            return Ok(Use::Property);
        }
        let predicate = NamedNode::new_unchecked(af::PREDICATE);
        let is_claimed = self.take(&[None, Some(predicate.into()), iri()], FACTS)?;
        Ok(if is_subject || is_object || is_claimed { Use::Other } else { Use::None })
    }

    /// Whether a literal is a value of a property, or of any. Where it is not, its other forms are taken.
    fn value(&mut self, literal: &Literal, property: Option<&Term>) -> io::Result<bool> {
        let pattern = |form: Literal| [None, property.cloned(), Some(kept(form).into())];
        if self.take(&pattern(literal.clone()), 1)? {
            return Ok(true);
        }
        for form in other_forms(literal, self.store.tags.values().map(String::as_str)) {
            self.take(&pattern(form), 1)?;
        }
        Ok(false)
    }

    /// The first values of a property, up to a literal. The index has IRIs first: where they are too many and no ontology
    /// says that there are no others, one that is a literal stands for the rest.
    fn values(&mut self, property: &Term) -> io::Result<()> {
        let mut quads = Vec::new();
        for quad in self.quads(&[None, Some(property.clone()), None]).take(VALUES) {
            quads.push(quad?);
            if quads.last().is_some_and(|quad| quad.object.is_literal()) {
                break;
            }
        }
        if quads.len() == VALUES && !self.has_things_alone(property) {
            quads.truncate(1);
            quads[0].object = Literal::new_typed_literal("", NamedNodeRef::new_unchecked(ANY)).into();
        }
        quads.iter().for_each(|quad| self.found.insert_quad(quad.as_ref()));
        Ok(())
    }

    /// Whether an ontology says that a property has no literals.
    fn has_things_alone(&self, property: &Term) -> bool {
        let Term::NamedNode(iri) = property else { return false };
        let kind = |ontology: &&Ontology| ontology.property(iri.as_str()).map(|id| ontology.kind(id));
        self.ontologies.iter().filter_map(kind).any(|kind| kind == PropertyKind::Object)
    }
}
