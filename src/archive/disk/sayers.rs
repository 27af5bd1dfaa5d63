//! Which records say a triple that others may say, too. The index does not tell: it has such a triple once, and to keep it once
//! more for each graph, six times sorted, would take a third of the time of a load.
//!
//! The file `sayers` of a generation is a [table]: the hash of a triple, and where a record begins that says it, with the graph
//! that does so. Entries that were added later are behind it. It may have more than counts, as those of records that were
//! replaced stay in it, but never fewer: it is written before what it tells of counts. Entries of records behind the last one
//! that counts are what a killed process left: they are ignored, and cut off by the next change.
use super::hash::{hash, hash_on};
use super::table::{self, Entry, Table};
use crate::ask::literal::written::said_datatype;
use crate::term::iri::ArticleGraph;
use oxrdf::{NamedOrBlankNodeRef, TermRef, Triple};
use std::io;
use std::path::Path;

/// How many numbers there are for graphs; the last one is for those of corpora.
const GRAPHS: u64 = 8;

/// What says a triple: where a record begins, and the graph of its article; none for those of a corpus, which the index has,
/// too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sayer {
    pub(super) start: u64,
    pub(super) graph: Option<ArticleGraph>,
}

impl Sayer {
    /// From the number of an entry.
    pub(super) fn of(number: u64) -> Self {
        let graph = ArticleGraph::ALL.into_iter().find(|graph| *graph as u64 == number % GRAPHS);
        Self { start: number / GRAPHS, graph }
    }

    fn number(self) -> u64 {
        self.start * GRAPHS + self.graph.map_or(GRAPHS - 1, |graph| graph as u64)
    }

    /// As an entry, for a triple by its hash.
    pub(super) fn entry(self, triple: u64) -> Entry {
        [triple, self.number()]
    }
}

/// The hash of a triple, as the index has it or as it is said; tags that differ in letter case alone are one.
pub(super) fn of_triple(triple: &Triple) -> u64 {
    let subject = match triple.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(node) => node.as_str(),
        NamedOrBlankNodeRef::BlankNode(node) => node.as_str(),
    };
    let both = hash_on(hash_on(hash(subject), b" "), triple.predicate.as_str().as_bytes());
    match triple.object.as_ref() {
        TermRef::NamedNode(node) => hash_on(hash_on(both, b" "), node.as_str().as_bytes()),
        TermRef::Literal(literal) => {
            let both = hash_on(hash_on(both, b"\""), literal.value().as_bytes());
            match literal.language() {
                Some(tag) => hash_on(hash_on(both, b"@"), tag.to_ascii_lowercase().as_bytes()),
                None => hash_on(hash_on(both, b"^"), said_datatype(literal).as_bytes()),
            }
        }
        object => hash_on(hash_on(both, b"_"), object.to_string().as_bytes()),
    }
}

/// Which records say triples, to be read.
#[derive(Debug)]
pub(super) struct Sayers {
    table: Table,
    /// Sorted.
    added: Vec<Entry>,
    /// Up to which byte of the file its entries count.
    length: u64,
}

impl Sayers {
    /// Opens a file; `end` is where the records end.
    pub(super) fn open(path: &Path, end: u64) -> io::Result<Self> {
        let (table, added) = Table::open(path)?;
        let mut added: Vec<Entry> = added.as_chunks().0.iter().map(table::entry).collect();
        // They were added in the order of the records.
        let stale = added.iter().position(|[_, number]| Sayer::of(*number).start >= end);
        added.truncate(stale.unwrap_or(added.len()));
        let length = table.end() + size_of_val(added.as_slice()) as u64;
        added.sort_unstable();
        Ok(Self { table, added, length })
    }

    /// Adds entries to the file.
    pub(super) fn append(&self, path: &Path, entries: &[Entry]) -> io::Result<()> {
        table::append_behind(path, self.length, entries)
    }

    /// What says a triple, by its [hash](of_triple), or said so once.
    pub(super) fn of(&self, triple: u64) -> io::Result<Vec<Sayer>> {
        let mut found = self.table.find(triple)?;
        let from = self.added.partition_point(|[hash, _]| *hash < triple);
        let added = self.added[from..].iter().take_while(|[hash, _]| *hash == triple);
        found.extend(added.map(|[_, number]| *number));
        Ok(found.into_iter().map(Sayer::of).collect())
    }

    /// Whether it has an entry.
    pub(super) fn has(&self, triple: u64, sayer: Sayer) -> io::Result<bool> {
        Ok(self.of(triple)?.contains(&sayer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::literal::written::kept;
    use oxrdf::{Literal, NamedNode, Term};

    #[test]
    fn what_says_a_triple_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sayers");
        let sayer = |start, graph| Sayer { start, graph };
        let stated = Some(ArticleGraph::Stated);
        let mut entries: Vec<Entry> = (0..1_000).map(|start| sayer(start, stated).entry(start % 2)).collect();
        entries.push(sayer(7, None).entry(1));
        table::create(&path, &mut entries).unwrap();
        // Behind half an entry that a killed process left.
        std::fs::write(&path, [std::fs::read(&path).unwrap(), vec![1, 2, 3]].concat()).unwrap();
        let append =
            |end, entries: &[Entry]| Sayers::open(&path, end).unwrap().append(&path, entries).unwrap();
        append(1_000, &[sayer(2_000, stated).entry(1), sayer(2_001, stated).entry(2)]);
        let sayers = Sayers::open(&path, 2_002).unwrap();
        assert_eq!(sayers.of(0).unwrap().len(), 500);
        assert_eq!(sayers.of(1).unwrap().len(), 502);
        assert_eq!(sayers.of(2).unwrap(), [sayer(2_001, stated)]);
        assert!(sayers.has(1, sayer(7, None)).unwrap() && sayers.has(1, sayer(2_000, stated)).unwrap());
        assert!(!sayers.has(0, sayer(7, None)).unwrap());
        // Of records that do not count.
        let sayers = Sayers::open(&path, 2_001).unwrap();
        assert!(sayers.of(1).unwrap().len() == 502 && sayers.of(2).unwrap().is_empty());
        append(2_001, &[]);
        append(2_002, &[sayer(2_002, stated).entry(3)]);
        let sayers = Sayers::open(&path, 2_003).unwrap();
        assert!(sayers.of(2).unwrap().is_empty());
        assert_eq!(sayers.of(3).unwrap(), [sayer(2_002, stated)]);
        let none = folder.path().join("none");
        table::create(&none, &mut Vec::new()).unwrap();
        Sayers::open(&none, 0).unwrap().append(&none, &[]).unwrap();
        assert!(Sayers::open(&none, 0).unwrap().of(0).unwrap().is_empty());
    }

    #[test]
    fn a_triple_has_one_hash() {
        let triple = |object: Term| {
            Triple::new(NamedNode::new_unchecked("http://s"), NamedNode::new_unchecked("http://p"), object)
        };
        let tagged = |tag: &str| triple(Literal::new_language_tagged_literal_unchecked("a", tag).into());
        assert_eq!(of_triple(&tagged("en-GB")), of_triple(&tagged("en-gb")));
        let said = Literal::new_typed_literal("3.20", oxrdf::vocab::xsd::DECIMAL);
        assert_eq!(of_triple(&triple(said.clone().into())), of_triple(&triple(kept(said).into())));
        assert_ne!(of_triple(&tagged("en")), of_triple(&triple(Literal::new_simple_literal("a").into())));
    }
}
