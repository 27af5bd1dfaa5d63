//! Whether two words are forms of one word, or made of one stem.
use crate::language::people_of;

/// Endings by which a name becomes an adjective or a plural in English and its neighbours.
const ENDINGS: [&str; 38] = [
    "s", "es", "n", "an", "ian", "ean", "ish", "ese", "i", "er", "ers", "ic", "ns", "ans", "ians", "en",
    "ais", "aise", "aises", "ois", "oise", "oises", "ien", "ienne", "iens", "iennes", "ain", "aine", "ains",
    "ano", "ana", "anos", "anas", "isch", "ische", "ischen", "ischer", "isches",
];

/// Whether two words in lower case are forms of one word, as far as endings tell.
pub(super) fn same(label: &str, word: &str) -> bool {
    if label == word {
        return true;
    }
    let common: usize = label
        .chars()
        .zip(word.chars())
        .take_while(|(one, two)| one == two)
        .map(|(one, _)| one.len_utf8())
        .sum();
    if common == 0 {
        return false;
    }
    let (of_label, of_word) = (&label[common..], &word[common..]);
    let letters = |text: &str| text.chars().count();
    let shared = letters(&label[..common]);
    if label.is_ascii() && word.is_ascii() {
        return if of_label.is_empty() {
            shared >= 4 && ENDINGS.contains(&of_word)
                || shared >= 3 && matches!(of_word, "s" | "es")
                || shared >= 5
                    && matches!(
                        of_word,
                        "ed" | "ing" | "ment" | "ments" | "ation" | "al" | "ly" | "d" | "r" | "st"
                    )
                || shared >= 4 && matches!(of_word, "ed" | "ing" | "ings")
        } else if of_word.is_empty() {
            shared >= 4
                && matches!(
                    of_label,
                    "s" | "es"
                        | "ed"
                        | "d"
                        | "ing"
                        | "ings"
                        | "al"
                        | "ly"
                        | "er"
                        | "ment"
                        | "ation"
                        | "ion"
                        | "a"
                        | "y"
                        | "e"
                        | "n"
                )
                || shared >= 5 && matches!(of_label, "stan" | "land" | "ia" | "an" | "ian")
        } else {
            let (longest, rest) =
                (letters(label).max(letters(word)), letters(of_label).max(letters(of_word)));
            // "Consultation" and "consulted".
            let most = shared * 5 >= longest * 3 || shared >= 7 && shared * 2 >= longest;
            shared >= 4 && rest <= 5 && most && verb_like(of_label) && verb_like(of_word)
        };
    }
    // Languages with many endings: a stem, and few letters after it.
    let (label_rest, word_rest) = (letters(of_label), letters(of_word));
    let stem = if label.is_ascii() || word.is_ascii() { 4 } else { 3 };
    shared >= stem
        && label_rest <= 3
        && word_rest <= 5
        && shared * 2 >= letters(label)
        && shared >= letters(label) / 2
        && (label_rest <= 2 || shared >= 5)
        && (shared > 3 || word_rest <= 3)
}

/// Whether a word of five letters or more is the last part of a longer one.
pub(super) fn is_tail(label: &str, word: &str) -> bool {
    let bare = word.strip_suffix(['s', 'n']).unwrap_or(word);
    let ends = |tail: &str| tail.len() >= 5 && label.len() >= tail.len() + 3 && label.ends_with(tail);
    ends(word) || ends(bare)
}

