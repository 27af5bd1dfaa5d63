//! Which facts could contradict others at all, which is found out when documents are loaded: few could, and to look for what
//! contradicts each that is cited would take most of the time of citing.
//!
//! What is asserted and denied, or asserted both ways, is so of a pair: the subject and the object of both facts. The file
//! `same` of a generation tells by which name of a thing such pairs are known, and the file [`marked`](super::marked) has
//! a hash of each pair. Both may have more than the index does, but never fewer: they are written before what they tell of
//! counts. Properties and times are left out of it, as an ontology may be replaced.
//!
//! `same` is a [table](super::table) of the names that have others, each with the name that stands for all of them; behind
//! it are the links between names that were added later. All names are hashes.
use super::content::{Content, Object, Text};
use super::known;
use super::marked::{hash, hash_on};
use super::table::{self, Table};
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

    /// Writes a new file `same`, and adds the hashes of the pairs of which facts could contradict each other.
    pub(super) fn write(self, path: &Path, hashes: &mut Vec<u64>) -> io::Result<()> {
        let mut roots = roots(self.links);
        table::create(path, &mut roots)?;
        let root = |name| {
            let found = roots.binary_search_by_key(&name, |[name, _]| *name);
            Ok(found.map_or(name, |at| roots[at][1]))
        };
        hashes.extend(marks(&self.said, root)?);
        Ok(())
    }

    /// Adds links to a file `same`, which was read before, and the hashes of all pairs: of which others speak is not known.
    pub(super) fn append(self, path: &Path, same: &Same, hashes: &mut Vec<u64>) -> io::Result<()> {
        for said in &self.said {
            let pair = pair(same.root(said.subject)?, same.root(said.object)?);
            hashes.extend([mark(pair, Mark::Denied), mark(pair, Mark::BothWays)]);
        }
        let mut new: FxHashSet<Link> = FxHashSet::default();
        for [one, other] in self.links {
            if same.root(one)? != same.root(other)? {
                new.insert([one, other]);
            }
        }
        table::append(path, &new)
    }

    /// Whether `same` knows all links, and `marked` all pairs of which facts could contradict each other.
    pub(super) fn are_known(&self, same: &Same, is_marked: impl Fn(u64) -> bool) -> io::Result<bool> {
        // The same names come again and again.
        let mut known: FxHashMap<u64, u64> = FxHashMap::default();
        let mut root = |name| {
            if let Some(root) = known.get(&name) {
                return Ok(*root);
            }
            let root = same.root(name)?;
            known.insert(name, root);
            Ok(root)
        };
        for [one, other] in &self.links {
            let [one, other] = [root(*one)?, root(*other)?];
            if one != other && !(same.is_loose(one) && same.is_loose(other)) {
                return Ok(false);
            }
        }
        let mut said = Vec::new();
        for one in &self.said {
            if !same.is_loose(root(one.subject)?) && !same.is_loose(root(one.object)?) {
                said.push(*one);
            }
        }
        Ok(marks(&said, root)?.into_iter().all(is_marked))
    }
}

/// The name that stands for each name that has others.
fn roots(links: Vec<Link>) -> Vec<[u64; 2]> {
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
    names.into_iter().map(|name| [name, root(&mut above, name)]).collect()
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

/// Which names stand for one thing, as hashes.
#[derive(Debug)]
pub(super) struct Same {
    /// Each name that has others, with the one that stands for all.
    table: Table,
    /// Those that links were added to later.
    loose: FxHashSet<u64>,
}

impl Same {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (table, added) = Table::open(path)?;
        let mut same = Self { table, loose: FxHashSet::default() };
        for name in added.as_chunks().0.iter().flat_map(table::entry) {
            same.loose.insert(same.root(name)?);
        }
        Ok(same)
    }

    /// The name that stands for a thing.
    fn root(&self, name: u64) -> io::Result<u64> {
        Ok(self.table.find(name)?.first().copied().unwrap_or(name))
    }

    /// Whether a thing may have other names than those that are known here.
    fn is_loose(&self, root: u64) -> bool {
        self.loose.contains(&root)
    }
}

/// Whether a fact that documents say could contradict another one, under some ontologies. `dataset` tells of its object
/// whether that is a quantity or a time.
pub(super) fn could_contradict(
    fact: &Citation<'_>,
    dataset: &Dataset,
    ontologies: &[&Ontology],
    same: &Same,
    is_marked: impl Fn(u64) -> bool,
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
    let subject = same.root(hash(subject.as_str()))?;
    let objects = match fact.object {
        Some(TermRef::Literal(text)) => vec![literal(text.value())],
        Some(object @ TermRef::NamedNode(thing)) => {
            let is_measure = dataset.id(object).is_some_and(|object| dataset.is_measure(object));
            let thing = same.root(hash(thing.as_str()))?;
            if is_measure { vec![thing, measure()] } else { vec![thing] }
        }
        _ => return Ok(true),
    };
    Ok(objects.into_iter().any(|object| {
        let pair = pair(subject, object);
        subject == object
            || same.is_loose(subject)
            || same.is_loose(object)
            || is_marked(mark(pair, Mark::Denied))
            || (has_way && is_marked(mark(pair, Mark::BothWays)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::disk::marked::tests::same;

    fn says(subject: &str, object: &str, negated: bool) -> Said {
        Said { subject: hash(subject), object: hash(object), negated }
    }

    /// Whether a pair is marked as denied, and as held both ways.
    fn marks_of(hashes: &[u64], same: &Same, one: &str, other: &str) -> [bool; 2] {
        let pair = pair(same.root(hash(one)).unwrap(), same.root(hash(other)).unwrap());
        [Mark::Denied, Mark::BothWays].map(|wanted| hashes.contains(&mark(pair, wanted)))
    }

    #[test]
    fn what_is_said_both_ways_is_marked_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("same");
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
        let mut hashes = Vec::new();
        pairs.write(&path, &mut hashes).unwrap();
        let same_names = Same::open(&path).unwrap();
        let root = |name: &str| same_names.root(hash(name)).unwrap();
        assert_eq!((root("e:a"), root("e:c")), (root("e:b"), root("w:3")));
        assert_ne!(root("e:a"), root("e:c"));
        assert_eq!(root("e:x"), hash("e:x"));
        assert_eq!(marks_of(&hashes, &same_names, "w:2", "w:1"), [true, false]);
        assert_eq!(marks_of(&hashes, &same_names, "e:b", "e:x"), [false, true]);
        assert_eq!(marks_of(&hashes, &same_names, "e:x", "e:y"), [false, false]);
        // What is added later, behind half of what a killed process wrote.
        std::fs::write(&path, [std::fs::read(&path).unwrap(), vec![1, 2, 3]].concat()).unwrap();
        let mut later = Pairs { links: Vec::new(), said: vec![says("e:y", "w:1", false)] };
        later.add(&same("e:y", "w:2"));
        later.add(&same("e:a", "e:b"));
        later.append(&path, &same_names, &mut hashes).unwrap();
        let later = Same::open(&path).unwrap();
        assert_eq!(marks_of(&hashes, &later, "e:b", "e:y"), [true, true]);
        let loose = |name: &str| later.is_loose(later.root(hash(name)).unwrap());
        assert!(loose("e:y") && loose("e:c") && !loose("e:a") && !loose("e:x"));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..40]).unwrap();
        Same::open(&path).unwrap_err();
    }
}
