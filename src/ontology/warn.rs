//! What a reader should know of an ontology.
use super::flags::Flags;
use super::{ClassId, Ontology};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::term::vocab::{OWL, RDF, RDFS, XSD, owl};
use oxrdf::{NamedOrBlankNodeRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};

/// A warning about a term.
pub(super) struct Warning {
    pub(super) term: String,
    /// The first triple that mentions the term.
    pub(super) triple: u32,
    /// Without its place.
    pub(super) diagnostic: Diagnostic,
}

/// All warnings, by the order of the triples; one a term and reason.
pub(super) fn warnings(ontology: &Ontology) -> Vec<Warning> {
    let mut found = Vec::new();
    undeclared(ontology, &mut found);
    contradictory_kinds(ontology, &mut found);
    both_or_either(ontology, &mut found);
    circles(ontology, &mut found);
    impossible(ontology, &mut found);
    let mut first: FxHashMap<&str, u32> = FxHashMap::default();
    let mut warnings = Vec::with_capacity(found.len());
    for (triple, at) in ontology.triples.iter().zip(0u32..) {
        if let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject {
            first.entry(subject.as_str()).or_insert(at);
        }
        if let TermRef::NamedNode(imported) = triple.object
            && triple.predicate.as_str() == owl::IMPORTS
        {
            let message = format!("`owl:imports` is not followed: `{}`", imported.as_str());
            let diagnostic = Diagnostic::warning(Code::Ontology, Span::default(), message)
                .help("add `--ontology` with that file if its terms are needed");
            warnings.push(Warning { term: imported.as_str().to_owned(), triple: at, diagnostic });
        }
    }
    // A term that is nowhere a subject is first as an object.
    for (triple, at) in ontology.triples.iter().zip(0u32..) {
        if let TermRef::NamedNode(object) = triple.object {
            first.entry(object.as_str()).or_insert(at);
        }
    }
    for (node, diagnostic) in found {
        let term = ontology.names[node as usize].to_string();
        // A term of no triple is only in a list.
        let triple = first.get(&*term).copied().unwrap_or_default();
        warnings.push(Warning { term, triple, diagnostic });
    }
    warnings.sort_by_key(|warning| warning.triple);
    warnings
}

type Found = Vec<(u32, Diagnostic)>;

fn warning(message: String) -> Diagnostic {
    Diagnostic::warning(Code::Ontology, Span::default(), message)
}

/// Named nodes, in the order in which the ontologies name them.
fn named(ontology: &Ontology) -> impl Iterator<Item = u32> + '_ {
    (0..ontology.names.len() as u32).filter(|&node| !ontology.flags(node).has(Flags::BLANK))
}

fn undeclared(ontology: &Ontology, found: &mut Found) {
    for node in named(ontology) {
        let (name, flags) = (&ontology.names[node as usize], ontology.flags(node));
        let foreign = [RDF, RDFS, OWL, XSD].iter().any(|namespace| name.starts_with(namespace));
        if foreign || flags.has(Flags::DECLARED) || !flags.has(Flags::RELIED_ON) {
            continue;
        }
        let (kind, declaration) = if flags.has(Flags::PROPERTY) {
            ("property", "a owl:ObjectProperty` or `a owl:DatatypeProperty")
        } else if flags.has(Flags::DATATYPE) {
            ("datatype", "a rdfs:Datatype")
        } else {
            ("class", "a owl:Class")
        };
        found.push((
            node,
            warning(format!("the {kind} `{name}` is used but not declared"))
                .help(format!("declare it: `{declaration}`")),
        ));
    }
}

fn contradictory_kinds(ontology: &Ontology, found: &mut Found) {
    for node in named(ontology) {
        let (name, flags) = (&ontology.names[node as usize], ontology.flags(node));
        let (object, data) = (flags.has(Flags::OBJECT), flags.has(Flags::DATA));
        if object && data {
            let message = format!("`{name}` is declared both an object property and a datatype property");
            found.push((node, warning(message).note("it is treated as accepting things and literals")));
            continue;
        }
        if !object && !data {
            continue;
        }
        let ranges: Vec<u32> = ontology.ranges.of(node).chain(ontology.range_includes.of(node)).collect();
        let takes = ranges.iter().map(|&range| ontology.takes(range));
        let (things, literals) = takes.fold((false, false), |all, one| (all.0 || one.0, all.1 || one.1));
        let range = || ranges.first().map_or("", |&range| &ontology.names[range as usize]);
        if object && literals && !things {
            let range = if range().starts_with("_:") { "a data range" } else { range() };
            found.push((
                node,
                warning(format!("`{name}` is declared an owl:ObjectProperty, but its range is `{range}`"))
                    .note("the range takes precedence: the property is treated as accepting literals")
                    .help("declare it an owl:DatatypeProperty"),
            ));
        } else if data && things && !literals {
            let range = if range().starts_with("_:") { "a class" } else { range() };
            found.push((
                node,
                warning(format!(
                    "`{name}` is declared an owl:DatatypeProperty, but its range is the class `{range}`"
                ))
                .note("the range takes precedence: the property is treated as accepting things")
                .help("declare it an owl:ObjectProperty"),
            ));
        }
    }
}

