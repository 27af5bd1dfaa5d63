//! What the rules look at: a checked document, its article, and a fact with its quotes.
use super::name::Names;
use super::page::Page;
use super::report::Report;
use super::shares::Shares;
use crate::check::corpus::CheckedCorpus;
use crate::check::model::{Document, Entity, Fact, Object, Referent};
use crate::language::Date;
use crate::ontology::ClassId;
use crate::term::vocab::{AF, DCTERMS, SCHEMA, SKOS, af};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// The names of entities, by whether they are the document's own and by key.
type NamesByKey = Rc<RefCell<FxHashMap<(bool, String), Rc<Names>>>>;

/// Judges the facts of one checked document: what in their quotes gives reason to doubt them.
///
/// A pure function of the document and its corpus. What a document needs only once, such as the numbers of its article, is
/// found once for all facts.
#[derive(Debug)]
pub struct Judge<'s, 'd> {
    pub(super) document: &'s Document<'d>,
    pub(super) corpus: &'s CheckedCorpus,
    pub(super) page: Rc<Page<'d>>,
    shares: Rc<Shares>,
    names: NamesByKey,
    /// The dates that facts give, with how many facts give each.
    pub(super) given: FxHashMap<&'d str, u32>,
    reports: OnceCell<Vec<Report>>,
    pub(super) date_line: OnceCell<Vec<Date>>,
    anchors: OnceCell<FxHashMap<Referent<'d>, Vec<Range<usize>>>>,
    by_sentence: OnceCell<FxHashMap<usize, Vec<usize>>>,
    /// Of each thing of the document: how many facts about it are not realized, and how many are.
    plans: OnceCell<FxHashMap<&'s Referent<'d>, (u32, u32)>>,
}

/// A fact with the words that are to support it.
pub(super) struct Case<'s, 'd> {
    pub(super) fact: &'s Fact<'d>,
    /// Its quotes.
    pub(super) quotes: Vec<Range<usize>>,
    /// The sentences that its quotes touch.
    pub(super) sentences: Vec<Range<usize>>,
    /// The quotes, and what is before them in their sentences.
    pub(super) before: Vec<Range<usize>>,
    /// The sentences before those, in the same paragraph.
    pub(super) earlier: Vec<Range<usize>>,
}

impl<'s, 'd> Judge<'s, 'd> {
    /// Reads a document's article.
    pub fn new(document: &'s Document<'d>, corpus: &'s CheckedCorpus) -> Self {
        let mut page = Page::new(document.article.text, document.article.language);
        let mut shares = Shares::default();
        let ontology = &corpus.ontology;
        let person = ontology.class(af::PERSON);
        let is_person =
            |entity: &Entity<'_>| person.is_some_and(|person| ontology.is_a(&entity.class_set, person));
        for entity in &document.entities {
            for label in &entity.labels {
                shares.add(&label.text, is_person(entity));
            }
        }
        if page.language.is_some_and(|language| language.tag() == "zh") {
            let persons = document.entities.iter().filter(|entity| is_person(entity));
            page.hide_names(persons.flat_map(|entity| &entity.labels).map(|label| &*label.text));
        }
        Self::over(document, corpus, Rc::new(page), Rc::new(shares), Rc::default())
    }

    /// The same for other facts about the same article, with the same entities: nothing is read again.
    pub fn with_facts<'t>(&self, document: &'t Document<'d>) -> Judge<'t, 'd>
    where
        's: 't,
    {
        let (page, shares, names) = (Rc::clone(&self.page), Rc::clone(&self.shares), Rc::clone(&self.names));
        Judge::over(document, self.corpus, page, shares, names)
    }

    fn over(
        document: &'s Document<'d>,
        corpus: &'s CheckedCorpus,
        page: Rc<Page<'d>>,
        shares: Rc<Shares>,
        names: NamesByKey,
    ) -> Self {
        let mut given: FxHashMap<&'d str, u32> = FxHashMap::default();
        for fact in &document.facts {
            let object = match &fact.object {
                Object::Time(time) => Some(time.text),
                _ => None,
            };
            let when = fact.when.map(|time| time.text).filter(|when| Some(*when) != object);
            for time in when.into_iter().chain(object) {
                *given.entry(time).or_default() += 1;
            }
        }
        Self {
            document,
            corpus,
            page,
            shares,
            names,
            given,
            reports: OnceCell::new(),
            date_line: OnceCell::new(),
            anchors: OnceCell::new(),
            by_sentence: OnceCell::new(),
            plans: OnceCell::new(),
        }
    }

