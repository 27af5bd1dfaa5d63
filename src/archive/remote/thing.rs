//! What an endpoint says about things, for explanations.
use super::around::Rivals;
use super::error::RemoteError;
use super::gather::Gathered;
use super::lookup::{AskSparql, Lookup, values};
use super::triple::{iri_of, iri_term};
use super::{Remote, around, names};
use crate::archive::snapshot::Snapshot;
use crate::archive::thing;
use crate::ask::explain::{Filter, ROLES};
use crate::corpus::Corpus;
use crate::term::iri::{self, Form, form};
use crate::term::vocab::{AF, REALIZED, af, rdf, rdfs, schema, skos};
use oxrdf::{Literal, Term};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The most steps of a chain between two things.
const LONGEST: usize = 8;

/// What is to be explained; names as people write them.
#[derive(Clone, Copy, Debug)]
pub enum ExplainTarget<'n> {
    /// A thing.
    Thing(&'n str),
    /// The facts with a subject, a property and an object; none means any.
    Triple([Option<&'n str>; 3]),
    /// How two things are connected, by facts that a filter keeps.
    Chain([&'n str; 2], Filter),
}

impl<A: AskSparql> Remote<A> {
    /// All that an explanation depends on.
    ///
    /// # Errors
    /// Where the endpoint's answers cannot be relied on, or there is more than can be fetched.
    pub fn about(&self, about: ExplainTarget<'_>) -> Result<Snapshot, RemoteError> {
        if !self.reach.has_graphs && self.reach.has_facts {
            return Err(RemoteError::NoGraphs);
        }
        let lookup = self.lookup();
        let mut gathered = Gathered::default();
        let mut explaining = Explaining { corpora: &self.corpora, lookup: &lookup, gathered: &mut gathered };
        match about {
            ExplainTarget::Thing(name) => explaining.thing(name)?,
            ExplainTarget::Triple(parts) => explaining.triple(parts)?,
            ExplainTarget::Chain(ends, filter) => explaining.chain(ends, filter)?,
        }
        explaining.texts()?;
        let ontologies: Vec<_> = self.corpora.iter().map(Corpus::ontology).collect();
        around::add(&mut gathered, &lookup, &ontologies, Rivals::Whole)?;
        gathered.label(&lookup)?;
        Ok(self.finish(&gathered))
    }
}

struct Explaining<'e, 'a, A> {
    corpora: &'e [Corpus],
    lookup: &'e Lookup<'a, A>,
    gathered: &'e mut Gathered,
}

/// Which facts connect their ends: none that is denied, or says of what sort a thing is.
fn connecting(filter: Filter) -> String {
    let without = |predicate: &str| format!("FILTER NOT EXISTS {{ ?f <{predicate}> ?n }} ");
    // Data of others may tell that a fact is not negated.
    let is_told = "FILTER(STR(?n) NOT IN (\"false\", \"0\"))";
    let mut text = format!("FILTER NOT EXISTS {{ ?f <{}> ?n {is_told} }} ", af::NEGATED);
    if filter.realized {
        let realized: Vec<String> = REALIZED.iter().map(|modality| format!("<{modality}>")).collect();
        let _ = write!(text, "?f <{}> ?m . FILTER(?m IN ({})) ", af::MODALITY, realized.join(", "));
    }
    if filter.own_voice {
        text.push_str(&without(af::ACCORDING_TO));
        text.push_str(&without(af::STATED_IN));
    }
    text
}

/// The facts of a row, by the column.
fn facts(rows: Vec<Vec<Option<Term>>>, column: usize) -> BTreeSet<String> {
    let iri = |row: Vec<Option<Term>>| iri_of(row.get(column)?.as_ref()?).map(str::to_owned);
    rows.into_iter().filter_map(iri).filter(|iri| form(iri) == Form::Fact).collect()
}

impl<A: AskSparql> Explaining<'_, '_, A> {
    /// The things that a name may represent, with all that is said of them and all their other names.
    fn candidates(&mut self, name: &str) -> Result<BTreeSet<String>, RemoteError> {
        let fixed = thing::iris(name, self.corpora);
        let found = match fixed {
            thing::Iris::One(iri) if iri::check(&iri).is_err() => BTreeSet::new(),
            thing::Iris::One(iri) => BTreeSet::from([iri]),
            thing::Iris::Several(mut found) => {
                let wanted = Literal::new_simple_literal(name.to_lowercase());
                let own = Literal::new_simple_literal(format!("/entity/{name}"));
                let mut body = format!("{{ ?s <{}> ?l . FILTER(STRENDS(STR(?s), {own})) }}", rdfs::LABEL);
                for label in [rdfs::LABEL, skos::PREF_LABEL, skos::ALT_LABEL] {
                    let _ = write!(body, " UNION {{ ?s <{label}> ?l . FILTER(LCASE(STR(?l)) = {wanted}) }}");
                }
                let body = format!("{{ SELECT DISTINCT ?s WHERE {{ {body} }} }}");
                for row in self.lookup.all(&body, &["s"])? {
                    found.extend(
                        row.into_iter().flatten().filter_map(|term| iri_of(&term).map(str::to_owned)),
                    );
                }
                found.retain(|iri| iri::check(iri).is_ok());
                found
            }
        };
        let all: BTreeSet<String> = names::groups(self.gathered, self.lookup, found)?.into_names().collect();
        self.gathered.describe_things(self.lookup, &all)?;
        Ok(all)
    }

    fn thing(&mut self, name: &str) -> Result<(), RemoteError> {
        let all: Vec<Term> = self.candidates(name)?.iter().map(|thing| iri_term(thing)).collect();
        let given = values(&["t"], all.iter().map(|thing| vec![thing]));
        let mut branches: Vec<String> =
            ROLES.iter().map(|role| format!("{{ {given}?f <{role}> ?t . }}")).collect();
        let (evidence, within) = (af::EVIDENCE, af::IN_ARTICLE);
        branches.push(format!("{{ {given}?q <{within}> ?t . ?f <{evidence}> ?q . }}"));
        let body = format!("{{ SELECT DISTINCT ?f WHERE {{ {} }} }}", branches.join(" UNION "));
        let mut found = facts(self.lookup.all(&body, &["f"])?, 0);
        found.extend(all.iter().filter_map(iri_of).filter(|iri| form(iri) == Form::Fact).map(str::to_owned));
        self.gathered.describe(self.lookup, found)
    }

    fn triple(&mut self, parts: [Option<&str>; 3]) -> Result<(), RemoteError> {
        let mut given = String::new();
        for (variable, name) in ["s", "p", "o"].into_iter().zip(parts) {
            let Some(name) = name else { continue };
            let mut terms: Vec<Term> = self.candidates(name)?.iter().map(|thing| iri_term(thing)).collect();
            if variable == "o" {
                terms.extend(self.readings(name)?);
            }
            given.push_str(&values(&[variable], terms.iter().map(|term| vec![term])));
        }
        if given.is_empty() {
            return Ok(());
        }
        let branches = [af::OBJECT, af::VALUE].map(|object| {
            format!("{{ {given}?f <{}> ?s . ?f <{}> ?p . ?f <{object}> ?o . }}", af::SUBJECT, af::PREDICATE)
        });
        let found = facts(self.lookup.all(&branches.join(" UNION "), &["f", "s", "p", "o"])?, 0);
        self.gathered.describe(self.lookup, found)
    }

    /// The values of facts that read like a text.
    fn readings(&self, text: &str) -> Result<Vec<Term>, RemoteError> {
        let text = Literal::new_simple_literal(text);
        let body = format!(
            "{{ SELECT DISTINCT ?o WHERE {{ ?f <{}> ?o . FILTER(isLiteral(?o)) FILTER(STR(?o) = {text}) }} }}",
            af::VALUE
        );
        Ok(self.lookup.all(&body, &["o"])?.into_iter().flatten().flatten().collect())
    }

    /// The facts around two things, wider and wider, until a way leads from the one to the other.
    fn chain(&mut self, ends: [&str; 2], filter: Filter) -> Result<(), RemoteError> {
        let condition = connecting(filter);
        let mut reached: [BTreeSet<String>; 2] = [self.candidates(ends[0])?, self.candidates(ends[1])?];
        let mut open = reached.clone();
        let mut found: BTreeSet<String> = BTreeSet::new();
        for _ in 0..LONGEST {
            // The smaller side grows.
            let side = usize::from(open[1].len() < open[0].len());
            if !reached[0].is_disjoint(&reached[1]) || (open[0].is_empty() && open[1].is_empty()) {
                break;
            }
            let side = if open[side].is_empty() { 1 - side } else { side };
            let things: Vec<Term> = open[side].iter().map(|thing| iri_term(thing)).collect();
            let rows = self.lookup.chunks(&things, |things| {
                let given = values(&["t"], things.iter().map(|thing| vec![thing]));
                let (subject, object) = (af::SUBJECT, af::OBJECT);
                let ways = [(subject, object), (object, subject)]
                    .map(|(one, other)| format!("{{ {given}?f <{one}> ?t . ?f <{other}> ?x . {condition}}}"));
                self.lookup.all(&ways.join(" UNION "), &["f", "t", "x"])
            })?;
            let mut next = BTreeSet::new();
            for row in rows.into_iter().flatten() {
                let [Some(Term::NamedNode(fact)), _, Some(Term::NamedNode(to))] = &row[..] else { continue };
                let (fact, to) = (fact.as_str().to_owned(), to.as_str().to_owned());
                if form(&to) == Form::Other && form(&fact) == Form::Fact {
                    found.insert(fact);
                    // Controlled values and articles lead no further.
                    if !iri::is_article(&to) && !to.starts_with(AF)
                        || reached.iter().any(|known| known.contains(&to))
                    {
                        next.insert(to);
                    }
                }
            }
            let all: BTreeSet<String> =
                names::groups(self.gathered, self.lookup, next)?.into_names().collect();
            open[side] = all.difference(&reached[side]).cloned().collect();
            reached[side].extend(all);
        }
        self.gathered.describe(self.lookup, found)
    }

    /// The texts of the articles of all facts.
    fn texts(&mut self) -> Result<(), RemoteError> {
        let mut articles: FxHashSet<Term> = FxHashSet::default();
        for described in self.gathered.facts.values() {
            for (triple, _) in &described.quads {
                if iri_of(&triple[1]) == Some(af::IN_ARTICLE) {
                    articles.insert(triple[2].clone());
                }
            }
        }
        let mut articles: Vec<Term> = articles.into_iter().collect();
        articles.sort_unstable_by_key(Term::to_string);
        let found = self.lookup.chunks(&articles, |articles| {
            let given = values(&["s"], articles.iter().map(|article| vec![article]));
            self.lookup.all(&format!("{given}?s <{}> ?o .", schema::ARTICLE_BODY), &["s", "o"])
        })?;
        self.gathered.add_labels(
            articles.iter().map(|article| [article.clone(), iri_term(rdf::TYPE), iri_term(af::ARTICLE)]),
        );
        for row in found.into_iter().flatten() {
            if let [Some(article), Some(text)] = &row[..]
                && articles.contains(article)
            {
                self.gathered.add_labels([[article.clone(), iri_term(schema::ARTICLE_BODY), text.clone()]]);
            }
        }
        Ok(())
    }
}
