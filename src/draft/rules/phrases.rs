//! Phrases of properties, matched with what is in the text.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::phrase::{Part, Phrase, Phrases};
use crate::draft::scan::name::Kind;
use crate::draft::scan::quantity::Quantity;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;
use crate::draft::view::View;
use crate::ontology::PropertyKind;
use crate::term::vocab::AF;

/// What a phrase found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) subjects: Vec<usize>,
    pub(super) objects: Vec<usize>,
    /// The token of a pronoun in the place of the subject.
    pub(super) pronoun: Option<usize>,
    number: Option<(usize, String)>,
    quantity: Option<usize>,
    time: Option<usize>,
    /// Words that stood between: auxiliaries, adverbs, negations.
    between: Vec<usize>,
    pub(super) end: usize,
}

/// Whether a token is a pronoun that stands for one person, in the article's own words.
pub(super) fn is_pronoun(view: &View<'_>, at: usize) -> bool {
    matches!(view.small(at), "he" | "she") && view.token(at).is_some_and(|token| !token.quoted)
}

/// Proposes what the phrases say.
pub(crate) fn phrases(work: &mut Work<'_, '_, '_>, phrases: &Phrases) {
    let view = work.view;
    let mut numbers: Vec<usize> = Vec::new();
    for at in 0..view.scan.tokens.len() {
        let slot =
            view.mention_from(at).is_some_and(|mention| {
                view.mentions[mention].from == at || view.mentions[mention].tokens.start == at
            }) || view.scan.quantities.binary_search_by_key(&at, |quantity| quantity.tokens.start).is_ok()
                || view.scan.dates.binary_search_by_key(&at, |date| date.tokens.start).is_ok()
                || is_pronoun(view, at);
        numbers.clear();
        if slot {
            numbers.extend(&phrases.by_slot);
            // The word behind the slot must come in the sentence.
            for next in at + 1..reach(view, at) {
                let possessive = view.scan.tokens[next].form == Form::Possessive;
                let word = if possessive { "'s" } else { view.small(next) };
                numbers.extend(phrases.by_next.get(word).into_iter().flatten());
            }
            numbers.sort_unstable();
            numbers.dedup();
        }
        for number in phrases.by_word.get(view.small(at)).into_iter().flatten().chain(&numbers) {
            let phrase = &phrases.all[*number];
            let Some(found) = work.matches(phrase, at) else { continue };
            match phrase.deed {
                Some(deed) => work.deed(phrase, &phrases.deeds[deed], at, &found),
                None => work.state(phrase, at, found),
            }
        }
    }
}

/// How far the word behind a slot can be: a few small words on, or anywhere in the sentence where something is put in between.
fn reach(view: &View<'_>, at: usize) -> usize {
    let sentence = view.sentence_end(at);
    let mut end = at + 1;
    if let Some(mention) = view.mention_from(at) {
        end = end.max(view.mentions[mention].tokens.end);
    }
    let quantities = &view.scan.quantities;
    let index = quantities.partition_point(|quantity| quantity.tokens.end <= at);
    end = quantities
        .get(index)
        .filter(|quantity| quantity.tokens.start == at)
        .map_or(end, |found| end.max(found.tokens.end));
    let dates = &view.scan.dates;
    let index = dates.partition_point(|date| date.tokens.end <= at);
    end = dates
        .get(index)
        .filter(|date| date.tokens.start == at)
        .map_or(end, |found| end.max(found.tokens.end));
    let near = (end + 6).min(sentence);
    let plain = (end..near).all(|at| {
        view.token(at).is_some_and(|token| token.form == Form::Lower)
            && !matches!(view.small(at), "and" | "or")
    });
    if plain { near } else { sentence }
}

