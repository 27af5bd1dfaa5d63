//! A fact of an answer, read as a draft.
use super::schema::Choices;
use crate::check::model::Modality;
use crate::draft::file::{Draft, Origin};
use crate::draft::instruction::is_instruction;
use crate::draft::item::Item;
use crate::draft::scan::Scan;
use crate::draft::thing::{Ref, Things};
use crate::ontology::terms::{Takes, Term};
use crate::term::slug::slug;
use serde_json::Value;
use std::ops::Range;

/// A piece of an article with what is asked about it.
pub(super) struct Piece<'t> {
    /// Its sentences.
    pub(super) chunk: Range<usize>,
    /// The candidates by the names that the model has for them.
    pub(super) things: Vec<(String, Ref)>,
    pub(super) choices: Choices<'t>,
}

/// A reason for a refusal: a code, and words.
pub(super) type Reason = (String, String);

pub(super) fn reason(code: &str, words: &str) -> Reason {
    (code.to_owned(), words.to_owned())
}

/// A fact of an answer, with what it is read by.
pub(super) struct AnsweredFact<'a, 'd> {
    pub(super) given: &'a Value,
    pub(super) piece: &'a Piece<'a>,
    pub(super) scan: &'a Scan<'d>,
    pub(super) things: &'a Things<'d>,
}

impl AnsweredFact<'_, '_> {
    /// The fact as a draft, or why it is none.
    pub(super) fn draft(&self, origin: Origin, number: usize) -> Result<Draft, Vec<Reason>> {
        let mut reasons = Vec::new();
        let named = self.named(&mut reasons);
        if self.text("quote").is_empty() {
            reasons.push(reason("empty-quote", "`quote` is empty"));
        }
        let range = self.sentence().and_then(|at| self.scan.sentences.get(at - 1)).cloned().unwrap_or(0..0);
        if is_instruction(&self.scan.text[range.clone()]) {
            reasons.push(reason("instruction", "the sentence speaks to its reader"));
        }
        let Some((sentence, subject, property)) = named else { return Err(reasons) };
        let (modality, speaker) = (self.modality(&mut reasons), self.speaker(&mut reasons));
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let mut entries = vec![
            ("subject".to_owned(), self.key(subject)),
            ("predicate".to_owned(), Item::text(property.name.clone())),
            self.object(property).map_err(|reason| vec![reason])?,
        ];
        let mut add = |name: &str, item: Item| entries.push((name.to_owned(), item));
        if modality != Modality::Realized {
            add("modality", Item::text(modality.name()));
        }
        if self.given.get("negated").and_then(Value::as_bool) == Some(true) {
            add("negated", Item::Plain("true".to_owned()));
        }
        if !self.text("when").is_empty() {
            add("when", Item::text(self.text("when")));
        }
        if let Some(speaker) = speaker {
            add("according-to", self.key(speaker));
        }
        add("quote", self.quote(&range));
        Ok(Draft { id: format!("f{sentence}-draft-{number}"), origin, entries })
    }

    fn text(&self, key: &str) -> &str {
        self.given.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default()
    }

    /// The thing that the model has a name for.
    fn thing(&self, name: &str) -> Option<Ref> {
        self.piece.things.iter().find(|(known, _)| known == name).map(|(_, thing)| *thing)
    }

    fn key(&self, thing: Ref) -> Item {
        Item::text(self.things.get(thing).key.clone())
    }

    /// The number of its sentence, where that is one of the piece.
    fn sentence(&self) -> Option<usize> {
        let given = self.given.get("sentence").and_then(Value::as_u64);
        let sentence = given.and_then(|at| usize::try_from(at).ok());
        sentence.filter(|sentence| self.piece.choices.sentences.contains(sentence))
    }

    /// What it cannot be without: its sentence, its subject and its property.
    fn named(&self, reasons: &mut Vec<Reason>) -> Option<(usize, Ref, &Term)> {
        let sentence = self.sentence();
        let subject = self.thing(self.text("subject"));
        let predicate = self.text("predicate");
        let property = self.piece.choices.properties.iter().find(|term| term.name == predicate);
        if sentence.is_none() {
            reasons.push(reason("not-in-list", "`sentence` is not the number of one of the sentences"));
        }
        if subject.is_none() {
            reasons.push(reason("not-in-list", "`subject` is not one of the things"));
        }
        if property.is_none() {
            reasons.push(reason("not-in-list", "`predicate` is not one of the properties"));
        }
        Some((sentence?, subject?, property?))
    }

    fn modality(&self, reasons: &mut Vec<Reason>) -> Modality {
        let modality = match self.text("modality") {
            "" => Some(Modality::Realized),
            name => Modality::from_name(name),
        };
        modality.unwrap_or_else(|| {
            reasons.push(reason("bad-modality", "`modality` is not one of the list"));
            Modality::Realized
        })
    }

    fn speaker(&self, reasons: &mut Vec<Reason>) -> Option<Ref> {
        let name = self.text("speaker");
        let speaker = self.thing(name);
        if speaker.is_none() && !name.is_empty() {
            reasons.push(reason("not-in-list", "`speaker` is not one of the things"));
        }
        speaker.filter(|_| !name.is_empty())
    }

    /// The object, value or quantity of a fact.
    fn object(&self, property: &Term) -> Result<(String, Item), Reason> {
        let (object, literal) = (self.text("object"), self.text("literal"));
        let entry = |key: &str, item: Item| Ok((key.to_owned(), item));
        let is_number = literal.parse::<f64>().is_ok();
        let scalar = || {
            let plain = is_number || matches!(literal, "true" | "false");
            if plain { Item::Plain(literal.to_owned()) } else { Item::text(literal) }
        };
        if !object.is_empty() {
            let Some(thing) = self.thing(object) else {
                return Err(reason("not-in-list", "`object` is not one of the things"));
            };
            return entry("object", self.key(thing));
        }
        match property.takes {
            _ if literal.is_empty() => Err(reason("missing-key", "neither `object` nor `literal` is given")),
            Some(Takes::Object) if property.values.iter().any(|value| value == literal) => {
                entry("object", Item::text(literal))
            }
            Some(Takes::Object) => {
                Err(reason("not-in-list", "this property takes one of the things as `object`"))
            }
            Some(Takes::Time) => entry("object", Item::text(literal)),
            Some(Takes::Quantity) if !is_number => {
                Err(reason("bad-value", "`literal` must be the number of the quantity, in digits"))
            }
            Some(Takes::Quantity) => {
                let unit = self.text("unit");
                let known = self.things.by_label(unit).filter(|thing| self.things.is_a(*thing, "Concept"));
                let unit = known.map_or_else(|| slug(unit), |thing| self.things.get(thing).key.clone());
                entry(
                    "quantity",
                    Item::Map(vec![
                        ("number".to_owned(), Item::Plain(literal.to_owned())),
                        ("unit".to_owned(), Item::text(unit)),
                    ]),
                )
            }
            Some(Takes::Value) | None => entry("value", scalar()),
        }
    }

    /// A quote; with its place where its words occur more than once and the sentence tells which is meant.
    fn quote(&self, sentence: &Range<usize>) -> Item {
        let (text, exact) = (self.scan.text, self.text("quote"));
        let more = text.match_indices(exact).nth(1).is_some();
        match text[sentence.clone()].find(exact).filter(|_| more) {
            Some(at) => Item::Map(vec![
                ("exact".to_owned(), Item::text(exact)),
                ("start".to_owned(), Item::Plain(text[..sentence.start + at].chars().count().to_string())),
            ]),
            None => Item::text(exact),
        }
    }
}
