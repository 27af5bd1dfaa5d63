//! A YAML or JSON text as a tree in which every value knows its place.
//!
//! Both notations give the same tree: a JSON number, `true`, `false` and `null` are plain scalars
//! as YAML's are, a JSON string is a quoted one. Scalars keep the characters they were written
//! with, so that `3.20` never becomes `3.2`.
use crate::diagnostic::{Code, Diagnostic, Span};
use std::borrow::Cow;

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
    /// A mapping in its written order. No key occurs twice.
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

/// An error for each entry whose key is earlier in the same map.
///
/// Most maps have none: a bit for each key in a word, chosen by its length and ends, tells cheaply
/// that a key is new; only where the bit is taken are the earlier keys looked at.
pub(crate) fn duplicate_keys(entries: &[Entry<'_>]) -> Vec<Diagnostic> {
    const FEW: usize = 32;
    let mut pairs = Vec::new();
    if entries.len() <= FEW {
        let mut seen = 0_u64;
        for (index, entry) in entries.iter().enumerate() {
            let key = entry.key.as_bytes();
            let [first, .., last] = key else {
                // One letter or none.
                if entries[..index].iter().any(|earlier| earlier.key == entry.key) {
                    pairs.push(index);
                }
                continue;
            };
            let mixed = key.len() ^ (usize::from(*first) << 1) ^ usize::from(*last).wrapping_mul(5);
            let bit = 1 << (mixed % 64);
            if seen & bit != 0 && entries[..index].iter().any(|earlier| earlier.key == entry.key) {
                pairs.push(index);
            }
            seen |= bit;
        }
    } else {
        // Sorting, and not a table: its time cannot be spoilt by chosen keys.
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|&a, &b| entries[a].key.cmp(&entries[b].key));
        pairs.extend(order.windows(2).filter(|w| entries[w[0]].key == entries[w[1]].key).map(|w| w[1]));
        pairs.sort_unstable();
    }
    if pairs.is_empty() { Vec::new() } else { describe_duplicates(entries, &pairs) }
}

#[cold]
fn describe_duplicates(entries: &[Entry<'_>], seconds: &[usize]) -> Vec<Diagnostic> {
    let mut firsts = rustc_hash::FxHashMap::default();
    for entry in entries {
        firsts.entry(&entry.key).or_insert(entry.key_span);
    }
    seconds
        .iter()
        .map(|&index| {
            let entry = &entries[index];
            let message = format!("the key `{}` occurs twice in one map", shorten(&entry.key));
            Diagnostic::error(Code::DuplicateKey, entry.key_span, message)
                .related(firsts.get(&entry.key).copied().unwrap_or_default(), "first defined here")
                .help("remove or rename one of them")
        })
        .collect()
}

/// At most forty characters of a text that is shown in a message.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
