//! A corpus file, checked.
use super::names::{Names, check_iri};
use super::{entity, text_of_language, unit};
use crate::check::corpus::CheckedCorpus;
use crate::check::model::Entity;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts::{CorpusFile, Spanned};
use crate::ontology::Ontology;
use crate::term::iri::{DEFAULT_BASE, has_dot_segments};
use std::sync::OnceLock;

impl CheckedCorpus {
    /// Checks a corpus file. The ontology holds what the file and the command line name; `base`, where
    /// given, goes before the file's.
    pub fn check(
        file: &CorpusFile<'_>,
        ontology: Ontology,
        base: Option<&str>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        if let Some(written) = file.base.as_ref().filter(|written| check_iri(written, diagnostics)) {
            check_base(written, diagnostics);
        }
        let iri_base = base.or(file.base.as_deref()).unwrap_or(DEFAULT_BASE);
        let mut names = Names::of_corpus(&ontology, iri_base);
        names.declare_prefixes(&file.prefixes, diagnostics);
        let written = entity::by_key(&file.entities);
        names.declare_entities(&written, diagnostics);
        let language = file.language.as_ref().and_then(|tag| text_of_language(tag, diagnostics));
        let mut kinds = Vec::new();
        let known = entity::KnownClasses::new(&ontology);
        let mut entities: Vec<Entity<'_>> = Vec::with_capacity(written.len());
        for written in &written {
            entities.push(entity::check(written, language, &known, &names, diagnostics));
        }
        entity::check_kinds(&written, &mut entities, &names, &mut kinds, diagnostics);
        unit::check_base_units(&written, &mut entities, &names, &mut kinds, diagnostics);
        let entities: Vec<Entity<'static>> = entities.into_iter().map(Entity::into_owned).collect();
        let mut kinds: Vec<String> = kinds.into_iter().map(str::to_owned).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let index =
            entities.iter().zip(0..).map(|(entity, at)| (entity.key.clone().into_owned(), at)).collect();
        Self {
            base: iri_base.to_owned(),
            names_base: base.is_some() || file.base.is_some(),
            prefixes: file
                .prefixes
                .iter()
                .map(|(prefix, iri)| (prefix.to_string(), iri.to_string()))
                .collect(),
            ontology,
            base_units: unit::base_units(&entities),
            entities,
            index,
            candidates: OnceLock::new(),
            kinds,
        }
    }
}

/// A base must end where names can be added to it, and must mean the same to every reader.
fn check_base(written: &Spanned<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let base: &str = written;
    if !base.ends_with(['/', '#']) {
        diagnostics.push(
            Diagnostic::error(
                Code::BadBase,
                written.span,
                format!("the base `{base}` does not end in `/` or `#`"),
            )
            .help(format!("write `{base}/`")),
        );
    } else if has_dot_segments(base) {
        diagnostics.push(
            Diagnostic::error(
                Code::BadBase,
                written.span,
                format!("the base `{base}` has a path segment `.` or `..`"),
            )
            .help("write the path without it: readers of RDF resolve such IRIs differently"),
        );
    }
}
