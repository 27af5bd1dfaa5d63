//! From an article to drafts: the rules propose, the checks decide what may stand.
use super::file::{By, Draft, Drafts, Origin, Rejected, read, sentence_digest, sentence_of};
use super::id::Ids;
use super::instruction::is_instruction;
use super::item::Item;
use super::label::{Labels, object_label};
use super::merge::merge;
use super::phrase::Phrases;
use super::rules::{End, Object, Proposal, Work, article, contest, name, phrases, post, speech};
use super::scan::Scan;
use super::scan::date::Day;
use super::scan::lexicon::Lexicon;
use super::scan::quantity::{Bound, Quantity};
use super::scan::token::Form;
use super::thing::Things;
use super::view::View;
use crate::check::model::Modality;
use crate::check::resolve::{Buffers, Context, FoundText, resolve};
use crate::check::support::{Doubt, Judge, Part};
use crate::check::{quote, support};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{self, Notation, facts};
use crate::term::slug::slug;
use crate::term::vocab::AF;
use crate::text::digest::sha256;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// The name of the rules in the origin of what they propose.
pub(crate) const NAME: &str = "groundwire rules";
/// What is less sure than this is left out, unless all is asked for.
pub(crate) const SURE: f64 = 0.7;

/// A document to draft for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'d> {
    /// The document's source.
    pub source: &'d str,
    /// Its notation.
    pub notation: Notation,
    /// The article's text.
    pub text: FoundText<'d>,
    /// What it is checked against.
    pub context: Context<'d>,
    /// The drafts that there are.
    pub drafts: &'d Drafts,
}

/// What is asked of the rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options<'o> {
    /// Whether the weak proposals are kept too.
    pub all: bool,
    /// The time of drafting: an xsd:dateTime.
    pub at: &'o str,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The drafts, the old ones and the new.
    pub drafts: Drafts,
    /// How many are new.
    pub new: usize,
    /// How many were left out for being weak.
    pub weak: usize,
}

/// What serves one document after another: the phrases of an ontology.
#[derive(Debug)]
pub(crate) struct Drafter {
    phrases: Phrases,
}

impl Drafter {
    /// For the properties of an ontology.
    pub(crate) fn new(ontology: &crate::ontology::Ontology) -> Self {
        Self { phrases: Phrases::new(ontology) }
    }

    /// What is seen in a document's text.
    ///
    /// # Errors
    /// What is wrong with the form of the document.
    pub(crate) fn scan<'t>(&self, subject: &Subject<'t>) -> Result<Scan<'t>, Vec<Diagnostic>> {
        let written = parse(subject)?;
        let (_, known) = Things::new(subject.context.corpus, &written, subject.drafts);
        Ok(Scan::new(subject.text.text, Lexicon::english(), &known, published(&written)))
    }

    /// Proposes facts for a document.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub(crate) fn draft(
        &self,
        subject: &Subject<'_>,
        options: Options<'_>,
        buffers: &mut Buffers,
    ) -> Result<Outcome, Vec<Diagnostic>> {
        let written = parse(subject)?;
        let mut diagnostics = Vec::new();
        if resolve(&written, Some(subject.text), subject.context, buffers, &mut diagnostics).is_none() {
            return Err(diagnostics);
        }
        let corpus = subject.context.corpus;
        let lexicon = Lexicon::english();
        let (mut things, known) = Things::new(corpus, &written, subject.drafts);
        let scan = Scan::new(subject.text.text, lexicon, &known, published(&written));
        let view = View::new(scan, lexicon, &mut things);
        let mut work =
            Work { view: &view, things: &mut things, ontology: &corpus.ontology, proposals: Vec::new() };
        let title = written.article.title.as_deref().unwrap_or_default();
        let said = run(&mut work, &self.phrases, title);
        let mut proposals = work.proposals;
        attribute(&mut proposals, &said, &things);
        bury(&mut proposals, &things, &corpus.ontology);
        name_events(&mut proposals, &mut things);
        let mut write = Writer {
            subject,
            view: &view,
            things: &things,
            at: options.at,
            digest: sha256(subject.text.bytes),
        };
        let mut drafts = write.drafts(&proposals, &written);
        let checked = write.check(&mut drafts, buffers);
        let before = checked.len();
        let kept: Vec<(Draft, f64)> =
            checked.into_iter().filter(|(_, sure)| options.all || *sure >= SURE).collect();
        let weak = before - kept.len();
        Ok(write.finish(kept, weak, &written))
    }
}

