//! Which facts could contradict others at all, which is found out when documents are loaded: few could, and to look for what
//! contradicts each that is cited would take most of the time of citing.
//!
//! What is asserted and denied, or asserted both ways, is so of a pair: the subject and the object of both facts. Properties
//! and times are left out of it, as an ontology may be replaced.
//!
//! The file `pairs` of a generation is a [table](super::table) of the names that have others, each with the name that stands
//! for all of them and by which pairs are known, and of the marks of pairs, each with itself. Behind it are the links between
//! names, and the marks, that were added later. It may have more than the index does, but never fewer: it is written before
//! what it tells of counts. Names and marks are hashes.
use super::content::{Content, Object, Text};
use super::hash::{hash, hash_on};
use super::known;
use super::table::{self, Entry, Table};
use crate::ask::cite::Citation;
use crate::ask::contradiction::{canonical, rivals};
use crate::ask::dataset::Dataset;
use crate::ontology::Ontology;
use crate::rdf::fact::{Facts, Role};
use crate::term::vocab::owl;
use oxrdf::{NamedOrBlankNode, Quad, Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io;
use std::path::Path;

/// Two hashes of names.
type Link = [u64; 2];

/// The two names that a quad says to be of one thing.
fn link(quad: &Quad) -> Option<Link> {
    match (&quad.subject, &quad.object) {
        (NamedOrBlankNode::NamedNode(one), Term::NamedNode(other))
            if quad.predicate.as_str() == owl::SAME_AS =>
        {
            Some([hash(one.as_str()), hash(other.as_str())])
        }
        _ => None,
    }
}

/// What stands for every quantity and every time: how they are written does not tell whether they are one.
fn measure() -> u64 {
    hash("measure")
}

fn literal(text: &str) -> u64 {
    hash(&format!("literal {}", canonical(text)))
}

/// What a fact says: of which pair, and whether it denies it.
#[derive(Clone, Copy, Debug)]
struct Said {
    subject: u64,
    object: u64,
    negated: bool,
}

/// A fact as it is read.
#[derive(Default)]
struct Parts {
    subject: Option<Text>,
    objects: Vec<Object>,
    negated: bool,
}

/// What the facts of a document say.
fn said(content: &Content<'_>) -> Vec<Said> {
    let mut facts: FxHashMap<Text, Parts> = FxHashMap::default();
    let mut measures: FxHashSet<Text> = FxHashSet::default();
    for block in content.blocks() {
        for statement in content.statements(block) {
            let fact = block.subject;
            match (known::role(statement.predicate), statement.object) {
                (Some(Role::Subject), Object::Iri(thing)) => {
                    facts.entry(fact).or_default().subject = Some(thing);
                }
                (Some(Role::Object | Role::Value), object) => {
                    facts.entry(fact).or_default().objects.push(object);
                }
                (Some(Role::Negated), _) => facts.entry(fact).or_default().negated = true,
                (Some(Role::Edtf | Role::Unit), _) => {
                    measures.insert(fact);
                }
                _ => {}
            }
        }
    }
    let mut said = Vec::new();
    for Parts { subject, objects, negated } in facts.into_values() {
        let Some(subject) = subject.map(|subject| hash(content.text(subject))) else { continue };
        let mut say = |object| said.push(Said { subject, object, negated });
        for object in objects {
            match object {
                Object::Iri(thing) => {
                    say(hash(content.text(thing)));
                    if measures.contains(&thing) {
                        say(measure());
                    }
                }
                Object::Plain(text) | Object::Lang(text, _) | Object::Typed(text, _) => {
                    say(literal(content.text(text)));
                }
                Object::Apart(..) => {}
            }
        }
    }
    said
}

/// What can be so of a pair.
#[derive(Clone, Copy)]
enum Mark {
    /// It is asserted and denied.
    Denied = 1,
    /// It is asserted in both directions.
    BothWays = 2,
}

/// A pair of things, in either order.
fn pair(one: u64, other: u64) -> u64 {
    hash_on(hash_on(hash("pair"), &one.min(other).to_le_bytes()), &one.max(other).to_le_bytes())
}

fn mark(pair: u64, mark: Mark) -> u64 {
    hash_on(pair, &[mark as u8])
}

/// What documents say, as far as it tells which facts could contradict others.
#[derive(Default)]
pub(super) struct Pairs {
    links: Vec<Link>,
    said: Vec<Said>,
}

impl Pairs {
    /// Adds a quad of the index.
    pub(super) fn add(&mut self, quad: &Quad) {
        self.links.extend(link(quad));
    }

    /// Adds the facts of a document.
    pub(super) fn add_facts(&mut self, content: &Content<'_>) {
        self.said.extend(said(content));
    }

    /// Writes a new file.
    pub(super) fn write(self, path: &Path) -> io::Result<()> {
        let mut roots = roots(self.links);
        let root = |name| Ok(roots.get(&name).copied().unwrap_or(name));
        let marks = marks(&self.said, root)?;
        let names = roots.drain().map(|(name, root)| [name, root]);
        table::create(path, &mut names.chain(marks.into_iter().map(marked)).collect())
    }

    /// Adds to a file, which was read before, the links, and the marks of all pairs: what others say of them is not known.
    pub(super) fn append(self, path: &Path, paired: &Paired) -> io::Result<()> {
        let mut roots = Roots::new(paired);
        let mut new: FxHashSet<[u64; 2]> = FxHashSet::default();
        for said in &self.said {
            let pair = pair(roots.of(said.subject)?, roots.of(said.object)?);
            new.extend([Mark::Denied, Mark::BothWays].map(|of| marked(mark(pair, of))));
        }
        for [one, other] in self.links {
            if roots.of(one)? != roots.of(other)? {
                new.insert([one, other]);
            }
        }
        table::append(path, &new)
    }

    /// Whether a file has all links, and all pairs of which facts could contradict each other.
    pub(super) fn are_known(&self, paired: &Paired) -> io::Result<bool> {
        let mut roots = Roots::new(paired);
        for [one, other] in &self.links {
            let [one, other] = [roots.of(*one)?, roots.of(*other)?];
            if one != other && !(paired.is_loose(one) && paired.is_loose(other)) {
                return Ok(false);
            }
        }
        let mut said = Vec::new();
        for one in &self.said {
            if !paired.is_loose(roots.of(one.subject)?) && !paired.is_loose(roots.of(one.object)?) {
                said.push(*one);
            }
        }
        for mark in marks(&said, |name| roots.of(name))? {
            if !paired.has(mark)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A mark as an entry.
fn marked(mark: u64) -> Entry {
    [mark, mark]
}

/// The name that stands for each name that has others.
fn roots(links: Vec<Link>) -> FxHashMap<u64, u64> {
    fn root(above: &mut FxHashMap<u64, u64>, name: u64) -> u64 {
        let mut root = name;
        while let Some(&next) = above.get(&root).filter(|next| **next != root) {
            root = next;
        }
        let mut at = name;
        while at != root {
            at = above.insert(at, root).unwrap_or(root);
        }
        above.entry(root).or_insert(root);
        root
    }
    let mut above: FxHashMap<u64, u64> = FxHashMap::default();
    for [one, other] in links {
        let (one, other) = (root(&mut above, one), root(&mut above, other));
        above.insert(one.max(other), one.min(other));
    }
    let names: Vec<u64> = above.keys().copied().collect();
    names.into_iter().map(|name| (name, root(&mut above, name))).collect()
}

/// The marks of the pairs of which facts could contradict each other.
fn marks(said: &[Said], mut root: impl FnMut(u64) -> io::Result<u64>) -> io::Result<Vec<u64>> {
    const FORTH: u8 = 1;
    const BACK: u8 = 2;
    const DENIED: u8 = 4;
    let mut pairs: Vec<(u64, u8)> = Vec::with_capacity(said.len());
    for said in said {
        let (subject, object) = (root(said.subject)?, root(said.object)?);
        let what = match (said.negated, subject < object) {
            (true, _) => DENIED,
            (false, true) => FORTH,
            (false, false) => BACK,
        };
        pairs.push((pair(subject, object), what));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut found = Vec::new();
    for group in pairs.chunk_by(|one, other| one.0 == other.0) {
        let (pair, all) = (group[0].0, group.iter().fold(0, |all, (_, what)| all | what));
        if all & DENIED != 0 && all != DENIED {
            found.push(mark(pair, Mark::Denied));
        }
        if all & FORTH != 0 && all & BACK != 0 {
            found.push(mark(pair, Mark::BothWays));
        }
    }
    Ok(found)
}

/// The names and the pairs of a file, to be read.
#[derive(Debug)]
pub(super) struct Paired {
    table: Table,
    /// The names that stand for those that links were added to later, and the marks that were.
    loose: FxHashSet<u64>,
}

impl Paired {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (table, added) = Table::open(path)?;
        let mut paired = Self { table, loose: FxHashSet::default() };
        for [one, other] in added.as_chunks().0.iter().map(table::entry) {
            if [one, other] == marked(one) {
                paired.loose.insert(one);
            } else {
                paired.loose.extend([paired.root(one)?, paired.root(other)?]);
            }
        }
        Ok(paired)
    }

    /// The name that stands for a thing.
    fn root(&self, name: u64) -> io::Result<u64> {
        Ok(self.table.find(name)?.first().copied().unwrap_or(name))
    }

    /// Whether a thing may have other names than those that are known here.
    fn is_loose(&self, root: u64) -> bool {
        self.loose.contains(&root)
    }

    /// Whether it has a mark.
    fn has(&self, mark: u64) -> io::Result<bool> {
        Ok(self.loose.contains(&mark) || !self.table.find(mark)?.is_empty())
    }
}

/// The names that stand for things. The same things come again and again.
pub(super) struct Roots<'p> {
    paired: &'p Paired,
    known: FxHashMap<u64, u64>,
}

impl<'p> Roots<'p> {
    pub(super) fn new(paired: &'p Paired) -> Self {
        Self { paired, known: FxHashMap::default() }
    }

    fn of(&mut self, name: u64) -> io::Result<u64> {
        if let Some(root) = self.known.get(&name) {
            return Ok(*root);
        }
        let root = self.paired.root(name)?;
        self.known.insert(name, root);
        Ok(root)
    }
}

/// Whether a fact that documents say could contradict another one, under some ontologies. `dataset` tells of its object
/// whether that is a quantity or a time.
pub(super) fn could_contradict(
    fact: &Citation<'_>,
    dataset: &Dataset,
    ontologies: &[&Ontology],
    roots: &mut Roots<'_>,
) -> io::Result<bool> {
    let Some(TermRef::NamedNode(property)) = fact.predicate else { return Ok(true) };
    let Some(TermRef::NamedNode(subject)) = fact.subject else { return Ok(true) };
    let (mut is_known, mut has_way) = (false, false);
    for ontology in ontologies {
        let Some(property) = ontology.property(property.as_str()) else { continue };
        is_known = true;
        for above in ontology.properties_above(property) {
            // What else a thing has of a property that has one value is not told by a pair.
            if rivals(ontology, above).any(|(own, other)| own == other) {
                return Ok(true);
            }
            has_way |= rivals(ontology, above).next().is_some();
        }
    }
    if !is_known {
        return Ok(false);
    }
    let subject = roots.of(hash(subject.as_str()))?;
    let objects = match fact.object {
        Some(TermRef::Literal(text)) => vec![literal(text.value())],
        Some(object @ TermRef::NamedNode(thing)) => {
            let is_measure = dataset.id(object).is_some_and(|object| dataset.is_measure(object));
            let thing = roots.of(hash(thing.as_str()))?;
            if is_measure { vec![thing, measure()] } else { vec![thing] }
        }
        _ => return Ok(true),
    };
    let paired = roots.paired;
    for object in objects {
        let pair = pair(subject, object);
        if subject == object
            || paired.is_loose(subject)
            || paired.is_loose(object)
            || paired.has(mark(pair, Mark::Denied))?
            || (has_way && paired.has(mark(pair, Mark::BothWays))?)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use oxrdf::{GraphName, NamedNode};

    /// That two things are the same.
    pub(in crate::archive::disk) fn same(one: &str, other: &str) -> Quad {
        let [one, other, same] = [one, other, owl::SAME_AS].map(NamedNode::new_unchecked);
        Quad::new(one, same, other, GraphName::DefaultGraph)
    }

    fn says(subject: &str, object: &str, negated: bool) -> Said {
        Said { subject: hash(subject), object: hash(object), negated }
    }

    /// Whether a pair is marked as denied, and as held both ways.
    fn marks_of(paired: &Paired, one: &str, other: &str) -> [bool; 2] {
        let pair = pair(paired.root(hash(one)).unwrap(), paired.root(hash(other)).unwrap());
        [Mark::Denied, Mark::BothWays].map(|wanted| paired.has(mark(pair, wanted)).unwrap())
    }

    #[test]
    fn what_is_said_both_ways_is_marked_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pairs");
        let mut pairs = Pairs::default();
        for (one, other) in [("e:a", "w:1"), ("e:b", "w:1"), ("e:c", "w:2"), ("w:2", "e:d"), ("w:3", "e:d")] {
            pairs.add(&same(one, other));
        }
        pairs.said = vec![
            says("e:a", "e:c", false),
            says("e:b", "e:d", true),
            says("e:a", "e:x", false),
            says("e:x", "w:1", false),
            says("e:y", "e:x", true),
            says("e:y", "e:x", true),
        ];
        pairs.write(&path).unwrap();
        let paired = Paired::open(&path).unwrap();
        let root = |name: &str| paired.root(hash(name)).unwrap();
        assert_eq!((root("e:a"), root("e:c")), (root("e:b"), root("w:3")));
        assert_ne!(root("e:a"), root("e:c"));
        assert_eq!(root("e:x"), hash("e:x"));
        assert_eq!(marks_of(&paired, "w:2", "w:1"), [true, false]);
        assert_eq!(marks_of(&paired, "e:b", "e:x"), [false, true]);
        assert_eq!(marks_of(&paired, "e:x", "e:y"), [false, false]);
        // What is added later, behind half of what a killed process wrote.
        std::fs::write(&path, [std::fs::read(&path).unwrap(), vec![1, 2, 3]].concat()).unwrap();
        let mut later = Pairs { links: Vec::new(), said: vec![says("e:y", "w:1", false)] };
        later.add(&same("e:y", "w:2"));
        later.add(&same("e:a", "e:b"));
        later.append(&path, &paired).unwrap();
        let later = Paired::open(&path).unwrap();
        assert_eq!(marks_of(&later, "e:b", "e:y"), [true, true]);
        let loose = |name: &str| later.is_loose(later.root(hash(name)).unwrap());
        assert!(loose("e:y") && loose("e:c") && !loose("e:a") && !loose("e:x"));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..40]).unwrap();
        Paired::open(&path).unwrap_err();
    }
}
