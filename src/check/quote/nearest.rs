//! The place that is most like a quote that is nowhere, and how it differs.
use super::character::is_word;
use super::ideograph::is_unspaced;
use super::typography::is_apostrophe;
use super::{ArticleText, fold};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// The place of the text that is most like a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// From its first byte to its last.
    pub range: Range<usize>,
    /// The quote beside the text, in order.
    pub steps: Vec<Step>,
    /// What kind of difference it is.
    pub likeness: Likeness,
}

/// A piece of a quote beside a piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Both have the same words, these of the text.
    Same(Range<usize>),
    /// They differ: the quote has these words (or none) where the text has those (or an empty range).
    Different {
        /// What the quote has.
        quote: String,
        /// What the text has.
        text: Range<usize>,
    },
}

/// How a quote differs from the nearest place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// In white space alone.
    Space,
    /// In letter case alone.
    Case,
    /// In characters that look alike and are yet not equal (`½` and `1/2`, `‹` and `'`).
    Signs,
    /// In words, digits or signs.
    Words,
}

/// The words of a text, and where each is.
#[derive(Debug)]
pub(super) struct Words {
    tokens: Vec<Token>,
    places: FxHashMap<u64, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Token {
    range: Range<usize>,
    /// The same for words that are alike but for letter case and the form of their characters.
    key: u64,
    /// The same for words that begin alike; none for short ones and for numbers.
    stem: Option<u64>,
    word: bool,
}

/// The longest quote that is compared, in words and signs.
const LONGEST: usize = 120;
/// Words that stand more often than this tell no place.
const OFTEN: usize = 50;

impl ArticleText<'_, '_> {
    /// The place that is most like a quote; `None` where none is much like it.
    pub(super) fn nearest(&self, quote: &str) -> Option<Box<Nearest>> {
        let words = self.words.get_or_init(|| {
            let tokens = tokens(self.body);
            let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
            for (i, token) in tokens.iter().enumerate() {
                places.entry(token.key).or_default().push(i);
            }
            Words { tokens, places }
        });
        let mut sought = tokens(quote);
        sought.truncate(LONGEST);
        let first = words.window(&sought)?;
        let end = (first + sought.len() + sought.len() / 4 + 16).min(words.tokens.len());
        let window = words.tokens.get(first..end)?;
        let pairs = align(&sought, window);
        let same = pairs.iter().filter(|pair| matches!(pair, (Some(q), Some(t)) if q.key == t.key)).count();
        if same * 3 < sought.len() {
            return None;
        }
        self.compare(quote, &pairs).map(Box::new)
    }

