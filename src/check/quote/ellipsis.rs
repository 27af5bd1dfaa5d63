//! Quotes with an ellipsis, which leaves out words of the article or is in it.
use super::ArticleText;
use super::character::is_word;
use super::context::{Context, Fit};
use super::miss::{ClaimMismatch, ClaimPart, EllipsisFault, Miss, Places, QuotePlace};
use super::place::{Found, Severed};
use super::plain::after;
use super::spans::Spans;
use std::ops::Range;

/// A folded quote at its ellipses.
#[derive(Debug)]
pub(super) struct Ellipses<'n> {
    needle: &'n str,
    /// What is between the ellipses, white space trimmed; the first and the last may be empty
    /// (an ellipsis at an end of the quote), others are not.
    parts: Vec<Range<usize>>,
}

impl<'n> Ellipses<'n> {
    /// Splits a folded quote.
    pub(super) fn new(needle: &'n str) -> Self {
        let mut parts = Vec::new();
        let mut start = 0;
        let mut from = 0;
        while let Some(dots) = needle[from..].find("...") {
            let mut range = from + dots..from + dots + 3;
            let rest = &needle[range.end..];
            range.end += rest.len() - rest.trim_start_matches('.').len();
            from = range.end;
            // Of four dots the first ends a sentence.
            if range.len() == 4 {
                range.start += 1;
            }
            if needle[..range.start].ends_with('[') && needle[range.end..].starts_with(']') {
                range = range.start - 1..range.end + 1;
                from = range.end;
            }
            parts.push(start..range.start);
            start = range.end;
        }
        parts.push(start..needle.len());
        for part in &mut parts {
            let text = &needle[part.clone()];
            let end = part.start + text.trim_end_matches(' ').len();
            part.start += text.len() - text.trim_start_matches(' ').len();
            part.end = end.max(part.start);
        }
        let last = parts.len() - 1;
        let mut index = 0;
        parts.retain(|part| {
            index += 1;
            index == 1 || index == last + 1 || !part.is_empty()
        });
        Self { needle, parts }
    }

    /// The quote's words: it, and it without the ellipsis at its end, at its beginning, and at both.
    fn readings(&self) -> Vec<Range<usize>> {
        let [first, .., last] = self.parts.as_slice() else { return Vec::new() };
        let inner_end =
            if last.is_empty() { self.parts[self.parts.len() - 2].end } else { self.needle.len() };
        let inner_start = if first.is_empty() { self.parts[1].start } else { 0 };
        let mut readings = Vec::new();
        for range in
            [0..self.needle.len(), 0..inner_end, inner_start..self.needle.len(), inner_start..inner_end]
        {
            if range.start < range.end && !readings.contains(&range) {
                readings.push(range);
            }
        }
        readings
    }

    /// The parts with words.
    fn words(&self) -> Vec<Range<usize>> {
        self.parts.iter().filter(|part| !part.is_empty()).cloned().collect()
    }
}

/// One part's places, and in how many ways the parts after it can follow each.
struct Level {
    places: Vec<Found>,
    /// For each place, up to two ways, and the place of the next part in the first of them.
    ways: Vec<(u8, usize)>,
}

/// How many places are looked at for one quote; words that stand more often tell nothing.
const MOST: usize = 1 << 18;
/// How many parts a quote may have.
const PARTS: usize = 64;

