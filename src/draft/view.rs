//! An article as the rules see it: what was seen in its text, and the things that its names name.
use super::abbreviation::abbreviates;
use super::scan::Scan;
use super::scan::lexicon::Lexicon;
use super::scan::name::Kind;
use super::scan::token::{Form, Token};
use super::thing::{Ref, Things};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A name, or the words for an event, with the thing that it names.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// Its tokens, without a title.
    pub tokens: Range<usize>,
    /// Where it begins with its title.
    pub from: usize,
    /// The title.
    pub title: Option<Range<usize>>,
    /// What it seems to name.
    pub kind: Kind,
    /// The thing, where it can be told.
    pub thing: Option<Ref>,
}

/// An article with its mentions.
#[derive(Debug)]
pub(crate) struct View<'t> {
    /// What was seen.
    pub scan: Scan<'t>,
    /// The words of the language.
    pub lexicon: &'static Lexicon,
    /// The mentions in order.
    pub mentions: Vec<Mention>,
    /// The mention that a token is of.
    of_token: Vec<u32>,
    /// The tokens of each sentence.
    starts: Vec<Range<usize>>,
    /// Whether a token may stand before a verb of a phrase: `has`, `recently`, `not`.
    between: Vec<bool>,
}

const NONE: u32 = u32::MAX;

impl<'t> View<'t> {
    /// Finds the things of the names.
    pub(crate) fn new(scan: Scan<'t>, lexicon: &'static Lexicon, things: &mut Things<'_>) -> Self {
        let mut starts: Vec<Range<usize>> = Vec::with_capacity(scan.sentences.len());
        for (at, token) in scan.tokens.iter().enumerate() {
            starts.resize_with(token.sentence as usize + 1, || at..at);
            if let Some(last) = starts.last_mut() {
                last.end = at + 1;
            }
        }
        let of_token = vec![NONE; scan.tokens.len()];
        let between = scan
            .tokens
            .iter()
            .zip(&scan.lower)
            .map(|(token, word)| token.form == Form::Lower && stands_between(lexicon, word));
        let between = between.collect();
        let mut view = View { mentions: Vec::new(), of_token, scan, lexicon, starts, between };
        view.name(things);
        view.events(things);
        view.index();
        view
    }

    /// Whether a token may stand before a verb of a phrase: `has`, `recently`, `not`.
    pub(crate) fn stands_between(&self, at: usize) -> bool {
        self.between.get(at).copied().unwrap_or_default()
    }

    /// A token's word in small letters; nothing past the end.
    pub(crate) fn small(&self, at: usize) -> &str {
        self.scan.lower.get(at).map_or("", String::as_str)
    }

