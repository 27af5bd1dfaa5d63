//! An article as the checker reads it: its words, numbers, dates and cues, each found once.
use crate::document::sentence::sentences_in;
use crate::language::{Cue, Date, DateKind, Kind, Language, Number, Reading, date, number};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// What an article says, by place. All ranges are bytes of its text.
#[derive(Debug)]
pub(super) struct Page<'t> {
    pub(super) text: &'t str,
    pub(super) language: Option<&'static Language>,
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) numbers: Vec<Number>,
    pub(super) dates: Vec<Date>,
    pub(super) words: Vec<Word>,
    /// The words in lower case without marks, one after another.
    folded: String,
    /// The cues in the order in which they begin.
    cues: Vec<Cue>,
    /// Names in brackets: `(AfCFTA)`.
    pub(super) brackets: Vec<Range<usize>>,
    /// What is between quotation marks, without them.
    pub(super) quoted: Vec<Range<usize>>,
}

/// A word of the article.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) span: Range<usize>,
    folded: Range<usize>,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
}

impl<'t> Page<'t> {
    pub(super) fn new(text: &'t str, tag: Option<&str>) -> Self {
        let language = match tag {
            Some(tag) => Language::of(tag),
            None => english(text),
        };
        let reading = Reading::new(text, language);
        let numbers = number::numbers(&reading);
        let mut dates = date::dates(&reading);
        drop_named_days(&mut dates);
        let (mut words, mut folded) = (Vec::new(), String::with_capacity(text.len()));
        for span in reading.words() {
            let start = folded.len();
            fold_into(&text[span.clone()], &mut folded);
            let capital = text[span.clone()].starts_with(char::is_uppercase);
            words.push(Word { span, folded: start..folded.len(), capital });
        }
        let mut cues: Vec<Cue> = reading.cues().collect();
        // Of phrases that begin together the longest goes first.
        cues.sort_by_key(|cue| (cue.span.start, std::cmp::Reverse(cue.span.end)));
        let idioms: Vec<Range<usize>> =
            cues.iter().filter(|cue| cue.kind == Kind::NoNegation).map(|cue| cue.span.clone()).collect();
        if !idioms.is_empty() {
            cues.retain(|cue| {
                !matches!(cue.kind, Kind::Negation | Kind::Turn)
                    || !idioms.iter().any(|idiom| touch(idiom, &cue.span))
            });
        }
        drop_inner_units(&mut cues);
        let no_plan: Vec<Range<usize>> =
            cues.iter().filter(|cue| cue.kind == Kind::NoPlan).map(|cue| cue.span.clone()).collect();
        if !no_plan.is_empty() {
            cues.retain(|cue| {
                !matches!(cue.kind, Kind::Plan | Kind::StrongPlan | Kind::Possible)
                    || !no_plan.iter().any(|idiom| touch(idiom, &cue.span))
            });
        }
        turn_hearsay(text, &mut cues);
        let no_speech: Vec<Range<usize>> =
            cues.iter().filter(|cue| cue.kind == Kind::NoSpeech).map(|cue| cue.span.clone()).collect();
        if !no_speech.is_empty() {
            cues.retain(|cue| {
                !matches!(
                    cue.kind,
                    Kind::Speech | Kind::StrongSpeech | Kind::Source | Kind::Finding | Kind::Reported
                ) || !no_speech.iter().any(|idiom| touch(idiom, &cue.span))
            });
        }
        let brackets = text
            .match_indices('(')
            .filter_map(|(at, _)| {
                let inside = &text[at + 1..];
                let end = inside.find([')', '\n'])?;
                let name = inside[..end].trim_matches(['"', '“', '”', '«', '»']);
                let capitals = name.chars().filter(|c| c.is_uppercase()).count();
                let start = at + 1 + (name.as_ptr() as usize - inside.as_ptr() as usize);
                (capitals >= 2 && name.len() <= 24 && !name.contains(' ')).then(|| start..start + name.len())
            })
            .collect();
        let sentences = sentences_in(text, language);
        let quoted = super::quotation::quoted(text);
        Self { text, language, sentences, numbers, dates, words, folded, cues, brackets, quoted }
    }

