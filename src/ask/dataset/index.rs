//! Triples in the orders in which patterns ask for them.
//!
//! Built by counting sorts over term numbers: linear, no comparison but within one subject. The subject order is made
//! at once; the others when a pattern first needs them.
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// The graph of a quad in the default graph.
pub(super) const DEFAULT_GRAPH: u32 = u32::MAX;
/// Marks a triple that is in several graphs; the rest of the number says which list of [`Index::shared`] holds them.
const SHARED: u32 = 1 << 31;

/// A quad as term numbers.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) subject: u32,
    pub(super) predicate: u32,
    pub(super) object: u32,
    pub(super) graph: u32,
}

/// A triple of the union, kept under its subject.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    predicate: u32,
    object: u32,
    graph: u32,
}

/// A triple as term numbers: subject, predicate, object.
pub(super) type Triple = [u32; 3];

/// Lists kept one behind another: list `i` is `items[starts[i]..starts[i + 1]]`.
struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// Sorts `input` into `count` lists by its keys, keeping the input's order within each list.
    fn sort(count: usize, input: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        // Each start is first moved to where the list before begins, then grows to its own place as items come in.
        let mut starts = vec![0_u32; count + 2];
        for (key, _) in input.clone() {
            starts[key as usize + 2] += 1;
        }
        for i in 2..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut items = vec![T::default(); starts[count + 1] as usize];
        for (key, item) in input {
            let place = &mut starts[key as usize + 1];
            items[*place as usize] = item;
            *place += 1;
        }
        starts.pop();
        Self { starts, items }
    }

    fn list(&self, key: u32) -> &[T] {
        let key = key as usize;
        match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(&start), Some(&end)) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// The part of a sorted slice whose `key` is `wanted`.
fn equal_range<T, K: Ord>(items: &[T], wanted: &K, key: impl Fn(&T) -> K) -> (usize, usize) {
    let start = items.partition_point(|item| key(item) < *wanted);
    let end = start + items[start..].partition_point(|item| key(item) == *wanted);
    (start, end)
}

fn narrow<'a, T, K: Ord>(items: &'a [T], wanted: &K, key: impl Fn(&T) -> K) -> &'a [T] {
    let (start, end) = equal_range(items, wanted, key);
    &items[start..end]
}

/// All triples of the union of the graphs, each once, with the graphs it is in.
pub(super) struct Index {
    /// How many terms there were when the index was made.
    terms: usize,
    /// By subject, then predicate and object.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// The graphs of triples that are in several.
    shared: Vec<Vec<u32>>,
    /// By object, then predicate and subject.
    by_object: OnceLock<Lists<[u32; 2]>>,
    /// The predicates in use; list `i` of `by_predicate` is that of `predicates[i]`, by subject, then object.
    by_predicate: OnceLock<(Vec<u32>, Lists<[u32; 2]>)>,
    /// The named graphs in use, in the order in which they were met, and the triples of each, by subject.
    /// The graphs, and of each the places of its triples among the entries.
    by_graph: OnceLock<(Vec<u32>, Lists<u32>)>,
    quads: usize,
}

impl Index {
    /// Sorts `rows` (in any order, with repetitions or not), whose numbers are all below `terms`.
    pub(super) fn new(rows: Vec<Row>, terms: usize) -> Self {
        assert!(u32::try_from(rows.len()).is_ok(), "more than 2^32 quads");
        let mut starts = vec![0_u32; terms + 2];
        for row in &rows {
            starts[row.subject as usize + 2] += 1;
        }
        for i in 2..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut entries = vec![Entry { predicate: 0, object: 0, graph: 0 }; rows.len()];
        for row in &rows {
            let place = &mut starts[row.subject as usize + 1];
            entries[*place as usize] =
                Entry { predicate: row.predicate, object: row.object, graph: row.graph };
            *place += 1;
        }
        drop(rows);
        starts.pop();

        // Within a subject: sort, and gather the graphs of equal triples.
        let mut shared = Vec::new();
        let mut quads = 0;
        let mut kept = 0;
        let mut start = 0;
        for subject in 0..terms {
            let end = starts[subject + 1] as usize;
            entries[start..end].sort_unstable();
            starts[subject] = kept as u32;
            let first_kept = kept;
            for i in start..end {
                let entry = entries[i];
                if kept > first_kept
                    && (entries[kept - 1].predicate, entries[kept - 1].object)
                        == (entry.predicate, entry.object)
                {
                    let last = &mut entries[kept - 1].graph;
                    quads += usize::from(add_graph(last, entry.graph, &mut shared));
                } else {
                    entries[kept] = entry;
                    kept += 1;
                    quads += 1;
                }
            }
            start = end;
        }
        starts[terms] = kept as u32;
        entries.truncate(kept);
        Self::of_parts(terms, starts, entries, shared, quads)
    }

