//! What a `corpus.yaml` says: the base, prefixes, ontologies and entities that its documents share.
use crate::check::model::{Entity, Referent};
use crate::ontology::Ontology;
use crate::term::iri::Candidates;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A checked corpus: what documents share. One without a file is [empty](CheckedCorpus::empty).
#[derive(Debug)]
pub struct CheckedCorpus {
    /// The base of all minted IRIs; ends in `/` or `#`.
    pub base: String,
    /// Whether a `corpus.yaml` or whoever runs the program gives the base.
    pub names_base: bool,
    /// Its prefixes with their IRIs.
    pub prefixes: Vec<(String, String)>,
    /// The core ontology and what was added to it.
    pub ontology: Ontology,
    /// The shared entities, by key.
    pub(super) entities: Vec<Entity<'static>>,
    pub(super) index: FxHashMap<String, u32>,
    /// The units that shared units are multiples of, sorted.
    pub(super) base_units: Vec<Referent<'static>>,
    /// The keys, for suggestions; made when the first is wanted.
    pub(super) candidates: OnceLock<Candidates>,
    /// Keys of the kinds that the shared entities declare by their use, sorted.
    pub kinds: Vec<String>,
}

impl CheckedCorpus {
    /// A corpus that declares nothing.
    pub fn empty(base: String, ontology: Ontology) -> Self {
        Self {
            base,
            names_base: false,
            prefixes: Vec::new(),
            ontology,
            entities: Vec::new(),
            index: FxHashMap::default(),
            base_units: Vec::new(),
            candidates: OnceLock::new(),
            kinds: Vec::new(),
        }
    }

    /// The shared entity with this key.
    pub fn entity(&self, key: &str) -> Option<&Entity<'static>> {
        // Most archives share nothing: no hashing then.
        if self.entities.is_empty() {
            return None;
        }
        self.entities.get(*self.index.get(key)? as usize)
    }

    /// Whether a shared unit is a multiple of this one.
    pub(crate) fn is_base_unit(&self, unit: &Referent<'_>) -> bool {
        self.base_units.iter().any(|base| base == unit)
    }

    /// The shared entities, by key.
    pub fn entities(&self) -> impl Iterator<Item = &Entity<'static>> {
        self.entities.iter()
    }

    /// The keys of the shared entities, for suggestions.
    pub(crate) fn candidates(&self) -> &Candidates {
        let keys = || self.entities.iter().map(|entity| entity.key.clone().into_owned());
        self.candidates.get_or_init(|| Candidates::new(keys()))
    }

    /// The namespace of one of its prefixes.
    pub fn namespace(&self, prefix: &str) -> Option<&str> {
        self.prefixes.iter().find(|(name, _)| name == prefix).map(|(_, iri)| iri.as_str())
    }
}
