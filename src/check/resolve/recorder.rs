//! Who wrote facts down.
use super::names::Names;
use super::reference::known_entity;
use crate::check::model::{Entity, Referent};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts::Spanned;
use crate::term::vocab::af;

/// What can write a fact down.
const RECORDERS: [&str; 3] = [af::PERSON, af::ORGANIZATION, af::SOFTWARE];

/// The recorders with these keys, sorted. Another type is an error, even where types are checked leniently:
/// it is not an error of an ontology.
pub(super) fn check<'d>(
    keys: &'d [Spanned<'d>],
    entities: &[Entity<'d>],
    names: &Names<'d>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Referent<'d>> {
    let mut recorders = Vec::with_capacity(keys.len());
    for key in keys {
        let Some(thing) = known_entity(key, names, diagnostics) else { continue };
        let ontology = names.ontology;
        let set = names.class_set(&thing, entities);
        let fits = |set| {
            let mut classes = RECORDERS.into_iter().filter_map(|iri| ontology.class(iri));
            classes.any(|class| ontology.is_a(set, class))
        };
        // An entity whose classes are unknown has an error of its own.
        if set.as_deref().is_none_or(fits) {
            recorders.push(thing);
            continue;
        }
        let is = set.as_deref().map(|set| names.classes(set)).unwrap_or_default();
        diagnostics.push(
            Diagnostic::error(
                Code::NotARecorder,
                key.span,
                format!(
                    "`{}` is {is}; `recorded-by` must be a person, an organization or a `Software`",
                    &**key
                ),
            )
            .help(format!("name who wrote the fact down, or give `{}` the right type", &**key)),
        );
    }
    recorders.sort_unstable();
    recorders.dedup();
    recorders
}
