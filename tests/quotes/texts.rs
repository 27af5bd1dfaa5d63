//! Texts to search: real sentences in seven scripts, what articles put among them, variants and near
//! misses of their pieces.
use super::definition::{APOSTROPHES, DASHES, LIGATURES, NOTHING, QUOTATION_MARKS, boundaries, plain};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The first article of the Universal Declaration of Human Rights.
pub(super) const REAL: [(&str, &str); 11] = [
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
pub(super) const AMONG: [&str; 48] = [
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
pub(super) const SOUP: &str = "aanntT' '’ʼ‚\"“«»  \u{a0}\u{202f}\n,.;:!?%)]([…-–−+±$€%‰٪/／12:34-567890½⁵٣éée\u{301}\u{323}ﬁfi\u{ad}\u{200b}\u{200f}\u{200d}\u{200c}\u{feff}🇫🇷🇩👩🏽🌍中文一十点百分之－＋ひカタ한\u{1112}\u{1161}\u{11ab}สำक\u{93f}\u{94d}א\u{5b0}ب\u{650}_K";

pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % bound as u64).unwrap()
    }
    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
    pub(super) fn char_of(&mut self, all: &str) -> char {
        let all: Vec<char> = all.chars().collect();
        self.of(&all)
    }
}

/// A sentence of a script: real words in an order of their own, numbers, marks and names among them.
pub(super) fn sentence(random: &mut Random, real: &str) -> String {
    let words: Vec<&str> = real.split_word_bounds().filter(|word| !word.trim().is_empty()).collect();
    let apart = real.split(' ').count() > 4;
    let from = random.below(words.len());
    let mut sentence = String::new();
    for i in 0..4 + random.below(12) {
        if apart && i > 0 && random.below(12) > 0 {
            sentence.push_str(
                random.of(&[" ", " ", " ", " ", " ", " ", "\u{a0}", "  ", "\n", "\r\n\r\n", ", ", "; "]),
            );
        }
        match random.below(8) {
            0 => sentence.push_str(random.of(&AMONG)),
            1 => sentence.push_str(random.of(&words)),
            _ => sentence.push_str(words[(from + i) % words.len()]),
        }
    }
    sentence
}

/// One typographic variant of a quote; the rule it is about.
pub(super) fn vary(random: &mut Random, quote: &str) -> (&'static str, String) {
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

pub(super) fn map(text: &str, each: impl FnMut(char) -> String) -> String {
    text.chars().map(each).collect()
}

/// A quote with something of its content changed.
pub(super) fn spoil(random: &mut Random, quote: &str) -> String {
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
pub(super) fn planted(random: &mut Random, body: &str) -> Option<Range<usize>> {
    let plain = plain(body);
    let chars: Vec<char> = plain.iter().map(|(c, _)| *c).collect();
    let may = boundaries(&chars);
    let firsts: Vec<usize> = (0..chars.len()).filter(|i| may[*i] && chars[*i] != ' ').collect();
    let first = random.of(&firsts);
    let most = 1 + random.below(40);
    let lasts: Vec<usize> =
        (first..chars.len().min(first + most)).filter(|i| may[i + 1] && chars[*i] != ' ').collect();
    if lasts.is_empty() { None } else { Some(plain[first].1.start..plain[random.of(&lasts)].1.end) }
}
