//! What names say by themselves: abbreviations, bodies, and which place lies in which.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::abbreviation::abbreviates;
use crate::draft::scan::name::{Kind, is_science};
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;
use std::ops::Range;

/// Proposes what can be told by names.
pub(crate) fn names(work: &mut Work<'_, '_, '_>) {
    for number in 0..work.view.mentions.len() {
        work.abbreviation(number);
        work.body(number);
        work.located(number);
        work.within(number);
        work.kind(number);
        work.apposed(number);
        work.party(number);
        work.compatriot(number);
        work.known_as(number);
        work.age(number);
    }
    for at in 0..work.view.scan.tokens.len() {
        if super::phrases::is_pronoun(work.view, at) {
            work.apposed_pronoun(at);
            work.age_of_pronoun(at);
        }
    }
}

impl Work<'_, '_, '_> {
    /// `African Union (AU)`
    fn abbreviation(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let open = mention.tokens.end;
        let short = view.word(open + 1).to_owned();
        let capitals = view.token(open + 1).is_some_and(|token| token.is_capital());
        if view.word(open) != "("
            || view.word(open + 2) != ")"
            || !capitals
            || mention.kind == Kind::Person
            || mention.tokens.len() < 2
        {
            return;
        }
        if !abbreviates(&short, &view.label(&mention.tokens)) {
            return;
        }
        let Some(thing) = mention.thing.or_else(|| self.thing_as(number, "Organization")) else { return };
        self.things.alt_label(thing, &short);
        let Some(property) = self.ontology.property("http://www.w3.org/2004/02/skos/core#altLabel") else {
            return;
        };
        let object = Object::Literal { text: short, datatype: None, plain: false };
        let quote = mention.from..open + 3;
        self.proposals.push(
            Proposal::new(End::Thing(thing), property, object, quote)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.95),
        );
    }

    /// `the Rapporteur Group of the Committee of Ministers`, `the Russian Ministry of Defence`
    fn body(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        if matches!(
            mention.kind,
            Kind::Person | Kind::Country | Kind::Place | Kind::Event | Kind::Instrument | Kind::Demonym
        ) {
            return;
        }
        let is_body = mention.tokens.clone().any(|at| view.lexicon.has("body-words", view.small(at)))
            && mention.thing.is_none_or(|thing| self.things.is_a(thing, "Organization"));
        if !is_body {
            return;
        }
        // An adjective of a country before or at the beginning of the name.
        let first = mention.tokens.start;
        let before = first.checked_sub(1).filter(|before| view.same_sentence(*before, first));
        let mut whole = before.and_then(|before| {
            let owner = view.mention_at(before)?;
            (view.mentions[owner].kind == Kind::Demonym && view.mentions[owner].tokens.end == first)
                .then_some(before)
        });
        if whole.is_none() && mention.tokens.len() > 1 && view.lexicon.demonyms.contains_key(view.word(first))
        {
            whole = Some(first);
        }
        if let Some(at) = whole
            && let Some(country) = self.country_of(at)
        {
            return self.body_of_owner(number, country, at..mention.tokens.end, 0.85);
        }
        // `Supreme Court of the United Kingdom`: one name with the owner in it.
        let inner = mention.tokens.clone().rev().find(|at| view.small(*at) == "of").filter(|of| {
            (mention.tokens.start..*of).any(|at| view.lexicon.has("body-words", view.small(at)))
        });
        if let Some(of) = inner {
            let start = of + 1 + usize::from(view.small(of + 1) == "the");
            let owner = view.label(&(start..mention.tokens.end));
            let country = view.lexicon.countries.get(&owner).cloned();
            let owner = match country {
                Some(country) => self.things.mint(&country, "Country"),
                None => self.things.by_label(&owner).filter(|thing| {
                    self.things.is_a(*thing, "Organization") || self.things.is_a(*thing, "Country")
                }),
            };
            if let Some(owner) = owner {
                return self.body_of_owner(number, owner, mention.from..mention.tokens.end, 0.88);
            }
        }
        // `X of the Y`, `Y’s X`
        let end = mention.tokens.end;
        if view.small(end) == "of" {
            let at = end + 1 + usize::from(view.small(end + 1) == "the");
            let Some(owner) = view.mention_from(at).filter(|owner| *owner != number) else { return };
            let Some(thing) = view.mentions[owner].thing else { return };
            if self.things.is_a(thing, "Organization") || self.things.is_a(thing, "Country") {
                let end = view.mentions[owner].tokens.end;
                self.body_of_owner(number, thing, mention.from..end, 0.88);
            }
            return;
        }
        let Some(possessive) = before.filter(|before| view.scan.tokens[*before].form == Form::Possessive)
        else {
            return;
        };
        let Some(owner) = possessive.checked_sub(1).and_then(|at| view.mention_at(at)) else { return };
        let Some(thing) = view.mentions[owner].thing else { return };
        if self.things.is_a(thing, "Organization") || self.things.is_a(thing, "Country") {
            self.body_of_owner(number, thing, view.mentions[owner].from..end, 0.85);
        }
    }

    fn body_of_owner(&mut self, number: usize, owner: Ref, quote: Range<usize>, sure: f64) {
        let Some(body) = self.thing_as(number, "Organization") else { return };
        if body != owner {
            self.propose("bodyOf", |property| {
                Proposal::new(End::Thing(body), property, Object::Thing(owner), quote)
                    .modality(Modality::Ongoing)
                    .named()
                    .sure(sure)
            });
        }
    }

    /// `oceanographer Walter Munk`, `the newspaper Le Monde`, `the Indian city of Pune`
    fn kind(&mut self, number: usize) {
        let view = self.view;
        let Some((at, class)) = self.kind_before(number) else { return };
        let mention = view.mentions[number].clone();
        if mention.thing.is_none() && mention.tokens.len() == 1 && class == "Person" {
            return;
        }
        let Some(thing) = self.thing_as(number, class) else { return };
        let (label, start) = self.kind_label(at);
        let Some(kind) = self.things.mint(&label, "Concept") else { return };
        let past = self.former_before(start);
        let modality = if past.is_some() { Modality::Completed } else { Modality::Ongoing };
        let end = mention.tokens.end;
        if let Some(property) = self.ontology.property("http://purl.org/dc/terms/type") {
            let quote = past.unwrap_or(start)..end;
            self.proposals.push(
                Proposal::new(End::Thing(thing), property, Object::Thing(kind), quote)
                    .modality(modality)
                    .named()
                    .sure(0.86),
            );
        }
        self.country_of_kind(at, thing, class, end);
        if class == "Person" && modality == Modality::Ongoing {
            self.employer(at, thing, end);
        }
    }

    /// The noun for what a name names, right before it or before `of`, and its class.
    fn kind_before(&self, number: usize) -> Option<(usize, &'static str)> {
        let view = self.view;
        let mention = &view.mentions[number];
        if matches!(mention.kind, Kind::Country | Kind::Demonym | Kind::Event | Kind::Instrument) {
            return None;
        }
        let mut at = mention.from.checked_sub(1).filter(|at| view.same_sentence(*at, mention.from))?;
        let of = view.small(at) == "of" && mention.title.is_none();
        if of {
            at = at.checked_sub(1).filter(|before| view.same_sentence(*before, at))?;
        }
        let noun = view.small(at);
        let begins = at == view.sentence(at).start && !of;
        let form = view.token(at)?.form;
        if !(form == Form::Lower || begins && form == Form::Capital) || mention.from != mention.tokens.start {
            return None;
        }
        // `a neighbourhood of Aleppo` is a part of it.
        if of && !self.is_the_place(at) {
            return None;
        }
        // `property developer Echo Investment`
        let company = || view.lexicon.has("company-occupations", noun) && mention.kind != Kind::Person;
        if !of && (view.lexicon.has("occupations", noun) || is_science(noun)) && !company() {
            Some((at, "Person"))
        } else if !of && view.lexicon.has("organization-kinds", noun) {
            Some((at, "Organization"))
        } else {
            let place = view.lexicon.has("place-kinds", noun) && (of || self.is_placed(at, mention));
            place.then_some((at, "Place"))
        }
    }

    /// `the Serbian capital Belgrade`, `French inventor Franky Zapata`, `the Indian city of Pune`: by the adjective before
    /// the kind.
    fn country_of_kind(&mut self, noun: usize, thing: Ref, class: &str, end: usize) {
        let before = match class {
            "Person" => self.demonym_before(noun),
            "Place" => noun.checked_sub(1),
            _ => None,
        };
        let Some(before) = before else { return };
        let Some(country) = self.country_of(before) else { return };
        let capital = class == "Place" && self.view.small(noun) == "capital";
        let all: &[&str] = match class {
            "Person" => &["nationality"],
            _ if capital => &["capitalOf", "place"],
            _ => &["place"],
        };
        for property in all {
            self.propose(property, |property| {
                Proposal::new(End::Thing(thing), property, Object::Thing(country), before..end)
                    .modality(Modality::Ongoing)
                    .named()
                    .sure(0.88)
            });
        }
    }

    /// Where `former` is that is said of the words from a token on, if it is.
    pub(super) fn former_before(&self, start: usize) -> Option<usize> {
        let view = self.view;
        let floor = start.saturating_sub(4).max(view.sentence(start).start);
        for at in (floor..start).rev() {
            if view.lexicon.has("former", view.small(at)) {
                return Some(at);
            }
            let adjective =
                view.token(at).is_some_and(|token| token.form == Form::Lower) && !self.is_small(at);
            let owner = view.mention_at(at).is_some_and(|found| {
                let found = &view.mentions[found];
                found.title.is_none()
                    && matches!(found.kind, Kind::Demonym | Kind::Country | Kind::Organization)
            });
            if !adjective && !owner {
                return None;
            }
        }
        None
    }

    /// `ESPN columnist Ann Lee`, `NASA astronaut Ann Lee`: whose work an occupation is.
    fn employer(&mut self, noun: usize, person: Ref, end: usize) {
        let view = self.view;
        let Some(before) = noun.checked_sub(1).filter(|at| view.same_sentence(*at, noun)) else { return };
        // What one is without being anybody's.
        if view.lexicon.has("unemployed", view.small(noun)) {
            return;
        }
        let Some(number) = view.mention_at(before).filter(|number| view.mentions[*number].tokens.end == noun)
        else {
            return;
        };
        let owner = view.mentions[number].clone();
        let named = owner.kind == Kind::Organization
            || owner.thing.is_none()
                && owner.kind == Kind::Unknown
                && owner
                    .tokens
                    .clone()
                    .all(|at| view.token(at).is_some_and(|token| token.form == Form::Capitals));
        let Some(owner_thing) = named.then(|| self.thing_as(number, "Organization")).flatten() else {
            return;
        };
        self.propose("employs", |property| {
            Proposal::new(End::Thing(owner_thing), property, Object::Thing(person), owner.from..end)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.84)
        });
    }

    /// `the Serbian capital Belgrade`, `the Indian city Pune`
    fn is_placed(&self, noun: usize, mention: &crate::draft::view::Mention) -> bool {
        let view = self.view;
        let country = noun.checked_sub(1).is_some_and(|at| {
            view.mention_at(at).is_some_and(|found| view.mentions[found].kind == Kind::Demonym)
        });
        country
            && matches!(view.small(noun), "capital" | "city" | "town" | "village" | "province" | "island")
            && matches!(mention.kind, Kind::Place | Kind::Unknown | Kind::Known(_))
    }

    /// Whether the noun of a place is the one that is named behind it: `the city of Pune`, `the Indian city of Pune`.
    fn is_the_place(&self, noun: usize) -> bool {
        let view = self.view;
        if matches!(
            view.small(noun),
            "neighborhood" | "neighbourhood" | "suburb" | "capital" | "port" | "region" | "territory"
        ) {
            return false;
        }
        let start = noun.saturating_sub(4).max(view.sentence(noun).start);
        let article =
            (start..noun).rev().find(|at| matches!(view.small(*at), "the" | "a" | "an" | "of" | "in"));
        article.is_some_and(|at| view.small(at) == "the")
    }

    /// `Ann Lee, 34,`, `34-year-old Ann Lee`, `Ann Lee, aged 34`
    fn age(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let known = mention.thing.filter(|thing| self.things.is_a(*thing, "Person"));
        let person = matches!(mention.kind, Kind::Person | Kind::Unknown | Kind::Known(_));
        if known.is_none() && (mention.thing.is_some() || !person) {
            return;
        }
        let named = known.is_some() || mention.tokens.len() > 1;
        let found = self.age_before(&mention, named).or_else(|| self.age_behind(&mention, known.is_some()));
        let Some((age, quote)) = found else { return };
        // `22-year-old Ann Lee`: who has an age is a person.
        let Some(person) = known.or_else(|| self.thing_as(number, "Person")) else { return };
        let past = view.small(mention.tokens.end) == "was";
        self.propose("age", |property| {
            Proposal::new(
                End::Thing(person),
                property,
                Object::Measure { number: age.to_string(), unit: "years" },
                quote,
            )
            .modality(if past { Modality::Completed } else { Modality::Ongoing })
            .named()
            .sure(0.93)
        });
    }

    /// The age that a token is, in figures or words: `34`, `34-year-old`, `fifteen`.
    fn age_at(&self, at: usize, sentence: &Range<usize>) -> Option<u32> {
        let view = self.view;
        let token = view.token(at).filter(|_| sentence.contains(&at))?;
        let small = view.small(at);
        let word = small.strip_suffix("-year-old").unwrap_or(small);
        let age: u32 = match token.form {
            Form::Number => view.word(at).parse().ok()?,
            _ => view.lexicon.get("numbers", word)?.parse().ok()?,
        };
        (1..=119).contains(&age).then_some(age)
    }

    /// An age behind a name: `Ann Lee, 34,`, `Ann Lee was 34 years old`, `Ann Lee, a 34-year-old nurse`
    fn age_behind(&self, mention: &crate::draft::view::Mention, known: bool) -> Option<(u32, Range<usize>)> {
        let view = self.view;
        let sentence = view.sentence(mention.tokens.start);
        let comma = mention.tokens.end;
        let named = known || mention.tokens.len() > 1;
        // `Ann Lee, a 34-year-old nurse`
        let behind = comma + 1 + usize::from(matches!(view.small(comma + 1), "a" | "an" | "the"));
        if named
            && view.word(comma) == ","
            && let Some(age) = self.age_at(behind, &sentence)
            && let Some(old) = (behind..behind + 4)
                .find(|at| view.small(*at).ends_with("year-old") || view.small(*at) == "old")
            && (behind + 1..old).all(|at| matches!(view.small(at), "-" | "year" | "years"))
        {
            return Some((age, mention.from..old + 1));
        }
        // `Ann Lee aged 34`
        if named
            && let Some((age, end)) = self.years_at(comma + usize::from(view.word(comma) == ","))
            && let Ok(age) = age.parse()
        {
            return Some((age, mention.from..end));
        }
        if !known {
            return None;
        }
        if matches!(view.small(comma), "is" | "was")
            && let Some(end) = self.years_behind(comma + 1)
        {
            return Some((self.age_at(comma + 1, &sentence)?, mention.from..end));
        }
        if view.word(comma) != "," {
            return None;
        }
        let at = comma + 1 + usize::from(matches!(view.small(comma + 1), "aged" | "age"));
        let age = self.age_at(at, &sentence).filter(|_| matches!(view.word(at + 1), "," | "."))?;
        Some((age, mention.from..at + 1))
    }

    /// An age before a name: `34-year-old` may be one token or several.
    fn age_before(&self, mention: &crate::draft::view::Mention, named: bool) -> Option<(u32, Range<usize>)> {
        let view = self.view;
        let sentence = view.sentence(mention.tokens.start);
        let start = mention.from.saturating_sub(8).max(sentence.start);
        let old = (start..mention.from)
            .rev()
            .find(|at| view.small(*at) == "old" || view.small(*at).ends_with("year-old"))?;
        let between = (old + 1..mention.from).all(|at| {
            view.token(at).is_some_and(|token| token.form == Form::Lower)
                && !view.lexicon.has("not-names", view.small(at))
                || view.mention_at(at).is_some_and(|other| view.mentions[other].kind == Kind::Demonym)
        });
        let (at, age) = (start..=old).rev().find_map(|at| self.age_at(at, &sentence).map(|age| (at, age)))?;
        let joined = (at + 1..old).all(|at| matches!(view.small(at), "-" | "year" | "years" | "year-"));
        (between && joined && (named || old + 1 == mention.from)).then_some((age, at..mention.tokens.end))
    }

    /// Where a number ends that is an age: `34 and`, `34 years old`.
    fn years_behind(&self, number: usize) -> Option<usize> {
        let view = self.view;
        let token = view.token(number).filter(|token| token.form == Form::Number)?;
        let age: u32 = view.scan.text[token.range.clone()].parse().ok()?;
        let old = matches!(view.small(number + 1), "years" | "year") && view.small(number + 2) == "old";
        let ends = matches!(view.word(number + 1), "." | "," | "and" | "when" | "at");
        ((1..=119).contains(&age) && (old || ends && age > 9)).then_some(number + if old { 3 } else { 1 })
    }

    /// `He was 34 and left early.`
    fn age_of_pronoun(&mut self, pronoun: usize) {
        let view = self.view;
        if !matches!(view.small(pronoun + 1), "is" | "was") {
            return;
        }
        // `when he was 18`
        let start = pronoun.saturating_sub(3).max(view.sentence(pronoun).start);
        if (start..pronoun)
            .any(|at| matches!(view.small(at), "when" | "since" | "until" | "after" | "if" | "while"))
        {
            return;
        }
        let Some(end) = self.years_behind(pronoun + 2) else { return };
        let Some((person, note)) = self.whom(pronoun) else { return };
        let object = Object::Measure { number: view.word(pronoun + 2).to_owned(), unit: "years" };
        let past = view.small(pronoun + 1) == "was";
        self.propose("age", |property| {
            Proposal::new(End::Thing(person), property, object, pronoun..end)
                .modality(if past { Modality::Completed } else { Modality::Ongoing })
                .inferred(note)
                .named()
                .sure(0.86)
        });
    }

    /// `Magnitogorsk, Russia`: a place in a larger one.
    fn located(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let comma = mention.tokens.end;
        if view.word(comma) != ","
            || matches!(
                mention.kind,
                Kind::Country | Kind::Person | Kind::Event | Kind::Demonym | Kind::Instrument
            )
        {
            return;
        }
        let Some(outer) = view.mention_from(comma + 1) else { return };
        if self.chain(number, outer) {
            return;
        }
        let outer_mention = view.mentions[outer].clone();
        let Some(large) = outer_mention.thing.filter(|thing| self.things.is_a(*thing, "Place")) else {
            return;
        };
        let label = self.things.get(large).label.clone();
        let is_country = outer_mention.kind == Kind::Country || self.things.is_a(large, "Country");
        let is_large = is_country || view.lexicon.places.contains(&label) && !view.lexicon.is_city(&label);
        let after = outer_mention.tokens.end;
        // `Niamey, Niger's capital`
        let owns = view.token(after).is_some_and(|token| token.form == Form::Possessive);
        let listed = view.small(after) == "and"
            || !is_country && view.word(after) == "," && view.small(after + 1) == "and"
            || view.word(after) == ","
                && view.mention_from(after + 1).is_some_and(|next| {
                    let next = &view.mentions[next];
                    let place = next.thing.is_some_and(|thing| self.things.is_a(thing, "Place"));
                    place && (next.kind != Kind::Country || outer_mention.kind == Kind::Country)
                });
        let before = mention.from.checked_sub(1).map_or("", |at| view.small(at));
        let place = mention.thing.is_some_and(|thing| self.things.is_a(thing, "Place"));
        let leads =
            matches!(before, "in" | "at" | "near" | "from" | "of" | "to" | "outside" | "around" | "for");
        let organization = mention.thing.is_some_and(|thing| self.things.is_a(thing, "Organization"));
        // `in Colorado, Arkansas and Texas`: none lies in the next.
        let states = !is_country
            && mention.thing.is_some_and(|thing| {
                let label = &self.things.get(thing).label;
                view.lexicon.places.contains(label) && !view.lexicon.is_city(label)
            });
        if !is_large || owns || listed || states || !leads && (organization || !place) {
            return;
        }
        let small = if organization { mention.thing } else { self.thing_as(number, "Place") };
        let Some(small) = small.filter(|small| *small != large) else { return };
        let quote = mention.from.saturating_sub(usize::from(leads))..after;
        self.propose("place", |property| {
            Proposal::new(End::Thing(small), property, Object::Thing(large), quote)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.9)
        });
    }
}

