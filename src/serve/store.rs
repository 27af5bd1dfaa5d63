//! Archives on disk, served: the store's index answers queries, and of the documents only those are read that a page is
//! about.
use super::ArchiveSource;
use super::source::Output;
use crate::archive::disk::{DiskArchive, DiskError};
use crate::archive::remote::ExplainTarget;
use crate::archive::{
    Answer, AnswerFormat, ArticleEntry, Ask, AskError, QueryWarning, Snapshot, SnapshotBuilder, Thing,
    TriplesFormat,
};
use crate::ask::dataset::DatasetBuilder;
use crate::ask::explain::Filter;
use crate::ask::sparql::Query;
use crate::corpus::Corpus;
use crate::term::iri;
use crate::term::vocab::{af, dcterms, rdf, rdfs, skos};
use oxrdf::{Literal, Term};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// How many things are named at once.
const AT_ONCE: usize = 500;
/// How many things of an answer are called by their names; the others by their IRIs.
const NAMED: usize = 5000;

/// An archive on disk.
#[derive(Debug)]
pub struct Store {
    archive: DiskArchive,
    name: String,
    corpora: Vec<Corpus>,
    /// How long what a page depends on may take.
    patience: Duration,
    /// IRI and date of each article, newest first; read when someone looks.
    articles: OnceLock<Vec<(String, Option<String>)>>,
    /// Held while all documents are read: once at a time, as that takes memory for all of them.
    whole: Mutex<()>,
}

fn failed(error: DiskError) -> AskError {
    match error {
        DiskError::Ask(error) => error,
        error => AskError::Source(error.to_string()),
    }
}

impl Store {
    /// An archive that is open already; `name` is its folder as people may see it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn new(archive: DiskArchive, name: String, patience: Duration) -> Result<Self, DiskError> {
        let corpora = archive.corpora()?;
        let (articles, whole) = (OnceLock::new(), Mutex::new(()));
        Ok(Self { archive, name, corpora, patience, articles, whole })
    }

    /// The corpora whose documents were loaded.
    #[must_use]
    pub fn corpora(&self) -> &[Corpus] {
        &self.corpora
    }

    /// The rows of a query of our own; as many cells in each as it has variables.
    fn rows(&self, query: &str) -> Result<Vec<Vec<Option<Term>>>, AskError> {
        let ask = Ask { deadline: Some(self.patience), ..Ask::default() };
        match self.archive.query(query, &ask).map_err(failed)? {
            Answer::Rows(rows) => Ok(rows.rows),
            Answer::Boolean { .. } | Answer::Triples(_) => Ok(Vec::new()),
        }
    }

    /// Does what may read all documents.
    fn alone<T>(&self, work: impl FnOnce() -> Result<T, DiskError>) -> Result<T, AskError> {
        let _turn = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        work().map_err(failed)
    }

    /// What tells the names of some things.
    fn naming(&self, iris: &BTreeSet<&str>) -> Result<Snapshot, AskError> {
        let mut names = DatasetBuilder::new();
        let iris: Vec<&&str> = iris.iter().filter(|iri| iri::check(iri).is_ok()).take(NAMED).collect();
        for some in iris.chunks(AT_ONCE) {
            let mut query = format!(
                "SELECT ?s ?p ?o {{ VALUES ?p {{ <{}> <{}> }} VALUES ?s {{",
                rdfs::LABEL,
                dcterms::TITLE
            );
            for iri in some {
                let _ = write!(query, " <{iri}>");
            }
            query.push_str(" } ?s ?p ?o }");
            for row in self.rows(&query)? {
                if let [Some(Term::NamedNode(thing)), Some(Term::NamedNode(predicate)), Some(name)] = &row[..]
                {
                    let triple = oxrdf::TripleRef::new(thing, predicate, name);
                    names.insert_quad(triple.in_graph(oxrdf::GraphNameRef::DefaultGraph));
                }
            }
        }
        Ok(SnapshotBuilder::of_dataset(&self.corpora, names).finish())
    }

    /// IRI and date of each article, newest first.
    fn dated(&self) -> Result<&[(String, Option<String>)], AskError> {
        if let Some(known) = self.articles.get() {
            return Ok(known);
        }
        let query = format!(
            "SELECT ?a ?d {{ ?a <{}> <{}> OPTIONAL {{ ?a <{}> ?d }} }}",
            rdf::TYPE,
            af::ARTICLE,
            dcterms::ISSUED
        );
        let mut found: Vec<(String, Option<String>)> = Vec::new();
        for row in self.rows(&query)? {
            if let [Some(Term::NamedNode(article)), date] = &row[..] {
                found.push((article.as_str().to_owned(), date.as_ref().and_then(text)));
            }
        }
        found.sort_by(|one, other| (Reverse(&one.1), &one.0).cmp(&(Reverse(&other.1), &other.0)));
        found.dedup_by(|one, other| one.0 == other.0);
        Ok(self.articles.get_or_init(|| found))
    }
}

