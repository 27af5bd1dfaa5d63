//! The pages: made on the server, readable without script.
pub(in crate::serve) mod article;
pub(super) mod ask;
pub(super) mod connect;
pub(super) mod distant;
pub(super) mod fact;
pub(super) mod ontology;
pub(super) mod overview;
pub(super) mod question;
pub(super) mod review;
pub(super) mod search;
pub(super) mod thing;

use super::site::Site;
pub(super) use crate::term::iri::last_part as key;
use crate::term::vocab::dcterms;
pub(in crate::serve) use fact::home as fact_home;
use maud::{DOCTYPE, Markup, html};
use oxrdf::{NamedNodeRef, TermRef};

/// A page with its title.
pub(super) fn layout(site: &Site, title: &str, body: &Markup) -> Markup {
    layout_with(site, title, None, body)
}

/// The same with data for search engines.
pub(super) fn layout_with(site: &Site, title: &str, data: Option<String>, body: &Markup) -> Markup {
    let problems: usize = site.reports().iter().map(|report| report.diagnostics.len()).sum();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · groundwire" }
                link rel="icon" href="/assets/icon.svg";
                link rel="stylesheet" href="/assets/style.css";
                script src="/assets/script.js" defer {}
                @if let Some(data) = data { script type="application/ld+json" { (maud::PreEscaped(data)) } }
            }
            body {
                a.skip href="#main" { "Skip to content" }
                header.top {
                    nav aria-label="Main" {
                        a.home href="/" { "groundwire" }
                        a href="/questions/" { "Questions" }
                        @if !site.is_static() { a href="/sparql" { "Ask" } }
                        a href="/ontology" { "Terms" }
                        @if site.can_write() { a href="/review/" { "Review" } }
                    }
                    @if !site.is_static() {
                        form.search action="/search" role="search" {
                            label.hidden for="q" { "Search things and articles" }
                            input #q type="search" name="q" placeholder="Search things and articles" autocomplete="off";
                            button { "Search" }
                        }
                    }
                }
                main #main tabindex="-1" { (body) }
                footer {
                    p {
                        "Every statement is shown with the words that say it."
                        @if problems > 0 {
                            " " a href="/#checks" { (problems) " " (if problems == 1 { "note" } else { "notes" }) " for editors" }
                        }
                    }
                }
            }
        }
    }
}

/// What is shown where nothing is.
pub(super) fn missing(site: &Site, path: &str) -> Markup {
    layout(
        site,
        "Not found",
        &html! {
            h1 { "Not found" }
            p { "Nothing here is called " code { (path) } "." }
            p { a href="/" { "All articles" } " · " a href="/search" { "Search" } }
        },
    )
}

/// A term as people call it, as a link where it has a page here or is an address elsewhere.
pub(super) fn term(site: &Site, term: TermRef<'_>) -> Markup {
    let name = site.snapshot().namer().name(term);
    match term {
        TermRef::NamedNode(node) => link(site, node.as_str(), &name_of(site, node.as_str())),
        TermRef::Literal(literal) => html! {
            span lang=[literal.language()] { (literal.value()) }
        },
        _ => html! { (name) },
    }
}

/// A link to a thing, by its IRI.
pub(super) fn link(site: &Site, iri: &str, name: &str) -> Markup {
    match site.path(iri) {
        Some(path) => html! { a href=(path) { (name) } },
        // No other kind of address is ever followed from here.
        None if iri.starts_with("https://") || iri.starts_with("http://") => {
            html! { a href=(iri) rel="noreferrer" { (name) } }
        }
        None => html! { (name) },
    }
}

/// An IRI as people call the thing.
pub(super) fn name_of(site: &Site, iri: &str) -> String {
    // An article is called by its title.
    let node = TermRef::NamedNode(NamedNodeRef::new_unchecked(iri));
    match site.snapshot().dataset().text(node, dcterms::TITLE) {
        Some(title) => title.to_owned(),
        None => site.snapshot().namer().name(node),
    }
}

/// A line of what is declared of a thing: what it is, and the values.
pub(super) fn line(site: &Site, what: &str, objects: &[TermRef<'_>]) -> Markup {
    html! {
        div {
            dt { (what) }
            dd {
                @for (number, object) in objects.iter().enumerate() {
                    @if number > 0 { ", " }
                    (term(site, *object))
                }
            }
        }
    }
}
