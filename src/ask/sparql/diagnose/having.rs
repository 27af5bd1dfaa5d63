//! Variables of HAVING that have no value there.
use super::{Checked, Look};
use crate::ask::sparql::having::{What, uses};
use crate::diagnostic::Diagnostic;

/// Checks that each variable of HAVING is grouped, aggregated, or a column whose expression can be put there.
pub(super) fn check(look: &Look<'_>) -> Checked {
    let found = uses(look.text, look.tokens);
    let Some(used) = found.iter().find(|used| !matches!(used.what, What::Column(_))) else { return Ok(()) };
    let (at, name) = (used.at, look.of(used.at));
    Err(match used.what {
        What::Unusable => unusable(look, at),
        _ => look
            .error(at, at, format!("`{name}` is neither grouped nor aggregated"))
            .help(format!("add `{name}` to GROUP BY, or take one value of each group, such as `MAX({name})`"))
            .into(),
    })
}

/// The error about the first column of HAVING, where the expressions of all of them are too much.
pub(super) fn too_large(look: &Look<'_>) -> Box<Diagnostic> {
    let found = uses(look.text, look.tokens);
    let column = found.iter().find(|used| matches!(used.what, What::Column(_)));
    unusable(look, column.map_or(0, |used| used.at))
}

fn unusable(look: &Look<'_>, at: usize) -> Box<Diagnostic> {
    look.error(at, at, format!("HAVING cannot use the column `{}` here", look.of(at)))
        .help("columns are computed after HAVING: filter a subquery, `SELECT * { { SELECT … } FILTER(…) }`")
        .into()
}