fn text(term: &Term) -> Option<String> {
    match term {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    }
}

/// The things that an answer speaks of.
fn named(answer: &Answer) -> BTreeSet<&str> {
    fn of(term: &Term) -> Option<&str> {
        match term {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        }
    }
    match answer {
        Answer::Rows(rows) => rows.rows.iter().flatten().flatten().filter_map(of).collect(),
        Answer::Boolean { .. } => BTreeSet::new(),
        Answer::Triples(triples) => triples
            .iter()
            .flat_map(|triple| {
                let subject = match &triple.subject {
                    oxrdf::NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
                    oxrdf::NamedOrBlankNode::BlankNode(_) => None,
                };
                [subject, Some(triple.predicate.as_str()), of(&triple.object)]
            })
            .flatten()
            .collect(),
    }
}

impl ArchiveSource for Store {
    fn name(&self) -> &str {
        &self.name
    }

    fn answering(&self, _: &Query, _: &Ask) -> Result<Snapshot, AskError> {
        self.alone(|| self.archive.snapshot())
    }

    fn answer(&self, query: Query, ask: &Ask) -> Result<(Answer, Snapshot), AskError> {
        let answer = self.archive.query_parsed(query, ask).map_err(failed)?;
        let names = self.naming(&named(&answer))?;
        Ok((answer, names))
    }

    fn write(
        &self,
        query: Query,
        ask: &Ask,
        (rows, triples): (AnswerFormat, TriplesFormat),
        out: Output,
    ) -> Result<Output, AskError> {
        self.archive.write_parsed(query, ask, rows, triples, out).map(|(_, out)| out).map_err(failed)
    }

    fn warnings(&self, text: &str, ask: &Ask) -> Option<Vec<QueryWarning>> {
        self.archive.warnings(text, ask).ok()
    }

    fn about(&self, thing: &str) -> Result<Snapshot, AskError> {
        let iri = thing.strip_prefix('<').and_then(|thing| thing.strip_suffix('>'));
        if let Some(iri) = iri {
            // The documents are not read for an address that nothing is at.
            let is_known = iri::check(iri).is_ok()
                && !self
                    .rows(&format!("SELECT * {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }} LIMIT 1"))?
                    .is_empty();
            if !is_known {
                return Ok(SnapshotBuilder::new(&self.corpora).finish());
            }
        }
        match self.archive.part_about(ExplainTarget::Thing(thing)).map_err(failed)? {
            Some(part) => Ok(part),
            None => self.alone(|| self.archive.snapshot()),
        }
    }

    fn between(&self, ends: [&str; 2]) -> Result<Snapshot, AskError> {
        self.alone(|| self.archive.about(ExplainTarget::Chain(ends, Filter::default())))
    }

    fn find(&self, words: &str, most: usize) -> Result<Vec<Thing>, AskError> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = Literal::new_simple_literal(wanted);
        // As soon as so many are found the rest is not looked through.
        let labels = [rdfs::LABEL, skos::PREF_LABEL, skos::ALT_LABEL, dcterms::TITLE];
        let labels: String = labels.iter().map(|label| format!(" <{label}>")).collect();
        let rows = self.rows(&format!(
            "SELECT DISTINCT ?s ?l {{ VALUES ?p {{{labels} }} ?s ?p ?l . FILTER(CONTAINS(LCASE(STR(?l)), {wanted})) }} LIMIT {most}"
        ))?;
        let mut found: Vec<Thing> = Vec::new();
        for row in rows {
            if let [Some(Term::NamedNode(thing)), Some(label)] = &row[..]
                && let Some(label) = text(label)
                && !found.iter().any(|known| known.iri == thing.as_str())
            {
                found.push(Thing { iri: thing.as_str().to_owned(), label });
            }
        }
        found.sort_by_cached_key(|thing| {
            (thing.label.chars().count(), thing.label.clone(), thing.iri.clone())
        });
        Ok(found)
    }

    fn articles(&self, from: usize, most: usize) -> Result<Option<(usize, Vec<ArticleEntry>)>, AskError> {
        let all = self.dated()?;
        let some: Vec<&(String, Option<String>)> = all.iter().skip(from).take(most).collect();
        let names = self.naming(&some.iter().map(|(iri, _)| iri.as_str()).collect())?;
        let title = |iri: &str| {
            let node = oxrdf::NamedNodeRef::new_unchecked(iri);
            names.dataset().text(node.into(), dcterms::TITLE).unwrap_or(iri).to_owned()
        };
        let entry = |(iri, published): &&(String, Option<String>)| ArticleEntry {
            iri: iri.clone(),
            id: iri::last_part(iri).to_owned(),
            title: title(iri),
            published: published.clone(),
        };
        Ok(Some((all.len(), some.iter().map(entry).collect())))
    }
}
