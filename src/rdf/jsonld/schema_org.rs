//! One article as [schema.org](https://schema.org/NewsArticle) has it, for the head of the page that publishes it.
use super::print::pretty;
use crate::rdf::turtle::{order, union};
use crate::term::vocab::{af, dcterms, owl, rdf, rdfs, schema, skos, xsd};
use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes the article with this IRI as a `NewsArticle` in JSON-LD, fit to stand between
/// `<script type="application/ld+json">` and `</script>`. Says whether the quads hold the article; if not, nothing is
/// written.
///
/// `about` holds the topics of the facts and the entity that most facts are about, `mentions` the other entities of
/// the facts, `citation` the legal instruments among them; entities come with their first label and what they are the
/// same as. The text is written as `articleBody` where the quads hold it.
///
/// # Errors
/// Those of the output.
pub fn write_schema_org(quads: &[QuadRef<'_>], article: &str, out: &mut impl Write) -> io::Result<bool> {
    let triples = union(quads);
    let data = Data {
        subjects: triples
            .chunk_by(|a, b| a.subject == b.subject)
            .filter_map(|chunk| match chunk[0].subject {
                NamedOrBlankNodeRef::NamedNode(iri) => Some((iri.as_str(), chunk)),
                NamedOrBlankNodeRef::BlankNode(_) => None,
            })
            .collect(),
    };
    if !data.is_a(article, af::ARTICLE) {
        return Ok(false);
    }
    let text = pretty(&data.news_article(article));
    // Within a script element nothing may look like its end; `<` stands in strings only.
    out.write_all(text.replace('<', "\\u003C").as_bytes())?;
    Ok(true)
}

struct Data<'g, 'a> {
    subjects: FxHashMap<&'a str, &'g [QuadRef<'a>]>,
}

impl<'a> Data<'_, 'a> {
    fn news_article(&self, article: &'a str) -> Value {
        let mut page = Map::new();
        let mut put = |name: &str, values: Vec<Value>| {
            if !values.is_empty() {
                page.insert(name.to_owned(), super::one_or_many(values));
            }
        };
        let source = self.things(article, dcterms::SOURCE);
        put("@context", vec!["https://schema.org".into()]);
        put("@type", vec!["NewsArticle".into()]);
        put("@id", vec![article.into()]);
        put("url", source.iter().map(|iri| Value::from(*iri)).collect());
        put("headline", self.texts(article, dcterms::TITLE));
        put("datePublished", self.dates(article, dcterms::ISSUED));
        put("inLanguage", self.texts(article, dcterms::LANGUAGE));
        put("publisher", self.entities(&self.things(article, dcterms::PUBLISHER), Some("Organization")));
        put("author", self.entities(&self.things(article, dcterms::CREATOR), None));
        put("license", self.things(article, dcterms::LICENSE).into_iter().map(Value::from).collect());
        let (about, mentions) = self.spoken_of(article);
        let (cited, mentions): (Vec<_>, Vec<_>) =
            mentions.into_iter().partition(|entity| self.is_a(entity, af::LEGAL_INSTRUMENT));
        put("about", self.entities(&about, None));
        put("mentions", self.entities(&mentions, None));
        put("citation", self.entities(&cited, None));
        put("articleBody", self.texts(article, schema::ARTICLE_BODY));
        page.into()
    }

    /// What the article's facts are about, and what else they name, sorted.
    fn spoken_of(&self, article: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        let (mut about, mut mentions) = (Vec::new(), Vec::new());
        for fact in self.subjects.keys().filter(|fact| self.is_of(fact, article)) {
            about.extend(self.things(fact, af::TOPIC));
            for subject in self.things(fact, af::SUBJECT) {
                *counts.entry(subject).or_default() += 1;
                mentions.push(subject);
            }
            mentions.extend(self.things(fact, af::OBJECT));
            mentions.extend(self.things(fact, af::ACCORDING_TO));
        }
        let named = |iri: &&str| *iri != article && kind(self, iri).is_some() && self.label(iri).is_some();
        let most = counts
            .iter()
            .filter(|(iri, _)| named(iri))
            .max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| order::iris(b, a)))
            .map(|(iri, _)| *iri);
        about.extend(most);
        about.retain(named);
        sort(&mut about);
        mentions.retain(|iri| named(iri) && !about.contains(iri));
        sort(&mut mentions);
        (about, mentions)
    }

    /// Whether a node is a fact with a quote of the article.
    fn is_of(&self, fact: &'a str, article: &str) -> bool {
        self.is_a(fact, af::FACT)
            && self
                .things(fact, af::EVIDENCE)
                .iter()
                .any(|quote| self.things(quote, af::IN_ARTICLE).contains(&article))
    }

    /// Entities as schema.org has them: class, name and what they are the same as.
    fn entities(&self, iris: &[&'a str], class: Option<&str>) -> Vec<Value> {
        let mut found = Vec::new();
        for iri in iris {
            let Some(label) = self.label(iri) else { continue };
            let mut entity = Map::new();
            let class = kind(self, iri).or(class).unwrap_or("Thing");
            entity.insert("@type".to_owned(), class.into());
            entity.insert("name".to_owned(), label.into());
            let same: Vec<Value> = self.things(iri, owl::SAME_AS).into_iter().map(Value::from).collect();
            if !same.is_empty() {
                entity.insert("sameAs".to_owned(), super::one_or_many(same));
            }
            found.push(entity.into());
        }
        found
    }

    fn objects(&self, subject: &str, predicate: &str) -> impl Iterator<Item = TermRef<'a>> {
        let quads = self.subjects.get(subject).copied().unwrap_or_default();
        quads.iter().filter(move |quad| quad.predicate.as_str() == predicate).map(|quad| quad.object)
    }

    fn things(&self, subject: &str, predicate: &str) -> Vec<&'a str> {
        self.objects(subject, predicate)
            .filter_map(|object| match object {
                TermRef::NamedNode(iri) => Some(iri.as_str()),
                _ => None,
            })
            .collect()
    }

    fn texts(&self, subject: &str, predicate: &str) -> Vec<Value> {
        self.objects(subject, predicate)
            .filter_map(|object| match object {
                TermRef::Literal(literal) => Some(literal.value().into()),
                _ => None,
            })
            .collect()
    }

    /// The whole dates: schema.org has no place for an interval or an uncertain date.
    fn dates(&self, subject: &str, predicate: &str) -> Vec<Value> {
        let dates =
            [xsd::DATE, xsd::DATE_TIME, xsd::G_YEAR_MONTH, xsd::G_YEAR].map(NamedNodeRef::new_unchecked);
        self.objects(subject, predicate)
            .filter_map(|object| match object {
                TermRef::Literal(literal) if dates.contains(&literal.datatype()) => {
                    Some(literal.value().into())
                }
                _ => None,
            })
            .collect()
    }

    /// A label: the English one, else one without a language, else the first.
    fn label(&self, iri: &str) -> Option<&'a str> {
        let labels: Vec<_> = self
            .objects(iri, rdfs::LABEL)
            .filter_map(|object| match object {
                TermRef::Literal(literal) => Some(literal),
                _ => None,
            })
            .collect();
        let rank = |language: Option<&str>| match language {
            Some(tag) if tag.eq_ignore_ascii_case("en") => 0,
            None => 1,
            Some(_) => 2,
        };
        labels.iter().min_by_key(|label| rank(label.language())).map(|label| label.value())
    }

    fn is_a(&self, iri: &str, class: &str) -> bool {
        self.things(iri, rdf::TYPE).contains(&class)
    }
}

