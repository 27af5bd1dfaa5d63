//! The RDF shape of a fact as it is read back, from whatever holds it; [`mapping`](super::mapping) writes it.
use crate::term::vocab::{af, dcterms, is_realized, oa, prov, rdf};
use oxrdf::{NamedNodeRef, TermRef};
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::LazyLock;

macro_rules! roles {
    ($($role:ident = $module:ident::$name:ident,)+) => {
        /// What a predicate tells of a fact, or of a quote, a time, a quantity or an article.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Role {
            $(#[doc = concat!("`", stringify!($module::$name), "`")] $role,)+
        }

        impl Role {
            /// All of them, by their number.
            pub(crate) const ALL: &[Self] = &[$(Self::$role,)+];

            /// The predicate.
            pub(crate) const fn iri(self) -> &'static str {
                match self {
                    $(Self::$role => $module::$name,)+
                }
            }
        }
    };
}

roles! {
    Type = rdf::TYPE,
    Subject = af::SUBJECT,
    Predicate = af::PREDICATE,
    Object = af::OBJECT,
    Value = af::VALUE,
    Modality = af::MODALITY,
    Negated = af::NEGATED,
    Inferred = af::INFERRED,
    Evidence = af::EVIDENCE,
    When = af::WHEN,
    AccordingTo = af::ACCORDING_TO,
    StatedIn = af::STATED_IN,
    Topic = af::TOPIC,
    Proposed = prov::WAS_GENERATED_BY,
    InArticle = af::IN_ARTICLE,
    Exact = oa::EXACT,
    Start = oa::START,
    End = oa::END,
    Title = dcterms::TITLE,
    Edtf = af::EDTF,
    Earliest = af::EARLIEST,
    Latest = af::LATEST,
    Unit = af::UNIT,
    Number = af::NUMBER,
    Least = af::LEAST,
    Most = af::MOST,
    Above = af::ABOVE,
    Below = af::BELOW,
    BaseUnit = af::BASE_UNIT,
    BaseNumber = af::BASE_NUMBER,
    BaseLeast = af::BASE_LEAST,
    BaseMost = af::BASE_MOST,
    BaseAbove = af::BASE_ABOVE,
    BaseBelow = af::BASE_BELOW,
    Approximate = af::APPROXIMATE,
}

impl Role {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::ALL.len();
    /// Those by which a fact leads to quotes, times and quantities.
    pub(crate) const LINKS: [Self; 3] = [Self::Evidence, Self::When, Self::Object];
    /// Those by which a fact is attributed to someone.
    pub(crate) const VOICES: [Self; 2] = [Self::AccordingTo, Self::StatedIn];
    /// Those whose value is a boolean; not to have one is as if it were false.
    const FLAGS: [Self; 3] = [Self::Negated, Self::Inferred, Self::Approximate];
    /// A quantity's number and bounds in its own unit.
    pub(crate) const NUMBERS: [Self; 5] = [Self::Number, Self::Least, Self::Most, Self::Above, Self::Below];
    /// The same in the base unit.
    pub(crate) const BASE_NUMBERS: [Self; 5] =
        [Self::BaseNumber, Self::BaseLeast, Self::BaseMost, Self::BaseAbove, Self::BaseBelow];

    /// The role of a predicate.
    pub(crate) fn of(iri: &str) -> Option<Self> {
        static ROLES: LazyLock<FxHashMap<&str, Role>> =
            LazyLock::new(|| Role::ALL.iter().map(|role| (role.iri(), *role)).collect());
        ROLES.get(iri).copied()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.iri())
    }
}

/// The classes of what belongs to facts and is nothing without them: quotes, times and quantities.
pub(crate) const NODES: [&str; 3] = [af::QUOTE, af::TIME_SPAN, af::QUANTITY];

/// What is told of a fact, a quote, a time or a quantity: of each role the first, and of its flags those that are true.
#[derive(Debug)]
pub(crate) struct Parts<T>([Option<T>; Role::COUNT]);

impl<T: Copy> Parts<T> {
    pub(crate) fn get(&self, role: Role) -> Option<T> {
        self.0[role as usize]
    }

    /// What a fact relates its subject to: a thing or a literal.
    pub(crate) fn object(&self) -> Option<T> {
        self.get(Role::Object).or(self.get(Role::Value))
    }

    pub(crate) fn is_negated(&self) -> bool {
        self.get(Role::Negated).is_some()
    }

