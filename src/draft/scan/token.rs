//! The words of a text, each with its place and its form.
use super::lexicon::Lexicon;
use std::ops::Range;

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Small letters.
    Lower,
    /// A capital first.
    Capital,
    /// Capitals alone, two or more letters.
    Capitals,
    /// Digits, with what groups them.
    Number,
    /// A quotation mark that opens.
    Open,
    /// A quotation mark that closes.
    Close,
    /// `’s`, or a lone apostrophe after a word.
    Possessive,
    /// Any other character.
    Mark,
}

/// A token.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// How it is written.
    pub form: Form,
    /// Whether white space, or the beginning, is before it.
    pub spaced: bool,
    /// Whether it is between quotation marks.
    pub quoted: bool,
    /// Its sentence.
    pub sentence: u32,
}

impl Token {
    /// Whether it is a word or a number.
    pub(crate) fn is_word(&self) -> bool {
        matches!(self.form, Form::Lower | Form::Capital | Form::Capitals | Form::Number)
    }

    /// Whether it begins with a capital.
    pub(crate) fn is_capital(&self) -> bool {
        matches!(self.form, Form::Capital | Form::Capitals)
    }
}

/// The tokens of a text whose sentences are known, in order.
pub(crate) fn tokens(text: &str, sentences: &[Range<usize>]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    for (number, sentence) in (0..).zip(sentences) {
        cut(text, sentence.clone(), number, &mut tokens);
    }
    mark_quoted(text, &mut tokens);
    tokens
}

/// The words of tokens in small letters.
pub(crate) fn lower(text: &str, tokens: &[Token]) -> Vec<String> {
    tokens.iter().map(|token| text[token.range.clone()].to_lowercase()).collect()
}

fn cut(text: &str, sentence: Range<usize>, number: u32, tokens: &mut Vec<Token>) {
    let (mut at, end) = (sentence.start, sentence.end);
    let mut spaced = true;
    while at < end {
        let Some(first) = text[at..end].chars().next() else { break };
        if first.is_whitespace() {
            spaced = true;
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..end];
        let (length, form) = if first.is_ascii_digit() {
            number_length(rest)
        } else if first.is_alphanumeric() {
            word_length(rest)
        } else {
            mark(rest, first, !spaced)
        };
        tokens.push(Token { range: at..at + length, form, spaced, quoted: false, sentence: number });
        spaced = false;
        at += length;
    }
}

/// A number with the points and commas between its digits, and what is written onto it: `19th`, `2019-20`.
fn number_length(rest: &str) -> (usize, Form) {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digit = bytes[at].is_ascii_digit();
        let joins = matches!(bytes[at], b'.' | b',') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !digit && !joins {
            break;
        }
        at += 1;
    }
    (at, Form::Number)
}

/// Letters, with hyphens, apostrophes and the points of abbreviations inside.
fn word_length(rest: &str) -> (usize, Form) {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        // `then-New Jersey Governor`, `ex-president`
        if c == '-' && at <= 4 && Lexicon::english().has("former-prefixes", &rest[..at].to_lowercase()) {
            end = at + 1;
            break;
        }
        let inside = match c {
            c if c.is_alphanumeric() => true,
            '\u{300}'..='\u{36f}' => true,
            // `Paris-based` is a name and an adjective.
            '-' | '‐' | '‑' => {
                let named = rest.starts_with(char::is_uppercase)
                    && next.is_some_and(char::is_lowercase)
                    && parts_name(&rest[at + c.len_utf8()..]);
                !named && next.is_some_and(char::is_alphanumeric)
            }
            '&' => next.is_some_and(char::is_alphanumeric),
            '\'' | '’' => {
                let after = &rest[at + c.len_utf8()..];
                next.is_some_and(char::is_alphanumeric) && !is_possessive_s(after)
            }
            // `U.S.`, `e.g.`
            '.' => {
                let before = rest[..at].chars().next_back().is_some_and(char::is_alphabetic);
                let single = rest[..at].split('.').all(|part| part.chars().count() == 1);
                let dotted = rest[..at].contains('.');
                let capital = rest[..at].chars().next_back().is_some_and(char::is_uppercase);
                before && single && (next.is_some_and(char::is_alphabetic) || dotted || capital)
            }
            _ => false,
        };
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    let word = &rest[..end];
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().unwrap_or('a');
    let capitals = letters.clone().next().is_some() && letters.all(|c| !c.is_lowercase());
    let form = match (first.is_uppercase(), capitals) {
        (true, true) => Form::Capitals,
        (true, false) => Form::Capital,
        _ => Form::Lower,
    };
    (end, form)
}

