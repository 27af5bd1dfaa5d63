//! Drafts together with their document, for `--drafts`: one document for the checks, with locations that
//! tell which file each error is in.
use super::file::Read;
use super::shift::shift;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::facts::{RawDocument, RawEntity, RawObject, Spanned};
use rustc_hash::FxHashSet;

/// What of a merged document is a draft.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The facts of the document from this one on are drafts: an index into the written facts, which
    /// [`Fact::index`](crate::check::model::Fact::index) is too.
    pub first_draft: usize,
    base: u32,
}

impl Merged {
    /// The diagnostics of the document and those of the drafts file, each with the locations of its file.
    pub(crate) fn split(&self, diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let (mut drafts, document): (Vec<_>, Vec<_>) =
            diagnostics.into_iter().partition(|diagnostic| diagnostic.span.start >= self.base);
        for diagnostic in &mut drafts {
            // What lies in the other file cannot be shown beside it.
            let (here, there) = std::mem::take(&mut diagnostic.related)
                .into_iter()
                .partition(|(span, _)| span.start >= self.base);
            let there: Vec<(Span, String)> = there;
            diagnostic.related = here;
            diagnostic.notes.extend(there.into_iter().map(|(_, what)| format!("{what} is in the document")));
            shift(diagnostic, |span| Span {
                start: span.start.saturating_sub(self.base),
                end: span.end.saturating_sub(self.base),
            });
        }
        let mut document = document;
        for diagnostic in &mut document {
            diagnostic.related.retain(|(span, _)| span.start < self.base);
        }
        (document, drafts)
    }
}

/// Adds drafts to their document. They must have been read with `base`, the length of the document's own
/// source, so that locations differ. An entity of both with the same content is one; with another content
/// it is an error. That an id is in both is for the checks to report.
pub(crate) fn merge<'a>(
    document: &mut RawDocument<'a>,
    read: Read<'a>,
    base: u32,
    diagnostics: &mut Vec<Diagnostic>,
) -> Merged {
    let (first_draft, first_entity) = (document.facts.len(), document.entities.len());
    for entity in read.entities {
        match document.entities[..first_entity].iter().find(|own| *own.key == *entity.key) {
            Some(own) if same(own, &entity) => {}
            Some(_) => diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateId,
                    entity.key.span,
                    format!("the drafts and the document declare `{}` differently", &*entity.key),
                )
                .help("rename one of them, or make both declarations equal"),
            ),
            None => document.entities.push(entity),
        }
    }
    lean_on_drafts(document, first_entity, diagnostics);
    document.facts.extend(read.facts);
    Merged { first_draft, base }
}

/// Reports the facts of a document that name an entity which only the drafts declare: without them it would be unknown.
fn lean_on_drafts(document: &RawDocument<'_>, first_entity: usize, diagnostics: &mut Vec<Diagnostic>) {
    let theirs: FxHashSet<&str> =
        document.entities[first_entity..].iter().map(|entity| &*entity.key).collect();
    if theirs.is_empty() {
        return;
    }
    for fact in &document.facts {
        let ends = [&fact.subject, &fact.according_to, &fact.stated_in].into_iter().flatten();
        let unit = fact.object.iter().filter_map(|object| match object {
            RawObject::Quantity(quantity) => quantity.unit.as_ref(),
            _ => None,
        });
        let lists = fact.topics.iter().chain(fact.recorded_by.iter().flatten());
        let names = ends.chain(fact.object_text()).chain(unit).chain(lists);
        diagnostics.extend(names.filter(|name| theirs.contains(&***name)).map(|name| {
            let message = format!("only the drafts declare `{}`, and this fact is not a draft", &**name);
            Diagnostic::error(Code::UnknownEntity, name.span, message)
                .help(format!("declare `{}` in the document", &**name))
        }));
    }
}

