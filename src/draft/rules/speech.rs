//! Utterances: who says what to whom, and how it is told.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::scan::attribution::Attribution;
use crate::draft::scan::name::Kind;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;
use crate::term::slug::slug;
use std::ops::Range;

/// What is said, where it is, and the utterance that conveys it, where its speaker is known.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The tokens of what is said.
    pub content: Range<usize>,
    /// The utterance.
    pub utterance: Option<Ref>,
}

/// A speaker.
struct Speaker {
    things: Vec<Ref>,
    /// What a reader has to infer: whom a pronoun stands for.
    note: Option<String>,
    sure: f64,
}

/// Proposes the utterances, and tells which words are somebody's.
pub(crate) fn utterances(work: &mut Work<'_, '_, '_>) -> Vec<Said> {
    let view = work.view;
    let mut said = Vec::new();
    let mut last: Option<(usize, Ref)> = None;
    for attribution in &view.scan.attributions {
        let cue = attribution.cue.end - 1;
        let sure = view.lexicon.has("say-sure", view.small(cue))
            || view.small(attribution.cue.start) == "according"
            || view.word(cue) == ":";
        let sure = sure || attribution.direct && view.lexicon.has("say-quoted", view.small(cue));
        let speaker = if sure { work.speaker(attribution, last) } else { None };
        let utterance = speaker.and_then(|speaker| {
            if let [one] = speaker.things[..]
                && work.things.is_a(one, "Person")
            {
                last = Some((view.scan.tokens[cue].sentence as usize, one));
            }
            work.utterance(attribution, &speaker)
        });
        for content in &attribution.content {
            said.push(Said { content: content.clone(), utterance });
        }
    }
    // What is quoted without anyone who says it is nobody's either.
    for quotation in &view.scan.quotations {
        let told =
            said.iter().any(|said| said.content.start < quotation.end && quotation.start < said.content.end);
        if !told && quotation.len() > 5 {
            said.push(Said { content: quotation.clone(), utterance: None });
        }
    }
    said
}

