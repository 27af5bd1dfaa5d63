//! The search for quotes, held against a slow one that follows the definition word by word.
mod definition;
mod page;
mod texts;

use definition::{one_form, places, ways};
use groundwire::check::quote::{ArticleText, Claim, EllipsisFault, Miss, QuoteBuffers};
use std::collections::BTreeMap;
use std::ops::Range;
use texts::{REAL, Random, SOUP, planted, sentence, spoil, vary};
use unicode_segmentation::UnicodeSegmentation;

/// What the program says, as the definition puts it: its places.
fn found(text: &ArticleText<'_, '_>, quote: &str) -> Result<Range<usize>, usize> {
    match text.find(&Claim { exact: quote, ..Claim::default() }) {
        Ok(spans) => {
            assert_eq!(spans.as_slice().len(), 1, "`{quote}`");
            Ok(spans.as_slice()[0].clone())
        }
        Err(Miss::Ambiguous(places)) => Err(places.count),
        Err(_) => Err(0),
    }
}

#[derive(Default)]
struct Figures {
    tried: usize,
    once: usize,
    often: usize,
    never: usize,
}

/// Compares the two searches; gives what both say.
#[track_caller]
fn agree(body: &str, quote: &str, figures: &mut Figures) -> Vec<Range<usize>> {
    let mut buffers = QuoteBuffers::default();
    let text = ArticleText::new(body, &mut buffers);
    let expected = places(body, quote);
    let found = found(&text, quote);
    figures.tried += 1;
    match expected.as_slice() {
        [] => figures.never += 1,
        [_] => figures.once += 1,
        _ => figures.often += 1,
    }
    let agrees = match expected.as_slice() {
        [only] => found == Ok(only.clone()),
        all => found == Err(all.len()),
    };
    assert!(agrees, "`{quote:?}` in `{body:?}`: {found:?}, but by the definition {expected:?}");
    for range in &expected {
        assert_eq!(text.code_points(range.start) as usize, body[..range.start].chars().count());
        assert_eq!(text.code_points(range.end) as usize, body[..range.end].chars().count());
    }
    expected
}

fn rounds(many: usize) -> usize {
    // `QUOTE_ROUNDS=20` tries twenty times as many.
    many * std::env::var("QUOTE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

#[test]
fn sentences_in_many_scripts() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut by_rule: BTreeMap<(&str, &str), Figures> = BTreeMap::new();
    for _ in 0..rounds(500) {
        let (script, real) = random.of(&REAL);
        let body = if random.below(5) == 0 { real.to_owned() } else { sentence(&mut random, real) };
        let Some(range) = planted(&mut random, &body) else { continue };
        let quote = &body[range.clone()];
        if has_ellipsis(quote) && (one_form(quote).starts_with("...") || one_form(quote).ends_with("...")) {
            continue;
        }
        let plain = agree(&body, quote, by_rule.entry(("plain", script)).or_default());
        assert!(plain.contains(&range), "`{quote}` in `{body}`");
        let (rule, mut varied) = vary(&mut random, quote);
        if random.below(3) == 0 {
            varied = vary(&mut random, &varied).1;
        }
        let same = agree(&body, &varied, by_rule.entry((rule, script)).or_default());
        assert!(same.contains(&range), "`{varied:?}` ({rule}) is not a variant of `{quote:?}`");
        let spoilt = spoil(&mut random, quote);
        if !has_ellipsis(&spoilt) {
            agree(&body, &spoilt, by_rule.entry(("near miss", script)).or_default());
        }
    }
    for ((rule, script), f) in &by_rule {
        println!(
            "{rule:25} {script:12} {:6} tried, all as defined: {:6} once, {:5} often, {:5} never",
            f.tried, f.once, f.often, f.never
        );
    }
}

#[test]
fn characters_thrown_together() {
    let mut random = Random(0x1234_5678_9abc_def1);
    let soup: Vec<char> = SOUP.chars().collect();
    let mut figures = Figures::default();
    for _ in 0..rounds(2_000) {
        let body: String = (0..3 + random.below(22)).map(|_| random.of(&soup)).collect();
        let length = body.chars().count();
        let (from, count) = (random.below(length), 1 + random.below(9));
        let mut quote: String = body.chars().skip(from).take(count).collect();
        match random.below(4) {
            0 => quote = vary(&mut random, &quote).1,
            1 => quote = spoil(&mut random, &quote),
            _ => {}
        }
        if !has_ellipsis(&quote) {
            agree(&body, &quote, &mut figures);
        }
    }
    println!(
        "soup: {} tried, {} once, {} often, {} never",
        figures.tried, figures.once, figures.often, figures.never
    );
}

#[test]
fn changed_words_and_digits_are_never_accepted() {
    let real = include_str!("../../data/kazakhstan-council-of-europe/article.txt");
    let mut random = Random(77);
    let mut buffers = QuoteBuffers::default();
    let text = ArticleText::new(real, &mut buffers);
    let (mut quotes, mut words, mut digits) = (0, 0, 0);
    while quotes < 200 {
        let Some(range) = planted(&mut random, real) else { continue };
        let range = range.start..(range.end + 60).min(real.len());
        let Some(quote) = real.get(range).and_then(|piece| piece.rsplit_once(' ')).map(|(quote, _)| quote)
        else {
            continue;
        };
        if found(&text, quote).is_err() {
            continue;
        }
        quotes += 1;
        for (at, word) in quote.unicode_word_indices() {
            for changed in [
                format!("{word}x"),
                format!("x{word}"),
                String::new(),
                word.chars().rev().collect(),
                swap_case(word),
            ] {
                if changed == word || changed.is_empty() && (at == 0 || at + word.len() == quote.len()) {
                    continue;
                }
                let changed = format!("{}{changed}{}", &quote[..at], &quote[at + word.len()..]);
                words += 1;
                assert_eq!(found(&text, &changed), Err(0), "`{changed}` for `{quote}`");
            }
        }
        for (at, digit) in quote.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            for other in ('0'..='9').filter(|other| *other != digit) {
                let changed = format!("{}{other}{}", &quote[..at], &quote[at + 1..]);
                digits += 1;
                let taken = found(&text, &changed);
                assert!(taken == Err(0) || real.contains(&changed), "`{changed}` for `{quote}`");
            }
        }
    }
    println!("{quotes} quotes: {words} changed words, {digits} changed digits, none accepted");
}

