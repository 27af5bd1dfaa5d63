//! What a dateline says: when the article was published, where it was written, who published it.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::scan::lexicon::Lexicon;
use crate::draft::scan::name::Kind;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;
use crate::term::vocab::{DCTERMS, SCHEMA};

/// Proposes what the beginning of the text says of the article.
pub(crate) fn article(work: &mut Work<'_, '_, '_>) {
    let view = work.view;
    let first = view.sentence(0);
    // A date that is a line of its own.
    let date = view.scan.dates.first().filter(|date| date.tokens == first && !date.resolved);
    if let Some(date) = date
        && let Some(edtf) = date.edtf.clone().filter(|edtf| edtf.len() == 10)
        && let Some(property) = work.ontology.property(&format!("{DCTERMS}issued"))
    {
        let object = Object::Literal { text: edtf, datatype: Some("xsd:date"), plain: false };
        work.proposals.push(
            Proposal::new(End::Article, property, object, date.tokens.clone())
                .modality(Modality::Completed)
                .sure(0.95),
        );
    }
    dateline(work);
}

/// The names of the title are what the article is about, where the text has them too.
pub(crate) fn topics(work: &mut Work<'_, '_, '_>, title: &str) {
    let view = work.view;
    subjects(work, title);
    let mut done: Vec<usize> = Vec::new();
    for mention in &view.mentions {
        let Some(thing) = mention.thing.filter(|thing| !done.contains(thing)) else { continue };
        let label = &work.things.get(thing).label;
        let words = view.label(&mention.tokens);
        let person = work.things.is_a(thing, "Person");
        let last = label.rsplit(' ').next().unwrap_or(label);
        let event = mention.kind == Kind::Event;
        let named = holds(title, label) && (!event || label.contains(' '))
            || !event && holds(title, &words)
            || person && is_last_name(title, label, last);
        let describes = work.things.is_a(thing, "Place") && only_describes(title, &[label, words.as_str()]);
        let asks = title.contains(&format!("{label} interviews"));
        if !named
            || describes
            || asks
            || matches!(mention.kind, Kind::Demonym)
            || work.things.is_a(thing, "Concept")
        {
            continue;
        }
        done.push(thing);
        work.propose("topic", |property| {
            Proposal::new(End::Article, property, Object::Thing(thing), mention.from..mention.tokens.end)
                .modality(Modality::Completed)
                .sure(0.84)
        });
        if done.len() == 4 {
            return;
        }
    }
    for (thing, mention) in often(work) {
        if done.len() == 4 {
            return;
        }
        if !done.contains(&thing) {
            done.push(thing);
            let quote = view.mentions[mention].from..view.mentions[mention].tokens.end;
            work.propose("topic", |property| {
                Proposal::new(End::Article, property, Object::Thing(thing), quote)
                    .modality(Modality::Completed)
                    .sure(0.8)
            });
        }
    }
}

/// The subjects of a title that are common nouns, where the text has them too: `COVID-19`, `abortion`.
fn subjects(work: &mut Work<'_, '_, '_>, title: &str) {
    let view = work.view;
    let title = title.to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    let any = (0..words.len()).any(|at| view.lexicon.longest("subjects", |n| words.get(at + n).copied()) > 0);
    if !any {
        return;
    }
    let mut done: Vec<String> = Vec::new();
    for at in 0..view.scan.tokens.len() {
        let length =
            view.lexicon.longest("subjects", |n| view.same_sentence(at, at + n).then(|| view.small(at + n)));
        let label = view.label(&(at..at + length)).to_lowercase();
        if length == 0
            || view.token(at).is_some_and(|token| token.quoted)
            || done.contains(&label)
            || !holds(&title, &label)
        {
            continue;
        }
        done.push(label);
        let Some(thing) = work.things.mint(&view.label(&(at..at + length)), "Concept") else { continue };
        work.propose("topic", |property| {
            Proposal::new(End::Article, property, Object::Thing(thing), at..at + length)
                .modality(Modality::Completed)
                .sure(0.86)
        });
    }
}

/// What a text speaks of again and again: in three sentences and in a fifth of all, most often first; each with its first
/// mention. Who is only cited is not a topic.
fn often(work: &Work<'_, '_, '_>) -> Vec<(Ref, usize)> {
    let view = work.view;
    let mut found: Vec<(Ref, usize, Vec<u32>)> = Vec::new();
    let mut settings: Vec<Ref> = Vec::new();
    for (number, mention) in view.mentions.iter().enumerate() {
        let Some(thing) = mention.thing.filter(|_| mention.kind != Kind::Demonym) else { continue };
        let Some(token) = view.token(mention.tokens.start) else { continue };
        let cited = view.scan.attributions.iter().any(|attribution| {
            attribution.source.as_ref().is_some_and(|source| source.contains(&mention.tokens.start))
        });
        if token.quoted || cited && !work.things.is_a(thing, "Person") || work.things.is_a(thing, "Concept") {
            continue;
        }
        // Where something happens is not what is spoken of.
        if work.things.is_a(thing, "Place")
            && (!work.object_ends(number) || is_setting(work, mention.from, mention.tokens.end))
        {
            settings.push(thing);
            continue;
        }
        match found.iter_mut().find(|(known, ..)| *known == thing) {
            Some((.., sentences)) if sentences.last() != Some(&token.sentence) => {
                sentences.push(token.sentence)
            }
            Some(_) => {}
            None => found.push((thing, number, vec![token.sentence])),
        }
    }
    let all = view.scan.sentences.len();
    found.retain(|(thing, _, sentences)| {
        let others = settings.iter().filter(|setting| *setting == thing).count();
        let often = sentences.len() + others;
        (sentences.len() >= 3 || sentences.len() >= 2 && others > 0) && often * 5 >= all
    });
    found.sort_by_key(|(.., sentences)| std::cmp::Reverse(sentences.len()));
    found.into_iter().map(|(thing, mention, _)| (thing, mention)).collect()
}

