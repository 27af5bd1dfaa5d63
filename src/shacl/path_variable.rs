//! `$PATH`, which represents the path of a property shape in its queries.
use super::path::Path;
use crate::ask::walk::operands_mut;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The variable's name.
const PATH: &str = "PATH";

/// Replaces `$PATH` with the path of a property shape, which can only be a predicate.
pub(super) fn replace_path(pattern: &mut GraphPattern, path: Option<&Path>) -> Result<(), String> {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            for triple in patterns.iter() {
                refuse_path(&triple.subject)?;
                refuse_path(&triple.object)?;
            }
            let is_path = |triple: &TriplePattern| matches!(&triple.predicate, NamedNodePattern::Variable(variable) if variable.as_str() == PATH);
            if !patterns.iter().any(is_path) {
                return Ok(());
            }
            let Some(path) = path else {
                return Err(
                    "`$PATH` represents the path of a property shape, but this is a node shape".to_owned()
                );
            };
            let (with, mut without): (Vec<_>, Vec<_>) =
                std::mem::take(patterns).into_iter().partition(is_path);
            let mut paths = Vec::new();
            for triple in with {
                if let Path::Predicate(predicate) = path {
                    without.push(TriplePattern { predicate: predicate.clone().into(), ..triple });
                } else {
                    let TriplePattern { subject, object, .. } = triple;
                    paths.push(P::Path { subject, path: path.to_sparql(), object });
                }
            }
            let mut joined = (!without.is_empty()).then_some(P::Bgp { patterns: without });
            for path in paths {
                joined = Some(match joined {
                    Some(left) => P::Join { left: Box::new(left), right: Box::new(path) },
                    None => path,
                });
            }
            if let Some(joined) = joined {
                *pattern = joined;
            }
            Ok(())
        }
        P::Path { subject, object, .. } => {
            refuse_path(subject)?;
            refuse_path(object)
        }
        P::Values { .. } => Ok(()),
        P::Join { left, right }
        | P::LeftJoin { left, right, .. }
        | P::Lateral { left, right }
        | P::Union { left, right }
        | P::Minus { left, right } => {
            replace_path(left, path)?;
            replace_path(right, path)?;
            if let P::LeftJoin { expression: Some(expression), .. } = pattern {
                replace_path_inside(expression, path)?;
            }
            Ok(())
        }
        P::Filter { expr, inner } => {
            replace_path_inside(expr, path)?;
            replace_path(inner, path)
        }
        P::Extend { inner, expression, .. } => {
            replace_path_inside(expression, path)?;
            replace_path(inner, path)
        }
        P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Group { inner, .. }
        | P::Graph { inner, .. }
        | P::Service { inner, .. } => replace_path(inner, path),
    }
}

const PATH_MISPLACED: &str = "`$PATH` represents a path, so it can only be the predicate of a triple";

fn refuse_path(term: &TermPattern) -> Result<(), String> {
    match term {
        TermPattern::Variable(variable) if variable.as_str() == PATH => Err(PATH_MISPLACED.to_owned()),
        _ => Ok(()),
    }
}

/// The same inside EXISTS.
fn replace_path_inside(expression: &mut Expression, path: Option<&Path>) -> Result<(), String> {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) if variable.as_str() == PATH => {
            Err(PATH_MISPLACED.to_owned())
        }
        Expression::Exists(pattern) => replace_path(pattern, path),
        _ => operands_mut(expression).into_iter().try_for_each(|operand| replace_path_inside(operand, path)),
    }
}
