//! The terms of the ontologies: classes and properties, with what they mean.
use super::{layout, term};
use crate::serve::site::Site;
use crate::term::vocab::{owl, rdf, rdfs};
use maud::{Markup, html};
use oxrdf::{NamedNodeRef, TermRef};

/// The page.
pub(in crate::serve) fn page(site: &Site) -> Markup {
    let kinds = [
        ("Classes", [owl::CLASS, rdfs::CLASS]),
        ("Properties between things", [owl::OBJECT_PROPERTY, owl::OBJECT_PROPERTY]),
        ("Properties with a value", [owl::DATATYPE_PROPERTY, owl::DATATYPE_PROPERTY]),
    ];
    layout(
        site,
        "Terms",
        &html! {
            h1 { "Terms" }
            @for (title, classes) in kinds {
                section {
                    h2 { (title) }
                    dl.terms {
                        @for iri in terms(site, &classes) { (entry(site, iri)) }
                    }
                }
            }
        },
    )
}

/// The things of some classes, by name.
fn terms<'s>(site: &'s Site, classes: &[&str]) -> Vec<&'s str> {
    let dataset = site.snapshot().dataset();
    let mut found: Vec<&str> = classes
        .iter()
        .flat_map(|class| {
            dataset
                .subjects(NamedNodeRef::new_unchecked(rdf::TYPE), NamedNodeRef::new_unchecked(class).into())
        })
        .filter_map(|subject| match subject {
            oxrdf::NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str()),
            oxrdf::NamedOrBlankNodeRef::BlankNode(_) => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn entry(site: &Site, iri: &str) -> Markup {
    let dataset = site.snapshot().dataset();
    let node = NamedNodeRef::new_unchecked(iri);
    let of = |predicate: &str| -> Vec<TermRef<'_>> {
        dataset.objects(node.into(), NamedNodeRef::new_unchecked(predicate)).collect()
    };
    let comment = of(rdfs::COMMENT).into_iter().find_map(|term| match term {
        TermRef::Literal(literal) => Some(literal.value()),
        _ => None,
    });
    let local = iri.rsplit(['#', '/']).next().unwrap_or(iri);
    html! {
        div id=(local) {
            dt { (super::name_of(site, iri)) " " code { (site.snapshot().namer().short(iri)) } }
            dd {
                @if let Some(comment) = comment { p { (comment) } }
                @for (label, predicate) in [("of", rdfs::DOMAIN), ("gives", rdfs::RANGE), ("below", rdfs::SUB_CLASS_OF), ("below", rdfs::SUB_PROPERTY_OF)] {
                    @let objects: Vec<TermRef<'_>> = of(predicate).into_iter().filter(|term| matches!(term, TermRef::NamedNode(_))).collect();
                    @if !objects.is_empty() {
                        p.meta { (label) " " @for (number, object) in objects.iter().enumerate() { @if number > 0 { ", " } (term(site, *object)) } }
                    }
                }
            }
        }
    }
}
