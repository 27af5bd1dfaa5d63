//! What is served: a snapshot, and what belongs to it.
use crate::archive::Snapshot;
use crate::corpus::FileReport;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What is served.
#[derive(Debug)]
pub struct Site {
    snapshot: Snapshot,
    /// What was found wrong, or worth a warning, when the documents were read.
    reports: Vec<FileReport>,
    /// Tells this state of the data from every other.
    tag: String,
}

impl Site {
    /// A site of a snapshot, with what was found while its documents were read.
    #[must_use]
    pub fn new(snapshot: Snapshot, reports: Vec<FileReport>) -> Self {
        let mut digest = Sha256::new();
        for quad in snapshot.dataset().quads() {
            digest.update(quad.to_string());
            digest.update(b"\n");
        }
        for report in &reports {
            digest.update(&report.name);
            digest.update(report.diagnostics.len().to_le_bytes());
        }
        let mut tag = String::new();
        for byte in &digest.finalize()[..12] {
            let _ = write!(tag, "{byte:02x}");
        }
        Self { snapshot, reports, tag }
    }

    /// The data.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What was found while the documents were read.
    #[must_use]
    pub fn reports(&self) -> &[FileReport] {
        &self.reports
    }

    /// A text that differs wherever the data differ.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// The base of the first corpus: what lies below it has a page here.
    pub(crate) fn base(&self) -> &str {
        self.snapshot.corpora().first().map_or("", |corpus| corpus.base())
    }

    /// The path of a thing's page, where it has one here: `/entity/oslo`.
    pub(crate) fn path(&self, iri: &str) -> Option<String> {
        let rest = iri.strip_prefix(self.base()).filter(|_| !self.base().is_empty())?;
        Some(format!("/{rest}"))
    }
}
