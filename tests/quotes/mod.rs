//! The search for quotes, held against a slow one that follows the definition word by word.
//!
//! The slow one tries every piece of a text that begins and ends at a boundary, and compares it with
//! the quote after writing both in one form; boundaries come from segmenting the whole text and
//! from a scan for numbers. It shares no code with the program.
use groundwire::quote::{Buffers, Claim, EllipsisFault, Miss, Text};
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

// The definition.

const APOSTROPHES: &str = "'‘’‚‛ʼ";
const QUOTATION_MARKS: &str = "\"“”„‟«»";
const DASHES: &str = "-‐‑‒–—―−";
const NOTHING: &str = "\u{ad}\u{200b}\u{2060}\u{feff}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202c}\u{2066}\u{2067}\u{2068}\u{2069}";
const LIGATURES: [(char, &str); 7] =
    [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];
const CURRENCIES: &str = "$€£¥₸₹₪¢฿";
const PERCENTS: &str = "%‰٪％";

/// One form for all that is equal.
fn one_form(text: &str) -> String {
    let mut form = String::new();
    for c in text.chars().filter(|c| !NOTHING.contains(*c)).nfd() {
        match c {
            _ if c.is_whitespace() => form.push(' '),
            _ if APOSTROPHES.contains(c) => form.push('\''),
            _ if QUOTATION_MARKS.contains(c) => form.push('"'),
            _ if DASHES.contains(c) => form.push('-'),
            '…' => form.push_str("..."),
            _ => match LIGATURES.iter().find(|(ligature, _)| *ligature == c) {
                Some((_, letters)) => form.push_str(letters),
                None => form.push(c),
            },
        }
    }
    let form: String = form.nfd().collect();
    let mut even = String::new();
    for c in form.chars() {
        if c == ' ' && (even.is_empty() || even.ends_with([' ', '(', '['])) {
            continue;
        }
        if ",.;:!?%)]".contains(c) && even.ends_with(' ') {
            even.pop();
        }
        even.push(c);
    }
    even.trim_end_matches(' ').to_owned()
}

/// The characters that count, white space made plain, each with its bytes.
fn plain(text: &str) -> Vec<(char, Range<usize>)> {
    let mut plain: Vec<(char, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        match plain.last_mut() {
            _ if NOTHING.contains(c) => {}
            Some((' ', last)) if c.is_whitespace() => last.end = range.end,
            _ if c.is_whitespace() => plain.push((' ', range)),
            _ => plain.push((c, range)),
        }
    }
    plain
}

/// Whether a quote may begin or end before each character, and after the last.
fn boundaries(chars: &[char]) -> Vec<bool> {
    let text: String = chars.iter().collect();
    let mut at_byte = BTreeMap::new();
    let mut byte = 0;
    for (i, c) in chars.iter().enumerate() {
        at_byte.insert(byte, i);
        byte += c.len_utf8();
    }
    let mut may = vec![false; chars.len() + 1];
    for (start, _) in text.split_word_bound_indices() {
        may[at_byte[&start]] = true;
    }
    let get = |i: usize| chars.get(i).copied().unwrap_or('\n');
    let apostrophe = |i: usize| APOSTROPHES.contains(get(i));
    let word = |i: usize| get(i).is_alphanumeric() || is_combining_mark(get(i));
    for i in 1..chars.len() {
        let joined = format!("一{}", chars[i]).split_word_bounds().count() == 1;
        may[i] |= (apostrophe(i - 1) || apostrophe(i)) && !joined;
    }
    for i in 1..chars.len() {
        if apostrophe(i) && matches!(get(i - 1), 'n' | 'N') && matches!(get(i + 1), 't' | 'T') && !word(i + 2)
        {
            may[i] = false;
            may[i + 1] = false;
        }
    }
    for i in in_numbers(chars) {
        may[i] = false;
    }
    may[0] = true;
    may[chars.len()] = true;
    may
}

