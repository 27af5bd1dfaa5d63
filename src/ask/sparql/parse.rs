//! From text to a query that can be evaluated.
use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, NamedNode, Term, Variable};
use spargebra::SparqlParser;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern, QueryDataset};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::bind::{bind, bind_template};
use super::diagnose;
use super::having;
use super::lex::{Kind, Token, tokens};
use super::names::{Mention, mentions};
use crate::ask::walk::{Part, walk};
use crate::diagnostic::Diagnostic;
use crate::term::iri::nearest;
use crate::term::prefixes::Prefixes;

/// How deep brackets may be nested in a query. The parser and the evaluator go down by recursion.
pub const MAX_DEPTH: usize = 100;
/// How many operators a query may chain (`||`, `UNION`, `OPTIONAL`, `/` …): each nests one deeper in the algebra.
pub(super) const MAX_CHAIN: usize = 1_000;

/// What a query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Rows of bindings.
    Select,
    /// Yes or no.
    Ask,
    /// Triples made from a template.
    Construct,
    /// Triples about things.
    Describe,
}

impl Form {
    /// Whether the answer is rows, or yes or no: what citations stand beside. The others give triples.
    #[must_use]
    pub fn has_rows(self) -> bool {
        matches!(self, Self::Select | Self::Ask)
    }
}

/// The prefixes of a query that neither `prefixes` nor the query itself declares, each once.
pub(crate) fn undeclared(text: &str, prefixes: &Prefixes) -> BTreeSet<String> {
    diagnose::undeclared(text, &tokens(text), prefixes)
}

/// A query that is well-formed.
#[derive(Clone, Debug)]
pub struct Query {
    pub(super) algebra: spargebra::Query,
    variables: BTreeSet<String>,
    made: BTreeSet<String>,
    mentions: Vec<Mention>,
}

impl Query {
    /// Parses a query in which `prefixes` are declared beforehand; relative IRIs are resolved against `base`, if given.
    ///
    /// # Errors
    /// What is wrong, with the place in `text` and the fix: an error of syntax, an unknown prefix, an update, SERVICE
    /// (nothing goes over the network), brackets nested deeper than [`MAX_DEPTH`].
    pub fn parse(text: &str, prefixes: &Prefixes, base: Option<&str>) -> Result<Self, Box<Diagnostic>> {
        let tokens = tokens(text);
        diagnose::before_parsing(text, &tokens, prefixes)?;
        let mut parser = SparqlParser::new();
        // The parser is copied with all its prefixes for each of them: it gets those that the query uses.
        for (prefix, iri) in used(text, &tokens, prefixes) {
            // One that is not an IRI is refused where it is declared.
            parser = parser.clone().with_prefix(prefix, iri).unwrap_or(parser);
        }
        if let Some(base) = base {
            parser = parser.clone().with_base_iri(base).unwrap_or(parser);
        }
        let plain = lower_case_booleans(text, &tokens);
        let mut changes: Changes = named_groups(text, &tokens).into_iter().map(|at| wrap(text, at)).collect();
        let columns = columns_in_having(&plain, &tokens);
        let has_columns = !columns.is_empty();
        changes.extend(columns);
        let changed = change(&plain, &changes);
        if has_columns {
            diagnose::with_columns(text, &tokens, &changed)?;
        }
        let mut parsed = parser.clone().parse_query(&changed);
        if parsed.is_err() {
            changes.extend(reused_names(text, &tokens).into_iter().map(|at| wrap(text, at)));
            if let Ok(algebra) = parser.parse_query(&change(&plain, &changes)) {
                parsed = Ok(algebra);
            }
        }
        let algebra =
            parsed.map_err(|error| diagnose::explain(text, &tokens, base.is_some(), &error.to_string()))?;
        let mut query = Self {
            algebra,
            variables: BTreeSet::new(),
            made: BTreeSet::new(),
            mentions: mentions(text, &tokens, prefixes),
        };
        query.order_columns(text, &tokens);
        query.collect_variables();
        query.part_blank_nodes();
        diagnose::after_parsing(text, &tokens, prefixes, &query.algebra)?;
        Ok(query)
    }

    /// What the query asks for.
    #[must_use]
    pub fn form(&self) -> Form {
        match self.algebra {
            spargebra::Query::Select { .. } => Form::Select,
            spargebra::Query::Ask { .. } => Form::Ask,
            spargebra::Query::Construct { .. } => Form::Construct,
            spargebra::Query::Describe { .. } => Form::Describe,
        }
    }

    /// The query in SPARQL's algebra.
    #[must_use]
    pub fn algebra(&self) -> &spargebra::Query {
        &self.algebra
    }

