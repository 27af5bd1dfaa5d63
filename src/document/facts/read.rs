//! Reads a tree as a document: its keys, the value of each, and every error of form.
use super::{
    CorpusFile, Number, RawArticle, RawDocument, RawEntity, RawFact, RawLabel, RawObject, RawQuantity,
    RawQuote, RawValue, Spanned,
};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::{Entry, Node, Scalar, Value as Written, shorten};
use crate::term::iri::nearest;
use std::fmt::{self, Arguments};

const DOCUMENT: &[&str] = &["article", "prefixes", "entities", "facts"];
const CORPUS: &[&str] =
    &["base", "prefixes", "ontology", "entities", "questions", "language", "deny", "allow"];
const ARTICLE: &[&str] = &[
    "id",
    "title",
    "text",
    "text-file",
    "sha256",
    "publisher",
    "author",
    "source",
    "license",
    "published",
    "retrieved",
    "language",
    "recorded-by",
];
const ENTITY: &[&str] =
    &["type", "label", "alt-label", "same-as", "base-unit", "factor", "kind", "identifier", "note"];
const FACT: &[&str] = &[
    "id",
    "subject",
    "predicate",
    "object",
    "value",
    "quantity",
    "modality",
    "negated",
    "inferred",
    "when",
    "according-to",
    "stated-in",
    "quote",
    "topic",
    "confidence",
    "origin",
    "recorded-by",
    "note",
];
const VALUE: &[&str] = &["value", "datatype", "lang"];
const QUANTITY: &[&str] = &["number", "from", "to", "above", "below", "unit", "about"];
/// The merge key of YAML 1.1.
const MERGE: &str = "<<";
const QUOTE: &[&str] = &["exact", "prefix", "suffix", "start"];

/// Reads a document. What could be read is returned even if there are errors, so that the errors in its content can be
/// found in the same run.
pub fn read<'a>(root: Node<'a>, diagnostics: &mut Vec<Diagnostic>) -> RawDocument<'a> {
    let mut reader = Reader { diagnostics };
    let mut document = RawDocument::default();
    let span = head(&root);
    let Some(entries) =
        reader.map(root, format_args!("the document"), Due::Map("a map with the keys `article` and `facts`"))
    else {
        return document;
    };
    let (mut article, mut facts) = (false, false);
    for entry in entries {
        match &*entry.key {
            "article" => {
                article = true;
                document.article = reader.article(entry);
            }
            "prefixes" => document.prefixes = reader.prefixes(entry),
            "entities" => document.entities = reader.entities(entry),
            "facts" => {
                facts = true;
                document.facts = reader.facts(entry);
            }
            _ => reader.unknown(&entry, "a document", DOCUMENT),
        }
    }
    if !article {
        reader.missing(
            span,
            format_args!("the document"),
            "article",
            "add `article:` with at least a `title`",
        );
    }
    if !facts {
        reader.missing(
            span,
            format_args!("the document"),
            "facts",
            "add `facts:` with a list of facts, or `facts: []`",
        );
    }
    document
}

/// Reads a `corpus.yaml`.
pub fn read_corpus<'a>(root: Node<'a>, diagnostics: &mut Vec<Diagnostic>) -> CorpusFile<'a> {
    let mut reader = Reader { diagnostics };
    let mut corpus = CorpusFile::default();
    if let Written::Scalar(scalar) = &root.value
        && scalar.is_null()
    {
        return corpus;
    }
    let Some(entries) = reader.map(root, format_args!("the corpus"), Due::Map("a map")) else {
        return corpus;
    };
    for entry in entries {
        match &*entry.key {
            "base" => corpus.base = reader.text(entry),
            "prefixes" => corpus.prefixes = reader.prefixes(entry),
            "ontology" => corpus.ontology = reader.texts(entry),
            "entities" => corpus.entities = reader.entities(entry),
            "questions" => corpus.questions = reader.text(entry),
            "language" => corpus.language = reader.text(entry),
            "deny" => corpus.deny = reader.texts(entry),
            "allow" => corpus.allow = reader.texts(entry),
            _ => reader.unknown(&entry, "a corpus", CORPUS),
        }
    }
    corpus
}

