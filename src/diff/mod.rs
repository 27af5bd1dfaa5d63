//! What two documents, folders or exports say differently: by meaning, not by line.
//!
//! Each side becomes a set of [`Item`]s (facts, entities, articles), each with its parts. Facts are matched by their ids,
//! what is only here with what is only there by its whole content: then it was renamed.
mod files;
mod graph;
mod write;
mod written;

pub(crate) use files::{corpus as items_of_corpus, documents as items_of_documents};
pub(crate) use graph::items as items_of_graph;
pub(crate) use write::{json, text};
pub(crate) use written::CorpusNames;

use std::collections::{BTreeMap, BTreeSet};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// An article.
    Article,
    /// An entity, or anything else that is described.
    Entity,
    /// A fact.
    Fact,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Entity => "entity",
            Kind::Fact => "fact",
        }
    }
}

/// How an item is known on both sides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    /// The id of its article; empty for what articles share.
    pub article: String,
    /// What it is.
    pub kind: Kind,
    /// Its id; the IRI where it has none of our making.
    pub id: String,
}

/// A part's value: what it means, which is compared, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Value {
    /// What it means.
    pub meaning: String,
    /// How it is shown.
    pub shown: String,
}

impl Value {
    /// A value that is shown as it is.
    #[must_use]
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { meaning: text.clone(), shown: text }
    }
}

/// A fact, an entity or an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Item {
    /// A fact in words, an entity's label, an article's title.
    pub words: String,
    /// Its parts by name; those without a value are left out.
    pub parts: BTreeMap<String, BTreeSet<Value>>,
}

impl Item {
    /// Adds a value to a part.
    pub(crate) fn add(&mut self, part: &str, value: Value) {
        self.parts.entry(part.to_owned()).or_default().insert(value);
    }

    /// Gives the IRIs below an article's IRI their place below another.
    fn follow(&mut self, from: &str, to: &str) {
        let old = [format!("/article/{from}/"), format!("/article/{from}>")];
        let new = [format!("/article/{to}/"), format!("/article/{to}>")];
        for values in self.parts.values_mut() {
            if values.iter().any(|value| old.iter().any(|old| value.meaning.contains(old))) {
                let moved = std::mem::take(values).into_iter().map(|mut value| {
                    for (old, new) in old.iter().zip(&new) {
                        value.meaning = value.meaning.replace(old, new);
                    }
                    value
                });
                *values = moved.collect();
            }
        }
    }
}

/// All that one side says.
pub(crate) type Items = BTreeMap<Key, Item>;

/// What happened to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// The new side has it under this key, with these parts changed, if any.
    Renamed(Key, Parts),
    /// Parts of it differ.
    Changed(Parts),
}

/// Parts that differ: for each, the values that only the old and only the new side have.
pub(crate) type Parts = Vec<(String, Vec<Value>, Vec<Value>)>;

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The item, on the old side where that has it.
    pub key: Key,
    /// The item in words.
    pub words: String,
    /// What happened.
    pub change: Change,
}

/// The part of an article that holds its text. A side that does not know it has not lost it.
const TEXT: &str = "text";

