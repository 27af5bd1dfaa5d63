//! Whether words of an article name an entity.
use super::page::{Page, Word, fold_into};
use crate::check::model::{Entity, Label};
use crate::language::fold::is_han;
use crate::language::{Kind, Language, people_of, verb_of};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::ops::Range;

/// The words by which an entity can be named.
#[derive(Debug)]
pub(super) struct Names {
    forms: Vec<Form>,
    /// Whether all its labels are in another language than the article, so that their absence says nothing.
    pub(super) foreign: bool,
    /// Whether it has a name of its own rather than a description.
    pub(super) proper: bool,
    /// Whether it is a person who is described by another one: "niece of Ann Berg".
    pub(super) descriptive: bool,
    /// Whether the article has the first word of one of its labels, or its last where that comes last.
    told: OnceCell<bool>,
}

/// One label.
#[derive(Debug)]
struct Form {
    words: Vec<Part>,
    text: String,
    /// Whether it is an abbreviation, which only counts in its own letter case.
    acronym: bool,
    han: bool,
    person: bool,
    /// Whether words are written together in the article's language: "Beben" may stand for "Erdbeben".
    compounds: bool,
}

#[derive(Debug)]
struct Part {
    folded: String,
    capital: bool,
    /// How much it tells: less for words that many labels share.
    weight: f32,
    /// The English verb of which it is a form: "breaking" of "broke".
    verb: Option<usize>,
}

impl Part {
    /// Whether a word in lower case is a form of it.
    fn is(&self, word: &str) -> bool {
        same(&self.folded, word) || self.verb.is_some_and(|verb| verb_of(word) == Some(verb))
    }
}

/// How often words stand in the labels of a document and its corpus.
pub(super) type Shares = FxHashMap<String, u32>;

/// The words of a label.
pub(super) fn label_words(label: &str) -> impl Iterator<Item = (String, bool)> {
    let words = label
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | 'ʼ' | '\u{ad}') || is_mark(c)));
    words.filter(|word| word.chars().any(char::is_alphanumeric)).map(|word| {
        let mut folded = String::new();
        fold_into(word, &mut folded);
        (folded, word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
    })
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// How well a range names an entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(super) struct Match {
    /// The part of the best label that is there, 0 to 1.
    pub(super) share: f32,
    /// Whether a name is there whole, or so that it cannot be mistaken: a last name, an abbreviation.
    pub(super) named: bool,
    /// Whether the first word of a description is there.
    pub(super) head: bool,
}

impl Names {
    pub(super) fn new(entity: &Entity<'_>, page: &Page<'_>, shares: &Shares, kind: (bool, bool)) -> Self {
        let (proper, person) = kind;
        let verbs = !proper && page.language.is_some_and(|language| language.tag() == "en");
        let labels: Vec<&Label<'_>> = entity.labels.iter().chain(&entity.alt_labels).collect();
        let own = |label: &&&Label<'_>| is_readable(label, page);
        let foreign = !labels.iter().any(|label| own(&label));
        let mut forms: Vec<Form> = labels
            .iter()
            .map(|label| form(&label.text, person && !is_described(label), verbs, page.language, shares))
            .collect();
        let descriptive = person && labels.iter().all(|label| is_described(label));
        for bracket in &page.brackets {
            let window = bracket.start.saturating_sub(160);
            let window =
                (window..bracket.start).find(|at| page.text.is_char_boundary(*at)).unwrap_or_default();
            let before = page.words_in(&(window..bracket.start));
            if forms.iter().any(|form| form.words.len() > 1 && ends_with(page, before, form)) {
                forms.push(form(&page.text[bracket.clone()], false, false, page.language, shares));
            }
        }
        let initials: Vec<String> = forms.iter().filter(|form| !form.person).filter_map(initials).collect();
        for text in initials {
            forms.push(form(&text, false, false, page.language, shares));
        }
        Self { forms, foreign, proper: proper && !descriptive, descriptive, told: OnceCell::new() }
    }

    /// Whether the article calls it by the noun of one of its labels: "arrest", and not only "was arrested". Where it does not,
    /// the label is the recorder's own, and that it is missing in a quote says nothing.
    pub(super) fn is_told(&self, page: &Page<'_>) -> bool {
        *self.told.get_or_init(|| {
            let whole = 0..page.text.len();
            self.forms.iter().any(|form| form.head_in(page, std::slice::from_ref(&whole)))
        })
    }

