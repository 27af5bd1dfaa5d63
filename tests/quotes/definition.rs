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

const SLASHES: &str = "/∕／";
const NUMERALS: &str = "〇零一二三四五六七八九十百千万萬亿億兆两兩廿卅";
const GUILLEMETS: [char; 2] = ['«', '»'];
/// Stand for guillemets that open and close while a text is brought into one form.
const OPENS: char = '\u{e000}';
const CLOSES: char = '\u{e001}';

/// Of each guillemet, whether it opens: of all ways to give neighbours that differ to each other, the one with the most
/// pairs and the fewest that touch words on the wrong side; then the one that is most like French.
pub(super) fn openers(text: &str) -> Vec<bool> {
    let chars: Vec<char> = text.chars().collect();
    let at: Vec<usize> = (0..chars.len()).filter(|i| GUILLEMETS.contains(&chars[*i])).collect();
    let looks = |i: usize, opens: bool| {
        let ends = i > 0 && (chars[i - 1].is_alphanumeric() || ".,!?…;".contains(chars[i - 1]));
        let begins = chars.get(i + 1).is_some_and(|c| c.is_alphanumeric() || *c == '…');
        match (ends, begins) {
            (false, true) if opens => 2,
            (true, false) if !opens => 2,
            (false, true) | (true, false) => -2,
            _ => 0,
        }
    };
    let mut best: Vec<(i32, Vec<bool>)> = vec![(0, Vec::new()), (0, Vec::new())];
    for (n, &i) in at.iter().enumerate().rev() {
        let alone = chars[i] == '«';
        let (score, rest) = &best[0];
        let mut choice = (score + looks(i, alone), [&[alone][..], rest].concat());
        if let Some(&next) = at.get(n + 1).filter(|next| chars[**next] != chars[i]) {
            let (score, rest) = &best[1];
            let score = score + 8 + i32::from(alone) + looks(i, true) + looks(next, false);
            if score >= choice.0 {
                choice = (score, [&[true, false][..], rest].concat());
            }
        }
        best = vec![choice, best.swap_remove(0)];
    }
    best.swap_remove(0).1
}

/// One form for all that is equal.
pub(super) fn one_form(text: &str) -> String {
    form(text, &openers(text))
}

/// The same, with what its guillemets are.
fn form(text: &str, openers: &[bool]) -> String {
    let mut openers = openers.iter();
    let text: String = text
        .chars()
        .map(|c| match GUILLEMETS.contains(&c) {
            true if openers.next() == Some(&true) => OPENS,
            true => CLOSES,
            false => c,
        })
        .collect();
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
        if c == ' ' && (even.is_empty() || even.ends_with([' ', '(', '[', OPENS])) {
            continue;
        }
        if (",.;:!?%)]".contains(c) || c == CLOSES) && even.ends_with(' ') {
            even.pop();
        }
        even.push(c);
    }
    even.trim_end_matches(' ').replace([OPENS, CLOSES], "\"")
}

