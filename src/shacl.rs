//! SHACL Core over a graph.