    /// Drops the cues that are only a part of somebody's name: 若, "if", in 林若谷. At most a thousand names are looked for.
    pub(super) fn hide_names<'l>(&mut self, names: impl Iterator<Item = &'l str>) {
        let text = self.text;
        let mut places: Vec<Range<usize>> = names
            .filter(|name| name.chars().count() > 1)
            .take(1000)
            .flat_map(|name| {
                text.match_indices(name).map(|(at, name)| at..at + name.len()).collect::<Vec<_>>()
            })
            .collect();
        places.sort_unstable_by_key(|place| place.end);
        self.cues.retain(|cue| {
            let place = places.get(places.partition_point(|place| place.end < cue.span.end));
            place.is_none_or(|place| cue.span.start < place.start || cue.span.len() == place.len())
        });
    }

    /// A word in lower case without marks.
    pub(super) fn folded(&self, word: &Word) -> &str {
        &self.folded[word.folded.clone()]
    }

    /// Whether a word is listed as a kind, by itself.
    pub(super) fn is_listed(&self, word: &Word, kind: Kind) -> bool {
        self.cues_in(&word.span, kind).next().is_some()
    }

    /// The words that lie in a range.
    pub(super) fn words_in(&self, range: &Range<usize>) -> &[Word] {
        let from = self.words.partition_point(|word| word.span.start < range.start);
        let to = self.words.partition_point(|word| word.span.start < range.end);
        self.words.get(from..to).unwrap_or_default()
    }

    /// How many words two ranges share.
    pub(super) fn overlap(&self, one: &Range<usize>, other: &Range<usize>) -> usize {
        let range = one.start.max(other.start)..one.end.min(other.end);
        if range.start >= range.end { 0 } else { self.words_in(&range).len() }
    }

    /// The cues of a kind that begin in a range.
    pub(super) fn cues_in<'p>(
        &'p self,
        range: &Range<usize>,
        kind: Kind,
    ) -> impl Iterator<Item = &'p Cue> + use<'p, 't> {
        let from = self.cues.partition_point(|cue| cue.span.start < range.start);
        let end = range.end;
        let within = self.cues[from..].iter().take_while(move |cue| cue.span.start < end);
        within.filter(move |cue| cue.kind == kind && cue.span.end <= end)
    }

    /// Whether one of some ranges holds a cue of a kind.
    pub(super) fn any_cue(&self, ranges: &[Range<usize>], kinds: &[Kind]) -> bool {
        ranges.iter().any(|range| kinds.iter().any(|kind| self.cues_in(range, *kind).next().is_some()))
    }

    /// The numbers that overlap a range.
    pub(super) fn numbers_in(&self, range: &Range<usize>) -> &[Number] {
        let from = self.numbers.partition_point(|number| number.span.end <= range.start);
        let to = self.numbers.partition_point(|number| number.span.start < range.end);
        self.numbers.get(from..to).unwrap_or_default()
    }

    /// The dates that lie in a range.
    pub(super) fn dates_in<'p>(
        &'p self,
        range: &Range<usize>,
    ) -> impl Iterator<Item = &'p Date> + use<'p, 't> {
        let from = self.dates.partition_point(|date| date.span.start < range.start);
        let end = range.end;
        self.dates[from..].iter().take_while(move |date| date.span.start < end)
    }

    /// The indices of the sentences that a range touches.
    pub(super) fn sentences_of(&self, range: &Range<usize>) -> Range<usize> {
        let from = self.sentences.partition_point(|sentence| sentence.end <= range.start);
        let to = self.sentences.partition_point(|sentence| sentence.start < range.end);
        from..to.max(from)
    }

    /// The paragraph around a range: up to line breaks, as far as it is near.
    pub(super) fn paragraph_of(&self, range: &Range<usize>) -> Range<usize> {
        let near = self.near(range);
        let start =
            self.text[near.start..range.start].rfind('\n').map_or(near.start, |at| near.start + at + 1);
        let end = self.text[range.end..near.end].find('\n').map_or(near.end, |at| range.end + at);
        start..end
    }

    /// The sentence in which a range begins.
    pub(super) fn sentence_of(&self, range: &Range<usize>) -> Option<&Range<usize>> {
        self.sentences_of(range).next().and_then(|index| self.sentences.get(index))
    }

    /// A range with the 3,000 bytes around it: what is looked at for one quote, so that the work stays in proportion.
    pub(super) fn near(&self, range: &Range<usize>) -> Range<usize> {
        let start =
            (range.start.saturating_sub(3000)..=range.start).find(|at| self.text.is_char_boundary(*at));
        let end = ((range.end + 3000).min(self.text.len())..=self.text.len())
            .find(|at| self.text.is_char_boundary(*at));
        start.unwrap_or(range.start)..end.unwrap_or(self.text.len())
    }

    /// Whether a quotation mark belongs to a quotation of at most four words, such as the title of a book.
    fn in_name(&self, mark: usize) -> bool {
        let at = self.quoted.partition_point(|quoted| quoted.end < mark);
        self.quoted.get(at).is_some_and(|quoted| {
            (quoted.end == mark || self.text[mark..quoted.start.max(mark)].chars().count() == 1)
                && self.words_in(quoted).len() <= 4
        })
    }

    /// The clauses of the sentence around a byte: its piece between commas, brackets, dashes and words that begin a clause.
    pub(super) fn clause_of(&self, at: usize) -> Range<usize> {
        let index = self.sentences.partition_point(|sentence| sentence.end <= at);
        let Some(sentence) = self.sentences.get(index) else { return at..at };
        let near = self.near(&(at..at));
        let sentence = sentence.start.max(near.start).min(at)..sentence.end.min(near.end).max(at);
        let sentence = &sentence;
        let is_end = |(offset, c): &(usize, char)| {
            let at = sentence.start + offset;
            match c {
                ',' | '.' => {
                    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                    let after = self.text[at + 1..].chars().next();
                    !(digit(self.text[..at].chars().next_back()) && digit(after))
                        && (*c == ',' || after.is_none())
                }
                ';' | ':' | '(' | ')' | '—' | '–' | '，' | '；' | '：' | '。' | '（' | '）' => true,
                '“' | '”' | '«' | '»' | '„' | '"' => !self.in_name(at),
                _ => false,
            }
        };
        let text = &self.text[sentence.clone()];
        // "… and will appeal": a word such as "and" begins a clause where a verb follows it.
        let verbs = [Kind::StrongPlan, Kind::Auxiliary, Kind::Past, Kind::StrongSpeech];
        let verb_follows = |cue: &&Cue| {
            let next = self.words_in(&(cue.span.end..sentence.end)).first();
            next.is_some_and(|word| {
                // "… and that nobody …" begins a clause too.
                self.is_listed(word, Kind::Conjunction)
                    || self.any_cue(std::slice::from_ref(&word.span), &verbs)
            })
        };
        let joins = |range: &Range<usize>| {
            let coordinators = self.cues_in(range, Kind::Coordinator).filter(verb_follows);
            self.cues_in(range, Kind::ClauseJoin).chain(coordinators).map(|cue| cue.span.start)
        };
        let marks =
            || text.char_indices().filter(is_end).map(|(offset, c)| (sentence.start + offset, c.len_utf8()));
        let before = marks().filter(|(mark, _)| *mark < at).map(|(mark, len)| mark + len).max();
        let join_before = joins(&(sentence.start..at)).max();
        let start = before.max(join_before).unwrap_or(sentence.start);
        let after = marks().find(|(mark, _)| *mark >= at).map(|(mark, _)| mark);
        let join_after = joins(&(at + 1..sentence.end)).min();
        let end = [after, join_after].into_iter().flatten().min().unwrap_or(sentence.end);
        start..end.max(start)
    }
}

