//! The document as written.
