//! The numbers of a text.
use super::Language;
use super::decimal::Decimal;
use super::fold::{digit, is_han, lower_into};
use super::han;
use super::lexicon::Kind;
use super::reading::{Hit, Reading, Shape};
use std::ops::Range;

/// A number in a text.
///
/// `3.5 million` has the value 3,500,000, the bare value 3.5, and one span over both words. `1,234` in a text of unknown
/// language is 1234 or 1.234: the second reading is `also`. In `5 to 7 billion` the 5 may be 5 billion: `also` again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Where it is, with its scale word.
    pub span: Range<usize>,
    /// Its value.
    pub value: Decimal,
    /// Another value that it may have.
    pub also: Option<Decimal>,
    /// Its value without the scale word.
    pub bare: Decimal,
    /// What it ranks rather than counts: `26th`, `second`.
    pub ordinal: bool,
    /// Whether it is written in words.
    pub in_words: bool,
}

impl Number {
    /// Whether it may have a value.
    pub(crate) fn may_be(&self, value: Decimal) -> bool {
        self.value == value || self.also == Some(value)
    }
}

/// All numbers of a text, in order: digits of any script, grouped in any way, ideographs, and number words where the
/// language is known. The parts of dates are numbers too.
pub(crate) fn numbers(reading: &Reading<'_>) -> Vec<Number> {
    let mut finder = Finder { reading, found: Vec::new() };
    let mut index = 0;
    while index < reading.tokens().len() {
        index = finder.at(index).max(index + 1);
    }
    finder.share_scales();
    finder.found
}

struct Finder<'r, 't> {
    reading: &'r Reading<'t>,
    found: Vec<Number>,
}

/// What was read so far of one number.
struct Piece {
    value: Decimal,
    also: Option<Decimal>,
    end: usize,
    /// The token after it.
    next: usize,
}

impl Finder<'_, '_> {
    /// Reads what is at a token; the token to go on with comes back.
    fn at(&mut self, index: usize) -> usize {
        let tokens = self.reading.tokens();
        let Some(token) = tokens.get(index) else { return index };
        let text = self.reading.text();
        let ideographs = match token.shape {
            Shape::Han => self.reading.slice(token).chars().next().is_some_and(han::begins),
            // Digits before 万 or 亿; the finder of dates reads 年 and 月.
            Shape::Digits => self.goes_on_in_han(index),
            Shape::Word => false,
        };
        if ideographs && !text[token.start..].starts_with("百分之") {
            let Some((value, end)) = han::number(text, token.start) else { return index + 1 };
            let next = index + tokens[index..].iter().take_while(|token| token.start < end).count();
            let ordinal = text[..token.start].ends_with('第');
            let span = token.start..end;
            self.found.push(Number { span, value, also: None, bare: value, ordinal, in_words: true });
            return next;
        }
        match token.shape {
            Shape::Han => index + 3 * usize::from(text[token.start..].starts_with("百分之")),
            Shape::Digits => {
                let letter = text[..token.start].chars().next_back().is_some_and(|c| {
                    c.is_alphabetic() && !is_han(c) && !('\u{3040}'..='\u{30ff}').contains(&c)
                });
                let piece = digits(self.reading, index);
                // `G7`, `F16`: a name.
                if letter && !is_currency_before(self.reading, index) {
                    return piece.next;
                }
                self.finish(token.start, piece, false)
            }
            Shape::Word => match in_words(self.reading, index) {
                Some(piece) => self.finish(token.start, piece, true),
                None => self.ordinal_word(index),
            },
        }
    }

    fn goes_on_in_han(&self, index: usize) -> bool {
        let mut at = index;
        while self.reading.gap(at).chars().eq(['.']) || self.reading.gap(at).chars().eq([',']) {
            at += 1;
        }
        self.reading.gap(at).is_empty()
            && self.reading.tokens().get(at + 1).is_some_and(|next| {
                next.shape == Shape::Han && {
                    let mut chars = self.reading.text()[next.start..].chars();
                    let first = chars.next().unwrap_or_default();
                    let mega =
                        first == '兆' && chars.clone().next().is_some_and(|c| "瓦赫字比焦帕伏欧".contains(c));
                    han::begins(first) && !mega
                        || matches!(first, '多' | '余') && chars.next().is_some_and(han::begins)
                }
            })
    }

    fn ordinal_word(&mut self, index: usize) -> usize {
        let Some(hit) = self.reading.hit(index, Kind::Ordinal) else { return index + 1 };
        let value = Decimal::from(hit.value);
        let span = hit.start..hit.end;
        self.found.push(Number { span, value, also: None, bare: value, ordinal: true, in_words: true });
        hit.next
    }

