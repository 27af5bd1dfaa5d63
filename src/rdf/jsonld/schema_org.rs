//! One article as [schema.org](https://schema.org/NewsArticle) has it, for the head of the page that publishes it.
use super::print::pretty;
use crate::rdf::fact::{Facts, NODES, node, text};
use crate::rdf::nodes::{Nodes, Shared};
use crate::rdf::turtle::order;
use crate::term::vocab::{af, dcterms, owl, rdf, schema, skos, xsd};
use oxrdf::{NamedNodeRef, QuadRef, TermRef};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes the article with this IRI as a `NewsArticle` in JSON-LD, fit to be between
/// `<script type="application/ld+json">` and `</script>`. Says whether the quads hold the article; if not, nothing is
/// written.
///
/// `about` holds what the article is about: the entities that its headline names and those that facts name most, the
/// most named first; `mentions` the other entities of the facts, `citation` the legal instruments among them, `keywords`
/// the topics. Entities come with a label and what they are the same as. An author is a Person or an Organization, as
/// search engines ask; an event is an `Event` only with the date and the place that they ask for. The text is written
/// as `articleBody` where the quads hold it.
///
/// # Errors
/// Those of the output.
pub fn write_schema_org(quads: &[QuadRef<'_>], article: &str, out: &mut impl Write) -> io::Result<bool> {
    let shared = Shared::default();
    let data = Data { nodes: Nodes::new(quads, &shared) };
    if !data.nodes.is_a(article, af::ARTICLE) {
        return Ok(false);
    }
    let text = pretty(&data.news_article(article));
    // Within a script element nothing may look like its end; `<` is in strings only.
    out.write_all(text.replace('<', "\\u003C").as_bytes())?;
    Ok(true)
}

struct Data<'a> {
    nodes: Nodes<'a>,
}

impl<'a> Data<'a> {
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
        put("publisher", self.agents(&self.things(article, dcterms::PUBLISHER)));
        put("author", self.agents(&self.things(article, dcterms::CREATOR)));
        put("license", self.things(article, dcterms::LICENSE).into_iter().map(Value::from).collect());
        let Spoken { about, mentions, topics } = self.spoken_of(article);
        let (cited, mentions): (Vec<_>, Vec<_>) =
            mentions.into_iter().partition(|entity| self.nodes.is_a(entity, af::LEGAL_INSTRUMENT));
        put("about", self.entities(&about));
        put("mentions", self.entities(&mentions));
        put("citation", self.entities(&cited));
        put("keywords", topics.iter().filter_map(|topic| self.label(topic)).map(Value::from).collect());
        put("articleBody", self.texts(article, schema::ARTICLE_BODY));
        page.into()
    }

    /// What the article is about, what else its facts name, and their topics.
    fn spoken_of(&self, article: &'a str) -> Spoken<'a> {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        let (mut topics, mut mentions) = (Vec::new(), Vec::new());
        let is_of = |fact: &&'a str| self.nodes.article(node(fact)).map(text) == Some(article);
        for fact in self.nodes.facts().into_iter().filter(is_of) {
            topics.extend(self.things(fact, af::TOPIC));
            for named in self.things(fact, af::SUBJECT).into_iter().chain(self.things(fact, af::OBJECT)) {
                *counts.entry(named).or_default() += 1;
                mentions.push(named);
            }
            mentions.extend(self.things(fact, af::ACCORDING_TO));
        }
        let named = |iri: &&str| *iri != article && kind(self, iri).is_some() && self.label(iri).is_some();
        let headline = self.texts(article, dcterms::TITLE);
        let headline: Vec<String> =
            headline.iter().filter_map(Value::as_str).map(str::to_lowercase).collect();
        let candidates = || counts.iter().filter(|(iri, _)| named(iri) && has_name(self, iri));
        let most = candidates().map(|(_, count)| *count).max().unwrap_or_default();
        let in_headline = |iri: &str| {
            let label = self.label(iri).map(str::to_lowercase).unwrap_or_default();
            headline.iter().any(|headline| holds_words(headline, &label))
        };
        let mut about: Vec<(usize, &str)> = candidates()
            .filter(|(iri, count)| **count == most || in_headline(iri))
            .map(|(iri, count)| (*count, *iri))
            .collect();
        about.sort_unstable_by(|(n, a), (m, b)| m.cmp(n).then_with(|| order::iris(a, b)));
        let about: Vec<&str> = about.into_iter().map(|(_, iri)| iri).collect();
        mentions.retain(|iri| named(iri) && !about.contains(iri));
        sort(&mut mentions);
        topics.retain(|iri| self.label(iri).is_some());
        sort(&mut topics);
        Spoken { about, mentions, topics }
    }

    /// Entities as schema.org has them: class, name and what they are the same as; an event with its date and place.
    fn entities(&self, iris: &[&'a str]) -> Vec<Value> {
        let with_class = |iri: &&'a str| {
            let event = self.event(iri);
            let class = match kind(self, iri) {
                Some("Event") if event.is_none() => "Thing",
                class => class.unwrap_or("Thing"),
            };
            self.entity(iri, class, event.unwrap_or_default())
        };
        iris.iter().filter_map(with_class).collect()
    }

    /// Publishers and authors: a Person, or else an Organization.
    fn agents(&self, iris: &[&'a str]) -> Vec<Value> {
        let class = |iri: &str| if self.nodes.is_a(iri, af::PERSON) { "Person" } else { "Organization" };
        iris.iter().filter_map(|iri| self.entity(iri, class(iri), Map::new())).collect()
    }

    fn entity(&self, iri: &'a str, class: &str, more: Map<String, Value>) -> Option<Value> {
        let mut entity = Map::new();
        entity.insert("@type".to_owned(), class.into());
        entity.insert("name".to_owned(), self.label(iri)?.into());
        let same: Vec<Value> = self.things(iri, owl::SAME_AS).into_iter().map(Value::from).collect();
        if !same.is_empty() {
            entity.insert("sameAs".to_owned(), super::one_or_many(same));
        }
        entity.extend(more);
        Some(entity.into())
    }

    /// The date and the place of an event, by the plain triples about it; none where one is not known.
    fn event(&self, iri: &str) -> Option<Map<String, Value>> {
        if kind(self, iri) != Some("Event") {
            return None;
        }
        let date = self.things(iri, af::WHEN).into_iter().find_map(|time| {
            let earliest = || self.texts(time, af::EARLIEST).into_iter().next();
            self.dates(time, af::DATE).into_iter().next().or_else(earliest)
        })?;
        let place = |place: &'a str| self.entity(place, "Place", Map::new());
        let place = self.things(iri, af::HAPPENS_AT).into_iter().find_map(place)?;
        Some([("startDate".to_owned(), date), ("location".to_owned(), place)].into_iter().collect())
    }

    fn things(&self, subject: &str, predicate: &str) -> Vec<&'a str> {
        self.nodes.iris(subject, predicate)
    }

    fn texts(&self, subject: &str, predicate: &str) -> Vec<Value> {
        self.nodes
            .objects(subject, predicate)
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
        self.nodes
            .objects(subject, predicate)
            .filter_map(|object| match object {
                TermRef::Literal(literal) if dates.contains(&literal.datatype()) => {
                    Some(literal.value().into())
                }
                _ => None,
            })
            .collect()
    }

    fn label(&self, iri: &str) -> Option<&'a str> {
        self.nodes.label(iri).map(|label| label.value())
    }
}

