//! A text character by character, its white space made plain and without what counts for nothing.
use super::typography::{Class, class};

/// A character of the plain text and the bytes it came from (of white space, the whole run).
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The plain character that ends before a byte of the text.
pub(super) fn before(text: &str, mut at: usize) -> Option<Plain> {
    let mut space: Option<Plain> = None;
    while let Some(c) = text.get(..at)?.chars().next_back() {
        let start = at - c.len_utf8();
        match edge(c) {
            Edge::Nothing => {}
            Edge::Space => {
                let end = space.map_or(at, |space| space.end);
                space = Some(Plain { c: ' ', start, end });
            }
            Edge::Other if space.is_some() => break,
            Edge::Other => return Some(Plain { c, start, end: at }),
        }
        at = start;
    }
    space
}

/// The plain character that begins after a byte of the text.
pub(super) fn after(text: &str, mut at: usize) -> Option<Plain> {
    let mut space: Option<Plain> = None;
    while let Some(c) = text.get(at..)?.chars().next() {
        let end = at + c.len_utf8();
        match edge(c) {
            Edge::Nothing => {}
            Edge::Space => {
                let start = space.map_or(at, |space| space.start);
                space = Some(Plain { c: ' ', start, end });
            }
            Edge::Other if space.is_some() => break,
            Edge::Other => return Some(Plain { c, start: at, end }),
        }
        at = end;
    }
    space
}

enum Edge {
    Space,
    Nothing,
    Other,
}

fn edge(c: char) -> Edge {
    match c {
        '\t'..='\r' | ' ' => Edge::Space,
        '\0'..='\u{7f}' => Edge::Other,
        _ if c.is_whitespace() => Edge::Space,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{206f}' | '\u{feff}' if class(c) == Class::Nothing => {
            Edge::Nothing
        }
        _ => Edge::Other,
    }
}
