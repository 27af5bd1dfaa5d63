//! A fact in words, with what belongs to it.
use super::{key, link, name_of, term};
use crate::ask::cite::Citation;
use crate::ask::explain::{Group, Passage, Told};
use crate::serve::site::Site;
use maud::{Markup, html};

/// How a fact is marked: by a class and by a word, never by color alone.
pub(super) fn standing(citation: &Citation<'_>) -> (&'static str, &'static str) {
    match (citation.negated, citation.is_realized()) {
        _ if citation.draft => ("not-yet", "draft"),
        (true, _) => ("not-so", "not so"),
        (false, false) => ("not-yet", "not yet"),
        (false, true) if !citation.according_to.is_empty() || citation.stated_in.is_some() => {
            ("said", "reported")
        }
        (false, true) => ("holds", "holds"),
    }
}

/// Subject, property and object in words.
pub(super) fn sentence(site: &Site, citation: &Citation<'_>) -> Markup {
    html! {
        span.sentence {
            @if let Some(subject) = citation.subject { (term(site, subject)) }
            " "
            span.predicate {
                @if citation.negated { strong { "not " } }
                @if let Some(predicate) = citation.predicate { (term(site, predicate)) }
            }
            " "
            @if let Some(object) = citation.object { (term(site, object)) }
        }
    }
}

/// A fact within a line, as a link to its article.
pub(super) fn inline(site: &Site, iri: &str) -> Markup {
    let Some(citation) = site.snapshot().fact(iri) else { return link(site, iri, key(iri)) };
    html! { (sentence(site, &citation)) " (" a href=(home(site, &citation)) { (citation.title.unwrap_or("article")) } ")" }
}

/// Where a fact is shown in its article.
pub(in crate::serve) fn home(site: &Site, citation: &Citation<'_>) -> String {
    let article = citation.article.and_then(|article| site.path(article)).unwrap_or_default();
    format!("{article}#fact-{}", key(citation.fact))
}

/// What belongs to a fact: how real, who says so, when.
pub(super) fn details(site: &Site, citation: &Citation<'_>) -> Markup {
    let (class, word) = standing(citation);
    let modality = citation.modality.map(|iri| name_of(site, iri));
    html! {
        p.details {
            span class={ "badge " (class) } { (word) }
            @if let Some(modality) = modality { span.badge { (modality) } }
            @if citation.inferred { span.badge { "inferred" } }
            @if let Some(when) = citation.when { " " time { (when) } }
            @if !citation.according_to.is_empty() {
                " according to "
                @for (number, speaker) in citation.according_to.iter().enumerate() {
                    @if number > 0 { ", " }
                    (link(site, speaker, &name_of(site, speaker)))
                }
            }
            @if let Some(stated) = citation.stated_in { " in " (link(site, stated, &name_of(site, stated))) }
        }
    }
}

/// The sentences of an article with the quoted words marked.
pub(super) fn passage(passage: &Passage<'_>) -> Markup {
    let mut at = 0;
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    for mark in &passage.marks {
        pieces.push((passage.text.get(at..mark.start).unwrap_or_default(), false));
        pieces.push((passage.text.get(mark.clone()).unwrap_or_default(), true));
        at = mark.end;
    }
    pieces.push((passage.text.get(at..).unwrap_or_default(), false));
    html! {
        blockquote { p { @for (text, marked) in pieces { @if marked { mark { (text) } } @else { (text) } } } }
    }
}

/// A fact with its words and its article, as a thing's page and an answer show it.
pub(super) fn card(site: &Site, told: &Told<'_>) -> Markup {
    let citation = &told.citation;
    html! {
        article.fact {
            p { (sentence(site, citation)) }
            (details(site, citation))
            @for text in &told.passages { (passage(text)) }
            @if let Some(note) = told.note { p.note { (note) } }
            @for other in &told.against {
                p.against { "Contradicted: " (sentence(site, other)) " (" a href=(home(site, other)) { (other.title.unwrap_or("article")) } ")" }
            }
            p.source { a href=(home(site, citation)) { (citation.title.unwrap_or("article")) } }
        }
    }
}

/// What the groups of facts are called.
pub(super) fn heading(group: Group) -> &'static str {
    match group {
        Group::Realized => "Holds",
        Group::NotYet => "Not yet",
        Group::Denied => "Not so",
    }
}
