//! Annotations as the JSON that annotation clients read: an
//! [`AnnotationPage`](https://www.w3.org/TR/annotation-model/#annotation-page) under the context of Web Annotation.
//!
//! Annotations hold their bodies, targets and selectors; what the core ontology says has the prefix `af`.
use super::print::pretty;
use super::{JsonLdError, one_or_many};
use crate::rdf::nodes::{Nodes, Shared};
use crate::term::vocab::{self, activity, af, dc, dcterms, dctypes, foaf, oa, rdf, rdfs, xsd};
use oxrdf::{LiteralRef, QuadRef, TermRef};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The context that every annotation client knows.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// How the context reads a term's value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A text as it is.
    Text,
    /// A number.
    Number,
    /// A node, or its IRI.
    Node,
    /// A node by its IRI: clients compare it with that of the text that they show.
    Iri,
    /// A word of the context.
    Word,
}

/// The terms of the context, in the order in which they are written.
const TERMS: &[(&str, &str, Form)] = &[
    ("motivation", oa::MOTIVATED_BY, Form::Word),
    ("creator", dcterms::CREATOR, Form::Node),
    ("created", dcterms::CREATED, Form::Text),
    ("rights", dcterms::RIGHTS, Form::Node),
    ("purpose", oa::HAS_PURPOSE, Form::Word),
    ("format", dc::FORMAT, Form::Text),
    ("language", dc::LANGUAGE, Form::Text),
    ("value", rdf::VALUE, Form::Text),
    ("name", foaf::NAME, Form::Text),
    ("label", rdfs::LABEL, Form::Text),
    ("exact", oa::EXACT, Form::Text),
    ("prefix", oa::PREFIX, Form::Text),
    ("suffix", oa::SUFFIX, Form::Text),
    ("start", oa::START, Form::Number),
    ("end", oa::END, Form::Number),
    ("source", oa::HAS_SOURCE, Form::Iri),
    ("selector", oa::HAS_SELECTOR, Form::Node),
    ("body", oa::HAS_BODY, Form::Node),
    ("target", oa::HAS_TARGET, Form::Node),
];

/// The words of the context.
const WORDS: &[(&str, &str)] = &[
    ("Annotation", oa::ANNOTATION),
    ("TextualBody", oa::TEXTUAL_BODY),
    ("Dataset", dctypes::DATASET),
    ("SpecificResource", oa::SPECIFIC_RESOURCE),
    ("TextQuoteSelector", oa::TEXT_QUOTE_SELECTOR),
    ("TextPositionSelector", oa::TEXT_POSITION_SELECTOR),
    ("Person", foaf::PERSON),
    ("Organization", foaf::ORGANIZATION),
    ("Software", activity::APPLICATION),
    ("describing", oa::DESCRIBING),
];

/// The prefixes that are used: ours, and two of the context.
const PREFIXES: &[(&str, &str)] = &[("af", vocab::AF), ("rdfs", vocab::RDFS), ("xsd", vocab::XSD)];

/// All the prefixes of the context and ours: an IRI of such a scheme would be read as an abbreviation.
const TAKEN: &[&str] = &[
    "af", "as", "dc", "dcterms", "dctypes", "foaf", "iana", "oa", "owl", "rdf", "rdfs", "schema", "skos",
    "xsd",
];

