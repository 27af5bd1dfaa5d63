//! From triples to nodes, their flags and the edges between them.
use super::flags::{Edges, Flags, is_built_in_datatype, meaning};
use super::list::Lists;
use super::triples::Triples;
use super::{Ontology, PropertyFacts};
use crate::term::vocab::{SCHEMA, SCHEMA_HTTPS, owl, rdf, rdfs, skos};
use oxrdf::{NamedOrBlankNodeRef, TermRef, TripleRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// What a triple says of two nodes.
#[derive(Clone, Copy)]
enum Relation {
    SubClass,
    Equivalent,
    UnionOf,
    IntersectionOf,
    OneOf,
    Narrows,
    DisjointWith,
    DisjointUnion,
    Members,
    SuperProperty,
    Domain,
    Range,
    DomainIncludes,
    RangeIncludes,
    Type,
    Rest,
}

impl Relation {
    const COUNT: usize = Self::Rest as usize + 1;

    fn of(predicate: &str) -> Option<Self> {
        Some(match predicate {
            rdf::TYPE => Self::Type,
            rdf::REST => Self::Rest,
            rdfs::SUB_CLASS_OF => Self::SubClass,
            rdfs::SUB_PROPERTY_OF | owl::EQUIVALENT_PROPERTY => Self::SuperProperty,
            rdfs::DOMAIN => Self::Domain,
            rdfs::RANGE => Self::Range,
            owl::EQUIVALENT_CLASS => Self::Equivalent,
            owl::UNION_OF => Self::UnionOf,
            owl::INTERSECTION_OF => Self::IntersectionOf,
            owl::ONE_OF => Self::OneOf,
            owl::ON_DATATYPE => Self::Narrows,
            owl::DISJOINT_WITH | owl::COMPLEMENT_OF => Self::DisjointWith,
            owl::DISJOINT_UNION_OF => Self::DisjointUnion,
            owl::MEMBERS => Self::Members,
            other => match other.strip_prefix(SCHEMA).or_else(|| other.strip_prefix(SCHEMA_HTTPS))? {
                "domainIncludes" => Self::DomainIncludes,
                "rangeIncludes" => Self::RangeIncludes,
                _ => return None,
            },
        })
    }
}

#[derive(Default)]
struct Graph {
    names: Vec<Box<str>>,
    index: FxHashMap<Box<str>, u32>,
    flags: Vec<Flags>,
    pairs: [Vec<(u32, u32)>; Relation::COUNT],
    /// A list's node to the triple that holds its first member.
    first: FxHashMap<u32, u32>,
    /// A node to the rank and the triple of its best label.
    labels: FxHashMap<u32, (u8, u32)>,
    comments: FxHashMap<u32, (u8, u32)>,
}

/// Works out what the triples say.
pub(super) fn build(triples: Triples) -> Ontology {
    let mut graph = Graph::default();
    for top in [owl::THING, rdfs::RESOURCE] {
        let node = graph.node(top);
        graph.flag(node, Flags::CLASS.and(Flags::DECLARED).and(Flags::TOP));
    }
    // The loader refuses texts of 4 GiB and more, so there are fewer triples than that.
    for (at, triple) in (0..).zip(triples.iter()) {
        graph.read(at, triple);
    }
    let lists = Lists::new(&graph.first, graph.pairs(Relation::Rest), &triples, &graph.index);
    let (members, disjoint) = (graph.members(&lists), graph.disjoint_groups(&lists));
    let enumerations = lists.expand_triples(graph.pairs(Relation::OneOf));
    graph.read_types();
    graph.find_datatypes();
    graph.use_terms(&members);
    let equivalents: Vec<_> =
        graph.pairs(Relation::Equivalent).iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
    let mut up = graph.take(Relation::SubClass);
    up.extend(&equivalents);
    for &(whole, member) in &members {
        let flags = graph.flags[whole as usize];
        if flags.has(Flags::UNION) {
            up.push((member, whole));
        }
        if flags.has(Flags::INTERSECTION) {
            up.push((whole, member));
        }
    }
    up.extend(lists.expand(graph.pairs(Relation::DisjointUnion)).map(|(whole, member)| (member, whole)));
    let is_intersection = |&&(whole, _): &&(u32, u32)| graph.flags[whole as usize].has(Flags::INTERSECTION);
    let parts = members.iter().filter(is_intersection).map(|&(whole, member)| (member, whole)).collect();
    let count = graph.names.len();
    let best = |ranked: FxHashMap<u32, (u8, u32)>| ranked.into_iter().map(|(n, (_, at))| (n, at)).collect();
    let (super_properties, domains) = (graph.take(Relation::SuperProperty), graph.take(Relation::Domain));
    let (ranges, types) = (graph.take(Relation::Range), graph.take(Relation::Type));
    let includes = (graph.take(Relation::DomainIncludes), graph.take(Relation::RangeIncludes));
    Ontology {
        up: Edges::new(up),
        members: Edges::new(members),
        equivalents: Edges::new(equivalents),
        disjoint: Edges::new(disjoint),
        super_properties: Edges::new(super_properties),
        domains: Edges::new(domains),
        ranges: Edges::new(ranges),
        domain_includes: Edges::new(includes.0),
        range_includes: Edges::new(includes.1),
        types: Edges::new(types),
        narrows: Edges::new(graph.take(Relation::Narrows)),
        enumerations: Edges::new(enumerations),
        intersections: Edges::new(parts),
        lists_cut: lists.are_cut(),
        labels: best(graph.labels),
        comments: best(graph.comments),
        closures: std::iter::repeat_with(OnceLock::new).take(count).collect(),
        facts: std::iter::repeat_with(OnceLock::<Box<PropertyFacts>>::new).take(count).collect(),
        terms: OnceLock::new(),
        names: graph.names,
        index: graph.index,
        flags: graph.flags,
        triples,
    }
}

impl Graph {
    fn node(&mut self, name: &str) -> u32 {
        if let Some(&node) = self.index.get(name) {
            return node;
        }
        // Each node is in a text of less than 4 GiB.
        let node = self.names.len() as u32;
        let mut flags = Flags::default();
        if name.starts_with("_:") {
            flags.add(Flags::BLANK);
        } else if is_built_in_datatype(name) {
            flags.add(Flags::DATATYPE.and(Flags::BUILT_IN).and(Flags::DECLARED));
        }
        self.names.push(name.into());
        self.flags.push(flags);
        self.index.insert(name.into(), node);
        node
    }
    fn object(&mut self, object: TermRef<'_>) -> Option<u32> {
        match object {
            TermRef::NamedNode(iri) => Some(self.node(iri.as_str())),
            TermRef::BlankNode(blank) => Some(self.node(&["_:", blank.as_str()].concat())),
            _ => None,
        }
    }
    fn flag(&mut self, node: u32, flags: Flags) {
        self.flags[node as usize].add(flags);
    }
    fn pairs(&self, relation: Relation) -> &[(u32, u32)] {
        &self.pairs[relation as usize]
    }
    fn take(&mut self, relation: Relation) -> Vec<(u32, u32)> {
        std::mem::take(&mut self.pairs[relation as usize])
    }

    fn read(&mut self, at: u32, triple: TripleRef<'_>) {
        let subject = match triple.subject {
            NamedOrBlankNodeRef::NamedNode(iri) => self.node(iri.as_str()),
            NamedOrBlankNodeRef::BlankNode(blank) => self.node(&["_:", blank.as_str()].concat()),
        };
        match triple.predicate.as_str() {
            rdf::FIRST => {
                self.first.insert(subject, at);
                self.object(triple.object);
            }
            rdfs::LABEL => offer(&mut self.labels, subject, 0, at, triple.object),
            skos::PREF_LABEL => offer(&mut self.labels, subject, 3, at, triple.object),
            rdfs::COMMENT => offer(&mut self.comments, subject, 0, at, triple.object),
            skos::DEFINITION => offer(&mut self.comments, subject, 3, at, triple.object),
            predicate => {
                let Some(relation) = Relation::of(predicate) else { return };
                let Some(object) = self.object(triple.object) else { return };
                self.pairs[relation as usize].push((subject, object));
                if predicate == owl::EQUIVALENT_PROPERTY {
                    self.pairs[relation as usize].push((object, subject));
                }
            }
        }
    }

    /// Sorts the types into those that say what kind of term a node is, and the classes of individuals.
    fn read_types(&mut self) {
        let mut types = self.take(Relation::Type);
        types.retain(|&(node, class)| {
            let Some(flags) = meaning(&self.names[class as usize]) else { return true };
            self.flags[node as usize].add(flags);
            false
        });
        self.pairs[Relation::Type as usize] = types;
    }

    /// The members of unions and intersections.
    fn members(&mut self, lists: &Lists) -> Vec<(u32, u32)> {
        let mut members = Vec::new();
        for (relation, flag) in
            [(Relation::UnionOf, Flags::UNION), (Relation::IntersectionOf, Flags::INTERSECTION)]
        {
            members.extend(lists.expand(self.pairs(relation)));
            for (whole, _) in self.pairs(relation).to_vec() {
                self.flag(whole, flag);
            }
        }
        members
    }

    /// From a class to each group of disjoint classes that it is in.
    fn disjoint_groups(&self, lists: &Lists) -> Vec<(u32, u32)> {
        let all_disjoint: FxHashSet<u32> = self
            .pairs(Relation::Type)
            .iter()
            .filter(|&&(_, class)| &*self.names[class as usize] == owl::ALL_DISJOINT_CLASSES)
            .map(|&(node, _)| node)
            .collect();
        let (mut groups, mut group) = (Vec::new(), 0);
        for &(a, b) in self.pairs(Relation::DisjointWith) {
            groups.extend([(a, group), (b, group)]);
            group += 1;
        }
        let members = self.pairs(Relation::Members).iter().filter(|(node, _)| all_disjoint.contains(node));
        for pair in self.pairs(Relation::DisjointUnion).iter().chain(members) {
            groups.extend(lists.expand(std::slice::from_ref(pair)).map(|(_, member)| (member, group)));
            group += 1;
        }
        groups
    }

    /// Whatever is below a datatype is one.
    fn find_datatypes(&mut self) {
        let below = Edges::new(self.pairs(Relation::SubClass).to_vec()).reversed();
        let is_datatype = |flags: Flags| flags.has(Flags::DATATYPE);
        let mut open: Vec<u32> =
            below.iter().map(|(above, _)| above).filter(|&n| is_datatype(self.flags[n as usize])).collect();
        while let Some(node) = open.pop() {
            for datatype in below.of(node) {
                if !is_datatype(self.flags[datatype as usize]) {
                    self.flag(datatype, Flags::DATATYPE);
                    open.push(datatype);
                }
            }
        }
    }

    /// Marks what exists because it is used.
    fn use_terms(&mut self, members: &[(u32, u32)]) {
        let (class, property, relied) = (Flags::CLASS, Flags::PROPERTY, Flags::RELIED_ON);
        let none = Flags::default();
        // A node and what is beside it become these.
        let mut used = Vec::new();
        for (relation, subject, object) in [
            (Relation::SubClass, class.and(relied), class),
            (Relation::SuperProperty, property.and(relied), property),
            (Relation::Domain, property.and(relied), class.and(relied)),
            (Relation::DomainIncludes, property.and(relied), class.and(relied)),
            (Relation::Range, property.and(relied), none),
            (Relation::RangeIncludes, property.and(relied), none),
        ] {
            used.extend(self.pairs(relation).iter().flat_map(|&(s, o)| [(s, subject), (o, object)]));
        }
        for (node, flags) in used {
            self.flag(node, flags);
        }
        // What a property with literals has as its range, and nothing shows to be a class, is a datatype.
        for relation in [Relation::Range, Relation::RangeIncludes] {
            for (property, range) in self.pairs(relation).to_vec() {
                let (owner, flags) = (self.flags[property as usize], self.flags[range as usize]);
                let literals = owner.has(Flags::DATA) && !owner.has(Flags::OBJECT);
                if !flags.has(Flags::BLANK) && !flags.has(class) && literals {
                    self.flag(range, Flags::DATATYPE);
                } else if !flags.has(Flags::BLANK) {
                    self.flag(range, class);
                }
                self.flag(range, relied);
            }
        }
        for &(whole, member) in members {
            if !self.flags[whole as usize].has(Flags::DATATYPE) {
                self.flag(member, class.and(relied));
            }
        }
    }
}

/// Keeps the literal that serves better: of a lower rank, where English counts before no language, and that
/// before others.
fn offer(best: &mut FxHashMap<u32, (u8, u32)>, node: u32, rank: u8, at: u32, object: TermRef<'_>) {
    let TermRef::Literal(literal) = object else { return };
    let rank = rank
        + match literal.language() {
            Some(tag) if tag == "en" || tag.starts_with("en-") => 0,
            None => 1,
            Some(_) => 2,
        };
    let kept = best.entry(node).or_insert((rank, at));
    if rank < kept.0 {
        *kept = (rank, at);
    }
}
