//! Pretty, sorted Turtle and TriG.