/// What makes nouns of verbs, and the other way round, in folded letters.
const DERIVED: [&str; 12] = [
    "",
    "cion ciones sion siones miento mientos ada adas ado ados aje ura encia ancia dor dora ida ido so sa a o e",
    "r ar er ir rir an en aron ieron iendo ando ara ira era aran aba io o as es ra ran ria rian",
    "tion tions sion sions ment ments age ages ure ance ence eur eure al",
    "er ir re ee ees es ent ont ait aient ant era ira u ue us ues it is ie ies",
    "ung ungen ation er erin e t te ten en et ete st end ende enden",
    "ние ния нию нием ение ения анию ание ания тие тия ка ки ку кой ча чи чу ция ции цию иция иции ство ства ие ия",
    "ла ло ли л лся лась лось лись т ет ит ют ят ут ат ется ится ывать ываться ивать иваться аться ался алась ались ены ено ена ен ны но на н нная нныи нное нные ть ться",
    "у уы уын уды удан уга іс ыс ім ым уіне уына ция циясы",
    "ды ді ты ті ған ген қан кен ады еді йды йді ып іп п лды лді лады леді лған лген рға рге мақ мек ар ер р",
    "ор оры орлар тор ер",
    "ов ова овых ныи ная ное ные",
];

/// Whether a noun and a verb seem to be of one stem: "immunisation" and "immunise", "изъятие" and "изъяли".
pub(super) fn is_derived(label: &str, word: &str) -> bool {
    let shared = label.chars().zip(word.chars()).take_while(|(one, two)| one == two).count();
    let (all, said) = (label.chars().count(), word.chars().count());
    let least = if label.is_ascii() { 5 } else { 4 };
    if shared < least || shared * 2 < all.max(said) {
        return false;
    }
    let rest = |word: &str| word.char_indices().nth(shared).map_or("", |(at, _)| &word[at..]).to_owned();
    // A Kazakh verbal noun, and any form of its verb.
    if shared >= 5 && matches!(&*rest(label), "у" | "ю" | "уы" | "уі") {
        return true;
    }
    let listed = |rest: &str| DERIVED.iter().any(|list| list.split(' ').any(|ending| ending == rest));
    listed(&rest(label)) && listed(&rest(word))
}

/// What follows the stem of a country's name in words for its people, in folded letters.
const PEOPLE: [&str; 44] = [
    "an", "ans", "ian", "ians", "ean", "ese", "ish", "i", "ien", "iens", "ienne", "iennes", "en", "ens",
    "enne", "ais", "aise", "aises", "ois", "oise", "oises", "ain", "aine", "er", "ern", "erin", "e", "es",
    "esa", "eses", "ese", "ano", "ana", "anos", "anas", "eno", "ena", "isch", "ische", "ischen", "ischer",
    "isches", "ense", "a",
];

/// Whether a word tells of a country or a place by its people: `France` and `française`, by their endings or as listed.
pub(super) fn is_demonym(label: &str, word: &str) -> bool {
    let shared = label.chars().zip(word.chars()).take_while(|(one, two)| one == two).count();
    let rest = |word: &str| word.char_indices().nth(shared).map_or("", |(at, _)| &word[at..]).to_owned();
    let ending = label.is_ascii()
        && shared >= 4
        && matches!(
            &*rest(label),
            "" | "a" | "e" | "ia" | "ie" | "o" | "s" | "y" | "en" | "ien" | "land" | "que"
        )
        && PEOPLE.contains(&&*rest(word));
    ending
        || people_of(label).iter().any(|stem| match stem.strip_suffix('*') {
            Some(stem) => word.starts_with(stem),
            None => word == *stem,
        })
}

/// Endings by which verbs, and words for people and what they do, are made of one stem in languages with Latin letters.
const VERBAL: [&str; 92] = [
    "e", "ed", "es", "ing", "ings", "ion", "ions", "ation", "ations", "al", "als", "er", "ers", "or", "ors",
    "ment", "y", "ies", "ied", "ive", "s", "en", "ened", "ening", "ian", "ians", "an", "ans", "a", "ish",
    "ese", "ance", "ence", "ent", "ant", "ate", "ated", "ates", "ating", "ization", "isation", "ize", "ise",
    "izing", "ising", "ized", "ised", "our", "is", "us", "um", "ure", "tion", "sion", "ity", "o", "os", "as",
    "aux", "eau", "eux", "i", "n", "in", "te", "ten", "ter", "em", "ungs", "ung", "ungen", "ien", "ienne",
    "iens", "iennes", "ais", "aise", "ois", "oise", "isch", "ische", "ischen", "ischer", "isches", "innen",
    "ano", "ana", "ense", "enses", "eno", "ena", "lich",
];

