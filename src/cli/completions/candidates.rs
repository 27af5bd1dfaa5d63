//! What an argument can be, from the documents that the words name.
use crate::ask::question::Question;
use crate::cli::arguments::Cli;
use crate::corpus::find::{self, Input};
use crate::corpus::{Corpus, CorpusOptions, FileReport, Named};
use crate::diagnostic::Code;
use crate::ontology::terms::{Kind, Terms};
use clap::{ArgMatches, Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many bytes of documents are read for the names in them, so that an answer comes at once over an archive too.
const MOST_BYTES: u64 = 4 << 20;

/// What finds candidates for what is typed of a word.
type Source = fn(&Words, &str) -> Vec<CompletionCandidate>;

/// The arguments that are completed from documents, codes and terms: a command (or all that have the argument), the
/// argument, and where its values come from.
const SOURCES: [(Option<&str>, &str, Source); 11] = [
    (None, "deny", denied),
    (None, "allow", allowed),
    (Some("check"), "explain", allowed),
    (Some("query"), "query", questions),
    (Some("query"), "set", parameters),
    (Some("explain"), "things", things),
    (Some("export"), "about", named),
    (Some("export"), "article", articles),
    (Some("terms"), "word", terms),
    (Some("accept"), "ids", drafts),
    (Some("reject"), "ids", drafts),
];

/// Adds to the command line's description what its arguments can be, given the words typed so far.
pub(super) fn add(command: Command, words: &[OsString]) -> Command {
    let words = Arc::new(Words::read(words));
    command.mut_subcommands(|subcommand| {
        let name = subcommand.get_name().to_owned();
        // All arguments, in place: one that is changed alone goes to the end, and positions count.
        subcommand.mut_args(|argument| {
            let is_meant = |(only, id, _): &&(Option<&str>, &str, Source)| {
                only.is_none_or(|only| only == name) && argument.get_id() == *id
            };
            let Some(&(_, _, source)) = SOURCES.iter().find(is_meant) else { return argument };
            let words = Arc::clone(&words);
            let complete =
                move |typed: &OsStr| typed.to_str().map_or_else(Vec::new, |typed| source(&words, typed));
            argument.add(ArgValueCompleter::new(complete))
        })
    })
}

/// The words typed so far.
struct Words {
    /// The arguments of the subcommand, as far as they can be told.
    given: Option<ArgMatches>,
}

impl Words {
    fn read(words: &[OsString]) -> Self {
        let matches = Cli::command().ignore_errors(true).try_get_matches_from(words).ok();
        Self { given: matches.and_then(|mut matches| Some(matches.remove_subcommand()?.1)) }
    }

    fn all<T: Clone + Send + Sync + 'static>(&self, name: &str) -> Vec<T> {
        let given = self.given.as_ref().and_then(|given| given.try_get_many::<T>(name).ok().flatten());
        given.map_or_else(Vec::new, |values| values.cloned().collect())
    }

    /// The paths of the documents.
    fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.all("paths");
        paths.extend(self.all::<PathBuf>("path"));
        if paths.is_empty() { vec![PathBuf::from("data")] } else { paths }
    }

    fn options(&self) -> CorpusOptions {
        CorpusOptions {
            corpus: self.all("corpus").pop(),
            ontologies: self.all("ontology"),
            ..CorpusOptions::default()
        }
    }

    /// The documents.
    fn input(&self) -> Option<Input> {
        find::find(&self.paths(), &self.options(), &mut Vec::<FileReport>::new()).ok()
    }

    /// The corpus that holds in a folder, or for a file.
    fn corpus(&self, path: &Path) -> Option<Corpus> {
        let folder = if path.is_dir() { path } else { path.parent()? };
        Corpus::open_with(folder, &self.options(), &mut Vec::<FileReport>::new()).ok()
    }

    /// The corpora of the documents. Most have one, at the top: to know it, no document is looked for.
    fn corpora(&self) -> Vec<Corpus> {
        let tops: Vec<Corpus> = self.paths().iter().filter_map(|path| self.corpus(path)).collect();
        if tops.iter().any(|corpus| corpus.folder().is_some()) {
            return tops;
        }
        self.input().map_or_else(Vec::new, |input| input.corpora)
    }
}

fn candidate(name: &str, help: &str) -> CompletionCandidate {
    let help = help.lines().next().unwrap_or_default();
    CompletionCandidate::new(name).help((!help.is_empty()).then(|| help.to_owned().into()))
}

fn of_names(names: &[Named], typed: &str) -> Vec<CompletionCandidate> {
    let begun = names.iter().filter(|named| named.name.starts_with(typed));
    begun.map(|named| candidate(&named.name, &named.label)).collect()
}