impl Work<'_, '_, '_> {
    /// Matches a phrase with the words from a token on.
    fn matches(&self, phrase: &Phrase, at: usize) -> Option<Found> {
        let sentence = self.view.sentence_end(at);
        let mut found = Found { end: at, ..Found::default() };
        self.step(&phrase.parts, 0, at, sentence, &mut found).then_some(found)
    }

    fn step(&self, parts: &[Part], part: usize, at: usize, end: usize, found: &mut Found) -> bool {
        let Some(wanted) = parts.get(part) else {
            found.end = at;
            return true;
        };
        if at >= end {
            return matches!(wanted, Part::Maybe(_)) && self.step(parts, part + 1, at, end, found);
        }
        let view = self.view;
        match wanted {
            Part::Word(words) => self.word(words, parts, part, at, end, found),
            Part::Maybe(words) => {
                words.iter().any(|word| word == view.small(at))
                    && self.step(parts, part + 1, at + 1, end, found)
                    || self.step(parts, part + 1, at, end, found)
            }
            Part::Some => self.some(parts, part, at, end, found),
            Part::Subject | Part::Object => self.slot(parts, part, at, end, found),
            Part::Number => self.number(parts, part, at, end, found),
            Part::Quantity => {
                let index = view.scan.quantities.partition_point(|quantity| quantity.tokens.end <= at);
                let Some(quantity) = view.scan.quantities.get(index) else { return false };
                if quantity.tokens.start != at || quantity.unit.is_none() {
                    return false;
                }
                found.quantity = Some(index);
                self.step(parts, part + 1, quantity.tokens.end, end, found)
            }
            Part::Time => {
                let index = view.scan.dates.partition_point(|date| date.tokens.end <= at);
                let Some(date) = view.scan.dates.get(index) else { return false };
                if date.tokens.start != at || date.edtf.is_none() {
                    return false;
                }
                found.time = Some(index);
                self.step(parts, part + 1, date.tokens.end, end, found)
            }
        }
    }

    /// One of some words, or what may stand before it: an aside, a time, small words.
    fn word(
        &self,
        words: &[String],
        parts: &[Part],
        part: usize,
        at: usize,
        end: usize,
        found: &mut Found,
    ) -> bool {
        let view = self.view;
        let own = |at: usize| {
            words.iter().any(|word| word == view.small(at))
                || words[0] == "'s" && view.scan.tokens[at].form == Form::Possessive
        };
        if own(at) {
            return self.step(parts, part + 1, at + 1, end, found);
        }
        let behind_slot = part > 0 && matches!(parts[part - 1], Part::Subject);
        // `Ann Lee, the mayor of Paris, signed`
        if behind_slot && matches!(view.word(at), "," | "(") && !words.iter().any(|word| word == ",") {
            let close = if view.word(at) == "," { "," } else { ")" };
            let Some(over) = (at + 1..end.min(at + 40)).find(|at| view.word(*at) == close) else {
                return false;
            };
            let silent = (at + 1..over).all(|at| !view.lexicon.has("say", view.small(at)));
            let aside = close == ")" || view.lexicon.has("aside-starts", view.small(at + 1));
            return silent && aside && self.step(parts, part, over + 1, end, found);
        }
        // `was arrested on Friday in Paris`
        if part > 1
            && let Some(over) = self.behind_date(at)
            && !parts.contains(&Part::Time)
            && over < end
        {
            return self.step(parts, part, over, end, found);
        }
        let verb = words[0].chars().all(char::is_alphabetic) && words[0].len() > 2;
        // `the mayor of Paris, were convicted`: behind a comma only adverbs.
        let aside = part > 0 && matches!(&parts[part - 1], Part::Word(words) if words[0] == ",");
        let verb = verb && (!aside || view.small(at).ends_with("ly"));
        if verb && part > 0 && found.between.len() < 4 && view.stands_between(at) {
            found.between.push(at);
            let matched = self.step(parts, part, at + 1, end, found);
            if !matched {
                found.between.pop();
            }
            return matched;
        }
        false
    }

    /// A few words of one clause, whatever they are.
    fn some(&self, parts: &[Part], part: usize, at: usize, end: usize, found: &mut Found) -> bool {
        let view = self.view;
        let plain = |at: &usize| {
            let token = &view.scan.tokens[*at];
            (token.is_word() || token.form == Form::Possessive)
                && !view.lexicon.has("say", view.small(*at))
                && !view.lexicon.has("clause-ends", view.small(*at))
        };
        let reach = (at..end.min(at + 9)).take_while(plain).count();
        (1..=reach).any(|over| self.step(parts, part + 1, at + over, end, found))
    }

    /// A number without a unit, or with one that the phrase names.
    fn number(&self, parts: &[Part], part: usize, at: usize, end: usize, found: &mut Found) -> bool {
        let quantities = &self.view.scan.quantities;
        let index = quantities.partition_point(|quantity| quantity.tokens.end <= at);
        let Some(quantity) = quantities.get(index).filter(|quantity| quantity.tokens.contains(&at)) else {
            let Some(number) = self.bare_number(at) else { return false };
            found.number = Some((usize::MAX, number));
            return self.step(parts, part + 1, at + 1, end, found);
        };
        let unit = quantity.unit.as_deref();
        if quantity.number.1.is_some() || unit.is_some_and(|unit| unit.contains(' ') || unit == "percent") {
            return false;
        }
        // `killed 12 people` counts people: the unit's word may be a part of the phrase.
        let named = match parts.get(part + 1) {
            Some(Part::Word(words)) => words.iter().any(|word| Some(word.as_str()) == unit),
            _ => false,
        };
        found.number = Some((index, quantity.number.0.clone()));
        self.step(parts, part + 1, quantity.tokens.end - usize::from(named), end, found)
    }

    /// Where a time of the sentence ends that begins at a token: `on Friday`.
    fn behind_date(&self, at: usize) -> Option<usize> {
        let view = self.view;
        let dates = &view.scan.dates;
        [at, at + usize::from(matches!(view.small(at), "on" | "in"))].into_iter().find_map(|at| {
            let index = dates.partition_point(|date| date.tokens.end <= at);
            dates.get(index).filter(|date| date.tokens.start == at).map(|date| date.tokens.end)
        })
    }

    /// A whole number in digits or words.
    fn bare_number(&self, at: usize) -> Option<String> {
        let view = self.view;
        if view.token(at)?.form == Form::Number {
            let plain = view.word(at).replace(',', "");
            return plain.bytes().all(|b| b.is_ascii_digit() || b == b'.').then_some(plain);
        }
        view.lexicon.get("numbers", view.small(at)).map(str::to_owned)
    }

    /// A mention in the place of a subject or an object; the object may be a list.
    fn slot(&self, parts: &[Part], part: usize, at: usize, end: usize, found: &mut Found) -> bool {
        let view = self.view;
        let object = parts[part] == Part::Object;
        if part == 0 && !object && is_pronoun(view, at) {
            found.pronoun = Some(at);
            if self.step(parts, part + 1, at + 1, end, found) {
                return true;
            }
            found.pronoun = None;
            return false;
        }
        let start = if part > 0 { self.behind_small(at) } else { at };
        let start = self.behind_country(start);
        let Some(mention) = view.mention_from(start) else { return false };
        let owned = matches!(parts.get(part + 1), Some(Part::Word(words)) if words[0] == "'s");
        let mention = if owned { mention } else { self.owned_event(mention) };
        if view.mentions[mention].kind == Kind::Demonym {
            return false;
        }
        let (list, next) = if object || part > 0 {
            self.listed(mention, end)
        } else {
            (vec![mention], view.mentions[mention].tokens.end)
        };
        let target = if object { &mut found.objects } else { &mut found.subjects };
        let before = target.len();
        target.extend(list);
        if self.step(parts, part + 1, next, end, found) {
            return true;
        }
        let target = if object { &mut found.objects } else { &mut found.subjects };
        target.truncate(before);
        false
    }

    /// Behind the small words before a name: `the`, `entrepreneur`, `his former rival,`.
    fn behind_small(&self, at: usize) -> usize {
        let view = self.view;
        if view.mention_from(at).is_some() {
            return at;
        }
        let lower = |at: usize| view.token(at).is_some_and(|token| token.form == Form::Lower);
        let mut start = at;
        if matches!(view.small(start), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            start += 1;
        }
        // `endorsed his former rival, Ann Lee.`
        if matches!(view.small(at), "his" | "her" | "their" | "its")
            && let Some(comma) = (start + 1..start + 4).find(|at| view.word(*at) == ",")
            && (start..comma).all(lower)
            && let Some(named) = view.mention_from(comma + 1)
            && self.closes(view.mentions[named].tokens.end, &view.sentence(at))
        {
            return comma + 1;
        }
        // `backed by entrepreneur Ann Lee`
        let occupied = view.lexicon.has("occupations", view.small(start)) && lower(start);
        let named = view.mention_from(start).is_none() && view.mention_from(start + 1).is_some();
        start + usize::from(occupied && named)
    }

    /// `the Democratic Party's primary`: the event is what is meant.
    fn owned_event(&self, mention: usize) -> usize {
        let view = self.view;
        let mark = view.mentions[mention].tokens.end;
        let owns = view.scan.tokens.get(mark).is_some_and(|token| token.form == Form::Possessive);
        let event = view.mention_from(mark + 1).filter(|event| {
            owns && view.mentions[*event].kind == Kind::Event && view.same_sentence(mark, mark + 1)
        });
        event.unwrap_or(mention)
    }

    /// `A, B and C`: the mentions of a list and where it ends.
    fn listed(&self, mention: usize, end: usize) -> (Vec<usize>, usize) {
        let view = self.view;
        let mut list = vec![mention];
        let mut next = view.mentions[mention].tokens.end;
        loop {
            let mut over = next;
            let comma = view.word(over) == ",";
            over += usize::from(comma);
            let and = matches!(view.small(over), "and" | "or" | "&");
            over += usize::from(and);
            over += usize::from(view.small(over) == "the");
            if over == next || over >= end {
                break;
            }
            over = self.behind_country(over);
            let Some(more) = view.mention_from(over) else { break };
            // A comma alone may begin something else, unless the list ends with `and`.
            let tail = view.mentions[more].tokens.end;
            let goes_on = view.word(tail) == ","
                && view.mention_from(tail + 1 + usize::from(view.small(tail + 1) == "and")).is_some();
            let listed = and || comma && (matches!(view.small(tail), "and" | "or") || goes_on);
            let same = view.mentions[more].kind == view.mentions[mention].kind
                || view.mentions[more].thing.is_some() == view.mentions[mention].thing.is_some();
            if !listed || !same || view.mentions[more].kind == Kind::Demonym {
                break;
            }
            list.push(more);
            next = tail;
        }
        (list, next)
    }

    /// Where a person's title begins: behind `former` and the country or body that the post is of, as in `former US
    /// Vice President Ann Lee`.
    fn behind_country(&self, at: usize) -> usize {
        let view = self.view;
        let start =
            at + usize::from(view.lexicon.has("former", view.small(at)) && view.mention_from(at).is_none());
        let titled = |at: usize| {
            view.mention_from(at)
                .is_some_and(|found| view.mentions[found].title.is_some() && view.mentions[found].from == at)
        };
        if titled(start) {
            return start;
        }
        let Some(owner) = view.mention_from(start).map(|owner| &view.mentions[owner]) else { return at };
        let behind = owner.tokens.end;
        if owner.kind != Kind::Person && titled(behind) && view.same_sentence(at, behind) {
            behind
        } else {
            at
        }
    }

    /// Makes proposals of what a phrase found.
    fn state(&mut self, phrase: &Phrase, start: usize, mut found: Found) {
        if self.is_question(start) {
            return;
        }
        let Some(modality) = self.modality(phrase, start, &found) else { return };
        // `the party's primary and the general election`: the second is nobody's.
        if phrase.second_word() == Some("'s") && phrase.parts.first() == Some(&Part::Object) {
            found.subjects.truncate(1);
            found.end = found.subjects.first().map_or(found.end, |at| self.view.mentions[*at].tokens.end);
        }
        let mut from = start;
        let mut subjects: Vec<Ref> = Vec::new();
        let leads = phrase.parts.first() == Some(&Part::Subject);
        for &mention in &found.subjects {
            if leads && !self.leads_clause(phrase, mention) {
                return;
            }
            let Some(thing) = self.fit(phrase, mention, true) else { return };
            subjects.push(thing);
        }
        if leads && let Some(&first) = found.subjects.first() {
            let mut number = first;
            while let Some((before, at)) = self.joined_before(number) {
                let Some(thing) = self.fit(phrase, before, true) else { break };
                subjects.push(thing);
                from = at;
                number = before;
            }
        }
        let mut note = None;
        if let Some(at) = found.pronoun {
            let Some((person, why)) = self.whom(at) else { return };
            if self.ontology.domain_misfit(phrase.property, &self.things.get(person).classes).is_some()
                || !self.is_plausible(phrase, person, true)
            {
                return;
            }
            subjects.push(person);
            note = why;
        }
        if subjects.is_empty() {
            let Some(event) = self.event_before(phrase, start) else { return };
            subjects.push(event);
        }
        // `Senator Ann Lee of Ohio and Bo Berg`: the second is of nobody.
        let of = phrase.parts.len() == 3 && phrase.second_word() == Some("of");
        if of && phrase.parts.last() == Some(&Part::Object) {
            found.objects.truncate(1);
            found.end = found.objects.first().map_or(found.end, |at| self.view.mentions[*at].tokens.end);
        }
        let objects = self.objects(phrase, &found);
        let last = found.objects.last().copied();
        // `in Germany’s capital`: what is meant is something else.
        if let Some(last) = last
            && phrase.parts.last() == Some(&Part::Object)
            && !self.object_ends(last)
        {
            return;
        }
        let sure = phrase.sure;
        for &subject in &subjects {
            for (object, inferred) in &objects {
                if *object == Object::Thing(subject) {
                    continue;
                }
                self.proposals.push(
                    Proposal::new(End::Thing(subject), phrase.property, object.clone(), from..found.end)
                        .modality(modality)
                        .inferred(inferred.clone().or_else(|| note.clone()))
                        .sure(if note.is_some() { sure - 0.05 } else { sure }),
                );
            }
        }
    }

    /// Whether nothing behind a mention turns it into a part of something else.
    pub(super) fn object_ends(&self, mention: usize) -> bool {
        let view = self.view;
        let end = view.mentions[mention].tokens.end;
        let Some(next) = view.token(end).filter(|_| view.same_sentence(end.saturating_sub(1), end)) else {
            return true;
        };
        let noun = next.form == Form::Lower
            && !view.lexicon.has("after-nouns", view.small(end))
            && !view.lexicon.has("not-names", view.small(end))
            && !view.lexicon.has("say", view.small(end))
            && !view.lexicon.has("place-kinds", view.small(end))
            && !view.small(end).ends_with("ly")
            && !view.small(end).ends_with("ing")
            && !view.small(end).ends_with("ed");
        !(next.form == Form::Possessive
            || noun
            || view.word(end) == "-" && !next.spaced
            || next.is_capital() && view.mention_at(end).is_some() && next.spaced)
    }

    /// Whether a subject is that of its clause and not of something before it: `the president of France signed`.
    pub(super) fn leads_clause(&self, phrase: &Phrase, mention: usize) -> bool {
        let view = self.view;
        let found = &view.mentions[mention];
        let of = found
            .from
            .checked_sub(1)
            .map(|before| if view.small(before) == "the" { before.saturating_sub(1) } else { before });
        // `the city of Niamey, Niger's capital`: both are one.
        let one =
            |of: usize| of.checked_sub(1).is_some_and(|at| view.lexicon.has("place-kinds", view.small(at)));
        let within =
            of.is_some_and(|of| view.small(of) == "of" && view.same_sentence(of, found.from) && !one(of));
        let aside = phrase.second_word() == Some(",");
        if within && aside {
            return false;
        }
        if found.kind == Kind::Event || matches!(phrase.second_word(), Some("," | "'s" | "in" | "-" | "(")) {
            return true;
        }
        if matches!(phrase.parts.get(1), Some(Part::Object)) {
            return true;
        }
        let Some(before) = found.from.checked_sub(1).filter(|before| view.same_sentence(*before, found.from))
        else {
            return true;
        };
        let before = if view.small(before) == "the" { before.saturating_sub(1) } else { before };
        !view.lexicon.has("before-no-subject", view.small(before))
            && view.scan.tokens[before].form != Form::Possessive
    }

    /// The mention that is joined to one by `and` before it.
    pub(super) fn joined_before(&self, mention: usize) -> Option<(usize, usize)> {
        let view = self.view;
        let mut at = view.mentions[mention].from.checked_sub(1)?;
        if view.small(at) == "the" {
            at = at.checked_sub(1)?;
        }
        if view.small(at) != "and" {
            return None;
        }
        let mut end = at.checked_sub(1)?;
        if view.word(end) == "," {
            end = end.checked_sub(1)?;
        }
        let before = view.mention_at(end).filter(|before| view.mentions[*before].tokens.end == end + 1)?;
        (view.same_sentence(end, at) && view.mentions[before].kind == view.mentions[mention].kind)
            .then(|| (before, view.mentions[before].from))
    }

    /// How real a phrase is here; none where it is denied or only thought of.
    pub(super) fn modality(&self, phrase: &Phrase, start: usize, found: &Found) -> Option<Modality> {
        let view = self.view;
        let mut modality = phrase.modality;
        let inner = found.between.iter().copied();
        let sentence = view.sentence(start);
        let clause_start = (sentence.start..start)
            .rev()
            .find(|at| matches!(view.word(*at), "," | ";" | ":" | "("))
            .map_or(sentence.start, |at| at + 1);
        let before = clause_start.max(start.saturating_sub(6))..start;
        for at in before {
            if view.lexicon.has("unreal", view.small(at)) {
                return None;
            }
            if matches!(view.small(at), "planned" | "upcoming" | "scheduled" | "proposed")
                && phrase.object.is_none()
            {
                modality = Modality::Planned;
            }
        }
        for at in inner {
            let word = view.small(at);
            if view.lexicon.has("negations", word) || word.ends_with("n't") || word.ends_with("n’t") {
                return None;
            }
            if word == "will" || word == "to" || view.lexicon.has("planned", word) {
                modality = Modality::Planned;
            } else if view.lexicon.has("aspired", word) {
                modality = Modality::Aspired;
            } else if view.lexicon.has("expected", word) {
                modality = Modality::Expected;
            } else if view.lexicon.has("possible", word) {
                return None;
            }
        }
        Some(modality)
    }

    /// The thing of a mention where its class fits the property.
    fn fit(&mut self, phrase: &Phrase, mention: usize, subject: bool) -> Option<Ref> {
        let mut found = self.view.mentions[mention].clone();
        found.thing = self.thing_at(mention);
        let ontology = self.ontology;
        let misfit = |classes: &crate::ontology::ClassSet| {
            if subject {
                ontology.domain_misfit(phrase.property, classes)
            } else {
                ontology.range_misfit(phrase.property, Some(classes))
            }
        };
        let name = |iri: &str| match iri.strip_prefix(AF) {
            Some(local) => local.to_owned(),
            None => iri.to_owned(),
        };
        if let Some(thing) = found.thing {
            let Some(misfit) = misfit(&self.things.get(thing).classes) else {
                return self.is_plausible(phrase, thing, subject).then_some(thing);
            };
            let &[wanted] = &misfit.wanted[..] else { return None };
            // A class of the user's own, which no rule knows.
            if wanted.starts_with(AF) {
                return None;
            }
            let class = ontology.class(wanted)?;
            let short = self.things.class_name(wanted);
            return self.things.refine(thing, class, &short).then_some(thing);
        }
        if found.kind == Kind::Demonym {
            return None;
        }
        let nothing = ontology.class_set(&[]);
        let wanted = misfit(&nothing)?;
        let &[wanted] = &wanted.wanted[..] else { return None };
        let class = name(wanted);
        let usable = matches!(class.as_str(), "Organization" | "Place" | "Person" | "LegalInstrument");
        // `EEZ` does not name a person.
        let loud = found.tokens.clone().any(|at| self.view.scan.tokens[at].form == Form::Capitals);
        if class == "Person" && (found.tokens.len() < 2 || loud) {
            return None;
        }
        let only_place = class == "Place" && self.view.mentions[mention].tokens.len() <= 3;
        if wanted.starts_with(AF) {
            return (usable && (class != "Place" || only_place))
                .then(|| self.things.mint(&self.view.label(&found.tokens), &class))
                .flatten();
        }
        let class_id = ontology.class(wanted)?;
        let short = self.things.class_name(wanted);
        self.things.mint_class(&self.view.label(&found.tokens), class_id, &short)
    }

    /// What classes alone do not tell: a city takes place nowhere, a person is nobody's place.
    fn is_plausible(&self, phrase: &Phrase, thing: Ref, subject: bool) -> bool {
        let iri = self.ontology.property_iri(phrase.property);
        let Some(local) = iri.strip_prefix(AF) else { return true };
        // `Joanna Cherry of the Scottish National Party`, `Ann Lee of Oxford University`
        let second = phrase.second_word();
        let only_of = phrase.parts.len() == 3 && second == Some("of");
        match (local, subject) {
            ("when" | "status", true) => self.things.is_a(thing, "Event"),
            // `Holy Cross Hospital in Fort Lauderdale`
            ("place", true)
                if phrase.modality == Modality::Completed && self.things.is_a(thing, "Organization") =>
            {
                phrase.parts.len() == 3 && self.is_called(thing, "houses")
            }
            ("place", true) => {
                phrase.modality == Modality::Ongoing
                    && !self.things.is_a(thing, "Person")
                    && !self.things.is_a(thing, "Country")
                    || self.things.is_a(thing, "Event")
            }
            ("employs", true) if matches!(second, Some("of" | "from")) => {
                self.things.is_a(thing, "Organization") && self.is_called(thing, "scholarly")
            }
            ("employs", false) => self.things.is_a(thing, "Person"),
            ("penalty", true) | ("nationality", true) => self.things.is_a(thing, "Person"),
            // Who joins is a person; a state joins a treaty.
            ("memberOf", true) if second == Some("joined") || only_of => self.things.is_a(thing, "Person"),
            ("memberOf", false) if second == Some("joined") => self.things.is_a(thing, "Organization"),
            // But not `of France`
            ("memberOf", false) if only_of => {
                self.things.is_a(thing, "Organization") && !self.is_called(thing, "scholarly")
            }
            ("hosts", false) | ("participant", true) | ("organizedBy", true) => {
                self.things.is_a(thing, "Event")
            }
            ("opposes", false) => {
                self.things.is_a(thing, "Event")
                    || self.things.is_a(thing, "Agent")
                    || self.things.is_a(thing, "LegalInstrument")
            }
            ("employs", true) | ("chairs", false) => {
                self.things.is_a(thing, "Organization") || self.things.is_a(thing, "Group")
            }
            ("owns" | "acquires", false) => self.things.is_a(thing, "Organization"),
            ("partOf", true) => !self.things.is_a(thing, "Person"),
            ("cost" | "worth", true) => !self.things.is_a(thing, "Person"),
            ("affects" | "supports", false) => {
                !self.things.is_a(thing, "Place") || self.things.is_a(thing, "Agent")
            }
            ("affects", true) => self.things.is_a(thing, "Event"),
            _ => true,
        }
    }

    /// Whether a thing's label has a word of a list.
    fn is_called(&self, thing: Ref, list: &str) -> bool {
        let label = &self.things.get(thing).label;
        label.split([' ', '-']).any(|word| self.view.lexicon.has(list, &word.to_lowercase()))
    }

    /// The event that a phrase without a subject is about: the nearest before, in this sentence or the article.
    fn event_before(&self, phrase: &Phrase, at: usize) -> Option<Ref> {
        let view = self.view;
        let sentence = view.sentence(at);
        let fits = |mention: &usize| {
            let found = &view.mentions[*mention];
            found.thing.is_some_and(|thing| {
                self.things.is_a(thing, "Event")
                    && !self.things.is_a(thing, "Utterance")
                    && self.ontology.domain_misfit(phrase.property, &self.things.get(thing).classes).is_none()
            })
        };
        let within = view.mentions_in(&sentence).rev().find(fits);
        // Or in the sentence before: what is farther away is another one.
        let earlier = sentence.start.checked_sub(1).map_or(0..0, |at| view.sentence(at));
        let before = || view.mentions_in(&earlier).rev().find(fits);
        view.mentions[within.or_else(before)?].thing
    }

    /// The objects that a phrase found, each with what is inferred of it.
    fn objects(&mut self, phrase: &Phrase, found: &Found) -> Vec<(Object, Option<String>)> {
        let view = self.view;
        let ontology = self.ontology;
        let property = phrase.property;
        if let Some(value) = &phrase.object {
            return vec![(Object::Value(value.clone()), None)];
        }
        let literal = ontology.kind(property) == PropertyKind::Datatype;
        if let Some(index) = found.time {
            let date = &view.scan.dates[index];
            let Some(edtf) = date.edtf.clone() else { return Vec::new() };
            let note =
                date.resolved.then(|| format!("“{}” by the article's date.", view.words(&date.tokens)));
            if ontology.range_is_time(property) {
                return vec![(Object::Time(edtf), note)];
            }
            let datatype = match edtf.len() {
                10 => "xsd:date",
                7 => "xsd:gYearMonth",
                4 => "xsd:gYear",
                _ => return Vec::new(),
            };
            let whole = literal && !edtf.contains('/');
            return if whole {
                vec![(Object::Literal { text: edtf, datatype: Some(datatype), plain: false }, note)]
            } else {
                Vec::new()
            };
        }
        if let Some((index, number)) = &found.number {
            if literal {
                let integer = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                let exact = view.scan.quantities.get(*index).is_none_or(is_exact);
                let object = Object::Literal { text: number.clone(), datatype: None, plain: true };
                return if integer && exact { vec![(object, None)] } else { Vec::new() };
            }
            if self.counts_people(property) {
                return self.people(*index, number, found.end);
            }
            let counted = view.scan.quantities.get(*index).filter(|quantity| quantity.unit.is_some());
            return if ontology.range_is_quantity(property) && counted.is_some() {
                vec![(Object::Quantity(*index), None)]
            } else {
                Vec::new()
            };
        }
        if let Some(index) = found.quantity {
            if ontology.range_is_quantity(property) && self.unit_fits(property, index) {
                return vec![(Object::Quantity(index), None)];
            }
            if literal {
                let quantity = &view.scan.quantities[index];
                let object = Object::Literal { text: quantity.number.0.clone(), datatype: None, plain: true };
                return if is_exact(quantity) && quantity.number.1.is_none() {
                    vec![(object, None)]
                } else {
                    Vec::new()
                };
            }
            return Vec::new();
        }
        if literal {
            return Vec::new();
        }
        found
            .objects
            .iter()
            .filter_map(|mention| self.fit(phrase, *mention, false))
            .map(|thing| (Object::Thing(thing), None))
            .collect()
    }

    fn counts_people(&self, property: crate::ontology::PropertyId) -> bool {
        matches!(self.ontology.property_iri(property).strip_prefix(AF), Some("deaths" | "injured"))
    }

    /// `killing eleven`: people, where nothing else is named.
    fn people(&self, index: usize, number: &str, end: usize) -> Vec<(Object, Option<String>)> {
        let view = self.view;
        let next = view.token(end).filter(|_| view.same_sentence(end.saturating_sub(1), end));
        let whole =
            next.is_none_or(|next| !next.is_word() || view.lexicon.has("after-counts", view.small(end)));
        let exact = match view.scan.quantities.get(index) {
            Some(quantity) => quantity.unit.is_none() && is_exact(quantity),
            None => {
                // The words for a bound are no part of a bare number.
                let before = (end.saturating_sub(4)..end).map(|at| view.small(at));
                !before.into_iter().any(|word| {
                    ["about", "above", "below"].iter().any(|list| view.lexicon.has(list, word))
                        || matches!(word, "least" | "most" | "than" | "to" | "another")
                })
            }
        };
        let small = number.parse::<u32>().is_ok_and(|number| (1..1900).contains(&number));
        if whole && exact && small {
            vec![(Object::Measure { number: number.to_owned(), unit: "people" }, None)]
        } else {
            Vec::new()
        }
    }

    /// Money for what costs or is worth something, people for a population.
    fn unit_fits(&self, property: crate::ontology::PropertyId, index: usize) -> bool {
        let Some(unit) = self.view.scan.quantities[index].unit.as_deref() else { return false };
        let money = unit.split(' ').any(|word| self.view.lexicon.has("money", word));
        match self.ontology.property_iri(property).strip_prefix(AF) {
            Some("cost" | "worth") => money,
            Some("deaths" | "injured" | "casualties") => self.view.lexicon.has("people-units", unit),
            Some("penalty") => money || matches!(unit, "years" | "months" | "days"),
            Some("population") => unit.contains("people"),
            Some("share") => unit == "percent",
            _ => true,
        }
    }
}

fn is_exact(quantity: &Quantity) -> bool {
    quantity.bound == crate::draft::scan::quantity::Bound::Exact
}
