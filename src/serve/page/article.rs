//! An article as published, every quoted span a link to the facts that rest on it.
use super::fact::{details, sentence, standing};
use super::{key, layout_with, line};
use crate::ask::explain::{Filter, Page, Told};
use crate::document::sentence::sentences;
use crate::serve::data;
use crate::serve::site::Site;
use maud::{Markup, html};
use oxrdf::TermRef;
use std::collections::BTreeSet;
use std::ops::Range;

/// A piece of the text that the same facts rest on.
struct Segment<'t> {
    text: &'t str,
    /// The facts, by their number on the page.
    facts: Vec<usize>,
    /// Where it begins, in bytes of the text.
    start: usize,
}

/// The page, with sentences without a fact marked where that is wanted.
pub(super) fn page(site: &Site, iri: &str, uncovered: bool) -> Markup {
    let Ok(page) = site.snapshot().explain(&format!("<{iri}>"), Filter::default()) else {
        return super::missing(site, iri);
    };
    let text = site.snapshot().article_text(iri).filter(|_| site.shows_text()).unwrap_or_default();
    let mut facts: Vec<&Told<'_>> =
        page.facts.iter().filter(|told| told.citation.article == Some(iri)).collect();
    facts.sort_by_key(|told| told.citation.quotes.first().map(|quote| (quote.start, quote.end)));
    let spans = spans(text, &facts);
    let title = super::name_of(site, iri);
    let path = site.path(iri).unwrap_or_default();
    layout_with(
        site,
        &title,
        data::schema_org(site, iri, &page),
        &html! {
            article.read {
                header {
                    h1 { (title) }
                    @if site.is_stale(iri) {
                        p.against {
                            "The document has errors now. This is its last valid version; "
                            a href="/#checks" { "what is wrong" } "."
                        }
                    }
                    (head(site, &page))
                    p.tools {
                        @if site.is_static() {} @else if uncovered { a href=(path) { "Hide sentences without a fact" } }
                        @else { a href={ (path) "?uncovered=1" } { "Show sentences without a fact" } }
                        " Data: " a href={ (path) ".ttl" } { "Turtle" } " " a href={ (path) ".jsonld" } { "JSON-LD" } " "
                        @if site.source().is_none() { a href={ (path) "/annotations.jsonld" } { "Annotations" } " " }
                        @if !site.is_static() { a href={ (path) ".json" } { "JSON" } " " a href={ (path) ".csv" } { "CSV" } }
                    }
                    p.legend {
                        "Marked words: " span.key.holds { "holds" } " " span.key.said { "reported" } " "
                        span.key.not-yet { "not yet" } " " span.key.not-so { "not so" }
                    }
                }
                div.columns {
                    div.text lang=[language(&page)] {
                        (body(text, &facts, &spans, uncovered))
                        @if text.is_empty() && site.shows_text() {
                            p.note { "The article text is not available; its facts and quotes are." }
                        }
                    }
                    aside.facts aria-label="Facts" {
                        h2 { "Facts" span.count { " " (facts.len()) } }
                        p.hint data-hint { "Choose marked words to see only their facts." }
                        ol {
                            @for told in &facts { (fact(site, told)) }
                        }
                    }
                }
            }
        },
    )
}

fn declared(page: &Page<'_>, what: &str) -> Option<String> {
    let about = page.about.as_ref()?;
    let (_, objects) = about.lines.iter().find(|(name, _)| *name == what)?;
    objects.iter().find_map(|term| match term {
        TermRef::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    })
}

fn language(page: &Page<'_>) -> Option<String> {
    declared(page, "language")
}

/// Who published it, when, from where.
fn head(site: &Site, page: &Page<'_>) -> Markup {
    let Some(about) = &page.about else { return html! {} };
    html! {
        dl.head {
            @for (name, objects) in about.lines.iter().filter(|(name, _)| !matches!(*name, "title" | "a")) {
                (line(site, name, objects))
            }
        }
    }
}

/// The quotes of each fact, in bytes of the text.
fn spans(text: &str, facts: &[&Told<'_>]) -> Vec<Vec<Range<usize>>> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let byte = |point: u64| {
        usize::try_from(point).ok().and_then(|point| bytes.get(point).copied()).unwrap_or(text.len())
    };
    facts
        .iter()
        .map(|told| told.citation.quotes.iter().map(|quote| byte(quote.start)..byte(quote.end)).collect())
        .collect()
}

