//! What is wrong with a query, in words that help: the place, the likely slip, the mend.
use std::collections::BTreeSet;

use super::grammar::{self, FUNCTIONS, Misfit};
use super::lex::{Kind, Token};
use super::parse::{MAX_CHAIN, MAX_DEPTH};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::term::iri::{self, nearest};
use crate::term::prefixes::Prefixes;

const UPDATES: [&str; 10] =
    ["insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"];
/// Words that SPARQL itself has, besides the functions, which stand before `(`.
const KEYWORDS: [&str; 52] = [
    "select",
    "ask",
    "construct",
    "describe",
    "where",
    "from",
    "named",
    "prefix",
    "base",
    "version",
    "distinct",
    "reduced",
    "as",
    "filter",
    "optional",
    "union",
    "minus",
    "graph",
    "service",
    "silent",
    "bind",
    "values",
    "group",
    "by",
    "having",
    "order",
    "asc",
    "desc",
    "limit",
    "offset",
    "exists",
    "not",
    "in",
    "a",
    "true",
    "false",
    "undef",
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "sample",
    "group_concat",
    "separator",
    "lateral",
    "regex",
    "bound",
    "str",
    "lang",
    "if",
    "concat",
];

struct Look<'q> {
    text: &'q str,
    tokens: &'q [Token],
}

impl<'q> Look<'q> {
    fn of(&self, at: usize) -> &'q str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.of(at).eq_ignore_ascii_case(word)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn span(&self, from: usize, to: usize) -> Span {
        let end = self.text.trim_end().len();
        let start = self.tokens.get(from).map_or(end, |token| token.span.start);
        let end = self.tokens.get(to).map_or(end, |token| token.span.end);
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    fn error(&self, from: usize, to: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Query, self.span(from, to), message)
    }
}

type Checked = Result<(), Box<Diagnostic>>;

