//! How a query was answered, as a person can read it.
use serde_json::Value;
use spareval::QueryExplanation;
use std::fmt::Write;

use crate::ask::exact::functions::NAMESPACE;
use crate::ask::literal::written::AS_WRITTEN;
use crate::ask::walk::UNNAMED;
use crate::term::prefixes::Prefixes;

/// The plan of a query with the rows and the time of each step. Complete once the answer has been consumed.
pub struct Plan(QueryExplanation);

impl Plan {
    pub(super) fn new(explanation: QueryExplanation) -> Self {
        Self(explanation)
    }

    /// The plan as a tree, a step a line: rows that the step gave, milliseconds that it took itself (without the steps
    /// below it), what it did. A step takes its rows from those below it; IRIs are shown with prefixes.
    #[must_use]
    pub fn render(&self, prefixes: &Prefixes) -> String {
        let mut json = Vec::new();
        let tree = self
            .0
            .write_in_json(&mut json)
            .ok()
            .and_then(|()| serde_json::from_slice::<Value>(&json).ok())
            .unwrap_or_default();
        let mut names = Names { prefixes, hidden: Vec::new() };
        let mut out = String::new();
        if let Some(seconds) = tree.get("planning duration in seconds").and_then(Value::as_f64) {
            let _ = writeln!(out, "planned in {:.3} ms", seconds * 1e3);
        }
        let _ = writeln!(out, "{:>9} {:>10}  step", "rows", "ms");
        node(&tree["plan"], "", "", &mut names, &mut out);
        out
    }
}

fn seconds(step: &Value) -> f64 {
    step.get("duration in seconds").and_then(Value::as_f64).unwrap_or(0.0)
}

fn node(step: &Value, first: &str, rest: &str, names: &mut Names<'_>, out: &mut String) {
    let none = Vec::new();
    let children = step.get("children").and_then(Value::as_array).unwrap_or(&none);
    let own = (seconds(step) - children.iter().map(seconds).sum::<f64>()).max(0.0);
    let rows = step.get("number of results").and_then(Value::as_u64).unwrap_or(0);
    let name = step.get("name").and_then(Value::as_str).unwrap_or_default().replace(AS_WRITTEN, "");
    let _ = writeln!(out, "{rows:>9} {:>10.3}  {first}{}", own * 1e3, names.step(&name));
    for (i, child) in children.iter().enumerate() {
        let last = i + 1 == children.len();
        let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        node(child, &format!("{rest}{branch}"), &format!("{rest}{below}"), names, out);
    }
}

/// The words for what the evaluator's plans name.
struct Names<'a> {
    prefixes: &'a Prefixes,
    /// Variables that the parser made (for `[ ]`, paths and aggregates), whose names are random.
    hidden: Vec<String>,
}

impl Names<'_> {
    fn step(&mut self, name: &str) -> String {
        let (kind, inside) = name
            .split_once('(')
            .map_or((name, ""), |(kind, inside)| (kind, inside.strip_suffix(')').unwrap_or(inside)));
        let inside = self.terms(inside);
        let keys = |inside: &str| {
            let keys = inside.split_once("keys = ").map_or("", |(_, keys)| keys);
            keys.split_once(", expression").map_or(keys, |(keys, _)| keys).trim_matches(['[', ']']).to_owned()
        };
        let on = |keys: String| if keys.is_empty() { String::new() } else { format!(" on {keys}") };
        match kind {
            "QuadPattern" => format!("look up {inside}"),
            "Path" => format!("follow {inside}"),
            "Graph" => format!("graph {inside}"),
            "Lateral" => "for each row of the first, the second".to_owned(),
            "ForLoopLeftJoin" => "for each row of the first, the second if there is any".to_owned(),
            "Join" if keys(&inside).is_empty() => {
                "every row of the first with every row of the second".to_owned()
            }
            "Join" => format!("join{}", on(keys(&inside))),
            "LeftJoin" => format!("join if there is any{}", on(keys(&inside))),
            "AntiJoin" => format!("take away{}", on(keys(&inside))),
            "Filter" => format!("keep where {inside}"),
            "Extend" => format!("compute {inside}"),
            "Aggregate" => format!("group {inside}"),
            "Sort" => format!("sort by {inside}"),
            "Project" => format!("columns {inside}"),
            "Distinct" => "each row once".to_owned(),
            "Reduced" => "neighbouring equal rows once".to_owned(),
            "Slice" => format!("cut out {inside}"),
            "Union" => "one after another".to_owned(),
            "Values" | "StaticBindings" => format!("given rows {inside}"),
            _ if inside.is_empty() => name.to_owned(),
            _ => format!("{kind} {inside}"),
        }
    }

    /// The same text with prefixes in place of whole IRIs, and short names for variables that nobody wrote.
    fn terms(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['<', '?', '"']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = if rest.starts_with('<') {
                let length = rest.find(['>', ' ']).map_or(rest.len(), |end| end + 1);
                let iri = rest[1..length].strip_suffix('>').unwrap_or_default();
                match self.prefixes.shorten(iri) {
                    // A function of ours in the place of an operator.
                    None if iri.starts_with(NAMESPACE) => out.push_str(&iri[NAMESPACE.len()..]),
                    Some((prefix, local)) => {
                        let _ = write!(out, "{prefix}:{local}");
                    }
                    None => out.push_str(&rest[..length]),
                }
                length
            } else if let Some(inside) = rest.strip_prefix('"') {
                let mut escaped = false;
                let end = inside.find(|c| {
                    let found = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    found
                });
                let length = end.map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..length]);
                length
            } else {
                // A blank node of the query is a variable that no query can name.
                let is_unnamed = rest[1..].starts_with(UNNAMED);
                let start = if is_unnamed { 1 + UNNAMED.len() } else { 1 };
                let end = rest[start..].find(|c: char| !c.is_alphanumeric() && c != '_');
                let length = end.map_or(rest.len(), |end| start + end);
                let name = &rest[start..length];
                if is_unnamed || name.len() >= 24 && name.chars().all(|c| c.is_ascii_hexdigit()) {
                    let number = self.hidden.iter().position(|h| h == name).unwrap_or_else(|| {
                        self.hidden.push(name.to_owned());
                        self.hidden.len() - 1
                    });
                    let _ = write!(out, "?_{}", number + 1);
                } else {
                    out.push_str(&rest[..length]);
                }
                length
            };
            rest = &rest[length..];
        }
        out.push_str(rest);
        out
    }
}