    /// The pattern that the query looks for.
    pub(crate) fn pattern(&self) -> &GraphPattern {
        pattern(&self.algebra)
    }

    /// The IRIs, the texts without a language tag and the numbers without a sign that the query names, in their order.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The columns of a SELECT in their order: as named, or for `SELECT *` as they first appear in the query.
    #[must_use]
    pub fn columns(&self) -> &[Variable] {
        let mut pattern = pattern(&self.algebra);
        loop {
            match pattern {
                GraphPattern::Project { variables, .. } if self.form() == Form::Select => return variables,
                GraphPattern::Slice { inner, .. }
                | GraphPattern::Distinct { inner }
                | GraphPattern::Reduced { inner }
                | GraphPattern::OrderBy { inner, .. } => pattern = inner,
                _ => return &[],
            }
        }
    }

    /// Puts a term in the place of a variable. The variable keeps its column, if it has one.
    ///
    /// # Errors
    /// Where the query has no such variable, or makes it itself.
    pub fn bind(&mut self, variable: &Variable, term: &Term) -> Result<(), String> {
        let name = variable.as_str();
        if self.made.contains(name) {
            return Err(format!("the query makes `?{name}` itself, so it cannot be set"));
        }
        if !self.variables.contains(name) {
            let near = nearest(name, self.variables.iter().map(String::as_str));
            let fix = near.map_or_else(
                || {
                    let all: Vec<String> = self.variables.iter().map(|v| format!("`?{v}`")).collect();
                    if all.is_empty() {
                        "it has none".to_owned()
                    } else {
                        format!("it has {}", all.join(", "))
                    }
                },
                |near| format!("did you mean `?{near}`?"),
            );
            return Err(format!("the query has no variable `?{name}`; {fix}"));
        }
        if let spargebra::Query::Construct { template, .. } = &mut self.algebra {
            bind_template(template, variable, term);
        }
        bind(pattern_mut(&mut self.algebra), variable, term);
        Ok(())
    }

    /// Sets the graphs that the query is asked of, in the place of those that it names by FROM and FROM NAMED; where none
    /// is given, those stay.
    ///
    /// # Errors
    /// Where one of them is not an IRI.
    pub fn ask_of(&mut self, default: &[String], named: &[String]) -> Result<(), String> {
        if default.is_empty() && named.is_empty() {
            return Ok(());
        }
        let node = |iri: &String| match crate::term::iri::check(iri) {
            Ok(()) => Ok(NamedNode::new_unchecked(iri)),
            Err(bad) => Err(format!("the graph `{iri}` is not an IRI: {bad}")),
        };
        let default = default.iter().map(node).collect::<Result<Vec<_>, _>>()?;
        let named = named.iter().map(node).collect::<Result<Vec<_>, _>>()?;
        let graphs = QueryDataset { default, named: Some(named) };
        match &mut self.algebra {
            spargebra::Query::Select { dataset, .. }
            | spargebra::Query::Ask { dataset, .. }
            | spargebra::Query::Construct { dataset, .. }
            | spargebra::Query::Describe { dataset, .. } => *dataset = Some(graphs),
        }
        Ok(())
    }

    /// Whether the query speaks of reifiers (`rdf:reifies`, `<<( … )>>`, `~`), so that the dataset should
    /// [have them](crate::ask::dataset::DatasetBuilder::with_reifiers).
    #[must_use]
    pub fn mentions_reifiers(&self) -> bool {
        fn predicate(name: &NamedNodePattern) -> bool {
            matches!(name, NamedNodePattern::NamedNode(node) if *node == rdf::REIFIES)
        }
        fn triple(pattern: &TriplePattern) -> bool {
            predicate(&pattern.predicate)
                || [&pattern.subject, &pattern.object].iter().any(|t| matches!(t, TermPattern::Triple(_)))
        }
        let mut found = false;
        if let spargebra::Query::Construct { template, .. } = &self.algebra {
            found = template.iter().any(triple);
        }
        walk(&mut pattern(&self.algebra).clone(), &mut |part| match part {
            Part::Pattern(GraphPattern::Bgp { patterns }) => found |= patterns.iter().any(triple),
            Part::Pattern(GraphPattern::Path { path, .. }) => {
                found |= path.to_string().contains(rdf::REIFIES.as_str());
            }
            Part::Pattern(GraphPattern::Values { bindings, .. }) => {
                found |= bindings.iter().flatten().any(|t| matches!(t, Some(GroundTerm::Triple(_))));
            }
            Part::Expression(Expression::FunctionCall(function, _)) => {
                found |= matches!(
                    function,
                    Function::Triple
                        | Function::Subject
                        | Function::Predicate
                        | Function::Object
                        | Function::IsTriple
                );
            }
            _ => {}
        });
        found
    }

