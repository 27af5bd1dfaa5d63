//! Which things are one thing: what `owl:sameAs` links, in either direction and over any number of steps.
use crate::ask::dataset::{Dataset, TermId};
use crate::term::vocab::owl;

/// The groups of things that a dataset says to be the same.
///
/// By the number of a term, so that millions of links take milliseconds; what is not linked to anything is 0 in both
/// lists, which the system gives out without touching them.
#[derive(Debug, Default)]
pub struct Sameness {
    /// One more than the number of a member that comes before in the dataset: in the end the first one of the group.
    before: Vec<u32>,
    /// One more than the number of the next member, the last one's being the first: a ring.
    next: Vec<u32>,
}

impl Sameness {
    /// What a dataset says.
    #[must_use]
    pub fn new(dataset: &Dataset) -> Self {
        let Some(same_as) = dataset.iri(owl::SAME_AS) else {
            return Self::default();
        };
        let terms = dataset.term_count();
        let mut same = Self { before: vec![0; terms], next: vec![0; terms] };
        let links = || dataset.matching(None, Some(same_as), None).map(|[one, _, other]| [one, other]);
        for [one, other] in links() {
            let roots = [one, other].map(|thing| same.root(thing.number()));
            if roots[0] != roots[1] {
                same.before[roots[0].max(roots[1]) as usize] = roots[0].min(roots[1]) + 1;
                // Two rings that each go on where the other did are one.
                let [after_one, after_other] = [one, other].map(|thing| same.after(thing.number()));
                same.next[one.number() as usize] = after_other + 1;
                same.next[other.number() as usize] = after_one + 1;
            }
        }
        for thing in links().flatten() {
            let root = same.root(thing.number());
            if root != thing.number() {
                same.before[thing.number() as usize] = root + 1;
            }
        }
        same
    }

    /// The first of a group so far; shortens the way there.
    fn root(&mut self, mut at: u32) -> u32 {
        while let Some(above) = self.before[at as usize].checked_sub(1) {
            if let Some(over) = self.before[above as usize].checked_sub(1) {
                self.before[at as usize] = over + 1;
            }
            at = above;
        }
        at
    }

    fn after(&self, at: u32) -> u32 {
        self.next.get(at as usize).and_then(|next| next.checked_sub(1)).unwrap_or(at)
    }

    /// The thing that represents all that are the same as this one: the first of them in the dataset.
    #[must_use]
    pub fn first(&self, thing: TermId) -> TermId {
        let before = self.before.get(thing.number() as usize).and_then(|before| before.checked_sub(1));
        before.map_or(thing, TermId::of_number)
    }

    /// All that are the same as a thing, itself included, in the order of the dataset.
    #[must_use]
    pub fn all(&self, thing: TermId) -> Vec<TermId> {
        let mut all = vec![thing];
        let mut at = self.after(thing.number());
        while at != thing.number() {
            all.push(TermId::of_number(at));
            at = self.after(at);
        }
        all.sort_unstable();
        all
    }

    /// The groups of more than one, in the order of the dataset.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<TermId>> {
        let linked = self.next.iter().zip(0..).filter(|(next, _)| **next != 0).map(|(_, at)| at);
        let firsts = linked.map(TermId::of_number).filter(|&thing| self.first(thing) == thing);
        firsts.map(|first| self.all(first)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Sameness;
    use crate::ask::dataset::DatasetBuilder;
    use crate::rdf::quads::QuadSink;
    use crate::term::vocab::owl;

    #[test]
    fn what_shares_another_name_is_one_thing() {
        let mut builder = DatasetBuilder::new();
        for (one, other) in [("e:a", "w:1"), ("e:b", "w:1"), ("e:c", "w:2"), ("w:2", "e:d"), ("e:x", "e:x")] {
            builder.subject("g:g", one);
            builder.iri(owl::SAME_AS, other);
        }
        let dataset = builder.finish();
        let id = |iri| dataset.iri(iri).unwrap();
        let same = Sameness::new(&dataset);
        assert_eq!(same.first(id("e:a")), same.first(id("e:b")));
        assert_eq!(same.first(id("e:c")), same.first(id("e:d")));
        assert_ne!(same.first(id("e:a")), same.first(id("e:c")));
        assert_eq!(same.all(id("e:a")), [id("e:a"), id("w:1"), id("e:b")]);
        assert_eq!(same.all(id("e:x")), [id("e:x")]);
        assert_eq!(same.groups().len(), 2);
        assert_eq!(same.groups()[0], [id("e:a"), id("w:1"), id("e:b")]);
    }
}
