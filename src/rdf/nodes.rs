//! Facts read back from quads, for what is not RDF of our shape: tables, annotations, nanopublications.
use crate::rdf::fact::{Facts, Role, named, node, text};
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::rdf::turtle::{order, union};
use crate::rdf::view::without_drafts;
use crate::term::vocab::{af, dcterms, rdf, rdfs, xsd};
use oxrdf::{LiteralRef, NamedOrBlankNodeRef, Quad, QuadRef, TermRef};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The labels and classes of what several documents share: entities of a corpus, terms of ontologies.
#[derive(Debug, Default)]
pub struct Shared {
    quads: Vec<Quad>,
    spans: FxHashMap<String, Range<usize>>,
}

impl Shared {
    /// Those among some quads.
    pub fn new<'a>(quads: impl IntoIterator<Item = QuadRef<'a>>) -> Self {
        let kept: Vec<QuadRef<'a>> = quads
            .into_iter()
            .filter(|quad| matches!(quad.predicate.as_str(), rdf::TYPE | rdfs::LABEL))
            .collect();
        let kept = union(&kept);
        let spans = spans(&kept).map(|(node, span)| (node.to_owned(), span)).collect();
        Self { quads: kept.into_iter().map(QuadRef::into_owned).collect(), spans }
    }

    fn of(&self, node: &str) -> &[Quad] {
        self.spans.get(node).and_then(|span| self.quads.get(span.clone())).unwrap_or_default()
    }
}

/// Nodes, and what is said of each.
#[derive(Debug)]
pub struct Nodes<'a> {
    triples: Vec<QuadRef<'a>>,
    spans: FxHashMap<&'a str, Range<usize>>,
    shared: &'a Shared,
}

impl<'a> Nodes<'a> {
    /// The nodes of some quads, those of drafts left out; labels and classes that are not among them are looked up in what
    /// is shared.
    #[must_use]
    pub fn new(quads: &[QuadRef<'a>], shared: &'a Shared) -> Self {
        let triples = union(&without_drafts(quads));
        let spans = spans(&triples).collect();
        Self { triples, spans, shared }
    }

    /// The nodes of a class, as the quads say it, sorted by IRI.
    #[must_use]
    pub fn of_class(&self, class: &str) -> Vec<&'a str> {
        let mut nodes: Vec<&str> = self.spans.keys().copied().filter(|node| self.is_a(node, class)).collect();
        nodes.sort_unstable_by(|a, b| order::iris(a, b));
        nodes
    }

