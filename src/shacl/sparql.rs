//! Constraints written in SPARQL: `sh:sparql`, and the components that a shapes graph declares
//! ([SHACL-SPARQL](https://www.w3.org/TR/shacl/#part2)).
use super::forbidden;
use super::path::Path;
use super::path_variable;
use super::prebinding::Values;
use super::source::{Names, Source, as_node};
use super::terms;
use crate::ask::dataset::{Dataset, View};
use crate::ask::rewrite::rewrite;
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term, TermRef, Variable};
use rustc_hash::FxHashMap;
use spareval::{PreparedQuery, QueryEvaluator, QueryResults, QuerySolution};
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use spargebra::{Query, SparqlParser};
use std::collections::BTreeMap;

/// How deep brackets may be nested in a query; the parser is recursive.
const DEPTH: usize = 100;

/// For how many focus nodes a query is evaluated at once.
const AT_ONCE: usize = 10_000;

/// A checked query.
pub(super) struct Text {
    query: Query,
}

/// A `sh:sparql` constraint.
pub(super) struct SparqlConstraint {
    pub(super) node: NamedOrBlankNode,
    pub(super) text: Text,
    pub(super) messages: Vec<Literal>,
    /// Not in the recommendation, where only shapes have a severity; whoever writes it means it.
    pub(super) severity: Option<NamedNode>,
}

/// A component that the shapes graph declares.
pub(super) struct Component {
    pub(super) name: NamedNode,
    pub(super) parameters: Vec<Parameter>,
    pub(super) for_nodes: Option<Validator>,
    pub(super) for_properties: Option<Validator>,
    pub(super) for_both: Option<Validator>,
}

/// A parameter of a component.
pub(super) struct Parameter {
    pub(super) path: NamedNode,
    pub(super) variable: String,
    pub(super) optional: bool,
}

/// The node of a validator, to be read anew for each shape that uses it.
pub(super) struct Validator {
    pub(super) node: NamedOrBlankNode,
    pub(super) ask: bool,
}

/// A constraint by a component that the shapes graph declares.
pub(super) struct Custom {
    pub(super) component: NamedNode,
    pub(super) ask: bool,
    pub(super) text: Text,
    pub(super) messages: Vec<Literal>,
    pub(super) parameters: Vec<(String, Term)>,
}

impl Text {
    /// Reads the query of a constraint or validator. `bound` names the variables that get a value before
    /// the query runs, beside `this`; `path` is what `$PATH` represents.
    pub(super) fn read(
        source: &Source,
        node: &NamedOrBlankNode,
        ask: bool,
        bound: &[&str],
        path: Option<&Path>,
    ) -> Result<Self, String> {
        let predicate = if ask { terms::ASK } else { terms::SELECT };
        let mut texts = source.with(node, predicate).map(|statement| &statement.object);
        let text = match (texts.next(), texts.next()) {
            (Some(Term::Literal(text)), None) => text.value(),
            (None, _) => return Err(format!("`{}` is missing", source.names.iri(predicate))),
            _ => {
                return Err(format!("expected exactly one `{}`, with a string", source.names.iri(predicate)));
            }
        };
        if nesting(text) > DEPTH {
            return Err(format!("the query nests brackets more than {DEPTH} levels deep"));
        }
        let mut parser = SparqlParser::new();
        for (prefix, namespace) in prefixes(source, node)? {
            parser = parser
                .with_prefix(&prefix, &namespace)
                .map_err(|error| format!("`sh:namespace` of `{prefix}` is not an IRI: {error}"))?;
        }
        let mut query = parser.parse_query(text).map_err(|error| syntax(&error.to_string()))?;
        let pattern = match &mut query {
            Query::Select { pattern, dataset: None, .. } if !ask => pattern,
            Query::Ask { pattern, dataset: None, .. } if ask => pattern,
            Query::Select { dataset: Some(_), .. } | Query::Ask { dataset: Some(_), .. } => {
                return Err(
                    "the query selects graphs with FROM, but SHACL provides the data graph".to_owned()
                );
            }
            _ => {
                return Err(format!(
                    "the query is not {}",
                    if ask { "an ASK query" } else { "a SELECT query" }
                ));
            }
        };
        forbidden::check(pattern, bound, ask)?;
        if ask && let GraphPattern::Project { inner, .. } = pattern {
            // ASK shows no variables; without the projection all can get a value.
            *pattern = std::mem::replace(inner, GraphPattern::Bgp { patterns: Vec::new() });
        }
        path_variable::replace_path(pattern, path)?;
        Ok(Self { query })
    }

