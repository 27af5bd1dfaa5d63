//! A YAML or JSON text as a tree in which every value knows its place.
//!
//! Both notations give the same tree: a JSON number, `true`, `false` and `null` are plain scalars
//! as YAML's are, a JSON string is a quoted one. Scalars keep the characters they were written
//! with, so that `3.20` never becomes `3.2`.
use std::borrow::Cow;

/// A range of bytes in the source text, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A value and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// Where it is written. For a YAML alias (`*name`), the place of the alias.
    pub span: Span,
    /// What is written there.
    pub value: Value<'a>,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A scalar as written, escapes and folding resolved.
    Scalar(Scalar<'a>),
    /// A sequence.
    List(Vec<Node<'a>>),
    /// A mapping in its written order. No key stands twice.
    Map(Vec<Entry<'a>>),
}

/// A scalar: its characters, and whether it stood without quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar<'a> {
    /// The characters.
    pub text: Cow<'a, str>,
    /// True for what may be a number, a boolean or null: a plain YAML scalar, a JSON number,
    /// `true`, `false`, `null`. False for quoted and block scalars and for JSON strings.
    pub plain: bool,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    /// Where the key is written.
    pub key_span: Span,
    /// The key.
    pub key: Cow<'a, str>,
    /// The value.
    pub value: Node<'a>,
}

impl Scalar<'_> {
    /// Whether this is YAML's or JSON's null: `null`, `Null`, `NULL`, `~` or nothing, unquoted.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(&*self.text, "" | "~" | "null" | "Null" | "NULL")
    }
}
