//! A query asked of a store's index.
use super::read::Stored;
use crate::archive::inside::write_triples;
use crate::archive::inside_cli::prefixes;
use crate::archive::{Ask, AskError};
use crate::ask::cite::{self, Cited};
use crate::ask::results;
use crate::ask::sparql::{Answer, Query};
use crate::ask::watchdog::{self, Stopped};
use crate::cli::Failure;
use crate::cli::output::Output;
use crate::cli::query::Formats;
use crate::corpus::Corpus;
use crate::corpus::find::Input;
use crate::term::prefixes::Prefixes;
use crate::text::visible_lines;
use spareval::CancellationToken;
use std::io::Write;

/// A query on its way.
struct Asking {
    query: Query,
    cites: bool,
    corpora: Vec<Corpus>,
    prefixes: Prefixes,
    formats: Formats,
}

impl Stored {
    /// Answers a query from the index, or tells how it is answered; gives the number of rows or triples, of a yes 1, of a
    /// no 0.
    ///
    /// # Errors
    /// Where the evaluation or the output breaks off, or the time is up.
    pub fn ask(
        self,
        query: Query,
        ask: &Ask,
        explain: bool,
        input: &Input,
        formats: Formats,
    ) -> Result<u64, Failure> {
        let corpora = input.corpora.clone();
        let prefixes = prefixes(&corpora);
        let asking = Asking { query, cites: ask.cite, corpora, prefixes, formats };
        let mut output = Output::open(None)?;
        let answered = watchdog::run(ask.deadline, move |token| {
            let rows = match explain {
                true => asking.explain(&self, &mut output, token)?,
                false => asking.answer(&self, &mut output, token)?,
            };
            Ok((rows, output))
        });
        let limit = ask.deadline.unwrap_or_default();
        let (rows, output) = match answered {
            Ok(Err(AskError::Deadline(_))) | Err(Stopped::Deadline) => return Err(Failure::Time(limit)),
            Ok(answered) => answered?,
            Err(Stopped::Thread(error)) => return Err(AskError::Thread(error).into()),
        };
        output.finish()?;
        Ok(rows)
    }
}

impl Asking {
    fn explain(
        &self,
        stored: &Stored,
        output: &mut Output,
        token: &CancellationToken,
    ) -> Result<u64, AskError> {
        let (answer, plan) = stored.explain(&self.query, token)?;
        let rows = match answer {
            Answer::Solutions(solutions) => {
                let mut rows = 0;
                for solution in solutions {
                    solution?;
                    rows += 1;
                }
                rows
            }
            Answer::Boolean(value) => u64::from(value),
            Answer::Triples(triples) => triples.len() as u64,
        };
        let shown = visible_lines(&plan.render(&self.prefixes));
        output.write_all(shown.as_bytes()).map_err(AskError::Output)?;
        Ok(rows)
    }

    fn answer(
        &self,
        stored: &Stored,
        output: &mut Output,
        token: &CancellationToken,
    ) -> Result<u64, AskError> {
        let (rows, triples) = self.formats;
        let format = rows.with_names(&self.prefixes, None);
        if self.cites {
            let ontologies: Vec<_> = self.corpora.iter().map(Corpus::ontology).collect();
            let told = |cited: &Cited<'_>| cite::told(cited, format);
            let write = |mut cited: Cited<'_>| {
                cited.contradicted =
                    crate::ask::contradiction::near(cited.dataset(), &ontologies, &told(&cited));
                cite::write(&cited, format, output)
            };
            return Ok(stored.cite(&self.query, &ontologies, told, token, write)??);
        }
        match stored.answer(&self.query, token)? {
            Answer::Solutions(solutions) => Ok(results::write_solutions(solutions, format, output)?),
            Answer::Boolean(value) => {
                results::write_boolean(value, format, output).map_err(AskError::Output)?;
                Ok(u64::from(value))
            }
            Answer::Triples(found) => {
                write_triples(&found, &self.prefixes, triples, output)?;
                Ok(found.len() as u64)
            }
        }
    }
}
