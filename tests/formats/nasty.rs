//! Generated quads that hold whatever has ever broken a reader or a writer.
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

const AF: &str = "https://w3id.org/article-facts#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Texts: short runs of what needs an escape somewhere, and any text at all.
pub(super) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop_oneof![
            Just("\""), Just("\"\"\""), Just("'"), Just("'''"), Just("\\"), Just("\\n"), Just("\\u0041"), Just("\n"),
            Just("\r"), Just("\r\n"), Just("\t"), Just("\u{8}"), Just("\u{C}"), Just("\u{0}"), Just("\u{1}"),
            Just("\u{1F}"), Just("\u{7F}"), Just("\u{85}"), Just("\u{9F}"), Just("\u{A0}"), Just("\u{AD}"),
            Just("e\u{301}"), Just("\u{301}"), Just("שלום"), Just("مرحبا"), Just("\u{202E}"), Just("\u{200F}"),
            Just("\u{2067}"), Just("\u{2028}"), Just("\u{2029}"), Just("\u{FEFF}"), Just("\u{FFFD}"), Just("\u{FFFE}"),
            Just("\u{FFFF}"), Just("\u{FDD0}"), Just("😀"), Just("👩\u{200D}👩"), Just("\u{1FFFF}"), Just("\u{10FFFF}"),
            Just("<b>"), Just("&amp;"), Just("]]>"), Just("&"), Just("@en"), Just("^^"), Just(" "), Just("  "),
            Just("{"), Just("}"), Just("."), Just("#"), Just("_:b0"), Just("@id"), Just("http://x/"),
        ].prop_map(str::to_owned),
        2 => any::<String>(),
        2 => "[a-z ]{1,20}",
        1 => "[a-z]{28,36}[\"\\\\\n]?[a-z]{28,36}",
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Language tags in small letters, because the parsers make them small.
fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("en"),
        Just("en-gb"),
        Just("zh-hant-tw"),
        Just("x-klingon"),
        Just("de-ch-1996"),
        Just("ar"),
    ]
    .prop_map(str::to_owned)
}

