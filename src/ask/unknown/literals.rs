//! Literals of a query that the data have in another form: with a language tag, of another datatype, as an IRI.
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNodeRef, Term, TermRef};
use std::collections::BTreeSet;

use super::roles::Roles;
use super::{Known, namespace};
use crate::ask::sparql::Mention;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::term::iri::nearest;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The datatypes with which a text may occur that a query has as a plain one.
const DATATYPES: [&str; 10] = [
    "date",
    "dateTime",
    "gYear",
    "gYearMonth",
    "integer",
    "decimal",
    "double",
    "boolean",
    "nonNegativeInteger",
    "anyURI",
];

/// The datatypes with which a number may occur that a query has as an integer, a decimal or a double.
const NUMBERS: [&str; 10] = [
    "nonNegativeInteger",
    "positiveInteger",
    "integer",
    "decimal",
    "double",
    "float",
    "int",
    "long",
    "unsignedInt",
    "gYear",
];

/// How many values of a property are looked at to tell whether it has IRIs alone.
const SAMPLE: usize = 10_000;

/// The other forms in which data may have a literal: with language tags, and with other datatypes.
#[cfg(feature = "disk")]
pub(crate) fn other_forms<'f>(
    literal: &'f Literal,
    tags: impl Iterator<Item = &'f str> + 'f,
) -> impl Iterator<Item = Literal> + 'f {
    let value = literal.value();
    let tagged = tags.map(move |tag| Literal::new_language_tagged_literal_unchecked(value, tag));
    let names: BTreeSet<&str> = DATATYPES.into_iter().chain(NUMBERS).collect();
    let typed = names.into_iter().map(move |name| {
        let datatype = NamedNodeRef::new_unchecked(&format!("{XSD}{name}")).into_owned();
        Literal::new_typed_literal(value, datatype)
    });
    tagged.chain(typed)
}