/// Two domains, or ranges, that no class is below both of: mostly meant as "or".
fn both_or_either(ontology: &Ontology, found: &mut Found) {
    let down = ontology.up.reversed();
    let below = |class: u32| {
        let (mut seen, mut open) = (FxHashSet::from_iter([class]), vec![class]);
        while let Some(node) = open.pop() {
            open.extend(down.of(node).filter(|&lower| seen.insert(lower)));
        }
        seen
    };
    for (edges, what, includes, who) in [
        (&ontology.domains, "domains", "schema:domainIncludes", "a subject"),
        (&ontology.ranges, "ranges", "schema:rangeIncludes", "an object"),
    ] {
        let mut last = None;
        for (property, _) in edges.iter() {
            if last.replace(property) == Some(property) || ontology.flags(property).has(Flags::BLANK) {
                continue;
            }
            let classes: Vec<u32> = edges
                .of(property)
                .filter(|&class| !ontology.fits_all(class) && ontology.takes(class).0)
                .collect();
            let [first, rest @ ..] = &*classes else { continue };
            if rest.is_empty() {
                continue;
            }
            let mut common = below(*first);
            for &class in rest {
                let lower = below(class);
                common.retain(|node| lower.contains(node));
            }
            if common.iter().any(|&node| !ontology.flags(node).has(Flags::BLANK)) {
                continue;
            }
            let names: Vec<String> =
                classes
                    .iter()
                    .map(|&class| &ontology.names[class as usize])
                    .map(|name| {
                        if name.starts_with("_:") {
                            "an unnamed class".to_owned()
                        } else {
                            format!("`{name}`")
                        }
                    })
                    .collect();
            found.push((
                property,
                warning(format!(
                    "`{}` has {} {what}, and {who} must belong to all of them: {}",
                    ontology.names[property as usize],
                    classes.len(),
                    names.join(" and ")
                ))
                .note("no class is a subclass of all of them")
                .help(format!("if one of them is enough, use `{includes}` or `owl:unionOf`")),
            ));
        }
    }
}

/// Cycles of rdfs:subClassOf between named classes.
fn circles(ontology: &Ontology, found: &mut Found) {
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let up = &ontology.up;
    let follow = |node: u32| {
        let equal: FxHashSet<u32> = ontology.equivalents.of(node).collect();
        let flags = ontology.flags(node);
        let named = !flags.has(Flags::BLANK) && !flags.has(Flags::UNION) && !flags.has(Flags::INTERSECTION);
        let above: Vec<u32> = up
            .of(node)
            .filter(|above| named && !equal.contains(above))
            .filter(|&above| above != node && !ontology.flags(above).has(Flags::BLANK))
            .collect();
        above
    };
    let mut state = vec![0u8; ontology.names.len()];
    for start in named(ontology) {
        let mut path: Vec<(u32, Vec<u32>)> = Vec::new();
        if state[start as usize] == 0 {
            state[start as usize] = OPEN;
            path.push((start, follow(start)));
        }
        while let Some((node, above)) = path.last_mut() {
            let Some(next) = above.pop() else {
                state[*node as usize] = DONE;
                path.pop();
                continue;
            };
            match state[next as usize] {
                0 => {
                    state[next as usize] = OPEN;
                    path.push((next, follow(next)));
                }
                OPEN => {
                    let circle = path.iter().map(|&(node, _)| node).skip_while(|&node| node != next);
                    let names: Vec<String> = circle
                        .chain([next])
                        .map(|node| format!("`{}`", ontology.names[node as usize]))
                        .collect();
                    let message = format!("rdfs:subClassOf has a cycle: {}", names.join(" below "));
                    found.push((next, warning(message).note("this makes them the same class")));
                }
                _ => {}
            }
        }
    }
}

/// Classes that cannot have instances.
fn impossible(ontology: &Ontology, found: &mut Found) {
    // Closures are kept; of a very large ontology those of all classes would take too much room.
    if ontology.names.len() > 5_000 {
        return;
    }
    for node in named(ontology).filter(|&node| ontology.is_class(node)) {
        let set = ontology.class_set(&[ClassId(node)]);
        if let Some(clash) = ontology.disjoint(&set) {
            found.push((
                node,
                warning(format!(
                    "the class `{}` cannot have instances: it is a subclass of `{}` and `{}`, which are disjoint",
                    ontology.names[node as usize],
                    ontology.class_iri(clash.declared.0),
                    ontology.class_iri(clash.declared.1)
                )),
            ));
        }
    }
}