/// Literals, among them forms that readers like to rewrite.
pub(super) fn literal() -> impl Strategy<Value = Literal> {
    let number = prop_oneof![
        "[+-]?[0-9]{1,21}",
        "[+-]?[0-9]{0,3}\\.[0-9]{0,8}",
        "[+-]?[0-9]{1,2}(\\.[0-9]{1,2})?[eE][+-]?[0-9]{1,3}",
        prop_oneof![
            Just("true"),
            Just("false"),
            Just("1"),
            Just("0"),
            Just("True"),
            Just("INF"),
            Just("NaN"),
            Just("-0"),
            Just("007.100"),
            Just(".5"),
            Just("5."),
            Just("3.20"),
            Just("")
        ]
        .prop_map(str::to_owned),
    ];
    let datatype = prop_oneof![
        Just("integer"),
        Just("decimal"),
        Just("double"),
        Just("boolean"),
        Just("nonNegativeInteger"),
        Just("date"),
        Just("gYear"),
        Just("anyURI"),
        Just("token"),
    ];
    prop_oneof![
        3 => text().prop_map(Literal::new_simple_literal),
        2 => (text(), tag()).prop_map(|(text, tag)| Literal::new_language_tagged_literal_unchecked(text, tag)),
        4 => (number, datatype)
            .prop_map(|(text, name)| Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{XSD}{name}")))),
        1 => text().prop_map(|text| Literal::new_typed_literal(text, NamedNode::new_unchecked("https://x.org/my#type"))),
    ]
}

/// IRIs that tempt a writer to shorten too much.
pub(super) fn iri() -> impl Strategy<Value = NamedNode> {
    let local = prop_oneof![
        4 => "[a-z]{1,4}",
        1 => "[a-zA-Z0-9._~%!$&'()*+,;=:@/?-]{0,6}"
            .prop_filter("percent signs begin an escape", |text| !text.contains('%')),
        1 => prop_oneof![
            Just(""), Just("-a"), Just("1"), Just("a."), Just(".."), Just("a/../b"), Just("a//b"), Just("%20"), Just("é"),
            Just("کتاب"), Just("e\u{301}"), Just("😀"), Just("a:b"), Just("2018_.."), Just("f1/quantity"), Just("_x"),
            Just("a\u{200E}b"), Just("#x"),
        ].prop_map(str::to_owned),
    ];
    let namespace = prop_oneof![
        Just(AF),
        Just("https://x.org/c/article/a/fact/"),
        Just("https://x.org/c/entity/"),
        Just("https://x.org/c/"),
        Just("http://schema.org/"),
        Just("urn:x:"),
    ];
    (namespace, local)
        .prop_map(|(namespace, local)| NamedNode::new(format!("{namespace}{local}")))
        .prop_filter_map("an IRI", Result::ok)
}

/// Properties whose IRIs can be written in every format.
pub(super) fn predicate() -> impl Strategy<Value = NamedNode> {
    prop_oneof![
        Just("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        Just("http://www.w3.org/2000/01/rdf-schema#label"),
        Just("https://w3id.org/article-facts#subject"),
        Just("https://w3id.org/article-facts#value"),
        Just("http://schema.org/articleBody"),
        Just("https://x.org/my/p1"),
        Just("https://x.org/my#q"),
        Just("urn:x:p"),
    ]
    .prop_map(NamedNode::new_unchecked)
}

fn graph() -> impl Strategy<Value = GraphName> {
    prop_oneof![
        Just(GraphName::DefaultGraph),
        Just(NamedNode::new_unchecked("https://x.org/c/article/a/graph/facts").into()),
        Just(NamedNode::new_unchecked("https://x.org/c/article/a/graph/stated").into()),
        Just(NamedNode::new_unchecked("urn:x:g").into()),
    ]
}

fn object() -> impl Strategy<Value = Term> {
    prop_oneof![3 => literal().prop_map(Term::from), 2 => iri().prop_map(Term::from)]
}

/// Quads as ours are: no blank nodes.
pub(super) fn quads() -> impl Strategy<Value = Vec<Quad>> {
    let quad = (iri(), predicate(), object(), graph())
        .prop_map(|(subject, predicate, object, graph)| Quad::new(subject, predicate, object, graph));
    vec(quad, 0..12)
}

/// Quads of an ontology: blank nodes and lists in every constellation, in one graph or in several.
pub(super) fn blank_quads() -> impl Strategy<Value = Vec<Quad>> {
    let blank = || (0..6u8).prop_map(|number| BlankNode::new_unchecked(format!("n{number}")));
    let subject = prop_oneof![
        3 => blank().prop_map(NamedOrBlankNode::from),
        1 => "[ab]".prop_map(|name| NamedNode::new_unchecked(format!("urn:x:{name}")).into()),
    ];
    let object = prop_oneof![
        4 => blank().prop_map(Term::from),
        1 => "[ab]".prop_map(|name| NamedNode::new_unchecked(format!("urn:x:{name}")).into()),
        1 => Just(Term::from(oxrdf::vocab::rdf::NIL.into_owned())),
        1 => literal().prop_map(Term::from),
    ];
    let predicate = prop_oneof![
        2 => Just(oxrdf::vocab::rdf::FIRST.into_owned()),
        3 => Just(oxrdf::vocab::rdf::REST.into_owned()),
        3 => "[pq]".prop_map(|name| NamedNode::new_unchecked(format!("urn:x:{name}"))),
    ];
    let graph = prop_oneof![
        4 => Just(GraphName::DefaultGraph),
        1 => Just(NamedNode::new_unchecked("urn:x:g").into()),
        1 => blank().prop_map(GraphName::from),
    ];
    let quad = (subject, predicate, object, graph).prop_map(|(s, p, o, g)| Quad::new(s, p, o, g));
    vec(quad, 0..9)
}

/// Quads of our shape in which anything may be missing, double or of two classes: articles, facts, quotes, quantities.
pub(super) fn shaped_quads() -> impl Strategy<Value = Vec<Quad>> {
    let node = || {
        prop_oneof![
            Just("article/a"),
            Just("article/b"),
            Just("article/a/fact/f1"),
            Just("article/a/fact/f2"),
            Just("article/a/quote/1-2"),
            Just("article/a/quote/3-4"),
            Just("article/a/fact/f1/quantity"),
            Just("entity/e"),
        ]
        .prop_map(|path| NamedNode::new_unchecked(format!("https://x.org/c/{path}")))
    };
    let class = prop_oneof![
        Just("Article"),
        Just("Fact"),
        Just("Quote"),
        Just("Quantity"),
        Just("TimeSpan"),
        Just("Country"),
    ];
    let property = prop_oneof![
        3 => Just("evidence"), 3 => Just("object"), 3 => Just("inArticle"), 1 => Just("predicate"), 1 => Just("modality"),
        1 => Just("when"), 1 => Just("number"),
    ];
    let pair = prop_oneof![
        2 => class.prop_map(|class| {
            (oxrdf::vocab::rdf::TYPE.into_owned(), Term::from(NamedNode::new_unchecked(format!("{AF}{class}"))))
        }),
        3 => (property, prop_oneof![4 => node().prop_map(Term::from), 1 => literal().prop_map(Term::from)])
            .prop_map(|(name, object)| (NamedNode::new_unchecked(format!("{AF}{name}")), object)),
    ];
    let quad = (node(), pair).prop_map(|(subject, (predicate, object))| {
        Quad::new(subject, predicate, object, GraphName::DefaultGraph)
    });
    vec(quad, 0..24)
}
