//! RDF/XML.
