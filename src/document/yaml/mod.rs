//! YAML text to a tree, by [YAML 1.2](https://yaml.org/spec/1.2.2/).
//!
//! Most texts are read in one pass (`subset`). For the others saphyr-parser finds the events; here they become a tree with places
//! in bytes, within limits, and its complaints become sentences. A merge key (`<<`) is a key like any other: YAML 1.2 knows none.
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::{Entry, Node, Scalar, Value, duplicate_keys, shorten};
use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use source::Source;
use std::borrow::Cow;

mod error;
mod source;
mod subset;
#[cfg(test)]
mod tests;

/// How deep maps and lists may nest, aliases expanded.
const MAX_DEPTH: usize = 64;
/// How many nodes a document may have, aliases expanded.
const MAX_NODES: usize = 1_000_000;
/// How many nodes one alias may represent.
const MAX_ALIAS: usize = 100_000;

/// Reads one YAML document; a byte order mark at its start is skipped.
///
/// # Errors
/// The first place where the text is not YAML, or nothing, or more than one document
/// ([`Code::Syntax`]), or exceeds a limit ([`Code::TooLarge`]); before it, all duplicate keys
/// ([`Code::DuplicateKey`]) and unknown tags.
pub fn parse<'a>(text: &'a str) -> Result<Node<'a>, Vec<Diagnostic>> {
    if u32::try_from(text.len()).is_err() {
        let message = "the text is longer than 4 GiB";
        return Err(vec![Diagnostic::error(Code::TooLarge, Span::default(), message)]);
    }
    if let Some(error) = error::control_character(text) {
        return Err(vec![error]);
    }
    match subset::read(text) {
        Some(node) => Ok(node),
        None => parse_any(text),
    }
}

/// Reads any text without control characters by saphyr-parser.
fn parse_any(text: &str) -> Result<Node<'_>, Vec<Diagnostic>> {
    let mut builder = Builder::new(text);
    match builder.document() {
        Ok(node) if builder.errors.is_empty() => Ok(node),
        Ok(_) => Err(builder.errors),
        Err(error) => {
            builder.errors.push(*error);
            Err(builder.errors)
        }
    }
}

/// Boxed, since it is rare and large.
type Failure = Box<Diagnostic>;

/// A map or list whose end has not come yet.
struct Open<'a> {
    start: u32,
    /// Whether it is in brackets.
    flow: bool,
    anchor: usize,
    content: Content<'a>,
}

enum Content<'a> {
    List(Vec<Node<'a>>),
    /// The entries, and the key that waits for its value.
    Map(Vec<Entry<'a>>, Option<(Span, Cow<'a, str>)>),
}

/// What an anchor names.
struct Anchored<'a> {
    node: Node<'a>,
    size: usize,
    height: usize,
}

