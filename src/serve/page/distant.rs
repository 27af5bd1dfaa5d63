//! What an archive that is not in memory shows in other ways than one that is.
use super::{layout, link, search};
use crate::archive::{AskError, Thing};
use crate::serve::site::Site;
use maud::{Markup, html};

/// The first page: where the data are, and what can be asked of them.
pub(in crate::serve) fn home(site: &Site, name: &str) -> Markup {
    layout(
        site,
        "Archive",
        &html! {
            h1 { "An archive behind an endpoint" }
            p { "The facts are behind " code { (name) } ". What a page shows is fetched when it is opened." }
            ul {
                li { a href="/search" { "Search" } " things and articles by name; the words of the texts are not searched here" }
                li { a href="/questions/" { "Saved questions" } " with their receipts" }
                li { a href="/sparql" { "A query of your own" } }
            }
            p.note { "The list of all articles and the checks for editors are shown only where the documents themselves are served." }
        },
    )
}

/// What a search found.
pub(in crate::serve) fn found(site: &Site, words: &str, things: &[Thing]) -> Markup {
    layout(
        site,
        "Search",
        &html! {
            h1 { "Search" }
            (search::form(words))
            @if !words.trim().is_empty() {
                h2 { "Things and articles" span.count { " " (things.len()) } }
                ul.things { @for thing in things { li { (link(site, &thing.iri, &thing.label)) } } }
                @if things.is_empty() { p { "Nothing was found." } }
                p.note { "Names were searched, not the words of the texts." }
            }
        },
    )
}

/// Why the data could not be had.
pub(in crate::serve) fn failed(site: &Site, error: &AskError) -> Markup {
    layout(site, "Not available", &html! { h1 { "Not available" } p.error { (error) } })
}
