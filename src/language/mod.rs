//! What a text says in the languages that groundwire knows: numbers, dates, units, and the words that negate, plan or
//! report.
//!
//! ```text
//! Language::of("en-GB")           the language of a tag, or none: then only what is certain is read
//! Reading::new(text, language)    the words of a text, looked up once
//! number::numbers(&reading)       its numbers: digits of any script, grouped in any way, and number words
//! date::dates(&reading)           its dates, as far as they go
//! reading.cues()                  negations, plans, reports, pronouns, units, …
//! ```
//!
//! All spans are bytes of the text. The words of a language stand in `data/`, a file for each, which people can
//! correct who know no Rust; `data/README.md` says what each section means.
pub(crate) mod date;
pub(crate) mod decimal;
pub(crate) mod fold;
mod han;
pub(crate) mod lexicon;
pub(crate) mod number;
pub(crate) mod reading;

pub(crate) use date::{Date, DateKind};
pub(crate) use decimal::Decimal;
pub(crate) use lexicon::Kind;
pub(crate) use number::Number;
pub(crate) use reading::{Cue, Reading, is_mark};

use lexicon::Lexicon;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A language that groundwire knows.
#[derive(Debug)]
pub struct Language {
    tag: &'static str,
    pub(crate) lexicon: Lexicon,
    decimal: Option<char>,
    group: Option<char>,
    /// Whether both signs are found as decimal sign.
    either_sign: bool,
    /// Whether number words are written together: `fünfundzwanzig`.
    compounds: bool,
    /// Whether an apostrophe ends a word: `l’accord`.
    elision: bool,
    /// Whether the month goes before the day in `03/26/2019`.
    month_first: bool,
    /// Whether the names of months begin with a capital.
    capital_months: bool,
}

const UNITS: &str = include_str!("data/units.txt");
const FILES: [(&str, &str); 7] = [
    ("en", include_str!("data/en.txt")),
    ("fr", include_str!("data/fr.txt")),
    ("de", include_str!("data/de.txt")),
    ("es", include_str!("data/es.txt")),
    ("ru", include_str!("data/ru.txt")),
    ("kk", include_str!("data/kk.txt")),
    ("zh", include_str!("data/zh.txt")),
];
static LANGUAGES: [OnceLock<Option<Language>>; 7] = [const { OnceLock::new() }; 7];

impl Language {
    /// The language of a tag such as `en` or `zh-Hans-CN`; none where groundwire does not know it.
    pub fn of(tag: &str) -> Option<&'static Self> {
        let primary = tag.split(['-', '_']).next()?;
        let index = FILES.iter().position(|(name, _)| name.eq_ignore_ascii_case(primary))?;
        LANGUAGES.get(index)?.get_or_init(|| Self::read(index).ok()).as_ref()
    }

    /// Its primary tag: `en`.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        FILES.iter().filter_map(|(tag, _)| Self::of(tag))
    }

    fn read(index: usize) -> Result<Self, String> {
        let (tag, text) = FILES[index];
        let lexicon = Lexicon::read(text, units())?;
        let format =
            |key: &str| lexicon.format.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let sign = |key| format(key).and_then(|value| value.chars().next());
        let (decimal, group) = (sign("decimal"), sign("group"));
        let (compounds, elision) = (format("compounds") == Some("yes"), format("elision") == Some("yes"));
        let month_first = format("month-first") == Some("yes");
        let either_sign = format("either-sign") == Some("yes");
        let capital_months = format("capital-months") == Some("yes");
        Ok(Self {
            tag,
            decimal,
            group,
            either_sign,
            compounds,
            elision,
            month_first,
            capital_months,
            lexicon,
        })
    }

    /// Whether a single word in lower case is listed as this kind.
    pub(crate) fn lists(&self, word: &str, kind: Kind) -> bool {
        self.lexicon.is(word, kind)
    }
}

/// The keys of all units, as `data/units.txt` lists them: a cue's value is an index into these.
pub(crate) fn units() -> &'static [&'static str] {
    static KEYS: OnceLock<Vec<&'static str>> = OnceLock::new();
    let keys = || unit_lines().map(|(key, _)| key).collect();
    KEYS.get_or_init(keys)
}

/// The words for the people of a country, by one of its names, as `data/peoples.txt` lists them.
pub(crate) fn people_of(country: &str) -> &'static [&'static str] {
    static PEOPLES: OnceLock<FxHashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let peoples = PEOPLES.get_or_init(|| {
        let words = |list: &'static str| list.split(',').map(str::trim).filter(|word| !word.is_empty());
        let lines = include_str!("data/peoples.txt").lines().filter(|line| !line.starts_with('#'));
        let mut peoples: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (names, people) in lines.filter_map(|line| line.split_once(':')) {
            for name in words(names) {
                peoples.entry(name).or_default().extend(words(people));
            }
        }
        peoples
    });
    peoples.get(country).map(Vec::as_slice).unwrap_or_default()
}

/// The verb of which an English word is a form that no ending tells, as `data/en-verbs.txt` lists them: equal numbers, one
/// verb.
pub(crate) fn verb_of(word: &str) -> Option<usize> {
    static VERBS: OnceLock<FxHashMap<&str, usize>> = OnceLock::new();
    let verbs = VERBS.get_or_init(|| {
        let lines = include_str!("data/en-verbs.txt").lines().filter(|line| !line.starts_with('#'));
        let forms = lines.enumerate().flat_map(|(verb, line)| line.split(' ').map(move |form| (form, verb)));
        forms.collect()
    });
    verbs.get(word).copied()
}

fn unit_lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = UNITS.lines().filter(|line| !line.starts_with(['#', '[']));
    lines.filter_map(|line| line.split_once(':')).map(|(key, signs)| (key.trim(), signs.trim()))
}

/// The signs of units with the units' indices, longest first.
pub(crate) fn unit_signs() -> &'static [(&'static str, usize)] {
    static SIGNS: OnceLock<Vec<(&'static str, usize)>> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let mut signs: Vec<(&str, usize)> = unit_lines()
            .enumerate()
            .flat_map(|(index, (_, signs))| signs.split(',').map(move |sign| (sign.trim(), index)))
            .filter(|(sign, _)| !sign.is_empty())
            .collect();
        signs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
        signs
    })
}

#[cfg(test)]
mod tests {
    use super::{FILES, Language};

    #[test]
    fn every_data_file_can_be_read() {
        for (index, (tag, _)) in FILES.iter().enumerate() {
            let read = Language::read(index);
            assert!(read.is_ok(), "data/{tag}.txt, {}", read.err().unwrap_or_default());
            assert_eq!(Language::of(tag).map(Language::tag), Some(*tag));
        }
        assert_eq!(Language::of("zh-Hans-CN").map(Language::tag), Some("zh"));
        assert!(Language::of("sw").is_none());
    }
}
