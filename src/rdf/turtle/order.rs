//! The order in which things are written: one that a person expects, and the same on every machine.
use crate::term::vocab::{af, dcterms, rdf, rdfs, schema, skos};
use oxrdf::{BaseDirection, LiteralRef};
use std::cmp::Ordering;

/// How many bytes of IRIs are compared at once.
const PIECE: usize = 16;

/// Compares IRIs as a person would: by path segments (what lies below a path follows it directly, before
/// `path-2`), and numbers by their value (`f2` before `f10`).
pub(crate) fn iris(a: &str, b: &str) -> Ordering {
    let (left, right) = (a.as_bytes(), b.as_bytes());
    // Most that are compared begin alike for long, or are one.
    if left == right {
        return Ordering::Equal;
    }
    let pieces = left.chunks_exact(PIECE).zip(right.chunks_exact(PIECE));
    let alike = pieces.take_while(|(x, y)| x == y).count() * PIECE;
    let shared = alike + left[alike..].iter().zip(&right[alike..]).take_while(|(x, y)| x == y).count();
    // The difference may lie within a number that began before it.
    let mut at = shared;
    while at > 0 && left[at - 1].is_ascii_digit() {
        at -= 1;
    }
    let (mut i, mut j) = (at, at);
    while i < left.len() && j < right.len() {
        if left[i].is_ascii_digit() && right[j].is_ascii_digit() {
            let (x, y) = (digits(&left[i..]), digits(&right[j..]));
            i += x.len();
            j += y.len();
            let (x, y) = (without_zeros(x), without_zeros(y));
            match x.len().cmp(&y.len()).then_with(|| x.cmp(y)) {
                Ordering::Equal => {}
                other => return other,
            }
        } else {
            match weight(left[i]).cmp(&weight(right[j])) {
                Ordering::Equal => {}
                other => return other,
            }
            i += 1;
            j += 1;
        }
    }
    (left.len() - i).cmp(&(right.len() - j)).then_with(|| left.cmp(right))
}

fn digits(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()]
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    &digits[digits.iter().take_while(|byte| **byte == b'0').count()..]
}

/// `/` and `#` end a segment, so they come before everything that continues it; all digits weigh the same here,
/// because one meets another only as a number.
fn weight(byte: u8) -> u8 {
    match byte {
        b'/' => 0,
        b'#' => 1,
        b'1'..=b'9' => b'0',
        _ => byte.max(2),
    }
}

/// Compares literals by their text, then datatype, language tag and direction.
pub(crate) fn literals(a: LiteralRef<'_>, b: LiteralRef<'_>) -> Ordering {
    a.value()
        .cmp(b.value())
        .then_with(|| a.datatype().as_str().cmp(b.datatype().as_str()))
        .then_with(|| a.language().cmp(&b.language()))
        .then_with(|| direction(a).cmp(&direction(b)))
}

fn direction(literal: LiteralRef<'_>) -> u8 {
    match literal.direction() {
        None => 0,
        Some(BaseDirection::Ltr) => 1,
        Some(BaseDirection::Rtl) => 2,
    }
}

/// Where a predicate is among those of a subject: what a thing is and is called comes first, a fact reads
/// subject, predicate, object, and a whole text comes last. Those of one rank are sorted by IRI.
pub(crate) fn rank(predicate: &str) -> u8 {
    match predicate {
        rdf::TYPE => 0,
        rdfs::LABEL => 1,
        skos::PREF_LABEL => 2,
        dcterms::TITLE => 3,
        af::SUBJECT => 4,
        af::PREDICATE => 5,
        af::OBJECT | af::VALUE => 6,
        schema::ARTICLE_BODY => 255,
        _ => 7,
    }
}

/// Compares predicates of one subject.
pub(crate) fn predicates(a: &str, b: &str) -> Ordering {
    rank(a).cmp(&rank(b)).then_with(|| iris(a, b))
}

#[cfg(test)]
mod tests {
    use super::{iris, predicates};
    use proptest::prelude::{prop_assert_eq, proptest};
    use std::cmp::Ordering;

    #[test]
    fn segments_and_numbers() {
        let wanted = [
            "http://a",
            "http://a/",
            "http://a/1",
            "http://a/f1",
            "http://a/f01",
            "http://a/f1b",
            "http://a/f2",
            "http://a/f10",
            "http://a/f10/quantity",
            "http://a/f10-2",
            "http://a/quote/9-10",
            "http://a/quote/10-9",
            "http://a#x",
            "http://a-b",
            "http://a-b/x",
        ];
        let mut sorted = wanted;
        sorted.sort_by(|a, b| iris(a, b));
        // of numbers with one value the one with fewer zeros is not the smaller: bytes decide
        let mut expected = wanted;
        expected.swap(3, 4);
        let position = |list: &[&str], item| list.iter().position(|x| *x == item);
        assert_eq!(
            position(&sorted, "http://a/f01").map(|i| sorted[i + 1]),
            Some("http://a/f1"),
            "{sorted:?}"
        );
        assert_eq!(sorted, expected);
    }

    #[test]
    fn what_it_is_comes_first() {
        let mut list = [
            "http://schema.org/articleBody",
            "https://w3id.org/article-facts#object",
            "http://www.w3.org/ns/oa#exact",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
            "https://w3id.org/article-facts#subject",
        ];
        list.sort_by(|a, b| predicates(a, b));
        let names = list.map(|iri| iri.rsplit(['#', '/']).next().unwrap());
        assert_eq!(names, ["type", "subject", "object", "exact", "articleBody"]);
    }

    proptest! {
        #[test]
        fn an_order_it_is(a in "[a/#0-2-]{0,6}", b in "[a/#0-2-]{0,6}", c in "[a/#0-2-]{0,6}") {
            prop_assert_eq!(iris(&a, &b), iris(&b, &a).reverse());
            prop_assert_eq!(iris(&a, &b) == Ordering::Equal, a == b);
            if iris(&a, &b).is_le() && iris(&b, &c).is_le() {
                prop_assert_eq!(iris(&a, &c).is_le(), true);
            }
        }
    }
}