fn parse<'t>(subject: &Subject<'t>) -> Result<facts::RawDocument<'t>, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let written = document::read(subject.source, subject.notation, &mut diagnostics);
    let refused = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    written.filter(|_| !refused).ok_or(diagnostics)
}

pub(super) fn published(written: &facts::RawDocument<'_>) -> Option<Day> {
    written.article.published.as_deref().and_then(Day::parse)
}

/// All rules, the surest first: of two that say the same the first counts.
fn run(work: &mut Work<'_, '_, '_>, all: &Phrases, title: &str) -> Vec<speech::Said> {
    article::article(work);
    article::topics(work, title);
    name::names(work);
    post::posts(work);
    let said = speech::utterances(work);
    contest::contests(work);
    phrases::phrases(work, all);
    said
}

/// Says of each proposal whose words are somebody's whose they are.
fn attribute(proposals: &mut [Proposal], said: &[speech::Said], things: &Things<'_>) {
    for proposal in proposals {
        if let End::Thing(subject) = proposal.subject
            && things.is_a(subject, "Utterance")
        {
            continue;
        }
        if proposal.subject == End::Article {
            continue;
        }
        let quote = &proposal.quote;
        let middle = quote.start + quote.len() / 2;
        let Some(said) = said.iter().find(|said| said.content.contains(&middle)) else { continue };
        // `Ann Lee endorsed Bo Berg`: what someone does by speaking is the article's to tell.
        let tells = !said.cue.is_empty() && quote.start <= said.cue.start && said.cue.end <= quote.end;
        match said.utterance {
            _ if tells => {}
            Some(utterance) => proposal.stated_in = Some(utterance),
            // Somebody says so, and it cannot be told who. What a name says by itself still holds.
            None if proposal.named || matches!(proposal.object, Object::Literal { .. }) => {}
            None => proposal.sure -= 0.3,
        }
    }
}

/// The dead no longer are what they were.
fn bury(proposals: &mut [Proposal], things: &Things<'_>, ontology: &crate::ontology::Ontology) {
    let property = |name: &str| ontology.property(&format!("{AF}{name}"));
    let (involves, nationality) = (property("involves"), property("nationality"));
    let ends = |event: usize| {
        let label = &things.get(event).label;
        ["death of ", "murder of ", "execution of ", "burial of "].iter().any(|way| label.starts_with(way))
    };
    let dead: FxHashSet<usize> = proposals
        .iter()
        .filter(|proposal| Some(proposal.property) == involves && proposal.modality == Modality::Completed)
        .filter_map(|proposal| match (proposal.subject, &proposal.object) {
            (End::Thing(event), Object::Thing(person)) if ends(event) => Some(*person),
            _ => None,
        })
        .collect();
    for proposal in proposals.iter_mut().filter(|proposal| proposal.modality == Modality::Ongoing) {
        let person = matches!(proposal.subject, End::Thing(subject) if dead.contains(&subject));
        if person && Some(proposal.property) != nationality {
            proposal.modality = Modality::Completed;
        }
    }
}