/// Finds what the parser would not say, or could not take.
pub(super) fn before_parsing(text: &str, tokens: &[Token], prefixes: &Prefixes) -> Checked {
    let look = Look { text, tokens };
    if tokens.is_empty() {
        return Err(look
            .error(0, 0, "the query is empty")
            .help("ask something: `SELECT ?fact WHERE { ?fact a af:Fact }`")
            .into());
    }
    nothing_open(&look)?;
    brackets(&look)?;
    let first = first_keyword(&look);
    if UPDATES.iter().any(|word| look.is(first, word)) {
        return Err(look
            .error(first, first, format!("an update (`{}`) where a query is due", look.of(first)))
            .help("data change in their documents; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
            .into());
    }
    known_prefixes(&look, prefixes)?;
    for (i, token) in tokens.iter().enumerate() {
        if token.kind == Kind::Word && look.is(i, "service") {
            return Err(look
                .error(i, i, "SERVICE asks another machine, and groundwire does not use the network")
                .help("load the other data from a file beside")
                .into());
        }
    }
    Ok(())
}

/// The first token after the prologue.
fn first_keyword(look: &Look<'_>) -> usize {
    let mut at = 0;
    loop {
        if look.is(at, "prefix") && look.kind(at + 1) == Some(Kind::Name) {
            at += 3;
        } else if look.is(at, "base") || look.is(at, "version") {
            at += 2;
        } else {
            return at;
        }
    }
}

fn nothing_open(look: &Look<'_>) -> Checked {
    for (i, token) in look.tokens.iter().enumerate() {
        let (message, help) = match token.kind {
            Kind::OpenText => (
                format!("a string that begins with {} is never closed", &look.of(i)[..1]),
                "close it with the same quote; a string over several lines stands in three: `\"\"\"…\"\"\"`",
            ),
            Kind::OpenIri => (
                format!("the IRI `{}` is never closed", look.of(i)),
                "an IRI ends in `>` and holds no spaces or quotes",
            ),
            Kind::Sign if matches!(look.of(i), "“" | "”" | "„" | "‘" | "’" | "«" | "»") => (
                format!("`{}` is no quote of a query", look.of(i)),
                "write strings in plain quotes: `\"…\"` or `'…'`",
            ),
            _ => continue,
        };
        return Err(look.error(i, i, message).help(help).into());
    }
    Ok(())
}

/// Brackets close what they open, not too deep; operators do not chain too long.
fn brackets(look: &Look<'_>) -> Checked {
    let mut open: Vec<usize> = Vec::new();
    let mut chained = 0;
    for (i, token) in look.tokens.iter().enumerate() {
        let text = look.of(i);
        if token.kind == Kind::Word {
            let chains = ["union", "optional", "minus", "filter", "bind", "lateral", "graph"];
            chained += usize::from(chains.iter().any(|word| text.eq_ignore_ascii_case(word)));
            continue;
        }
        if token.kind != Kind::Sign {
            continue;
        }
        let closes = match text {
            "{" | "(" | "[" | "<<" | "<<(" | "{|" => {
                open.push(i);
                if open.len() > MAX_DEPTH {
                    return Err(look
                        .error(i, i, format!("brackets are nested deeper than {MAX_DEPTH}"))
                        .help("no question needs that; look whether a bracket is closed where it should be")
                        .into());
                }
                continue;
            }
            "}" => "{",
            ")" => "(",
            "]" => "[",
            ">>" => "<<",
            "|}" => "{|",
            "||" | "&&" | "|" | "/" | "+" | "-" | "*" => {
                chained += 1;
                continue;
            }
            _ => continue,
        };
        match open.last() {
            Some(&last) if look.of(last) == closes => {
                open.pop();
            }
            // `<<( … )>>` is closed by `)` and `>>`.
            Some(&last) if look.of(last) == "<<(" => {
                if text == ">>" {
                    open.pop();
                }
            }
            Some(&last) => {
                let mend = closing(look.of(last));
                return Err(look
                    .error(i, i, format!("`{text}` stands where `{mend}` is due"))
                    .related(look.span(last, last), "opened here")
                    .help(format!("close `{}` with `{mend}` before it", look.of(last)))
                    .into());
            }
            None => {
                return Err(look
                    .error(i, i, format!("`{text}` closes nothing"))
                    .help(format!("take it away, or write the `{closes}` that it is to close"))
                    .into());
            }
        }
    }
    if let Some(&last) = open.last() {
        let mend = closing(look.of(last));
        return Err(look
            .error(last, last, format!("`{}` is never closed", look.of(last)))
            .label(format!("no `{mend}` for this"))
            .help(format!("write the missing `{mend}`"))
            .into());
    }
    if chained > MAX_CHAIN {
        return Err(look
            .error(0, 0, format!("the query chains {chained} operators; at most {MAX_CHAIN} are taken"))
            .help("use IN (…) or VALUES ?x { … } for long lists")
            .into());
    }
    Ok(())
}

fn closing(open: &str) -> &'static str {
    match open {
        "{" => "}",
        "(" => ")",
        "[" => "]",
        "{|" => "|}",
        "<<(" => ")>>",
        _ => ">>",
    }
}

