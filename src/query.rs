//! Evaluating SPARQL.
