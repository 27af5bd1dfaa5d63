//! JSON-LD that a JSON person likes.
