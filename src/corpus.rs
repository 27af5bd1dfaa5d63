//! What a `corpus.yaml` says.
