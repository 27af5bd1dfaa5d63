//! What a word of speech reports in its sentence, and where the speaker is named.
use super::complement::{
    begins_clause, begins_with_pronoun, has_clause, has_complement, has_conjunction, is_announcement, is_as,
    is_name, is_quotative,
};
use super::page::{Page, touch};
use crate::language::fold::is_han;
use crate::language::{Cue, Kind, Language};
use std::ops::Range;

/// A report of speech in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    /// The words that report: `said`, `according to`.
    pub(super) cue: Range<usize>,
    /// What is said.
    pub(super) content: Vec<Range<usize>>,
    /// The sentence without the content and the cue: there the speaker is named.
    pub(super) source: Range<usize>,
    /// Whether it is a quotation that no word reports.
    pub(super) bare: bool,
}

/// What a word reports in its sentence.
pub(super) fn report(
    page: &Page<'_>,
    language: &Language,
    sentence: &Range<usize>,
    cue: &Cue,
) -> Option<Report> {
    let setting = Setting::of(page, language, sentence, cue);
    let denied = setting.last_comma.and_then(|at| denied_before(page, &setting.sentence, cue, at));
    if denied.is_some() {
        return denied;
    }
    let (tail, inserted) = (setting.tail(), setting.inserted());
    let alone = setting.quoted.is_empty() && tail.is_none() && inserted.is_none();
    if setting.says_nothing(alone) {
        return None;
    }
    let (content, source) = setting.said(tail, inserted)?;
    Some(Report { cue: cue.span.clone(), content, source, bare: false })
}

/// What is said, and where the speaker is named.
type Said = (Vec<Range<usize>>, Range<usize>);

/// A word of speech in its part of a sentence: what is behind a semicolon is said anew.
struct Setting<'p> {
    page: &'p Page<'p>,
    language: &'p Language,
    cue: &'p Cue,
    sentence: Range<usize>,
    before: Range<usize>,
    after: Range<usize>,
    /// The last mark before the word that parts clauses.
    last_comma: Option<usize>,
    /// What is in quotation marks in the whole sentence.
    quoted: Vec<Range<usize>>,
}

impl<'p> Setting<'p> {
    fn of(page: &'p Page<'p>, language: &'p Language, whole: &Range<usize>, cue: &'p Cue) -> Self {
        let quoted = page
            .quoted
            .iter()
            .filter(|range| touch(range, whole))
            .filter(|range| {
                let near = cue.span.end <= range.start && words(page, &(cue.span.end..range.start)) <= 4;
                words(page, range) >= 3 || near && words(page, range) >= 1
            })
            .map(|range| range.start.max(whole.start)..range.end.min(whole.end))
            .collect();
        let cut = |text: &str| text.find([';', '；']).or_else(|| text.find(", while "));
        let end = cut(&page.text[cue.span.end..whole.end]).map_or(whole.end, |at| cue.span.end + at);
        let start = page.text[whole.start..cue.span.start]
            .char_indices()
            .rfind(|(_, c)| matches!(c, ';' | '；'))
            .map_or(whole.start, |(at, c)| whole.start + at + c.len_utf8());
        let (before, after) = (start..cue.span.start, cue.span.end..end);
        let last_comma = page.text[before.clone()]
            .rfind([',', '，', '—', '–', '?', '!', '？', '！'])
            .map(|at| before.start + at);
        Self { page, language, cue, sentence: start..end, before, after, last_comma, quoted }
    }

    fn words(&self, range: Range<usize>) -> usize {
        words(self.page, &range)
    }

