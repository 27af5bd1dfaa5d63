//! Diagnostics for a text that is not YAML, or more YAML than a document may have.
use super::show_tag;
use super::source::to_u32;
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::shorten;
use saphyr_parser::Tag;

const QUOTE: &str = "put the whole value in quotation marks";
const SPACES: &str = "YAML allows only spaces in the indentation: replace the tab with spaces";
const ALIGN: &str =
    "start the line in the same column as the other keys of its map, or the other items of its list";

fn syntax(start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::Syntax, Span { start: to_u32(start), end: to_u32(end) }, message)
}

pub(super) fn empty() -> Diagnostic {
    syntax(0, 0, "the file is empty")
        .help("a document needs `article:` with a `title`, and `facts:`; `groundwire new` creates one")
}

/// For the first character that no YAML text may have, if there is one.
pub(super) fn control_character(text: &str) -> Option<Diagnostic> {
    let bad = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}');
    // In UTF-8 the last two begin with EF: most texts have no byte that needs a closer look.
    let suspicious = |byte: &u8| matches!(byte, 0..=8 | 0xb | 0xc | 0xe..=0x1f | 0x7f | 0xef);
    if !text.as_bytes().chunks(64).any(|chunk| chunk.iter().fold(false, |any, byte| any | suspicious(byte))) {
        return None;
    }
    let (at, c) = text.char_indices().find(|&(_, c)| bad(c))?;
    let code = u32::from(c);
    let message = format!("the control character U+{code:04X} cannot be used in YAML");
    let help = format!("remove it, or write `\\u{code:04x}` for it inside double quotation marks");
    Some(syntax(at, at + c.len_utf8(), message).help(help))
}

/// Where a code fence is, such as a chat puts around a document.
const FENCE: &str = "remove the lines that begin with ```";

pub(super) fn second_document(text: &str, span: Span) -> Diagnostic {
    let at = span.start as usize;
    let message = "a second document begins here, but a file holds only one";
    if text[at..].starts_with("---") {
        syntax(at, at + 3, message).help("remove the `---`, or move what follows to another file")
    } else {
        syntax(at, line_end(text, at), message)
            .help("remove the `...` above, or move what follows to another file")
    }
}

pub(super) fn tag(tag: &Tag, span: Span) -> Diagnostic {
    let message = format!("the tag `{}` has no meaning here", show_tag(tag));
    Diagnostic::error(Code::Syntax, span, message)
        .help("remove the tag, or put the whole value in quotation marks if `!` belongs to it")
}

pub(super) fn key_not_scalar(name: &str, span: Span) -> Diagnostic {
    let what = if name == "seq" { "list" } else { "map" };
    Diagnostic::error(Code::Syntax, span, format!("expected a key, found a {what}"))
        .help("write a name as the key; text that begins with `[` or `{` needs quotation marks")
}

pub(super) fn no_key(span: Span) -> Diagnostic {
    Diagnostic::error(Code::Syntax, span, "a key is missing here").help("write a name before the `:`")
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("maps and lists nest deeper than {} levels", super::MAX_DEPTH);
    Diagnostic::error(Code::TooLarge, span, message).help("remove some levels of nesting")
}

pub(super) fn alias_inside_itself(alias: &str, span: Span) -> Diagnostic {
    let message = format!("the alias `{}` is inside the value that it refers to", shorten(alias));
    Diagnostic::error(Code::Syntax, span, message)
}

pub(super) fn large_alias(alias: &str, span: Span, limit: usize) -> Diagnostic {
    let message = format!("the alias `{}` expands to more than {limit} values", shorten(alias));
    Diagnostic::error(Code::TooLarge, span, message)
        .help("write out the values instead of aliases of aliases")
}

pub(super) fn tab(text: &str, at: u32) -> Diagnostic {
    let at = at as usize;
    let tabs = text[at..].bytes().take_while(|&byte| byte == b'\t').count();
    syntax(at, at + tabs, "the indentation contains a tab").help(SPACES)
}

