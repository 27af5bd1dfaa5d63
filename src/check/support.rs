//! How well the quotes of a good document support its facts: warnings, never refusals.
//!
//! A reader decides what words mean; this module only looks whether they are there. What it looks for in
//! English (negations, number words, months) it looks for in articles in English, or in none.
use crate::check::corpus::Corpus;
use crate::check::model::{Document, Entity, Fact, Label, LiteralKind, Object, Thing};
use crate::check::quote;
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts;
use crate::document::sentence::sentences;
use crate::ontology::Ontology;
use crate::term::time::Edtf;
use crate::term::vocab::af;
use crate::text::work;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::rc::Rc;
use unicode_segmentation::UnicodeSegmentation;

/// All that a reader should look at in a good document.
pub fn warnings(
    document: &Document<'_>,
    written: &facts::Document<'_>,
    corpus: &Corpus,
    buffers: &mut quote::Buffers,
) -> Vec<Diagnostic> {
    let text = document.article.text;
    let english = document.article.language.is_none_or(|tag| tag.starts_with("en"));
    let when = corpus.ontology.property(af::WHEN);
    let stated = |fact: &&Fact<'_>| Some(fact.predicate) == when && fact.holds();
    let stated_times = document.facts.iter().filter(stated).filter_map(|fact| match &fact.object {
        Object::Time(time) => Some(time.text),
        _ => None,
    });
    let mut support = Support {
        document,
        written,
        corpus,
        english,
        sentences: sentences(text),
        stated_times: stated_times.collect(),
        quoted: None,
        found: Vec::new(),
    };
    for fact in &document.facts {
        support.fact(fact);
    }
    support.hidden_words(buffers);
    support.entities();
    support.uncovered();
    support.found
}

/// How much of an article its quotes cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Sentences that a quote touches.
    pub covered: usize,
    /// All sentences.
    pub sentences: usize,
    /// Code points of words within quotes, and of all words.
    pub letters: (usize, usize),
    /// The stretches that no quote holds, as ranges of bytes, where they have a letter or digit.
    pub gaps: Vec<Range<usize>>,
}

/// The coverage of a document's article.
pub fn coverage(document: &Document<'_>) -> Coverage {
    let text = document.article.text;
    let all = sentences(text);
    let quotes = merged(document);
    let touches = |sentence: &&Range<usize>| !touched(&quotes, sentence).is_empty();
    let letters = |range: &Range<usize>| text[range.clone()].chars().filter(|c| c.is_alphanumeric()).count();
    let mut gaps = Vec::new();
    let mut end = 0;
    let end_of_text = text.len()..text.len();
    for quote in quotes.iter().chain([&end_of_text]) {
        if end < quote.start {
            gaps.push(trimmed(text, end..quote.start));
        }
        end = end.max(quote.end);
    }
    gaps.retain(|gap| letters(gap) > 0);
    Coverage {
        covered: all.iter().filter(touches).count(),
        sentences: all.len(),
        letters: (quotes.iter().map(letters).sum(), letters(&(0..text.len()))),
        gaps,
    }
}

/// The quotes as stretches that do not overlap, in order.
fn merged(document: &Document<'_>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for quote in &document.quotes {
        match merged.last_mut() {
            Some(last) if quote.bytes.start <= last.end => last.end = last.end.max(quote.bytes.end),
            _ => merged.push(quote.bytes.clone()),
        }
    }
    merged
}

