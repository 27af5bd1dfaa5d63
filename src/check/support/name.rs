//! Whether words of an article name an entity.
use super::head;
use super::label::label_words;
use super::page::{Page, Word, fold_into};
use super::shares::Shares;
use super::word::{is_demonym, is_derived, is_german_form, is_tail, same};
use crate::check::model::{Entity, Label};
use crate::language::fold::is_han;
use crate::language::{Kind, Language, verb_of};
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
    /// Which of the words are the noun that the others describe.
    heads: Vec<usize>,
    text: String,
    /// Whether it is an abbreviation, which only counts in its own letter case.
    acronym: bool,
    han: bool,
    person: bool,
    /// Whether words are written together in the article's language: "Beben" may stand for "Erdbeben".
    compounds: bool,
    /// First names of others with the same last name.
    namesakes: Vec<String>,
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

    /// Whether a text of another kind has the noun of one of its labels.
    pub(super) fn head_is_in_text(&self, text: &str) -> bool {
        let words: Vec<String> = label_words(text).map(|(word, _)| word).collect();
        let is = |form: &Form| {
            let han = || head::of_ideographs(&form.text).is_some_and(|head| text.contains(head));
            form.han && han()
                || form
                    .head_words()
                    .any(|part| words.iter().any(|word| form.is_form(part, word, self.proper)))
        };
        self.forms.iter().filter(|form| !form.acronym).any(is)
    }

    /// Where words of the entity's labels stand in a range.
    pub(super) fn places<'p>(&self, page: &'p Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let words = page.words_in(range);
        let in_label = |word: &&'p Word| {
            let word = page.folded(word);
            self.forms.iter().any(|form| form.words.iter().any(|part| form.is_form(part, word, self.proper)))
        };
        words.iter().filter(in_label).map(|word| word.span.clone()).collect()
    }

    /// Where the nouns of its labels stand in a range: "appeal" of the "appeal of the plant".
    pub(super) fn head_places(&self, page: &Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let is = |word: &&Word| {
            let word = page.folded(word);
            self.forms
                .iter()
                .filter(|form| !form.han)
                .any(|form| form.head_words().any(|part| form.is_form(part, word, self.proper)))
        };
        let mut places: Vec<Range<usize>> =
            page.words_in(range).iter().filter(is).map(|word| word.span.clone()).collect();
        places
            .extend(self.forms.iter().filter(|form| form.han).flat_map(|form| form.han_head_in(page, range)));
        places
    }

    /// The same as [`Self::places`], with pairs of ideographs.
    pub(super) fn all_places(&self, page: &Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut places = self.places(page, range);
        places.extend(self.forms.iter().filter(|form| form.han).flat_map(|form| form.pairs_in(page, range)));
        places
    }

    /// Whether some ranges have the noun or the first word of one of its labels, one that the labels of another thing have not.
    pub(super) fn has_head_of_its_own(&self, page: &Page<'_>, ranges: &[Range<usize>], other: &Self) -> bool {
        // "The earthquake" may stand for the other one.
        let describes =
            |word: &str| page.language.is_some_and(|language| language.lists(word, Kind::GroupWord));
        let is_there = |form: &Form, head: &Part| {
            !other.holds(&head.folded)
                && !describes(&head.folded)
                && ranges.iter().any(|range| {
                    let mut words = page.words_in(range).iter().map(|word| page.folded(word));
                    words.any(|word| !describes(word) && form.is_form(head, word, self.proper))
                })
        };
        let han = |form: &Form| {
            let head = head::of_ideographs(&form.text).filter(|_| form.han);
            head.is_some_and(|head| {
                !other.forms.iter().any(|other| other.text.contains(head))
                    && ranges.iter().any(|range| page.text[range.clone()].contains(head))
            })
        };
        let mut forms = self.forms.iter().filter(|form| !form.acronym);
        forms.any(|form| {
            let mut heads = form.head_words().chain(form.words.first());
            han(form) || !form.han && heads.any(|head| is_there(form, head))
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
                let weight = 1.0 / (shares.of_word(&folded) as f32).sqrt();
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
    let heads = head::of(label, language);
    let heads = (0..words.len()).filter(|index| heads.contains(&words[*index].folded)).collect();
    let namesakes = if person && !han { shares.namesakes(label) } else { Vec::new() };
    Form { words, heads, text: label.to_owned(), acronym, han, person, compounds, namesakes }
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
        if self.han && head::of_ideographs(&self.text).is_some() {
            return ranges.iter().any(|range| !self.han_head_in(page, range).is_empty());
        }
        if self.han || self.acronym {
            return self.found(page, ranges, false).share >= 0.5;
        }
        self.head_words().any(|part| {
            ranges.iter().any(|range| {
                page.words_in(range).iter().any(|word| self.is_form(part, page.folded(word), false))
            })
        })
    }

    /// The words of its noun.
    fn head_words(&self) -> impl Iterator<Item = &Part> {
        self.heads.iter().filter_map(|index| self.words.get(*index))
    }

    /// Whether a word in lower case is a form of a part of a label; where the label is a description, a word of the same stem
    /// is enough.
    fn is_form(&self, part: &Part, word: &str, proper: bool) -> bool {
        part.is(word)
            || self.compounds && is_tail(&part.folded, word)
            || !proper
                && (is_derived(&part.folded, word) || self.compounds && is_german_form(&part.folded, word))
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
                let folded = page.folded(word);
                (self.is_form(part, folded, proper) || part.capital && is_demonym(&part.folded, folded))
                    && !(index > 0 && self.is_of_namesake(page, word))
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
            head |= self.heads.contains(&index);
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

    /// Whether a last name stands behind the first name of somebody else.
    fn is_of_namesake(&self, page: &Page<'_>, word: &Word) -> bool {
        if self.namesakes.is_empty() {
            return false;
        }
        let at = page.words.partition_point(|one| one.span.start < word.span.start);
        let Some(before) = at.checked_sub(1).and_then(|at| page.words.get(at)) else { return false };
        let beside = page.text[before.span.end..word.span.start].trim().is_empty();
        beside && self.namesakes.iter().any(|first| same(first, page.folded(before)))
    }

    /// Where the last two ideographs of a label stand in a range: they are its noun.
    fn han_head_in(&self, page: &Page<'_>, range: &Range<usize>) -> Vec<Range<usize>> {
        let Some(head) = head::of_ideographs(&self.text) else { return Vec::new() };
        let found = page.text[range.clone()].match_indices(head);
        found.map(|(at, head)| range.start + at..range.start + at + head.len()).collect()
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
        let head = ranges.iter().any(|range| !self.han_head_in(page, range).is_empty());
        Match { share, named: share >= 0.6, head }
    }
}
