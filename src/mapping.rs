//! The checked document to quads: the only place that knows the RDF shape.