    /// `SELECT *` gives its columns by name; a person wants them in the order in which the query speaks of them.
    fn order_columns(&mut self, text: &str, tokens: &[Token]) {
        let Some(select) =
            tokens.iter().position(|t| t.kind == Kind::Word && t.text(text).eq_ignore_ascii_case("select"))
        else {
            return;
        };
        let star = tokens[select + 1..].iter().find(|t| t.kind != Kind::Word).map(|t| t.text(text));
        if star != Some("*") || self.form() != Form::Select {
            return;
        }
        let place = |variable: &Variable| {
            tokens
                .iter()
                .position(|t| t.kind == Kind::Variable && &t.text(text)[1..] == variable.as_str())
                .unwrap_or(usize::MAX)
        };
        let mut pattern = pattern_mut(&mut self.algebra);
        loop {
            match pattern {
                GraphPattern::Project { variables, .. } => {
                    variables.sort_by_key(place);
                    return;
                }
                GraphPattern::Slice { inner, .. }
                | GraphPattern::Distinct { inner }
                | GraphPattern::Reduced { inner }
                | GraphPattern::OrderBy { inner, .. } => pattern = inner,
                _ => return,
            }
        }
    }

    /// Gives blank nodes whose label is the name of a variable, too, another one: to the evaluator they are variables
    /// under their labels.
    fn part_blank_nodes(&mut self) {
        let Self { algebra, variables, made, .. } = self;
        fn part(term: &mut TermPattern, taken: &dyn Fn(&str) -> bool) {
            match term {
                TermPattern::BlankNode(node) if taken(node.as_str()) => {
                    let mut label = format!("{}_", node.as_str());
                    while taken(&label) {
                        label.push('_');
                    }
                    *node = BlankNode::new_unchecked(label);
                }
                TermPattern::Triple(triple) => {
                    part(&mut triple.subject, taken);
                    part(&mut triple.object, taken);
                }
                _ => {}
            }
        }
        let taken = |label: &str| variables.contains(label) || made.contains(label);
        walk(pattern_mut(algebra), &mut |found| match found {
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                for triple in patterns {
                    part(&mut triple.subject, &taken);
                    part(&mut triple.object, &taken);
                }
            }
            Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
                part(subject, &taken);
                part(object, &taken);
            }
            _ => {}
        });
    }

    fn collect_variables(&mut self) {
        let Self { algebra, variables, made, .. } = self;
        let mut add = |v: &Variable| {
            variables.insert(v.as_str().to_owned());
        };
        fn terms(pattern: &TriplePattern, add: &mut impl FnMut(&Variable)) {
            for term in [&pattern.subject, &pattern.object] {
                term_variables(term, add);
            }
            if let NamedNodePattern::Variable(v) = &pattern.predicate {
                add(v);
            }
        }
        fn term_variables(term: &TermPattern, add: &mut impl FnMut(&Variable)) {
            match term {
                TermPattern::Variable(v) => add(v),
                TermPattern::Triple(triple) => terms(triple, add),
                _ => {}
            }
        }
        if let spargebra::Query::Construct { template, .. } = &*algebra {
            template.iter().for_each(|triple| terms(triple, &mut add));
        }
        walk(pattern_mut(algebra), &mut |part| match part {
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                patterns.iter().for_each(|triple| terms(triple, &mut add));
            }
            Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
                term_variables(subject, &mut add);
                term_variables(object, &mut add);
            }
            Part::Pattern(GraphPattern::Graph { name: NamedNodePattern::Variable(v), .. }) => add(v),
            Part::Pattern(
                GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. },
            ) => {
                variables.iter().for_each(&mut add);
            }
            Part::Pattern(GraphPattern::Extend { variable, .. }) => {
                made.insert(variable.as_str().to_owned());
            }
            Part::Pattern(GraphPattern::Group { aggregates, .. }) => {
                made.extend(
                    aggregates.iter().map(|(v, _): &(Variable, AggregateExpression)| v.as_str().to_owned()),
                );
            }
            Part::Expression(Expression::Variable(v) | Expression::Bound(v)) => add(v),
            _ => {}
        });
        // Variables that the parser makes for aggregates have names that nobody can write.
        variables.retain(|v| !made.contains(v));
    }
}

/// The prefixes that a query uses, with their IRIs.
fn used<'p>(text: &str, tokens: &[Token], prefixes: &'p Prefixes) -> BTreeMap<&'p str, &'p str> {
    let names = tokens.iter().filter(|token| token.kind == Kind::Name);
    names.filter_map(|token| prefixes.get_pair(token.text(text).split_once(':')?.0)).collect()
}

