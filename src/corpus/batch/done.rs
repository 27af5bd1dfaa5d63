//! What threads made of the input.
use crate::corpus::drafts::Drafts;
use crate::corpus::error::OpenError;
use crate::diagnostic::{Diagnostic, Span};
use crate::draft::merge::Merged;
use std::ops::Range;

/// What a thread made of a job.
pub(super) struct Done {
    pub(super) document: usize,
    pub(super) read: u64,
    /// Where its input begins in its file.
    pub(super) first_byte: u64,
    pub(super) input: Vec<u8>,
    pub(super) payload: Vec<u8>,
    pub(super) documents: Vec<Taken>,
    /// The drafts beside its one document.
    pub(super) drafts: Option<Drafts>,
    pub(super) error: Option<OpenError>,
}

/// What a thread made of a document.
pub(super) struct Taken {
    /// Its bytes in the job's input.
    pub(super) input: Range<usize>,
    pub(super) first_line: u64,
    /// Its id, where it is good.
    pub(super) id: Option<String>,
    pub(super) id_span: Span,
    pub(super) facts: u64,
    pub(super) drafts: u64,
    pub(super) quads: u64,
    pub(super) payload: Range<usize>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Which of them are about its drafts.
    pub(super) merged: Option<Merged>,
}

/// Why a run stops early.
pub(super) enum Stop<E> {
    /// Something could not be read, or the sink takes no more.
    Failed(E),
    /// The listener has had enough.
    Full,
}