fn known_prefixes(look: &Look<'_>, prefixes: &Prefixes) -> Checked {
    let mut declared: BTreeSet<&str> = prefixes.iter().map(|(prefix, _)| prefix).collect();
    for (i, token) in look.tokens.iter().enumerate() {
        if token.kind != Kind::Name {
            continue;
        }
        let (prefix, local) = look.of(i).split_once(':').unwrap_or((look.of(i), ""));
        if i > 0 && look.is(i - 1, "prefix") {
            if local.is_empty() {
                declared.insert(prefix);
            }
            continue;
        }
        if declared.contains(prefix) {
            continue;
        }
        if matches!(prefix, "http" | "https" | "urn" | "file") && !declared.contains(prefix) {
            let end = look.text[token.span.start..].find(|c: char| c.is_whitespace() || ";,)}]>".contains(c));
            let iri = &look.text[token.span.start..][..end.unwrap_or(look.text.len() - token.span.start)];
            let iri = iri.trim_end_matches('.');
            let mut error = look.error(i, i, "an IRI stands in angle brackets");
            error.span.end = error.span.start + iri.len() as u32;
            return Err(error.help(format!("write `<{iri}>`")).into());
        }
        let mut error = look.error(i, i, format!("unknown prefix `{prefix}:`"));
        error.span.end = error.span.start + prefix.len() as u32 + 1;
        let near = nearest(prefix, declared.iter().copied().filter(|p| !p.is_empty()));
        let declare = format!("declare it first: `PREFIX {prefix}: <https://…>`");
        return Err(error
            .note(format!(
                "known: {}",
                declared.iter().map(|p| format!("{p}:")).collect::<Vec<_>>().join(" ")
            ))
            .help(match near {
                Some(near) => format!("did you mean `{near}:{local}`? else {declare}"),
                None => declare,
            })
            .into());
    }
    Ok(())
}

/// Says in our words why the parser stopped; `error` are its own.
pub(super) fn explain(text: &str, tokens: &[Token], error: &str) -> Box<Diagnostic> {
    let look = Look { text, tokens };
    let Err(Misfit { at, due }) = grammar::check(text, tokens) else {
        return against_a_rule(&look, error).into();
    };
    if let Some(found) = habit(&look, at).or_else(|| at_the_place(&look, at)) {
        return found.into();
    }
    let found = match tokens.get(at) {
        None => format!("the query ends where {due} is due"),
        Some(_) => format!("`{}` stands where {due} is due", look.of(at)),
    };
    look.error(at, at, found.replace(", is due", " is due")).into()
}

/// The grammar is kept, a rule about the whole is not.
fn against_a_rule(look: &Look<'_>, error: &str) -> Diagnostic {
    let tokens = look.tokens;
    for (i, token) in tokens.iter().enumerate() {
        let text = look.of(i);
        if token.kind == Kind::Text
            && let Some(escape) = bad_escape(text)
        {
            return look
                .error(i, i, format!("`{escape}` is no escape"))
                .help("a backslash in text is written twice: `\\\\`");
        }
        if token.kind == Kind::Blank
            && error.contains("<unreported>")
            && let Some(first) = (0..i).find(|&first| look.of(first) == text)
        {
            return look
                .error(i, i, format!("the blank node `{text}` stands in two patterns"))
                .related(look.span(first, first), "here, too")
                .help(format!("take a variable: `?{}`", &text[2..]));
        }
        if token.kind == Kind::Iri && error.contains("IRI parsing failed") {
            let inside = text.trim_matches(['<', '>']);
            if !inside.contains(':') {
                return look
                    .error(i, i, format!("`{text}` is relative, and there is no BASE"))
                    .help("write IRIs whole, or `BASE <https://example.org/>` first");
            }
            if let Err(bad) = iri::check(inside) {
                return look.error(i, i, format!("invalid IRI `{text}`: {bad}"));
            }
        }
        if look.is(i, "as")
            && look.kind(i + 1) == Some(Kind::Variable)
            && let Some(first) = (0..i).find(|&first| look.of(first) == look.of(i + 1))
        {
            return look
                .error(
                    i + 1,
                    i + 1,
                    format!("`{}` is there already, and a name after AS must be new", look.of(i + 1)),
                )
                .related(look.span(first, first), "it is here")
                .help("take another name");
        }
    }
    let select =
        tokens.iter().position(|t| t.kind == Kind::Word && t.text(look.text).eq_ignore_ascii_case("select"));
    let group = (0..tokens.len()).find(|&i| look.is(i, "group") && look.is(i + 1, "by"));
    let open = (0..tokens.len()).find(|&i| look.of(i) == "{").unwrap_or(tokens.len());
    let aggregate = ["count", "sum", "min", "max", "avg", "sample", "group_concat"];
    let is_aggregate = |i: usize| look.of(i + 1) == "(" && aggregate.iter().any(|name| look.is(i, name));
    let close = (0..tokens.len()).rfind(|&i| look.of(i) == "}").unwrap_or(0);
    if let Some(i) = (open..close).find(|&i| is_aggregate(i) && !before_where(look, i)) {
        return look
            .error(i, i, format!("`{}` counts over groups, and a pattern has none", look.of(i)))
            .help("aggregates belong into SELECT, HAVING and ORDER BY; a subquery can have them too");
    }
    if let Some(select) = select {
        if look.of(select + 1) == "*" && group.is_some() {
            return look
                .error(select, select + 1, "`SELECT *` does not go with groups")
                .help("name the columns: those of GROUP BY, and `(COUNT(*) AS ?n)`");
        }
        let mut depth = 0;
        for i in select..open {
            match look.of(i) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            let grouped =
                group.is_some_and(|group| (group..tokens.len()).any(|at| look.of(at) == look.of(i)));
            let plain = depth == 0 && look.kind(i) == Some(Kind::Variable);
            if plain && !grouped && error.contains("unbound") {
                return look
                    .error(
                        i,
                        i,
                        format!("`{0}` is neither grouped nor computed, and other columns are", look.of(i)),
                    )
                    .help(format!(
                        "add `GROUP BY {0}`, or take one of each group: `(SAMPLE({0}) AS ?one)`",
                        look.of(i)
                    ));
            }
        }
    }
    let end = tokens.len().saturating_sub(1);
    look.error(0, end, "the query is well-formed, but something in it cannot be")
        .note(format!("the parser says: {}", error.chars().take(200).collect::<String>()))
        .help("perhaps a function has too few or too many values, or an IRI is none")
}

