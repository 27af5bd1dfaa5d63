//! Speakers: who says it, and does the fact tell?
use super::complement::is_as;
use super::doubt::{Doubt, Part};
use super::focus::statements;
use super::judge::{Case, Judge};
use super::name::Names;
use super::named::Ends;
use super::neighbour::neighbours;
use super::page::{Page, touch};
use super::report::Report;
use crate::check::model::{Fact, Modality, Object, Referent};
use crate::diagnostic::Code;
use crate::language::Kind;
use crate::term::vocab::af;
use std::ops::Range;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let fact = case.fact;
    if fact.is_attributed() {
        if let Some(doubt) = other_utterance(judge, case).or_else(|| unnamed(judge, case)) {
            doubts.push(doubt);
        }
        return;
    }
    let about_speech = is_about_speech(judge, case);
    // What is told in passing is not that something is not so.
    let background = fact.modality.is_realized()
        && !fact.negated
        && (judge.is_listed(fact, "background") || judge.is_listed(fact, "parts") && is_phrase(judge, case));
    if about_speech || background || judge.page.language.is_none() {
        return;
    }
    let report = judge
        .near_reports(case)
        .find(|report| reports(judge, case, report) && !only_supposes(judge, case, report));
    let words = match report {
        None if is_in_quotation_marks(judge, case) => {
            "the article gives these words in quotation marks".to_owned()
        }
        Some(report) if report.bare => "the article gives this in quotation marks".to_owned(),
        Some(report) => format!(
            "the article reports this as said by someone (`{}`)",
            &judge.page.text[report.cue.clone()]
        ),
        None if others_are_said(judge, case) => {
            "the other facts of this sentence are said by someone".to_owned()
        }
        None => return,
    };
    doubts.push(Doubt::new(
        Code::MissingSpeaker,
        Part::Speaker,
        format!("{words}, and the fact has no speaker"),
        "add `according-to` with who says it, or `stated-in` with the utterance",
    ));
}

/// Whether a fact is about a speech itself, so that its words do not belong to the fact.
fn is_about_speech(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let fact = case.fact;
    let about = judge.is_utterance(&fact.subject) || judge.is_listed(fact, "speech");
    // "Nobody asked us", says one who was not: the speech that there was not is not the one that tells so.
    about && !(fact.negated && judge.is_listed(fact, "addressees"))
}

/// Whether the value of a fact that describes something is in quotation marks: somebody's words.
fn is_in_quotation_marks(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let page = &judge.page;
    let Object::Literal(literal) = &case.fact.object else { return false };
    judge.is_listed(case.fact, "words")
        && case.quotes.iter().any(|quote| {
            page.text[quote.clone()].match_indices(literal.text).any(|(at, text)| {
                let start = quote.start + at;
                page.quoted.iter().any(|range| range.start <= start && start + text.len() <= range.end)
            })
        })
}

/// Whether only a verb form marks a report, and that form may also come from a condition, as in a hypothetical fact.
fn only_supposes(judge: &Judge<'_, '_>, case: &Case<'_, '_>, report: &Report) -> bool {
    let page = &judge.page;
    let cue = std::slice::from_ref(&report.cue);
    page.any_cue(cue, &[Kind::Reported])
        && !page.any_cue(cue, &[Kind::Source, Kind::Speech, Kind::StrongSpeech])
        && (case.fact.modality == Modality::Hypothetical || page.any_cue(&case.sentences, &[Kind::Condition]))
}

/// Whether the quotes are no more than a phrase of ten words: what it tells in passing is the article's own.
pub(super) fn is_phrase(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let quotes = statements(judge, case);
    let words: usize = quotes.iter().map(|quote| judge.page.words_in(quote).len()).sum();
    words <= 10 && !judge.page.any_cue(&case.quotes, &[Kind::StrongSpeech, Kind::Auxiliary])
}

/// Whether nearly all other facts with the same words have a speaker: two at least.
fn others_are_said(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let (mut said, mut all) = (0, 0);
    for (other, _) in neighbours(judge, case).into_iter().filter(|(_, says)| *says) {
        let about_speech = judge.is_utterance(&other.subject) || judge.is_listed(other, "speech");
        let background = other.modality.is_realized() && judge.is_listed(other, "background");
        if !other.is_attributed() && (about_speech || background) {
            continue;
        }
        // One whose words go on in another sentence may have its speaker from there.
        let sentences = |fact: &Fact<'_>| {
            let quotes = fact.evidence.iter().filter_map(|at| judge.document.quotes.get(*at as usize));
            quotes.map(|quote| judge.page.sentences_of(&quote.bytes).len()).max().unwrap_or_default()
        };
        if sentences(other) > 1 && sentences(case.fact) <= 1 {
            continue;
        }
        all += 1;
        said += usize::from(other.is_attributed());
    }
    said >= 2 && said * 5 >= all * 4
}

