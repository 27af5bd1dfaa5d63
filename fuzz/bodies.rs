//! What each fuzz target does with its bytes. The normal test suite runs the same bodies on random bytes
//! (tests/fuzz.rs), so that they stay true without a fuzzer.
use groundwire::ask::sparql::Query;
use groundwire::check::corpus::CheckedCorpus;
use groundwire::check::quote::{ArticleText, Claim, QuoteBuffers};
use groundwire::check::resolve::{self, Context, resolve};
use groundwire::diagnostic::LineEnds;
use groundwire::diagnostic::render::{Style, render};
use groundwire::diagnostic::source::{Source, SourceMap};
use groundwire::document::facts;
use groundwire::document::json;
use groundwire::document::yaml;
use groundwire::ontology::Ontology;
use groundwire::rdf::mapping::Mapper;
use groundwire::rdf::nquads::NQuads;
use groundwire::rdf::turtle;
use groundwire::term::iri::DEFAULT_BASE;
use groundwire::term::prefixes::Prefixes;
use groundwire::term::time::Edtf;
use oxrdf::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CORPUS: LazyLock<CheckedCorpus> =
    LazyLock::new(|| CheckedCorpus::empty(DEFAULT_BASE.to_owned(), Ontology::core()));

/// A document in YAML or JSON: whatever it holds, its errors can be said, and a good one gives N-Quads
/// that are read back.
pub fn document(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let parsed = if first % 2 == 0 { yaml::parse(text) } else { json::parse(text) };
    let mut diagnostics = Vec::new();
    let root = match parsed {
        Ok(root) => root,
        Err(found) => return said(text, &found),
    };
    let written = facts::read(root, &mut diagnostics);
    let inline =
        written.article.text.as_deref().unwrap_or("Ann leads Acme in Oslo, and 5 % of 12 000 people.");
    let context = Context { corpus: &CORPUS, lenient: first & 2 != 0, default_id: Some("a") };
    let source = Some(resolve::FoundText::new(inline));
    let document = resolve(&written, source, context, &mut resolve::Buffers::default(), &mut diagnostics);
    said(text, &diagnostics);
    let Some(document) = document else { return };
    let mut lines = NQuads::new();
    Mapper::new(&CORPUS.base, &CORPUS.ontology).document(&document, &mut lines);
    for quad in oxttl::NQuadsParser::new().for_slice(lines.text()) {
        assert!(quad.is_ok(), "{quad:?}\n{text}");
    }
}

/// Every error can be shown, and never with a control character.
fn said(text: &str, diagnostics: &[groundwire::diagnostic::Diagnostic]) {
    let source = Source { path: "p", text, first_line: 1, first_byte: 0, ends: LineEnds::Any };
    let map = SourceMap::new(source);
    for diagnostic in diagnostics.iter().take(20) {
        for width in [None, Some(80), Some(9)] {
            let shown = render(diagnostic, &map, Style { color: false, width });
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
        }
    }
}

/// A text, a quote and a prefix, apart by NUL: a quote that is found is where it is said to stand.
pub fn quote(bytes: &[u8]) {
    let Ok(all) = std::str::from_utf8(bytes) else { return };
    let mut parts = all.split('\0');
    let (Some(body), Some(exact)) = (parts.next(), parts.next()) else { return };
    let claim = Claim { exact, prefix: parts.next(), suffix: parts.next(), start: None };
    let mut buffers = QuoteBuffers::default();
    let text = ArticleText::new(body, &mut buffers);
    let Ok(spans) = text.find(&claim) else { return };
    let mut end = 0;
    for span in spans.iter() {
        assert!(span.start >= end && span.start < span.end, "{span:?}");
        assert!(body.is_char_boundary(span.start) && body.is_char_boundary(span.end));
        let points = body[..span.start].chars().count();
        assert_eq!(text.code_points(span.start) as usize, points);
        end = span.end;
    }
    // What was found, quoted word for word with its place, is found again.
    if let [span] = spans.as_slice() {
        let start = Some(u64::from(text.code_points(span.start)));
        let again = text.find(&Claim { exact: &body[span.clone()], prefix: None, suffix: None, start });
        assert_eq!(again.as_ref().map(|spans| spans.as_slice()), Ok(std::slice::from_ref(span)));
    }
}

/// A time: what is read is written the same, and its bounds are in order.
pub fn edtf(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(time) = Edtf::parse(text) else { return };
    let mut written = String::new();
    time.write_text(&mut written);
    assert_eq!(written, text);
    let mut label = String::new();
    time.write_label(&mut label);
    assert!(!label.is_empty());
    if let (Some(earliest), Some(latest)) = (time.earliest(), time.latest()) {
        assert!(earliest <= latest, "{text}");
    }
}

/// Literals, apart by NUL, with tags and datatypes by turns: Turtle that is written is read back the same.
pub fn turtle(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let node = NamedNodeRef::new_unchecked;
    let kinds = [
        "http://www.w3.org/2001/XMLSchema#integer",
        "http://www.w3.org/2001/XMLSchema#decimal",
        "http://e.x/d",
    ];
    let quads: Vec<QuadRef<'_>> = text
        .split('\0')
        .enumerate()
        .map(|(at, value)| {
            let literal = match at % 5 {
                0 => LiteralRef::new_simple_literal(value),
                1 => LiteralRef::new_language_tagged_literal_unchecked(value, "en"),
                kind => LiteralRef::new_typed_literal(value, node(kinds[kind - 2])),
            };
            let subject = node(if at % 2 == 0 { "http://e.x/s" } else { "http://e.x/a/b.c" });
            QuadRef::new(
                subject,
                node("http://e.x/p#q"),
                TermRef::Literal(literal),
                GraphNameRef::DefaultGraph,
            )
        })
        .collect();
    let mut prefixes = turtle::TurtleNames::new();
    prefixes.declare("e", "http://e.x/");
    let mut written = Vec::new();
    turtle::write(&quads, &prefixes, &mut written).expect("memory takes it");
    let read: BTreeSet<String> = oxttl::TurtleParser::new()
        .for_slice(&written)
        .map(|triple| {
            triple
                .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&written)))
                .to_string()
        })
        .collect();
    let meant: BTreeSet<String> = quads
        .iter()
        .map(|quad| oxrdf::TripleRef::new(quad.subject, quad.predicate, quad.object).to_string())
        .collect();
    assert_eq!(read, meant);
}

/// A query: it is parsed, or its error can be shown.
pub fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(diagnostic) = Query::parse(text, &Prefixes::predeclared(), Some(DEFAULT_BASE)) {
        said(text, &[*diagnostic]);
    }
}
