//! Texts to be sorted.

/// A text in the order of its bytes: its first eight are compared as a number, and mostly tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ordered<'t> {
    first: u64,
    text: &'t str,
}

impl<'t> Ordered<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { first: first(text), text }
    }
}

/// The first eight bytes of a text: texts for which these differ are in their order.
pub(crate) fn first(text: &str) -> u64 {
    let mut first = [0; 8];
    let length = text.len().min(8);
    first[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::Ordered;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_text(one in "[ab\\x00é]{0,10}", other in "[ab\\x00é]{0,10}") {
            prop_assert_eq!(Ordered::new(&one).cmp(&Ordered::new(&other)), one.cmp(&other));
        }
    }
}
