//! What a quote may cut.

/// What a quote cuts that begins or ends in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// A word (`legal` in `illegal`).
    Word,
    /// A number (`5` in `15`, `10` in `10,000`).
    Number,
    /// A number from its sign.
    Sign,
    /// A number from the currency sign that touches it.
    Currency,
    /// A number from its percent or per mille sign.
    Percent,
}