/// Compares two sides; the differences are sorted by article, kind and id.
#[must_use]
pub(crate) fn compare(old: &Items, new: &Items) -> Vec<Difference> {
    let mut differences = Vec::new();
    let moved = follow_articles(old, new, &mut differences);
    let old = &moved;
    // What is gone, by kind and content.
    let mut gone: BTreeMap<(Kind, Content<'_>), Vec<&Key>> = BTreeMap::new();
    for (key, item) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        gone.entry((key.kind, content(item))).or_default().push(key);
    }
    for keys in gone.values_mut() {
        keys.reverse();
    }
    let mut renamed: BTreeSet<&Key> = BTreeSet::new();
    let mut come: Vec<(&Key, &Item)> = Vec::new();
    for (key, item) in new {
        if let Some(before) = old.get(key) {
            let changes = parts(before, item);
            if !changes.is_empty() {
                differences.push(Difference {
                    key: key.clone(),
                    words: item.words.clone(),
                    change: Change::Changed(changes),
                });
            }
            continue;
        }
        // Of two that are alike the one in the same article is it.
        let alike = gone.get_mut(&(key.kind, content(item))).filter(|_| !item.parts.is_empty());
        let from = alike.and_then(|keys| {
            let same = keys.iter().rposition(|old| old.article == key.article);
            match same {
                Some(at) => Some(keys.remove(at)),
                None => keys.pop(),
            }
        });
        let Some(from) = from else {
            come.push((key, item));
            continue;
        };
        renamed.insert(from);
        let change = Change::Renamed(key.clone(), Vec::new());
        differences.push(Difference { key: from.clone(), words: item.words.clone(), change });
    }
    for (key, item) in come {
        let free = |from: &Key| !new.contains_key(from) && !renamed.contains(from);
        let (key, change) = match akin(old, key, item, free) {
            Some((from, changes)) => {
                renamed.insert(from);
                (from, Change::Renamed(key.clone(), changes))
            }
            None => (key, Change::Added),
        };
        differences.push(Difference { key: key.clone(), words: item.words.clone(), change });
    }
    for (key, item) in old {
        if !new.contains_key(key) && !renamed.contains(key) {
            let words = item.words.clone();
            differences.push(Difference { key: key.clone(), words, change: Change::Removed });
        }
    }
    differences.sort_by(|one, other| one.key.cmp(&other.key));
    differences
}

/// The fact of the same article that says the same of the same things under another id, with other details; of several
/// the one with the fewest changes.
fn akin<'o>(old: &'o Items, key: &Key, item: &Item, free: impl Fn(&Key) -> bool) -> Option<(&'o Key, Parts)> {
    if key.kind != Kind::Fact || item.words.is_empty() {
        return None;
    }
    let first = Key { id: String::new(), ..key.clone() };
    let of_article =
        old.range(first..).take_while(|(other, _)| (&other.article, other.kind) == (&key.article, key.kind));
    let same = of_article.filter(|(other, before)| before.words == item.words && free(other));
    same.map(|(other, before)| (other, parts(before, item))).min_by_key(|(_, changes)| changes.len())
}

/// Gives the facts and entities of an article that was renamed to its new name; the rename itself is a difference.
fn follow_articles(old: &Items, new: &Items, differences: &mut Vec<Difference>) -> Items {
    let only = |these: &'_ Items, those: &Items| -> Vec<Key> {
        let articles = these.keys().filter(|key| key.kind == Kind::Article);
        articles.filter(|key| !those.contains_key(*key)).cloned().collect()
    };
    let mut come = only(new, old);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for key in only(old, new) {
        let alike = |other: &Key| content(&old[&key]) == content(&new[other]);
        let titled = |other: &Key| !old[&key].words.is_empty() && old[&key].words == new[other].words;
        let same = come.iter().position(alike).filter(|_| !old[&key].parts.is_empty());
        let Some(at) = same.or_else(|| come.iter().position(titled)) else { continue };
        let to = come.remove(at);
        names.insert(key.article.clone(), to.article.clone());
        let words = new[&to].words.clone();
        differences.push(Difference { key, words, change: Change::Renamed(to, Vec::new()) });
    }
    let follow = |(key, item): (&Key, &Item)| {
        let (mut key, mut item) = (key.clone(), item.clone());
        if let Some(name) = names.get(&key.article) {
            item.follow(&key.article, name);
            if key.kind == Kind::Article {
                key.id.clone_from(name);
            }
            key.article.clone_from(name);
        }
        (key, item)
    };
    old.iter().map(follow).collect()
}

/// The meanings of an item's parts, by name.
type Content<'i> = Vec<(&'i str, Vec<&'i str>)>;

/// An item's content, to be compared.
fn content(item: &Item) -> Content<'_> {
    item.parts
        .iter()
        .filter(|(name, _)| *name != TEXT)
        .map(|(name, values)| (name.as_str(), values.iter().map(|value| value.meaning.as_str()).collect()))
        .collect()
}