    /// Whether ASK holds.
    fn ask(&self, data: &Dataset, values: &Values) -> Result<bool, String> {
        let query = rewrite(self.bind(values), Some(data));
        let evaluator = QueryEvaluator::new();
        let mut prepared = evaluator.prepare(&query);
        for (variable, node) in values.blank_nodes(&query) {
            prepared = prepared.substitute_variable(variable, node);
        }
        match prepared.execute(View::new(data)).map_err(|error| error.to_string())? {
            QueryResults::Boolean(holds) => Ok(holds),
            _ => Err("the query is not an ASK query".to_owned()),
        }
    }

    /// The rows of SELECT.
    fn select(&self, data: &Dataset, values: &Values) -> Result<Vec<QuerySolution>, String> {
        let query = rewrite(self.bind(values), Some(data));
        let evaluator = QueryEvaluator::new();
        let mut prepared = evaluator.prepare(&query);
        for (variable, node) in values.blank_nodes(&query) {
            prepared = prepared.substitute_variable(variable, node);
        }
        solutions(prepared, data)
    }

    /// The rows of SELECT for many focus nodes by one evaluation, so that the query is planned once. `None`
    /// where a value is a blank node, which a query cannot name.
    fn select_each(
        &self,
        data: &Dataset,
        values: &Values,
        focus_nodes: &[TermRef<'_>],
    ) -> Result<Option<Vec<QuerySolution>>, String> {
        let mut query = self.bind(values);
        if !values.blank_nodes(&query).is_empty() {
            return Ok(None);
        }
        let ground = |node: &TermRef<'_>| match node.into_owned() {
            Term::NamedNode(node) => Some(vec![Some(GroundTerm::from(node))]),
            Term::Literal(literal) => Some(vec![Some(GroundTerm::from(literal))]),
            Term::BlankNode(_) | Term::Triple(_) => None,
        };
        let Some(bindings) = focus_nodes.iter().map(ground).collect() else { return Ok(None) };
        if let Query::Select { pattern, .. } = &mut query {
            let each = std::mem::replace(pattern, GraphPattern::Bgp { patterns: Vec::new() });
            let mut variables = Vec::new();
            each.on_in_scope_variable(|variable| {
                if !variables.contains(variable) {
                    variables.push(variable.clone());
                }
            });
            let this = vec![Variable::new_unchecked("this")];
            let nodes = GraphPattern::Values { variables: this, bindings };
            let inner = GraphPattern::Lateral { left: Box::new(nodes), right: Box::new(each) };
            *pattern = GraphPattern::Project { inner: Box::new(inner), variables };
        }
        let query = rewrite(query, Some(data));
        solutions(QueryEvaluator::new().prepare(&query), data).map(Some)
    }

    fn bind(&self, values: &Values) -> Query {
        let mut query = self.query.clone();
        if let Query::Select { pattern, .. } | Query::Ask { pattern, .. } = &mut query {
            let unbound = std::mem::replace(pattern, GraphPattern::Bgp { patterns: Vec::new() });
            *pattern = values.bind(unbound);
        }
        query
    }
}

/// The rows of a SELECT.
fn solutions(query: PreparedQuery<'_>, data: &Dataset) -> Result<Vec<QuerySolution>, String> {
    match query.execute(View::new(data)).map_err(|error| error.to_string())? {
        QueryResults::Solutions(rows) => rows.collect::<Result<_, _>>().map_err(|error| error.to_string()),
        _ => Err("the query is not a SELECT query".to_owned()),
    }
}

