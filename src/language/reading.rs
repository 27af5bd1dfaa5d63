//! The words of a text, looked up in its language's lists.
use super::fold::{digit, is_han, lower_into};
use super::lexicon::{Entry, FEW, Kind, MANY, matches};
use super::{Language, unit_signs};
use std::ops::Range;

/// A text as a language's lists read it.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    text: &'t str,
    language: Option<&'static Language>,
    tokens: Vec<Token>,
    hits: Vec<Hit>,
}

/// A listed word or phrase in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    /// What it stands for.
    pub kind: Kind,
    /// Its value: see [`Kind`].
    pub value: i64,
    /// Where it is.
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A run of digits.
    Digits,
    /// A word.
    Word,
    /// A single ideograph.
    Han,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) shape: Shape,
    first_hit: u32,
    hits: u32,
}

/// A listed word or phrase, from one token to another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    pub(crate) value: i64,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The token after it.
    pub(crate) next: usize,
}

impl<'t> Reading<'t> {
    /// Reads a text. Without a language only digits and the signs of units are found.
    pub(crate) fn new(text: &'t str, language: Option<&'static Language>) -> Self {
        let mut reading =
            Self { text, language, tokens: Vec::with_capacity(text.len() / 5), hits: Vec::new() };
        reading.split();
        reading.look_up();
        reading
    }

