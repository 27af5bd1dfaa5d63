//! Reported speech: which words of an article somebody says.
use super::page::{Page, touch};
use super::report::{Report, one, report, touches, words};
use crate::language::Kind;
use std::ops::Range;

/// The reports of an article, in order.
pub(super) fn reports(page: &Page<'_>) -> Vec<Report> {
    let mut found = Vec::new();
    let Some(language) = page.language else { return found };
    let quoted = &page.quoted;
    for sentence in &page.sentences {
        let inside = |at: usize| quoted.iter().any(|range| range.start <= at && at < range.end);
        let cues = page
            .cues_in(sentence, Kind::Source)
            .chain(page.cues_in(sentence, Kind::StrongSpeech))
            .chain(page.cues_in(sentence, Kind::Finding))
            .chain(page.cues_in(sentence, Kind::Reported))
            .chain(page.cues_in(sentence, Kind::NominalSpeech))
            .chain(page.cues_in(sentence, Kind::TailSpeech))
            .filter(|cue| !inside(cue.span.start));
        let first = found.len();
        for cue in cues {
            // One of several in a sentence says only what the others have not said.
            let told = &found[first..];
            if told.iter().any(|one: &Report| touches(one, &cue.span)) {
                continue;
            }
            if let Some(report) = report(page, language, sentence, cue)
                && !told.iter().any(|one| report.content.iter().any(|content| touches(one, content)))
            {
                found.push(report);
            }
        }
    }
    // What is quoted in a sentence of its own belongs to the report before or after it in the paragraph.
    for range in quoted {
        let touched = page.sentences_of(range);
        if touched.len() > 1 || words(page, range) < 4 {
            let near =
                found.iter_mut().find(|report| report.content.iter().any(|content| touch(content, range)));
            if let Some(report) = near {
                report.content.push(range.clone());
            }
        }
    }
    let tails: Vec<Report> =
        page.sentences.iter().filter_map(|sentence| unlisted(page, sentence, &found)).collect();
    found.extend(tails);
    found.extend(bare(page, &found));
    found.sort_by_key(|report| report.cue.start);
    found
}

/// What is said in a sentence by a verb that no list has, by its place: behind a comma, in the past, and right before who
/// speaks: "No habrá huelga, zanjó el ministro".
fn unlisted(page: &Page<'_>, sentence: &Range<usize>, found: &[Report]) -> Option<Report> {
    let endings: &[&str] = match page.language.map_or("", |language| language.tag()) {
        "es" => &["o", "aron", "ieron"],
        "ru" => &["л", "ла", "ли", "лся", "лась"],
        _ => return None,
    };
    if found.iter().any(|report| touches(report, sentence)) {
        return None;
    }
    let text = &page.text[sentence.clone()];
    let commas = text.match_indices(',').map(|(at, _)| sentence.start + at);
    commas.filter(|at| words(page, &(sentence.start..*at)) >= 3).find_map(|at| {
        let rest = page.words_in(&(at..sentence.end));
        let verb = rest.first().filter(|word| !word.capital)?;
        let accent = page.language.is_none_or(|language| language.tag() != "es")
            || page.text[verb.span.clone()].ends_with(['ó', 'n']);
        let near = verb.span.end..rest.get(5).map_or(sentence.end, |word| word.span.start);
        let person = page.cues_in(&near, Kind::PersonWord).next()?;
        let between = page.words_in(&(verb.span.end..person.span.start));
        let is = accent
            && endings.iter().any(|ending| page.folded(verb).ends_with(ending))
            && page.folded(verb).chars().count() >= 5
            && !page.text[verb.span.end..person.span.start].contains(',')
            && between.len() <= 3
            && rest.len() <= 12
            && page.any_cue(std::slice::from_ref(&(sentence.start..at)), &VERBAL);
        is.then(|| Report {
            cue: verb.span.clone(),
            content: one(sentence.start..at),
            source: at..sentence.end,
            bare: false,
        })
    })
}

/// Quotations of four words or more that no listed word reports: sentences that somebody says, not titles or single words.
fn bare(page: &Page<'_>, found: &[Report]) -> Vec<Report> {
    let is_said = |range: &&Range<usize>| {
        if words(page, range) < 4 {
            return false;
        }
        let before = page.text[..range.start].trim_end_matches(|c| is_mark(c) || c == ' ');
        let after = page.text[range.end..].trim_start_matches(|c| is_mark(c) || c == ' ');
        page.text[..range.end].trim_end().ends_with(['.', ',', '!', '?', '…', '。', '，', '！', '？'])
            || before.ends_with([':', '：'])
            || after.starts_with([',', '—', '–', '，']) && page.any_cue(std::slice::from_ref(*range), &VERBAL)
    };
    let unsaid = |range: &&Range<usize>| !found.iter().any(|report| touches(report, range));
    let report = |range: &Range<usize>| {
        let touched = page.sentences_of(range);
        let source = page.sentences.get(touched.start).cloned().unwrap_or_else(|| range.clone());
        let first = page.words_in(range).first().map_or(range.clone(), |word| word.span.clone());
        Report { cue: first, content: vec![range.clone()], source, bare: true }
    };
    page.quoted.iter().filter(is_said).filter(unsaid).map(report).collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '"' | '\u{a0}' | '\u{202f}')
}

/// What tells that words may be a clause.
const VERBAL: [Kind; 5] = [Kind::Pronoun, Kind::Negation, Kind::Plan, Kind::Auxiliary, Kind::Past];
