//! Where a quote may begin and end.
use super::character::is_word;
use super::cut::Cut;
use super::ideograph::splits_syllable;
use super::number;
use super::plain::{Plain, after, before};
use super::typography::{Class, class, is_apostrophe};
use std::cell::OnceCell;
use unicode_segmentation::UnicodeSegmentation;

/// The boundaries of a text: those of words by [UAX 29](https://www.unicode.org/reports/tr29/), over
/// the text with its white space made plain and without what counts for nothing; beside an
/// apostrophe too, save the `'t` of `n't`; and never inside a number.
#[derive(Debug)]
pub(super) struct Boundaries<'a> {
    text: &'a str,
    /// Where regional indicators stand; looked for when it is first asked.
    flags: OnceCell<Vec<Flags>>,
}

/// Regional indicators side by side.
#[derive(Debug)]
struct Flags {
    start: usize,
    end: usize,
    /// How many stand before these, with nothing but marks between.
    before: usize,
}

impl<'a> Boundaries<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, flags: OnceCell::new() }
    }

    /// What would be cut if a quote began or ended at this byte; `None` where nothing is.
    pub(super) fn cut(&self, at: usize) -> Option<Cut> {
        let bytes = self.text.as_bytes();
        let (left, right) = (bytes.get(at.checked_sub(1)?).copied()?, bytes.get(at).copied()?);
        // What most quotes begin and end with.
        match (left, right) {
            (b' ' | b'\n', b'A'..=b'Z' | b'a'..=b'z') => return None,
            (b'A'..=b'Z' | b'a'..=b'z', b' ' | b'\n' | b',' | b';' | b')') => return None,
            (b'A'..=b'Z' | b'a'..=b'z', b'A'..=b'Z' | b'a'..=b'z') => return Some(Cut::Word),
            (b'A'..=b'Z' | b'a'..=b'z', b'.') if matches!(bytes.get(at + 1), None | Some(b' ' | b'\n')) => {
                return None;
            }
            _ => {}
        }
        self.look_closer(at)
    }

    fn look_closer(&self, at: usize) -> Option<Cut> {
        let left = before(self.text, at)?;
        let right = after(self.text, at)?;
        if joins(right.c) || splits_syllable(left.c, right.c) {
            return Some(Cut::Word);
        }
        if let Some(cut) = number::cut(self.text, left, right) {
            return Some(cut);
        }
        if is_apostrophe(left.c) {
            return self.is_negation(left, right).then_some(Cut::Word);
        }
        if is_apostrophe(right.c) {
            let next = after(self.text, right.end)?;
            return self.is_negation(right, next).then_some(Cut::Word);
        }
        if left.c == ' ' || right.c == ' ' || stands_alone(left.c) || stands_alone(right.c) {
            return None;
        }
        (!self.is_word_boundary(left, right)).then_some(Cut::Word)
    }

    /// Whether an apostrophe and the character after it are the `'t` of `n't`.
    fn is_negation(&self, apostrophe: Plain, next: Plain) -> bool {
        matches!(next.c, 't' | 'T')
            && before(self.text, apostrophe.start).is_some_and(|n| matches!(n.c, 'n' | 'N'))
            && after(self.text, next.end).is_none_or(|c| !is_word(c.c))
    }

    /// Whether UAX 29 has a boundary between two neighbours of which the right one is not a mark.
    fn is_word_boundary(&self, left: Plain, right: Plain) -> bool {
        // Its rules look at two characters to the left and two to the right, marks not counted: only
        // these are segmented. Regional indicators go in pairs from the beginning of their run.
        let mut window = Vec::new();
        let mut bases = 0;
        let mut next = Some(left);
        while let Some(p) = next {
            window.push(p.c);
            if !joins(p.c) {
                bases += 1;
                if bases == 1 && is_flag(p.c) && is_flag(right.c) {
                    return self.flags_before(p).is_multiple_of(2);
                }
                if bases == 2 || p.c == ' ' {
                    break;
                }
            }
            next = before(self.text, p.start);
        }
        window.reverse();
        let mut text: String = window.into_iter().collect();
        let place = text.len();
        let mut bases = 0;
        let mut next = Some(right);
        while let Some(p) = next {
            text.push(p.c);
            bases += usize::from(!joins(p.c));
            if bases == 2 || p.c == ' ' {
                break;
            }
            next = after(self.text, p.end);
        }
        text.split_word_bound_indices().any(|(start, _)| start == place)
    }

    /// How many regional indicators are in the run that ends with this one.
    fn flags_before(&self, last: Plain) -> usize {
        let flags = self.flags.get_or_init(|| find_flags(self.text));
        let index = flags.partition_point(|flags| flags.start < last.end);
        let Some(flags) = index.checked_sub(1).and_then(|i| flags.get(i)) else { return 0 };
        flags.before + (last.end - flags.start) / FLAG
    }
}

