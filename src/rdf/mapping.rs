//! Maps the checked document to quads: the only module that writes the RDF shape.
//!
//! One article becomes four named graphs: its facts (with quotes, times and quantities), the entities that it declares,
//! and the plain triples of the facts that hold, in separate graphs for what the article asserts (`stated`) and what it
//! attributes to someone (`attributed`). Drafts, where they are read, are in a fifth graph with everything they need beyond
//! the other four, and change none of those. Every quad of a graph is written once, and the order depends only on keys and
//! positions.
use crate::check::model::{
    Article, Document, Entity, Fact, InBaseUnit, Iri, Label, Literal, LiteralType as Kind, Object, Quantity,
    Quote, Referent, Time, thing_iri,
};
use crate::document::facts::Origin;
use crate::ontology::{Ontology, PropertyId};
use crate::rdf::part::Part;
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::bounds::Bounds;
use crate::term::iri::{self, ArticleGraph};
use crate::term::literal;
use crate::term::slug::slug;
use crate::term::vocab::{af, dcterms, oa, owl, pav, prov, rdf, rdfs, schema, skos, xsd};
use crate::text::ordered;
use std::ops::Range;

/// How many code points of context a quote carries on either side.
const CONTEXT: usize = 32;

/// Maps documents to quads. Keeps its buffers from document to document.
pub struct Mapper<'c> {
    base: &'c str,
    ontology: &'c Ontology,
    attributed: bool,
    /// The article's IRI.
    article: String,
    graph: String,
    iri: String,
    object: String,
    number: itoa::Buffer,
    plain: PlainTriples,
    /// The programs that are declared in the graph.
    software: Vec<String>,
}

impl<'c> Mapper<'c> {
    /// For documents under a base IRI and an ontology.
    pub fn new(base: &'c str, ontology: &'c Ontology) -> Self {
        Self {
            base,
            ontology,
            attributed: true,
            article: String::new(),
            graph: String::new(),
            iri: String::new(),
            object: String::new(),
            number: itoa::Buffer::new(),
            plain: PlainTriples::default(),
            software: Vec::new(),
        }
    }

    /// Whether plain triples that someone in the article says are written, too.
    #[must_use]
    pub fn with_attributed(mut self, attributed: bool) -> Self {
        self.attributed = attributed;
        self
    }

    /// Writes a document's graphs: four, and a fifth where it has drafts.
    pub fn document(&mut self, document: &Document<'_>, sink: &mut impl QuadSink) {
        iri::article(self.base, document.article.id, cleared(&mut self.article));
        self.plain.clear();
        let (own, drafts) = Part::of(document);
        self.in_graph(ArticleGraph::Facts);
        self.article(&document.article, sink);
        self.facts(&own, sink);
        self.in_graph(ArticleGraph::Entities);
        self.entities(&own, sink);
        self.plain.sort();
        for (graph, attributed) in [(ArticleGraph::Stated, false), (ArticleGraph::Attributed, true)] {
            if attributed && !self.attributed {
                continue;
            }
            self.in_graph(graph);
            self.plain.write(attributed, &self.graph, self.ontology, sink);
        }
        if let Some(drafts) = drafts {
            self.in_graph(ArticleGraph::Drafts);
            self.facts(&drafts, sink);
            self.entities(&drafts, sink);
        }
    }

    /// Writes facts with their quotes and times.
    fn facts(&mut self, part: &Part<'_>, sink: &mut impl QuadSink) {
        let mut times: Vec<Time<'_>> = Vec::new();
        self.software.clear();
        for fact in part.facts() {
            self.fact(fact, part.document, sink);
            times.extend(fact.when);
            if let Object::Time(time) = &fact.object {
                times.push(*time);
            }
        }
        for quote in part.quotes() {
            self.quote(quote, part.document.article.text, sink);
        }
        times.sort_unstable_by_key(|time| time.text);
        times.dedup_by_key(|time| time.text);
        for time in times {
            self.time(time, sink);
        }
    }

