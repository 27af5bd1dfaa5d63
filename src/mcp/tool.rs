//! What each tool does.
use super::shelf::{self, Shelf, Shown};
use super::{UNTRUSTED, error, given, limit, offer, propose};
use crate::archive::{Answer, ArticleEntry, Ask, AskError, CitedFact, QueryWarning, Snapshot};
use crate::ask::explain::{self, Filter};
use crate::diagnostic::machine;
use crate::diagnostic::source::{Source, SourceMap};
use crate::document::sentence::sentences;
use crate::term::vocab::{owl, rdf, rdfs, skos};
use oxrdf::{NamedNodeRef, Term, TermRef};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long a query may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// The most rows that are looked at.
const MOST_ROWS: u64 = 10_000;

/// Calls a tool. What comes back as an error is for the agent to read.
pub(super) fn call(
    shelf: &Shelf,
    name: &str,
    mut arguments: Map<String, Value>,
    client: Option<&str>,
    allow_drafts: bool,
) -> Result<Value, Value> {
    let tools = offer::tools(allow_drafts);
    let Some(tool) = tools.iter().find(|tool| tool.name == name) else {
        let names: Vec<&str> = tools.iter().map(|tool| &*tool.name).collect();
        return Err(error(&format!("no tool is called `{name}`; there is {}", names.join(", "))));
    };
    // Some clients send null for what they leave out.
    arguments.retain(|_, value| !value.is_null());
    if let Some(wrong) = given::wrong(name, &tool.input_schema, &arguments) {
        return Err(error(&wrong));
    }
    let arguments = &arguments;
    let shown = shelf.shown();
    let number = |name: &str| arguments.get(name).and_then(given::integer).map(|number| number as usize);
    let page = Page { from: number("from").unwrap_or(0), limit: number("limit").unwrap_or(limit::USUAL) };
    match name {
        "list_documents" => Ok(list(&shown, &page)),
        "read_article" => Ok(read(&shown, &article(&shown.snapshot, arguments)?, &page)),
        "terms" => Ok(terms(
            &shown.snapshot,
            arguments.get("word").and_then(Value::as_str).unwrap_or_default(),
            &page,
        )),
        "query" => query(&shown.snapshot, text(arguments, "sparql")?, &page),
        "explain" => about(&shown.snapshot, text(arguments, "thing")?, &page),
        _ => {
            let client = (name == "propose_facts").then(|| propose::signature(client));
            propose::facts(&shown, &article(&shown.snapshot, arguments)?, arguments, client)
        }
    }
}

/// Which part of a long result is wanted.
struct Page {
    from: usize,
    limit: usize,
}

/// The beginning of a result that holds words of articles.
fn marked() -> Map<String, Value> {
    Map::from_iter([("untrusted".to_owned(), UNTRUSTED.into())])
}

/// A text that is required.
fn text<'a>(arguments: &'a Map<String, Value>, name: &str) -> Result<&'a str, Value> {
    let text = arguments.get(name).and_then(Value::as_str);
    text.ok_or_else(|| error(&format!("the argument `{name}` is required: a string")))
}

/// The article that `document` names: by its id, never by a path.
fn article(snapshot: &Snapshot, arguments: &Map<String, Value>) -> Result<ArticleEntry, Value> {
    shelf::by_id(snapshot, text(arguments, "document")?).map_err(|wrong| error(&wrong))
}

/// How many files with errors are named.
const REFUSED: usize = 5;

fn list(Shown { snapshot, refused, .. }: &Shown, page: &Page) -> Value {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for article in snapshot.facts().filter_map(|fact| fact.article) {
        *counts.entry(article).or_default() += 1;
    }
    let count = |iri: &str| counts.get(iri).copied().unwrap_or(0);
    let articles = snapshot.articles();
    let items = articles.iter().map(|article| {
        json!({"id": article.id, "title": article.title, "published": article.published, "facts": count(&article.iri)})
    });
    let mut head = marked();
    if !refused.is_empty() && page.from == 0 {
        let named = refused.iter().take(REFUSED);
        let files: Vec<Value> = named
            .map(|refused| json!({"file": refused.file, "errors": refused.errors, "first": refused.first}))
            .collect();
        head.insert("refused".to_owned(), files.into());
        head.insert("refusedTotal".to_owned(), refused.len().into());
        head.insert(
            "help".to_owned(),
            "what refused files say is not shown; `groundwire check` tells a person why".into(),
        );
    }
    limit::page(head, "documents", items, page.from, page.limit)
}

