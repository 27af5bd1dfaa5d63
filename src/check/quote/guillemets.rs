//! Which side of a guillemet is its inner one: white space there counts for nothing.

/// How a text's guillemets are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// By pairing.
    Paired,
    /// All as in French: « opens.
    French,
    /// All the other way round: » opens.
    Reversed,
}

/// Whether a character is a guillemet.
pub(super) fn is_guillemet(c: char) -> bool {
    matches!(c, '«' | '»')
}

/// Whether a text has a guillemet.
pub(super) fn has_guillemets(text: &str) -> bool {
    places(text).next().is_some()
}

/// The bytes at which a text's guillemets begin.
fn places(text: &str) -> impl Iterator<Item = usize> {
    // Both begin with the same byte.
    memchr::memchr_iter(0xc2, text.as_bytes())
        .filter(|at| matches!(text.as_bytes().get(at + 1), Some(0xab | 0xbb)))
}

/// A guillemet, and what it looks like from its neighbours.
#[derive(Clone, Copy)]
struct Mark {
    c: char,
    /// Whether it touches a word on its right alone (it opens), on its left alone (it closes), or tells nothing.
    looks: Option<bool>,
}

/// What each guillemet of a text is, in order: whether it opens.
pub(super) fn openers(text: &str, reading: Reading) -> Vec<bool> {
    let marks = marks(text);
    match reading {
        Reading::French => marks.iter().map(|mark| mark.c == '«').collect(),
        Reading::Reversed => marks.iter().map(|mark| mark.c == '»').collect(),
        Reading::Paired => paired(&marks),
    }
}

/// The guillemets paired so that as many as can be have a partner, what they touch agrees best, and where that tells
/// nothing, as in French. One without a partner is as in French.
fn paired(marks: &[Mark]) -> Vec<bool> {
    /// What a pair weighs against what its members touch.
    const PAIR: i32 = 8;
    let touches = |mark: Mark, opens: bool| mark.looks.map_or(0, |looks| if looks == opens { 2 } else { -2 });
    let alone = |mark: Mark| touches(mark, mark.c == '«');
    let pair = |one: Mark, other: Mark| {
        let french = i32::from(one.c == '«');
        (one.c != other.c).then(|| PAIR + french + touches(one, true) + touches(other, false))
    };
    // The best that the marks from each on come to.
    let mut best = vec![0; marks.len() + 2];
    for at in (0..marks.len()).rev() {
        best[at] = best[at + 1] + alone(marks[at]);
        if let Some(pair) = marks.get(at + 1).and_then(|next| pair(marks[at], *next)) {
            best[at] = best[at].max(best[at + 2] + pair);
        }
    }
    let mut openers = Vec::with_capacity(marks.len());
    while openers.len() < marks.len() {
        let at = openers.len();
        let partner = marks.get(at + 1).and_then(|next| pair(marks[at], *next));
        if partner.is_some_and(|pair| best[at] == best[at + 2] + pair) {
            openers.extend([true, false]);
        } else {
            openers.push(marks[at].c == '«');
        }
    }
    openers
}

fn marks(text: &str) -> Vec<Mark> {
    let mark = |at: usize| {
        let (before, from) = text.split_at(at);
        let mut from = from.chars();
        let (before, c, after) = (before.chars().next_back(), from.next()?, from.next());
        let ends_word =
            before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '!' | '?' | '…' | ';'));
        let begins_word = after.is_some_and(|c| c.is_alphanumeric() || c == '…');
        Some(Mark { c, looks: (ends_word != begins_word).then_some(begins_word) })
    };
    places(text).filter_map(mark).collect()
}

/// A quote with straight marks in place of guillemets, a space at the inner side of each.
pub(super) fn spaced(text: &str) -> String {
    let mut openers = openers(text, Reading::Paired).into_iter();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_guillemet(c) {
            true if openers.next() == Some(true) => out.push_str("\" "),
            true => out.push_str(" \""),
            false => out.push(c),
        }
    }
    out
}

/// A quote with straight or curly marks, without the white space on their inner sides: every other mark opens. None where
/// there is none.
pub(super) fn without_inner_space(folded: &str) -> Option<String> {
    let mut out = String::with_capacity(folded.len());
    let mut open = false;
    for c in folded.chars() {
        match c {
            '"' => {
                if open && out.ends_with(' ') {
                    out.pop();
                }
                open = !open;
                out.push(c);
            }
            ' ' if open && out.ends_with('"') => {}
            c => out.push(c),
        }
    }
    (out != folded).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{Reading, openers};

    #[test]
    fn sides_are_told_by_pairing() {
        let sides = |text| -> String {
            openers(text, Reading::Paired).into_iter().map(|opens| if opens { '(' } else { ')' }).collect()
        };
        for (text, due) in [
            ("« Oui », dit-il. « Non »", "()()"),
            ("»Ja«, sagte er. »Nein«", "()()"),
            ("er sagte »Ja« und il dit « oui »", "()()"),
            ("« Oui » und »Ja«", "()()"),
            // One without a partner.
            ("il dit « oui", "("),
            ("oui », dit-il", ")"),
            ("oui », dit-il. « Non »", ")()"),
            ("»Ja« und »Nein", "())"),
            ("« A « B » C »", "(())"),
            ("", ""),
        ] {
            assert_eq!(sides(text), due, "{text}");
        }
    }
}