    /// Adds the scale words after a number, and keeps it.
    fn finish(&mut self, start: usize, piece: Piece, in_words: bool) -> usize {
        let Piece { mut value, mut also, mut end, mut next } = piece;
        let bare = value;
        let mut ordinal = false;
        while let Some(hit) = self.scale(next, end) {
            let scale = Decimal::from(hit.value);
            let Some(scaled) = value.times(scale) else { break };
            value = scaled;
            also = also.and_then(|also| also.times(scale));
            (end, next) = (hit.end, hit.next);
        }
        if let Some(hit) = self.reading.hit(next, Kind::OrdinalEnding)
            && !in_words
            && self.reading.text()[end..hit.start].chars().all(|c| c == '-')
        {
            ordinal = true;
            next = hit.next;
        }
        self.found.push(Number { span: start..end, value, also, bare, ordinal, in_words });
        next
    }

    /// The scale word at a token that belongs to the number that ends at a byte.
    fn scale(&self, next: usize, end: usize) -> Option<Hit> {
        let word = self.reading.tokens().get(next)?;
        let gap = &self.reading.text()[end..word.start];
        if gap.is_empty() {
            let attached = self.reading.hit(next, Kind::AttachedScale);
            return attached.or_else(|| self.reading.hit(next, Kind::Scale));
        }
        let plain = gap.chars().count() <= 2 && gap.chars().all(|c| c.is_whitespace() || c == '-');
        self.reading.hit(next, Kind::Scale).filter(|_| plain)
    }

    /// In `5 and 7 billion` the first number may share the scale of the second.
    fn share_scales(&mut self) {
        let text = self.reading.text();
        for index in 1..self.found.len() {
            let (before, after) = self.found.split_at_mut(index);
            let (Some(first), Some(second)) = (before.last_mut(), after.first()) else { continue };
            let gap = &text[first.span.end..second.span.start];
            if second.value == second.bare || first.value != first.bare || gap.len() > 16 {
                continue;
            }
            let words = Reading::new(gap, self.reading.language());
            let joined = words.tokens().is_empty() && gap.contains(['-', '–', '—', '~', '～'])
                || (0..words.tokens().len()).any(|token| words.hit(token, Kind::Range).is_some());
            if !joined {
                continue;
            }
            let zeros = |number: &Number| {
                (0..20).find(|power| number.bare.times(Decimal::new(1, *power)) == Some(number.value))
            };
            if let Some(power) = zeros(second) {
                first.also = first.value.times(Decimal::new(1, power));
            }
        }
    }
}

fn is_currency_before(reading: &Reading<'_>, index: usize) -> bool {
    let start = reading.tokens().get(index).map_or(0, |token| token.start);
    reading.hits_at(index.saturating_sub(1)).iter().any(|hit| hit.kind == Kind::Unit && hit.end == start)
}

/// A number in digits that begins at a token.
fn digits(reading: &Reading<'_>, index: usize) -> Piece {
    let tokens = reading.tokens();
    let mut parts = vec![index];
    let mut signs: Vec<char> = Vec::new();
    let mut at = index;
    loop {
        let mut gap = reading.gap(at).chars();
        let (Some(sign), None) = (gap.next(), gap.next()) else { break };
        let is_next = tokens.get(at + 1).is_some_and(|token| token.shape == Shape::Digits);
        let is_sign = matches!(
            sign,
            '.' | ','
                | '\''
                | '’'
                | ' '
                | '\u{a0}'
                | '\u{202f}'
                | '\u{2009}'
                | '\u{2007}'
                | '٫'
                | '٬'
                | '．'
                | '，'
                | '·'
        );
        if !is_next || !is_sign {
            break;
        }
        at += 1;
        parts.push(at);
        signs.push(sign);
    }
    let lengths: Vec<usize> =
        parts.iter().map(|part| reading.slice(&tokens[*part]).chars().count()).collect();
    let (mut taken, mut form) = form(&lengths, &signs, reading.language());
    // `26.03.2019`: what follows digits and the same sign is a number of its own.
    let before = index.checked_sub(1).filter(|before| tokens[*before].shape == Shape::Digits);
    let before = before.map(|before| reading.gap(before));
    if before.is_some_and(|gap| signs.first().is_some_and(|sign| gap.chars().eq([*sign]))) {
        (taken, form) = (1, Form::Whole);
    }
    let value = |count: usize, decimals: bool| {
        let last = count - 1;
        let mut number: i128 = 0;
        for part in &parts[..count] {
            for c in reading.slice(&tokens[*part]).chars() {
                number = number.checked_mul(10)?.checked_add(i128::from(digit(c)?))?;
            }
        }
        let places = if decimals { i32::try_from(lengths[last]).ok()? } else { 0 };
        Some(Decimal::new(number, -places))
    };
    let (main, also) = match form {
        Form::Whole => (value(taken, false), None),
        Form::Decimals => (value(taken, true), None),
        Form::Either => (value(taken, false), value(taken, true)),
    };
    let main = main.or_else(|| {
        taken = 1;
        value(1, false)
    });
    let last = parts[taken - 1];
    let end = tokens[last].end;
    // More digits than fit: the number of no fact.
    Piece { value: main.unwrap_or_else(|| Decimal::new(-1, 40)), also, end, next: last + 1 }
}

