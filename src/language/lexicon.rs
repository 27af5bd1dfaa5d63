//! The words of a language that the checker and the drafter look for, as a data file lists them.
use super::fold::lower_into;
use rustc_hash::FxHashMap;

/// What a listed word or phrase stands for. Each is a section of the data files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The name of a month; its value is 1 to 12.
    Month,
    /// The name of a day of the week; its value is 1 (Monday) to 7.
    Weekday,
    /// Words that tell a time by another one: `yesterday`, `last`.
    Relative,
    /// Words for a day by the day of the article; its value is how many days later: -1 for `yesterday`.
    RelativeDay,
    /// Words for a day by another day that was told: -1 for `the day before`.
    DayShift,
    /// Words for a year by the year of the article: 1 for `next year`.
    RelativeYear,
    /// A number word.
    Number,
    /// An ordinal word.
    Ordinal,
    /// What follows the digits of an ordinal number: `th`.
    OrdinalEnding,
    /// A word that multiplies the number before it.
    Scale,
    /// The same in letters that touch the digits: `m`.
    AttachedScale,
    /// Half.
    Half,
    /// One and a half, in one word.
    OneAndHalf,
    /// Words for a part of a whole: `third`, `one in`.
    Fraction,
    /// Words that tell up to or from when something is not so: `until`, `before`.
    Until,
    /// Words inside a number in words: `and`.
    NumberJoin,
    /// Words between the two ends of a range.
    Range,
    /// Words between a day and its month.
    DateJoin,
    /// Words between a month or day and its year, or right after a year.
    YearJoin,
    /// What follows the digits of a decade.
    Decade,
    /// Words that say that a number is not exact.
    About,
    /// Words that make a number a lower bound.
    Over,
    /// Words that make a number an upper bound.
    Under,
    /// A unit; its value is its line in `units.txt`.
    Unit,
    /// Words that turn a statement into its opposite.
    Negation,
    /// Of these, verbs by which somebody denies or rejects what follows: `denied`.
    Denial,
    /// Words that may do so, and often do not.
    WeakNegation,
    /// Nouns for what is not there: `absence`.
    Lack,
    /// Words for what is called off or given up: they support a negated fact, also about the event that is called off.
    Annulment,
    /// Prepositions that negate what they stand before: `without`.
    Without,
    /// Phrases with a negation that negate nothing.
    NoNegation,
    /// Words that begin a condition: a negation in it does not bear on what depends on it.
    Condition,
    /// Words that may present something as not so yet.
    Plan,
    /// Words that do so nearly always.
    StrongPlan,
    /// Phrases and words with a word of a plan that present no plan.
    NoPlan,
    /// Verbs that tell what is said of someone where a perfect infinitive follows: `soll`.
    Hearsay,
    /// How such an infinitive ends: `haben`.
    HearsayEnd,
    /// Words that present something as possible.
    Possible,
    /// Words that may report what somebody says.
    Speech,
    /// Words that do so nearly always.
    StrongSpeech,
    /// Verbs that report where only a thing follows, by which somebody blames or explains: `blamed … on`.
    NominalSpeech,
    /// Verbs that report only between what is said and who says it: `laughed` in `"…," laughed Ann`.
    TailSpeech,
    /// Words that begin a clause of who says it: `as`.
    AsSaid,
    /// Phrases with a word of speech that report nothing: `according to plan`.
    NoSpeech,
    /// Verbs that report where a clause follows: `found`, `ruled`.
    Finding,
    /// Verbs that tell that a clause is one: `was`, `would`.
    Auxiliary,
    /// Words that report without naming who says it.
    Reported,
    /// Forms of the past that are found often.
    Past,
    /// Pronouns.
    Pronoun,
    /// Of these, those of who speaks: `I`, `our`.
    FirstPerson,
    /// Of these, those that stand for persons only: `she`.
    PersonPronoun,
    /// Of these, those that stand for no person: `it`.
    ThingPronoun,
    /// Nouns that can stand for a person: `minister`.
    PersonWord,
    /// Nouns that can stand for anything else: `ministry`, `agreement`.
    GroupWord,
    /// Words that tell nothing about what a phrase names.
    Stop,
    /// Abbreviations that end in a full stop, without it.
    Abbreviation,
    /// Of these, those that may end a sentence.
    FinalAbbreviation,
    /// Words that may turn the meaning of what is before them.
    Turn,
    /// Words that begin another clause.
    ClauseJoin,
    /// Words that begin another clause where a verb follows, and else join words: `and`.
    Coordinator,
    /// Phrases for a source: `according to`.
    Source,
    /// Words for the end of a month or year, whose last day a fact may give.
    PeriodEnd,
    /// Verbs of speech with another sense where a thing follows: `recalled`.
    ThingSpeech,
    /// Verbs by which somebody calls something by a word.
    NamingSpeech,
    /// Words that begin a clause of what is said: `that`.
    Conjunction,
    /// Words that begin a clause about the noun before them: `who`.
    RelativePronoun,
    /// Words that are the subject of a clause that is said, right behind a verb of speech: `it`.
    ClauseSubject,
    /// Articles, which begin no name.
    Article,
    /// What stands before a form that ends like a past tense and is a participle: `the` in `the reported cases`.
    BeforeParticiple,
    /// What stands before a gerund that tells of nobody speaking: `after` in `after announcing them`.
    BeforeGerund,
    /// Words behind which a label only describes its noun: `against`.
    Preposition,
    /// Verbs that make one of the noun before them.
    LightVerb,
}