    /// The same without the triples of the graphs `gone`, and with `rows`; all numbers are below `terms`, which is not
    /// smaller than before. How many quads went comes back, too.
    pub(super) fn replaced(&self, gone: &FxHashSet<u32>, mut rows: Vec<Row>, terms: usize) -> (Self, usize) {
        rows.sort_unstable_by_key(|row| row.subject);
        let mut starts = Vec::with_capacity(terms + 1);
        let mut entries: Vec<Entry> = Vec::with_capacity(self.entries.len() + rows.len());
        let (mut shared, mut quads, mut dropped) = (self.shared.clone(), self.quads, 0);
        let mut rows = rows.as_slice();
        let mut own: Vec<Entry> = Vec::new();
        let goes = |mark: &u32| self.graphs_of_mark(mark).iter().any(|graph| gone.contains(graph));
        for subject in 0..terms as u32 {
            starts.push(entries.len() as u32);
            let old = self.of_subject(subject);
            let (new, rest) = rows.split_at(rows.iter().take_while(|row| row.subject == subject).count());
            rows = rest;
            if new.is_empty() && !old.iter().any(|entry| goes(&entry.graph)) {
                entries.extend_from_slice(old);
                continue;
            }
            own.clear();
            for entry in old {
                let graphs = self.graphs_of_mark(&entry.graph);
                quads -= graphs.len();
                let stay = graphs.iter().filter(|graph| !gone.contains(graph));
                own.extend(stay.map(|&graph| Entry { graph, ..*entry }));
                dropped += graphs.iter().filter(|graph| gone.contains(graph)).count();
            }
            let entry = |row: &Row| Entry { predicate: row.predicate, object: row.object, graph: row.graph };
            own.extend(new.iter().map(entry));
            own.sort_unstable();
            quads += merge(&own, &mut entries, &mut shared);
        }
        starts.push(entries.len() as u32);
        (Self::of_parts(terms, starts, entries, shared, quads), dropped)
    }

    fn of_parts(
        terms: usize,
        starts: Vec<u32>,
        entries: Vec<Entry>,
        shared: Vec<Vec<u32>>,
        quads: usize,
    ) -> Self {
        Self {
            terms,
            starts,
            entries,
            shared,
            by_object: OnceLock::new(),
            by_predicate: OnceLock::new(),
            by_graph: OnceLock::new(),
            quads,
        }
    }

    /// Makes the orders that another index had made already.
    pub(super) fn warm(&self, other: &Self) {
        if other.by_predicate.get().is_some() {
            self.by_predicate();
        }
        if other.by_object.get().is_some() {
            self.of_object(0);
        }
        if other.by_graph.get().is_some() {
            self.by_graph();
        }
    }

    /// Whether the triples are there by object, and so by predicate, too.
    #[cfg(feature = "serve")]
    pub(super) fn is_ordered(&self) -> bool {
        self.by_object.get().is_some()
    }

    /// Adds all that tells the index from others to a digest.
    pub(super) fn digest(&self, digest: &mut Sha256) {
        let mut bytes = Vec::with_capacity(1 << 16);
        let numbers = self.rows().flat_map(|row| {
            let graphs = self.graphs_of_mark(&row.graph).to_vec();
            [row.subject, row.predicate, row.object].into_iter().chain(graphs)
        });
        for number in numbers {
            bytes.extend_from_slice(&number.to_le_bytes());
            if bytes.len() >= 1 << 16 {
                digest.update(&bytes);
                bytes.clear();
            }
        }
        digest.update(&bytes);
    }

    /// The number of distinct triples.
    pub(super) fn triples(&self) -> usize {
        self.entries.len()
    }

    /// The number of distinct quads.
    pub(super) fn quads(&self) -> usize {
        self.quads
    }

    fn of_subject(&self, subject: u32) -> &[Entry] {
        let subject = subject as usize;
        match (self.starts.get(subject), self.starts.get(subject + 1)) {
            (Some(&start), Some(&end)) => &self.entries[start as usize..end as usize],
            _ => &[],
        }
    }

