//! [Property paths](https://www.w3.org/TR/shacl/#property-paths): read, followed, written.
use super::data;
use super::source::{Names, Source, Statement, as_node};
use super::terms;
use crate::ask::dataset::Dataset;
use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use rustc_hash::FxHashSet;
use spargebra::algebra::PropertyPathExpression;

/// How deep paths may be nested.
const DEPTH: usize = 32;

/// A property path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// One property.
    Predicate(NamedNode),
    /// From the object to the subject.
    Inverse(Box<Path>),
    /// One after the other.
    Sequence(Vec<Path>),
    /// One or the other.
    Alternative(Vec<Path>),
    /// Any number of times, the node itself included.
    ZeroOrMore(Box<Path>),
    /// At least once.
    OneOrMore(Box<Path>),
    /// Once or not at all.
    ZeroOrOne(Box<Path>),
}

impl Path {
    /// Reads a path from the shapes graph, or says what is wrong with it.
    pub(super) fn read(source: &Source, node: &Term) -> Result<Self, String> {
        Self::read_nested(source, node, 0)
    }

    fn read_nested(source: &Source, term: &Term, depth: usize) -> Result<Self, String> {
        if depth > DEPTH {
            return Err(format!("a path is nested more than {DEPTH} levels deep, or contains itself"));
        }
        let node = match as_node(term) {
            Some(NamedOrBlankNode::NamedNode(predicate)) => return Ok(Self::Predicate(predicate)),
            Some(node) => node,
            None => {
                return Err(format!(
                    "expected a path (an IRI, a list or a blank node with a path), found {term}"
                ));
            }
        };
        let inner = |term: &Term| Self::read_nested(source, term, depth + 1);
        let members = |term: &Term, what: &str| -> Result<Vec<Self>, String> {
            let members = source.list(term).map_err(|error| format!("{what}: {error}"))?;
            if members.len() < 2 {
                return Err(format!("{what} needs at least two paths"));
            }
            members.into_iter().map(inner).collect()
        };
        // A list goes first: with other path terms on its node it is still read as a sequence, which is
        // what the working group's test suite settled on.
        if source.with(&node, rdf::FIRST).next().is_some() || source.with(&node, rdf::REST).next().is_some() {
            return Ok(Self::Sequence(members(term, "a sequence path")?));
        }
        type Make = fn(Box<Path>) -> Path;
        const STEPS: [(NamedNodeRef<'_>, Make); 4] = [
            (terms::INVERSE_PATH, Path::Inverse),
            (terms::ZERO_OR_MORE_PATH, Path::ZeroOrMore),
            (terms::ONE_OR_MORE_PATH, Path::OneOrMore),
            (terms::ZERO_OR_ONE_PATH, Path::ZeroOrOne),
        ];
        let [statement] = source.about(&node) else {
            return Err(
                "a blank node that is a path must have exactly one property, such as `sh:inversePath`"
                    .to_owned(),
            );
        };
        let Statement { predicate, object, .. } = statement;
        if predicate.as_ref() == terms::ALTERNATIVE_PATH {
            return Ok(Self::Alternative(members(object, "`sh:alternativePath`")?));
        }
        match STEPS.iter().find(|(name, _)| *name == predicate.as_ref()) {
            Some((_, make)) => Ok(make(Box::new(inner(object)?))),
            None => Err(format!("{predicate} does not form a path")),
        }
    }

    /// Whether the list of a path's node carries other path terms besides.
    pub(super) fn is_ambiguous(source: &Source, term: &Term) -> bool {
        as_node(term).is_some_and(|node| {
            matches!(node, NamedOrBlankNode::BlankNode(_))
                && source.with(&node, rdf::FIRST).next().is_some()
                && source.about(&node).iter().any(|s| s.predicate.as_str().starts_with(terms::NAMESPACE))
        })
    }

    /// The nodes that the path reaches from a node, each once.
    pub(super) fn follow<'a>(&self, data: &'a Dataset, from: TermRef<'a>) -> Vec<TermRef<'a>> {
        match self {
            // A graph is a set: no object comes twice.
            Self::Predicate(predicate) => data::objects(data, from, predicate.as_ref()).collect(),
            _ => {
                let mut found = Found::default();
                self.reach(data, from, &mut found);
                found.order
            }
        }
    }

    fn reach<'a>(&self, data: &'a Dataset, from: TermRef<'a>, found: &mut Found<'a>) {
        match self {
            Self::Predicate(predicate) => {
                data::objects(data, from, predicate.as_ref()).for_each(|node| found.add(node));
            }
            Self::Inverse(path) => match &**path {
                Self::Predicate(predicate) => {
                    data::subjects(data, predicate.as_ref(), from).for_each(|node| found.add(node));
                }
                path => path.reach_back(data, from, found),
            },
            Self::Sequence(paths) => {
                let mut nodes = vec![from];
                for path in paths {
                    let mut next = Found::default();
                    nodes.iter().for_each(|node| path.reach(data, *node, &mut next));
                    nodes = next.order;
                }
                nodes.into_iter().for_each(|node| found.add(node));
            }
            Self::Alternative(paths) => paths.iter().for_each(|path| path.reach(data, from, found)),
            Self::ZeroOrMore(path) => {
                found.add(from);
                path.closure(data, from, found);
            }
            Self::OneOrMore(path) => path.closure(data, from, found),
            Self::ZeroOrOne(path) => {
                found.add(from);
                path.reach(data, from, found);
            }
        }
    }