/// An event that is named by a noun alone gets its place as a part of its name; without one it is too vague.
fn name_events(proposals: &mut [Proposal], things: &mut Things<'_>) {
    let mut places: FxHashMap<usize, usize> = FxHashMap::default();
    for proposal in proposals.iter() {
        if let (End::Thing(event), Object::Thing(place)) = (proposal.subject, &proposal.object)
            && things.is_a(event, "Event")
            && things.is_a(*place, "Place")
        {
            places.entry(event).or_insert(*place);
        }
    }
    let bare = |things: &Things<'_>, event: usize| {
        let thing = things.get(event);
        thing.declared.is_some() && things.is_a(event, "Event") && !thing.label.contains(' ')
    };
    for (&event, &place) in &places {
        if bare(things, event) {
            let label = format!("{} in {}", things.get(event).label, things.get(place).label);
            things.relabel(event, &label);
        }
    }
    for proposal in proposals {
        let named = |end: usize, things: &Things<'_>| bare(things, end);
        let subject = matches!(proposal.subject, End::Thing(subject) if named(subject, things));
        let object = matches!(proposal.object, Object::Thing(object) if named(object, things));
        // What an event cost is told of it even where it has no name.
        let counts = matches!(proposal.object, Object::Quantity(_) | Object::Measure { .. });
        if (subject || object) && !counts {
            proposal.sure -= 0.3;
        }
    }
}

struct Writer<'w, 't> {
    subject: &'w Subject<'w>,
    view: &'w View<'t>,
    things: &'w Things<'w>,
    at: &'w str,
    digest: String,
}

/// A draft before it was checked.
struct Candidate {
    draft: Draft,
    sure: f64,
    /// The bytes of its quote.
    quote: Range<usize>,
    /// Whether a name says it by itself, whatever is said with the name.
    named: bool,
    dropped: bool,
}

impl Writer<'_, '_> {
    /// The proposals as drafts, without those that the document, the drafts or the rejected ones have.
    fn drafts(&self, proposals: &[Proposal], written: &facts::RawDocument<'_>) -> Vec<Candidate> {
        let mut seen: FxHashSet<(String, String, String)> = FxHashSet::default();
        for fact in &written.facts {
            seen.extend(key_of_fact(fact));
        }
        for draft in &self.subject.drafts.facts {
            seen.insert(key_of_draft(draft));
        }
        let rejected: FxHashSet<&Rejected> = self.subject.drafts.rejected.iter().collect();
        let instructions = self.instructions();
        let mut candidates = Vec::with_capacity(proposals.len());
        for proposal in proposals {
            if instructions.contains(&self.sentence(proposal)) {
                continue;
            }
            let draft = self.draft(proposal);
            if !seen.insert(key_of_draft(&draft)) {
                continue;
            }
            let quote = self.quote(proposal);
            if !rejected.is_empty() && rejected.contains(&self.rejected(proposal, &draft)) {
                continue;
            }
            let named = proposal.named;
            candidates.push(Candidate { draft, sure: proposal.sure, quote, named, dropped: false });
        }
        candidates
    }

    /// The number of the sentence that a proposal is of.
    fn sentence(&self, proposal: &Proposal) -> usize {
        self.view.token(proposal.quote.start).map_or(0, |token| token.sentence as usize)
    }

    /// The sentences that tell a program what to do: nothing is proposed from them.
    fn instructions(&self) -> FxHashSet<usize> {
        let sentences = self.view.scan.sentences.iter().enumerate();
        let orders = sentences.filter(|(_, range)| is_instruction(&self.view.scan.text[(*range).clone()]));
        orders.map(|(number, _)| number).collect()
    }

    /// What a person would have rejected of this.
    fn rejected(&self, proposal: &Proposal, draft: &Draft) -> Rejected {
        let sentence = self.sentence(proposal);
        let sentence = self.view.scan.sentences.get(sentence).cloned().unwrap_or(0..0);
        let labels = Labels::of(self.things);
        Rejected {
            sentence: sentence_digest(&self.view.scan.text[sentence]),
            subject: labels.label(draft.text("subject").unwrap_or_default()),
            predicate: draft.text("predicate").unwrap_or_default().to_owned(),
            object: object_label(draft, &labels),
        }
    }