/// Whether two entities say the same of themselves.
fn same(one: &RawEntity<'_>, other: &RawEntity<'_>) -> bool {
    fn texts(list: &[Spanned<'_>]) -> Vec<String> {
        let mut texts: Vec<String> = list.iter().map(|text| text.to_string()).collect();
        texts.sort_unstable();
        texts
    }
    let content = |entity: &RawEntity<'_>| {
        let labels = |labels: &[crate::document::facts::RawLabel<'_>]| {
            let language = |tag: &Option<Spanned<'_>>| tag.as_ref().map(|tag| tag.to_lowercase());
            let mut all: Vec<(String, Option<String>)> =
                labels.iter().map(|label| (label.text.to_string(), language(&label.language))).collect();
            all.sort_unstable();
            all
        };
        (
            texts(&entity.types),
            labels(&entity.labels),
            labels(&entity.alt_labels),
            texts(&entity.same_as),
            texts(&entity.kinds),
            texts(&entity.identifiers),
            entity.base_unit.as_ref().map(|unit| unit.to_string()),
            entity.factor.as_ref().map(|factor| factor.text.to_string()),
            entity.note.as_ref().map(|note| note.to_string()),
        )
    };
    content(one) == content(other)
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;
    use crate::check::corpus::CheckedCorpus;
    use crate::check::resolve::{Buffers, Context, FoundText, resolve};
    use crate::document::{facts, yaml};
    use crate::ontology::Ontology;

    const DOCUMENT: &str = "article: {id: a, title: t}\nentities: {ann: {type: Person, label: Ann}}\nfacts:\n- {id: f1, subject: ann, predicate: place, object: p, quote: Ann is}\n";
    const ORIGIN: &str = "origin: {by: rules, name: r, article-sha256: dc72b4e09a16f588653ed6778853d1b544def8f12236c93844911b5b486d14f9, at: '2026-11-27T08:00:00Z'}";

    fn checked(drafts: &str) -> (Vec<String>, Vec<String>) {
        let source = DOCUMENT
            .replace("object: p", "object: paris")
            .replace("label: Ann}", "label: Ann}, paris: {type: Place, label: Paris}");
        let base = u32::try_from(source.len()).unwrap();
        let mut diagnostics = Vec::new();
        let mut document = facts::read(yaml::parse(&source).unwrap(), &mut diagnostics);
        let read = file::read(drafts, base, &mut diagnostics);
        let merged = merge(&mut document, read, base, &mut diagnostics);
        let corpus = CheckedCorpus::empty("https://e.org/".to_owned(), Ontology::core());
        let context = Context { corpus: &corpus, lenient: false, default_id: None };
        resolve(
            &document,
            Some(FoundText::new("Ann is in Paris.")),
            context,
            &mut Buffers::default(),
            &mut diagnostics,
        );
        let (own, found) = merged.split(diagnostics);
        let at = |text: &str, diagnostics: Vec<Diagnostic>| {
            let words = |m: &Diagnostic| {
                format!("{} {}", m.code.name(), &text[m.span.start as usize..m.span.end as usize])
            };
            diagnostics.iter().map(words).collect::<Vec<_>>()
        };
        (at(&source, own), at(drafts, found))
    }

    #[test]
    fn errors_know_their_file() {
        let fact = |id: &str, object: &str, quote: &str| {
            format!(
                "facts: [{{id: {id}, subject: ann, predicate: place, object: {object}, quote: {quote}, {ORIGIN}}}]"
            )
        };
        assert_eq!(checked(&fact("f2", "paris", "Ann is in Paris")), (vec![], vec![]));
        assert_eq!(checked(&fact("f2", "rome", "Ann is in Paris")).1, ["unknown-entity rome"]);
        assert_eq!(checked(&fact("f2", "paris", "Ann is in Rome")).1, ["quote-not-found Ann is in Rome"]);
        assert_eq!(checked(&fact("f1", "paris", "Ann is in Paris")).1, ["duplicate-id f1"]);
        let same = "entities: {ann: {label: Ann, type: Person}}\n".to_owned();
        assert_eq!(checked(&(same + &fact("f2", "paris", "Ann is in Paris"))), (vec![], vec![]));
        let more = "entities: {rome: {label: Rome, type: Place}}\n".to_owned();
        assert_eq!(checked(&(more + &fact("f2", "rome", "Ann is in Paris"))), (vec![], vec![]));
        let other = "entities: {ann: {label: Bob, type: Person}}\n".to_owned();
        assert_eq!(checked(&(other + &fact("f2", "paris", "Ann is in Paris"))).1, ["duplicate-id ann"]);
    }
}
