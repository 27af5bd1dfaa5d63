//! Reported speech: which words of an article somebody says.
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

/// Whether a range is a part of what a report says, or its own words.
fn touches(report: &Report, range: &Range<usize>) -> bool {
    touch(&report.cue, range) || report.content.iter().any(|content| touch(content, range))
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

/// What tells that words may be a clause.
const VERBAL: [Kind; 5] = [Kind::Pronoun, Kind::Negation, Kind::Plan, Kind::Auxiliary, Kind::Past];

fn is_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '"' | '\u{a0}' | '\u{202f}')
}

/// What a word reports in its sentence.
fn report(page: &Page<'_>, language: &Language, sentence: &Range<usize>, cue: &Cue) -> Option<Report> {
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
        .rfind(';')
        .map_or(sentence.start, |at| sentence.start + at + 1);
    let sentence = &(start..end);
    let (before, after) = (sentence.start..cue.span.start, cue.span.end..sentence.end);
    // "Announced their agreement" tells of the announcers, "announced that", "announced classes would end" reports.
    let adjective = matches!(cue.kind, Kind::Finding | Kind::NominalSpeech)
        && page.words_in(&before).last().is_some_and(|word| {
            matches!(
                page.folded(word),
                "with"
                    | "a"
                    | "an"
                    | "the"
                    | "of"
                    | "any"
                    | "no"
                    | "were"
                    | "was"
                    | "been"
                    | "total"
                    | "be"
                    | "is"
                    | "are"
                    | "co"
            )
        });
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
    let gerund = language.tag() == "en"
        && page.text[cue.span.clone()].ends_with("ing")
        && page.words_in(&before).last().is_some_and(|word| {
            matches!(
                page.folded(word),
                "after" | "before" | "since" | "by" | "without" | "for" | "in" | "despite"
            )
        });
    let tail = last_comma.filter(|_| !gerund && !follows_insert(page, &before)).filter(|at| {
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
        (vec![after.clone()], before.clone())
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

/// Whether the words before a verb are its subject, with a relative clause put in: "The union, to which most of them belong,
/// announced …".
fn follows_insert(page: &Page<'_>, before: &Range<usize>) -> bool {
    let text = page.text[before.clone()].trim_end();
    let Some(inner) = text.strip_suffix([',', '，']) else { return false };
    let Some(at) = inner.rfind([',', '，']) else { return false };
    let insert = before.start + at..before.start + inner.len();
    let subject = before.start..insert.start;
    let relative = page.words_in(&insert).iter().take(2).any(|word| {
        let word = page.folded(word);
        matches!(
            word,
            "who"
                | "which"
                | "whose"
                | "whom"
                | "qui"
                | "dont"
                | "lequel"
                | "laquelle"
                | "que"
                | "quien"
                | "cuyo"
                | "cuya"
                | "der"
                | "die"
                | "das"
                | "dem"
                | "den"
                | "deren"
                | "dessen"
                | "denen"
        ) || word.starts_with("котор")
    });
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

/// Whether words begin a clause of what is said: "that …".
fn has_conjunction(page: &Page<'_>, range: &Range<usize>) -> bool {
    page.words_in(range).iter().any(|word| {
        matches!(
            page.folded(word),
            "that" | "que" | "qu" | "qu'" | "dass" | "что" | "whether" | "ob" | "si" | "чтобы"
        ) || page.folded(word).starts_with("qu'")
    })
}

/// Whether words begin with a pronoun: "who took over in 2022" tells of the speaker.
fn begins_with_pronoun(page: &Page<'_>, range: &Range<usize>) -> bool {
    let first = page.words_in(range).first();
    first.is_some_and(|word| page.cues_in(&word.span, Kind::Pronoun).next().is_some())
}

/// Whether a clause begins with "as": "…, as the report says".
pub(super) fn is_as(page: &Page<'_>, clause: &Range<usize>) -> bool {
    let first = page.words_in(clause).first();
    first.is_some_and(|word| page.cues_in(&word.span, Kind::AsSaid).next().is_some())
}

/// What is in quotation marks right before a short sentence: “…！”他说.
fn quoted_before(page: &Page<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let at = page.quoted.partition_point(|range| range.end <= sentence.start);
    let range = page.quoted.get(at.checked_sub(1)?)?;
    let between = page.text[range.end..sentence.start].chars();
    (words(page, range) >= 3 && between.filter(|c| c.is_alphanumeric()).count() == 0).then(|| range.clone())
}

/// Whether the words after a verb begin with who speaks: `…, said Ann Berg`, `…, said the minister`.
fn is_name(page: &Page<'_>, after: &Range<usize>) -> bool {
    let words = page.words_in(after);
    let near = after.start..words.get(3).map_or(after.end, |word| word.span.start);
    let spaced = words.first().is_none_or(|word| !page.text[word.span.clone()].starts_with(is_han));
    !spaced
        || words.iter().take(3).any(|word| word.capital)
        || page.any_cue(std::slice::from_ref(&near), &[Kind::PersonWord, Kind::GroupWord])
        || words.len() <= 3 && !begins_with_article(page, after)
}

/// Whether a verb may have a thing as its object as well as a clause.
fn is_announcement(page: &Page<'_>, cue: &Cue) -> bool {
    let word = page.text[cue.span.clone()].to_lowercase();
    let tag = page.language.map_or("", |language| language.tag());
    if tag == "de" {
        return word.starts_with("kündig") || word.starts_with("ankündig");
    }
    tag == "en" && (word.starts_with("announc") || word.starts_with("report") || cue.kind == Kind::Finding)
}

/// Whether what follows a verb may be a clause that it reports, and not a thing: "confirmed that …", not "confirmed the verdict".
fn has_complement(page: &Page<'_>, cue: &Cue, after: &Range<usize>) -> bool {
    let text = &page.text[after.clone()];
    // "… of having sold it": an infinitive at once, or behind a preposition.
    let infinitive = |endings: &[&str]| {
        let words = page.words_in(after);
        words.iter().enumerate().any(|(index, word)| {
            let before =
                index.checked_sub(1).and_then(|before| words.get(before)).map(|word| page.folded(word));
            let word = page.folded(word);
            (index < 2 || matches!(before, Some("de" | "d'")))
                && word.chars().count() > 3
                && endings.iter().any(|end| word.ends_with(end))
        })
    };
    let colon = text.contains([':', '«', '“', '„', '"', '—']);
    match page.language.map_or("", |language| language.tag()) {
        "en" => {
            let verb = page.text[cue.span.clone()].to_lowercase();
            let says = ["sa", "tell", "told", "put", "gave", "argu", "insist", "warn", "den"];
            let says = says.iter().any(|stem| verb.starts_with(stem));
            says || verb.ends_with("that") || colon || has_conjunction(page, after) || has_clause(page, after)
        }
        "fr" | "es" => {
            let announces =
                ["annonc", "anunci"].iter().any(|stem| page.text[cue.span.clone()].contains(stem));
            let endings: &[&str] = &["er", "ir", "re", "ar"];
            announces || colon || has_conjunction(page, after) || infinitive(endings)
        }
        "de" => colon || has_clause(page, after),
        "ru" => {
            let about =
                || page.words_in(after).iter().take(4).any(|word| matches!(page.folded(word), "о" | "об"));
            colon || text.contains(',') || about()
        }
        _ => true,
    }
}

/// Whether a Kazakh verb reports what is before it: by `деп` and its forms, or by an object that is a clause.
fn is_quotative(page: &Page<'_>, cue: &Cue, before: &Range<usize>) -> bool {
    let says = |text: &str| text.to_lowercase().starts_with("де") || text.to_lowercase().ends_with(" деп");
    let last = page.words_in(before).iter().rev().take(3).map(|word| page.folded(word));
    let clause = [
        "анын",
        "енін",
        "тынын",
        "тінін",
        "анына",
        "еніне",
        "тынына",
        "тініне",
        "арына",
        "еріне",
        "уын",
        "уін",
        "туралы",
        "деп",
        "деген",
        "дегенді",
    ];
    says(&page.text[cue.span.clone()])
        || last.into_iter().any(|last| clause.iter().any(|ending| last.ends_with(ending)))
}

fn begins_with_article(page: &Page<'_>, after: &Range<usize>) -> bool {
    let name = [Kind::PersonWord, Kind::GroupWord];
    page.words_in(after).first().is_some_and(|word| matches!(page.folded(word), "the" | "a" | "an"))
        && !page.any_cue(std::slice::from_ref(after), &name)
        && !page.words_in(after).iter().any(|word| word.capital)
}

/// Whether the words after a verb hold a verb of their own: a clause rather than a thing.
fn has_clause(page: &Page<'_>, after: &Range<usize>) -> bool {
    if page.language.is_some_and(|language| language.tag() == "de") {
        // The comma of a number separates no clauses.
        let text = &page.text[after.clone()];
        return text
            .match_indices([',', ':'])
            .any(|(at, _)| !text[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    }
    let end = page.words_in(after).get(13).map_or(after.end, |word| word.span.start);
    let first = page.words_in(after).first().map(|word| page.folded(word));
    first.is_some_and(|word| matches!(word, "it" | "they" | "he" | "she" | "we" | "i" | "there"))
        || page.any_cue(std::slice::from_ref(&(after.start..end)), &[Kind::Past, Kind::Auxiliary])
}

fn one(range: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(range).collect()
}

fn words(page: &Page<'_>, range: &Range<usize>) -> usize {
    page.words_in(range).len()
}

/// What is between quotation marks, without them.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        if c == '\n' {
            open = None;
            continue;
        }
        let closes = |opening: char| match opening {
            '“' => matches!(c, '”'),
            '„' => matches!(c, '“' | '”'),
            '«' => c == '»',
            '»' => c == '«',
            '「' => c == '」',
            '『' => c == '』',
            '"' => c == '"',
            _ => false,
        };
        match open {
            Some((opening, start)) if closes(opening) => {
                found.push(start..at);
                open = None;
            }
            None if matches!(c, '“' | '„' | '«' | '»' | '「' | '『' | '"') => {
                open = Some((c, at + c.len_utf8()))
            }
            _ => {}
        }
    }
    found
}