/// What saphyr-parser found wrong at `at`, with a suggested fix. `bracket` is the
/// innermost bracket that is open there.
pub(super) fn describe(text: &str, info: &str, at: u32, bracket: Option<u32>) -> Diagnostic {
    let found = Place::new(text, at as usize, bracket);
    let has = |part| info.contains(part);
    // saphyr-parser gives its errors as text only, so their kind is read from it; an unknown text is shown as it is.
    if has("tab") || has("YAML whitespace") {
        found.tab()
    } else if has("unknown anchor") || has("anchor or alias") {
        found.anchor()
    } else if has("quoted scalar") {
        if has("unexpected end of stream") || has("document indicator") || has("indentation") {
            found.unclosed_quote()
        } else if has("trailing content") {
            found.after_quote()
        } else {
            found.bad_escape()
        }
    } else if has("trailing content") {
        found.after_quote()
    } else if has("mapping values") || has("placement of ':'") || has("simple key") {
        found.colon()
    } else if has("unexpected character")
        || has("directive")
        || has("mapping keys")
        || has("plain scalar cannot")
    {
        found.bad_start()
    } else if has("tag") || has("handle") {
        found.bad_tag()
    } else if has("block sequence entries") || has("only valid inside a block") {
        found.dash()
    } else if has("misplaced bracket") {
        found.stray_bracket()
    } else if has("flow sequence") || has("flow mapping") || has("flow construct") {
        found.open_bracket()
    } else if has("block scalar") {
        found.block_scalar(has("indent"))
    } else if has("comment") {
        found.comment()
    } else if has("recursion limit") {
        too_deep(Span { start: at, end: at })
    } else if has("byte order mark") {
        syntax(found.at, found.word_end(), "a byte order mark is inside the document").help("remove it")
    } else if has("block mapping") || has("block collection") || has("indentation") {
        found.misplaced(has("block collection"))
    } else if has("document start") || has("document end") {
        found.after_document()
    } else if has("node content") {
        found.no_value()
    } else {
        syntax(found.at, found.word_end(), format!("invalid YAML: {info}")).help(QUOTE)
    }
}

/// Where an error was found.
struct Place<'a> {
    text: &'a str,
    at: usize,
    /// The line it is in, without its end.
    line_start: usize,
    line: &'a str,
    bracket: Option<usize>,
}