/// Whether what is behind a name's hyphen is a word of its own: `Paris-based`, but not `Won-soon`.
fn parts_name(behind: &str) -> bool {
    let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    let word = &behind[..end];
    word.len() > 5
        || word.ends_with("ed")
        || word.ends_with("ing")
        || Lexicon::english().has("hyphen-words", word)
}

fn is_possessive_s(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next() == Some('s') && !chars.next().is_some_and(char::is_alphanumeric)
}

fn mark(rest: &str, first: char, touches: bool) -> (usize, Form) {
    let length = first.len_utf8();
    let follows = |at: usize| rest[at..].chars().next().is_some_and(|c| !c.is_whitespace());
    match first {
        // Some close with the mark that opens.
        '“' if touches && !follows(length) => (length, Form::Close),
        '“' | '«' | '„' => (length, Form::Open),
        // Two apostrophes for a quotation mark.
        '\'' if rest.starts_with("''") => (2, if !touches && follows(2) { Form::Open } else { Form::Close }),
        '`' if rest.starts_with("``") => (2, Form::Open),
        '”' | '»' => (length, Form::Close),
        '\'' | '’' if touches && is_possessive_s(&rest[length..]) => (length + 1, Form::Possessive),
        '\'' | '’' if touches => (length, Form::Possessive),
        '"' => {
            // Straight ones open where something follows and close where something is before.
            (length, if !touches && follows(1) { Form::Open } else { Form::Close })
        }
        _ => (length, Form::Mark),
    }
}

/// Marks the tokens within quotations. A quotation that is not closed ends with its paragraph.
fn mark_quoted(text: &str, tokens: &mut [Token]) {
    let mut open = false;
    let mut before = 0;
    for token in tokens {
        if open && text[before..token.range.start].contains('\n') {
            open = false;
        }
        before = token.range.end;
        match token.form {
            Form::Open => open = true,
            Form::Close => open = false,
            _ => token.quoted = open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let whole = 0..text.len();
        tokens(text, &[whole]).into_iter().map(|token| &text[token.range]).collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        assert_eq!(words("U.S. forces’ 2,500.5 l’accord"), ["U.S.", "forces", "’", "2,500.5", "l’accord"]);
        assert_eq!(
            words("Niger's O’Brien can't; Al-Qaeda, AT&T."),
            ["Niger", "'s", "O’Brien", "can't", ";", "Al-Qaeda", ",", "AT&T", "."]
        );
        assert_eq!(words("He said \"no\"."), ["He", "said", "\"", "no", "\"", "."]);
        assert_eq!(words("Paris-based Nur-Sultan"), ["Paris", "-", "based", "Nur-Sultan"]);
        assert_eq!(
            words("then-Governor ex-wife extra-hot"),
            ["then-", "Governor", "ex-", "wife", "extra-hot"]
        );
        assert_eq!(words("J. K. Rowling left."), ["J.", "K.", "Rowling", "left", "."]);
    }

    #[test]
    fn quotations_are_known() {
        let text = "“One two,” said three. \"Four\" five.";
        let found = tokens(text, std::slice::from_ref(&(0..text.len())));
        let quoted: Vec<&str> =
            found.iter().filter(|token| token.quoted).map(|token| &text[token.range.clone()]).collect();
        assert_eq!(quoted, ["One", "two", ",", "Four"]);
    }
}
