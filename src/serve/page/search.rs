//! A search over labels and article texts.
use super::layout;
use crate::serve::site::Site;
use maud::{Markup, html};
use regex::{Regex, RegexBuilder};

/// How many things are shown.
const MOST: usize = 50;
/// How many articles a page shows.
const ARTICLES: usize = 50;
/// How many characters of a text stand before and behind the words that were found.
const AROUND: usize = 80;
/// How long the words may be, in characters.
const LONGEST: usize = 200;

/// The page; `number` is that of the page of articles, from 1.
pub(in crate::serve) fn page(site: &Site, words: &str, number: &str) -> Markup {
    let wanted: String = words.trim().chars().take(LONGEST).collect();
    let number = number.parse().unwrap_or(1).max(1);
    let things = site.labels().holding(site.snapshot(), &wanted, MOST);
    let (texts, has_more) = texts(site, &wanted, number);
    let at = |number: usize| {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", &wanted).finish();
        if number > 1 { format!("/search?{query}&page={number}") } else { format!("/search?{query}") }
    };
    layout(
        site,
        "Search",
        &html! {
            h1 { "Search" }
            (form(words))
            @if !wanted.is_empty() {
                @if number == 1 {
                    h2 { "Things" span.count { " " (things.len()) @if things.len() == MOST { " or more" } } }
                    ul.things {
                        @for thing in &things { li { (super::link(site, &thing.iri, &thing.label)) } }
                    }
                }
                h2 {
                    "Articles"
                    span.count {
                        @if number > 1 { ", page " (number) } @else { " " (texts.len()) @if has_more { " or more" } }
                    }
                }
                ul.articles {
                    @for (iri, title, [before, found, after]) in &texts {
                        li {
                            a href=(site.path(iri).unwrap_or_default()) { (title) }
                            p { "… " (before) mark { (found) } (after) " …" }
                        }
                    }
                }
                @if texts.is_empty() && (things.is_empty() || number > 1) { p { "Nothing was found." } }
                @if number > 1 || has_more {
                    nav.pages aria-label="Pages" {
                        @if number > 1 { a href=(at(number - 1)) rel="prev" { "Newer" } " " }
                        @if has_more { a href=(at(number + 1)) rel="next" { "Older" } }
                    }
                }
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

/// IRI and title of an article, and the place of the words.
type Found<'s> = (&'s str, &'s str, [String; 3]);

/// The articles whose text holds the words, newest first: those of a page, and whether there are more. No more texts are
/// looked through than that takes.
fn texts<'s>(site: &'s Site, words: &str, number: usize) -> (Vec<Found<'s>>, bool) {
    let snapshot = site.snapshot();
    let Some(pattern) = pattern(words).filter(|_| site.shows_text()) else { return (Vec::new(), false) };
    let listed = site.contents().articles.iter();
    let mut found = listed.filter_map(|listed| {
        let iri = listed.iri(snapshot);
        let text = snapshot.article_text(iri)?;
        let place = pattern.find(text)?;
        Some((listed, iri, text, place))
    });
    let mut shown: Vec<Found<'s>> = Vec::new();
    let skipped = (number - 1).saturating_mul(ARTICLES);
    if skipped > 0 && found.nth(skipped - 1).is_none() {
        return (shown, false);
    }
    for (listed, iri, text, place) in found.by_ref().take(ARTICLES) {
        let pieces = [
            before(&text[..place.start()]),
            plain(place.as_str().chars()),
            plain(text[place.end()..].chars().take(AROUND)),
        ];
        shown.push((iri, listed.title(snapshot), pieces));
    }
    let has_more = shown.len() == ARTICLES && found.next().is_some();
    (shown, has_more)
}

/// Matches the words, whatever their letter case and the white space between them; none where there are none.
fn pattern(words: &str) -> Option<Regex> {
    let words: Vec<String> = words.split_whitespace().map(regex::escape).collect();
    if words.is_empty() {
        return None;
    }
    RegexBuilder::new(&words.join(r"\s+")).case_insensitive(true).build().ok()
}

/// The last characters of a text.
fn before(text: &str) -> String {
    let start = text.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    plain(text[start..].chars())
}

fn plain(characters: impl Iterator<Item = char>) -> String {
    characters.map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{before, pattern};

    #[test]
    fn words_are_found_in_any_letter_case_and_across_lines() {
        let place = |words: &str, text: &str| pattern(words)?.find(text).map(|found| found.range());
        assert_eq!(place("Über alles", "xx ÜBER\n alles"), Some(3..15));
        assert_eq!(place("a.c (", "abc ( A.C ("), Some(6..11));
        assert_eq!(place("a", "b"), None);
        assert!(pattern(" \n").is_none());
        assert_eq!(before("a\nb"), "a b");
        assert_eq!(before(&"é".repeat(100)), "é".repeat(80));
    }
}
