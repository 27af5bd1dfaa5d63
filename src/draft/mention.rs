//! What is seen in a text, as JSON lines: how names, times and attributions are measured.
use super::scan::Scan;
use super::scan::name::Kind;
use super::scan::token::Form;
use serde_json::{Value, json};
use std::ops::Range;

/// Appends an object a line for each name, time, quantity and attribution, in the order of their places. Places
/// count code points; the end is excluded. `document`, where given, is added to each object.
pub(crate) fn write(scan: &Scan<'_>, document: Option<&str>, out: &mut String) {
    let count = CodePoints::new(scan.text);
    let span = |tokens: &Range<usize>| {
        let bytes = scan.bytes(tokens);
        (count.at(bytes.start), count.at(bytes.end))
    };
    let pair = |tokens: &Range<usize>| {
        let (start, end) = span(tokens);
        json!([start, end])
    };
    let mut found: Vec<(usize, Value)> = Vec::new();
    for name in &scan.names {
        let (start, end) = span(&name.tokens);
        let mut object = json!({"kind": "name", "start": start, "end": end});
        if let Some(class) = class(name.kind) {
            object["class"] = json!(class);
        }
        found.push((start, object));
    }
    for date in &scan.dates {
        // Each end of `2010–2012` is a time of its own.
        let ends =
            date.edtf.as_deref().and_then(|edtf| edtf.split_once('/')).filter(|_| date.tokens.len() == 3);
        let year = |at: usize| scan.tokens[at].form == Form::Number;
        let ends = ends.filter(|_| year(date.tokens.start) && year(date.tokens.end - 1));
        let one = |tokens: Range<usize>, edtf: Option<&str>| {
            let (start, end) = span(&tokens);
            let mut object = json!({"kind": "time", "start": start, "end": end});
            if let Some(edtf) = edtf {
                object["edtf"] = json!(edtf);
            }
            (start, object)
        };
        match ends {
            Some((from, to)) => {
                found.push(one(date.tokens.start..date.tokens.start + 1, Some(from)));
                found.push(one(date.tokens.end - 1..date.tokens.end, Some(to)));
            }
            None => found.push(one(date.tokens.clone(), date.edtf.as_deref())),
        }
    }
    for quantity in &scan.quantities {
        let (start, end) = span(&quantity.tokens);
        found.push((start, json!({"kind": "quantity", "start": start, "end": end})));
    }
    for attribution in &scan.attributions {
        let content: Vec<Value> = attribution.content.iter().map(pair).collect();
        let object = json!({
            "kind": "attribution",
            "cue": pair(&attribution.cue),
            "source": attribution.source.as_ref().map(pair),
            "content": content,
            "mode": if attribution.direct { "direct" } else { "reported" },
        });
        found.push((span(&attribution.cue).0, object));
    }
    found.sort_by_key(|(start, _)| *start);
    for (_, mut object) in found {
        if let Some(document) = document {
            object["document"] = json!(document);
        }
        out.push_str(&object.to_string());
        out.push('\n');
    }
}

/// The core's class of a kind of name, where it is told.
fn class(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Person => "Person",
        Kind::Organization => "Organization",
        Kind::Country => "Country",
        Kind::Place => "Place",
        Kind::Instrument => "LegalInstrument",
        Kind::Event => "Event",
        Kind::Known(_) | Kind::Demonym | Kind::Unknown => return None,
    })
}

/// Bytes to code points, by what is known at every 64th byte.
struct CodePoints<'t> {
    text: &'t str,
    marks: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / 64 + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % 64 == 0 {
                marks.push(count);
            }
            count += usize::from(byte & 0xc0 != 0x80);
        }
        Self { text, marks }
    }

    fn at(&self, byte: usize) -> usize {
        let mark = (byte / 64).min(self.marks.len().saturating_sub(1));
        let known = self.marks.get(mark).copied().unwrap_or_default();
        known + self.text.as_bytes()[mark * 64..byte].iter().filter(|byte| **byte & 0xc0 != 0x80).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::scan::lexicon::Lexicon;
    use crate::draft::scan::name::Known;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<Value> {
        let scan = Scan::new(text, Lexicon::english(), &Known::default(), None);
        let mut out = String::new();
        write(&scan, None, &mut out);
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn places_count_code_points() {
        let text = "“Ça va,” said Łukasz Öz on 10 July 2019 in Kraków about $5 million.";
        let chars: Vec<char> = text.chars().collect();
        let words = |start: &Value, end: &Value| -> String {
            chars[start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize].iter().collect()
        };
        let mut seen = Vec::new();
        for line in lines(text) {
            if line["kind"] == "attribution" {
                seen.push(words(&line["cue"][0], &line["cue"][1]));
                seen.push(words(&line["source"][0], &line["source"][1]));
                seen.push(words(&line["content"][0][0], &line["content"][0][1]));
            } else {
                seen.push(words(&line["start"], &line["end"]));
            }
        }
        assert_eq!(
            seen,
            ["said", "Łukasz Öz", "Ça va,", "Łukasz Öz", "10 July 2019", "Kraków", "about $5 million"]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn every_place_is_within_the_text(text in "(?s)([A-Z][a-zé’]{1,6}|[a-z]{1,7}|said|on|[0-9]{1,5}|May|,|\\.|“|”|\"|\\$|%|\u{a0}|\n|🦀|of|and| ){0,60}") {
            let length = text.chars().count() as u64;
            for line in lines(&text) {
                let mut spans = vec![];
                if line["kind"] == "attribution" {
                    spans.push(line["cue"].clone());
                    spans.extend(line["content"].as_array().unwrap().iter().cloned());
                    if !line["source"].is_null() {
                        spans.push(line["source"].clone());
                    }
                } else {
                    spans.push(json!([line["start"], line["end"]]));
                }
                for span in spans {
                    let (start, end) = (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
                    prop_assert!(start < end && end <= length, "{text:?}: {line}");
                }
            }
        }
    }
}
