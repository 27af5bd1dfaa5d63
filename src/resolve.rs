//! Written to checked: every mistake of a document.
