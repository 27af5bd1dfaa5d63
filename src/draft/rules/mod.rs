//! The rules: each looks at an article and proposes facts.
use super::scan::token::Form;
use super::thing::{Ref, Things};
use super::view::View;
use crate::check::model::Modality;
use crate::ontology::{Ontology, PropertyId};
use crate::term::vocab::AF;
use std::ops::Range;

pub(crate) mod article;
pub(crate) mod contest;
pub(crate) mod deed;
pub(crate) mod name;
pub(crate) mod phrases;
pub(crate) mod post;
pub(crate) mod speech;

/// The subject of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    /// The article.
    Article,
    /// A thing.
    Thing(Ref),
}

/// What a proposal says of its subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Object {
    /// A thing.
    Thing(Ref),
    /// A controlled value of the core, by name.
    Value(String),
    /// A time: EDTF.
    Time(String),
    /// A literal, with its datatype as a CURIE where it needs one; a plain number is without quotation marks.
    Literal {
        /// The characters.
        text: String,
        /// The datatype.
        datatype: Option<&'static str>,
        /// Whether it is without quotation marks.
        plain: bool,
    },
    /// A number with a unit that the words do not name.
    Measure {
        /// The number.
        number: String,
        /// The unit.
        unit: &'static str,
    },
    /// A quantity, as a number of [`View::scan`](super::scan::Scan)'s.
    Quantity(usize),
}

/// A fact that a rule proposes.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    /// What it is about.
    pub subject: End,
    /// The property.
    pub property: PropertyId,
    /// What the subject is related to.
    pub object: Object,
    /// How real it is.
    pub modality: Modality,
    /// The tokens that say it.
    pub quote: Range<usize>,
    /// When it holds.
    pub when: Option<String>,
    /// What a reader has to infer, if anything.
    pub inferred: Option<String>,
    /// The utterance that conveys it.
    pub stated_in: Option<Ref>,
    /// Whether a name says it by itself, whoever speaks: `Cork, Ireland`, `President Ann Lee`.
    pub named: bool,
    /// How sure the rule is, from 0 to 1.
    pub sure: f64,
}

impl Proposal {
    /// A proposal that a phrase of the text says as it is.
    pub(crate) fn new(subject: End, property: PropertyId, object: Object, quote: Range<usize>) -> Self {
        Self {
            subject,
            property,
            object,
            modality: Modality::Realized,
            quote,
            when: None,
            inferred: None,
            stated_in: None,
            named: false,
            sure: 0.9,
        }
    }

    /// With a modality.
    #[must_use]
    pub(crate) fn modality(mut self, modality: Modality) -> Self {
        self.modality = modality;
        self
    }

    /// As sure as this.
    #[must_use]
    pub(crate) fn sure(mut self, sure: f64) -> Self {
        self.sure = sure;
        self
    }

    /// Said by a name itself.
    #[must_use]
    pub(crate) fn named(mut self) -> Self {
        self.named = true;
        self
    }

    /// With what a reader has to infer.
    #[must_use]
    pub(crate) fn inferred(mut self, note: Option<String>) -> Self {
        self.inferred = note;
        self
    }
}

/// What the rules work on and add to.
#[derive(Debug)]
pub(crate) struct Work<'w, 't, 'o> {
    /// The article.
    pub view: &'w View<'t>,
    /// The things.
    pub things: &'w mut Things<'o>,
    /// The ontology.
    pub ontology: &'o Ontology,
    /// What was proposed so far.
    pub proposals: Vec<Proposal>,
}

impl Work<'_, '_, '_> {
    /// A property of the core.
    pub(crate) fn core(&self, name: &str) -> Option<PropertyId> {
        self.ontology.property(&format!("{AF}{name}"))
    }

    /// Adds a proposal of a property of the core.
    pub(crate) fn propose(&mut self, property: &str, make: impl FnOnce(PropertyId) -> Proposal) {
        if let Some(property) = self.core(property) {
            self.proposals.push(make(property));
        }
    }

    /// The thing that a mention names; one that cannot be told becomes one of this class.
    pub(crate) fn thing_as(&mut self, mention: usize, class: &str) -> Option<Ref> {
        let mention = &self.view.mentions[mention];
        if let Some(thing) = mention.thing {
            return self.things.is_a(thing, class).then_some(thing);
        }
        if mention.kind == super::scan::name::Kind::Demonym {
            return None;
        }
        self.things.mint(&self.view.label(&mention.tokens), class)
    }

    /// The country of an adjective: `Kazakh`.
    pub(crate) fn country_of(&mut self, at: usize) -> Option<Ref> {
        let demonym = self.view.word(at);
        let country = self.view.lexicon.demonyms.get(demonym).filter(|country| !country.is_empty())?;
        let thing = self.things.mint(country, "Country")?;
        self.things.alt_label(thing, demonym);
        Some(thing)
    }

    /// Whether a sentence asks.
    pub(crate) fn is_question(&self, at: usize) -> bool {
        let sentence = self.view.sentence(at);
        sentence.clone().rev().take(2).any(|at| self.view.word(at) == "?")
    }

    /// Where a token closes the words before it: a comma, a full stop, or the end of the sentence.
    pub(crate) fn closes(&self, at: usize, sentence: &Range<usize>) -> bool {
        at >= sentence.end
            || matches!(self.view.word(at), "," | "." | ";" | ":" | ")" | "—" | "–")
            || matches!(self.view.token(at).map(|token| token.form), Some(Form::Close | Form::Open))
    }
}
