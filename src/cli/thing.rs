//! Things as people name them on the command line: by key, CURIE, IRI or label.
use super::Failure;
use super::input::Input;
use crate::ask::dataset::Dataset;
use crate::term::iri::{self, nearest};
use crate::term::vocab::{AF, PREDECLARED, rdfs, skos};
use oxrdf::TermRef;
use std::collections::BTreeSet;

/// The IRI of the thing that a name stands for: `<IRI>`, an IRI or CURIE, the key of an entity, a kind or an
/// article, a core term, or a label. A name that could be several things is an error that lists them.
pub fn find(name: &str, dataset: &Dataset, input: &Input) -> Result<String, Failure> {
    if let Some(inner) = name.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
        return known(inner.to_owned(), name, dataset);
    }
    if let Some((prefix, local)) = name.split_once(':')
        && !prefix.contains(' ')
    {
        if let Some(namespace) = namespace(prefix, input) {
            return known(format!("{namespace}{local}"), name, dataset);
        }
        if iri::check(name).is_ok() {
            return known(name.to_owned(), name, dataset);
        }
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    for loaded in &input.corpora {
        let base = &loaded.corpus.base;
        for place in ["entity/", "kind/", "article/"] {
            found.insert(format!("{base}{place}{name}"));
        }
    }
    found.insert(format!("{AF}{name}"));
    found.retain(|iri| is_there(iri, dataset));
    let own = format!("/entity/{name}");
    let subjects: BTreeSet<&str> = dataset
        .quads()
        .filter_map(|quad| match quad.subject {
            oxrdf::NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str()),
            oxrdf::NamedOrBlankNodeRef::BlankNode(_) => None,
        })
        .collect();
    found.extend(subjects.iter().filter(|iri| iri.ends_with(&own)).map(|iri| (*iri).to_owned()));
    if found.is_empty() {
        found = labelled(name, dataset);
    }
    let mut all = found.into_iter();
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => {
            let names: Vec<String> =
                [one, other].into_iter().chain(all).map(|iri| format!("\n  <{iri}>")).collect();
            Err(Failure::Usage(format!(
                "`{name}` could be several things; name one of them:{}",
                names.concat()
            )))
        }
        (None, _) => {
            let keys = subjects.iter().filter_map(|iri| iri.rsplit_once("/entity/").map(|(_, key)| key));
            let near = nearest(name, keys).map(|near| format!("; do you mean `{near}`?")).unwrap_or_default();
            Err(Failure::Usage(format!("the corpus knows nothing of the key or label `{name}`{near}")))
        }
    }
}

fn namespace(prefix: &str, input: &Input) -> Option<String> {
    let corpora = input.corpora.iter().map(|loaded| &loaded.corpus);
    let own = corpora.clone().find_map(|corpus| corpus.namespace(prefix)).map(str::to_owned);
    own.or_else(|| {
        let folder = match prefix {
            "entity" | "kind" | "time" => prefix,
            _ => return None,
        };
        corpora.clone().next().map(|corpus| format!("{}{folder}/", corpus.base))
    })
    .or_else(|| PREDECLARED.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| (*iri).to_owned()))
}

fn known(iri: String, name: &str, dataset: &Dataset) -> Result<String, Failure> {
    if is_there(&iri, dataset) {
        return Ok(iri);
    }
    Err(Failure::Usage(format!("the corpus says nothing of `{name}` (<{iri}>)")))
}

fn is_there(iri: &str, dataset: &Dataset) -> bool {
    dataset.id(TermRef::NamedNode(oxrdf::NamedNodeRef::new_unchecked(iri))).is_some()
}

/// The things with this label, whatever its case.
fn labelled(name: &str, dataset: &Dataset) -> BTreeSet<String> {
    let wanted = name.to_lowercase();
    let is_label = |predicate: &str| matches!(predicate, rdfs::LABEL | skos::PREF_LABEL | skos::ALT_LABEL);
    let hit = |quad: &oxrdf::QuadRef<'_>| {
        is_label(quad.predicate.as_str())
            && matches!(quad.object, TermRef::Literal(label) if label.value().to_lowercase() == wanted)
    };
    dataset
        .quads()
        .filter(hit)
        .filter_map(|quad| match quad.subject {
            oxrdf::NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str().to_owned()),
            oxrdf::NamedOrBlankNodeRef::BlankNode(_) => None,
        })
        .collect()
}
