//! A document as N-Quads.
use crate::document::{Document, Entity, Fact, Value, bare_string};
use crate::time;
use std::collections::BTreeSet;

const BASE: &str = "https://example.org/article-facts/";
const AF: &str = "https://w3id.org/article-facts#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const OA: &str = "http://www.w3.org/ns/oa#";
const SCHEMA: &str = "http://schema.org/";

/// Writes documents; keeps its memory from one to the next.
#[derive(Default)]
pub struct Writer {
    base: String,
    subject: Vec<u8>,
    tail: Vec<u8>,
    term: Vec<u8>,
    label: String,
    plain: BTreeSet<(bool, Vec<u8>)>,
    quotes: BTreeSet<(usize, usize)>,
    /// The code points before every 64th byte of the text.
    points: Vec<u32>,
}

macro_rules! put {
    ($out:expr, $($piece:expr),+) => {{ $($out.extend_from_slice($piece.as_ref());)+ }};
}

impl Writer {
    fn about(&mut self, graph: &str, subject: &[&str]) {
        self.subject.clear();
        put!(self.subject, "<");
        subject.iter().for_each(|piece| put!(self.subject, piece));
        put!(self.subject, "> <");
        self.tail.clear();
        put!(self.tail, " <", self.base, "/graph/", graph, "> .\n");
    }

    fn iri(&self, out: &mut Vec<u8>, predicate: [&str; 2], object: impl AsRef<[u8]>) {
        put!(out, self.subject, predicate[0], predicate[1], "> <", object, ">", self.tail);
    }

    fn literal(&self, out: &mut Vec<u8>, predicate: [&str; 2], text: &str, suffix: [&str; 3]) {
        put!(out, self.subject, predicate[0], predicate[1], "> ");
        literal(out, text, suffix);
        put!(out, self.tail);
    }

    fn plain_literal(&self, out: &mut Vec<u8>, predicate: [&str; 2], text: &str) {
        self.literal(out, predicate, text, ["", "", ""]);
    }

    /// The thing of a name, into `self.term`.
    fn thing(&mut self, document: &Document<'_>, name: &str) {
        self.term.clear();
        if let Some(iri) = name.strip_prefix('<') {
            put!(self.term, iri[..iri.len() - 1]);
        } else if let Some((prefix, local)) = name.split_once(':') {
            put!(self.term, document.prefixes[prefix], local);
        } else {
            put!(self.term, self.base, "/entity/", name);
        }
    }

    fn link(&mut self, out: &mut Vec<u8>, document: &Document<'_>, predicate: [&str; 2], name: &str) {
        self.thing(document, name);
        self.iri(out, predicate, &self.term);
    }

    pub fn document(&mut self, document: &Document<'_>, out: &mut Vec<u8>) {
        let article = &document.article;
        self.base = format!("{BASE}article/{}", article.id);
        self.quotes.clear();
        self.plain.clear();
        self.points.clear();
        let mut count = 0;
        for block in article.text.as_bytes().chunks(64) {
            self.points.push(count);
            count += code_points(block);
        }
        self.points.push(count);
        let base = self.base.clone();
        self.about("facts", &[&base]);
        self.iri(out, [RDF, "type"], format!("{AF}Article"));
        self.plain_literal(out, [DCTERMS, "title"], article.title);
        self.link(out, document, [DCTERMS, "publisher"], article.publisher);
        for author in &article.author {
            self.link(out, document, [DCTERMS, "creator"], author);
        }
        self.iri(out, [DCTERMS, "source"], article.source);
        let datatype = time::datatype(article.published).expect("a date");
        self.literal(out, [DCTERMS, "issued"], article.published, ["^^<", XSD, datatype]);
        self.plain_literal(out, [DCTERMS, "language"], article.language);
        self.plain_literal(out, [SCHEMA, "articleBody"], &article.text);
        self.plain_literal(out, [SCHEMA, "sha256"], article.sha256);
        let mut times = BTreeSet::new();
        let mut kinds = BTreeSet::new();
        for fact in &document.facts {
            self.fact(fact, document, &mut times, &mut kinds, out);
        }
        self.quotes(&article.text, out);
        for time in times {
            self.time(time, out);
        }
        for (key, entity) in &document.entities {
            self.entity(key, entity, document, &mut kinds, out);
        }
        for kind in kinds {
            self.about("entities", &[BASE, "kind/", kind]);
            self.iri(out, [RDF, "type"], format!("{SKOS}Concept"));
            let label = kind.replace('-', " ");
            self.plain_literal(out, [RDFS, "label"], &label);
            self.plain_literal(out, [SKOS, "prefLabel"], &label);
        }
        for (attributed, triple) in &self.plain {
            put!(
                out,
                triple,
                " <",
                base,
                if *attributed { "/graph/attributed" } else { "/graph/stated" },
                "> .\n"
            );
        }
    }

