//! A document as one line of JSON Lines.
use super::{
    Number, Origin, RawArticle, RawDocument, RawEntity, RawFact, RawLabel, RawObject, RawQuantity, RawQuote,
    RawValue, Spanned,
};
use crate::term::literal::{self, Kind};

/// A number that JSON cannot hold as it is written: `+5`, `007`, `.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson(
    /// The number.
    pub String,
);

/// Appends a document as one JSON object on one line, its text inline, which reads as the same document. `id` is the
/// article's id where the document itself has none, `text` the article's text.
///
/// # Errors
/// Where a quantity has a number that JSON does not know. Nothing is appended then.
pub fn write(document: &RawDocument<'_>, id: &str, text: &str, out: &mut Vec<u8>) -> Result<(), NotJson> {
    let mut json = Json::default();
    json.map(|json| {
        json.key("article");
        article(&document.article, id, text, json);
        if !document.prefixes.is_empty() {
            json.key("prefixes");
            json.map(|json| {
                for (prefix, iri) in &document.prefixes {
                    json.key(prefix);
                    json.text(iri);
                }
            });
        }
        if !document.entities.is_empty() {
            json.key("entities");
            json.map(|json| {
                for one in &document.entities {
                    json.key(&one.key);
                    entity(one, json);
                }
            });
        }
        json.key("facts");
        json.list(&document.facts, |json, one| fact(one, json));
    });
    if let Some(number) = json.refused {
        return Err(NotJson(number));
    }
    out.extend_from_slice(json.out.as_bytes());
    out.push(b'\n');
    Ok(())
}

/// JSON that is being written.
#[derive(Default)]
struct Json {
    out: String,
    /// Whether what comes next is the first in its container.
    first: bool,
    /// The first number that cannot be written.
    refused: Option<String>,
}

impl Json {
    fn comma(&mut self) {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
    }

    fn key(&mut self, key: &str) {
        self.comma();
        self.text(key);
        self.out.push(':');
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(&serde_json::Value::from(text).to_string());
    }

    fn map(&mut self, content: impl FnOnce(&mut Self)) {
        self.out.push('{');
        self.first = true;
        content(self);
        self.first = false;
        self.out.push('}');
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.out.push('[');
        self.first = true;
        for item in items {
            self.comma();
            write(self, item);
        }
        self.first = false;
        self.out.push(']');
    }

    fn optional(&mut self, key: &str, text: Option<&Spanned<'_>>) {
        if let Some(text) = text {
            self.key(key);
            self.text(text);
        }
    }

