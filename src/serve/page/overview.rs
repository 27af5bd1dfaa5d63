//! All articles, newest first, with facets; what editors should look at.
use super::layout;
use crate::diagnostic::Severity;
use crate::serve::site::Site;
use maud::{Markup, html};
use oxrdf::TermRef;
use std::collections::{BTreeMap, BTreeSet};

/// What the overview counts of an article.
#[derive(Default)]
struct Counts {
    facts: usize,
    holds: usize,
    not_yet: usize,
    negated: usize,
    modalities: BTreeSet<String>,
    speakers: BTreeSet<String>,
    properties: BTreeSet<String>,
}

/// The page. Parameters narrow the articles: `modality`, `speaker`, `property`, `year`.
pub(in crate::serve) fn page(site: &Site, query: &[(String, String)]) -> Markup {
    let counts = counts(site);
    let mut articles = site.snapshot().articles();
    articles.sort_by(|one, other| (&other.published, &one.title).cmp(&(&one.published, &other.title)));
    let empty = Counts::default();
    let of = |iri: &str| counts.get(iri).unwrap_or(&empty);
    let years: BTreeSet<String> = articles
        .iter()
        .filter_map(|article| article.published.as_deref()?.get(..4).map(str::to_owned))
        .collect();
    let wanted = |name: &str| query.iter().find(|(known, value)| known == name && !value.is_empty());
    let fits = |iri: &str, published: Option<&str>| {
        let counts = of(iri);
        wanted("modality").is_none_or(|(_, value)| counts.modalities.contains(value))
            && wanted("speaker").is_none_or(|(_, value)| counts.speakers.contains(value))
            && wanted("property").is_none_or(|(_, value)| counts.properties.contains(value))
            && wanted("year")
                .is_none_or(|(_, value)| published.is_some_and(|date| date.starts_with(value.as_str())))
    };
    let all = |of: fn(&Counts) -> &BTreeSet<String>| -> BTreeSet<&str> {
        counts.values().flat_map(|counts| of(counts).iter().map(String::as_str)).collect()
    };
    let facets: [(&str, &str, BTreeSet<&str>); 4] = [
        ("modality", "How real", all(|counts| &counts.modalities)),
        ("speaker", "Who says so", all(|counts| &counts.speakers)),
        ("property", "Property", all(|counts| &counts.properties)),
        ("year", "Year", years.iter().map(String::as_str).collect()),
    ];
    let shown: Vec<_> =
        articles.iter().filter(|article| fits(&article.iri, article.published.as_deref())).collect();
    layout(
        site,
        "Articles",
        &html! {
            h1 { "Articles" }
            @if !site.is_static() { form.facets action="/" aria-label="Narrow the list" {
                @for (name, label, values) in &facets {
                    @if !values.is_empty() {
                        label {
                            (label)
                            select name=(name) {
                                option value="" { "any" }
                                @for value in values {
                                    option value=(value) selected[wanted(name).is_some_and(|(_, known)| known == value)] {
                                        (label_of(site, value))
                                    }
                                }
                            }
                        }
                    }
                }
                button { "Show" }
            } }
            p.count { (shown.len()) " of " (articles.len()) " articles" }
            ul.articles {
                @for article in shown {
                    @let counts = of(&article.iri);
                    li {
                        h2 { a href=(site.path(&article.iri).unwrap_or_default()) { (article.title) } }
                        p.meta {
                            @if let Some(date) = &article.published { time { (date) } " · " }
                            (counts.facts) " facts: " (counts.holds) " hold, " (counts.not_yet) " not yet, "
                            (counts.negated) " not so"
                        }
                    }
                }
            }
            (checks(site))
        },
    )
}

fn label_of(site: &Site, value: &str) -> String {
    if value.contains("://") { super::name_of(site, value) } else { value.to_owned() }
}

/// Counts the facts of each article.
fn counts(site: &Site) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for citation in site.snapshot().facts() {
        let Some(article) = citation.article else { continue };
        let counts = counts.entry(article.to_owned()).or_default();
        counts.facts += 1;
        match (citation.negated, citation.is_realized()) {
            (true, _) => counts.negated += 1,
            (false, true) => counts.holds += 1,
            (false, false) => counts.not_yet += 1,
        }
        counts.modalities.extend(citation.modality.map(str::to_owned));
        counts.speakers.extend(citation.according_to.iter().map(|&speaker| speaker.to_owned()));
        if let Some(TermRef::NamedNode(property)) = citation.predicate {
            counts.properties.insert(property.as_str().to_owned());
        }
    }
    counts
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
                        @for (one, other) in pairs {
                            li { (super::fact::inline(site, one)) " ↔ " (super::fact::inline(site, other)) }
                        }
                    }
                }
                @for report in site.reports() {
                    h3 { (report.name) }
                    ul.notes {
                        @for found in &report.diagnostics {
                            @let place = report.source().place(found.span.start);
                            li {
                                @if found.severity == Severity::Error { strong { "error " } }
                                code { (found.code.name()) } " line " (place.line) ": " (found.message)
                            }
                        }
                    }
                }
            }
        }
    }
}
