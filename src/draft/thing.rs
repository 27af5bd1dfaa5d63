//! What drafts can name: the entities of the corpus, of the document and of earlier drafts, and new ones.
use super::file::Drafts;
use super::item::Item;
use super::scan::name::Known;
use crate::check::corpus::CheckedCorpus;
use crate::document::facts;
use crate::ontology::{ClassId, ClassSet, Ontology};
use crate::term::slug::slug;
use crate::term::vocab::PREDECLARED;
use crate::term::vocab::{AF, skos};
use rustc_hash::FxHashMap;

/// The number of a thing.
pub(crate) type Ref = usize;

/// A thing that a draft can name.
#[derive(Debug)]
pub(crate) struct Thing {
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Its classes with all above them.
    pub classes: ClassSet,
    /// What to declare, where it is new.
    pub declared: Option<Vec<(String, Item)>>,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Things<'o> {
    ontology: &'o Ontology,
    /// The prefixes of the corpus and of the document.
    prefixes: Vec<(String, String)>,
    things: Vec<Thing>,
    by_label: FxHashMap<String, Ref>,
    by_key: FxHashMap<String, Ref>,
}

impl<'o> Things<'o> {
    /// Those that are declared, and their names.
    pub(crate) fn new(
        corpus: &'o CheckedCorpus,
        document: &facts::RawDocument<'_>,
        drafts: &Drafts,
    ) -> (Self, Known) {
        let ontology = &corpus.ontology;
        let mut prefixes = corpus.prefixes.clone();
        prefixes.extend(document.prefixes.iter().map(|(prefix, iri)| (prefix.to_string(), iri.to_string())));
        let mut things = Things {
            ontology,
            prefixes,
            things: Vec::new(),
            by_label: FxHashMap::default(),
            by_key: FxHashMap::default(),
        };
        let mut known = Known::default();
        for entity in corpus.entities() {
            let labels = entity.labels.iter().chain(&entity.alt_labels).map(|label| label.text.to_string());
            things.known(&entity.key, labels.collect(), entity.class_set.clone(), None, &mut known);
        }
        for entity in &document.entities {
            let classes: Vec<ClassId> = entity.types.iter().filter_map(|name| class(corpus, name)).collect();
            let labels = entity.labels.iter().chain(&entity.alt_labels).map(|label| label.text.to_string());
            things.known(&entity.key, labels.collect(), ontology.class_set(&classes), None, &mut known);
        }
        for (key, entity) in &drafts.entities {
            let types = entity.get("type").map(Item::texts).unwrap_or_default();
            let classes: Vec<ClassId> = types.iter().filter_map(|name| class(corpus, name)).collect();
            let mut labels: Vec<String> = Vec::new();
            for name in ["label", "alt-label"] {
                labels.extend(
                    entity.get(name).map(Item::texts).unwrap_or_default().into_iter().map(str::to_owned),
                );
            }
            let entries = match entity {
                Item::Map(entries) => entries.clone(),
                _ => Vec::new(),
            };
            things.known(key, labels, ontology.class_set(&classes), Some(entries), &mut known);
        }
        (things, known)
    }

    fn known(
        &mut self,
        key: &str,
        labels: Vec<String>,
        classes: ClassSet,
        declared: Option<Vec<(String, Item)>>,
        known: &mut Known,
    ) {
        let number = self.things.len();
        // A country or place is not found by a word of its label, a position only by the whole.
        for label in &labels {
            known.add(label, number);
            self.by_label.entry(label.to_lowercase()).or_insert(number);
        }
        self.by_key.entry(key.to_owned()).or_insert(number);
        let label = labels.into_iter().next().unwrap_or_default();
        self.things.push(Thing { key: key.to_owned(), label, classes, declared });
    }

