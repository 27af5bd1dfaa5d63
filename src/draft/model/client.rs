//! One question to a server after another, within limits. Every answer is kept, so that the same question is free.
use super::prompt::Prompt;
use crate::text::digest::sha256;
use serde_json::{Value, json};
use std::fmt;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClientError {
    /// Nothing came in time: so many seconds.
    Timeout(u64),
    /// The answer has more bytes than this.
    TooLarge(u64),
    /// The server wants the request sent elsewhere.
    Redirect(u16),
    /// The key is missing or wrong, or not allowed to do this.
    Denied(u16),
    /// The server is still failing after several tries.
    Failing(u16),
    /// A status that means nothing here.
    Status(u16),
    /// No connection, or it broke.
    Connection(String),
    /// What came is not an answer of this interface.
    NotAnAnswer,
    /// No answer to this request is in the file that is replayed.
    NotRecorded,
    /// The answer could not be kept.
    Keep(String),
    /// So many calls or tokens were allowed.
    Limit(&'static str, u64),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Timeout(seconds) => write!(f, "the model's server did not answer within {seconds} s"),
            ClientError::TooLarge(bytes) => {
                write!(f, "the model's server sent more than {bytes} bytes in one answer")
            }
            ClientError::Redirect(status) => write!(
                f,
                "the model's server answered with a redirect (status {status}), which is not followed: name the right address with `--url`"
            ),
            ClientError::Denied(status) => write!(
                f,
                "the model's server refused the request (status {status}): name the variable that holds the right key with `--key-env`"
            ),
            ClientError::Failing(status) => {
                write!(f, "the model's server is failing (status {status}, after several tries)")
            }
            ClientError::Status(status) => {
                write!(f, "the model's server answered with status {status}: is the address right?")
            }
            ClientError::Connection(reason) => write!(f, "no connection to the model's server: {reason}"),
            ClientError::NotAnAnswer => f.write_str(
                "the model's server did not answer with a chat completion: is the address right, up to and including `/v1`?",
            ),
            ClientError::NotRecorded => f.write_str("the recorded calls have no answer to this request"),
            ClientError::Keep(reason) => write!(f, "the answer cannot be kept: {reason}"),
            ClientError::Limit(what, most) => write!(f, "stopped at the limit of {most} {what}"),
        }
    }
}

impl std::error::Error for ClientError {}

/// Carries a request to a server. It waits and tries again where the server is busy or failing; what comes back is an
/// answer or a refusal of the request itself.
pub(crate) trait Wire {
    /// Sends the body of a request for a chat completion.
    ///
    /// # Errors
    /// Why there is no answer.
    fn send(&mut self, body: &str) -> Result<Reply, ClientError>;
}

/// How much may be asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many calls; kept answers do not count.
    pub calls: u64,
    /// How many tokens, by what the server says, else a third of the bytes.
    pub tokens: u64,
    /// How many facts of one piece.
    pub facts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { calls: 40, tokens: 60_000, facts: 40 }
    }
}

/// What was asked so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Calls to the server.
    pub calls: u64,
    /// Answers that were kept from before.
    pub kept: u64,
    /// Tokens.
    pub tokens: u64,
}

/// How a server is told the form of an answer. What it does not understand is not asked of it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Schema,
    Object,
    Text,
}

/// An answer of the model.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The text.
    pub(super) text: String,
    /// Whether it was cut off at the limit of its length.
    pub(super) is_cut: bool,
    /// Whether the model refused to answer.
    pub(super) is_refused: bool,
    /// The model's name, as the server gives it.
    pub(super) model: String,
    /// The SHA-256 of the request.
    pub(super) request: String,
}

/// Keeps answers, and finds them again by the hash of their request.
pub(crate) trait Record {
    /// The answer to a request.
    fn find(&mut self, request: &str) -> Option<Reply>;

    /// Keeps a call: a line that ends in a line break.
    ///
    /// # Errors
    /// Why it cannot be kept.
    fn keep(&mut self, request: &str, line: &str) -> Result<(), String>;
}

/// Keeps nothing.
impl Record for () {
    fn find(&mut self, _: &str) -> Option<Reply> {
        None
    }

    fn keep(&mut self, _: &str, _: &str) -> Result<(), String> {
        Ok(())
    }
}

/// Asks a server, or answers from what was kept.
pub(crate) struct Client<'c> {
    /// The model.
    model: &'c str,
    wire: Option<&'c mut dyn Wire>,
    record: &'c mut dyn Record,
    form: Form,
    limits: Limits,
    /// What was asked so far.
    pub tally: Tally,
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("model", &self.model)
            .field("tally", &self.tally)
            .finish_non_exhaustive()
    }
}

/// The tokens of an answer.
const ANSWER: u64 = 2000;

