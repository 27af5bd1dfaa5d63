//! A new generation, built by oxigraph's bulk loader beside the old one.
use super::error::DiskError;
use super::folder::{Generation, Writing};
use super::index::{self, Kind, Tags};
use super::names::Naming;
use super::pairs::Pairs;
use super::record::{Appending, Record};
use super::sayers::{Sayer, of_triple};
use super::table::{self, Entry};
use super::things::Saying;
use oxigraph::store::{StorageError, Store};
use oxrdf::Quad;
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// How many blocks of records may wait for the bulk loader.
const WAITING: usize = 4;
/// How many quads the bulk loader sorts at once on each of its threads, in thousands. More make fewer and larger
/// files, and take more memory: above a kilobyte a quad.
const BATCH: usize = 400;
/// The bulk loader's threads.
const THREADS: usize = 2;

/// What the bulk loader's thread is sent.
enum Message {
    /// Records that stand one after another from `at` on.
    Records { kind: Kind, bytes: Vec<u8>, at: u64 },
    /// Quads for the store itself.
    Quads(Vec<Quad>),
    /// All has been sent; without this the load was interrupted, and nothing comes of it.
    End,
}

/// A generation that is being built.
pub(super) struct Building {
    generation: Generation,
    documents: Appending,
    sender: Option<SyncSender<Message>>,
    loader: Option<JoinHandle<io::Result<()>>>,
}

impl Building {
    /// Begins one.
    pub(super) fn begin(store: &Writing) -> Result<Self, DiskError> {
        let generation = store.begin()?;
        let begun = || -> io::Result<Self> {
            let documents = Appending::create(&generation.documents())?;
            let (sender, receiver) = sync_channel(WAITING);
            let loaded = generation.clone();
            let loader = std::thread::Builder::new()
                .name("bulk loader".to_owned())
                .spawn(move || load(&loaded, receiver))?;
            Ok(Self { generation: generation.clone(), documents, sender: Some(sender), loader: Some(loader) })
        };
        begun().map_err(|error| {
            store.abandon(&generation);
            store.failed(error)
        })
    }

    /// Adds records that stand one after another.
    pub(super) fn add(&mut self, kind: Kind, bytes: &[u8]) -> io::Result<()> {
        let at = self.documents.end();
        self.documents.append(bytes)?;
        self.send(Message::Records { kind, bytes: bytes.to_vec(), at })
    }

    /// Adds quads for the store itself.
    pub(super) fn add_quads(&mut self, quads: Vec<Quad>) -> io::Result<()> {
        self.send(Message::Quads(quads))
    }

    fn send(&mut self, message: Message) -> io::Result<()> {
        if self.sender.as_ref().is_some_and(|sender| sender.send(message).is_ok()) {
            return Ok(());
        }
        // The loader has ended, and only an error ends it before its time.
        self.join().and(Err(io::Error::other("the bulk loader stopped early")))
    }

    fn join(&mut self) -> io::Result<()> {
        self.sender = None;
        match self.loader.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => Ok(()),
        }
    }

    /// Ends the building; the generation is whole and on the disk.
    pub(super) fn finish(mut self) -> io::Result<Generation> {
        self.documents.finish()?;
        let end = self.documents.end();
        self.add_quads(vec![index::end(end)])?;
        self.send(Message::End)?;
        self.join()?;
        Ok(self.generation.clone())
    }

    /// Ends it and removes it.
    pub(super) fn abandon(mut self, store: &Writing) {
        let _ = self.join();
        store.abandon(&self.generation);
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        // Nothing writes any longer into a folder that may be removed next.
        let _ = self.join();
    }
}

fn load(generation: &Generation, receiver: Receiver<Message>) -> io::Result<()> {
    let store = Store::open(generation.index())?;
    let mut loader =
        store.bulk_loader().with_num_threads(THREADS).with_max_memory_size_in_megabytes(BATCH * THREADS);
    let mut quads = Quads {
        receiver,
        ready: VecDeque::new(),
        tags: Tags::default(),
        naming: Naming::create(&generation.names())?,
        pairs: Pairs::default(),
        saying: Saying::create(&generation.things())?,
        sayers: Vec::new(),
        ended: false,
    };
    loader.load_ok_quads::<StorageError, StorageError>(&mut quads)?;
    loader.commit()?;
    quads.pairs.write(&generation.pairs())?;
    quads.naming.finish()?;
    quads.saying.finish()?;
    table::create(&generation.sayers(), &mut quads.sayers)?;
    store.flush()?;
    // What was sorted a batch at a time is merged: a query then looks into one file, not into one for each batch.
    store.optimize()?;
    Ok(())
}

/// The quads of what was sent.
struct Quads {
    receiver: Receiver<Message>,
    ready: VecDeque<Quad>,
    tags: Tags,
    naming: Naming,
    pairs: Pairs,
    saying: Saying,
    sayers: Vec<Entry>,
    ended: bool,
}

impl Quads {
    fn next_message(&mut self) -> io::Result<()> {
        match self.receiver.recv() {
            Err(_) => return Err(io::Error::other("the load was interrupted")),
            Ok(Message::End) => {
                self.ended = true;
                self.ready.extend(self.tags.news());
            }
            Ok(Message::Quads(quads)) => self.ready.extend(quads),
            Ok(Message::Records { kind, bytes, mut at }) => {
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    let (record, behind) = Record::first(rest)?;
                    rest = behind;
                    let place = super::record::Place { start: at, length: record.bytes.len() as u64 };
                    at += place.length;
                    let unpacked = record.open(true)?;
                    self.naming.add(kind, record.key, &unpacked, place)?;
                    if kind == Kind::Article {
                        self.pairs.add_facts(&unpacked.content()?);
                    }
                    let (ready, pairs, saying) = (&mut self.ready, &mut self.pairs, &mut self.saying);
                    let entry = index::entry(kind, record.key, place);
                    saying.add(&entry);
                    ready.push_back(entry);
                    let mut take = |quad| {
                        pairs.add(&quad);
                        saying.add(&quad);
                        ready.push_back(quad);
                    };
                    let sayers = &mut self.sayers;
                    let mut say = |triple: &_, graph| {
                        sayers.push(Sayer { start: place.start, graph }.entry(of_triple(triple)))
                    };
                    index::quads(kind, record.key, &unpacked, &mut self.tags, &mut take, &mut say)?;
                    saying.write()?;
                }
            }
        }
        Ok(())
    }
}

impl Iterator for Quads {
    type Item = Result<Quad, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(quad) = self.ready.pop_front() {
                return Some(Ok(quad));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.next_message() {
                self.ended = true;
                return Some(Err(error.into()));
            }
        }
    }
}