/// Codes of diagnostics.
fn allowed(_: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let codes = Code::ALL.iter().filter(|code| code.name().starts_with(typed));
    codes.map(|code| candidate(code.name(), code.explanation())).collect()
}

/// Codes of diagnostics, or all warnings.
fn denied(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let all = "warnings".starts_with(typed).then(|| candidate("warnings", "all warnings"));
    all.into_iter().chain(allowed(words, typed)).collect()
}

/// The names of saved questions, and files with a query.
fn questions(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let mut found: Vec<CompletionCandidate> = Vec::new();
    for corpus in words.corpora() {
        for name in corpus.question_names() {
            let is_known = found.iter().any(|known| known.get_value() == name.as_str());
            if is_known || !name.starts_with(typed) {
                continue;
            }
            let Ok(Some(saved)) = corpus.question(&name) else { continue };
            found.push(candidate(&name, &Question::read(&saved.text).title));
        }
    }
    if found.is_empty() {
        let is_query = |path: &Path| path.is_dir() || path.extension().is_some_and(|ending| ending == "rq");
        return PathCompleter::any().filter(is_query).complete(OsStr::new(typed));
    }
    found
}

/// `name=` of the parameters of the saved question, then the keys of shared entities.
fn parameters(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let corpora = words.corpora();
    if let Some((name, value)) = typed.split_once('=') {
        // An entity is named by its key, or by its CURIE.
        let (prefix, key) = match value.strip_prefix("ent:") {
            Some(key) => ("ent:", key),
            None => ("", value),
        };
        let mut names: Vec<Named> = corpora.iter().flat_map(Corpus::entity_names).collect();
        names.sort();
        names.dedup();
        let before = format!("{name}={prefix}");
        return of_names(&names, key).into_iter().map(|found| found.add_prefix(before.as_str())).collect();
    }
    let Some(name) = words.all::<String>("query").pop() else { return Vec::new() };
    let saved = corpora.iter().find_map(|corpus| corpus.question(&name).ok().flatten());
    let question = saved.map(|saved| Question::read(&saved.text)).unwrap_or_default();
    let begun = question.parameters.iter().filter(|parameter| parameter.name.starts_with(typed));
    begun.map(|parameter| candidate(&format!("{}=", parameter.name), &parameter.about)).collect()
}

/// The keys of entities.
fn named(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let names = words.input().map(|input| input.entity_names(MOST_BYTES));
    of_names(&names.unwrap_or_default(), typed)
}

/// The keys of entities and the ids of articles; after the first thing also properties.
fn things(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let Some(input) = words.input() else { return Vec::new() };
    let mut names = input.entity_names(MOST_BYTES);
    names.extend(input.article_names(MOST_BYTES));
    let mut found = of_names(&names, typed);
    let is_first = words.all::<String>("things").iter().filter(|thing| !thing.is_empty()).count()
        <= usize::from(!typed.is_empty());
    if !is_first && let Some(corpus) = input.corpora.first() {
        found.extend(of_terms(corpus, typed, |kind| kind == Kind::Property));
    }
    found
}

/// The ids of articles.
fn articles(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let names = words.input().map(|input| input.article_names(MOST_BYTES));
    of_names(&names.unwrap_or_default(), typed)
}

/// Classes, properties and controlled values.
fn terms(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let folder = words.all::<PathBuf>("within").pop().unwrap_or_else(|| PathBuf::from("."));
    words.corpus(&folder).map_or_else(Vec::new, |corpus| of_terms(&corpus, typed, |_| true))
}

fn of_terms(corpus: &Corpus, typed: &str, wanted: impl Fn(Kind) -> bool) -> Vec<CompletionCandidate> {
    let terms = Terms::new(corpus.ontology(), corpus.prefixes());
    let fits = terms.all().iter().filter(|term| wanted(term.kind) && term.name.starts_with(typed));
    fits.map(|term| {
        let words = term.comment.as_deref().or(term.label.as_deref()).unwrap_or_default();
        candidate(&term.name, words)
    })
    .collect()
}

/// The ids of drafts that are not named yet.
fn drafts(words: &Words, typed: &str) -> Vec<CompletionCandidate> {
    let Some(input) = words.input() else { return Vec::new() };
    let before: Vec<String> = words.all("ids");
    let names: Vec<Named> = input.documents.iter().flat_map(|found| found.draft_names(MOST_BYTES)).collect();
    let is_open = |named: &&Named| named.name == typed || !before.contains(&named.name);
    let open: Vec<Named> = names.iter().filter(is_open).cloned().collect();
    of_names(&open, typed)
}