impl<'c> Client<'c> {
    /// A client for a model. Without a wire only what was recorded answers.
    pub(crate) fn new(
        model: &'c str,
        wire: Option<&'c mut dyn Wire>,
        record: &'c mut dyn Record,
        limits: Limits,
    ) -> Self {
        Self { model, wire, record, form: Form::Schema, limits, tally: Tally::default() }
    }

    /// How many facts one piece may give.
    pub(super) fn most_facts(&self) -> usize {
        self.limits.facts
    }

    /// The body of a request.
    pub(super) fn body(&self, prompt: &Prompt, schema: &Value) -> String {
        let mut system = prompt.system.clone();
        if self.form != Form::Schema {
            system.push_str(&format!("The answer is one JSON object of this JSON Schema: {schema}\n"));
        }
        let mut body = json!({
            "model": self.model, "temperature": 0, "max_tokens": ANSWER, "stream": false,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": prompt.user}],
        });
        match self.form {
            Form::Schema => {
                body["response_format"] = json!({"type": "json_schema",
                    "json_schema": {"name": "answer", "strict": true, "schema": schema}});
            }
            Form::Object => body["response_format"] = json!({"type": "json_object"}),
            Form::Text => {}
        }
        body.to_string()
    }

    /// Asks. A server that refuses the form of the request is asked in a simpler one.
    pub(super) fn ask(&mut self, prompt: &Prompt, schema: &Value) -> Result<Said, ClientError> {
        loop {
            let body = self.body(prompt, schema);
            let request = sha256(body.as_bytes());
            let reply = self.reply(&body, &request)?;
            if reply.status == 200 {
                return said(&reply.body, request, self.model).ok_or(ClientError::NotAnAnswer);
            }
            self.form = match (reply.status, self.form) {
                (400 | 415 | 422 | 501, Form::Schema) => Form::Object,
                (400 | 415 | 422 | 501, Form::Object) => Form::Text,
                (status, _) => return Err(ClientError::Status(status)),
            };
        }
    }

    fn reply(&mut self, body: &str, request: &str) -> Result<Reply, ClientError> {
        if let Some(known) = self.record.find(request) {
            self.tally.kept += 1;
            return Ok(known);
        }
        let Some(wire) = &mut self.wire else { return Err(ClientError::NotRecorded) };
        if self.tally.calls >= self.limits.calls {
            return Err(ClientError::Limit("calls", self.limits.calls));
        }
        if self.tally.tokens >= self.limits.tokens {
            return Err(ClientError::Limit("tokens", self.limits.tokens));
        }
        self.tally.calls += 1;
        let reply = wire.send(body)?;
        let answer: Option<Value> = serde_json::from_str(&reply.body).ok();
        let usage = answer.as_ref().and_then(|answer| answer.get("usage"));
        let count = |key: &str| usage.and_then(|usage| usage.get(key)).and_then(Value::as_u64);
        let both =
            count("prompt_tokens").unwrap_or(0).saturating_add(count("completion_tokens").unwrap_or(0));
        let bytes = (body.len() + reply.body.len()) as u64 / 3;
        let tokens = count("total_tokens").or((both > 0).then_some(both)).unwrap_or(bytes);
        self.tally.tokens = self.tally.tokens.saturating_add(tokens);
        // Only what a repetition would get again is kept.
        let is_answer = reply.status == 200 && said(&reply.body, String::new(), self.model).is_some();
        if is_answer || matches!(reply.status, 400 | 415 | 422 | 501) {
            let line =
                json!({"request": request, "status": reply.status, "body": body, "answer": reply.body});
            self.record.keep(request, &format!("{line}\n")).map_err(ClientError::Keep)?;
        }
        Ok(reply)
    }
}

/// The model's answer within a server's.
fn said(body: &str, request: String, asked: &str) -> Option<Said> {
    let answer: Value = serde_json::from_str(body).ok()?;
    let choice = answer.get("choices")?.as_array()?.first()?;
    let message = choice.get("message")?;
    let finish = choice.get("finish_reason").and_then(Value::as_str).unwrap_or_default();
    let text = message.get("content").and_then(Value::as_str);
    let refused = message.get("refusal").is_some_and(|refusal| refusal.is_string());
    // A name is shown and written to files: what a terminal obeys or a page cannot hold is not part of it.
    let name = |name: &str| -> String { name.chars().filter(|c| !c.is_control()).take(100).collect() };
    let model = answer.get("model").and_then(Value::as_str).map(name).filter(|name| !name.trim().is_empty());
    Some(Said {
        is_refused: text.is_none() || refused || finish == "content_filter",
        text: text.unwrap_or_default().to_owned(),
        is_cut: finish == "length",
        model: model.unwrap_or_else(|| name(asked)),
        request,
    })
}