/// What the facts of an article name.
struct Spoken<'a> {
    /// What the article is about, the most named first.
    about: Vec<&'a str>,
    /// What else is named, sorted.
    mentions: Vec<&'a str>,
    /// The topics of facts, sorted.
    topics: Vec<&'a str>,
}

/// Whether an entity has a name and not a description: an agent, a place, a programme, a legal instrument.
fn has_name(data: &Data<'_>, iri: &str) -> bool {
    matches!(
        kind(data, iri),
        Some("Country" | "Person" | "Organization" | "Place" | "Project" | "Legislation")
    )
}

/// Whether a text holds words as whole words; both are in small letters.
fn holds_words(text: &str, words: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !words.is_empty()
        && text.match_indices(words).any(|(at, found)| {
            edge(text[..at].chars().next_back()) && edge(text[at + found.len()..].chars().next())
        })
}

/// The class of schema.org for an entity; none for what is not an entity (times, quantities) or no thing of the world that
/// a search engine knows (utterances).
fn kind(data: &Data<'_>, iri: &str) -> Option<&'static str> {
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
    let known = CLASSES.iter().find(|(class, _)| data.nodes.is_a(iri, class)).map(|(_, name)| *name);
    let types = data.things(iri, rdf::TYPE);
    let other =
        !types.is_empty() && !types.iter().any(|class| NODES.contains(class) || *class == af::UTTERANCE);
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
            <article/a> a af:Article ; dcterms:title "Acme's T </script>" ; dcterms:creator <entity/desk> ; dcterms:issued "2019-03"^^xsd:gYearMonth ;
                dcterms:publisher <entity/paper> ; dcterms:source <https://news.example/1> ; dcterms:language "en" .
            <entity/paper> a af:Organization ; rdfs:label "The Paper" ; owl:sameAs <https://paper.example/id> .
            <entity/desk> a af:Group ; rdfs:label "The desk" . <entity/acme> a af:Organization ; rdfs:label "Acme" .
            <f4> a af:Fact ; af:subject <entity/summit> ; af:object <entity/e> ; af:evidence <q> .
            <f5> a af:Fact ; af:subject <entity/acme> ; af:object <entity/k> ; af:evidence <q> .
            <entity/summit> a af:Meeting ; rdfs:label "the summit"@en ; af:when <time/2018-03> ; af:place <entity/oslo> .
            <entity/e> a af:Event ; rdfs:label "a talk"@en ; af:when <time/2018-03> .
            <entity/oslo> a af:Place ; rdfs:label "Oslo" .
            <time/2018-03> a af:TimeSpan ; af:date "2018-03"^^xsd:gYearMonth ; af:earliest "2018-03-01"^^xsd:date .
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
  "headline": "Acme's T \u003C/script>",
  "datePublished": "2019-03",
  "inLanguage": "en",
  "publisher": {"@type": "Organization", "name": "The Paper", "sameAs": "https://paper.example/id"},
  "author": {"@type": "Organization", "name": "The desk"},
  "about": [
    {"@type": "Country", "name": "Kazakhstan", "sameAs": "http://www.wikidata.org/entity/Q232"},
    {"@type": "Organization", "name": "Acme"}
  ],
  "mentions": [
    {"@type": "Thing", "name": "a talk"},
    {"@type": "Person", "name": "M"},
    {
      "@type": "Event",
      "name": "the summit",
      "startDate": "2018-03",
      "location": {"@type": "Place", "name": "Oslo"}
    }
  ],
  "citation": {"@type": "Legislation", "name": "Convention"},
  "keywords": "justice"
}
"#;
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }
}