/// The sentences of an article, and what its facts may name.
fn read(shown: &Shown, article: &ArticleEntry, page: &Page) -> Value {
    let text = shown.snapshot.article_text(&article.iri).unwrap_or_default();
    let mut head = marked();
    head.insert("document".to_owned(), article.id.clone().into());
    head.insert("title".to_owned(), article.title.clone().into());
    head.insert("published".to_owned(), json!(article.published));
    if page.from == 0 {
        head.insert("entities".to_owned(), named(shown, text, page.limit / 3).into());
    }
    let mut at = (0, 0);
    let mut point = |byte: usize| {
        at = (byte, at.1 + text[at.0..byte].chars().count());
        at.1
    };
    let items: Vec<Value> = sentences(text)
        .into_iter()
        .zip(1..)
        .map(|(range, number)| {
            let (start, end) = (point(range.start), point(range.end));
            json!({"n": number, "start": start, "end": end, "text": &text[range]})
        })
        .collect();
    limit::page(head, "sentences", items.into_iter(), page.from, page.limit)
}

/// The shared entities whose label is in a text, as many as fit.
fn named(shown: &Shown, text: &str, mut room: usize) -> Vec<Value> {
    let entities = shown.snapshot.corpora().iter().flat_map(|corpus| corpus.shared().entities());
    entities
        .filter(|entity| {
            let mut labels = entity.labels.iter().chain(&entity.alt_labels);
            labels.any(|label| text.contains(&*label.text))
        })
        .map(|entity| json!({"key": entity.key, "label": entity.label()}))
        .take_while(|entity| {
            let fits = limit::size(entity) <= room;
            room = room.saturating_sub(limit::size(entity));
            fits
        })
        .collect()
}

fn node(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(iri)
}

/// The terms of the ontologies whose name, label, synonym or comment holds a word.
fn terms(snapshot: &Snapshot, word: &str, page: &Page) -> Value {
    let dataset = snapshot.dataset();
    let wanted = word.trim().to_lowercase();
    let kinds =
        [("class", owl::CLASS), ("property", owl::OBJECT_PROPERTY), ("property", owl::DATATYPE_PROPERTY)];
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for (kind, class) in kinds {
        for subject in dataset.subjects(node(rdf::TYPE), node(class).into()) {
            let oxrdf::NamedOrBlankNodeRef::NamedNode(term) = subject else { continue };
            let texts = |predicate: &str| -> Vec<String> {
                let objects = dataset.objects(term.into(), node(predicate));
                objects
                    .filter_map(|object| match object {
                        TermRef::Literal(literal)
                            if literal.language().is_none_or(|tag| tag.starts_with("en")) =>
                        {
                            Some(literal.value().to_owned())
                        }
                        TermRef::NamedNode(node) => Some(snapshot.namer().short(node.as_str())),
                        _ => None,
                    })
                    .collect()
            };
            let (labels, comments, synonyms) =
                (texts(rdfs::LABEL), texts(rdfs::COMMENT), texts(skos::ALT_LABEL));
            let short = snapshot.namer().short(term.as_str());
            let holds = |text: &String| text.to_lowercase().contains(&wanted);
            let is_found = wanted.is_empty()
                || holds(&short)
                || labels.iter().chain(&synonyms).chain(&comments).any(holds);
            if is_found && seen.insert(term.as_str()) {
                items.push(json!({
                    "kind": kind, "term": short, "label": labels.first(), "comment": comments.first(),
                    "domain": texts(rdfs::DOMAIN), "range": texts(rdfs::RANGE), "synonyms": synonyms,
                }));
            }
        }
    }
    limit::page(Map::new(), "terms", items.into_iter(), page.from, page.limit)
}

