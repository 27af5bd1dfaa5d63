//! Written to checked: names to terms and entities, quotes to offsets, times to bounds. Every error
//! of a document is found in one run; a document with one is refused whole.
use crate::check::corpus::CheckedCorpus;
use crate::check::model::{Article, Digest, Document, Quote, Time};
use crate::check::quote;
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::facts::{self, Spanned};
use crate::term::language;
use crate::term::time::Edtf;

mod cycle;
pub(crate) mod entity;
mod fact;
mod misquote;
pub(crate) mod names;
mod recorder;
mod reference;
mod shared;
mod suggest;
mod time_hint;
mod unit;

use names::{Names, check_iri, check_key};

/// What a document is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'d> {
    /// The corpus, with the ontology.
    pub corpus: &'d CheckedCorpus,
    /// Whether errors of domain, range and property kind are only warnings.
    pub lenient: bool,
    /// The id of a document that gives none: the name of its folder. A line of a `.jsonl` has none.
    pub default_id: Option<&'d str>,
}

/// An article's text as it was found.
#[derive(Clone, Copy, Debug)]
pub struct FoundText<'d> {
    /// The text, without a byte order mark.
    pub text: &'d str,
    /// The bytes as they lie, a byte order mark included: what the digest is of.
    pub bytes: &'d [u8],
}

impl<'d> FoundText<'d> {
    /// Of a text with or without a byte order mark.
    pub fn new(text: &'d str) -> Self {
        Self { text: text.strip_prefix('\u{feff}').unwrap_or(text), bytes: text.as_bytes() }
    }
}

/// Buffers that serve one document after another.
#[derive(Debug, Default)]
pub struct Buffers {
    quotes: quote::QuoteBuffers,
}

/// Checks a document against its text. Where the text could not be had, pass none: the rest is
/// checked all the same. `errors` may hold what reading found already; warnings are added to it too.
/// A document comes back only where no error is an error.
pub fn resolve<'d>(
    written: &'d facts::RawDocument<'d>,
    source: Option<FoundText<'d>>,
    context: Context<'d>,
    buffers: &mut Buffers,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document<'d>> {
    let mut names = Names::of_document(context.corpus);
    names.declare_prefixes(&written.prefixes, diagnostics);
    let declared = entity::by_key(&written.entities);
    names.declare_entities(&declared, diagnostics);
    let mut article = article(&written.article, source, context, &names, diagnostics);
    let known = entity::KnownClasses::new(names.ontology);
    let mut entities = Vec::with_capacity(declared.len());
    for entity in &declared {
        entities.push(entity::check(entity, article.language, &known, &names, diagnostics));
    }
    let mut kinds = Vec::new();
    entity::check_kinds(&declared, &mut entities, &names, &mut kinds, diagnostics);
    unit::check_base_units(&declared, &mut entities, &names, &mut kinds, diagnostics);
    let base_units = unit::base_units(&entities);
    article.recorded_by = recorder::check(&written.article.recorded_by, &entities, &names, diagnostics);
    let text = source.map(|source| quote::ArticleText::new(source.text, &mut buffers.quotes));
    let mut facts = fact::Facts {
        names: &names,
        entities: &entities,
        base_units: &base_units,
        recorders: &article.recorded_by,
        text: text.as_ref(),
        lenient: context.lenient,
        kinds: &mut kinds,
        named_kinds: Vec::new(),
        quotes: Vec::with_capacity(written.facts.len() + 4),
        moved: Vec::new(),
        gone: Vec::new(),
        diagnostics,
    };
    let mut checked = facts.check(&written.facts);
    let fact::Facts { mut quotes, moved, gone, .. } = facts;
    if let Some(changed) = diagnostics.iter_mut().find(|diagnostic| diagnostic.code == Code::TextChanged) {
        changed.notes.push(what_stands(written, quotes.len(), &moved, &gone));
    }
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return None;
    }
    cycle::check(&checked, &written.facts, context.corpus, article.id, diagnostics);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return None;
    }
    sort_quotes(&mut quotes, &mut checked);
    kinds.sort_unstable();
    kinds.dedup();
    Some(Document { article, entities, kinds, facts: checked, quotes })
}

/// What became of the quotes in a text that is not the pinned one.
fn what_stands(written: &facts::RawDocument<'_>, standing: usize, moved: &[&str], gone: &[&str]) -> String {
    let all: usize = written.facts.iter().map(|fact| fact.quotes.len()).sum();
    let list =
        |facts: &[&str]| if facts.is_empty() { String::new() } else { format!(" (of {})", facts.join(", ")) };
    let stand = standing.min(all - moved.len() - gone.len());
    format!(
        "quotes found at the same position: {stand} of {all}; moved or repeated: {}{}; missing: {}{}",
        moved.len(),
        list(moved),
        gone.len(),
        list(gone)
    )
}