impl Work<'_, '_, '_> {
    /// Declares the utterance and says who makes it, how, when and to whom.
    fn utterance(&mut self, attribution: &Attribution, speaker: &Speaker) -> Option<Ref> {
        let view = self.view;
        let content = attribution.content.first()?;
        if view.words(content).split_whitespace().count() < 2 || self.is_negated(attribution) {
            return None;
        }
        // `tweeted after hearing the news`: what is said is not told.
        if !attribution.direct
            && matches!(view.small(content.start), "after" | "before" | "during" | "following")
        {
            return None;
        }
        let first = *speaker.things.first()?;
        let name = self.things.get(first).label.clone();
        let words: Vec<&str> =
            view.words(&self.without_addressee(attribution, content)).split_whitespace().collect();
        let shown: Vec<&str> = words.iter().take(7).copied().collect();
        let rest = if words.len() > 7 { " …" } else { "" };
        let label = format!("{name}: {}{rest}", shown.join(" ").trim_end_matches([',', '.', ';']));
        let utterance = self.things.mint(&label, "Utterance")?;
        let number = view.scan.tokens[attribution.cue.start].sentence + 1;
        self.things.rename(utterance, &format!("{}-s{number}", slug(&name)));
        let quote = self.speech_quote(attribution);
        for speaker_thing in &speaker.things {
            self.propose("speaker", |property| {
                Proposal::new(End::Thing(utterance), property, Object::Thing(*speaker_thing), quote.clone())
                    .modality(Modality::Completed)
                    .inferred(speaker.note.clone())
                    .sure(speaker.sure)
            });
        }
        // `said that he should “move on”` is retold.
        let quoted = content.clone().filter(|at| view.scan.tokens[*at].quoted).count();
        let direct = attribution.direct && (quoted * 2 >= content.len() || attribution.content.len() > 1);
        let mode = if direct { "directSpeech" } else { "reportedSpeech" };
        let whole = self.mode_quote(attribution, &quote);
        self.propose("speechMode", |property| {
            Proposal::new(End::Thing(utterance), property, Object::Value(mode.to_owned()), whole)
                .modality(Modality::Completed)
                .sure(speaker.sure.min(0.9))
        });
        self.addressee(attribution, utterance, &quote);
        self.time_of_speech(attribution, utterance, &quote);
        Some(utterance)
    }

    /// What is said without the one who is told it: `told CNN “…”`.
    fn without_addressee(&self, attribution: &Attribution, content: &Range<usize>) -> Range<usize> {
        let view = self.view;
        let mut start = content.start;
        let over = start + usize::from(view.small(start) == "the");
        if view.small(attribution.cue.end - 1) == "told"
            && let Some(mention) = view.mention_from(over)
        {
            start = view.mentions[mention].tokens.end;
        }
        // `said on TV, “…”`
        if attribution.direct
            && let Some(open) =
                (start..content.end.min(start + 8)).find(|at| view.scan.tokens[*at].form == Form::Open)
            && open > start
            && view.word(open - 1) == ","
        {
            start = open + 1;
        }
        while start + 1 < content.end
            && (matches!(view.word(start), "," | ":") || view.small(start) == "that")
        {
            start += 1;
        }
        start.min(content.end.saturating_sub(1))..content.end
    }

    /// `has not said`, `would say`
    fn is_negated(&self, attribution: &Attribution) -> bool {
        let view = self.view;
        // `was announced by`: the subject does not speak.
        let last = attribution.cue.end - 1;
        let passive =
            |at: usize| matches!(view.small(at), "was" | "were" | "been" | "be" | "is" | "are" | "being");
        if (attribution.cue.start..last).any(passive) && !view.small(last).ends_with("ing") {
            return true;
        }
        attribution.cue.clone().any(|at| {
            let word = view.small(at);
            view.lexicon.has("negations", word)
                || view.lexicon.has("possible", word) && word != "asked"
                || word == "will"
                || word.ends_with("n't")
                || word.ends_with("n’t")
        })
    }

    /// The words that say who speaks: source and cue, with as much of what is said as makes them clear.
    fn speech_quote(&self, attribution: &Attribution) -> Range<usize> {
        let view = self.view;
        let sentence = view.sentence(attribution.cue.start);
        let mut quote = attribution.cue.clone();
        if let Some(source) = &attribution.source {
            quote = quote.start.min(source.start)..quote.end.max(source.end);
        }
        let short = quote.len();
        for content in &attribution.content {
            let within = content.start.max(sentence.start)..content.end.min(sentence.end);
            if within.start < within.end {
                let union = quote.start.min(within.start)..quote.end.max(within.end);
                quote = if union.len() <= 60 {
                    union
                } else if within.start >= quote.end {
                    quote.start..(quote.end + 8).min(sentence.end)
                } else {
                    quote.start.saturating_sub(8).max(sentence.start)..quote.end
                };
            }
        }
        if quote.len() == short && short < 4 { quote.start..(quote.end + 6).min(sentence.end) } else { quote }
    }

    /// For quoted words: the mark that closes them too.
    fn mode_quote(&self, attribution: &Attribution, quote: &Range<usize>) -> Range<usize> {
        let view = self.view;
        let opens = quote.start.checked_sub(1).is_some_and(|at| view.scan.tokens[at].form == Form::Open);
        let closes = view.token(quote.end).is_some_and(|token| token.form == Form::Close);
        let direct = attribution.direct;
        quote.start - usize::from(direct && opens)..quote.end + usize::from(direct && closes)
    }

    fn addressee(&mut self, attribution: &Attribution, utterance: Ref, quote: &Range<usize>) {
        let view = self.view;
        let sentence = view.sentence(attribution.cue.start);
        // `Speaking to Reuters, Ann Lee said`
        let speaking = view.small(sentence.start) == "speaking"
            && matches!(view.small(sentence.start + 1), "to" | "with")
            && sentence.start + 2 < attribution.cue.start;
        let from = if speaking { sentence.start + 2 } else { attribution.cue.end };
        if view.small(attribution.cue.end - 1) != "told" && !speaking {
            return;
        }
        let mut at = from + usize::from(view.small(from) == "the");
        // `told French news channel BFM TV`
        for _ in 0..4 {
            let demonym =
                view.mention_at(at).is_some_and(|mention| view.mentions[mention].kind == Kind::Demonym);
            let noun = view.mention_at(at).is_none()
                && view.token(at).is_some_and(|token| token.form == Form::Lower)
                && (view.lexicon.has("organization-kinds", view.small(at))
                    || matches!(
                        view.small(at),
                        "news" | "a" | "the" | "television" | "radio" | "state" | "local"
                    ));
            at += usize::from(demonym || noun);
        }
        let addressee = if matches!(
            view.small(at),
            "reporters" | "journalists" | "lawmakers" | "supporters" | "investors"
        ) {
            self.things.mint(view.small(at), "Group")
        } else {
            let Some(mention) = view.mention_from(at) else { return };
            let end = view.mentions[mention].tokens.end;
            if view.token(end).is_some_and(|token| token.form == Form::Possessive)
                || view.mentions[mention].kind == Kind::Demonym
            {
                return;
            }
            match view.mentions[mention].thing {
                Some(thing) => self.things.is_a(thing, "Agent").then_some(thing),
                None => self.thing_as(mention, "Organization"),
            }
        };
        let Some(addressee) = addressee else { return };
        let quote = quote.start.min(at)..quote.end.max(at + 1);
        self.propose("addressee", |property| {
            Proposal::new(End::Thing(utterance), property, Object::Thing(addressee), quote)
                .modality(Modality::Completed)
                .sure(0.88)
        });
    }

    /// `said on Sunday`: a time right behind the cue or its source, or at the beginning of the sentence.
    fn time_of_speech(&mut self, attribution: &Attribution, utterance: Ref, quote: &Range<usize>) {
        let view = self.view;
        let sentence = view.sentence(attribution.cue.start);
        let end = attribution
            .source
            .as_ref()
            .map_or(attribution.cue.end, |source| source.end.max(attribution.cue.end));
        let near = view.scan.dates.iter().find(|date| {
            let start = date.tokens.start;
            let outside = attribution.content.iter().all(|content| !content.contains(&start));
            let behind = start >= end && start <= end + 2;
            let at_cue = start >= attribution.cue.end && start <= attribution.cue.end + 2;
            // `On Friday, X announced`
            let leading = start < attribution.cue.start && start <= sentence.start + 2 && outside;
            !view.scan.tokens[start].quoted
                && sentence.contains(&start)
                && (behind && outside || at_cue || leading)
        });
        let Some(date) = near else { return };
        let Some(edtf) = date.edtf.clone().filter(|edtf| matches!(edtf.len(), 4 | 7 | 10)) else { return };
        let note = date.resolved.then(|| format!("“{}” by the article's date.", view.words(&date.tokens)));
        let quote = quote.start.min(date.tokens.start)..quote.end.max(date.tokens.end);
        self.propose("when", |property| {
            Proposal::new(End::Thing(utterance), property, Object::Time(edtf), quote)
                .modality(Modality::Completed)
                .inferred(note)
                .sure(0.88)
        });
    }

    /// Who speaks.
    fn speaker(&mut self, attribution: &Attribution, last: Option<(usize, Ref)>) -> Option<Speaker> {
        let view = self.view;
        let Some(mut source) = attribution.source.clone() else {
            return self.of_participle(attribution, last).or_else(|| self.of_clause(attribution, last));
        };
        while matches!(view.small(source.start), "the" | "a" | "an")
            && source.len() > 1
            && view.mention_from(source.start).is_none()
        {
            source.start += 1;
        }
        // `the World Health Organization (WHO)`
        if source.len() > 3 && view.word(source.end - 1) == ")" && view.word(source.end - 3) == "(" {
            source.end -= 3;
        }
        if source.len() == 1 && matches!(view.small(source.start), "he" | "she") {
            return self.pronoun(source.start, last);
        }
        let mentions: Vec<usize> = view.mentions_in(&source).collect();
        // `The United States, which sent Ann Lee there, said`: not she.
        if let Some(&first) = mentions.first()
            && view.mentions[first].from <= source.start
            && view.word(view.mentions[first].tokens.end) == ","
            && view.small(view.mentions[first].tokens.end + 1) == "which"
        {
            let thing = self.thing_at(first).filter(|thing| self.things.is_a(*thing, "Agent"))?;
            return Some(Speaker { things: vec![thing], note: None, sure: 0.85 });
        }
        let mut persons: Vec<(usize, Ref)> = Vec::new();
        for &mention in &mentions {
            persons.extend(self.person_at(mention).map(|person| (mention, person)));
        }
        // `a Lee loyalist, Bo Berg`, `Turkey's Geological Survey`: the name right before the cue.
        let words_follow = persons.first().is_some_and(|(mention, _)| {
            let end = view.mentions[*mention].tokens.end;
            source.contains(&end)
                && view.token(end).is_some_and(|token| token.form == Form::Lower)
                && !matches!(
                    view.small(end),
                    "and" | "of" | "from" | "at" | "in" | "with" | "for" | "who" | "also"
                )
        });
        if persons.is_empty() || words_follow {
            if let Some(speaker) = self.last_name(&source, &mentions) {
                return Some(speaker);
            }
            if words_follow {
                return None;
            }
        }
        if let Some(&(mention, person)) = persons.first() {
            // `a lawyer for Ann Lee`: it is not she who speaks.
            let before = view.mentions[mention].from.checked_sub(1).filter(|before| *before >= source.start);
            let before = before.map_or("", |at| view.small(at));
            let titled = view.mentions[mention].title.is_some();
            let apart = matches!(before, "for" | "of" | "to" | "by" | "with" | "about" | "from" | "on")
                || matches!(before, "'s" | "’s") && !titled;
            let behind = view.mentions[mention].tokens.end;
            let owns = view.token(behind).is_some_and(|token| token.form == Form::Possessive);
            if owns {
                return self.last_name(&source, &mentions);
            }
            if apart {
                return None;
            }
            let mut things = vec![person];
            for (other, thing) in persons.iter().skip(1) {
                let joined = view.small(view.mentions[*other].from.saturating_sub(1)) == "and";
                if joined && !things.contains(thing) {
                    things.push(*thing);
                }
            }
            return Some(Speaker { things, note: None, sure: 0.93 });
        }
        // `Ann Lee of the Hajo assembly`
        if let [first, _, ..] = mentions[..]
            && persons.is_empty()
        {
            let found = view.mentions[first].clone();
            let belongs = matches!(view.small(found.tokens.end), "of" | "from" | "at" | "with")
                || view.word(found.tokens.end) == ","
                    && (found.kind == Kind::Person || found.title.is_some());
            if found.from <= source.start
                && found.thing.is_none()
                && found.tokens.len() > 1
                && matches!(found.kind, Kind::Person | Kind::Unknown)
                && belongs
            {
                let thing = self.thing_as(first, "Person")?;
                return Some(Speaker { things: vec![thing], note: None, sure: 0.85 });
            }
        }
        // `in Munich, Germany confirmed`: the place of something else.
        let comma = source.start.checked_sub(1).filter(|at| view.word(*at) == ",");
        if let (Some(comma), [mention]) = (comma, &mentions[..])
            && self.thing_at(*mention).is_some_and(|thing| self.things.is_a(thing, "Place"))
            && comma.checked_sub(1).is_some_and(|at| view.mention_at(at).is_some())
        {
            return None;
        }
        if let Some(speaker) = self.published(&source, &mentions) {
            return Some(speaker);
        }
        // A name that fills the source.
        if let [mention] = mentions[..] {
            let found = view.mentions[mention].clone();
            if found.from <= source.start && found.tokens.end >= source.end && found.kind != Kind::Demonym {
                let thing = match found.thing {
                    Some(thing) => self.things.is_a(thing, "Agent").then_some(thing)?,
                    None if found.tokens.len() > 1 => {
                        // `Canadian Public Health Infobase` is no person.
                        let first = view.word(found.tokens.start);
                        let organization = view.lexicon.demonyms.contains_key(first) || first == "The";
                        let class = if organization { "Organization" } else { "Person" };
                        self.thing_as(mention, class)?
                    }
                    // `Washington, D.C.`
                    None if view.scan.tokens[found.tokens.start].form == Form::Capitals
                        && comma.is_none() =>
                    {
                        self.thing_as(mention, "Organization")?
                    }
                    None => return None,
                };
                return Some(Speaker { things: vec![thing], note: None, sure: 0.88 });
            }
            // `Ann Lee, who …`, with words behind the name.
            if found.from <= source.start
                && found.thing.is_none()
                && found.tokens.len() > 1
                && view.word(found.tokens.end) == ","
            {
                let thing = self.thing_as(mention, "Person")?;
                return Some(Speaker { things: vec![thing], note: None, sure: 0.85 });
            }
        }
        self.titled(&source)
            .or_else(|| self.described(&source))
            .or_else(|| self.group(&source))
            .or_else(|| self.unnamed(&source))
    }

    /// `JHU data indicated`, `according to a WHO report`: whose words they are.
    fn published(&mut self, source: &Range<usize>, mentions: &[usize]) -> Option<Speaker> {
        let view = self.view;
        let &[mention] = mentions else { return None };
        let found = view.mentions[mention].clone();
        let last = source.end - 1;
        let behind = found.tokens.end
            + usize::from(view.scan.tokens[found.tokens.end.min(last)].form == Form::Possessive);
        let whole = found.from <= source.start + 1;
        if !view.lexicon.has("publications", view.small(last)) || behind + 1 < last || behind > last || !whole
        {
            return None;
        }
        let organization = found.kind == Kind::Organization
            || found.thing.is_none()
                && found
                    .tokens
                    .clone()
                    .all(|at| view.token(at).is_some_and(|token| token.form == Form::Capitals));
        let thing = if organization {
            self.thing_as(mention, "Organization")?
        } else {
            self.thing_at(mention).filter(|thing| self.things.is_a(*thing, "Organization"))?
        };
        Some(Speaker { things: vec![thing], note: None, sure: 0.8 })
    }

    /// A name that ends a source of several words: `an attendee Ann Lee`, `the institute's director, Dr. Ann Lee`.
    fn last_name(&mut self, source: &Range<usize>, mentions: &[usize]) -> Option<Speaker> {
        let view = self.view;
        let number = *mentions.last()?;
        let mention = view.mentions[number].clone();
        let before = mention.from.checked_sub(1).filter(|before| *before >= source.start)?;
        if mention.tokens.end < source.end || mention.kind == Kind::Demonym {
            return None;
        }
        let known = |class: &str, things: &crate::draft::thing::Things<'_>| {
            mention.thing.is_some_and(|thing| things.is_a(thing, class))
        };
        let noun = view.small(before);
        let introduces = view.lexicon.has("occupations", noun)
            || view.lexicon.has("unnamed-persons", noun)
            || view.lexicon.has("followers", noun)
            || view.lexicon.has("titles", noun)
            || mention.title.is_some();
        let owner = view.token(before).is_some_and(|token| token.form == Form::Possessive);
        // `selection committee member Ulf Danielsson`: who is behind a noun, and speaks, is a person.
        let lower = view.token(before).is_some_and(|token| token.form == Form::Lower && token.spaced);
        let noun_before = lower
            && mention.thing.is_none_or(|thing| self.things.is_a(thing, "Person"))
            && matches!(mention.kind, Kind::Person | Kind::Unknown)
            && (2..=4).contains(&mention.tokens.len())
            && !view.lexicon.has("organization-kinds", noun)
            && !view.lexicon.has("not-names", noun)
            && !view.lexicon.has("after-nouns", noun)
            && !view.lexicon.has("place-kinds", noun)
            && !noun.ends_with("ing")
            && mention
                .tokens
                .clone()
                .all(|at| view.token(at).is_some_and(|token| token.form == Form::Capital));
        let introduces = introduces || noun_before;
        let class = if introduces && mention.tokens.len() > 1 || known("Person", self.things) && noun == "," {
            "Person"
        } else if owner && mention.tokens.len() > 1 && mention.thing.is_none() && mention.kind != Kind::Person
            || view.lexicon.has("organization-kinds", noun)
        {
            "Organization"
        } else {
            return None;
        };
        let thing = self.thing_as(number, class)?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.86 })
    }

    /// `Ann Lee took another view, saying “…”`: who the sentence is about.
    fn of_participle(&mut self, attribution: &Attribution, last: Option<(usize, Ref)>) -> Option<Speaker> {
        let view = self.view;
        let cue = attribution.cue.start;
        let sentence = view.sentence(cue);
        if !attribution.direct
            || !view.small(cue).ends_with("ing")
            || cue.checked_sub(1).is_none_or(|at| view.word(at) != "," || at <= sentence.start + 1)
        {
            return None;
        }
        let start = sentence.start + usize::from(view.small(sentence.start) == "the");
        if matches!(view.small(start), "he" | "she") {
            return self.pronoun(start, last);
        }
        let Some(number) = view.mention_from(start) else { return self.only_person(&(sentence.start..cue)) };
        let mention = &view.mentions[number];
        let verb = view.token(mention.tokens.end).is_some_and(|token| token.form == Form::Lower)
            && !matches!(view.small(mention.tokens.end), "and" | "of" | "in" | "for");
        let thing = mention.thing.filter(|thing| self.things.is_a(*thing, "Agent") && verb)?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.82 })
    }

    /// `The mayor of London, Ann Lee, gave her condolences, adding “…”`: the one person of the words before.
    fn only_person(&self, words: &Range<usize>) -> Option<Speaker> {
        let mut found: Vec<Ref> = Vec::new();
        for mention in self.view.mentions_in(words) {
            let person = self.person_at(mention).filter(|person| !found.contains(person));
            found.extend(person);
        }
        let [person] = found[..] else { return None };
        Some(Speaker { things: vec![person], note: None, sure: 0.78 })
    }

    /// `Ann Lee opened the meeting and said`: who the sentence begins with.
    fn of_clause(&mut self, attribution: &Attribution, last: Option<(usize, Ref)>) -> Option<Speaker> {
        let view = self.view;
        let cue = attribution.cue.start;
        let sentence = view.sentence(cue);
        let and = cue.checked_sub(1).filter(|at| view.small(*at) == "and" && *at > sentence.start + 1)?;
        // One clause: no other subject may stand between.
        let inner = sentence.start + 1..and;
        if inner.clone().any(|at| {
            view.word(at) == ";"
                || matches!(view.small(at), "but" | "that" | "who" | "which" | "while" | "where" | "when")
        }) {
            return None;
        }
        let start = sentence.start + usize::from(view.small(sentence.start) == "the");
        if matches!(view.small(start), "he" | "she") {
            return self.pronoun(start, last);
        }
        if let Some(number) = view.mention_from(start) {
            let end = view.mentions[number].tokens.end;
            let verb = view.token(end).is_some_and(|token| token.form == Form::Lower)
                && !view.lexicon.has("after-nouns", view.small(end));
            let thing = view.mentions[number].thing.or_else(|| self.person_at(number))?;
            return (verb && self.things.is_a(thing, "Agent")).then_some(Speaker {
                things: vec![thing],
                note: None,
                sure: 0.8,
            });
        }
        if start == sentence.start {
            return None;
        }
        // `The prime minister called for calm and said`
        let title = view.lexicon.longest("titles", |at| (at < 3).then(|| view.small(start + at)));
        let titled = (title > 0).then(|| self.titled(&(start..start + title))).flatten();
        titled.or_else(|| self.described(&(start..start + 1)))
    }

    /// `the commission`: the one organization with that word in its name that was spoken of before.
    fn described(&mut self, source: &Range<usize>) -> Option<Speaker> {
        let view = self.view;
        let article = source.start.checked_sub(1).map_or("", |at| view.small(at));
        let lower = |at: usize| view.token(at).is_some_and(|token| token.form == Form::Lower);
        if article != "the" || source.len() > 3 || !source.clone().all(lower) {
            return None;
        }
        let noun = view.small(source.end - 1);
        if !["organization-words", "organization-kinds", "collectives"]
            .iter()
            .any(|list| view.lexicon.has(list, noun))
        {
            return None;
        }
        let mut found: Vec<Ref> = Vec::new();
        for mention in view.mentions_in(&(0..source.start)) {
            let Some(thing) = self.thing_at(mention).filter(|thing| !found.contains(thing)) else { continue };
            let label = self.things.get(thing).label.to_lowercase();
            let words = || label.split([' ', '-']);
            let named = source.clone().all(|at| words().any(|word| word == view.small(at)));
            if named && self.things.is_a(thing, "Organization") {
                found.push(thing);
            }
        }
        // `the fire service`, `the government`: named by what it is alone.
        let alone = source.len() > 1 || view.lexicon.has("collectives", noun);
        if found.is_empty()
            && alone
            && view.lexicon.has("organization-words", noun) | view.lexicon.has("collectives", noun)
        {
            let body = self.things.mint(&view.label(source), "Organization")?;
            return Some(Speaker { things: vec![body], note: None, sure: 0.82 });
        }
        let [body] = found[..] else { return None };
        let note = format!("“The {}” is {}.", view.words(source), self.things.get(body).label);
        Some(Speaker { things: vec![body], note: Some(note), sure: 0.8 })
    }

    /// The thing of a mention, be it that a rule found out later what it is.
    pub(super) fn thing_at(&self, mention: usize) -> Option<Ref> {
        let found = &self.view.mentions[mention];
        let open = matches!(found.kind, Kind::Person | Kind::Unknown);
        found.thing.or_else(|| open.then(|| self.things.by_label(&self.view.label(&found.tokens))).flatten())
    }

    /// The person of a mention.
    pub(super) fn person_at(&self, mention: usize) -> Option<Ref> {
        self.thing_at(mention).filter(|thing| self.things.is_a(*thing, "Person"))
    }

    /// `the commissioner`: the one who holds such a post in this article.
    fn titled(&mut self, source: &Range<usize>) -> Option<Speaker> {
        let view = self.view;
        let article = source.start.checked_sub(1).map_or("", |at| view.small(at));
        if article != "the" || source.len() > 3 {
            return None;
        }
        let last = view.small(source.end - 1);
        if !view.lexicon.has("titles", last) || source.clone().any(|at| view.mention_at(at).is_some()) {
            return None;
        }
        let holds = self.core("holdsPosition")?;
        let mut holders: Vec<Ref> = Vec::new();
        for proposal in self
            .proposals
            .iter()
            .filter(|proposal| proposal.property == holds && proposal.quote.end <= source.start)
        {
            if let (End::Thing(person), Object::Thing(position)) = (proposal.subject, &proposal.object) {
                let label = self.things.get(*position).label.to_lowercase();
                let title = label.split(" of ").next().unwrap_or(&label).to_owned();
                // `the health minister` is not the minister of finance.
                let words = source.clone().all(|at| label.contains(view.small(at)));
                if words && title.ends_with(last) && !holders.contains(&person) {
                    holders.push(person);
                }
            }
        }
        // Someone whom only the post tells: `the local health minister`.
        let lower = |at: usize| view.token(at).is_some_and(|token| token.form == Form::Lower);
        if holders.is_empty() && source.clone().all(lower) {
            let person = self.things.mint(&view.label(source), "Person")?;
            return Some(Speaker { things: vec![person], note: None, sure: 0.82 });
        }
        let [person] = holders[..] else { return None };
        let note = format!("“The {}” is {}.", view.words(source), self.things.get(person).label);
        Some(Speaker { things: vec![person], note: Some(note), sure: 0.8 })
    }

    /// `a spokesman for the Ministry of Defence`
    fn unnamed(&mut self, source: &Range<usize>) -> Option<Speaker> {
        let view = self.view;
        let article = source.start.checked_sub(1).map_or("", |at| view.small(at));
        let number = view.mention_at(source.end - 1)?;
        let whom = &view.mentions[number];
        let link =
            (source.start..whom.from).find(|at| matches!(view.small(*at), "for" | "of" | "from" | "at"))?;
        let behind = link + 1 + usize::from(view.small(link + 1) == "the");
        let fits = matches!(article, "a" | "an")
            && view.lexicon.has("unnamed-persons", view.small(link.checked_sub(1)?))
            && behind == whom.from
            && link < source.start + 3
            && whom.tokens.end == source.end
            && whom.thing.is_none_or(|thing| self.things.is_a(thing, "Agent"))
            && (source.start..link).all(|at| view.mention_at(at).is_none());
        if !fits {
            return None;
        }
        let thing = self.things.mint(&view.label(source), "Person")?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.84 })
    }

    /// `police`, `Kazakh officials`, `Iran's foreign ministry`
    fn group(&mut self, source: &Range<usize>) -> Option<Speaker> {
        let view = self.view;
        if source.len() > 5 || source.is_empty() {
            return None;
        }
        // `organizers of the rally`, `police in Nairobi`
        let of = source.start + 1;
        let collective = |at: usize| {
            view.lexicon.has("collectives", view.small(at))
                && view.token(at).is_some_and(|token| token.form == Form::Lower)
        };
        let heads = (view.lexicon.has("speaker-nouns", view.small(source.start)) || collective(source.start))
            && matches!(view.small(of), "of" | "in")
            && source.len() > 2;
        let last = if heads { source.start } else { source.end - 1 };
        let article = source.start.checked_sub(1).map_or("", |at| view.small(at));
        let class = if view.lexicon.has("speaker-nouns", view.small(last)) {
            "Group"
        } else if matches!(article, "a" | "an") && view.lexicon.has("unnamed-persons", view.small(last)) {
            "Person"
        } else if source.len() > 1
            && view.mentions_in(source).len() == 1
            && (view.lexicon.has("organization-words", view.small(last)) || collective(last))
            && view.token(last).is_some_and(|token| token.form == Form::Lower)
        {
            "Organization"
        } else {
            return None;
        };
        let plain = source
            .clone()
            .all(|at| view.scan.tokens[at].is_word() || view.scan.tokens[at].form == Form::Possessive);
        if !plain
            || source.clone().any(|at| {
                matches!(
                    view.small(at),
                    "and"
                        | "but"
                        | "as"
                        | "when"
                        | "many"
                        | "some"
                        | "other"
                        | "most"
                        | "his"
                        | "her"
                        | "their"
                        | "its"
                ) || matches!(view.small(at), "of" | "in") && !(heads && at == of)
            })
        {
            return None;
        }
        let mut label = view.label(source);
        let starts = view.mention_at(source.start).is_none();
        if starts && view.token(source.start).is_some_and(|token| token.form == Form::Capital) {
            label = label.to_lowercase();
        }
        let thing = self.things.mint(&label, class)?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.87 })
    }

    /// The person that a pronoun stands for, and what a reader infers with it.
    pub(super) fn whom(&mut self, at: usize) -> Option<(Ref, Option<String>)> {
        let speaker = self.pronoun(at, None)?;
        Some((*speaker.things.first()?, speaker.note))
    }

    /// The one person that the words before speak of.
    fn pronoun(&mut self, at: usize, last: Option<(usize, Ref)>) -> Option<Speaker> {
        let view = self.view;
        let number = view.scan.tokens[at].sentence as usize;
        let note = |person: &str| Some(format!("“{}” is {person}.", view.word(at)));
        // `He said …, he added`: the same one.
        if let Some((_, person)) = last.filter(|(sentence, _)| *sentence == number) {
            let note = note(&self.things.get(person).label);
            return Some(Speaker { things: vec![person], note, sure: 0.8 });
        }
        let mut persons: Vec<Ref> = Vec::new();
        let mut searched = view.sentence(at).start..at;
        for back in 0..4 {
            for mention in view.mentions_in(&searched) {
                let found = &view.mentions[mention];
                let quoted = view.scan.tokens[found.tokens.start].quoted;
                let person = self.person_at(mention);
                // `His son Ann Lee said so. He died`: not the son.
                let before = (searched.start..found.from).rev().take(4);
                let related =
                    person.is_some() && before.into_iter().any(|at| matches!(view.small(at), "his" | "her"));
                if related && !quoted {
                    return None;
                }
                if let Some(person) = person.filter(|person| !quoted && !persons.contains(person)) {
                    persons.push(person);
                }
            }
            if !persons.is_empty() {
                break;
            }
            let before = searched.start.checked_sub(1)?;
            if back == 3 || number < back {
                return None;
            }
            searched = view.sentence(before);
            // `Later, he worked with Ann Lee. He moved`: the same one.
            let subject = (searched.start..searched.end.min(searched.start + 4)).find(|other| {
                super::phrases::is_pronoun(view, *other) && view.small(*other) == view.small(at)
            });
            if let Some(subject) = subject {
                let found = self.pronoun(subject, None)?;
                let note = found.things.first().and_then(|person| note(&self.things.get(*person).label));
                return Some(Speaker { note, ..found });
            }
        }
        let person = match persons[..] {
            [one] => one,
            // Of several, the one who spoke last.
            _ => last.filter(|(sentence, person)| number - sentence <= 2 && persons.contains(person))?.1,
        };
        let note = note(&self.things.get(person).label);
        Some(Speaker { things: vec![person], note, sure: 0.8 })
    }
}