    fn draft(&self, proposal: &Proposal) -> Draft {
        let key = |thing: usize| Item::text(self.things.get(thing).key.clone());
        let mut entries: Vec<(String, Item)> = Vec::with_capacity(8);
        let mut add = |name: &str, item: Item| entries.push((name.to_owned(), item));
        add(
            "subject",
            match proposal.subject {
                End::Article => Item::text("article"),
                End::Thing(thing) => key(thing),
            },
        );
        let iri = self.subject.context.corpus.ontology.property_iri(proposal.property);
        add("predicate", Item::text(self.things.class_name(iri)));
        match &proposal.object {
            Object::Thing(thing) => add("object", key(*thing)),
            Object::Value(value) => add("object", Item::text(value.clone())),
            Object::Time(edtf) => add("object", Item::Plain(edtf.clone())),
            Object::Literal { text, datatype: None, plain: true } => add("value", Item::Plain(text.clone())),
            Object::Literal { text, datatype: None, .. } => add("value", Item::text(text.clone())),
            Object::Literal { text, datatype: Some(datatype), .. } => add(
                "value",
                Item::Map(vec![
                    ("value".to_owned(), Item::Plain(text.clone())),
                    ("datatype".to_owned(), Item::text(*datatype)),
                ]),
            ),
            Object::Measure { number, unit } => add(
                "quantity",
                Item::Map(vec![
                    ("number".to_owned(), Item::Plain(number.clone())),
                    ("unit".to_owned(), Item::text(*unit)),
                ]),
            ),
            Object::Quantity(index) => add("quantity", self.quantity(&self.view.scan.quantities[*index])),
        }
        if proposal.modality != Modality::Realized {
            add("modality", Item::text(proposal.modality.name()));
        }
        if let Some(when) = &proposal.when {
            add("when", Item::Plain(when.clone()));
        }
        if let Some(utterance) = proposal.stated_in {
            add("stated-in", key(utterance));
        }
        if let Some(note) = &proposal.inferred {
            add("inferred", Item::Plain("true".to_owned()));
            add("note", Item::text(note.clone()));
        }
        let quote = self.quote(proposal);
        add("quote", self.quote_item(&quote, false));
        let origin = Origin {
            by: By::Rules,
            name: NAME.to_owned(),
            prompt_sha256: None,
            article_sha256: self.digest.clone(),
            at: self.at.to_owned(),
        };
        let sentence = self.sentence(proposal) + 1;
        Draft { id: format!("f{sentence}"), origin, entries }
    }

    fn quantity(&self, quantity: &Quantity) -> Item {
        let (number, to) = &quantity.number;
        let plain = |number: &String| Item::Plain(number.clone());
        let mut entries: Vec<(String, Item)> = Vec::new();
        match (to, quantity.bound) {
            (Some(to), _) => {
                entries.push(("from".to_owned(), plain(number)));
                entries.push(("to".to_owned(), plain(to)));
            }
            (None, Bound::AtLeast) => entries.push(("from".to_owned(), plain(number))),
            (None, Bound::AtMost) => entries.push(("to".to_owned(), plain(number))),
            (None, Bound::Above) => entries.push(("above".to_owned(), plain(number))),
            (None, Bound::Below) => entries.push(("below".to_owned(), plain(number))),
            (None, Bound::Exact | Bound::About) => entries.push(("number".to_owned(), plain(number))),
        }
        let unit = quantity.unit.as_deref().unwrap_or_default();
        let known = self.things.by_label(unit).filter(|thing| self.things.is_a(*thing, "Concept"));
        let unit = known.map_or_else(|| slug(unit), |thing| self.things.get(thing).key.clone());
        entries.push(("unit".to_owned(), Item::text(unit)));
        if quantity.bound == Bound::About {
            entries.push(("about".to_owned(), Item::Plain("true".to_owned())));
        }
        Item::Map(entries)
    }

