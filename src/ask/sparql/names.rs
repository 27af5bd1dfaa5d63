//! The IRIs that a query names, with the places where it does.
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term};
use std::collections::BTreeMap;

use super::lex::{Kind, Token};
use crate::diagnostic::Span;
use crate::term::prefixes::Prefixes;

/// Makes whole IRIs of a query's names.
pub(super) struct IriTokens<'q> {
    text: &'q str,
    tokens: &'q [Token],
    prefixes: &'q Prefixes,
    /// Those that the query declares.
    declared: BTreeMap<&'q str, String>,
}

impl<'q> IriTokens<'q> {
    /// The names of a query in which `prefixes` are declared beforehand. IRIs are taken as they are written.
    pub(super) fn new(text: &'q str, tokens: &'q [Token], prefixes: &'q Prefixes) -> Self {
        let mut declared = BTreeMap::new();
        for (i, token) in tokens.iter().enumerate() {
            let is_prefix = token.kind == Kind::Word && token.text(text).eq_ignore_ascii_case("prefix");
            if is_prefix
                && let (Some(name), Some(iri)) = (tokens.get(i + 1), tokens.get(i + 2))
                && let Some(prefix) = name.text(text).strip_suffix(':')
            {
                declared.insert(prefix, unescaped(iri.text(text).trim_matches(['<', '>'])));
            }
        }
        Self { text, tokens, prefixes, declared }
    }

    /// The IRI that a token names.
    pub(super) fn iri(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at)?;
        let text = token.text(self.text);
        match token.kind {
            Kind::Iri => Some(unescaped(text.trim_matches(['<', '>']))),
            Kind::Name => {
                let (prefix, local) = text.split_once(':')?;
                let declared = self.declared.get(prefix).map(String::as_str);
                let iri = declared.or_else(|| self.prefixes.get(prefix))?;
                Some(format!("{iri}{}", local.replace('\\', "")))
            }
            _ => None,
        }
    }
}

/// A term that a query names, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The place in the query's text.
    pub span: Span,
    /// The text in that place.
    pub written: String,
    /// The term: an IRI, a text without a tag, or a number without a sign.
    pub term: Term,
}

/// The IRIs, the texts without a tag and the numbers without a sign that a query names after its prologue, in their order.
pub(super) fn mentions(text: &str, tokens: &[Token], prefixes: &Prefixes) -> Vec<Mention> {
    let iris = IriTokens::new(text, tokens, prefixes);
    let of = |i: usize| tokens.get(i).map_or("", |token: &Token| token.text(text));
    let mut mentions = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", of);
        let declared = before.eq_ignore_ascii_case("base")
            || before.eq_ignore_ascii_case("prefix")
            || i.checked_sub(2).is_some_and(|i| of(i).eq_ignore_ascii_case("prefix"));
        let tagged = of(i + 1) == "^^" || tokens.get(i + 1).is_some_and(|next| next.kind == Kind::Tag);
        let term = match token.kind {
            Kind::Iri | Kind::Name if !declared => {
                iris.iri(i).map(|iri| NamedNode::new_unchecked(iri).into())
            }
            Kind::Text if !tagged => {
                super::diagnose::string_value(of(i)).map(|value| Literal::new_simple_literal(value).into())
            }
            Kind::Number
                if !["+", "-", "limit", "offset"].iter().any(|word| before.eq_ignore_ascii_case(word)) =>
            {
                Some(number(of(i)).into())
            }
            _ => None,
        };
        if let Some(term) = term {
            let span = Span { start: token.span.start as u32, end: token.span.end as u32 };
            mentions.push(Mention { span, written: of(i).to_owned(), term });
        }
    }
    mentions
}

/// A number without a sign as the term that it is.
fn number(written: &str) -> Literal {
    let datatype = if written.contains(['e', 'E']) {
        xsd::DOUBLE
    } else if written.contains('.') {
        xsd::DECIMAL
    } else {
        xsd::INTEGER
    };
    Literal::new_typed_literal(written, datatype)
}

/// An IRI without codes of characters.
fn unescaped(iri: &str) -> String {
    super::diagnose::string_value(&format!("\"{iri}\"")).unwrap_or_else(|| iri.to_owned())
}