    /// A token's word.
    pub(crate) fn word(&self, at: usize) -> &'t str {
        self.scan.tokens.get(at).map_or("", |token| &self.scan.text[token.range.clone()])
    }

    /// A token.
    pub(crate) fn token(&self, at: usize) -> Option<&Token> {
        self.scan.tokens.get(at)
    }

    /// Whether two tokens are of one sentence.
    pub(crate) fn same_sentence(&self, a: usize, b: usize) -> bool {
        matches!((self.token(a), self.token(b)), (Some(a), Some(b)) if a.sentence == b.sentence)
    }

    /// The tokens of the sentence that a token is of.
    pub(crate) fn sentence(&self, at: usize) -> Range<usize> {
        let Some(number) = self.token(at).map(|token| token.sentence) else { return at..at };
        self.starts.get(number as usize).cloned().unwrap_or(at..at)
    }

    /// Where the sentence that a token is of ends.
    pub(crate) fn sentence_end(&self, at: usize) -> usize {
        self.sentence(at).end
    }

    /// The mention that a token is of.
    pub(crate) fn mention_at(&self, at: usize) -> Option<usize> {
        self.of_token.get(at).filter(|mention| **mention != NONE).map(|mention| *mention as usize)
    }

    /// The mention that begins at a token, its title counted.
    pub(crate) fn mention_from(&self, at: usize) -> Option<usize> {
        self.mention_at(at).filter(|mention| {
            self.mentions[*mention].from == at || self.mentions[*mention].tokens.start == at
        })
    }

    /// The mentions within tokens.
    pub(crate) fn mentions_in(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.mentions.partition_point(|mention| mention.tokens.start < tokens.start);
        let end = self.mentions.partition_point(|mention| mention.tokens.start < tokens.end);
        start..end.max(start)
    }

    /// The words of tokens.
    pub(crate) fn words(&self, tokens: &Range<usize>) -> &'t str {
        self.scan.words(tokens)
    }

    /// The words of tokens with single spaces: a label.
    pub(crate) fn label(&self, tokens: &Range<usize>) -> String {
        self.words(tokens).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn index(&mut self) {
        self.mentions.sort_by_key(|mention| mention.tokens.start);
        self.of_token.fill(NONE);
        for (number, mention) in (0..).zip(&self.mentions) {
            for at in mention.from..mention.tokens.end {
                self.of_token[at] = number;
            }
        }
    }

    fn name(&mut self, things: &mut Things<'_>) {
        let mut last_names: FxHashMap<String, Ref> = FxHashMap::default();
        let names = std::mem::take(&mut self.scan.names);
        let wholes: FxHashSet<String> = names
            .iter()
            .filter(|name| name.kind == Kind::Person && name.tokens.len() > 1)
            .map(|name| bare(self.word(name.tokens.end - 1)))
            .collect();
        for name in &names {
            let label = self.label(&name.tokens);
            let mut kind = name.kind;
            // A last name before the whole one: that of a person who is named later.
            let early = name.kind == Kind::Person
                && name.tokens.len() == 1
                && wholes.contains(&bare(&label))
                && !last_names.contains_key(&bare(&label));
            let thing = match name.kind {
                Kind::Known(thing) => Some(thing),
                Kind::Demonym => None,
                _ if early => None,
                _ => self.thing_of(&label, &mut kind, &last_names, things),
            };
            if let Some(thing) = thing
                && things.is_a(thing, "Person")
                && let Some(last) = label.rsplit(' ').next()
            {
                last_names.entry(bare(last)).or_insert(thing);
            }
            // `World Health Organization (WHO)`: the same by its letters, from here on.
            let open = name.tokens.end;
            let letters = self.word(open + 1);
            if let Some(thing) = thing
                && name.tokens.len() > 1
                && self.word(open) == "("
                && self.word(open + 2) == ")"
                && abbreviates(letters, &label)
            {
                things.also(thing, letters);
            }
            let from =
                name.title.as_ref().map_or(name.tokens.start, |title| title.start.min(name.tokens.start));
            self.mentions.push(Mention {
                tokens: name.tokens.clone(),
                from,
                title: name.title.clone(),
                kind,
                thing,
            });
        }
        // A last name may stand before the whole name: in a headline.
        for mention in &mut self.mentions {
            if mention.thing.is_none() && mention.tokens.len() == 1 && mention.kind != Kind::Demonym {
                mention.thing = last_names
                    .get(&bare(&self.scan.text[self.scan.tokens[mention.tokens.start].range.clone()]))
                    .copied();
            }
        }
        self.scan.names = names;
    }

    fn thing_of(
        &self,
        label: &str,
        kind: &mut Kind,
        last_names: &FxHashMap<String, Ref>,
        things: &mut Things<'_>,
    ) -> Option<Ref> {
        if let Some(country) = self.lexicon.countries.get(label) {
            *kind = Kind::Country;
            let thing = things.mint(country, "Country")?;
            if country != label {
                things.alt_label(thing, label);
            }
            return Some(thing);
        }
        if matches!(kind, Kind::Person | Kind::Unknown)
            && !label.contains(' ')
            && let Some(thing) = last_names.get(&bare(label))
        {
            return Some(*thing);
        }
        if let Some(thing) = things.by_label(label) {
            return Some(thing);
        }
        let without = label.strip_prefix("The ").unwrap_or(label);
        if let Some(thing) = things.by_label(without) {
            return Some(thing);
        }
        if matches!(kind, Kind::Person | Kind::Unknown)
            && let Some(person) = same_person(label, things)
        {
            return Some(person);
        }
        let class = match kind {
            Kind::Person => "Person",
            Kind::Organization => "Organization",
            Kind::Place => "Place",
            Kind::Instrument => "LegalInstrument",
            Kind::Event => "Event",
            _ => return None,
        };
        things.mint(label, class)
    }

    /// Nouns for what happens, with the words before them: `the AU summit`.
    fn events(&mut self, things: &mut Things<'_>) {
        self.index();
        let mut by_head: FxHashMap<String, Ref> = FxHashMap::default();
        let mut found: Vec<Mention> = Vec::new();
        for at in 0..self.scan.tokens.len() {
            let token = &self.scan.tokens[at];
            if token.form != Form::Lower
                || !self.lexicon.has("event-nouns", self.small(at))
                || !self.ends_noun(at)
            {
                continue;
            }
            let Some(start) = self.noun_start(at) else { continue };
            let head = self.small(at).trim_end_matches('s').to_owned();
            let label = self.label(&(start..at + 1));
            let bare = start == at;
            let thing = if bare { by_head.get(&head).copied() } else { None };
            let meeting = self.lexicon.has("meeting-words", self.small(at));
            let class = if meeting { "Meeting" } else { "Event" };
            let Some(thing) =
                thing.or_else(|| things.by_label(&label)).or_else(|| things.mint(&label, class))
            else {
                continue;
            };
            by_head.insert(head, thing);
            found.push(Mention {
                tokens: start..at + 1,
                from: start,
                title: None,
                kind: Kind::Event,
                thing: Some(thing),
            });
        }
        self.unnamed(things, &mut found);
        for at in 0..self.scan.tokens.len() {
            let form = self.scan.tokens[at].form;
            let length = if form == Form::Lower {
                self.lexicon.longest("crimes", |n| self.same_sentence(at, at + n).then(|| self.small(at + n)))
            } else {
                0
            };
            if length > 0
                && let Some(thing) = things.mint(&self.label(&(at..at + length)), "Concept")
            {
                let tokens = at..at + length;
                found.push(Mention { tokens, from: at, title: None, kind: Kind::Event, thing: Some(thing) });
            }
        }
        found.sort_by_key(|mention| mention.tokens.start);
        found.dedup_by(|b, a| a.tokens.start < b.tokens.end && b.tokens.start < a.tokens.end);
        // Names within the words for an event are no mentions of their own.
        self.mentions.retain(|mention| {
            !found.iter().any(|event| {
                event.tokens.start < mention.tokens.end && mention.tokens.start < event.tokens.end
            })
        });
        self.mentions.extend(found);
    }

    /// Persons of whom an age alone is told: `a 25-year-old man`.
    fn unnamed(&self, things: &mut Things<'_>, found: &mut Vec<Mention>) {
        for at in 3..self.scan.tokens.len() {
            if !self.lexicon.has("humans", self.small(at)) || self.scan.tokens[at].form != Form::Lower {
                continue;
            }
            let old = self.small(at - 1).ends_with("year-old") || self.small(at - 1) == "old";
            let Some(number) =
                (at.saturating_sub(5)..at).rev().find(|at| self.scan.tokens[*at].form == Form::Number)
            else {
                continue;
            };
            let joined =
                (number + 1..at).all(|at| matches!(self.small(at), "-" | "year" | "year-old" | "old"));
            let article =
                number.checked_sub(1).is_some_and(|at| matches!(self.small(at), "a" | "an" | "the"));
            let apart = number.checked_sub(2).is_none_or(|at| self.word(at) != ",");
            let named =
                !apart || self.mention_at(at + 1).is_some_and(|next| self.mentions[next].from == at + 1);
            if !old || !joined || !article || named || !self.same_sentence(number, at) || !self.ends_noun(at)
            {
                continue;
            }
            let Some(thing) = things.mint(&self.label(&(number..at + 1)), "Person") else { continue };
            let tokens = at..at + 1;
            found.push(Mention { tokens, from: at, title: None, kind: Kind::Person, thing: Some(thing) });
        }
    }

    /// Whether a noun is not the first of two: `fire department`.
    fn ends_noun(&self, at: usize) -> bool {
        let Some(next) = self.token(at + 1).filter(|_| self.same_sentence(at, at + 1)) else { return true };
        next.form != Form::Lower
            || self.lexicon.has("after-nouns", self.small(at + 1))
            || self.small(at + 1).ends_with("ed")
    }

    /// Where the words for an event begin: behind an article or a possessive.
    fn noun_start(&self, at: usize) -> Option<usize> {
        for start in (at.saturating_sub(4)..=at).rev() {
            let before = start.checked_sub(1)?;
            if !self.same_sentence(before, at) {
                return None;
            }
            let token = &self.scan.tokens[before];
            // `an apartment block caught fire`
            if self.lexicon.has("not-in-events", self.small(before)) {
                return None;
            }
            let verb = token.form == Form::Lower && self.lexicon.has("event-verbs", self.small(before));
            if verb && (start < at || self.small(at).ends_with('s')) {
                return Some(start);
            }
            if token.form == Form::Possessive
                || matches!(self.small(before), "the" | "a" | "an" | "this" | "last" | "next")
            {
                // What is still to come is said of the event: it is not part of its name.
                let ahead = start < at
                    && matches!(self.small(start), "upcoming" | "planned" | "scheduled" | "proposed");
                return Some(start + usize::from(ahead));
            }
            if matches!(token.form, Form::Mark | Form::Open | Form::Close)
                && (self.word(before) != "-" || token.spaced)
                || self.lexicon.has("not-names", self.small(before)) && token.form == Form::Lower
                || self.lexicon.has("say", self.small(before))
            {
                return None;
            }
        }
        None
    }
}

