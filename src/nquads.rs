//! Quads as N-Quads and N-Triples, as they come.