/// The first escape of a string that SPARQL does not have.
fn bad_escape(text: &str) -> Option<&str> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            let (_, escaped) = chars.next()?;
            if !"tbnrf\"'\\uU".contains(escaped) {
                return text.get(at..at + 1 + escaped.len_utf8());
            }
        }
    }
    None
}

/// Habits of other languages, and slips that have a look of their own wherever the parser stumbles over them.
fn habit<'q>(look: &Look<'q>, at: usize) -> Option<Diagnostic> {
    let tokens = look.tokens;
    let mut depth = Vec::new();
    for i in 0..tokens.len() {
        let text = look.of(i);
        match text {
            "{" | "(" => depth.push(text),
            "}" | ")" => {
                depth.pop();
            }
            _ => {}
        }
        let in_condition = depth.last() == Some(&"(");
        // What lies before the token that does not fit was fine.
        if i + 1 < at {
            continue;
        }
        if i > at {
            break;
        }
        if text == "<>" && in_condition {
            return Some(look.error(i, i, "`<>` is no operator of SPARQL").help("write `!=`"));
        }
        if tokens[i].kind == Kind::Sign {
            match text {
                "==" => {
                    return Some(look.error(i, i, "`==` is no operator of SPARQL").help("write `=`"));
                }
                "=" if !in_condition => {
                    return Some(
                        look.error(i, i, "`=` cannot stand in a pattern")
                            .help("compare with `FILTER(… = …)`, name a value with `BIND(… AS ?name)`"),
                    );
                }
                "," if before_where(look, i) && depth.is_empty() => {
                    return Some(
                        look.error(i, i, "no commas between the variables of SELECT")
                            .help("part them by spaces: `SELECT ?a ?b`"),
                    );
                }
                ";" if i + 1 == tokens.len() => {
                    return Some(look.error(i, i, "a query does not end in `;`").help("take it away"));
                }
                _ => {}
            }
        }
        if tokens[i].kind == Kind::Word {
            let upper = text.to_ascii_uppercase();
            let found = match upper.as_str() {
                "AND" if in_condition => Some(("`AND` is no operator of SPARQL", "write `&&`")),
                "OR" if in_condition => Some(("`OR` is no operator of SPARQL", "write `||`")),
                "LIKE" => Some((
                    "`LIKE` is no operator of SPARQL",
                    "write `FILTER(CONTAINS(LCASE(?text), \"words\"))` or `FILTER(REGEX(?text, \"pattern\", \"i\"))`",
                )),
                "IS" => Some(("`IS` is no operator of SPARQL", "write `!BOUND(?x)` for what is not there")),
                "NULL" => Some(("there is no `NULL` in SPARQL", "write `!BOUND(?x)` for what is not there")),
                "JOIN" => Some(("there is no `JOIN` in SPARQL", "patterns that share a variable are joined")),
                "TOP" => Some(("there is no `TOP` in SPARQL", "end the query with `LIMIT 10`")),
                "ELSE" | "THEN" | "CASE" | "WHEN" => {
                    Some(("there is no `CASE` in SPARQL", "write `IF(condition, one, other)`"))
                }
                _ => None,
            };
            if let Some((message, help)) = found {
                return Some(look.error(i, i, message).help(help));
            }
            if upper == "FILTER" && look.kind(i + 1) == Some(Kind::Variable) {
                return Some(
                    look.error(i, i + 1, "the condition of FILTER stands in parentheses")
                        .help("write `FILTER(…)`"),
                );
            }
            if upper == "WHERE" && look.of(i + 1) != "{" {
                return Some(
                    look.error(i, i, "the pattern after WHERE stands in braces").help("write `WHERE { … }`"),
                );
            }
            if (upper == "DESC" || upper == "ASC") && look.of(i + 1) != "(" {
                let variable = look.of(i.wrapping_sub(1));
                return Some(
                    look.error(i, i, format!("`{text}` stands before what it sorts"))
                        .help(format!("write `ORDER BY {upper}({variable})`")),
                );
            }
        }
    }
    None
}

