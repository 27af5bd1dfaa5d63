//! A faster algebra for the same answers.
