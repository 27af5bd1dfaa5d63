//! A query asked of a store.
use super::around;
use super::error::DiskError;
use super::mentioned::mentioned;
use super::read::DiskArchive;
use super::slice::Slice;
use super::touch;
use crate::archive::ask::{counted, gathered, parse_among, term, watched, within, written};
use crate::archive::prefixes::prefixes;
use crate::archive::warning::{QueryWarning, without_data};
use crate::archive::{Answer, AnswerFormat, Ask, AskError, Snapshot, SnapshotBuilder, TriplesFormat, Voice};
use crate::ask::cite::{self, Cited, Uncited};
use crate::ask::contradiction;
use crate::ask::dataset::TermId;
use crate::ask::sparql::{EvaluationError, Query};
use crate::corpus::Corpus;
use crate::corpus::error::reason;
use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};
use spareval::CancellationToken;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::time::Instant;

/// What answers a query.
enum Source {
    /// The index.
    Index,
    /// What was read into memory.
    Memory(Snapshot),
}

impl DiskArchive {
    /// Whether the store says anything of an IRI.
    pub(crate) fn has(&self, iri: &str) -> Result<bool, DiskError> {
        let subject = NamedOrBlankNodeRef::from(NamedNodeRef::new_unchecked(iri));
        let mut said = self.inner().index.quads_for_pattern(Some(subject), None, None, None);
        said.next().transpose().map(|said| said.is_some()).map_err(|error| self.failed(error.into()))
    }

    /// A query as it is asked: parsed against the prefixes of the corpora, its variables and its graphs set.
    fn parse(&self, text: &str, ask: &Ask) -> Result<Query, DiskError> {
        let corpora = self.named_corpora()?;
        let mut query =
            parse_among(text, &ask.set, &corpora, &prefixes(&corpora), |article| self.has(article))?;
        query.ask_of(&ask.default_graphs, &ask.named_graphs).map_err(AskError::Evaluation)?;
        Ok(query)
    }

    /// What answers a query, and how it is then to be asked. The index knows the union of all graphs, but not which graph
    /// holds what.
    fn source(&self, query: &Query, ask: &Ask) -> Result<(Source, Ask), DiskError> {
        if ask.voice == Voice::All && query.asks_the_union_alone() && !query.mentions_reifiers() {
            return Ok((Source::Index, ask.clone()));
        }
        // A part has the same answer where the query itself names all that it looks at.
        if let Some(graphs) = query.graphs_alone() {
            let part = self.graphs(&graphs, ask.cite).map_err(|error| self.failed(error))?;
            let snapshot = part.map_or_else(|| self.snapshot(), Ok)?;
            return Ok((Source::Memory(snapshot), ask.clone()));
        }
        let (part, ask) = self.part(query, ask, None)?;
        let snapshot = part.map_or_else(|| self.snapshot(), Ok)?;
        Ok((Source::Memory(snapshot), ask))
    }

    /// What a query depends on beside what `files` say, with them, and how it is then to be asked: there is less time.
    ///
    /// # Errors
    /// Where the time is up, or the store cannot be read.
    #[cfg(feature = "cli")]
    pub(crate) fn beside(
        &self,
        query: &Query,
        ask: &Ask,
        files: &Snapshot,
    ) -> Result<(Snapshot, Ask), DiskError> {
        let (part, ask) = self.part(query, ask, Some(files))?;
        let snapshot = match part {
            Some(part) => part,
            None => {
                let mut builder = self.builder()?;
                builder.add_files(files);
                builder.finish()
            }
        };
        Ok((snapshot, ask))
    }

    /// The same, where it is not about all.
    fn part(
        &self,
        query: &Query,
        ask: &Ask,
        files: Option<&Snapshot>,
    ) -> Result<(Option<Snapshot>, Ask), DiskError> {
        // Which facts there are to be reifiers only all documents tell.
        if query.mentions_reifiers() || query.names_graphs() {
            return Ok((None, ask.clone()));
        }
        let begun = Instant::now();
        let (archive, asked, asking, beside) = (self.clone(), query.clone(), ask.clone(), files.cloned());
        let touched = watched(ask.deadline, move |token| {
            Ok(touch::touched(archive.inner(), &asked, &asking, beside.as_ref(), token)?)
        })?;
        let left = ask.deadline.map(|limit| limit.saturating_sub(begun.elapsed()));
        let ask = Ask { deadline: left, ..ask.clone() };
        let Some(triples) = touched else { return Ok((None, ask)) };
        let part = self.saying(&triples, query, ask.cite, files).map_err(|error| self.failed(error))?;
        Ok((Some(part), ask))
    }

