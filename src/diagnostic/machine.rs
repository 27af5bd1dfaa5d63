//! Diagnostics as programs read them: JSON, and [SARIF](https://docs.oasis-open.org/sarif/sarif/v2.1.0/)
//! for services that host code.
use crate::diagnostic::Span;
use crate::diagnostic::source::SourceMap;
use crate::diagnostic::{Code, Diagnostic, Severity};
use serde_json::{Map, Value, json};

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Bytes of the file, end excluded.
fn bytes(span: Span, map: &SourceMap<'_>) -> Value {
    json!([map.source.first_byte + u64::from(span.start), map.source.first_byte + u64::from(span.end)])
}

/// A diagnostic as an object: `code`, `severity`, `path`, `line`, `column` (both from 1, the column in code
/// points), `bytes` (start and end in the file, end excluded), `message`; where there are such `label`,
/// `notes`, `related`, `help` and `fix` (`bytes` and the `text` to put there; `value` is true where the text
/// is a scalar's value, still to be quoted).
pub(crate) fn object(diagnostic: &Diagnostic, map: &SourceMap<'_>) -> Value {
    let place = map.place(diagnostic.span.start);
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("code", json!(diagnostic.code.name()));
    put("severity", json!(severity(diagnostic)));
    put("path", json!(map.source.path));
    put("line", json!(place.line));
    put("column", json!(place.column));
    put("bytes", bytes(diagnostic.span, map));
    put("message", json!(diagnostic.message));
    if !diagnostic.label.is_empty() {
        put("label", json!(diagnostic.label));
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(span, label)| {
            let place = map.place(span.start);
            json!({"line": place.line, "column": place.column, "bytes": bytes(*span, map), "label": label})
        });
        put("related", related.collect());
    }
    if !diagnostic.notes.is_empty() {
        put("notes", json!(diagnostic.notes));
    }
    if let Some(help) = &diagnostic.help {
        put("help", json!(help));
    }
    if let Some(fix) = &diagnostic.fix {
        put("fix", json!({"bytes": bytes(fix.span, map), "text": fix.text, "value": fix.is_value}));
    }
    Value::Object(object)
}

/// A diagnostic as a SARIF result.
pub(crate) fn result(diagnostic: &Diagnostic, map: &SourceMap<'_>) -> Value {
    let location = |span: Span| {
        let (start, end) = (map.place(span.start), map.place(span.end));
        json!({"physicalLocation": {
            "artifactLocation": {"uri": uri(map.source.path)},
            "region": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
                "byteOffset": map.source.first_byte + u64::from(span.start),
                "byteLength": span.end.saturating_sub(span.start)
            }
        }})
    };
    let mut text = diagnostic.message.clone();
    for more in diagnostic.notes.iter().chain(&diagnostic.help) {
        text.push('\n');
        text.push_str(more);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "level": severity(diagnostic),
        "message": {"text": text},
        "locations": [location(diagnostic.span)]
    });
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(span, label)| {
            let mut place = location(*span);
            place["message"] = json!({"text": label});
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// What stopped a command, as an object: it is about no place, and has `severity` and `message` alone.
pub(crate) fn stopped(message: &str) -> Value {
    json!({"severity": "error", "message": message})
}

/// Diagnostics as a JSON array, each on a line of its own.
pub(crate) fn list(found: &[Value]) -> String {
    if found.is_empty() {
        return "[]\n".to_owned();
    }
    let lines: Vec<String> = found.iter().map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// A SARIF log of results, and of what stopped the command, if something did.
pub(crate) fn log(results: Vec<Value>, stopped: Option<&str>) -> Value {
    let used = |code: &&Code| results.iter().any(|result| result["ruleId"] == code.name());
    let rules: Vec<Value> = Code::ALL
        .iter()
        .filter(used)
        .map(|code| {
            json!({
                "id": code.name(),
                "shortDescription": {"text": code.explanation().lines().next().unwrap_or_default()},
                "help": {"text": code.explanation(), "markdown": code.explanation()}
            })
        })
        .collect();
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "groundwire", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results
        }]
    });
    if let Some(message) = stopped {
        log["runs"][0]["invocations"] = json!([{
            "executionSuccessful": false,
            "toolExecutionNotifications": [{"level": "error", "message": {"text": message}}]
        }]);
    }
    log
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'/' | b'.' | b'_' | b'-' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => {
                uri.push('%');
                uri.push_str(&format!("{byte:02X}"));
            }
        }
    }
    uri
}
