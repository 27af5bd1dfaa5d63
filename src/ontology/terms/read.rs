//! Terms as an ontology's triples describe them.
use super::find::Index;
use super::{ALIGNMENTS, Alignment, Kind, Takes, Term, Terms};
use crate::ontology::{Ontology, PropertyKind};
use crate::term::vocab::{AF, PREDECLARED, owl, rdf, rdfs, schema, skos};
use oxrdf::{NamedOrBlankNodeRef, TermRef, Triple, TripleRef};
use oxttl::TurtleParser;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// How a term is related to one of another vocabulary.
const RELATIONS: &[(&str, &str)] = &[
    (rdfs::SUB_CLASS_OF, "rdfs:subClassOf"),
    (rdfs::SUB_PROPERTY_OF, "rdfs:subPropertyOf"),
    (owl::EQUIVALENT_CLASS, "owl:equivalentClass"),
    ("http://www.w3.org/2002/07/owl#equivalentProperty", "owl:equivalentProperty"),
    ("http://www.w3.org/2004/02/skos/core#exactMatch", "skos:exactMatch"),
    ("http://www.w3.org/2004/02/skos/core#closeMatch", "skos:closeMatch"),
    ("http://www.w3.org/2004/02/skos/core#broadMatch", "skos:broadMatch"),
    ("http://www.w3.org/2004/02/skos/core#narrowMatch", "skos:narrowMatch"),
    ("http://www.w3.org/2004/02/skos/core#relatedMatch", "skos:relatedMatch"),
];

const EXAMPLE: &str = "http://www.w3.org/2004/02/skos/core#example";
const SEE_ALSO: &str = "http://www.w3.org/2000/01/rdf-schema#seeAlso";

/// Triples by subject.
#[derive(Default)]
struct Triples<'t> {
    of: FxHashMap<&'t str, Vec<TripleRef<'t>>>,
    about: FxHashMap<&'t str, Vec<(&'t str, &'t str)>>,
}

fn subject(triple: TripleRef<'_>) -> &str {
    match triple.subject {
        NamedOrBlankNodeRef::NamedNode(node) => node.as_str(),
        NamedOrBlankNodeRef::BlankNode(node) => node.as_str(),
    }
}

fn node(object: TermRef<'_>) -> Option<&str> {
    match object {
        TermRef::NamedNode(node) => Some(node.as_str()),
        TermRef::BlankNode(node) => Some(node.as_str()),
        _ => None,
    }
}

impl<'t> Triples<'t> {
    fn new(triples: impl IntoIterator<Item = TripleRef<'t>>) -> Self {
        let mut all = Self::default();
        for triple in triples {
            all.of.entry(subject(triple)).or_default().push(triple);
            if let Some(object) = node(triple.object) {
                all.about.entry(object).or_default().push((subject(triple), triple.predicate.as_str()));
            }
        }
        all
    }

