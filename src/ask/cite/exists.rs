//! EXISTS inside conditions.
use crate::ask::walk::operands;
use spargebra::algebra::{Expression, GraphPattern};

use crate::ask::walk::{Part, walk};

/// An EXISTS whose matches support a solution.
#[derive(Clone, Copy)]
pub(super) struct Exists<'a> {
    /// What must exist.
    pub(super) pattern: &'a GraphPattern,
    /// Whether no solution holds without it.
    pub(super) required: bool,
}

/// The conditions that an expression is the conjunction of.
pub(super) fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::And(a, b) => {
            let mut all = conjuncts(a);
            all.extend(conjuncts(b));
            all
        }
        expression => vec![expression],
    }
}

/// Finds each EXISTS that supports what is true where it matches. In a condition (`condition`) that leaves out what is
/// negated: there a match speaks against the solution. A value that is computed from an EXISTS is supported by its match
/// either way.
pub(super) fn find<'a>(expression: &'a Expression, condition: bool, found: &mut Vec<Exists<'a>>) {
    match expression {
        Expression::Exists(pattern) => found.push(Exists { pattern, required: false }),
        Expression::Not(inner) if condition => {
            if let Expression::Not(inner) = &**inner {
                find(inner, condition, found);
            }
        }
        Expression::Or(a, b) | Expression::And(a, b) => {
            find(a, condition, found);
            find(b, condition, found);
        }
        expression => {
            for inner in operands(expression) {
                find(inner, false, found);
            }
        }
    }
}

/// Makes each EXISTS of a condition that [`find`] finds false.
pub(super) fn deny(expression: &mut Expression) {
    let mut filter =
        GraphPattern::Filter { expr: std::mem::replace(expression, no()), inner: Box::default() };
    walk(&mut filter, &mut |part| {
        if let Part::Expression(inner @ Expression::Exists(_)) = part {
            *inner = no();
        }
    });
    if let GraphPattern::Filter { expr, .. } = filter {
        *expression = expr;
    }
}

fn no() -> Expression {
    oxrdf::Literal::from(false).into()
}

/// Whether a condition asks that something be missing: NOT EXISTS, `!BOUND(…)`.
pub(super) fn is_negative(expression: &Expression) -> bool {
    match expression {
        Expression::Not(inner) => {
            matches!(**inner, Expression::Exists(_) | Expression::Bound(_)) || is_negative(inner)
        }
        expression => operands(expression).into_iter().any(is_negative),
    }
}

#[cfg(test)]
mod tests {
    use super::{conjuncts, find, is_negative};
    use spargebra::SparqlParser;
    use spargebra::algebra::{Expression, GraphPattern};

    fn condition(text: &str) -> Expression {
        let query =
            SparqlParser::new().parse_query(&format!("SELECT * {{ ?s ?p ?o FILTER({text}) }}")).unwrap();
        let spargebra::Query::Select { pattern: GraphPattern::Project { inner, .. }, .. } = query else {
            panic!("a select")
        };
        let GraphPattern::Filter { expr, .. } = *inner else { panic!("a filter") };
        expr
    }

    #[test]
    fn only_what_is_not_negated_supports_a_condition() {
        for (text, matches, negative) in [
            ("EXISTS { ?s ?p 1 }", 1, false),
            ("NOT EXISTS { ?s ?p 1 }", 0, true),
            ("!(!(EXISTS { ?s ?p 1 }))", 1, true),
            ("?o = 1 || EXISTS { ?s ?p 1 }", 1, false),
            ("?o = 1 || NOT EXISTS { ?s ?p 1 }", 0, true),
            ("IF(NOT EXISTS { ?s ?p 1 }, false, true)", 1, true),
            ("!BOUND(?o)", 0, true),
        ] {
            let condition = condition(text);
            let mut found = Vec::new();
            find(&condition, true, &mut found);
            assert_eq!(found.len(), matches, "{text}");
            assert_eq!(is_negative(&condition), negative, "{text}");
        }
    }

    #[test]
    fn a_conjunction_falls_into_its_conditions() {
        assert_eq!(conjuncts(&condition("?o > 1 && ?o < 5 && EXISTS { ?s ?p 1 }")).len(), 3);
    }
}
