//! An order of blank nodes that depends on what is said about them, not on their labels.
//!
//! Each node gets a color from the quads it is in, again and again until no more nodes can be told apart
//! (color refinement). Where some still look the same, one of them is chosen and the colors are refined again. For
//! symmetric nodes every choice gives the same text; only nodes that refinement cannot tell apart although they
//! differ (regular graphs), or not in a reasonable time, are ordered by the labels they came with.
use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

type Colours<'a> = FxHashMap<&'a str, u64>;

/// How many quads are looked at, counted each time, before the labels decide: a second's work at most.
const WORK: usize = 500_000;

/// The chosen nodes in order.
pub(crate) fn order<'a>(quads: &[QuadRef<'a>], chosen: &FxHashSet<&'a str>) -> Vec<&'a str> {
    let mut nodes: Vec<&'a str> = chosen.iter().copied().collect();
    if nodes.is_empty() {
        return nodes;
    }
    let mut mentions: FxHashMap<&'a str, Vec<usize>> = FxHashMap::default();
    let blank: Vec<QuadRef<'a>> = quads.iter().filter(|quad| !names(quad).is_empty()).copied().collect();
    for (number, quad) in blank.iter().enumerate() {
        for name in names(quad) {
            mentions.entry(name).or_default().push(number);
        }
    }
    let mut colours: Colours<'a> = mentions.keys().map(|name| (*name, 0)).collect();
    let mut work = 0;
    refine(&blank, &mentions, &mut colours, &mut work);
    for choice in 0_u64.. {
        if work > WORK {
            break;
        }
        nodes.sort_unstable_by_key(|name| (colours.get(name), *name));
        let Some(tied) = nodes.windows(2).find(|pair| colours.get(pair[0]) == colours.get(pair[1])) else {
            return nodes;
        };
        colours.insert(tied[0], hash(&[b"chosen", &choice.to_le_bytes()]));
        refine(&blank, &mentions, &mut colours, &mut work);
    }
    nodes.sort_unstable_by_key(|name| (colours.get(name), *name));
    nodes
}

fn refine<'a>(
    quads: &[QuadRef<'a>],
    mentions: &FxHashMap<&'a str, Vec<usize>>,
    colours: &mut Colours<'a>,
    work: &mut usize,
) {
    let count = |colours: &Colours<'a>| colours.values().copied().collect::<FxHashSet<_>>().len();
    let mut classes = count(colours);
    loop {
        let next: Colours<'a> = mentions
            .iter()
            .map(|(name, numbers)| {
                let mut seen: Vec<u64> =
                    numbers.iter().map(|number| quad_colour(&quads[*number], name, colours)).collect();
                seen.sort_unstable();
                let own = colours.get(name).copied().unwrap_or_default();
                let bytes: Vec<u8> = seen.iter().flat_map(|colour| colour.to_le_bytes()).collect();
                (*name, hash(&[&own.to_le_bytes(), &bytes]))
            })
            .collect();
        let more = count(&next);
        *colours = next;
        *work += quads.len();
        if more <= classes || *work > WORK {
            return;
        }
        classes = more;
    }
}

/// The blank nodes of a quad.
fn names<'a>(quad: &QuadRef<'a>) -> Vec<&'a str> {
    let mut found = Vec::new();
    if let GraphNameRef::BlankNode(name) = quad.graph_name {
        found.push(name.as_str());
    }
    if let NamedOrBlankNodeRef::BlankNode(name) = quad.subject {
        found.push(name.as_str());
    }
    match quad.object {
        TermRef::BlankNode(name) => found.push(name.as_str()),
        TermRef::Triple(triple) => names_within(triple, &mut found),
        _ => {}
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn names_within<'a>(triple: &'a Triple, found: &mut Vec<&'a str>) {
    if let NamedOrBlankNodeRef::BlankNode(name) = triple.subject.as_ref() {
        found.push(name.as_str());
    }
    match &triple.object {
        Term::BlankNode(name) => found.push(name.as_str()),
        Term::Triple(triple) => names_within(triple, found),
        _ => {}
    }
}

fn quad_colour(quad: &QuadRef<'_>, from: &str, colours: &Colours<'_>) -> u64 {
    let subject = subject_colour(quad.subject, from, colours);
    let object = term_colour(quad.object, from, colours);
    let graph = match quad.graph_name {
        GraphNameRef::NamedNode(name) => hash(&[b"iri", name.as_str().as_bytes()]),
        GraphNameRef::BlankNode(name) => node_colour(name.as_str(), from, colours),
        GraphNameRef::DefaultGraph => 0,
    };
    let predicate = quad.predicate.as_str().as_bytes();
    hash(&[&subject.to_le_bytes(), predicate, &object.to_le_bytes(), &graph.to_le_bytes()])
}

fn node_colour(name: &str, from: &str, colours: &Colours<'_>) -> u64 {
    if name == from {
        return 1;
    }
    hash(&[b"blank", &colours.get(name).copied().unwrap_or_default().to_le_bytes()])
}

fn subject_colour(subject: NamedOrBlankNodeRef<'_>, from: &str, colours: &Colours<'_>) -> u64 {
    match subject {
        NamedOrBlankNodeRef::NamedNode(iri) => hash(&[b"iri", iri.as_str().as_bytes()]),
        NamedOrBlankNodeRef::BlankNode(node) => node_colour(node.as_str(), from, colours),
    }
}

fn term_colour(term: TermRef<'_>, from: &str, colours: &Colours<'_>) -> u64 {
    match term {
        TermRef::NamedNode(iri) => hash(&[b"iri", iri.as_str().as_bytes()]),
        TermRef::BlankNode(node) => node_colour(node.as_str(), from, colours),
        TermRef::Literal(literal) => {
            let tag = literal.language().unwrap_or_default();
            let datatype = literal.datatype().as_str();
            hash(&[b"literal", literal.value().as_bytes(), tag.as_bytes(), datatype.as_bytes()])
        }
        TermRef::Triple(triple) => hash(&[
            b"triple",
            &subject_colour(triple.subject.as_ref(), from, colours).to_le_bytes(),
            triple.predicate.as_str().as_bytes(),
            &term_colour(triple.object.as_ref(), from, colours).to_le_bytes(),
        ]),
    }
}

/// FNV-1a of the parts and their lengths: the same on every machine and in every release.
fn hash(parts: &[&[u8]]) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    parts.iter().fold(0xCBF2_9CE4_8422_2325, |hash, part| {
        let length = (part.len() as u64).to_le_bytes();
        part.iter().chain(&length).fold(hash, |hash, byte| step(hash, *byte))
    })
}
