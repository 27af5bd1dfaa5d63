//! The words that the rules know: lists compiled in, one file a language, and one of places.
use crate::document::tree::{Node, Value};
use crate::document::yaml;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

const ENGLISH: &str = include_str!("../data/english.yaml");
const PLACES: &str = include_str!("../data/places.yaml");

/// What the rules know of a language, in small letters.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    lists: FxHashMap<String, FxHashSet<String>>,
    maps: FxHashMap<String, FxHashMap<String, String>>,
    /// Phrases of several words, by their first word: the other words.
    phrases: FxHashMap<String, FxHashMap<String, Vec<Vec<String>>>>,
    /// Months and weekdays with their numbers from 1.
    pub months: FxHashMap<String, u8>,
    /// Weekdays, Monday 1.
    pub weekdays: FxHashMap<String, u8>,
    /// Countries, by every name and alias.
    pub countries: FxHashMap<String, String>,
    /// The country that an adjective or the name of a people belongs to; empty where it is none of the list.
    pub demonyms: FxHashMap<String, String>,
    /// Places that are no countries.
    pub places: FxHashSet<String>,
    cities: FxHashSet<String>,
}

impl Lexicon {
    /// That of English.
    pub(crate) fn english() -> &'static Lexicon {
        static ENGLISH_LEXICON: OnceLock<Lexicon> = OnceLock::new();
        ENGLISH_LEXICON.get_or_init(|| Lexicon::of(ENGLISH, PLACES))
    }

    fn of(language: &str, places: &str) -> Self {
        let mut lexicon = Lexicon::default();
        lexicon.read_language(language);
        lexicon.read_places(places);
        lexicon
    }

    /// Whether a list has a word, given in small letters.
    pub(crate) fn has(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|list| list.contains(word))
    }

    /// What a map has for a word.
    pub(crate) fn get(&self, map: &str, word: &str) -> Option<&str> {
        self.maps.get(map)?.get(word).map(String::as_str)
    }

    /// How many words of the longest entry of a list the words are the beginning of. The words are asked for
    /// by their place, in small letters.
    pub(crate) fn longest<'w>(&self, list: &str, word: impl Fn(usize) -> Option<&'w str>) -> usize {
        let Some(first) = word(0) else { return 0 };
        let single = usize::from(self.has(list, first));
        let Some(rests) = self.phrases.get(list).and_then(|phrases| phrases.get(first)) else {
            return single;
        };
        let fits = |rest: &&Vec<String>| rest.iter().enumerate().all(|(at, part)| word(at + 1) == Some(part));
        rests.iter().filter(fits).map(|rest| rest.len() + 1).max().unwrap_or(single)
    }

    /// Whether a place is a city, in which no other place of the list lies.
    pub(crate) fn is_city(&self, place: &str) -> bool {
        self.cities.contains(place)
    }

    fn read_language(&mut self, text: &str) {
        for (key, node) in entries(text) {
            match &node.value {
                Value::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        let number = u8::try_from(index + 1).unwrap_or(u8::MAX);
                        let Some(word) = scalar(item) else { continue };
                        match key.as_str() {
                            "months" => _ = self.months.insert(word, number),
                            "weekdays" => _ = self.weekdays.insert(word, number),
                            _ => self.add(&key, &word),
                        }
                    }
                }
                Value::Map(entries) => {
                    let map = self.maps.entry(key).or_default();
                    for entry in entries {
                        map.extend(scalar(&entry.value).map(|value| (entry.key.clone().into_owned(), value)));
                    }
                }
                Value::Scalar(_) => {}
            }
        }
        let forms = self.maps.get("month-forms").into_iter().flatten();
        let forms = forms.filter_map(|(form, number)| Some((form.clone(), number.parse().ok()?)));
        self.months.extend(forms.collect::<Vec<_>>());
    }

    fn add(&mut self, list: &str, words: &str) {
        let mut parts = words.split(' ').map(str::to_owned);
        let Some(first) = parts.next() else { return };
        let rest: Vec<String> = parts.collect();
        if rest.is_empty() {
            self.lists.entry(list.to_owned()).or_default().insert(first);
        } else {
            self.phrases.entry(list.to_owned()).or_default().entry(first).or_default().push(rest);
        }
    }

    fn read_places(&mut self, text: &str) {
        for (key, node) in entries(text) {
            match (&node.value, key.as_str()) {
                (Value::Map(countries), "countries") => {
                    for entry in countries {
                        let country = entry.key.clone().into_owned();
                        if let Value::List(demonyms) = &entry.value.value {
                            let of = |demonym| (demonym, country.clone());
                            self.demonyms.extend(demonyms.iter().filter_map(scalar).map(of));
                        }
                        self.countries.insert(country.clone(), country);
                    }
                }
                (Value::Map(aliases), "aliases") => {
                    let alias = |entry: &crate::document::tree::Entry<'_>| {
                        Some((entry.key.clone().into_owned(), scalar(&entry.value)?))
                    };
                    self.countries.extend(aliases.iter().filter_map(alias));
                }
                (Value::List(items), "adjectives") => {
                    for item in items.iter().filter_map(scalar) {
                        self.demonyms.entry(item).or_default();
                    }
                }
                (Value::List(items), "cities") => {
                    self.places.extend(items.iter().filter_map(scalar));
                    self.cities.extend(items.iter().filter_map(scalar));
                }
                (Value::List(items), _) => self.places.extend(items.iter().filter_map(scalar)),
                _ => {}
            }
        }
    }
}

fn entries(text: &str) -> Vec<(String, Node<'_>)> {
    // The files are compiled in: a test reads them.
    match yaml::parse(text) {
        Ok(Node { value: Value::Map(entries), .. }) => {
            entries.into_iter().map(|entry| (entry.key.into_owned(), entry.value)).collect()
        }
        _ => Vec::new(),
    }
}

fn scalar(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Scalar(scalar) => Some(scalar.text.clone().into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_can_be_read() {
        for text in [ENGLISH, PLACES] {
            assert!(yaml::parse(text).is_ok());
        }
        let english = Lexicon::english();
        assert!(english.has("say-sure", "said"));
        assert_eq!(english.months.get("sept"), Some(&9));
        assert_eq!(english.demonyms.get("Kazakh").map(String::as_str), Some("Kazakhstan"));
        assert_eq!(english.countries.get("U.S.").map(String::as_str), Some("United States"));
        let words = ["prime", "minister", "x"];
        assert_eq!(english.longest("titles", |at| words.get(at).copied()), 2);
    }
}
