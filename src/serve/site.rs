//! What is served: a snapshot, and what belongs to it.
use super::ArchiveSource;
use super::cache::AnswerCache;
use super::contents::Contents;
use super::labels::Labels;
use crate::archive::{Ask, Live, QueryWarning, Snapshot, SnapshotBuilder};
use crate::corpus::find::Input;
use crate::corpus::{Corpus, FileReport};
use crate::term::vocab::{af, rdf};
use crate::text::digest::hex;
use oxrdf::NamedNodeRef;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// What is served.
#[derive(Debug)]
pub struct Site {
    snapshot: Snapshot,
    /// What was found wrong, or worth a warning, when the documents were read.
    reports: Vec<FileReport>,
    /// The documents, where they are files.
    #[cfg_attr(not(feature = "mcp"), allow(dead_code, reason = "only agents ask for them"))]
    input: Option<Arc<Input>>,
    /// Why the documents could not be read when they changed last.
    problem: Option<String>,
    /// The articles whose documents have errors now, by IRI.
    stale: BTreeSet<String>,
    /// What labels begin with which words; made when someone types.
    labels: OnceLock<Labels>,
    /// What the overview lists; made when someone looks.
    contents: OnceLock<Contents>,
    /// Answers that were made already.
    cache: AnswerCache,
    /// Tells this state of the data from every other.
    tag: String,
    /// Whether its pages are files, which answer no question.
    is_static: bool,
    /// Whether the articles' full texts are shown.
    shows_text: bool,
    /// Whether drafts can be decided on here.
    can_write: bool,
    /// Holds the data, where the snapshot is only of what corpora declare.
    source: Option<Arc<dyn ArchiveSource>>,
}

impl Site {
    /// A site of a snapshot, with what was found while its documents were read.
    #[must_use]
    pub fn new(snapshot: Snapshot, reports: Vec<FileReport>) -> Self {
        let digest = snapshot.dataset().digest();
        Self::with_tag(snapshot, reports, &[&digest])
    }

    /// What documents say that are kept up to date; `digest` is that of the dataset when all of them were read.
    pub(super) fn of_live(live: &Live, digest: &[u8; 32]) -> Self {
        let problem = live.problem().map(str::to_owned);
        let seen = [&digest[..], &live.chain(), problem.as_deref().unwrap_or_default().as_bytes()];
        let site = Self::with_tag(live.snapshot(), live.reports(), &seen);
        Self { input: Some(live.input()), stale: live.stale(), problem, ..site }
    }

