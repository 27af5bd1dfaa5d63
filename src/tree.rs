//! A YAML or JSON text as a tree in which every value knows its place.
//!
//! Both notations give the same tree: a JSON number, `true`, `false` and `null` are plain scalars
//! as YAML's are, a JSON string is a quoted one. Scalars keep the characters they were written
//! with, so that `3.20` never becomes `3.2`.
use crate::diagnostic::{Code, Diagnostic};
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

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// LF alone, as in JSON and JSON Lines.
    Lf,
    /// LF, CR LF, or a CR alone, as in YAML.
    Any,
}

/// The line and column of a byte, both counted from 1, the column in Unicode code points.
///
/// A byte order mark at the start of the text has no column. A byte within a character counts as
/// the character, one after the end as the end.
pub fn place(text: &str, byte: u32, ends: LineEnds) -> (usize, usize) {
    let mut end = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let bytes = before.as_bytes();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let (breaks, line_start) = match ends {
        LineEnds::Lf => (feeds, memchr::memrchr(b'\n', bytes)),
        LineEnds::Any => {
            // A CR counts where no LF follows it, also one just past `before`: CR LF is one break.
            let lone = |&at: &usize| text.as_bytes().get(at + 1) != Some(&b'\n');
            let returns = memchr::memchr_iter(b'\r', bytes).filter(lone).count();
            let last = memchr::memrchr_iter(b'\r', bytes).find(lone);
            (feeds + returns, last.max(memchr::memrchr(b'\n', bytes)))
        }
    };
    let line = &before[line_start.map_or(0, |at| at + 1)..];
    let line = if line_start.is_none() { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
    (breaks + 1, line.chars().count() + 1)
}

/// An error for each entry whose key stands earlier in the same map.
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
            let message = format!("the key `{}` stands twice in one map", shorten(&entry.key));
            Diagnostic::error(Code::DuplicateKey, entry.key_span, message)
                .related(firsts.get(&entry.key).copied().unwrap_or_default(), "it stands here first")
                .help("remove one of the two, or give it another name")
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

#[cfg(test)]
mod tests {
    use super::{LineEnds, place};

    #[test]
    fn places_count_code_points() {
        let text = "\u{feff}aé😀b\nx";
        let at = |part: &str| u32::try_from(text.find(part).expect("it is there")).expect("small");
        assert_eq!(place(text, 0, LineEnds::Any), (1, 1));
        assert_eq!(place(text, at("a"), LineEnds::Any), (1, 1));
        assert_eq!(place(text, at("😀"), LineEnds::Any), (1, 3));
        assert_eq!(place(text, at("😀") + 2, LineEnds::Any), (1, 3));
        assert_eq!(place(text, at("b"), LineEnds::Any), (1, 4));
        assert_eq!(place(text, at("x"), LineEnds::Lf), (2, 1));
        assert_eq!(place(text, 1000, LineEnds::Lf), (2, 2));
    }

    #[test]
    fn lines_end_as_the_notation_says() {
        let text = "a\r\nb\rc\nd";
        let all = |ends| (0..9).map(|byte| place(text, byte, ends)).collect::<Vec<_>>();
        assert_eq!(
            all(LineEnds::Any),
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2)]
        );
        assert_eq!(
            all(LineEnds::Lf),
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (3, 1), (3, 2)]
        );
    }
}
