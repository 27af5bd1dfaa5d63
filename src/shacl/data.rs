//! The lookups in the data graph that validation needs: the union of a dataset's graphs.
use crate::ask::dataset::Dataset;
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use rustc_hash::FxHashSet;

/// A node as a term.
pub(super) fn as_term(node: NamedOrBlankNodeRef<'_>) -> TermRef<'_> {
    match node {
        NamedOrBlankNodeRef::NamedNode(node) => node.into(),
        NamedOrBlankNodeRef::BlankNode(node) => node.into(),
    }
}

/// A term of the shapes as the data write it: language tags may differ in letter case.
pub(super) fn as_written<'a>(data: &'a Dataset, term: TermRef<'a>) -> TermRef<'a> {
    data.id(term).map_or(term, |id| data.term(id))
}

/// The objects of a node's property.
pub(super) fn objects<'a>(
    data: &'a Dataset,
    subject: TermRef<'_>,
    predicate: NamedNodeRef<'_>,
) -> impl Iterator<Item = TermRef<'a>> + use<'a> {
    data.objects(subject, predicate)
}

/// The subjects whose property has an object.
pub(super) fn subjects<'a>(
    data: &'a Dataset,
    predicate: NamedNodeRef<'_>,
    object: TermRef<'_>,
) -> impl Iterator<Item = TermRef<'a>> + use<'a> {
    data.subjects(predicate, object).map(as_term)
}

/// Subjects and objects of a property, a pair for each triple.
pub(super) fn pairs<'a>(
    data: &'a Dataset,
    predicate: NamedNodeRef<'_>,
) -> impl Iterator<Item = (TermRef<'a>, TermRef<'a>)> + use<'a> {
    let predicate = data.id(predicate.into()).into_iter();
    let triples = predicate.flat_map(|predicate| data.matching(None, Some(predicate), None));
    triples.map(|[subject, _, object]| (data.term(subject), data.term(object)))
}

/// Properties and objects of a node, a pair for each triple.
pub(super) fn properties<'a>(
    data: &'a Dataset,
    subject: TermRef<'_>,
) -> impl Iterator<Item = (TermRef<'a>, TermRef<'a>)> + use<'a> {
    let subject = data.id(subject).into_iter();
    let triples = subject.flat_map(|subject| data.matching(Some(subject), None, None));
    triples.map(|[_, predicate, object]| (data.term(predicate), data.term(object)))
}

/// A class and all its subclasses (`rdfs:subClassOf*`, read backwards).
pub(super) fn subclasses<'a>(data: &'a Dataset, class: NamedNodeRef<'a>) -> FxHashSet<TermRef<'a>> {
    let mut found = FxHashSet::from_iter([TermRef::from(class)]);
    let mut open = vec![TermRef::from(class)];
    while let Some(class) = open.pop() {
        for subclass in subjects(data, rdfs::SUB_CLASS_OF, class) {
            if found.insert(subclass) {
                open.push(subclass);
            }
        }
    }
    found
}

/// Whether a node has one of these types.
pub(super) fn is_instance(data: &Dataset, node: TermRef<'_>, classes: &FxHashSet<TermRef<'_>>) -> bool {
    objects(data, node, rdf::TYPE).any(|class| classes.contains(&class))
}
