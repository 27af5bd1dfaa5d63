//! Which things are one thing: what `owl:sameAs` links, in either direction and over any number of steps.
use crate::dataset::{Dataset, TermId};
use crate::vocab::owl;
use oxrdf::NamedNodeRef;
use rustc_hash::{FxHashMap, FxHashSet};

/// The groups of things that a dataset says to be the same.
#[derive(Debug, Default)]
pub struct Sameness {
    /// From a thing that has others to the first of its group.
    first: FxHashMap<TermId, TermId>,
    /// From the first of a group to all of it, in the order of the dataset.
    groups: FxHashMap<TermId, Vec<TermId>>,
}

impl Sameness {
    /// What a dataset says.
    #[must_use]
    pub fn new(dataset: &Dataset) -> Self {
        let Some(same_as) = dataset.id(NamedNodeRef::new_unchecked(owl::SAME_AS).into()) else {
            return Self::default();
        };
        Self::of_links(dataset.matching(None, Some(same_as), None))
    }

    /// What a dataset says of some things, and of those that are the same.
    #[must_use]
    pub fn around(dataset: &Dataset, things: impl IntoIterator<Item = TermId>) -> Self {
        let Some(same_as) = dataset.id(NamedNodeRef::new_unchecked(owl::SAME_AS).into()) else {
            return Self::default();
        };
        let mut links = Vec::new();
        let mut queue: Vec<TermId> = things.into_iter().collect();
        let mut seen: FxHashSet<TermId> = queue.iter().copied().collect();
        while let Some(thing) = queue.pop() {
            let from = dataset.matching(Some(thing), Some(same_as), None);
            for link in from.chain(dataset.matching(None, Some(same_as), Some(thing))) {
                links.push(link);
                queue.extend([link[0], link[2]].into_iter().filter(|end| seen.insert(*end)));
            }
        }
        Self::of_links(links)
    }

    fn of_links(links: impl IntoIterator<Item = [TermId; 3]>) -> Self {
        let mut parent: FxHashMap<TermId, TermId> = FxHashMap::default();
        for [one, _, other] in links {
            let (one, other) = (root(&mut parent, one), root(&mut parent, other));
            parent.insert(one.max(other), one.min(other));
        }
        let mut all: Vec<TermId> = parent.keys().copied().collect();
        all.sort_unstable();
        let mut same = Self::default();
        for id in all {
            let first = root(&mut parent, id);
            same.first.insert(id, first);
            same.groups.entry(first).or_default().push(id);
        }
        same
    }

    /// The thing that stands for all that are the same as this one.
    #[must_use]
    pub fn of(&self, id: TermId) -> TermId {
        self.first.get(&id).copied().unwrap_or(id)
    }

    /// All that are the same as a thing, itself included.
    #[must_use]
    pub fn all(&self, id: TermId) -> Vec<TermId> {
        self.groups.get(&self.of(id)).cloned().unwrap_or_else(|| vec![id])
    }

    /// The groups of more than one, in the order of the dataset.
    #[must_use]
    pub fn groups(&self) -> Vec<&[TermId]> {
        let mut groups: Vec<&[TermId]> =
            self.groups.values().map(Vec::as_slice).filter(|group| group.len() > 1).collect();
        groups.sort_unstable();
        groups
    }
}

/// The first of a group so far; shortens the way there.
fn root(parent: &mut FxHashMap<TermId, TermId>, id: TermId) -> TermId {
    let mut at = id;
    loop {
        let above = *parent.entry(at).or_insert(at);
        if above == at {
            break;
        }
        let next = parent.get(&above).copied().unwrap_or(above);
        parent.insert(at, next);
        at = next;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::Sameness;
    use crate::dataset::DatasetBuilder;
    use crate::quads::QuadSink;
    use crate::vocab::owl;
    use oxrdf::NamedNodeRef;

    #[test]
    fn what_shares_another_name_is_one_thing() {
        let mut builder = DatasetBuilder::new();
        for (one, other) in [("e:a", "w:1"), ("e:b", "w:1"), ("e:c", "w:2"), ("w:2", "e:d"), ("e:x", "e:x")] {
            builder.subject("g:g", one);
            builder.iri(owl::SAME_AS, other);
        }
        let dataset = builder.finish();
        let id = |iri| dataset.id(NamedNodeRef::new_unchecked(iri).into()).unwrap();
        let same = Sameness::new(&dataset);
        assert_eq!(same.of(id("e:a")), same.of(id("e:b")));
        assert_eq!(same.of(id("e:c")), same.of(id("e:d")));
        assert_ne!(same.of(id("e:a")), same.of(id("e:c")));
        assert_eq!(same.all(id("e:a")), [id("e:a"), id("w:1"), id("e:b")]);
        assert_eq!(same.all(id("e:x")), [id("e:x")]);
        assert_eq!(same.groups().len(), 2);
        let same = Sameness::around(&dataset, [id("e:b")]);
        assert_eq!(same.all(id("e:b")), [id("e:a"), id("w:1"), id("e:b")]);
        assert_eq!(same.groups().len(), 1);
    }
}