impl<'a> Place<'a> {
    fn new(text: &'a str, at: usize, bracket: Option<u32>) -> Self {
        // A mark past the last line break is of no use to a reader: show the last line with text.
        let at = if at >= text.len() { text.trim_end().len() } else { at };
        let line_start = text[..at].rfind(['\r', '\n']).map_or(0, |end| end + 1);
        let line = &text[line_start..line_end(text, at)];
        Self { text, at, line_start, line, bracket: bracket.map(|start| start as usize) }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..self.line_start + self.line.len()]
    }

    fn rest_end(&self) -> usize {
        self.at + self.rest().trim_end().len()
    }

    /// The end of the word, or else of the character, at the place.
    fn word_end(&self) -> usize {
        let rest = self.rest();
        let word = rest.find([' ', '\t', ',', ']', '}']).unwrap_or(rest.len());
        self.at + word.max(rest.chars().next().map_or(0, char::len_utf8))
    }

    fn word(&self) -> String {
        let word = &self.text[self.at..self.word_end()];
        if word.is_empty() { "the end of the line".to_owned() } else { format!("`{}`", shorten(word)) }
    }

    /// Whether nothing but white space precedes the place in its line.
    fn begins_line(&self) -> bool {
        self.text[self.line_start..self.at].trim().is_empty()
    }

    /// The last line above that has something in it.
    fn line_above(&self) -> Option<(usize, &'a str)> {
        let above = self.text[..self.line_start].trim_end();
        let start = above.rfind(['\r', '\n']).map_or(0, |end| end + 1);
        (!above.is_empty()).then(|| (start, &above[start..]))
    }

    /// An error about the value from `start` to the end of the line, fixed by quotation marks.
    fn quote_value(&self, start: usize, message: impl Into<String>) -> Diagnostic {
        let end = start.max(self.line_start + self.line.trim_end().len());
        let error = syntax(start, end, message);
        let value = &self.text[start..end];
        if self.bracket.is_some() || value.contains(['"', '\\', '\t']) || value.contains(" #") {
            return error.help(QUOTE);
        }
        let quoted = format!("\"{value}\"");
        let help = format!("{QUOTE}: `{}`", shorten(&quoted));
        error.help(help).fix(Span { start: to_u32(start), end: to_u32(end) }, quoted)
    }

    fn tab(&self) -> Diagnostic {
        // The mark may be on the last good line.
        let mut start = self.line_start;
        while start < self.text.len() {
            let end = line_end(self.text, start);
            let line = &self.text[start..end];
            let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t', '-']).len()];
            if let Some(offset) = indentation.find('\t') {
                return tab(self.text, to_u32(start + offset));
            }
            start = end + 1;
        }
        syntax(self.at, self.word_end(), "a tab where only spaces are allowed").help(SPACES)
    }

    fn anchor(&self) -> Diagnostic {
        let word = &self.text[self.at..self.word_end()];
        let first = self.rest().chars().next().unwrap_or('*');
        let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if word.len() > 1 && first == '*' && is_name(&word[1..]) && !self.rest().trim_end().contains(' ') {
            let message = format!(
                "`{}` refers to an anchor `&{}` that is not in this file",
                shorten(word),
                shorten(&word[1..])
            );
            return self.quote_value(self.at, message);
        }
        let start = self.text[self.line_start..self.at].rfind(['*', '&']).map_or(self.at, |offset| {
            if matches!(first, '*' | '&') { self.at } else { self.line_start + offset }
        });
        let first = self.text[start..].chars().next().unwrap_or(first);
        self.quote_value(start, cannot_begin(first))
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let mark = self.rest().chars().next().unwrap_or('"');
        let closed = self.rest().chars().skip(1).any(|c| c == mark);
        let error = if closed {
            syntax(self.at, self.rest_end(), "a line of the quoted text that begins here is not indented")
        } else {
            syntax(self.at, self.rest_end(), "the quoted text that begins here has no closing quotation mark")
        };
        error.help(format!(
            "write a `{mark}` at its end; if the text goes on below, indent its lines more than the key"
        ))
    }

    fn after_quote(&self) -> Diagnostic {
        let before = self.text[..self.at].trim_end();
        let message = format!("found {} after the closing quotation mark", self.word());
        let error = syntax(self.at, self.rest_end().max(self.at), message);
        if before.ends_with('\'') {
            error.help("inside single quotation marks write an apostrophe twice: `''`")
        } else {
            error.help("inside double quotation marks write `\\\"` for a quotation mark")
        }
    }

    /// saphyr-parser marks the opening quotation mark: find the escape.
    fn bad_escape(&self) -> Diagnostic {
        let body = &self.text[self.at..];
        let mut at = 1;
        while let Some(offset) = body.get(at..).and_then(|rest| rest.find(['\\', '"'])) {
            at += offset;
            if body[at..].starts_with('"') {
                break;
            }
            let Some(next) = body[at + 1..].chars().next() else { return self.unclosed_quote() };
            let digits = match next {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            let start = at + 1 + next.len_utf8();
            let hex = body[start..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
            let code = u32::from_str_radix(&body[start..start + hex], 16).ok();
            let simple = matches!(
                next,
                '0' | 'a'
                    | 'b'
                    | 't'
                    | '\t'
                    | 'n'
                    | 'v'
                    | 'f'
                    | 'r'
                    | 'e'
                    | ' '
                    | '"'
                    | '/'
                    | '\\'
                    | 'N'
                    | '_'
                    | 'L'
                    | 'P'
                    | '\n'
                    | '\r'
            );
            let good =
                if digits == 0 { simple } else { hex == digits && code.and_then(char::from_u32).is_some() };
            if !good {
                let end = self.at + start + hex;
                let written = &self.text[self.at + at..end];
                let message = format!("`{}` is not a YAML escape", shorten(written));
                let help = if digits == 0 {
                    "write `\\\\` for a backslash, or use single quotation marks"
                } else {
                    "write the character itself, or its code point: `\\u0301`, `\\U0001F600`"
                };
                return syntax(self.at + at, end, message).help(help);
            }
            at = start + hex;
        }
        syntax(self.at, self.rest_end(), "a backslash in this text begins no escape")
            .help("write `\\\\` for a backslash, or use single quotation marks")
    }

    /// A colon that makes a key where none is allowed.
    fn colon(&self) -> Diagnostic {
        let before = &self.text[self.line_start..self.at];
        if let Some(value) = value_start(before) {
            return self.quote_value(
                self.line_start + value,
                "a colon followed by a space is not allowed inside a value without quotation marks",
            );
        }
        if let Some(start) = self.bracket.filter(|&start| start < self.line_start) {
            return self.unclosed_bracket(start);
        }
        if before.trim_start().strip_prefix('-').is_some_and(|key| key.starts_with(char::is_alphanumeric)) {
            let dash = self.line_start + before.len() - before.trim_start().len();
            return syntax(dash, dash + 1, "a space is missing after the `-`")
                .help("write `- ` before a list item");
        }
        if let Some((start, above)) = self.line_above() {
            let written = above.trim_start();
            let offset = start + above.len() - written.len();
            let key = written.trim_start_matches("- ");
            let glued = key.char_indices().find(|&(at, c)| {
                c == ':' && key[at + 1..].chars().next().is_some_and(|next| !matches!(next, ' ' | '/'))
            });
            if let Some((colon, _)) = glued.filter(|_| !key.contains(": ") && !key.ends_with(':')) {
                let at = offset + (written.len() - key.len()) + colon;
                return syntax(at, at + 1, "a space is missing after the colon")
                    .help(format!("write `{}: {}`", shorten(&key[..colon]), shorten(&key[colon + 1..])))
                    .fix(Span { start: to_u32(at), end: to_u32(at + 1) }, ": ");
            }
            if key == written && !key.contains(": ") && !key.ends_with(':') && !key.is_empty() {
                let error = syntax(
                    offset,
                    offset + written.len(),
                    format!("expected a `:` after `{}`", shorten(key)),
                );
                return error.help(
                    "write a colon and a value after the key; continuation lines of a text must be indented more",
                );
            }
        }
        let key = self.line_start + before.len() - before.trim_start().len();
        syntax(key, self.at, format!("the key `{}` is not allowed here", shorten(before.trim())))
            .help("the line above already has a value: start this line in the same column as the key above")
    }

    fn bad_start(&self) -> Diagnostic {
        // A directive's error is found behind its `%`.
        let start = match self.line.find('%') {
            Some(0) => self.line_start,
            _ => self.at,
        };
        if start == self.at && self.rest().trim().is_empty() {
            return match self.line_above() {
                Some((start, above)) if above.starts_with('%') => {
                    syntax(start, start + above.len(), "a line without quotation marks cannot begin with `%`")
                        .help(QUOTE)
                }
                _ => self.no_value(),
            };
        }
        if self.text[start..].starts_with("```") {
            return syntax(start, line_end(self.text, start), "a code fence is not part of a document")
                .help(FENCE);
        }
        let first = self.text[start..].chars().next().unwrap_or(' ');
        self.quote_value(start, cannot_begin(first))
    }

    fn bad_tag(&self) -> Diagnostic {
        let start = self.text[self.line_start..self.word_end()]
            .rfind('!')
            .map_or(self.at, |offset| self.line_start + offset);
        self.quote_value(start, "text without quotation marks cannot begin with `!`")
    }

    fn dash(&self) -> Diagnostic {
        if self.bracket.is_some() {
            return syntax(self.at, self.word_end(), "`- ` is not allowed inside brackets")
                .help("remove it: inside brackets, commas separate the items");
        }
        if self.begins_line() {
            return self.misplaced(false);
        }
        self.quote_value(self.at, "a list cannot begin on the line of its key")
            .note("a list begins on the line below its key: `- ` before each item")
    }

    fn stray_bracket(&self) -> Diagnostic {
        let message = format!("the closing bracket {} has no opening bracket", self.word());
        syntax(self.at, self.word_end(), message).help("remove it, or put the whole value in quotation marks")
    }

    fn open_bracket(&self) -> Diagnostic {
        match self.bracket {
            Some(start) if start < self.line_start || self.rest().trim().is_empty() => {
                self.unclosed_bracket(start)
            }
            Some(start) => {
                let close = closing(self.text, start);
                let message = format!("expected `,` or `{close}`, found {}", self.word());
                syntax(self.at, self.word_end(), message)
                    .related(Span { start: to_u32(start), end: to_u32(start + 1) }, "the bracket opens here")
                    .help("write a comma between two values; text with a comma, bracket or colon needs quotation marks")
            }
            None => {
                syntax(self.at, self.rest_end(), "the closing bracket does not match the opening bracket")
                    .help(QUOTE)
            }
        }
    }

    fn unclosed_bracket(&self, start: usize) -> Diagnostic {
        let open = &self.text[start..=start];
        let close = closing(self.text, start);
        let error = syntax(start, start + 1, format!("the bracket `{open}` that opens here is not closed"));
        let error = error.related(
            Span { start: to_u32(self.at), end: to_u32(self.word_end()) },
            format!("expected `,` or `{close}` before this"),
        );
        error.help(format!(
            "write a `{close}` at its end, or put text that begins with `{open}` in quotation marks"
        ))
    }

    fn block_scalar(&self, indentation: bool) -> Diagnostic {
        if indentation && !matches!(self.rest().as_bytes().first(), Some(b'|' | b'>')) {
            return syntax(
                self.at,
                self.rest_end(),
                "a line of the text is indented less than its first line",
            )
            .help("indent all lines of the text equally");
        }
        let mark = self.rest().chars().next().unwrap_or('|');
        self.quote_value(self.at, format!("text is not allowed on the line of `{mark}`"))
            .note(format!("after `{mark}` the text begins on the next line, indented more than its key"))
    }

    fn comment(&self) -> Diagnostic {
        let error = syntax(self.at, self.rest_end(), "a comment inside a text of several lines");
        error.help("remove the comment; if ` #` belongs to the text, put the whole text in quotation marks")
    }

    /// A line that does not continue the map or list it is in.
    fn misplaced(&self, item_due: bool) -> Diagnostic {
        let begin = self.line.len() - self.line.trim_start().len();
        let start = self.line_start + begin;
        let end = self.line_start + self.line.trim_end().len();
        let line = self.line.trim_start();
        if !self.begins_line() && !line.starts_with("- ") {
            let message = format!("found {} after the end of the value", self.word());
            return syntax(self.at, self.rest_end(), message)
                .help("remove it, or put the whole value in quotation marks");
        }
        if (line.starts_with("- ") || line == "-") && !item_due {
            return syntax(start, end.max(start), "expected a key, found a list item")
                .help("give the list a key, and begin all its items in the same column");
        }
        if item_due && !line.starts_with('-') {
            return syntax(start, end.max(start), "expected `- ` and the next item of the list")
                .help("write `- ` before it; or start the line in the same column as its key");
        }
        syntax(start, end.max(start), "the indentation of this line matches none of the lines above")
            .help(ALIGN)
    }

    fn after_document(&self) -> Diagnostic {
        if self.line.starts_with('%') || self.line_above().is_some_and(|(_, above)| above.starts_with('%')) {
            return self.bad_start();
        }
        syntax(self.at, self.rest_end(), format!("found {} after the end of the document", self.word()))
            .help("a document is one map: remove what follows it, or put the whole value in quotation marks")
    }

    fn no_value(&self) -> Diagnostic {
        let first = self.rest().chars().next();
        match (first, self.bracket) {
            (Some(_), None) => {
                let message = format!("expected a value, found {}", self.word());
                self.quote_value(self.at, message)
            }
            (_, Some(start)) if start < self.line_start || first.is_none() => self.unclosed_bracket(start),
            _ => syntax(self.at, self.word_end(), format!("expected a value, found {}", self.word())),
        }
    }
}

fn cannot_begin(first: char) -> String {
    let shown = if first == '`' { "a backtick".to_owned() } else { format!("`{first}`") };
    format!("text without quotation marks cannot begin with {shown}")
}

/// Where the value begins of the first key in this part of a line, if it has one.
fn value_start(line: &str) -> Option<usize> {
    let colon = line.find(": ")?;
    let value = line[colon + 1..].trim_start();
    (!value.is_empty()).then(|| line.len() - value.len())
}

fn closing(text: &str, open: usize) -> char {
    if text.as_bytes().get(open) == Some(&b'{') { '}' } else { ']' }
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\r', '\n']).map_or(text.len(), |length| at + length)
}