/// Whether a report has the fact as its content.
fn reports(judge: &Judge<'_, '_>, case: &Case<'_, '_>, report: &Report) -> bool {
    let page = &judge.page;
    let sentences = page.sentences_of(&report.cue).filter_map(|index| page.sentences.get(index));
    let parts = || report.content.iter().chain(sentences.clone());
    let reach = parts().map(|part| part.start).min().unwrap_or_default()
        ..parts().map(|part| part.end).max().unwrap_or_default();
    // What is joined to "called it a mistake" is not said.
    let naming = page.any_cue(std::slice::from_ref(&report.cue), &[Kind::NamingSpeech]);
    let last = report.content.iter().map(|content| content.end).max().unwrap_or_default();
    let joined = || page.cues_in(&(last..reach.end), Kind::ClauseJoin).any(|join| join.span.start == last);
    let end = if naming && last > report.cue.end && joined() { last } else { reach.end };
    let reach = reach.start..end;
    let inside = |quote: &Range<usize>| {
        let overlap: usize = report.content.iter().map(|content| page.overlap(content, quote)).sum();
        let whole = page.words_in(quote).len().max(1);
        let with_cue = quote.start <= report.cue.start && report.cue.end <= quote.end;
        // Of a quote of several sentences the one that reports has to say the fact.
        let said = || {
            let ends = Ends::of(judge, case, quote);
            !ends.are_elsewhere(page, &reach) && !is_before_report(page, report, &ends)
        };
        overlap * 5 >= whole * 4
            || with_cue && (if report.bare { overlap * 2 >= whole } else { overlap >= 1 && said() })
    };
    let quotes = statements(judge, case);
    // What is inferred from words in and outside of a report may be the article's own.
    let explicit = |quote: &Range<usize>| {
        let says = [Kind::StrongSpeech, Kind::Source, Kind::TailSpeech];
        page.any_cue(std::slice::from_ref(&report.cue), &says)
            && !report.bare
            && quote.start <= report.cue.start
            && report.cue.end <= quote.end
            && inside(quote)
    };
    let said = if case.fact.inferred {
        quotes.iter().all(inside) || quotes.iter().any(explicit)
    } else {
        quotes.iter().any(inside)
    };
    if !said {
        return false;
    }
    // Who speaks is the subject: the fact tells of the speech itself.
    let with_cue =
        case.quotes.iter().any(|quote| quote.start <= report.cue.start && report.cue.end <= quote.end);
    let in_source = || {
        judge
            .names(&case.fact.subject)
            .is_some_and(|names| names.best(page, std::slice::from_ref(&report.source)).named)
            && !judge.names(&case.fact.subject).is_some_and(|names| names.best(page, &report.content).named)
    };
    // Who speaks in quotation marks is not what is spoken of: "we work well with them".
    let direct = || {
        let said = page.quoted.iter().filter(|range| page.words_in(range).len() >= 3);
        let mut said = said.filter(|range| report.content.iter().any(|content| touch(content, range)));
        said.any(|range| case.quotes.iter().any(|quote| touch(quote, range)))
    };
    !(with_cue && case.fact.modality.is_realized() && in_source() && !direct())
}

/// Whether all that names the ends of a fact stands before a clause that reports what is behind it: "the chain started it, but
/// a paper reports few orders".
fn is_before_report(page: &Page<'_>, report: &Report, ends: &Ends) -> bool {
    let join = page.cues_in(&page.clause_of(report.cue.start), Kind::ClauseJoin).next();
    let Some(clause) = join.map(|join| join.span.start).filter(|at| *at < report.cue.start) else {
        return false;
    };
    report.content.iter().all(|content| content.start >= report.cue.end)
        && ends.places().next().is_some()
        && ends.places().all(|place| place.end <= clause)
}

