//! A second look: a model sees a draft's sentence and the draft in words, and answers yes, no or unclear.
//!
//! The answer is kept with the draft and shown to the person who decides. It accepts nothing and rejects nothing.
use super::client::{Client, ClientError};
use super::prompt;
use crate::draft::decide::{Desk, Refusal};
use crate::draft::file::{Answer, Audit, Drafts};
use crate::draft::show::Shown;
use serde_json::Value;

/// What came of it.
#[derive(Debug)]
pub(crate) struct Audited {
    /// The drafts with the answers.
    pub drafts: Drafts,
    /// How many drafts were looked at.
    pub looked: usize,
    /// The limit at which it stopped.
    pub stopped: Option<ClientError>,
}

/// Asks about every undecided draft that this model was not asked about before.
///
/// # Errors
/// What is wrong with the document, or why the model cannot be asked.
pub(crate) fn audit(
    desk: &Desk<'_>,
    client: &mut Client<'_>,
    at: &str,
) -> Result<Audited, super::propose::ProposeError> {
    let mut drafts = desk.read()?;
    let (mut looked, mut stopped) = (0, None);
    for shown in desk.show()? {
        if shown.sentence.is_empty() {
            continue;
        }
        let prompt = prompt::audit(&marked(&shown), &shown.words);
        let said = match client.ask(&prompt, &prompt::audit_schema()) {
            Ok(said) => said,
            Err(error @ ClientError::Limit(..)) => {
                stopped = Some(error);
                break;
            }
            Err(error) => return Err(error.into()),
        };
        let answer = if said.is_refused { Answer::Unclear } else { answer(&said.text) };
        let id = shown.draft.id;
        drafts.audits.retain(|audit| audit.id != id);
        drafts.audits.push(Audit { id, answer, name: said.model, at: at.to_owned() });
        looked += 1;
    }
    Ok(Audited { drafts, looked, stopped })
}

/// The bodies of the requests.
///
/// # Errors
/// What is wrong with the document.
pub(crate) fn requests(desk: &Desk<'_>, client: &Client<'_>) -> Result<Vec<String>, Refusal> {
    let shown = desk.show()?;
    let quoted = shown.iter().filter(|shown| !shown.sentence.is_empty());
    let body =
        |shown: &Shown| client.body(&prompt::audit(&marked(shown), &shown.words), &prompt::audit_schema());
    Ok(quoted.map(body).collect())
}

/// The sentence with the quotes in brackets.
fn marked(shown: &Shown) -> String {
    let mut text = String::new();
    let mut at = 0;
    let mut marks = shown.marks.clone();
    marks.sort_by_key(|mark| mark.start);
    for mark in marks {
        let start = mark.start.max(at);
        if start >= mark.end {
            continue;
        }
        text.push_str(&shown.sentence[at..start]);
        text.push('[');
        text.push_str(&shown.sentence[start..mark.end]);
        text.push(']');
        at = mark.end;
    }
    text.push_str(&shown.sentence[at..]);
    text
}

/// The answer in what was said; anything else is unclear.
fn answer(text: &str) -> Answer {
    let start = text.find('{').unwrap_or(text.len());
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    let value = values.next().and_then(Result::ok);
    let word = value.as_ref().and_then(|value| value.get("answer")).and_then(Value::as_str);
    word.and_then(Answer::from_name).unwrap_or(Answer::Unclear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_answer_counts() {
        assert_eq!(answer("{\"answer\": \"yes\"}"), Answer::Yes);
        assert_eq!(answer("```json\n{\"answer\":\"no\"}```"), Answer::No);
        for text in ["yes", "{\"answer\": true}", "{\"answer\": \"maybe\"}", "{\"answer\": \"yes", ""] {
            assert_eq!(answer(text), Answer::Unclear, "{text}");
        }
    }
}