/// The query with TRUE and FALSE in lower case: they are keywords, and so in any case, but the parser knows one alone.
fn lower_case_booleans<'q>(text: &'q str, tokens: &[Token]) -> Cow<'q, str> {
    let mut plain = Cow::Borrowed(text);
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let word = token.text(text);
        let lower = word.to_ascii_lowercase();
        if word != lower && (lower == "true" || lower == "false") {
            plain.to_mut().replace_range(token.span.clone(), &lower);
        }
    }
    plain
}

/// What takes the place of parts of a query: the place where each begins, its end, and the text.
type Changes = BTreeMap<usize, (usize, String)>;

/// The query with some changes.
fn change<'q>(text: &'q str, changes: &Changes) -> Cow<'q, str> {
    let mut written = Cow::Borrowed(text);
    for (start, (end, new)) in changes.iter().rev() {
        written.to_mut().replace_range(start..end, new);
    }
    written
}

/// `COALESCE(?n)` for `?n`: an expression with the value of the variable, where the parser treats a variable alone
/// differently.
fn wrap(text: &str, place: Range<usize>) -> (usize, (usize, String)) {
    let wrapped = format!("COALESCE({})", &text[place.clone()]);
    (place.start, (place.end, wrapped))
}

/// The expressions of columns in the place of their names in HAVING.
fn columns_in_having(text: &str, tokens: &[Token]) -> Changes {
    let changed = |used: having::Use| match used.what {
        having::What::Column(expression) => {
            let place = &tokens[used.at].span;
            Some((place.start, (place.end, expression)))
        }
        having::What::Unusable | having::What::Ungrouped => None,
    };
    having::uses(text, tokens).into_iter().filter_map(changed).collect()
}

/// Where a variable alone gets another name in GROUP BY: `GROUP BY (?a AS ?key)`. The parser groups by the variable and
/// drops the name, so that HAVING and ORDER BY would not know it.
fn named_groups(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let is =
        |i: usize, word: &str| tokens.get(i).is_some_and(|token| token.text(text).eq_ignore_ascii_case(word));
    let kind = |i: usize| tokens.get(i).map(|token| token.kind);
    let mut places = Vec::new();
    for by in (1..tokens.len()).filter(|&i| is(i - 1, "group") && is(i, "by")) {
        let mut depth = 0_usize;
        for i in by + 1..tokens.len() {
            let ends = ["having", "order", "limit", "offset", "values", "}"].iter().any(|word| is(i, word));
            if depth == 0 && ends {
                break;
            }
            depth = match tokens[i].text(text) {
                "(" => depth + 1,
                ")" => depth.saturating_sub(1),
                _ => depth,
            };
            let opened = (by + 1..i).rev().take_while(|&before| is(before, "(")).count();
            let closed = (i + 1..tokens.len()).take_while(|&after| is(after, ")")).count();
            let alone = opened == depth && closed + 1 == opened;
            if kind(i) == Some(Kind::Variable) && alone && is(i + 1 + closed, "as") {
                places.push(tokens[i].span.clone());
            }
        }
    }
    places
}

/// Where a SELECT uses a name that it has made before: `SELECT (COUNT(*) AS ?n) (?n + 1 AS ?m)`.
/// The parser refuses such a variable, which is not bound before, as if it were not bound at all.
fn reused_names(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let of = |i: usize| tokens.get(i).map_or("", |token: &Token| token.text(text));
    let mut named: Vec<&str> = Vec::new();
    let mut depth = 0_usize;
    let mut places = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match of(i) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "{" | "}" => named.clear(),
            word if token.kind == Kind::Word && word.eq_ignore_ascii_case("select") => {
                named.clear();
                depth = 0;
            }
            name if token.kind == Kind::Variable && depth > 0 => {
                if i > 0 && of(i - 1).eq_ignore_ascii_case("as") {
                    named.push(name);
                } else if named.contains(&name) {
                    places.push(token.span.clone());
                }
            }
            _ => {}
        }
    }
    places
}

pub(super) fn pattern(query: &spargebra::Query) -> &GraphPattern {
    match query {
        spargebra::Query::Select { pattern, .. }
        | spargebra::Query::Construct { pattern, .. }
        | spargebra::Query::Describe { pattern, .. }
        | spargebra::Query::Ask { pattern, .. } => pattern,
    }
}

pub(super) fn pattern_mut(query: &mut spargebra::Query) -> &mut GraphPattern {
    match query {
        spargebra::Query::Select { pattern, .. }
        | spargebra::Query::Construct { pattern, .. }
        | spargebra::Query::Describe { pattern, .. }
        | spargebra::Query::Ask { pattern, .. } => pattern,
    }
}
