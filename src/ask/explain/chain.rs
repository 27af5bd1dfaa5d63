//! How a corpus connects two things: the shortest chains of facts between them.
use super::{Contradicted, Filter, cited};
use crate::ask::cite::Citation;
use crate::ask::dataset::{Dataset, TermId};
use crate::ask::sameness::Sameness;
use crate::rdf::fact::{Facts, NODES, Role};
use crate::term::vocab::{AF, af, dcterms, rdf};
use oxrdf::TermRef;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// How two things are connected.
pub struct Chains<'d> {
    /// Some of the shortest chains, each with a hop or more. None where there is none.
    pub chains: Vec<Vec<Hop<'d>>>,
    /// How many chains are as short.
    pub count: u64,
}

/// A step from one thing to the next.
pub struct Hop<'d> {
    /// Where it begins.
    pub from: TermRef<'d>,
    /// Where it leads.
    pub to: TermRef<'d>,
    /// The facts between the two, in either direction.
    pub facts: Vec<Citation<'d>>,
}

/// Finds the shortest chains between two things, `most` of them at most. A denied fact connects nothing; times,
/// quantities, controlled values, kinds and articles are not steps, unless asked for.
#[must_use]
pub fn chains<'d>(
    dataset: &'d Dataset,
    ends: [TermId; 2],
    filter: Filter,
    most: usize,
    same: &Sameness,
    contradicted: &Contradicted,
) -> Chains<'d> {
    let [from, to] = ends.map(|end| same.first(end));
    let edges = edges(dataset, [from, to], filter, same);
    // Level by level; of each thing, the steps that lead to it on a shortest way.
    let mut level: FxHashMap<TermId, usize> = FxHashMap::from_iter([(from, 0)]);
    let mut ways: FxHashMap<TermId, u64> = FxHashMap::from_iter([(from, 1)]);
    let mut before: FxHashMap<TermId, Vec<TermId>> = FxHashMap::default();
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        let (depth, here) = (level[&at], ways.get(&at).copied().unwrap_or(1));
        if level.get(&to).is_some_and(|&end| depth >= end) {
            break;
        }
        for &(next, _) in edges.get(&at).into_iter().flatten() {
            let known = *level.entry(next).or_insert_with(|| {
                queue.push_back(next);
                depth + 1
            });
            let steps = before.entry(next).or_default();
            if known == depth + 1 && !steps.contains(&at) {
                steps.push(at);
                let ways = ways.entry(next).or_insert(0);
                *ways = ways.saturating_add(here);
            }
        }
    }
    let count = if from == to { 0 } else { ways.get(&to).copied().unwrap_or(0) };
    let mut paths: Vec<Vec<TermId>> = Vec::new();
    if count > 0 {
        walk(&before, from, &mut vec![to], most, &mut paths);
    }
    let hop = |one: TermId, other: TermId| {
        let mut facts: Vec<TermId> = edges
            .get(&one)
            .into_iter()
            .flatten()
            .filter(|(end, _)| *end == other)
            .map(|(_, fact)| *fact)
            .collect();
        facts.sort_unstable();
        facts.dedup();
        let facts: Vec<Citation<'d>> =
            facts.into_iter().map(|fact| cited(dataset, fact, contradicted)).collect();
        Hop { from: dataset.term(shown(one, ends, same)), to: dataset.term(shown(other, ends, same)), facts }
    };
    let chains =
        paths.into_iter().map(|path| path.windows(2).map(|step| hop(step[0], step[1])).collect()).collect();
    Chains { chains, count }
}

/// The ends are called what they were called in the question.
fn shown(id: TermId, ends: [TermId; 2], same: &Sameness) -> TermId {
    ends.into_iter().find(|&end| same.first(end) == id).unwrap_or(id)
}

fn walk(
    before: &FxHashMap<TermId, Vec<TermId>>,
    from: TermId,
    back: &mut Vec<TermId>,
    most: usize,
    paths: &mut Vec<Vec<TermId>>,
) {
    let Some(&at) = back.last() else { return };
    if paths.len() >= most {
        return;
    }
    if at == from {
        paths.push(back.iter().rev().copied().collect());
        return;
    }
    for &step in before.get(&at).into_iter().flatten() {
        back.push(step);
        walk(before, from, back, most, paths);
        back.pop();
    }
}

/// From each thing, the things that facts connect it with, in the order of the dataset.
fn edges(
    dataset: &Dataset,
    ends: [TermId; 2],
    filter: Filter,
    same: &Sameness,
) -> FxHashMap<TermId, Vec<(TermId, TermId)>> {
    let mut edges: FxHashMap<TermId, Vec<(TermId, TermId)>> = FxHashMap::default();
    let Some(object) = dataset.role(Role::Object) else { return edges };
    let sorting = [dcterms::TYPE, rdf::TYPE].map(|iri| dataset.iri(iri));
    let no_step: FxHashSet<TermId> =
        NODES.iter().chain(&[af::ARTICLE]).flat_map(|class| dataset.of_class(class)).collect();
    let is_step = |thing: TermId| {
        ends.contains(&same.first(thing))
            || !no_step.contains(&thing)
                && matches!(dataset.term(thing), TermRef::NamedNode(node) if !node.as_str().starts_with(AF))
    };
    let mut facts: Vec<[TermId; 3]> = dataset.matching(None, Some(object), None).collect();
    facts.sort_unstable();
    for [fact, _, to] in facts {
        let Some(from) = dataset.one(fact, Role::Subject) else { continue };
        let sorts = dataset.all(fact, Role::Predicate).any(|predicate| sorting.contains(&Some(predicate)));
        if sorts && !ends.contains(&same.first(to)) || !is_step(from) || !is_step(to) {
            continue;
        }
        let citation = Citation::new(dataset, fact);
        if citation.negated || !filter.keeps(&citation) {
            continue;
        }
        let (from, to) = (same.first(from), same.first(to));
        edges.entry(from).or_default().push((to, fact));
        if from != to {
            edges.entry(to).or_default().push((from, fact));
        }
    }
    edges
}