/// Whether a place is named only as that of something else: `in Berlin`, `the United States' league`.
fn is_setting(work: &Work<'_, '_, '_>, from: usize, end: usize) -> bool {
    let view = work.view;
    let before = from.checked_sub(1).filter(|before| view.same_sentence(*before, from));
    let before = before.map_or("", |at| {
        if view.small(at) == "the" { view.small(at.saturating_sub(1)) } else { view.word(at) }
    });
    view.lexicon.has("before-no-subject", before)
        || before == ","
        || view
            .token(end)
            .is_some_and(|token| token.form == Form::Possessive || !token.spaced && view.word(end) == "$")
}

/// Whether a title has the last name of a person, and not as that of another: of `Eddie Lee`, where she is `Ann Lee`.
fn is_last_name(title: &str, label: &str, last: &str) -> bool {
    let ours = |word: &str| label.split(' ').any(|part| part == word);
    holds(title, last)
        && title.match_indices(last).any(|(at, _)| {
            let before = title[..at].split_whitespace().rev().find(|word| !ours(word)).unwrap_or_default();
            let lexicon = Lexicon::english();
            let small = before.to_lowercase();
            let introduces = ["titles", "occupations", "honorifics", "not-names", "title-modifiers"];
            !before.starts_with(char::is_uppercase)
                || before.ends_with([',', ':', ';', '.'])
                || introduces.iter().any(|list| lexicon.has(list, &small))
        })
}

/// Whether a title names a country only to say what else is meant: `US President`, `US$2 million`, `UK Parliament`.
fn only_describes(title: &str, names: &[&str]) -> bool {
    let lexicon = Lexicon::english();
    let mut any = false;
    for name in names {
        for (at, _) in title.match_indices(name) {
            let rest = &title[at + name.len()..];
            let inside = rest.starts_with(|c: char| c.is_alphanumeric())
                || title[..at].ends_with(|c: char| c.is_alphanumeric());
            if inside {
                continue;
            }
            let next = rest.strip_prefix(' ').unwrap_or_default();
            let word = next.split([' ', ',', ':', '\'', '’']).next().unwrap_or_default();
            let small = word.to_lowercase();
            let noun = [
                "titles",
                "occupations",
                "title-modifiers",
                "organization-words",
                "body-words",
                "event-nouns",
            ];
            let adjective = rest.starts_with('$')
                || small.ends_with("ial") && small.len() > 5
                || noun.iter().any(|list| lexicon.has(list, &small))
                || word.starts_with(char::is_uppercase);
            if !adjective {
                return false;
            }
            any = true;
        }
    }
    any
}

/// Whether a title has a name as whole words.
fn holds(title: &str, name: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    name.len() > 1
        && title.match_indices(name).any(|(at, _)| {
            edge(title[..at].chars().next_back()) && edge(title[at + name.len()..].chars().next())
        })
}

/// `NUR-SULTAN (TCA) —`, `LONDON, March 3 (Reuters) -`
fn dateline(work: &mut Work<'_, '_, '_>) {
    let view = work.view;
    let dash = (1..12).find(|at| matches!(view.word(*at), "—" | "–" | "-" | "--"));
    let Some(dash) = dash else { return };
    let Some(place) = view.mention_from(0).filter(|place| *place == 0) else { return };
    let mention = view.mentions[place].clone();
    let loud = view.word(0).chars().all(|c| !c.is_lowercase());
    if mention.tokens.start != 0 || !loud || matches!(mention.kind, Kind::Person | Kind::Organization) {
        return;
    }
    let Some(thing) = work.thing_as(place, "Place") else { return };
    if let Some(property) = work.ontology.property(&format!("{SCHEMA}locationCreated")) {
        let quote = 0..dash;
        work.proposals.push(
            Proposal::new(End::Article, property, Object::Thing(thing), quote)
                .modality(Modality::Completed)
                .sure(0.9),
        );
    }
    let agency = (1..dash).find(|at| view.word(*at) == "(").and_then(|open| {
        let mention = view.mention_from(open + 1)?;
        (view.word(view.mentions[mention].tokens.end) == ")").then_some(mention)
    });
    let Some(agency) = agency else { return };
    let Some(publisher) = work.thing_as(agency, "Organization") else { return };
    if let Some(property) = work.ontology.property(&format!("{DCTERMS}publisher")) {
        work.proposals.push(
            Proposal::new(End::Article, property, Object::Thing(publisher), 0..dash)
                .modality(Modality::Completed)
                .sure(0.85),
        );
    }
}
