//! All articles, newest first, with facets; what editors should look at.
use super::layout;
use crate::archive::Snapshot;
use crate::corpus::FileReport;
use crate::diagnostic::{Diagnostic, Severity};
use crate::serve::contents::{Facet, Listed};
use crate::serve::site::Site;
use maud::{Markup, html};
use oxrdf::TermRef;
use std::fmt;

/// How many articles a page lists.
const LISTED: usize = 100;
/// How many contradictions, and how many notes on documents, are shown to editors.
const NOTES: usize = 200;

/// What the facets that are IRIs are called in an address and on the page.
const FACETS: [(&str, &str, Facet); 3] = [
    ("modality", "How real", Facet::Modality),
    ("speaker", "Who says so", Facet::Speaker),
    ("property", "Property", Facet::Property),
];

/// Which articles are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::serve) struct Filter {
    /// A value of each of the facets, as it was given; none for any.
    values: [Option<String>; 3],
    year: Option<String>,
    /// The page, from 1.
    page: usize,
}

impl Filter {
    /// From the parameters of an address: `modality`, `speaker`, `property`, `year`, `page`.
    pub(in crate::serve) fn new(query: &[(String, String)]) -> Self {
        let wanted = |name: &str| {
            let found = query.iter().find(|(known, value)| known == name && !value.is_empty());
            found.map(|(_, value)| value.clone())
        };
        let page = wanted("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        Self { values: FACETS.map(|(name, ..)| wanted(name)), year: wanted("year"), page: page.max(1) }
    }

    /// Whether all articles are listed.
    fn is_open(&self) -> bool {
        self.year.is_none() && self.values.iter().all(Option::is_none)
    }

    /// Whether an article is listed.
    fn fits(&self, listed: &Listed, snapshot: &Snapshot) -> bool {
        let has = |(value, (_, _, facet)): (&Option<String>, &(&str, &str, Facet))| {
            value.as_ref().is_none_or(|value| {
                snapshot.dataset().iri(value).is_some_and(|value| listed.has(*facet, value))
            })
        };
        self.values.iter().zip(&FACETS).all(has)
            && self.year.as_ref().is_none_or(|year| {
                listed.published(snapshot).is_some_and(|date| date.starts_with(year.as_str()))
            })
    }

    /// The address of another page of the same list.
    fn at(&self, page: usize) -> String {
        Self { page, ..self.clone() }.to_string()
    }
}

/// The address of the list: the same list has one address.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (value, (name, ..)) in self.values.iter().zip(FACETS) {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        if let Some(year) = &self.year {
            query.append_pair("year", year);
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { f.write_str("/") } else { write!(f, "/?{query}") }
    }
}

/// The page.
pub(in crate::serve) fn page(site: &Site, filter: &Filter) -> Markup {
    let snapshot = site.snapshot();
    let all = &site.contents().articles;
    let found: Vec<&Listed> = if filter.is_open() {
        all.iter().collect()
    } else {
        all.iter().filter(|listed| filter.fits(listed, snapshot)).collect()
    };
    let pages = found.len().div_ceil(LISTED).max(1);
    let number = filter.page.min(pages);
    let shown = found.iter().skip((number - 1) * LISTED).take(LISTED).copied();
    layout(
        site,
        "Articles",
        &html! {
            h1 { "Articles" }
            (facets(site, filter))
            p.count {
                (found.len()) " of " (all.len()) " articles"
                @if pages > 1 { ", page " (number) " of " (pages) }
            }
            (list(site, shown))
            @if pages > 1 {
                nav.pages aria-label="Pages" {
                    @if number > 1 {
                        a href=(filter.at(1)) { "Newest" } " "
                        a href=(filter.at(number - 1)) rel="prev" { "Newer" } " "
                    }
                    @if number < pages {
                        a href=(filter.at(number + 1)) rel="next" { "Older" } " "
                        a href=(filter.at(pages)) { "Oldest" }
                    }
                }
            }
            @if number == 1 && filter.is_open() { (checks(site)) }
        },
    )
}

fn facets(site: &Site, filter: &Filter) -> Markup {
    let contents = site.contents();
    html! {
        form.facets action="/" aria-label="Narrow the list" {
            @for (wanted, (name, label, facet)) in filter.values.iter().zip(FACETS) {
                @let values = contents.values(facet);
                @if !values.is_empty() || wanted.is_some() {
                    label {
                        (label)
                        select name=(name) {
                            option value="" { "any" }
                            // A value that is too rare to be offered can still be in an address.
                            @if let Some(rare) = wanted.as_deref().filter(|wanted| values.iter().all(|(iri, ..)| iri != wanted)) {
                                option value=(rare) selected { (label_of(site, rare)) }
                            }
                            @for (iri, label, count) in values {
                                option value=(iri) selected[wanted.as_ref() == Some(iri)] { (label) " (" (count) ")" }
                            }
                        }
                    }
                }
            }
            @if !contents.years.is_empty() {
                label {
                    "Year"
                    select name="year" {
                        option value="" { "any" }
                        @for (year, count) in &contents.years {
                            option value=(year) selected[filter.year.as_ref() == Some(year)] { (year) " (" (count) ")" }
                        }
                    }
                }
            }
            button { "Show" }
        }
    }
}

