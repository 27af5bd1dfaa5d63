use super::{Dataset, DatasetBuilder};
use crate::rdf::quads::{LiteralKind, QuadSink};
use oxrdf::{GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, QuadRef, Term, TermRef};
use proptest::prelude::{Strategy, prop_assert_eq, proptest};
use std::collections::BTreeSet;

fn iri(n: u8) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.com/{n}"))
}

fn object(n: u8) -> Term {
    match n {
        0..4 => iri(n).into(),
        4 => Literal::new_simple_literal("3.20").into(),
        5 => Literal::new_language_tagged_literal_unchecked("3.20", "en-GB").into(),
        6 => Literal::new_typed_literal("3.20", NamedNode::new_unchecked("http://example.com/1")).into(),
        _ => Literal::new_typed_literal("3.2", NamedNode::new_unchecked("http://example.com/1")).into(),
    }
}

fn quad((s, p, o, g): (u8, u8, u8, u8)) -> Quad {
    let graph = if g == 3 { GraphName::DefaultGraph } else { iri(g + 10).into() };
    Quad::new(iri(s), iri(p), object(o), graph)
}

fn dataset(quads: &[Quad]) -> Dataset {
    let mut builder = DatasetBuilder::new();
    for quad in quads {
        builder.insert_quad(quad.as_ref());
    }
    builder.finish()
}

fn quads() -> impl Strategy<Value = Vec<Quad>> {
    proptest::collection::vec((0..4_u8, 0..3_u8, 0..8_u8, 0..4_u8).prop_map(quad), 0..40)
}

proptest! {
    #[test]
    fn holds_what_was_put_in_as_a_set(quads in quads()) {
        let dataset = dataset(&quads);
        let expected: BTreeSet<String> = quads.iter().map(ToString::to_string).collect();
        let found: Vec<String> = dataset.quads().map(|q| q.to_string()).collect();
        prop_assert_eq!(dataset.len(), expected.len());
        prop_assert_eq!(found.len(), expected.len());
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn finds_by_pattern_what_going_through_all_finds(
        quads in quads(),
        pattern in (0..4_u8, 0..3_u8, 0..8_u8, 0..5_u8),
        mask in 0..8_u8,
    ) {
        let dataset = dataset(&quads);
        let (s, p, o, g) = pattern;
        let (s, p, o) = (Term::from(iri(s)), Term::from(iri(p)), object(o));
        let fits = |q: &QuadRef<'_>| {
            (mask & 1 == 0 || TermRef::from(q.subject) == s.as_ref())
                && (mask & 2 == 0 || TermRef::from(q.predicate) == p.as_ref())
                && (mask & 4 == 0 || q.object == o.as_ref())
        };
        let triple = |q: QuadRef<'_>| format!("{} {} {}", q.subject, q.predicate, q.object);
        let ids = [(1, &s), (2, &p), (4, &o)].map(|(bit, t)| (mask & bit != 0).then(|| dataset.id(t.as_ref())));
        // A term that occurs nowhere: nothing to look up.
        if ids.contains(&Some(None)) {
            return Ok(());
        }
        let [s_id, p_id, o_id] = ids.map(Option::flatten);
        let show = |t: [super::TermId; 3]| {
            let [s, p, o] = t.map(|id| dataset.term(id).to_string());
            format!("{s} {p} {o}")
        };
        let found: Vec<String> = dataset.matching(s_id, p_id, o_id).map(show).collect();
        let expected: BTreeSet<String> = dataset.quads().filter(fits).map(triple).collect();
        prop_assert_eq!(found.len(), expected.len());
        for step in 1..4 {
            let sample: Vec<String> = dataset.sample(s_id, p_id, o_id, step).map(show).collect();
            prop_assert_eq!(sample, found.iter().step_by(step).cloned().collect::<Vec<_>>());
        }
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);

        let graph = if g < 3 { Some(iri(g + 10)) } else { None };
        if let Some(graph_id) = graph.as_ref().and_then(|g| dataset.id(g.as_ref().into())) {
            let [s, p, o] = [s_id, p_id, o_id].map(|id| id.map(|id| id.0));
            let found: Vec<String> = dataset
                .index
                .matching_in(graph_id.0, s, p, o)
                .map(|t| show(t.map(super::TermId)))
                .collect();
            let expected: BTreeSet<String> = dataset
                .quads()
                .filter(|q| q.graph_name == graph.as_ref().map_or(GraphNameRef::DefaultGraph, |g| g.as_ref().into()))
                .filter(fits)
                .map(triple)
                .collect();
            prop_assert_eq!(found.len(), expected.len());
            prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
        }
    }
}