#[derive(Clone, Copy)]
enum Form {
    Whole,
    Decimals,
    Either,
}

/// How many of the parts between signs make one number, and how the last sign is meant.
fn form(lengths: &[usize], signs: &[char], language: Option<&Language>) -> (usize, Form) {
    let Some(first) = signs.first().copied() else { return (1, Form::Whole) };
    let is_space = |sign: char| sign.is_whitespace();
    let is_mark = |sign: char| matches!(sign, '\'' | '’' | '٬');
    let leading = lengths[0];
    // Groups of three with one sign, or Indian groups.
    let grouped = if leading > 3 {
        0
    } else {
        signs.iter().zip(&lengths[1..]).take_while(|(sign, length)| **sign == first && **length == 3).count()
    };
    let after = |groups: usize| signs.get(groups).copied().zip(lengths.get(groups + 1).copied());
    let decimals_after = |groups: usize| {
        after(groups)
            .is_some_and(|(sign, _)| sign != first && matches!(sign, '.' | ',' | '٫' | '．' | '，' | '·'))
    };
    if is_space(first) || is_mark(first) {
        return match grouped {
            0 => (1, Form::Whole),
            groups if decimals_after(groups) => (groups + 2, Form::Decimals),
            groups => (groups + 1, Form::Whole),
        };
    }
    let indian = first == ',' && leading <= 2 && signs.len() >= 2 && {
        let same = signs.iter().take_while(|sign| **sign == first).count();
        same >= 2 && lengths[1..same].iter().all(|length| *length == 2) && lengths[same] == 3
    };
    if indian {
        let same = signs.iter().take_while(|sign| **sign == first).count();
        return if decimals_after(same) { (same + 2, Form::Decimals) } else { (same + 1, Form::Whole) };
    }
    if grouped >= 1 && decimals_after(grouped) {
        return (grouped + 2, Form::Decimals);
    }
    if grouped >= 2 {
        return (grouped + 1, Form::Whole);
    }
    // `26.03.2019`, `1.2.3`: numbers of their own.
    if after(1).is_some_and(|(sign, _)| sign == first) {
        return (1, Form::Whole);
    }
    if grouped == 0 {
        let date = lengths[1] == 4 && leading <= 2 && first == ',';
        return if date { (1, Form::Whole) } else { (2, Form::Decimals) };
    }
    let sign = match first {
        '．' => '.',
        '，' => ',',
        sign => sign,
    };
    let form = match language {
        Some(language) if language.either_sign => Form::Either,
        Some(language) if language.group == Some(sign) => Form::Whole,
        Some(language) if language.decimal == Some(sign) => Form::Decimals,
        _ if matches!(sign, '٫' | '·') => Form::Decimals,
        _ => Form::Either,
    };
    (2, form)
}

/// A number in words that begins at a token.
fn in_words(reading: &Reading<'_>, index: usize) -> Option<Piece> {
    let mut sum = Sum::default();
    let mut at = index;
    let mut end = 0;
    let mut next = index;
    loop {
        let (hit, join) = match element(reading, at) {
            Some(hit) => (Some(hit), false),
            None => (None, reading.hit(at, Kind::NumberJoin).is_some() && next > index),
        };
        match hit {
            Some((elements, hit_end, hit_next)) => {
                if !elements.into_iter().all(|(kind, value)| sum.add(kind, value)) {
                    break;
                }
                (end, next, at) = (hit_end, hit_next, hit_next);
            }
            // A join counts only if a number goes on after it: two of them at most ("and a half").
            None if join => at = reading.hit(at, Kind::NumberJoin).map_or(at + 1, |hit| hit.next),
            None => break,
        }
        if !close(reading, at) {
            break;
        }
        if join && at > next + 2 {
            break;
        }
    }
    (next > index).then_some(())?;
    Some(Piece { value: sum.value()?, also: None, end, next })
}

