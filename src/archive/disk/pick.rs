//! What an answer needs of an article: the facts that it rests on with their quotes, times and quantities, and the triples
//! themselves. The rest of the article is left where it is: to make terms of all of it would take most of the time.
use super::content::{Block, Content, Object, Statement, Text};
use super::known::{is_label, is_node, role};
use crate::ask::dataset::DatasetBuilder;
use crate::ask::literal::written::plain;
use crate::rdf::fact::Role;
use crate::rdf::quads::QuadSink;
use crate::term::vocab::schema;
use oxrdf::{GraphNameRef, NamedNodeRef, NamedOrBlankNode, QuadRef, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is wanted of an article.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Its facts, and its quotes, times and quantities, of which the facts that lead to them are wanted.
    things: FxHashSet<String>,
    /// Triples, by their subject, with the facts that say them.
    triples: FxHashMap<String, FxHashSet<Triple>>,
    /// Facts of which only what they say is wanted, not that they can be cited.
    claims: FxHashSet<String>,
}

impl Wanted {
    /// Wants a fact, or the facts that lead to a quote, a time or a quantity.
    pub(super) fn add_thing(&mut self, thing: &str) -> bool {
        !self.things.contains(thing) && self.things.insert(thing.to_owned())
    }

    /// Wants a triple and the facts that say it.
    pub(super) fn add_triple(&mut self, triple: &Triple) -> bool {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return false };
        let mut triple = triple.clone();
        triple.object = plain(triple.object);
        self.triples.entry(subject.as_str().to_owned()).or_default().insert(triple)
    }

    /// Wants what a fact says.
    pub(super) fn add_claim(&mut self, fact: &str) -> bool {
        !self.claims.contains(fact) && self.claims.insert(fact.to_owned())
    }

    /// Whether the article's own text is wanted.
    pub(super) fn needs_text(&self) -> bool {
        let is_text = |triple: &Triple| triple.predicate.as_str() == schema::ARTICLE_BODY;
        self.triples.values().flatten().any(is_text)
    }

    /// The texts that are wanted, and what for.
    fn marks(&self) -> FxHashMap<&str, Marks> {
        let things = self.things.iter().map(|thing| (thing, WANTED));
        let subjects = self.triples.keys().map(|subject| (subject, OF_TRIPLES));
        let claims = self.claims.iter().map(|claim| (claim, CLAIM));
        let mut marks: FxHashMap<&str, Marks> = FxHashMap::default();
        for (text, mark) in things.chain(subjects).chain(claims) {
            *marks.entry(text).or_default() |= mark;
        }
        marks
    }

    /// Wants what another does.
    pub(super) fn absorb(&mut self, other: Self) {
        self.things.extend(other.things);
        for (subject, triples) in other.triples {
            self.triples.entry(subject).or_default().extend(triples);
        }
        self.claims.extend(other.claims);
    }
}

/// What a text is, bit by bit.
type Marks = u16;
/// A thing that is wanted.
const WANTED: Marks = 1;
/// The subject of triples that are wanted.
const OF_TRIPLES: Marks = 1 << 1;
/// A fact of which only the claim is wanted.
const CLAIM: Marks = 1 << 2;
/// A quote, a time or a quantity.
const NODE: Marks = 1 << 3;
/// All that is said of it is taken.
const KEPT: Marks = 1 << 4;
/// Its title is taken.
const TITLED: Marks = 1 << 5;
/// A time or a quantity of a claim.
const OF_CLAIM: Marks = 1 << 6;
/// Its labels are taken.
const NAMED: Marks = 1 << 7;

/// What is told by name of a fact that is cited: who says so, in what, and how real it is.
const NAMES: [Role; 3] = [Role::AccordingTo, Role::StatedIn, Role::Modality];

/// What tells what a fact claims.
const CLAIMED: [Role; 7] =
    [Role::Subject, Role::Predicate, Role::Object, Role::Value, Role::When, Role::Modality, Role::Negated];

/// What tells a time or a quantity, beside numbers.
const MEASURED: [Role; 4] = [Role::Edtf, Role::Unit, Role::BaseUnit, Role::Approximate];

/// Adds what is wanted of an article; where `with_names`, also the labels of what its facts are [told](NAMES) with.
pub(super) fn pick(content: &Content<'_>, wanted: &Wanted, with_names: bool, builder: &mut DatasetBuilder) {
    let mut picking = Picking::new(content, wanted);
    picking.find_facts();
    if with_names {
        picking.find_names();
    }
    picking.add(builder);
}

struct Picking<'p> {
    content: &'p Content<'p>,
    wanted: &'p Wanted,
    /// Of each text.
    marks: Vec<Marks>,
}

impl<'p> Picking<'p> {
    fn new(content: &'p Content<'p>, wanted: &'p Wanted) -> Self {
        let all = wanted.marks();
        // Most texts are of another length than any that is wanted: they need not be hashed.
        let bit = |text: &str| 1_u64 << (text.len() % 64);
        let lengths = all.keys().fold(0, |lengths, text| lengths | bit(text));
        let mark = |number| {
            let text = content.text(number);
            if lengths & bit(text) == 0 { 0 } else { all.get(text).copied().unwrap_or(0) }
        };
        let marks = (0..content.text_count() as Text).map(mark).collect();
        Self { content, wanted, marks }
    }

    fn has(&self, text: Text, marks: Marks) -> bool {
        self.marks[text as usize] & marks != 0
    }

    fn mark(&mut self, text: Text, mark: Marks) {
        self.marks[text as usize] |= mark;
    }

    /// What a statement leads to, where that is an IRI and the predicate has one of some roles.
    fn end(&self, statement: &Statement, roles: &[Role]) -> Option<Text> {
        match statement.object {
            Object::Iri(end) => role(statement.predicate).filter(|role| roles.contains(role)).map(|_| end),
            _ => None,
        }
    }

