//! The part of a larger dataset on which the answer to a query depends.
//!
//! A query is evaluated here, over triples that someone else's engine finds: of that engine nothing is wanted but the
//! solutions of basic graph patterns. For a pattern P over data D let F be a set of triples of D that has, for each basic
//! graph pattern B of P, all instances of B that take part in a solution. Then P has the same solutions over any set of
//! triples between F and D: what is asked of B over the set are instances of B over D, none that counts is missing, and
//! everything else (OPTIONAL, MINUS, EXISTS, filters, groups, order, cuts) is evaluated here. What OPTIONAL, MINUS and
//! EXISTS look for is asked together with the patterns that they are compared with, so that it stays small.
//!
//! [`plan`] turns a query into [`Conjunct`](conjunct::Conjunct)s whose solutions make up F; more than is needed never harms. Closures of paths are
//! followed here, too: engines differ in what they make of them.
mod conjunct;
mod portable;
mod reach;
mod skeleton;
mod text;

pub(crate) use reach::Steps;
pub(crate) use skeleton::{Plan, Unsupported, plan};
pub(crate) use text::{Request, requests};
