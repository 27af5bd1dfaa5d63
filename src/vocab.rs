//! IRIs that the code itself names.