const SECTIONS: &[(&str, Kind)] = &[
    ("months", Kind::Month),
    ("weekdays", Kind::Weekday),
    ("relative", Kind::Relative),
    ("relative-days", Kind::RelativeDay),
    ("day-shifts", Kind::DayShift),
    ("relative-years", Kind::RelativeYear),
    ("numbers", Kind::Number),
    ("ordinals", Kind::Ordinal),
    ("ordinal-endings", Kind::OrdinalEnding),
    ("scales", Kind::Scale),
    ("attached-scales", Kind::AttachedScale),
    ("half", Kind::Half),
    ("one-and-a-half", Kind::OneAndHalf),
    ("fractions", Kind::Fraction),
    ("until", Kind::Until),
    ("number-joins", Kind::NumberJoin),
    ("ranges", Kind::Range),
    ("date-joins", Kind::DateJoin),
    ("year-joins", Kind::YearJoin),
    ("decades", Kind::Decade),
    ("about", Kind::About),
    ("over", Kind::Over),
    ("under", Kind::Under),
    ("units", Kind::Unit),
    ("negation", Kind::Negation),
    ("denials", Kind::Denial),
    ("weak-negation", Kind::WeakNegation),
    ("lacks", Kind::Lack),
    ("annulments", Kind::Annulment),
    ("without", Kind::Without),
    ("conditions", Kind::Condition),
    ("no-negation", Kind::NoNegation),
    ("plan", Kind::Plan),
    ("strong-plan", Kind::StrongPlan),
    ("no-plan", Kind::NoPlan),
    ("hearsay", Kind::Hearsay),
    ("hearsay-ends", Kind::HearsayEnd),
    ("possible", Kind::Possible),
    ("speech", Kind::Speech),
    ("strong-speech", Kind::StrongSpeech),
    ("nominal-speech", Kind::NominalSpeech),
    ("tail-speech", Kind::TailSpeech),
    ("as-said", Kind::AsSaid),
    ("no-speech", Kind::NoSpeech),
    ("findings", Kind::Finding),
    ("auxiliaries", Kind::Auxiliary),
    ("reported", Kind::Reported),
    ("past", Kind::Past),
    ("pronouns", Kind::Pronoun),
    ("first-person", Kind::FirstPerson),
    ("person-pronouns", Kind::PersonPronoun),
    ("thing-pronouns", Kind::ThingPronoun),
    ("person-words", Kind::PersonWord),
    ("group-words", Kind::GroupWord),
    ("stop", Kind::Stop),
    ("abbreviations", Kind::Abbreviation),
    ("final-abbreviations", Kind::FinalAbbreviation),
    ("turns", Kind::Turn),
    ("clause-joins", Kind::ClauseJoin),
    ("coordinators", Kind::Coordinator),
    ("sources", Kind::Source),
    ("period-ends", Kind::PeriodEnd),
    ("thing-speech", Kind::ThingSpeech),
    ("naming-speech", Kind::NamingSpeech),
    ("conjunctions", Kind::Conjunction),
    ("relative-pronouns", Kind::RelativePronoun),
    ("clause-subjects", Kind::ClauseSubject),
    ("articles", Kind::Article),
    ("before-participles", Kind::BeforeParticiple),
    ("before-gerunds", Kind::BeforeGerund),
    ("prepositions", Kind::Preposition),
    ("light-verbs", Kind::LightVerb),
];

/// Stands in a phrase for up to three words.
pub(crate) const FEW: &str = "~";

/// Stands in a phrase for up to sixteen words in one sentence, as between the two parts of a verb: only the first part is
/// then where the phrase is.
pub(crate) const MANY: &str = "…";

/// One listed word or phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// The value of a number, month or unit; 0 where there is none.
    pub(crate) value: i64,
    /// The words after the first; one that ends in `*` stands for all words that begin so, [`FEW`] and [`MANY`] for words
    /// between its parts.
    pub(crate) rest: Vec<String>,
    /// Whether it is only how a word ends: no name in capitals is meant.
    pub(crate) ending: bool,
}

/// All listed words of a language, by their first word.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: FxHashMap<String, Vec<Entry>>,
    /// Beginnings of words.
    beginnings: FxHashMap<String, Vec<Entry>>,
    /// Endings of words.
    endings: FxHashMap<String, Vec<Entry>>,
    /// The shortest and longest beginning, in bytes.
    beginning: (usize, usize),
    /// The shortest and longest ending, in bytes.
    ending: (usize, usize),
    /// The lines of `[format]`.
    pub(crate) format: Vec<(String, String)>,
}