    /// Marks the facts that are wanted, and the quotes, times and quantities that belong to them.
    fn find_facts(&mut self) {
        let content = self.content;
        for block in content.blocks() {
            let mut statements = content.statements(block).iter();
            if statements.any(|statement| self.end(statement, &[Role::Type]).is_some_and(is_node)) {
                self.mark(block.subject, NODE);
            }
        }
        for block in content.blocks() {
            if self.is_wanted(block, content.statements(block)) {
                self.mark(block.subject, KEPT);
            }
        }
        for block in content.blocks() {
            let (is_kept, is_claim) = (self.has(block.subject, KEPT), self.has(block.subject, CLAIM));
            if !is_kept && !is_claim {
                continue;
            }
            for statement in content.statements(block) {
                if let Some(end) = self.end(statement, &Role::LINKS)
                    && self.has(end, NODE)
                {
                    self.mark(end, if is_kept { KEPT } else { OF_CLAIM });
                }
            }
        }
        for block in content.blocks() {
            if self.has(block.subject, KEPT) {
                for statement in content.statements(block) {
                    if let Some(article) = self.end(statement, &[Role::InArticle]) {
                        self.mark(article, TITLED);
                    }
                }
            }
        }
    }

    /// Marks what the facts that are wanted are told with.
    fn find_names(&mut self) {
        let content = self.content;
        for block in content.blocks() {
            if self.has(block.subject, KEPT) {
                for statement in content.statements(block) {
                    if let Some(named) = self.end(statement, &NAMES) {
                        self.mark(named, NAMED);
                    }
                }
            }
        }
    }

    /// Whether something is a fact that is wanted: itself, for what it says, or for what it leads to.
    fn is_wanted(&self, block: &Block, statements: &[Statement]) -> bool {
        let part =
            |wanted| statements.iter().find(move |statement| role(statement.predicate) == Some(wanted));
        let Some(Statement { object: Object::Iri(subject), .. }) = part(Role::Subject) else { return false };
        if self.has(block.subject, WANTED) {
            return true;
        }
        let ends = || statements.iter().filter_map(|statement| self.end(statement, &Role::LINKS));
        if ends().any(|end| self.has(end, WANTED) && self.has(end, NODE)) {
            return true;
        }
        if !self.has(*subject, OF_TRIPLES) {
            return false;
        }
        let Some(Statement { object: Object::Iri(predicate), .. }) = part(Role::Predicate) else {
            return false;
        };
        let object = part(Role::Object).or_else(|| part(Role::Value));
        object.is_some_and(|object| self.is_triple(*subject, *predicate, object.object))
    }

    /// Whether a triple is wanted.
    fn is_triple(&self, subject: Text, predicate: Text, object: Object) -> bool {
        let Some(triples) = self.wanted.triples.get(self.content.text(subject)) else { return false };
        let predicate = self.content.text(predicate);
        let object = self.content.term(object);
        triples.iter().any(|triple| triple.predicate.as_str() == predicate && is_same(&triple.object, object))
    }

    /// Adds what is marked, in the order of the article.
    fn add(&self, builder: &mut DatasetBuilder) {
        let content = self.content;
        for block in content.blocks() {
            if !self.has(block.subject, KEPT | OF_TRIPLES | TITLED | CLAIM | OF_CLAIM | NAMED) {
                continue;
            }
            let mut is_begun = false;
            for statement in content.statements(block) {
                let role = role(statement.predicate);
                let is_taken = self.has(block.subject, KEPT)
                    || (self.has(block.subject, TITLED) && role == Some(Role::Title))
                    || (self.has(block.subject, OF_TRIPLES)
                        && self.is_triple(block.subject, statement.predicate, statement.object));
                if is_taken {
                    if !is_begun {
                        builder.subject(content.text(block.graph), content.text(block.subject));
                        is_begun = true;
                    }
                    content.say(statement, builder);
                } else if self.is_of_claim(block.subject, role)
                    || (self.has(block.subject, NAMED) && is_label(statement.predicate))
                {
                    is_begun = false;
                    // In no graph: nothing could be cited for it.
                    builder.insert_quad(QuadRef {
                        subject: NamedNodeRef::new_unchecked(content.text(block.subject)).into(),
                        predicate: NamedNodeRef::new_unchecked(content.text(statement.predicate)),
                        object: content.term(statement.object),
                        graph_name: GraphNameRef::DefaultGraph,
                    });
                }
            }
        }
    }

    /// Whether what is said of something belongs to a claim that is wanted.
    fn is_of_claim(&self, subject: Text, role: Option<Role>) -> bool {
        let Some(role) = role else { return false };
        let is_of = |roles: &[Role], mark| self.has(subject, mark) && roles.contains(&role);
        is_of(&CLAIMED, CLAIM)
            || [&MEASURED[..], &Role::NUMBERS, &Role::BASE_NUMBERS].iter().any(|roles| is_of(roles, OF_CLAIM))
    }
}

/// Whether a term that is wanted is one of an article; tags that differ in letter case alone are one.
fn is_same(wanted: &Term, term: TermRef<'_>) -> bool {
    match (wanted, term) {
        (Term::NamedNode(wanted), TermRef::NamedNode(node)) => wanted.as_ref() == node,
        (Term::Literal(wanted), TermRef::Literal(literal)) => {
            wanted.value() == literal.value()
                && match (wanted.language(), literal.language()) {
                    (Some(wanted), Some(tag)) => wanted.eq_ignore_ascii_case(tag),
                    (None, None) => wanted.datatype() == literal.datatype(),
                    _ => false,
                }
        }
        _ => false,
    }
}