/// The forms in which a quote is sought in a text, in order; one that is `true` counts only where the text has a guillemet.
fn forms(body: &str, quote: &str) -> Vec<(String, bool)> {
    let mut forms = vec![(one_form(quote), false)];
    if !body.contains(GUILLEMETS) && !quote.contains(GUILLEMETS) {
        return forms;
    }
    let marks: Vec<char> = quote.chars().filter(|c| GUILLEMETS.contains(c)).collect();
    for opening in GUILLEMETS {
        let openers: Vec<bool> = marks.iter().map(|mark| *mark == opening).collect();
        forms.push((form(quote, &openers), false));
    }
    let mut number = 0;
    let mut spaced = String::new();
    for c in quote.chars() {
        if GUILLEMETS.contains(&c) {
            spaced.push_str(if openers(quote)[number] { "\" " } else { " \"" });
            number += 1;
        } else {
            spaced.push(c);
        }
    }
    forms.push((one_form(&spaced), false));
    // Every other mark opens.
    let mut open = false;
    let mut straight = String::new();
    for part in one_form(quote).split_inclusive('"') {
        let (words, mark) = part.strip_suffix('"').map_or((part, ""), |words| (words, "\""));
        let words = if open { words.strip_prefix(' ').unwrap_or(words) } else { words };
        let words = if open && !mark.is_empty() { words.strip_suffix(' ').unwrap_or(words) } else { words };
        straight.push_str(words);
        straight.push_str(mark);
        open ^= !mark.is_empty();
    }
    forms.push((straight, true));
    forms
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
    for (i, place) in may.iter_mut().enumerate().take(chars.len()).skip(1) {
        // Vowels of Thai and Lao that follow or precede their consonant.
        *place &= !("ะาำๅະາຳ".contains(get(i)) || "เแโใไເແໂໃໄ".contains(get(i - 1)));
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
    let numeral = |i: usize| NUMERALS.contains(get(i));
    let full_width = |i: usize| "＋－".contains(get(i));
    let dashes = |i: usize| (dash(i) || get(i) == '－') && (dash(i + 1) || get(i + 1) == '－');
    // What a dash parts: a digit, or a letter of a script with spaces, before it.
    let parts = |i: usize| {
        let c = get(i);
        let unspaced = matches!(c, '\u{e01}'..='\u{edf}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
            || matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
            || matches!(c, '\u{ff66}'..='\u{ff9d}');
        digit(i) || word(i) && !unspaced
    };
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
            if grouped || SLASHES.contains(between) || ".,".contains(between) || APOSTROPHES.contains(between)
            {
                inside.extend([pair[0].end, pair[1].start]);
            }
        }
    }
    for i in 0..chars.len() {
        let date = (0..10).all(|n| if n == 4 || n == 7 { dash(i + n) } else { digit(i + n) });
        if date && !digit(i + 10) && (i == 0 || !digit(i - 1)) {
            inside.extend(i + 1..i + 10);
        }
    }
    let clock = |i: usize| digit(i) || get(i) == ':';
    for start in (0..chars.len()).filter(|i| clock(*i) && (*i == 0 || !clock(i - 1))) {
        let end = (start..=chars.len()).find(|i| !clock(*i)).unwrap();
        let text: String = chars[start..end].iter().collect();
        let parts: Vec<Vec<char>> = text.split(':').map(|part| part.chars().collect()).collect();
        // Digits of other scripts are not read.
        let at_most = |part: &[char], most: u32| {
            let number: Option<u32> = part.iter().try_fold(0, |n, c| Some(n * 10 + c.to_digit(10)?));
            number.is_none_or(|number| number <= most)
        };
        let hours = matches!(parts[0].len(), 1 | 2) && at_most(&parts[0], 24);
        let rest = parts[1..].iter().all(|part| part.len() == 2 && at_most(part, 59));
        if matches!(parts.len(), 2 | 3) && hours && rest {
            inside.extend(start + 1..end);
        }
    }
    let number = |i: usize| digit(i) || numeral(i);
    for i in 1..chars.len() {
        let both = number(i - 1) && number(i) && (numeral(i - 1) || numeral(i));
        let before_point = get(i) == '点' && (numeral(i - 1) || digit(i - 1) && numeral(i + 1));
        let after_point = get(i - 1) == '点' && (numeral(i) || digit(i) && i > 1 && numeral(i - 2));
        if both || before_point || after_point {
            inside.push(i);
        }
        if get(i - 1) == '百' && get(i) == '分' && get(i + 1) == '之' && number(i + 2) {
            inside.extend([i, i + 1, i + 2]);
        }
    }
    for run in &runs {
        inside.extend(run.start + 1..run.end);
        let mut first = run.start;
        if first > 0 && get(first - 1) == '.' {
            let before = first.checked_sub(2);
            if before.is_none_or(|i| {
                matches!(get(i), ' ' | '(' | '[') || sign(i) || dash(i) || full_width(i) || currency(i)
            }) {
                inside.push(first);
                first -= 1;
            }
        }
        for _ in 0..3 {
            if first == 0 {
                break;
            }
            let i = first - 1;
            let dash = (dash(i) || full_width(i)) && (i == 0 || !dashes(i - 1) && !parts(i - 1));
            if currency(i) || sign(i) || dash {
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
    let tried = forms(body, quote).into_iter().map(|(form, guillemet)| places_of(body, &form, guillemet));
    tried.into_iter().find(|places| !places.is_empty()).unwrap_or_default()
}

fn places_of(body: &str, sought: &str, guillemet: bool) -> Vec<Range<usize>> {
    if sought.is_empty() {
        return Vec::new();
    }
    let openers = openers(body);
    let plain = plain(body);
    let chars: Vec<char> = plain.iter().map(|(c, _)| *c).collect();
    let may = boundaries(&chars);
    let mut places = Vec::new();
    for first in (0..chars.len()).filter(|i| may[*i] && chars[*i] != ' ') {
        for last in (first..chars.len()).filter(|i| may[i + 1] && chars[*i] != ' ') {
            let range = plain[first].1.start..plain[last].1.end;
            let first = body[..range.start].matches(GUILLEMETS).count();
            let piece = &body[range.clone()];
            let form = form(piece, &openers[first..]);
            if form == sought {
                if !guillemet || piece.contains(GUILLEMETS) {
                    places.push(range);
                }
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