/// Puts the quotes in the order of their places, each once; the facts' indices follow.
fn sort_quotes(quotes: &mut Vec<Quote>, facts: &mut [crate::check::model::Fact<'_>]) {
    let mut order: Vec<u32> = (0..).take(quotes.len()).collect();
    let at = |index: u32| &quotes[index as usize];
    order.sort_unstable_by_key(|index| (at(*index).start, at(*index).end));
    let mut places = vec![0; quotes.len()];
    let mut sorted: Vec<Quote> = Vec::with_capacity(quotes.len());
    for index in order {
        let quote = at(index);
        if sorted.last() != Some(quote) {
            sorted.push(quote.clone());
        }
        places[index as usize] = u32::try_from(sorted.len() - 1).unwrap_or(u32::MAX);
    }
    for fact in facts {
        for quote in &mut fact.evidence {
            *quote = places[*quote as usize];
        }
        fact.evidence.sort_unstable();
        fact.evidence.dedup();
    }
    *quotes = sorted;
}

fn article<'d>(
    written: &'d facts::RawArticle<'d>,
    source: Option<FoundText<'d>>,
    context: Context<'d>,
    names: &Names<'d>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Article<'d> {
    let id = match (&written.id, context.default_id) {
        (Some(id), _) => {
            check_key(id, "an article's id", diagnostics);
            &**id
        }
        (None, Some(folder)) => {
            let text = Spanned { text: folder.into(), span: written.span };
            check_key(&text, "an article's id (the folder name, since the document gives none)", diagnostics);
            folder
        }
        (None, None) => {
            diagnostics.push(
                Diagnostic::error(Code::MissingKey, written.span, "the article has no `id`")
                    .help("in JSON Lines each article needs its own `id`"),
            );
            ""
        }
    };
    let things = |keys: &'d [Spanned<'d>], diagnostics: &mut Vec<Diagnostic>| {
        let mut things = Vec::with_capacity(keys.len());
        for key in keys {
            things.extend(reference::known_entity(key, names, diagnostics));
        }
        things.sort_unstable();
        things.dedup();
        things
    };
    let iri = |text: &'d Option<Spanned<'d>>, diagnostics: &mut Vec<Diagnostic>| {
        text.as_ref().filter(|text| check_iri(text, diagnostics)).map(|text| &**text)
    };
    let publisher = things(&written.publisher, diagnostics);
    let author = things(&written.author, diagnostics);
    Article {
        id,
        title: written.title.as_deref().unwrap_or_default(),
        text: source.map_or("", |source| source.text),
        sha256: source.map_or(Digest([b'0'; 64]), |source| digest(written, source, diagnostics)),
        publisher,
        author,
        source: iri(&written.source, diagnostics),
        license: iri(&written.license, diagnostics),
        published: written.published.as_ref().and_then(|text| time(text, diagnostics)),
        retrieved: written.retrieved.as_ref().and_then(|text| time(text, diagnostics)),
        language: written.language.as_ref().and_then(|tag| text_of_language(tag, diagnostics)),
        recorded_by: Vec::new(),
    }
}

