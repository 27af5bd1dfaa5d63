//! Locations moved: those of a drafts file behind those of its document.
use crate::diagnostic::{Diagnostic, Span};
use crate::document::facts::{RawEntity, RawFact, RawObject, Spanned};

/// Moves all locations of a diagnostic.
pub(super) fn shift(diagnostic: &mut Diagnostic, by: impl Fn(Span) -> Span) {
    diagnostic.span = by(diagnostic.span);
    for (span, _) in &mut diagnostic.related {
        *span = by(*span);
    }
    if let Some(fix) = &mut diagnostic.fix {
        fix.span = by(fix.span);
    }
}

/// Moves all locations of entities and facts.
pub(super) fn shift_facts(entities: &mut [RawEntity<'_>], facts: &mut [RawFact<'_>], base: u32) {
    let move_span = |span: &mut Span| {
        span.start += base;
        span.end += base;
    };
    let move_text = |text: &mut Spanned<'_>| move_span(&mut text.span);
    for entity in entities {
        let labels = entity.labels.iter_mut().chain(&mut entity.alt_labels);
        labels.for_each(|label| {
            move_text(&mut label.text);
            label.language.iter_mut().for_each(move_text);
        });
        move_text(&mut entity.key);
        let lists = [&mut entity.types, &mut entity.same_as, &mut entity.kinds, &mut entity.identifiers];
        lists.into_iter().flatten().chain(&mut entity.note).chain(&mut entity.base_unit).for_each(move_text);
        entity.factor.iter_mut().for_each(|factor| move_text(&mut factor.text));
    }
    for fact in facts {
        shift_fact(fact, &move_span);
    }
}

fn shift_fact(fact: &mut RawFact<'_>, move_span: &impl Fn(&mut Span)) {
    let move_text = |text: &mut Spanned<'_>| move_span(&mut text.span);
    move_span(&mut fact.span);
    let texts = [
        &mut fact.id,
        &mut fact.subject,
        &mut fact.predicate,
        &mut fact.modality,
        &mut fact.when,
        &mut fact.according_to,
        &mut fact.stated_in,
        &mut fact.note,
    ];
    texts.into_iter().flatten().chain(&mut fact.topics).for_each(move_text);
    fact.recorded_by.iter_mut().flatten().for_each(move_text);
    if let Some((confidence, _)) = &mut fact.confidence {
        move_text(confidence);
    }
    for quote in &mut fact.quotes {
        move_text(&mut quote.exact);
        quote.prefix.iter_mut().chain(&mut quote.suffix).for_each(move_text);
        if let Some((_, span)) = &mut quote.start {
            move_span(span);
        }
    }
    fact.more_objects.iter_mut().for_each(move_span);
    if let Some(object) = &mut fact.object {
        match object {
            RawObject::Thing(text) => move_text(text),
            RawObject::Value(value) => {
                move_text(&mut value.text);
                value.datatype.iter_mut().chain(&mut value.language).for_each(move_text);
            }
            RawObject::Quantity(quantity) => {
                move_span(&mut quantity.span);
                quantity.unit.iter_mut().for_each(move_text);
                let numbers = [
                    &mut quantity.number,
                    &mut quantity.from,
                    &mut quantity.to,
                    &mut quantity.above,
                    &mut quantity.below,
                ];
                numbers.into_iter().flatten().for_each(|number| move_text(&mut number.text));
            }
        }
    }
}
