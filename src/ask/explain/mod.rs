//! What a corpus says of a thing or a triple, and how it connects two things: the page before SPARQL.
mod chain;
mod name;
mod page;
mod passage;
mod write;

pub use chain::{Chains, Hop, chains};
pub use name::Namer;
pub(crate) use page::ROLES;
pub use page::{About, Group, Page, Pattern, Told, page};
pub use passage::{Passage, Shown, SplitText};
pub use write::{Paper, chains_json, page_json};

use crate::ask::cite::Citation;
use crate::ask::dataset::{Dataset, TermId};

/// Which facts count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that are realized.
    pub realized: bool,
    /// Only those that articles say in their own voice.
    pub own_voice: bool,
}

impl Filter {
    fn keeps(self, citation: &Citation<'_>) -> bool {
        let attributed = !citation.according_to.is_empty() || citation.stated_in.is_some();
        (!self.realized || citation.is_realized()) && !(self.own_voice && attributed)
    }
}

/// A fact in full, with the facts that contradict it.
fn cited<'d>(dataset: &'d Dataset, fact: TermId, contradicted: &Contradicted) -> Citation<'d> {
    let mut citation = Citation::new(dataset, fact);
    for other in contradicted.get(&fact).into_iter().flatten() {
        if let oxrdf::TermRef::NamedNode(node) = dataset.term(*other) {
            citation.contradicted_by.push(node.as_str());
        }
    }
    citation
}

/// The facts that each fact contradicts: see [`by_fact`](crate::ask::contradiction::by_fact).
pub type Contradicted = rustc_hash::FxHashMap<TermId, Vec<TermId>>;