/// The places inside numbers with what belongs to them.
fn in_numbers(chars: &[char]) -> Vec<usize> {
    let get = |i: usize| chars.get(i).copied().unwrap_or('\n');
    let digit = |i: usize| get(i).is_numeric();
    let percent = |i: usize| PERCENTS.contains(get(i));
    let currency = |i: usize| CURRENCIES.contains(get(i));
    let dash = |i: usize| DASHES.contains(get(i));
    let sign = |i: usize| "+±∓".contains(get(i));
    let word = |i: usize| get(i).is_alphanumeric() || is_combining_mark(get(i));
    // A percent sign belongs to the number before it, else to the one after it.
    let of_left =
        |i: usize| i > 0 && digit(i - 1) || i > 1 && get(i - 1) == ' ' && digit(i - 2) && !digit(i + 1);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for i in (0..chars.len()).filter(|i| digit(*i)) {
        match runs.last_mut() {
            Some(run) if run.end == i => run.end += 1,
            _ => runs.push(i..i + 1),
        }
    }
    let mut inside = Vec::new();
    for pair in runs.windows(2) {
        if pair[0].end + 1 == pair[1].start {
            let between = get(pair[0].end);
            let grouped = between == ' ' && pair[1].len() == 3 && pair[0].len() <= 3;
            if grouped || ".,".contains(between) || APOSTROPHES.contains(between) {
                inside.extend([pair[0].end, pair[1].start]);
            }
        }
    }
    for run in &runs {
        inside.extend(run.start + 1..run.end);
        let mut first = run.start;
        if first > 0 && get(first - 1) == '.' {
            let before = first.checked_sub(2);
            if before.is_none_or(|i| matches!(get(i), ' ' | '(' | '[') || sign(i) || dash(i) || currency(i)) {
                inside.push(first);
                first -= 1;
            }
        }
        for _ in 0..3 {
            if first == 0 {
                break;
            }
            let i = first - 1;
            if currency(i) || sign(i) || dash(i) && (i == 0 || !word(i - 1)) {
                inside.push(first);
                first -= 1;
            } else {
                break;
            }
        }
        let end = run.end;
        if currency(end) || get(end) == '+' && !word(end + 1) || percent(end) {
            inside.push(end);
        }
        if get(end) == ' ' && percent(end + 1) && of_left(end + 1) {
            inside.extend([end, end + 1]);
        }
        let start = run.start;
        if start > 0 && percent(start - 1) && !of_left(start - 1) {
            inside.push(start);
        }
        if start > 1 && get(start - 1) == ' ' && percent(start - 2) && !of_left(start - 2) {
            inside.extend([start, start - 1]);
        }
    }
    inside
}

/// Every place of a quote (without an ellipsis of its own), by the definition.
fn places(body: &str, quote: &str) -> Vec<Range<usize>> {
    let sought = one_form(quote);
    if sought.is_empty() {
        return Vec::new();
    }
    let plain = plain(body);
    let chars: Vec<char> = plain.iter().map(|(c, _)| *c).collect();
    let may = boundaries(&chars);
    let mut places = Vec::new();
    for first in (0..chars.len()).filter(|i| may[*i] && chars[*i] != ' ') {
        for last in (first..chars.len()).filter(|i| may[i + 1] && chars[*i] != ' ') {
            let range = plain[first].1.start..plain[last].1.end;
            let form = one_form(&body[range.clone()]);
            if form == sought {
                places.push(range);
            } else if form.len() > sought.len() {
                break;
            }
        }
    }
    places
}

/// What the program says, as the definition puts it: its places.
fn found(text: &Text<'_, '_>, quote: &str) -> Result<Range<usize>, usize> {
    match text.find(&Claim { exact: quote, ..Claim::default() }) {
        Ok(spans) => {
            assert_eq!(spans.as_slice().len(), 1, "`{quote}`");
            Ok(spans.as_slice()[0].clone())
        }
        Err(Miss::Ambiguous(places)) => Err(places.count),
        Err(_) => Err(0),
    }
}

// Texts.

