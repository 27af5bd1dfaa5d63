//! Decisions over HTTP: drafts accepted, rejected, edited, facts added, decisions taken back.
//!
//! Only a server that may write has these routes. A request needs the token of the run, may not come from a page of another
//! origin, and is JSON.
use super::reply::{refusal, set};
use super::{Feed, Replacer, Shared, guard};
use crate::corpus::replace::ReplaceError;
use crate::corpus::review::{Planned, Review, ReviewError};
use crate::diagnostic::source::{Source, SourceMap};
use crate::diagnostic::{Diagnostic, machine};
use crate::draft::decide::{Refusal, Verdict};
use crate::draft::item::Item;
use crate::text::digest::hex;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use serde_json::{Map, Value, json};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// What lets a server write.
#[derive(Clone, Debug)]
pub struct Writer {
    feed: Feed,
    /// What each request that writes has to send.
    token: String,
    /// One decision at a time.
    turn: Arc<Mutex<()>>,
}

impl Writer {
    /// For some documents, with the token that each request that writes has to send.
    #[must_use]
    pub fn new(feed: Feed, token: String) -> Self {
        Self { feed, token, turn: Arc::default() }
    }

    /// The same with a token that nobody guesses: 128 random bits from the system.
    ///
    /// # Errors
    /// Where the system gives none.
    pub fn with_fresh_token(feed: Feed) -> io::Result<Self> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self::new(feed, hex(&bytes)))
    }

    /// What each request that writes has to send.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The drafts that wait, by the ids of the documents.
    pub(super) fn waiting(&self, ids: &[&str]) -> Vec<(String, usize)> {
        let input = self.feed.input();
        let count = |id: &&str| {
            let found = input.document_of(id)?;
            let review = Review::open(found, input.corpora.get(found.corpus)?).ok()?;
            Some(((*id).to_owned(), review.drafts().map_or(0, |drafts| drafts.facts.len())))
        };
        ids.iter().filter_map(count).collect()
    }

    /// Does something with the review of a document, by its article's id; none where there is no such document in a file
    /// of its own.
    pub(super) fn with<T>(&self, id: &str, work: impl FnOnce(&Review<'_>) -> T) -> Option<T> {
        let input = self.feed.input();
        let found = input.document_of(id)?;
        let review = Review::open(found, input.corpora.get(found.corpus)?).ok()?;
        Some(work(&review))
    }
}

/// What is done to a document's drafts.
#[derive(Clone, Copy)]
enum Act {
    Accept,
    Reject,
    Edit,
    Add,
    Undo,
}

impl Act {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "accept" => Self::Accept,
            "reject" => Self::Reject,
            "edit" => Self::Edit,
            "add" => Self::Add,
            "undo" => Self::Undo,
            _ => return None,
        })
    }
}

/// Answers a request below `/api/`.
pub(super) async fn answer(shared: Arc<Shared>, path: String, request: Request) -> Response<Body> {
    let Some(writer) = shared.options.writer.clone() else {
        return refusal(StatusCode::NOT_FOUND, "this server is read-only\n");
    };
    let (parts, body) = request.into_parts();
    if let Err(response) = admit(&shared, &writer, &parts.method, &parts.headers) {
        return response;
    }
    let text = match super::sparql::read_body(&shared, body).await {
        Ok(text) => text,
        Err(response) => return response,
    };
    let body: Map<String, Value> = match serde_json::from_str(&text) {
        Ok(Value::Object(body)) => body,
        Ok(_) => return wrong(StatusCode::BAD_REQUEST, "bad-body", "the body is not a JSON object"),
        Err(error) => {
            return wrong(StatusCode::BAD_REQUEST, "bad-body", &format!("the body is not JSON: {error}"));
        }
    };
    let Some((id, act)) = path.strip_prefix("/api/").and_then(|rest| rest.rsplit_once('/')) else {
        return wrong(
            StatusCode::NOT_FOUND,
            "no-such-action",
            "there are /api/{id}/accept, /reject, /edit, /add and /undo",
        );
    };
    let Some(act) = Act::from_name(act) else {
        return wrong(
            StatusCode::NOT_FOUND,
            "no-such-action",
            "there are /api/{id}/accept, /reject, /edit, /add and /undo",
        );
    };
    let id = id.to_owned();
    let done = tokio::task::spawn_blocking(move || {
        let turn = Arc::clone(&writer.turn);
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let done = writer.with(&id, |review| decide(review, act, &body));
        if let Some(Ok(_)) = &done {
            writer.feed.refresh_unless_busy(&Replacer(shared));
        }
        match done {
            None => {
                let message = format!("no document in a file of its own has the id `{id}`");
                wrong(StatusCode::NOT_FOUND, "no-such-document", &message)
            }
            Some(Ok(value)) => as_json(StatusCode::OK, &value),
            Some(Err(response)) => *response,
        }
    });
    done.await.unwrap_or_else(|_| wrong(StatusCode::INTERNAL_SERVER_ERROR, "failed", "nothing was decided"))
}

