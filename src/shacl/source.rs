//! A shapes graph as it was written: statements in their order, each with its place.
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use oxttl::TurtleParser;
use rustc_hash::{FxHashMap, FxHashSet};

/// Up to this many bytes a shapes file is read piece by piece, so that each triple has a place.
const PLACED_UP_TO: usize = 1 << 20;

/// Into how many pieces at most.
const PIECES: usize = 4000;

/// A predicate and object of a subject, and where the predicate is written.
pub(super) struct Statement {
    pub(super) predicate: NamedNode,
    pub(super) object: Term,
    pub(super) span: Span,
}

/// The shapes graph in the order it was written.
#[derive(Default)]
pub(super) struct Source {
    /// Subjects by their first statement.
    pub(super) subjects: Vec<NamedOrBlankNode>,
    statements: FxHashMap<NamedOrBlankNode, Vec<Statement>>,
    /// A graph is a set: what is written twice counts once.
    seen: FxHashSet<Triple>,
    /// Declared prefixes, for messages.
    pub(super) names: Names,
}

impl Source {
    /// Reads Turtle. `base` resolves relative IRIs, and may be empty.
    pub(super) fn parse(base: &str, turtle: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut parser = TurtleParser::new();
        if !base.is_empty() {
            parser = parser.with_base_iri(base).map_err(|error| {
                vec![Diagnostic::error(
                    Code::BadIri,
                    Span::default(),
                    format!("invalid IRI `{base}`: {error}"),
                )]
            })?;
        }
        let mut parser = parser.low_level();
        let mut source = Self::default();
        let piece = if turtle.len() > PLACED_UP_TO { turtle.len() } else { turtle.len() / PIECES + 1 };
        let (mut from, mut window) = (0, 0);
        let mut errors = Vec::new();
        while from <= turtle.len() && errors.is_empty() {
            let to = piece_end(turtle, from, piece);
            parser.extend_from_slice(&turtle.as_bytes()[from..to]);
            if to == turtle.len() {
                parser.end();
            }
            let mut found = false;
            while let Some(result) = parser.parse_next() {
                match result {
                    Ok(triple) => {
                        let span = place(&turtle[window..to], window, &triple.predicate);
                        source.insert(triple, span);
                        found = true;
                    }
                    Err(error) => {
                        let at = error.location();
                        let clamp = |offset: u64| u32::try_from(offset).unwrap_or(u32::MAX);
                        let span = Span { start: clamp(at.start.offset), end: clamp(at.end.offset) };
                        errors.push(Diagnostic::error(
                            Code::Syntax,
                            span,
                            format!("invalid Turtle: {}", error.message()),
                        ));
                        break;
                    }
                }
            }
            if found {
                window = from;
            }
            if to == turtle.len() {
                break;
            }
            from = to;
        }
        source.names =
            Names { prefixes: parser.prefixes().map(|(p, i)| (p.to_owned(), i.to_owned())).collect() };
        source.names.prefixes.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.cmp(b)));
        if errors.is_empty() { Ok(source) } else { Err(errors) }
    }

    /// Takes triples that the caller has read; without places.
    pub(super) fn from_triples(triples: impl IntoIterator<Item = Triple>) -> Self {
        let mut source = Self::default();
        for triple in triples {
            source.insert(triple, Span::default());
        }
        source
    }

    fn insert(&mut self, triple: Triple, span: Span) {
        if !self.seen.insert(triple.clone()) {
            return;
        }
        let statements = self.statements.entry(triple.subject).or_insert_with_key(|subject| {
            self.subjects.push(subject.clone());
            Vec::new()
        });
        statements.push(Statement { predicate: triple.predicate, object: triple.object, span });
    }

    /// All statements about a node.
    pub(super) fn about(&self, node: &NamedOrBlankNode) -> &[Statement] {
        self.statements.get(node).map_or(&[], Vec::as_slice)
    }

    /// The statements about a node with a predicate.
    pub(super) fn with<'s>(
        &'s self,
        node: &NamedOrBlankNode,
        predicate: NamedNodeRef<'s>,
    ) -> impl Iterator<Item = &'s Statement> + use<'s> {
        self.about(node).iter().filter(move |statement| statement.predicate.as_ref() == predicate)
    }

    /// All statements, with their subjects.
    pub(super) fn all(&self) -> impl Iterator<Item = (&NamedOrBlankNode, &Statement)> {
        self.subjects.iter().flat_map(|subject| self.about(subject).iter().map(move |s| (subject, s)))
    }

    /// Where a node is first written about.
    pub(super) fn place(&self, node: &NamedOrBlankNode) -> Span {
        self.about(node).first().map(|statement| statement.span).unwrap_or_default()
    }

    /// Whether a node has one of the types, itself or by `rdfs:subClassOf` in the shapes graph.
    pub(super) fn has_type(&self, node: &NamedOrBlankNode, classes: &[NamedNodeRef<'_>]) -> bool {
        let mut seen = FxHashSet::default();
        let mut open: Vec<&Term> = self.with(node, rdf::TYPE).map(|s| &s.object).collect();
        while let Some(class) = open.pop() {
            if classes.iter().any(|wanted| TermRef::from(*wanted) == class.as_ref()) {
                return true;
            }
            if let Some(class) = as_node(class)
                && seen.insert(class.clone())
            {
                open.extend(self.with(&class, rdfs::SUB_CLASS_OF).map(|s| &s.object));
            }
        }
        false
    }

    /// The members of an RDF list, or what is wrong with it.
    pub(super) fn list<'s>(&'s self, head: &'s Term) -> Result<Vec<&'s Term>, &'static str> {
        let mut members = Vec::new();
        let mut seen = FxHashSet::default();
        let mut head = head;
        while head.as_ref() != TermRef::from(rdf::NIL) {
            let Some(node) = as_node(head) else { return Err("expected a list, found a literal") };
            let mut firsts = self.with(&node, rdf::FIRST);
            let mut rests = self.with(&node, rdf::REST);
            let (Some(first), None, Some(rest), None) =
                (firsts.next(), firsts.next(), rests.next(), rests.next())
            else {
                return Err("a list node needs one `rdf:first` and one `rdf:rest`");
            };
            if !seen.insert(node) {
                return Err("the list contains itself");
            }
            members.push(&first.object);
            head = &rest.object;
        }
        Ok(members)
    }
}

