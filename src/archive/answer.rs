//! Answers as data: rows, and the facts that prove each.
use crate::ask::cite::{Citation, Cited, Ground, Note};
use oxrdf::{Term, Triple};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What a query gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The rows of a SELECT.
    Rows(Rows),
    /// The answer to an ASK.
    Boolean {
        /// Yes or no.
        value: bool,
        /// What proves a yes, where citations were asked for: as of one row.
        receipts: Option<Receipts>,
    },
    /// The triples of a CONSTRUCT or DESCRIBE, sorted, each once.
    Triples(Vec<Triple>),
}

/// The rows of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The names of the columns, without `?`.
    pub variables: Vec<String>,
    /// For each row a term for each column; none where the column is unbound.
    pub rows: Vec<Vec<Option<Term>>>,
    /// What proves each row, where citations were asked for.
    pub receipts: Option<Receipts>,
}

/// What proves the rows of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipts {
    /// The facts that are cited, each once, in the order of the documents.
    pub facts: Vec<CitedFact>,
    /// For each row what proves it.
    pub rows: Vec<RowReceipt>,
    /// What the query does that no fact can be cited for.
    pub notes: BTreeSet<Note>,
}

impl Receipts {
    /// The facts that prove a row, by its number from 0; none for a row that does not exist.
    pub fn of_row(&self, row: usize) -> impl Iterator<Item = &CitedFact> {
        let facts = self.rows.get(row).map(|receipt| receipt.facts.as_slice()).unwrap_or_default();
        facts.iter().filter_map(|&fact| self.facts.get(fact))
    }
}

/// What proves one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowReceipt {
    /// The facts: indices into [`Receipts::facts`].
    pub facts: Vec<usize>,
    /// What the row rests on beside facts.
    pub grounds: BTreeSet<Ground>,
    /// Whether the row is supported without these facts, too.
    pub also_without: bool,
}

/// A fact with its words, as a receipt holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedFact {
    /// The fact's IRI.
    pub fact: String,
    /// The IRI of its article.
    pub article: Option<String>,
    /// The article's title.
    pub title: Option<String>,
    /// The words that say it, in the order of the article.
    pub quotes: Vec<Quotation>,
    /// The IRIs of who says so, where it is not the article in its own voice.
    pub according_to: Vec<String>,
    /// The IRI of the utterance in which it is said.
    pub stated_in: Option<String>,
    /// The IRI of its modality.
    pub modality: Option<String>,
    /// Whether it is said not to be so.
    pub negated: bool,
    /// Whether a part of it is inferred.
    pub inferred: bool,
    /// What it is about.
    pub subject: Option<Term>,
    /// The property.
    pub predicate: Option<Term>,
    /// What the subject is related to: a thing or a literal.
    pub object: Option<Term>,
    /// The time at which it holds, as EDTF.
    pub when: Option<String>,
    /// The IRIs of the facts that contradict it.
    pub contradicted_by: Vec<String>,
}

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The words.
    pub exact: String,
    /// Where they begin, in Unicode code points of the article's text.
    pub start: u64,
    /// Where they end, in code points, excluded.
    pub end: u64,
}

impl From<&Citation<'_>> for CitedFact {
    fn from(citation: &Citation<'_>) -> Self {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let quote = |quote: &crate::ask::cite::CitedQuote<'_>| Quotation {
            exact: quote.exact.to_owned(),
            start: quote.start,
            end: quote.end,
        };
        Self {
            fact: citation.fact.to_owned(),
            article: citation.article.map(str::to_owned),
            title: citation.title.map(str::to_owned),
            quotes: citation.quotes.iter().map(quote).collect(),
            according_to: owned(&citation.according_to),
            stated_in: citation.stated_in.map(str::to_owned),
            modality: citation.modality.map(str::to_owned),
            negated: citation.negated,
            inferred: citation.inferred,
            subject: citation.subject.map(oxrdf::TermRef::into_owned),
            predicate: citation.predicate.map(oxrdf::TermRef::into_owned),
            object: citation.object.map(oxrdf::TermRef::into_owned),
            when: citation.when.map(str::to_owned),
            contradicted_by: owned(&citation.contradicted_by),
        }
    }
}

impl From<&Cited<'_>> for Answer {
    fn from(cited: &Cited<'_>) -> Self {
        let numbers: FxHashMap<_, usize> = cited.facts().iter().copied().zip(0..).collect();
        let receipt = |row: usize| {
            let receipt = cited.receipt(row);
            RowReceipt {
                facts: receipt.facts.iter().filter_map(|fact| numbers.get(fact).copied()).collect(),
                grounds: receipt.grounds.clone(),
                also_without: receipt.also_without,
            }
        };
        let receipts = Some(Receipts {
            facts: cited.facts().iter().map(|&fact| (&cited.citation(fact)).into()).collect(),
            rows: (0..cited.rows.len()).map(receipt).collect(),
            notes: cited.notes.clone(),
        });
        if cited.ask {
            return Self::Boolean { value: !cited.rows.is_empty(), receipts };
        }
        let variables = cited.columns.iter().map(|column| column.as_str().to_owned()).collect();
        Self::Rows(Rows { variables, rows: cited.rows.clone(), receipts })
    }
}