fn label_of(site: &Site, value: &str) -> String {
    if value.contains("://") { super::name_of(site, value) } else { value.to_owned() }
}

fn list<'l>(site: &Site, articles: impl Iterator<Item = &'l Listed>) -> Markup {
    let snapshot = site.snapshot();
    html! {
        ul.articles {
            @for listed in articles {
                li {
                    h2 { a href=(site.path(listed.iri(snapshot)).unwrap_or_default()) { (listed.title(snapshot)) } }
                    p.meta {
                        @if let Some(date) = listed.published(snapshot) { time { (date) } " · " }
                        (listed.facts) " facts: " (listed.holds) " hold, " (listed.not_yet) " not yet, "
                        (listed.negated) " not so"
                    }
                }
            }
        }
    }
}

/// The lists of a site of files, by path: the first page with the newest articles, and pages of a hundred older ones. These
/// are counted from the oldest, so that a new article changes the first page and seldom another.
pub(in crate::serve) fn files(site: &Site) -> Vec<(String, Markup)> {
    let all = &site.contents().articles;
    let older = (all.len() / LISTED).saturating_sub(1);
    let path = |number: usize| format!("articles/{number}");
    let page = |number: Option<usize>| {
        // From the oldest on, so many are on the pages before this one.
        let before = number.map_or(older, |number| number - 1) * LISTED;
        let end = all.len() - before;
        let start = number.map_or(0, |_| end - LISTED);
        let newer = number
            .map(|number| if number == older { "/".to_owned() } else { format!("/{}", path(number + 1)) });
        let next = number.map_or(older, |number| number - 1);
        let title = number.map_or_else(|| "Articles".to_owned(), |number| format!("Articles, page {number}"));
        layout(
            site,
            &title,
            &html! {
                h1 { (title) }
                p.count {
                    @if number.is_none() {
                        (all.len()) " articles"
                        @if older > 0 { "; the newest " (end) " are here" }
                    } @else { "The articles " (before + 1) " to " (before + LISTED) ", counted from the oldest" }
                }
                (list(site, all[start..end].iter()))
                @if older > 0 {
                    nav.pages aria-label="Pages" {
                        @if let Some(newer) = newer { a href=(newer) rel="prev" { "Newer" } " " }
                        @if next > 0 { a href={ "/" (path(next)) } rel="next" { "Older" } }
                    }
                }
                @if number.is_none() { (checks(site)) }
            },
        )
    };
    let first = std::iter::once(("index".to_owned(), page(None)));
    first.chain((1..=older).map(|number| (path(number), page(Some(number))))).collect()
}

/// What was found while the documents were read, and where articles contradict each other.
fn checks(site: &Site) -> Markup {
    let against = site.snapshot().contradicted();
    let dataset = site.snapshot().dataset();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (&one, others) in against {
        for &other in others.iter().filter(|&&other| one < other) {
            if let (TermRef::NamedNode(one), TermRef::NamedNode(other)) =
                (dataset.term(one), dataset.term(other))
            {
                pairs.push((one.as_str(), other.as_str()));
            }
        }
    }
    pairs.sort_unstable();
    let (notes, left) = first_notes(site);
    html! {
        @if !site.reports().is_empty() || !pairs.is_empty() || site.problem().is_some() {
            section #checks {
                h2 { "For editors" }
                @if let Some(problem) = site.problem() {
                    p.against { strong { "Not reloaded" } ": " (problem) }
                }
                @if !pairs.is_empty() {
                    h3 { "Facts that cannot both hold" }
                    ul {
                        @for (one, other) in pairs.iter().take(NOTES) {
                            li { (super::fact::inline(site, one)) " ↔ " (super::fact::inline(site, other)) }
                        }
                    }
                    (rest(pairs.len().saturating_sub(NOTES), "groundwire check --across"))
                }
                @for (report, found) in &notes {
                    h3 { (report.name) }
                    ul.notes {
                        @for found in *found {
                            @let place = report.source().place(found.span.start);
                            li {
                                @if found.severity == Severity::Error { strong { "error " } }
                                code { (found.code.name()) } " line " (place.line) ": " (found.message)
                            }
                        }
                    }
                }
                (rest(left, "groundwire check"))
            }
        }
    }
}

/// What is said of notes that are not shown.
fn rest(count: usize, command: &str) -> Markup {
    html! {
        @if count > 0 { p.note { "And " (count) " more: " code { (command) } " shows all." } }
    }
}

/// The first notes on documents, by file, and how many more there are.
fn first_notes(site: &Site) -> (Vec<(&FileReport, &[Diagnostic])>, usize) {
    let mut left = NOTES;
    let mut notes = Vec::new();
    let mut all = 0;
    for report in site.reports() {
        all += report.diagnostics.len();
        let shown = &report.diagnostics[..left.min(report.diagnostics.len())];
        left -= shown.len();
        if !shown.is_empty() {
            notes.push((report, shown));
        }
    }
    (notes, all - (NOTES - left))
}
