//! What an archive that is not in memory shows in other ways than one that is.
use super::{layout, link, search};
use crate::archive::{ArticleEntry, AskError, Thing};
use crate::serve::site::Site;
use maud::{Markup, html};

/// Some articles of a list, newest first.
pub(in crate::serve) struct List<'l> {
    pub(in crate::serve) articles: &'l [ArticleEntry],
    /// How many there are in all.
    pub(in crate::serve) count: usize,
    /// The page of the list, from 1, and how many there are.
    pub(in crate::serve) number: usize,
    pub(in crate::serve) pages: usize,
}

/// The first page: where the data are, and what can be asked of them; the articles, where there is a list of them.
pub(in crate::serve) fn home(site: &Site, name: &str, list: Option<List<'_>>) -> Markup {
    let title = if list.is_some() { "Articles" } else { "Archive" };
    layout(
        site,
        title,
        &html! {
            h1 { @if list.is_some() { (title) } @else { "An archive behind an endpoint" } }
            p { "The facts are in " code { (name) } ". What a page shows is fetched when it is opened." }
            ul {
                li { a href="/search" { "Search" } " things and articles by name; the words of the texts are not searched here" }
                li { a href="/questions/" { "Saved questions" } " with their receipts" }
                li { a href="/sparql" { "A query of your own" } }
            }
            @match list {
                Some(list) => (articles(site, &list)),
                None => p.note { "The list of all articles and the checks for editors are shown only where the documents themselves are served." },
            }
        },
    )
}

fn articles(site: &Site, list: &List<'_>) -> Markup {
    let List { articles, count, number, pages } = list;
    html! {
        p.count { (count) " articles" @if *pages > 1 { ", page " (number) " of " (pages) } }
        ul.articles {
            @for article in *articles {
                li {
                    h2 { (link(site, &article.iri, &article.title)) }
                    @if let Some(date) = &article.published { p.meta { time { (date) } } }
                }
            }
        }
        @if *pages > 1 {
            nav.pages aria-label="Pages" {
                @if *number > 1 { a href="/" { "Newest" } " " a href={ "/?page=" (number - 1) } rel="prev" { "Newer" } " " }
                @if number < pages { a href={ "/?page=" (number + 1) } rel="next" { "Older" } " " a href={ "/?page=" (pages) } { "Oldest" } }
            }
        }
    }
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
