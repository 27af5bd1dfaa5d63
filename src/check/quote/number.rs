//! Numbers stay whole: with their sign, their currency sign and their percent sign.
use super::boundary::Cut;
use super::plain::{Plain, after, before};
use super::typography::{is_apostrophe, is_dash};
use unicode_normalization::char::is_combining_mark;

/// What of a number is cut between two neighbouring characters of a text, if anything.
pub(super) fn cut(text: &str, left: Plain, right: Plain) -> Option<Cut> {
    if !matters(left.c) && !matters(right.c) && left.c != ' ' && right.c != ' ' {
        return None;
    }
    let left2 = before(text, left.start);
    let right2 = after(text, right.end);
    let digits = |p: Option<Plain>| p.is_some_and(|p| is_digit(p.c));
    let (left_digit, right_digit) = (is_digit(left.c), is_digit(right.c));

    // Digits, and what is between them: points, commas, and the apostrophe of `10’000`.
    let between = |c: char| matches!(c, '.' | ',') || is_apostrophe(c);
    if left_digit && (right_digit || between(right.c) && digits(right2))
        || right_digit && between(left.c) && digits(left2)
        // `.5`
        || right_digit && left.c == '.' && left2.is_none_or(|p| may_precede_point(p.c))
    {
        return Some(Cut::Number);
    }
    // Groups of three.
    if left_digit && right.c == ' ' && right2.is_some_and(|p| is_group(text, p)) && leads_group(text, left)
        || right_digit
            && left.c == ' '
            && is_group(text, right)
            && left2.is_some_and(|p| leads_group(text, p))
    {
        return Some(Cut::Number);
    }
    // The percent sign behind a number, and the one before.
    let follows = if right.c == ' ' { right2 } else { Some(right) };
    if left_digit && follows.is_some_and(|sign| is_percent(sign.c) && belongs_left(text, sign)) {
        return Some(Cut::Percent);
    }
    if is_percent(right.c) && belongs_left(text, right) {
        return Some(Cut::Percent);
    }
    let precedes = if left.c == ' ' { left2 } else { Some(left) };
    if right_digit && precedes.is_some_and(|sign| is_percent(sign.c) && !belongs_left(text, sign)) {
        return Some(Cut::Percent);
    }
    if is_percent(left.c)
        && right.c == ' '
        && right2.is_some_and(|p| is_digit(p.c))
        && !belongs_left(text, left)
    {
        return Some(Cut::Percent);
    }
    // A currency sign behind, or a plus (`18+`).
    if left_digit && is_currency(right.c) {
        return Some(Cut::Currency);
    }
    if left_digit && right.c == '+' && right2.is_none_or(|p| !is_word(p.c)) {
        return Some(Cut::Sign);
    }
    // Signs and currency signs before.
    if is_sign(left.c) || is_dash(left.c) && left2.is_none_or(|p| !is_word(p.c)) {
        return begins_number(text, right).then_some(Cut::Sign);
    }
    if is_currency(left.c) {
        return begins_number(text, right).then_some(Cut::Currency);
    }
    None
}

/// A number has at most so many signs and currency signs before it, after the first.
const SIGNS: usize = 2;

/// Whether a character is a digit of any script, a raised one or a fraction.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && c.is_numeric()
}

/// Whether a character is a letter, a digit or a mark on one.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() && is_combining_mark(c)
}

fn matters(c: char) -> bool {
    is_digit(c) || c == '.' || is_sign(c) || is_dash(c) || is_percent(c) || is_currency(c)
}

fn may_precede_point(c: char) -> bool {
    matches!(c, ' ' | '(' | '[') || is_sign(c) || is_dash(c) || is_currency(c)
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '±' | '∓')
}

fn is_percent(c: char) -> bool {
    matches!(c, '%' | '‰' | '‱' | '٪' | '؉' | '؊' | '﹪' | '％')
}

/// Whether a character is a currency sign (Unicode's category Sc).
fn is_currency(c: char) -> bool {
    match c {
        '$' | '\u{a2}'..='\u{a5}' => true,
        '\0'..='\u{58e}' => false,
        '\u{58f}' | '\u{60b}' | '\u{7fe}' | '\u{7ff}' | '\u{9f2}' | '\u{9f3}' | '\u{9fb}' | '\u{af1}' => true,
        '\u{bf9}' | '\u{e3f}' | '\u{17db}' | '\u{20a0}'..='\u{20cf}' | '\u{a838}' | '\u{fdfc}' => true,
        '\u{fe69}' | '\u{ff04}' | '\u{ffe0}' | '\u{ffe1}' | '\u{ffe5}' | '\u{ffe6}' => true,
        '\u{11fdd}'..='\u{11fe0}' | '\u{1e2ff}' | '\u{1ecb0}' => true,
        _ => false,
    }
}

/// Whether a number begins here: with a digit, a point before one, or signs before these.
fn begins_number(text: &str, first: Plain) -> bool {
    let mut next = Some(first);
    for _ in 0..SIGNS {
        match next {
            Some(p) if is_sign(p.c) || is_dash(p.c) || is_currency(p.c) => next = after(text, p.end),
            _ => break,
        }
    }
    match next {
        Some(p) if p.c == '.' => after(text, p.end).is_some_and(|p| is_digit(p.c)),
        Some(p) => is_digit(p.c),
        None => false,
    }
}

/// Whether a percent sign belongs to the number before it, a space between or not.
fn belongs_left(text: &str, sign: Plain) -> bool {
    match before(text, sign.start) {
        Some(p) if is_digit(p.c) => true,
        // `in 2015 %25` is the other way of writing.
        Some(p) if p.c == ' ' => {
            before(text, p.start).is_some_and(|p| is_digit(p.c))
                && !after(text, sign.end).is_some_and(|p| is_digit(p.c))
        }
        _ => false,
    }
}

/// Whether exactly three digits begin with this one.
fn is_group(text: &str, first: Plain) -> bool {
    let mut next = Some(first);
    for count in 0..4 {
        match next {
            Some(p) if is_digit(p.c) => next = after(text, p.end),
            _ => return count == 3,
        }
    }
    false
}

/// Whether one to three digits end with this one, so that a group of three may follow after a space. A
/// number has its groups by spaces or by points and commas, not by both: `53,006 216` are two.
fn leads_group(text: &str, last: Plain) -> bool {
    let mut next = Some(last);
    for count in 0..4 {
        match next {
            Some(p) if is_digit(p.c) => next = before(text, p.start),
            Some(p) if matches!(p.c, '.' | ',') => {
                return count > 0 && !before(text, p.start).is_some_and(|p| is_digit(p.c));
            }
            _ => return count > 0,
        }
    }
    false
}
