//! Where the ends of a fact are named in a quote.
use super::focus::focus;
use super::judge::{Case, Judge};
use super::page::{Page, touch};
use crate::check::model::{Object, Referent};
use crate::language::Kind;
use crate::term::vocab::af;
use std::ops::Range;

/// Where an end of a fact is named.
pub(super) struct End {
    pub(super) places: Vec<Range<usize>>,
    /// Whether a clause may leave it to the one before: an agent or a place.
    free: bool,
    /// Whether a pronoun may stand for it: not for a number or a date.
    thing: bool,
}

/// The ends of a fact in one of its quotes.
pub(super) struct Ends {
    pub(super) subject: End,
    pub(super) object: End,
    /// Whether the noun of its subject is there, and not only other words of its label.
    by_noun: bool,
}

impl Ends {
    /// Those in a quote.
    pub(super) fn of(judge: &Judge<'_, '_>, case: &Case<'_, '_>, quote: &Range<usize>) -> Self {
        let named = |thing: &Referent<'_>| {
            let names = judge.names(thing);
            names.map_or_else(Vec::new, |names| names.all_places(&judge.page, quote))
        };
        let free = |thing: &Referent<'_>| {
            judge
                .entity(thing)
                .is_some_and(|entity| judge.is_a(entity, af::AGENT) || judge.is_a(entity, af::PLACE))
        };
        let subject = &case.fact.subject;
        let is_free = free(subject);
        let object = match &case.fact.object {
            Object::Thing(object) => {
                End { places: named(object), free: free(object) && !is_free, thing: true }
            }
            _ => {
                let mut places = focus(judge, case);
                places.retain(|place| touch(place, quote));
                End { places, free: false, thing: false }
            }
        };
        // Of "appeal of the plant" the noun tells of the event, not the other end.
        let mut places = named(subject);
        let mut is_head = false;
        if !is_free {
            let head =
                judge.names(subject).map_or_else(Vec::new, |names| names.head_places(&judge.page, quote));
            let is_object = |place: &Range<usize>| object.places.iter().any(|other| touch(place, other));
            if !head.is_empty() {
                places = head;
                is_head = true;
            } else if places.iter().any(|place| !is_object(place)) {
                places.retain(|place| !is_object(place));
            }
        }
        Self { subject: End { places, free: is_free, thing: true }, object, by_noun: is_head }
    }

    /// How many of them are named; the noun of an event counts for more than who takes part in it.
    pub(super) fn named(&self) -> usize {
        let subject = usize::from(!self.subject.places.is_empty());
        subject + 2 * usize::from(self.by_noun) + usize::from(!self.object.places.is_empty())
    }

    pub(super) fn places(&self) -> impl Iterator<Item = &Range<usize>> {
        self.subject.places.iter().chain(&self.object.places)
    }

    /// Whether a range says the fact: one of its ends is there, and none that has to be is elsewhere.
    pub(super) fn are_in(&self, page: &Page<'_>, range: &Range<usize>) -> bool {
        self.places().any(|place| touch(place, range)) && !self.are_elsewhere(page, range)
    }

    /// Whether the object is a thing, for which a pronoun may stand.
    pub(super) fn object_is_thing(&self) -> bool {
        self.object.thing
    }

    /// Whether both ends are in a range.
    pub(super) fn are_all_in(&self, range: &Range<usize>) -> bool {
        [&self.subject, &self.object].iter().all(|end| end.places.iter().any(|place| touch(place, range)))
    }

    /// Whether an end that has to be in a range is elsewhere. A pronoun stands for one that is named before.
    pub(super) fn are_elsewhere(&self, page: &Page<'_>, range: &Range<usize>) -> bool {
        let pronoun = page.cues_in(range, Kind::Pronoun).next().is_some();
        [&self.subject, &self.object].into_iter().any(|end| {
            let before = pronoun && end.thing && end.places.iter().any(|place| place.end <= range.start);
            let is_in = end.places.iter().any(|place| touch(place, range));
            !end.free && !before && !end.places.is_empty() && !is_in
        })
    }
}
