//! The ontology as a page: terms, hierarchy, examples, alignments.
use super::text::{classes, ordered};
use super::{Kind, Term, Terms};
use maud::{DOCTYPE, Markup, html};

/// A page in HTML about all terms, each under an anchor of its name. It stands for itself: no script, nothing to load.
#[must_use]
pub(crate) fn page(terms: &Terms, title: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p {
                        (terms.of(Kind::Class).count()) " classes, "
                        (terms.of(Kind::Property).count()) " properties and "
                        (terms.of(Kind::Value).count()) " controlled values. A class is the " code { "type" }
                        " of an entity, a property the " code { "predicate" } " of a fact, a value its " code { "object" }
                        " or " code { "modality" } "."
                    }
                }
                nav aria-label="Terms" {
                    @for (kind, heading) in KINDS {
                        h2 { a href={ "#" (section(kind)) } { (heading) } }
                        (hierarchy(terms, kind))
                    }
                }
                main {
                    @for (kind, heading) in KINDS {
                        section id=(section(kind)) {
                            h2 { (heading) }
                            @for (_, _, term) in ordered(terms, kind) { (described(terms, term)) }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

const KINDS: [(Kind, &str); 3] =
    [(Kind::Class, "Classes"), (Kind::Property, "Properties"), (Kind::Value, "Controlled values")];

fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::Class => "classes",
        Kind::Property => "properties",
        Kind::Value => "values",
    }
}

/// The names of a kind as nested lists.
fn hierarchy(terms: &Terms, kind: Kind) -> Markup {
    let lines = ordered(terms, kind);
    branch(&lines, 0)
}

/// The terms at a depth, each with those deeper that follow it.
fn branch(lines: &[(Kind, usize, &Term)], depth: usize) -> Markup {
    let starts: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].1 == depth).collect();
    html! {
        @if !starts.is_empty() {
            ul {
                @for (number, start) in starts.iter().enumerate() {
                    @let end = starts.get(number + 1).copied().unwrap_or(lines.len());
                    li {
                        a href={ "#" (anchor(lines[*start].2)) } { (lines[*start].2.name) }
                        (branch(&lines[start + 1..end], depth + 1))
                    }
                }
            }
        }
    }
}

/// The anchor of a term: a property and a class may have one name but for the case of its first letter.
fn anchor(term: &Term) -> String {
    term.name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .collect()
}

fn described(terms: &Terms, term: &Term) -> Markup {
    html! {
        article id=(anchor(term)) {
            h3 { a href={ "#" (anchor(term)) } { (term.name) } " " small { (term.kind.name()) } }
            @if let Some(comment) = &term.comment { p { (comment) } }
            dl {
                dt { "IRI" } dd { code { (term.iri) } }
                @if term.kind == Kind::Property {
                    @if let Some(takes) = term.takes { dt { "Takes" } dd { (takes.name()) } }
                    dt { "Domain" } dd { (linked_classes(terms, &term.domain, &term.domain_includes)) }
                    dt { "Range" } dd { (linked_classes(terms, &term.range, &term.range_includes)) }
                }
                (links(terms, "Values", &term.values))
                (links(terms, "Value of", &term.value_of))
                (links(terms, "Above", &term.above))
                (links(terms, "Below", &term.below))
                (links(terms, "Used with", &term.properties))
                @if !term.synonyms.is_empty() { dt { "Synonyms" } dd { (term.synonyms.join(", ")) } }
                @if !term.names.is_empty() {
                    dt { "Names" }
                    dd {
                        @for (number, (tag, name)) in term.names.iter().enumerate() {
                            @if number > 0 { ", " }
                            span lang=(tag) { (name) } " (" (tag) ")"
                        }
                    }
                }
                @for example in &term.examples { dt { "Example" } dd { (example) } }
                @for alignment in &term.alignments {
                    dt { "Aligned" }
                    dd { (alignment.relation) " " a href=(alignment.iri) { (alignment.other) } }
                }
            }
        }
    }
}

fn links(terms: &Terms, heading: &str, names: &[String]) -> Markup {
    html! {
        @if !names.is_empty() {
            dt { (heading) }
            dd {
                @for (number, name) in names.iter().enumerate() {
                    @if number > 0 { ", " }
                    (link(terms, name))
                }
            }
        }
    }
}

/// A name, as a link where the page has the term.
fn link(terms: &Terms, name: &str) -> Markup {
    html! {
        @match terms.named(name) {
            Some(term) => a href={ "#" (anchor(term)) } { (name) },
            None => (name),
        }
    }
}

fn linked_classes(terms: &Terms, all: &[String], any: &[String]) -> Markup {
    html! {
        @if all.is_empty() && any.is_empty() { (classes(all, any)) }
        @for (number, name) in all.iter().enumerate() {
            @if number > 0 { " and " }
            (link(terms, name))
        }
        @if !all.is_empty() && !any.is_empty() { " and one of " }
        @for (number, name) in any.iter().enumerate() {
            @if number > 0 { " or " }
            (link(terms, name))
        }
    }
}

const STYLE: &str = "\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; color: #1a1a1a; background: #fff }
@media (min-width: 55rem) { body { display: grid; grid-template-columns: 16rem 1fr; gap: 0 2rem } header { grid-column: 1 / 3 }
  nav { position: sticky; top: 0; max-height: 100vh; overflow: auto } }
nav ul { list-style: none; margin: 0; padding-left: 1rem }
nav > ul { padding-left: 0 }
article { border-top: 1px solid #ccc; padding: .5rem 0 }
article:target { background: #fff8d6 }
h3 { margin: .5rem 0 } h3 a { color: inherit; text-decoration: none } small { font-weight: normal; color: #595959 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 } dt { color: #595959 } dd { margin: 0; overflow-wrap: anywhere }
a { color: #0b57d0 }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #16181c } a { color: #8ab4f8 } small, dt { color: #a8a8a8 }
  article { border-color: #444 } article:target { background: #3a3413 } }
";