fn query(snapshot: &Snapshot, sparql: &str, page: &Page) -> Result<Value, Value> {
    let mut ask = Ask { deadline: Some(DEADLINE), most_rows: Some(MOST_ROWS), ..Ask::default() };
    let wrong = |failure: AskError| match failure {
        AskError::Query(diagnostic) => {
            let source = Source::whole("query", sparql);
            json!({"error": "the query is wrong", "diagnostics": [machine::object(&diagnostic, &SourceMap::new(source))]})
        }
        failure => error(&failure.to_string()),
    };
    let parsed = snapshot.parse(sparql, &ask).map_err(wrong)?;
    let mut head = marked();
    if page.from == 0 {
        warn(snapshot.warnings(sparql, &ask).map_err(wrong)?, sparql, page.limit / 3, &mut head);
    }
    ask.cite = parsed.form().has_rows();
    let answer = snapshot.query_parsed(parsed, &ask).map_err(wrong)?;
    Ok(match answer {
        Answer::Boolean { value, receipts } => {
            let facts: Vec<Value> = receipts
                .iter()
                .flat_map(|receipts| receipts.of_row(0).map(cited).collect::<Vec<_>>())
                .collect();
            head.insert("boolean".to_owned(), value.into());
            limit::page(head, "citations", facts.into_iter(), page.from, page.limit)
        }
        Answer::Rows(rows) => {
            let item = |number: usize| {
                let cells: Map<String, Value> = rows
                    .variables
                    .iter()
                    .zip(&rows.rows[number])
                    .filter_map(|(name, term)| Some((name.clone(), shown(snapshot, term.as_ref()?))))
                    .collect();
                let citations: Vec<Value> = rows
                    .receipts
                    .iter()
                    .flat_map(|receipts| receipts.of_row(number).map(cited).collect::<Vec<_>>())
                    .collect();
                json!({"row": cells, "citations": citations})
            };
            limit::page(head, "rows", (0..rows.rows.len()).map(item), page.from, page.limit)
        }
        Answer::Triples(triples) => {
            let items = triples.iter().map(|triple| Value::from(triple.to_string()));
            limit::page(head, "triples", items, page.from, page.limit)
        }
    })
}

/// Adds warnings about a query, as many as fit.
fn warn(found: Vec<QueryWarning>, sparql: &str, mut room: usize, head: &mut Map<String, Value>) {
    if found.is_empty() {
        return;
    }
    let count = found.len();
    let map = SourceMap::new(Source::whole("query", sparql));
    let fit: Vec<Value> = found
        .iter()
        .map(|warning| machine::object(&warning.diagnostic, &map))
        .take_while(|warning| {
            let fits = limit::size(warning) <= room;
            room = room.saturating_sub(limit::size(warning));
            fits
        })
        .collect();
    if fit.len() < count {
        head.insert("warningsLeftOut".to_owned(), (count - fit.len()).into());
    }
    head.insert("warnings".to_owned(), fit.into());
}

/// A term as an agent reads it: what people call it, and the short IRI to ask on with.
fn shown(snapshot: &Snapshot, term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({
            "iri": snapshot.namer().short(node.as_str()), "label": snapshot.namer().name(term.as_ref()),
        }),
        Term::Literal(literal) => literal.value().into(),
        term => term.to_string().into(),
    }
}

fn cited(fact: &CitedFact) -> Value {
    let quotes: Vec<Value> = fact
        .quotes
        .iter()
        .map(|quote| json!({"exact": quote.exact, "start": quote.start, "end": quote.end}))
        .collect();
    let last = |iri: &str| iri.rsplit(['#', '/']).next().unwrap_or_default().to_owned();
    json!({
        "fact": fact.fact, "title": fact.title, "quotes": quotes, "modality": fact.modality.as_deref().map(last),
        "negated": fact.negated, "according_to": fact.according_to.iter().map(|iri| last(iri)).collect::<Vec<_>>(),
        "when": fact.when,
    })
}

fn about(snapshot: &Snapshot, thing: &str, page: &Page) -> Result<Value, Value> {
    let found = snapshot.explain(thing, Filter::default()).map_err(|failure| error(&failure.to_string()))?;
    let mut value = explain::page_json(&found, snapshot.namer());
    let facts = value.get_mut("facts").map(Value::take).unwrap_or_default();
    let facts = facts.as_array().cloned().unwrap_or_default();
    let mut head = marked();
    head.extend(value.as_object().cloned().unwrap_or_default());
    head.remove("facts");
    Ok(limit::page(head, "facts", facts.into_iter(), page.from, page.limit))
}