/// The span of a node's first key, or of the node itself: the location to report when something is missing.
fn head(node: &Node<'_>) -> Span {
    match &node.value {
        Written::Map(entries) => entries.first().map_or(node.span, |entry| entry.key_span),
        _ => node.span,
    }
}

/// What a key expects.
#[derive(Clone, Copy, Debug)]
enum Due {
    Text,
    FactList,
    Quantity,
    /// A map, described.
    Map(&'static str),
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Due::Text => "text",
            Due::FactList => "a list of facts",
            Due::Quantity => "a map such as `{number: 5, unit: percent}`",
            Due::Map(map) => map,
        })
    }
}

impl Due {
    /// A suggestion for what was found instead.
    fn help(self, found: &Written<'_>) -> Option<String> {
        match (self, found) {
            (Due::Text, Written::List(items)) if items.len() == 1 => {
                Some("remove the brackets or the dash".to_owned())
            }
            (Due::Quantity, Written::Scalar(scalar)) => {
                // `42 million euros`
                let (number, unit) = scalar.text.split_once(' ').unwrap_or((&scalar.text, "…"));
                let unit = unit.replace(' ', "-");
                let split =
                    format!("write the number and its unit separately: `{{number: {number}, unit: {unit}}}`");
                number.starts_with(|c: char| c.is_ascii_digit()).then_some(split)
            }
            (Due::FactList, _) => Some("begin each fact with a dash: `- id: …`".to_owned()),
            _ => None,
        }
    }
}