/// The class of schema.org for an entity; none for what is no entity (times, quantities) or no thing of the world that
/// a search engine knows (utterances).
fn kind(data: &Data<'_, '_>, iri: &str) -> Option<&'static str> {
    const CLASSES: &[(&str, &str)] = &[
        (af::COUNTRY, "Country"),
        (af::PERSON, "Person"),
        (af::ORGANIZATION, "Organization"),
        (af::PLACE, "Place"),
        (af::MEETING, "Event"),
        (af::PROGRAMME, "Project"),
        (af::EVENT, "Event"),
        (af::LEGAL_INSTRUMENT, "Legislation"),
        (skos::CONCEPT, "DefinedTerm"),
    ];
    let known = CLASSES.iter().find(|(class, _)| data.is_a(iri, class)).map(|(_, name)| *name);
    let types = data.things(iri, rdf::TYPE);
    let other = !types.is_empty()
        && !types.iter().any(|class| [af::TIME_SPAN, af::QUANTITY, af::UTTERANCE].contains(class));
    known.or(other.then_some("Thing"))
}

fn sort(iris: &mut Vec<&str>) {
    iris.sort_unstable_by(|a, b| order::iris(a, b));
    iris.dedup();
}

#[cfg(test)]
mod tests {
    use super::write_schema_org;
    use oxrdf::Quad;

