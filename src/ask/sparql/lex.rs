//! A query's words with their places: enough of SPARQL's
//! [grammar](https://www.w3.org/TR/sparql11-query/#sparqlGrammar) to look at a query before it is parsed, and to say
//! where and why it cannot be.
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `<http://…>`.
    Iri,
    /// `<http://…` that no `>` closes.
    OpenIri,
    /// `?name` or `$name`.
    Variable,
    /// `prefix:local`, either part perhaps empty.
    Name,
    /// `_:label`.
    Blank,
    /// A string in any of the four kinds of quotes.
    Text,
    /// A string that nothing closes.
    OpenText,
    /// `@en`.
    Tag,
    /// A number.
    Number,
    /// A keyword, a function's name, `a`, `true`, or a word that should be something else.
    Word,
    /// Anything else: brackets, operators, separators.
    Sign,
}

/// A token: what it is and its bytes in the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

impl Token {
    pub(super) fn text<'q>(&self, query: &'q str) -> &'q str {
        &query[self.span.clone()]
    }

    /// Whether the token is a term that can stand in a triple, or the end of one.
    pub(super) fn is_term(&self) -> bool {
        matches!(self.kind, Kind::Iri | Kind::Variable | Kind::Name | Kind::Blank | Kind::Text | Kind::Number)
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name(c: char) -> bool {
    is_name_start(c) || c.is_numeric() || c == '-' || c == '\u{b7}' || ('\u{300}'..='\u{36f}').contains(&c)
}

/// How many bytes the characters at the start of `text` take that `is` accepts.
fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is(c)).unwrap_or(text.len())
}

/// Splits a query into tokens; white space and comments are left out. Never fails: what is not a token is a sign.
pub(super) fn tokens(query: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = query[at..].chars().next() {
        let rest = &query[at..];
        if first.is_whitespace() || first == '\u{feff}' {
            at += first.len_utf8();
            continue;
        }
        if first == '#' {
            at += run(rest, |c| c != '\n' && c != '\r');
            continue;
        }
        let (kind, length) = token(rest, first);
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
    tokens
}

fn token(rest: &str, first: char) -> (Kind, usize) {
    let after = &rest[first.len_utf8()..];
    match first {
        '<' => iri(rest),
        '"' | '\'' => text(rest, first),
        '?' | '$' => {
            let length = run(after, |c| is_name(c) && c != '-');
            if length == 0 { (Kind::Sign, 1) } else { (Kind::Variable, 1 + length) }
        }
        '@' => {
            let length = run(after, |c| c.is_ascii_alphanumeric() || c == '-');
            if length == 0 { (Kind::Sign, 1) } else { (Kind::Tag, 1 + length) }
        }
        '_' if after.starts_with(':') => (Kind::Blank, 2 + label(&after[1..])),
        ':' => (Kind::Name, 1 + local(after)),
        '0'..='9' => (Kind::Number, number(rest)),
        '.' if after.starts_with(|c: char| c.is_ascii_digit()) => (Kind::Number, number(rest)),
        c if is_name_start(c) => {
            let length = run(rest, |c| is_name(c) || c == '.');
            let word = rest[..length].trim_end_matches('.');
            if rest[word.len()..].starts_with(':') {
                (Kind::Name, word.len() + 1 + local(&rest[word.len() + 1..]))
            } else {
                // A dot ends a triple; only prefixes have dots inside.
                (Kind::Word, run(rest, is_name))
            }
        }
        _ => {
            let sign = ["&&", "||", "!=", "<=", ">=", "^^", "<<", ">>", "{|", "|}", "=="]
                .iter()
                .find(|sign| rest.starts_with(**sign));
            (Kind::Sign, sign.map_or(first.len_utf8(), |sign| sign.len()))
        }
    }
}

/// The length of a [local name](https://www.w3.org/TR/sparql11-query/#rPN_LOCAL) at the start of `text`.
fn local(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                if chars.next().is_none() {
                    break;
                }
                end = chars.offset();
            }
            '%' | ':' => end = at + 1,
            '.' => {} // Part of the name if more of it follows.
            c if is_name(c) => end = at + c.len_utf8(),
            _ => break,
        }
    }
    end
}

/// The length of the label of a blank node at the start of `text`.
fn label(text: &str) -> usize {
    let length = run(text, |c| is_name(c) || c == '.');
    text[..length].trim_end_matches('.').len()
}

fn number(text: &str) -> usize {
    let mut end = run(text, |c| c.is_ascii_digit());
    if text[end..].starts_with('.') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        end += 1 + run(&text[end + 1..], |c| c.is_ascii_digit());
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let digits = run(&text[end + 1 + sign..], |c| c.is_ascii_digit());
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    end
}

