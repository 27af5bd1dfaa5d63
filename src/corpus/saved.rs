//! The saved questions of a corpus: files `*.rq` in a folder.
use super::Corpus;
use super::error::OpenError;
use std::fs;
use std::path::{Path, PathBuf};

/// A saved question: a SPARQL query in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuestion {
    /// Its name: the file's, without `.rq`.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The query.
    pub text: String,
}

impl Corpus {
    /// The names of its saved questions, sorted.
    #[must_use]
    pub fn question_names(&self) -> Vec<String> {
        let entries = self.0.questions.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".rq")?.to_owned()))
            .collect();
        names.sort();
        names
    }

    /// The saved question of a name, if there is one. A name never leads out of the folder of questions.
    ///
    /// # Errors
    /// Where its file cannot be read.
    pub fn question(&self, name: &str) -> Result<Option<SavedQuestion>, OpenError> {
        let Some(folder) = &self.0.questions else { return Ok(None) };
        let path = folder.join(format!("{name}.rq"));
        if name.split('/').any(|part| part == "..") || Path::new(name).is_absolute() || !path.is_file() {
            return Ok(None);
        }
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(SavedQuestion { name: name.to_owned(), path, text })),
            Err(error) => Err(OpenError::io(error, format!("cannot read `{}`", path.display()))),
        }
    }
}
