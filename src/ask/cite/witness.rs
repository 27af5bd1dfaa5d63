//! From the triples that solutions rest on to the facts that rows do.
use super::Found;
use super::premise::Premise;
use super::support::{Grounds, Kind, Supports};
use crate::ask::dataset::TermId;

/// Gathers what rows rest on.
pub(super) struct Witnesses<'d> {
    pub(super) supports: Supports<'d>,
    rows: Vec<Row>,
    /// The facts of the solution at hand.
    facts: Vec<TermId>,
    /// Its triples about quotes, times and quantities.
    nodes: Vec<(TermId, Option<TermId>)>,
}

#[derive(Default)]
struct Row {
    facts: Vec<TermId>,
    /// How many of the facts are sorted and single.
    sorted: usize,
    grounds: Grounds,
    also_without: bool,
}

impl Row {
    /// Sorts the facts, and takes each once.
    fn fold(&mut self) {
        self.facts.sort_unstable();
        self.facts.dedup();
        self.sorted = self.facts.len();
    }
}

impl<'d> Witnesses<'d> {
    pub(super) fn new(supports: Supports<'d>) -> Self {
        Self { supports, rows: Vec::new(), facts: Vec::new(), nodes: Vec::new() }
    }

    /// Adds a solution that gives a row, by what it rests on.
    pub(super) fn add(&mut self, row: usize, premises: &[Premise]) {
        self.facts.clear();
        self.nodes.clear();
        let mut grounds = Grounds::default();
        // Whether the solution would not be there without some fact.
        let mut needs = false;
        for premise in premises {
            needs |= self.premise(premise, &mut grounds) && premise.needed;
        }
        // A quote, time or quantity that a cited fact leads to is there because of that fact; else of any that does.
        let nodes = std::mem::take(&mut self.nodes);
        for &(node, graph) in &nodes {
            if !self.facts.iter().any(|fact| self.supports.links(*fact, node)) {
                let range = self.supports.linking(node, graph);
                needs |= !range.is_empty();
                self.facts.extend_from_slice(self.supports.list(&range));
            }
        }
        self.nodes = nodes;
        if row >= self.rows.len() {
            self.rows.resize_with(row + 1, Row::default);
        }
        let row = &mut self.rows[row];
        row.grounds.add_all(&grounds);
        row.also_without |= !needs;
        for &fact in &self.facts {
            if row.facts.last() != Some(&fact) {
                row.facts.push(fact);
            }
        }
        if row.facts.len() > 2 * row.sorted + 64 {
            row.fold();
        }
    }

    /// Adds a triple; whether the solution would not be there without the facts that it rests on.
    fn premise(&mut self, premise: &Premise, grounds: &mut Grounds) -> bool {
        let Premise { subject, predicate, object, graph, .. } = *premise;
        match self.supports.kind(subject) {
            Kind::Fact => {
                if !self.facts.contains(&subject) {
                    self.facts.push(subject);
                }
                true
            }
            Kind::Node => {
                if !self.nodes.contains(&(subject, graph)) {
                    self.nodes.push((subject, graph));
                }
                false
            }
            Kind::Other => {
                let (Some(predicate), Some(object)) = (predicate, object) else { return false };
                let support = self.supports.of_triple([subject, predicate, object], graph);
                grounds.add_all(&support.grounds);
                for &fact in self.supports.list(&support.facts) {
                    if !self.facts.contains(&fact) {
                        self.facts.push(fact);
                    }
                }
                !support.facts.is_empty() && support.grounds.is_empty()
            }
        }
    }

    /// What each of `rows` rows rests on.
    pub(super) fn finish(mut self, rows: usize) -> impl Iterator<Item = Found> {
        self.rows.resize_with(rows, Row::default);
        self.rows.into_iter().map(|mut row| {
            row.fold();
            Found { facts: row.facts, grounds: row.grounds, also_without: row.also_without }
        })
    }
}
