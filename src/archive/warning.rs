//! Warnings about terms of a query that exist nowhere.
use super::ask::{Ask, AskError, sight, term};
use super::snapshot::Snapshot;
use crate::ask::sparql::Query;
use crate::ask::unknown::{Known, unknown_terms, unknown_value};
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use oxrdf::Variable;

/// A warning about a query: it names something that no ontology and no data have, so that it finds nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryWarning {
    /// The `name=value` of [`Ask::set`] that it is about; none where it is about the query's text.
    pub given: Option<String>,
    /// The warning. Its span counts bytes of `given`, or of the query's text.
    pub diagnostic: Diagnostic,
}

impl Snapshot {
    /// Warns about properties, classes, entities, values and untagged texts of a query that exist nowhere, each with the
    /// nearest name.
    ///
    /// # Errors
    /// Where the query is wrong.
    pub fn warnings(&self, text: &str, ask: &Ask) -> Result<Vec<QueryWarning>, AskError> {
        self.warnings_of(text, ask, false)
    }

    /// The same where the snapshot is a part of an archive.
    pub(crate) fn warnings_of(
        &self,
        text: &str,
        ask: &Ask,
        is_part: bool,
    ) -> Result<Vec<QueryWarning>, AskError> {
        let query = self.parse(text, &Ask::default())?;
        Ok(self.warnings_parsed(&query, ask, is_part))
    }

    /// The same of a query that is parsed already, without the values of [`Ask::set`].
    pub(crate) fn warnings_parsed(&self, query: &Query, ask: &Ask, is_part: bool) -> Vec<QueryWarning> {
        let (ontologies, bases) =
            (self.ontologies(), self.corpora().iter().map(Corpus::base).collect::<Vec<_>>());
        let dataset = Some(self.seen(sight(query, ask)));
        let known = Known { dataset, is_part, ontologies: &ontologies, bases: &bases };
        let mut warnings = of_text(query, known);
        for (name, value) in &ask.set {
            let Ok(term) = term(value, self.corpora(), self.prefixes()) else { continue };
            let given = format!("{name}={value}");
            let variable = Variable::new_unchecked(name.trim_start_matches(['?', '$']));
            if let Some(diagnostic) = unknown_value(query, &variable, &term, &given, known) {
                warnings.push(QueryWarning { given: Some(given), diagnostic });
            }
        }
        warnings
    }
}

/// Warnings about the classes and properties of a query that no ontology of some corpora has: all that can be told without
/// the data.
#[cfg(any(feature = "cli", feature = "disk"))]
pub(crate) fn without_data(query: &Query, corpora: &[Corpus]) -> Vec<QueryWarning> {
    let ontologies: Vec<_> = corpora.iter().map(Corpus::ontology).collect();
    let bases: Vec<_> = corpora.iter().map(Corpus::base).collect();
    of_text(query, Known { dataset: None, is_part: true, ontologies: &ontologies, bases: &bases })
}

/// Warnings about the terms of a query's text.
fn of_text(query: &Query, known: Known<'_>) -> Vec<QueryWarning> {
    let warning = |diagnostic| QueryWarning { given: None, diagnostic };
    unknown_terms(query, known).into_iter().map(warning).collect()
}