    /// Whether someone in the article says it, and not the article in its own voice.
    pub(crate) fn is_attributed(&self) -> bool {
        Role::VOICES.iter().any(|voice| self.get(*voice).is_some())
    }
}

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CitedQuote<'d> {
    /// Where they begin, in code points.
    pub start: u64,
    /// Where they end.
    pub end: u64,
    /// The words.
    pub exact: &'d str,
}

/// RDF in which facts are.
pub(crate) trait Facts {
    /// A term of it.
    type Term: Copy + PartialEq;

    /// What is told of something, as far as it has a role.
    fn told(&self, of: Self::Term) -> impl Iterator<Item = (Role, Self::Term)>;

    /// A term itself.
    fn term(&self, term: Self::Term) -> TermRef<'_>;

    /// What something has in a role.
    fn all(&self, of: Self::Term, role: Role) -> impl Iterator<Item = Self::Term> {
        self.told(of).filter(move |(other, _)| *other == role).map(|(_, term)| term)
    }

    /// The first of [all](Self::all).
    fn one(&self, of: Self::Term, role: Role) -> Option<Self::Term> {
        self.all(of, role).next()
    }

    /// Whether something has a term in a role.
    fn has(&self, of: Self::Term, role: Role, term: Self::Term) -> bool {
        self.all(of, role).any(|other| other == term)
    }

    /// Whether something is of a class.
    fn is_a(&self, of: Self::Term, class: &str) -> bool {
        self.all(of, Role::Type).any(|other| text(self.term(other)) == class)
    }

    /// Whether something is a quote, a time or a quantity.
    fn is_node(&self, of: Self::Term) -> bool {
        self.all(of, Role::Type).any(|class| NODES.contains(&text(self.term(class))))
    }

    /// Whether something tells of itself what a time or a quantity does.
    fn is_measure(&self, of: Self::Term) -> bool {
        [Role::Edtf, Role::Unit].into_iter().any(|role| self.one(of, role).is_some())
    }

    /// The parts of a fact, or of a quote, a time or a quantity. Of a thing there may be very much to go through.
    fn parts(&self, of: Self::Term) -> Parts<Self::Term> {
        let mut parts = Parts([None; Role::COUNT]);
        for (role, term) in self.told(of) {
            if Role::FLAGS.contains(&role) && matches!(text(self.term(term)), "false" | "0") {
                continue;
            }
            parts.0[role as usize].get_or_insert(term);
        }
        parts
    }

    /// Whether a fact says that it is or was so, or, of a denial, that it is not.
    fn is_realized(&self, fact: &Parts<Self::Term>) -> bool {
        is_realized(fact.get(Role::Modality).map(|modality| text(self.term(modality))))
    }

    /// Whether a fact holds, so that its plain triple does.
    fn holds(&self, fact: &Parts<Self::Term>) -> bool {
        !fact.is_negated() && self.is_realized(fact)
    }

    /// The article of a fact, by its quotes.
    fn article(&self, fact: Self::Term) -> Option<Self::Term> {
        self.all(fact, Role::Evidence).find_map(|quote| self.one(quote, Role::InArticle))
    }

    /// The quotes of a fact, in the order of the article.
    fn quotes(&self, fact: Self::Term) -> Vec<CitedQuote<'_>> {
        let mut quotes: Vec<CitedQuote<'_>> = self
            .all(fact, Role::Evidence)
            .map(|quote| {
                let told = |role| self.one(quote, role).map_or("", |term| text(self.term(term)));
                let offset = |role| told(role).parse().unwrap_or_default();
                CitedQuote { start: offset(Role::Start), end: offset(Role::End), exact: told(Role::Exact) }
            })
            .collect();
        quotes.sort();
        quotes
    }
}

/// The text of a term: an IRI, a label, a lexical form.
pub(crate) fn text(term: TermRef<'_>) -> &str {
    match term {
        TermRef::NamedNode(node) => node.as_str(),
        TermRef::BlankNode(node) => node.as_str(),
        TermRef::Literal(literal) => literal.value(),
        TermRef::Triple(_) => "",
    }
}

/// The IRI of a term, if it is one.
pub(crate) fn named(term: TermRef<'_>) -> Option<&str> {
    match term {
        TermRef::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// An IRI as a term.
pub(crate) fn node(iri: &str) -> TermRef<'_> {
    NamedNodeRef::new_unchecked(iri).into()
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn each_role_has_its_predicate_and_number() {
        for (number, role) in Role::ALL.iter().enumerate() {
            assert_eq!((*role as usize, Role::of(role.iri())), (number, Some(*role)));
        }
    }
}
