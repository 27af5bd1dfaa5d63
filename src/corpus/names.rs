//! The names that documents give to things, articles and drafts, for whoever is typing one.
//!
//! Only the form of documents is read: names can be completed in a document that `check` would refuse.
use super::Corpus;
use super::drafts::DRAFTS;
use super::input::{Found, Input};
use super::read::folder_name;
use crate::document::{self, Notation, facts};
use crate::draft;
use std::fs;
use std::path::Path;

/// A name, and what it represents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The key of an entity, or the id of an article or draft.
    pub name: String,
    /// A label or title; empty where there is none.
    pub label: String,
}

impl Corpus {
    /// The keys of its shared entities.
    #[must_use]
    pub fn entity_names(&self) -> Vec<Named> {
        self.shared()
            .entities()
            .map(|entity| Named {
                name: entity.key.clone().into_owned(),
                label: entity.labels.first().map_or_else(String::new, |label| label.text.to_string()),
            })
            .collect()
    }
}

impl Input {
    /// The keys of all entities, shared or a document's own, sorted. Of documents that have more than `most` bytes
    /// together, the first ones are read.
    #[must_use]
    pub fn entity_names(&self, most: u64) -> Vec<Named> {
        let mut names: Vec<Named> = self.corpora.iter().flat_map(Corpus::entity_names).collect();
        self.each(most, &mut |written, _| names.extend(written.entities.iter().map(entity)));
        sorted(names)
    }

    /// The ids of the articles, sorted; within the same limit.
    #[must_use]
    pub fn article_names(&self, most: u64) -> Vec<Named> {
        let mut names = Vec::new();
        self.each(most, &mut |written, folder| {
            let article = &written.article;
            let label = article.title.as_deref().unwrap_or_default().to_owned();
            if let Some(name) = article.id.as_deref().or(folder) {
                names.push(Named { name: name.to_owned(), label });
            }
        });
        sorted(names)
    }

    /// Hands over each document, with its folder's name where that is its id by default.
    fn each(&self, most: u64, take: &mut dyn FnMut(&facts::RawDocument<'_>, Option<&str>)) {
        let mut left = most;
        for found in &self.documents {
            let Some(path) = &found.path else { continue };
            let Some(rest) = fs::metadata(path).ok().and_then(|file| left.checked_sub(file.len())) else {
                continue;
            };
            left = rest;
            let Ok(text) = fs::read_to_string(path) else { continue };
            if found.notation == Notation::Lines {
                for line in text.lines() {
                    if let Some(written) = document::read(line, Notation::Lines, &mut Vec::new()) {
                        take(&written, None);
                    }
                }
            } else if let Some(written) = document::read(&text, found.notation, &mut Vec::new()) {
                take(&written, Some(&folder_name(path)));
            }
        }
    }
}

impl Found {
    /// The ids of its undecided drafts, each with its subject, predicate and object; within the same limit.
    #[must_use]
    pub fn draft_names(&self, most: u64) -> Vec<Named> {
        let file = self.path.as_deref().map(|path| path.with_file_name(DRAFTS));
        let small = |file: &Path| fs::metadata(file).is_ok_and(|about| about.len() <= most);
        let text = file.filter(|file| small(file)).and_then(|file| fs::read_to_string(file).ok());
        let drafts = draft::file::read(&text.unwrap_or_default(), 0, &mut Vec::new()).drafts;
        let words = |draft: &draft::file::Draft| {
            let keys = ["subject", "predicate", "object", "value"];
            keys.iter().filter_map(|key| draft.text(key)).collect::<Vec<_>>().join(" ")
        };
        drafts.facts.iter().map(|draft| Named { name: draft.id.clone(), label: words(draft) }).collect()
    }
}

fn entity(entity: &facts::RawEntity<'_>) -> Named {
    let label = entity.labels.first().map_or_else(String::new, |label| label.text.to_string());
    Named { name: entity.key.to_string(), label }
}

fn sorted(mut names: Vec<Named>) -> Vec<Named> {
    names.sort();
    names.dedup_by(|next, kept| next.name == kept.name);
    names
}