/// Which of some stretches, in order and apart, a stretch touches.
fn touched(stretches: &[Range<usize>], stretch: &Range<usize>) -> Range<usize> {
    let first = stretches.partition_point(|other| other.end <= stretch.start);
    let end = stretches.partition_point(|other| other.start < stretch.end);
    first..end.max(first)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

struct Support<'s, 'd> {
    document: &'s Document<'d>,
    written: &'s facts::Document<'d>,
    corpus: &'s Corpus,
    english: bool,
    sentences: Vec<Range<usize>>,
    /// The times that facts say to be those of something.
    stated_times: FxHashSet<&'d str>,
    /// The words of all quotes.
    quoted: Option<Rc<Words>>,
    found: Vec<Diagnostic>,
}

impl<'s, 'd> Support<'s, 'd> {
    fn fact(&mut self, fact: &'s Fact<'d>) {
        let Some(written) = self.written.facts.get(fact.index) else { return };
        let text = self.document.article.text;
        let quotes: Vec<Range<usize>> = fact
            .evidence
            .iter()
            .filter_map(|index| self.document.quotes.get(*index as usize))
            .map(|quote| quote.bytes.clone())
            .collect();
        let span = written.quotes.first().map_or(written.span, |quote| quote.exact.span);
        self.short(&quotes, span);
        self.long(&quotes, span);
        let said = Words::of(quotes.iter().map(|quote| &text[quote.clone()]));
        // What a reader has to infer is in the note.
        if !fact.inferred {
            self.numbers(fact, written, &said);
            self.dates(fact, written, &said);
            self.names(fact, written, &quotes, &said);
        }
        self.speaker(fact, written);
    }

    fn warn(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.found.push(Diagnostic::warning(code, span, message).help(help));
    }

    fn short(&mut self, quotes: &[Range<usize>], span: Span) {
        let text = self.document.article.text;
        let words: usize = quotes.iter().map(|quote| text[quote.clone()].unicode_words().count()).sum();
        if words < 3 && !text.is_empty() && quotes.iter().any(|quote| quote.len() < text.trim().len()) {
            let message = format!("the evidence has only {words} word{}", if words == 1 { "" } else { "s" });
            self.warn(
                Code::ShortQuote,
                span,
                message,
                "also quote the words around it, which may change the meaning",
            );
        }
        if !self.english {
            return;
        }
        for quote in quotes {
            let after = text[quote.end..].trim_start_matches([' ', ',', '\u{a0}']);
            let next = after
                .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
                .next()
                .unwrap_or_default();
            if TURNS.contains(&next.to_lowercase().as_str()) && text[quote.end..].starts_with([' ', ',']) {
                let message = format!("the quote ends right before `{next}`, which may change its meaning");
                self.warn(
                    Code::ShortQuote,
                    span,
                    message,
                    "extend the quote, or make sure that the fact has the same meaning",
                );
            }
        }
    }

    fn long(&mut self, quotes: &[Range<usize>], span: Span) {
        for quote in quotes {
            let first = self.sentences.partition_point(|sentence| sentence.start < quote.start);
            let end = self.sentences.partition_point(|sentence| sentence.end <= quote.end);
            let count = end.saturating_sub(first);
            if count > 1 {
                let message = format!("the quote is {count} sentences long");
                self.warn(Code::LongQuote, span, message, "quote only the words that state the fact");
            }
        }
    }

    fn numbers(&mut self, fact: &Fact<'_>, written: &facts::Fact<'_>, said: &Words) {
        let span = written.objects.first().map_or(written.span, facts::Object::span);
        let numbers: Vec<&str> = match &fact.object {
            Object::Quantity(quantity) => quantity.numbers().collect(),
            Object::Literal(literal) => match &literal.kind {
                // A date has a check of its own.
                LiteralKind::Typed(_) if Edtf::parse(literal.text).is_ok() && literal.text.contains('-') => {
                    return;
                }
                LiteralKind::Typed(_) if literal.text.bytes().any(|b| b.is_ascii_digit()) => {
                    vec![literal.text]
                }
                LiteralKind::Plain | LiteralKind::Tagged(_) if !said.hold(literal.text) => {
                    let message = format!("`{}` was not found in the quotes of the fact", literal.text);
                    self.warn(Code::Unsupported, span, message, "quote the words that state it");
                    return;
                }
                _ => return,
            },
            _ => return,
        };
        for number in numbers {
            if !said.hold_number(number, self.english) {
                let message = format!("the number {number} was not found in the quotes of the fact");
                self.warn(Code::Unsupported, span, message, "quote the words that state it");
            }
        }
    }

    fn dates(&mut self, fact: &Fact<'_>, written: &facts::Fact<'_>, said: &Words) {
        let object = match &fact.object {
            Object::Time(time) => written.objects.first().map(|object| (object.span(), *time)),
            _ => None,
        };
        let object = object.map(|(span, time)| (span, time.text));
        let value = match &fact.object {
            Object::Literal(literal) if Edtf::parse(literal.text).is_ok() && literal.text.contains('-') => {
                written.objects.first().map(|object| (object.span(), literal.text))
            }
            _ => None,
        };
        // What a fact of its own says to be the time of something needs no second quote.
        let when = fact.when.zip(written.when.as_ref()).map(|(time, text)| (text.span, time.text));
        let when = when.filter(|(_, time)| !self.stated_times.contains(time));
        for (span, time) in [object, value, when].into_iter().flatten() {
            let parts = time.split('/').filter(|part| *part != "..");
            let missing: Vec<String> = parts.filter_map(|part| self.missing_date(part, said)).collect();
            if let Some(first) = missing.first() {
                let message = format!("{first} of `{time}` was not found in the quotes of the fact");
                let help = "quote the words that state the time, or mark the fact `inferred` and explain in a `note` how the time is known";
                self.warn(Code::Unsupported, span, message, help);
            }
        }
    }

    /// The part of a date that the words do not hold.
    fn missing_date(&self, date: &str, said: &Words) -> Option<String> {
        let date = date.trim_end_matches(['~', '?']);
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        let short = year.get(2..).unwrap_or_default();
        if !said.hold_number(year, false) && !said.words.contains(&format!("’{short}")) {
            return Some(format!("the year {year}"));
        }
        if let Some(month) = month.and_then(|month| month.parse::<usize>().ok()) {
            let name = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
            let named = said.words.iter().any(|word| word.len() >= 3 && name.starts_with(word.as_str()));
            if self.english && !named && !said.hold_number(&month.to_string(), false) {
                return Some(format!("the month {month}"));
            }
        }
        let day = day?.trim_start_matches('0');
        (!said.hold_number(day, false) && !said.words.iter().any(|word| ordinal(word) == Some(day)))
            .then(|| format!("the day {day}"))
    }

    /// Subjects and objects that no quote of the fact names, nor the sentences that the quotes are of: there
    /// a pronoun may represent them.
    fn names(&mut self, fact: &Fact<'d>, written: &facts::Fact<'_>, quotes: &[Range<usize>], said: &Words) {
        let text = self.document.article.text;
        let before = |index: usize| index.checked_sub(1).and_then(|index| self.sentences.get(index));
        let mut around: Vec<usize> =
            quotes.iter().flat_map(|quote| touched(&self.sentences, quote)).collect();
        around.sort_unstable();
        around.dedup();
        let around: Vec<&Range<usize>> = around
            .into_iter()
            .flat_map(|index| before(index).into_iter().chain(self.sentences.get(index)))
            .collect();
        work::add(around.len());
        let around = Words::of(around.into_iter().map(|sentence| &text[sentence.clone()]));
        let mut names: Vec<(&Thing<'_>, Span)> = Vec::new();
        if let Some(name) = &written.subject {
            names.push((&fact.subject, name.span));
        }
        if let (Object::Thing(thing), Some(name)) = (&fact.object, written.object_text()) {
            names.push((thing, name.span));
        }
        for (thing, span) in names {
            let Some(entity) = self.named_entity(thing) else { continue };
            let labels = || entity.labels.iter().chain(&entity.alt_labels);
            let is_named = |words: &Words| labels().any(|label: &Label<'_>| words.name(&label.text));
            if is_named(said) || is_named(&around) {
                continue;
            }
            let message = format!(
                "neither the quotes of the fact nor the words right before them name `{}`",
                entity.label()
            );
            let help = "quote the words that name it, add the article's name for it as `alt-label`, or mark the fact `inferred` with a `note`";
            self.warn(Code::Unsupported, span, message, help);
        }
    }

    /// The entity, where it has a name and not a description: a shared person, organization, country, place.
    fn named_entity(&self, thing: &Thing<'_>) -> Option<&'s Entity<'static>> {
        let Thing::Shared(key) = thing else { return None };
        self.corpus.entity(key).filter(|entity| self.has_name(entity))
    }

    fn has_name(&self, entity: &Entity<'_>) -> bool {
        let ontology: &Ontology = &self.corpus.ontology;
        [af::AGENT, PLACE]
            .into_iter()
            .filter_map(|iri| ontology.class(iri))
            .any(|class| ontology.is_a(&entity.class_set, class))
    }

    /// A source that no quote of the document names.
    fn speaker(&mut self, fact: &Fact<'d>, written: &facts::Fact<'_>) {
        let Some(name) = &written.according_to else { return };
        let document = self.document;
        let text = document.article.text;
        let quotes = || document.quotes.iter().map(|quote| &text[quote.bytes.clone()]);
        let all = Rc::clone(self.quoted.get_or_insert_with(|| Rc::new(Words::of(quotes()))));
        for thing in &fact.according_to {
            let entity = match thing {
                // They are sorted by key.
                Thing::Own(key) => {
                    (self.document.entities.binary_search_by(|entity| entity.key.cmp(key)).ok())
                        .and_then(|index| self.document.entities.get(index))
                }
                Thing::Shared(key) => self.corpus.entity(key),
                _ => None,
            };
            let Some(entity) = entity else { continue };
            let labels = entity.labels.iter().chain(&entity.alt_labels);
            if !labels.into_iter().any(|label| all.name(&label.text)) {
                let message = format!(
                    "no quote in the document names `{}`, to whom the fact is attributed",
                    entity.label()
                );
                let help = "add a fact with the words that name the speaker, or add the article's name for them as `alt-label`";
                self.warn(Code::UnnamedSpeaker, name.span, message, help);
            }
        }
    }

    /// Ellipses that leave out a negation or a number.
    fn hidden_words(&mut self, buffers: &mut quote::Buffers) {
        let body = self.document.article.text;
        let text = quote::Text::new(body, buffers);
        let mut warnings = Vec::new();
        for written in self.written.facts.iter().flat_map(|fact| &fact.quotes) {
            if !written.exact.contains(['…', '.']) {
                continue;
            }
            let Ok(spans) = text.find(&written.claim()) else { continue };
            for gap in spans.gaps() {
                let hidden = body[gap].trim();
                let turns = |word: &str| {
                    let word = word.to_lowercase();
                    word.bytes().any(|b| b.is_ascii_digit())
                        || self.english
                            && (NEGATIONS.contains(&word.as_str())
                                || word.ends_with("n't")
                                || word.ends_with("n’t"))
                };
                if hidden.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).any(turns) {
                    let message = "an ellipsis in the quote replaces a negation or a number";
                    warnings.push(
                        Diagnostic::warning(Code::HiddenWords, written.exact.span, message)
                            .note(format!(
                                "omitted: {}",
                                hidden.split_whitespace().collect::<Vec<_>>().join(" ")
                            ))
                            .help("also quote these words, or make sure that they do not change the meaning"),
                    );
                }
            }
        }
        self.found.extend(warnings);
    }

    fn entities(&mut self) {
        let document = self.document;
        let mut used: FxHashSet<&str> = FxHashSet::default();
        let mut note = |thing: &'s Thing<'d>| {
            if let Thing::Own(key) = thing {
                used.insert(key);
            }
        };
        for fact in &document.facts {
            note(&fact.subject);
            match &fact.object {
                Object::Thing(thing) => note(thing),
                Object::Quantity(quantity) => note(&quantity.unit),
                Object::Time(_) | Object::Literal(_) => {}
            }
            fact.according_to.iter().chain(&fact.stated_in).chain(&fact.topics).for_each(&mut note);
            fact.recorded_by.iter().for_each(&mut note);
        }
        let article = &document.article;
        article.publisher.iter().chain(&article.author).chain(&article.recorded_by).for_each(&mut note);
        document.entities.iter().flat_map(|entity| &entity.kinds).for_each(&mut note);
        document.entities.iter().filter_map(|entity| Some(&entity.base.as_ref()?.unit)).for_each(&mut note);
        for written in self.written.entities.iter().filter(|written| !used.contains(&*written.key)) {
            self.found.push(
                Diagnostic::warning(
                    Code::UnusedEntity,
                    written.key.span,
                    format!("no fact mentions `{}`", &*written.key),
                )
                .help("add a fact about it, or remove it"),
            );
        }
        self.twins();
    }

    /// Entities with one label or one identity.
    fn twins(&mut self) {
        let mut known: FxHashMap<(String, Option<String>), &str> = FxHashMap::default();
        let mut same: FxHashMap<String, &str> = FxHashMap::default();
        let spans: FxHashMap<&str, Span> =
            self.written.entities.iter().map(|written| (&*written.key, written.key.span)).collect();
        let own = self.document.entities.iter().map(|entity| (entity, true));
        let mut warnings = Vec::new();
        for (entity, is_own) in self.corpus.entities().map(|entity| (entity, false)).chain(own) {
            let mut twin = None;
            for label in &entity.labels {
                let language = label.language.as_ref().map(|tag| tag.to_lowercase());
                // A label without a tag is one in any language.
                let keys = [(label.text.to_lowercase(), language), (label.text.to_lowercase(), None)];
                twin = twin
                    .or_else(|| keys.iter().find_map(|key| known.get(key)).map(|other| (*other, "label")));
                for key in keys {
                    known.entry(key).or_insert(&entity.key);
                }
            }
            for iri in &entity.same_as {
                let iri = format!("{}{}", iri.namespace, iri.local);
                twin = twin.or_else(|| same.get(&iri).map(|other| (*other, "identity")));
                same.entry(iri).or_insert(&entity.key);
            }
            let span = is_own.then(|| spans.get(&*entity.key)).flatten();
            if let (Some((other, what)), Some(span)) = (twin, span) {
                warnings.push(
                    Diagnostic::warning(
                        Code::TwinEntities,
                        *span,
                        format!(
                            "`{}` and `{other}` have the same {what} and may be the same thing",
                            entity.key
                        ),
                    )
                    .help("keep one of them, or give them different labels"),
                );
            }
        }
        self.found.extend(warnings);
    }

    /// Sentences that no quote touches.
    fn uncovered(&mut self) {
        let text = self.document.article.text;
        let quotes = merged(self.document);
        let bare = |sentence: &&Range<usize>| {
            touched(&quotes, sentence).is_empty()
                && text[(*sentence).clone()].chars().any(char::is_alphanumeric)
        };
        let missed: Vec<&Range<usize>> = self.sentences.iter().filter(bare).collect();
        let Some(first) = missed.first() else { return };
        let words: Vec<&str> = text[(*first).clone()].split_whitespace().take(12).collect();
        let message = match missed.len() {
            1 => "one sentence of the article has no fact".to_owned(),
            many => format!("{many} sentences of the article have no fact"),
        };
        self.found.push(
            Diagnostic::warning(Code::Uncovered, self.written.article.span, message)
                .note(format!("the first: {} …", words.join(" ")))
                .help("`groundwire check --coverage` shows the text that no quote covers"),
        );
    }
}

const PLACE: &str = "https://w3id.org/article-facts#Place";
/// Words that may turn what precedes them.
const TURNS: &[&str] = &["but", "if", "unless", "not", "never", "except", "without"];
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "nor", "neither", "none", "nobody", "nothing", "without", "cannot", "hardly",
    "barely", "denied", "unless", "except",
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// `26th` is the day 26.
fn ordinal(word: &str) -> Option<&str> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th") && !digits.is_empty()).then_some(digits)
}

/// The words of some pieces of text, in small letters.
struct Words {
    text: String,
    words: FxHashSet<String>,
}

impl Words {
    fn of<'t>(pieces: impl Iterator<Item = &'t str>) -> Self {
        let mut text = String::new();
        for piece in pieces {
            text.push_str(&even(piece));
            text.push(' ');
        }
        let bounds = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '’');
        let words = text.split(bounds).map(|word| word.trim_matches(['.', ',', '’']).to_owned());
        let words = words.filter(|word| !word.is_empty()).collect();
        Self { text, words }
    }

    /// Whether they hold a text.
    fn hold(&self, text: &str) -> bool {
        self.text.contains(even(text).trim())
    }

    /// Whether they hold a number, however it is grouped; in English also in words.
    fn hold_number(&self, number: &str, english: bool) -> bool {
        let plain = |text: &str| text.replace([',', '\u{a0}', ' '], "");
        let wanted = plain(number.trim_start_matches('+'));
        let wanted =
            if wanted.contains('.') { wanted.trim_end_matches('0').trim_end_matches('.') } else { &wanted };
        let same = |word: &String| {
            let word = plain(word);
            let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
            let bare = if digits.contains('.') {
                digits.trim_end_matches('0').trim_end_matches('.')
            } else {
                digits
            };
            bare == wanted.trim_start_matches('-')
        };
        if self.words.iter().any(same) {
            return true;
        }
        let in_words = wanted.parse::<usize>().ok().and_then(|number| NUMBERS.get(number));
        english && in_words.is_some_and(|word| self.words.contains(*word))
    }

    /// Whether they name something: hold a label, or a word of it that is not a common one, be it in another
    /// form (`Kazakh` for Kazakhstan).
    fn name(&self, label: &str) -> bool {
        if self.hold(label) {
            return true;
        }
        let label = even(label);
        label.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 4).any(|word| {
            let stem: String = word.chars().take(5).collect();
            self.words.iter().any(|said| said == word || stem.chars().count() == 5 && said.starts_with(&stem))
        })
    }
}

/// Small letters, straight quotation marks and single spaces.
fn even(text: &str) -> String {
    let straight =
        text.replace(['‘', '\''], "’").replace(['“', '”', '«', '»'], "\"").replace(['–', '—'], "-");
    straight.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
