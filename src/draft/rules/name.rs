//! What names say by themselves: abbreviations, bodies, and which place lies in which.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::scan::name::Kind;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;

/// Proposes what can be told by names.
pub fn names(work: &mut Work<'_, '_, '_>) {
    for number in 0..work.view.mentions.len() {
        work.abbreviation(number);
        work.body(number);
        work.located(number);
        work.kind(number);
        work.age(number);
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
            Proposal::new(End::Thing(thing), property, object, quote).modality(Modality::Ongoing).sure(0.95),
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

    fn body_of_owner(&mut self, number: usize, owner: Ref, quote: std::ops::Range<usize>, sure: f64) {
        let Some(body) = self.thing_as(number, "Organization") else { return };
        if body != owner {
            self.propose("bodyOf", |property| {
                Proposal::new(End::Thing(body), property, Object::Thing(owner), quote)
                    .modality(Modality::Ongoing)
                    .sure(sure)
            });
        }
    }

    /// `oceanographer Walter Munk`, `the newspaper Le Monde`, `the Indian city of Pune`
    fn kind(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        if matches!(mention.kind, Kind::Country | Kind::Demonym | Kind::Event | Kind::Instrument) {
            return;
        }
        let Some(mut at) = mention.from.checked_sub(1).filter(|at| view.same_sentence(*at, mention.from))
        else {
            return;
        };
        let of = view.small(at) == "of" && mention.title.is_none();
        if of {
            let Some(before) = at.checked_sub(1).filter(|before| view.same_sentence(*before, at)) else {
                return;
            };
            at = before;
        }
        let noun = view.small(at).to_owned();
        if !view.token(at).is_some_and(|token| token.form == Form::Lower)
            || mention.from != mention.tokens.start
        {
            return;
        }
        let class = if !of && view.lexicon.has("occupations", &noun) {
            "Person"
        } else if !of && view.lexicon.has("organization-kinds", &noun) {
            "Organization"
        } else if of && view.lexicon.has("place-kinds", &noun) {
            "Place"
        } else {
            return;
        };
        let quote = at..mention.tokens.end;
        let single = mention.thing.is_none() && mention.tokens.len() == 1 && class == "Person";
        if single {
            return;
        }
        let Some(thing) = self.thing_as(number, class) else { return };
        let Some(kind) = self.things.mint(&noun, "Concept") else { return };
        if let Some(property) = self.ontology.property("http://purl.org/dc/terms/type") {
            self.proposals.push(
                Proposal::new(End::Thing(thing), property, Object::Thing(kind), quote.clone())
                    .modality(Modality::Ongoing)
                    .sure(0.86),
            );
        }
        // `French inventor Franky Zapata`
        if class == "Person"
            && let Some(before) = at.checked_sub(1)
            && let Some(country) = self.country_of(before)
        {
            self.propose("nationality", |property| {
                Proposal::new(End::Thing(thing), property, Object::Thing(country), before..quote.end)
                    .modality(Modality::Ongoing)
                    .sure(0.88)
            });
        }
        // `the Indian city of Pune`, `India's capital`
        if class == "Place"
            && let Some(before) = at.checked_sub(1)
            && let Some(country) = self.country_of(before)
        {
            self.propose("place", |property| {
                Proposal::new(End::Thing(thing), property, Object::Thing(country), before..quote.end)
                    .modality(Modality::Ongoing)
                    .sure(0.88)
            });
        }
    }

    /// `Ann Lee, 34,`, `34-year-old Ann Lee`, `Ann Lee, aged 34`
    fn age(&mut self, number: usize) {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let Some(person) = mention.thing.filter(|thing| self.things.is_a(*thing, "Person")) else { return };
        let sentence = view.sentence(mention.tokens.start);
        let years = |at: usize| {
            let token =
                view.token(at).filter(|token| token.form == Form::Number && sentence.contains(&at))?;
            let age: u32 = view.scan.text[token.range.clone()].parse().ok()?;
            (1..=119).contains(&age).then_some(age)
        };
        let comma = mention.tokens.end;
        let mut found = None;
        if view.word(comma) == "," {
            let at = comma + 1 + usize::from(matches!(view.small(comma + 1), "aged" | "age"));
            if let Some(age) = years(at).filter(|_| matches!(view.word(at + 1), "," | ".")) {
                found = Some((age, mention.from..at + 1));
            }
        }
        // `34-year-old` may be one token or several.
        let start = mention.from.saturating_sub(8).max(sentence.start);
        let old = (start..mention.from)
            .rev()
            .find(|at| view.small(*at) == "old" || view.small(*at).ends_with("year-old"));
        if let Some(old) = old
            && (old + 1..mention.from).all(|at| {
                view.token(at).is_some_and(|token| token.form == Form::Lower)
                    || view.mention_at(at).is_some_and(|other| view.mentions[other].kind == Kind::Demonym)
            })
            && let Some((at, age)) = (start..old).rev().find_map(|at| years(at).map(|age| (at, age)))
            && (at + 1..old).all(|at| matches!(view.small(at), "-" | "year" | "years" | "year-"))
        {
            found = Some((age, at..mention.tokens.end));
        }
        let Some((age, quote)) = found else { return };
        self.propose("age", |property| {
            Proposal::new(
                End::Thing(person),
                property,
                Object::Measure { number: age.to_string(), unit: "years" },
                quote,
            )
            .modality(Modality::Ongoing)
            .sure(0.93)
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
        let outer_mention = view.mentions[outer].clone();
        let Some(large) = outer_mention.thing.filter(|thing| self.things.is_a(*thing, "Place")) else {
            return;
        };
        let label = self.things.get(large).label.clone();
        let is_large = outer_mention.kind == Kind::Country
            || self.things.is_a(large, "Country")
            || view.lexicon.places.contains(&label) && !view.lexicon.is_city(&label);
        let after = outer_mention.tokens.end;
        // `Niamey, Niger's capital`
        let owns = view.token(after).is_some_and(|token| token.form == Form::Possessive);
        let listed = view.small(after) == "and"
            || view.word(after) == ","
                && view.mention_from(after + 1).is_some_and(|next| {
                    view.mentions[next].kind == outer_mention.kind && outer_mention.kind == Kind::Country
                });
        let before = mention.from.checked_sub(1).map_or("", |at| view.small(at));
        let place = mention.thing.is_some_and(|thing| self.things.is_a(thing, "Place"));
        let leads =
            matches!(before, "in" | "at" | "near" | "from" | "of" | "to" | "outside" | "around" | "for");
        let organization = mention.thing.is_some_and(|thing| self.things.is_a(thing, "Organization"));
        if !is_large || owns || listed || !leads && (organization || !place) {
            return;
        }
        let small = if organization { mention.thing } else { self.thing_as(number, "Place") };
        let Some(small) = small.filter(|small| *small != large) else { return };
        let quote = mention.from.saturating_sub(usize::from(leads))..after;
        self.propose("place", |property| {
            Proposal::new(End::Thing(small), property, Object::Thing(large), quote)
                .modality(Modality::Ongoing)
                .sure(0.9)
        });
    }
}

/// Whether capitals can stand for a name: they begin as it does, and its words have them in order.
fn abbreviates(short: &str, long: &str) -> bool {
    let letters: Vec<char> =
        short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let first = long.chars().find(|c| c.is_alphabetic()).map(|c| c.to_lowercase().next().unwrap_or(c));
    if letters.len() < 2 || letters.first().copied() != first {
        return false;
    }
    let mut rest = long.chars().flat_map(char::to_lowercase);
    let in_order = letters.iter().all(|letter| rest.any(|c| c == *letter));
    let initials = long.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase)).count();
    in_order && letters.len() <= initials * 2 + 1 && letters.len() + 2 >= initials
}

#[cfg(test)]
mod tests {
    use super::abbreviates;

    #[test]
    fn capitals_stand_for_names() {
        assert!(abbreviates("AU", "African Union"));
        assert!(abbreviates("AfCFTA", "African Continental Free Trade Area"));
        assert!(abbreviates("CCPE", "Consultative Council of European Prosecutors"));
        assert!(!abbreviates("UK", "United States"));
        assert!(!abbreviates("R-TX", "John Smith"));
    }
}
