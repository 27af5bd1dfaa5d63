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
    let quoted = &page.quoted;
    let spans: Vec<Range<usize>> = quoted
        .iter()
        .filter(|range| touch(range, sentence))
        .filter(|range| {
            let near = cue.span.end <= range.start && words(page, &(cue.span.end..range.start)) <= 4;
            words(page, range) >= 3 || near && words(page, range) >= 1
        })
        .map(|range| range.start.max(sentence.start)..range.end.min(sentence.end))
        .collect();
    // What is behind a semicolon is said anew.
    let cut = |text: &str| text.find([';', '；']).or_else(|| text.find(", while "));
    let end = cut(&page.text[cue.span.end..sentence.end]).map_or(sentence.end, |at| cue.span.end + at);
    let start = page.text[sentence.start..cue.span.start]
        .char_indices()
        .rfind(|(_, c)| matches!(c, ';' | '；'))
        .map_or(sentence.start, |(at, c)| sentence.start + at + c.len_utf8());
    let sentence = &(start..end);
    let (before, after) = (sentence.start..cue.span.start, cue.span.end..sentence.end);
    // "Announced their agreement" tells of the announcers, "announced that", "announced classes would end" reports.
    let last = |kind: Kind| page.words_in(&before).last().is_some_and(|word| page.is_listed(word, kind));
    let adjective = matches!(cue.kind, Kind::Finding | Kind::NominalSpeech) && last(Kind::BeforeParticiple);
    let comma = |range: &Range<usize>| {
        page.text[range.clone()].find([',', '，', '、', '—', '–']).map(|at| range.start + at)
    };
    let last_comma = page.text[before.clone()]
        .rfind([',', '，', '—', '–', '?', '!', '？', '！'])
        .map(|at| before.start + at);
    // "…, a-t-on appris lundi auprès du tribunal": no one is named, and no clause follows.
    let impersonal = is_impersonal(&page.text[cue.span.clone()]) && !has_conjunction(page, &after);
    // "Not a job will go, director Ann Berg promised staff."
    let named_before = |at: usize| {
        let between = at..cue.span.start;
        language.tag() == "en"
            && (2..=7).contains(&words(page, &between))
            && is_name(page, &between)
            && !begins_with_pronoun(page, &between)
            && page.cues_in(&between, Kind::ClauseJoin).next().is_none()
            && page.any_cue(
                std::slice::from_ref(&(sentence.start..at)),
                &[Kind::StrongPlan, Kind::Auxiliary, Kind::Past],
            )
            && !has_conjunction(page, &after)
            && comma(&after).is_none()
            && words(page, &after) <= 8
            && !has_clause(page, &after)
    };
    // "Six weeks after announcing them": no clause of who says it.
    let gerund = page.text[cue.span.clone()].ends_with("ing") && last(Kind::BeforeGerund);
    // 尚未公布 at the end tells of no one who says it.
    let announces = cue.kind == Kind::NominalSpeech && page.text[cue.span.clone()].starts_with(is_han);
    let tail = last_comma.filter(|_| !gerund && !announces && !follows_insert(page, &before)).filter(|at| {
        let between = words(page, &(*at..cue.span.start));
        let behind = words(page, &after);
        (behind <= 2 && (between > 0 || behind == 0)
            || between == 0 && behind <= 9 && (impersonal || is_name(page, &after))
            || named_before(*at))
            && between <= 9
            && words(page, &(sentence.start..*at)) >= 3
    });
    // "The layer, says the restorer, would have come off."
    let inserted = last_comma.filter(|at| {
        let between = *at..cue.span.start;
        words(page, &between) == 0 || words(page, &between) == 1 && is_as(page, &between)
    });
    let inserted = inserted.and_then(|at| {
        let next = comma(&after)?;
        let alone = words(page, &(after.start..next)) == 0;
        let is = (usize::from(!alone)..=7).contains(&words(page, &(after.start..next)))
            && words(page, &(next..sentence.end)) >= 2
            && words(page, &(sentence.start..at)) >= 1
            && (alone || is_name(page, &(after.start..next)))
            && !begins_with_pronoun(page, &(next..sentence.end));
        is.then_some(at..next)
    });
    if let Some(report) = last_comma.and_then(|at| denied_before(page, sentence, cue, at)) {
        return Some(report);
    }
    let alone = spans.is_empty() && tail.is_none() && inserted.is_none();
    if alone
        && page.any_cue(std::slice::from_ref(&cue.span), &[Kind::ThingSpeech])
        && !begins_clause(page, &after)
    {
        return None;
    }
    if cue.kind == Kind::TailSpeech && !is_behind_words(page, cue, last_comma, &after) {
        return None;
    }
    if adjective
        || is_announcement(page, cue)
            && spans.is_empty()
            && tail.is_none()
            && inserted.is_none()
            && !has_clause(page, &after)
    {
        return None;
    }
    // "was stated by": what is said is elsewhere.
    let passive = language.tag() == "en"
        && cue.kind == Kind::StrongSpeech
        && (page.text[after.clone()].trim_start().starts_with("by ")
            || page.text[cue.span.clone()].ends_with(" by"));
    if passive {
        return None;
    }
    let behind: usize =
        spans.iter().filter(|span| span.start >= cue.span.end).map(|span| words(page, span)).sum();
    let most = behind > 0 && behind * 5 >= words(page, &after) * 3
        || spans.iter().any(|span| span.end <= cue.span.start);
    let (content, source) = if !spans.is_empty() && (most || behind == 0) {
        (spans, sentence.clone())
    } else if cue.kind == Kind::Source {
        match comma(&after).filter(|_| words(page, &before) < 3) {
            Some(at) => (one(at..sentence.end), before.start..at),
            // "The sale, according to a newspaper in March, is too big."
            None if words(page, &before) >= 1 => {
                let end = comma(&after).filter(|at| words(page, &(*at..sentence.end)) >= 2);
                let end = end.unwrap_or(sentence.end);
                let said = [before.clone(), end..sentence.end];
                let said = said.into_iter().filter(|part| words(page, part) > 0).collect();
                (said, cue.span.end..end)
            }
            None => return None,
        }
    } else if cue.kind == Kind::Reported {
        // "Reportedly, …" holds for the sentence, "…, reportedly including …" from its clause on.
        let from =
            if words(page, &before) <= 1 { sentence.start } else { page.clause_of(cue.span.start).start };
        (one(from..sentence.end), cue.span.clone())
    } else if language.tag() == "kk" {
        if !is_quotative(page, cue, &before) {
            return None;
        }
        // The speaker is behind the verb, or at the beginning.
        let named = words(page, &after);
        let first = page.words_in(&before).get(4).map_or(before.end, |word| word.span.start);
        if (1..=9).contains(&named) {
            (one(before.clone()), after.clone())
        } else {
            (one(first..before.end), before.start..first)
        }
    } else if let Some(at) = last_comma.filter(|at| is_as(page, &(*at..cue.span.start))) {
        (one(sentence.start..at), at..sentence.end)
    } else if let Some(inserted) = inserted {
        (vec![sentence.start..inserted.start, inserted.end..sentence.end], inserted)
    } else if let Some(at) = tail {
        (one(sentence.start..at), at..sentence.end)
    } else if cue.kind == Kind::TailSpeech {
        return None;
    } else if cue.kind == Kind::NominalSpeech {
        // 预计 reports only right before a comma: "…预计，…".
        let ideographs = page.text[cue.span.clone()].starts_with(is_han);
        if ideographs && (!page.text[cue.span.end..].starts_with(['，', '：']) || words(page, &before) < 2)
        {
            return None;
        }
        // What a relative clause adds is not said.
        let thing = if ideographs { after.clone() } else { after.start..comma(&after).unwrap_or(after.end) };
        if ideographs || words(page, &before) >= 1 && is_name(page, &before) {
            (vec![thing], before.clone())
        } else {
            (vec![before.clone(), thing], sentence.clone())
        }
    } else if words(page, &after) >= 3 && (cue.kind == Kind::Finding || has_complement(page, cue, &after)) {
        (one(after.start..end_of_name(page, cue, &after)), before.clone())
    } else if let Some(said) = quoted_before(page, sentence) {
        (one(said), sentence.clone())
    } else {
        return None;
    };
    Some(Report { cue: cue.span.clone(), content, source, bare: false })
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
