//! Reads the core ontology when groundwire is compiled, so that no start of it has to (`src/ontology/compiled.rs`).
use oxrdf::{BlankNode, NamedOrBlankNode, Term};
use oxttl::TurtleParser;
use std::path::Path;
use std::{env, fs};

const CORE: &str = "ontology/article-facts.ttl";

/// Triples and prefixes as bytes: texts with a byte of kind before them and one of zero behind them.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    blank_nodes: Vec<BlankNode>,
}

impl Written {
    fn text(&mut self, kind: u8, text: &str) {
        assert!(!text.contains('\0'), "{CORE}: a text has a zero");
        self.bytes.push(kind);
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
    }

    /// A blank node, by the number of its first use.
    fn blank_node(&mut self, node: &BlankNode) {
        let known = self.blank_nodes.iter().position(|other| other == node);
        let number = known.unwrap_or(self.blank_nodes.len());
        if known.is_none() {
            self.blank_nodes.push(node.clone());
        }
        self.text(b'b', &format!("o{number}"));
    }

    fn object(&mut self, object: &Term) {
        match object {
            Term::NamedNode(node) => self.text(b'i', node.as_str()),
            Term::BlankNode(node) => self.blank_node(node),
            // There are triple terms, too, where a feature of the crate is on.
            other => {
                let Term::Literal(literal) = other else { panic!("{CORE}: {other}") };
                self.text(b'l', literal.value());
                match literal.language() {
                    Some(tag) => self.text(b'@', tag),
                    None => self.text(b'^', literal.datatype().as_str()),
                }
            }
        }
    }
}

fn main() {
    println!("cargo::rerun-if-changed={CORE}");
    println!("cargo::rerun-if-changed=build.rs");
    let turtle = fs::read_to_string(CORE).unwrap_or_else(|error| panic!("{CORE}: {error}"));
    let mut written = Written::default();
    let mut parser = TurtleParser::new().for_slice(&turtle);
    for triple in parser.by_ref() {
        let triple = triple.unwrap_or_else(|error| panic!("{CORE}: {error}"));
        match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => written.text(b'i', node.as_str()),
            NamedOrBlankNode::BlankNode(node) => written.blank_node(node),
        }
        written.text(b'i', triple.predicate.as_str());
        written.object(&triple.object);
    }
    for (prefix, iri) in parser.prefixes() {
        written.text(b'p', prefix);
        written.text(b'i', iri);
    }
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder");
    fs::write(Path::new(&folder).join("core.triples"), written.bytes).expect("the folder can be written to");
}
