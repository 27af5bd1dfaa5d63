//! What someone does or meets with, as an event with what stands around it: `Ann Lee died on Monday in Paris, aged 84`.
use super::phrases::Found;
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::phrase::{Deed, OWN, Phrase, Role};
use crate::draft::scan::name::Kind;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;
use std::ops::Range;

/// How many words may stand between what happens and its time or place.
const NEAR: usize = 5;

/// What stands around an event in its sentence.
#[derive(Debug, Default)]
struct Around {
    /// The date, by its number, and the tokens up to it.
    when: Option<usize>,
    /// The mentions of places, the smallest first.
    place: Option<usize>,
    /// The years of someone's life.
    age: Option<(String, Range<usize>)>,
}

impl Work<'_, '_, '_> {
    /// Proposes the event that a phrase states: who is what to it, when and where it is.
    pub(super) fn deed(&mut self, phrase: &Phrase, deed: &Deed, start: usize, found: &Found) {
        if self.is_question(start) {
            return;
        }
        let Some(modality) = self.modality(phrase, start, found) else { return };
        let leads = phrase.parts.first() == Some(&crate::draft::phrase::Part::Subject);
        let mut note = None;
        let mut subjects: Vec<Ref> = Vec::new();
        if let Some(at) = found.pronoun {
            let Some((person, why)) = self.whom(at) else { return };
            if deed.subject.class != "Contestant" && !self.things.is_a(person, &deed.subject.class) {
                return;
            }
            subjects.push(person);
            note = why;
        }
        let mut from = start;
        for &mention in &found.subjects {
            if leads && !self.leads_clause(phrase, mention) {
                return;
            }
            let Some(thing) = self.as_role(mention, &deed.subject) else { return };
            subjects.push(thing);
        }
        if leads && let Some(&first) = found.subjects.first() {
            let mut number = first;
            while let Some((before, at)) = self.joined_before(number) {
                let Some(thing) = self.as_role(before, &deed.subject) else { return };
                subjects.insert(0, thing);
                from = at;
                number = before;
            }
        }
        let mut objects: Vec<Ref> = Vec::new();
        if let Some(role) = &deed.object {
            for &mention in &found.objects {
                let Some(thing) = self.as_role(mention, role) else { return };
                if !self.object_ends(mention) {
                    return;
                }
                objects.push(thing);
            }
        }
        if subjects.is_empty() || subjects.len() > 3 || objects.len() > 3 || subjects == objects {
            return;
        }
        let quote = from..found.end;
        let around = self.around(&quote);
        // That someone was born says nothing without the time or the place.
        if deed.dated && around.when.is_none() && around.place.is_none() {
            return;
        }
        // `Arsenal beat Chelsea 3–1` is a match already.
        if self.is_told(deed, &subjects, &quote) {
            return;
        }
        let Some(event) = self.event_of(deed, &subjects, &objects, &quote) else { return };
        let sure = if note.is_some() { phrase.sure - 0.04 } else { phrase.sure };
        let roles = subjects.iter().map(|thing| (&deed.subject, *thing));
        let roles =
            roles.chain(deed.object.iter().flat_map(|role| objects.iter().map(move |thing| (role, *thing))));
        for (role, thing) in roles.filter(|(role, _)| role.property != OWN) {
            self.propose(&role.property, |property| {
                Proposal::new(End::Thing(event), property, Object::Thing(thing), quote.clone())
                    .modality(modality)
                    .inferred(note.clone())
                    .sure(sure)
            });
        }
        self.surroundings(event, &subjects, &quote, around, (modality, sure));
    }

    /// Whether another rule says of the same words that the same one won.
    fn is_told(&self, deed: &Deed, subjects: &[Ref], quote: &Range<usize>) -> bool {
        let property = self.core(&deed.subject.property);
        deed.subject.class == "Contestant"
            && self.proposals.iter().any(|known| {
                Some(known.property) == property
                    && known.quote.contains(&quote.start)
                    && matches!(known.object, Object::Thing(thing) if subjects.contains(&thing))
            })
    }

    /// The event, by the names of who is in it.
    fn event_of(
        &mut self,
        deed: &Deed,
        subjects: &[Ref],
        objects: &[Ref],
        quote: &Range<usize>,
    ) -> Option<Ref> {
        // `held primary elections`: the object is the event.
        if deed.is_of_object() {
            return objects.first().copied();
        }
        let names = |things: &[Ref]| {
            let labels: Vec<&str> =
                things.iter().map(|thing| self.things.get(*thing).label.as_str()).collect();
            labels.join(" and ")
        };
        if deed.label.contains("{o}") && objects.is_empty() {
            return None;
        }
        let label = deed.label.replace("{s}", &names(subjects)).replace("{o}", &names(objects));
        // `sued the state of X`, where whom is told already.
        let longer = format!("{label} ");
        let told = self.proposals.iter().any(|known| {
            known.quote.start == quote.start
                && matches!(known.subject, End::Thing(thing) if self.things.get(thing).label.starts_with(&longer))
        });
        if told { None } else { self.things.mint(&label, &deed.class) }
    }

    /// The thing of a mention where it can have a role.
    fn as_role(&mut self, mention: usize, role: &Role) -> Option<Ref> {
        let found = &self.view.mentions[mention];
        let class = if role.class == "Contestant" { "Agent" } else { role.class.as_str() };
        if let Some(thing) = self.thing_at(mention) {
            return self.things.is_a(thing, class).then_some(thing);
        }
        let whole = found.tokens.len() > 1 && matches!(found.kind, Kind::Person | Kind::Unknown);
        let capital = found
            .tokens
            .clone()
            .all(|at| self.view.token(at).is_some_and(|token| token.form != Form::Capitals));
        let class = match role.class.as_str() {
            "Person" if whole && capital => "Person",
            "Contestant" if found.kind == Kind::Unknown && found.title.is_none() => "Agent",
            "Organization" if found.kind == Kind::Unknown && found.title.is_none() => "Organization",
            _ => return None,
        };
        self.thing_as(mention, class)
    }

    /// When and where an event is, and how old someone was.
    fn surroundings(
        &mut self,
        event: Ref,
        subjects: &[Ref],
        quote: &Range<usize>,
        around: Around,
        (modality, sure): (Modality, f64),
    ) {
        let view = self.view;
        if let Some(date) = around.when.map(|number| &view.scan.dates[number])
            && let Some(edtf) = date.edtf.clone()
        {
            let words = || format!("“{}” by the article's date.", view.words(&date.tokens));
            let note = date.resolved.then(words);
            let quote = quote.start.min(date.tokens.start)..quote.end.max(date.tokens.end);
            self.propose("when", |property| {
                Proposal::new(End::Thing(event), property, Object::Time(edtf), quote)
                    .modality(modality)
                    .inferred(note)
                    .sure(sure)
            });
        }
        if let Some(number) = around.place
            && let Some(place) = self.thing_as(number, "Place")
        {
            let quote = quote.start..quote.end.max(view.mentions[number].tokens.end);
            self.propose("place", |property| {
                Proposal::new(End::Thing(event), property, Object::Thing(place), quote)
                    .modality(modality)
                    .sure(sure)
            });
        }
        if let (Some((years, tokens)), [person]) = (around.age, subjects)
            && self.things.is_a(*person, "Person")
        {
            let object = Object::Measure { number: years, unit: "years" };
            let quote = quote.start..quote.end.max(tokens.end);
            self.propose("age", |property| {
                Proposal::new(End::Thing(*person), property, object, quote)
                    .modality(Modality::Completed)
                    .sure(0.9)
            });
        }
    }

    /// What stands right behind the words for an event, or at the beginning of its sentence.
    fn around(&self, quote: &Range<usize>) -> Around {
        let view = self.view;
        let sentence = view.sentence(quote.start);
        let mut found = Around::default();
        let (mut at, mut skipped) = (quote.end, 0);
        // `was born Peter Edward Baker in London`
        if let Some(name) = view.mention_from(at)
            && matches!(view.mentions[name].kind, Kind::Person | Kind::Unknown)
        {
            at = view.mentions[name].tokens.end;
        }
        while at < sentence.end && skipped <= NEAR {
            if let Some(date) = self.date_at(at) {
                let next = view.scan.dates[date].tokens.end;
                found.when.get_or_insert(date);
                at = next;
                continue;
            }
            if let Some((years, end)) = self.years_at(at) {
                found.age.get_or_insert((years, at..end));
                at = end;
                continue;
            }
            let small = view.small(at);
            let mut over = at + 1 + usize::from(view.small(at + 1) == "the");
            // `in the city of Aden`, `in southern Yemen`
            if view.lexicon.has("place-kinds", view.small(over)) && view.small(over + 1) == "of" {
                over += 2;
            } else if view.lexicon.has("directions", view.small(over)) {
                over += 1;
            }
            if matches!(small, "in" | "at" | "near" | "outside")
                && let Some(mention) = view.mention_from(over)
            {
                if !self.is_site(mention) || !self.place_ends(mention) || !self.object_ends(mention) {
                    break;
                }
                found.place.get_or_insert(mention);
                at = view.mentions[mention].tokens.end;
                // `in Reading, Berkshire, UK`, `in Aden, in southern Yemen`
                while view.word(at) == ","
                    && let Some(outer) = self.outer_site(at + 1)
                {
                    at = view.mentions[outer].tokens.end;
                }
                continue;
            }
            if self.ends_surroundings(at) {
                break;
            }
            if !matches!(small, "," | "on" | "in" | "at" | "the") && !view.lexicon.has("parts-of-day", small)
            {
                skipped += 1;
            }
            at += 1;
        }
        if found.when.is_none() {
            found.when = self.leading_date(quote.start, &sentence);
        }
        found
    }

    /// Words with which something else begins.
    fn ends_surroundings(&self, at: usize) -> bool {
        let view = self.view;
        let Some(token) = view.token(at) else { return true };
        view.lexicon.has("clause-words", view.small(at))
            || !matches!(token.form, Form::Lower) && view.word(at) != ","
            || view.word(at) == "," && !self.goes_on_behind(at)
            || view.lexicon.has("say", view.small(at))
    }

    /// Whether a time, a place or an age comes right behind a comma.
    fn goes_on_behind(&self, comma: usize) -> bool {
        let dated = [comma + 1, comma + 2].into_iter().find_map(|at| self.date_at(at));
        // `her death, on Monday a case was filed`: that is another matter.
        if let Some(date) = dated {
            let end = self.view.scan.dates[date].tokens.end;
            let sentence = self.view.sentence(comma);
            return self.closes(end, &sentence)
                || matches!(
                    self.view.small(end),
                    "after" | "following" | "and" | "at" | "in" | "of" | "from" | "aged"
                );
        }
        matches!(self.view.small(comma + 1), "on" | "in" | "at" | "aged") && {
            self.years_at(comma + 1).is_some()
        }
    }

    /// The date that begins at a token.
    fn date_at(&self, at: usize) -> Option<usize> {
        let dates = &self.view.scan.dates;
        let index = dates.partition_point(|date| date.tokens.end <= at);
        dates.get(index).filter(|date| date.tokens.start == at && date.edtf.is_some()).map(|_| index)
    }

    /// `On Monday, Ann Lee resigned`: the time that begins a sentence whose subject follows.
    fn leading_date(&self, subject: usize, sentence: &Range<usize>) -> Option<usize> {
        let view = self.view;
        let date = (sentence.start..sentence.start + 2).find_map(|at| self.date_at(at))?;
        let mut end = view.scan.dates[date].tokens.end;
        end += usize::from(view.lexicon.has("parts-of-day", view.small(end)));
        end += usize::from(view.word(end) == ",");
        let between = end..subject;
        let near = between.len() <= 4
            && between.clone().all(|at| {
                // `On Monday police said Ann Lee was arrested`: then they said it.
                view.token(at).is_some_and(|token| token.is_word())
                    && !view.lexicon.has("say", view.small(at))
            });
        (end <= subject && near).then_some(date)
    }

    /// `aged 84`, `at the age of 84`, `at 103 years of age`, `at age 84`
    pub(super) fn years_at(&self, at: usize) -> Option<(String, usize)> {
        let view = self.view;
        let mut number = at;
        let mut skip = |words: &[&str]| {
            let all = words.iter().enumerate().all(|(index, word)| view.small(number + index) == *word);
            number += if all { words.len() } else { 0 };
            all
        };
        let led = skip(&["aged"]) || skip(&["at", "the", "age", "of"]) || skip(&["at", "age"]);
        let at_years = !led && skip(&["at"]);
        let token = view.token(number).filter(|token| token.form == Form::Number)?;
        let age: u32 =
            view.scan.text[token.range.clone()].parse().ok().filter(|age| (1..=119).contains(age))?;
        let mut end = number + 1;
        let years =
            ["years", "of", "age"].iter().enumerate().all(|(index, word)| view.small(end + index) == *word);
        end += if years { 3 } else { 0 };
        (led || at_years && years).then(|| (age.to_string(), end))
    }

    /// Whether a mention is of a place that something can happen in.
    fn is_site(&self, mention: usize) -> bool {
        let view = self.view;
        let found = &view.mentions[mention];
        let place = found.thing.is_some_and(|thing| self.things.is_a(thing, "Place"));
        // `died in Calabasas`
        let before = found.from.checked_sub(1).map_or("", |at| view.small(at));
        let unknown = found.thing.is_none()
            && found.kind == Kind::Unknown
            && (matches!(before, "in" | "," | "of") || view.lexicon.has("directions", before))
            && found.tokens.len() <= 2
            && found.tokens.clone().all(|at| {
                let word = view.small(at);
                view.token(at).is_some_and(|token| token.form == Form::Capital)
                    && !["organization-words", "event-words", "instrument-words", "titles"]
                        .iter()
                        .any(|list| view.lexicon.has(list, word))
            });
        (place || unknown) && !matches!(found.kind, Kind::Demonym)
    }

    /// The place that is named behind a comma.
    fn outer_site(&self, at: usize) -> Option<usize> {
        let view = self.view;
        let mut at = at + usize::from(view.small(at) == "in");
        at += usize::from(view.lexicon.has("directions", view.small(at)));
        view.mention_from(at).filter(|outer| self.is_site(*outer))
    }

    fn place_ends(&self, mention: usize) -> bool {
        let view = self.view;
        let end = view.mentions[mention].tokens.end;
        view.token(end)
            .is_none_or(|next| next.form != Form::Possessive && (next.spaced || view.word(end) != "-"))
    }
}