impl Lexicon {
    /// Reads a data file. Whatever is wrong with it comes back as text; the files that are compiled in are read by a test.
    pub(crate) fn read(text: &str, units: &[&str]) -> Result<Self, String> {
        let mut lexicon = Self { beginning: (usize::MAX, 0), ending: (usize::MAX, 0), ..Self::default() };
        let mut section: Option<&str> = None;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            let wrong = |what: &str| format!("line {}: {what}: {line}", number + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let name = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
            let is_name = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            if let Some(name) = name.filter(is_name) {
                section = Some(name);
                continue;
            }
            let section = section.ok_or_else(|| wrong("no section yet"))?;
            if section == "format" {
                let (key, value) = line.split_once(':').ok_or_else(|| wrong("no colon"))?;
                lexicon.format.push((key.trim().to_owned(), value.trim().to_owned()));
                continue;
            }
            let kind = SECTIONS.iter().find(|(name, _)| *name == section);
            let (_, kind) = kind.ok_or_else(|| wrong("unknown section"))?;
            let (value, list) = match kind {
                Kind::Unit => {
                    let (key, list) = line.split_once(':').ok_or_else(|| wrong("no colon"))?;
                    let unit = units.iter().position(|unit| *unit == key.trim());
                    let unit = unit.ok_or_else(|| wrong("unknown unit"))?;
                    (i64::try_from(unit).map_err(|_| wrong("too large"))?, list)
                }
                Kind::Month
                | Kind::Weekday
                | Kind::RelativeDay
                | Kind::DayShift
                | Kind::RelativeYear
                | Kind::Number
                | Kind::Ordinal
                | Kind::Scale
                | Kind::AttachedScale => {
                    let (value, list) = line.split_once(':').ok_or_else(|| wrong("no colon"))?;
                    (value.trim().parse().map_err(|_| wrong("not a number"))?, list)
                }
                _ => (0, line),
            };
            for phrase in list.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                for form in alternatives(phrase).ok_or_else(|| wrong("brackets that do not match"))? {
                    lexicon.add(*kind, value, &form);
                }
            }
        }
        Ok(lexicon)
    }

    fn add(&mut self, kind: Kind, value: i64, phrase: &str) {
        let mut lower = String::new();
        lower_into(phrase, &mut lower);
        let mut words = lower.split([' ', '-']).map(str::to_owned);
        let Some(first) = words.next() else { return };
        let entry = Entry { kind, value, rest: words.collect(), ending: first.starts_with('*') };
        if let Some(ending) = first.strip_prefix('*') {
            self.ending.0 = self.ending.0.min(ending.len());
            self.ending.1 = self.ending.1.max(ending.len());
            self.endings.entry(ending.to_owned()).or_default().push(entry);
            return;
        }
        match first.strip_suffix('*') {
            Some(beginning) => {
                self.beginning.0 = self.beginning.0.min(beginning.len());
                self.beginning.1 = self.beginning.1.max(beginning.len());
                self.beginnings.entry(beginning.to_owned()).or_default().push(entry);
            }
            None => self.words.entry(first).or_default().push(entry),
        }
    }

    /// The entries that begin with a word in lower case.
    pub(crate) fn entries<'l>(&'l self, word: &'l str) -> impl Iterator<Item = &'l Entry> {
        let whole = self.words.get(word).into_iter().flatten();
        let longest = self.beginning.1.min(word.len());
        let beginnings = (self.beginning.0..longest + 1)
            .filter(|_| !self.beginnings.is_empty())
            .filter_map(move |end| self.beginnings.get(word.get(..end)?))
            .flatten();
        // An ending needs a stem of three letters.
        let stem = word.char_indices().nth(3).map_or(word.len(), |(at, _)| at);
        let most = self.ending.1.min(word.len() - stem);
        let endings = (self.ending.0..most + 1)
            .filter(|_| !self.endings.is_empty())
            .filter_map(move |length| self.endings.get(word.get(word.len() - length..)?))
            .flatten();
        whole.chain(beginnings).chain(endings)
    }

    /// Whether a single word in lower case is listed as this kind.
    pub(crate) fn is(&self, word: &str, kind: Kind) -> bool {
        self.entries(word).any(|entry| entry.kind == kind && entry.rest.is_empty())
    }
}

/// The forms that a phrase with alternatives in brackets stands for: `sa[id|ys]` is `said` and `says`.
pub(crate) fn alternatives(phrase: &str) -> Option<Vec<String>> {
    let Some((before, rest)) = phrase.split_once('[') else {
        return (!phrase.contains(']')).then(|| vec![phrase.to_owned()]);
    };
    let (inside, after) = rest.split_once(']')?;
    let after = alternatives(after)?;
    let one =
        |part: &str| -> Vec<String> { after.iter().map(|after| format!("{before}{part}{after}")).collect() };
    Some(inside.split('|').flat_map(one).collect())
}

/// Whether a word in lower case is the listed one.
pub(crate) fn matches(listed: &str, word: &str) -> bool {
    match (listed.strip_suffix('*'), listed.strip_prefix('*')) {
        (Some(beginning), _) => word.starts_with(beginning),
        (_, Some(ending)) => word.ends_with(ending) && word.len() > ending.len() + 1,
        _ => listed == word,
    }
}
