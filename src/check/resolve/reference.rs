//! The entities that a document refers to by their keys.
use super::names::Names;
use crate::check::model::Referent;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts::Spanned;
use crate::ontology::PropertyId;
use crate::ontology::terms::{Kind, Term};
use crate::term::iri::{self, nearest};

/// The entity of this key, which must be declared.
pub(super) fn known_entity<'d>(
    key: &'d Spanned<'d>,
    names: &Names<'d>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Referent<'d>> {
    let found = names.entity(key);
    if found.is_none() {
        diagnostics.push(unknown_entity(key, names, None));
    }
    found
}

/// A name that is not an entity; where it is the object of a property with controlled values, it may be meant as one.
pub(super) fn unknown_entity(
    key: &Spanned<'_>,
    names: &Names<'_>,
    property: Option<PropertyId>,
) -> Diagnostic {
    if let Some(term) =
        property.and_then(|property| names.ontology.terms().of_property(names.ontology, property))
        && !term.values.is_empty()
    {
        return unknown_value(key, names, term);
    }
    let diagnostic =
        Diagnostic::error(Code::UnknownEntity, key.span, format!("no entity has the key `{}`", &**key));
    // A declared key that cannot be one has an error of its own, which proposes another.
    let near = names.nearest_entity(key).map(|near| match iri::check_key(&near) {
        Ok(()) => near,
        Err(bad) => bad.corrected.unwrap_or(near),
    });
    match near {
        Some(near) if near == **key => diagnostic
            .help(format!("declare `{near}` under `entities`: the key there is written in another way")),
        Some(near) => diagnostic
            .label(format!("did you mean `{near}`?"))
            .help(format!("write `{near}`, or declare `{}` under `entities`", &**key))
            .rename(key.span, near),
        None => diagnostic.help(format!("declare `{}` under `entities` with a `type` and a `label`", &**key)),
    }
}

fn unknown_value(key: &Spanned<'_>, names: &Names<'_>, property: &Term) -> Diagnostic {
    let terms = names.ontology.terms();
    let allowed = |term: &&&Term| property.values.contains(&term.name);
    let found = [terms.called(Kind::Value, key), terms.alike(Kind::Value, key)];
    let near = found.iter().flatten().find(allowed).map(|term| term.name.as_str());
    let near = near.or_else(|| nearest(key, property.values.iter().map(String::as_str)));
    let all: Vec<String> = property.values.iter().map(|value| format!("`{value}`")).collect();
    let message = format!("`{}` is not a value of `{}`", &**key, property.name);
    let diagnostic = Diagnostic::error(Code::UnknownEntity, key.span, message).help(format!(
        "its values are {}; another concept must be declared under `entities`",
        all.join(", ")
    ));
    match near {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")).rename(key.span, near),
        None => diagnostic,
    }
}
