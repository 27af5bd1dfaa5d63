//! Habits of other languages, and slips that are known wherever the parser stumbles over them.
use super::Look;
use crate::ask::sparql::lex::Kind;
use crate::diagnostic::Diagnostic;

/// Words that SPARQL itself has, besides the functions, which stand before `(`.
pub(super) const KEYWORDS: [&str; 37] = [
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
    "not",
    "in",
    "a",
    "true",
    "false",
    "undef",
    "lateral",
];

/// Looks for a habit at the token that does not fit and the one before; what lies before was fine.
pub(super) fn look_for(look: &Look<'_>, at: usize) -> Option<Diagnostic> {
    let mut depth = Vec::new();
    for i in 0..look.tokens.len() {
        let text = look.of(i);
        match text {
            "{" | "(" => depth.push(text),
            "}" | ")" => {
                depth.pop();
            }
            _ => {}
        }
        if i + 1 < at {
            continue;
        }
        if i > at {
            break;
        }
        let in_condition = depth.last() == Some(&"(");
        if text == "<>" && in_condition {
            return Some(look.error(i, i, "`<>` is not an operator of SPARQL").help("write `!=`"));
        }
        let found = match look.kind(i) {
            Some(Kind::Sign) => sign(look, i, in_condition, depth.is_empty()),
            Some(Kind::Word) => word(look, i, in_condition),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn sign(look: &Look<'_>, at: usize, in_condition: bool, outside: bool) -> Option<Diagnostic> {
    Some(match look.of(at) {
        "==" => look.error(at, at, "`==` is not an operator of SPARQL").help("write `=`"),
        "=" if !in_condition => look
            .error(at, at, "`=` cannot be in a pattern")
            .help("compare with `FILTER(… = …)`, name a value with `BIND(… AS ?name)`"),
        "," if look.before_where(at) && outside => look
            .error(at, at, "the variables of SELECT have no commas between them")
            .help("separate them with spaces: `SELECT ?a ?b`"),
        ";" if at + 1 == look.tokens.len() => {
            look.error(at, at, "a query does not end in `;`").help("remove it")
        }
        _ => return None,
    })
}

fn word(look: &Look<'_>, at: usize, in_condition: bool) -> Option<Diagnostic> {
    let upper = look.of(at).to_ascii_uppercase();
    let missing = "write `!BOUND(?x)` for a value that is missing";
    let (message, help) = match upper.as_str() {
        "AND" if in_condition => ("`AND` is not an operator of SPARQL", "write `&&`"),
        "OR" if in_condition => ("`OR` is not an operator of SPARQL", "write `||`"),
        "LIKE" => (
            "`LIKE` is not an operator of SPARQL",
            "write `FILTER(CONTAINS(LCASE(?text), \"words\"))` or `FILTER(REGEX(?text, \"pattern\", \"i\"))`",
        ),
        "IS" => ("`IS` is not an operator of SPARQL", missing),
        "NULL" => ("SPARQL has no `NULL`", missing),
        "JOIN" => ("SPARQL has no `JOIN`", "patterns that share a variable are joined"),
        "TOP" => ("SPARQL has no `TOP`", "end the query with `LIMIT 10`"),
        "ELSE" | "THEN" | "CASE" | "WHEN" => ("SPARQL has no `CASE`", "write `IF(condition, one, other)`"),
        "BINDINGS" => ("`BINDINGS` is now VALUES", "write `VALUES (?x ?y) { (1 2) (3 4) }`"),
        "FILTER" if look.kind(at + 1) == Some(Kind::Variable) => {
            return Some(
                look.error(at, at + 1, "the condition of FILTER is written in parentheses")
                    .help("write `FILTER(…)`"),
            );
        }
        "WHERE" if look.of(at + 1) != "{" => {
            ("the pattern after WHERE is written in braces", "write `WHERE { … }`")
        }
        "DESC" | "ASC" if look.of(at + 1) != "(" => {
            let variable = look.of(at.wrapping_sub(1));
            return Some(
                look.error(at, at, format!("`{}` is written before what it sorts", look.of(at)))
                    .help(format!("write `ORDER BY {upper}({variable})`")),
            );
        }
        _ => return None,
    };
    Some(look.error(at, at, message).help(help))
}