    /// The nodes from which the path reaches a node.
    fn reach_back<'a>(&self, data: &'a Dataset, to: TermRef<'a>, found: &mut Found<'a>) {
        self.reversed().reach(data, to, found);
    }

    /// The same path read from its end, its inverse steps at single properties only.
    fn reversed(&self) -> Self {
        let all = |paths: &[Self]| paths.iter().map(Self::reversed).collect::<Vec<_>>();
        match self {
            Self::Predicate(_) => Self::Inverse(Box::new(self.clone())),
            Self::Inverse(path) => (**path).clone(),
            Self::Sequence(paths) => {
                let mut paths = all(paths);
                paths.reverse();
                Self::Sequence(paths)
            }
            Self::Alternative(paths) => Self::Alternative(all(paths)),
            Self::ZeroOrMore(path) => Self::ZeroOrMore(Box::new(path.reversed())),
            Self::OneOrMore(path) => Self::OneOrMore(Box::new(path.reversed())),
            Self::ZeroOrOne(path) => Self::ZeroOrOne(Box::new(path.reversed())),
        }
    }

    /// Adds what the path reaches in one step or more.
    fn closure<'a>(&self, data: &'a Dataset, from: TermRef<'a>, found: &mut Found<'a>) {
        let mut steps = Found::default();
        self.reach(data, from, &mut steps);
        let mut at = 0;
        while let Some(node) = steps.order.get(at).copied() {
            self.reach(data, node, &mut steps);
            at += 1;
        }
        steps.order.into_iter().for_each(|node| found.add(node));
    }

    /// The path in SPARQL's notation.
    pub(super) fn show(&self, names: &Names) -> String {
        let list = |paths: &[Self], by: &str| {
            let shown: Vec<_> = paths.iter().map(|path| path.show_inner(names)).collect();
            shown.join(by)
        };
        match self {
            Self::Predicate(predicate) => names.iri(predicate.as_ref()),
            Self::Inverse(path) => format!("^{}", path.show_inner(names)),
            Self::Sequence(paths) => list(paths, "/"),
            Self::Alternative(paths) => list(paths, "|"),
            Self::ZeroOrMore(path) => format!("{}*", path.show_inner(names)),
            Self::OneOrMore(path) => format!("{}+", path.show_inner(names)),
            Self::ZeroOrOne(path) => format!("{}?", path.show_inner(names)),
        }
    }

    fn show_inner(&self, names: &Names) -> String {
        match self {
            Self::Predicate(_) => self.show(names),
            _ => format!("({})", self.show(names)),
        }
    }

    /// The path in SPARQL's algebra.
    pub(super) fn to_sparql(&self) -> PropertyPathExpression {
        use PropertyPathExpression as P;
        let fold = |paths: &[Self], join: fn(Box<P>, Box<P>) -> P| {
            let mut paths = paths.iter().map(Self::to_sparql);
            let first = paths.next().unwrap_or(P::NegatedPropertySet(Vec::new()));
            paths.fold(first, |left, right| join(Box::new(left), Box::new(right)))
        };
        match self {
            Self::Predicate(predicate) => P::NamedNode(predicate.clone()),
            Self::Inverse(path) => P::Reverse(Box::new(path.to_sparql())),
            Self::Sequence(paths) => fold(paths, P::Sequence),
            Self::Alternative(paths) => fold(paths, P::Alternative),
            Self::ZeroOrMore(path) => P::ZeroOrMore(Box::new(path.to_sparql())),
            Self::OneOrMore(path) => P::OneOrMore(Box::new(path.to_sparql())),
            Self::ZeroOrOne(path) => P::ZeroOrOne(Box::new(path.to_sparql())),
        }
    }

    /// Writes the path as triples and gives its node. `fresh` makes blank nodes.
    pub(super) fn write(&self, fresh: &mut impl FnMut() -> BlankNode, out: &mut Vec<Triple>) -> Term {
        let (property, value) = match self {
            Self::Predicate(predicate) => return predicate.clone().into(),
            Self::Sequence(paths) => return write_list(paths, fresh, out),
            Self::Alternative(paths) => (terms::ALTERNATIVE_PATH, write_list(paths, fresh, out)),
            Self::Inverse(path) => (terms::INVERSE_PATH, path.write(fresh, out)),
            Self::ZeroOrMore(path) => (terms::ZERO_OR_MORE_PATH, path.write(fresh, out)),
            Self::OneOrMore(path) => (terms::ONE_OR_MORE_PATH, path.write(fresh, out)),
            Self::ZeroOrOne(path) => (terms::ZERO_OR_ONE_PATH, path.write(fresh, out)),
        };
        let node = fresh();
        out.push(Triple::new(node.clone(), property, value));
        node.into()
    }
}

fn write_list(paths: &[Path], fresh: &mut impl FnMut() -> BlankNode, out: &mut Vec<Triple>) -> Term {
    let mut rest = Term::from(rdf::NIL.into_owned());
    for path in paths.iter().rev() {
        let first = path.write(fresh, out);
        let node = fresh();
        out.push(Triple::new(node.clone(), rdf::FIRST, first));
        out.push(Triple::new(node.clone(), rdf::REST, rest));
        rest = node.into();
    }
    rest
}

/// Nodes in the order they were found, each once.
#[derive(Default)]
struct Found<'a> {
    order: Vec<TermRef<'a>>,
    seen: FxHashSet<TermRef<'a>>,
}

impl<'a> Found<'a> {
    fn add(&mut self, node: TermRef<'a>) {
        if self.seen.insert(node) {
            self.order.push(node);
        }
    }
}
