//! IRIs: checking, mending, CURIEs, minting from keys.