fn iri(rest: &str) -> (Kind, usize) {
    let mut body = 0;
    loop {
        body += run(&rest[1 + body..], |c| {
            !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\') && c > ' '
        });
        match escape(&rest[1 + body..]) {
            Some(length) => body += length,
            None => break,
        }
    }
    if rest[1 + body..].starts_with('>') {
        return (Kind::Iri, body + 2);
    }
    // `<` before a scheme begins an IRI even where nothing ends it; else it is the operator.
    if rest[1..=body].contains("://") {
        return (Kind::OpenIri, 1 + body);
    }
    let sign = if rest.starts_with("<<(") {
        3
    } else if rest.starts_with("<=") || rest.starts_with("<<") {
        2
    } else {
        1
    };
    (Kind::Sign, sign)
}

/// The length of a character's code (`\\u00e9`, `\\U0001F47E`) at the start of `text`.
fn escape(text: &str) -> Option<usize> {
    let digits = match text.as_bytes() {
        [b'\\', b'u', ..] => 4,
        [b'\\', b'U', ..] => 8,
        _ => return None,
    };
    let code = text.get(2..2 + digits)?;
    code.bytes().all(|b| b.is_ascii_hexdigit()).then_some(2 + digits)
}

fn text(rest: &str, quote: char) -> (Kind, usize) {
    let long = [quote; 3].iter().collect::<String>();
    let (start, end) = if rest.starts_with(&long) { (3, long.as_str()) } else { (1, &rest[..1]) };
    let mut at = start;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with(end) {
            return (Kind::Text, at + end.len());
        }
        let c = here.chars().next().unwrap_or(quote);
        if start == 1 && (c == '\n' || c == '\r') {
            break;
        }
        at += c.len_utf8();
        if c == '\\' {
            at += rest[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    (Kind::OpenText, at)
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};
    use proptest::proptest;

    fn kinds(query: &str) -> Vec<(Kind, &str)> {
        tokens(query).iter().map(|t| (t.kind, t.text(query))).collect()
    }

    #[test]
    fn splits_as_the_grammar_does() {
        assert_eq!(
            kinds("?s a af:Fact; ex:a.b <http://x> . # no\n FILTER(?x<3.5 && ?y!='a\\'')"),
            [
                (Kind::Variable, "?s"),
                (Kind::Word, "a"),
                (Kind::Name, "af:Fact"),
                (Kind::Sign, ";"),
                (Kind::Name, "ex:a.b"),
                (Kind::Iri, "<http://x>"),
                (Kind::Sign, "."),
                (Kind::Word, "FILTER"),
                (Kind::Sign, "("),
                (Kind::Variable, "?x"),
                (Kind::Sign, "<"),
                (Kind::Number, "3.5"),
                (Kind::Sign, "&&"),
                (Kind::Variable, "?y"),
                (Kind::Sign, "!="),
                (Kind::Text, "'a\\''"),
                (Kind::Sign, ")"),
            ]
        );
    }

    #[test]
    fn a_dot_after_a_name_ends_the_triple() {
        assert_eq!(kinds("a:b. _:x. c:")[..2], [(Kind::Name, "a:b"), (Kind::Sign, ".")]);
        assert_eq!(kinds("_:x.")[0], (Kind::Blank, "_:x"));
    }

    #[test]
    fn says_what_is_not_closed() {
        assert_eq!(kinds("\"abc\n?x"), [(Kind::OpenText, "\"abc"), (Kind::Variable, "?x")]);
        assert_eq!(kinds("<http://x ?y")[0], (Kind::OpenIri, "<http://x"));
        assert_eq!(kinds("<http://x/caf\\u00e9> ?y")[0], (Kind::Iri, "<http://x/caf\\u00e9>"));
        assert_eq!(kinds("<http://x/\\U0001F47E\\u0061>").len(), 1);
        assert_eq!(kinds("<http://x/\\n>")[0].0, Kind::OpenIri);
        assert_eq!(kinds("'''a'b\n'''")[0], (Kind::Text, "'''a'b\n'''"));
    }

    proptest! {
        #[test]
        fn never_panics_and_goes_forward(query in "[?$<>\"'\\\\a:.é{}()@#_0-9 \n^|&=-]{0,40}") {
            let mut end = 0;
            for token in tokens(&query) {
                assert!(token.span.start >= end && token.span.end > token.span.start);
                end = token.span.end;
            }
        }
    }
}
