//! Solutions as a table for people.