    /// The text.
    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// Its language.
    pub(crate) fn language(&self) -> Option<&'static Language> {
        self.language
    }

    /// All listed words and phrases, in the order in which they begin.
    pub(crate) fn cues(&self) -> impl Iterator<Item = Cue> {
        self.hits.iter().map(|hit| Cue { kind: hit.kind, value: hit.value, span: hit.start..hit.end })
    }

    /// Where its words are; an ideograph is a word of its own, and digits are none.
    pub(crate) fn words(&self) -> impl Iterator<Item = Range<usize>> {
        let words = self.tokens.iter().filter(|token| token.shape != Shape::Digits);
        words.map(|token| token.start..token.end)
    }

    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    pub(crate) fn slice(&self, token: &Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    /// What is listed at a token.
    pub(crate) fn hits_at(&self, index: usize) -> &[Hit] {
        self.tokens.get(index).map_or(&[], |token| {
            let first = token.first_hit as usize;
            self.hits.get(first..first + token.hits as usize).unwrap_or_default()
        })
    }

    /// The longest listing of a kind at a token.
    pub(crate) fn hit(&self, index: usize, kind: Kind) -> Option<Hit> {
        self.hits_at(index).iter().filter(|hit| hit.kind == kind).max_by_key(|hit| hit.end).copied()
    }

    /// What lies between a token and the one after it.
    pub(crate) fn gap(&self, index: usize) -> &'t str {
        match (self.tokens.get(index), self.tokens.get(index + 1)) {
            (Some(token), Some(next)) => &self.text[token.end..next.start],
            (Some(token), None) => &self.text[token.end..],
            _ => "",
        }
    }

    fn split(&mut self) {
        let elision = self.language.is_some_and(|language| language.elision);
        let mut chars = self.text.char_indices().peekable();
        while let Some((start, first)) = chars.next() {
            let mut end = start + first.len_utf8();
            let shape = if digit(first).is_some() {
                while let Some((at, c)) = chars.next_if(|(_, c)| digit(*c).is_some()) {
                    end = at + c.len_utf8();
                }
                Shape::Digits
            } else if is_han(first) {
                Shape::Han
            } else if first.is_alphabetic() {
                while let Some((at, c)) = chars.peek().copied() {
                    let joins = matches!(c, '\'' | '’' | 'ʼ')
                        && self.text[at + c.len_utf8()..].starts_with(char::is_alphabetic);
                    if !(c.is_alphabetic() || is_mark(c) || joins) || is_han(c) {
                        break;
                    }
                    end = at + c.len_utf8();
                    chars.next();
                    if joins && elision {
                        break;
                    }
                }
                Shape::Word
            } else {
                continue;
            };
            self.tokens.push(Token { start, end, shape, first_hit: 0, hits: 0 });
        }
    }

    fn look_up(&mut self) {
        let mut lower = String::new();
        let mut before = 0;
        for index in 0..self.tokens.len() {
            let token = self.tokens[index];
            let first_hit = self.hits.len();
            self.signs(before, index);
            before = token.end;
            match (token.shape, self.language) {
                (Shape::Digits, _) => {}
                (Shape::Word, Some(language)) => {
                    lower_into(self.slice(&token), &mut lower);
                    self.word(language, index, &lower);
                    if self.hits.len() == first_hit
                        && let Some(bare) = lower.strip_suffix("'s")
                    {
                        let bare = bare.to_owned();
                        self.word(language, index, &bare);
                    }
                }
                (Shape::Han, Some(language)) => {
                    for length in 1..=6 {
                        let Some(last) = self.tokens.get(index + length - 1) else { break };
                        if last.shape != Shape::Han || last.end - token.start > length * 4 {
                            break;
                        }
                        let word = &self.text[token.start..last.end];
                        let (start, end, next) = (token.start, last.end, index + length);
                        for entry in language.lexicon.entries(word).filter(|entry| entry.rest.is_empty()) {
                            self.hits.push(Hit { kind: entry.kind, value: entry.value, start, end, next });
                        }
                    }
                }
                (_, None) => {}
            }
            if token.shape == Shape::Word {
                self.letters(index);
            }
            let hits = self.hits.len() - first_hit;
            let token = &mut self.tokens[index];
            token.first_hit = u32::try_from(first_hit).unwrap_or(u32::MAX);
            token.hits = u32::try_from(hits).unwrap_or_default();
        }
        self.signs(before, self.tokens.len());
    }

    fn word(&mut self, language: &'static Language, index: usize, lower: &str) {
        let token = self.tokens[index];
        let capital = self.slice(&token).starts_with(char::is_uppercase);
        let is_month = |entry: &&Entry| entry.kind == Kind::Month && entry.rest.is_empty();
        let month =
            language.capital_months && capital && language.lexicon.entries(lower).any(|e| is_month(&e));
        for entry in language.lexicon.entries(lower) {
            let wrong_case = entry.kind == Kind::Month && language.capital_months && !capital
                || entry.ending && capital
                || month && matches!(entry.kind, Kind::Plan | Kind::StrongPlan | Kind::Possible);
            if wrong_case {
                continue;
            }
            if let Some(at) = entry.rest.iter().position(|word| word == MANY) {
                let (first, second) = (&entry.rest[..at], &entry.rest[at + 1..]);
                let Some(next) = self.phrase_end(index, first) else { continue };
                if self.follows(next - 1, second) {
                    let end = self.tokens.get(next - 1).map_or(token.end, |last| last.end);
                    self.hits.push(Hit {
                        kind: entry.kind,
                        value: entry.value,
                        start: token.start,
                        end,
                        next,
                    });
                }
                continue;
            }
            let Some(next) = self.phrase_end(index, &entry.rest) else { continue };
            let end = self.tokens.get(next - 1).map_or(token.end, |last| last.end);
            self.hits.push(Hit { kind: entry.kind, value: entry.value, start: token.start, end, next });
        }
    }

    /// Whether the second part of a phrase is among the sixteen words after its first, in the same sentence.
    fn follows(&self, index: usize, rest: &[String]) -> bool {
        let Some((first, rest)) = rest.split_first() else { return false };
        for at in index + 1..(index + 17).min(self.tokens.len()) {
            let gap = self.gap(at - 1);
            // "3. Oktober", "Dr. Berg": no end of a sentence.
            let before = &self.tokens[at - 1];
            let short = before.shape == Shape::Digits || self.is_abbreviation(at - 1);
            if gap.contains([';', '!', '?', '\n']) || gap.contains('.') && !short {
                return false;
            }
            if self.is_listed(at, first) && self.phrase_end(at, rest).is_some() {
                return true;
            }
        }
        false
    }

    fn is_abbreviation(&self, at: usize) -> bool {
        let mut lower = String::new();
        lower_into(self.slice(&self.tokens[at]), &mut lower);
        self.language.is_some_and(|language| language.lists(&lower, Kind::Abbreviation))
    }

    /// Whether a token is a listed word.
    fn is_listed(&self, at: usize, listed: &str) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let mut lower = String::new();
        lower_into(self.slice(token), &mut lower);
        matches(listed, &lower)
    }

    /// The token after a phrase whose first word is a token; none where the words after it are others.
    fn phrase_end(&self, index: usize, rest: &[String]) -> Option<usize> {
        let mut at = index;
        let mut few = false;
        for listed in rest {
            if listed == FEW {
                few = true;
                continue;
            }
            let most = if std::mem::take(&mut few) { 4 } else { 1 };
            at = (at + 1..=at + most)
                .take_while(|next| self.is_phrase_gap(next - 1))
                .find(|next| self.is_listed(*next, listed))?;
        }
        Some(at + 1)
    }

    /// Whether what lies behind a token may stand inside a phrase.
    fn is_phrase_gap(&self, at: usize) -> bool {
        let gap = self.gap(at);
        gap.len() <= 4
            && gap.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '‑' | '«' | '»' | '"' | '“' | '”'))
    }

    /// Signs of units that are no letters, between two tokens. They belong to no token.
    fn signs(&mut self, from: usize, index: usize) {
        let to = self.tokens.get(index).map_or(self.text.len(), |token| token.start);
        let mut at = from;
        while let Some(c) = self.text.get(at..to).and_then(|gap| gap.chars().next()) {
            let plain =
                c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '-' | '\'' | '"' | '(' | ')');
            let rest = &self.text[at..];
            let sign = unit_signs().iter().find(|(sign, _)| !plain && rest.starts_with(sign));
            let mut end = at + c.len_utf8();
            if let Some((sign, unit)) = sign {
                end = at + sign.len();
                self.push_unit(*unit, at..end, index);
            } else if c == '°' && rest[end..].starts_with(['C', 'F']) {
                end += 1;
            }
            at = end;
        }
    }

    /// Signs of units in letters, right behind or before digits: `5 km`, `USD 5`.
    fn letters(&mut self, index: usize) {
        let token = self.tokens[index];
        let beside = |token: Option<&Token>, gap: &str| {
            token.is_some_and(|token| token.shape == Shape::Digits)
                && gap.chars().all(|c| c.is_whitespace() || c == '$')
                && gap.len() <= 4
        };
        let before = index.checked_sub(1).map_or("x", |before| self.gap(before));
        let is_beside = beside(index.checked_sub(1).and_then(|before| self.tokens.get(before)), before)
            || beside(self.tokens.get(index + 1), self.gap(index))
            || before.contains('°');
        let word = self.slice(&token);
        if !is_beside || word.len() > 5 {
            return;
        }
        // A power belongs to the unit: km².
        let rest = &self.text[token.start..];
        let found = unit_signs().iter().find(|(sign, _)| {
            rest.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign))
                && sign.starts_with(char::is_alphabetic)
                && !rest[sign.len()..].starts_with(|c: char| c.is_alphabetic())
        });
        let degree = before.ends_with('°').then_some(word).and_then(|word| match word {
            "C" => Some("degree-celsius"),
            "F" => Some("degree-fahrenheit"),
            _ => None,
        });
        if let Some(unit) = degree.and_then(|key| super::units().iter().position(|unit| *unit == key)) {
            self.push_unit(unit, token.start - '°'.len_utf8()..token.end, index + 1);
        } else if let Some((sign, unit)) = found {
            self.push_unit(*unit, token.start..token.start + sign.len(), index + 1);
        }
    }

    fn push_unit(&mut self, unit: usize, span: Range<usize>, next: usize) {
        let value = i64::try_from(unit).unwrap_or_default();
        self.hits.push(Hit { kind: Kind::Unit, value, start: span.start, end: span.end, next });
    }
}