/// The text in paragraphs and segments.
fn body(text: &str, facts: &[&Told<'_>], spans: &[Vec<Range<usize>>], uncovered: bool) -> Markup {
    let bare: Vec<Range<usize>> = if uncovered {
        let is_covered = |sentence: &Range<usize>| {
            spans.iter().flatten().any(|span| span.start < sentence.end && sentence.start < span.end)
        };
        sentences(text).into_iter().filter(|sentence| !is_covered(sentence)).collect()
    } else {
        Vec::new()
    };
    html! {
        @for paragraph in paragraphs(text) {
            p {
                @for segment in segments(text, paragraph, spans) {
                    @if segment.facts.is_empty() {
                        @if bare.iter().any(|range| range.start <= segment.start && segment.start < range.end) {
                            span.bare { (segment.text) }
                        } @else { (segment.text) }
                    } @else { (marked(&segment, facts)) }
                }
            }
        }
    }
}

fn marked(segment: &Segment<'_>, facts: &[&Told<'_>]) -> Markup {
    let ids: Vec<&str> = segment.facts.iter().map(|&fact| key(facts[fact].citation.fact)).collect();
    let standings = || segment.facts.iter().map(|&fact| standing(&facts[fact].citation));
    let words: BTreeSet<&str> = standings().map(|(_, words)| words).collect();
    // Words that state something are not marked as a denial because something else is denied with them.
    let strongest = ["holds", "said", "not-yet", "not-so"]
        .into_iter()
        .find(|class| standings().any(|(known, _)| known == *class))
        .unwrap_or("holds");
    let class = format!("q {strongest}");
    let title = format!(
        "{} {}: {}",
        ids.len(),
        if ids.len() == 1 { "fact" } else { "facts" },
        words.into_iter().collect::<Vec<_>>().join(", ")
    );
    html! {
        a id={ "w" (segment.start) } class=(class) href={ "#fact-" (ids[0]) } data-facts=(ids.join(" ")) title=(title) {
            (segment.text)
        }
    }
}

/// A fact beside the text.
fn fact(site: &Site, told: &Told<'_>) -> Markup {
    let id = key(told.citation.fact);
    html! {
        li id={ "fact-" (id) } data-fact=(id) tabindex="-1" {
            p { (sentence(site, &told.citation)) }
            (details(site, &told.citation))
            @for quote in &told.citation.quotes { blockquote.words { p { "“" (quote.exact) "”" } } }
            @if let Some(note) = told.note { p.note { (note) } }
            @for other in &told.against {
                p.against { "Contradicted: " (sentence(site, other)) }
            }
            p.id { a href=(site.path(told.citation.fact).unwrap_or_else(|| format!("#fact-{id}"))) { (id) } }
        }
    }
}

/// The paragraphs of a text: what is between blank lines, or between line ends where there is none.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if !line.trim().is_empty() {
            found.push(start..end);
        }
        start = end;
    }
    found
}

/// A paragraph in pieces that the same facts rest on.
fn segments<'t>(text: &'t str, paragraph: Range<usize>, spans: &[Vec<Range<usize>>]) -> Vec<Segment<'t>> {
    let mut cuts: BTreeSet<usize> = BTreeSet::from([paragraph.start, paragraph.end]);
    for span in spans.iter().flatten() {
        cuts.extend([span.start, span.end].into_iter().filter(|at| paragraph.contains(at)));
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let over = |start: usize, spans: &[Range<usize>]| {
        spans.iter().any(|span| span.start <= start && start < span.end)
    };
    cuts.windows(2)
        .filter_map(|pair| {
            let text = text.get(pair[0]..pair[1])?;
            let facts = spans
                .iter()
                .enumerate()
                .filter(|(_, spans)| over(pair[0], spans))
                .map(|(fact, _)| fact)
                .collect();
            Some(Segment { text, facts, start: pair[0] })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{paragraphs, segments};

    #[test]
    fn overlapping_quotes_are_cut_into_pieces_that_name_all_their_facts() {
        let text = "one two three four\n\nfive\n";
        assert_eq!(paragraphs(text), [0..19, 20..25]);
        let spans = vec![vec![0..7], vec![4..13], vec![20..24]];
        let pieces: Vec<(&str, Vec<usize>)> =
            segments(text, 0..19, &spans).into_iter().map(|piece| (piece.text, piece.facts)).collect();
        assert_eq!(
            pieces,
            [("one ", vec![0]), ("two", vec![0, 1]), (" three", vec![1]), (" four\n", vec![])]
        );
    }
}