/// The bytes of a regional indicator.
const FLAG: usize = '🇦'.len_utf8();

/// Where regional indicators stand. They pair up from the beginning of their run, however long: so it
/// is counted once, not at every place in it.
fn find_flags(text: &str) -> Vec<Flags> {
    let mut all: Vec<Flags> = Vec::new();
    for (start, _) in text.char_indices().filter(|(_, c)| is_flag(*c)) {
        let end = start + FLAG;
        match all.last_mut() {
            Some(last) if last.end == start => last.end = end,
            last => {
                let before = last.map_or(0, |last| {
                    let between = text.get(last.end..start).unwrap_or_default();
                    let joined = between.chars().all(|c| joins(c) || class(c) == Class::Nothing);
                    if joined { last.before + (last.end - last.start) / FLAG } else { 0 }
                });
                all.push(Flags { start, end, before });
            }
        }
    }
    all
}

/// Whether UAX 29 joins a character to the one before, whatever that is (Extend, Format, ZWJ).
fn joins(c: char) -> bool {
    match c {
        '\0'..='\u{2ff}' => false,
        '\u{370}'..='\u{482}' | '\u{48a}'..='\u{590}' | '\u{5d0}'..='\u{5ea}' => false,
        '\u{620}'..='\u{64a}' | '\u{904}'..='\u{939}' | '\u{e01}'..='\u{e30}' => false,
        '\u{2010}'..='\u{2027}' | '\u{20a0}'..='\u{20c0}' | '\u{3001}'..='\u{3029}' => false,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' => false,
        '\u{ac00}'..='\u{d7a3}' => false,
        _ => {
            // Nothing else joins an ideograph to what follows it.
            let mut bytes = [0; 8];
            let ideograph = '一'.encode_utf8(&mut bytes).len();
            let end = ideograph + c.encode_utf8(&mut bytes[ideograph..]).len();
            std::str::from_utf8(&bytes[..end]).is_ok_and(|pair| pair.split_word_bounds().nth(1).is_none())
        }
    }
}

/// Whether UAX 29 has boundaries on both sides of a character, marks aside: ideographs, hiragana, most
/// signs.
fn stands_alone(c: char) -> bool {
    match c {
        '!' | '#'..='&' | '('..='+' | '-' | '/' | '<'..='@' | '['..='^' | '`' | '{'..='~' => true,
        '\0'..='\u{a0}' => false,
        '«' | '»' | '‐'..='―' | '“'..='‟' | '…' | '−' | '\u{3041}'..='\u{3096}' => true,
        _ => matches!(c, '\u{4e00}'..='\u{9fff}'),
    }
}

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_alone_does() {
        // Beyond these are letters of rare scripts, and nothing.
        let codes = (0..0x3400).chain(0xa000..0xabff).chain(0xf900..0x1_1fff).chain(0x1_f000..0x1_fbff);
        for c in codes
            .chain([0x4e00, 0x9fff, 0xe_0001, 0xe_0020])
            .filter_map(char::from_u32)
            .filter(|c| class(*c) != Class::Nothing)
        {
            let joined = ["一", "a", "1", "_", "א", "カ"].iter().any(|other| {
                let around = format!("{other}{c}{other}");
                around.split_word_bounds().count() < 3
            });
            assert!(!(stands_alone(c) && joined), "U+{:04X}", u32::from(c));
            let extends = format!("一{c}").split_word_bounds().count() == 1;
            assert_eq!(joins(c), extends, "U+{:04X}", u32::from(c));
        }
    }
}