    /// Says of aligned words what is the same and what is not.
    fn compare(&self, quote: &str, pairs: &[(Option<&Token>, Option<&Token>)]) -> Option<Nearest> {
        let written = |token: &Token| quote.get(token.range.clone()).unwrap_or_default();
        let printed = |token: &Token| self.body.get(token.range.clone()).unwrap_or_default();
        let first = pairs.iter().find_map(|pair| pair.1)?;
        let (mut at, mut end) = (first.range.start, first.range.start);
        let mut steps: Vec<Step> = Vec::new();
        let mut likeness = Likeness::Case;
        let mut only_spaces = true;
        let mut last: Option<(&Token, &Token)> = None;
        for (q, t) in pairs {
            let before = std::mem::replace(&mut last, (*q).zip(*t));
            if let Some(t) = t {
                at = t.range.start;
                end = t.range.end;
            } else {
                at = at.max(end);
            }
            match (q, t) {
                (Some(q), Some(t)) if fold::fold(written(q)) == fold::fold(printed(t)) => {
                    let both = before.map(|(b, s)| (b.range.start..q.range.end, s.range.start..t.range.end));
                    let both = both.filter(|(written, printed)| {
                        fold::fold(quote.get(written.clone()).unwrap_or_default())
                            != fold::fold(self.body.get(printed.clone()).unwrap_or_default())
                    });
                    if let Some((written, printed)) = both
                        && let Some(Step::Same(range)) = steps.last_mut()
                    {
                        // The white space between two words differs: they are shown with it.
                        if range.start >= printed.start {
                            steps.pop();
                        } else {
                            range.end = printed.start;
                        }
                        let quote = quote.get(written).unwrap_or_default().to_owned();
                        steps.push(Step::Different { quote, text: printed });
                        continue;
                    }
                    match steps.last_mut() {
                        Some(Step::Same(range)) => range.end = t.range.end,
                        _ => steps.push(Step::Same(t.range.clone())),
                    }
                }
                _ => {
                    only_spaces = false;
                    likeness = likeness.max(match (q, t) {
                        (Some(q), Some(t)) => alike(written(q), printed(t)),
                        (Some(only), None) if is_mark(written(only)) => Likeness::Signs,
                        (None, Some(only)) if is_mark(printed(only)) => Likeness::Signs,
                        _ => Likeness::Words,
                    });
                    let q = q.map(written).unwrap_or_default();
                    let t = t.map_or(end..end, |t| t.range.clone());
                    match steps.last_mut() {
                        Some(Step::Different { quote, text }) => {
                            let unspaced = |c: Option<char>| c.is_some_and(is_unspaced);
                            let apart = !unspaced(quote.chars().last()) && !unspaced(q.chars().next());
                            if !quote.is_empty() && !q.is_empty() && apart {
                                quote.push(' ');
                            }
                            quote.push_str(q);
                            if text.start == text.end {
                                *text = t;
                            } else {
                                text.end = text.end.max(t.end);
                            }
                        }
                        _ => steps.push(Step::Different { quote: q.to_owned(), text: t }),
                    }
                }
            }
        }
        if only_spaces {
            likeness = Likeness::Space;
        }
        Some(Nearest { range: first.range.start..end, steps, likeness })
    }
}

/// How two words that are not equal differ.
fn alike(a: &str, b: &str) -> Likeness {
    if fold::fold(&a.to_lowercase()) == fold::fold(&b.to_lowercase()) {
        Likeness::Case
    } else if key(a) == key(b) || is_mark(a) && is_mark(b) {
        Likeness::Signs
    } else {
        Likeness::Words
    }
}

/// Whether text is one quotation mark, apostrophe or bracket of any kind.
fn is_mark(text: &str) -> bool {
    let mark =
        |c| is_apostrophe(c) || matches!(c, '"' | '“'..='‟' | '«' | '»' | '‹' | '›' | '`' | '´' | '′' | '″');
    !text.is_empty() && text.chars().all(mark)
}

impl Words {
    /// Where the words begin that have most in common with a quote's.
    fn window(&self, sought: &[Token]) -> Option<usize> {
        const GRAIN: usize = 4;
        let mut votes: FxHashMap<usize, usize> = FxHashMap::default();
        for rare in [true, false] {
            for (i, token) in sought.iter().enumerate() {
                let Some(places) = self.places.get(&token.key) else { continue };
                if rare != (places.len() <= OFTEN && token.word) {
                    continue;
                }
                for place in places.iter().take(OFTEN) {
                    let diagonal = (place + LONGEST - i) / GRAIN;
                    *votes.entry(diagonal).or_default() += 1 + 1_000 / places.len();
                }
            }
            if !votes.is_empty() {
                break;
            }
        }
        let weight = |diagonal: usize| {
            votes.get(&diagonal).copied().unwrap_or(0) + votes.get(&(diagonal + 1)).copied().unwrap_or(0)
        };
        let best = votes.keys().copied().max_by_key(|d| (weight(*d), std::cmp::Reverse(*d)));
        best.map(|best| (best * GRAIN).saturating_sub(LONGEST + 2 * GRAIN))
    }
}

type Pair<'t> = (Option<&'t Token>, Option<&'t Token>);

/// Aligns a quote's words with a part of those in the window, at the least cost.
fn align<'t>(quote: &'t [Token], window: &'t [Token]) -> Vec<Pair<'t>> {
    let width = window.len() + 1;
    // A word in place of another one costs a little less than a word too many: a wrong last word is shown beside what the
    // text has there.
    let single = |token: &Token| if token.word { 12_u32 } else { 8 };
    let pair = |q: &Token, t: &Token| match (q.key == t.key, q.word == t.word) {
        (true, _) => 0,
        (false, true) if q.stem.is_some() && q.stem == t.stem => 6,
        (false, true) if q.word => 11,
        (false, true) => 7,
        (false, false) => 20,
    };
    // The cost up to each pair of places; before its first word and after its last, text is free.
    let mut cost = vec![0_u32; (quote.len() + 1) * width];
    for i in 1..=quote.len() {
        cost[i * width] = cost[(i - 1) * width] + single(&quote[i - 1]);
        for j in 1..width {
            let (q, t) = (&quote[i - 1], &window[j - 1]);
            let both = cost[(i - 1) * width + j - 1] + pair(q, t);
            let left_out = cost[i * width + j - 1] + single(t);
            let added = cost[(i - 1) * width + j] + single(q);
            cost[i * width + j] = both.min(left_out).min(added);
        }
    }
    let last = &cost[quote.len() * width..];
    let mut j = (0..width).min_by_key(|j| last[*j]).unwrap_or(0);
    let mut i = quote.len();
    let mut pairs = Vec::new();
    while i > 0 {
        let here = cost[i * width + j];
        let (q, t) = (&quote[i - 1], j.checked_sub(1).map(|j| &window[j]));
        match t {
            Some(t) if here == cost[(i - 1) * width + j - 1] + pair(q, t) => {
                pairs.push((Some(q), Some(t)));
                (i, j) = (i - 1, j - 1);
            }
            Some(t) if here == cost[i * width + j - 1] + single(t) => {
                pairs.push((None, Some(t)));
                j -= 1;
            }
            _ => {
                pairs.push((Some(q), None));
                i -= 1;
            }
        }
    }
    pairs.reverse();
    pairs
}

/// The words and signs of a text.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        let word = is_word(c);
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = rest.peek().copied() {
            let inside = word
                && !is_unspaced(c)
                && matches!(next, '.' | ',' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
            // Without spaces, each character is a word of its own.
            let goes_on = word && is_word(next) && !is_unspaced(c) && !is_unspaced(next)
                || inside
                    && text[at + next.len_utf8()..]
                        .chars()
                        .next()
                        .is_some_and(|c| is_word(c) && !is_unspaced(c));
            if !goes_on {
                break;
            }
            end = at + next.len_utf8();
            rest.next();
        }
        let text = &text[start..end];
        tokens.push(Token { range: start..end, key: key(text), stem: stem(text), word });
    }
    tokens
}

/// The same for words of five letters or more that begin with the same four, in either case.
fn stem(word: &str) -> Option<u64> {
    let mut hasher = FxHasher::default();
    let mut letters = word.chars().take_while(|c| c.is_alphabetic());
    for _ in 0..4 {
        letters.next()?.to_lowercase().for_each(|c| c.hash(&mut hasher));
    }
    letters.next().map(|_| hasher.finish())
}

/// The same for words that are alike but for letter case and the form of their characters.
fn key(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    let alike: String = fold::fold(word).nfkc().collect();
    alike.to_lowercase().hash(&mut hasher);
    hasher.finish()
}