/// Makes reports of what "soll … haben" tells of: a word of a plan that a perfect infinitive follows in its clause.
fn turn_hearsay(text: &str, cues: &mut [Cue]) {
    let ends: Vec<usize> = cues
        .iter()
        .filter(|cue| {
            cue.kind == Kind::HearsayEnd
                && !text[cue.span.end..].trim_start().starts_with(char::is_alphabetic)
        })
        .map(|cue| cue.span.end)
        .collect();
    let told: Vec<Range<usize>> = cues
        .iter()
        .filter(|cue| cue.kind == Kind::Hearsay)
        .filter(|cue| {
            let next = ends.get(ends.partition_point(|end| *end <= cue.span.end));
            next.is_some_and(|end| {
                *end - cue.span.end < 400 && !text[cue.span.end..*end].contains(['.', ';', ':', '\n'])
            })
        })
        .map(|cue| cue.span.clone())
        .collect();
    for cue in cues {
        let told = told.binary_search_by_key(&cue.span.start, |span| span.start).is_ok();
        if told && matches!(cue.kind, Kind::Plan | Kind::StrongPlan | Kind::Possible) {
            cue.kind = Kind::Reported;
        }
    }
}

/// Drops the units that are only a part of another one: the yuan in 欧元, the kilometre in "square kilometre".
fn drop_inner_units(cues: &mut Vec<Cue>) {
    let units: Vec<Range<usize>> =
        cues.iter().filter(|cue| cue.kind == Kind::Unit).map(|cue| cue.span.clone()).collect();
    cues.retain(|cue| {
        if cue.kind != Kind::Unit {
            return true;
        }
        let from = units.partition_point(|unit| unit.start + 64 < cue.span.start);
        let mut near = units[from..].iter().take_while(|unit| unit.start <= cue.span.start);
        !near.any(|unit| unit.end >= cue.span.end && unit.len() > cue.span.len())
    });
}

