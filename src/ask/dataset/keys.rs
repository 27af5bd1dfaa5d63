//! The keys by which a query sorts.
//!
//! The evaluator compares two rows by reading their keys anew each time, and looks at no sign to stop while it sorts. So all
//! keys of a sort are put in order here when the first one is read, by then all are made; from then on a key is the number
//! of its place. Once the query is stopped all are equal, which is sorted already.
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// The datatype of keys, before the number of their sort.
pub(crate) const KEY: &str = "urn:groundwire:key:";
/// The number of the first key. Terms have lower ones.
const FIRST: u32 = 1 << 31;
/// How many keys are sorted before it is looked whether the query is stopped.
const RUN: usize = 1 << 14;

/// The keys that a query has made.
#[derive(Default)]
pub(super) struct Keys {
    /// The sort of each key, and its place there.
    places: Vec<(u32, u32)>,
    /// The keys of each sort that have no place yet, with their texts.
    waiting: FxHashMap<u32, Waiting>,
}

/// Keys without a place, their texts in one run.
#[derive(Default)]
struct Waiting {
    keys: Vec<u32>,
    texts: String,
    /// Where each text ends; it begins where the one before ends.
    ends: Vec<usize>,
}

impl Waiting {
    fn text(&self, at: u32) -> &str {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start..self.ends[at]]
    }
}

impl Keys {
    /// Adds a key of a sort.
    pub(super) fn add(&mut self, sort: u32, text: &str) -> u32 {
        let key = self.places.len() as u32;
        self.places.push((sort, 0));
        let waiting = self.waiting.entry(sort).or_default();
        waiting.keys.push(key);
        waiting.texts.push_str(text);
        waiting.ends.push(waiting.texts.len());
        FIRST + key
    }

    /// The place of a key in its sort; none where the number is that of a term.
    pub(super) fn place(&mut self, number: u32, is_stopped: impl Fn() -> bool) -> Option<u32> {
        let (sort, place) = self.places[number.checked_sub(FIRST)? as usize];
        let waiting = self.waiting.get_mut(&sort).filter(|waiting| !waiting.keys.is_empty());
        let Some(waiting) = waiting.map(std::mem::take) else { return Some(place) };
        let mut place = 0;
        let mut before = None;
        for at in order(&waiting, is_stopped).into_iter().flatten() {
            let text = waiting.text(at);
            place += u32::from(before.is_some_and(|before| before != text));
            before = Some(text);
            self.places[waiting.keys[at as usize] as usize].1 = place;
        }
        Some(self.places[(number - FIRST) as usize].1)
    }
}

/// The order of the keys; none once the query is stopped.
fn order(waiting: &Waiting, is_stopped: impl Fn() -> bool) -> Option<Vec<u32>> {
    let compare = |one: &u32, other: &u32| waiting.text(*one).cmp(waiting.text(*other));
    let mut order: Vec<u32> = (0..waiting.keys.len() as u32).collect();
    for run in order.chunks_mut(RUN) {
        if is_stopped() {
            return None;
        }
        run.sort_unstable_by(compare);
    }
    let mut width = RUN;
    while width < order.len() {
        let mut merged = Vec::with_capacity(order.len());
        for two in order.chunks(2 * width) {
            let (mut left, mut right) = two.split_at(width.min(two.len()));
            while let (Some((one, ones)), Some((other, others))) = (left.split_first(), right.split_first()) {
                if compare(one, other) == Ordering::Greater {
                    merged.push(*other);
                    right = others;
                } else {
                    merged.push(*one);
                    left = ones;
                }
                if merged.len() % RUN == 0 && is_stopped() {
                    return None;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        width *= 2;
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::{Keys, RUN};

    #[test]
    fn keys_have_the_places_of_their_texts_in_their_sort() {
        let mut keys = Keys::default();
        let text = |number: usize| (number * 7919 % 10_007).to_string();
        let numbers: Vec<u32> = (0..3 * RUN + 5).map(|number| keys.add(1, &text(number))).collect();
        let other = [keys.add(2, "b"), keys.add(2, "a")];
        assert_eq!(keys.place(7, || false), None);
        assert_eq!(other.map(|key| keys.place(key, || false)), [Some(1), Some(0)]);
        let places: Vec<u32> = numbers.iter().map(|key| keys.place(*key, || false).unwrap()).collect();
        let mut distinct: Vec<String> = (0..numbers.len()).map(text).collect();
        distinct.sort();
        distinct.dedup();
        for (number, place) in places.into_iter().enumerate() {
            assert_eq!(distinct[place as usize], text(number));
        }
        // The same sort again, for other rows.
        let again = [keys.add(2, "d"), keys.add(2, "c")];
        assert_eq!(again.map(|key| keys.place(key, || false)), [Some(1), Some(0)]);
    }

    #[test]
    fn once_stopped_all_keys_are_equal() {
        let mut keys = Keys::default();
        let numbers: Vec<u32> = (0..3 * RUN).map(|number| keys.add(1, &number.to_string())).collect();
        assert!(numbers.iter().all(|key| keys.place(*key, || true) == Some(0)));
    }
}