/// Whether an ending may be that of a verb or of a noun made of one.
fn verb_like(ending: &str) -> bool {
    VERBAL.contains(&ending)
}

/// Particles that German verbs put before their stem.
const PARTICLES: [&str; 22] = [
    "zuruck", "hinaus", "hinein", "herein", "heraus", "auf", "aus", "ab", "an", "ein", "vor", "bei", "mit",
    "um", "nach", "weg", "her", "hin", "los", "fest", "zu", "durch",
];

/// Endings of German verbs and of nouns made of them, the longest first.
const GERMAN: [&str; 18] = [
    "ungen", "enden", "ung", "end", "eten", "ten", "ete", "est", "te", "et", "st", "en", "er", "em", "es",
    "e", "t", "s",
];

/// What is left of a German word without "ge", endings and vowels, which change from form to form: "Betrug" and "betrogen",
/// "Einstellung" and "eingestellt". None where too little is left to tell it.
fn german_root(word: &str) -> Option<String> {
    let particle = PARTICLES
        .iter()
        .find(|particle| word.strip_prefix(**particle).is_some_and(|rest| rest.chars().count() >= 4));
    let particle = particle.copied().unwrap_or_default();
    let rest = &word[particle.len()..];
    let rest = rest.strip_prefix("ge").filter(|rest| rest.chars().count() >= 4).unwrap_or(rest);
    let rest = rest.strip_prefix("zu").filter(|_| !particle.is_empty()).unwrap_or(rest);
    // The second letter of "ss" is of the stem.
    let cut = |ending: &str| rest.strip_suffix(ending).filter(|_| ending != "s" || !rest.ends_with("ss"));
    let bare = GERMAN.iter().find_map(|ending| cut(ending).filter(|bare| bare.chars().count() >= 3));
    let consonants: String =
        bare.unwrap_or(rest).chars().filter(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')).collect();
    let long = consonants.chars().count() >= 4 || !particle.is_empty() && consonants.chars().count() >= 2;
    long.then(|| format!("{particle}{consonants}"))
}

/// Whether a German noun and a verb form, in folded letters, are of one root.
pub(super) fn is_german_form(label: &str, word: &str) -> bool {
    let first = |word: &str| word.chars().next();
    // "Urteil" and "verurteilt".
    let bare = ["ver", "be", "er", "ent"].iter().find_map(|prefix| word.strip_prefix(prefix));
    if bare.is_some_and(|bare| label.chars().count() >= 5 && bare.starts_with(label)) {
        return true;
    }
    let like = first(label) == first(word) || word.starts_with("ge");
    like && german_root(label).is_some_and(|root| german_root(word) == Some(root))
}

#[cfg(test)]
mod tests {
    use super::{is_derived, is_german_form};

    #[test]
    fn nouns_and_verbs_of_one_root_are_known() {
        for (noun, verb) in [
            ("einstellung", "eingestellt"),
            ("betrug", "betrogen"),
            ("abschluss", "abgeschlossen"),
            ("verstoss", "verstiess"),
            ("auszahlung", "auszuzahlen"),
        ] {
            assert!(is_german_form(noun, verb), "{noun}, {verb}");
        }
        for (noun, verb) in [("bau", "gebeten"), ("wahl", "gewollt"), ("ausbau", "ausgaben")] {
            assert!(!is_german_form(noun, verb), "{noun}, {verb}");
        }
        assert!(is_derived("immunisation", "immunise"));
        assert!(!is_derived("station", "stand"));
    }
}