/// Drops the names of days that stand beside their date: `Monday, 14 October`.
fn drop_named_days(dates: &mut Vec<Date>) {
    let full: Vec<Range<usize>> = dates
        .iter()
        .filter(|date| date.kind == DateKind::Date && date.day.is_some() && date.month.is_some())
        .map(|date| date.span.clone())
        .collect();
    dates.retain(|date| {
        let at = full.partition_point(|one| one.end < date.span.start.saturating_sub(3));
        let beside = |one: &Range<usize>| {
            one.start <= date.span.end + 8 && one.start >= date.span.end
                || date.span.start <= one.end + 3 && date.span.start >= one.end
        };
        !(matches!(date.kind, DateKind::Weekday(_)) && full.iter().skip(at).take(2).any(beside))
    });
}

/// English, where a text without a language reads like it: one in eight of its first hundred words is a small English one.
fn english(text: &str) -> Option<&'static Language> {
    const SMALL: [&str; 16] = [
        "the", "of", "and", "that", "was", "were", "has", "have", "with", "not", "never", "does", "did",
        "from", "by", "this",
    ];
    let (mut small, mut all) = (0_usize, 0_usize);
    for word in text.split_whitespace().take(100) {
        all += 1;
        small += usize::from(SMALL.contains(&word));
    }
    if small > 0 && small * 8 >= all { Language::of("en") } else { None }
}

/// A word in lower case, without marks and the possessive ending, into a buffer.
pub(super) fn fold_into(word: &str, into: &mut String) {
    let start = into.len();
    if word.is_ascii() {
        into.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        for c in word.nfkd() {
            match c {
                '’' | 'ʼ' | '‘' => into.push('\''),
                '\u{ad}' | '\u{200b}' | '\u{2060}' => {}
                'ł' | 'Ł' => into.push('l'),
                'ø' | 'Ø' => into.push('o'),
                'ı' | 'İ' => into.push('i'),
                'ß' => into.push_str("ss"),
                c if unicode_normalization::char::is_combining_mark(c) => {}
                c => into.extend(c.to_lowercase()),
            }
        }
    }
    // `l'accord`, `qu'elle`, in the text and in labels.
    let elided = into[start..].find('\'').filter(|at| {
        matches!(&into[start..start + at], "l" | "d" | "qu" | "s" | "n" | "j" | "c" | "m" | "t")
            && into[start + at + 1..].chars().count() > 1
    });
    if let Some(at) = elided {
        into.replace_range(start..start + at + 1, "");
    }
    for ending in ["'s", "'"] {
        if into.len() > start + ending.len() && into.ends_with(ending) {
            into.truncate(into.len() - ending.len());
        }
    }
}

/// Whether two ranges overlap.
pub(super) fn touch(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
