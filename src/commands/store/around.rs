//! The articles of a store that could contradict facts of an answer.
use super::slice::Slice;
use crate::cite::Citation;
use crate::ontology::{Ontology, PropertyId};
use crate::vocab::{af, owl};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io;
use std::rc::Rc;

/// To go through that many denials takes about as long as to look for those of one thing.
const FEW: usize = 16;

/// What could contradict some facts, as far as the index tells.
#[derive(Default)]
struct Wanted {
    /// Things, and the properties of each that a denial would speak of.
    denials: FxHashMap<Rc<str>, FxHashSet<PropertyId>>,
    /// The ends of facts whose property has a rule of its own.
    ruled: FxHashSet<Rc<str>>,
    /// What is denied: a thing, the role in which it is, and the property.
    denied: FxHashSet<(Rc<str>, &'static str, PropertyId)>,
}

/// Looks for contradictions under one ontology.
pub(super) struct Around<'a, 's> {
    slice: &'a mut Slice<'s>,
    ontology: &'a Ontology,
    names: FxHashMap<String, Rc<[Rc<str>]>>,
}

impl<'a, 's> Around<'a, 's> {
    pub(super) fn new(slice: &'a mut Slice<'s>, ontology: &'a Ontology) -> Self {
        Self { slice, ontology, names: FxHashMap::default() }
    }

    /// Adds the articles of all facts that could contradict one of these.
    pub(super) fn add(&mut self, facts: &[Citation<'_>]) -> io::Result<()> {
        let ontology = self.ontology;
        let mut wanted = Wanted::default();
        for fact in facts {
            let (Some(TermRef::NamedNode(subject)), Some(TermRef::NamedNode(predicate))) =
                (fact.subject, fact.predicate)
            else {
                continue;
            };
            let Some(property) = ontology.property(predicate.as_str()) else { continue };
            let subjects = self.names(subject.as_str())?;
            let objects = match fact.object {
                Some(TermRef::NamedNode(object)) => self.names(object.as_str())?,
                _ => [].into(),
            };
            if fact.negated {
                for subject in &*subjects {
                    wanted.denied.insert((Rc::clone(subject), af::SUBJECT, property));
                    if ontology.is_symmetric(property) {
                        wanted.denied.insert((Rc::clone(subject), af::OBJECT, property));
                    }
                }
            } else {
                for above in ontology.properties_above(property) {
                    let others = objects.iter().filter(|_| ontology.is_symmetric(above));
                    for thing in subjects.iter().chain(others) {
                        wanted.denials.entry(Rc::clone(thing)).or_default().insert(above);
                    }
                }
            }
            if self.is_ruled(property) {
                wanted.ruled.extend(subjects.iter().chain(&*objects).cloned());
            }
        }
        self.add_wanted(&wanted)
    }

    fn is_ruled(&self, property: PropertyId) -> bool {
        self.ontology.is_functional(property)
            || self.ontology.is_inverse_functional(property)
            || self.ontology.is_irreflexive(property)
    }

    /// All names of a thing, and in the slice the links that say so.
    fn names(&mut self, thing: &str) -> io::Result<Rc<[Rc<str>]>> {
        if let Some(names) = self.names.get(thing) {
            return Ok(Rc::clone(names));
        }
        let mut names: Vec<Rc<str>> = vec![thing.into()];
        let mut links = Vec::new();
        let mut at = 0;
        while let Some(name) = names.get(at).cloned() {
            at += 1;
            let slice = &self.slice;
            let linked = slice.matching(Some(&name), owl::SAME_AS, None);
            for link in linked.chain(slice.matching(None, owl::SAME_AS, Some(&name))) {
                let link = link?;
                let ends = [Term::from(link.subject.clone()), link.object.clone()];
                for end in &ends {
                    if let Term::NamedNode(end) = end
                        && names.iter().all(|known| &**known != end.as_str())
                    {
                        names.push(end.as_str().into());
                    }
                }
                links.push(link);
            }
        }
        for link in links {
            let link = oxrdf::Triple::from(link);
            self.slice.add_triple(link.as_ref())?;
        }
        let names: Rc<[Rc<str>]> = names.into();
        self.names.insert(thing.to_owned(), Rc::clone(&names));
        Ok(names)
    }

    fn add_wanted(&mut self, wanted: &Wanted) -> io::Result<()> {
        self.add_denials(&wanted.denials)?;
        for thing in &wanted.ruled {
            for role in [af::SUBJECT, af::OBJECT] {
                self.add_facts(thing, role, |around, fact| {
                    Ok(around.property(fact)?.is_some_and(|property| around.is_ruled(property)))
                })?;
            }
        }
        for (thing, role, denied) in &wanted.denied {
            self.add_facts(thing, role, |around, fact| {
                let property = around.property(fact)?;
                Ok(property.is_some_and(|property| around.ontology.is_below(property, *denied))
                    && !around.is_negated(fact)?)
            })?;
        }
        Ok(())
    }

    fn add_denials(&mut self, wanted: &FxHashMap<Rc<str>, FxHashSet<PropertyId>>) -> io::Result<()> {
        if wanted.is_empty() {
            return Ok(());
        }
        let mut denials = Vec::new();
        for quad in self.slice.matching(None, af::NEGATED, None) {
            if let NamedOrBlankNode::NamedNode(fact) = quad?.subject {
                denials.push(fact.into_string());
            }
        }
        if denials.len() < FEW * wanted.len() {
            for fact in denials {
                let Some(subject) = self.object(&fact, af::SUBJECT)? else { continue };
                if let Some(properties) = wanted.get(&*subject)
                    && self.property(&fact)?.is_some_and(|property| properties.contains(&property))
                {
                    self.slice.add_owner(NamedNodeRef::new_unchecked(&fact).into())?;
                }
            }
            return Ok(());
        }
        for (thing, properties) in wanted {
            self.add_facts(thing, af::SUBJECT, |around, fact| {
                Ok(around.is_negated(fact)?
                    && around.property(fact)?.is_some_and(|property| properties.contains(&property)))
            })?;
        }
        Ok(())
    }

    /// Adds the articles of those facts in which a thing has a role that are to count.
    fn add_facts(
        &mut self,
        thing: &str,
        role: &str,
        counts: impl Fn(&Self, &str) -> io::Result<bool>,
    ) -> io::Result<()> {
        for quad in self.slice.matching(None, role, Some(thing)) {
            if let NamedOrBlankNode::NamedNode(fact) = quad?.subject
                && counts(self, fact.as_str())?
            {
                self.slice.add_owner(fact.as_ref().into())?;
            }
        }
        Ok(())
    }

    fn object(&self, fact: &str, predicate: &str) -> io::Result<Option<String>> {
        let found = self.slice.matching(Some(fact), predicate, None).next().transpose()?;
        Ok(found.and_then(|quad| match quad.object {
            Term::NamedNode(object) => Some(object.into_string()),
            _ => None,
        }))
    }

    fn property(&self, fact: &str) -> io::Result<Option<PropertyId>> {
        let predicate = self.object(fact, af::PREDICATE)?;
        Ok(predicate.and_then(|predicate| self.ontology.property(&predicate)))
    }

    fn is_negated(&self, fact: &str) -> io::Result<bool> {
        Ok(self.slice.matching(Some(fact), af::NEGATED, None).next().transpose()?.is_some())
    }
}