    /// How well the words of some ranges name the entity.
    pub(super) fn best(&self, page: &Page<'_>, ranges: &[Range<usize>]) -> Match {
        let mut best = Match::default();
        for form in &self.forms {
            let found = form.found(page, ranges, self.proper);
            best = Match {
                share: best.share.max(found.share),
                named: best.named || found.named,
                head: best.head || found.head,
            };
            if best.named && best.share >= 1.0 {
                break;
            }
        }
        best
    }

    /// How much of the entity's labels a text of another kind holds, such as a note.
    pub(super) fn share_of_text(&self, text: &str) -> f32 {
        let words: Vec<String> = label_words(text).map(|(word, _)| word).collect();
        let of = |form: &Form| {
            if form.han {
                return f32::from(u8::from(text.contains(&form.text)));
            }
            let all: f32 = form.words.iter().map(|part| part.weight).sum();
            let found = form.words.iter().filter(|part| words.iter().any(|word| part.is(word)));
            if all > 0.0 { found.map(|part| part.weight).sum::<f32>() / all } else { 0.0 }
        };
        self.forms.iter().map(of).fold(0.0, f32::max)
    }

    /// Where words of the entity's labels stand in a range.
    pub(super) fn places<'p>(&self, page: &'p Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let words = page.words_in(range);
        let in_label = |word: &&'p Word| {
            self.forms.iter().flat_map(|form| &form.words).any(|part| part.is(page.folded(word)))
        };
        words.iter().filter(in_label).map(|word| word.span.clone()).collect()
    }

    /// Where the first words of its labels stand in a range, in languages where they are what is described: "appeal of the
    /// plant".
    pub(super) fn head_places(&self, page: &Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let first = page.language.is_some_and(|language| matches!(language.tag(), "fr" | "de" | "es" | "ru"));
        let heads =
            || self.forms.iter().filter(|form| first && !form.han).filter_map(|form| form.words.first());
        let is = |word: &&Word| heads().any(|head| head.is(page.folded(word)));
        page.words_in(range).iter().filter(is).map(|word| word.span.clone()).collect()
    }

    /// The same as [`Self::places`], with pairs of ideographs.
    pub(super) fn all_places(&self, page: &Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut places = self.places(page, range);
        places.extend(self.forms.iter().filter(|form| form.han).flat_map(|form| form.pairs_in(page, range)));
        places
    }

    /// Whether some ranges have the first word of one of its labels, one that the labels of another thing have not.
    pub(super) fn has_head_of_its_own(&self, page: &Page<'_>, ranges: &[Range<usize>], other: &Self) -> bool {
        let heads =
            self.forms.iter().filter(|form| !form.acronym && !form.han).filter_map(|form| form.words.first());
        // "The earthquake" may stand for the other one.
        let describes =
            |word: &str| page.language.is_some_and(|language| language.lists(word, Kind::GroupWord));
        let mut own = heads.filter(|head| !other.holds(&head.folded) && !describes(&head.folded));
        own.any(|head| {
            let is = |word: &str| head.is(word) || is_derived(&head.folded, word);
            ranges.iter().any(|range| page.words_in(range).iter().any(|word| is(page.folded(word))))
        })
    }

    /// Whether a word in lower case belongs to its labels.
    pub(super) fn holds(&self, word: &str) -> bool {
        let mut folded = String::new();
        fold_into(word, &mut folded);
        self.forms.iter().any(|form| {
            form.han && form.text.contains(word) || form.words.iter().any(|part| part.is(&folded))
        })
    }
}

/// Whether a label of several words begins with a small letter and goes on with a name.
fn is_described(label: &Label<'_>) -> bool {
    label.text.starts_with(char::is_lowercase)
        && label.text.split_whitespace().any(|word| word.starts_with(char::is_uppercase))
}

/// Whether a label is in the article's language, or may be.
fn is_readable(label: &Label<'_>, page: &Page<'_>) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    match (&label.language, page.language) {
        (Some(tag), Some(language)) if primary(tag) == language.tag() => true,
        (Some(_), Some(_)) => false,
        _ => same_script(&label.text, page.text),
    }
}

/// Whether two texts begin in one script, as far as that is told apart here.
pub(super) fn same_script(label: &str, text: &str) -> bool {
    fn script(text: &str) -> Option<u8> {
        let letter = text.chars().take(4000).find(|c| c.is_alphabetic())?;
        Some(match letter {
            c if is_han(c) => 2,
            '\u{370}'..='\u{3ff}' => 3,
            '\u{400}'..='\u{52f}' => 4,
            '\u{590}'..='\u{8ff}' => 5,
            '\u{900}'..='\u{dff}' => 6,
            '\u{e00}'..='\u{eff}' => 7,
            '\u{3040}'..='\u{30ff}' => 2,
            '\u{ac00}'..='\u{d7af}' => 8,
            _ => 1,
        })
    }
    script(label) == script(text)
}