    /// All of them, in the order in which they became known.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Thing> {
        self.things.iter()
    }

    /// A thing.
    pub(crate) fn get(&self, number: Ref) -> &Thing {
        &self.things[number]
    }

    /// The thing of a key.
    pub(crate) fn by_key(&self, key: &str) -> Option<Ref> {
        self.by_key.get(key).copied()
    }

    /// Whether a new entity cannot have this key.
    pub(crate) fn is_taken(&self, key: &str) -> bool {
        self.by_key.contains_key(key) || is_value(self.ontology, key)
    }

    /// The thing of a label, in whatever case.
    pub(crate) fn by_label(&self, label: &str) -> Option<Ref> {
        self.by_label.get(&label.to_lowercase()).copied()
    }

    /// Gives a thing another name by which it is found.
    pub(crate) fn also(&mut self, number: Ref, label: &str) {
        self.by_label.entry(label.to_lowercase()).or_insert(number);
    }

    /// Adds an alternative label to what is declared of a new thing.
    pub(crate) fn alt_label(&mut self, number: Ref, label: &str) {
        self.also(number, label);
        let Some(entries) = &mut self.things[number].declared else { return };
        match entries.iter_mut().find(|(key, _)| key == "alt-label") {
            Some((_, Item::List(labels))) => {
                if !labels.iter().any(|item| item.as_str() == Some(label)) {
                    labels.push(Item::text(label));
                }
            }
            Some(_) => {}
            None => entries.push(("alt-label".to_owned(), Item::List(vec![Item::text(label)]))),
        }
    }

    /// A thing of this label and class: the one that there is, or a new one. None where there is one of
    /// another class, or no such class.
    pub(crate) fn mint(&mut self, label: &str, class_name: &str) -> Option<Ref> {
        let class = core_class(self.ontology, class_name)?;
        if let Some(found) = self.by_label(label) {
            return self.ontology.is_a(&self.things[found].classes, class).then_some(found);
        }
        let mut key = slug(label);
        if key.is_empty() || key == "article" {
            key = format!("thing-{key}");
        }
        let key = free_key(&key, |key| self.is_taken(key));
        let at = self.things.len();
        self.by_key.insert(key.clone(), at);
        self.by_label.insert(label.to_lowercase(), at);
        let declared =
            vec![("type".to_owned(), Item::text(class_name)), ("label".to_owned(), Item::text(label))];
        let classes = self.ontology.class_set(&[class]);
        self.things.push(Thing { key, label: label.to_owned(), classes, declared: Some(declared) });
        Some(at)
    }

    /// A thing of this label and of a class that a user's ontology declares.
    pub(crate) fn mint_class(&mut self, label: &str, class: ClassId, name: &str) -> Option<Ref> {
        if let Some(found) = self.by_label(label) {
            return self.ontology.is_a(&self.things[found].classes, class).then_some(found);
        }
        let number = self.mint(label, "Agent")?;
        let thing = &mut self.things[number];
        thing.classes = self.ontology.class_set(&[class]);
        if let Some((_, old)) = thing.declared.iter_mut().flatten().find(|(key, _)| key == "type") {
            *old = Item::text(name);
        }
        Some(number)
    }

    /// The name that a document gives a class or property: a core name, a CURIE, or `<IRI>`.
    pub(crate) fn class_name(&self, iri: &str) -> String {
        short(iri, &self.prefixes)
    }

    /// Gives a new thing another key, where that is free.
    pub(crate) fn rename(&mut self, number: Ref, key: &str) {
        if self.things[number].declared.is_none() || self.things[number].key == key {
            return;
        }
        let free = free_key(key, |key| self.by_key.get(key).is_some_and(|other| *other != number));
        self.by_key.remove(&self.things[number].key);
        self.by_key.insert(free.clone(), number);
        self.things[number].key = free;
    }

    /// Gives a new thing another label.
    pub(crate) fn relabel(&mut self, number: Ref, label: &str) {
        let key = slug(label);
        if let Some(entries) = &mut self.things[number].declared
            && let Some((_, old)) = entries.iter_mut().find(|(name, _)| name == "label")
        {
            *old = Item::text(label);
            label.clone_into(&mut self.things[number].label);
            self.rename(number, &key);
            self.also(number, label);
        }
    }

    /// Makes a new thing one of another class, given by its IRI and the name that a document gives it.
    pub(crate) fn refine(&mut self, number: Ref, class: ClassId, name: &str) -> bool {
        let classes = self.ontology.class_set(&[class]);
        let own = self.things[number].classes.classes().to_vec();
        let both: Vec<ClassId> = own.iter().copied().chain([class]).collect();
        let clash = self.ontology.disjoint(&self.ontology.class_set(&both)).is_some();
        let Some(entries) = &mut self.things[number].declared else { return false };
        if clash {
            return false;
        }
        if let Some((_, old)) = entries.iter_mut().find(|(key, _)| key == "type") {
            *old = Item::text(name);
        }
        // The new class may stand below the old one; where it does not, both hold.
        let below = own.iter().all(|class| self.ontology.is_a(&classes, *class));
        if below {
            self.things[number].classes = classes;
        } else {
            let names: Vec<Item> =
                own.iter().filter_map(|class| short_class(self.ontology, *class)).map(Item::Text).collect();
            if let Some((_, old)) = entries.iter_mut().find(|(key, _)| key == "type") {
                *old = Item::List(names.into_iter().chain([Item::text(name)]).collect());
            }
            self.things[number].classes = self.ontology.class_set(&both);
        }
        true
    }

    /// Whether a thing is of a class of the core.
    pub(crate) fn is_a(&self, number: Ref, class_name: &str) -> bool {
        core_class(self.ontology, class_name)
            .is_some_and(|class| self.ontology.is_a(&self.things[number].classes, class))
    }
}

/// A key that is not taken: the plain one, or with the next number behind it.
pub(super) fn free_key(plain: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut key = plain.to_owned();
    let mut number = 1;
    while is_taken(&key) {
        number += 1;
        key = format!("{plain}-{number}");
    }
    key
}

/// A class by the name that a document gives it.
fn class(corpus: &CheckedCorpus, name: &str) -> Option<ClassId> {
    if let Some((prefix, local)) = name.split_once(':') {
        let namespace = corpus
            .namespace(prefix)
            .or_else(|| PREDECLARED.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| *iri))?;
        return corpus.ontology.class_in(namespace, local);
    }
    core_class(&corpus.ontology, name)
}

/// A term as a document names it.
fn short(iri: &str, prefixes: &[(String, String)]) -> String {
    if let Some(local) = iri.strip_prefix(AF) {
        return local.to_owned();
    }
    let given = prefixes.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()));
    let all = given.chain(PREDECLARED.iter().copied());
    let found = all.filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
    match found.filter(|(_, local)| !local.is_empty()).min_by_key(|(_, local)| local.len()) {
        Some((prefix, local)) => format!("{prefix}:{local}"),
        None => format!("<{iri}>"),
    }
}

/// A class of the core, or `Concept`.
pub(crate) fn core_class(ontology: &Ontology, name: &str) -> Option<ClassId> {
    if name == "Concept" { ontology.class(skos::CONCEPT) } else { ontology.class_in(AF, name) }
}

/// The name of a class of the core.
fn short_class(ontology: &Ontology, class: ClassId) -> Option<String> {
    ontology.class_iri(class).strip_prefix(AF).map(str::to_owned)
}

/// A controlled value goes behind an entity's key: a new key must not hide one.
fn is_value(ontology: &Ontology, key: &str) -> bool {
    ontology.individual(&format!("{AF}{key}")).is_some()
}