    /// Texts, where there are any: one as it is, more as a list.
    fn texts(&mut self, key: &str, texts: &[Spanned<'_>]) {
        match texts {
            [] => {}
            [one] => self.optional(key, Some(one)),
            many => {
                self.key(key);
                self.list(many, |json, text| json.text(text));
            }
        }
    }

    fn yes(&mut self, key: &str, holds: bool) {
        if holds {
            self.key(key);
            self.out.push_str("true");
        }
    }

    /// A number as it is written; one in quotation marks stays text.
    fn number(&mut self, key: &str, text: &str, plain: bool) {
        self.key(key);
        if !plain {
            self.text(text);
        } else if is_json_number(text) {
            self.out.push_str(text);
        } else {
            self.refused.get_or_insert_with(|| text.to_owned());
        }
    }

    fn optional_number(&mut self, key: &str, number: Option<&Number<'_>>) {
        if let Some(number) = number {
            self.number(key, &number.text, number.plain);
        }
    }
}

/// Whether JSON has this [number](https://www.rfc-editor.org/rfc/rfc8259#section-6).
fn is_json_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn article(article: &RawArticle<'_>, id: &str, text: &str, json: &mut Json) {
    json.map(|json| {
        json.key("id");
        json.text(article.id.as_deref().unwrap_or(id));
        json.optional("title", article.title.as_ref());
        json.texts("publisher", &article.publisher);
        json.texts("author", &article.author);
        json.optional("source", article.source.as_ref());
        json.optional("license", article.license.as_ref());
        json.optional("published", article.published.as_ref());
        json.optional("retrieved", article.retrieved.as_ref());
        json.optional("language", article.language.as_ref());
        json.texts("recorded-by", &article.recorded_by);
        json.optional("sha256", article.sha256.as_ref());
        json.key("text");
        json.text(text);
    });
}

fn entity(entity: &RawEntity<'_>, json: &mut Json) {
    json.map(|json| {
        json.texts("type", &entity.types);
        labels("label", &entity.labels, json);
        labels("alt-label", &entity.alt_labels, json);
        json.texts("same-as", &entity.same_as);
        json.texts("kind", &entity.kinds);
        json.texts("identifier", &entity.identifiers);
        json.optional("base-unit", entity.base_unit.as_ref());
        json.optional_number("factor", entity.factor.as_ref());
        json.optional("note", entity.note.as_ref());
    });
}

/// Labels without a language as text or a list, others as a map from languages. All have one or none has.
fn labels(key: &str, labels: &[RawLabel<'_>], json: &mut Json) {
    let Some(first) = labels.first() else { return };
    json.key(key);
    if first.language.is_none() {
        match labels {
            [one] => json.text(&one.text),
            many => json.list(many, |json, label| json.text(&label.text)),
        }
        return;
    }
    json.map(|json| {
        for of_one in labels.chunk_by(|a, b| a.language == b.language) {
            json.key(of_one[0].language.as_deref().unwrap_or_default());
            match of_one {
                [one] => json.text(&one.text),
                many => json.list(many, |json, label| json.text(&label.text)),
            }
        }
    });
}

fn fact(fact: &RawFact<'_>, json: &mut Json) {
    json.map(|json| {
        json.optional("id", fact.id.as_ref());
        json.optional("subject", fact.subject.as_ref());
        json.optional("predicate", fact.predicate.as_ref());
        if let Some(object) = &fact.object {
            match object {
                RawObject::Thing(name) => json.optional("object", Some(name)),
                RawObject::Value(one) => value(one, json),
                RawObject::Quantity(one) => quantity(one, json),
            }
        }
        json.optional("modality", fact.modality.as_ref());
        json.yes("negated", fact.negated);
        json.yes("inferred", fact.inferred);
        json.optional("when", fact.when.as_ref());
        json.optional("according-to", fact.according_to.as_ref());
        json.optional("stated-in", fact.stated_in.as_ref());
        json.key("quote");
        match fact.quotes.as_slice() {
            [one] => quote(one, json),
            many => json.list(many, |json, one| quote(one, json)),
        }
        json.texts("topic", &fact.topics);
        if let Some(recorders) = &fact.recorded_by {
            // An empty list means nobody.
            json.key("recorded-by");
            json.list(recorders, |json, text| json.text(text));
        }
        if let Some((confidence, plain)) = &fact.confidence {
            json.number("confidence", confidence, *plain);
        }
        if let Some(one) = &fact.origin {
            json.key("origin");
            origin(one, json);
        }
        json.optional("note", fact.note.as_ref());
    });
}

fn origin(origin: &Origin, json: &mut Json) {
    json.map(|json| {
        let digest = origin.prompt_sha256.as_deref();
        for (key, text) in [
            ("by", Some(origin.by.name())),
            ("name", Some(origin.name.as_str())),
            ("prompt-sha256", digest),
            ("article-sha256", Some(origin.article_sha256.as_str())),
            ("at", Some(origin.at.as_str())),
        ] {
            if let Some(text) = text {
                json.key(key);
                json.text(text);
            }
        }
    });
}

fn value(value: &RawValue<'_>, json: &mut Json) {
    let text: &str = &value.text;
    json.key("value");
    if value.datatype.is_some() || value.language.is_some() {
        json.map(|json| {
            json.key("value");
            json.text(text);
            json.optional("datatype", value.datatype.as_ref());
            json.optional("lang", value.language.as_ref());
        });
        return;
    }
    match literal::kind_of(text) {
        kind if !value.plain || kind == Kind::String => json.text(text),
        Kind::Boolean => json.out.push_str(text),
        _ if is_json_number(text) => json.out.push_str(text),
        kind => json.map(|json| {
            json.key("value");
            json.text(text);
            json.key("datatype");
            json.text(&format!("<{}>", kind.datatype()));
        }),
    }
}

fn quantity(quantity: &RawQuantity<'_>, json: &mut Json) {
    json.key("quantity");
    json.map(|json| {
        json.optional_number("number", quantity.number.as_ref());
        json.optional_number("from", quantity.from.as_ref());
        json.optional_number("to", quantity.to.as_ref());
        json.optional_number("above", quantity.above.as_ref());
        json.optional_number("below", quantity.below.as_ref());
        json.optional("unit", quantity.unit.as_ref());
        json.yes("about", quantity.about);
    });
}

fn quote(quote: &RawQuote<'_>, json: &mut Json) {
    if quote.prefix.is_none() && quote.suffix.is_none() && quote.start.is_none() {
        return json.text(&quote.exact);
    }
    json.map(|json| {
        json.optional("exact", Some(&quote.exact));
        json.optional("prefix", quote.prefix.as_ref());
        json.optional("suffix", quote.suffix.as_ref());
        if let Some((start, _)) = quote.start {
            json.key("start");
            json.out.push_str(&start.to_string());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{NotJson, write};
    use crate::document::{facts, json, yaml};

    const DOCUMENT: &str = "article: {title: 007, publisher: [a, b], text-file: x.txt}\nprefixes: {wd: 'http://w/'}\n\
        entities: {a: {type: Person, label: {en: A, ru: Б}, alt-label: {en: [x, y], ru: z}, same-as: wd:Q1}}\nfacts:\n\
        - {id: f1, subject: a, predicate: p, value: 3.20, quote: q, recorded-by: []}\n\
        - {id: f2, subject: a, predicate: p, value: +007, quote: [q, {exact: r, start: 5}]}\n\
        - {id: f3, subject: a, predicate: p, value: {value: x, lang: en}, negated: true, quote: \"a\\n\\\"b\"}\n\
        - {id: f4, subject: a, predicate: p, quantity: {above: 1e3, unit: u, about: true}, quote: q, when: 2018}\n\
        - {id: f5, subject: a, predicate: p, value: '5', quote: q, confidence: 0.50, origin: {by: rules, name: r, article-sha256: dc72b4e09a16f588653ed6778853d1b544def8f12236c93844911b5b486d14f9, at: 2026-11-27T08:00:00Z}}\n";

    #[test]
    fn a_line_is_the_document() {
        let written = facts::read(yaml::parse(DOCUMENT).unwrap(), &mut Vec::new());
        let mut line = Vec::new();
        write(&written, "n", "q r", &mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(
            line,
            "{\"article\":{\"id\":\"n\",\"title\":\"007\",\"publisher\":[\"a\",\"b\"],\"text\":\"q r\"},\
             \"prefixes\":{\"wd\":\"http://w/\"},\"entities\":{\"a\":{\"type\":\"Person\",\"label\":{\"en\":\"A\",\
             \"ru\":\"Б\"},\"alt-label\":{\"en\":[\"x\",\"y\"],\"ru\":\"z\"},\"same-as\":\"wd:Q1\"}},\"facts\":[\
             {\"id\":\"f1\",\"subject\":\"a\",\"predicate\":\"p\",\"value\":3.20,\"quote\":\"q\",\"recorded-by\":[]},\
             {\"id\":\"f2\",\"subject\":\"a\",\"predicate\":\"p\",\"value\":{\"value\":\"+007\",\"datatype\":\
             \"<http://www.w3.org/2001/XMLSchema#integer>\"},\"quote\":[\"q\",{\"exact\":\"r\",\"start\":5}]},\
             {\"id\":\"f3\",\"subject\":\"a\",\"predicate\":\"p\",\"value\":{\"value\":\"x\",\"lang\":\"en\"},\
             \"negated\":true,\"quote\":\"a\\n\\\"b\"},\
             {\"id\":\"f4\",\"subject\":\"a\",\"predicate\":\"p\",\"quantity\":{\"above\":1e3,\"unit\":\"u\",\
             \"about\":true},\"when\":\"2018\",\"quote\":\"q\"},\
             {\"id\":\"f5\",\"subject\":\"a\",\"predicate\":\"p\",\"value\":\"5\",\"quote\":\"q\",\"confidence\":0.50,\
             \"origin\":{\"by\":\"rules\",\"name\":\"r\",\"article-sha256\":\
             \"dc72b4e09a16f588653ed6778853d1b544def8f12236c93844911b5b486d14f9\",\"at\":\"2026-11-27T08:00:00Z\"}}\
             ]}\n"
        );
        let mut diagnostics = Vec::new();
        let again = facts::read(json::parse(line.trim_end()).unwrap(), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let mut twice = Vec::new();
        write(&again, "other", "q r", &mut twice).unwrap();
        assert_eq!(String::from_utf8(twice).unwrap(), line);
    }

    #[test]
    fn a_number_that_json_lacks_is_refused() {
        let text = "article: {title: T}\nfacts:\n- {id: f, subject: a, predicate: p, quote: q, quantity: {number: +5, unit: u}}\n";
        let written = facts::read(yaml::parse(text).unwrap(), &mut Vec::new());
        assert_eq!(write(&written, "n", "q", &mut Vec::new()), Err(NotJson("+5".into())));
    }
}
