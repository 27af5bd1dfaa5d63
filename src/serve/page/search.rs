//! A search over labels and article texts.
use super::layout;
use crate::serve::site::Site;
use maud::{Markup, html};

/// How many things are shown.
const MOST: usize = 50;
/// How many characters of a text stand before and behind the words that were found.
const AROUND: usize = 80;

/// The page.
pub(in crate::serve) fn page(site: &Site, words: &str) -> Markup {
    let things = site.snapshot().find(words, MOST);
    let texts = texts(site, words);
    layout(
        site,
        "Search",
        &html! {
            h1 { "Search" }
            (form(words))
            @if !words.trim().is_empty() {
                h2 { "Things" span.count { " " (things.len()) } }
                ul.things {
                    @for thing in &things { li { (super::link(site, &thing.iri, &thing.label)) } }
                }
                h2 { "Articles" span.count { " " (texts.len()) } }
                ul.articles {
                    @for (iri, title, [before, found, after]) in &texts {
                        li {
                            a href=(site.path(iri).unwrap_or_default()) { (title) }
                            p { "… " (before) mark { (found) } (after) " …" }
                        }
                    }
                }
                @if things.is_empty() && texts.is_empty() { p { "Nothing was found." } }
            }
        },
    )
}

/// The words to search, to be changed.
pub(super) fn form(words: &str) -> Markup {
    html! {
        form.search action="/search" {
            label for="words" { "Words" } input #words type="search" name="q" value=(words);
            button { "Search" }
        }
    }
}

/// The articles whose text holds the words: IRI, title, and the place.
fn texts(site: &Site, words: &str) -> Vec<(String, String, [String; 3])> {
    let wanted = words.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for article in site.snapshot().articles() {
        let Some(text) = site.snapshot().article_text(&article.iri) else { continue };
        if let Some(place) = around(text, &wanted) {
            found.push((article.iri, article.title, place));
        }
    }
    found
}

/// The words where they stand first, whatever their letter case, with what is around them.
fn around(text: &str, wanted: &str) -> Option<[String; 3]> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let wanted: Vec<char> = wanted.chars().collect();
    let same = |one: char, other: char| one == other || one.to_lowercase().eq(other.to_lowercase());
    let at = (0..letters.len().saturating_sub(wanted.len().saturating_sub(1)))
        .find(|&at| wanted.iter().zip(&letters[at..]).all(|(one, (_, other))| same(*one, *other)))?;
    let piece = |from: usize, to: usize| -> String {
        letters[from..to.min(letters.len())]
            .iter()
            .map(|(_, c)| if c.is_whitespace() { ' ' } else { *c })
            .collect()
    };
    let end = at + wanted.len();
    Some([piece(at.saturating_sub(AROUND), at), piece(at, end), piece(end, end + AROUND)])
}
