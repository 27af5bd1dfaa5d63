//! Where a fact that a program proposed comes from.
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::{Entry, Value};
use crate::term::literal;
use crate::term::vocab::xsd;

/// Who or what proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The rules of this program.
    Rules,
    /// A language model.
    Model,
    /// Another program, by way of the agent interface.
    Agent,
}

impl By {
    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            By::Rules => "rules",
            By::Model => "model",
            By::Agent => "agent",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [By::Rules, By::Model, By::Agent].into_iter().find(|by| by.name() == name)
    }
}

/// Where a draft comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What kind of program.
    pub by: By,
    /// The program's or model's name.
    pub name: String,
    /// The SHA-256 of the prompt; required of a model.
    pub prompt_sha256: Option<String>,
    /// The SHA-256 of the article's text at that time.
    pub article_sha256: String,
    /// When: an xsd:dateTime.
    pub at: String,
}

const ORIGIN: &[&str] = &["by", "name", "prompt-sha256", "article-sha256", "at"];

/// Reads the origin of a fact.
pub(super) fn read_origin(entry: &Entry<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Origin> {
    let Value::Map(entries) = &entry.value.value else {
        diagnostics.push(
            Diagnostic::error(Code::WrongType, entry.value.span, "expected a map under `origin`")
                .help("write `{by: rules, name: …, article-sha256: …, at: …}`"),
        );
        return None;
    };
    let before = diagnostics.len();
    let mut parts: [Option<String>; 5] = Default::default();
    let mut spans = [entry.key_span; 5];
    for part in entries {
        let Some(at) = ORIGIN.iter().position(|name| *name == part.key) else {
            diagnostics.push(
                Diagnostic::error(
                    Code::UnknownKey,
                    part.key_span,
                    format!("unknown key `{}` in `origin`", part.key),
                )
                .help(format!("the keys of `origin` are `{}`", ORIGIN.join("`, `"))),
            );
            continue;
        };
        spans[at] = part.value.span;
        match &part.value.value {
            Value::Scalar(scalar) if !scalar.is_null() => parts[at] = Some(scalar.text.clone().into_owned()),
            _ => diagnostics.push(Diagnostic::error(
                Code::WrongType,
                part.value.span,
                format!("expected text under `{}`", part.key),
            )),
        }
    }
    let [by, name, prompt, article, at] = parts;
    let wrong = |place: usize, message: String, help: &str| {
        Diagnostic::error(Code::BadValue, spans[place], message).help(help)
    };
    let by_name = by.as_deref().unwrap_or_default();
    let by = By::from_name(by_name);
    if by.is_none() && !by_name.is_empty() {
        let message = format!("expected `rules`, `model` or `agent`, found `{by_name}`");
        diagnostics.push(wrong(0, message, "name what kind of program proposed the fact"));
    }
    for (place, digest) in [(2, &prompt), (3, &article)] {
        let bad = |digest: &&String| digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit());
        if let Some(bad) = digest.as_ref().filter(bad) {
            let message = format!("expected a SHA-256, found `{bad}`");
            diagnostics.push(wrong(place, message, "write its 64 hexadecimal digits"));
        }
    }
    if let Some(at) = at.as_ref().filter(|at| literal::valid(at, xsd::DATE_TIME).is_err()) {
        let message = format!("expected an xsd:dateTime, found `{at}`");
        diagnostics.push(wrong(4, message, "write it as `2026-11-27T08:00:00Z`"));
    }
    let required = [
        ("by", by_name.is_empty()),
        ("name", name.is_none()),
        ("article-sha256", article.is_none()),
        ("at", at.is_none()),
    ];
    let prompt_missing = by == Some(By::Model) && prompt.is_none();
    for (key, missing) in required.into_iter().chain([("prompt-sha256", prompt_missing)]) {
        if missing {
            diagnostics.push(
                Diagnostic::error(Code::MissingKey, entry.key_span, format!("`origin` has no `{key}`")).help(
                    "`by`, `name`, `article-sha256` and `at` are required, of a model `prompt-sha256` too",
                ),
            );
        }
    }
    if diagnostics.len() > before {
        return None;
    }
    Some(Origin { by: by?, name: name?, prompt_sha256: prompt, article_sha256: article?, at: at? })
}
