//! Saved questions as forms.
use super::layout;
use crate::archive::{Answer, Ask, AskError, Snapshot};
use crate::ask::question::Question;
use crate::ask::sparql::Query;
use crate::serve::site::Site;
use crate::serve::{ServeOptions, sparql};
use axum::http::StatusCode;
use maud::{Markup, html};

/// All saved questions.
pub(in crate::serve) fn list(site: &Site) -> Markup {
    let corpora = site.snapshot().corpora().iter();
    let questions: Vec<(String, Question)> = corpora
        .flat_map(|corpus| {
            let read = |name: String| {
                let saved = corpus.question(&name).ok().flatten()?;
                Some((name, Question::read(&saved.text)))
            };
            corpus.question_names().into_iter().filter_map(read).collect::<Vec<_>>()
        })
        .collect();
    layout(
        site,
        "Questions",
        &html! {
            h1 { "Questions" }
            @if questions.is_empty() { p { "No question is saved: they are files " code { "*.rq" } " in the folder " code { "questions" } "." } }
            ul.questions {
                @for (name, question) in &questions {
                    li { a href={ "/questions/" (name) } { (if question.title.is_empty() { name } else { &question.title }) } }
                }
            }
        },
    )
}

/// The saved questions with their answers, for any value of their parameters.
pub(in crate::serve) fn answered(site: &Site) -> Vec<(String, Markup)> {
    let corpora = site.snapshot().corpora().iter();
    let names: std::collections::BTreeSet<String> =
        corpora.flat_map(|corpus| corpus.question_names()).collect();
    let options = ServeOptions::default();
    names
        .into_iter()
        .filter_map(|name| page(site, &name, &[], &options).map(|(_, body)| (name, body)))
        .collect()
}

/// A saved question with its form and, where its parameters are given or need not be, its answer.
pub(in crate::serve) fn page(
    site: &Site,
    name: &str,
    query: &[(String, String)],
    options: &ServeOptions,
) -> Option<(StatusCode, Markup)> {
    let here = |query: Query, ask: &Ask| Ok((site.snapshot().query_parsed(query, ask)?, None));
    page_from(site, name, query, options, &here)
}

/// Answers a query, with what tells the names of what it speaks of, where that is not at hand.
type Asking<'a> = dyn Fn(Query, &Ask) -> Result<(Answer, Option<Snapshot>), AskError> + 'a;

/// The same, of data that are fetched for the question.
pub(in crate::serve) fn page_from(
    site: &Site,
    name: &str,
    query: &[(String, String)],
    options: &ServeOptions,
    asking: &Asking<'_>,
) -> Option<(StatusCode, Markup)> {
    let saved = site.snapshot().corpora().iter().find_map(|corpus| corpus.question(name).ok().flatten())?;
    let question = Question::read(&saved.text);
    let given = |name: &str| query.iter().find(|(known, value)| known == name && !value.trim().is_empty());
    let set: Vec<(String, String)> = question
        .parameters
        .iter()
        .filter_map(|parameter| given(&parameter.name))
        .map(|(name, value)| (name.clone(), value.trim().to_owned()))
        .collect();
    let mut ask =
        Ask { set, deadline: Some(options.deadline), most_rows: Some(options.most_rows), ..Ask::default() };
    let mut near = None;
    let answer: Result<Answer, _> = site.snapshot().parse(&saved.text, &ask).and_then(|query| {
        ask.cite = query.form().has_rows();
        let (answer, names) = asking(query, &ask)?;
        near = names;
        Ok(answer)
    });
    // What rows name is known where they come from.
    let known = near.map(|near| site.with(near));
    let status = answer.as_ref().err().map_or(StatusCode::OK, sparql::status);
    let title = if question.title.is_empty() { name.to_owned() } else { question.title.clone() };
    let body = layout(
        site,
        &title,
        &html! {
            h1 { (title) }
            @if !question.parameters.is_empty() && !site.is_static() {
                form.parameters {
                    @for parameter in &question.parameters {
                        label {
                            (parameter.about)
                            input name=(parameter.name) value=(given(&parameter.name).map_or("", |(_, value)| value)) placeholder="any";
                        }
                    }
                    button { "Ask" }
                }
            }
            @if answer.is_ok() && !site.is_static() { (super::ask::doubts(&saved.text, &site.warnings(&saved.text, &ask))) }
            (super::ask::answer(known.as_ref().unwrap_or(site), &answer))
            details { summary { "The query" } pre { code { (saved.text) } }
                @if !site.is_static() { p { a href={ "/sparql?query=" (percent_encoding::utf8_percent_encode(&saved.text, percent_encoding::NON_ALPHANUMERIC)) } { "Change it" } } }
            }
        },
    );
    Some((status, body))
}
