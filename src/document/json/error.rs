//! Diagnostics for a text that is not JSON; valid documents never come here.
use super::{Failure, Reader, to_span};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::shorten;

impl Reader<'_> {
    #[cold]
    pub(super) fn failure(&self, start: usize, end: usize, message: impl Into<String>) -> Failure {
        Box::new(Diagnostic::error(Code::Syntax, to_span(start, end), message))
    }

    /// Where the word or number that reaches `at` ends.
    pub(super) fn word_end(&self, at: usize) -> usize {
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-');
        // Almost always what follows is one of `,]}` or white space.
        match self.bytes.get(at) {
            Some(b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t') | None => at,
            Some(_) => self.text[at..].find(|c| !part(c)).map_or(self.text.len(), |length| at + length),
        }
    }

    /// What is at the current position, and where it ends.
    pub(super) fn found(&self) -> (String, usize) {
        let Some(c) = self.text[self.at..].chars().next() else {
            return ("the end of the text".to_owned(), self.at);
        };
        let end = self.word_end(self.at).max(self.at + c.len_utf8());
        if c == '"' {
            ("a string".to_owned(), end)
        } else if c.is_control() || (c.is_whitespace() && c != ' ') || matches!(c, '\u{feff}' | '\u{200b}') {
            (format!("the character U+{:04X}", u32::from(c)), end)
        } else {
            (format!("`{}`", shorten(&self.text[self.at..end])), end)
        }
    }

    #[cold]
    pub(super) fn no_value(&self) -> Failure {
        let (found, end) = self.found();
        let rest = &self.text[self.at..];
        if rest.starts_with("```") {
            let end = self.at + rest.find(['\r', '\n']).unwrap_or(rest.len());
            let failure = *self.failure(self.at, end, "a code fence is not part of a document");
            return Box::new(failure.help("remove the lines that begin with ```"));
        }
        let failure = *self.failure(self.at, end, format!("expected a value, found {found}"));
        let yaml = self.text[..self.at].trim().is_empty()
            && (rest.starts_with("- ") || rest.starts_with("---") || self.text[end..].starts_with(':'));
        if yaml {
            return Box::new(failure.help(
                "this looks like YAML: save it as `facts.yaml`; standard input and `.jsonl` hold a JSON document per line",
            ));
        }
        let word = &self.text[self.at..end];
        let failure = match word.as_bytes().first() {
            Some(b',') => failure.help("remove the comma, or add a value before it"),
            Some(b'\'') => failure.help("write text in double quotation marks"),
            Some(b'/' | b'#') => failure.help("JSON has no comments: remove it"),
            Some(b'+' | b'.') => failure.help(NUMBERS),
            None | Some(b']' | b'}' | b':') => failure,
            Some(_) => {
                let lower = word.to_lowercase();
                match lower.as_str() {
                    "true" | "false" | "null" => failure.help(format!("write it in lower case: `{lower}`")),
                    "none" | "undefined" => failure.help("write `null`"),
                    "nan" | "inf" | "infinity" => {
                        failure.help("JSON has no such number; write it in double quotation marks as text")
                    }
                    _ if word.starts_with(char::is_alphanumeric) => {
                        failure.help("write text in double quotation marks")
                    }
                    _ => failure,
                }
            }
        };
        Box::new(failure)
    }

    #[cold]
    pub(super) fn bad_number(&self, start: usize) -> Failure {
        let end = self.word_end(self.at).max(self.at);
        let written = &self.text[start..end];
        let failure = *self.failure(start, end, format!("`{}` is not a JSON number", shorten(written)));
        Box::new(failure.help(if written.starts_with("-I") || written.starts_with("-N") {
            "JSON has no such number; write it in double quotation marks as text"
        } else if written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
            NUMBERS
        } else {
            "write text in double quotation marks"
        }))
    }

    #[cold]
    pub(super) fn no_key(&self) -> Failure {
        let (found, end) = self.found();
        let failure = *self.failure(self.at, end, format!("expected a key, found {found}"));
        Box::new(match self.bytes.get(self.at) {
            Some(b',') => failure.help("remove the comma"),
            Some(b'/' | b'#') => failure.help("JSON has no comments: remove it"),
            None => failure,
            Some(_) => failure.help("write keys in double quotation marks"),
        })
    }

    #[cold]
    pub(super) fn no_colon(&self, key: Span) -> Failure {
        let (found, end) = self.found();
        let failure = *self.failure(self.at, end, format!("expected `:` after the key, found {found}"));
        Box::new(failure.related(key, "the key").help("write a colon between the key and its value"))
    }

    #[cold]
    pub(super) fn trailing_comma(&self, comma: usize, close: u8) -> Failure {
        let what = if close == b']' { "item of the list" } else { "entry of the map" };
        let failure = *self.failure(comma, comma + 1, format!("a comma follows the last {what}"));
        Box::new(failure.help("remove the comma").fix(to_span(comma, comma + 1), ""))
    }

    #[cold]
    pub(super) fn no_item_end(&self, start: usize, close: u8) -> Failure {
        let (found, end) = self.found();
        let close = char::from(close);
        let failure = *self.failure(self.at, end, format!("expected `,` or `{close}`, found {found}"));
        let what = if close == ']' { "the list" } else { "the map" };
        let failure = failure.related(to_span(start, start + 1), format!("{what} begins here"));
        Box::new(match self.bytes.get(self.at) {
            None => failure.help(format!("{what} is not closed: write a `{close}`")),
            Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'a'..=b'z') => failure
                .help("write a comma between two values; within text, write `\\\"` for a quotation mark"),
            Some(b'/' | b'#') => failure.help("JSON has no comments: remove it"),
            Some(b':') if close == ']' => failure.help("keys and values need a map: write `{` and `}`"),
            Some(_) => failure,
        })
    }

    #[cold]
    pub(super) fn after_the_end(&self) -> Failure {
        let (found, end) = self.found();
        self.failure(self.at, end, format!("expected nothing more after the value, found {found}"))
    }

    #[cold]
    pub(super) fn unclosed_string(&self, start: usize) -> Failure {
        let end = self.text[start..].find(['\n', '\r']).map_or(self.text.len(), |length| start + length);
        let failure = *self.failure(start, end, "the text that begins here has no closing quotation mark");
        Box::new(failure.help("write a `\"` at its end"))
    }

    /// For the first control character at or after `from`.
    #[cold]
    pub(super) fn control_character(&self, from: usize) -> Failure {
        let at = from + self.bytes[from..].iter().position(|&byte| byte < 0x20).unwrap_or(0);
        let byte = self.bytes[at];
        let escape = match byte {
            b'\n' => "\\n".to_owned(),
            b'\r' => "\\r".to_owned(),
            b'\t' => "\\t".to_owned(),
            _ => format!("\\u{byte:04x}"),
        };
        let what = match byte {
            b'\n' | b'\r' => "a line break".to_owned(),
            b'\t' => "a tab".to_owned(),
            _ => format!("the control character U+{byte:04X}"),
        };
        let failure = *self.failure(at, at + 1, format!("{what} is not allowed inside a string"));
        let failure = failure.fix(to_span(at, at + 1), escape.as_str());
        Box::new(failure.help(if matches!(byte, b'\n' | b'\r') {
            format!("write it as `{escape}`, or close the string before it")
        } else {
            format!("write it as `{escape}`")
        }))
    }

    #[cold]
    pub(super) fn bad_escape(&self, at: usize) -> Failure {
        let Some(c) = self.text[at + 1..].chars().next() else {
            return self.failure(at, at + 1, "the file ends inside a string");
        };
        let mut end = at + 1 + c.len_utf8();
        if c == 'u' {
            let hex = self.bytes[end..].iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
            end += hex;
            let message = format!("`{}` is not an escape", &self.text[at..end]);
            return Box::new(self.failure(at, end, message).help("write `\\u` with four hexadecimal digits"));
        }
        let shown = if c.is_control() { String::from("a control character") } else { format!("`{c}`") };
        let failure = *self.failure(at, end, format!("a backslash before {shown} is not a JSON escape"));
        Box::new(failure.help("write `\\\\` for a backslash"))
    }

    #[cold]
    pub(super) fn lone_surrogate(&self, at: usize) -> Failure {
        let written = &self.text[at..at + 6];
        let message = format!("`{written}` is an unpaired surrogate");
        Box::new(self.failure(at, at + 6, message).help("write the character itself"))
    }
}

const NUMBERS: &str = "write numbers as in `7`, `-0.5` or `1e3`: without `+`, without leading zeros, and with a \
                       digit on each side of the point; or write them in double quotation marks";