/// The first article of the Universal Declaration of Human Rights.
const REAL: [(&str, &str); 11] = [
    (
        "Latin",
        "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.",
    ),
    (
        "Latin",
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    ),
    (
        "Latin",
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    ),
    (
        "Cyrillic",
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    ),
    (
        "Cyrillic",
        "Барлық адамдар тумысынан азат және қадір-қасиеті мен құқықтары тең болып дүниеге келеді. Адамдарға ақыл-парасат, ар-ождан берілген, сондықтан олар бір-бірімен туыстық, бауырмалдық қарым-қатынас жасаулары тиіс.",
    ),
    (
        "Greek",
        "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης.",
    ),
    (
        "Arabic",
        "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.",
    ),
    (
        "Hebrew",
        "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג איש ברעהו ברוח של אחווה.",
    ),
    (
        "Devanagari",
        "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
    ),
    (
        "Han, kana",
        "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    ),
    (
        "Thai",
        "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ",
    ),
];

/// What stands among the words of articles and is easily got wrong.
const AMONG: [&str; 48] = [
    "5%",
    "15%",
    "7,5 %",
    "12 000",
    "1\u{a0}200\u{202f}000",
    "10,000",
    "3.20",
    "−25 °C",
    "-25",
    "$5",
    "€1.5",
    "5€",
    "+3",
    "18+",
    "10⁵",
    "½",
    "2015",
    "2019–2022",
    "5-6",
    "٢٧٪",
    "Germany’s",
    "l’accord",
    "can't",
    "didnʼt",
    "rock ’n’ roll",
    "“yes”",
    "« non »",
    "„nein“",
    "'no'",
    "state-run",
    "well‑known",
    "—",
    " – ",
    "(small)",
    "[he]",
    "( wide )",
    "…",
    "...",
    "oﬃce ﬁnds",
    "office finds",
    "cafe\u{301}",
    "q\u{323}\u{307}",
    "inter\u{ad}national",
    "international",
    "🌍",
    "👨‍👩‍👧",
    "🇫🇷🇩🇪🇮🇹",
    "Қазақстан",
];

/// Characters that rules are about, to be thrown together.
const SOUP: &str = "aanntT' '’ʼ‚\"“«  \u{a0}\u{202f}\n,.;:!?%)]([…-–−+±$€%‰٪1234567890½⁵٣éée\u{301}\u{323}ﬁfi\u{ad}\u{200b}\u{200f}\u{200d}\u{200c}\u{feff}🇫🇷🇩👩🏽🌍中文ひカタ한\u{1112}\u{1161}\u{11ab}สำक\u{93f}\u{94d}א\u{5b0}ب\u{650}_K";

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % bound as u64).unwrap()
    }
    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
    fn char_of(&mut self, all: &str) -> char {
        let all: Vec<char> = all.chars().collect();
        *self.of(&all)
    }
}

/// A sentence of a script: real words in an order of their own, numbers, marks and names among them.
fn sentence(random: &mut Random, real: &str) -> String {
    let words: Vec<&str> = real.split_word_bounds().filter(|word| !word.trim().is_empty()).collect();
    let apart = real.split(' ').count() > 4;
    let from = random.below(words.len());
    let mut sentence = String::new();
    for i in 0..4 + random.below(12) {
        if apart && i > 0 && random.below(12) > 0 {
            sentence.push_str(
                *random.of(&[" ", " ", " ", " ", " ", " ", "\u{a0}", "  ", "\n", "\r\n\r\n", ", ", "; "]),
            );
        }
        match random.below(8) {
            0 => sentence.push_str(*random.of(&AMONG)),
            1 => sentence.push_str(*random.of(&words)),
            _ => sentence.push_str(words[(from + i) % words.len()]),
        }
    }
    sentence
}

