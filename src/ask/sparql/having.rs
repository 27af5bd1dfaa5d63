//! The variables of HAVING.
//!
//! SPARQL computes the columns of SELECT after HAVING, so that `HAVING(?n > 2)` finds no value of a column `?n` and drops
//! every group. Many engines take the column; here its expression takes the place of its name.
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::lex::{Kind, Token};
use super::look::Look;

/// A variable of HAVING that is more than a variable of GROUP BY.
pub(super) struct Use {
    /// The token.
    pub(super) at: usize,
    /// What it is.
    pub(super) what: What,
}

/// What a variable of HAVING is.
pub(super) enum What {
    /// A column, with its expression.
    Column(String),
    /// A column whose expression cannot be put there.
    Unusable,
    /// A variable of the pattern that is neither grouped nor aggregated.
    Ungrouped,
}

/// The columns and the ungrouped variables in HAVING, in their order.
pub(super) fn uses(text: &str, tokens: &[Token]) -> Vec<Use> {
    let look = Look { text, tokens };
    if !(0..tokens.len()).any(|at| look.is_word(at, "having")) {
        return Vec::new();
    }
    let selects = (0..tokens.len()).filter(|&at| look.is_word(at, "select"));
    let mut found: Vec<Use> = selects.filter_map(|at| look.clauses(at)).flat_map(|c| look.uses(&c)).collect();
    found.sort_by_key(|used| used.at);
    found
}

/// The parts of a SELECT with HAVING, as tokens.
struct Clauses {
    columns: Range<usize>,
    pattern: Range<usize>,
    group: Range<usize>,
    having: Range<usize>,
}

/// The longest expression that takes the place of a column, in bytes.
const LONGEST: usize = 4_096;