    /// All triples by subject, predicate, object, each with its graph mark.
    fn rows(&self) -> impl Iterator<Item = Row> + Clone {
        (0..self.terms as u32).flat_map(|subject| {
            self.of_subject(subject).iter().map(move |entry| Row {
                subject,
                predicate: entry.predicate,
                object: entry.object,
                graph: entry.graph,
            })
        })
    }

    fn by_predicate(&self) -> &(Vec<u32>, Lists<[u32; 2]>) {
        self.by_predicate.get_or_init(|| {
            let mut ranks = vec![u32::MAX; self.terms];
            for entry in &self.entries {
                ranks[entry.predicate as usize] = 0;
            }
            let mut predicates = Vec::new();
            for (id, rank) in ranks.iter_mut().enumerate() {
                if *rank == 0 {
                    *rank = predicates.len() as u32;
                    predicates.push(id as u32);
                }
            }
            let rows = self.rows().map(|row| (ranks[row.predicate as usize], [row.subject, row.object]));
            let lists = Lists::sort(predicates.len(), rows);
            (predicates, lists)
        })
    }

    fn of_predicate(&self, predicate: u32) -> &[[u32; 2]] {
        let (predicates, lists) = self.by_predicate();
        predicates.binary_search(&predicate).map_or(&[], |rank| lists.list(rank as u32))
    }

    fn of_object(&self, object: u32) -> &[[u32; 2]] {
        let lists = self.by_object.get_or_init(|| {
            // Taken by predicate and subject, the triples of each object come out in that order.
            let (predicates, by_predicate) = self.by_predicate();
            let rows = predicates.iter().enumerate().flat_map(|(rank, &predicate)| {
                by_predicate
                    .list(rank as u32)
                    .iter()
                    .map(move |&[subject, object]| (object, [predicate, subject]))
            });
            Lists::sort(self.terms, rows)
        });
        lists.list(object)
    }

    /// The triples of a predicate and an object: the predicate and each subject, sorted.
    pub(super) fn subjects(&self, predicate: u32, object: u32) -> &[[u32; 2]] {
        narrow(self.of_object(object), &predicate, |pair| pair[0])
    }

    fn by_graph(&self) -> &(Vec<u32>, Lists<u32>) {
        self.by_graph.get_or_init(|| {
            let mut ranks = vec![u32::MAX; self.terms];
            for entry in &self.entries {
                for graph in self.graphs_of_mark(&entry.graph) {
                    if *graph != DEFAULT_GRAPH {
                        ranks[*graph as usize] = 0;
                    }
                }
            }
            let mut graphs = Vec::new();
            for (id, rank) in ranks.iter_mut().enumerate() {
                if *rank == 0 {
                    *rank = graphs.len() as u32;
                    graphs.push(id as u32);
                }
            }
            // The last list is that of the default graph.
            let last = graphs.len() as u32;
            let ranks = &ranks;
            let rows = self.entries.iter().zip(0..).flat_map(|(entry, place)| {
                self.graphs_of_mark(&entry.graph).iter().map(move |&graph| {
                    let rank = if graph == DEFAULT_GRAPH { last } else { ranks[graph as usize] };
                    (rank, place)
                })
            });
            let lists = Lists::sort(graphs.len() + 1, rows);
            (graphs, lists)
        })
    }

    /// The named graphs in use.
    pub(super) fn graphs(&self) -> &[u32] {
        &self.by_graph().0
    }