/// One typographic variant of a quote; the rule it is about.
fn vary(random: &mut Random, quote: &str) -> (&'static str, String) {
    let (name, mut varied) = match random.below(9) {
        0 => (
            "white space",
            map(quote, |c| {
                if c.is_whitespace() {
                    [" ", "\u{a0}", "\u{2009}", "\n", " \t "][random.below(5)].to_owned()
                } else {
                    c.to_string()
                }
            }),
        ),
        1 => ("space at signs", {
            let mut varied = String::new();
            for c in quote.chars() {
                if ",.;:!?%)]".contains(c) && random.below(2) == 0 && !varied.is_empty() {
                    varied.push(' ');
                }
                varied.push(c);
                if "([".contains(c) && random.below(2) == 0 {
                    varied.push(' ');
                }
            }
            varied
        }),
        2 => (
            "apostrophes",
            map(quote, |c| if APOSTROPHES.contains(c) { random.char_of(APOSTROPHES) } else { c }.to_string()),
        ),
        3 => (
            "quotation marks",
            map(quote, |c| {
                if QUOTATION_MARKS.contains(c) { random.char_of(QUOTATION_MARKS) } else { c }.to_string()
            }),
        ),
        4 => (
            "dashes",
            map(quote, |c| if DASHES.contains(c) { random.char_of(DASHES) } else { c }.to_string()),
        ),
        5 => ("ellipsis", quote.replace("...", "\0").replace('…', "...").replace('\0', "…")),
        6 => ("ligatures", {
            let mut varied = quote.to_owned();
            for (ligature, letters) in LIGATURES {
                varied = varied.replace(ligature, letters);
                if random.below(2) == 0 {
                    varied = varied.replace(letters, &ligature.to_string());
                }
            }
            varied
        }),
        7 => (
            "canonical forms",
            if random.below(2) == 0 { quote.nfc().collect() } else { quote.nfd().collect() },
        ),
        _ => ("what counts for nothing", {
            let mut varied = String::new();
            for c in quote.chars() {
                varied.push(c);
                if random.below(4) == 0 {
                    varied.push(random.char_of(NOTHING));
                }
            }
            varied
        }),
    };
    if random.below(4) == 0 {
        varied = format!(" {varied}\n");
    }
    (name, varied)
}

fn map(text: &str, each: impl FnMut(char) -> String) -> String {
    text.chars().map(each).collect()
}

/// A quote with something of its content changed.
fn spoil(random: &mut Random, quote: &str) -> String {
    let mut chars: Vec<char> = quote.chars().collect();
    let at = random.below(chars.len());
    match random.below(7) {
        0 => chars[at] = random.char_of("aeiouAEIOUяөқаλαبאकน人0123456789"),
        1 => {
            chars.remove(at);
        }
        2 => chars.insert(at, random.char_of("sxя0123456789%-+$ .,'")),
        3 => {
            let changed: Vec<char> = if chars[at].is_uppercase() {
                chars[at].to_lowercase().collect()
            } else {
                chars[at].to_uppercase().collect()
            };
            chars.splice(at..=at, changed);
        }
        4 => {
            let words: Vec<&str> = quote.split(' ').collect();
            let left_out = random.below(words.len());
            let rest: Vec<&str> =
                words.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, w)| *w).collect();
            return rest.join(" ");
        }
        5 => {
            if let Some(digit) = chars.iter().position(char::is_ascii_digit) {
                chars[digit] = char::from(b'0' + (chars[digit] as u8 - b'0' + 1) % 10);
            }
        }
        _ => chars.swap(at, (at + 1).min(quote.chars().count() - 1)),
    }
    chars.into_iter().collect()
}

/// A piece of a text that begins and ends at boundaries.
fn planted(random: &mut Random, body: &str) -> Option<Range<usize>> {
    let plain = plain(body);
    let chars: Vec<char> = plain.iter().map(|(c, _)| *c).collect();
    let may = boundaries(&chars);
    let firsts: Vec<usize> = (0..chars.len()).filter(|i| may[*i] && chars[*i] != ' ').collect();
    let first = *random.of(&firsts);
    let most = 1 + random.below(40);
    let lasts: Vec<usize> =
        (first..chars.len().min(first + most)).filter(|i| may[i + 1] && chars[*i] != ' ').collect();
    if lasts.is_empty() { None } else { Some(plain[first].1.start..plain[*random.of(&lasts)].1.end) }
}