/// Whether a request may write at all: token, origin, method, type, in this order.
fn admit(
    shared: &Shared,
    writer: &Writer,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), Response<Body>> {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if !guard::has_token(headers, &writer.token) {
        return Err(refusal(
            StatusCode::UNAUTHORIZED,
            "no token, or a wrong one: send `Authorization: Bearer …` with the token that the server printed\n",
        ));
    }
    if let Err((status, message)) = guard::check_origin(shared, headers) {
        return Err(refusal(status, message));
    }
    if method != Method::POST {
        let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, "decisions are sent with POST\n");
        set(&mut response, header::ALLOW, "POST");
        return Err(response);
    }
    let kind = text(header::CONTENT_TYPE).and_then(|kind| kind.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send `application/json`\n"));
    }
    Ok(())
}

/// Does what a request asks for.
fn decide(review: &Review<'_>, act: Act, body: &Map<String, Value>) -> Result<Value, Box<Response<Body>>> {
    let bad = |message: &str| Box::new(wrong(StatusCode::BAD_REQUEST, "bad-body", message));
    let text = |name: &str| match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(bad(&format!("`{name}` is not a text"))),
    };
    let (by, seen) = (text("by")?, text("state")?);
    let ids = || {
        let list = body.get("ids").and_then(Value::as_array).filter(|ids| !ids.is_empty());
        let ids: Option<Vec<&str>> = list.and_then(|ids| ids.iter().map(Value::as_str).collect());
        ids.ok_or_else(|| bad("`ids` is missing: a list of the ids of drafts"))
    };
    let fact = || match body.get("fact").map(Item::from) {
        Some(Item::Map(entries)) => Ok(entries),
        _ => Err(bad("`fact` is missing: an object with the keys of a fact")),
    };
    let failed = |error: ReviewError| Box::new(failure(&error));
    let planned: Planned = match act {
        Act::Accept => review.plan_accept(&ids()?, by).map_err(failed)?,
        Act::Reject => review.plan_reject(&ids()?).map_err(failed)?,
        Act::Edit => {
            let id = text("id")?.ok_or_else(|| bad("`id` is missing: the id of a draft"))?;
            review.plan_edit(id, fact()?).map_err(failed)?
        }
        Act::Add => review.plan_add(fact()?, by).map_err(failed)?,
        Act::Undo => {
            let what = review.undo().map_err(failed)?;
            return Ok(json!({ "undone": what, "state": state(review) }));
        }
    };
    let verdicts = review.write(planned, seen).map_err(failed)?;
    Ok(json!({ "decisions": verdicts.iter().map(verdict).collect::<Vec<_>>(), "state": state(review) }))
}

fn state(review: &Review<'_>) -> Option<String> {
    review.files().ok().map(|files| files.state())
}

fn verdict(verdict: &Verdict) -> Value {
    json!({
        "id": verdict.id,
        "decision": verdict.decision.name(),
        "renamed": verdict.renamed,
        "by": verdict.by,
    })
}

/// Why nothing was decided, with the diagnostics.
fn failure(error: &ReviewError) -> Response<Body> {
    let status = match error {
        ReviewError::Stale | ReviewError::Busy | ReviewError::Replace(ReplaceError::Changed(_)) => {
            StatusCode::CONFLICT
        }
        ReviewError::Refused { refusal: Refusal::Unknown(_), .. } | ReviewError::NotAFile(_) => {
            StatusCode::NOT_FOUND
        }
        ReviewError::Refused { .. } | ReviewError::NothingToUndo => StatusCode::BAD_REQUEST,
        ReviewError::Replace(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut diagnostics: Vec<Value> = Vec::new();
    if let ReviewError::Refused { refusal, source, drafts } = error {
        let mut told = |found: &[Diagnostic], path: &str, text: &str| {
            let map = SourceMap::new(Source::whole(path, text));
            diagnostics.extend(found.iter().map(|one| machine::object(one, &map)));
        };
        match refusal {
            Refusal::Document(found) => told(found, "facts.yaml", source),
            Refusal::Drafts(found) => told(found, "drafts.yaml", drafts),
            Refusal::Refused(refused) => {
                refused.iter().for_each(|one| told(&one.diagnostics, "drafts.yaml", drafts));
            }
            _ => {}
        }
    }
    as_json(status, &json!({ "error": error.to_string(), "code": code(error), "diagnostics": diagnostics }))
}

/// What went wrong, in a word that stays while the messages may change.
fn code(error: &ReviewError) -> &'static str {
    match error {
        ReviewError::Refused { refusal, .. } => match refusal {
            Refusal::Document(_) => "document-has-errors",
            Refusal::Drafts(_) => "drafts-have-errors",
            Refusal::Refused(_) => "refused",
            Refusal::Unknown(_) => "no-such-draft",
            Refusal::Nobody => "who-accepts-unknown",
            Refusal::NotAPerson(_) => "who-accepts-not-a-person",
            Refusal::Layout => "layout",
        },
        ReviewError::Replace(ReplaceError::Changed(_)) | ReviewError::Stale => "changed-meanwhile",
        ReviewError::Replace(_) => "not-written",
        ReviewError::NotAFile(_) => "not-a-file",
        ReviewError::Busy => "busy",
        ReviewError::NothingToUndo => "nothing-to-undo",
    }
}

fn wrong(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    as_json(status, &json!({ "error": message, "code": code, "diagnostics": [] }))
}

fn as_json(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{value}\n")));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "application/json");
    set(&mut response, header::CACHE_CONTROL, "no-store");
    response
}