    /// The facts, sorted by IRI.
    #[must_use]
    pub fn facts(&self) -> Vec<&'a str> {
        self.of_class(af::FACT)
    }

    /// What the quads say of a node, sorted by predicate.
    #[must_use]
    pub fn of(&self, node: &str) -> &[QuadRef<'a>] {
        self.spans.get(node).and_then(|span| self.triples.get(span.clone())).unwrap_or_default()
    }

    /// The objects that a node has for a predicate.
    pub fn objects<'n>(
        &'n self,
        node: &str,
        predicate: &'n str,
    ) -> impl Iterator<Item = TermRef<'a>> + use<'n, 'a> {
        self.all_of(node).filter(move |quad| quad.predicate.as_str() == predicate).map(|quad| quad.object)
    }

    /// What is told of a node, here and in what is shared.
    fn all_of<'n>(&'n self, node: &str) -> impl Iterator<Item = QuadRef<'a>> + use<'n, 'a> {
        self.of(node).iter().copied().chain(self.shared.of(node).iter().map(Quad::as_ref))
    }

    /// The things that a node has for a predicate, sorted by IRI.
    #[must_use]
    pub fn iris(&self, node: &str, predicate: &str) -> Vec<&'a str> {
        let mut iris: Vec<&str> = self.objects(node, predicate).filter_map(named).collect();
        iris.sort_unstable_by(|a, b| order::iris(a, b));
        iris
    }

    /// The first thing, or the text of the first literal, that a node has for a predicate.
    #[must_use]
    pub fn text(&self, node: &str, predicate: &str) -> Option<&'a str> {
        self.objects(node, predicate).find_map(|object| match object {
            TermRef::NamedNode(iri) => Some(iri.as_str()),
            TermRef::Literal(literal) => Some(literal.value()),
            _ => None,
        })
    }

    /// Whether a node is of a class, as the quads say it.
    #[must_use]
    pub fn is_a(&self, node: &str, class: &str) -> bool {
        self.objects(node, rdf::TYPE).any(|object| named(object) == Some(class))
    }

    /// A node's label: the English one, else one without a language, else the first.
    #[must_use]
    pub fn label(&self, node: &str) -> Option<LiteralRef<'a>> {
        self.best(node, rdfs::LABEL)
    }

    /// What a node is called: its label; an article, its title.
    #[must_use]
    pub fn called(&self, node: &str) -> Option<LiteralRef<'a>> {
        self.label(node).or_else(|| self.best(node, dcterms::TITLE))
    }

    fn best(&self, node: &str, predicate: &str) -> Option<LiteralRef<'a>> {
        let rank = |language: Option<&str>| match language {
            Some(tag) if tag.eq_ignore_ascii_case("en") => 0,
            None => 1,
            Some(_) => 2,
        };
        self.objects(node, predicate)
            .filter_map(|object| match object {
                TermRef::Literal(literal) => Some(literal),
                _ => None,
            })
            .min_by_key(|label| (rank(label.language()), label.value()))
    }

    /// A fact in words: `Kazakhstan — observer at → European Commission for the Efficiency of Justice, since 2019,
    /// ongoing, according to …`.
    ///
    /// Of a negated fact that is only planned or the like, the modality is what is negated: `…, not planned`.
    #[must_use]
    pub fn words(&self, fact: &'a str) -> String {
        let fact = node(fact);
        let parts = self.parts(fact);
        let name = |term: Option<TermRef<'a>>| term.map(|term| self.name(term)).unwrap_or_default();
        let (negated, realized) = (parts.is_negated(), self.is_realized(&parts));
        let mut words = format!(
            "{} — {}{} → {}",
            name(parts.get(Role::Subject)),
            if negated && realized { "not " } else { "" },
            name(parts.get(Role::Predicate)),
            name(parts.object())
        );
        let mut add = |before: &str, role| {
            let names: Vec<String> = self.all(fact, role).map(|term| self.name(term)).collect();
            if !names.is_empty() {
                words.push_str(", ");
                words.push_str(before);
                words.push_str(&names.join(" and "));
            }
        };
        add("", Role::When);
        if parts.get(Role::Modality).is_some_and(|modality| text(modality) != af::REALIZED) {
            add(if negated && !realized { "not " } else { "" }, Role::Modality);
        }
        add("on ", Role::Topic);
        add("according to ", Role::AccordingTo);
        if parts.get(Role::AccordingTo).is_none() {
            add("as said in ", Role::StatedIn);
        }
        words
    }

    /// What people call a term: a thing's label, its IRI where it has none; a literal in quotation marks, a number bare.
    fn name(&self, term: TermRef<'a>) -> String {
        match term {
            TermRef::NamedNode(node) => {
                let label = self.called(node.as_str());
                label.map_or_else(|| node.as_str(), |label| label.value()).to_owned()
            }
            TermRef::Literal(literal) => match literal.datatype().as_str() {
                xsd::STRING | rdf::LANG_STRING => format!("“{}”", literal.value()),
                _ => literal.value().to_owned(),
            },
            term => term.to_string(),
        }
    }
}

impl<'a> Facts for Nodes<'a> {
    type Term = TermRef<'a>;

    fn told(&self, of: TermRef<'a>) -> impl Iterator<Item = (Role, TermRef<'a>)> {
        named(of)
            .into_iter()
            .flat_map(|node| self.all_of(node))
            .filter_map(|quad| Some((Role::of(quad.predicate.as_str())?, quad.object)))
    }

    fn term(&self, term: TermRef<'a>) -> TermRef<'_> {
        term
    }

    fn all(&self, of: TermRef<'a>, role: Role) -> impl Iterator<Item = TermRef<'a>> {
        named(of).into_iter().flat_map(move |node| self.objects(node, role.iri()))
    }
}

/// The subjects of sorted triples, each with the range of its triples.
fn spans<'a>(triples: &[QuadRef<'a>]) -> impl Iterator<Item = (&'a str, Range<usize>)> {
    let mut end = 0;
    triples.chunk_by(|a, b| a.subject == b.subject).filter_map(move |chunk| {
        let start = end;
        end += chunk.len();
        match chunk.first()?.subject {
            NamedOrBlankNodeRef::NamedNode(node) => Some((node.as_str(), start..end)),
            NamedOrBlankNodeRef::BlankNode(_) => None,
        }
    })
}

/// States of a sink's subject what another subject has: an object, as it is. Our data has neither blank nodes nor triple
/// terms.
pub(crate) fn put(predicate: &str, object: TermRef<'_>, sink: &mut impl QuadSink) {
    match object {
        TermRef::NamedNode(iri) => sink.iri(predicate, iri.as_str()),
        TermRef::Literal(literal) => {
            let kind = match (literal.language(), literal.datatype().as_str()) {
                (Some(tag), _) => LiteralKind::Lang(tag),
                (None, xsd::STRING) => LiteralKind::Plain,
                (None, datatype) => LiteralKind::Typed(datatype),
            };
            sink.literal(predicate, literal.value(), kind);
        }
        _ => {}
    }
}