/// A doubt where the facts place another utterance in the fact's sentence, and its own elsewhere.
fn other_utterance(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Option<Doubt> {
    let utterance = case.fact.stated_in.as_ref()?;
    let anchors = judge.anchors();
    let own = anchors.get(utterance).filter(|own| own.len() * anchors.len() <= 2000)?;
    let page = &judge.page;
    let quote = case.quotes.first()?;
    let paragraph = page.paragraph_of(quote);
    let within =
        |range: &Range<usize>, anchors: &[Range<usize>]| anchors.iter().any(|anchor| touch(anchor, range));
    let sentence = |anchors: &[Range<usize>]| case.sentences.iter().any(|sentence| within(sentence, anchors));
    if sentence(own) || quote_tells_speaker(judge, case) {
        return None;
    }
    let mut others: Vec<(&Referent<'_>, &Vec<Range<usize>>)> =
        anchors.iter().filter(|(other, _)| *other != utterance).collect();
    others.sort_by(|one, two| one.0.cmp(two.0));
    let other = others.iter().find(|(_, anchors)| sentence(anchors)).or_else(|| {
        others.iter().find(|(_, anchors)| within(&paragraph, anchors) && !within(&paragraph, own))
    });
    let (other, _) = other?;
    // An utterance that another fact of the same words has, too, is as good.
    let entity = judge.entity(other)?;
    let message = format!(
        "other facts place `{}` in this sentence, and the fact is stated in another utterance",
        entity.label()
    );
    Some(Doubt::new(
        Code::UnnamedSpeaker,
        Part::Speaker,
        message,
        "name the utterance that says it, or quote the words that tell who says it",
    ))
}

/// Whether the quotes add who else says so: "…, as the court found".
fn quote_tells_speaker(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let page = &judge.page;
    let says = [Kind::Source, Kind::StrongSpeech, Kind::Finding];
    let cues = || case.quotes.iter().flat_map(|quote| says.map(|kind| page.cues_in(quote, kind))).flatten();
    let mut speakers = case.fact.according_to.iter().filter_map(|speaker| judge.names(speaker));
    speakers.any(|names| {
        cues().any(|cue| {
            let clause = page.clause_of(cue.span.start);
            is_as(page, &clause) && names.best(page, std::slice::from_ref(&clause)).named
        })
    })
}

/// A doubt where nothing near the quotes names the speaker.
fn unnamed(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Option<Doubt> {
    let page = &judge.page;
    let first = case.quotes.first()?;
    let paragraph = page.paragraph_of(first);
    let mut places: Vec<Range<usize>> = case.quotes.clone();
    places.extend(case.sentences.iter().cloned());
    places.extend(case.earlier.iter().cloned());
    let next = case.sentences.iter().filter_map(|sentence| {
        let index = page.sentences.partition_point(|one| one.start <= sentence.start);
        page.sentences.get(index).filter(|next| next.end <= paragraph.end).cloned()
    });
    places.extend(next);
    let utterance = case.fact.stated_in.as_ref().and_then(|utterance| judge.anchors().get(utterance));
    for thing in &case.fact.according_to {
        let (Some(names), Some(entity)) = (judge.names(thing), judge.entity(thing)) else { continue };
        if names.foreign || page.language.is_none() && !names.proper {
            continue;
        }
        let named = |ranges: &[Range<usize>]| {
            let found = names.best(page, ranges);
            found.named || !names.proper && found.share >= 0.3
        };
        if let Some(other) = other_source(judge, case, thing, &names) {
            return Some(Doubt::new(
                Code::UnnamedSpeaker,
                Part::Speaker,
                format!("the article names `{other}` as who says this, not `{}`", entity.label()),
                "give the speaker that the article names; or add what the article calls the speaker as `alt-label`",
            ));
        }
        if named(&places) {
            continue;
        }
        // What an utterance of several sentences says: its own quotes name the speaker.
        if let Some(anchors) = utterance {
            let anchored = anchors.iter().any(|anchor| {
                let sentences: Vec<Range<usize>> = page
                    .sentences_of(anchor)
                    .filter_map(|index| page.sentences.get(index).cloned())
                    .collect();
                named(&sentences)
            });
            if anchored {
                continue;
            }
        }
        let person = judge.is_a(entity, af::PERSON);
        let kinds = if person { [Kind::Pronoun, Kind::PersonWord] } else { [Kind::Pronoun, Kind::GroupWord] };
        // "The minister added": named earlier in the article.
        let described = judge.near_reports(case).any(|report| {
            case.sentences.iter().chain(&case.earlier).any(|sentence| touch(sentence, &report.cue))
                && page.any_cue(std::slice::from_ref(&report.source), &kinds)
        });
        let sentences =
            &page.sentences[..page.sentences.partition_point(|sentence| sentence.end <= first.start)];
        let before = &sentences[sentences.len().saturating_sub(5)..];
        let meant = || names_other(judge, case, thing, &names);
        if (described || page.language.is_none()) && named(before) && !meant() {
            continue;
        }
        let message = format!(
            "neither the quotes of the fact nor the sentences around them name `{}`, who is to have said so",
            entity.label()
        );
        return Some(Doubt::new(
            Code::UnnamedSpeaker,
            Part::Speaker,
            message,
            "quote the words that name the speaker too, or add what the article calls them as `alt-label`",
        ));
    }
    None
}

/// Whether the quotes or the sentence before them name another person, for whom a pronoun or a description stands rather than
/// for the speaker of the fact, who is named farther off.
fn names_other(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>, names: &Names) -> bool {
    let page = &judge.page;
    let Some(entity) = judge.entity(thing).filter(|entity| judge.is_a(entity, af::PERSON)) else {
        return false;
    };
    let near: Vec<Range<usize>> = case.quotes.iter().chain(&case.earlier).cloned().collect();
    let small = judge.document.entities.len() * judge.document.facts.len() <= 60_000;
    let Some(class) = entity.classes.first().filter(|_| small && names.best(page, &near).share == 0.0) else {
        return false;
    };
    let is_end = |other: &Referent<'_>| {
        *other == case.fact.subject || matches!(&case.fact.object, Object::Thing(object) if object == other)
    };
    judge.of_class(*class).any(|(other, _)| {
        other != *thing
            && !is_end(&other)
            && judge.names(&other).is_some_and(|names| !names.foreign && names.best(page, &near).named)
    })
}

/// Who else is named where the speaker of a fact's words is, if the fact's own speaker is not.
fn other_source(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    thing: &Referent<'_>,
    names: &Names,
) -> Option<String> {
    let page = &judge.page;
    let speaker = judge.entity(thing)?;
    let quotes = statements(judge, case);
    let within = |report: &&Report| {
        quotes.iter().any(|quote| {
            let said: usize = report.content.iter().map(|content| page.overlap(content, quote)).sum();
            said * 2 > page.words_in(quote).len()
                || said > 0 && quote.start <= report.cue.start && report.cue.end <= quote.end
        })
    };
    let reports: Vec<&Report> = judge.near_reports(case).filter(within).collect();
    let others_say = reports.iter().any(|report| {
        let found = names.best(page, std::slice::from_ref(&report.source));
        found.named || found.share > 0.0
    });
    let report = reports.first().filter(|_| reports.len() == 1 || !others_say)?;
    // "Magnitude 6 according to one agency, it was recorded as 7 by the other": the quote names its own.
    let has_cue = |quote: &Range<usize>| quote.start <= report.cue.start && report.cue.end <= quote.end;
    if names.best(page, &quotes).named && !quotes.iter().any(has_cue) {
        return None;
    }
    // Without what is said: there others may be named.
    let mut source = vec![report.source.clone()];
    for content in &report.content {
        source = source
            .into_iter()
            .flat_map(|part| [part.start..part.end.min(content.start), part.start.max(content.end)..part.end])
            .filter(|part| part.start < part.end)
            .collect();
    }
    let own = names.best(page, &source);
    if own.named || own.share > 0.0 || report.bare {
        return None;
    }
    // Who speaks is "he", unless it is "his lawyer, Ann Berg".
    let pronoun = page.any_cue(&source, &[Kind::Pronoun]);
    let class = *speaker.classes.first()?;
    let person = judge.is_a(speaker, af::PERSON);
    if judge.document.entities.len() * judge.document.facts.len() > 60_000 {
        return None;
    }
    let mut others =
        judge.of_class(class).filter(|(other, _)| other != thing && !case.fact.according_to.contains(other));
    others.find_map(|(other, entity)| {
        let names = judge.names(&other)?;
        let found = names.best(page, &source);
        let enough = !names.foreign && found.named && (person || found.share >= 0.6);
        // "Berg, for her part, announced".
        let leads = || {
            source.iter().any(|range| {
                let name = names.places(page, range).first().map(|place| place.start);
                let pronoun = page.cues_in(range, Kind::Pronoun).next().map(|cue| cue.span.start);
                name.is_some_and(|name| pronoun.is_none_or(|pronoun| name < pronoun))
            })
        };
        (enough && (!pronoun || person && (is_whole_name(page, &source, &names) || leads())))
            .then(|| entity.label().to_owned())
    })
}

/// Whether somebody is named by two words or more.
fn is_whole_name(page: &Page<'_>, source: &[Range<usize>], names: &Names) -> bool {
    source.iter().any(|range| {
        let places = names.places(page, range);
        places.windows(2).any(|pair| pair[0].end < pair[1].start && pair[1].start - pair[0].end <= 2)
            || places.iter().any(|place| page.text[place.clone()].starts_with(crate::language::fold::is_han))
    })
}