#[test]
fn a_tag_is_one_in_any_case_and_shown_as_first_written() {
    let mut builder = DatasetBuilder::new();
    builder.subject("http://example.com/g", "http://example.com/s");
    builder.literal("http://example.com/p", "colour", LiteralKind::Lang("en-GB"));
    builder.literal("http://example.com/p", "colour", LiteralKind::Lang("en-gb"));
    let dataset = builder.finish();
    let found: Vec<String> = dataset.quads().map(|q| q.object.to_string()).collect();
    assert_eq!(found, [r#""colour"@en-GB"#]);
    let wanted = Literal::new_language_tagged_literal_unchecked("colour", "EN-gb");
    assert!(dataset.id(wanted.as_ref().into()).is_some());
}

#[test]
fn attributed_graphs_can_be_left_out() {
    let mut builder = DatasetBuilder::new().without_attributed();
    builder.subject("http://example.com/article/a/graph/attributed", "http://example.com/s");
    builder.iri("http://example.com/p", "http://example.com/o");
    builder.subject("http://example.com/article/a/graph/stated", "http://example.com/s");
    builder.iri("http://example.com/p", "http://example.com/x");
    let dataset = builder.finish();
    let objects: Vec<String> = dataset.quads().map(|q| q.object.to_string()).collect();
    assert_eq!(objects, ["<http://example.com/x>"]);
}

#[test]
fn blank_nodes_of_two_files_are_two() {
    let quad = |s: &str| {
        Quad::new(
            oxrdf::BlankNode::new_unchecked(s),
            NamedNode::new_unchecked("http://example.com/p"),
            oxrdf::BlankNode::new_unchecked("x"),
            GraphName::DefaultGraph,
        )
    };
    let mut builder = DatasetBuilder::new();
    builder.insert_quad(quad("x").as_ref());
    builder.next_file();
    builder.insert_quad(quad("x").as_ref());
    let found: Vec<String> = builder.finish().quads().map(|q| q.to_string()).collect();
    assert_eq!(found, ["_:b1 <http://example.com/p> _:b1", "_:b2 <http://example.com/p> _:b2"]);
}

#[test]
fn reifiers_come_when_asked_for() {
    const AF: &str = "https://w3id.org/article-facts#";
    let fill = |mut builder: DatasetBuilder| {
        builder.subject("http://example.com/g", "http://example.com/f1");
        builder.iri(crate::term::vocab::rdf::TYPE, &format!("{AF}Fact"));
        builder.iri(&format!("{AF}subject"), "http://example.com/s");
        builder.iri(&format!("{AF}predicate"), "http://example.com/p");
        builder.literal(&format!("{AF}value"), "1", LiteralKind::Plain);
        builder.finish()
    };
    assert_eq!(fill(DatasetBuilder::new()).len(), 4);
    let dataset = fill(DatasetBuilder::new().with_reifiers());
    assert_eq!(dataset.len(), 5);
    let objects: Vec<String> = dataset
        .objects(
            NamedNodeRef::new_unchecked("http://example.com/f1").into(),
            NamedNodeRef::new_unchecked(crate::term::vocab::rdf::REIFIES),
        )
        .map(|o| o.to_string())
        .collect();
    assert_eq!(objects, [r#"<<( <http://example.com/s> <http://example.com/p> "1" )>>"#]);
}