    fn word(&self) -> &'p str {
        &self.page.text[self.cue.span.clone()]
    }

    fn is(&self, kind: Kind) -> bool {
        self.page.any_cue(std::slice::from_ref(&self.cue.span), &[kind])
    }

    /// Whether the word right before is listed as a kind.
    fn follows(&self, kind: Kind) -> bool {
        self.page.words_in(&self.before).last().is_some_and(|word| self.page.is_listed(word, kind))
    }

    /// The first comma or dash behind the word.
    fn next_comma(&self) -> Option<usize> {
        let text = &self.page.text[self.after.clone()];
        text.find([',', '，', '、', '—', '–']).map(|at| self.after.start + at)
    }

    /// Where a clause begins at the end that says who says the rest: "…, a-t-on appris lundi auprès du tribunal".
    fn tail(&self) -> Option<usize> {
        let page = self.page;
        // "Six weeks after announcing them": no clause of who says it.
        let gerund = self.word().ends_with("ing") && self.follows(Kind::BeforeGerund);
        // 尚未公布 at the end tells of no one who says it.
        let announces = self.cue.kind == Kind::NominalSpeech && self.word().starts_with(is_han);
        let at = self.last_comma.filter(|_| !gerund && !announces && !follows_insert(page, &self.before))?;
        // No one is named, and no clause follows.
        let impersonal = || is_impersonal(self.word()) && !has_conjunction(page, &self.after);
        let between = self.words(at..self.cue.span.start);
        let behind = self.words(self.after.clone());
        let is = (behind <= 2 && (between > 0 || behind == 0)
            || between == 0 && behind <= 9 && (impersonal() || is_name(page, &self.after))
            || self.is_named_before(at))
            && between <= 9
            && self.words(self.sentence.start..at) >= 3;
        is.then_some(at)
    }

    /// "Not a job will go, director Ann Berg promised staff."
    fn is_named_before(&self, comma: usize) -> bool {
        let page = self.page;
        let between = comma..self.cue.span.start;
        self.language.tag() == "en"
            && (2..=7).contains(&words(page, &between))
            && is_name(page, &between)
            && !begins_with_pronoun(page, &between)
            && page.cues_in(&between, Kind::ClauseJoin).next().is_none()
            && page.any_cue(
                std::slice::from_ref(&(self.sentence.start..comma)),
                &[Kind::StrongPlan, Kind::Auxiliary, Kind::Past],
            )
            && !has_conjunction(page, &self.after)
            && self.next_comma().is_none()
            && words(page, &self.after) <= 8
            && !has_clause(page, &self.after)
    }

    /// The clause of who says the words around it: "The layer, says the restorer, would have come off."
    fn inserted(&self) -> Option<Range<usize>> {
        let page = self.page;
        let at = self.last_comma.filter(|at| {
            let between = *at..self.cue.span.start;
            words(page, &between) == 0 || words(page, &between) == 1 && is_as(page, &between)
        })?;
        let next = self.next_comma()?;
        let named = self.after.start..next;
        let alone = words(page, &named) == 0;
        let is = (usize::from(!alone)..=7).contains(&words(page, &named))
            && self.words(next..self.sentence.end) >= 2
            && self.words(self.sentence.start..at) >= 1
            && (alone || is_name(page, &named))
            && !begins_with_pronoun(page, &(next..self.sentence.end));
        is.then_some(at..next)
    }

    /// Whether the word reports nothing here; `alone` where neither a quotation nor a clause of its own shows that it does.
    fn says_nothing(&self, alone: bool) -> bool {
        let (page, cue, after) = (self.page, self.cue, &self.after);
        let of_thing = alone && self.is(Kind::ThingSpeech) && !begins_clause(page, after);
        let no_tail = cue.kind == Kind::TailSpeech && !is_behind_words(page, cue, self.last_comma, after);
        let adjective =
            matches!(cue.kind, Kind::Finding | Kind::NominalSpeech) && self.follows(Kind::BeforeParticiple);
        // "Announced their agreement" tells of the announcers, "announced that", "announced classes would end" reports.
        let announcement = || alone && is_announcement(page, cue) && !has_clause(page, after);
        // "was stated by": what is said is elsewhere.
        let passive = || {
            let by = page.text[after.clone()].trim_start().starts_with("by ") || self.word().ends_with(" by");
            self.language.tag() == "en" && cue.kind == Kind::StrongSpeech && by
        };
        of_thing || no_tail || adjective || announcement() || passive()
    }

    /// What is said, by what the sentence has first: quotations, a word that tells by itself where, a clause of who says it.
    fn said(&self, tail: Option<usize>, inserted: Option<Range<usize>>) -> Option<Said> {
        let (page, cue, sentence) = (self.page, self.cue, &self.sentence);
        if self.is_quotation() {
            return Some((self.quoted.clone(), sentence.clone()));
        }
        match cue.kind {
            Kind::Source => return self.by_source(),
            Kind::Reported => return Some(self.by_adverb()),
            _ if self.language.tag() == "kk" => return self.by_quotative(),
            _ => {}
        }
        if let Some(at) = self.last_comma.filter(|at| is_as(page, &(*at..cue.span.start))) {
            return Some((one(sentence.start..at), at..sentence.end));
        }
        if let Some(inserted) = inserted {
            return Some((vec![sentence.start..inserted.start, inserted.end..sentence.end], inserted));
        }
        if let Some(at) = tail {
            return Some((one(sentence.start..at), at..sentence.end));
        }
        let after = &self.after;
        match cue.kind {
            Kind::TailSpeech => None,
            Kind::NominalSpeech => self.by_noun(),
            kind if words(page, after) >= 3
                && (kind == Kind::Finding || has_complement(page, cue, after)) =>
            {
                Some((one(after.start..end_of_name(page, cue, after)), self.before.clone()))
            }
            _ => quoted_before(page, sentence).map(|said| (one(said), sentence.clone())),
        }
    }

    /// Whether what is in quotation marks is what is said: it is before the word, or most of what is behind it.
    fn is_quotation(&self) -> bool {
        let cue = &self.cue.span;
        let behind = self.quoted.iter().filter(|span| span.start >= cue.end);
        let behind: usize = behind.map(|span| words(self.page, span)).sum();
        let most = behind > 0 && behind * 5 >= words(self.page, &self.after) * 3
            || self.quoted.iter().any(|span| span.end <= cue.start);
        !self.quoted.is_empty() && (most || behind == 0)
    }

    /// "According to the court, …".
    fn by_source(&self) -> Option<Said> {
        let (before, end) = (&self.before, self.sentence.end);
        let named = words(self.page, before);
        match self.next_comma().filter(|_| named < 3) {
            Some(at) => Some((one(at..end), before.start..at)),
            // "The sale, according to a newspaper in March, is too big."
            None if named >= 1 => {
                let from = self.next_comma().filter(|at| self.words(*at..end) >= 2).unwrap_or(end);
                let said = [before.clone(), from..end];
                let said = said.into_iter().filter(|part| words(self.page, part) > 0).collect();
                Some((said, self.cue.span.end..from))
            }
            None => None,
        }
    }

    /// "Reportedly, …" holds for the sentence, "…, reportedly including …" from its clause on.
    fn by_adverb(&self) -> Said {
        let cue = &self.cue.span;
        let first = words(self.page, &self.before) <= 1;
        let from = if first { self.sentence.start } else { self.page.clause_of(cue.start).start };
        (one(from..self.sentence.end), cue.clone())
    }

    /// What is before a Kazakh verb; the speaker is behind it, or at the beginning.
    fn by_quotative(&self) -> Option<Said> {
        let (page, before, after) = (self.page, &self.before, &self.after);
        if !is_quotative(page, self.cue, before) {
            return None;
        }
        let first = page.words_in(before).get(4).map_or(before.end, |word| word.span.start);
        Some(if (1..=9).contains(&words(page, after)) {
            (one(before.clone()), after.clone())
        } else {
            (one(first..before.end), before.start..first)
        })
    }

    /// What a noun of speech is of, such as an announcement.
    fn by_noun(&self) -> Option<Said> {
        let (page, before, after) = (self.page, &self.before, &self.after);
        // 预计 reports only right before a comma: "…预计，…".
        let ideographs = self.word().starts_with(is_han);
        if ideographs && (!page.text[after.start..].starts_with(['，', '：']) || words(page, before) < 2) {
            return None;
        }
        // What a relative clause adds is not said.
        let end = if ideographs { after.end } else { self.next_comma().unwrap_or(after.end) };
        let thing = after.start..end;
        Some(if ideographs || words(page, before) >= 1 && is_name(page, before) {
            (vec![thing], before.clone())
        } else {
            (vec![before.clone(), thing], self.sentence.clone())
        })
    }
}

