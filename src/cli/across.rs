//! `groundwire check --across`: facts that cannot both hold, told where they are written down.
use super::Failure;
use super::report::Reporter;
use super::shapes::{Places, text_at};
use crate::archive::Snapshot;
use crate::ask::cite::Citation;
use crate::ask::contradiction::{self, Contradiction, Rule};
use crate::ask::dataset::TermId;
use crate::ask::explain::Namer;
use crate::corpus::Listener;
use crate::corpus::find::Input;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::diagnostic::{LineEnds, Span};
use crate::term::iri::last_part;
use oxrdf::{NamedNodeRef, TermRef};

/// Warns of all contradictions: each at the fact that was met last, the other one named beside it. Both are kept.
pub(crate) fn report(
    snapshot: &Snapshot,
    places: &Places,
    input: &Input,
    reporter: &mut Reporter,
) -> Result<(), Failure> {
    let teller = Teller { namer: snapshot.namer(), places, input };
    for contradiction in contradiction::find(snapshot.dataset(), &snapshot.ontologies(), snapshot.sameness())
    {
        teller.tell(&contradiction, reporter)?;
    }
    Ok(())
}

/// A document and a place in it.
struct Written {
    name: String,
    first_line: u64,
    text: String,
    span: Span,
    ends: LineEnds,
}

impl Written {
    fn source(&self) -> Source<'_> {
        let Self { name, first_line, text, span: _, ends } = self;
        Source { path: name, text, first_line: *first_line, first_byte: 0, ends: *ends }
    }
}

struct Teller<'t> {
    namer: Namer<'t>,
    places: &'t Places,
    input: &'t Input,
}

impl Teller<'_> {
    fn tell(&self, contradiction: &Contradiction, reporter: &mut Reporter) -> Result<(), Failure> {
        let Contradiction { first, second, rule } = contradiction;
        let name = |iri: &str| self.namer.name(NamedNodeRef::new_unchecked(iri).into());
        let message = match rule {
            Rule::Denied => "one fact states it, another negates it".to_owned(),
            Rule::OneObject(property) => {
                format!("two objects of `{}`, which can have only one at a time", name(property))
            }
            Rule::OneSubject(property) => {
                format!("two subjects of `{}`, which can have only one at a time", name(property))
            }
            Rule::OneWay(property) => {
                format!("`{}` cannot hold in both directions", name(property))
            }
            Rule::NotItself(property) => {
                format!("`{}` cannot relate a thing to itself", name(property))
            }
            Rule::Disjoint(one, other) => {
                format!(
                    "the same thing has the classes `{}` and `{}`, which are disjoint",
                    name(one),
                    name(other)
                )
            }
        };
        // The later one is shown where it is written; of descriptions, one that has a place.
        let (here, there) = match self.place(*second) {
            None if self.place(*first).is_some() => (*first, *second),
            _ => (*second, *first),
        };
        let mut diagnostic = Diagnostic::warning(Code::Contradiction, Span::default(), message);
        diagnostic = diagnostic.note(format!("here: {}", self.words(here, rule)));
        if here != there {
            let place = match self.text(there)? {
                Some(written) => {
                    let place = written.source().place(written.span.start);
                    format!("\n{}:{}:{}", written.name, place.line, place.column)
                }
                None => String::new(),
            };
            diagnostic = diagnostic.note(format!("there: {}{place}", self.words(there, rule)));
        }
        diagnostic = match rule {
            Rule::Denied | Rule::OneObject(_) | Rule::OneSubject(_) | Rule::OneWay(_) => {
                diagnostic.help("both are kept; if one followed the other, add `when`")
            }
            Rule::NotItself(_) => diagnostic.help("change the subject or object"),
            Rule::Disjoint(..) => diagnostic.help("correct a `same-as` or a `type`"),
        };
        match self.text(here)? {
            Some(written) => {
                reporter.report(&written.source(), &[Diagnostic { span: written.span, ..diagnostic }]);
            }
            None => {
                let iri = self.iri(here);
                let source = Source::whole("corpus.yaml", iri);
                // It is declared by a corpus: its IRI is the place.
                let span = Span { end: u32::try_from(iri.len()).unwrap_or(0), ..Span::default() };
                reporter.report(&source, &[Diagnostic { span, ..diagnostic }]);
            }
        }
        Ok(())
    }

    fn iri(&self, id: TermId) -> &str {
        match self.namer.dataset.term(id) {
            TermRef::NamedNode(node) => node.as_str(),
            _ => "",
        }
    }

    fn place(&self, id: TermId) -> Option<super::shapes::Place> {
        self.places.of(self.iri(id))
    }

    /// Where something is written.
    fn text(&self, id: TermId) -> Result<Option<Written>, Failure> {
        let Some(place) = self.place(id) else { return Ok(None) };
        let Some(found) = self.input.documents.get(place.document) else { return Ok(None) };
        let text = text_at(found, place.first_line)?;
        Ok(Some(Written {
            name: found.name.clone(),
            first_line: place.first_line,
            text,
            span: place.span,
            ends: found.notation.line_ends(),
        }))
    }

    /// A fact with its time, its words, who says so and its article; of a thing its name.
    fn words(&self, id: TermId, rule: &Rule) -> String {
        let term = self.namer.dataset.term(id);
        if matches!(rule, Rule::Disjoint(..)) {
            return format!("{} ({})", self.namer.name(term), self.namer.short(self.iri(id)));
        }
        let citation = Citation::new(self.namer.dataset, id);
        let mut words = self.namer.sentence(&citation);
        match citation.when {
            Some(when) => words.push_str(&format!(", {when}")),
            None => words.push_str(", no time stated"),
        }
        let quotes: Vec<String> = citation
            .quotes
            .iter()
            .map(|quote| quote.exact.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        words.push_str(&format!("\n“{}”", quotes.join(" … ")));
        if !citation.according_to.is_empty() {
            let names: Vec<String> = citation
                .according_to
                .iter()
                .map(|iri| self.namer.name(NamedNodeRef::new_unchecked(iri).into()))
                .collect();
            words.push_str(&format!("\naccording to {}", names.join(", ")));
        }
        let key = last_part(citation.fact);
        words.push_str(&format!("\n{}, fact {key}", citation.title.unwrap_or_default()));
        words
    }
}
