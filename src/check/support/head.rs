//! The noun that a label is about: "sale" in "sale of the old mill", "Abbau" in "geplanter Abbau von Stellen".
use super::label::{label_words, raw_words};
use crate::language::fold::is_han;
use crate::language::{Kind, Language};

/// The words of a label, in folded letters, that are its noun; more than one where endings do not tell which.
pub(super) fn of(label: &str, language: Option<&Language>) -> Vec<String> {
    let words: Vec<(String, bool)> = label_words(label).collect();
    let Some(language) = language else { return words.into_iter().take(1).map(|(word, _)| word).collect() };
    // The lists have their words with marks.
    let written: Vec<String> = raw_words(label).map(str::to_lowercase).collect();
    let lists = |index: usize, kind: Kind| {
        language.lists(&words[index].0, kind)
            || written.get(index).is_some_and(|word| language.lists(word, kind))
    };
    let describes = |index: &usize| lists(*index, Kind::Stop) || lists(*index, Kind::Preposition);
    let first = (0..words.len()).find(|index| !describes(index)).unwrap_or_default();
    let end = (first..words.len()).position(|index| describes(&index));
    let phrase = &words[first.min(words.len())..end.map_or(words.len(), |end| first + end)];
    let take = |words: &[(String, bool)]| words.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>();
    match language.tag() {
        "en" => take(&phrase[phrase.len().saturating_sub(1)..]),
        // Adjectives begin with a small letter.
        "de" => {
            let nouns: Vec<(String, bool)> = phrase.iter().filter(|(_, capital)| *capital).cloned().collect();
            take(if nouns.is_empty() { phrase } else { &nouns[..1] })
        }
        "ru" => {
            let noun = phrase.iter().position(|(word, _)| !is_adjective(word)).unwrap_or_default();
            take(phrase.get(noun..=noun).unwrap_or_default())
        }
        "kk" => {
            let light = words.len().checked_sub(1).is_some_and(|last| lists(last, Kind::LightVerb));
            take(&words[words.len().saturating_sub(1 + usize::from(light))..])
        }
        // "Premières rames", "alquiler medio": an adjective may be before the noun or behind it.
        "fr" | "es" => take(&phrase[..phrase.len().min(2)]),
        _ => take(&words[..words.len().min(1)]),
    }
}

/// Whether a Russian word ends like an adjective.
fn is_adjective(word: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    // Without its mark "й" is "и".
    ends(&["ыи", "ои", "ая", "яя", "ое", "ее", "ые"])
        || ends(&["кии", "гии", "хии", "шии", "щии", "нии", "кие", "гие", "хие", "шие", "щие"])
}

/// The last two ideographs of a label of three or more.
pub(super) fn of_ideographs(label: &str) -> Option<&str> {
    let label = label.trim_end_matches(|c: char| !is_han(c));
    let last: Vec<(usize, char)> = label.char_indices().rev().take(2).collect();
    let (at, _) = last.get(1)?;
    (label.chars().count() >= 2 && last.iter().all(|(_, c)| is_han(*c))).then(|| &label[*at..])
}

#[cfg(test)]
mod tests {
    use super::{of, of_ideographs};
    use crate::language::Language;

    #[test]
    fn the_noun_of_a_label_is_found() {
        for (tag, label, head) in [
            ("en", "sale of the old mill", "sale"),
            ("en", "Northgate's pay offer of 4 percent", "offer"),
            ("en", "opening hours", "hours"),
            ("de", "geplanter Abbau von Stellen", "abbau"),
            ("de", "Eröffnung der Brücke", "eroffnung"),
            ("ru", "уставный фонд завода", "фонд"),
            ("ru", "повышение цен", "повышение"),
            ("kk", "көпірдің ашылуы", "ашылуы"),
        ] {
            assert_eq!(of(label, Language::of(tag)), [head], "{label}");
        }
        assert!(of("premier contrat de la ville", Language::of("fr")).contains(&"contrat".to_owned()));
        assert_eq!(of_ideographs("大桥工程开工"), Some("开工"));
    }
}