    pub(super) fn sentences(&self) -> &[Range<usize>] {
        &self.page.sentences
    }

    /// A fact with the words of its quotes and around them.
    pub(super) fn case(&self, fact: &'s Fact<'d>) -> Case<'s, 'd> {
        let quotes: Vec<Range<usize>> = fact
            .evidence
            .iter()
            .filter_map(|index| self.document.quotes.get(*index as usize))
            .map(|quote| quote.bytes.clone())
            .collect();
        let page = &self.page;
        let (mut sentences, mut before, mut earlier) = (Vec::new(), quotes.clone(), Vec::new());
        for quote in &quotes {
            let touched = page.sentences_of(quote);
            for index in touched.clone().take(8) {
                let Some(sentence) = page.sentences.get(index) else { continue };
                // Of a sentence without end only what is near counts.
                let near = self.page.near(quote);
                let sentence = sentence.start.max(near.start)..sentence.end.min(near.end);
                if !sentences.contains(&sentence) {
                    before.push(sentence.start..quote.start.max(sentence.start));
                    sentences.push(sentence);
                }
            }
            let paragraph = page.paragraph_of(quote);
            let previous = touched.start.checked_sub(1).and_then(|index| page.sentences.get(index));
            if let Some(previous) = previous.filter(|previous| previous.start >= paragraph.start) {
                let near = page.near(quote);
                earlier.push(previous.start.max(near.start)..previous.end.max(near.start));
            }
        }
        Case { fact, quotes, sentences, before, earlier }
    }

    /// The reports of speech in the article.
    fn reports(&self) -> &[Report] {
        self.reports.get_or_init(|| super::speech::reports(&self.page))
    }

    /// The reports in the sentences of a fact and the two around them.
    pub(super) fn near_reports(&self, case: &Case<'_, '_>) -> impl Iterator<Item = &Report> {
        let all = self.reports();
        let first = case.sentences.iter().map(|sentence| sentence.start).min().unwrap_or_default();
        let last = case.sentences.iter().map(|sentence| sentence.end).max().unwrap_or_default();
        let from = all.partition_point(|report| report.cue.end < first).saturating_sub(2);
        let to = (all.partition_point(|report| report.cue.start < last) + 2).min(all.len());
        all[from..to.max(from)].iter()
    }

