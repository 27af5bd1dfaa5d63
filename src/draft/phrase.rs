//! How a property is said: phrases, as data, for the core's properties and for those of a user's ontology.
use crate::check::model::Modality;
use crate::document::tree::{Node, Value};
use crate::document::yaml;
use crate::ontology::{Ontology, PropertyId};
use crate::term::vocab::{AF, PREDECLARED};
use oxrdf::{NamedOrBlankNodeRef, TermRef};
use rustc_hash::FxHashMap;

const PATTERNS: &str = include_str!("data/patterns.yaml");

/// A part of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// One of these words.
    Word(Vec<String>),
    /// One of these words, or nothing.
    Maybe(Vec<String>),
    /// The subject.
    Subject,
    /// The object: one thing, or several in a list.
    Object,
    /// A number.
    Number,
    /// A number with its unit.
    Quantity,
    /// A time.
    Time,
    /// A few words of the clause, whatever they are.
    Some,
}

/// What someone does or meets with, as an event: `{s} was arrested by {o}` gives the arrest of {s}.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    /// The event's label, with `{s}` and `{o}` for the names of the two.
    pub label: String,
    /// Its class.
    pub class: String,
    /// Whether it says nothing without its time or place.
    pub dated: bool,
    /// What the subject is to the event.
    pub subject: Role,
    /// What the object is to the event, where one is named.
    pub object: Option<Role>,
}

/// The role of an object that is the event itself: `held primary elections`.
pub(crate) const OWN: &str = "self";

impl Deed {
    /// Whether the object is the event.
    pub(crate) fn is_of_object(&self) -> bool {
        self.object.as_ref().is_some_and(|role| role.property == OWN)
    }
}

/// What a thing is to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    /// The event's property.
    pub property: String,
    /// The class that the thing must be of; `Contestant` is an agent, be it a person or a team.
    pub class: String,
}

/// A way to say a property.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// Its parts.
    pub parts: Vec<Part>,
    /// The property.
    pub property: PropertyId,
    /// What it says of how real the fact is.
    pub modality: Modality,
    /// The object, where it is always the same.
    pub object: Option<String>,
    /// How sure the phrase is: less for what was worked out of a label.
    pub sure: f64,
    /// The event that the phrase states, by its number.
    pub deed: Option<usize>,
}

impl Phrase {
    /// The word behind its first part; of several that may be there, the first.
    pub(crate) fn second_word(&self) -> Option<&str> {
        match self.parts.get(1) {
            Some(Part::Word(words)) => words.first().map(String::as_str),
            _ => None,
        }
    }
}

/// All phrases for the properties of an ontology.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// All of them.
    pub all: Vec<Phrase>,
    /// Those that begin with a word, by it.
    pub by_word: FxHashMap<String, Vec<usize>>,
    /// Those that begin with a slot and a word, by that word.
    pub by_next: FxHashMap<String, Vec<usize>>,
    /// The others that begin with a slot.
    pub by_slot: Vec<usize>,
    /// The events that phrases state.
    pub deeds: Vec<Deed>,
}

impl Phrases {
    /// The phrases for the properties that an ontology has.
    pub(crate) fn new(ontology: &Ontology) -> Self {
        let mut phrases = Phrases::default();
        let mut by_label: FxHashMap<String, Vec<String>> = FxHashMap::default();
        if let Ok(Node { value: Value::Map(entries), .. }) = yaml::parse(PATTERNS) {
            for entry in &entries {
                if entry.key == "by-label" {
                    by_label = lists(&entry.value).into_iter().collect();
                    continue;
                }
                if entry.key == "deeds" {
                    phrases.add_deeds(ontology, &entry.value);
                    continue;
                }
                let (name, object) = match entry.key.split_once('=') {
                    Some((name, object)) => (name, Some(object.to_owned())),
                    None => (&*entry.key, None),
                };
                let Some(property) = ontology.property(&format!("{AF}{name}")) else { continue };
                for (modality, list) in lists(&entry.value) {
                    let modality = Modality::from_name(&modality).unwrap_or_default();
                    for words in list {
                        phrases.add(&words, property, modality, object.clone(), 0.85);
                    }
                }
            }
        }
        phrases.add_own(ontology, &by_label);
        phrases
    }

    fn add(
        &mut self,
        words: &str,
        property: PropertyId,
        modality: Modality,
        object: Option<String>,
        sure: f64,
    ) {
        let parts: Vec<Part> = words.split_whitespace().map(part).collect();
        let number = self.all.len();
        match parts.first() {
            Some(Part::Word(words) | Part::Maybe(words)) => {
                for word in words {
                    self.by_word.entry(word.clone()).or_default().push(number);
                }
                // What may be missing may be missing at the beginning.
                if let (Some(Part::Maybe(_)), Some(Part::Word(words))) = (parts.first(), parts.get(1)) {
                    for word in words.clone() {
                        self.by_word.entry(word).or_default().push(number);
                    }
                }
            }
            Some(_) => match parts.get(1) {
                Some(Part::Word(words)) => {
                    for word in words {
                        self.by_next.entry(word.clone()).or_default().push(number);
                    }
                }
                _ => self.by_slot.push(number),
            },
            None => return,
        }
        self.all.push(Phrase { parts, property, modality, object, sure, deed: None });
    }