    /// The triples of a graph ([`DEFAULT_GRAPH`] for those outside named graphs), by subject, predicate, object.
    pub(super) fn of_graph(&self, graph: u32) -> GraphTriples<'_> {
        let (graphs, lists) = self.by_graph();
        let rank = match graph {
            DEFAULT_GRAPH => Some(graphs.len()),
            graph => graphs.binary_search(&graph).ok(),
        };
        let places = rank.map_or(&[][..], |rank| lists.list(rank as u32));
        GraphTriples { index: self, subject: 0, places: places.iter() }
    }

    fn graphs_of_mark<'a>(&'a self, mark: &'a u32) -> &'a [u32] {
        if *mark != DEFAULT_GRAPH && mark & SHARED != 0 {
            &self.shared[(mark & !SHARED) as usize]
        } else {
            std::slice::from_ref(mark)
        }
    }

    /// The graphs in which a triple is, [`DEFAULT_GRAPH`] among them where it is outside named graphs.
    pub(super) fn graphs_of(&self, [subject, predicate, object]: Triple) -> &[u32] {
        let entries = self.of_subject(subject);
        entries
            .binary_search_by_key(&(predicate, object), |entry| (entry.predicate, entry.object))
            .map_or(&[], |place| self.graphs_of_mark(&entries[place].graph))
    }

    /// The triples of the union that match, in an order that depends on the data alone.
    pub(super) fn matching(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> Matches<'_> {
        match (subject, predicate, object) {
            (Some(subject), predicate, object) => {
                let mut entries = self.of_subject(subject);
                match (predicate, object) {
                    (Some(predicate), Some(object)) => {
                        entries =
                            narrow(entries, &(predicate, object), |entry| (entry.predicate, entry.object));
                        Matches::Subject { subject, object: None, entries: entries.iter() }
                    }
                    (Some(predicate), None) => {
                        entries = narrow(entries, &predicate, |entry| entry.predicate);
                        Matches::Subject { subject, object: None, entries: entries.iter() }
                    }
                    _ => Matches::Subject { subject, object, entries: entries.iter() },
                }
            }
            (None, Some(predicate), Some(object)) => {
                Matches::Object { object, pairs: self.subjects(predicate, object).iter() }
            }
            (None, None, Some(object)) => Matches::Object { object, pairs: self.of_object(object).iter() },
            (None, Some(predicate), None) => {
                Matches::Predicate { predicate, pairs: self.of_predicate(predicate).iter() }
            }
            (None, None, None) => Matches::All { index: self, subject: 0, entries: [].iter() },
        }
    }

    /// How many triples [`matching`](Self::matching) would give, at most, without going through them.
    pub(super) fn count(&self, subject: Option<u32>, predicate: Option<u32>, object: Option<u32>) -> usize {
        match self.matching(subject, predicate, object) {
            Matches::Subject { entries, .. } => entries.len(),
            Matches::Object { pairs, .. } | Matches::Predicate { pairs, .. } => pairs.len(),
            Matches::Graph { triples, .. } => triples.len(),
            Matches::All { .. } => self.triples(),
        }
    }

    /// The triples of one named graph that match.
    pub(super) fn matching_in(
        &self,
        graph: u32,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> InGraph<'_> {
        let all = self.of_graph(graph);
        let in_union = if subject.is_none() && predicate.is_none() && object.is_none() {
            usize::MAX
        } else {
            self.count(subject, predicate, object)
        };
        if in_union < all.len() {
            let matches = self.matching(subject, predicate, object);
            return InGraph { matches, check: Some((self, graph)) };
        }
        let triples = match subject {
            Some(subject) => all.of_subject(subject),
            None => all,
        };
        InGraph { matches: Matches::Graph { predicate, object, triples }, check: None }
    }
}

/// Appends the sorted triples of one subject, equal ones as one with several graphs; the number of quads.
fn merge(own: &[Entry], entries: &mut Vec<Entry>, shared: &mut Vec<Vec<u32>>) -> usize {
    let first = entries.len();
    let mut quads = 0;
    for entry in own {
        match entries[first..].last_mut() {
            Some(last) if (last.predicate, last.object) == (entry.predicate, entry.object) => {
                quads += usize::from(add_graph(&mut last.graph, entry.graph, shared));
            }
            _ => {
                entries.push(*entry);
                quads += 1;
            }
        }
    }
    quads
}

/// Adds a graph to the mark of a triple; whether the triple was not in it yet.
fn add_graph(mark: &mut u32, graph: u32, shared: &mut Vec<Vec<u32>>) -> bool {
    if *mark == graph {
        return false;
    }
    if *mark != DEFAULT_GRAPH && *mark & SHARED != 0 {
        let graphs = &mut shared[(*mark & !SHARED) as usize];
        // Equal triples come sorted by graph, so an equal graph can only be the last one.
        if graphs.last() == Some(&graph) {
            return false;
        }
        graphs.push(graph);
    } else {
        shared.push(vec![*mark, graph]);
        *mark = SHARED | (shared.len() - 1) as u32;
    }
    true
}

/// The triples of a graph. Their places alone are kept; the subject is that of the place.
#[derive(Clone)]
pub(super) struct GraphTriples<'a> {
    index: &'a Index,
    /// The subject of the triple before.
    subject: usize,
    places: std::slice::Iter<'a, u32>,
}

