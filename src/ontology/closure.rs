//! A thing's classes with all classes above them.
use super::flags::Flags;
use super::{ClassId, Ontology};
use rustc_hash::FxHashMap;

/// The classes of a thing, ready to be held against domains and ranges.
#[derive(Clone, Debug)]
pub struct ClassSet(Set);

#[derive(Clone, Debug)]
enum Set {
    /// Nearly all things have one class, whose closure the ontology keeps.
    One(ClassId),
    Many(Box<(Vec<ClassId>, Closure)>),
}

/// Two classes that nothing can be of at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Two of the thing's own classes, in their order. One class twice, where it is below two disjoint ones.
    pub classes: (ClassId, ClassId),
    /// The classes above these that an ontology declares to be disjoint.
    pub declared: (ClassId, ClassId),
}

/// A set of nodes that holds all that is above each of them.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    bits: Box<[u64]>,
    /// Two disjoint ones among them.
    clash: Option<(u32, u32)>,
}

impl Closure {
    #[inline]
    pub(super) fn has(&self, node: u32) -> bool {
        self.bits[node as usize / 64] >> (node % 64) & 1 == 1
    }
    fn insert(&mut self, node: u32) -> bool {
        let word = &mut self.bits[node as usize / 64];
        let before = *word;
        *word |= 1 << (node % 64);
        *word != before
    }
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.iter().zip(0u32..).flat_map(|(&word, at)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

impl ClassSet {
    /// The classes it was made of.
    pub fn classes(&self) -> &[ClassId] {
        match &self.0 {
            Set::One(class) => std::slice::from_ref(class),
            Set::Many(many) => &many.0,
        }
    }
}

impl Ontology {
    /// The set of some classes with all that is above them: superclasses, equivalent classes, unions that they
    /// are members of, and intersections all of whose members are there.
    pub fn class_set(&self, classes: &[ClassId]) -> ClassSet {
        match *classes {
            [class] => ClassSet(Set::One(class)),
            _ => {
                let nodes: Vec<u32> = classes.iter().map(|class| class.0).collect();
                ClassSet(Set::Many(Box::new((classes.to_vec(), self.close(&nodes)))))
            }
        }
    }

    /// Whether a set holds a class, itself or through the hierarchy. `owl:Thing` is in every set.
    pub fn is_a(&self, set: &ClassSet, class: ClassId) -> bool {
        self.flags(class.0).has(Flags::TOP) || self.set_closure(set).has(class.0)
    }

    /// Two classes of the set that nothing can be of at once, if there are such.
    pub fn disjoint(&self, set: &ClassSet) -> Option<Clash> {
        let (a, b) = self.set_closure(set).clash?;
        let below = |above: u32| {
            set.classes()
                .iter()
                .copied()
                .find(|class| self.closure(class.0).has(above))
                .unwrap_or(ClassId(above))
        };
        let (first, second) = (below(a), below(b));
        let place = |class: ClassId| set.classes().iter().position(|&own| own == class);
        let (classes, declared) = ((first, second), (ClassId(a), ClassId(b)));
        Some(if place(first) <= place(second) {
            Clash { classes, declared }
        } else {
            Clash { classes: (second, first), declared: (declared.1, declared.0) }
        })
    }

    #[inline]
    pub(super) fn set_closure<'a>(&'a self, set: &'a ClassSet) -> &'a Closure {
        match &set.0 {
            Set::One(class) => self.closure(class.0),
            Set::Many(many) => &many.1,
        }
    }

    #[inline]
    pub(super) fn closure(&self, node: u32) -> &Closure {
        self.closures[node as usize].get_or_init(|| self.close(&[node]))
    }

    fn close(&self, nodes: &[u32]) -> Closure {
        let bits = vec![0; self.names.len().div_ceil(64)].into_boxed_slice();
        let mut closure = Closure { bits, clash: None };
        let mut open = nodes.to_vec();
        // How many members of an intersection are not yet there.
        let mut missing: FxHashMap<u32, usize> = FxHashMap::default();
        while let Some(node) = open.pop() {
            if !closure.insert(node) {
                continue;
            }
            open.extend(self.up.of(node).filter(|&above| !closure.has(above)));
            for whole in self.intersections.of(node) {
                let missing = missing.entry(whole).or_insert_with(|| self.members.of(whole).count());
                *missing -= 1;
                if *missing == 0 {
                    open.push(whole);
                }
            }
        }
        let mut groups: Vec<(u32, u32)> =
            closure.nodes().flat_map(|node| self.disjoint.of(node).map(move |group| (group, node))).collect();
        groups.sort_unstable();
        closure.clash =
            groups.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1));
        closure
    }
}