/// A term that can be a subject.
pub(super) fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

/// Where the piece that begins at `from` ends: after white space, and not before it has `least` bytes.
fn piece_end(text: &str, from: usize, least: usize) -> usize {
    let bytes = text.as_bytes();
    let enough = (from + least).min(bytes.len());
    bytes[enough..].iter().position(u8::is_ascii_whitespace).map_or(bytes.len(), |at| enough + at + 1)
}

/// The place of a predicate in the text just read: the last one that names it, else the last word.
fn place(text: &str, offset: usize, predicate: &NamedNode) -> Span {
    let iri = predicate.as_str();
    let local = iri.rfind(['#', '/', ':']).map_or(iri, |at| &iri[at + 1..]);
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    let found = text.rmatch_indices(local).find(|(at, _)| {
        !local.is_empty() && is_end(&text[at + local.len()..]) && text[..*at].ends_with([':', '/', '#'])
    });
    let (start, end) = if let Some((at, _)) = found {
        let start =
            text[..at].rfind(|c: char| c.is_whitespace() || "[;,(".contains(c)).map_or(0, |at| at + 1);
        (start, at + local.len())
    } else {
        let end = text.trim_end().len();
        (text[..end].rfind(char::is_whitespace).map_or(0, |at| at + 1), end)
    };
    let clamp = |at: usize| u32::try_from(at + offset).unwrap_or(u32::MAX);
    Span { start: clamp(start), end: clamp(end) }
}

/// Terms as people write them: IRIs with the prefixes of the shapes file.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Prefix and IRI, the longest IRI first.
    prefixes: Vec<(String, String)>,
}

/// How many characters of a literal a message shows.
const SHOWN: usize = 80;

impl Names {
    /// An IRI: `af:Fact`, or `<http://…>`.
    pub(super) fn iri(&self, iri: NamedNodeRef<'_>) -> String {
        if iri == rdf::TYPE
            && !self.prefixes.iter().any(|(_, namespace)| namespace.ends_with("rdf-syntax-ns#"))
        {
            return "rdf:type".to_owned();
        }
        let short = self.prefixes.iter().find_map(|(prefix, namespace)| {
            let local = iri.as_str().strip_prefix(namespace.as_str())?;
            let plain = local.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
            (plain && !namespace.is_empty()).then(|| format!("{prefix}:{local}"))
        });
        short.unwrap_or_else(|| match iri.as_str().strip_prefix(super::terms::NAMESPACE) {
            Some(local) => format!("sh:{local}"),
            None => iri.to_string(),
        })
    }

    /// Any term; a long literal is cut short.
    pub(super) fn term(&self, term: TermRef<'_>) -> String {
        match term {
            TermRef::NamedNode(iri) => self.iri(iri),
            TermRef::BlankNode(node) => node.to_string(),
            TermRef::Literal(literal) => {
                let mut text: String = literal.value().chars().take(SHOWN).collect();
                if text.len() < literal.value().len() {
                    text.push('…');
                }
                let mut text = format!("{text:?}");
                if let Some(language) = literal.language() {
                    text.push('@');
                    text.push_str(language);
                } else if literal.datatype() != oxrdf::vocab::xsd::STRING {
                    text.push_str("^^");
                    text.push_str(&self.iri(literal.datatype()));
                }
                text
            }
            TermRef::Triple(triple) => triple.to_string(),
        }
    }
}
