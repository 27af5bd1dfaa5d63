//! Slips at the very token that does not fit.
use super::habits::KEYWORDS;
use super::{Look, is_known};
use crate::ask::sparql::functions::{FUNCTIONS, arity};
use crate::ask::sparql::lex::{Kind, Token};
use crate::diagnostic::Diagnostic;
use crate::term::iri::nearest;

/// What the token at `at`, which does not fit, is a slip of.
pub(super) fn look_at(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    begin(look, at)
        .or_else(|| name(look, at))
        .or_else(|| sign(look, at))
        .or_else(|| value(look, at))
        .or_else(|| word(look, at))
        .or_else(|| column(look, at))
        .or_else(|| missing_end(look, at))
        .or_else(|| order(look, at))
}

fn begin(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let first = look.first_keyword();
    let forms = ["select", "ask", "construct", "describe"];
    if at > first || forms.iter().any(|form| look.is(first, form)) || look.of(at) == "\\" {
        return None;
    }
    if look.is(first, "prefix") {
        return Some(
            look.error(first, first + 1, "a prefix is declared with a colon and an IRI")
                .help("write `PREFIX ex: <https://example.org/>`"),
        );
    }
    // A declaration goes wrong by itself.
    if at < first {
        return None;
    }
    let help = match nearest(look.of(first), forms.into_iter().chain(["prefix", "base"])) {
        Some(near) => format!("did you mean {}?", near.to_ascii_uppercase()),
        None => "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE".to_owned(),
    };
    Some(look.error(first, first, format!("a query cannot begin with `{}`", look.of(first))).help(help))
}

fn name(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let before = at.checked_sub(1)?;
    if look.kind(before) == Some(Kind::Variable) && look.of(at) == "-" && look.is_glued(at) {
        return Some(
            look.error(before, at + 1, "the name of a variable contains only letters, digits and `_`")
                .help(format!("write `{}_{}`", look.of(before), look.of(at + 1))),
        );
    }
    if look.is(before, "prefix") {
        let end = if look.kind(at + 1) == Some(Kind::Name) && look.is_glued(at + 1) { at + 1 } else { at };
        return Some(
            look.error(
                at,
                end,
                "a prefix is declared with its name, a colon and an IRI; the name begins with a letter",
            )
            .help("write `PREFIX ex: <https://example.org/>`"),
        );
    }
    None
}

fn sign(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    Some(match look.of(at) {
        "<" => look
            .error(at, at, "this `<` does not begin an IRI, and there is nothing to compare before it")
            .help("an IRI ends in `>` and contains no spaces or quotes"),
        "\\" => backslash(look, at),
        _ if look.of(at + 1) == "\\" && look.is_glued(at + 1) => backslash(look, at + 1),
        "." | ";" if at > 0 && matches!(look.of(at - 1), "{" | ".") => {
            look.error(at, at, format!("there is no triple before this `{}`", look.of(at))).help("remove it")
        }
        "/" | "|" | "^" | "*" | "+" if is_property(look, at) && !inside_triple(look, at) => look
            .error(
                at - 1,
                at - 1,
                format!("the variable `{}` cannot be part of a property path", look.of(at - 1)),
            )
            .help("write a triple for each step: `?a ?p ?b . ?b ?q ?c`"),
        "/" | "|" | "^" | "*" | "+" if inside_triple(look, at) => look
            .error(at, at, "a triple in `<< >>` has a property, not a property path")
            .help("write the path as a triple of its own, outside of `<< >>`"),
        "<<" if at > 0 => look
            .error(at, at, "a reified triple cannot be a value")
            .help("write a triple term instead: `<<( ?s ?p ?o )>>`"),
        _ => return None,
    })
}

fn backslash(look: &Look<'_>, at: usize) -> Diagnostic {
    look.error(at, at, "unexpected `\\`")
        .help("codes of characters such as `\\u00e9` are only allowed in IRIs in `< >` and in strings")
}

/// Whether a variable in a pattern, where a property is expected, is before a token.
fn is_property(look: &Look<'_>, at: usize) -> bool {
    let braces = |sign: &str| (0..at).filter(|&i| look.of(i) == sign).count();
    at > 1
        && look.kind(at - 1) == Some(Kind::Variable)
        && (look.tokens[at - 2].is_term() || look.of(at - 2) == ";")
        && braces("{") > braces("}")
        && braces("(") == braces(")")
}