/// Writes the page with this IRI: the annotations among these quads.
///
/// # Errors
/// Those of the output, and an IRI that the context would misread.
pub fn write_page(page: &str, quads: &[QuadRef<'_>], out: &mut impl Write) -> Result<(), JsonLdError> {
    let mut items = Vec::new();
    write_page_items(quads, &mut items)?;
    write_page_head(page, out)?;
    out.write_all(items.get(1..).unwrap_or_default())?;
    Ok(super::write_tail(out)?)
}

/// Begins the page with this IRI.
///
/// # Errors
/// Those of the output.
pub fn write_page_head(page: &str, out: &mut impl Write) -> io::Result<()> {
    let context = json!([CONTEXT, {"af": vocab::AF}]);
    let (context, page) = (pretty(&context), Value::from(page));
    write!(
        out,
        "{{\n\"@context\": {},\n\"id\": {page},\n\"type\": \"AnnotationPage\",\n\"items\": [",
        context.trim_end()
    )
}

/// Writes the annotations among these quads, each after a comma: whoever puts the page together leaves the first comma
/// out, and ends the page as a [stream](super::write_tail).
///
/// # Errors
/// Those of the output, and an IRI that the context would misread.
pub fn write_page_items(quads: &[QuadRef<'_>], out: &mut impl Write) -> Result<(), JsonLdError> {
    let shared = Shared::default();
    let nodes = Nodes::new(quads, &shared);
    for annotation in nodes.of_class(oa::ANNOTATION) {
        let item = node(&nodes, annotation, &mut Vec::new())?;
        write!(out, ",\n{}", pretty(&item).trim_end())?;
    }
    Ok(())
}

/// A node with all that is said of it, below the nodes of `path`.
fn node<'a>(nodes: &Nodes<'a>, iri: &'a str, path: &mut Vec<&'a str>) -> Result<Value, JsonLdError> {
    let mut members = Map::new();
    members.insert("id".to_owned(), name(iri)?.into());
    path.push(iri);
    let quads = nodes.of(iri);
    let types = quads.iter().filter(|quad| quad.predicate.as_str() == rdf::TYPE);
    let types: Vec<Value> = types
        .filter_map(|quad| match quad.object {
            TermRef::NamedNode(class) => Some(word(class.as_str()).map(Value::from)),
            _ => None,
        })
        .collect::<Result<_, _>>()?;
    if !types.is_empty() {
        members.insert("type".to_owned(), one_or_many(types));
    }
    for (term, predicate, form) in TERMS {
        let values = values(nodes, quads, predicate, *form, path)?;
        if !values.is_empty() {
            members.insert((*term).to_owned(), one_or_many(values));
        }
    }
    for chunk in quads.chunk_by(|a, b| a.predicate == b.predicate) {
        let predicate = chunk[0].predicate.as_str();
        if predicate == rdf::TYPE || TERMS.iter().any(|(_, known, _)| *known == predicate) {
            continue;
        }
        let values = chunk.iter().map(|quad| other(nodes, quad.object, path)).collect::<Result<_, _>>()?;
        members.insert(word(predicate)?, one_or_many(values));
    }
    path.pop();
    Ok(members.into())
}

/// What a node has for a term of the context.
fn values<'a>(
    nodes: &Nodes<'a>,
    quads: &[QuadRef<'a>],
    predicate: &str,
    form: Form,
    path: &mut Vec<&'a str>,
) -> Result<Vec<Value>, JsonLdError> {
    let objects = quads.iter().filter(|quad| quad.predicate.as_str() == predicate).map(|quad| quad.object);
    let mut values = Vec::new();
    for object in objects {
        values.push(match object {
            TermRef::NamedNode(iri) if form == Form::Word => word(iri.as_str())?.into(),
            TermRef::NamedNode(iri)
                if form == Form::Iri || nodes.of(iri.as_str()).is_empty() || path.contains(&iri.as_str()) =>
            {
                name(iri.as_str())?.into()
            }
            TermRef::NamedNode(iri) => node(nodes, iri.as_str(), path)?,
            TermRef::Literal(text) => match text.value().parse::<u64>() {
                Ok(number) if form == Form::Number => number.into(),
                _ if text.language().is_some() => literal(text)?,
                _ => text.value().into(),
            },
            object => Value::from(object.to_string()),
        });
    }
    if predicate == oa::HAS_BODY {
        // A client shows the first: words come before data.
        values.sort_by_key(|body| body["type"] != "TextualBody");
    }
    Ok(values)
}

/// A value of a property that the context does not know.
fn other<'a>(nodes: &Nodes<'a>, object: TermRef<'a>, path: &mut Vec<&'a str>) -> Result<Value, JsonLdError> {
    match object {
        TermRef::Literal(text) => literal(text),
        TermRef::NamedNode(iri) => {
            let iri = iri.as_str();
            // A fact that is spoken of has an annotation of its own.
            if nodes.of(iri).is_empty() || path.contains(&iri) || nodes.is_a(iri, af::FACT) {
                Ok(json!({"id": name(iri)?}))
            } else {
                node(nodes, iri, path)
            }
        }
        object => Ok(object.to_string().into()),
    }
}

fn literal(literal: LiteralRef<'_>) -> Result<Value, JsonLdError> {
    let text = literal.value();
    Ok(match (literal.language(), literal.datatype().as_str()) {
        (Some(tag), _) => json!({"@value": text, "@language": tag}),
        (None, xsd::STRING) => text.into(),
        (None, xsd::BOOLEAN) if text == "true" => true.into(),
        (None, datatype) => json!({"@value": text, "@type": word(datatype)?}),
    })
}

/// A word of the context, a compact IRI, or an IRI.
fn word(iri: &str) -> Result<String, JsonLdError> {
    if let Some((word, _)) = WORDS.iter().find(|(_, known)| *known == iri) {
        return Ok((*word).to_owned());
    }
    for (prefix, namespace) in PREFIXES {
        if let Some(local) = iri.strip_prefix(namespace)
            && !local.is_empty()
            && local.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return Ok(format!("{prefix}:{local}"));
        }
    }
    name(iri).map(str::to_owned)
}

/// An IRI in full.
fn name(iri: &str) -> Result<&str, JsonLdError> {
    match iri.split_once(':') {
        Some((scheme, rest)) if TAKEN.contains(&scheme) && !rest.starts_with("//") => {
            Err(JsonLdError::Prefix(iri.to_owned()))
        }
        _ => Ok(iri),
    }
}
