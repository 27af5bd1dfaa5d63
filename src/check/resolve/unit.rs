//! Units that are multiples of others, and quantities in base units.
use super::entity::concept;
use super::names::Names;
use crate::check::model::{BaseUnit, Entity, InBaseUnit, Referent};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::facts::{self, Number, Spanned};
use crate::term::literal;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The greatest number that SPARQL engines with decimals of 18 fractional digits can still calculate with.
const GREATEST: &str = "100000000000000000000";

/// Checks the base units of entities; those that nobody declares are added to `kinds`.
pub(super) fn check_base_units<'d>(
    written: &[&'d facts::RawEntity<'d>],
    entities: &mut [Entity<'d>],
    names: &Names<'d>,
    kinds: &mut Vec<&'d str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, entity) in written.iter().enumerate() {
        let (key, factor) = match (&entity.base_unit, &entity.factor) {
            (None, None) => continue,
            (Some(key), Some(factor)) => (key, factor),
            (Some(key), None) => {
                diagnostics.push(half(&entity.key, key.span, "base-unit", "factor"));
                continue;
            }
            (None, Some(factor)) => {
                diagnostics.push(half(&entity.key, factor.text.span, "factor", "base-unit"));
                continue;
            }
        };
        if !entities.get(index).is_none_or(|entity| entity.concept) {
            diagnostics.push(
                Diagnostic::error(
                    Code::NotAConcept,
                    entity.key.span,
                    format!("`{}` has a `base-unit`, but is not a concept", &*entity.key),
                )
                .help(format!("give `{}` the type `Unit`", &*entity.key)),
            );
            continue;
        }
        let positive = positive_decimal(factor, diagnostics);
        let Some(unit) = concept(key, "base unit", entities, names, kinds, diagnostics) else { continue };
        if has_base_unit(key, written, names) {
            diagnostics.push(
                Diagnostic::error(
                    Code::BadUnit,
                    key.span,
                    format!("the base unit `{}` has a base unit itself", &**key),
                )
                .help("name the last unit of the chain, and multiply the factors"),
            );
        } else if let (Some(factor), Some(entity)) = (positive, entities.get_mut(index)) {
            entity.base = Some(BaseUnit { unit, factor: Cow::Borrowed(factor) });
        }
    }
}

fn half(entity: &str, span: Span, has: &str, lacks: &str) -> Diagnostic {
    Diagnostic::error(Code::BadUnit, span, format!("the unit `{entity}` has a `{has}` but no `{lacks}`"))
        .help("give both: `base-unit: us-dollar` and `factor: 1000000000`, or neither")
}

fn positive_decimal<'d>(factor: &'d Number<'d>, diagnostics: &mut Vec<Diagnostic>) -> Option<&'d str> {
    let text: &'d str = &factor.text;
    let decimal = matches!(literal::kind_of(text), literal::Kind::Integer | literal::Kind::Decimal);
    if factor.plain && decimal && literal::compare(text, "0").is_some_and(Ordering::is_gt) {
        return Some(text);
    }
    let message = format!("expected a positive decimal without exponent as `factor`, found `{text}`");
    diagnostics.push(
        Diagnostic::error(Code::BadUnit, factor.text.span, message)
            .help("write how many base units the unit is: `factor: 1000000`"),
    );
    None
}

/// Whether the unit with this key has a base unit, declared here or in the corpus.
fn has_base_unit<'d>(key: &Spanned<'d>, written: &[&'d facts::RawEntity<'d>], names: &Names<'d>) -> bool {
    match names.own(key) {
        Some(index) => written.get(index).is_some_and(|entity| entity.base_unit.is_some()),
        None => names.shared(key).is_some_and(|entity| entity.base.is_some()),
    }
}

/// The units that entities name as their base units, sorted.
pub(super) fn base_units<'d>(entities: &[Entity<'d>]) -> Vec<Referent<'d>> {
    let mut units: Vec<Referent<'d>> =
        entities.iter().filter_map(|entity| Some(entity.base.as_ref()?.unit.clone())).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// The base unit of a unit and how many of it the unit is. One that others are multiples of is its own.
pub(super) fn base_of<'d>(
    unit: &Referent<'d>,
    entities: &[Entity<'d>],
    own: &[Referent<'d>],
    names: &Names<'d>,
) -> Option<BaseUnit<'d>> {
    let base = match unit {
        Referent::Own(key) => names.own(key).and_then(|index| entities.get(index)?.base.clone()),
        Referent::Shared(key) => names.shared(key).and_then(|entity| entity.base.clone()),
        Referent::Kind(_) | Referent::Article | Referent::Iri(_) => None,
    };
    let is_base = || own.binary_search(unit).is_ok() || names.is_base_unit(unit);
    base.or_else(|| is_base().then(|| BaseUnit { unit: unit.clone(), factor: Cow::Borrowed("1") }))
}

/// A quantity's numbers in a base unit. One that is too great to calculate with is reported.
pub(super) fn convert<'d>(
    written: &facts::RawQuantity<'_>,
    base: BaseUnit<'d>,
    diagnostics: &mut Vec<Diagnostic>,
) -> InBaseUnit<'d> {
    let mut convert = |number: &Option<Number<'_>>| {
        let text = &number.as_ref()?.text;
        let product = literal::product(text, &base.factor);
        let size = product.as_deref().map(|product| product.trim_start_matches('-'));
        let too_great = |size: &str| literal::compare(size, GREATEST).is_none_or(Ordering::is_gt);
        if size.is_none_or(too_great) {
            diagnostics.push(
                Diagnostic::warning(
                    Code::LargeQuantity,
                    text.span,
                    format!("`{}` is above 10^20 in its base unit", &**text),
                )
                .help("SPARQL engines may not calculate with numbers of this size: use a larger base unit"),
            );
        }
        product
    };
    let (number, least, most) = (convert(&written.number), convert(&written.from), convert(&written.to));
    let (above, below) = (convert(&written.above), convert(&written.below));
    InBaseUnit { unit: base.unit, number, least, most, above, below }
}