struct Reader<'m> {
    diagnostics: &'m mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn missing(&mut self, span: Span, what: Arguments<'_>, key: &str, help: &str) {
        self.report(
            Diagnostic::error(Code::MissingKey, span, format!("{what} has no `{key}`")).help(help.to_owned()),
        );
    }

    fn empty(&mut self, span: Span, what: Arguments<'_>, help: &str) {
        self.report(
            Diagnostic::error(Code::MissingKey, span, format!("{what} is empty")).help(help.to_owned()),
        );
    }

    fn unknown(&mut self, entry: &Entry<'_>, what: &str, known: &[&str]) {
        if let Some(special) = unmeant(entry) {
            return self.report(special);
        }
        let mut diagnostic =
            Diagnostic::error(Code::UnknownKey, entry.key_span, format!("{what} has no key `{}`", entry.key));
        diagnostic = match nearest(&entry.key, known.iter().copied()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")).rename(entry.key_span, near),
            None => diagnostic,
        };
        self.report(diagnostic.help(format!("the keys of {what} are {}", list(known))));
    }

    /// A null is an error everywhere.
    fn null(&mut self, span: Span, what: Arguments<'_>) {
        self.report(
            Diagnostic::error(Code::Null, span, format!("{what} is null"))
                .help("give it a value or remove the key; for the word itself, use quotation marks"),
        );
    }

    fn wrong(&mut self, node: &Node<'_>, what: Arguments<'_>, due: Due) {
        let found = match &node.value {
            Written::Scalar(scalar) if scalar.is_null() => return self.null(node.span, what),
            Written::Scalar(_) => "text",
            Written::List(_) => "a list",
            Written::Map(_) => "a map",
        };
        let span = match &node.value {
            Written::Scalar(_) => node.span,
            _ => head(node),
        };
        let mut diagnostic =
            Diagnostic::error(Code::WrongType, span, format!("expected {due} for {what}, found {found}"));
        diagnostic.help = due.help(&node.value);
        self.report(diagnostic);
    }

    fn map<'a>(&mut self, node: Node<'a>, what: Arguments<'_>, due: Due) -> Option<Vec<Entry<'a>>> {
        match node.value {
            Written::Map(entries) => Some(entries),
            _ => {
                self.wrong(&node, what, due);
                None
            }
        }
    }

    fn scalar<'a>(&mut self, node: Node<'a>, what: Arguments<'_>) -> Option<(Scalar<'a>, Span)> {
        match node.value {
            Written::Scalar(scalar) if scalar.is_null() => {
                self.null(node.span, what);
                None
            }
            Written::Scalar(scalar) => Some((scalar, node.span)),
            _ => {
                self.wrong(&node, what, Due::Text);
                None
            }
        }
    }

    #[inline]
    fn text_of<'a>(&mut self, node: Node<'a>, what: Arguments<'_>) -> Option<Spanned<'a>> {
        match node {
            // What is in quotation marks is neither null nor a boolean.
            Node { span, value: Written::Scalar(Scalar { text, plain: false }) } => {
                Some(Spanned { text, span })
            }
            other => self.plain_text_of(other, what),
        }
    }

    fn plain_text_of<'a>(&mut self, node: Node<'a>, what: Arguments<'_>) -> Option<Spanned<'a>> {
        let (scalar, span) = self.scalar(node, what)?;
        if scalar.plain && matches!(&*scalar.text, "true" | "false") {
            self.report(
                Diagnostic::error(
                    Code::WrongType,
                    span,
                    format!("expected text for {what}, found the boolean `{}`", scalar.text),
                )
                .help("put it in quotation marks"),
            );
            return None;
        }
        Some(Spanned { text: scalar.text, span })
    }

    #[inline]
    fn text<'a>(&mut self, entry: Entry<'a>) -> Option<Spanned<'a>> {
        self.text_of(entry.value, format_args!("`{}`", entry.key))
    }

    /// Text, or a list of texts.
    fn texts<'a>(&mut self, entry: Entry<'a>) -> Vec<Spanned<'a>> {
        match entry.value.value {
            Written::List(items) => items
                .into_iter()
                .filter_map(|item| self.text_of(item, format_args!("an item of `{}`", entry.key)))
                .collect(),
            _ => self.text_of(entry.value, format_args!("`{}`", entry.key)).into_iter().collect(),
        }
    }

    fn boolean(&mut self, entry: Entry<'_>) -> bool {
        let Some((scalar, span)) = self.scalar(entry.value, format_args!("`{}`", entry.key)) else {
            return false;
        };
        match (&*scalar.text, scalar.plain) {
            ("true" | "True" | "TRUE", true) => true,
            ("false" | "False" | "FALSE", true) => false,
            (text, plain) => {
                let mut diagnostic = Diagnostic::error(
                    Code::WrongType,
                    span,
                    format!(
                        "expected `true` or `false` for `{}`, found {}`{text}`",
                        entry.key,
                        if plain { "" } else { "the text " }
                    ),
                );
                if !plain && matches!(text, "true" | "false") {
                    diagnostic = diagnostic.help("remove the quotation marks").fix(span, text);
                } else if let Some(meant) = boolean_word(text) {
                    diagnostic = diagnostic.help(format!("write `{meant}`")).fix(span, meant);
                }
                self.report(diagnostic);
                false
            }
        }
    }

    fn prefixes<'a>(&mut self, entry: Entry<'a>) -> Vec<(Spanned<'a>, Spanned<'a>)> {
        let due = Due::Map("a map from prefixes to IRIs");
        self.map(entry.value, format_args!("`prefixes`"), due)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|entry| {
                let prefix = Spanned { text: entry.key, span: entry.key_span };
                let iri = self.text_of(entry.value, format_args!("the prefix `{}`", &*prefix))?;
                Some((prefix, iri))
            })
            .collect()
    }

    fn article<'a>(&mut self, entry: Entry<'a>) -> RawArticle<'a> {
        let span = entry.key_span;
        let mut article = RawArticle { span, ..RawArticle::default() };
        let due = Due::Map("a map with at least a `title`");
        let Some(entries) = self.map(entry.value, format_args!("`article`"), due) else {
            // The error is reported already: no second one about the title.
            article.title = Some(Spanned::default());
            return article;
        };
        let mut title = false;
        for entry in entries {
            match &*entry.key {
                "id" => article.id = self.text(entry),
                "title" => {
                    title = true;
                    let name = entry.value.span;
                    article.title = self.text(entry);
                    if article.title.as_ref().is_some_and(is_blank) {
                        self.empty(
                            name,
                            format_args!("the article's `title`"),
                            "write the article's headline",
                        );
                    }
                }
                "text" => article.text = self.text(entry),
                "text-file" => article.text_file = self.text(entry),
                "sha256" => article.sha256 = self.text(entry),
                "publisher" => article.publisher = self.texts(entry),
                "author" => article.author = self.texts(entry),
                "source" => article.source = self.text(entry),
                "license" => article.license = self.text(entry),
                "published" => article.published = self.text(entry),
                "retrieved" => article.retrieved = self.text(entry),
                "language" => article.language = self.text(entry),
                "recorded-by" => article.recorded_by = self.texts(entry),
                _ => self.unknown(&entry, "an article", ARTICLE),
            }
        }
        if !title {
            self.missing(
                span,
                format_args!("the article"),
                "title",
                "add `title:` with the article's headline",
            );
        }
        if let (Some(_), Some(file)) = (&article.text, &article.text_file) {
            self.report(
                Diagnostic::error(Code::WrongType, file.span, "the article has both `text` and `text-file`")
                    .help("remove one of them"),
            );
        }
        article
    }

    fn entities<'a>(&mut self, entry: Entry<'a>) -> Vec<RawEntity<'a>> {
        self.map(entry.value, format_args!("`entities`"), Due::Map("a map from keys to entities"))
            .unwrap_or_default()
            .into_iter()
            .map(|entry| self.entity(entry))
            .collect()
    }

    fn entity<'a>(&mut self, entry: Entry<'a>) -> RawEntity<'a> {
        let key = Spanned { text: entry.key, span: entry.key_span };
        let mut entity = RawEntity { key, ..RawEntity::default() };
        let due = Due::Map("a map with `type` and `label`");
        let what = format_args!("the entity `{}`", entity.key.text);
        let Some(entries) = self.map(entry.value, what, due) else { return entity };
        let (mut kind, mut label) = (false, false);
        for entry in entries {
            match &*entry.key {
                "type" => {
                    kind = true;
                    let empty = matches!(&entry.value.value, Written::List(items) if items.is_empty());
                    if empty {
                        self.missing(
                            entry.key_span,
                            format_args!("the entity `{}`", entity.key.text),
                            "type",
                            "add a class: `type: Person`",
                        );
                    }
                    entity.types = self.texts(entry);
                }
                "label" => {
                    label = true;
                    if matches!(&entry.value.value, Written::Map(entries) if entries.is_empty()) {
                        self.missing(
                            entry.key_span,
                            format_args!("the entity `{}`", entity.key.text),
                            "label",
                            "add its name",
                        );
                    }
                    entity.labels = self.labels(entry, false);
                }
                "alt-label" => entity.alt_labels = self.labels(entry, true),
                "same-as" => entity.same_as = self.texts(entry),
                "kind" => entity.kinds = self.texts(entry),
                "base-unit" => entity.base_unit = self.text(entry),
                "factor" => entity.factor = self.number(entry),
                "identifier" => entity.identifiers = self.texts(entry),
                "note" => entity.note = self.text(entry),
                _ => self.unknown(&entry, "an entity", ENTITY),
            }
        }
        if !kind {
            self.missing(
                entity.key.span,
                format_args!("the entity `{}`", entity.key.text),
                "type",
                "add its class: `type: Person`, `Organization`, `Place` …",
            );
        }
        if !label {
            self.missing(
                entity.key.span,
                format_args!("the entity `{}`", entity.key.text),
                "label",
                "add its name: `label: …`",
            );
        }
        entity
    }

    /// Text or a map from languages to texts; also lists if `many`.
    fn labels<'a>(&mut self, entry: Entry<'a>, many: bool) -> Vec<RawLabel<'a>> {
        let name = &entry.key;
        let expected = if let Written::Map(entries) = &entry.value.value { entries.len() } else { 1 };
        let mut labels = Vec::with_capacity(expected);
        let mut add = |reader: &mut Self, node: Node<'a>, language: Option<Spanned<'a>>| match node.value {
            Written::List(items) if many => {
                for item in items {
                    let text = reader.text_of(item, format_args!("an item of `{name}`"));
                    labels.extend(text.map(|text| RawLabel { text, language: language.clone() }));
                }
            }
            _ => {
                let text = reader.text_of(node, format_args!("`{name}`"));
                labels.extend(text.map(|text| RawLabel { text, language }));
            }
        };
        match entry.value.value {
            Written::Map(entries) => {
                for entry in entries {
                    let language = Spanned { text: entry.key, span: entry.key_span };
                    add(self, entry.value, Some(language));
                }
            }
            _ => add(self, entry.value, None),
        }
        for label in labels.iter().filter(|label| is_blank(&label.text)) {
            self.empty(label.text.span, format_args!("`{name}`"), "write a name, or remove the key");
        }
        labels
    }

    fn facts<'a>(&mut self, entry: Entry<'a>) -> Vec<RawFact<'a>> {
        match entry.value.value {
            Written::List(items) => items.into_iter().map(|item| self.fact(item)).collect(),
            _ => {
                self.wrong(&entry.value, format_args!("`facts`"), Due::FactList);
                Vec::new()
            }
        }
    }

    fn fact<'a>(&mut self, node: Node<'a>) -> RawFact<'a> {
        let span = head(&node);
        let mut fact = RawFact { span, ..RawFact::default() };
        let due = Due::Map("a map with `id`, `subject`, `predicate`, `object` and `quote`");
        let Some(entries) = self.map(node, format_args!("a fact"), due) else { return fact };
        let mut seen = [false; 5];
        for entry in entries {
            match &*entry.key {
                "id" => {
                    seen[0] = true;
                    fact.id = self.text(entry);
                }
                "subject" => {
                    seen[1] = true;
                    fact.subject = self.text(entry);
                }
                "predicate" => {
                    seen[2] = true;
                    fact.predicate = self.text(entry);
                }
                "object" => {
                    seen[4] = true;
                    fact.add_object(self.text(entry).map(RawObject::Thing));
                }
                "value" => {
                    seen[4] = true;
                    fact.add_object(self.value(entry).map(RawObject::Value));
                }
                "quantity" => {
                    seen[4] = true;
                    fact.add_object(self.quantity(entry).map(Box::new).map(RawObject::Quantity));
                }
                "modality" => fact.modality = self.text(entry),
                "negated" => fact.negated = self.boolean(entry),
                "inferred" => fact.inferred = self.boolean(entry),
                "when" => fact.when = self.text(entry),
                "according-to" => fact.according_to = self.text(entry),
                "stated-in" => fact.stated_in = self.text(entry),
                "quote" => {
                    seen[3] = true;
                    fact.quotes = self.quotes(entry);
                }
                "topic" => fact.topics = self.texts(entry),
                "confidence" => {
                    let scalar = self.scalar(entry.value, format_args!("`confidence`"));
                    fact.confidence =
                        scalar.map(|(scalar, span)| (Spanned { text: scalar.text, span }, scalar.plain));
                }
                "origin" => fact.origin = super::origin::read_origin(&entry, self.diagnostics),
                "recorded-by" => fact.recorded_by = Some(self.texts(entry)),
                "note" => fact.note = self.text(entry),
                _ => {
                    // What is merged is not known to be missing.
                    if entry.key == MERGE {
                        seen = [true; 5];
                    }
                    self.unknown(&entry, "a fact", FACT);
                }
            }
        }
        if seen != [true; 5] {
            self.missing_of_fact(&fact, seen);
        }
        fact
    }

    fn missing_of_fact(&mut self, fact: &RawFact<'_>, seen: [bool; 5]) {
        let what = match &fact.id {
            Some(id) => format!("the fact `{}`", &**id),
            None => "the fact".to_owned(),
        };
        for (seen, key, help) in [
            (seen[0], "id", "add an `id` that does not change when other facts do, such as `f1`"),
            (seen[1], "subject", "add `subject:` with an entity's key"),
            (seen[2], "predicate", "add `predicate:` with a property of the ontology"),
            (seen[3], "quote", "add `quote:` with the words of the article that state the fact"),
        ] {
            if !seen {
                self.missing(fact.span, format_args!("{what}"), key, help);
            }
        }
        if !seen[4] {
            self.report(
                Diagnostic::error(
                    Code::ObjectOrValue,
                    fact.span,
                    format!("{what} has neither `object`, `value` nor `quantity`"),
                )
                .help("add the one that the subject is related to"),
            );
        }
    }

    fn value<'a>(&mut self, entry: Entry<'a>) -> Option<RawValue<'a>> {
        let entries = match entry.value.value {
            Written::Map(entries) => entries,
            _ => {
                let (scalar, span) = self.scalar(entry.value, format_args!("`value`"))?;
                let text = Spanned { text: scalar.text, span };
                return Some(RawValue { text, plain: scalar.plain, datatype: None, language: None });
            }
        };
        let (mut value, mut datatype, mut language) = (None, None, None);
        let mut seen = false;
        for entry in entries {
            match &*entry.key {
                "value" => {
                    seen = true;
                    value = self.scalar(entry.value, format_args!("`value`"));
                }
                "datatype" => datatype = self.text(entry),
                "lang" => language = self.text(entry),
                _ => self.unknown(&entry, "a value", VALUE),
            }
        }
        if !seen {
            self.missing(
                entry.key_span,
                format_args!("the value"),
                "value",
                "add the literal itself: `{value: …, lang: …}`",
            );
        }
        if let (Some(_), Some(language)) = (&datatype, &language) {
            self.report(
                Diagnostic::error(Code::BadValue, language.span, "a value has both `datatype` and `lang`")
                    .help("keep one: a value with a language tag has no other datatype"),
            );
            return None;
        }
        let (scalar, span) = value?;
        Some(RawValue { text: Spanned { text: scalar.text, span }, plain: scalar.plain, datatype, language })
    }

    fn quantity<'a>(&mut self, entry: Entry<'a>) -> Option<RawQuantity<'a>> {
        let mut quantity = RawQuantity { span: head(&entry.value), ..RawQuantity::default() };
        let entries = self.map(entry.value, format_args!("`quantity`"), Due::Quantity)?;
        let mut unit = false;
        let before = self.diagnostics.len();
        for entry in entries {
            match &*entry.key {
                "number" => quantity.number = self.number(entry),
                "from" => quantity.from = self.number(entry),
                "to" => quantity.to = self.number(entry),
                "above" => quantity.above = self.number(entry),
                "below" => quantity.below = self.number(entry),
                "unit" => {
                    unit = true;
                    quantity.unit = self.text(entry);
                }
                "about" => quantity.about = self.boolean(entry),
                _ => self.unknown(&entry, "a quantity", QUANTITY),
            }
        }
        if !unit {
            let help = "add `unit:` with a concept's key; a bare count is a `value`";
            self.missing(quantity.span, format_args!("the quantity"), "unit", help);
        }
        (self.diagnostics.len() == before).then_some(quantity)
    }

    fn number<'a>(&mut self, entry: Entry<'a>) -> Option<Number<'a>> {
        let (scalar, span) = self.scalar(entry.value, format_args!("`{}`", entry.key))?;
        Some(Number { text: Spanned { text: scalar.text, span }, plain: scalar.plain })
    }

    fn quotes<'a>(&mut self, entry: Entry<'a>) -> Vec<RawQuote<'a>> {
        match entry.value.value {
            Written::List(items) => {
                if items.is_empty() {
                    let help = "add the words of the article that state the fact";
                    self.missing(entry.key_span, format_args!("the fact"), "quote", help);
                }
                items.into_iter().filter_map(|item| self.quote(item)).collect()
            }
            _ => self.quote(entry.value).into_iter().collect(),
        }
    }

    fn quote<'a>(&mut self, node: Node<'a>) -> Option<RawQuote<'a>> {
        let span = head(&node);
        let entries = match node.value {
            Written::Map(entries) => entries,
            _ => {
                return self
                    .text_of(node, format_args!("the quote"))
                    .map(|exact| RawQuote { exact, ..RawQuote::default() });
            }
        };
        let mut quote = RawQuote::default();
        let mut exact = None;
        let mut seen = false;
        for entry in entries {
            match &*entry.key {
                "exact" => {
                    seen = true;
                    exact = self.text(entry);
                }
                "prefix" => quote.prefix = self.text(entry),
                "suffix" => quote.suffix = self.text(entry),
                "start" => quote.start = self.start(entry),
                _ => self.unknown(&entry, "a quote", QUOTE),
            }
        }
        if !seen {
            self.missing(span, format_args!("the quote"), "exact", "add `exact:` with the words themselves");
        }
        quote.exact = exact?;
        Some(quote)
    }

    fn start(&mut self, entry: Entry<'_>) -> Option<(u64, Span)> {
        let (scalar, span) = self.scalar(entry.value, format_args!("`start`"))?;
        match scalar.text.parse() {
            Ok(start) if scalar.plain => Some((start, span)),
            _ => {
                self.report(
                    Diagnostic::error(
                        Code::WrongType,
                        span,
                        format!("expected a whole number for `start`, found `{}`", scalar.text),
                    )
                    .help("it is the number of characters (Unicode code points) before the quote"),
                );
                None
            }
        }
    }
}

