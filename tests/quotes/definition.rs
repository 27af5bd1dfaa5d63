//! Where a quote stands, by the definition: slow, and in as few words as can be.
//!
//! Every piece of a text that begins and ends at a boundary is compared with the quote after writing
//! both in one form; boundaries come from segmenting the whole text and from a scan for numbers. It
//! shares no code with the program.
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const APOSTROPHES: &str = "'‘’‚‛ʼ";
pub(super) const QUOTATION_MARKS: &str = "\"“”„‟«»";
pub(super) const DASHES: &str = "-‐‑‒–—―−";
pub(super) const NOTHING: &str = "\u{ad}\u{200b}\u{2060}\u{feff}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202c}\u{2066}\u{2067}\u{2068}\u{2069}";
pub(super) const LIGATURES: [(char, &str); 7] =
    [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];
pub(super) const CURRENCIES: &str = "$€£¥₸₹₪¢฿";
pub(super) const PERCENTS: &str = "%‰٪％";

/// One form for all that is equal.
pub(super) fn one_form(text: &str) -> String {
    let mut form = String::new();
    for c in text.chars().filter(|c| !NOTHING.contains(*c)).nfd() {
        match c {
            _ if c.is_whitespace() => form.push(' '),
            _ if APOSTROPHES.contains(c) => form.push('\''),
            _ if QUOTATION_MARKS.contains(c) => form.push('"'),
            _ if DASHES.contains(c) => form.push('-'),
            '…' => form.push_str("..."),
            _ => match LIGATURES.iter().find(|(ligature, _)| *ligature == c) {
                Some((_, letters)) => form.push_str(letters),
                None => form.push(c),
            },
        }
    }
    let form: String = form.nfd().collect();
    let mut even = String::new();
    for c in form.chars() {
        if c == ' ' && (even.is_empty() || even.ends_with([' ', '(', '['])) {
            continue;
        }
        if ",.;:!?%)]".contains(c) && even.ends_with(' ') {
            even.pop();
        }
        even.push(c);
    }
    even.trim_end_matches(' ').to_owned()
}

/// The characters that count, white space made plain, each with its bytes.
pub(super) fn plain(text: &str) -> Vec<(char, Range<usize>)> {
    let mut plain: Vec<(char, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        match plain.last_mut() {
            _ if NOTHING.contains(c) => {}
            Some((' ', last)) if c.is_whitespace() => last.end = range.end,
            _ if c.is_whitespace() => plain.push((' ', range)),
            _ => plain.push((c, range)),
        }
    }
    plain
}

/// Whether a quote may begin or end before each character, and after the last.
pub(super) fn boundaries(chars: &[char]) -> Vec<bool> {
    let text: String = chars.iter().collect();
    let mut at_byte = BTreeMap::new();
    let mut byte = 0;
    for (i, c) in chars.iter().enumerate() {
        at_byte.insert(byte, i);
        byte += c.len_utf8();
    }
    let mut may = vec![false; chars.len() + 1];
    for (start, _) in text.split_word_bound_indices() {
        may[at_byte[&start]] = true;
    }
    let get = |i: usize| chars.get(i).copied().unwrap_or('\n');
    let apostrophe = |i: usize| APOSTROPHES.contains(get(i));
    let word = |i: usize| get(i).is_alphanumeric() || is_combining_mark(get(i));
    for i in 1..chars.len() {
        let joined = format!("一{}", chars[i]).split_word_bounds().count() == 1;
        may[i] |= (apostrophe(i - 1) || apostrophe(i)) && !joined;
    }
    for i in 1..chars.len() {
        if apostrophe(i) && matches!(get(i - 1), 'n' | 'N') && matches!(get(i + 1), 't' | 'T') && !word(i + 2)
        {
            may[i] = false;
            may[i + 1] = false;
        }
    }
    for i in in_numbers(chars) {
        may[i] = false;
    }
    may[0] = true;
    may[chars.len()] = true;
    may
}

