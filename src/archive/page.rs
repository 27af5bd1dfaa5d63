//! What an archive says about a thing or a triple, and how it connects two things.
use super::snapshot::Snapshot;
use super::thing::{self, NameError};
use crate::ask::dataset::TermId;
use crate::ask::explain::{self, Chains, Filter, Page, Pattern};
use crate::rdf::fact::Role;
use oxrdf::TermRef;
use std::fmt;

/// Why something could not be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplainError {
    /// A name does not represent one thing.
    Name(NameError),
    /// All three parts of a triple were left open.
    Everything,
    /// The two ends are one thing: by name, or by `same-as`.
    SameThing(String, String),
}

impl fmt::Display for ExplainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(error) => error.fmt(f),
            Self::Everything => {
                f.write_str("`? ? ?` matches every fact: name a subject, predicate or object")
            }
            Self::SameThing(one, other) => {
                write!(f, "`{one}` and `{other}` are the same thing: name two different things")
            }
        }
    }
}

impl std::error::Error for ExplainError {}

impl From<NameError> for ExplainError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl Snapshot {
    /// All that is said about a thing, by a [name](Self::thing): what is declared of it, and the facts that it is part of.
    ///
    /// # Errors
    /// Where the name does not represent one thing.
    pub fn explain(&self, thing: &str, filter: Filter) -> Result<Page<'_>, ExplainError> {
        Ok(self.page(&Pattern::Thing(self.id_of(thing)?), filter))
    }

    /// The facts with a subject, a predicate and an object, each by name; none means any. An object may be a
    /// value as it reads, too.
    ///
    /// # Errors
    /// Where a name does not represent one thing, or nothing is named.
    pub fn explain_triple(
        &self,
        subject: Option<&str>,
        predicate: Option<&str>,
        object: Option<&str>,
        filter: Filter,
    ) -> Result<Page<'_>, ExplainError> {
        if subject.is_none() && predicate.is_none() && object.is_none() {
            return Err(ExplainError::Everything);
        }
        let subject = subject.map(|name| self.id_of(name)).transpose()?;
        let predicate = predicate.map(|name| self.id_of(name)).transpose()?;
        let object = object.map(|name| self.objects(name)).transpose()?;
        Ok(self.page(&Pattern::Triple(subject, predicate, object), filter))
    }

    /// The shortest chains of facts between two things, by name; `most` of them at most.
    ///
    /// # Errors
    /// Where a name does not represent one thing, or both for the same.
    pub fn chains(
        &self,
        one: &str,
        other: &str,
        filter: Filter,
        most: usize,
    ) -> Result<Chains<'_>, ExplainError> {
        let ends = [self.id_of(one)?, self.id_of(other)?];
        let same = self.sameness();
        if same.first(ends[0]) == same.first(ends[1]) {
            return Err(ExplainError::SameThing(one.to_owned(), other.to_owned()));
        }
        Ok(explain::chains(self.dataset(), ends, filter, most, same, self.contradicted()))
    }

    fn page(&self, pattern: &Pattern, filter: Filter) -> Page<'_> {
        explain::page(self.dataset(), pattern, filter, self.sameness(), self.contradicted())
    }

    fn id_of(&self, name: &str) -> Result<TermId, NameError> {
        let iri = thing::find(name, self.dataset(), self.corpora())?;
        self.dataset().iri(&iri).ok_or(NameError::Silent { name: name.to_owned(), iri })
    }

    /// What reads like a value may be a thing's name as well.
    fn objects(&self, name: &str) -> Result<Vec<TermId>, NameError> {
        let mut objects = self.values(name);
        match self.id_of(name) {
            Ok(thing) => objects.push(thing),
            Err(error) if objects.is_empty() => return Err(error),
            Err(_) => {}
        }
        Ok(objects)
    }

    /// The values of facts that read like this.
    fn values(&self, text: &str) -> Vec<TermId> {
        let dataset = self.dataset();
        let Some(value) = dataset.role(Role::Value) else { return Vec::new() };
        let reads =
            |id: TermId| matches!(self.term(id), TermRef::Literal(literal) if literal.value() == text);
        let mut values: Vec<TermId> = dataset
            .matching(None, Some(value), None)
            .map(|[_, _, value]| value)
            .filter(|value| reads(*value))
            .collect();
        values.sort_unstable();
        values.dedup();
        values
    }
}