fn parts(old: &Item, new: &Item) -> Vec<(String, Vec<Value>, Vec<Value>)> {
    let names: BTreeSet<&String> = old.parts.keys().chain(new.parts.keys()).collect();
    let none = BTreeSet::new();
    let mut changes = Vec::new();
    for name in names {
        let (before, after) = (old.parts.get(name).unwrap_or(&none), new.parts.get(name).unwrap_or(&none));
        if name == TEXT && (before.is_empty() || after.is_empty()) {
            continue;
        }
        let only = |these: &BTreeSet<Value>, those: &BTreeSet<Value>| -> Vec<Value> {
            let there = |value: &&Value| !those.iter().any(|other| other.meaning == value.meaning);
            these.iter().filter(there).cloned().collect()
        };
        let (gone, come) = (only(before, after), only(after, before));
        if !gone.is_empty() || !come.is_empty() {
            changes.push((name.clone(), gone, come));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::{Change, Item, Items, Key, Kind, Value, compare};

    fn side(items: &[(&str, &str)]) -> Items {
        items
            .iter()
            .map(|(id, value)| {
                let mut item = Item::default();
                item.add("subject", Value::plain(*value));
                (Key { article: "a".to_owned(), kind: Kind::Fact, id: (*id).to_owned() }, item)
            })
            .collect()
    }

    fn changes(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, &'static str)> {
        compare(&side(old), &side(new))
            .into_iter()
            .map(|difference| {
                let what = match difference.change {
                    Change::Added => "added",
                    Change::Removed => "removed",
                    Change::Renamed(..) => "renamed",
                    Change::Changed(_) => "changed",
                };
                (difference.key.id, what)
            })
            .collect()
    }

    #[test]
    fn a_fact_with_another_id_and_other_details_is_renamed() {
        let fact = |id: &str, words: &str, when: &str| {
            let mut item = Item { words: words.to_owned(), ..Item::default() };
            item.add("when", Value::plain(when));
            item.add("subject", Value::plain(words));
            (Key { article: "a".to_owned(), kind: Kind::Fact, id: id.to_owned() }, item)
        };
        let old: Items = [fact("f12", "a — b → c", "2018"), fact("f13", "a — d → c", "2018")].into();
        let new: Items = [fact("f12x", "a — b → c", "2019"), fact("f14", "a — e → c", "2018")].into();
        let found = compare(&old, &new);
        let [renamed, removed, added] = found.as_slice() else { panic!("{found:?}") };
        let Change::Renamed(to, parts) = &renamed.change else { panic!("{renamed:?}") };
        assert_eq!((renamed.key.id.as_str(), to.id.as_str()), ("f12", "f12x"));
        assert_eq!(*parts, [("when".to_owned(), vec![Value::plain("2018")], vec![Value::plain("2019")])]);
        assert_eq!((&removed.change, removed.key.id.as_str()), (&Change::Removed, "f13"));
        assert_eq!((&added.change, added.key.id.as_str()), (&Change::Added, "f14"));
    }

    #[test]
    fn facts_follow_an_article_with_another_id() {
        let side = |article: &str| -> Items {
            let mut head = Item { words: "A title".to_owned(), ..Item::default() };
            head.add("publisher", Value::plain(format!("<https://x.org/article/{article}/entity/p>")));
            let mut fact = Item { words: "w".to_owned(), ..Item::default() };
            fact.add("subject", Value::plain(format!("<https://x.org/article/{article}/entity/k>")));
            let key = |kind, id: &str| Key { article: article.to_owned(), kind, id: id.to_owned() };
            [(key(Kind::Article, article), head), (key(Kind::Fact, "f1"), fact)].into()
        };
        let found = compare(&side("old"), &side("new"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].key.kind, Kind::Article);
    }

    #[test]
    fn what_became_of_each() {
        let of = |id: &str, what| (id.to_owned(), what);
        assert_eq!(changes(&[("f1", "x")], &[("f1", "x")]), []);
        assert_eq!(changes(&[("f1", "x")], &[("f1", "y")]), [of("f1", "changed")]);
        assert_eq!(changes(&[("f1", "x")], &[("f2", "x")]), [of("f1", "renamed")]);
        assert_eq!(changes(&[("f1", "x")], &[("f2", "y")]), [of("f1", "removed"), of("f2", "added")]);
        // One of two alike is renamed, the other gone.
        assert_eq!(
            changes(&[("f1", "x"), ("f2", "x")], &[("f3", "x")]),
            [of("f1", "renamed"), of("f2", "removed")]
        );
        // What is still there was not renamed.
        assert_eq!(changes(&[("f1", "x")], &[("f1", "x"), ("f2", "x")]), [of("f2", "added")]);
    }
}
