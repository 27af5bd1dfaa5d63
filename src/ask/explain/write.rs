//! Pages and chains for people, and for programs.
use super::chain::{Chains, Hop};
use super::name::Namer;
use super::page::{About, Group, Page, Told};
use super::passage::Passage;
use crate::ask::cite::{Citation, DRAFT, citation_object};
use crate::rdf::fact::{Facts, Role};
use crate::term::iri::last_part;
use crate::term::vocab::af;
use crate::text::visible;
use crate::text::wrap;
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::ops::Range;

/// How wide a page is where no terminal says how wide it may be.
const WIDTH: usize = 100;
/// How many facts of a hop are shown.
const FACTS: usize = 3;

/// A page on its way to a reader.
pub struct Paper<'n, W> {
    /// Names of things.
    pub namer: Namer<'n>,
    /// The columns of the terminal.
    pub width: Option<usize>,
    /// Whether colors are used.
    pub color: bool,
    /// Where it is written.
    pub out: W,
}

const BOLD: &str = "1";
const DIM: &str = "2";
const WARN: &str = "1;31";
/// Bold and underlined: to be told apart on any background.
const MARK: &str = "1;4";

impl<W: Write> Paper<'_, W> {
    /// Writes a page.
    ///
    /// # Errors
    /// Those of the output.
    pub fn page(&mut self, page: &Page<'_>) -> io::Result<()> {
        let mut begun = false;
        if let Some(about) = &page.about {
            self.about(about)?;
            begun = true;
        }
        for (group, title) in
            [(Group::Realized, "Realized"), (Group::NotYet, "Not yet"), (Group::Denied, "Not so")]
        {
            let facts: Vec<&Told<'_>> = page.facts.iter().filter(|told| told.group == group).collect();
            if facts.is_empty() {
                continue;
            }
            if begun {
                writeln!(self.out)?;
            }
            begun = true;
            self.styled(0, &format!("{title} ({})", facts.len()), BOLD)?;
            for told in facts {
                writeln!(self.out)?;
                self.told(told)?;
            }
        }
        if page.facts.is_empty() {
            if begun {
                writeln!(self.out)?;
            }
            self.styled(0, "No fact mentions it.", DIM)?;
        }
        Ok(())
    }

    /// Writes chains between two things.
    ///
    /// # Errors
    /// Those of the output.
    pub fn chains(&mut self, chains: &Chains<'_>) -> io::Result<()> {
        for (number, chain) in chains.chains.iter().enumerate() {
            if number > 0 {
                writeln!(self.out)?;
            }
            let mut steps: Vec<String> =
                chain.first().map(|hop| self.namer.name(hop.from)).into_iter().collect();
            steps.extend(chain.iter().map(|hop| self.namer.name(hop.to)));
            self.styled(0, &steps.join(" … "), BOLD)?;
            for hop in chain {
                self.hop(hop)?;
            }
        }
        let more = chains.count - chains.chains.len() as u64;
        if more > 0 {
            writeln!(self.out)?;
            let s = if more == 1 { "" } else { "s" };
            self.styled(0, &format!("and {more} more chain{s} of this length (`--most N` shows more)"), DIM)?;
        }
        Ok(())
    }

    fn hop(&mut self, hop: &Hop<'_>) -> io::Result<()> {
        for citation in hop.facts.iter().take(FACTS) {
            self.styled(2, &self.words(citation), "")?;
            let quotes: Vec<String> = citation.quotes.iter().map(|quote| plain(quote.exact)).collect();
            self.styled(4, &format!("“{}”", quotes.join(" … ")), "")?;
            self.source(citation, &[], None)?;
        }
        let more = hop.facts.len().saturating_sub(FACTS);
        if more > 0 {
            let s = if more == 1 { "" } else { "s" };
            self.styled(
                4,
                &format!("and {more} more fact{s} between the two (`--format json` lists all)"),
                DIM,
            )?;
        }
        Ok(())
    }

    fn about(&mut self, about: &About<'_>) -> io::Result<()> {
        let name = self.namer.name(about.thing);
        self.styled(0, &name, BOLD)?;
        let short = self.in_full(about.thing);
        if short != name {
            self.styled(2, &short, DIM)?;
        }
        for also in &about.also {
            let text = format!("the same as {}", self.in_full(*also));
            self.styled(2, &text, DIM)?;
        }
        for (what, objects) in &about.lines {
            // The name is its label; a longer list of labels is shown.
            if matches!(*what, "label" | "title") && objects.len() == 1 {
                continue;
            }
            let names: Vec<String> = objects
                .iter()
                .map(|object| match object {
                    TermRef::Literal(literal) if *what != "label" && *what != "also called" => {
                        plain(literal.value())
                    }
                    object => self.namer.name(*object),
                })
                .collect();
            self.styled(2, &format!("{what}: {}", names.join(", ")), "")?;
        }
        Ok(())
    }

    fn told(&mut self, told: &Told<'_>) -> io::Result<()> {
        let words = self.words(&told.citation);
        self.styled(2, &words, BOLD)?;
        for passage in &told.passages {
            self.passage(passage)?;
        }
        self.source(&told.citation, &told.recorded_by, told.note)?;
        for against in &told.against {
            let quotes: Vec<String> = against.quotes.iter().map(|quote| plain(quote.exact)).collect();
            self.styled(
                4,
                &format!(
                    "! contradicted: {}; “{}”; {}",
                    self.words(against),
                    quotes.join(" … "),
                    self.place(against)
                ),
                WARN,
            )?;
        }
        Ok(())
    }

    /// The fact in words, with its time and how real it is.
    fn words(&self, citation: &Citation<'_>) -> String {
        let mut words = self.namer.sentence(citation);
        if let Some(time) = citation.when {
            words.push_str(&format!(", {}", self.time(citation, time)));
        }
        // What a negated plan lacks is in the sentence already.
        let shown = !citation.negated || citation.is_realized();
        if let Some(modality) = citation.modality.filter(|modality| shown && *modality != af::REALIZED) {
            words.push_str(&format!(", {}", self.namer.name(NamedNodeRef::new_unchecked(modality).into())));
        }
        words
    }

    fn time(&self, citation: &Citation<'_>, edtf: &str) -> String {
        let dataset = self.namer.dataset;
        let time = dataset.iri(citation.fact).and_then(|fact| dataset.one(fact, Role::When));
        time.map_or_else(|| visible(edtf), |time| self.namer.name(dataset.term(time)))
    }

    /// Who says so, and where.
    fn source(
        &mut self,
        citation: &Citation<'_>,
        recorders: &[TermRef<'_>],
        note: Option<&str>,
    ) -> io::Result<()> {
        let mut parts = vec![self.place(citation)];
        let name = |iri: &&str| self.namer.name(NamedNodeRef::new_unchecked(iri).into());
        if !citation.according_to.is_empty() {
            let names: Vec<String> = citation.according_to.iter().map(name).collect();
            parts.push(format!("according to {}", names.join(", ")));
        }
        if let Some(utterance) = &citation.stated_in {
            parts.push(format!("stated in {}", name(utterance)));
        }
        if citation.inferred {
            parts.push("partly inferred".to_owned());
        }
        if citation.draft {
            parts.push(DRAFT.to_owned());
        }
        if !recorders.is_empty() {
            let names: Vec<String> = recorders.iter().map(|who| self.namer.name(*who)).collect();
            parts.push(format!("recorded by {}", names.join(", ")));
        }
        if let Some(note) = note {
            parts.push(format!("note: {}", plain(note)));
        }
        self.styled(4, &parts.join("; "), DIM)
    }

    fn place(&self, citation: &Citation<'_>) -> String {
        let title = citation.title.or(citation.article).unwrap_or_default();
        let places: Vec<String> =
            citation.quotes.iter().map(|quote| format!("{}–{}", quote.start, quote.end)).collect();
        let key = last_part(citation.fact);
        format!("{}, {}, fact {}", visible(title), places.join(", "), visible(key))
    }

    fn in_full(&self, term: TermRef<'_>) -> String {
        match term {
            TermRef::NamedNode(node) => {
                let short = self.namer.short(node.as_str());
                if short.starts_with('<') { short } else { format!("{short} <{}>", visible(node.as_str())) }
            }
            term => self.namer.name(term),
        }
    }

    fn passage(&mut self, passage: &Passage<'_>) -> io::Result<()> {
        let shown = passage.show(self.color);
        self.lines(4, &shown.text, &shown.marks, "")
    }

    fn styled(&mut self, indent: usize, text: &str, style: &str) -> io::Result<()> {
        self.lines(indent, text, &[], style)
    }

    /// Writes a text in lines, its marked ranges in their own style.
    fn lines(&mut self, indent: usize, text: &str, marks: &[Range<usize>], style: &str) -> io::Result<()> {
        let hang = if indent < 4 { indent + 2 } else { indent };
        let width = self.width.unwrap_or(WIDTH).saturating_sub(hang).max(16);
        for (number, line) in wrap::lines(text, width).into_iter().enumerate() {
            let indent = if number == 0 { indent } else { hang };
            write!(self.out, "{:indent$}", "")?;
            let mut at = line.start;
            for mark in marks {
                let (start, end) = (mark.start.clamp(at, line.end), mark.end.clamp(at, line.end));
                if start < end {
                    self.paint(&text[at..start], style)?;
                    self.paint(&text[start..end], MARK)?;
                    at = end;
                }
            }
            self.paint(&text[at..line.end], style)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn paint(&mut self, text: &str, style: &str) -> io::Result<()> {
        if !self.color || style.is_empty() || text.is_empty() {
            return write!(self.out, "{text}");
        }
        write!(self.out, "\x1b[{style}m{text}\x1b[0m")
    }
}

/// A text with its white space made plain and nothing in it that acts.
fn plain(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A page as JSON: `thing`, what is declared of it, and `facts` as `query --cite` gives them, each with its `group`, its
/// `words` and the `passages` that its quotes are in.
#[must_use]
pub fn page_json(page: &Page<'_>, namer: Namer<'_>) -> Value {
    let mut object = Map::new();
    let text = |term: &TermRef<'_>| -> Value {
        match term {
            TermRef::NamedNode(node) => node.as_str().into(),
            TermRef::Literal(literal) => literal.value().into(),
            term => term.to_string().into(),
        }
    };
    if let Some(about) = &page.about {
        object.insert("thing".to_owned(), text(&about.thing));
        object.insert("name".to_owned(), namer.name(about.thing).into());
        if !about.also.is_empty() {
            object.insert("also".to_owned(), about.also.iter().map(text).collect());
        }
        for (what, objects) in &about.lines {
            let key = match *what {
                "a" => "classes",
                "also called" => "alsoCalled",
                "same as" => "sameAs",
                "base unit" => "baseUnit",
                other => other,
            };
            object.insert(key.to_owned(), objects.iter().map(text).collect());
        }
    }
    let facts: Vec<Value> = page
        .facts
        .iter()
        .map(|told| {
            let mut fact = fact_json(&told.citation, namer);
            let group = match told.group {
                Group::Realized => "realized",
                Group::NotYet => "notYet",
                Group::Denied => "denied",
            };
            fact.insert("group".to_owned(), group.into());
            let passages: Vec<Value> = told.passages.iter().map(|passage| passage.text.into()).collect();
            fact.insert("passages".to_owned(), passages.into());
            if !told.recorded_by.is_empty() {
                let recorders: Vec<Value> = told.recorded_by.iter().map(text).collect();
                fact.insert("recordedBy".to_owned(), recorders.into());
            }
            if let Some(note) = told.note {
                fact.insert("note".to_owned(), note.into());
            }
            fact.into()
        })
        .collect();
    object.insert("facts".to_owned(), facts.into());
    object.into()
}

fn fact_json(citation: &Citation<'_>, namer: Namer<'_>) -> Map<String, Value> {
    let mut fact = citation_object(citation);
    fact.insert("words".to_owned(), namer.sentence(citation).into());
    fact
}

/// Chains as JSON: `chains`, each a list of hops `{from, to, facts}`, and `count`, how many there are in all.
#[must_use]
pub fn chains_json(chains: &Chains<'_>, namer: Namer<'_>) -> Value {
    let iri = |term: TermRef<'_>| match term {
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        term => term.to_string(),
    };
    let all: Vec<Value> = chains
        .chains
        .iter()
        .map(|chain| {
            let hops = chain.iter().map(|hop| {
                let facts: Vec<Value> =
                    hop.facts.iter().map(|citation| fact_json(citation, namer).into()).collect();
                let mut object = Map::new();
                object.insert("from".to_owned(), iri(hop.from).into());
                object.insert("to".to_owned(), iri(hop.to).into());
                object.insert("facts".to_owned(), facts.into());
                Value::from(object)
            });
            hops.collect::<Vec<Value>>().into()
        })
        .collect();
    let mut object = Map::new();
    object.insert("chains".to_owned(), all.into());
    object.insert("count".to_owned(), chains.count.into());
    object.into()
}