struct Builder<'a> {
    source: Source<'a>,
    open: Vec<Open<'a>>,
    anchors: FxHashMap<usize, Anchored<'a>>,
    root: Option<Node<'a>>,
    /// Where the last event that represents written text ended.
    last: u32,
    /// How many nodes there are so far, aliases expanded.
    nodes: usize,
    /// Whether a tab in the indentation has been reported.
    tab_reported: bool,
    errors: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            source: Source::new(text),
            open: Vec::new(),
            anchors: FxHashMap::default(),
            root: None,
            last: 0,
            nodes: 0,
            tab_reported: false,
            errors: Vec::new(),
        }
    }

    fn document(&mut self) -> Result<Node<'a>, Failure> {
        let mut parser = Parser::new_from_str(self.source.text);
        let mut documents = 0;
        while let Some(next) = parser.next_event() {
            let (event, span) = match next {
                Ok((event, span)) => (event, self.source.span(&span)),
                Err(error) => {
                    let at = self.source.byte(error.marker().index());
                    let brackets = self.open.iter().rev().find(|open| open.flow).map(|open| open.start);
                    return Err(Box::new(error::describe(self.source.text, error.info(), at, brackets)));
                }
            };
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Box::new(error::second_document(self.source.text, span)));
                    }
                    // The `---`, if there is one: nothing else has been read.
                    if self.source.slice(span) == "---" {
                        self.last = span.end;
                    }
                }
                Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag, span)?,
                Event::SequenceStart(anchor, tag) => {
                    self.begin(span, anchor, tag.as_deref(), Content::List(Vec::new()))?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.begin(span, anchor, tag.as_deref(), Content::Map(Vec::new(), None))?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(span)?,
                Event::Alias(anchor) => self.alias(anchor, span)?,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            }
        }
        match self.root.take() {
            Some(Node { span, value: Value::Scalar(scalar) })
                if scalar.is_null() && span.start == span.end =>
            {
                Err(Box::new(error::empty()))
            }
            Some(node) => Ok(node),
            None => Err(Box::new(error::empty())),
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'a, Tag>>,
        span: Span,
    ) -> Result<(), Failure> {
        let written = span;
        let properties = anchor > 0 || tag.is_some();
        let start = if properties { self.source.after_properties(span.start, span.end) } else { span.start };
        let span = match style {
            ScalarStyle::Plain if text.is_empty() => {
                let at = if properties { span.end } else { self.source.empty_place(self.last, span.start) };
                Span { start: at, end: at }
            }
            ScalarStyle::Plain => self.source.trimmed(start, span.end),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => self.source.quoted(start, span.end),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let start = if properties { self.source.block_content(start, span.end) } else { start };
                self.source.trimmed(start, span.end)
            }
        };
        let text = self.source.borrow(text, style, span);
        let plain = match tag.as_deref() {
            None => style == ScalarStyle::Plain,
            Some(tag) => self.scalar_tag(tag, written),
        };
        self.last = span.end;
        self.count(1, span)?;
        self.add(Node { span, value: Value::Scalar(Scalar { text, plain }) }, anchor)
    }

    /// Whether a tag makes a scalar one that may be a number and so on, or else text.
    fn scalar_tag(&mut self, tag: &Tag, written: Span) -> bool {
        match core_tag(tag) {
            Some("str") => false,
            Some("int" | "float" | "bool" | "null") => true,
            _ => {
                self.errors.push(error::tag(tag, self.source.tag_place(written)));
                false
            }
        }
    }

    fn begin(
        &mut self,
        span: Span,
        anchor: usize,
        tag: Option<&Tag>,
        content: Content<'a>,
    ) -> Result<(), Failure> {
        let written = span;
        let properties = anchor > 0 || tag.is_some();
        let start = if properties { self.source.after_properties(span.start, span.end) } else { span.start };
        // What is left of the event is its bracket, if it has one.
        let bracket = self.source.slice(Span { start, end: span.end }).as_bytes().first();
        let (flow, name) = match content {
            Content::List(_) => (bracket == Some(&b'['), "seq"),
            Content::Map(..) => (bracket == Some(&b'{'), "map"),
        };
        let in_block_map =
            matches!(self.open.last(), Some(Open { flow: false, content: Content::Map(..), .. }));
        let start = if name == "seq" && !flow && in_block_map {
            // The event of a list that is not indented follows its first `-`.
            self.source.first_dash(self.last, start)
        } else {
            start
        };
        let span = Span { start, end: if flow { start + 1 } else { start } };
        if let Some(tag) = tag
            && core_tag(tag) != Some(name)
        {
            self.errors.push(error::tag(tag, self.source.tag_place(written)));
        }
        if self.key_is_due() {
            return Err(Box::new(error::key_not_scalar(name, span)));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Box::new(error::too_deep(span)));
        }
        if !flow && !self.open.last().is_some_and(|open| open.flow) {
            self.check_indentation(start);
        }
        self.count(1, span)?;
        self.last = self.last.max(span.end);
        self.open.push(Open { start, flow, anchor, content });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Failure> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // Brackets end the one, the last thing inside the other.
        let end = if open.flow { (span.start + 1).min(span.end) } else { self.last };
        let span = Span { start: open.start, end: end.max(open.start) };
        self.last = self.last.max(span.end);
        let value = match open.content {
            Content::List(items) => Value::List(items),
            Content::Map(entries, _) => {
                self.errors.extend(duplicate_keys(&entries));
                Value::Map(entries)
            }
        };
        self.add(Node { span, value }, open.anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Failure> {
        let span = self.source.trimmed(span.start, span.end);
        self.last = span.end;
        let Some(Anchored { node, size, height }) = self.anchors.get(&anchor) else {
            return Err(Box::new(error::alias_inside_itself(self.source.slice(span), span)));
        };
        if *size > MAX_ALIAS {
            return Err(Box::new(error::large_alias(self.source.slice(span), span, MAX_ALIAS)));
        }
        if self.open.len() + height > MAX_DEPTH {
            return Err(Box::new(error::too_deep(span)));
        }
        let (size, value) = (*size, node.value.clone());
        self.count(size, span)?;
        if self.key_is_due() && !matches!(value, Value::Scalar(_)) {
            return Err(Box::new(error::key_not_scalar(
                if matches!(value, Value::List(_)) { "seq" } else { "map" },
                span,
            )));
        }
        self.add(Node { span, value }, 0)
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Failure> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES {
            let message = format!("the document has more than {MAX_NODES} values, aliases expanded");
            return Err(Box::new(Diagnostic::error(Code::TooLarge, span, message)));
        }
        Ok(())
    }

    fn key_is_due(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Map(_, None), .. }))
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node<'a>, anchor: usize) -> Result<(), Failure> {
        if anchor > 0 {
            let (size, height) = measure(&node);
            // The copy counts, too: anchors around anchors could multiply.
            self.count(size, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, height });
        }
        if self.key_is_due() && self.open.last().is_some_and(|open| !open.flow) {
            self.check_indentation(node.span.start);
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(entries, key)) => match key.take() {
                Some((key_span, key)) => entries.push(Entry { key_span, key, value: node }),
                None => match node.value {
                    Value::Scalar(scalar) if node.span.start == node.span.end => {
                        debug_assert!(scalar.text.is_empty());
                        return Err(Box::new(error::no_key(node.span)));
                    }
                    Value::Scalar(scalar) => *key = Some((node.span, scalar.text)),
                    Value::List(_) => return Err(Box::new(error::key_not_scalar("seq", node.span))),
                    Value::Map(_) => return Err(Box::new(error::key_not_scalar("map", node.span))),
                },
            },
        }
        Ok(())
    }

    /// saphyr-parser lets some tabs pass that stand before a key or an item.
    fn check_indentation(&mut self, start: u32) {
        if !self.tab_reported
            && let Some(tab) = self.source.tab_before(start)
        {
            self.tab_reported = true;
            self.errors.push(error::tab(self.source.text, tab));
        }
    }
}

/// The name of a tag of YAML's core schema; `!` alone says `str`.
fn core_tag(tag: &Tag) -> Option<&str> {
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        ("", "!") | ("!", "") => Some("str"),
        ("tag:yaml.org,2002:", name) => Some(name),
        ("", name) => name.strip_prefix("tag:yaml.org,2002:"),
        _ => None,
    }
}

/// How many nodes, and how many levels of maps and lists.
fn measure(node: &Node<'_>) -> (usize, usize) {
    let add = |(size, height): (usize, usize), child| {
        let (more, below) = measure(child);
        (size + more, height.max(below + 1))
    };
    match &node.value {
        Value::Scalar(_) => (1, 0),
        Value::List(items) => items.iter().fold((1, 1), add),
        Value::Map(entries) => entries.iter().map(|entry| &entry.value).fold((1, 1), add),
    }
}

/// A tag as it is shown: `!!set`, `!mine`.
fn show_tag(tag: &Tag) -> String {
    let full = format!("{}{}", tag.handle, tag.suffix);
    match full.strip_prefix("tag:yaml.org,2002:") {
        Some(name) => format!("!!{}", shorten(name)),
        None => shorten(&full).into_owned(),
    }
}
