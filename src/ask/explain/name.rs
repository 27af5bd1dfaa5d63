//! What people call things.
use crate::ask::cite::Citation;
use crate::ask::dataset::Dataset;
use crate::term::prefixes::Prefixes;
use crate::term::vocab::{rdf, rdfs, xsd};
use crate::text::visible;
use oxrdf::{NamedNodeRef, TermRef};

/// Gives names.
#[derive(Clone, Copy)]
pub struct Namer<'n> {
    /// Where labels are looked up.
    pub dataset: &'n Dataset,
    /// The prefixes for IRIs without a label.
    pub prefixes: &'n Prefixes,
}

impl Namer<'_> {
    /// What people call a term: a thing's label (the English one, else one without a tag, else the first), its short IRI
    /// where it has none; a literal in quotation marks, a number bare. Nothing in it can move the cursor.
    #[must_use]
    pub fn name(&self, term: TermRef<'_>) -> String {
        match term {
            TermRef::Literal(literal) => {
                let text = visible(literal.value());
                match literal.datatype().as_str() {
                    xsd::STRING => format!("“{text}”"),
                    rdf::LANG_STRING => format!("“{text}”@{}", literal.language().unwrap_or_default()),
                    xsd::INTEGER | xsd::DECIMAL | xsd::DOUBLE | xsd::BOOLEAN | xsd::NON_NEGATIVE_INTEGER => {
                        text
                    }
                    datatype => format!("“{text}” ({})", self.short(datatype)),
                }
            }
            TermRef::NamedNode(node) => self.label(node).unwrap_or_else(|| self.short(node.as_str())),
            term => visible(&term.to_string()),
        }
    }

    /// The label of what an IRI names, if it has one; the English one goes first.
    pub fn label_of(&self, iri: &str) -> Option<String> {
        self.label(NamedNodeRef::new(iri).ok()?)
    }

    fn label(&self, node: NamedNodeRef<'_>) -> Option<String> {
        let labels = self.dataset.objects(node.into(), NamedNodeRef::new_unchecked(rdfs::LABEL));
        labels
            .filter_map(|label| match label {
                TermRef::Literal(label) => Some(label),
                _ => None,
            })
            .min_by_key(|label| {
                let rank = match label.language() {
                    Some("en") => 0,
                    None => 1,
                    Some(_) => 2,
                };
                (rank, label.value())
            })
            .map(|label| visible(label.value()))
    }

    /// A fact in words: `Kazakhstan — observer at → European Commission for the Efficiency of Justice`.
    ///
    /// Of a negated fact that is only planned or the like, the modality is what is negated: `…, not planned`.
    #[must_use]
    pub fn sentence(&self, citation: &Citation<'_>) -> String {
        let name = |term: Option<TermRef<'_>>| term.map(|term| self.name(term)).unwrap_or_default();
        let unrealized = citation.modality.filter(|_| citation.negated && !citation.is_realized());
        let not = if citation.negated && unrealized.is_none() { "not " } else { "" };
        let mut words = format!(
            "{} — {not}{} → {}",
            name(citation.subject),
            name(citation.predicate),
            name(citation.object)
        );
        if let Some(modality) = unrealized {
            words.push_str(", not ");
            words.push_str(&self.name(NamedNodeRef::new_unchecked(modality).into()));
        }
        words
    }

    /// An IRI with a prefix, where there is one for it.
    #[must_use]
    pub fn short(&self, iri: &str) -> String {
        match self.prefixes.shorten(iri) {
            Some((prefix, local)) => format!("{prefix}:{local}"),
            None => format!("<{}>", visible(iri)),
        }
    }
}