    /// Writes declared entities, and the kinds that are declared by their use.
    fn entities(&mut self, part: &Part<'_>, sink: &mut impl QuadSink) {
        for entity in part.entities() {
            iri::entity(&self.article, &entity.key, cleared(&mut self.iri));
            self.entity(entity, sink);
        }
        for kind in part.kinds() {
            self.kind(kind, sink);
        }
    }

    /// Writes what a corpus declares, into its graph of shared entities.
    pub fn shared<'e>(
        &mut self,
        entities: impl IntoIterator<Item = &'e Entity<'static>>,
        kinds: impl IntoIterator<Item = &'e str>,
        sink: &mut impl QuadSink,
    ) {
        iri::shared_graph(self.base, cleared(&mut self.graph));
        for entity in entities {
            iri::shared_entity(self.base, &entity.key, cleared(&mut self.iri));
            self.entity(entity, sink);
        }
        for kind in kinds {
            self.kind(kind, sink);
        }
    }

    /// Sets the graph to one of the article's.
    fn in_graph(&mut self, graph: ArticleGraph) {
        iri::graph(&self.article, graph, cleared(&mut self.graph));
    }

    fn article(&mut self, article: &Article<'_>, sink: &mut impl QuadSink) {
        sink.subject(&self.graph, &self.article);
        sink.iri(rdf::TYPE, af::ARTICLE);
        sink.literal(dcterms::TITLE, article.title, LiteralKind::Plain);
        for (predicate, things) in
            [(dcterms::PUBLISHER, &article.publisher), (dcterms::CREATOR, &article.author)]
        {
            for thing in things {
                self.link(predicate, thing, sink);
            }
        }
        for (predicate, iri) in [(dcterms::SOURCE, article.source), (dcterms::LICENSE, article.license)] {
            if let Some(iri) = iri {
                sink.iri(predicate, iri);
            }
        }
        for (predicate, time) in
            [(dcterms::ISSUED, article.published), (pav::RETRIEVED_ON, article.retrieved)]
        {
            if let Some(time) = time {
                match time.edtf.datatype() {
                    Some(datatype) => {
                        time.edtf.write_value(cleared(&mut self.object));
                        sink.literal(predicate, &self.object, LiteralKind::Typed(datatype));
                    }
                    None => sink.literal(predicate, time.text, LiteralKind::Plain),
                }
            }
        }
        if let Some(language) = article.language {
            sink.literal(dcterms::LANGUAGE, language, LiteralKind::Plain);
        }
        sink.literal(schema::ARTICLE_BODY, article.text, LiteralKind::Plain);
        sink.literal(schema::SHA256, article.sha256.as_str(), LiteralKind::Plain);
    }

    /// The entity whose IRI is in `self.iri`.
    fn entity(&mut self, entity: &Entity<'_>, sink: &mut impl QuadSink) {
        sink.subject(&self.graph, &self.iri);
        for class in &entity.classes {
            sink.iri(rdf::TYPE, self.ontology.class_iri(*class));
        }
        labels(rdfs::LABEL, &entity.labels, sink);
        if entity.concept {
            labels(skos::PREF_LABEL, &entity.labels, sink);
        }
        labels(skos::ALT_LABEL, &entity.alt_labels, sink);
        for iri in &entity.same_as {
            sink.iri(owl::SAME_AS, whole(iri, &mut self.object));
        }
        for kind in &entity.kinds {
            self.link(dcterms::TYPE, kind, sink);
        }
        if let Some(base) = &entity.base {
            self.link(af::BASE_UNIT, &base.unit, sink);
            sink.literal(af::FACTOR, &base.factor, LiteralKind::Typed(xsd::DECIMAL));
        }
        for identifier in &entity.identifiers {
            sink.literal(dcterms::IDENTIFIER, identifier, LiteralKind::Plain);
        }
        if let Some(note) = &entity.note {
            sink.literal(rdfs::COMMENT, note, LiteralKind::Plain);
        }
    }

    /// A kind or unit that is declared by its use.
    fn kind(&mut self, key: &str, sink: &mut impl QuadSink) {
        iri::kind(self.base, key, cleared(&mut self.iri));
        sink.subject(&self.graph, &self.iri);
        sink.iri(rdf::TYPE, skos::CONCEPT);
        let label = cleared(&mut self.object);
        label.extend(key.chars().map(|c| if c == '-' { ' ' } else { c }));
        sink.literal(rdfs::LABEL, label, LiteralKind::Plain);
        sink.literal(skos::PREF_LABEL, label, LiteralKind::Plain);
    }

    fn fact(&mut self, fact: &Fact<'_>, document: &Document<'_>, sink: &mut impl QuadSink) {
        iri::fact(&self.article, fact.id, cleared(&mut self.iri));
        sink.subject(&self.graph, &self.iri);
        sink.iri(rdf::TYPE, af::FACT);
        self.link(af::SUBJECT, &fact.subject, sink);
        let subject = fact.holds().then(|| self.plain.keep(&self.object));
        let key = match &fact.subject {
            Referent::Own(key) => Some(ordered::first(key)),
            _ => None,
        };
        sink.iri(af::PREDICATE, self.ontology.property_iri(fact.predicate));
        let (object, kind) = self.object(&fact.object, sink);
        if let Some(subject) = subject {
            let attributed = fact.is_attributed();
            self.plain.add(PlainTriple { attributed, subject, key, predicate: fact.predicate, object, kind });
        }
        sink.iri(af::MODALITY, modality_iri(fact.modality));
        for quote in &fact.evidence {
            if let Some(quote) = document.quotes.get(*quote as usize) {
                self.quote_iri(quote);
                sink.iri(af::EVIDENCE, &self.object);
            }
        }
        if fact.negated {
            sink.literal(af::NEGATED, "true", LiteralKind::Typed(xsd::BOOLEAN));
        }
        if fact.inferred {
            sink.literal(af::INFERRED, "true", LiteralKind::Typed(xsd::BOOLEAN));
        }
        if let Some(time) = fact.when {
            iri::time(self.base, &time.edtf, cleared(&mut self.object));
            sink.iri(af::WHEN, &self.object);
        }
        for agent in &fact.according_to {
            self.link(af::ACCORDING_TO, agent, sink);
        }
        if let Some(utterance) = &fact.stated_in {
            self.link(af::STATED_IN, utterance, sink);
        }
        for topic in &fact.topics {
            self.link(af::TOPIC, topic, sink);
        }
        for recorder in &fact.recorded_by {
            self.link(prov::WAS_ATTRIBUTED_TO, recorder, sink);
        }
        if fact.origin.is_some() {
            iri::draft(&self.article, fact.id, cleared(&mut self.object));
            sink.iri(prov::WAS_GENERATED_BY, &self.object);
        }
        if let Some(confidence) = fact.confidence {
            sink.literal(af::CONFIDENCE, confidence, LiteralKind::Typed(xsd::DECIMAL));
        }
        if let Some(note) = fact.note {
            sink.literal(rdfs::COMMENT, note, LiteralKind::Plain);
        }
        if let Object::Quantity(quantity) = &fact.object {
            iri::quantity(&self.article, fact.id, cleared(&mut self.iri));
            self.quantity(quantity, sink);
        }
        if let Some(origin) = fact.origin {
            self.origin(fact, origin, document, sink);
        }
    }

    /// Writes the activity in which a program proposed a fact. The program is the recorder of its name; where the fact
    /// names none, one is declared here.
    fn origin(
        &mut self,
        fact: &Fact<'_>,
        origin: &Origin,
        document: &Document<'_>,
        sink: &mut impl QuadSink,
    ) {
        let mut key = slug(&origin.name);
        if key.is_empty() {
            key.push_str("software");
        }
        let is_it = |thing: &&Referent<'_>| match thing {
            Referent::Own(own) => {
                let entity = document.entities.iter().find(|entity| entity.key == *own);
                entity.is_some_and(|entity| entity.label() == origin.name)
            }
            Referent::Shared(shared) => **shared == *key,
            _ => false,
        };
        let recorder = fact.recorded_by.iter().find(is_it);
        match recorder {
            Some(thing) => thing_iri(self.base, &self.article, thing, cleared(&mut self.object)),
            None => iri::entity(&self.article, &key, cleared(&mut self.object)),
        }
        iri::draft(&self.article, fact.id, cleared(&mut self.iri));
        sink.subject(&self.graph, &self.iri);
        sink.iri(rdf::TYPE, prov::ACTIVITY);
        sink.literal(prov::ENDED_AT_TIME, &origin.at, LiteralKind::Typed(xsd::DATE_TIME));
        sink.iri(prov::WAS_ASSOCIATED_WITH, &self.object);
        if recorder.is_none() && !self.software.contains(&key) {
            sink.subject(&self.graph, &self.object);
            sink.iri(rdf::TYPE, af::SOFTWARE);
            sink.literal(rdfs::LABEL, &origin.name, LiteralKind::Plain);
            self.software.push(key);
        }
    }

    /// Writes the fact's object, and keeps it for the plain triple.
    fn object(&mut self, object: &Object<'_>, sink: &mut impl QuadSink) -> (Range<usize>, PlainKind) {
        match object {
            Object::Thing(thing) => self.link(af::OBJECT, thing, sink),
            Object::Time(time) => {
                iri::time(self.base, &time.edtf, cleared(&mut self.object));
                sink.iri(af::OBJECT, &self.object);
            }
            Object::Quantity(_) => {
                self.object.clone_from(&self.iri);
                self.object.push_str("/quantity");
                sink.iri(af::OBJECT, &self.object);
            }
            Object::Literal(Literal { text, kind }) => {
                let (kind, plain) = match kind {
                    Kind::Plain => (LiteralKind::Plain, PlainKind::Plain),
                    Kind::Tagged(tag) => (LiteralKind::Lang(tag), PlainKind::Lang(self.plain.keep(tag))),
                    Kind::Typed(iri) => {
                        let datatype = whole(iri, &mut self.object);
                        (LiteralKind::Typed(datatype), PlainKind::Typed(self.plain.keep(datatype)))
                    }
                };
                sink.literal(af::VALUE, text, kind);
                return (self.plain.keep(text), plain);
            }
        }
        (self.plain.keep(&self.object), PlainKind::Iri)
    }

    fn quantity(&mut self, quantity: &Quantity<'_>, sink: &mut impl QuadSink) {
        sink.subject(&self.graph, &self.iri);
        sink.iri(rdf::TYPE, af::QUANTITY);
        for (predicate, number) in [
            (af::NUMBER, quantity.number),
            (af::LEAST, quantity.least),
            (af::MOST, quantity.most),
            (af::ABOVE, quantity.above),
            (af::BELOW, quantity.below),
        ] {
            if let Some(number) = number {
                sink.literal(predicate, number, LiteralKind::Typed(literal::kind_of(number).datatype()));
            }
        }
        self.link(af::UNIT, &quantity.unit, sink);
        if let Some(base) = &quantity.base {
            self.in_base_unit(base, sink);
        }
        if quantity.approximate {
            sink.literal(af::APPROXIMATE, "true", LiteralKind::Typed(xsd::BOOLEAN));
        }
        quantity_label(quantity, cleared(&mut self.object));
        sink.literal(rdfs::LABEL, &self.object, LiteralKind::Plain);
    }

    fn in_base_unit(&mut self, base: &InBaseUnit<'_>, sink: &mut impl QuadSink) {
        self.link(af::BASE_UNIT, &base.unit, sink);
        for (predicate, number) in [
            (af::BASE_NUMBER, &base.number),
            (af::BASE_LEAST, &base.least),
            (af::BASE_MOST, &base.most),
            (af::BASE_ABOVE, &base.above),
            (af::BASE_BELOW, &base.below),
        ] {
            if let Some(number) = number {
                sink.literal(predicate, number, LiteralKind::Typed(xsd::DECIMAL));
            }
        }
    }

    fn quote(&mut self, quote: &Quote, text: &str, sink: &mut impl QuadSink) {
        self.quote_iri(quote);
        sink.subject(&self.graph, &self.object);
        sink.iri(rdf::TYPE, af::QUOTE);
        sink.iri(af::IN_ARTICLE, &self.article);
        sink.literal(oa::EXACT, &text[quote.bytes.clone()], LiteralKind::Plain);
        let count = LiteralKind::Typed(xsd::NON_NEGATIVE_INTEGER);
        sink.literal(oa::START, self.number.format(quote.start), count);
        sink.literal(oa::END, self.number.format(quote.end), count);
        let (before, after) = context(text, &quote.bytes);
        if !before.is_empty() {
            sink.literal(oa::PREFIX, before, LiteralKind::Plain);
        }
        if !after.is_empty() {
            sink.literal(oa::SUFFIX, after, LiteralKind::Plain);
        }
    }

    fn time(&mut self, time: Time<'_>, sink: &mut impl QuadSink) {
        iri::time(self.base, &time.edtf, cleared(&mut self.iri));
        sink.subject(&self.graph, &self.iri);
        sink.iri(rdf::TYPE, af::TIME_SPAN);
        time.edtf.write_label(cleared(&mut self.object));
        sink.literal(rdfs::LABEL, &self.object, LiteralKind::Lang("en"));
        sink.literal(af::EDTF, time.text, LiteralKind::Plain);
        if let Some(datatype) = time.edtf.datatype() {
            time.edtf.write_value(cleared(&mut self.object));
            sink.literal(af::DATE, &self.object, LiteralKind::Typed(datatype));
        }
        for (predicate, date) in [(af::EARLIEST, time.edtf.earliest()), (af::LATEST, time.edtf.latest())] {
            if let Some(date) = date {
                date.write(cleared(&mut self.object));
                sink.literal(predicate, &self.object, LiteralKind::Typed(xsd::DATE));
            }
        }
    }

    /// Writes a quad whose object is a thing; its IRI stays in `self.object`.
    fn link(&mut self, predicate: &str, thing: &Referent<'_>, sink: &mut impl QuadSink) {
        thing_iri(self.base, &self.article, thing, cleared(&mut self.object));
        sink.iri(predicate, &self.object);
    }

    /// Puts a quote's IRI into `self.object`.
    fn quote_iri(&mut self, quote: &Quote) {
        iri::quote(&self.article, quote.start, quote.end, cleared(&mut self.object));
    }
}