    /// What the documents say of the triples that a query depends on, what the corpora declare, and what `files` say. Where
    /// the facts are to be cited, so is what could contradict them.
    fn saying(
        &self,
        triples: &[Triple],
        query: &Query,
        with_contradictions: bool,
        files: Option<&Snapshot>,
    ) -> io::Result<Snapshot> {
        let store = self.inner();
        let corpora = store.corpora(true)?;
        let mut slice = Slice::new(&store.index, &store.aside);
        if !query.asks_the_union_alone() {
            slice = slice.with_graphs();
        }
        if let Some(files) = files {
            slice = slice.with_links(files.dataset());
        }
        slice.add_triples(triples)?;
        let read = |slice: &Slice<'_>| -> io::Result<Snapshot> {
            let mut builder = store.part(&corpora, slice)?;
            files.into_iter().for_each(|files| builder.add_files(files));
            Ok(builder.finish())
        };
        let snapshot = read(&slice)?;
        if !with_contradictions {
            return Ok(snapshot);
        }
        let facts: Vec<_> = snapshot.facts().collect();
        let ontologies: Vec<_> = corpora.iter().map(Corpus::ontology).collect();
        let named = facts.iter().flat_map(|fact| fact.according_to.iter().copied().chain(fact.stated_in));
        slice.add_labels(named, None)?;
        around::add(&mut slice, &facts, &ontologies)?;
        read(&slice)
    }

    /// The documents that some graphs belong to, and what the corpora declare; none where that is about all. Where the
    /// facts are to be cited, so are those that could contradict them.
    fn graphs(&self, graphs: &BTreeSet<&str>, with_contradictions: bool) -> io::Result<Option<Snapshot>> {
        let store = self.inner();
        let mut slice = Slice::new(&store.index, &store.aside);
        slice.add_owners(graphs.iter().copied())?;
        if store.is_large(&slice) {
            return Ok(None);
        }
        let corpora = store.corpora(true)?;
        let snapshot = store.part(&corpora, &slice)?.finish();
        if !with_contradictions {
            return Ok(Some(snapshot));
        }
        let size = slice.size();
        {
            let facts: Vec<_> = snapshot.facts().collect();
            let ontologies: Vec<_> = corpora.iter().map(Corpus::ontology).collect();
            around::add(&mut slice, &facts, &ontologies)?;
        }
        if slice.size() == size {
            Ok(Some(snapshot))
        } else {
            Ok(Some(store.part(&corpora, &slice)?.finish()))
        }
    }

    /// Answers a query in SPARQL, with all that belongs to the answer as data.
    ///
    /// Most queries are answered from the index, in memory that does not grow with the store. Those that name graphs,
    /// leave voices out or speak of reifiers are answered from documents that are read into memory.
    ///
    /// # Errors
    /// Where the query is wrong, takes too long, or gives too many rows; where the store cannot be read.
    pub fn query(&self, text: &str, ask: &Ask) -> Result<Answer, DiskError> {
        self.query_parsed(self.parse(text, ask)?, ask)
    }

    /// The same of a query that is parsed already.
    pub(crate) fn query_parsed(&self, query: Query, ask: &Ask) -> Result<Answer, DiskError> {
        let (source, ask) = self.source(&query, ask)?;
        let ask = &ask;
        match source {
            Source::Memory(snapshot) => Ok(snapshot.query_parsed(query, ask)?),
            Source::Index => self.run(&query, ask, |asking, token| {
                if !asking.ask.cite {
                    return gathered(asking.evaluate(token)?, &asking.ask);
                }
                asking.cite(
                    token,
                    |cited| cited.facts().to_vec(),
                    |cited| {
                        within(cited.rows.len() as u64, &asking.ask)?;
                        Ok((&cited).into())
                    },
                )
            }),
        }
    }

    /// Answers a query and writes the answer: rows, or yes or no, in one format, triples in another. Gives the number of
    /// rows or triples (of a yes 1, of a no 0) and the output back.
    ///
    /// # Errors
    /// As [`query`](Self::query), and those of the output. What was written up to then stays written.
    pub fn write<W: Write + Send + 'static>(
        &self,
        text: &str,
        ask: &Ask,
        rows: AnswerFormat,
        triples: TriplesFormat,
        out: W,
    ) -> Result<(u64, W), DiskError> {
        self.write_parsed(self.parse(text, ask)?, ask, rows, triples, out)
    }

    /// The same of a query that is parsed already.
    pub(crate) fn write_parsed<W: Write + Send + 'static>(
        &self,
        query: Query,
        ask: &Ask,
        rows: AnswerFormat,
        triples: TriplesFormat,
        mut out: W,
    ) -> Result<(u64, W), DiskError> {
        let (source, ask) = self.source(&query, ask)?;
        let ask = &ask;
        match source {
            Source::Memory(snapshot) => Ok(snapshot.write_parsed(query, ask, rows, triples, out)?),
            Source::Index => {
                let prefixes = prefixes(&self.named_corpora()?);
                self.run(&query, ask, move |asking, token| {
                    let format = rows.with_names(&prefixes, None);
                    let count = if asking.ask.cite {
                        let told = |cited: &Cited<'_>| cite::told(cited, format);
                        asking.cite(token, told, |cited| {
                            within(cited.rows.len() as u64, &asking.ask)?;
                            Ok(cite::write(&cited, format, &mut out)?)
                        })?
                    } else {
                        let answer = asking.evaluate(token)?;
                        written(answer, &asking.ask, format, (&prefixes, triples), &mut out)?.0
                    };
                    Ok((count, out))
                })
            }
        }
    }

    /// How a query is answered: its plan with rows and times, and the number of rows or triples.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn plan(&self, text: &str, ask: &Ask) -> Result<(String, u64), DiskError> {
        let query = self.parse(text, ask)?;
        let (source, ask) = self.source(&query, ask)?;
        let ask = &ask;
        match source {
            Source::Memory(snapshot) => Ok(snapshot.plan(text, ask)?),
            Source::Index => {
                let prefixes = prefixes(&self.named_corpora()?);
                self.run(&query, ask, move |asking, token| {
                    let inner = asking.archive.inner();
                    let (answer, plan) = asking.query.explain_in_store(&inner.index, &inner.tags, token)?;
                    let rows = counted(answer)?;
                    Ok((plan.render(&prefixes), rows))
                })
            }
        }
    }

    /// Warns about terms of a query that exist nowhere, as [a snapshot](Snapshot::warnings) does. Where the query is not
    /// about the union of all graphs, only about properties and classes that no ontology of the store has.
    ///
    /// # Errors
    /// Where the query is wrong, or the store cannot be read.
    pub fn warnings(&self, text: &str, ask: &Ask) -> Result<Vec<QueryWarning>, DiskError> {
        let mut ask = ask.clone();
        let set = std::mem::take(&mut ask.set);
        let query = self.parse(text, &ask)?;
        let corpora = self.corpora()?;
        if ask.voice != Voice::All || !query.asks_the_union_alone() {
            return Ok(without_data(&query, &corpora));
        }
        let prefixes = prefixes(&corpora);
        let mut given = Vec::new();
        for (name, value) in set {
            if !self.has_entity(&corpora, &value)? {
                given.extend(term(&value, &corpora, &prefixes));
                ask.set.push((name, value));
            }
        }
        let terms = query.mentions().iter().map(|mention| &mention.term).chain(&given).collect();
        let ontologies: Vec<_> = corpora.iter().map(Corpus::ontology).collect();
        let found = mentioned(self.inner(), &ontologies, &terms).map_err(|error| self.failed(error))?;
        Ok(SnapshotBuilder::of_dataset(&corpora, found).finish().warnings_parsed(&query, &ask, false))
    }

    /// Whether a shared entity has this key.
    fn has_entity(&self, corpora: &[Corpus], key: &str) -> Result<bool, DiskError> {
        for corpus in corpora {
            let mut iri = String::new();
            crate::term::iri::shared_entity(corpus.base(), key, &mut iri);
            if self.has(&iri)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Works on a thread of its own, within the limits.
    fn run<T: Send + 'static>(
        &self,
        query: &Query,
        ask: &Ask,
        work: impl FnOnce(&Asking, &CancellationToken) -> Result<T, AskError> + Send + 'static,
    ) -> Result<T, DiskError> {
        let is_cited = ask.cite;
        if is_cited && !query.form().has_rows() {
            return Err(AskError::NoRows.into());
        }
        let corpora = if is_cited { self.corpora()? } else { Vec::new() };
        let asking = Asking { archive: self.clone(), query: query.clone(), ask: ask.clone(), corpora };
        Ok(watched(ask.deadline, move |token| work(&asking, token))?)
    }
}