    /// `data` differ wherever the data do.
    fn with_tag(snapshot: Snapshot, reports: Vec<FileReport>, data: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        // A new version of the program may show the same data otherwise.
        digest.update(env!("CARGO_PKG_VERSION"));
        for part in data {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        for corpus in snapshot.corpora() {
            for name in corpus.question_names() {
                let question = corpus.question(&name).ok().flatten();
                digest.update(name);
                digest.update([0]);
                digest.update(question.map_or_else(String::new, |question| question.text));
                digest.update([0]);
            }
        }
        for report in &reports {
            digest.update(&report.name);
            for diagnostic in &report.diagnostics {
                digest.update(format!("{diagnostic:?}\n"));
            }
        }
        let tag = hex(&digest.finalize()[..12]);
        Self {
            snapshot,
            reports,
            input: None,
            problem: None,
            stale: BTreeSet::new(),
            labels: OnceLock::new(),
            contents: OnceLock::new(),
            cache: AnswerCache::default(),
            tag,
            is_static: false,
            shows_text: true,
            can_write: false,
            source: None,
        }
    }

    /// A site of an archive that is not in memory, with what its corpora declare.
    #[must_use]
    pub fn distant(corpora: &[Corpus], source: Arc<dyn ArchiveSource>) -> Self {
        let snapshot = SnapshotBuilder::new(corpora).finish();
        Self { source: Some(source), ..Self::new(snapshot, Vec::new()) }
    }

    /// The same of the data that a page or an answer depends on.
    pub(super) fn with(&self, snapshot: Snapshot) -> Self {
        let (is_static, shows_text) = (self.is_static, self.shows_text);
        Self { source: self.source.clone(), is_static, shows_text, ..Self::new(snapshot, Vec::new()) }
    }

    /// What holds the data, where they are not in memory.
    pub(super) fn source(&self) -> Option<&dyn ArchiveSource> {
        self.source.as_deref()
    }

    /// Warnings about terms of a query that exist nowhere, as far as that can be told; none where the query is wrong.
    pub(super) fn warnings(&self, text: &str, ask: &Ask) -> Vec<QueryWarning> {
        let told = self.source().and_then(|source| source.warnings(text, ask));
        let declared = || self.snapshot.warnings_of(text, ask, self.source.is_some()).unwrap_or_default();
        told.unwrap_or_else(declared)
    }

    /// The documents that it was read from, where they are known.
    #[cfg(feature = "mcp")]
    pub(crate) fn input(&self) -> Arc<Input> {
        let none = || Arc::new(Input { corpora: self.snapshot.corpora().to_vec(), documents: Vec::new() });
        self.input.clone().unwrap_or_else(none)
    }

    /// The data.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Whether the data call something an article.
    pub(super) fn is_article(&self, iri: &str) -> bool {
        self.snapshot.dataset().contains(
            NamedNodeRef::new_unchecked(iri).into(),
            NamedNodeRef::new_unchecked(rdf::TYPE),
            NamedNodeRef::new_unchecked(af::ARTICLE).into(),
        )
    }

    /// What was found while the documents were read.
    #[must_use]
    pub fn reports(&self) -> &[FileReport] {
        &self.reports
    }

    /// Why the documents could not be read when they changed last: what is shown is older.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Whether the document of an article has errors now, and what is shown is older.
    pub(crate) fn is_stale(&self, article: &str) -> bool {
        self.stale.contains(article)
    }

    /// Labels and keys by what they begin with.
    pub(super) fn labels(&self) -> &Labels {
        self.labels.get_or_init(|| Labels::new(&self.snapshot))
    }

    /// All articles, with what is counted of them.
    pub(super) fn contents(&self) -> &Contents {
        self.contents.get_or_init(|| Contents::new(&self.snapshot))
    }

    /// Answers that were made already.
    pub(super) fn cache(&self) -> &AnswerCache {
        &self.cache
    }

    /// A text that differs wherever the data differ.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// The base of the first corpus: what lies below it has a page here.
    pub(crate) fn base(&self) -> &str {
        self.snapshot.corpora().first().map_or("", |corpus| corpus.base())
    }

    /// The same as files, without what only editors look at.
    pub(crate) fn clone_static(&self, without_text: bool) -> Self {
        Self {
            snapshot: self.snapshot.clone(),
            reports: Vec::new(),
            input: None,
            problem: None,
            stale: BTreeSet::new(),
            labels: OnceLock::new(),
            contents: OnceLock::new(),
            cache: AnswerCache::default(),
            tag: self.tag.clone(),
            is_static: true,
            shows_text: !without_text,
            can_write: false,
            source: None,
        }
    }

    /// Whether its pages are files, which answer no question.
    pub(crate) fn is_static(&self) -> bool {
        self.is_static
    }

    /// Whether drafts can be decided on here.
    pub(crate) fn can_write(&self) -> bool {
        self.can_write
    }

    /// The same, where drafts can be decided on.
    pub(crate) fn writable(self, can_write: bool) -> Self {
        Self { can_write, ..self }
    }

    /// Whether the articles' full texts are shown.
    pub(crate) fn shows_text(&self) -> bool {
        self.shows_text
    }

    /// The path of a thing's page, where it has one here: `/entity/oslo`.
    pub(crate) fn path(&self, iri: &str) -> Option<String> {
        let rest = iri.strip_prefix(self.base()).filter(|_| !self.base().is_empty())?;
        // Facts, times and quotes have no file of their own.
        if self.is_static && !is_page(rest) {
            return None;
        }
        Some(format!("/{rest}"))
    }
}

/// Whether what lies here below the base is an article, an entity or a kind.
pub(crate) fn is_page(rest: &str) -> bool {
    let parts: Vec<&str> = rest.split('/').collect();
    matches!(parts[..], ["entity" | "kind" | "article", _] | ["article", _, "entity", _])
}
