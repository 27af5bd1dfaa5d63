//! What follows a verb of speech: a clause that it reports, or a thing.
use super::page::Page;
use crate::language::fold::is_han;
use crate::language::{Cue, Kind};
use std::ops::Range;

/// Whether a verb may have a thing as its object as well as a clause.
pub(super) fn is_announcement(page: &Page<'_>, cue: &Cue) -> bool {
    let word = page.text[cue.span.clone()].to_lowercase();
    let tag = page.language.map_or("", |language| language.tag());
    if tag == "de" {
        return word.starts_with("kündig") || word.starts_with("ankündig");
    }
    tag == "en" && (word.starts_with("announc") || word.starts_with("report") || cue.kind == Kind::Finding)
}

/// Whether what follows a verb may be a clause that it reports, and not a thing: "confirmed that …", not "confirmed the verdict".
pub(super) fn has_complement(page: &Page<'_>, cue: &Cue, after: &Range<usize>) -> bool {
    let text = &page.text[after.clone()];
    // "… of having sold it": an infinitive at once, or behind a preposition.
    let infinitive = |endings: &[&str]| {
        let words = page.words_in(after);
        words.iter().enumerate().any(|(index, word)| {
            let before =
                index.checked_sub(1).and_then(|before| words.get(before)).map(|word| page.folded(word));
            let word = page.folded(word);
            (index < 2 || matches!(before, Some("de" | "d'")))
                && word.chars().count() > 3
                && endings.iter().any(|end| word.ends_with(end))
        })
    };
    let colon = text.contains([':', '«', '“', '„', '"', '—']);
    match page.language.map_or("", |language| language.tag()) {
        "en" => {
            let verb = page.text[cue.span.clone()].to_lowercase();
            let says = ["sa", "tell", "told", "put", "gave", "argu", "insist", "warn", "den"];
            let says = says.iter().any(|stem| verb.starts_with(stem));
            says || verb.ends_with("that") || colon || has_conjunction(page, after) || has_clause(page, after)
        }
        "fr" | "es" => {
            let announces =
                ["annonc", "anunci"].iter().any(|stem| page.text[cue.span.clone()].contains(stem));
            let endings: &[&str] = &["er", "ir", "re", "ar"];
            announces || colon || has_conjunction(page, after) || infinitive(endings)
        }
        "de" => colon || has_clause(page, after),
        "ru" => {
            let about =
                || page.words_in(after).iter().take(4).any(|word| matches!(page.folded(word), "о" | "об"));
            colon || text.contains(',') || about()
        }
        _ => true,
    }
}

/// Whether a Kazakh verb reports what is before it: by `деп` and its forms, or by an object that is a clause.
pub(super) fn is_quotative(page: &Page<'_>, cue: &Cue, before: &Range<usize>) -> bool {
    let says = |text: &str| text.to_lowercase().starts_with("де") || text.to_lowercase().ends_with(" деп");
    let last = page.words_in(before).iter().rev().take(3).map(|word| page.folded(word));
    let clause = [
        "анын",
        "енін",
        "тынын",
        "тінін",
        "анына",
        "еніне",
        "тынына",
        "тініне",
        "арына",
        "еріне",
        "уын",
        "уін",
        "туралы",
        "деп",
        "деген",
        "дегенді",
    ];
    says(&page.text[cue.span.clone()])
        || last.into_iter().any(|last| clause.iter().any(|ending| last.ends_with(ending)))
}

fn begins_with_article(page: &Page<'_>, after: &Range<usize>) -> bool {
    let name = [Kind::PersonWord, Kind::GroupWord];
    page.words_in(after).first().is_some_and(|word| page.is_listed(word, Kind::Article))
        && !page.any_cue(std::slice::from_ref(after), &name)
        && !page.words_in(after).iter().any(|word| word.capital)
}

/// Whether the words after a verb hold a verb of their own: a clause rather than a thing.
pub(super) fn has_clause(page: &Page<'_>, after: &Range<usize>) -> bool {
    if page.language.is_some_and(|language| language.tag() == "de") {
        // The comma of a number separates no clauses.
        let text = &page.text[after.clone()];
        return text
            .match_indices([',', ':'])
            .any(|(at, _)| !text[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    }
    let end = page.words_in(after).get(13).map_or(after.end, |word| word.span.start);
    let first = page.words_in(after).first();
    first.is_some_and(|word| page.is_listed(word, Kind::ClauseSubject))
        || page.any_cue(std::slice::from_ref(&(after.start..end)), &[Kind::Past, Kind::Auxiliary])
}

/// Whether the first words behind a verb begin a clause: "recalled that", "recalled: “…”", not "recalled 200 cars".
pub(super) fn begins_clause(page: &Page<'_>, after: &Range<usize>) -> bool {
    let mut first = page.words_in(after).iter().take(2);
    page.text[after.clone()].trim_start().starts_with([':', '“', '«', '„', '"', ','])
        || first
            .any(|word| page.is_listed(word, Kind::Conjunction) || page.is_listed(word, Kind::ClauseSubject))
}

/// Whether words begin a clause of what is said: "that …".
pub(super) fn has_conjunction(page: &Page<'_>, range: &Range<usize>) -> bool {
    page.cues_in(range, Kind::Conjunction).next().is_some()
}

/// Whether words begin with a pronoun: "who took over in 2022" tells of the speaker.
pub(super) fn begins_with_pronoun(page: &Page<'_>, range: &Range<usize>) -> bool {
    let first = page.words_in(range).first();
    first.is_some_and(|word| page.cues_in(&word.span, Kind::Pronoun).next().is_some())
}

/// Whether a clause begins with "as": "…, as the report says".
pub(super) fn is_as(page: &Page<'_>, clause: &Range<usize>) -> bool {
    let first = page.words_in(clause).first();
    first.is_some_and(|word| page.cues_in(&word.span, Kind::AsSaid).next().is_some())
}

/// Whether the words after a verb begin with who speaks: `…, said Ann Berg`, `…, said the minister`.
pub(super) fn is_name(page: &Page<'_>, after: &Range<usize>) -> bool {
    let words = page.words_in(after);
    let near = after.start..words.get(3).map_or(after.end, |word| word.span.start);
    let spaced = words.first().is_none_or(|word| !page.text[word.span.clone()].starts_with(is_han));
    !spaced
        || words.iter().take(3).any(|word| word.capital)
        || page.any_cue(std::slice::from_ref(&near), &[Kind::PersonWord, Kind::GroupWord])
        || words.len() <= 3 && !begins_with_article(page, after)
}
