//! Ideographic numerals, and the scripts that are written without spaces.
use super::character::is_digit;
use super::plain::{Plain, after, before};

/// Whether a character is an ideographic numeral. They count only next to each other or to a digit: alone, 一 is a word
/// like any other.
fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '萬'
            | '亿'
            | '億'
            | '兆'
            | '两'
            | '兩'
            | '廿'
            | '卅'
    )
}

/// Whether an ideographic number is cut between two neighbouring characters: between two numerals, a numeral and a digit,
/// beside its point (点), or inside or behind its 百分之 (percent).
pub(super) fn cut(text: &str, left: Plain, right: Plain) -> bool {
    // Nothing below begins with a character of the first planes.
    if left.c < '\u{3007}' && right.c < '\u{3007}' {
        return false;
    }
    let number = |c: char| is_numeral(c) || is_digit(c);
    if number(left.c) && number(right.c) && (is_numeral(left.c) || is_numeral(right.c)) {
        return true;
    }
    if right.c == '点' && number(left.c) {
        return is_numeral(left.c) || after(text, right.end).is_some_and(|p| is_numeral(p.c));
    }
    if left.c == '点' && number(right.c) {
        return is_numeral(right.c) || before(text, left.start).is_some_and(|p| is_numeral(p.c));
    }
    in_percent(text, left, right)
}

/// Whether the place is inside 百分之 or between it and its number.
fn in_percent(text: &str, left: Plain, right: Plain) -> bool {
    const PERCENT: [char; 3] = ['百', '分', '之'];
    let Some(at) = PERCENT.iter().position(|c| *c == left.c) else { return false };
    let mut earlier = Some(left);
    for due in PERCENT[..=at].iter().rev() {
        match earlier {
            Some(p) if p.c == *due => earlier = before(text, p.start),
            _ => return false,
        }
    }
    let mut later = Some(right);
    for due in &PERCENT[at + 1..] {
        match later {
            Some(p) if p.c == *due => later = after(text, p.end),
            _ => return false,
        }
    }
    later.is_some_and(|p| is_numeral(p.c) || is_digit(p.c))
}

/// Whether a character is a letter of a script that is written without spaces between words: Han, kana, Thai, Lao, Khmer,
/// Myanmar, Tibetan.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{edf}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{323af}')
}

/// Whether a vowel of Thai or Lao belongs to the consonant before it, or is before its own.
pub(super) fn splits_syllable(left: char, right: char) -> bool {
    matches!(right, '\u{e30}' | '\u{e32}' | '\u{e33}' | '\u{e45}' | '\u{eb0}' | '\u{eb2}' | '\u{eb3}')
        || matches!(left, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}')
}