impl ArticleText<'_, '_> {
    /// Where a quote with an ellipsis is: as it is, else with words left out.
    pub(super) fn find_with_ellipses(
        &self,
        quote: &Ellipses<'_>,
        context: &Context<'_>,
    ) -> Result<Spans, Miss> {
        let words = quote.words();
        if words.is_empty() {
            return Err(Miss::Empty);
        }
        // The text's own ellipsis goes before one that leaves something out.
        let mut miss = None;
        for reading in quote.readings() {
            let needle = &quote.needle[reading];
            let tally = self.tally(needle, context);
            if let Some(range) = tally.only() {
                return Ok(Spans::one(range));
            }
            if tally.bare > 0 {
                miss.get_or_insert_with(|| self.miss(needle, context, &tally));
            } else if words.len() == 1 && tally.severed.is_some() {
                miss.get_or_insert_with(|| self.miss(needle, context, &tally));
            }
        }
        if words.len() == 1 || matches!(miss, Some(Miss::Ambiguous(_))) {
            let nearest = || Miss::NotFound(self.nearest(&quote.needle[words[0].clone()]));
            return Err(miss.unwrap_or_else(nearest));
        }
        match self.fill(quote, &words, context) {
            Ok(spans) => Ok(spans),
            Err(other) => Err(miss.unwrap_or(other)),
        }
    }

    /// The one way in which the parts are in the text with words left out between them.
    fn fill(
        &self,
        quote: &Ellipses<'_>,
        parts: &[Range<usize>],
        context: &Context<'_>,
    ) -> Result<Spans, Miss> {
        let too_often =
            |count| Miss::Ellipsis(Box::new(EllipsisFault::Ambiguous(Places { first: Vec::new(), count })));
        if parts.len() > PARTS {
            return Err(too_often(parts.len()));
        }
        let mut levels = Vec::with_capacity(parts.len());
        let mut total = 0;
        for part in parts {
            let mut places = Vec::new();
            let mut severed = None;
            self.each(&quote.needle[part.clone()], |found| match found {
                Ok(found) if total < MOST => {
                    total += 1;
                    places.push(found);
                }
                Ok(_) => {}
                Err(cut) => {
                    severed.get_or_insert(cut);
                }
            });
            if total >= MOST {
                return Err(too_often(total));
            }
            if places.is_empty() {
                let outer = (part == &parts[0])
                    .then_some(true)
                    .or((part == &parts[parts.len() - 1]).then_some(false));
                return Err(match severed {
                    Some(severed) => self.severed_part(&severed, outer),
                    None => Miss::NotFound(self.nearest(&quote.needle[part.clone()])),
                });
            }
            levels.push(Level { ways: Vec::new(), places });
        }
        let joints: Vec<&str> =
            parts.windows(2).map(|pair| &quote.needle[pair[0].end..pair[1].start]).collect();
        let mut ways = Vec::new();
        for least in [Fit::Yes, Fit::Loosely] {
            self.count(&mut levels, &joints, context, least);
            ways = self.beginnings(&levels, context, least);
            if !ways.is_empty() {
                break;
            }
        }
        match ways.as_slice() {
            [(first, 1)] => Ok(self.follow(&levels, *first)),
            [] => Err(self.fault(&mut levels, &joints, context)),
            _ => {
                let count = ways.iter().map(|(_, ways)| usize::from(*ways)).sum();
                let first =
                    ways.iter().take(Places::SHOWN).map(|(first, _)| self.way(&levels, *first)).collect();
                Err(Miss::Ellipsis(Box::new(EllipsisFault::Ambiguous(Places { first, count }))))
            }
        }
    }

    /// Counts from the last part back in how many ways each place can be gone on from.
    fn count(&self, levels: &mut [Level], joints: &[&str], context: &Context<'_>, least: Fit) {
        let last = levels.len() - 1;
        let suffix = context.suffix.as_deref();
        let ends = |found: &Found| (u8::from(self.fit_suffix(found, suffix) >= least), 0);
        levels[last].ways = levels[last].places.iter().map(ends).collect();
        for index in (0..last).rev() {
            let (before, after) = levels.split_at_mut(index + 1);
            before[index].ways = self.ways(&before[index].places, &after[0], joints[index]);
        }
    }