/// A query that the index answers.
struct Asking {
    archive: DiskArchive,
    query: Query,
    ask: Ask,
    /// The corpora, where what they say of properties is needed.
    corpora: Vec<Corpus>,
}

impl Asking {
    fn evaluate(
        &self,
        token: &CancellationToken,
    ) -> Result<crate::ask::sparql::QueryResult<'static>, EvaluationError> {
        let inner = self.archive.inner();
        self.query.evaluate_in_store(&inner.index, &inner.tags, token)
    }

    /// The answer with the facts that prove each row. `told` says of which facts it must be known what contradicts
    /// them.
    fn cite<R>(
        &self,
        token: &CancellationToken,
        told: impl Fn(&Cited<'_>) -> Vec<TermId>,
        then: impl FnOnce(Cited<'_>) -> Result<R, AskError>,
    ) -> Result<R, AskError> {
        let failed = |error: io::Error| {
            let store = self.archive.path().display();
            EvaluationError::Other(format!("the store `{store}`: {}", reason(&error)))
        };
        let inner = self.archive.inner();
        let ontologies: Vec<_> = self.corpora.iter().map(Corpus::ontology).collect();
        let answer = Uncited::new(&self.query, &inner.index, &inner.tags, token)?;
        let (dataset, open) = inner.slice(&answer, &ontologies, &told).map_err(failed)?;
        let mut cited = answer.cite(&dataset);
        let mut told = told(&cited);
        if let Some(open) = open {
            told.retain(|fact| matches!(dataset.term(*fact), TermRef::NamedNode(fact) if open.contains(fact.as_str())));
        }
        cited.contradicted = contradiction::near(&dataset, &ontologies, &told);
        then(cited)
    }
}
