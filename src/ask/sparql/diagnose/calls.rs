//! Calls of functions: names that nobody knows, regular expressions that cannot be.
use spargebra::Query;
use spargebra::algebra::{Expression, Function};

use super::{Checked, Look, string_value};
use crate::ask::exact::functions::{compile, rust_replacement};
use crate::ask::sparql::functions::CASTS;
use crate::ask::sparql::lex::Kind;
use crate::ask::sparql::names::IriTokens;
use crate::ask::sparql::parse::pattern as pattern_of;
use crate::ask::walk::{Part, walk};
use crate::term::iri::nearest;
use crate::term::prefixes::Prefixes;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The arguments of the call at a token, each as its first token and the one after its last.
fn arguments(look: &Look<'_>, at: usize) -> Vec<(usize, usize)> {
    let end = look.closing(at + 1);
    let (mut depth, mut arguments, mut begin) = (0, Vec::new(), at + 2);
    for i in at + 1..=end {
        match look.of(i) {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if (look.of(i) == "," && depth == 1) || i == end {
            arguments.push((begin, i));
            begin = i + 1;
        }
    }
    arguments
}

/// A REGEX or REPLACE whose pattern, flags or replacement are written in the query and are invalid.
pub(super) fn pattern(look: &Look<'_>, at: usize) -> Checked {
    let replace = look.is_word(at, "replace");
    if look.of(at + 1) != "(" || !(replace || look.is_word(at, "regex")) {
        return Ok(());
    }
    let arguments = arguments(look, at);
    let constant = |argument: usize| {
        let (begin, end) = *arguments.get(argument)?;
        let alone = end == begin + 1 && look.kind(begin) == Some(Kind::Text);
        alone.then(|| string_value(look.of(begin)).map(|value| (begin, value))).flatten()
    };
    let flags_at = if replace { 3 } else { 2 };
    let Some((place, pattern)) = constant(1) else { return Ok(()) };
    let flags = constant(flags_at);
    if flags.is_none() && arguments.len() > flags_at {
        return Ok(());
    }
    let (flags_place, flags) = flags.unwrap_or_default();
    let regex = match compile(&pattern, &flags) {
        Ok(regex) => regex,
        Err(message) => {
            let place = if compile("", &flags).is_err() { flags_place } else { place };
            return Err(look
                .error(place, place, format!("invalid regular expression {}: {message}", look.of(place)))
                .help("in a query a backslash is written twice: `\"\\\\d+\"`; look-around and back-references are not supported")
                .into());
        }
    };
    if replace
        && !flags.contains('q')
        && let Some((place, replacement)) = constant(2)
        && let Err(message) = rust_replacement(&replacement, regex.captures_len() - 1)
    {
        return Err(look
            .error(place, place, format!("invalid replacement {}: {message}", look.of(place)))
            .help("`$1` is what the first group matched, `\\\\$` a dollar sign")
            .into());
    }
    Ok(())
}

/// The functions that are called by an IRI are casts, with one value each.
pub(super) fn known(look: &Look<'_>, prefixes: &Prefixes, algebra: &Query) -> Checked {
    let mut unknown = None;
    walk(&mut pattern_of(algebra).clone(), &mut |part| {
        if let Part::Expression(Expression::FunctionCall(Function::Custom(name), arguments)) = part {
            let cast = name.as_str().strip_prefix(XSD).is_some_and(|local| CASTS.contains(&local));
            if (!cast || arguments.len() != 1) && unknown.is_none() {
                unknown = Some((name.clone(), cast));
            }
        }
    });
    let Some((name, cast)) = unknown else { return Ok(()) };
    let names = IriTokens::new(look.text, look.tokens, prefixes);
    let place = (0..look.tokens.len())
        .find(|&i| look.of(i + 1) == "(" && names.iri(i).as_deref() == Some(name.as_str()))
        .unwrap_or(0);
    let written = look.of(place);
    if cast {
        return Err(look
            .error(place, place, format!("the cast `{written}` takes one value"))
            .help(format!("write `{written}(?value)`"))
            .into());
    }
    let local = name.as_str().rsplit(['#', '/']).next().unwrap_or_default();
    let help = match nearest(local, CASTS) {
        Some(near) => format!("did you mean `xsd:{near}`? a custom function is not supported"),
        None => {
            "a custom function is not supported; the built-in ones have no prefix: `STRLEN(?x)`".to_owned()
        }
    };
    Err(look.error(place, place, format!("unknown function `{written}`")).help(help).into())
}
