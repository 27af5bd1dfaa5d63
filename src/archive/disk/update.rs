//! Small changes: one transaction of the generation that counts.
//!
//! The records are appended first; they count once the transaction says where they are. So the transaction's commit
//! is the moment at which everything changes, and a process that is killed before it has changed nothing.
use super::error::DiskError;
use super::folder::{Generation, Writing};
use super::index::{self, Kind, Tags};
use super::marked;
use super::names::Naming;
use super::pairs::{Pairs, Same};
use super::record::{Appending, Record, Records};
use oxigraph::store::{Store, Transaction};
use oxrdf::{GraphName, Quad, Triple};
use rustc_hash::FxHashSet;
use std::io;

/// What is to be changed.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Records of documents, one after another.
    pub(super) articles: Vec<u8>,
    /// Records of corpora.
    pub(super) corpora: Vec<u8>,
    /// Quads for the store itself, to be added and to be taken away.
    pub(super) added: Vec<Quad>,
    /// Those to be taken away.
    pub(super) removed: Vec<Quad>,
    /// Articles to be taken away.
    pub(super) retracted: Vec<String>,
}

/// Makes a change, all at once.
pub(super) fn apply(store: &Writing, generation: &Generation, change: &Change) -> Result<(), DiskError> {
    let _alone = store.alone(generation)?;
    apply_alone(generation, change).map_err(|error| store.failed(error))
}

/// The same of a generation that nobody else is at.
pub(super) fn apply_alone(generation: &Generation, change: &Change) -> io::Result<()> {
    let index = Store::open(generation.index())?;
    let end = index::read_end(&index)?;
    let mut updating = Updating {
        documents: Appending::open(&generation.documents(), end)?,
        records: Records::open(&generation.documents())?,
        tags: index::tags(&index)?,
        transaction: index.start_transaction()?,
        marked: Vec::new(),
        naming: Naming::open(&generation.names())?,
        pairs: Pairs::default(),
    };
    for key in &change.retracted {
        updating.replace(Kind::Article, key, None)?;
    }
    for (kind, bytes) in [(Kind::Article, &change.articles), (Kind::Corpus, &change.corpora)] {
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (record, behind) = Record::first(rest)?;
            rest = behind;
            updating.replace(kind, record.key, Some(&record))?;
        }
    }
    let Updating { mut documents, mut tags, mut transaction, mut marked, naming, pairs, .. } = updating;
    naming.finish()?;
    pairs.append(&generation.same(), &Same::read(&generation.same())?, &mut marked)?;
    marked::append(&generation.marked(), &mut marked)?;
    for quad in &change.removed {
        transaction.remove(quad);
    }
    transaction.extend(&change.added);
    transaction.extend(&tags.news());
    if documents.end() != end {
        documents.finish()?;
        transaction.remove(&index::end(end));
        transaction.insert(&index::end(documents.end()));
    }
    transaction.commit()?;
    index.flush()?;
    Ok(())
}

struct Updating<'s> {
    documents: Appending,
    records: Records,
    tags: Tags,
    transaction: Transaction<'s>,
    /// The hashes of the things that new records mark.
    marked: Vec<u64>,
    naming: Naming,
    /// What new records say of pairs of things.
    pairs: Pairs,
}

/// A record's quads in the index: those of the graphs that articles share, and the triples of all.
#[derive(Default)]
struct Content {
    shared: FxHashSet<Quad>,
    triples: FxHashSet<Triple>,
    /// The triples, in order.
    order: Vec<Triple>,
}

impl Content {
    fn new(kind: Kind, key: &str, record: &Record<'_>, tags: &mut Tags) -> io::Result<Self> {
        let mut content = Self::default();
        index::quads(kind, key, &record.open(true)?, tags, &mut |quad| {
            if quad.graph_name != GraphName::DefaultGraph {
                content.shared.insert(quad);
            } else {
                let triple = Triple::from(quad);
                if content.triples.insert(triple.clone()) {
                    content.order.push(triple);
                }
            }
        })?;
        Ok(content)
    }
}

impl Updating<'_> {
    /// Puts a record in the place of the one with the same key, or takes that away.
    fn replace(&mut self, kind: Kind, key: &str, record: Option<&Record<'_>>) -> io::Result<()> {
        let mut bytes = Vec::new();
        let before = index::place(&self.transaction, kind, key)?;
        let mut old = Content::default();
        if let Some(place) = before {
            // It may have been appended just now.
            self.documents.flush()?;
            self.records.read(place, &mut bytes)?;
            let (stored, _) = Record::first(&bytes)?;
            if record.is_some_and(|record| record.bytes == stored.bytes) {
                return Ok(());
            }
            old = Content::new(kind, key, &stored, &mut self.tags)?;
            self.transaction.remove(&index::entry(kind, key, place));
        }
        let new = match record {
            Some(record) => {
                let place = self.documents.append(record.bytes)?;
                self.transaction.insert(&index::entry(kind, key, place));
                let unpacked = record.open(true)?;
                self.naming.add(kind, key, &unpacked, place)?;
                if kind == Kind::Article {
                    self.pairs.add_facts(&unpacked.content()?);
                }
                Content::new(kind, key, record, &mut self.tags)?
            }
            None => Content::default(),
        };
        for quad in old.shared.difference(&new.shared) {
            self.transaction.remove(quad);
        }
        let graphs = |content: &Content| -> FxHashSet<GraphName> {
            let names = content.shared.iter().map(|quad| quad.graph_name.clone());
            names.filter(|graph| graph.as_ref() != index::HIDDEN.into()).collect()
        };
        for graph in graphs(&old).difference(&graphs(&new)) {
            if let GraphName::NamedNode(graph) = graph {
                self.transaction.remove_named_graph(graph)?;
            }
        }
        for triple in old.triples.difference(&new.triples) {
            if !self.is_supported(triple, key)? {
                self.transaction.remove(&triple.clone().in_graph(GraphName::DefaultGraph));
            }
        }
        for quad in new.shared.difference(&old.shared) {
            marked::add(quad, &mut self.marked);
            self.pairs.add(quad);
            self.transaction.insert(quad);
        }
        for triple in new.order {
            let quad = triple.in_graph(GraphName::DefaultGraph);
            marked::add(&quad, &mut self.marked);
            self.pairs.add(&quad);
            self.transaction.insert(&quad);
        }
        Ok(())
    }

    /// Whether something other than the record of a key says a triple.
    fn is_supported(&mut self, triple: &Triple, key: &str) -> io::Result<bool> {
        if index::is_in_a_graph(&self.transaction, triple)? {
            return Ok(true);
        }
        // An article's own things are in no shared graph: only its record tells.
        let Some((_, place)) = index::owner(&self.transaction, triple.subject.as_ref(), key)? else {
            return Ok(false);
        };
        self.documents.flush()?;
        let mut bytes = Vec::new();
        self.records.read(place, &mut bytes)?;
        index::says(&Record::first(&bytes)?.0, triple, &mut self.tags)
    }
}
