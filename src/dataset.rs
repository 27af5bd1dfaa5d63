//! Quads in memory, indexed, and the union of their graphs as a set.