    /// The phrases that state events, where the ontology has what they say of them.
    fn add_deeds(&mut self, ontology: &Ontology, list: &Node<'_>) {
        let Some(involves) = ontology.property(&format!("{AF}involves")) else { return };
        for (deed, ways) in deeds(list) {
            let number = self.deeds.len();
            self.deeds.push(deed);
            for words in ways {
                let before = self.all.len();
                self.add(&words, involves, Modality::Completed, None, 0.86);
                for phrase in &mut self.all[before..] {
                    phrase.deed = Some(number);
                }
            }
        }
    }

    /// The properties that a user's ontology adds: by their labels, synonyms and examples.
    fn add_own(&mut self, ontology: &Ontology, by_label: &FxHashMap<String, Vec<String>>) {
        let mut words: FxHashMap<PropertyId, (Vec<String>, Vec<String>)> = FxHashMap::default();
        for property in ontology.properties() {
            let iri = ontology.property_iri(property);
            let foreign =
                iri.starts_with(AF) || PREDECLARED.iter().any(|(_, namespace)| iri.starts_with(namespace));
            if !foreign {
                let local = iri.rsplit(['#', '/']).next().unwrap_or_default();
                words.insert(property, (vec![spaced(local)], Vec::new()));
            }
        }
        if words.is_empty() {
            return;
        }
        for triple in ontology.triples() {
            let (NamedOrBlankNodeRef::NamedNode(subject), TermRef::Literal(literal)) =
                (triple.subject, triple.object)
            else {
                continue;
            };
            let Some(property) = ontology.property(subject.as_str()) else { continue };
            let Some((labels, examples)) = words.get_mut(&property) else { continue };
            let english = literal.language().is_none_or(|tag| tag.starts_with("en"));
            match triple.predicate.as_str().rsplit(['#', '/']).next() {
                Some("label" | "altLabel" | "prefLabel") if english => {
                    labels.push(literal.value().to_lowercase())
                }
                Some("example") if english => examples.push(literal.value().to_owned()),
                _ => {}
            }
        }
        for (property, (labels, examples)) in words {
            let mut all: Vec<String> = Vec::new();
            for label in &labels {
                all.extend(of_label(label));
                for word in label.split(' ') {
                    all.extend(by_label.get(word).into_iter().flatten().cloned());
                }
            }
            all.extend(
                examples.iter().filter(|example| example.contains("{s}") || example.contains("{o}")).cloned(),
            );
            all.sort_unstable();
            all.dedup();
            for phrase in all {
                self.add(&phrase, property, Modality::Realized, None, 0.8);
            }
        }
    }
}

/// The events of a list, each with its phrases.
fn deeds(list: &Node<'_>) -> Vec<(Deed, Vec<String>)> {
    let Value::List(items) = &list.value else { return Vec::new() };
    let role = |text: &str| {
        let (property, class) = text.split_once(' ')?;
        Some(Role { property: property.to_owned(), class: class.to_owned() })
    };
    let read = |item: &Node<'_>| {
        let Value::Map(entries) = &item.value else { return None };
        let text = |key: &str| {
            let entry = entries.iter().find(|entry| entry.key == key)?;
            match &entry.value.value {
                Value::Scalar(scalar) => Some(scalar.text.clone().into_owned()),
                _ => None,
            }
        };
        let ways = lists(item).into_iter().find(|(key, _)| key == "say")?.1;
        let deed = Deed {
            label: text("event")?,
            class: text("class").unwrap_or_else(|| "Event".to_owned()),
            dated: text("dated").is_some(),
            subject: role(&text("s")?)?,
            object: text("o").and_then(|text| role(&text)),
        };
        Some((deed, ways))
    };
    items.iter().filter_map(read).collect()
}

/// The lists of a map, by key.
fn lists(node: &Node<'_>) -> Vec<(String, Vec<String>)> {
    let Value::Map(entries) = &node.value else { return Vec::new() };
    let text = |node: &Node<'_>| match &node.value {
        Value::Scalar(scalar) => Some(scalar.text.clone().into_owned()),
        _ => None,
    };
    let list = |node: &Node<'_>| match &node.value {
        Value::List(items) => items.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    entries.iter().map(|entry| (entry.key.clone().into_owned(), list(&entry.value))).collect()
}

