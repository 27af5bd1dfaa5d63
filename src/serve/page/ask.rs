//! The query box, and answers with their receipts.
use super::{key, layout, term};
use crate::archive::{Answer, AskError, CitedFact, QueryWarning, Receipts, Rows};
use crate::diagnostic::render::{Style, render};
use crate::diagnostic::source::{Source, SourceMap};
use crate::serve::site::Site;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// How many rows a page shows, and how many facts under each: the data have all.
const ROWS: usize = 1000;
const FACTS: usize = 20;

/// What the box holds at first.
const EXAMPLE: &str = "SELECT ?who ?what {\n  ?who af:memberOf ?what\n}";

/// The box with a query and, where there is one, its answer.
pub(in crate::serve) fn form(
    site: &Site,
    query: &str,
    answered: Option<Result<Answer, AskError>>,
    warnings: &[QueryWarning],
) -> Markup {
    let shown = if query.is_empty() { EXAMPLE } else { query };
    layout(
        site,
        "Ask",
        &html! {
            h1 { "Ask in SPARQL" }
            form.query action="/sparql" {
                label for="query" { "Query" }
                div.editor {
                    textarea #query name="query" rows="8" spellcheck="false" autocapitalize="off" autocomplete="off" { (shown) }
                }
                p.note #typing hidden { "Suggestions come as you type; " kbd { "↓" } " and " kbd { "Enter" } " take one, " kbd { "Esc" } " hides them. " kbd { "Ctrl" } " " kbd { "Enter" } " asks." }
                p {
                    button { "Ask" }
                    @if !query.is_empty() {
                        " The same as "
                        @let link = format!("/sparql?query={}", utf8_percent_encode(query, NON_ALPHANUMERIC));
                        a href=(link) { "a link" }
                        @if matches!(&answered, Some(Ok(Answer::Rows(_)))) {
                            " Data: "
                            a href={ (link) "&format=csv" } { "CSV" } " "
                            a href={ (link) "&format=json&cite=1" } { "JSON with receipts" }
                        }
                    }
                }
            }
            (doubts(query, warnings))
            @if let Some(answered) = &answered {
                @match answered {
                    Err(AskError::Query(diagnostic)) => {
                        @let source = Source::whole("query", query);
                        section aria-live="polite" { h2 { "The query is wrong" } pre.error { (render(diagnostic, &SourceMap::new(source), Style::default())) } }
                    },
                    answered => (answer(site, answered)),
                }
            }
            script src="/assets/query.js" defer {}
            details {
                summary { "Prefixes that need no declaration" }
                ul.prefixes { @for (prefix, iri) in site.snapshot().prefixes().iter() { li { code { (prefix) ":" } " " (iri) } } }
            }
        },
    )
}

/// What in a query exists nowhere.
pub(super) fn doubts(query: &str, warnings: &[QueryWarning]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            section aria-live="polite" {
                h2 { "Unknown names" }
                @for QueryWarning { given, diagnostic } in warnings {
                    @let source = given.as_deref().map_or(Source::whole("query", query), |given| Source::whole("value", given));
                    pre { (render(diagnostic, &SourceMap::new(source), Style::default())) }
                }
            }
        }
    }
}

/// An answer: a table with receipts under each row.
pub(super) fn answer(site: &Site, answered: &Result<Answer, AskError>) -> Markup {
    html! {
        section.answer aria-live="polite" {
            h2 { "Answer" }
            @match answered {
                Err(error) => p.error { (error) },
                Ok(Answer::Boolean { value, receipts }) => {
                    p.verdict { (if *value { "Yes" } else { "No" }) }
                    @if let Some(receipts) = receipts { (receipt(site, receipts, 0)) }
                },
                Ok(Answer::Rows(rows)) => (table(site, rows)),
                Ok(Answer::Triples(triples)) => {
                    p.count {
                        (triples.len()) " triples"
                        @if triples.len() > ROWS { "; the first " (ROWS) " are shown" }
                    }
                    ul.triples { @for triple in triples.iter().take(ROWS) {
                        li { (term(site, triple.subject.as_ref().into())) " " (term(site, triple.predicate.as_ref().into())) " " (term(site, triple.object.as_ref())) }
                    } }
                },
            }
        }
    }
}

fn table(site: &Site, rows: &Rows) -> Markup {
    html! {
        p.count {
            (rows.rows.len()) " " (if rows.rows.len() == 1 { "row" } else { "rows" })
            @if rows.rows.len() > ROWS { "; the first " (ROWS) " are shown" }
        }
        div.scroll tabindex="0" role="region" aria-label="Rows" {
            table {
                thead { tr { @for name in &rows.variables { th scope="col" { (name) } } } }
                @for (number, row) in rows.rows.iter().enumerate().take(ROWS) {
                    tbody {
                        tr { @for cell in row { td { @if let Some(cell) = cell { (term(site, cell.as_ref())) } } } }
                        @if let Some(receipts) = &rows.receipts {
                            tr.receipt { td colspan=(rows.variables.len().max(1)) { (receipt(site, receipts, number)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What proves a row.
fn receipt(site: &Site, receipts: &Receipts, row: usize) -> Markup {
    let facts: Vec<&CitedFact> = receipts.of_row(row).collect();
    html! {
        @if facts.is_empty() { p.note { "No fact of an article is behind this row." } }
        @for fact in facts.iter().take(FACTS) {
            p.words {
                @for (number, quote) in fact.quotes.iter().enumerate() {
                    @if number > 0 { " … " }
                    "“" (quote.exact) "”"
                }
                " "
                @if let Some(article) = &fact.article {
                    a href={ (site.path(article).unwrap_or_default()) "#fact-" (key(&fact.fact)) } { (fact.title.as_deref().unwrap_or("article")) }
                }
            }
        }
        @if facts.len() > FACTS { p.note { "And " (facts.len() - FACTS) " facts more, which the JSON with receipts has." } }
    }
}