/// Whether a word stands between what is said and who says it: right behind a comma, a dash or a quotation, or at the end
/// of a clause behind one.
fn is_behind_words(page: &Page<'_>, cue: &Cue, last_comma: Option<usize>, after: &Range<usize>) -> bool {
    let before = page.text[..cue.span.start].trim_end();
    let touches =
        before.ends_with([',', '，', '—', '–', '-', '”', '“', '»', '«', '"', '」', '?', '!', '？', '！']);
    let next = page.text[after.clone()]
        .find([',', '，', '.', '。', ':', '：'])
        .map_or(after.end, |at| after.start + at);
    let ends = (words(page, &(after.start..next)) <= 1 || next == after.end && words(page, after) <= 8)
        && last_comma.is_some_and(|at| (1..=8).contains(&words(page, &(at..cue.span.start))));
    touches || ends
}

/// A Chinese report of what is denied before the one who denies it: 对于关闭工厂一事，何静予以否认.
fn denied_before(page: &Page<'_>, sentence: &Range<usize>, cue: &Cue, comma: usize) -> Option<Report> {
    let han = page.text[cue.span.clone()].starts_with(is_han);
    let denial = han && page.any_cue(std::slice::from_ref(&cue.span), &[Kind::Denial]);
    let ends =
        page.text[cue.span.end..sentence.end].starts_with(['，', '。', '；']) || cue.span.end >= sentence.end;
    let named = (1..=14).contains(&words(page, &(comma..cue.span.start)));
    let is = denial && ends && named && words(page, &(sentence.start..comma)) >= 3;
    is.then(|| Report {
        cue: cue.span.clone(),
        content: one(sentence.start..comma),
        source: comma..cue.span.end,
        bare: false,
    })
}