    /// In how many ways each place can be gone on from to the next part.
    fn ways(&self, places: &[Found], next: &Level, joint: &str) -> Vec<(u8, usize)> {
        // How many ways the places before each have, and the first place from each on that has any.
        let mut sums = vec![0_usize];
        for (ways, _) in &next.ways {
            sums.push(sums[sums.len() - 1] + usize::from(*ways));
        }
        let mut alive = vec![next.places.len(); next.places.len() + 1];
        for i in (0..next.places.len()).rev() {
            alive[i] = if next.ways[i].0 > 0 { i } else { alive[i + 1] };
        }
        let folded = &self.folded.text;
        let mut word = Pointer::default();
        let mut paragraph = Pointer::default();
        places
            .iter()
            .map(|place| {
                let end = place.folded.end;
                // Where the text has the ellipsis itself, that is what the quote means.
                if folded[end..].starts_with(joint)
                    && let Ok(i) = next.places.binary_search_by_key(&(end + joint.len()), |p| p.folded.start)
                {
                    return (next.ways[i].0, i);
                }
                let word = word.from(place.range.end, |at| self.word_after(at));
                let paragraph = paragraph.from(place.range.end, |at| self.paragraph_end(at));
                let low = next.places.partition_point(|p| p.range.start <= word);
                let high = next.places.partition_point(|p| p.range.start <= paragraph).max(low);
                let first = alive[low];
                (u8::try_from(sums[high] - sums[low]).unwrap_or(2).min(2), first)
            })
            .collect()
    }

    /// The places of the first part that the context fits, with their ways.
    fn beginnings(&self, levels: &[Level], context: &Context<'_>, least: Fit) -> Vec<(usize, u8)> {
        let Some(level) = levels.first() else { return Vec::new() };
        let fits = |found: &Found| {
            self.fits_start(found, context.start)
                && self.fit_prefix(found, context.prefix.as_deref()) >= least
        };
        (level.places.iter().zip(&level.ways).enumerate())
            .filter(|(_, (found, (ways, _)))| *ways > 0 && fits(found))
            .map(|(i, (_, (ways, _)))| (i, *ways))
            .collect()
    }

    /// The spans of the first way from a place of the first part on.
    fn follow(&self, levels: &[Level], first: usize) -> Spans {
        let mut spans: Vec<Range<usize>> = Vec::with_capacity(levels.len());
        let mut index = first;
        for level in levels {
            let found = &level.places[index];
            let between =
                self.body.get(spans.last().map_or(0, |last| last.end)..found.range.start).unwrap_or_default();
            match spans.last_mut() {
                // An ellipsis of the text itself leaves out nothing.
                Some(last) if !between.chars().any(is_word) => last.end = found.range.end,
                _ => spans.push(found.range.clone()),
            }
            index = level.ways[index].1;
        }
        Spans::many(spans)
    }

    /// A way as one place, from its first word to its last.
    fn way(&self, levels: &[Level], first: usize) -> QuotePlace {
        let spans = self.follow(levels, first);
        let spans = spans.as_slice();
        let range = spans.first().map_or(0, |span| span.start)..spans.last().map_or(0, |span| span.end);
        QuotePlace { start: self.code_points(range.start), range, tell: None }
    }

    /// Where the next word begins: its first letter or digit.
    fn word_after(&self, at: usize) -> usize {
        let rest = self.body.get(at..).unwrap_or_default();
        rest.find(is_word).map_or(self.body.len(), |offset| at + offset)
    }

    /// Where the paragraph ends: at a blank line; in a text without blank lines, at each line break.
    fn paragraph_end(&self, at: usize) -> usize {
        let blank = *self.has_blank_lines.get_or_init(|| next_break(self.body, 0, true).is_some());
        next_break(self.body, at, blank).unwrap_or(self.body.len())
    }

