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
    /// The tokens of the word that says so; empty where none does.
    pub cue: Range<usize>,
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
    let mut group: Option<(usize, Vec<Ref>)> = None;
    for attribution in &view.scan.attributions {
        let cue = attribution.cue.end - 1;
        let sure = view.lexicon.has("say-sure", view.small(cue))
            || view.small(attribution.cue.start) == "according"
            || view.word(cue) == ":";
        let sure = sure || attribution.direct && view.lexicon.has("say-quoted", view.small(cue));
        let speaker = if sure {
            work.they(attribution, group.as_ref()).or_else(|| work.speaker(attribution, last))
        } else {
            None
        };
        let utterance = speaker.and_then(|speaker| {
            group = Some((view.scan.tokens[cue].sentence as usize, speaker.things.clone()));
            if let [one] = speaker.things[..]
                && work.things.is_a(one, "Person")
            {
                last = Some((view.scan.tokens[cue].sentence as usize, one));
            }
            work.utterance(attribution, &speaker)
        });
        for content in &attribution.content {
            let content = work.without_addressee(attribution, content);
            said.push(Said { content, cue: attribution.cue.clone(), utterance });
        }
    }
    // What is quoted without anyone who says it is nobody's either.
    for quotation in &view.scan.quotations {
        let told =
            said.iter().any(|said| said.content.start < quotation.end && quotation.start < said.content.end);
        if !told && quotation.len() > 5 {
            let cue = quotation.start..quotation.start;
            said.push(Said { content: quotation.clone(), cue, utterance: None });
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
        // `If these findings are accurate, scientists say`: too little of it.
        let short = content.len() < if view.small(content.start) == "if" { 8 } else { 3 };
        if short && !view.scan.tokens[content.start].quoted {
            return None;
        }
        let gist = self.gist(attribution, content);
        // `reported Friday morning, local time`: when, but not what.
        if view.small(gist.start) == "local" && view.small(gist.start + 1) == "time" {
            return None;
        }
        // `a witness, according to the paper, said …`, `“main difference”, he added`, `One of two, Ann Lee, said`
        let nothing = gist.len() < 3 || view.lexicon.has("say-sure", view.small(gist.start));
        let apposed =
            !attribution.direct && attribution.content.len() == 1 && content.end <= attribution.cue.start;
        if nothing || apposed && content.len() <= 8 && !self.has_any_verb(content) {
            return None;
        }
        let first = *speaker.things.first()?;
        let name = self.things.get(first).label.clone();
        let words: Vec<&str> = view.words(&gist).split_whitespace().collect();
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
        let quoted = gist.clone().filter(|at| view.scan.tokens[*at].quoted).count();
        let direct = attribution.direct && (quoted * 2 >= gist.len() || attribution.content.len() > 1);
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

    /// What is said without the one who is told it: `told CNN “…”`, `told CNN, a broadcaster, that …`.
    fn without_addressee(&self, attribution: &Attribution, content: &Range<usize>) -> Range<usize> {
        let view = self.view;
        let mut start = content.start;
        let over = start + usize::from(view.small(start) == "the");
        if view.small(attribution.cue.end - 1) == "told"
            && let Some(mention) = view.mention_from(over)
        {
            start = view.mentions[mention].tokens.end;
            let article = matches!(view.small(start + 1), "a" | "an" | "the");
            let close = (start + 1..content.end.min(start + 12)).find(|at| view.word(*at) == ",");
            start = close.filter(|_| view.word(start) == "," && article).unwrap_or(start);
        }
        while start + 1 < content.end
            && (matches!(view.word(start), "," | ":") || view.small(start) == "that")
        {
            start += 1;
        }
        start.min(content.end.saturating_sub(1))..content.end
    }

    /// The words that name an utterance: what is said, without what stands between the cue and it, as in `said on TV,
    /// “…”`, `wrote on Instagram: “…”`, `said on Sunday that …`.
    fn gist(&self, attribution: &Attribution, content: &Range<usize>) -> Range<usize> {
        let view = self.view;
        let Range { mut start, mut end } = self.without_addressee(attribution, content);
        let form = |at: usize| view.scan.tokens[at].form;
        let open = (start..end.min(start + 14)).find(|at| form(*at) == Form::Open);
        if attribution.direct
            && let Some(open) = open.filter(|open| *open == start || matches!(view.word(open - 1), "," | ":"))
        {
            let close = (open + 1..end).find(|at| form(*at) == Form::Close).unwrap_or(end);
            // `says his event, “…”, was a joke`: a title, where `in a tweet, “…”` tells where it was said.
            let told = open == start || matches!(view.small(start), "in" | "on" | "at" | "to" | "of" | "via");
            if told || close + 4 >= end {
                (start, end) = (open + 1, close.max(open + 2));
            }
        }
        for _ in 0..2 {
            if !view.scan.tokens[start].quoted {
                start = self.behind_time(start, end);
            }
        }
        while start + 1 < end && matches!(view.small(start), "," | ":" | "that") {
            start += 1;
        }
        start..end
    }

    /// Behind the time or the place at the beginning of what is said: `on Sunday`, `on Twitter`, `in a statement,`.
    fn behind_time(&self, start: usize, end: usize) -> usize {
        let view = self.view;
        let on = start + usize::from(matches!(view.small(start), "on" | "in"));
        let date = view.scan.dates.iter().find(|date| date.tokens.start == start || date.tokens.start == on);
        let over = match date {
            Some(date) => {
                date.tokens.end + usize::from(view.lexicon.has("parts-of-day", view.small(date.tokens.end)))
            }
            None if on > start && view.lexicon.has("media", view.small(on)) => on + 1,
            None if on > start && matches!(view.small(on), "a" | "an") => (on + 1..on + 5)
                .find(|at| view.lexicon.has("occasions", view.small(*at)))
                .map_or(start, |at| at + 1),
            None => start,
        };
        let owns = view.token(over).is_some_and(|token| token.form == Form::Possessive);
        if over + 3 < end && !owns { over } else { start }
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

    /// `They said`, `it said`: those who spoke in the sentence before.
    fn they(&self, attribution: &Attribution, group: Option<&(usize, Vec<Ref>)>) -> Option<Speaker> {
        let view = self.view;
        let source = attribution.source.as_ref().filter(|source| source.len() == 1)?;
        let word = view.small(source.start);
        let (sentence, things) = group?;
        let several = things.len() > 1;
        let person = things.iter().any(|thing| self.things.is_a(*thing, "Person"));
        let fits = word == "they" && (several || !person) || word == "it" && !several && !person;
        let near = view.scan.tokens[source.start].sentence as usize == sentence + 1;
        if !fits || !near || view.scan.tokens[source.start].quoted {
            return None;
        }
        let names: Vec<&str> = things.iter().map(|thing| self.things.get(*thing).label.as_str()).collect();
        let is = if several || word == "they" { "are" } else { "is" };
        let note = format!("“{}” {is} {}.", view.word(source.start), names.join(" and "));
        Some(Speaker { things: things.clone(), note: Some(note), sure: 0.78 })
    }

    /// Who speaks.
    fn speaker(&mut self, attribution: &Attribution, last: Option<(usize, Ref)>) -> Option<Speaker> {
        let view = self.view;
        let Some(source) = attribution.source.clone() else {
            return self.of_participle(attribution, last).or_else(|| self.of_clause(attribution, last));
        };
        let source = self.plain_source(source);
        if source.len() == 1 && matches!(view.small(source.start), "he" | "she") {
            return self.pronoun(source.start, last);
        }
        // `Ann Lee had the most pledged delegates`: another verb has the subject.
        if self.has_verb(&source) {
            return None;
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
        if !persons.is_empty() {
            return self.of_persons(&source, &mentions, &persons);
        }
        if let Some(speaker) = self.belonging(&source, &mentions) {
            return Some(speaker);
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
        if let [mention] = mentions[..]
            && let Some(found) = self.of_name(&source, mention, comma.is_some())
        {
            return found;
        }
        self.titled(&source)
            .or_else(|| self.described(&source))
            .or_else(|| self.group(&source))
            .or_else(|| self.unnamed(&source))
    }

    /// A source without articles, and without its letters: `the World Health Organization (WHO)`.
    fn plain_source(&self, mut source: Range<usize>) -> Range<usize> {
        let view = self.view;
        while matches!(view.small(source.start), "the" | "a" | "an")
            && source.len() > 1
            && view.mention_from(source.start).is_none()
        {
            source.start += 1;
        }
        if source.len() > 3 && view.word(source.end - 1) == ")" && view.word(source.end - 3) == "(" {
            source.end -= 3;
        }
        source
    }

    /// Whether any word may be a verb.
    fn has_any_verb(&self, words: &Range<usize>) -> bool {
        let view = self.view;
        words.clone().any(|at| {
            let small = view.small(at);
            view.token(at).is_some_and(|token| token.form == Form::Lower)
                && (small.ends_with("ed")
                    || small.ends_with('s') && small.len() > 3
                    || view.lexicon.has("auxiliaries", small)
                    || view.lexicon.has("say", small)
                    || view.lexicon.has("irregular-verbs", small))
        })
    }

    /// Whether the words for a source have a verb of their own, outside of what is only put in.
    fn has_verb(&self, source: &Range<usize>) -> bool {
        let view = self.view;
        let verb = source.clone().skip(1).find(|at| {
            matches!(
                view.small(*at),
                "is" | "was" | "are" | "were" | "has" | "had" | "have" | "will" | "would"
            ) && !view.scan.tokens[*at].quoted
        });
        verb.is_some_and(|verb| {
            !(source.start..verb).any(|at| {
                view.word(at) == "," || matches!(view.small(at), "who" | "which" | "that" | "whose")
            })
        })
    }

    /// The persons of a source, where they are the ones who speak.
    fn of_persons(
        &mut self,
        source: &Range<usize>,
        mentions: &[usize],
        persons: &[(usize, Ref)],
    ) -> Option<Speaker> {
        let view = self.view;
        let &(mention, person) = persons.first()?;
        // `a lawyer for Ann Lee`: it is not she who speaks.
        let before = view.mentions[mention].from.checked_sub(1).filter(|before| *before >= source.start);
        let titled = view.mentions[mention].title.is_some();
        let end = view.mentions[mention].tokens.end;
        // `the Fund's Ann Lee`
        let of_body = before.and_then(|mark| view.mention_at(mark.checked_sub(1)?)).is_some_and(|owner| {
            let whole = end == source.end && view.mentions[owner].from <= source.start;
            let thing = self.thing_at(owner);
            whole
                && thing.is_some_and(|thing| {
                    self.things.is_a(thing, "Agent") && !self.things.is_a(thing, "Person")
                })
        });
        let before = before.map_or("", |at| view.small(at));
        let apart = matches!(before, "for" | "of" | "to" | "by" | "with" | "about" | "from" | "on")
            || matches!(before, "'s" | "’s") && !titled && !of_body;
        if view.token(end).is_some_and(|token| token.form == Form::Possessive) {
            return self.last_name(source, mentions);
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
        Some(Speaker { things, note: None, sure: if of_body { 0.85 } else { 0.93 } })
    }

    /// `Ann Lee of the Hajo assembly`
    fn belonging(&mut self, source: &Range<usize>, mentions: &[usize]) -> Option<Speaker> {
        let view = self.view;
        let &[first, _, ..] = mentions else { return None };
        let found = view.mentions[first].clone();
        let belongs = matches!(view.small(found.tokens.end), "of" | "from" | "at" | "with")
            || view.word(found.tokens.end) == "," && (found.kind == Kind::Person || found.title.is_some());
        let open = found.thing.is_none()
            && found.tokens.len() > 1
            && matches!(found.kind, Kind::Person | Kind::Unknown);
        if found.from > source.start || !open || !belongs {
            return None;
        }
        let thing = self.thing_as(first, "Person")?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.85 })
    }

    /// A name that fills the source; none where the one mention is not that.
    fn of_name(
        &mut self,
        source: &Range<usize>,
        mention: usize,
        behind_comma: bool,
    ) -> Option<Option<Speaker>> {
        let view = self.view;
        let found = view.mentions[mention].clone();
        let leads = found.from <= source.start;
        let speaker = |thing: Ref, sure: f64| Some(Speaker { things: vec![thing], note: None, sure });
        if leads && found.tokens.end >= source.end && found.kind != Kind::Demonym {
            let single = found.tokens.len() == 1;
            let loud = view.scan.tokens[found.tokens.start].form == Form::Capitals;
            return Some(match self.thing_at(mention) {
                Some(thing) if self.things.is_a(thing, "Agent") => speaker(thing, 0.88),
                Some(_) => None,
                None if !single => {
                    // `Canadian Public Health Infobase` is not a person.
                    let first = view.word(found.tokens.start);
                    let organization = view.lexicon.demonyms.contains_key(first) || first == "The";
                    let class = if organization { "Organization" } else { "Person" };
                    self.thing_as(mention, class).and_then(|thing| speaker(thing, 0.84))
                }
                // Not `Washington, D.C.`
                None if loud && !behind_comma => {
                    self.thing_as(mention, "Organization").and_then(|thing| speaker(thing, 0.86))
                }
                None => None,
            });
        }
        // `Ann Lee, who …`, with words behind the name.
        let aside = leads && found.thing.is_none() && found.tokens.len() > 1;
        if aside && view.word(found.tokens.end) == "," {
            return Some(self.thing_as(mention, "Person").and_then(|thing| speaker(thing, 0.85)));
        }
        None
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
        let number = view.mentions_in(source).next()?;
        let whom = &view.mentions[number];
        let link =
            (source.start..whom.from).find(|at| matches!(view.small(*at), "for" | "of" | "from" | "at"))?;
        let behind = link + 1 + usize::from(view.small(link + 1) == "the");
        let noun = view.small(link.checked_sub(1)?);
        let fits = (matches!(article, "a" | "an") && view.lexicon.has("unnamed-persons", noun)
            || article == "the" && view.lexicon.has("titles", noun))
            && behind == whom.from
            && link < source.start + 4
            && (whom.tokens.end == source.end || view.small(whom.tokens.end) == "in")
            && whom.thing.is_none_or(|thing| self.things.is_a(thing, "Agent"))
            && (source.start..link).all(|at| view.mention_at(at).is_none());
        if !fits {
            return None;
        }
        let label = view.label(&(source.start..whom.tokens.end));
        if let Some(person) = self.holder(&label) {
            let note = format!("“The {label}” is {}.", self.things.get(person).label);
            return Some(Speaker { things: vec![person], note: Some(note), sure: 0.8 });
        }
        let thing = self.things.mint(&lower_first(&label), "Person")?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.84 })
    }

    /// The person of whom it was said that they hold a post.
    fn holder(&self, post: &str) -> Option<Ref> {
        let holds = self.core("holdsPosition")?;
        self.proposals.iter().find_map(|known| match (known.subject, &known.object) {
            (End::Thing(person), Object::Thing(position)) if known.property == holds => {
                let label = self.things.get(*position).label.replace(" the ", " ");
                label.eq_ignore_ascii_case(&post.replace(" the ", " ")).then_some(person)
            }
            _ => None,
        })
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
                view.lexicon.has("not-in-groups", view.small(at))
                    || matches!(view.small(at), "of" | "in") && !(heads && at == of)
            })
        {
            return None;
        }
        let mut label = view.label(source);
        let starts = view.mention_at(source.start).is_none();
        if starts && view.token(source.start).is_some_and(|token| token.form == Form::Capital) {
            label = lower_first(&label);
        }
        let thing = self.things.mint(&label, class)?;
        Some(Speaker { things: vec![thing], note: None, sure: 0.87 })
    }

    /// The person that a pronoun stands for, and what a reader infers with it.
    pub(super) fn whom(&mut self, at: usize) -> Option<(Ref, Option<String>)> {
        let speaker = self.pronoun(at, None)?;
        Some((*speaker.things.first()?, speaker.note))
    }

    /// For a pronoun in a clause that comes before its main clause: the person who is the subject of that.
    fn named_behind(&self, at: usize) -> Option<Option<Ref>> {
        let view = self.view;
        let sentence = view.sentence(at);
        let link = at.checked_sub(1).filter(|link| sentence.contains(link))?;
        let leads = link == sentence.start
            || matches!(view.word(link - 1), "," | ":")
            || view.small(link - 1) == "that";
        if !view.lexicon.has("cataphors", view.small(link)) || !leads {
            return None;
        }
        let comma = (at..sentence.end).find(|at| view.word(*at) == ",")?;
        let next = comma + 1 + usize::from(view.small(comma + 1) == "the");
        let mention = view.mention_from(next)?;
        let verb =
            view.token(view.mentions[mention].tokens.end).is_some_and(|token| token.form == Form::Lower);
        (verb && view.mentions[mention].kind != Kind::Demonym).then(|| self.person_at(mention))
    }

    /// The one person that the words before speak of.
    fn pronoun(&mut self, at: usize, last: Option<(usize, Ref)>) -> Option<Speaker> {
        let view = self.view;
        let number = view.scan.tokens[at].sentence as usize;
        let note = |person: &str| Some(format!("“{}” is {person}.", view.word(at)));
        // `Before she left, Ann Lee spoke`: whose name follows.
        if let Some(person) = self.named_behind(at) {
            let person = person?;
            return Some(Speaker {
                things: vec![person],
                note: note(&self.things.get(person).label),
                sure: 0.78,
            });
        }
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

/// With a small letter first, as words of a text that begin a sentence.
fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