/// A key that nobody meant as one: what a comma separated from the value before it, or a merge key.
fn unmeant(entry: &Entry<'_>) -> Option<Diagnostic> {
    let (key, span) = (&*entry.key, entry.key_span);
    if key == MERGE {
        let diagnostic = Diagnostic::error(Code::UnknownKey, span, "merge keys (`<<`) are not supported");
        return Some(diagnostic.help("YAML 1.2 does not have them: write the keys out here"));
    }
    let bare = matches!(&entry.value.value, Written::Scalar(scalar) if scalar.is_null())
        && entry.value.span == Span { start: span.end, end: span.end };
    bare.then(|| {
        let message = format!("expected a key with a value, found `{}`", shorten(key));
        let diagnostic = Diagnostic::error(Code::UnknownKey, span, message);
        let number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        diagnostic.help(if number {
            format!("a comma ends a value inside `{{ }}`: write decimals with a point, such as `1.{key}`")
        } else {
            "a comma ends a value inside `{ }`: if this belongs to the value before it, put that value in quotation marks"
                .to_owned()
        })
    })
}

/// The boolean that a word of YAML 1.1, or the like, means.
fn boolean_word(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "1" | "true" => Some("true"),
        "no" | "n" | "off" | "0" | "false" => Some("false"),
        _ => None,
    }
}

/// Whether a text has nothing but white space.
fn is_blank(text: &Spanned<'_>) -> bool {
    text.trim().is_empty()
}

fn quoted(key: &str) -> String {
    format!("`{key}`")
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}
