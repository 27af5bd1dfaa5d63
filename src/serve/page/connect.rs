//! How two things are connected: chains of facts.
use super::fact::{details, home, sentence};
use super::{layout, term};
use crate::ask::explain::Filter;
use crate::serve::site::Site;
use maud::{Markup, html};

/// The page.
pub(in crate::serve) fn page(site: &Site, [from, to]: [&str; 2]) -> Markup {
    let shown =
        |name: &str| site.snapshot().thing(name).map_or_else(|_| name.to_owned(), |thing| thing.label);
    let found = site.snapshot().chains(from, to, Filter::default(), 5);
    let title = format!("{} and {}", shown(from), shown(to));
    layout(
        site,
        &title,
        &html! {
            h1 { "How are they connected?" }
            form.connect action="/connect" {
                label for="from" { "From" } input #from name="from" value=(from) required;
                label for="to" { "to" } input #to name="to" value=(to) required;
                button { "Show" }
            }
            @if !from.is_empty() && !to.is_empty() {
                @match found {
                    Err(error) => p.error { (error) },
                    Ok(chains) if chains.chains.is_empty() => p { "No chain of facts connects " (shown(from)) " and " (shown(to)) "." },
                    Ok(chains) => {
                        p.count { (chains.chains.len()) " of " (chains.count) " shortest chains" }
                        @for chain in &chains.chains {
                            ol.chain {
                                @for hop in chain {
                                    li {
                                        p { (term(site, hop.from)) " → " (term(site, hop.to)) }
                                        @for citation in &hop.facts {
                                            article.fact {
                                                p { (sentence(site, citation)) }
                                                (details(site, citation))
                                                @for quote in &citation.quotes { blockquote.words { p { "“" (quote.exact) "”" } } }
                                                p.source { a href=(home(site, citation)) { (citation.title.unwrap_or("article")) } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}
