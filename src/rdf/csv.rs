//! Facts as a table: one row per fact, as [CSV](https://www.rfc-editor.org/rfc/rfc4180).
//!
//! A cell with several values (speakers, quotes and their offsets) has ` | ` between them. IRIs are written whole;
//! labels are the English ones where there are such.
use crate::rdf::turtle::{order, union};
use crate::term::vocab::{af, oa, rdf, rdfs};
use oxrdf::{NamedOrBlankNodeRef, QuadRef, TermRef};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The names of the columns.
pub const COLUMNS: [&str; 20] = [
    "fact",
    "article",
    "subject",
    "subject-label",
    "predicate",
    "predicate-label",
    "object",
    "object-label",
    "value",
    "modality",
    "negated",
    "when",
    "earliest",
    "latest",
    "according-to",
    "according-to-label",
    "stated-in",
    "quotes",
    "start",
    "end",
];

/// The labels of what several documents share: entities of a corpus, terms of ontologies.
#[derive(Debug, Default)]
pub struct Labels {
    labels: FxHashMap<String, String>,
}

impl Labels {
    /// The labels among some quads.
    pub fn new<'a>(quads: impl IntoIterator<Item = QuadRef<'a>>) -> Self {
        let mut found: FxHashMap<String, (u8, String)> = FxHashMap::default();
        for quad in quads {
            let (NamedOrBlankNodeRef::NamedNode(node), TermRef::Literal(label)) = (quad.subject, quad.object)
            else {
                continue;
            };
            if quad.predicate.as_str() != rdfs::LABEL {
                continue;
            }
            let one = (rank(label.language()), label.value().to_owned());
            match found.get_mut(node.as_str()) {
                Some(known) if *known <= one => {}
                Some(known) => *known = one,
                None => {
                    found.insert(node.as_str().to_owned(), one);
                }
            }
        }
        Self { labels: found.into_iter().map(|(iri, (_, label))| (iri, label)).collect() }
    }
}

/// English goes before a label without a language, that before all others.
fn rank(language: Option<&str>) -> u8 {
    match language {
        Some(tag) if tag.eq_ignore_ascii_case("en") => 0,
        None => 1,
        Some(_) => 2,
    }
}

/// Appends the row of names.
pub fn write_head(out: &mut Vec<u8>) {
    row(COLUMNS.into_iter().map(Cow::Borrowed), out);
}

/// Appends a row for each fact of a document, sorted by the fact's IRI. Says how many these are.
pub fn write(quads: &[QuadRef<'_>], shared: &Labels, out: &mut Vec<u8>) -> u64 {
    let triples = union(quads);
    let subject = |quad: &QuadRef<'_>| match quad.subject {
        NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str().to_owned()),
        NamedOrBlankNodeRef::BlankNode(_) => None,
    };
    let own = Labels::new(triples.iter().copied());
    let mut table = Table { nodes: FxHashMap::default(), own, shared };
    let mut facts = Vec::new();
    for chunk in triples.chunk_by(|a, b| a.subject == b.subject) {
        let Some(iri) = subject(&chunk[0]) else { continue };
        let is_fact = |quad: &QuadRef<'_>| {
            quad.predicate.as_str() == rdf::TYPE
                && matches!(quad.object, TermRef::NamedNode(class) if class.as_str() == af::FACT)
        };
        if chunk.iter().any(is_fact) {
            facts.push(iri.clone());
        }
        table.nodes.insert(iri, chunk);
    }
    facts.sort_unstable_by(|a, b| order::iris(a, b));
    for fact in &facts {
        table.fact(fact, out);
    }
    facts.len() as u64
}

struct Table<'g, 'a, 'l> {
    nodes: FxHashMap<String, &'g [QuadRef<'a>]>,
    own: Labels,
    shared: &'l Labels,
}