impl<'q> Look<'q> {
    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(at, word))
    }

    fn calls(&self, at: usize, names: &[&str]) -> bool {
        self.of(at + 1) == "(" && self.is_any(at, names)
    }

    /// The first token from `from` on that is outside of brackets and that `ends`, or that closes what is not open.
    fn until(&self, from: usize, ends: impl Fn(usize) -> bool) -> usize {
        let mut depth = 0_usize;
        for at in from..self.tokens.len() {
            if depth == 0 && ends(at) {
                return at;
            }
            match self.of(at) {
                "(" | "<<(" | "{" | "[" => depth += 1,
                ")" | "}" | "]" if depth == 0 => return at,
                ")" | "}" | "]" => depth -= 1,
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// The token that closes the bracket at `open`.
    fn end_of(&self, open: usize) -> usize {
        self.until(open + 1, |_| false)
    }

    fn clauses(&self, select: usize) -> Option<Clauses> {
        let open = self.until(select + 1, |at| self.of(at) == "{");
        let close = self.end_of(open);
        let mut begin = close + 1;
        let mut group = begin..begin;
        if self.is_word(begin, "group") {
            let end =
                self.until(begin, |at| self.is_any(at, &["having", "order", "limit", "offset", "values"]));
            group = begin + 2..end;
            begin = end;
        }
        if !self.is_word(begin, "having") {
            return None;
        }
        let end = self.until(begin, |at| self.is_any(at, &["order", "limit", "offset", "values"]));
        Some(Clauses { columns: select + 1..open, pattern: open..close, group, having: begin + 1..end })
    }

    /// The variables in some tokens that are outside of braces, each with whether an aggregate has it.
    fn variables(&self, tokens: Range<usize>) -> Vec<(usize, bool)> {
        let (mut found, mut braces, mut aggregated) = (Vec::new(), 0_usize, 0);
        for at in tokens {
            match self.of(at) {
                "{" => braces += 1,
                "}" => braces = braces.saturating_sub(1),
                _ if self.is_aggregate(at) => aggregated = aggregated.max(self.end_of(at + 1)),
                _ if self.kind(at) == Some(Kind::Variable) && braces == 0 => {
                    found.push((at, at < aggregated))
                }
                _ => {}
            }
        }
        found
    }

    /// The columns that are expressions, each with its expression, in which those of other columns have taken the place
    /// of their names; none where an expression cannot be written twice.
    fn columns(&self, clauses: &Clauses) -> BTreeMap<&'q str, Option<String>> {
        let mut columns = BTreeMap::new();
        let mut at = clauses.columns.start;
        while at < clauses.columns.end {
            if self.of(at) != "(" {
                at += 1;
                continue;
            }
            let close = self.end_of(at);
            if close >= at + 4 && self.is_word(close - 2, "as") {
                let expression = self.expression(at + 1..close - 2, &columns);
                columns.insert(self.of(close - 1), expression);
            }
            at = close + 1;
        }
        columns
    }

    fn expression(&self, tokens: Range<usize>, known: &BTreeMap<&str, Option<String>>) -> Option<String> {
        // Each evaluation of these gives another value.
        if tokens.clone().any(|at| self.calls(at, &["rand", "uuid", "struuid", "bnode"])) {
            return None;
        }
        let mut from = self.tokens.get(tokens.start)?.span.start;
        let end = self.tokens.get(tokens.end.checked_sub(1)?)?.span.end;
        let mut written = "(".to_owned();
        for (at, aggregated) in self.variables(tokens) {
            if let (Some(column), false) = (known.get(self.of(at)), aggregated) {
                written.push_str(self.text.get(from..self.tokens[at].span.start)?);
                written.push_str(column.as_deref()?);
                from = self.tokens[at].span.end;
            }
        }
        written.push_str(self.text.get(from..end)?);
        written.push(')');
        (written.len() <= LONGEST).then_some(written)
    }

    /// The names that GROUP BY gives: variables alone, and what is named.
    fn grouped(&self, clauses: &Clauses) -> BTreeSet<&'q str> {
        let mut names = BTreeSet::new();
        let mut at = clauses.group.start;
        while at < clauses.group.end {
            if self.kind(at) == Some(Kind::Variable) {
                names.insert(self.of(at));
            }
            if self.of(at) != "(" {
                at += 1;
                continue;
            }
            let close = self.end_of(at);
            let is_call = at > clauses.group.start
                && matches!(self.kind(at - 1), Some(Kind::Word | Kind::Name | Kind::Iri));
            let mut inside = (at + 1..close).filter(|&i| !matches!(self.of(i), "(" | ")"));
            let (first, more) = (inside.next(), inside.next());
            if self.is_word(close.saturating_sub(2), "as") {
                names.insert(self.of(close - 1));
            } else if let (Some(only), None, false) = (first, more, is_call)
                && self.kind(only) == Some(Kind::Variable)
            {
                names.insert(self.of(only));
            }
            at = close + 1;
        }
        names
    }

    fn uses(&self, clauses: &Clauses) -> Vec<Use> {
        let columns = self.columns(clauses);
        let grouped = self.grouped(clauses);
        let aggregates = |tokens: &Range<usize>| tokens.clone().any(|at| self.is_aggregate(at));
        let has_groups =
            !clauses.group.is_empty() || aggregates(&clauses.columns) || aggregates(&clauses.having);
        let what = |(at, aggregated): (usize, bool)| {
            let name = self.of(at);
            let in_pattern = || clauses.pattern.clone().any(|i| self.of(i) == name);
            let of_bound = at >= 2 && self.calls(at - 2, &["bound"]);
            let what = match columns.get(name) {
                // Of a name that a query has twice, the parser speaks.
                _ if grouped.contains(name) => None,
                Some(Some(expression)) if !aggregated && !of_bound => Some(What::Column(expression.clone())),
                Some(_) => Some(What::Unusable),
                // A variable that is nowhere else may be set from outside.
                None => (has_groups && !aggregated && in_pattern()).then_some(What::Ungrouped),
            };
            what.map(|what| Use { at, what })
        };
        self.variables(clauses.having.clone()).into_iter().filter_map(what).collect()
    }
}