fn cleared(text: &mut String) -> &mut String {
    text.clear();
    text
}

fn whole<'b>(iri: &Iri<'_>, buffer: &'b mut String) -> &'b str {
    let buffer = cleared(buffer);
    buffer.push_str(&iri.namespace);
    buffer.push_str(&iri.local);
    buffer
}

fn modality_iri(modality: crate::check::model::Modality) -> &'static str {
    use crate::check::model::Modality;
    match modality {
        Modality::Realized => af::REALIZED,
        Modality::Completed => af::COMPLETED,
        Modality::Ongoing => af::ONGOING,
        Modality::Underway => af::UNDERWAY,
        Modality::Planned => af::PLANNED,
        Modality::Aspired => af::ASPIRED,
        Modality::Expected => af::EXPECTED,
        Modality::Possible => af::POSSIBLE,
        Modality::Hypothetical => af::HYPOTHETICAL,
    }
}

fn labels(predicate: &str, labels: &[Label<'_>], sink: &mut impl QuadSink) {
    for label in labels {
        let kind = label.language.as_deref().map_or(LiteralKind::Plain, LiteralKind::Lang);
        sink.literal(predicate, &label.text, kind);
    }
}

/// `about 5 to 7 percent`
pub(crate) fn quantity_label(quantity: &Quantity<'_>, label: &mut String) {
    if quantity.approximate {
        label.push_str("about ");
    }
    let Quantity { number, least, most, above, below, .. } = *quantity;
    Bounds { number, least, most, above, below }.write(label);
    label.push(' ');
    label.push_str(&quantity.unit_label);
}

/// Up to 32 code points before and after a range of bytes.
fn context<'t>(text: &'t str, bytes: &Range<usize>) -> (&'t str, &'t str) {
    let (before, after) = (&text[..bytes.start], &text[bytes.end..]);
    let last = before.len().saturating_sub(CONTEXT);
    let before = if before.as_bytes()[last..].is_ascii() {
        &before[last..]
    } else {
        before.char_indices().rev().nth(CONTEXT - 1).map_or(before, |(at, _)| &before[at..])
    };
    let first = after.len().min(CONTEXT);
    let after = if after.as_bytes()[..first].is_ascii() {
        &after[..first]
    } else {
        after.char_indices().nth(CONTEXT).map_or(after, |(at, _)| &after[..at])
    };
    (before, after)
}

