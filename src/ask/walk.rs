//! Going through a query's algebra.
use oxrdf::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::TermPattern;

/// What a walk meets, each before what it holds.
pub(crate) enum Part<'a> {
    /// A graph pattern.
    Pattern(&'a mut GraphPattern),
    /// An expression.
    Expression(&'a mut Expression),
}

/// Goes through a pattern and all patterns and expressions inside, those inside EXISTS too. `visit` may change what it
/// is given; the walk goes on into what it left there.
pub(crate) fn walk(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part<'_>)) {
    visit(Part::Pattern(pattern));
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            walk(left, visit);
            walk(right, visit);
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            walk(left, visit);
            walk(right, visit);
            if let Some(expression) = expression {
                walk_expression(expression, visit);
            }
        }
        GraphPattern::Filter { expr, inner } => {
            walk(inner, visit);
            walk_expression(expr, visit);
        }
        GraphPattern::Extend { inner, expression, .. } => {
            walk(inner, visit);
            walk_expression(expression, visit);
        }
        GraphPattern::OrderBy { inner, expression } => {
            walk(inner, visit);
            for order in expression {
                match order {
                    OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
                        walk_expression(expression, visit);
                    }
                }
            }
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            walk(inner, visit);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    walk_expression(expr, visit);
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => walk(inner, visit),
    }
}

fn walk_expression(expression: &mut Expression, visit: &mut dyn FnMut(Part<'_>)) {
    visit(Part::Expression(expression));
    match expression {
        Expression::Exists(pattern) => walk(pattern, visit),
        _ => operands_mut(expression).into_iter().for_each(|operand| walk_expression(operand, visit)),
    }
}

/// Makes one function for expressions to read, and one for those to change.
macro_rules! operands {
    ($(#[$doc:meta])* $name:ident $(, $mutable:tt)?) => {
        $(#[$doc])*
        pub(crate) fn $name(expression: &$($mutable)? Expression) -> Vec<&$($mutable)? Expression> {
            match expression {
                Expression::NamedNode(_)
                | Expression::Literal(_)
                | Expression::Variable(_)
                | Expression::Bound(_)
                | Expression::Exists(_) => Vec::new(),
                Expression::Or(a, b)
                | Expression::And(a, b)
                | Expression::Equal(a, b)
                | Expression::SameTerm(a, b)
                | Expression::Greater(a, b)
                | Expression::GreaterOrEqual(a, b)
                | Expression::Less(a, b)
                | Expression::LessOrEqual(a, b)
                | Expression::Add(a, b)
                | Expression::Subtract(a, b)
                | Expression::Multiply(a, b)
                | Expression::Divide(a, b) => vec![a, b],
                Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
                Expression::If(a, b, c) => vec![a, b, c],
                Expression::In(a, list) => std::iter::once(&$($mutable)? **a).chain(list).collect(),
                Expression::Coalesce(list) | Expression::FunctionCall(_, list) => Vec::from_iter(list),
            }
        }
    };
}

operands!(
    /// The expressions that an expression is made of; what is inside EXISTS is a pattern and not among them.
    operands
);
operands!(
    /// The same, to be changed.
    operands_mut,
    mut
);

/// What the variables begin with that blank nodes become; no query has a name with a space.
pub(crate) const UNNAMED: &str = "_ ";

/// Makes variables of a query's blank nodes, which are variables without a name.
pub(crate) fn name_blank_nodes(pattern: &mut GraphPattern) {
    walk(pattern, &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for triple in patterns {
                name_in(&mut triple.subject);
                name_in(&mut triple.object);
            }
        }
        Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
            name_in(subject);
            name_in(object);
        }
        _ => {}
    });
}

fn name_in(term: &mut TermPattern) {
    match term {
        TermPattern::BlankNode(node) => {
            *term = Variable::new_unchecked(format!("{UNNAMED}{}", node.as_str())).into();
        }
        TermPattern::Triple(triple) => {
            name_in(&mut triple.subject);
            name_in(&mut triple.object);
        }
        TermPattern::NamedNode(_) | TermPattern::Literal(_) | TermPattern::Variable(_) => {}
    }
}