/// Whether a character is a mark that belongs to the letter before it.
pub(crate) fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c) || c == '\u{AD}'
}

#[cfg(test)]
mod tests {
    use super::{Kind, Reading};
    use crate::language::fold::digit;
    use crate::language::lexicon::alternatives;
    use crate::language::{Language, units};

    fn cues(text: &str, tag: &str, kind: Kind) -> Vec<String> {
        let reading = Reading::new(text, Language::of(tag));
        reading.cues().filter(|cue| cue.kind == kind).map(|cue| text[cue.span].to_owned()).collect()
    }

    #[test]
    fn listed_words_and_phrases_are_found() {
        let text = "Ann hasn’t signed; Bob is no longer a member. In May it may rain.";
        assert_eq!(cues(text, "en", Kind::Negation), ["hasn’t", "no", "no longer"]);
        assert_eq!(cues(text, "en", Kind::Month), ["May"]);
        assert_eq!(cues(text, "en", Kind::Possible), ["may"]);
    }

    #[test]
    fn phrases_may_have_words_between_their_parts() {
        assert_eq!(
            cues("Nach ersten vorläufigen Angaben fiel es aus.", "de", Kind::Source),
            ["Nach ersten vorläufigen Angaben"]
        );
        assert_eq!(cues("Nach dem Spiel am Abend gab es keine Angaben.", "de", Kind::Source), [""; 0]);
        assert_eq!(cues("Er wies den Vorwurf der Stadt zurück.", "de", Kind::Negation), ["wies"]);
        assert_eq!(cues("Er wies den Weg. Sie kam zurück.", "de", Kind::Negation), [""; 0]);
    }

    #[test]
    fn alternatives_are_written_in_brackets() {
        assert_eq!(alternatives("sa[id|ys]"), Some(vec!["said".to_owned(), "says".to_owned()]));
        assert_eq!(alternatives("say[s|] [so|it]").map(|all| all.len()), Some(4));
        assert_eq!(alternatives("sa]id"), None);
        assert_eq!(alternatives("sa[id"), None);
    }

    #[test]
    fn signs_of_units_are_found_without_a_language() {
        let text = "$5, 7 km², 3,5 % und 20 °C";
        let reading = Reading::new(text, None);
        let found: Vec<(&str, &str)> = reading
            .cues()
            .map(|cue| (&text[cue.span], units()[usize::try_from(cue.value).expect("small")]))
            .collect();
        assert_eq!(
            found,
            [
                ("$", "dollar"),
                ("km²", "square-kilometre"),
                ("%", "percent"),
                ("°", "degree"),
                ("°C", "degree-celsius")
            ]
        );
    }

    #[test]
    fn digits_of_any_script_have_their_value() {
        for (c, value) in [('7', 7), ('٣', 3), ('۹', 9), ('५', 5), ('８', 8), ('𝟟', 7)] {
            assert_eq!(digit(c), Some(value), "{c}");
        }
        assert_eq!(digit('½'), None);
    }
}