/// Whether a token stands between SELECT and the pattern.
fn before_where(look: &Look<'_>, at: usize) -> bool {
    !(0..at).any(|i| look.of(i) == "{") && (0..at).any(|i| look.is(i, "select"))
}

/// Slips at the very token that did not fit.
fn at_the_place(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let first = first_keyword(look);
    let forms = ["select", "ask", "construct", "describe"];
    if at <= first && !forms.iter().any(|form| look.is(first, form)) {
        if look.is(first, "prefix") {
            return Some(
                look.error(first, first + 1, "a prefix is declared with a colon and an IRI")
                    .help("write `PREFIX ex: <https://example.org/>`"),
            );
        }
        let near = nearest(look.of(first), forms);
        let help = match near {
            Some(near) => format!("did you mean {}?", near.to_ascii_uppercase()),
            None => "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE".to_owned(),
        };
        return Some(look.error(first, first, format!("`{}` begins no query", look.of(first))).help(help));
    }
    if at > 0
        && look.kind(at - 1) == Some(Kind::Variable)
        && look.of(at) == "-"
        && look.tokens[at - 1].span.end == look.tokens[at].span.start
    {
        return Some(
            look.error(at - 1, at + 1, "a variable's name holds letters, digits and `_` alone")
                .help(format!("write `{}_{}`", look.of(at - 1), look.of(at + 1))),
        );
    }
    if at > 0 && look.is(at - 1, "prefix") {
        return Some(
            look.error(at, at, "a prefix is declared with a colon and an IRI").help(format!(
                "write `PREFIX {}: <https://example.org/>`",
                look.of(at).trim_end_matches(':')
            )),
        );
    }
    if look.of(at) == "<" {
        return Some(
            look.error(at, at, "this `<` begins no IRI, and nothing to compare stands before it")
                .help("an IRI ends in `>` and holds no spaces or quotes"),
        );
    }
    // A word: a slip of a keyword or function, or a variable without its question mark.
    let number_due = at > 0 && (look.is(at - 1, "limit") || look.is(at - 1, "offset"));
    if look.kind(at) == Some(Kind::Word) && !number_due {
        let word = look.of(at);
        let known = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        if look.of(at + 1) == "(" && !known(&FUNCTIONS) && !known(&KEYWORDS) {
            let help = match nearest(word, FUNCTIONS) {
                Some(near) => format!("did you mean {}?", near.to_ascii_uppercase()),
                None => "functions of your own have IRIs".to_owned(),
            };
            return Some(look.error(at, at, format!("unknown function `{word}`")).help(help));
        }
        if !known(&KEYWORDS) && !known(&FUNCTIONS) {
            let columns = before_where(look, at);
            let keywords = KEYWORDS.iter().copied().filter(|keyword| {
                let between = ["where", "from", "distinct", "reduced"].contains(keyword);
                keyword.len() > 3 && (between || !columns)
            });
            let help = match nearest(word, keywords) {
                Some(near) => format!("did you mean {}?", near.to_ascii_uppercase()),
                None => format!("a variable is `?{word}`, a term `prefix:{word}`, text `\"{word}\"`"),
            };
            return Some(look.error(at, at, format!("`{word}` is no word of SPARQL")).help(help));
        }
    }
    if at > 0 && look.is(at - 1, "select") && (look.is(at, "where") || look.of(at) == "{") {
        return Some(
            look.error(at - 1, at, "SELECT without columns")
                .help("name variables, or write `SELECT *` for all"),
        );
    }
    if before_where(look, at) {
        let aggregate = ["count", "sum", "min", "max", "avg", "sample", "group_concat"];
        let from = (0..=at).rev().find(|&i| aggregate.iter().any(|name| look.is(i, name)));
        if let Some(i) = from {
            let close = (i..look.tokens.len()).find(|&j| look.of(j) == ")").unwrap_or(i);
            let call = &look.text[look.tokens[i].span.start..look.tokens[close].span.end];
            return Some(
                look.error(i, close, "what SELECT computes stands in parentheses and has a name")
                    .help(format!("write `({call} AS ?n)`")),
            );
        }
        if look.tokens.get(at).is_some_and(Token::is_term) && look.kind(at) != Some(Kind::Variable) {
            return Some(
                look.error(at, at, "the pattern of a query stands in braces")
                    .help("write `SELECT … WHERE { … }`"),
            );
        }
    }
    if look.kind(at) == Some(Kind::Variable)
        && at > 0
        && look.of(at - 1) == "("
        && at > 1
        && look.is(at - 2, "distinct")
    {
        return Some(
            look.error(at - 1, at + 1, "no parentheses around the columns")
                .help("write `SELECT DISTINCT ?x`"),
        );
    }
    if let Some(diagnostic) = missing_end(look, at) {
        return Some(diagnostic);
    }
    let order = ["group", "having", "order", "limit", "offset"];
    if order.iter().any(|word| look.is(at, word)) {
        return Some(
            look.error(at, at, format!("`{}` stands in the wrong place", look.of(at)))
                .help("after the closing `}`, in this order: GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET"),
        );
    }
    None
}

/// Three terms that make a triple, and a fourth.
fn missing_end(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let is_term = |i: usize| look.tokens.get(i).is_some_and(Token::is_term) || look.is(i, "a");
    if !is_term(at) && look.of(at) != "[" {
        return None;
    }
    let mut start = at;
    while start > 0 && (is_term(start - 1) || look.kind(start - 1) == Some(Kind::Tag)) {
        start -= 1;
    }
    let terms = (start..at).filter(|&i| is_term(i)).count();
    let after_separator = matches!(look.of(start.wrapping_sub(1)), ";" | ",");
    let needed = match look.of(start.wrapping_sub(1)) {
        ";" => 2,
        "," => 1,
        _ => 3,
    };
    if terms < needed || (start == 0 && !after_separator) {
        return None;
    }
    Some(
        look.error(
            at,
            at,
            format!("`{}` begins another statement, and the one before has no end", look.of(at)),
        )
        .related(look.span(at - 1, at - 1), "the one before ends here")
        .help("end a triple with `.`, or with `;` where the next one has the same subject"),
    )
}