/// The one person of whose name this is a part: `John Luk`, `Richard Guy`, `Luk` of `John Luk Jok`, `Richard Kenneth Guy`.
fn same_person(label: &str, things: &Things<'_>) -> Option<Ref> {
    let words: Vec<&str> = label.split(' ').collect();
    let single = words.len() == 1 && label.len() > 2;
    let mut found = None;
    for (number, thing) in things.all().enumerate() {
        let whole: Vec<&str> = thing.label.split(' ').collect();
        if whole.len() <= words.len() || whole.len() > 5 || !things.is_a(number, "Person") {
            continue;
        }
        let mut rest = whole.iter();
        let in_order = words.iter().all(|word| rest.any(|part| part == word));
        // Of a whole name the first word must be there, of one word any but that.
        let fits =
            in_order && if single { whole.len() > 2 && whole[0] != label } else { whole[0] == words[0] };
        if fits {
            if found.is_some() {
                return None;
            }
            found = Some(number);
        }
    }
    found
}

/// A word without its accents: `Erdoğan` is also written `Erdogan`.
fn bare(word: &str) -> String {
    word.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

fn stands_between(lexicon: &Lexicon, word: &str) -> bool {
    word.ends_with("ly") && word.len() > 4
        || word.ends_with("n't")
        || word.ends_with("n’t")
        || ["auxiliaries", "between", "negations", "planned", "possible", "aspired", "expected"]
            .iter()
            .any(|list| lexicon.has(list, word))
}
