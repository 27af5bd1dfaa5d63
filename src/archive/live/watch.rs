//! Which files are looked at, and what a change of one concerns.
use super::{Live, by_path};
use crate::corpus::CorpusOptions;
use crate::corpus::stamp::{Stamps, stamps};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What has to be read again.
pub(super) enum Change {
    /// Everything: a corpus file or an ontology has changed.
    Whole,
    /// Some files of documents, and, where others have come or gone, those.
    Some { is_listed: bool, files: BTreeSet<PathBuf> },
}

const CORPUS: &str = "corpus.yaml";

/// What is looked at before anything is read: the documents, what the options name, and the places above where a
/// `corpus.yaml` is or could come to be.
pub(super) fn before(paths: &[PathBuf], options: &CorpusOptions) -> Vec<PathBuf> {
    let mut watched: Vec<PathBuf> = paths.to_vec();
    watched.extend(options.ontologies.iter().cloned());
    match &options.corpus {
        Some(corpus) => watched.push(corpus.clone()),
        None => {
            for path in paths {
                let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                watched.extend(whole.ancestors().skip(1).map(|folder| folder.join(CORPUS)));
            }
        }
    }
    watched.sort();
    watched.dedup();
    watched
}

impl Live {
    /// Sees to it that everything is looked at that the documents depend on.
    pub(super) fn watch(&mut self) {
        let mut watched = before(&self.paths, &self.options);
        let corpora = self.held.input.corpora.iter();
        let of_corpora = corpora
            .flat_map(|corpus| corpus.files().iter().map(PathBuf::as_path).chain(corpus.questions_folder()));
        let texts = self.held.files.values().flat_map(|file| &file.texts).map(PathBuf::as_path);
        // What lies below the paths is seen there, unless the way to it is another or has a name that is passed over.
        let is_passed_over = |part: &OsStr| part.to_string_lossy().starts_with('.');
        let is_seen = |path: &Path| {
            let below = |folder: &PathBuf| path.strip_prefix(folder).ok();
            self.paths.iter().filter_map(below).any(|rest| !rest.iter().any(is_passed_over))
                && !path.iter().any(|part| part == "..")
        };
        watched.extend(of_corpora.chain(texts).filter(|path| !is_seen(path)).map(Path::to_owned));
        watched.sort();
        watched.dedup();
        // What was seen before it was read goes before what is seen now: only what is new is looked at.
        watched.retain(|path| self.watched.binary_search(path).is_err());
        if watched.is_empty() {
            return;
        }
        self.known.extend(stamps(&watched));
        self.known.sort();
        self.watched.append(&mut watched);
        self.watched.sort();
    }

    /// What has to be read again.
    pub(super) fn change(&self, now: &Stamps) -> Change {
        let differ = |some: &Stamps, others: &Stamps| -> BTreeSet<PathBuf> {
            some.iter()
                .filter(|stamp| others.binary_search(stamp).is_err())
                .map(|stamp| stamp.0.clone())
                .collect()
        };
        let (old, new) = (differ(&self.known, now), differ(now, &self.known));
        let corpora = &self.held.input.corpora;
        let concerns_all = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name == CORPUS)
                || self.options.corpus.as_ref() == Some(path)
                || self.options.ontologies.contains(path)
                || corpora.iter().any(|corpus| corpus.files().contains(path))
        };
        if self.problem.is_some() || old.union(&new).any(concerns_all) {
            return Change::Whole;
        }
        let is_document = |path: &&PathBuf| {
            path.file_name().is_some_and(|name| name == "facts.yaml" || name == "facts.json")
                || self.paths.contains(path)
        };
        let is_listed = old.symmetric_difference(&new).any(|path| is_document(&path));
        let has_changed = |path: &PathBuf| old.contains(path) || new.contains(path);
        // What a refused document waits for is not known: any change may be it.
        let files = by_path(&self.held.input)
            .into_keys()
            .filter(|path| {
                let file = self.held.files.get(*path);
                old.contains(*path)
                    || new.contains(*path)
                    || file.is_none_or(|file| file.is_refused() || file.texts.iter().any(has_changed))
            })
            .map(Path::to_owned)
            .collect();
        Change::Some { is_listed, files }
    }
}
