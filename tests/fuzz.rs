//! The bodies of the fuzz targets, on random bytes and on all that is kept in fuzz/seeds.
#[path = "../fuzz/bodies.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets are crates of their own")]
mod bodies;

use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use proptest::sample::select;
use std::fs;

#[test]
fn every_seed_passes() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds");
    let mut tried = 0;
    for (name, body) in [
        ("document", bodies::document as fn(&[u8])),
        ("quote", bodies::quote),
        ("edtf", bodies::edtf),
        ("turtle", bodies::turtle),
        ("query", bodies::query),
    ] {
        for entry in fs::read_dir(format!("{root}/{name}")).unwrap() {
            body(&fs::read(entry.unwrap().path()).unwrap());
            tried += 1;
        }
    }
    assert!(tried >= 12, "only {tried} seeds were found");
}

/// Bytes that are mostly pieces of what the bodies read.
fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = select(of).prop_map(|piece| piece.as_bytes().to_vec());
    let other = any::<char>().prop_map(|c| c.to_string().into_bytes());
    proptest::collection::vec(proptest::prop_oneof![4 => piece, 1 => other], 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn documents(bytes in pieces(&["\0", "\u{1}", "article:", "\n  ", "\n", "{", "}", "[", "]", ", ", ": ", "title", "text", "facts", "id", "a", "quote", "'", "\"", "- ", "&x ", "*x", "!!str ", "|\n", "\"title\":", "null", "3.20"])) {
        bodies::document(&bytes);
    }

    #[test]
    fn quotes(bytes in pieces(&["\0", "Ann", " ", "leads", "’s", "'", "…", "[...]", "5", "%", " 000", "-", "–", ".", ",", "\n\n", "e\u{301}", "é", "ﬁ", "\u{ad}", "🌍", "“", "»", "(", "n't"])) {
        bodies::quote(&bytes);
    }

    #[test]
    fn times(bytes in pieces(&["2018", "-", "0", "2", "/", "..", "~", "?", "1", "9999", "02-29", "31"])) {
        bodies::edtf(&bytes);
    }

    #[test]
    fn literals(bytes in pieces(&["\0", "\"", "\\", "\n", "\r", "\t", "'", "@", "^^", "5", "3.20", "é", "\u{1}", "\u{7f}", "\u{202e}", "🌍"])) {
        bodies::turtle(&bytes);
    }

    #[test]
    fn queries(bytes in pieces(&["SELECT ", "?x ", "{ ", "} ", "WHERE ", "af:", "rdfs:label ", ". ", "; ", "FILTER(", ")", "OPTIONAL ", "UNION ", "\"a\" ", "<", ">", "ASK ", "INSERT ", "*", "/", "^", "(", "GROUP BY "])) {
        bodies::query(&bytes);
    }
}
