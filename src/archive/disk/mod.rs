//! Archives on disk: documents loaded once, to be asked and exported many times.
//!
//! A [`DiskWriter`] loads checked documents into a folder and takes articles out of it; a [`DiskArchive`] answers queries
//! from it, with citations, without reading the documents again. `docs/disk.md` describes the folder.
//!
//! ```
//! # let text = "Ann Berg joined the board of Acme.";
//! # let facts = "
//! # article: {id: acme-board, title: Board of Acme, language: en}
//! # entities: {ann: {type: Person, label: Ann Berg}, board: {type: Organization, label: board of Acme}}
//! # facts: [{id: f1, subject: ann, predicate: memberOf, object: board, quote: Ann Berg joined the board of Acme}]
//! # ";
//! # let folder = std::env::temp_dir().join(format!("groundwire-example-{}", std::process::id()));
//! use groundwire::archive::disk::{DiskArchive, DiskWriter};
//! use groundwire::{Answer, Ask, Corpus, Written};
//!
//! let corpus = Corpus::from_text("base: https://news.example/", &[])?;
//! let report = corpus.check(&Written::yaml(facts).article(text));
//!
//! // Load: all documents at once, or none.
//! let writer = DiskWriter::open(&folder)?;
//! let mut load = writer.load()?;
//! load.put(&report.document.ok_or("the document was refused")?)?;
//! load.commit()?;
//!
//! // Ask: rows and their receipts, as from an archive in memory.
//! let archive = DiskArchive::open(&folder)?;
//! let ask = Ask { cite: true, ..Ask::default() };
//! let answer = archive.query("SELECT ?who { ?who af:memberOf ?body }", &ask)?;
//! let Answer::Rows(rows) = answer else { return Err("a SELECT gives rows".into()) };
//! let receipts = rows.receipts.ok_or("citations were asked for")?;
//! assert_eq!(receipts.facts[0].quotes[0].exact, "Ann Berg joined the board of Acme");
//!
//! // A change needs the store for itself.
//! drop(archive);
//! writer.remove(&["acme-board"])?;
//! assert!(DiskArchive::open(&folder)?.articles()?.is_empty());
//! # drop(writer);
//! # std::fs::remove_dir_all(folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod about;
mod answer;
mod around;
mod aside;
mod build;
mod bytes;
mod check;
mod content;
mod error;
mod folder;
mod hash;
mod index;
mod known;
mod lookup;
mod mentioned;
mod names;
mod pairs;
mod pick;
mod read;
mod record;
mod sayers;
mod slice;
mod table;
mod things;
mod touch;
mod update;
mod write;

pub use check::{Difference, DifferenceKind, StoreReport};
pub use error::{DiskError, StoreProblem};
pub use read::{DiskArchive, DiskExportError};
pub use write::{DiskLoad, DiskWriter};

pub(crate) use write::PackWork;
