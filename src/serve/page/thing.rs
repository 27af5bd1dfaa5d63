//! What the corpus says about a thing, a fact, a time: in words, with quotes and pictures.
use super::fact::{card, heading};
use super::{article, key, layout, line, link, name_of, term};
use crate::ask::explain::{Filter, Group, Told};
use crate::serve::picture;
use crate::serve::site::Site;
use maud::{Markup, PreEscaped, html};

/// The page at the address of anything that the data speak of; of an article, `uncovered` marks sentences without a fact.
pub(in crate::serve) fn any(site: &Site, iri: &str, uncovered: bool) -> Markup {
    if site.is_article(iri) { article::page(site, iri, uncovered) } else { page(site, iri) }
}

fn page(site: &Site, iri: &str) -> Markup {
    let Ok(page) = site.snapshot().explain(&format!("<{iri}>"), Filter::default()) else {
        return super::missing(site, iri);
    };
    let is_fact = site.snapshot().fact(iri).is_some();
    let name = if is_fact { format!("Fact {}", key(iri)) } else { name_of(site, iri) };
    let path = site.path(iri).unwrap_or_default();
    let group =
        |group: Group| -> Vec<&Told<'_>> { page.facts.iter().filter(|told| told.group == group).collect() };
    layout(
        site,
        &name,
        &html! {
            h1 { (name) }
            @if let Some(about) = &page.about {
                dl.head {
                    @for (what, objects) in &about.lines {
                        (line(site, what, objects))
                    }
                    @if !about.also.is_empty() {
                        div { dt { "the same as" } dd { @for other in &about.also { (term(site, *other)) " " } } }
                    }
                }
            }
            p.tools {
                "Data: " a href={ (path) ".ttl" } { "Turtle" } " " a href={ (path) ".jsonld" } { "JSON-LD" } " "
                @if !site.is_static() { a href={ (path) ".json" } { "JSON" } }
            }
            @if !is_fact && !site.is_static() {
                form.connect action="/connect" {
                    input type="hidden" name="from" value={ "<" (iri) ">" };
                    label for="to" { "How is this connected with" }
                    input #to name="to" required placeholder="another thing";
                    button { "Show" }
                }
            }
            @if !is_fact {
                @if let Some(picture) = picture::timeline(site, &page.facts) {
                    section { h2 { "In time" } figure.picture { (PreEscaped(picture)) } }
                }
                @if let Some(picture) = picture::neighbourhood(site, iri, &page.facts) {
                    section { h2 { "Around it" } figure.picture { (PreEscaped(picture)) } }
                }
            }
            @if page.facts.is_empty() { p { "No fact mentions it." } }
            @for kind in [Group::Realized, Group::NotYet, Group::Denied] {
                @let facts = group(kind);
                @if !facts.is_empty() {
                    section {
                        h2 { (heading(kind)) span.count { " " (facts.len()) } }
                        @for told in facts { (card(site, told)) }
                    }
                }
            }
            @if is_fact {
                p { "In its article: " (page.facts.first().and_then(|told| told.citation.article).map_or(html! {}, |article| link(site, article, &name_of(site, article)))) }
            }
        },
    )
}