    /// The bytes of a proposal's words: at least three of them, and not cut before what may turn them.
    fn quote(&self, proposal: &Proposal) -> Range<usize> {
        let view = self.view;
        let Range { mut start, mut end } = proposal.quote;
        let sentence = view.sentence(start);
        end = end.min(sentence.end.max(start + 1));
        let words = |range: Range<usize>| {
            range.filter(|at| view.token(*at).is_some_and(|token| token.is_word())).count()
        };
        while words(start..end) < 3 && end < sentence.end {
            end += 1;
        }
        while words(start..end) < 3 && start > sentence.start {
            start -= 1;
        }
        let next = view.small(end).trim_matches(',');
        if end < sentence.end
            && matches!(next, "but" | "if" | "unless" | "not" | "never" | "except" | "without")
            || view.word(end) == ","
                && matches!(view.small(end + 1), "but" | "if" | "unless" | "not" | "except" | "without")
        {
            end = sentence.end;
        }
        let mark = |at: usize| matches!(view.word(at), "," | ";" | ":" | "." | ")" | "(" | "—" | "–" | "-");
        let open = |range: Range<usize>| range.filter(|at| view.word(*at) == "(").count();
        while end > start + 1 && mark(end - 1) && !(view.word(end - 1) == ")" && open(start..end) > 0) {
            end -= 1;
        }
        while start + 1 < end && mark(start) {
            start += 1;
        }
        view.scan.bytes(&(start..end))
    }

    /// A quote as it is written; with its place where its words stand more than once.
    fn quote_item(&self, bytes: &Range<usize>, placed: bool) -> Item {
        let text = self.view.scan.text;
        let exact = text[bytes.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let skip = text[bytes.start..].chars().next().map_or(0, char::len_utf8);
        let again = text[bytes.start + skip..].contains(&text[bytes.clone()]);
        let before = text[..bytes.start].contains(&text[bytes.clone()]);
        if !placed && !again && !before {
            return Item::text(exact);
        }
        let start = text[..bytes.start].chars().count();
        Item::Map(vec![
            ("exact".to_owned(), Item::text(exact)),
            ("start".to_owned(), Item::Plain(start.to_string())),
        ])
    }

    /// Checks the candidates together with the document. What is refused is dropped, what the words do not
    /// support loses confidence.
    fn check(&mut self, candidates: &mut Vec<Candidate>, buffers: &mut Buffers) -> Vec<(Draft, f64)> {
        for _ in 0..6 {
            number(candidates);
            let drafts = self.file(candidates.iter().map(|candidate| &candidate.draft));
            let text = drafts.write();
            let Ok(mut written) = parse(self.subject) else { return Vec::new() };
            // The rules read English: where the document names no language, its words tell whether it is.
            if written.article.language.is_none() && self.is_english() {
                let span = written.article.span;
                written.article.language = Some(facts::Spanned { text: "en".into(), span });
            }
            let base = u32::try_from(self.subject.source.len()).unwrap_or(u32::MAX / 2);
            let mut diagnostics = Vec::new();
            let read = read(&text, base, &mut diagnostics);
            let starts: Vec<u32> = read.facts.iter().map(|fact| fact.span.start).collect();
            let keys: Vec<(u32, String)> =
                read.entities.iter().map(|entity| (entity.key.span.start, entity.key.to_string())).collect();
            merge(&mut written, read, base, &mut diagnostics);
            let resolved =
                resolve(&written, Some(self.subject.text), self.subject.context, buffers, &mut diagnostics);
            if let Some(document) = &resolved {
                let judge = Judge::new(document, self.subject.context.corpus);
                let own = written.facts.len() - candidates.len();
                for fact in &document.facts {
                    let Some(candidate) = fact.index.checked_sub(own).and_then(|at| candidates.get_mut(at))
                    else {
                        continue;
                    };
                    // “Ann Lee, 40,” gives an age without its unit; what an article is about is nobody's claim.
                    let is = |predicate: &str| candidate.draft.text("predicate") == Some(predicate);
                    // “killing eleven” counts people.
                    let speaks = is("speaker") || is("speechMode") || is("addressee");
                    let (unit_is_plain, is_topic) = (is("age") || is("deaths") || is("injured"), is("topic"));
                    let counts = |doubt: &Doubt| match doubt.code {
                        Code::UnsupportedUnit => !unit_is_plain,
                        Code::UnsupportedPolarity | Code::UnsupportedModality => !candidate.named,
                        // Two may speak in one sentence: the quote of each has its own cue.
                        Code::UnsupportedEnd => !(speaks && doubt.part == Part::Subject),
                        Code::MissingSpeaker | Code::UnnamedSpeaker => !is_topic,
                        _ => true,
                    };
                    candidate.sure *= judge.grade(fact).support(counts);
                }
                let mut quotes = quote::QuoteBuffers::default();
                let warnings =
                    support::warnings(document, &written, self.subject.context.corpus, &mut quotes);
                let short = warnings.iter().filter(|warning| warning.code == Code::ShortQuote);
                for warning in short.filter(|warning| warning.span.start >= base) {
                    if let Some(index) = index_of(&starts, warning.span.start) {
                        candidates[index].sure -= 0.1;
                    }
                }
                let mut kept: Vec<(Draft, f64)> = Vec::with_capacity(candidates.len());
                for candidate in candidates.drain(..) {
                    kept.push((candidate.draft, candidate.sure.clamp(0.0, 1.0)));
                }
                return kept;
            }
            for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
                self.drop_wrong(diagnostic, &starts, &keys, base, candidates);
            }
            candidates.retain(|candidate| !candidate.dropped);
        }
        Vec::new()
    }