    fn objects<'s>(
        &'s self,
        subject: &str,
        predicate: &'s str,
    ) -> impl Iterator<Item = TermRef<'t>> + use<'s, 't> {
        let triples = self.of.get(subject).map(Vec::as_slice).unwrap_or_default();
        triples
            .iter()
            .filter(move |triple| triple.predicate.as_str() == predicate)
            .map(|triple| triple.object)
    }

    fn things(&self, subject: &str, predicate: &str) -> Vec<&'t str> {
        self.objects(subject, predicate).filter_map(node).collect()
    }

    fn subjects<'s>(
        &'s self,
        object: &str,
        predicate: &'s str,
    ) -> impl Iterator<Item = &'t str> + use<'s, 't> {
        let about = self.about.get(object).map(Vec::as_slice).unwrap_or_default();
        about.iter().filter(move |(_, found)| *found == predicate).map(|(subject, _)| *subject)
    }

    /// Texts with their languages, those of the same language in the order of the file.
    fn texts(&self, subject: &str, predicate: &str) -> Vec<(String, String)> {
        self.objects(subject, predicate)
            .filter_map(|object| match object {
                TermRef::Literal(literal) => {
                    Some((literal.language().unwrap_or_default().to_owned(), literal.value().to_owned()))
                }
                _ => None,
            })
            .collect()
    }

    /// The members of a list.
    fn list(&self, head: &'t str) -> Vec<&'t str> {
        let (mut members, mut at, mut left) = (Vec::new(), head, self.of.len());
        while at != rdf::NIL && left > 0 {
            members.extend(self.things(at, rdf::FIRST));
            let Some(rest) = self.things(at, rdf::REST).first().copied() else { break };
            at = rest;
            left -= 1;
        }
        members
    }

    /// A property and all above it, nearest first.
    fn with_above(&self, property: &'t str) -> Vec<&'t str> {
        let mut all = vec![property];
        let mut at = 0;
        while let Some(one) = all.get(at).copied() {
            for above in self.things(one, rdfs::SUB_PROPERTY_OF) {
                if !all.contains(&above) {
                    all.push(above);
                }
            }
            at += 1;
        }
        all
    }
}

struct Reader<'t, 'o> {
    triples: Triples<'t>,
    alignments: Triples<'t>,
    ontology: &'o Ontology,
    prefixes: &'o [(String, String)],
}

impl Terms {
    /// The terms of an ontology. Those outside the core are named with these prefixes, or the predeclared ones. The shipped
    /// alignments are read too.
    #[must_use]
    pub fn new(ontology: &Ontology, prefixes: &[(String, String)]) -> Self {
        let alignments: Vec<Triple> =
            TurtleParser::new().for_slice(ALIGNMENTS).filter_map(Result::ok).collect();
        let reader = Reader {
            triples: Triples::new(ontology.triples()),
            alignments: Triples::new(alignments.iter().map(Triple::as_ref)),
            ontology,
            prefixes,
        };
        reader.all()
    }
}

impl<'t> Reader<'t, '_> {
    fn all(&self) -> Terms {
        let classes =
            self.ontology.classes().into_iter().map(|class| (Kind::Class, self.ontology.class_iri(class)));
        let properties = self.ontology.properties();
        let properties =
            properties.into_iter().map(|property| (Kind::Property, self.ontology.property_iri(property)));
        let values = self.ontology.class(skos::CONCEPT).map(|concept| self.ontology.individuals(concept));
        let values = values.into_iter().flatten().map(|iri| (Kind::Value, iri));
        let mut terms: Vec<Term> =
            classes.chain(properties).chain(values).map(|(kind, iri)| self.term(kind, iri)).collect();
        self.link(&mut terms);
        terms.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        Terms { index: Index::new(&terms), terms }
    }

    fn term(&self, kind: Kind, iri: &str) -> Term {
        let triples = &self.triples;
        // The key of the index lives as long as the triples.
        let key = triples.of.get_key_value(iri).map_or("", |(key, _)| *key);
        let english = |texts: Vec<(String, String)>| -> Vec<String> {
            texts
                .into_iter()
                .filter(|(tag, _)| tag.is_empty() || tag.starts_with("en"))
                .map(|(_, text)| text)
                .collect()
        };
        let names = triples.texts(key, skos::PREF_LABEL).into_iter().chain(triples.texts(key, rdfs::LABEL));
        let above = match kind {
            Kind::Class => self.names(triples.things(key, rdfs::SUB_CLASS_OF)),
            Kind::Property => self.names(triples.things(key, rdfs::SUB_PROPERTY_OF)),
            Kind::Value => self.names(triples.things(key, skos::BROADER)),
        };
        let mut term = Term {
            name: self.short(iri),
            iri: iri.to_owned(),
            kind,
            label: self.ontology.label(iri).map(|literal| literal.value().to_owned()),
            names: names.filter(|(tag, _)| !tag.is_empty()).collect(),
            comment: self.ontology.comment(iri).map(|literal| literal.value().to_owned()),
            synonyms: english(triples.texts(key, skos::ALT_LABEL)),
            above,
            below: Vec::new(),
            domain: Vec::new(),
            domain_includes: Vec::new(),
            range: Vec::new(),
            range_includes: Vec::new(),
            takes: None,
            values: Vec::new(),
            value_of: Vec::new(),
            properties: Vec::new(),
            examples: english(triples.texts(key, EXAMPLE)),
            alignments: self.aligned(iri),
        };
        if kind == Kind::Property {
            self.property(key, &mut term);
        }
        term
    }

    fn property(&self, key: &'t str, term: &mut Term) {
        let with_above = self.triples.with_above(key);
        let gather = |predicate: &str| {
            let found = with_above.iter().flat_map(|property| self.triples.things(property, predicate));
            self.names(found.collect())
        };
        term.domain = gather(rdfs::DOMAIN);
        term.range = gather(rdfs::RANGE);
        term.domain_includes = gather(schema::DOMAIN_INCLUDES);
        term.range_includes = gather(schema::RANGE_INCLUDES);
        if let Some(property) = self.ontology.property(&term.iri) {
            term.takes = Some(match self.ontology.kind(property) {
                PropertyKind::Datatype => Takes::Value,
                _ if self.ontology.range_is_time(property) => Takes::Time,
                _ if self.ontology.range_is_quantity(property) => Takes::Quantity,
                _ => Takes::Object,
            });
        }
        // `rdfs:seeAlso` leads from a property to the scheme of its values.
        for scheme in self.triples.things(key, SEE_ALSO) {
            term.values.extend(self.names(self.triples.subjects(scheme, skos::IN_SCHEME).collect()));
        }
    }

    /// What follows from other terms: who is below, which properties a class has, which take a value.
    fn link(&self, terms: &mut [Term]) {
        let mut below: FxHashMap<(Kind, String), Vec<String>> = FxHashMap::default();
        let mut properties: FxHashMap<String, Vec<String>> = FxHashMap::default();
        let mut value_of: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for term in terms.iter() {
            for above in &term.above {
                below.entry((term.kind, above.clone())).or_default().push(term.name.clone());
            }
            if term.kind == Kind::Property {
                for class in term.domain.iter().chain(&term.domain_includes) {
                    properties.entry(class.clone()).or_default().push(term.name.clone());
                }
            }
            for value in &term.values {
                value_of.entry(value.clone()).or_default().push(term.name.clone());
            }
        }
        for term in terms {
            let sorted = |found: Option<Vec<String>>| {
                let mut found = found.unwrap_or_default();
                found.sort_unstable();
                found
            };
            term.below = sorted(below.remove(&(term.kind, term.name.clone())));
            if term.kind == Kind::Class {
                term.properties = sorted(properties.remove(&term.name));
            }
            if term.kind == Kind::Value {
                term.value_of = sorted(value_of.remove(&term.name));
            }
        }
    }

    /// The links of a term to those of other vocabularies, in the ontology and in the shipped alignments.
    fn aligned(&self, iri: &str) -> Vec<Alignment> {
        let mut found = BTreeSet::new();
        for triples in [&self.triples, &self.alignments] {
            for (predicate, relation) in RELATIONS {
                let others = triples.things(iri, predicate).into_iter();
                for other in others.filter(|other| other.contains(':') && !other.starts_with(AF)) {
                    found.insert(Alignment {
                        relation: (*relation).to_owned(),
                        other: self.short(other),
                        iri: other.to_owned(),
                    });
                }
            }
        }
        found.into_iter().collect()
    }

    /// The names of classes or datatypes, those of a union in its place; each once.
    fn names(&self, nodes: Vec<&'t str>) -> Vec<String> {
        let mut names = Vec::new();
        let mut add = |iri: &str| {
            let name = self.short(iri);
            if !names.contains(&name) {
                names.push(name);
            }
        };
        for node in nodes {
            if node.contains(':') {
                add(node);
                continue;
            }
            for head in self.triples.things(node, owl::UNION_OF) {
                self.triples.list(head).into_iter().for_each(&mut add);
            }
        }
        names
    }

    /// A term as a document names it.
    fn short(&self, iri: &str) -> String {
        if iri == skos::CONCEPT {
            return "Concept".to_owned();
        }
        if let Some(local) = iri.strip_prefix(AF) {
            return local.to_owned();
        }
        let given = self.prefixes.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()));
        let all = given.chain(PREDECLARED.iter().copied()).chain(OTHERS.iter().copied());
        let found = all.filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
        match found.min_by_key(|(_, local)| local.len()) {
            Some((prefix, local)) => format!("{prefix}:{local}"),
            None => format!("<{iri}>"),
        }
    }
}

/// Prefixes of vocabularies that terms are aligned with.
const OTHERS: &[(&str, &str)] = &[
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("time", "http://www.w3.org/2006/time#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
];
