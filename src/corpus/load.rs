//! A corpus from its file and its ontologies.
use super::listen::Listener;
use super::path::{below, not_utf8, unreadable};
use super::{Corpus, Extra, Inner, State};
use crate::check::corpus::CheckedCorpus as Shared;
use crate::diagnostic::policy::Policy;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::facts::{CorpusFile, Spanned, read_corpus};
use crate::document::yaml;
use crate::ontology::{self, Ontology};
use crate::term::iri::{self, nearest};
use std::fs;
use std::path::PathBuf;

/// What a corpus is made of.
pub(super) struct Given<'g> {
    /// Its `corpus.yaml`, if it has one.
    pub(super) file: Option<CorpusText>,
    /// The base that goes before the file's.
    pub(super) base: Option<&'g str>,
    /// Ontologies beside the file's.
    pub(super) extra: &'g [Extra],
    /// Whether errors of domain, range and property kind are only warnings.
    pub(super) lenient: bool,
    /// Which warnings refuse a document; goes before the file's.
    pub(super) policy: Policy,
}

/// The text of a `corpus.yaml`.
pub(super) struct CorpusText {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// The folder that what it names lies in, where it may name files.
    pub(super) folder: Option<PathBuf>,
}

/// Makes a corpus; what is wrong with it goes to the listener.
pub(super) fn load(given: Given<'_>, listener: &mut dyn Listener) -> Corpus {
    let Given { file, base, extra, lenient, policy } = given;
    let Some(CorpusText { name, bytes, folder }) = file else {
        let (ontology, state) = ontology(&[], extra, listener);
        let shared = Shared::empty(base.unwrap_or(iri::DEFAULT_BASE).to_owned(), ontology);
        let files = Vec::new();
        return Corpus::from(Inner { shared, folder: None, questions: None, files, state, lenient, policy });
    };
    let text = String::from_utf8_lossy(&bytes);
    let source = Source::whole(&name, &text);
    let mut found = Vec::new();
    let mut file = CorpusFile::default();
    if let Err(error) = std::str::from_utf8(&bytes) {
        found.push(not_utf8(&error));
    } else if text.trim_start_matches('\u{feff}').trim().is_empty() {
        // A corpus that declares nothing marks the top of its folder.
    } else {
        match yaml::parse(&text) {
            Ok(root) => file = read_corpus(root, &mut found),
            Err(errors) => found.extend(errors),
        }
    }
    let mut sources: Vec<Extra> = Vec::new();
    let mut is_readable = true;
    let mut files = Vec::from_iter(folder.is_some().then(|| PathBuf::from(&name)));
    for written in &file.ontology {
        let Some(folder) = &folder else {
            // A text alone names its ontologies for those who read files; here they are given beside it.
            if !extra.iter().any(|(name, _)| name == &**written) {
                is_readable = false;
                let message = format!("the ontology `{}` was not given", &**written);
                found.push(Diagnostic::error(Code::Ontology, written.span, message));
            }
            continue;
        };
        let Some(path) = below(folder, folder, written, Code::Ontology, &mut found) else {
            is_readable = false;
            // It may come to be.
            files.push(folder.join(&**written));
            continue;
        };
        files.push(path.clone());
        match fs::read(&path) {
            Ok(bytes) => sources.push((path.display().to_string(), bytes)),
            Err(error) => {
                is_readable = false;
                found.push(unreadable(written, &error, Code::Ontology));
            }
        }
    }
    let (ontology, mut state) = ontology(&sources, extra, listener);
    let shared = Shared::check(&file, ontology, base, &mut found);
    let policy = policy.over(&own_policy(&file, &mut found));
    let questions = folder.as_deref().and_then(|folder| match &file.questions {
        Some(written) => below(folder, folder, written, Code::PathOutside, &mut found),
        None => Some(folder.join("questions")).filter(|path| path.is_dir()),
    });
    if !is_readable {
        state = State::Unreadable;
    } else if state == State::Good && found.iter().any(|found| found.severity == Severity::Error) {
        state = State::Refused;
    }
    if !found.is_empty() {
        listener.report(&source, &found);
    }
    Corpus::from(Inner { shared, folder, questions, files, state, lenient, policy })
}

/// The `deny` and `allow` of a corpus.
fn own_policy(file: &CorpusFile<'_>, found: &mut Vec<Diagnostic>) -> Policy {
    let mut code = |written: &Spanned<'_>| {
        let code = Code::from_name(written);
        if code.is_none() {
            let near = nearest(written, Code::ALL.iter().map(|code| code.name()));
            let help = near.map_or_else(
                || "write a code, such as `unsupported-number`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("unknown diagnostic code `{}`", &**written);
            found.push(Diagnostic::error(Code::BadValue, written.span, message).help(help));
        }
        code
    };
    let allow: Vec<Code> = file.allow.iter().filter_map(&mut code).collect();
    let deny_warnings = file.deny.iter().any(|written| &**written == "warnings");
    let deny = file.deny.iter().filter(|written| &***written != "warnings").filter_map(&mut code).collect();
    Policy { deny_warnings, deny, allow }
}

/// The core with the ontologies of a corpus and those that are added; what is wrong with one is reported.
fn ontology(own: &[Extra], extra: &[Extra], listener: &mut dyn Listener) -> (Ontology, State) {
    let mut state = State::Good;
    let mut loader = ontology::Loader::new();
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for (name, bytes) in own.iter().chain(extra) {
        let found = match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                texts.push((name, text));
                loader.add(name, text)
            }
            Err(error) => Err(vec![not_utf8(&error)]),
        };
        if let Err(errors) = found {
            state = State::Unreadable;
            let text = String::from_utf8_lossy(bytes);
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            listener.report(&Source::whole(name, text), &errors);
        }
    }
    let (ontology, warnings) = loader.finish();
    for (name, warning) in warnings {
        // An ontology that is too large to be understood is worse than a warning.
        if warning.severity == Severity::Error {
            state = State::Unreadable;
        }
        if let Some((_, text)) = texts.iter().find(|(source, _)| *source == name) {
            listener.report(&Source::whole(name, text), &[warning]);
        }
    }
    (ontology, state)
}
