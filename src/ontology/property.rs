//! What is known of a property, worked out when it is first asked for.
use super::flags::{Edges, Flags};
use super::{Ontology, PropertyId};
use crate::term::vocab::{af, rdfs};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a property takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PropertyKind {
    /// Things alone.
    Object,
    /// Literals alone.
    Datatype,
    /// Both.
    Either,
}

#[derive(Debug)]
pub(super) struct PropertyFacts {
    /// The property and those above it, sorted.
    above: Vec<u32>,
    kind: PropertyKind,
    /// Class expressions that a subject must be of, each with the property that says so. Those that fit
    /// everything are left out.
    pub(super) domains: Vec<(u32, u32)>,
    /// Class expressions of which a subject must be of one; empty where there are none, or one fits everything.
    pub(super) domain_includes: Vec<u32>,
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) range_includes: Vec<u32>,
    time: bool,
    quantity: bool,
    flags: Flags,
    transitive_above: Vec<PropertyId>,
}

impl Ontology {
    /// What a property takes: as it (or one above it) is declared, else as its ranges tell. Where declaration
    /// and range contradict each other, the range holds, and [`Loader::finish`](super::Loader::finish) has said
    /// so.
    pub fn kind(&self, property: PropertyId) -> PropertyKind {
        self.facts(property).kind
    }
    /// Whether a property's range, its own or of a property above, is `af:TimeSpan`.
    pub fn range_is_time(&self, property: PropertyId) -> bool {
        self.facts(property).time
    }
    /// Whether a property's range, its own or of a property above, is `af:Quantity`.
    pub fn range_is_quantity(&self, property: PropertyId) -> bool {
        self.facts(property).quantity
    }
    /// Whether a subject has one object at most; so it is below such a property too.
    pub fn is_functional(&self, property: PropertyId) -> bool {
        self.facts(property).flags.has(Flags::FUNCTIONAL)
    }
    /// Whether an object has one subject at most; so it is below such a property too.
    pub fn is_inverse_functional(&self, property: PropertyId) -> bool {
        self.facts(property).flags.has(Flags::INVERSE_FUNCTIONAL)
    }
    /// Whether it never holds in both directions; so it is below such a property too.
    pub fn is_asymmetric(&self, property: PropertyId) -> bool {
        self.facts(property).flags.has(Flags::ASYMMETRIC)
    }
    /// Whether nothing has it to itself; so it is below such a property, and where it is asymmetric, too.
    pub fn is_irreflexive(&self, property: PropertyId) -> bool {
        self.is_asymmetric(property) || self.facts(property).flags.has(Flags::IRREFLEXIVE)
    }
    /// Whether it holds in both directions.
    pub fn is_symmetric(&self, property: PropertyId) -> bool {
        self.flags(property.0).has(Flags::SYMMETRIC)
    }
    /// Whether it is transitive itself.
    pub fn is_transitive(&self, property: PropertyId) -> bool {
        self.flags(property.0).has(Flags::TRANSITIVE)
    }
    /// The transitive properties that this one is or is below.
    pub fn transitive_above(&self, property: PropertyId) -> &[PropertyId] {
        &self.facts(property).transitive_above
    }
    /// Whether a property is another, or below it.
    pub fn is_below(&self, property: PropertyId, above: PropertyId) -> bool {
        self.facts(property).above.binary_search(&above.0).is_ok()
    }
    /// A property and all above it.
    pub fn properties_above(&self, property: PropertyId) -> impl Iterator<Item = PropertyId> + '_ {
        self.facts(property).above.iter().copied().map(PropertyId)
    }
    /// A property and all below it.
    #[cfg(any(feature = "cli", feature = "disk", feature = "endpoint"))]
    pub(crate) fn properties_below(&self, property: PropertyId) -> impl Iterator<Item = PropertyId> + '_ {
        self.properties().into_iter().filter(move |&below| self.is_below(below, property))
    }

    #[inline]
    pub(super) fn facts(&self, property: PropertyId) -> &PropertyFacts {
        self.facts[property.0 as usize].get_or_init(|| Box::new(self.work_out(property.0)))
    }

    fn work_out(&self, property: u32) -> PropertyFacts {
        let mut above = vec![property];
        let mut seen = FxHashSet::from_iter([property]);
        let mut at = 0;
        while at < above.len() {
            above.extend(self.super_properties.of(above[at]).filter(|&node| seen.insert(node)));
            at += 1;
        }
        // Near ones first: what they ask is what a reader should be told.
        let stated = |edges: &Edges| -> Vec<(u32, u32)> {
            above.iter().flat_map(|&by| edges.of(by).map(move |class| (class, by))).collect()
        };
        let (mut domains, mut ranges) = (stated(&self.domains), stated(&self.ranges));
        let mut domain_includes: Vec<u32> = self.domain_includes.of(property).collect();
        let mut range_includes: Vec<u32> = self.range_includes.of(property).collect();
        let kind = self.find_kind(&above, &ranges, &range_includes);
        let span = |class: &str| {
            let Some(&class) = self.index.get(class) else { return false };
            let all = ranges.iter().map(|&(range, _)| range).chain(range_includes.iter().copied());
            all.into_iter().any(|range| self.closure(range).has(class))
        };
        let (time, quantity) = (span(af::TIME_SPAN), span(af::QUANTITY));
        domains.retain(|&(class, _)| !self.fits_all(class));
        if domain_includes.iter().any(|&class| self.fits_all(class)) {
            domain_includes.clear();
        }
        ranges.retain(|&(range, _)| !self.fits_all(range) || !self.takes(range).1);
        if range_includes.iter().any(|&range| self.names[range as usize].as_ref() == rdfs::RESOURCE) {
            range_includes.clear();
        }
        let inherited = [Flags::FUNCTIONAL, Flags::INVERSE_FUNCTIONAL, Flags::ASYMMETRIC, Flags::IRREFLEXIVE];
        let flags = inherited
            .into_iter()
            .filter(|&flag| above.iter().any(|&node| self.flags(node).has(flag)))
            .fold(Flags::default(), Flags::and);
        let transitive_above: Vec<PropertyId> = above
            .iter()
            .copied()
            .filter(|&node| self.flags(node).has(Flags::TRANSITIVE))
            .map(PropertyId)
            .collect();
        above.sort_unstable();
        PropertyFacts {
            above,
            kind,
            domains,
            domain_includes,
            ranges,
            range_includes,
            time,
            quantity,
            flags,
            transitive_above,
        }
    }

    fn find_kind(&self, above: &[u32], ranges: &[(u32, u32)], includes: &[u32]) -> PropertyKind {
        let (mut things, mut literals) = (true, true);
        for &(range, _) in ranges {
            let takes = self.takes(range);
            (things, literals) = (things && takes.0, literals && takes.1);
        }
        if !includes.is_empty() {
            let one = |side: fn((bool, bool)) -> bool| includes.iter().any(|&range| side(self.takes(range)));
            (things, literals) = (things && one(|takes| takes.0), literals && one(|takes| takes.1));
        }
        // Its own declaration goes before that of a property above.
        let declared = above.iter().map(|&node| self.flags(node)).find_map(|flags| {
            match (flags.has(Flags::OBJECT), flags.has(Flags::DATA)) {
                (true, false) => Some(PropertyKind::Object),
                (false, true) => Some(PropertyKind::Datatype),
                (true, true) => Some(PropertyKind::Either),
                (false, false) => None,
            }
        });
        match (things, literals) {
            (true, false) => PropertyKind::Object,
            (false, true) => PropertyKind::Datatype,
            _ => declared.unwrap_or(PropertyKind::Either),
        }
    }

    /// Whether a range takes things, and whether it takes literals.
    pub(super) fn takes(&self, range: u32) -> (bool, bool) {
        self.takes_seen(range, &mut FxHashMap::default())
    }
    fn takes_seen(&self, range: u32, seen: &mut Seen<(bool, bool)>) -> (bool, bool) {
        let flags = self.flags(range);
        if flags.has(Flags::UNION) || flags.has(Flags::INTERSECTION) {
            if let Some(&known) = seen.get(&range) {
                return known;
            }
            seen.insert(range, (false, false));
            let takes = self.members.of(range).fold((false, false), |(things, literals), member| {
                let takes = self.takes_seen(member, seen);
                (things || takes.0, literals || takes.1)
            });
            seen.insert(range, takes);
            takes
        } else if &*self.names[range as usize] == rdfs::RESOURCE {
            (true, true)
        } else {
            let literals = flags.has(Flags::DATATYPE)
                || self.narrows.of(range).next().is_some()
                || self.enumerations.of(range).any(|at| self.literal_at(at).is_some());
            (!literals, literals)
        }
    }

    /// Whether everything is of a class expression, as far as the ontology can tell: `owl:Thing`, and what is
    /// described in a way that cannot be decided from a thing's classes (restrictions, complements).
    pub(super) fn fits_all(&self, class: u32) -> bool {
        self.fits_all_seen(class, &mut FxHashMap::default())
    }
    fn fits_all_seen(&self, class: u32, seen: &mut Seen<bool>) -> bool {
        let flags = self.flags(class);
        if !flags.has(Flags::UNION) && !flags.has(Flags::INTERSECTION) {
            return flags.has(Flags::TOP) || (flags.has(Flags::BLANK) && !self.takes(class).1);
        }
        if let Some(&known) = seen.get(&class) {
            return known;
        }
        seen.insert(class, false);
        let mut members = self.members.of(class);
        let fits = if flags.has(Flags::UNION) {
            members.any(|member| self.fits_all_seen(member, seen))
        } else {
            members.all(|member| self.fits_all_seen(member, seen))
        };
        seen.insert(class, fits);
        fits
    }
}

/// What was found of class expressions on the way. One that is not yet done counts for nothing, so that a
/// circle ends, and one that is in many places is looked at once.
pub(super) type Seen<T> = FxHashMap<u32, T>;
