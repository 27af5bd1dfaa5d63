//! The drafts of a document, to be decided on one after another.
use super::layout;
use crate::check::model::Modality;
use crate::corpus::review::{Review, ReviewError};
use crate::draft::show::Shown;
use crate::serve::site::Site;
use maud::{Markup, html};
use std::ops::Range;

/// The fields of a fact that a person fills in: the key, what it is called, and the list that completes it.
const FIELDS: [(&str, &str, Option<&str>); 11] = [
    ("subject", "Subject", Some("entities")),
    ("predicate", "Property", Some("properties")),
    ("object", "Object", Some("entities")),
    ("value", "or value", None),
    ("modality", "How real", None),
    ("negated", "Not so", None),
    ("when", "When", None),
    ("according-to", "According to", Some("entities")),
    ("stated-in", "Stated in", Some("entities")),
    ("topic", "Topic", Some("entities")),
    ("note", "Note", None),
];

/// The page, from the state of the files at this moment.
pub(in crate::serve) fn page(site: &Site, id: &str, review: &Review<'_>) -> Result<Markup, ReviewError> {
    let (mut drafts, state) = review.show()?;
    let (text, entities) = review.material()?;
    // The strongest first: what needs thought comes when the eye is warm.
    drafts.sort_by(|a, b| b.grade.unwrap_or(-1.0).total_cmp(&a.grade.unwrap_or(-1.0)));
    let article = site.snapshot().articles().into_iter().find(|article| article.id == id);
    let title = article.as_ref().map_or(id, |article| article.title.as_str());
    Ok(layout(
        site,
        &format!("Review: {title}"),
        &html! {
            script src="/assets/review.js" defer {}
            h1 { "Review: " (title) }
            @if let Some(path) = article.as_ref().and_then(|article| site.path(&article.iri)) {
                p.tools { a href=(path) { "The article and its facts" } }
            }
            div #review data-id=(id) data-state=(state) {
                p #status role="status" { (drafts.len()) " drafts" }
                p.tools {
                    label { "Recorded by " input #by list="entities" autocomplete="off" placeholder="your name"; } " "
                    label { input #keys type="checkbox" checked; " one key for each button" }
                }
                p { button type="button" data-act="all" { "Accept all shown" } " " button type="button" data-act="undo" { "Undo " kbd { "u" } } " "
                    button type="button" data-act="new" { "New fact " kbd { "n" } } }
                ol.queue { @for draft in &drafts { (queued(draft)) } }
                (form())
                details { summary { "The article's text" } div.text #text { @for line in text.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } } }
                datalist #entities { @for (key, label) in &entities { option value=(key) { (label) } } }
                datalist #properties { @for (name, label) in properties(site) { option value=(name) { (label) } } }
            }
            noscript { p { "Decisions need a script. Without one: " code { "groundwire accept" } " and " code { "groundwire reject" } "." } }
        },
    ))
}

/// The documents, those with drafts first.
pub(in crate::serve) fn list(site: &Site, mut waiting: Vec<(String, usize)>) -> Markup {
    waiting.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let titles = site.snapshot().articles();
    let title = |id: &str| {
        titles.iter().find(|article| article.id == id).map_or(id.to_owned(), |one| one.title.clone())
    };
    layout(
        site,
        "Review",
        &html! {
            h1 { "Review" }
            p { "Drafts are proposed by " code { "groundwire draft" } "; a person decides." }
            ul.articles {
                @for (id, count) in &waiting {
                    li { h2 { a href={ "/review/" (id) } { (title(id)) } } p.meta { (count) (if *count == 1 { " draft" } else { " drafts" }) } }
                }
            }
        },
    )
}

/// A draft with what is needed to decide.
fn queued(shown: &Shown) -> Markup {
    let fact: serde_json::Map<String, serde_json::Value> =
        shown.draft.entries.iter().map(|(key, value)| (key.clone(), value.texts_in_json())).collect();
    html! {
        li data-draft=(shown.draft.id) data-fact=(serde_json::Value::Object(fact)) tabindex="-1" aria-label={ "Draft " (shown.draft.id) } {
            blockquote.words { p { (marked(&shown.sentence, &shown.marks)) } }
            p.sentence { strong { (shown.words) } }
            p.details {
                span.badge { (shown.draft.id) }
                @match shown.grade {
                    Some(grade) => span.badge { "support " (format!("{grade:.2}")) },
                    None => span.badge.not-so { "does not pass" },
                }
                span.badge { (shown.origin.name) }
                @if let Some((answer, model)) = &shown.audit { span.badge { "audit: " (answer.name()) " (" (model) ")" } }
            }
            @if !shown.reasons.is_empty() { ul.reasons { @for reason in &shown.reasons { li { (reason) } } } }
            p.decide {
                @for (act, name, key) in [("accept", "Accept", "a"), ("reject", "Reject", "x"), ("edit", "Edit", "e"), ("skip", "Skip", "s")] {
                    button type="button" data-act=(act) { (name) " " kbd { (key) } } " "
                }
            }
        }
    }
}

/// A sentence with the quoted words marked.
fn marked(sentence: &str, marks: &[Range<usize>]) -> Markup {
    let mut cuts: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    cuts.extend([0, sentence.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let is_marked = |at: usize| marks.iter().any(|mark| mark.start <= at && at < mark.end);
    html! {
        @for pair in cuts.windows(2) {
            @if let Some(piece) = sentence.get(pair[0]..pair[1]) {
                @if is_marked(pair[0]) { mark { (piece) } } @else { (piece) }
            }
        }
    }
}

/// The form for a fact: to edit a draft, or to write one by hand.
fn form() -> Markup {
    html! {
        form #fact hidden {
            h2 #fact-title tabindex="-1" { "A fact" }
            p.hint { "Select words of the article below, then “Quote the selection”." }
            label.wide { "Quote " textarea name="quote" rows="2" required {} }
            p { button type="button" data-act="quote" { "Quote the selection" } }
            div.fields {
                @for (key, name, list) in FIELDS {
                    label { (name) " "
                        @match key {
                            "modality" => select name=(key) { option value="" { "realized" } @for modality in Modality::ALL.iter().filter(|one| **one != Modality::Realized) { option { (modality.name()) } } },
                            "negated" => input type="checkbox" name=(key);,
                            _ => input name=(key) list=[list] autocomplete="off" spellcheck="false";,
                        }
                    }
                }
            }
            p { button { "Save" } " " button type="button" data-act="cancel" { "Cancel" } }
        }
    }
}

/// The names and labels of the properties.
fn properties(site: &Site) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = site
        .snapshot()
        .corpora()
        .iter()
        .flat_map(|corpus| {
            let ontology = corpus.ontology();
            let namer = site.snapshot().prefixes();
            ontology.properties().into_iter().map(move |property| {
                let iri = ontology.property_iri(property);
                let name = iri.strip_prefix(crate::term::vocab::AF).map(str::to_owned);
                let short = || namer.shorten(iri).map(|(prefix, local)| format!("{prefix}:{local}"));
                let name = name.or_else(short).unwrap_or_else(|| format!("<{iri}>"));
                let label =
                    ontology.label(iri).map_or_else(|| name.clone(), |label| label.value().to_owned());
                (name, label)
            })
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