    /// Why no way was found, though every part is in the text.
    fn fault(&self, levels: &mut [Level], joints: &[&str], context: &Context<'_>) -> Miss {
        let nothing = Context { prefix: None, suffix: None, start: None };
        self.count(levels, joints, &nothing, Fit::Yes);
        let ways = self.beginnings(levels, &nothing, Fit::Yes);
        if !ways.is_empty() {
            let first: Vec<QuotePlace> =
                ways.iter().take(Places::SHOWN).map(|(i, _)| self.way(levels, *i)).collect();
            let count = ways.iter().map(|(_, ways)| usize::from(*ways)).sum();
            return Miss::Context(Box::new(self.contradicted(
                levels,
                &ways,
                context,
                Places { first, count },
            )));
        }
        // The last pair of neighbours that no way joins.
        let broken = levels.windows(2).rev().find(|pair| pair[0].ways.iter().all(|(ways, _)| *ways == 0));
        let Some([left, right]) = broken else { return Miss::Ellipsis(Box::new(EllipsisFault::Order)) };
        let mut fault = EllipsisFault::Order;
        for place in &left.places {
            let end = place.range.end;
            let next = right.places.partition_point(|p| p.range.start < end);
            if let Some(next) = right.places.get(next) {
                let gap = end..next.range.start;
                if next.range.start <= self.word_after(end) {
                    fault = EllipsisFault::HidesNothing(gap);
                } else {
                    fault = EllipsisFault::AcrossParagraphs(gap);
                    break;
                }
            }
        }
        Miss::Ellipsis(Box::new(fault))
    }

    /// Which claim no way fits.
    fn contradicted(
        &self,
        levels: &[Level],
        ways: &[(usize, u8)],
        context: &Context<'_>,
        places: Places,
    ) -> ClaimMismatch {
        let mut firsts = ways.iter().map(|(i, _)| &levels[0].places[*i]);
        let prefix = context.prefix.as_deref();
        let claim = if !firsts.clone().any(|found| self.fit_prefix(found, prefix) != Fit::No) {
            Some(ClaimPart::Prefix)
        } else if !firsts.any(|found| self.fits_start(found, context.start)) {
            Some(ClaimPart::Start)
        } else if context.suffix.is_some() {
            Some(ClaimPart::Suffix)
        } else {
            None
        };
        let range = places.first.first().map(|place| place.range.clone()).unwrap_or_default();
        ClaimMismatch { claim, stands: self.stands(claim, &range, context), places }
    }

    /// A part that is in the text, but cuts something: at the end of the quote where it begins
    /// (`Some(true)`) or ends it (`Some(false)`), else at an ellipsis.
    fn severed_part(&self, severed: &Severed, outer: Option<bool>) -> Miss {
        let cutting = self.cutting(severed);
        let at_end = match outer {
            Some(true) => severed.at == severed.range.start,
            Some(false) => severed.at == severed.range.end,
            None => false,
        };
        if at_end {
            Miss::Cut(Box::new(cutting))
        } else {
            Miss::Ellipsis(Box::new(EllipsisFault::InWord(cutting)))
        }
    }
}

/// An answer that grows with the question: kept as long as it holds.
#[derive(Debug, Default)]
struct Pointer(Option<usize>);

impl Pointer {
    fn from(&mut self, at: usize, find: impl FnOnce(usize) -> usize) -> usize {
        match self.0 {
            Some(known) if known >= at => known,
            _ => *self.0.insert(find(at)),
        }
    }
}

/// The next line break (or blank line, where `blank`) from a byte on, between words.
fn next_break(text: &str, mut at: usize, blank: bool) -> Option<usize> {
    while let Some(offset) = text.get(at..)?.find(is_line_break) {
        let start = at + offset;
        // The white space around it as a whole: how many lines end in it?
        let space = after(text, start)?;
        let lines = count_lines(text.get(start..space.end)?);
        let between = space.end < text.len() && !text.get(..start)?.trim_start().is_empty();
        if between && (!blank || lines > 1) {
            return Some(start);
        }
        at = space.end;
    }
    None
}

/// Whether a character ends a line.
fn is_line_break(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// How many lines end in a text; CR LF ends one.
fn count_lines(text: &str) -> usize {
    let breaks = text.chars().filter(|c| is_line_break(*c)).count();
    breaks - text.matches("\r\n").count()
}
