//! What the checker catches: copies of articles with one thing changed in one fact, and what it says of the originals.
//!
//! `SUPPORT_SHOW=1 cargo test --test main support -- --nocapture` prints the shares, what is said of the originals and what is
//! missed. `docs/checking.md` publishes them.
#[path = "support/change.rs"]
mod change;
#[path = "support/sample.rs"]
mod sample;
#[path = "support/sentences.rs"]
mod sentences;
#[path = "support/tally.rs"]
mod tally;

use sample::{shipped, texts};
use tally::{Tally, measure};

/// The kinds of change, and the changes that are counted as one kind.
const KINDS: [(&str, &[&str]); 7] = [
    ("number, unit, scale", &["number", "scale", "unit", "currency"]),
    ("date", &["date: year", "date: month", "date: day"]),
    ("negation", &["negation"]),
    ("modality", &["modality"]),
    ("speaker", &["speaker dropped", "speaker replaced"]),
    ("ends", &["ends: object", "ends: subject"]),
    ("quote moved", &["quote moved"]),
];

/// Holds the shares of tallies above their floors, in the order of `KINDS`, and the warnings about the originals below a limit.
/// A floor is raised when a share rises; it is lowered only where a little of it is given for fewer warnings about the originals.
fn hold(all: &[(&str, Tally, [f64; 7], usize)]) {
    let mut wrong = Vec::new();
    for (name, tally, floors, most_alarms) in all {
        if std::env::var_os("SUPPORT_SHOW").is_some() {
            for line in &tally.alarms {
                println!("{name}: warning about an original: {line}");
            }
            for line in &tally.missed {
                println!("{name}: missed: {line}");
            }
            for (kind, (caught, all)) in tally.kinds() {
                println!("{name}: {kind}: {caught} of {all}");
            }
        }
        for ((kind, parts), floor) in KINDS.iter().zip(floors) {
            let share = tally.share(parts);
            println!("{name}: {kind}: {share:.1} %");
            if share < *floor {
                wrong.push(format!(
                    "{name}: of the copies with another {kind} only {share:.1} % are caught, not {floor} %"
                ));
            }
        }
        let alarms = tally.alarms.len();
        println!("{name}: {alarms} warnings about {} facts", tally.facts);
        if alarms > *most_alarms {
            wrong.push(format!(
                "{name}: {alarms} warnings about {} facts, not {most_alarms}: {:#?}",
                tally.facts, tally.alarms
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn shipped_articles() {
    let tally = measure(&shipped());
    assert!(tally.facts > 950);
    hold(&[("shipped articles", tally, [98.5, 94.5, 90.5, 82.0, 87.0, 87.0, 90.0], 0)]);
}

#[test]
fn texts_in_french() {
    hold(&[("fr", measure(&texts("fr")), [99.0, 99.0, 99.0, 99.0, 99.0, 81.5, 95.0], 1)]);
}

#[test]
fn texts_in_german() {
    hold(&[("de", measure(&texts("de")), [99.0, 99.0, 99.0, 99.0, 99.0, 96.0, 97.0], 0)]);
}

#[test]
fn texts_in_spanish() {
    hold(&[("es", measure(&texts("es")), [99.0, 99.0, 99.0, 99.0, 99.0, 92.5, 95.0], 0)]);
}

#[test]
fn texts_in_russian() {
    hold(&[("ru", measure(&texts("ru")), [99.0, 99.0, 99.0, 99.0, 99.0, 92.0, 95.0], 1)]);
}

#[test]
fn texts_in_kazakh() {
    hold(&[("kk", measure(&texts("kk")), [99.0, 99.0, 99.0, 99.0, 99.0, 83.5, 95.0], 0)]);
}

#[test]
fn texts_in_chinese() {
    hold(&[("zh", measure(&texts("zh")), [99.0, 99.0, 98.0, 99.0, 99.0, 85.0, 95.0], 0)]);
}

#[test]
fn single_sentences() {
    let wrong = sentences::wrong();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Texts by people who had not seen the rules. Each set was measured before anybody looked at it; all but g were then used to
/// improve the rules. The floors are a little below what came of each.
#[test]
fn held_out_texts() {
    let half = |half: &str| -> Vec<sample::Sample> {
        let languages = ["en", "fr", "de", "es", "ru", "kk", "zh"];
        languages.iter().flat_map(|language| texts(&format!("held-out/{half}/{language}"))).collect()
    };
    hold(&[
        ("held-out a", measure(&half("a")), [99.0, 99.0, 86.0, 79.5, 88.0, 81.0, 96.0], 2),
        ("held-out b", measure(&half("b")), [99.5, 97.5, 89.0, 92.0, 78.0, 82.0, 96.0], 5),
        ("held-out c", measure(&half("c")), [99.5, 91.0, 92.0, 79.0, 84.0, 82.0, 96.0], 1),
        ("held-out d", measure(&half("d")), [99.5, 97.0, 87.0, 84.0, 84.0, 78.0, 98.0], 1),
        ("held-out e", measure(&half("e")), [98.5, 93.0, 84.0, 86.5, 78.0, 71.0, 96.0], 1),
        ("held-out f", measure(&half("f")), [99.0, 99.0, 91.0, 88.5, 86.5, 74.0, 94.5], 2),
        ("held-out g", measure(&half("g")), [93.0, 98.0, 87.0, 89.5, 82.5, 78.0, 98.0], 12),
    ]);
}