fn swap_case(word: &str) -> String {
    word.chars()
        .flat_map(|c| {
            if c.is_uppercase() { c.to_lowercase().collect::<Vec<_>>() } else { c.to_uppercase().collect() }
        })
        .collect()
}

#[test]
fn ellipses_leave_out_words() {
    let mut random = Random(0xfeed_beef_1234_0001);
    let words = ["a", "b", "c", "ab", "5%", "5", "no", "l’eau", "co-op", "x,"];
    let mut figures = Figures::default();
    for _ in 0..rounds(1_500) {
        let mut body = String::new();
        for _ in 0..4 + random.below(12) {
            body.push_str(random.of(&words));
            body.push_str(random.of(&[" ", " ", " ", " ", " ", " ", "\n", "\n\n"]));
        }
        let parts: Vec<&str> = (0..2 + random.below(2)).map(|_| random.of(&words)).collect();
        let quote = parts.join(random.of(&[" … ", "... ", " [...] ", " […] "]));
        let expected = ways(&body, &parts);
        let mut buffers = QuoteBuffers::default();
        let text = ArticleText::new(&body, &mut buffers);
        let found = text.find(&Claim { exact: &quote, ..Claim::default() });
        figures.tried += 1;
        match (expected.as_slice(), found) {
            ([], Err(Miss::Ellipsis(fault))) => {
                figures.never += 1;
                assert!(!matches!(*fault, EllipsisFault::Ambiguous(_)), "`{quote}` in `{body:?}`");
            }
            ([], Err(_)) => figures.never += 1,
            ([only], Ok(spans)) => {
                figures.once += 1;
                assert_eq!(spans.as_slice(), only, "`{quote}` in `{body:?}`");
            }
            ([_, _, ..], Err(Miss::Ellipsis(fault))) => {
                figures.often += 1;
                assert!(matches!(*fault, EllipsisFault::Ambiguous(_)), "`{quote}` in `{body:?}`");
            }
            (expected, found) => {
                panic!("`{quote}` in `{body:?}`: {found:?}, but by the definition {expected:?}")
            }
        }
    }
    println!(
        "ellipses: {} tried, {} once, {} often, {} never",
        figures.tried, figures.once, figures.often, figures.never
    );
}

fn has_ellipsis(quote: &str) -> bool {
    one_form(quote).contains("...")
}

/// Texts and quotes made to take long: what takes time that grows with their product of lengths, or
/// with the square, would not end here.
#[test]
fn texts_made_to_take_long() {
    let size = rounds(20_000);
    let of = |piece: &str| piece.repeat(size / piece.len());
    let half = size / 2;
    for (body, quote) in [
        (of("a"), "a".repeat(half)),
        (of("a "), "a ".repeat(half / 2)),
        (of("a b "), format!("{}c", "a b ".repeat(half / 8))),
        (of("a "), "a".to_owned()),
        (of("a "), "a … a … a … a … a … b".to_owned()),
        (of("a b "), "a … b … a … b".to_owned()),
        (of("a\n"), "a … a".to_owned()),
        (of("a\n\n"), "a … a".to_owned()),
        (of("a, "), ["a"; 60].join(" … ")),
        (of("a "), ["a"; 1_000].join(" … ")),
        (of("🇫🇷"), "🇫🇷".to_owned()),
        (of("🇫"), "🇫🇫🇫".to_owned()),
        (format!("a{} b", of("\u{301}")), "b".to_owned()),
        (of("a\u{301}\u{323}\u{ad}\u{301}"), "a".to_owned()),
        (format!("a{}", of("\u{ad}")), "a".to_owned()),
        (of("1 000 "), "000".to_owned()),
        (of("$"), "$".to_owned()),
        (of("-"), "-".to_owned()),
        (of("5 % "), "%".to_owned()),
        (of("中"), "中".to_owned()),
        (of("x\u{200d}"), "x".to_owned()),
        (of("…"), "…".to_owned()),
        (of("a…"), "a…a…b".to_owned()),
        (of("'"), "'".to_owned()),
        (format!("{} {}", of("x"), of("y ")), "x y".to_owned()),
        (of("one two three "), "one two four".repeat(size / 100)),
    ] {
        let mut buffers = QuoteBuffers::default();
        let text = ArticleText::new(&body, &mut buffers);
        let start = std::time::Instant::now();
        let prefixed = Claim { exact: &quote, prefix: Some("b"), suffix: Some(&quote), start: Some(7) };
        for claim in [Claim { exact: &quote, ..Claim::default() }, prefixed] {
            let found = text.find(&claim);
            if let Err(Miss::Ambiguous(places)) = found {
                assert!(places.first.len() <= 20);
            }
        }
        println!("{:8.1} ms {:?} in {:?}", start.elapsed().as_secs_f64() * 1e3, short(&quote), short(&body));
    }
}

fn short(text: &str) -> String {
    text.chars().take(24).collect()
}