/// The places inside numbers with what belongs to them.
pub(super) fn in_numbers(chars: &[char]) -> Vec<usize> {
    let get = |i: usize| chars.get(i).copied().unwrap_or('\n');
    let digit = |i: usize| get(i).is_numeric();
    let percent = |i: usize| PERCENTS.contains(get(i));
    let currency = |i: usize| CURRENCIES.contains(get(i));
    let dash = |i: usize| DASHES.contains(get(i));
    let sign = |i: usize| "+±∓".contains(get(i));
    let word = |i: usize| get(i).is_alphanumeric() || is_combining_mark(get(i));
    // A percent sign belongs to the number before it, else to the one after it.
    let of_left =
        |i: usize| i > 0 && digit(i - 1) || i > 1 && get(i - 1) == ' ' && digit(i - 2) && !digit(i + 1);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for i in (0..chars.len()).filter(|i| digit(*i)) {
        match runs.last_mut() {
            Some(run) if run.end == i => run.end += 1,
            _ => runs.push(i..i + 1),
        }
    }
    let mut inside = Vec::new();
    for pair in runs.windows(2) {
        if pair[0].end + 1 == pair[1].start {
            let between = get(pair[0].end);
            let grouped = between == ' ' && pair[1].len() == 3 && pair[0].len() <= 3;
            if grouped || ".,".contains(between) || APOSTROPHES.contains(between) {
                inside.extend([pair[0].end, pair[1].start]);
            }
        }
    }
    for run in &runs {
        inside.extend(run.start + 1..run.end);
        let mut first = run.start;
        if first > 0 && get(first - 1) == '.' {
            let before = first.checked_sub(2);
            if before.is_none_or(|i| matches!(get(i), ' ' | '(' | '[') || sign(i) || dash(i) || currency(i)) {
                inside.push(first);
                first -= 1;
            }
        }
        for _ in 0..3 {
            if first == 0 {
                break;
            }
            let i = first - 1;
            if currency(i) || sign(i) || dash(i) && (i == 0 || !word(i - 1)) {
                inside.push(first);
                first -= 1;
            } else {
                break;
            }
        }
        let end = run.end;
        if currency(end) || get(end) == '+' && !word(end + 1) || percent(end) {
            inside.push(end);
        }
        if get(end) == ' ' && percent(end + 1) && of_left(end + 1) {
            inside.extend([end, end + 1]);
        }
        let start = run.start;
        if start > 0 && percent(start - 1) && !of_left(start - 1) {
            inside.push(start);
        }
        if start > 1 && get(start - 1) == ' ' && percent(start - 2) && !of_left(start - 2) {
            inside.extend([start, start - 1]);
        }
    }
    inside
}

/// Every place of a quote (without an ellipsis of its own), by the definition.
pub(super) fn places(body: &str, quote: &str) -> Vec<Range<usize>> {
    let sought = one_form(quote);
    if sought.is_empty() {
        return Vec::new();
    }
    let plain = plain(body);
    let chars: Vec<char> = plain.iter().map(|(c, _)| *c).collect();
    let may = boundaries(&chars);
    let mut places = Vec::new();
    for first in (0..chars.len()).filter(|i| may[*i] && chars[*i] != ' ') {
        for last in (first..chars.len()).filter(|i| may[i + 1] && chars[*i] != ' ') {
            let range = plain[first].1.start..plain[last].1.end;
            let form = one_form(&body[range.clone()]);
            if form == sought {
                places.push(range);
            } else if form.len() > sought.len() {
                break;
            }
        }
    }
    places
}

/// All ways to fill a quote of several parts, by the definition.
pub(super) fn ways(body: &str, parts: &[&str]) -> Vec<Vec<Range<usize>>> {
    let Some((last, before)) = parts.split_last() else { return vec![Vec::new()] };
    let ends = places(body, last);
    let mut all = Vec::new();
    for way in ways(body, before) {
        for end in &ends {
            let Some(previous) = way.last() else {
                all.push(vec![end.clone()]);
                continue;
            };
            if previous.end > end.start {
                continue;
            }
            let gap = &body[previous.end..end.start];
            let blank = body.trim().contains("\n\n");
            let new_paragraph = if blank { gap.contains("\n\n") } else { gap.contains('\n') };
            if gap.chars().any(|c| c.is_alphanumeric() || is_combining_mark(c)) && !new_paragraph {
                let mut longer = way.clone();
                longer.push(end.clone());
                all.push(longer);
            }
        }
    }
    all
}
