//! Where a quote stands in the text.
