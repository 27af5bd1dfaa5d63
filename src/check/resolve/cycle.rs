//! Cycles in transitive properties: nothing is a part of itself.
use crate::check::corpus::CheckedCorpus;
use crate::check::model::{Fact, Object, Referent, thing_iri};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts;
use crate::term::iri;
use rustc_hash::FxHashMap;

/// Reports each cycle among a document's plain triples of a transitive property or one below it.
pub(super) fn check(
    facts: &[Fact<'_>],
    written: &[facts::RawFact<'_>],
    corpus: &CheckedCorpus,
    article: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let ontology = &corpus.ontology;
    let mut edges: Vec<(crate::ontology::PropertyId, &Fact<'_>, &Referent<'_>)> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.holds()) {
        if let Object::Thing(object) = &fact.object {
            for above in ontology.transitive_above(fact.predicate) {
                edges.push((*above, fact, object));
            }
        }
    }
    if edges.is_empty() {
        return;
    }
    edges.sort_by_key(|(property, fact, _)| (*property, fact.id));
    let mut own = String::new();
    iri::article(&corpus.base, article, &mut own);
    for of_one in edges.chunk_by(|a, b| a.0 == b.0) {
        let mut nodes: FxHashMap<String, usize> = FxHashMap::default();
        let mut number = |thing: &Referent<'_>| {
            let mut iri = String::new();
            thing_iri(&corpus.base, &own, thing, &mut iri);
            let next = nodes.len();
            *nodes.entry(iri).or_insert(next)
        };
        let mut out: Vec<Vec<(usize, &Fact<'_>)>> = Vec::new();
        for (_, fact, object) in of_one {
            let (from, to) = (number(&fact.subject), number(object));
            out.resize_with(out.len().max(from + 1).max(to + 1), Vec::new);
            out[from].push((to, *fact));
        }
        if let Some(cycle) = find(&out) {
            let place = |fact: &Fact<'_>| {
                let written = &written[fact.index];
                super::place_of(written.object_text(), written.span)
            };
            let name =
                |fact: &&Fact<'_>| written[fact.index].subject.as_deref().unwrap_or_default().to_owned();
            let mut way: Vec<String> = cycle.iter().map(name).collect();
            way.extend(cycle.first().map(name));
            let property = ontology.property_iri(of_one[0].0);
            let property = property.strip_prefix(crate::term::vocab::AF).unwrap_or(property);
            let Some((last, rest)) = cycle.split_last() else { continue };
            let mut diagnostic = Diagnostic::error(
                Code::Cycle,
                place(last),
                format!("a cycle in `{property}`, which is transitive: {}", way.join(" → ")),
            )
            .help("nothing can be part of itself: remove one of these facts, or swap its subject and object");
            for fact in rest {
                diagnostic = diagnostic.related(place(fact), format!("`{}` is part of the cycle", fact.id));
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// The facts along one cycle, if there is any. Iterative: a chain may be as long as the document.
fn find<'f>(out: &[Vec<(usize, &'f Fact<'f>)>]) -> Option<Vec<&'f Fact<'f>>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; out.len()];
    for root in 0..out.len() {
        if marks[root] != Mark::New {
            continue;
        }
        // (node, its next edge, the fact that led here)
        let mut path: Vec<(usize, usize, Option<&Fact<'_>>)> = vec![(root, 0, None)];
        marks[root] = Mark::Open;
        while let Some((node, next, _)) = path.last_mut() {
            let Some((to, fact)) = out[*node].get(*next).copied() else {
                marks[*node] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match marks[to] {
                Mark::New => {
                    marks[to] = Mark::Open;
                    path.push((to, 0, Some(fact)));
                }
                Mark::Open => {
                    let from = path.iter().position(|(node, ..)| *node == to)?;
                    let mut cycle: Vec<_> = path[from + 1..].iter().filter_map(|(.., fact)| *fact).collect();
                    cycle.push(fact);
                    return Some(cycle);
                }
                Mark::Done => {}
            }
        }
    }
    None
}