/// Of a label, or what stands for one; `verbs` where its words may be forms of irregular English verbs.
fn form(label: &str, person: bool, verbs: bool, language: Option<&Language>, shares: &Shares) -> Form {
    let acronym = {
        let letters = label.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = label.chars().filter(|c| c.is_uppercase()).count();
        (2..=8).contains(&letters) && capitals >= 2 && capitals * 2 > letters && !label.contains(' ')
    };
    let han = label.chars().any(is_han);
    let english = Language::of("en");
    let is_stop = |word: &str| {
        [language, english].into_iter().flatten().any(|language| language.lists(word, Kind::Stop))
            || word.chars().count() < 2 && !word.chars().any(char::is_numeric)
    };
    let parts = |keep_stop: bool| -> Vec<Part> {
        label_words(label)
            .filter(|(word, _)| keep_stop || !is_stop(word))
            .map(|(folded, capital)| {
                let weight = 1.0 / (shares.get(&folded).copied().unwrap_or(1).max(1) as f32).sqrt();
                let verb = if verbs { verb_of(&folded) } else { None };
                Part { folded, capital, weight, verb }
            })
            .collect()
    };
    let mut words = parts(acronym);
    if words.is_empty() {
        words = parts(true);
    }
    let compounds = !person && language.is_some_and(|language| language.tag() == "de");
    Form { words, text: label.to_owned(), acronym, han, person, compounds }
}

/// The initials of a label of several words with capitals.
fn initials(form: &Form) -> Option<String> {
    let capitals = form.words.iter().filter(|word| word.capital);
    let initials: String = capitals.filter_map(|word| word.folded.chars().next()).collect();
    (initials.chars().count() >= 2 && initials.chars().all(char::is_alphabetic) && !form.han)
        .then(|| initials.to_uppercase())
}

/// Whether the last words name a form whole: the words before its abbreviation in brackets.
fn ends_with(page: &Page<'_>, before: &[Word], form: &Form) -> bool {
    let tail = &before[before.len().saturating_sub(form.words.len() + 4)..];
    let last = tail.len().saturating_sub(3);
    form.words.iter().all(|part| tail.iter().any(|word| part.is(page.folded(word))))
        && form.words.last().is_some_and(|part| tail[last..].iter().any(|word| part.is(page.folded(word))))
}

impl Form {
    /// Whether the noun of a description is in some ranges.
    fn head_in(&self, page: &Page<'_>, ranges: &[Range<usize>]) -> bool {
        if self.han || self.acronym {
            return self.found(page, ranges, false).share >= 0.5;
        }
        // "Peer review of the paper", "шағымды қанағаттандыру".
        let last = page.language.is_some_and(|language| matches!(language.tag(), "kk" | "en"));
        let heads =
            self.words.first().into_iter().chain(self.words.last().filter(|part| last && !part.capital));
        let is = |part: &Part| {
            ranges.iter().any(|range| page.words_in(range).iter().any(|word| part.is(page.folded(word))))
        };
        heads.into_iter().any(is)
    }

    fn found(&self, page: &Page<'_>, ranges: &[Range<usize>], proper: bool) -> Match {
        if self.han {
            return self.in_ideographs(page, ranges);
        }
        if self.acronym {
            let is = |word: &Word| {
                let text = &page.text[word.span.clone()];
                let bare = text.strip_suffix("'s").or(text.strip_suffix("’s")).unwrap_or(text);
                bare == self.text || bare.strip_suffix('s') == Some(&self.text)
            };
            let named = ranges.iter().any(|range| {
                page.words_in(range).iter().any(is)
                    || !self.text.chars().all(char::is_alphabetic)
                        && page.text[range.clone()].contains(&self.text)
            });
            return Match { share: f32::from(u8::from(named)), named, head: named };
        }
        let (mut found, mut all) = (0.0, 0.0);
        let (mut capitals, mut last_name, mut missing) = (0, false, 0);
        // How many words of a name stand there from its beginning.
        let (mut lead, mut head) = (0, false);
        for (index, part) in self.words.iter().enumerate() {
            all += part.weight;
            let is = |word: &&Word| {
                let word = page.folded(word);
                part.is(word)
                    || self.compounds && is_tail(&part.folded, word)
                    || !proper && is_derived(&part.folded, word)
                    || part.capital && is_demonym(&part.folded, word)
            };
            let word = ranges.iter().find_map(|range| page.words_in(range).iter().find(is));
            let digits = part.folded.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits && ranges.iter().any(|range| page.text[range.clone()].contains(&part.folded));
            if word.is_none() && !number {
                missing += 1;
                continue;
            }
            found += part.weight;
            let capital = word.is_some_and(|word| word.capital);
            head |= index == 0;
            lead += usize::from(proper && !self.person && capital && part.capital && lead == index);
            capitals += usize::from(capital && part.capital);
            let long = part.folded.chars().count() >= 3;
            last_name |= self.person && capital && index > 0 && (long || index + 1 == self.words.len());
        }
        let share = if all > 0.0 { found / all } else { 0.0 };
        let whole = missing == 0 && all > 0.0;
        let most = proper && !self.person && share >= 0.5 && capitals > 0 && self.words.len() > 1;
        Match { share, named: whole || last_name || most || lead >= 2, head }
    }