/// Whether a token follows the one before it within a phrase.
fn close(reading: &Reading<'_>, at: usize) -> bool {
    let gap = reading.gap(at.saturating_sub(1));
    gap.len() <= 4 && gap.chars().all(|c| c.is_whitespace() || c == '-')
}

type Element = (Vec<(Kind, i64)>, usize, usize);

/// What a word adds to a number.
fn element(reading: &Reading<'_>, index: usize) -> Option<Element> {
    let token = reading.tokens().get(index)?;
    if token.shape != Shape::Word {
        return None;
    }
    let best = reading
        .hits_at(index)
        .iter()
        .filter(|hit| matches!(hit.kind, Kind::Number | Kind::Scale | Kind::Half | Kind::OneAndHalf))
        .max_by_key(|hit| hit.end);
    if let Some(hit) = best {
        if hit.kind == Kind::OneAndHalf {
            return Some((vec![(Kind::Number, 1), (Kind::Half, 0)], hit.end, hit.next));
        }
        return Some((vec![(hit.kind, hit.value)], hit.end, hit.next));
    }
    let language = reading.language().filter(|language| language.compounds)?;
    let mut lower = String::new();
    lower_into(reading.slice(token), &mut lower);
    Some((compound(language, &lower)?, token.end, index + 1))
}

/// The parts of a number word that is written together.
fn compound(language: &Language, word: &str) -> Option<Vec<(Kind, i64)>> {
    if word.len() < 6 {
        return None;
    }
    // `sechsstündig`, `71-jährig`: the number of what an adjective counts.
    let counted = COUNTED.iter().find_map(|stem| word.find(stem));
    if let Some(number) = counted.and_then(|at| word.get(..at)).filter(|number| number.len() >= 3) {
        return parts(language, number);
    }
    if !word.contains(['z', 't', 'ß', 'f']) {
        return None;
    }
    parts(language, word).filter(|parts| parts.len() > 1)
}

/// How adjectives of a number and what it counts end, from the stem of what it counts on.
const COUNTED: [&str; 10] = [
    "stündig",
    "tägig",
    "wöchig",
    "monatig",
    "jährig",
    "minütig",
    "prozentig",
    "köpfig",
    "stöckig",
    "teilig",
];