impl Work<'_, '_, '_> {
    /// `in Reading, Berkshire, UK`: each place in the next, where the last one is known to be large.
    fn chain(&mut self, number: usize, middle: usize) -> bool {
        let view = self.view;
        let (inner, between) = (view.mentions[number].clone(), view.mentions[middle].clone());
        let before = inner.from.checked_sub(1).map_or("", |at| view.small(at));
        let may_be_place = |mention: &crate::draft::view::Mention,
                            things: &crate::draft::thing::Things<'_>| {
            !matches!(
                mention.kind,
                Kind::Country | Kind::Person | Kind::Event | Kind::Demonym | Kind::Instrument
            ) && mention.title.is_none()
                && mention.thing.is_none_or(|thing| things.is_a(thing, "Place"))
        };
        if !matches!(before, "in" | "at" | "near" | "from" | "of" | "to" | "outside")
            || between.thing.is_some_and(|thing| view.lexicon.places.contains(&self.things.get(thing).label))
            || !may_be_place(&inner, self.things)
            || !may_be_place(&between, self.things)
            || view.word(between.tokens.end) != ","
        {
            return false;
        }
        let Some(last) = view.mention_from(between.tokens.end + 1) else { return false };
        let around = view.mentions[last].clone();
        let after = around.tokens.end;
        let large = around.thing.filter(|thing| {
            let label = &self.things.get(*thing).label;
            self.things.is_a(*thing, "Country")
                || view.lexicon.places.contains(label) && !view.lexicon.is_city(label)
        });
        let listed = view.small(after) == "and"
            || view.word(after) == ","
                && (view.small(after + 1) == "and" || view.mention_from(after + 1).is_some());
        let owns = view.token(after).is_some_and(|token| token.form == Form::Possessive);
        let Some(large) = large.filter(|_| !listed && !owns) else { return false };
        let Some(small) = self.thing_as(number, "Place") else { return false };
        let Some(medium) = self.thing_as(middle, "Place") else { return false };
        if small == medium || medium == large {
            return false;
        }
        let quotes = [(small, medium, inner.from..between.tokens.end), (medium, large, between.from..after)];
        for (inside, outside, quote) in quotes {
            self.propose("place", |property| {
                Proposal::new(End::Thing(inside), property, Object::Thing(outside), quote)
                    .modality(Modality::Ongoing)
                    .named()
                    .sure(0.88)
            });
        }
        true
    }

    /// `Republic Act No. 3846, also known as the “Radio Control Law”`
    fn known_as(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let mut at = mention.tokens.end + usize::from(view.word(mention.tokens.end) == ",");
        let words = ["also", "known", "as"];
        if mention.kind == Kind::Demonym || (0..3).any(|word| view.small(at + word) != words[word]) {
            return;
        }
        at += 3;
        at += usize::from(matches!(view.small(at), "the" | "a") && view.mention_from(at).is_none());
        let sentence = view.sentence(mention.tokens.start);
        let name = if view.token(at).is_some_and(|token| token.form == Form::Open) {
            let end = (at + 1..sentence.end.min(at + 8))
                .find(|end| view.token(*end).is_some_and(|token| token.form == Form::Close));
            let Some(end) = end else { return };
            at + 1..end
        } else {
            let Some(other) = view.mention_from(at).filter(|other| view.mentions[*other].from == at) else {
                return;
            };
            view.mentions[other].tokens.clone()
        };
        let Some(thing) = mention.thing.filter(|_| !name.is_empty() && sentence.contains(&at)) else {
            return;
        };
        let Some(property) = self.ontology.property("http://www.w3.org/2004/02/skos/core#altLabel") else {
            return;
        };
        let label = view.label(&name);
        let label = label.trim_matches([',', '.']);
        self.things.alt_label(thing, label);
        let object = Object::Literal { text: label.to_owned(), datatype: None, plain: false };
        let quote = mention.from..name.end;
        self.proposals.push(
            Proposal::new(End::Thing(thing), property, object, quote)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.9),
        );
    }

    /// `Kerala in India`, `Calicut International Airport at Karipur`
    fn within(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let link = mention.tokens.end;
        if !matches!(mention.kind, Kind::Place | Kind::Organization | Kind::Unknown | Kind::Known(_))
            || !matches!(view.small(link), "in" | "at")
            || !view.same_sentence(mention.tokens.start, link)
        {
            return;
        }
        let facility = mention.tokens.len() > 1
            && mention.tokens.clone().any(|at| {
                let capital = view.token(at).is_some_and(|token| token.is_capital());
                capital && view.lexicon.has("facilities", view.small(at))
            });
        let place = mention.thing.is_some_and(|thing| self.things.is_a(thing, "Place"));
        let at = link + 1 + usize::from(view.small(link + 1) == "the");
        let Some(outer) = view.mention_from(at).filter(|outer| view.mentions[*outer].tokens.start == at)
        else {
            return;
        };
        let around = view.mentions[outer].clone();
        if !(facility || place && view.small(link) == "in") || !self.object_ends(outer) {
            return;
        }
        let Some(large) = around.thing.filter(|thing| self.things.is_a(*thing, "Place")) else { return };
        let label = &self.things.get(large).label;
        let is_large = self.things.is_a(large, "Country")
            || view.lexicon.places.contains(label) && !view.lexicon.is_city(label);
        if !facility && !is_large {
            return;
        }
        let is_site = mention.tokens.clone().any(|at| view.lexicon.has("place-words", view.small(at)));
        let class = if is_site { "Place" } else { "Organization" };
        let small =
            if facility && mention.thing.is_none() { self.thing_as(number, class) } else { mention.thing };
        let Some(small) = small.filter(|small| *small != large && !self.things.is_a(*small, "Person")) else {
            return;
        };
        self.propose("place", |property| {
            Proposal::new(End::Thing(small), property, Object::Thing(large), mention.from..around.tokens.end)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.86)
        });
    }

    /// `Ann Lee, a Georgian tennis player, said`, `Magnitogorsk, a city in the Urals`, `Ann Lee is a nurse`
    fn apposed(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        if matches!(mention.kind, Kind::Country | Kind::Demonym | Kind::Event | Kind::Instrument) {
            return;
        }
        let Some((at, demonym, modality)) = self.kind_behind(mention.tokens.end) else { return };
        let Some(class) = self.class_of_kind(at) else { return };
        let single = mention.thing.is_none() && mention.tokens.len() == 1 && class != "Place";
        let within = mention.from.checked_sub(1).is_some_and(|before| view.small(before) == "of");
        if single
            || view.word(mention.tokens.end) != "," && (within || class == "Place" && mention.thing.is_none())
        {
            return;
        }
        let Some(thing) = self.thing_as(number, class) else { return };
        self.is_of_kind(thing, at, demonym, mention.from..at + 1, modality, None);
    }

    /// `He is a professor.`
    pub(super) fn apposed_pronoun(&mut self, pronoun: usize) {
        if self.view.word(pronoun + 1) == "," {
            return;
        }
        let Some((at, demonym, modality)) = self.kind_behind(pronoun + 1) else { return };
        if self.class_of_kind(at) != Some("Person") {
            return;
        }
        let Some((person, note)) = self.whom(pronoun) else { return };
        self.is_of_kind(person, at, demonym, pronoun..at + 1, modality, note);
    }

    /// The noun of the kind that is said of a name before it, with the adjective of its country.
    fn kind_behind(&self, comma: usize) -> Option<(usize, Option<usize>, Modality)> {
        let view = self.view;
        let sentence = view.sentence(comma.checked_sub(1)?);
        let article = |at: usize| matches!(view.small(at), "a" | "an" | "the");
        let modality = match view.small(comma) {
            "," => Modality::Ongoing,
            "is" if article(comma + 1) => Modality::Ongoing,
            "was" if article(comma + 1) => Modality::Completed,
            _ => return None,
        };
        let lower = |at: usize| view.token(at).is_some_and(|token| token.form == Form::Lower);
        let first = comma + 1 + usize::from(article(comma + 1));
        let mut demonym = None;
        for at in first..first + 5 {
            if view.mention_at(at).is_some_and(|found| view.mentions[found].kind == Kind::Demonym) {
                demonym = Some(at);
            } else if view.token(at).is_some_and(|token| token.form == Form::Capital)
                && view.small(at).ends_with("ian")
                && lower(at + 1)
            {
                // `a Catalonian city`: an adjective of a place that the list does not have.
            } else if !lower(at) || self.is_small(at) {
                return None;
            } else if self.ends_kind(at + 1, &sentence) {
                let past = (first..at).any(|at| view.lexicon.has("former", view.small(at)));
                let modality = if past { Modality::Completed } else { modality };
                return sentence.contains(&at).then_some((at, demonym, modality));
            }
        }
        None
    }

    /// The class of what is of a kind, by the noun for it.
    fn class_of_kind(&self, at: usize) -> Option<&'static str> {
        let (view, noun) = (self.view, self.view.small(at));
        if view.lexicon.has("occupations", noun) || is_science(noun) {
            Some("Person")
        } else if view.lexicon.has("organization-kinds", noun) {
            Some("Organization")
        } else if view.lexicon.has("place-kinds", noun) {
            Some("Place")
        } else {
            None
        }
    }

    fn is_of_kind(
        &mut self,
        thing: Ref,
        noun: usize,
        demonym: Option<usize>,
        quote: Range<usize>,
        modality: Modality,
        note: Option<String>,
    ) {
        let Some(kind) = self.things.mint(&self.kind_label(noun).0, "Concept") else { return };
        let sure = if note.is_some() { 0.82 } else { 0.88 };
        if let Some(property) = self.ontology.property("http://purl.org/dc/terms/type") {
            self.proposals.push(
                Proposal::new(End::Thing(thing), property, Object::Thing(kind), quote.clone())
                    .modality(modality)
                    .inferred(note.clone())
                    .named()
                    .sure(sure),
            );
        }
        let Some(country) = demonym.and_then(|at| self.country_of(at)) else { return };
        let property = if self.things.is_a(thing, "Person") {
            "nationality"
        } else if self.things.is_a(thing, "Place") {
            "place"
        } else {
            return;
        };
        self.propose(property, |property| {
            Proposal::new(End::Thing(thing), property, Object::Thing(country), quote)
                .modality(Modality::Ongoing)
                .inferred(note)
                .named()
                .sure(sure)
        });
    }

    /// `Kenya's David Rudisha`
    fn compatriot(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        if mention.kind != Kind::Person || mention.title.is_some() || mention.tokens.len() < 2 {
            return;
        }
        let Some(mark) = mention.from.checked_sub(1).filter(|at| view.same_sentence(*at, mention.from))
        else {
            return;
        };
        let owner = mark.checked_sub(1).and_then(|at| view.mention_at(at));
        let Some(owner) = owner.filter(|_| view.scan.tokens[mark].form == Form::Possessive) else { return };
        let Some(country) = view.mentions[owner].thing.filter(|thing| self.things.is_a(*thing, "Country"))
        else {
            return;
        };
        let Some(person) = self.thing_as(number, "Person") else { return };
        let quote = view.mentions[owner].from..mention.tokens.end;
        self.propose("nationality", |property| {
            Proposal::new(End::Thing(person), property, Object::Thing(country), quote)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.84)
        });
    }

    /// `Republican Senator Ann Lee`
    fn party(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let is_person = mention.thing.is_some_and(|thing| self.things.is_a(thing, "Person"));
        let titled = mention.title.is_some() && mention.thing.is_none() && mention.tokens.len() > 1;
        let Some(at) = mention.from.checked_sub(1).filter(|at| view.same_sentence(*at, mention.from)) else {
            return;
        };
        self.in_brackets(number);
        let Some(party) = view.lexicon.get("parties", view.small(at)) else { return };
        if !(is_person || titled) || !view.token(at).is_some_and(|token| token.form == Form::Capital) {
            return;
        }
        let Some(person) = self.thing_as(number, "Person") else { return };
        let Some(party) = self.things.mint(party, "Organization") else { return };
        self.propose("memberOf", |property| {
            Proposal::new(End::Thing(person), property, Object::Thing(party), at..mention.tokens.end)
                .modality(Modality::Ongoing)
                .named()
                .sure(0.88)
        });
    }

    /// `Ann Lee (R-TX)`, `Ann Lee (D)`
    fn in_brackets(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let open = mention.tokens.end;
        let letters = view.word(open + 1);
        let party = match letters.split('-').next() {
            Some("R") => "Republican Party",
            Some("D") => "Democratic Party",
            _ => return,
        };
        let close = (open + 2..open + 6).find(|at| view.word(*at) == ")");
        let (Some(close), "(") = (close, view.word(open)) else { return };
        let plain = letters.len() > 1 || open + 2 == close || view.word(open + 2) == "-";
        let Some(person) = self.person_at(number).filter(|_| plain && view.same_sentence(open, close)) else {
            return;
        };
        let Some(party) = self.things.mint(party, "Organization") else { return };
        self.propose("memberOf", |property| {
            Proposal::new(End::Thing(person), property, Object::Thing(party), mention.from..close + 1)
                .modality(Modality::Ongoing)
                .named()
                .inferred(Some(format!("“{letters}” is the party's letter.")))
                .sure(0.85)
        });
    }

    /// A small word, which parts what is said of a kind.
    fn is_small(&self, at: usize) -> bool {
        let word = self.view.small(at);
        self.view.lexicon.has("not-names", word)
            && !matches!(word, "new" | "old" | "former" | "great" | "late")
    }

    /// Where the words for a kind end: `a city in`, `a singer who`, `a nurse,`.
    fn ends_kind(&self, at: usize, sentence: &Range<usize>) -> bool {
        self.closes(at, sentence) || self.view.lexicon.has("after-kinds", self.view.small(at))
    }

    /// The adjective of a country before a noun, with other words between: `Georgian tennis player`.
    fn demonym_before(&self, noun: usize) -> Option<usize> {
        let view = self.view;
        let start = noun.saturating_sub(3).max(view.sentence(noun).start);
        for at in (start..noun).rev() {
            if view.mention_at(at).is_some_and(|found| view.mentions[found].kind == Kind::Demonym) {
                return Some(at);
            }
            if view.token(at).is_none_or(|token| token.form != Form::Lower) || self.is_small(at) {
                return None;
            }
        }
        None
    }

    /// The words for a kind, of a player also what is played, and where they begin.
    fn kind_label(&self, at: usize) -> (String, usize) {
        let view = self.view;
        let before = at.checked_sub(1).filter(|before| {
            view.same_sentence(*before, at)
                && view.token(*before).is_some_and(|token| token.form == Form::Lower)
                && !self.is_small(*before)
                && !view.lexicon.has("plain-adjectives", view.small(*before))
        });
        match before {
            // Kinds of two words: `tennis player`, `presidential candidate`.
            Some(before) if view.lexicon.has("two-word-kinds", view.small(at)) => {
                (format!("{} {}", view.small(before), view.small(at)), before)
            }
            _ => (view.small(at).to_owned(), at),
        }
    }
}