/// The plain triples of a document, gathered so that each is written once to a graph.
#[derive(Debug, Default)]
struct PlainTriples {
    /// The characters of all terms.
    text: String,
    triples: Vec<PlainTriple>,
}

/// A plain triple; ranges are of the gathered text.
#[derive(Debug)]
struct PlainTriple {
    attributed: bool,
    subject: Range<usize>,
    /// Of a subject that is an entity of the document: its key's first bytes, in whose order such subjects are.
    key: Option<u64>,
    predicate: PropertyId,
    object: Range<usize>,
    kind: PlainKind,
}

/// What kind of term the object of a plain triple is.
#[derive(Debug)]
enum PlainKind {
    Iri,
    Plain,
    Lang(Range<usize>),
    Typed(Range<usize>),
}

impl PlainTriples {
    fn clear(&mut self) {
        self.text.clear();
        self.triples.clear();
    }

    /// Keeps a term's characters.
    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    fn add(&mut self, triple: PlainTriple) {
        self.triples.push(triple);
    }

    /// Sorts them, graph by graph, and drops repetitions.
    fn sort(&mut self) {
        let text = &self.text;
        let key = |t: &PlainTriple| {
            let (rank, name) = match &t.kind {
                PlainKind::Iri => (0, ""),
                PlainKind::Plain => (1, ""),
                PlainKind::Lang(tag) => (2, &text[tag.clone()]),
                PlainKind::Typed(datatype) => (3, &text[datatype.clone()]),
            };
            (t.attributed, &text[t.subject.clone()], t.predicate, &text[t.object.clone()], rank, name)
        };
        self.triples.sort_unstable_by(|a, b| match (a.key, b.key) {
            (Some(one), Some(other)) if one != other && a.attributed == b.attributed => one.cmp(&other),
            _ => key(a).cmp(&key(b)),
        });
        self.triples.dedup_by(|a, b| key(a) == key(b));
    }

    fn write(&self, attributed: bool, graph: &str, ontology: &Ontology, sink: &mut impl QuadSink) {
        let at = |range: &Range<usize>| &self.text[range.clone()];
        let mut last = None;
        for triple in self.triples.iter().filter(|triple| triple.attributed == attributed) {
            let subject = at(&triple.subject);
            if last != Some(subject) {
                sink.subject(graph, subject);
                last = Some(subject);
            }
            let (predicate, object) = (ontology.property_iri(triple.predicate), at(&triple.object));
            match &triple.kind {
                PlainKind::Iri => sink.iri(predicate, object),
                PlainKind::Plain => sink.literal(predicate, object, LiteralKind::Plain),
                PlainKind::Lang(tag) => sink.literal(predicate, object, LiteralKind::Lang(at(tag))),
                PlainKind::Typed(iri) => sink.literal(predicate, object, LiteralKind::Typed(at(iri))),
            }
        }
    }
}