/// Where what is said ends behind a verb by which somebody calls something by a word: before a clause that is joined, "called
/// it a mistake, but will not veto it".
fn end_of_name(page: &Page<'_>, cue: &Cue, after: &Range<usize>) -> usize {
    if !page.any_cue(std::slice::from_ref(&cue.span), &[Kind::NamingSpeech]) {
        return after.end;
    }
    let join = page.cues_in(after, Kind::ClauseJoin).next();
    join.map_or(after.end, |join| join.span.start)
}

/// Whether the words before a verb are its subject, with a relative clause put in: "The union, to which most of them belong,
/// announced …".
fn follows_insert(page: &Page<'_>, before: &Range<usize>) -> bool {
    let text = page.text[before.clone()].trim_end();
    let Some(inner) = text.strip_suffix([',', '，']) else { return false };
    let Some(at) = inner.rfind([',', '，']) else { return false };
    let insert = before.start + at..before.start + inner.len();
    let subject = before.start..insert.start;
    let mut first = page.words_in(&insert).iter().take(2);
    let relative = first.any(|word| page.is_listed(word, Kind::RelativePronoun));
    relative
        && words(page, &subject) <= 8
        && !page.any_cue(std::slice::from_ref(&subject), &[Kind::Past, Kind::Auxiliary, Kind::StrongPlan])
}

/// Whether a verb reports without saying who speaks.
fn is_impersonal(verb: &str) -> bool {
    let verb = verb.to_lowercase();
    verb.contains("t-on")
        || ["-on", " es", "verlautet", "verlautete", "ается", "ится"].iter().any(|end| verb.ends_with(end))
}

/// What is in quotation marks right before a short sentence: “…！”他说.
fn quoted_before(page: &Page<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let at = page.quoted.partition_point(|range| range.end <= sentence.start);
    let range = page.quoted.get(at.checked_sub(1)?)?;
    let between = page.text[range.end..sentence.start].chars();
    (words(page, range) >= 3 && between.filter(|c| c.is_alphanumeric()).count() == 0).then(|| range.clone())
}

/// Whether a range is a part of what a report says, or its own words.
pub(super) fn touches(report: &Report, range: &Range<usize>) -> bool {
    touch(&report.cue, range) || report.content.iter().any(|content| touch(content, range))
}

pub(super) fn one(range: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(range).collect()
}

pub(super) fn words(page: &Page<'_>, range: &Range<usize>) -> usize {
    page.words_in(range).len()
}