fn has_ellipsis(quote: &str) -> bool {
    one_form(quote).contains("...")
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
    let mut buffers = Buffers::default();
    let text = Text::new(body, &mut buffers);
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
        let (script, real) = *random.of(&REAL);
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
        assert!(same.contains(&range), "`{varied:?}` ({rule}) is no variant of `{quote:?}`");
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
        let body: String = (0..3 + random.below(22)).map(|_| *random.of(&soup)).collect();
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
    let mut buffers = Buffers::default();
    let text = Text::new(real, &mut buffers);
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

/// All ways to fill a quote of several parts, by the definition.
fn ways(body: &str, parts: &[&str]) -> Vec<Vec<Range<usize>>> {
    let Some((last, before)) = parts.split_last() else { return vec![Vec::new()] };
    let ends = places(body, last);
    let mut all = Vec::new();
    for way in ways(body, before) {
        for end in &ends {
            let Some(previous) = way.last() else {
                all.push(vec![end.clone()]);
                continue;
            };
            if previous.end > end.start {
                continue;
            }
            let gap = &body[previous.end..end.start];
            let blank = body.trim().contains("\n\n");
            let new_paragraph = if blank { gap.contains("\n\n") } else { gap.contains('\n') };
            if gap.chars().any(|c| c.is_alphanumeric() || is_combining_mark(c)) && !new_paragraph {
                let mut longer = way.clone();
                longer.push(end.clone());
                all.push(longer);
            }
        }
    }
    all
}

#[test]
fn ellipses_leave_out_words() {
    let mut random = Random(0xfeed_beef_1234_0001);
    let words = ["a", "b", "c", "ab", "5%", "5", "no", "l’eau", "co-op", "x,"];
    let mut figures = Figures::default();
    for _ in 0..rounds(1_500) {
        let mut body = String::new();
        for _ in 0..4 + random.below(12) {
            body.push_str(*random.of(&words));
            body.push_str(*random.of(&[" ", " ", " ", " ", " ", " ", "\n", "\n\n"]));
        }
        let parts: Vec<&str> = (0..2 + random.below(2)).map(|_| *random.of(&words)).collect();
        let quote = parts.join(*random.of(&[" … ", "... ", " [...] ", " […] "]));
        let expected = ways(&body, &parts);
        let mut buffers = Buffers::default();
        let text = Text::new(&body, &mut buffers);
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

// The documentation.

/// The rows of the table under a heading, their cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let page = include_str!("../../docs/quotes.md");
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> =
        rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect();
    assert!(rows.len() > 5 && rows.iter().all(|row| row.len() == 3), "{heading}: {rows:?}");
    rows
}

/// The texts in backquotes of a cell, `\n` and `\u{…}` resolved.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(unescaped).collect()
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut pieces = text.replace("\\n", "\n").replace("\\t", "\t");
    while let Some((before, after)) = pieces.split_once("\\u{") {
        let (digits, rest) = after.split_once('}').unwrap();
        plain.push_str(before);
        plain.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        pieces = rest.to_owned();
    }
    plain + &pieces
}

fn spans_of(body: &str, quote: &str) -> Result<Vec<String>, Miss> {
    let mut buffers = Buffers::default();
    let text = Text::new(body, &mut buffers);
    let spans = text.find(&Claim { exact: quote, ..Claim::default() })?;
    Ok(spans.iter().map(|range| body[range.clone()].to_owned()).collect())
}

#[test]
fn the_page_on_quotes_says_what_is_so() {
    for row in table("What is taken as equal") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        let shown = body.trim_matches(|c| NOTHING.contains(c));
        assert_eq!(spans_of(body, quote), Ok(vec![shown.to_owned()]), "{row:?}");
        assert_eq!(spans_of(quote, body), Ok(vec![quote.clone()]), "{row:?}, the other way round");
    }
    for row in table("What is not") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        assert!(matches!(spans_of(body, quote), Err(Miss::NotFound(_))), "{row:?}");
        assert!(matches!(spans_of(quote, body), Err(Miss::NotFound(_))), "{row:?}, the other way round");
    }
    for row in table("Where a quote begins and ends") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        match spans_of(body, quote) {
            Ok(spans) => {
                assert!(row[2].starts_with("yes"), "{row:?}");
                assert_eq!(spans, [quote.as_str()], "{row:?}");
            }
            Err(Miss::Cut(cutting)) => {
                assert!(row[2].starts_with("no"), "{row:?}");
                if let Some(cut) = row[2].contains("cuts").then(|| code(row[2]).remove(0)) {
                    assert_eq!(&body[cutting.token], cut, "{row:?}");
                }
            }
            Err(other) => panic!("{row:?}: {other:?}"),
        }
    }
    for row in table("Ellipses") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        match spans_of(body, quote) {
            Ok(spans) => assert_eq!(spans, code(row[2]), "{row:?}"),
            Err(_) => assert!(row[2].starts_with("none"), "{row:?}"),
        }
    }
}
