//! Numbers stay whole: with their sign, their currency sign and their percent sign.
use super::character::{is_digit, is_word};
use super::cut::Cut;
use super::ideograph;
use super::plain::{Plain, after, before};
use super::typography::{is_apostrophe, is_dash};

/// What of a number is cut between two neighbouring characters of a text, if anything.
pub(super) fn cut(text: &str, left: Plain, right: Plain) -> Option<Cut> {
    if ideograph::cut(text, left, right) {
        return Some(Cut::Number);
    }
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
    // A fraction, a date, a time of day.
    if left_digit && is_slash(right.c) && digits(right2) || right_digit && is_slash(left.c) && digits(left2) {
        return Some(Cut::Number);
    }
    if left_digit && (is_dash(right.c) || right.c == ':') || right_digit && (is_dash(left.c) || left.c == ':')
    {
        let run = Run::around(text, left, right);
        if run.is_in_date() || run.is_in_time() {
            return Some(Cut::Number);
        }
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
    if cuts_percent(text, (left2, left), (right, right2)) {
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
    if is_run(left.c, right.c) {
        return None;
    }
    if is_sign(left.c)
        || may_be_sign(left.c) && left2.is_none_or(|p| !is_run(p.c, left.c) && !parts_sign(p.c))
    {
        return begins_number(text, right).then_some(Cut::Sign);
    }
    if is_currency(left.c) {
        return begins_number(text, right).then_some(Cut::Currency);
    }
    None
}

/// Whether a percent sign is cut from its number: the one behind it, or the one before.
fn cuts_percent(
    text: &str,
    (left2, left): (Option<Plain>, Plain),
    (right, right2): (Plain, Option<Plain>),
) -> bool {
    let follows = if right.c == ' ' { right2 } else { Some(right) };
    let precedes = if left.c == ' ' { left2 } else { Some(left) };
    is_digit(left.c) && follows.is_some_and(|sign| is_percent(sign.c) && belongs_left(text, sign))
        || is_percent(right.c) && belongs_left(text, right)
        || is_digit(right.c) && precedes.is_some_and(|sign| is_percent(sign.c) && !belongs_left(text, sign))
        || is_percent(left.c)
            && right.c == ' '
            && right2.is_some_and(|p| is_digit(p.c))
            && !belongs_left(text, left)
}

/// A number has at most so many signs and currency signs before it, after the first.
const SIGNS: usize = 2;

fn matters(c: char) -> bool {
    is_digit(c) || c == '.' || is_sign(c) || may_be_sign(c) || is_percent(c) || is_currency(c)
}

fn may_precede_point(c: char) -> bool {
    matches!(c, ' ' | '(' | '[') || is_sign(c) || may_be_sign(c) || is_currency(c)
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '±' | '∓')
}

/// Whether a character is a sign where nothing before it says otherwise: a dash, or a plus or hyphen of full width.
fn may_be_sign(c: char) -> bool {
    is_dash(c) || matches!(c, '\u{ff0b}' | '\u{ff0d}')
}

/// Whether two characters are a part of a run of dashes, which is not a sign.
fn is_run(one: char, other: char) -> bool {
    let dash = |c| is_dash(c) || c == '\u{ff0d}';
    dash(one) && dash(other)
}

/// Whether a dash behind this character parts two words or numbers: a digit, or a letter of a script with spaces.
fn parts_sign(c: char) -> bool {
    is_digit(c) || is_word(c) && !ideograph::is_unspaced(c)
}

fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\u{2215}' | '\u{ff0f}')
}

/// The digits, dashes and colons around a place.
struct Run {
    characters: Vec<char>,
    /// How many of them stand before the place.
    place: usize,
}

/// A run that goes on for longer than this on one side is neither a date nor a time.
const LONGEST: usize = 12;

impl Run {
    fn around(text: &str, left: Plain, right: Plain) -> Self {
        let belongs = |p: &Plain| is_digit(p.c) || is_dash(p.c) || p.c == ':';
        let backwards = std::iter::successors(Some(left), |p| before(text, p.start));
        let mut characters: Vec<char> = backwards.take(LONGEST).take_while(belongs).map(|p| p.c).collect();
        characters.reverse();
        let place = characters.len();
        let forwards = std::iter::successors(Some(right), |p| after(text, p.end));
        characters.extend(forwards.take(LONGEST).take_while(belongs).map(|p| p.c));
        Self { characters, place }
    }

    /// Whether the place is inside `yyyy-mm-dd`.
    fn is_in_date(&self) -> bool {
        const DATE: usize = 10;
        let is_date = |part: &[char]| {
            part.iter()
                .enumerate()
                .all(|(at, c)| if matches!(at, 4 | 7) { is_dash(*c) } else { is_digit(*c) })
        };
        let digit =
            |at: Option<usize>| at.and_then(|at| self.characters.get(at)).is_some_and(|c| is_digit(*c));
        self.characters.windows(DATE).enumerate().any(|(start, part)| {
            start < self.place
                && self.place < start + DATE
                && is_date(part)
                && !digit(start.checked_sub(1))
                && !digit(Some(start + DATE))
        })
    }

    /// Whether the place is inside `hh:mm` or `hh:mm:ss`.
    fn is_in_time(&self) -> bool {
        let colon_or_digit = |c: &&char| is_digit(**c) || **c == ':';
        let (before, after) = self.characters.split_at(self.place);
        let mut clock: Vec<char> = before.iter().rev().take_while(colon_or_digit).copied().collect();
        clock.reverse();
        clock.extend(after.iter().take_while(colon_or_digit));
        let parts: Vec<&[char]> = clock.split(|c| *c == ':').collect();
        let within = |part: &[char], most: u32| {
            // Digits of other scripts tell no number here.
            let number = part.iter().try_fold(0, |number, c| Some(number * 10 + c.to_digit(10)?));
            number.is_none_or(|number| number <= most)
        };
        let two = |part: &&[char]| part.len() == 2 && within(part, 59);
        match parts.split_first() {
            Some((hours, rest)) => {
                matches!(hours.len(), 1 | 2)
                    && within(hours, 24)
                    && matches!(rest.len(), 1 | 2)
                    && rest.iter().all(two)
            }
            None => false,
        }
    }
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
            Some(p) if is_sign(p.c) || may_be_sign(p.c) || is_currency(p.c) => next = after(text, p.end),
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