    fn entity<'d>(
        &mut self,
        key: &str,
        entity: &Entity<'d>,
        document: &Document<'d>,
        kinds: &mut BTreeSet<&'d str>,
        out: &mut Vec<u8>,
    ) {
        let base = self.base.clone();
        self.about("entities", &[&base, "/entity/", key]);
        self.iri(out, [RDF, "type"], format!("{AF}{}", entity.r#type));
        entity.labels(document.article.language, |label, language| {
            self.literal(out, [RDFS, "label"], label, ["@", language, ""]);
        });
        for label in &entity.alt_label {
            self.literal(out, [SKOS, "altLabel"], label, ["@", document.article.language, ""]);
        }
        if let Some(same) = entity.same_as {
            self.link(out, document, ["http://www.w3.org/2002/07/owl#", "sameAs"], same);
        }
        if let Some(kind) = entity.kind {
            kinds.insert(kind);
            self.iri(out, [DCTERMS, "type"], format!("{BASE}kind/{kind}"));
        }
    }

    fn fact<'d>(
        &mut self,
        fact: &Fact<'d>,
        document: &Document<'d>,
        times: &mut BTreeSet<&'d str>,
        kinds: &mut BTreeSet<&'d str>,
        out: &mut Vec<u8>,
    ) {
        let base = self.base.clone();
        self.about("facts", &[&base, "/fact/", fact.id]);
        self.iri(out, [RDF, "type"], format!("{AF}Fact"));
        self.link(out, document, [AF, "subject"], fact.subject);
        let mut plain = Vec::new();
        put!(plain, "<", self.term, "> <");
        let predicate = match fact.predicate.split_once(':') {
            Some((_, local)) => [SKOS, local],
            None => [AF, fact.predicate],
        };
        put!(plain, predicate[0], predicate[1], "> ");
        self.iri(out, [AF, "predicate"], predicate.concat());
        if let Some(object) = fact.object {
            if fact.predicate == "when" {
                times.insert(object);
                self.time_iri(object);
            } else {
                self.thing(document, object);
            }
            self.iri(out, [AF, "object"], &self.term);
            put!(plain, "<", self.term, ">");
        }
        if let Some(raw) = fact.value {
            let at = plain.len();
            match bare_string(raw) {
                Some(text) => literal(&mut plain, text, ["", "", ""]),
                None if raw.get().starts_with('{') => {
                    let value: Value<'_> = serde_json::from_str(raw.get()).expect("a value");
                    match (value.lang, value.datatype) {
                        (Some(tag), _) => literal(&mut plain, value.value, ["@", tag, ""]),
                        (_, Some(curie)) => {
                            literal(&mut plain, value.value, ["^^<", XSD, &curie["xsd:".len()..]])
                        }
                        _ => literal(&mut plain, value.value, ["", "", ""]),
                    }
                }
                None => literal(&mut plain, raw.get(), ["^^<", XSD, "integer"]),
            }
            put!(out, self.subject, AF, "value> ", plain[at..], self.tail);
        }
        if fact.quantity.is_some() {
            let iri = format!("{base}/fact/{}/quantity", fact.id);
            self.iri(out, [AF, "object"], &iri);
            put!(plain, "<", iri, ">");
        }
        self.iri(out, [AF, "modality"], [AF, fact.modality()].concat());
        let text = &document.article.text;
        fact.quotes(|quote| {
            let at = memchr::memmem::find(text.as_bytes(), quote.as_bytes())
                .expect("the quote stands in the text");
            self.quotes.insert((at, at + quote.len()));
            self.quote_iri(text, at, at + quote.len());
            self.iri(out, [AF, "evidence"], &self.term);
        });
        if fact.inferred {
            self.literal(out, [AF, "inferred"], "true", ["^^<", XSD, "boolean"]);
        }
        if let Some(when) = fact.when {
            times.insert(when);
            self.time_iri(when);
            self.iri(out, [AF, "when"], &self.term);
        }
        match (fact.according_to, fact.stated_in) {
            (Some(agent), _) => self.link(out, document, [AF, "accordingTo"], agent),
            (None, Some(utterance)) => {
                let speaks = |fact: &&Fact<'_>| fact.predicate == "speaker" && fact.subject == utterance;
                for speaker in document.facts.iter().filter(speaks) {
                    self.link(out, document, [AF, "accordingTo"], speaker.object.expect("a speaker"));
                }
            }
            _ => {}
        }
        if let Some(utterance) = fact.stated_in {
            self.link(out, document, [AF, "statedIn"], utterance);
        }
        for topic in &fact.topic {
            self.link(out, document, [AF, "topic"], topic);
        }
        if let Some(note) = fact.note {
            self.plain_literal(out, [RDFS, "comment"], note);
        }
        if let Some(quantity) = &fact.quantity {
            self.about("facts", &[&base, "/fact/", fact.id, "/quantity"]);
            self.iri(out, [RDF, "type"], format!("{AF}Quantity"));
            for (name, number) in
                [("number", quantity.number), ("least", quantity.from), ("most", quantity.to)]
            {
                if let Some(number) = number {
                    self.literal(out, [AF, name], number.get(), ["^^<", XSD, "integer"]);
                }
            }
            kinds.insert(quantity.unit);
            self.iri(out, [AF, "unit"], format!("{BASE}kind/{}", quantity.unit));
            if quantity.about {
                self.literal(out, [AF, "approximate"], "true", ["^^<", XSD, "boolean"]);
            }
            let about = if quantity.about { "about " } else { "" };
            let unit = quantity.unit.replace('-', " ");
            let label = match (quantity.number, quantity.from, quantity.to) {
                (Some(number), ..) => format!("{about}{number} {unit}"),
                (_, Some(from), Some(to)) => format!("{about}{from} to {to} {unit}"),
                (_, Some(from), _) => format!("{about}at least {from} {unit}"),
                (_, _, to) => format!("{about}at most {} {unit}", to.expect("a bound")),
            };
            self.plain_literal(out, [RDFS, "label"], &label);
        }
        if fact.holds() {
            self.plain.insert((fact.is_attributed(), plain));
        }
    }

    fn points(&self, text: &str, byte: usize) -> u32 {
        self.points[byte / 64] + code_points(&text.as_bytes()[byte / 64 * 64..byte])
    }

    fn quote_iri(&mut self, text: &str, start: usize, end: usize) {
        let (start, end) = (self.points(text, start), self.points(text, end));
        let (mut one, mut other) = (itoa::Buffer::new(), itoa::Buffer::new());
        self.term.clear();
        put!(self.term, self.base, "/quote/", one.format(start), "-", other.format(end));
    }

    fn quotes(&mut self, text: &str, out: &mut Vec<u8>) {
        let base = self.base.clone();
        for (start, end) in std::mem::take(&mut self.quotes) {
            self.quote_iri(text, start, end);
            let iri = std::mem::take(&mut self.term);
            self.about("facts", &[std::str::from_utf8(&iri).expect("an IRI")]);
            self.term = iri;
            self.iri(out, [RDF, "type"], format!("{AF}Quote"));
            self.iri(out, [AF, "inArticle"], &base);
            self.plain_literal(out, [OA, "exact"], &text[start..end]);
            for (name, at) in [("start", start), ("end", end)] {
                let mut number = itoa::Buffer::new();
                let number = number.format(self.points(text, at));
                self.literal(out, [OA, name], number, ["^^<", XSD, "nonNegativeInteger"]);
            }
            let before = text[..start].char_indices().rev().take(32).last().map_or(start, |(at, _)| at);
            let after = text[end..].char_indices().nth(32).map_or(text.len(), |(at, _)| end + at);
            if before < start {
                self.plain_literal(out, [OA, "prefix"], &text[before..start]);
            }
            if end < after {
                self.plain_literal(out, [OA, "suffix"], &text[end..after]);
            }
        }
    }

    fn time_iri(&mut self, time: &str) {
        self.term.clear();
        put!(self.term, BASE, "time/");
        time::slug(time, &mut self.term);
    }

    fn time(&mut self, time: &str, out: &mut Vec<u8>) {
        self.time_iri(time);
        let iri = std::mem::take(&mut self.term);
        self.about("facts", &[std::str::from_utf8(&iri).expect("an IRI")]);
        self.term = iri;
        self.iri(out, [RDF, "type"], format!("{AF}TimeSpan"));
        let mut label = std::mem::take(&mut self.label);
        label.clear();
        time::label(time, &mut label);
        self.literal(out, [RDFS, "label"], &label, ["@", "en", ""]);
        self.label = label;
        self.plain_literal(out, [AF, "edtf"], time);
        if let Some(datatype) = time::datatype(time) {
            self.literal(out, [AF, "date"], time, ["^^<", XSD, datatype]);
        }
        let (earliest, latest) = time::bounds(time);
        for (name, date) in [("earliest", earliest), ("latest", latest)] {
            if let Some(date) = date {
                self.literal(out, [AF, name], &date, ["^^<", XSD, "date"]);
            }
        }
    }
}

/// The code points that begin in at most 64 bytes.
fn code_points(bytes: &[u8]) -> u32 {
    u32::from(bytes.iter().map(|byte| u8::from(byte & 0xc0 != 0x80)).sum::<u8>())
}

/// Appends a literal: its text, and `@` with a tag or `^^<` with a datatype in two pieces.
fn literal(out: &mut Vec<u8>, text: &str, suffix: [&str; 3]) {
    put!(out, "\"");
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr3(b'"', b'\\', b'\n', rest) {
        put!(
            out,
            rest[..at],
            if rest[at] == b'\n' {
                "\\n"
            } else if rest[at] == b'"' {
                "\\\""
            } else {
                "\\\\"
            }
        );
        rest = &rest[at + 1..];
    }
    put!(out, rest, "\"", suffix[0], suffix[1], suffix[2], if suffix[0] == "^^<" { ">" } else { "" });
}