    /// Where two ideographs of a label stand side by side in a range.
    fn pairs_in(&self, page: &Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let letters: Vec<char> = self.text.chars().filter(|c| c.is_alphanumeric()).collect();
        let text = &page.text[range.clone()];
        let pairs = letters.windows(2).map(|pair| pair.iter().collect::<String>());
        let found = pairs.flat_map(|pair| {
            let places: Vec<Range<usize>> = text
                .match_indices(&pair)
                .map(|(at, pair)| range.start + at..range.start + at + pair.len())
                .collect();
            places
        });
        found.collect()
    }

    fn in_ideographs(&self, page: &Page<'_>, ranges: &[Range<usize>]) -> Match {
        let texts = || ranges.iter().map(|range| &page.text[range.clone()]);
        if texts().any(|text| text.contains(&self.text)) {
            return Match { share: 1.0, named: true, head: true };
        }
        // A surname before a title: 王部长.
        let mut chars = self.text.chars();
        let surname = chars.next().map(String::from).unwrap_or_default();
        if self.person && (2..=4).contains(&self.text.chars().count()) {
            let named = texts().any(|text| {
                text.match_indices(&surname).any(|(at, _)| {
                    let rest = &text[at + surname.len()..];
                    ["先生", "女士", "某"].iter().any(|title| rest.starts_with(title)) || {
                        let from = (rest.as_ptr() as usize - page.text.as_ptr() as usize)..page.text.len();
                        page.cues_in(&(from.start..(from.start + 12).min(from.end)), Kind::PersonWord)
                            .next()
                            .is_some_and(|cue| cue.span.start == from.start)
                    }
                })
            });
            return Match { share: f32::from(u8::from(named)), named, head: named };
        }
        let letters: Vec<char> = self.text.chars().filter(|c| c.is_alphanumeric()).collect();
        if self.person || letters.len() < 3 {
            return Match::default();
        }
        let pairs = letters.windows(2).map(|pair| pair.iter().collect::<String>());
        let held = pairs.filter(|pair| texts().any(|text| text.contains(pair.as_str()))).count();
        let share = held as f32 / (letters.len() - 1) as f32;
        Match { share, named: share >= 0.6, head: false }
    }
}

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
            shared >= 4 && rest <= 5 && shared * 5 >= longest * 3 && verb_like(of_label) && verb_like(of_word)
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
fn is_tail(label: &str, word: &str) -> bool {
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
    "ла ло ли л лся лась лось лись т ет ит ют ят ут ат ется ится ены ено ена ен ны но на н нная нный нное нные ть ться",
    "у уы уын уды удан уга іс ыс ім ым уіне уына ция циясы",
    "ды ді ты ті ған ген қан кен ады еді йды йді ып іп п лды лді лады леді лған лген рға рге мақ мек ар ер р",
    "ор оры орлар тор ер",
    "ов ова овых ный ная ное ные",
];

/// Whether a noun and a verb seem to be of one stem: "immunisation" and "immunise", "изъятие" and "изъяли".
fn is_derived(label: &str, word: &str) -> bool {
    let shared = label.chars().zip(word.chars()).take_while(|(one, two)| one == two).count();
    let (all, said) = (label.chars().count(), word.chars().count());
    let least = if label.is_ascii() { 5 } else { 4 };
    if shared < least || shared * 2 < all.max(said) {
        return false;
    }
    let rest = |word: &str| word.char_indices().nth(shared).map_or("", |(at, _)| &word[at..]).to_owned();
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
fn is_demonym(label: &str, word: &str) -> bool {
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
