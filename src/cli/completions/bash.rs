//! Bash.
//!
//! Bash takes `--set body=cepej` apart at `=` and `:` and replaces the last piece only, so the pieces are joined again here,
//! and an answer leaves out what is before the piece.
use super::candidates;
use crate::cli::arguments;
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};

/// The completion function; it works with bash 3.2 too.
pub(super) const SCRIPT: &str = r#"_groundwire() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(GROUNDWIRE_COMPLETE=bash GROUNDWIRE_LINE="$COMP_LINE" GROUNDWIRE_INDEX="$COMP_CWORD" \
        GROUNDWIRE_PIECE="$2" groundwire -- "${COMP_WORDS[@]}" 2>/dev/null)
    # More is typed after a folder and after `name=`.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o bashdefault -o nosort -F _groundwire groundwire 2>/dev/null ||
    complete -o bashdefault -F _groundwire groundwire
"#;

/// Answers with one completion per line.
pub(super) fn answer(pieces: Vec<OsString>, answer: &mut Vec<u8>) -> io::Result<()> {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let index = variable("GROUNDWIRE_INDEX").parse().map_err(io::Error::other)?;
    let pieces: Vec<String> = pieces.iter().map(|piece| piece.to_string_lossy().into_owned()).collect();
    let piece = variable("GROUNDWIRE_PIECE");
    let words = joined(&pieces, &variable("GROUNDWIRE_LINE"), index, &piece);
    let Some(last) = words.len().checked_sub(1) else { return Ok(()) };
    // The part of the word that bash keeps.
    let kept = words[last].len().saturating_sub(piece.len());
    let plain = |(at, word): (usize, String)| if at < last { unquoted(&word) } else { word };
    let words: Vec<OsString> = words.into_iter().enumerate().map(plain).map(OsString::from).collect();
    let mut command = candidates::add(arguments::command(), &words);
    let found =
        clap_complete::engine::complete(&mut command, words, last, env::current_dir().ok().as_deref())?;
    for candidate in found {
        let value = candidate.get_value().to_string_lossy();
        writeln!(answer, "{}", escaped(value.get(kept..).unwrap_or_default()))?;
    }
    Ok(())
}

/// The words up to the one with the cursor, as someone typed them: pieces without white space between them are one word.
/// `index` is the piece with the cursor, `piece` what of it is before the cursor.
fn joined(pieces: &[String], line: &str, index: usize, piece: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut rest = line;
    for (at, part) in pieces.iter().enumerate().take(index + 1) {
        let trimmed = rest.trim_start();
        let follows = trimmed.len() == rest.len() && !words.is_empty() && !part.is_empty();
        rest = trimmed.strip_prefix(part.as_str()).unwrap_or(trimmed);
        // After `=` bash says that nothing is typed of the next piece yet.
        let typed = if at < index || is_break(part) { part.as_str() } else { piece };
        match words.last_mut() {
            Some(word) if follows => word.push_str(typed),
            _ => words.push(typed.to_owned()),
        }
    }
    words
}

fn is_break(piece: &str) -> bool {
    !piece.is_empty() && piece.chars().all(|c| matches!(c, '=' | ':'))
}

/// A whole word without the quotes and backslashes that it was typed with.
fn unquoted(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut quote = None;
    let mut rest = word.chars();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '\\') => out.extend(rest.next()),
            _ => out.push(c),
        }
    }
    out
}

/// A completion as it is typed: a path can have characters that mean something to a shell.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            ' ' | '\t'
                | '"'
                | '\''
                | '\\'
                | '$'
                | '`'
                | '&'
                | '|'
                | ';'
                | '<'
                | '>'
                | '('
                | ')'
                | '*'
                | '?'
                | '['
                | ']'
                | '#'
                | '!'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{joined, unquoted};

    /// The words of a line that bash takes apart into pieces.
    fn words(pieces: &[&str], line: &str, index: usize, piece: &str) -> Vec<String> {
        joined(&pieces.iter().map(|&piece| piece.to_owned()).collect::<Vec<_>>(), line, index, piece)
    }

    #[test]
    fn pieces_that_touch_are_one_word() {
        let pieces = ["groundwire", "query", "q", "--set", "body", "=", "ent", ":", "ce"];
        let line = "groundwire  query q --set body=ent:ce";
        assert_eq!(words(&pieces, line, 8, "ce"), ["groundwire", "query", "q", "--set", "body=ent:ce"]);
        assert_eq!(words(&pieces[..6], "groundwire query q --set body=", 5, "").last().unwrap(), "body=");
        // The cursor may be inside a word.
        assert_eq!(words(&pieces, line, 4, "bo"), ["groundwire", "query", "q", "--set", "bo"]);
    }

    #[test]
    fn words_are_what_the_shell_would_pass() {
        for (typed, word) in
            [("my\\ news", "my news"), ("'it''s'", "its"), (r#"a"b\"c'd""#, "ab\"c'd"), ("'a\\b'", "a\\b")]
        {
            assert_eq!(unquoted(typed), word);
        }
    }

    #[test]
    fn an_empty_word_after_white_space_is_a_new_one() {
        assert_eq!(
            words(&["groundwire", "query", ""], "groundwire query ", 2, ""),
            ["groundwire", "query", ""]
        );
        // Signs that stand alone are joined with nothing.
        let pieces = ["groundwire", "query", "a", "=", "b", ""];
        assert_eq!(words(&pieces, "groundwire query a = b ", 5, ""), pieces);
    }
}