/// Whether a token is inside `<< … >>` or `<<( … )>>`.
fn inside_triple(look: &Look<'_>, at: usize) -> bool {
    let mut depth = 0;
    for i in 0..at {
        match look.of(i) {
            "<<" | "<<(" => depth += 1,
            ">>" => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// A value too many, or too few, of a function.
fn value(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let mut depth = 0;
    let open = (0..at).rev().find(|&i| match look.of(i) {
        ")" => {
            depth += 1;
            false
        }
        "(" if depth == 0 => true,
        "(" => {
            depth -= 1;
            false
        }
        _ => false,
    })?;
    let function = open.checked_sub(1)?;
    let (name, (least, most)) =
        arity(look.of(function)).filter(|_| look.kind(function) == Some(Kind::Word))?;
    let too_many = most == 0 && at == open + 1;
    if !too_many && !matches!(look.of(at), "," | ")") {
        return None;
    }
    let takes = match (least, most) {
        (0, 0) => "no value".to_owned(),
        (1, 1) => "one value".to_owned(),
        (least, most) if least == most => format!("{least} values"),
        (least, usize::MAX) => format!("{least} or more values"),
        (least, most) => format!("{least} to {most} values"),
    };
    Some(
        look.error(at, at, format!("{} takes {takes}", name.to_ascii_uppercase()))
            .related(look.span(function, function), "this function"),
    )
}

/// A word: a slip of a keyword or function, or a variable without its question mark.
fn word(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let number_expected = at > 0 && (look.is(at - 1, "limit") || look.is(at - 1, "offset"));
    if look.kind(at) != Some(Kind::Word) || number_expected {
        return None;
    }
    let word = look.of(at);
    if look.is(at, "select") {
        return Some(
            look.error(at, at, "a subquery is written in braces of its own").help("write `{ SELECT … }`"),
        );
    }
    if look.is(at, "union") {
        return Some(
            look.error(at, at, "UNION is written between patterns in braces")
                .help("write `{ … } UNION { … }`"),
        );
    }
    let in_construct = look.is(look.first_keyword(), "construct") && look.of(look.first_keyword() + 1) != "{";
    if in_construct
        && ["filter", "graph", "optional", "bind", "values", "minus"].iter().any(|w| look.is(at, w))
    {
        return Some(
            look.error(at, at, format!("CONSTRUCT WHERE takes only triples, found `{word}`"))
                .help("write the template by itself: `CONSTRUCT { … } WHERE { … }`"),
        );
    }
    if is_known(word) {
        return None;
    }
    if look.of(at + 1) == "(" {
        let help = match nearest(word, FUNCTIONS) {
            Some(near) => format!("did you mean {}?", near.to_ascii_uppercase()),
            None => "functions that SPARQL does not have are not supported".to_owned(),
        };
        return Some(look.error(at, at, format!("unknown function `{word}`")).help(help));
    }
    let columns = look.before_where(at);
    let keywords = KEYWORDS.iter().chain(&["exists"]).copied().filter(|keyword| {
        let between = ["where", "from", "distinct", "reduced"].contains(keyword);
        keyword.len() > 3 && (between || !columns)
    });
    let help = match nearest(word, keywords) {
        Some(near) => format!("did you mean {}?", near.to_ascii_uppercase()),
        None => format!("a variable is `?{word}`, a term `prefix:{word}`, text `\"{word}\"`"),
    };
    Some(look.error(at, at, format!("unknown keyword `{word}`")).help(help))
}

fn column(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let before = at.checked_sub(1)?;
    if look.is(before, "select") && (look.is(at, "where") || look.of(at) == "{") {
        return Some(
            look.error(before, at, "SELECT has no columns")
                .help("name variables, or write `SELECT *` for all"),
        );
    }
    if look.before_where(at) {
        let from = (0..=at).rev().find(|&i| look.is_aggregate(i));
        if let Some(i) = from {
            let close = look.closing(i + 1).min(look.tokens.len() - 1);
            let call = &look.text[look.tokens[i].span.start..look.tokens[close].span.end];
            return Some(
                look.error(i, close, "an expression in SELECT is written in parentheses and has a name")
                    .help(format!("write `({call} AS ?n)`")),
            );
        }
        if look.tokens.get(at).is_some_and(Token::is_term) && look.kind(at) != Some(Kind::Variable) {
            return Some(
                look.error(at, at, "the pattern of a query is written in braces")
                    .help("write `SELECT … WHERE { … }`"),
            );
        }
    }
    if look.kind(at) == Some(Kind::Variable)
        && look.of(before) == "("
        && before > 0
        && look.is(before - 1, "distinct")
    {
        return Some(
            look.error(before, at + 1, "columns are written without parentheses")
                .help("write `SELECT DISTINCT ?x`"),
        );
    }
    None
}

fn order(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let order = ["group", "having", "order", "limit", "offset"];
    order.iter().any(|word| look.is(at, word)).then(|| {
        look.error(at, at, format!("`{}` is in the wrong place", look.of(at)))
            .help("after the closing `}`, in this order: GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET")
    })
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
        look.error(at, at, format!("`{}` begins another triple, and the one before has no end", look.of(at)))
            .related(look.span(at - 1, at - 1), "the one before ends here")
            .help("end a triple with `.`, or with `;` if the next one has the same subject"),
    )
}