    /// Whether the small words of the text are English ones.
    fn is_english(&self) -> bool {
        let tokens = &self.view.scan.tokens;
        let words = (0..tokens.len()).filter(|at| tokens[*at].form == Form::Lower);
        let (mut all, mut english) = (0_usize, 0_usize);
        for at in words {
            all += 1;
            english += usize::from(self.view.lexicon.has("common-words", self.view.small(at)));
        }
        english > 0 && english * 12 >= all
    }

    /// Drops what an error is about, or fixes it where its words only stand more than once.
    fn drop_wrong(
        &self,
        diagnostic: &Diagnostic,
        starts: &[u32],
        keys: &[(u32, String)],
        base: u32,
        candidates: &mut [Candidate],
    ) {
        let at = diagnostic.span.start;
        if at < base {
            // A cycle that the drafts close shows in the document: no draft of a part or a body stays.
            for candidate in candidates.iter_mut() {
                candidate.dropped |= matches!(candidate.draft.text("predicate"), Some("partOf" | "bodyOf"));
            }
            return;
        }
        if let Some(index) = index_of(starts, at) {
            let Some(candidate) = candidates.get_mut(index) else { return };
            let placed = matches!(candidate.draft.get("quote"), Some(Item::Map(_)));
            if diagnostic.code == Code::QuoteAmbiguous && !placed {
                let item = self.quote_item(&candidate.quote, true);
                if let Some((_, quote)) = candidate.draft.entries.iter_mut().find(|(key, _)| key == "quote") {
                    *quote = item;
                }
            } else {
                candidate.dropped = true;
            }
            return;
        }
        let Some((_, key)) = keys.iter().rev().find(|(start, _)| *start <= at) else { return };
        for candidate in candidates.iter_mut() {
            candidate.dropped |= candidate.draft.names().contains(&key.as_str());
        }
    }