    #[test]
    fn a_page_gets_its_news_article() {
        let text = r#"
            @base <https://x.org/c/> . @prefix af: <https://w3id.org/article-facts#> .
            @prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            <article/a> a af:Article ; dcterms:title "T </script>" ; dcterms:issued "2019-03"^^xsd:gYearMonth ;
                dcterms:publisher <entity/paper> ; dcterms:source <https://news.example/1> ; dcterms:language "en" .
            <entity/paper> a af:Organization ; rdfs:label "The Paper" .
            <f1> a af:Fact ; af:subject <entity/k> ; af:object <entity/c> ; af:evidence <q> ; af:topic <entity/t> .
            <f2> a af:Fact ; af:subject <entity/k> ; af:object <time/2018> ; af:evidence <q> ; af:accordingTo <entity/m> .
            <f3> a af:Fact ; af:subject <entity/z> .
            <q> af:inArticle <article/a> . <time/2018> a af:TimeSpan ; rdfs:label "2018"@en .
            <entity/k> a af:Country ; rdfs:label "Қазақстан"@kk, "Kazakhstan"@en ;
                owl:sameAs <http://www.wikidata.org/entity/Q232> .
            <entity/c> a af:LegalInstrument ; rdfs:label "Convention"@en . <entity/m> a af:Person ; rdfs:label "M"@ru .
            <entity/t> a <http://www.w3.org/2004/02/skos/core#Concept> ; rdfs:label "justice"@en .
            <entity/z> a af:Person ; rdfs:label "Z"@en .
        "#;
        let quads: Vec<Quad> = oxttl::TriGParser::new().for_slice(text).map(Result::unwrap).collect();
        let refs: Vec<_> = quads.iter().map(Quad::as_ref).collect();
        let mut out = Vec::new();
        assert!(!write_schema_org(&refs, "https://x.org/c/entity/k", &mut out).unwrap());
        assert!(out.is_empty());
        assert!(write_schema_org(&refs, "https://x.org/c/article/a", &mut out).unwrap());
        let wanted = r#"{
  "@context": "https://schema.org",
  "@type": "NewsArticle",
  "@id": "https://x.org/c/article/a",
  "url": "https://news.example/1",
  "headline": "T \u003C/script>",
  "datePublished": "2019-03",
  "inLanguage": "en",
  "publisher": {"@type": "Organization", "name": "The Paper"},
  "about": [
    {"@type": "Country", "name": "Kazakhstan", "sameAs": "http://www.wikidata.org/entity/Q232"},
    {"@type": "DefinedTerm", "name": "justice"}
  ],
  "mentions": {"@type": "Person", "name": "M"},
  "citation": {"@type": "Legislation", "name": "Convention"}
}
"#;
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }
}
