//! Facts as a table: one row per fact, as [CSV](https://www.rfc-editor.org/rfc/rfc4180).
//!
//! A cell with several values (speakers, quotes and their offsets) has ` | ` between them. IRIs are written whole;
//! labels are the English ones where there are such, and of an article its title.
use crate::rdf::fact::{CitedQuote, Facts, Role, node, text};
use crate::rdf::nodes::{Nodes, Shared};
use crate::term::vocab::af;
use oxrdf::QuadRef;
use std::borrow::Cow;

/// The names of the columns.
pub(crate) const COLUMNS: [&str; 20] = [
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

/// Appends the row of names.
pub(crate) fn write_head(out: &mut Vec<u8>) {
    row(COLUMNS.into_iter().map(Cow::Borrowed), out);
}

/// Appends a row for each fact of a document, sorted by the fact's IRI. Says how many these are.
pub(crate) fn write(quads: &[QuadRef<'_>], shared: &Shared, out: &mut Vec<u8>) -> u64 {
    let table = Table { nodes: Nodes::new(quads, shared) };
    let facts = table.nodes.facts();
    for fact in &facts {
        table.fact(fact, out);
    }
    facts.len() as u64
}

struct Table<'a> {
    nodes: Nodes<'a>,
}

impl<'a> Table<'a> {
    fn fact(&self, fact: &'a str, out: &mut Vec<u8>) {
        let (nodes, term) = (&self.nodes, node(fact));
        let of = |node, role| nodes.one(node, role).map_or("", text);
        let one = |role| of(term, role);
        let [subject, predicate, object] = [Role::Subject, Role::Predicate, Role::Object].map(one);
        let when = nodes.one(term, Role::When);
        let of_time = |role| when.map_or("", |time| of(time, role)).into();
        let speakers = nodes.iris(fact, af::ACCORDING_TO);
        let quotes = nodes.quotes(term);
        let joined = |parts: Vec<&str>| Cow::Owned(parts.join(" | "));
        let offsets = |offset: fn(&CitedQuote<'_>) -> u64| {
            Cow::Owned(quotes.iter().map(|quote| offset(quote).to_string()).collect::<Vec<_>>().join(" | "))
        };
        let modality = one(Role::Modality);
        let cells: [Cow<'_, str>; COLUMNS.len()] = [
            fact.into(),
            nodes.article(term).map_or("", text).into(),
            subject.into(),
            self.label(subject).into(),
            predicate.into(),
            self.label(predicate).into(),
            object.into(),
            self.label(object).into(),
            one(Role::Value).into(),
            modality.rsplit(['#', '/']).next().unwrap_or(modality).into(),
            if nodes.parts(term).is_negated() { "true" } else { "false" }.into(),
            of_time(Role::Edtf),
            of_time(Role::Earliest),
            of_time(Role::Latest),
            joined(speakers.clone()),
            joined(speakers.iter().map(|speaker| self.label(speaker)).collect()),
            one(Role::StatedIn).into(),
            joined(quotes.iter().map(|quote| quote.exact).collect()),
            offsets(|quote| quote.start),
            offsets(|quote| quote.end),
        ];
        row(cells.into_iter(), out);
    }

    fn label(&self, node: &str) -> &'a str {
        self.nodes.called(node).map_or("", |label| label.value())
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
    use super::{write, write_head};
    use crate::rdf::nodes::Shared;
    use oxrdf::Quad;

    #[test]
    fn a_fact_is_a_row() {
        let text = r#"
            @base <https://x.org/> . @prefix af: <https://w3id.org/article-facts#> .
            @prefix oa: <http://www.w3.org/ns/oa#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            <f2> a af:Fact ; af:subject <k> ; af:predicate af:date ; af:value "x, y" ; af:modality af:realized ;
                af:negated false ; af:evidence <q2> .
            <f10> a af:Fact ; af:subject <k> ; af:predicate af:memberOf ; af:object <c> ; af:modality af:planned ;
                af:negated true ; af:when <t> ; af:accordingTo <m>, <n> ; af:statedIn <u> ; af:evidence <q1>, <q2> .
            <q1> oa:exact "one \"two\"" ; oa:start 7 ; oa:end 16 ; af:inArticle <a> .
            <q2> oa:exact "zero" ; oa:start 3 ; oa:end 7 ; af:inArticle <a> .
            <t> af:edtf "2018/.." ; af:earliest "2018-01-01" . <k> rdfs:label "К"@ru, "K"@en . <m> rdfs:label "M" .
            <n> <http://purl.org/dc/terms/title> "N" .
        "#;
        let quads: Vec<Quad> = oxttl::TriGParser::new().for_slice(text).map(Result::unwrap).collect();
        let shared: Vec<Quad> = oxttl::TriGParser::new()
            .for_slice("<https://x.org/c> <http://www.w3.org/2000/01/rdf-schema#label> \"C\" .")
            .map(Result::unwrap)
            .collect();
        let refs: Vec<_> = quads.iter().map(Quad::as_ref).collect();
        let mut out = Vec::new();
        write_head(&mut out);
        assert_eq!(write(&refs, &Shared::new(shared.iter().map(Quad::as_ref)), &mut out), 2);
        let af = "https://w3id.org/article-facts#";
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!(
                "fact,article,subject,subject-label,predicate,predicate-label,object,object-label,value,modality,negated,\
                 when,earliest,latest,according-to,according-to-label,stated-in,quotes,start,end\r\n\
                 https://x.org/f2,https://x.org/a,https://x.org/k,K,{af}date,,,,\"x, y\",realized,false,,,,,,,zero,3,7\r\n\
                 https://x.org/f10,https://x.org/a,https://x.org/k,K,{af}memberOf,,https://x.org/c,C,,planned,true,\
                 2018/..,2018-01-01,,https://x.org/m | https://x.org/n,M | N,https://x.org/u,\"zero | one \"\"two\"\"\",\
                 3 | 7,7 | 16\r\n"
            )
        );
    }
}