impl<'a> Table<'_, 'a, '_> {
    fn fact(&self, fact: &str, out: &mut Vec<u8>) {
        let one = |predicate: &str| self.texts(fact, predicate).next().unwrap_or_default();
        let (subject, predicate, object) = (one(af::SUBJECT), one(af::PREDICATE), one(af::OBJECT));
        let when = one(af::WHEN);
        let speakers: Vec<&str> = self.texts(fact, af::ACCORDING_TO).collect();
        let mut quotes: Vec<&str> = self.texts(fact, af::EVIDENCE).collect();
        let start = |quote: &&str| self.of(quote, oa::START).parse::<u64>().unwrap_or_default();
        quotes.sort_by_key(start);
        let joined = |parts: Vec<&str>| Cow::Owned(parts.join(" | "));
        let of_quotes = |predicate| joined(quotes.iter().map(|quote| self.of(quote, predicate)).collect());
        let article = quotes.first().map_or("", |quote| self.of(quote, af::IN_ARTICLE));
        let modality = one(af::MODALITY);
        let cells: [Cow<'_, str>; COLUMNS.len()] = [
            fact.into(),
            article.into(),
            subject.into(),
            self.label(subject).into(),
            predicate.into(),
            self.label(predicate).into(),
            object.into(),
            self.label(object).into(),
            one(af::VALUE).into(),
            modality.rsplit(['#', '/']).next().unwrap_or(modality).into(),
            if one(af::NEGATED) == "true" { "true" } else { "false" }.into(),
            self.of(when, af::EDTF).into(),
            self.of(when, af::EARLIEST).into(),
            self.of(when, af::LATEST).into(),
            joined(speakers.clone()),
            joined(speakers.iter().map(|speaker| self.label(speaker)).collect()),
            one(af::STATED_IN).into(),
            of_quotes(oa::EXACT),
            of_quotes(oa::START),
            of_quotes(oa::END),
        ];
        row(cells.into_iter(), out);
    }

    fn texts<'s>(&'s self, node: &str, predicate: &str) -> impl Iterator<Item = &'a str> + use<'s, 'a> {
        let quads = self.nodes.get(node).copied().unwrap_or_default();
        let predicate = predicate.to_owned();
        quads.iter().filter(move |quad| quad.predicate.as_str() == predicate).filter_map(|quad| {
            match quad.object {
                TermRef::NamedNode(iri) => Some(iri.as_str()),
                TermRef::Literal(literal) => Some(literal.value()),
                _ => None,
            }
        })
    }

    fn of(&self, node: &str, predicate: &str) -> &'a str {
        self.texts(node, predicate).next().unwrap_or_default()
    }

    fn label(&self, iri: &str) -> &str {
        let found = self.own.labels.get(iri).or_else(|| self.shared.labels.get(iri));
        found.map_or("", String::as_str)
    }
}

/// Appends a row; cells are put in quotation marks where they need them.
fn row<'c>(cells: impl Iterator<Item = Cow<'c, str>>, out: &mut Vec<u8>) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            out.push(b',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::{Labels, write, write_head};
    use oxrdf::Quad;

    #[test]
    fn a_fact_is_a_row() {
        let text = r#"
            @base <https://x.org/> . @prefix af: <https://w3id.org/article-facts#> .
            @prefix oa: <http://www.w3.org/ns/oa#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            <f2> a af:Fact ; af:subject <k> ; af:predicate af:date ; af:value "x, y" ; af:modality af:realized ;
                af:evidence <q2> .
            <f10> a af:Fact ; af:subject <k> ; af:predicate af:memberOf ; af:object <c> ; af:modality af:planned ;
                af:negated true ; af:when <t> ; af:accordingTo <m>, <n> ; af:statedIn <u> ; af:evidence <q1>, <q2> .
            <q1> oa:exact "one \"two\"" ; oa:start 7 ; oa:end 16 ; af:inArticle <a> .
            <q2> oa:exact "zero" ; oa:start 3 ; oa:end 7 ; af:inArticle <a> .
            <t> af:edtf "2018/.." ; af:earliest "2018-01-01" . <k> rdfs:label "К"@ru, "K"@en . <m> rdfs:label "M" .
        "#;
        let quads: Vec<Quad> = oxttl::TriGParser::new().for_slice(text).map(Result::unwrap).collect();
        let shared: Vec<Quad> = oxttl::TriGParser::new()
            .for_slice("<https://x.org/c> <http://www.w3.org/2000/01/rdf-schema#label> \"C\" .")
            .map(Result::unwrap)
            .collect();
        let refs: Vec<_> = quads.iter().map(Quad::as_ref).collect();
        let mut out = Vec::new();
        write_head(&mut out);
        assert_eq!(write(&refs, &Labels::new(shared.iter().map(Quad::as_ref)), &mut out), 2);
        let af = "https://w3id.org/article-facts#";
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!(
                "fact,article,subject,subject-label,predicate,predicate-label,object,object-label,value,modality,negated,\
                 when,earliest,latest,according-to,according-to-label,stated-in,quotes,start,end\r\n\
                 https://x.org/f2,https://x.org/a,https://x.org/k,K,{af}date,,,,\"x, y\",realized,false,,,,,,,zero,3,7\r\n\
                 https://x.org/f10,https://x.org/a,https://x.org/k,K,{af}memberOf,,https://x.org/c,C,,planned,true,\
                 2018/..,2018-01-01,,https://x.org/m | https://x.org/n,M | ,https://x.org/u,\"zero | one \"\"two\"\"\",\
                 3 | 7,7 | 16\r\n"
            )
        );
    }
}