impl GraphTriples<'_> {
    /// How many are left.
    fn len(&self) -> usize {
        self.places.len()
    }

    /// Those of one subject.
    fn of_subject(self, subject: u32) -> Self {
        let start = |subject: usize| self.index.starts.get(subject).copied().unwrap_or(u32::MAX);
        let subject = subject as usize;
        let places = self.places.as_slice();
        let from = places.partition_point(|&place| place < start(subject));
        let to = from + places[from..].partition_point(|&place| place < start(subject + 1));
        Self { subject, places: places[from..to].iter(), ..self }
    }
}

impl Iterator for GraphTriples<'_> {
    type Item = Triple;

    fn next(&mut self) -> Option<Triple> {
        let place = *self.places.next()?;
        let entry = self.index.entries.get(place as usize)?;
        let starts = &self.index.starts;
        // The next triple has the same subject or one soon behind it; else it is looked for further and further away.
        let mut step = 1;
        while starts.get(self.subject + step).is_some_and(|&start| start <= place) {
            self.subject += step;
            step *= 2;
        }
        while step > 1 {
            step /= 2;
            if starts.get(self.subject + step).is_some_and(|&start| start <= place) {
                self.subject += step;
            }
        }
        Some([self.subject as u32, entry.predicate, entry.object])
    }
}

/// Triples of the union that match a pattern.
#[derive(Clone)]
pub(super) enum Matches<'a> {
    /// Those of one subject, where `object` says so of one object.
    Subject { subject: u32, object: Option<u32>, entries: std::slice::Iter<'a, Entry> },
    /// Those of one object: predicates and subjects.
    Object { object: u32, pairs: std::slice::Iter<'a, [u32; 2]> },
    /// Those of one predicate: subjects and objects.
    Predicate { predicate: u32, pairs: std::slice::Iter<'a, [u32; 2]> },
    /// Those of one graph that are about the predicate and object given.
    Graph { predicate: Option<u32>, object: Option<u32>, triples: GraphTriples<'a> },
    /// All of them: what is left of the subject before `subject`, then from `subject` on.
    All { index: &'a Index, subject: u32, entries: std::slice::Iter<'a, Entry> },
}

impl Iterator for Matches<'_> {
    type Item = Triple;

    fn next(&mut self) -> Option<Triple> {
        match self {
            Self::Subject { subject, object, entries } => {
                let entry = entries.find(|entry| object.is_none_or(|object| object == entry.object))?;
                Some([*subject, entry.predicate, entry.object])
            }
            Self::Object { object, pairs } => {
                let [predicate, subject] = *pairs.next()?;
                Some([subject, predicate, *object])
            }
            Self::Predicate { predicate, pairs } => {
                let [subject, object] = *pairs.next()?;
                Some([subject, *predicate, object])
            }
            Self::Graph { predicate, object, triples } => {
                triples.find(|[_, p, o]| predicate.is_none_or(|x| x == *p) && object.is_none_or(|x| x == *o))
            }
            Self::All { index, subject, entries } => loop {
                if let Some(entry) = entries.next() {
                    return Some([*subject - 1, entry.predicate, entry.object]);
                }
                if *subject as usize >= index.terms {
                    return None;
                }
                *entries = index.of_subject(*subject).iter();
                *subject += 1;
            },
        }
    }

    /// Goes past what is not wanted at once, where the triples lie side by side.
    fn nth(&mut self, n: usize) -> Option<Triple> {
        match self {
            Self::Object { pairs, .. } | Self::Predicate { pairs, .. } => {
                *pairs = pairs.as_slice().get(n..).unwrap_or_default().iter();
            }
            _ => {
                for _ in 0..n {
                    self.next()?;
                }
            }
        }
        self.next()
    }
}

/// Triples of one graph that match a pattern.
#[derive(Clone)]
pub(super) struct InGraph<'a> {
    matches: Matches<'a>,
    /// The graph in which each match has still to be looked up.
    check: Option<(&'a Index, u32)>,
}

impl Iterator for InGraph<'_> {
    type Item = Triple;

    fn next(&mut self) -> Option<Triple> {
        let check = self.check;
        self.matches
            .find(|triple| check.is_none_or(|(index, graph)| index.graphs_of(*triple).contains(&graph)))
    }
}