    /// A drafts file of these drafts with the entities that they name.
    fn file<'f>(&self, drafts: impl Iterator<Item = &'f Draft>) -> Drafts {
        let facts: Vec<Draft> = drafts.cloned().collect();
        let mut keys: Vec<&str> = facts.iter().flat_map(Draft::names).collect();
        keys.sort_unstable();
        keys.dedup();
        let declared = |key: &&str| {
            let thing = self.things.get(self.things.by_key(key)?);
            Some(((*key).to_owned(), Item::Map(thing.declared.clone()?)))
        };
        let entities = keys.iter().filter_map(declared).collect();
        Drafts { entities, facts, ..Drafts::default() }
    }

    /// The old drafts and the new ones, with ids that no other fact has or had.
    fn finish(&self, kept: Vec<(Draft, f64)>, weak: usize, written: &facts::RawDocument<'_>) -> Outcome {
        let old = self.subject.drafts;
        let mut ids = Ids::new(old, written);
        let mut drafts = Drafts {
            entities: old.entities.clone(),
            facts: old.facts.clone(),
            rejected: old.rejected.clone(),
            audits: old.audits.clone(),
        };
        let new = kept.len();
        for (mut draft, sure) in kept {
            let sentence = sentence_of(&draft.id);
            let range = self.view.scan.sentences.get(sentence.saturating_sub(1)).cloned().unwrap_or(0..0);
            draft.id = ids.next(sentence, &self.view.scan.text[range]);
            draft.entries.push(("confidence".to_owned(), Item::Plain(format!("{sure:.2}"))));
            drafts.facts.push(draft);
        }
        let named = self.file(drafts.facts.iter());
        for (key, entity) in named.entities {
            if !drafts.entities.iter().any(|(old, _)| *old == key) {
                drafts.entities.push((key, entity));
            }
        }
        drafts.sort();
        drafts.drop_unused_entities();
        Outcome { drafts, new, weak }
    }
}

/// Gives each candidate an id for the check.
fn number(candidates: &mut [Candidate]) {
    for (number, candidate) in candidates.iter_mut().enumerate() {
        let sentence = sentence_of(&candidate.draft.id);
        candidate.draft.id = format!("f{sentence}-draft-{number}");
    }
}

/// The fact that a location is of.
fn index_of(starts: &[u32], at: u32) -> Option<usize> {
    starts.partition_point(|start| *start <= at).checked_sub(1)
}

/// Subject, predicate and object of a draft: what makes it the same as another.
pub(super) fn key_of_draft(draft: &Draft) -> (String, String, String) {
    let mut object = String::new();
    for key in ["object", "value", "quantity"] {
        match draft.get(key) {
            Some(Item::Map(entries)) if key == "value" => {
                object.push_str(entries.first().and_then(|(_, value)| value.as_str()).unwrap_or_default());
            }
            Some(Item::Map(entries)) => {
                let plain: Vec<&str> = entries.iter().filter_map(|(_, value)| value.as_str()).collect();
                object.push_str(&plain.join(" "));
            }
            Some(item) => object.push_str(item.as_str().unwrap_or_default()),
            None => {}
        }
    }
    let text = |key: &str| draft.text(key).unwrap_or_default().to_owned();
    (text("subject"), text("predicate"), object)
}

/// The same of a fact.
pub(super) fn key_of_fact(fact: &facts::RawFact<'_>) -> Option<(String, String, String)> {
    let object = match fact.object.as_ref()? {
        facts::RawObject::Thing(name) => name.to_string(),
        facts::RawObject::Value(value) => value.text.to_string(),
        facts::RawObject::Quantity(quantity) => {
            let numbers = [&quantity.from, &quantity.to, &quantity.above, &quantity.below, &quantity.number];
            let numbers = numbers.into_iter().flatten();
            let mut parts: Vec<String> = numbers.map(|number| number.text.to_string()).collect();
            parts.extend(quantity.unit.as_ref().map(|unit| unit.to_string()));
            parts.join(" ")
        }
    };
    let predicate = fact.predicate.as_deref()?;
    let predicate = predicate.strip_prefix("af:").or_else(|| predicate.strip_prefix(AF)).unwrap_or(predicate);
    Some((fact.subject.as_deref()?.to_owned(), predicate.to_owned(), object))
}