/// The SHA-256 of the text; where the document pins one, it must be that.
fn digest(
    written: &facts::RawArticle<'_>,
    source: FoundText<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Digest {
    let digest = Digest::of(source.bytes);
    if let Some(pinned) = &written.sha256
        && !pinned.eq_ignore_ascii_case(digest.as_str())
    {
        let diagnostic = if pinned.len() == 64 && pinned.bytes().all(|b| b.is_ascii_hexdigit()) {
            Diagnostic::error(Code::TextChanged, pinned.span, "the text has changed since its `sha256` was written")
                .note(format!("the text's SHA-256 is {}", digest.as_str()))
                .help("restore the text; if the change is intended, correct the quotes and pin the new text with `groundwire check --pin`")
        } else {
            Diagnostic::error(
                Code::TextChanged,
                pinned.span,
                format!("invalid SHA-256 `{}`: expected 64 hexadecimal digits", &**pinned),
            )
            .help(format!("the text's SHA-256 is {}", digest.as_str()))
        };
        diagnostics.push(diagnostic);
    }
    digest
}

/// A time, checked.
fn time<'d>(text: &'d Spanned<'d>, diagnostics: &mut Vec<Diagnostic>) -> Option<Time<'d>> {
    match Edtf::parse(text) {
        Ok(edtf) => Some(Time { text, edtf }),
        Err(error) => {
            let mut diagnostic =
                Diagnostic::error(Code::BadTime, text.span, format!("invalid time `{}`: {error}", &**text));
            const EDTF: &str = "write EDTF: `2019-03-26`, `2018-07`, `2018`, `2018/..`, `2019/2022`, `1997~`";
            diagnostic = match error.corrected.clone().or_else(|| time_hint::exact(text)) {
                Some(corrected) => {
                    diagnostic.help(format!("write `{corrected}`")).rename(text.span, corrected)
                }
                None => diagnostic.help(time_hint::help(text).unwrap_or_else(|| EDTF.to_owned())),
            };
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// A language tag, checked.
pub(crate) fn text_of_language<'d>(
    tag: &'d Spanned<'d>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'d str> {
    let Err(bad) = language::check(tag) else { return Some(tag) };
    let diagnostic =
        Diagnostic::error(Code::BadLanguage, tag.span, format!("`{}` is not a language tag: {bad}", &**tag));
    diagnostics.push(match &bad.meant {
        Some(meant) => diagnostic
            .label(format!("did you mean `{meant}`?"))
            .help(format!("write `{meant}`"))
            .rename(tag.span, meant.clone()),
        None => diagnostic.help("write a BCP 47 tag of registered subtags: `en`, `en-GB`, `kk`, `zh-Hant`"),
    });
    None
}

/// Where to point within a document for something that has no place of its own.
fn place_of(text: Option<&Spanned<'_>>, otherwise: Span) -> Span {
    text.map_or(otherwise, |text| text.span)
}

#[cfg(test)]
mod tests {
    use super::{Buffers, Context, FoundText, resolve};
    use crate::check::corpus::CheckedCorpus;
    use crate::check::support;
    use crate::diagnostic::render::{Style, render};
    use crate::diagnostic::{Code, LineEnds, SourceMap, machine, source};
    use crate::document::{facts, json};
    use crate::ontology::Ontology;
    use crate::text::work;
    use std::fmt::Write as _;

    /// The steps that it takes to check a document and to report all that is wrong with it, and how often
    /// the code was reported.
    fn steps(text: &str, corpus: &CheckedCorpus, code: Code) -> (usize, usize) {
        let mut reports = 0;
        let steps = work::of(|| {
            let mut diagnostics = Vec::new();
            let written = facts::read(json::parse(text).unwrap(), &mut diagnostics);
            let body = written.article.text.as_ref().map(|text| FoundText::new(text));
            let context = Context { corpus, lenient: false, default_id: None };
            let document = resolve(&written, body, context, &mut Buffers::default(), &mut diagnostics);
            if let Some(document) = &document {
                diagnostics.extend(support::warnings(document, &written, corpus, &mut Default::default()));
            }
            let map = SourceMap::new(source::Source {
                path: "news.jsonl",
                text,
                first_line: 1,
                first_byte: 0,
                ends: LineEnds::Lf,
            });
            for diagnostic in &diagnostics {
                work::add(render(diagnostic, &map, Style::default()).len());
                machine::object(diagnostic, &map);
                reports += usize::from(diagnostic.code == code);
            }
        });
        (steps, reports)
    }

    /// A document on one line, as in JSON Lines, with as many entities, sentences and facts.
    fn document(count: usize, keys: impl Fn(usize) -> String) -> String {
        let (mut text, mut entities, mut facts) = (String::new(), String::new(), String::new());
        for i in 0..count {
            let _ = write!(text, "W{i} Ann Holm joined Acme. ");
            let _ = write!(entities, r#""p{i}": {{"type": "Person", "label": "Person {i}"}}, "#);
            let _ = write!(facts, r#"{}{{"id": "f{i}", {}}}"#, if i > 0 { ", " } else { "" }, keys(i));
        }
        format!(
            r#"{{"article": {{"id": "a", "title": "T", "text": "{text}"}},
            "entities": {{{entities} "ann": {{"type": "Person", "label": "Ann Holm"}},
            "acme": {{"type": "Organization", "label": "Acme"}}}}, "facts": [{facts}]}}"#
        )
        .replace('\n', " ")
    }

    #[test]
    fn reporting_is_linear() {
        let corpus = CheckedCorpus::empty("https://example.org/".into(), Ontology::core());
        let fact = |subject: &str, predicate: &str, quote: String| {
            format!(
                r#""subject": "{subject}", "predicate": "{predicate}", "object": "acme", "quote": "{quote}""#
            )
        };
        let kinds: [(Code, &dyn Fn(usize) -> String); 6] = [
            (Code::UnknownEntity, &|i| fact(&format!("q{i}x"), "memberOf", format!("W{i} Ann Holm"))),
            (Code::UnknownProperty, &|i| {
                fact("ann", &format!("membreOf{}", i % 10), format!("W{i} Ann Holm"))
            }),
            (Code::QuoteNotFound, &|i| fact("ann", "memberOf", format!("W{i} Anne Holm"))),
            (Code::ShortQuote, &|i| fact("ann", "memberOf", format!("W{i} Ann"))),
            (Code::LongQuote, &|i| {
                let next = i / 2 + 1;
                fact(
                    "ann",
                    "memberOf",
                    format!("W{} Ann Holm joined Acme. W{next} Ann Holm joined Acme.", i / 2),
                )
            }),
            (Code::UnusedEntity, &|i| fact("ann", "memberOf", format!("W{i} Ann Holm joined Acme"))),
        ];
        for (code, keys) in kinds {
            let (few, reported) = steps(&document(250, keys), &corpus, code);
            assert!(reported >= 250, "{code:?}: {reported}");
            let (many, reported) = steps(&document(1000, keys), &corpus, code);
            assert!(reported >= 1000, "{code:?}: {reported}");
            assert!(many < 5 * few, "{code:?}: {few} steps for 250, {many} for 1,000");
        }
    }
}
