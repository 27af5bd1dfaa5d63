//! What a `corpus.yaml` says: the base, prefixes, ontologies and entities that its documents share.
use crate::check::model::Entity;
use crate::check::resolve::entity;
use crate::check::resolve::names::{Names, check_iri};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts::CorpusFile;
use crate::ontology::Ontology;
use crate::term::iri::DEFAULT_BASE;
use rustc_hash::FxHashMap;

/// A checked corpus: what documents share. One without a file is [empty](Corpus::empty).
#[derive(Debug)]
pub struct Corpus {
    /// The base of all minted IRIs; ends in `/` or `#`.
    pub base: String,
    /// Its prefixes with their IRIs.
    pub prefixes: Vec<(String, String)>,
    /// The core ontology and what was added to it.
    pub ontology: Ontology,
    /// The shared entities, by key.
    entities: Vec<Entity<'static>>,
    index: FxHashMap<String, u32>,
    /// Keys of the kinds that the shared entities declare by their use, sorted.
    pub kinds: Vec<String>,
}

impl Corpus {
    /// A corpus that declares nothing.
    pub fn empty(base: String, ontology: Ontology) -> Self {
        Self {
            base,
            prefixes: Vec::new(),
            ontology,
            entities: Vec::new(),
            index: FxHashMap::default(),
            kinds: Vec::new(),
        }
    }

    /// Checks a corpus file. The ontology holds what the file and the command line name; `base`, where
    /// given, goes before the file's.
    pub fn check(
        file: &CorpusFile<'_>,
        ontology: Ontology,
        base: Option<&str>,
        mistakes: &mut Vec<Diagnostic>,
    ) -> Self {
        if let Some(written) = &file.base
            && check_iri(written, mistakes)
            && !written.ends_with(['/', '#'])
        {
            mistakes.push(
                Diagnostic::error(
                    Code::BadBase,
                    written.span,
                    format!("the base `{}` does not end in `/` or `#`", &**written),
                )
                .help(format!("write `{}/`", &**written)),
            );
        }
        let mut names = Names::of_corpus(&ontology);
        names.declare_prefixes(&file.prefixes, mistakes);
        let written = entity::by_key(&file.entities);
        names.declare_entities(&written, mistakes);
        let mut kinds = Vec::new();
        let mut entities: Vec<Entity<'_>> = Vec::with_capacity(written.len());
        for written in &written {
            entities.push(entity::check(written, None, &names, mistakes));
        }
        entity::check_kinds(&written, &mut entities, &names, &mut kinds, mistakes);
        let entities: Vec<Entity<'static>> = entities.into_iter().map(Entity::into_owned).collect();
        let mut kinds: Vec<String> = kinds.into_iter().map(str::to_owned).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let index =
            entities.iter().zip(0..).map(|(entity, at)| (entity.key.clone().into_owned(), at)).collect();
        Self {
            base: base.or(file.base.as_deref()).unwrap_or(DEFAULT_BASE).to_owned(),
            prefixes: file
                .prefixes
                .iter()
                .map(|(prefix, iri)| (prefix.to_string(), iri.to_string()))
                .collect(),
            ontology,
            entities,
            index,
            kinds,
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

    /// The shared entities, by key.
    pub fn entities(&self) -> impl Iterator<Item = &Entity<'static>> {
        self.entities.iter()
    }

    /// The namespace of one of its prefixes.
    pub fn namespace(&self, prefix: &str) -> Option<&str> {
        self.prefixes.iter().find(|(name, _)| name == prefix).map(|(_, iri)| iri.as_str())
    }
}