/// One finding of a query.
pub(super) struct Finding {
    pub(super) path: Option<NamedNode>,
    pub(super) value: Option<Term>,
    pub(super) messages: Vec<Literal>,
}

impl SparqlConstraint {
    /// What the query finds wrong with a focus node.
    pub(super) fn findings(
        &self,
        data: &Dataset,
        names: &Names,
        focus: TermRef<'_>,
        shape: &NamedOrBlankNode,
    ) -> Result<Vec<Finding>, String> {
        let mut values = Values::default();
        values.insert("this", focus.into_owned());
        values.insert("currentShape", shape.clone().into());
        let rows = self.text.select(data, &values)?;
        rows.iter().map(|row| finding(row, &self.messages, &values, names)).collect()
    }

    /// What the query finds wrong with each of many focus nodes; those with which nothing is wrong are left
    /// out. `None` where they must be asked one by one.
    pub(super) fn findings_of_each(
        &self,
        data: &Dataset,
        names: &Names,
        focus_nodes: &[TermRef<'_>],
        shape: &NamedOrBlankNode,
    ) -> Result<Option<FxHashMap<Term, Vec<Finding>>>, String> {
        let mut values = Values::default();
        values.insert("currentShape", shape.clone().into());
        let mut found = FxHashMap::<_, Vec<_>>::default();
        for some in focus_nodes.chunks(AT_ONCE) {
            let Some(rows) = self.text.select_each(data, &values, some)? else { return Ok(None) };
            for row in &rows {
                let Some(this) = row.get("this") else { continue };
                found.entry(this.clone()).or_default().push(finding(row, &self.messages, &values, names)?);
            }
        }
        Ok(Some(found))
    }
}

impl Custom {
    /// What a SELECT validator finds wrong with a focus node.
    pub(super) fn findings(
        &self,
        data: &Dataset,
        names: &Names,
        focus: TermRef<'_>,
        shape: &NamedOrBlankNode,
    ) -> Result<Vec<Finding>, String> {
        let values = self.values(focus, shape);
        let rows = self.text.select(data, &values)?;
        rows.iter().map(|row| finding(row, &self.messages, &values, names)).collect()
    }

    /// What an ASK validator finds wrong with a value node.
    pub(super) fn finding(
        &self,
        data: &Dataset,
        names: &Names,
        (focus, value): (TermRef<'_>, TermRef<'_>),
        shape: &NamedOrBlankNode,
    ) -> Result<Option<Finding>, String> {
        let mut values = self.values(focus, shape);
        values.insert("value", value.into_owned());
        if self.text.ask(data, &values)? {
            return Ok(None);
        }
        let look_up = |name: &str| values.get(name).cloned();
        let messages = self.messages.iter().map(|message| fill(message, &look_up, names)).collect();
        Ok(Some(Finding { path: None, value: Some(value.into_owned()), messages }))
    }

