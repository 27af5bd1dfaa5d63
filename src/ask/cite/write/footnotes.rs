//! A table with footnotes.
use oxrdf::{Literal, NamedNodeRef, Term, TermRef, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::io::{self, Write};

use super::super::{Citation, Cited, CitedQuote, DRAFT, Ground, Receipt};
use crate::ask::dataset::TermId;
use crate::ask::table::{self, TableStyle};
use crate::term::iri::last_part;
use crate::term::vocab::{af, rdfs};
use crate::text::visible;
use crate::text::wrap;

/// How many facts of a row get a number; of the others their number is said.
const SHOWN: usize = 5;
/// The width of a text where the terminal's is not known.
const WIDTH: usize = 100;

/// The facts that get a number, each once, in the order in which they are first shown.
pub(super) fn shown(cited: &Cited<'_>) -> Vec<TermId> {
    let of_row = |row| cited.receipt(row).facts.iter().take(SHOWN).copied();
    let mut seen = FxHashSet::default();
    (0..cited.rows.len()).flat_map(of_row).filter(|fact| seen.insert(*fact)).collect()
}

pub(super) fn write(cited: &Cited<'_>, style: TableStyle<'_>, out: &mut impl Write) -> io::Result<()> {
    let shown = shown(cited);
    let numbers: FxHashMap<TermId, usize> = shown.iter().copied().zip(1..).collect();
    if cited.ask {
        writeln!(out, "{}", !cited.rows.is_empty())?;
        if !cited.rows.is_empty() {
            writeln!(out, "cited: {}", marks(cited.receipt(0), &numbers))?;
        }
    } else {
        let mut columns = cited.columns.clone();
        columns.push(Variable::new_unchecked("cited"));
        let rows: Vec<Vec<Option<Term>>> = (0..cited.rows.len())
            .map(|row| {
                let mut cells = cited.rows[row].clone();
                let marks = marks(cited.receipt(row), &numbers);
                cells.push(Some(Literal::new_simple_literal(marks).into()));
                cells
            })
            .collect();
        table::write(style, &columns, &rows, out)?;
    }
    let page = Page { cited, style, indent: shown.len().to_string().len() + 3 };
    for (i, &fact) in shown.iter().enumerate() {
        page.footnote(i + 1, &cited.citation(fact), out)?;
    }
    page.notes(out)
}

/// What is beside a row: `1 2 3 4 5 +12`.
fn marks(receipt: &Receipt, numbers: &FxHashMap<TermId, usize>) -> String {
    let mut given: Vec<usize> =
        receipt.facts.iter().take(SHOWN).filter_map(|fact| numbers.get(fact)).copied().collect();
    given.sort_unstable();
    let mut marks: Vec<String> = given.iter().map(ToString::to_string).collect();
    if receipt.facts.len() > SHOWN {
        marks.push(format!("+{}", receipt.facts.len() - SHOWN));
    }
    for ground in &receipt.grounds {
        if let Ground::File(name) = ground {
            marks.push(name.clone());
        }
    }
    if marks.is_empty() {
        return "–".to_owned();
    }
    if receipt.also_without && !receipt.facts.is_empty() {
        marks.push("*".to_owned());
    }
    marks.join(" ")
}

struct Page<'c, 'd> {
    cited: &'c Cited<'d>,
    style: TableStyle<'c>,
    /// How far texts stand from the margin.
    indent: usize,
}

impl Page<'_, '_> {
    fn footnote(&self, number: usize, citation: &Citation<'_>, out: &mut impl Write) -> io::Result<()> {
        // Words inside another quote of the same fact are read there.
        let inside = |quote: &&CitedQuote<'_>| {
            citation
                .quotes
                .iter()
                .any(|other| other != *quote && other.start <= quote.start && quote.end <= other.end)
        };
        let quotes: Vec<&CitedQuote<'_>> = citation.quotes.iter().filter(|quote| !inside(quote)).collect();
        let words: Vec<String> = quotes.iter().map(|quote| visible(quote.exact)).collect();
        let mark = format!("[{number}]");
        write!(out, "{mark:>width$} ", width = self.indent - 1)?;
        self.text(&format!("“{}”", words.join(" … ")), false, out)?;
        let mut source: Vec<String> = Vec::new();
        let title = citation.title.or(citation.article).unwrap_or_default();
        let places: Vec<String> =
            quotes.iter().map(|quote| format!("{}–{}", quote.start, quote.end)).collect();
        let key = last_part(citation.fact);
        source.push(format!("{}, {}, fact {}", visible(title), places.join(", "), visible(key)));
        if !citation.according_to.is_empty() {
            let names: Vec<String> = citation.according_to.iter().map(|iri| self.name(iri)).collect();
            source.push(format!("according to {}", names.join(", ")));
        } else if let Some(utterance) = citation.stated_in {
            source.push(format!("stated in {}", self.name(utterance)));
        }
        if let Some(modality) = citation.modality.filter(|modality| *modality != af::REALIZED) {
            let not = if citation.negated && !citation.is_realized() { "not " } else { "" };
            source.push(format!("{not}{}", self.name(modality)));
        }
        if citation.negated && citation.is_realized() {
            let someone = !citation.according_to.is_empty() || citation.stated_in.is_some();
            source.push(if someone { "denied" } else { "not so" }.to_owned());
        }
        if citation.inferred {
            source.push("partly inferred".to_owned());
        }
        if citation.draft {
            source.push(DRAFT.to_owned());
        }
        if !citation.contradicted_by.is_empty() {
            let keys: Vec<&str> = citation.contradicted_by.iter().map(|iri| last_part(iri)).collect();
            source.push(format!("contradicted by {}", visible(&keys.join(", "))));
        }
        write!(out, "{:width$}", "", width = self.indent)?;
        self.text(&source.join("; "), true, out)
    }

    /// The label of a thing, for people: the English one, else one without a tag, else the first.
    fn name(&self, iri: &str) -> String {
        let node = NamedNodeRef::new_unchecked(iri);
        let labels: Vec<TermRef<'_>> =
            self.cited.dataset().objects(node.into(), NamedNodeRef::new_unchecked(rdfs::LABEL)).collect();
        let label = labels.into_iter().min_by_key(|label| match label {
            TermRef::Literal(literal) => match literal.language() {
                Some("en") => (0, literal.value()),
                None => (1, literal.value()),
                Some(_) => (2, literal.value()),
            },
            _ => (3, ""),
        });
        match label {
            Some(TermRef::Literal(literal)) => visible(literal.value()),
            _ => match self.style.prefixes.shorten(iri) {
                Some((prefix, local)) => format!("{prefix}:{local}"),
                None => visible(iri),
            },
        }
    }

    fn notes(&self, out: &mut impl Write) -> io::Result<()> {
        let cited = self.cited;
        let receipts = || (0..cited.rows.len()).map(|row| cited.receipt(row));
        let mut lines = Vec::new();
        let bare: Vec<&Receipt> = receipts().filter(|receipt| receipt.facts.is_empty()).collect();
        if !bare.is_empty() {
            let grounds: BTreeSet<&Ground> = bare.iter().flat_map(|receipt| &receipt.grounds).collect();
            let grounds: Vec<String> = grounds
                .into_iter()
                .map(|ground| match ground {
                    Ground::Declared => "declarations in the documents".to_owned(),
                    Ground::Ontology => "the ontology".to_owned(),
                    Ground::File(name) => visible(name),
                })
                .collect();
            let rests = match &grounds[..] {
                [] => String::new(),
                grounds => format!("; it depends on {}", grounds.join(" and ")),
            };
            let mark = if bare.iter().any(|receipt| marks(receipt, &FxHashMap::default()) == "–") {
                "– "
            } else {
                ""
            };
            lines.push(format!("{mark}no fact to cite for the row{rests}"));
        }
        if receipts().any(|receipt| receipt.also_without && !receipt.facts.is_empty()) {
            lines.push("* this row is also supported without these facts".to_owned());
        }
        let more: BTreeSet<TermId> =
            receipts().flat_map(|receipt| receipt.facts.iter().skip(SHOWN).copied()).collect();
        if !more.is_empty() {
            lines.push("+n: n more facts; `--format json` lists all".to_owned());
        }
        lines.extend(cited.notes.iter().map(ToString::to_string));
        for line in lines {
            write!(out, "{:width$}", "", width = self.indent)?;
            self.text(&line, true, out)?;
        }
        Ok(())
    }

    /// Writes a text whose first line begins at the indent, and the others below it.
    fn text(&self, text: &str, dim: bool, out: &mut impl Write) -> io::Result<()> {
        let width = self.style.width.unwrap_or(WIDTH).saturating_sub(self.indent).max(16);
        for (i, range) in wrap::lines(text, width).into_iter().enumerate() {
            let line = &text[range];
            if i > 0 {
                write!(out, "{:width$}", "", width = self.indent)?;
            }
            if dim && self.style.color {
                writeln!(out, "\x1b[2m{line}\x1b[0m")?;
            } else {
                writeln!(out, "{line}")?;
            }
        }
        Ok(())
    }
}