fn part(word: &str) -> Part {
    let words = |word: &str| word.split('|').map(|word| word.to_lowercase()).collect();
    match word {
        "{s}" => Part::Subject,
        "{o}" => Part::Object,
        "{n}" => Part::Number,
        "{q}" => Part::Quantity,
        "{d}" => Part::Time,
        "{*}" => Part::Some,
        other => match other.strip_suffix('?') {
            Some(word) => Part::Maybe(words(word)),
            None => Part::Word(words(other)),
        },
    }
}

/// `acquiredBy`, `acquired_by` as words.
fn spaced(local: &str) -> String {
    let mut out = String::new();
    for c in local.chars() {
        if c.is_uppercase() && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        match c {
            '_' | '-' | '.' => out.push(' '),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Ways to say a property of this label, as a verb and as a noun.
fn of_label(label: &str) -> Vec<String> {
    let label = label.strip_prefix("has ").or_else(|| label.strip_prefix("is ")).unwrap_or(label).trim();
    let label = label.strip_suffix(" of").filter(|noun| !noun.contains(' ')).unwrap_or(label);
    if label.len() < 3 {
        return Vec::new();
    }
    let (first, rest) =
        label.split_once(' ').map_or((label, String::new()), |(first, rest)| (first, format!(" {rest}")));
    let verb = format!("{}{rest}", forms(first).join("|"));
    let mut all =
        vec![format!("{{s}} {verb} {{o}}"), format!("{{s}} {verb} {{q}}"), format!("{{s}} {verb} {{d}}")];
    if rest.is_empty() || !rest.ends_with(" by") && !rest.ends_with(" in") && !rest.ends_with(" for") {
        for slot in ["{o}", "{q}", "{n}", "{d}"] {
            all.push(format!("{{s}} 's {label} is|was {slot}"));
            all.push(format!("{label} of {{s}} is|was {slot}"));
            all.push(format!("{{s}} has|had a? {label} of {slot}"));
        }
        all.push(format!("{{s}} 's {label} , {{o}}"));
        all.push(format!("{{s}} 's {label} {{o}}"));
        all.push(format!("{{o}} , the? {label} of {{s}}"));
        all.push(format!("{{o}} is|was the? {label} of {{s}}"));
        all.push(format!("{{s}} {label} {{o}}"));
        all.push(format!("{{s}} has|had {{n}} {label}"));
    }
    all
}

/// The forms of a verb, by its regular ones; of other words just the word.
fn forms(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    let base = word
        .strip_suffix("es")
        .filter(|base| base.ends_with("sh") || base.ends_with("ch") || base.ends_with('s'))
        .or_else(|| word.strip_suffix('s').filter(|base| base.len() > 2 && !base.ends_with('s')));
    if let Some(base) = base {
        let stem = base.strip_suffix('e').unwrap_or(base);
        all.extend([base.to_owned(), format!("{stem}ed"), format!("{stem}ing")]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_of_a_property_and_can_be_read() {
        let Ok(Node { value: Value::Map(entries), .. }) = yaml::parse(PATTERNS) else {
            panic!("the patterns are no map");
        };
        let ontology = Ontology::core();
        for entry in &entries {
            if entry.key == "deeds" {
                let Value::List(items) = &entry.value.value else { panic!("deeds are a list") };
                let found = deeds(&entry.value);
                assert_eq!(found.len(), items.len());
                for (deed, ways) in found {
                    assert!(deed.label.contains('{') && !ways.is_empty(), "{deed:?}");
                    for role in [Some(&deed.subject), deed.object.as_ref()].into_iter().flatten() {
                        let property = ontology.property(&format!("{AF}{}", role.property));
                        assert!(property.is_some() || role.property == OWN, "{role:?}");
                        let known =
                            role.class == "Contestant" || ontology.class_in(AF, &role.class).is_some();
                        assert!(known, "{role:?}");
                    }
                }
                continue;
            }
            let name = entry.key.split('=').next().unwrap();
            let found = name == "by-label" || ontology.property(&format!("{AF}{name}")).is_some();
            assert!(found, "{name}");
            for (modality, list) in lists(&entry.value) {
                assert!(name == "by-label" || Modality::from_name(&modality).is_some(), "{name}: {modality}");
                assert!(!list.is_empty(), "{name}: {modality}");
            }
        }
        assert!(Phrases::new(&ontology).all.len() > 100);
    }

    #[test]
    fn a_label_gives_phrases() {
        let all = of_label("acquires");
        assert!(all.contains(&"{s} acquires|acquire|acquired|acquiring {o}".to_owned()), "{all:?}");
        assert!(of_label("chief scientist").contains(&"{s} 's chief scientist , {o}".to_owned()));
        assert_eq!(spaced("worksFor"), "works for");
    }
}
