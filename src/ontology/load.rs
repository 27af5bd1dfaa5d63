//! Reading ontologies from Turtle.
use super::compiled::Core;
use super::locate::locate;
use super::triples::Triples;
use super::{CORE, Ontology, graph, warn};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::term::vocab::PREDECLARED;
use oxrdf::{BlankNode, NamedOrBlankNode, Term, Triple};
use oxttl::{TurtleParser, TurtleSyntaxError};
use rustc_hash::FxHashMap;

/// How many errors of one file are reported.
const MOST_ERRORS: usize = 20;

/// Ontologies being read, the core first.
#[derive(Debug)]
pub struct Loader<'a> {
    triples: Triples,
    blank_nodes: u32,
    sources: Vec<Source<'a>>,
}

/// One ontology's text.
#[derive(Debug)]
pub(super) struct Source<'a> {
    name: &'a str,
    turtle: &'a str,
    prefixes: Vec<(String, String)>,
    /// Where its triples end.
    end: usize,
}

impl<'a> Loader<'a> {
    /// With the core.
    pub fn new() -> Self {
        let triples = Triples::core();
        let Core { prefixes, blank_nodes, .. } = Core::get();
        let prefixes = prefixes.clone();
        let core = Source { name: "article-facts.ttl", turtle: CORE, prefixes, end: triples.len() };
        Self { triples, blank_nodes: *blank_nodes, sources: vec![core] }
    }

    /// Adds an ontology. Its name is what the warnings of [`Loader::finish`] are told with.
    ///
    /// # Errors
    /// The places where it is not Turtle. The ontology is then left out.
    pub fn add(&mut self, name: &'a str, turtle: &'a str) -> Result<(), Vec<Diagnostic>> {
        if u32::try_from(turtle.len()).is_err() {
            return Err(vec![Diagnostic::error(
                Code::TooLarge,
                Span::default(),
                "an ontology can be at most 4 GiB",
            )]);
        }
        let (triples, blank_nodes) = (self.triples.len(), self.blank_nodes);
        let errors = self.read(name, turtle);
        if errors.is_empty() {
            return Ok(());
        }
        self.triples.truncate(triples);
        self.sources.pop();
        self.blank_nodes = blank_nodes;
        Err(errors)
    }

    /// Works out what the ontologies say. Beside it, what a reader should know of each, with its name: terms
    /// that are used but never declared, and statements that contradict one another, once a term. Of the core
    /// alone there is nothing to say. The only error among them is that lists of members are too large to be read.
    pub fn finish(self) -> (Ontology, Vec<(&'a str, Diagnostic)>) {
        let ontology = graph::build(self.triples);
        let mut warnings = Vec::new();
        if let (true, Some(last)) = (ontology.lists_cut, self.sources.last()) {
            let message = "too many expressions share long lists";
            warnings.push((last.name, Diagnostic::error(Code::TooLarge, Span::default(), message)));
        } else if self.sources.len() > 1 {
            for warning in warn::warnings(&ontology) {
                let source = self.sources.iter().find(|source| (warning.triple as usize) < source.end);
                let Some(source) = source else { continue };
                let span = locate(source.turtle, &source.prefixes, &warning.term);
                warnings.push((source.name, Diagnostic { span, ..warning.diagnostic }));
            }
        }
        (ontology, warnings)
    }

    fn read(&mut self, name: &'a str, turtle: &'a str) -> Vec<Diagnostic> {
        let mut errors = Vec::new();
        let mut renamed = FxHashMap::default();
        let mut parser = TurtleParser::new().for_slice(turtle);
        for triple in parser.by_ref() {
            match triple {
                Ok(mut triple) => {
                    self.rename(&mut triple, &mut renamed);
                    self.triples.push(triple);
                }
                Err(error) => {
                    errors.push(syntax_error(turtle, &error));
                    if errors.len() == MOST_ERRORS {
                        break;
                    }
                }
            }
        }
        let prefixes = parser.prefixes().map(|(prefix, iri)| (prefix.to_owned(), iri.to_owned())).collect();
        self.sources.push(Source { name, turtle, prefixes, end: self.triples.len() });
        errors
    }

    /// Labels blank nodes in the order in which they come, over all files.
    fn rename(&mut self, triple: &mut Triple, renamed: &mut FxHashMap<BlankNode, BlankNode>) {
        if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
            self.rename_node(node, renamed);
        }
        match &mut triple.object {
            Term::BlankNode(node) => self.rename_node(node, renamed),
            Term::Triple(inner) => self.rename(inner, renamed),
            _ => {}
        }
    }
    fn rename_node(&mut self, node: &mut BlankNode, renamed: &mut FxHashMap<BlankNode, BlankNode>) {
        let label = renamed.entry(node.clone()).or_insert_with(|| {
            let label = BlankNode::new_unchecked(format!("o{}", self.blank_nodes));
            self.blank_nodes += 1;
            label
        });
        *node = label.clone();
    }
}

impl Default for Loader<'_> {
    fn default() -> Self {
        Self::new()
    }
}

fn syntax_error(turtle: &str, error: &TurtleSyntaxError) -> Diagnostic {
    let place = error.location();
    // The parser may stop inside a character.
    let boundary = |offset: u64| {
        let mut at = usize::try_from(offset).unwrap_or(usize::MAX).min(turtle.len());
        while !turtle.is_char_boundary(at) {
            at -= 1;
        }
        at as u32
    };
    let span = Span { start: boundary(place.start.offset), end: boundary(place.end.offset) };
    let mut message = error.message().trim_end_matches('.').to_owned();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let diagnostic = Diagnostic::error(Code::Ontology, span, format!("invalid Turtle: {message}"));
    if message.starts_with("no scheme found") {
        return diagnostic.help("a relative IRI needs `@base <https://…> .` at the top of the file");
    }
    let undeclared = message.strip_prefix("the prefix ").and_then(|rest| rest.split_once(": has not"));
    match undeclared {
        Some((prefix, _)) => {
            let known = PREDECLARED.iter().find(|(known, _)| *known == prefix);
            let iri = known.map_or("https://…", |(_, iri)| iri);
            diagnostic.help(format!("declare it at the top of the file: `@prefix {prefix}: <{iri}> .`"))
        }
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::{CORE, Loader, TurtleParser};
    use oxrdf::dataset::CanonicalizationAlgorithm;
    use oxrdf::graph::Graph;
    use oxrdf::{Triple, TripleRef};

    #[test]
    fn the_compiled_core_is_the_one_that_is_published() {
        let loader = Loader::new();
        let mut parser = TurtleParser::new().for_slice(CORE);
        let published: Vec<Triple> = parser.by_ref().map(Result::unwrap).collect();
        assert_eq!(loader.triples.len(), published.len());
        let canonical = |triples: Vec<TripleRef<'_>>| {
            let mut graph: Graph = triples.into_iter().collect();
            graph.canonicalize(CanonicalizationAlgorithm::Unstable);
            graph
        };
        let published = published.iter().map(Triple::as_ref).collect();
        assert_eq!(canonical(loader.triples.iter().collect()), canonical(published));
        assert_eq!(loader.sources[0].prefixes.len(), parser.prefixes().count());
    }
}