/// The number words of which a word is made.
fn parts(language: &Language, word: &str) -> Option<Vec<(Kind, i64)>> {
    let mut parts = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let ends = (1..=rest.len()).rev().filter(|end| rest.is_char_boundary(*end));
        let mut found = None;
        for end in ends {
            let listed = language.lexicon.entries(&rest[..end]);
            let mut kinds = listed.filter(|entry| {
                entry.rest.is_empty() && matches!(entry.kind, Kind::Number | Kind::Scale | Kind::NumberJoin)
            });
            if let Some(entry) = kinds.next() {
                found = Some((end, entry.kind, entry.value));
                break;
            }
        }
        let (end, kind, value) = found?;
        if kind != Kind::NumberJoin {
            parts.push((kind, value));
        }
        rest = &rest[end..];
    }
    // `fünfundzwanzig`: the tens come after the ones.
    for index in 1..parts.len() {
        let (left, right) = (parts[index - 1].1, parts[index].1);
        if left < 10 && (10..100).contains(&right) {
            parts.swap(index - 1, index);
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The sum of number words, as far as they fit.
#[derive(Default)]
struct Sum {
    total: i64,
    current: i64,
    half: bool,
    any: bool,
    last_scale: Option<i64>,
}

impl Sum {
    /// Adds a word; false where it does not belong to the same number.
    fn add(&mut self, kind: Kind, value: i64) -> bool {
        match kind {
            Kind::Half => {
                if self.half {
                    return false;
                }
                self.half = true;
            }
            Kind::Number => {
                let current = self.current;
                let fits = current == 0 && (self.any || self.total == 0)
                    || value < 10 && current % 10 == 0 && current % 100 >= 10
                    || value < 100 && current % 100 == 0
                    || (10..20).contains(&value) && matches!(current % 100, 60 | 80)
                    || value < 1000 && current % 1000 == 0 && value >= 100;
                if !fits || self.half {
                    return false;
                }
                self.current += value;
            }
            _ => {
                if value < 1000 {
                    if self.current >= 100 {
                        return false;
                    }
                    self.current = self.current.max(1).saturating_mul(value);
                } else {
                    if self.last_scale.is_some_and(|last| last <= value) && self.current == 0 {
                        // `mil millones`
                        self.total = self.total.saturating_mul(value);
                        self.last_scale = Some(value);
                        self.any = true;
                        return true;
                    }
                    if self.half {
                        let doubled = self.current.saturating_mul(2).saturating_add(1);
                        self.total = self.total.saturating_add(doubled.saturating_mul(value / 2));
                        self.half = false;
                    } else {
                        self.total = self.total.saturating_add(self.current.max(1).saturating_mul(value));
                    }
                    self.current = 0;
                    self.last_scale = Some(value);
                }
            }
        }
        self.any = true;
        true
    }

    fn value(&self) -> Option<Decimal> {
        let whole = Decimal::from(self.total.checked_add(self.current)?);
        if self.half { whole.plus(Decimal::new(5, -1)) } else { Some(whole) }
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;
    use crate::language::{Language, Reading};

    fn values(text: &str, tag: &str) -> Vec<String> {
        let found = numbers(&Reading::new(text, Language::of(tag)));
        found.into_iter().map(|number| number.value.to_string()).collect()
    }

    #[test]
    fn digits_are_read_as_the_language_groups_them() {
        for (tag, text, value) in [
            ("ru", "12,5 рубля", "12.5"),
            ("ru", "12 500", "12500"),
            ("de", "1.234,56 Euro", "1234.56"),
            ("de", "12.500", "12500"),
            ("fr", "18,5 %", "18.5"),
            ("ru", "3,5 млрд", "3500000000"),
            ("en", "3.50", "3.5"),
            ("en", "12,500", "12500"),
            ("en", "12,34,567", "1234567"),
            ("en", "1,234.5", "1234.5"),
            ("de", "12'500", "12500"),
            ("fr", "12\u{202f}500,5", "12500.5"),
            ("ar", "١٢٥", "125"),
            ("sw", "12,5", "12.5"),
            ("zh", "1.5亿", "150000000"),
            ("zh", "百分之十五", "15"),
            ("zh", "３５", "35"),
            ("en", "$3.5m", "3500000"),
            ("en", "US$3.4 trillion", "3400000000000"),
            ("kk", "2,3 млрд теңге", "2300000000"),
        ] {
            assert_eq!(values(text, tag), [value], "{tag}: {text}");
        }
        assert_eq!(values("on 26.03.2019", "de"), ["26", "3", "2019"]);
        assert_eq!(values("1,234", "sw"), ["1234"]);
        assert!(
            numbers(&Reading::new("1,234", None))[0]
                .may_be(super::Decimal::parse("1.234").expect("a number"))
        );
        assert_eq!(values("the G7 and 3 others", "en"), ["3"]);
        assert_eq!(values("July 1,2020", "en"), ["1", "2020"]);
    }

    #[test]
    fn number_words_are_read() {
        for (tag, text, value) in [
            ("en", "twenty-five", "25"),
            ("en", "fifty", "50"),
            ("en", "a dozen", "12"),
            ("en", "three million", "3000000"),
            ("en", "two hundred and fifty thousand", "250000"),
            ("en", "half a million", "500000"),
            ("en", "two and a half million", "2500000"),
            ("fr", "quatre-vingt-dix-sept", "97"),
            ("fr", "soixante et onze", "71"),
            ("fr", "deux cents", "200"),
            ("de", "fünfundzwanzig", "25"),
            ("de", "dreihundertzwanzig", "320"),
            ("de", "einundzwanzigtausend", "21000"),
            ("de", "nach sechsstündigen Beratungen", "6"),
            ("de", "der zweitägige Gipfel", "2"),
            ("es", "treinta y dos", "32"),
            ("es", "mil millones", "1000000000"),
            ("es", "doscientos cincuenta mil", "250000"),
            ("ru", "двадцать пять тысяч", "25000"),
            ("ru", "двадцати пяти", "25"),
            ("ru", "сто двадцать три", "123"),
            ("kk", "жиырма бес", "25"),
            ("kk", "үш жүз елу мың", "350000"),
            ("zh", "三百二十", "320"),
        ] {
            assert_eq!(values(text, tag), [value], "{tag}: {text}");
        }
        assert_eq!(values("five and six", "en"), ["5", "6"]);
        assert_eq!(values("Achtung, Einwohner", "de"), Vec::<String>::new());
        assert_eq!(values("5 and $7 billion", "en"), ["5", "7000000000"]);
    }
}
