//! Which texts a datatype allows, and which values fit a range.
