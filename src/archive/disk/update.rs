//! Small changes: one transaction of the generation that counts.
//!
//! The records are appended first; they count once the transaction says where they are. So the transaction's commit
//! is the moment at which everything changes, and a process that is killed before it has changed nothing.
use super::error::DiskError;
use super::folder::{Generation, Writing};
use super::index::{self, Kind, Tags};
use super::names::Naming;
use super::pairs::{Paired, Pairs};
use super::record::{Appending, Record, Records};
use super::sayers::{Sayer, Sayers, of_triple};
use super::table::{self, Entry};
use super::things;
use crate::term::iri::ArticleGraph;
use oxigraph::store::{Store, Transaction};
use oxrdf::{GraphName, Quad, Triple};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
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
        changed: Vec::new(),
        sayers: Sayers::open(&generation.sayers(), end)?,
        said: Vec::new(),
        naming: Naming::open(&generation.names(), end)?,
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
    let Updating { mut documents, mut tags, mut transaction, changed, sayers, said, naming, pairs, .. } =
        updating;
    naming.finish()?;
    pairs.append(&generation.pairs(), &Paired::open(&generation.pairs())?)?;
    table::append_hashes(&generation.things(), changed)?;
    sayers.append(&generation.sayers(), &said)?;
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
    /// The hashes of the things of which something is said or taken back.
    changed: Vec<u64>,
    /// What the records say that were there, and the new ones.
    sayers: Sayers,
    said: Vec<Entry>,
    naming: Naming,
    /// What new records say of pairs of things.
    pairs: Pairs,
}

/// A record's quads in the index, and what it says of triples that others may say, too.
#[derive(Default)]
struct Content {
    /// Those of graphs: of corpora, and of the hidden one.
    shared: FxHashSet<Quad>,
    triples: FxHashSet<Triple>,
    said: Vec<(u64, Option<ArticleGraph>)>,
    /// The triples, in order.
    order: Vec<Triple>,
}

impl Content {
    fn new(kind: Kind, key: &str, record: &Record<'_>, tags: &mut Tags) -> io::Result<Self> {
        let mut content = Self::default();
        let mut take = |quad: Quad| {
            if quad.graph_name != GraphName::DefaultGraph {
                content.shared.insert(quad);
            } else {
                let triple = Triple::from(quad);
                if content.triples.insert(triple.clone()) {
                    content.order.push(triple);
                }
            }
        };
        let said = &mut content.said;
        let mut say = |triple: &_, graph| said.push((of_triple(triple), graph));
        index::quads(kind, key, &record.open(true)?, tags, &mut take, &mut say)?;
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
            let entry = index::entry(kind, key, place);
            things::add(&entry, &mut self.changed);
            self.transaction.remove(&entry);
        }
        let new = match record {
            Some(record) => {
                let place = self.documents.append(record.bytes)?;
                let entry = index::entry(kind, key, place);
                things::add(&entry, &mut self.changed);
                self.transaction.insert(&entry);
                let unpacked = record.open(true)?;
                self.naming.add(kind, key, &unpacked, place)?;
                if kind == Kind::Article {
                    self.pairs.add_facts(&unpacked.content()?);
                }
                let content = Content::new(kind, key, record, &mut self.tags)?;
                let sayer = |graph| Sayer { start: place.start, graph };
                self.said.extend(content.said.iter().map(|(triple, graph)| sayer(*graph).entry(*triple)));
                content
            }
            None => Content::default(),
        };
        for quad in old.shared.difference(&new.shared) {
            things::add(quad, &mut self.changed);
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
                let quad = triple.clone().in_graph(GraphName::DefaultGraph);
                things::add(&quad, &mut self.changed);
                self.transaction.remove(&quad);
            }
        }
        for quad in new.shared.difference(&old.shared) {
            things::add(quad, &mut self.changed);
            self.pairs.add(quad);
            self.transaction.insert(quad);
        }
        for triple in new.order {
            let quad = triple.in_graph(GraphName::DefaultGraph);
            things::add(&quad, &mut self.changed);
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
        // What an article says of its own things is not among the sayers.
        if let Some((_, place)) = index::owner(&self.transaction, triple.subject.as_ref(), key)?
            && self.says(place.start, key, triple)?
        {
            return Ok(true);
        }
        let hash = of_triple(triple);
        let old = self.sayers.of(hash)?;
        let new =
            self.said.iter().filter(|[triple, _]| *triple == hash).map(|[_, number]| Sayer::of(*number));
        let starts: BTreeSet<u64> = old.into_iter().chain(new).map(|sayer| sayer.start).collect();
        for start in starts {
            if self.says(start, key, triple)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the record that begins at a byte counts, is not that of a key, and says a triple.
    fn says(&mut self, start: u64, except: &str, triple: &Triple) -> io::Result<bool> {
        self.documents.flush()?;
        let mut bytes = Vec::new();
        self.records.read_at(start, &mut bytes)?;
        let (record, _) = Record::first(&bytes)?;
        let counts = |kind| {
            let place = index::place(&self.transaction, kind, record.key)?;
            Ok::<_, io::Error>(place.is_some_and(|place| place.start == start))
        };
        if record.key == except || !counts(Kind::Article)? {
            return Ok(false);
        }
        index::says(&record, triple, &mut self.tags)
    }
}