    /// Where the document's facts place each utterance.
    pub(super) fn anchors(&self) -> &FxHashMap<Referent<'d>, Vec<Range<usize>>> {
        self.anchors.get_or_init(|| {
            let mut anchors: FxHashMap<Referent<'d>, Vec<Range<usize>>> = FxHashMap::default();
            for fact in &self.document.facts {
                if !self.is_utterance(&fact.subject) {
                    continue;
                }
                let quotes =
                    fact.evidence.iter().filter_map(|index| self.document.quotes.get(*index as usize));
                anchors
                    .entry(fact.subject.clone())
                    .or_default()
                    .extend(quotes.map(|quote| quote.bytes.clone()));
            }
            anchors
        })
    }

    /// The facts whose quotes touch each sentence.
    pub(super) fn by_sentence(&self) -> &FxHashMap<usize, Vec<usize>> {
        self.by_sentence.get_or_init(|| {
            let mut found: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
            for (index, fact) in self.document.facts.iter().enumerate() {
                let quotes =
                    fact.evidence.iter().filter_map(|quote| self.document.quotes.get(*quote as usize));
                for sentence in quotes.flat_map(|quote| self.page.sentences_of(&quote.bytes)) {
                    let facts = found.entry(sentence).or_default();
                    if facts.last() != Some(&index) {
                        facts.push(index);
                    }
                }
            }
            found
        })
    }

    /// The label of an event of the document that a fact is about and that all other facts about it, two at least, present
    /// as not so yet.
    pub(super) fn unrealized_event(&self, fact: &Fact<'_>) -> Option<String> {
        let plans = self.plans.get_or_init(|| {
            let mut plans: FxHashMap<&'s Referent<'d>, (u32, u32)> = FxHashMap::default();
            for fact in &self.document.facts {
                if matches!(fact.subject, Referent::Own(_)) && !self.is_listed(fact, "plans") {
                    let counts = plans.entry(&fact.subject).or_default();
                    if fact.modality.is_realized() { counts.1 += 1 } else { counts.0 += 1 }
                }
            }
            plans
        });
        let (unrealized, realized) = *plans.get(&fact.subject)?;
        let entity = self.entity(&fact.subject)?;
        let bearer = self.is_a(entity, af::AGENT) || self.is_a(entity, af::PLACE);
        (unrealized >= 2 && realized == 1 && !bearer).then(|| entity.label().to_owned())
    }

    /// Whether most facts about the subject of a fact, three at least, present it as not so yet.
    pub(super) fn is_presented_as_plan(&self, fact: &Fact<'_>) -> bool {
        let _ = self.unrealized_event(fact);
        let counts = self.plans.get().and_then(|plans| plans.get(&fact.subject));
        counts.is_some_and(|(unrealized, realized)| *unrealized >= 3 && unrealized > realized)
    }

    /// The entity of a thing.
    pub(super) fn entity<'a>(&'a self, thing: &Referent<'_>) -> Option<&'a Entity<'a>> {
        match thing {
            Referent::Own(key) => {
                let entities = &self.document.entities;
                let at = entities.binary_search_by(|entity| (*entity.key).cmp(&**key)).ok()?;
                entities.get(at)
            }
            Referent::Shared(key) => self.corpus.entity(key),
            _ => None,
        }
    }

    /// The names of a thing's entity.
    pub(super) fn names(&self, thing: &Referent<'_>) -> Option<Rc<Names>> {
        let entity = self.entity(thing)?;
        let key = (matches!(thing, Referent::Own(_)), entity.key.to_string());
        if let Some(names) = self.names.borrow().get(&key) {
            return Some(Rc::clone(names));
        }
        let is = |iri| self.is_a(entity, iri);
        // "The place where the fire began" is a description.
        let described = |entity: &Entity<'_>| {
            let mut labels = entity.labels.iter().chain(&entity.alt_labels);
            let cased = self.page.language.is_some_and(|language| !matches!(language.tag(), "de" | "zh"));
            cased
                && !labels.any(|label| label.text.contains(|c: char| !c.is_lowercase() && c.is_alphabetic()))
        };
        let proper = is(af::AGENT) && !is(GROUP) || is(af::PLACE) && !described(entity);
        let names = Rc::new(Names::new(entity, &self.page, &self.shares, (proper, is(af::PERSON))));
        self.names.borrow_mut().insert(key, Rc::clone(&names));
        Some(names)
    }

    /// Whether an entity is of a class.
    pub(super) fn is_a(&self, entity: &Entity<'_>, class: &str) -> bool {
        let ontology = &self.corpus.ontology;
        ontology.class(class).is_some_and(|class| ontology.is_a(&entity.class_set, class))
    }

    /// Whether a thing is an utterance.
    pub(super) fn is_utterance(&self, thing: &Referent<'_>) -> bool {
        self.entity(thing).is_some_and(|entity| self.is_a(entity, af::UTTERANCE))
    }

    /// Whether a fact's property is in a section of `properties.txt`.
    pub(super) fn is_listed(&self, fact: &Fact<'_>, section: &str) -> bool {
        let iri = self.corpus.ontology.property_iri(fact.predicate);
        let spaces = [("af:", AF), ("dcterms:", DCTERMS), ("skos:", SKOS), ("schema:", SCHEMA)];
        let short = spaces
            .iter()
            .find_map(|(prefix, namespace)| iri.strip_prefix(namespace).map(|local| (*prefix, local)));
        short.is_some_and(|(prefix, local)| {
            let mut names = properties(section).split(',').map(str::trim);
            names.any(|name| name.strip_prefix(prefix) == Some(local))
        })
    }

    /// The entities of the document and its corpus that have a class, with their things.
    pub(super) fn of_class<'a>(
        &'a self,
        class: ClassId,
    ) -> impl Iterator<Item = (Referent<'a>, &'a Entity<'a>)> {
        let own = self
            .document
            .entities
            .iter()
            .map(|entity| (Referent::Own(entity.key.as_ref().into()), entity as &Entity<'a>));
        let shared = self
            .corpus
            .entities()
            .map(|entity| (Referent::Shared(entity.key.as_ref().into()), entity as &Entity<'a>));
        own.chain(shared).filter(move |(_, entity)| entity.classes.contains(&class))
    }
}

/// A group of people, which has a description rather than a name.
pub(super) const GROUP: &str = "https://w3id.org/article-facts#Group";

/// The names in a section of `properties.txt`.
fn properties(section: &str) -> &'static str {
    const FILE: &str = include_str!("properties.txt");
    let start = FILE
        .match_indices('[')
        .find(|(at, _)| FILE[at + 1..].strip_prefix(section).is_some_and(|rest| rest.starts_with(']')));
    start.and_then(|(at, _)| FILE[at..].lines().nth(1)).unwrap_or_default()
}