impl Known<'_> {
    /// The roles, with the literals of those choices of which the data have none.
    pub(super) fn settled(&self, mut roles: Roles) -> Roles {
        for choice in std::mem::take(&mut roles.choices) {
            for predicate in choice.predicates {
                if choice.members.iter().any(|member| self.occurs(member, predicate.as_deref())) {
                    continue;
                }
                for member in &choice.members {
                    roles.missing.entry(member.to_string()).or_default().insert(predicate.clone());
                }
            }
        }
        roles
    }

    /// A warning about a literal of a query that the data have in another form alone where the query has it.
    pub(super) fn literal_in(
        &self,
        roles: &Roles,
        literal: &Literal,
        (written, span): (&str, Span),
        mentions: &[Mention],
    ) -> Option<Diagnostic> {
        let key = literal.to_string();
        let missing = || {
            let mut predicates = roles.missing.get(&key)?.iter();
            predicates
                .find_map(|predicate| self.literal(literal, predicate.as_deref(), (written, span), mentions))
        };
        let text = || {
            let mut predicates = roles.texts.get(&key)?.iter();
            predicates.find_map(|predicate| self.text(literal.value(), predicate.as_deref(), written, span))
        };
        missing().or_else(text)
    }

    /// A warning about a literal that the data have in another form alone, as a value of a property if one is named.
    fn literal(
        &self,
        literal: &Literal,
        predicate: Option<&str>,
        (written, span): (&str, Span),
        mentions: &[Mention],
    ) -> Option<Diagnostic> {
        if literal.datatype() != xsd::STRING {
            return self.number(literal, predicate, written, span);
        }
        self.text(literal.value(), predicate, written, span)
            .or_else(|| self.only_iris(literal, predicate?, (written, span), mentions))
    }

    /// Whether the data have a literal, as a value of a property if one is named.
    fn occurs(&self, literal: &Literal, predicate: Option<&str>) -> bool {
        let Some(dataset) = self.dataset else { return false };
        let Some(id) = dataset.id(literal.as_ref().into()) else { return false };
        match predicate {
            Some(iri) => dataset.iri(iri).is_some_and(|p| dataset.count(None, Some(p), Some(id)) > 0),
            None => true,
        }
    }

    /// A number that the data have with another datatype alone.
    fn number(
        &self,
        literal: &Literal,
        predicate: Option<&str>,
        written: &str,
        span: Span,
    ) -> Option<Diagnostic> {
        self.whole()?;
        if self.occurs(literal, predicate) {
            return None;
        }
        let value = literal.value();
        let typed = |datatype: &str| {
            Literal::new_typed_literal(value, NamedNodeRef::new_unchecked(&format!("{XSD}{datatype}")))
        };
        let datatype = NUMBERS.into_iter().find(|datatype| self.occurs(&typed(datatype), predicate))?;
        let own = literal.datatype().as_str().strip_prefix(XSD)?;
        let found = format!("\"{value}\"^^xsd:{datatype}");
        let message = format!("no data have {written} as xsd:{own} here; they have {found}");
        let help = match datatype {
            "gYear" => format!("write `{found}`"),
            _ => format!("write `{found}`, or compare the value: `FILTER(?number = {written})`"),
        };
        Some(Diagnostic::warning(Code::Query, span, message).help(help))
    }

    /// A text as the value of a property whose values are IRIs.
    fn only_iris(
        &self,
        literal: &Literal,
        predicate: &str,
        (written, span): (&str, Span),
        mentions: &[Mention],
    ) -> Option<Diagnostic> {
        let dataset = self.whole()?;
        let property = dataset.iri(predicate)?;
        let count = dataset.count(None, Some(property), None);
        if count == 0 || self.occurs(literal, Some(predicate)) {
            return None;
        }
        let mut values = BTreeSet::new();
        for [_, _, object] in dataset.sample(None, Some(property), None, count / SAMPLE + 1) {
            let TermRef::NamedNode(node) = dataset.term(object) else { return None };
            values.insert(node.as_str().to_owned());
        }
        // A value of the same vocabulary that no data have is meant all the same.
        let spaces: BTreeSet<String> = values.iter().map(|value| namespace(value).to_owned()).collect();
        for ontology in self.ontologies {
            let individuals = ontology.classes().into_iter().flat_map(|class| ontology.individuals(class));
            values.extend(individuals.filter(|iri| spaces.contains(namespace(iri))).map(str::to_owned));
        }
        let message = format!(
            "no data have the text {written} here: the values of `{}` are IRIs",
            shortened(predicate, mentions)
        );
        let warning = Diagnostic::warning(Code::Query, span, message);
        let local = |iri: &str| iri[namespace(iri).len()..].to_owned();
        let text = literal.value();
        let same = values.iter().find(|value| local(value).eq_ignore_ascii_case(text));
        let near = || {
            let locals: Vec<String> = values.iter().map(|value| local(value)).collect();
            let near = nearest(text, locals.iter().map(String::as_str))?;
            values.iter().find(|value| local(value) == near)
        };
        Some(match same.or_else(near) {
            Some(value) => warning.help(format!("write the IRI: `{}`", shortened(value, mentions))),
            None => warning,
        })
    }

    /// A text without a tag that the data have with tags, or as a value of a datatype, alone, as a value of a property if
    /// one is named.
    pub(super) fn text(
        &self,
        text: &str,
        predicate: Option<&str>,
        written: &str,
        span: Span,
    ) -> Option<Diagnostic> {
        let dataset = self.whole()?;
        let occurs = |literal: &Literal| self.occurs(literal, predicate);
        if occurs(&Literal::new_simple_literal(text)) {
            return None;
        }
        let mut tags = dataset.tags_of(text);
        tags.retain(|tag| occurs(&Literal::new_language_tagged_literal_unchecked(text, *tag)));
        tags.sort_unstable();
        let quoted =
            if written.starts_with(['"', '\'']) { written.to_owned() } else { format!("\"{written}\"") };
        let Some((first, more)) = tags.split_first() else {
            let datatype = DATATYPES.into_iter().find(|datatype| {
                let typed = NamedNodeRef::new_unchecked(&format!("{XSD}{datatype}")).into_owned();
                occurs(&Literal::new_typed_literal(text, typed))
            })?;
            let message = format!("no data have the text {quoted} here; they have {quoted}^^xsd:{datatype}");
            return Some(
                Diagnostic::warning(Code::Query, span, message)
                    .help(format!("write {quoted}^^xsd:{datatype}")),
            );
        };
        let others = match more.len() {
            0 => String::new(),
            _ => format!(" (and @{})", more.join(", @")),
        };
        Some(
            Diagnostic::warning(
                Code::Query,
                span,
                format!(
                    "no data have {quoted} without a language tag here; they have {quoted}@{first}{others}"
                ),
            )
            .help(format!(
                "write {quoted}@{first}, or compare the text alone: `FILTER(STR(?text) = {quoted})`"
            )),
        )
    }
}

/// An IRI with a prefix that the query uses, if it uses one for it.
fn shortened(iri: &str, mentions: &[Mention]) -> String {
    let space = namespace(iri);
    let prefix = mentions.iter().find_map(|mention| match &mention.term {
        Term::NamedNode(node) if !mention.written.starts_with('<') => {
            mention.written.strip_suffix(node.as_str().strip_prefix(space)?)
        }
        _ => None,
    });
    match prefix.filter(|prefix| prefix.ends_with(':')) {
        Some(prefix) => format!("{prefix}{}", &iri[space.len()..]),
        None => format!("<{iri}>"),
    }
}
