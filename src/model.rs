//! The document as checked.