    fn values(&self, focus: TermRef<'_>, shape: &NamedOrBlankNode) -> Values {
        let mut values = Values::default();
        values.insert("this", focus.into_owned());
        values.insert("currentShape", shape.clone().into());
        self.parameters.iter().for_each(|(name, value)| values.insert(name, value.clone()));
        values
    }
}

/// Reads a row. A row with `?failure` true ends the validation.
fn finding(
    row: &QuerySolution,
    messages: &[Literal],
    values: &Values,
    names: &Names,
) -> Result<Finding, String> {
    if let Some(Term::Literal(failure)) = row.get("failure")
        && matches!(failure.value(), "true" | "1")
    {
        return Err("the query reports a failure (`?failure` is true)".to_owned());
    }
    let look_up = |name: &str| row.get(name).cloned().or_else(|| values.get(name).cloned());
    let messages = match row.get("message") {
        Some(Term::Literal(message)) => vec![message.clone()],
        _ => messages.iter().map(|message| fill(message, &look_up, names)).collect(),
    };
    let path = match row.get("path") {
        Some(Term::NamedNode(path)) => Some(path.clone()),
        _ => None,
    };
    Ok(Finding { path, value: row.get("value").cloned(), messages })
}

/// A message with `{?name}` and `{$name}` replaced by values.
fn fill(message: &Literal, look_up: &dyn Fn(&str) -> Option<Term>, names: &Names) -> Literal {
    let mut text = String::new();
    let mut rest = message.value();
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest.strip_prefix("{?").or_else(|| rest.strip_prefix("{$"));
        let value = name
            .and_then(|name| name.split_once('}'))
            .and_then(|(name, after)| Some((look_up(name)?, after)));
        if let Some((value, after)) = value {
            match &value {
                Term::Literal(literal) => text.push_str(literal.value()),
                term => text.push_str(&names.term(term.as_ref())),
            }
            rest = after;
        } else {
            text.push('{');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    match message.language() {
        Some(language) => Literal::new_language_tagged_literal_unchecked(text, language),
        None => Literal::new_simple_literal(text),
    }
}

/// The prefixes that `sh:prefixes` gives a query.
fn prefixes(source: &Source, node: &NamedOrBlankNode) -> Result<BTreeMap<String, String>, String> {
    let mut prefixes = BTreeMap::new();
    let mut open: Vec<NamedOrBlankNode> =
        source.with(node, terms::PREFIXES).filter_map(|statement| as_node(&statement.object)).collect();
    let mut at = 0;
    while let Some(node) = open.get(at).cloned() {
        at += 1;
        for statement in source.with(&node, terms::OWL_IMPORTS) {
            if let Some(imported) = as_node(&statement.object)
                && !open.contains(&imported)
            {
                open.push(imported);
            }
        }
        for declared in source.with(&node, terms::DECLARE).filter_map(|statement| as_node(&statement.object))
        {
            let text = |predicate| {
                let mut values = source.with(&declared, predicate).map(|statement| &statement.object);
                match (values.next(), values.next()) {
                    (Some(Term::Literal(text)), None) => Ok(text.value().to_owned()),
                    _ => Err(format!(
                        "a `sh:declare` needs one `{}` with a string",
                        source.names.iri(predicate)
                    )),
                }
            };
            let (prefix, namespace) = (text(terms::PREFIX)?, text(terms::NAMESPACE_OF)?);
            if let Some(other) = prefixes.get(&prefix).filter(|other| **other != namespace) {
                return Err(format!("prefix `{prefix}` is declared twice, as <{other}> and <{namespace}>"));
            }
            prefixes.insert(prefix, namespace);
        }
    }
    Ok(prefixes)
}

/// The parser's error in a query, without its lists of character classes.
fn syntax(error: &str) -> String {
    let place = error.strip_prefix("error at ").and_then(|rest| rest.split_once(": "));
    let Some((place, rest)) = place else { return format!("invalid SPARQL: {error}") };
    let place = place
        .split_once(':')
        .map_or(place.to_owned(), |(line, column)| format!("line {line}, column {column}"));
    if rest.contains("Prefix not found") {
        return format!(
            "invalid SPARQL, or a prefix that `sh:prefixes` does not declare ({place} of the query)"
        );
    }
    let rest = if rest.contains('[') { String::new() } else { format!(": {rest}") };
    format!("invalid SPARQL ({place} of the query){rest}")
}

/// How deep brackets are nested; those in strings count too, which only makes the limit stricter.
fn nesting(text: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' | b'(' | b'[' => {
                depth += 1;
                most = most.max(depth);
            }
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Whether a name can be a SPARQL variable.
pub(super) fn is_variable(name: &str) -> bool {
    Variable::new(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::SparqlConstraint;
    use crate::ask::dataset::DatasetBuilder;
    use crate::shacl::source::Source;
    use crate::shacl::sparql::Text;
    use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, TermRef};
    use oxttl::TurtleParser;

    const DATA: &str = "@prefix ex: <https://example.org/> .
        ex:a ex:p 1 , 2 , ex:b ; ex:q ex:b ; ex:n \"3\" . ex:b ex:p 2 ; ex:q ex:a , ex:c . ex:c ex:p ex:a .
        ex:d ex:q ex:d ; ex:p 3 .";

    const QUERIES: &[&str] = &[
        "SELECT $this ?value WHERE { $this ex:p ?value }",
        "SELECT $this WHERE { FILTER (isIRI($this)) }",
        "SELECT $this WHERE { { FILTER (bound($this)) } $this ex:q ?o FILTER (bound($this)) }",
        "SELECT $this ?value WHERE { { $this ex:p ?value } UNION { $this ex:q ?value . FILTER ($this != ex:b) } }",
        "SELECT $this ?value WHERE { BIND ($this AS ?value) }",
        "SELECT $this ?value WHERE { OPTIONAL { $this ex:n ?value } }",
        "SELECT $this ?value WHERE { ?value ex:q ?other . FILTER (?value = $this || ?other = $this) }",
        "SELECT $this (COUNT(?o) AS ?value) WHERE { $this ex:p ?o } GROUP BY $this",
        "SELECT DISTINCT $this ?value WHERE { ?x ex:p ?value . ?x ex:q $this } LIMIT 1",
        "SELECT $this ?value WHERE { { SELECT $this (MAX(?o) AS ?value) WHERE { $this ex:p ?o } GROUP BY $this } }",
        "SELECT $this ?value WHERE { $this ex:q/ex:p ?value FILTER NOT EXISTS { ?y ex:q $this . ?y ex:p ?z } }",
        "SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER EXISTS { ?value ex:q $this } }",
        "SELECT $this ?value WHERE { { ?x ex:q ?value FILTER (?x = $this) } { ?y ex:p ?z FILTER ($this IN (?y, ?z)) } }",
    ];

    /// Many focus nodes at once get what each of them gets alone.
    #[test]
    fn asking_at_once_is_asking_one_by_one() {
        let mut builder = DatasetBuilder::new();
        for triple in TurtleParser::new().for_slice(DATA) {
            builder.insert_quad(triple.unwrap().in_graph(GraphName::DefaultGraph).as_ref());
        }
        let data = builder.finish();
        let nodes: Vec<TermRef<'_>> =
            data.quads().flat_map(|quad| [quad.subject.into(), quad.object]).collect();
        let mut focus_nodes = Vec::new();
        nodes.into_iter().for_each(|node| {
            if !focus_nodes.contains(&node) {
                focus_nodes.push(node);
            }
        });
        let shape = NamedOrBlankNode::from(NamedNode::new_unchecked("https://example.org/S"));
        let mut rows = 0;
        for query in QUERIES {
            let written = format!(
                "@prefix sh: <http://www.w3.org/ns/shacl#> .
                <urn:c> sh:select \"PREFIX ex: <https://example.org/> {query}\" ."
            );
            let source = Source::parse("", &written).unwrap();
            let node = NamedOrBlankNode::from(NamedNode::new_unchecked("urn:c"));
            let text = Text::read(&source, &node, false, &[], None).unwrap();
            let constraint = SparqlConstraint { node, text, messages: Vec::new(), severity: None };
            let each =
                constraint.findings_of_each(&data, &source.names, &focus_nodes, &shape).unwrap().unwrap();
            for focus in &focus_nodes {
                let show = |findings: &[super::Finding]| {
                    let mut shown: Vec<_> =
                        findings.iter().map(|f| format!("{:?} {:?}", f.path, f.value)).collect();
                    shown.sort();
                    shown
                };
                let alone = constraint.findings(&data, &source.names, *focus, &shape).unwrap();
                let found = each.get(&focus.into_owned()).map_or(&[][..], Vec::as_slice);
                rows += alone.len();
                assert_eq!(show(found), show(&alone), "{query} {focus}");
            }
        }
        assert!(rows > 40, "{rows}");
    }
}
