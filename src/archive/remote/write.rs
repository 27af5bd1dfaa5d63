//! Writing to an endpoint: the graphs of one article at a time.
use super::error::RemoteError;
use super::http::{HttpEndpoint, Message, start_of};
use crate::term::iri::{ArticleGraph, article_graph, graph_of};
use oxrdf::QuadRef;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How graphs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// [SPARQL 1.1 Update](https://www.w3.org/TR/sparql11-update/): all graphs of an article in one request.
    Update,
    /// The [Graph Store Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/): a request for each graph.
    GraphStore,
}

/// The content of some graphs: what they hold is replaced by it.
#[derive(Clone, Debug, Default)]
pub struct Replacement {
    /// The triples of each graph, a line each. One without triples is removed.
    graphs: BTreeMap<String, String>,
    triples: u64,
    /// The graphs that have blank nodes.
    blank: BTreeSet<String>,
    /// Whether what the graphs hold stays.
    adds: bool,
}

impl Replacement {
    /// The graphs of an article, by its IRI: what they held is gone.
    #[must_use]
    pub fn of_article(article: &str) -> Self {
        let mut replacement = Self::default();
        for kind in ArticleGraph::ALL {
            replacement.graphs.insert(graph_of(article, kind), String::new());
        }
        replacement
    }

    /// These graphs: what they held is gone.
    #[must_use]
    pub fn of_graphs(graphs: &[String]) -> Self {
        let graphs = graphs.iter().map(|graph| (graph.clone(), String::new())).collect();
        Self { graphs, ..Self::default() }
    }

    /// Nothing yet; what the graphs hold stays.
    #[must_use]
    pub fn addition() -> Self {
        Self { adds: true, ..Self::default() }
    }

    /// Adds a quad. One without a named graph is left out.
    pub fn add(&mut self, quad: QuadRef<'_>) {
        let oxrdf::GraphNameRef::NamedNode(graph) = quad.graph_name else { return };
        let lines = self.graphs.entry(graph.as_str().to_owned()).or_default();
        let _ = writeln!(lines, "{} {} {} .", quad.subject, quad.predicate, quad.object);
        if quad.subject.is_blank_node() || quad.object.is_blank_node() {
            self.blank.insert(graph.as_str().to_owned());
        }
        self.triples += 1;
    }

    /// How many triples it has.
    #[must_use]
    pub fn triples(&self) -> u64 {
        self.triples
    }
}

/// Writes to an endpoint.
#[derive(Debug)]
pub struct EndpointWriter {
    endpoint: HttpEndpoint,
    protocol: Protocol,
}

impl EndpointWriter {
    /// Writes by a protocol; where none is named, by the one that the endpoint understands.
    ///
    /// # Errors
    /// Where it understands neither, does not answer, or takes what is wrong for a success.
    pub fn new(endpoint: HttpEndpoint, protocol: Option<Protocol>) -> Result<Self, RemoteError> {
        let protocol = match protocol {
            Some(Protocol::GraphStore) if no_graph(&endpoint)? == NoGraph::Heedless => {
                return Err(RemoteError::Heedless);
            }
            Some(protocol) => protocol,
            None => detect(&endpoint)?,
        };
        if protocol == Protocol::Update && is_heedless(&endpoint)? {
            return Err(RemoteError::Heedless);
        }
        Ok(Self { endpoint, protocol })
    }

    /// The protocol.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Puts new content in the place of what graphs hold. To do it once more changes nothing.
    ///
    /// # Errors
    /// Where the endpoint does not take it.
    pub fn replace(&self, replacement: &Replacement) -> Result<(), RemoteError> {
        match self.protocol {
            Protocol::Update => {
                let mut update = String::new();
                for (graph, lines) in &replacement.graphs {
                    if !replacement.adds {
                        let _ = writeln!(update, "DROP SILENT GRAPH <{graph}> ;");
                    }
                    if !lines.is_empty() {
                        // Some endpoints take no blank nodes in a constant clause.
                        let [data, condition] =
                            if replacement.blank.contains(graph) { ["", " WHERE {}"] } else { [" DATA", ""] };
                        let _ =
                            writeln!(update, "INSERT{data} {{ GRAPH <{graph}> {{\n{lines}}} }}{condition} ;");
                    }
                }
                match self.update(&update) {
                    // Virtuoso takes no long updates.
                    Err(RemoteError::Status(400 | 413, _)) if replacement.triples > PIECE as u64 => {
                        self.piece_by_piece(replacement)
                    }
                    done => done,
                }
            }
            Protocol::GraphStore => replacement.graphs.iter().try_for_each(|(graph, lines)| {
                let method = if replacement.adds { "POST" } else { "PUT" };
                match (lines.is_empty(), replacement.adds) {
                    (true, true) => Ok(()),
                    (true, false) => self.delete(graph).map(|_| ()),
                    (false, _) => self.put(method, graph, lines),
                }
            }),
        }
    }

    /// The same in several updates: the graph of the facts comes last, so that an article is whole where it has facts.
    fn piece_by_piece(&self, replacement: &Replacement) -> Result<(), RemoteError> {
        let mut graphs: Vec<(&String, &String)> = replacement.graphs.iter().collect();
        graphs.sort_by_key(|(graph, _)| matches!(article_graph(graph), Some((_, ArticleGraph::Facts))));
        if !replacement.adds {
            let drops = graphs.iter().map(|(graph, _)| format!("DROP SILENT GRAPH <{graph}> ;\n"));
            self.update(&drops.collect::<String>())?;
        }
        for (graph, lines) in graphs {
            // Labels of blank nodes hold for one update.
            let (blank, named): (Vec<&str>, Vec<&str>) =
                lines.lines().partition(|line| line.starts_with("_:") || line.contains(" _:"));
            for piece in named.chunks(PIECE) {
                self.update(&format!("INSERT DATA {{ GRAPH <{graph}> {{\n{}\n}} }}", piece.join("\n")))?;
            }
            if !blank.is_empty() {
                self.update(&format!(
                    "INSERT {{ GRAPH <{graph}> {{\n{}\n}} }} WHERE {{}}",
                    blank.join("\n")
                ))?;
            }
        }
        Ok(())
    }

    /// Removes the graphs of an article; false where the endpoint says that it has none. Not every endpoint says so.
    ///
    /// # Errors
    /// Where the endpoint does not take it.
    pub fn remove(&self, article: &str) -> Result<bool, RemoteError> {
        let empty = Replacement::of_article(article);
        match self.protocol {
            Protocol::Update => self.replace(&empty).map(|()| true),
            Protocol::GraphStore => {
                let mut found = false;
                for graph in empty.graphs.keys() {
                    found |= self.delete(graph)?;
                }
                Ok(found)
            }
        }
    }

    fn update(&self, update: &str) -> Result<(), RemoteError> {
        let (status, _, body) = self.endpoint.send(&message("POST", UPDATE, update.as_bytes()), None)?;
        done(status, &body)
    }

    fn put(&self, method: &'static str, graph: &str, lines: &str) -> Result<(), RemoteError> {
        let message = message(method, TRIPLES, lines.as_bytes());
        let (status, _, body) = self.endpoint.send(&message, Some(graph))?;
        done(status, &body)
    }

    fn delete(&self, graph: &str) -> Result<bool, RemoteError> {
        let (status, _, body) = self.endpoint.send(&message("DELETE", TRIPLES, b""), Some(graph))?;
        if status == 404 {
            return Ok(false);
        }
        done(status, &body).map(|()| true)
    }
}

/// How many triples a piece of an update has.
const PIECE: usize = 200;

const UPDATE: &str = "application/sparql-update";
const TRIPLES: &str = "application/n-triples";

fn message<'m>(method: &'static str, content_type: &'static str, body: &'m [u8]) -> Message<'m> {
    Message { method, content_type, accept: "*/*", body }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

fn done(status: u16, body: &[u8]) -> Result<(), RemoteError> {
    if is_success(status) { Ok(()) } else { Err(RemoteError::Status(status, start_of(body))) }
}

/// Which protocol an endpoint understands: an update that changes nothing, then a graph that is not there.
fn detect(endpoint: &HttpEndpoint) -> Result<Protocol, RemoteError> {
    let (status, _, body) = endpoint.send(&message("POST", UPDATE, b"INSERT DATA {}"), None)?;
    if is_success(status) {
        return Ok(Protocol::Update);
    }
    if !matches!(status, 401 | 403) && no_graph(endpoint)? == NoGraph::Said {
        return Ok(Protocol::GraphStore);
    }
    Err(RemoteError::Status(status, start_of(&body)))
}

/// Whether an endpoint calls an update a success that cannot be one: then nobody knows what it does with the rest.
fn is_heedless(endpoint: &HttpEndpoint) -> Result<bool, RemoteError> {
    let (status, ..) = endpoint.send(&message("POST", UPDATE, b"INSERT DATA { this is wrong"), None)?;
    Ok(is_success(status))
}

/// What an endpoint says of a graph that is not there.
#[derive(PartialEq, Eq)]
enum NoGraph {
    /// That it is missing, or has no triples.
    Said,
    /// A success that is not RDF.
    Heedless,
    Refused,
}

fn no_graph(endpoint: &HttpEndpoint) -> Result<NoGraph, RemoteError> {
    let (status, media, _) =
        endpoint.send(&message("GET", TRIPLES, b""), Some("tag:groundwire,2026:no-such-graph"))?;
    let is_rdf = ["n-triples", "turtle", "rdf"].iter().any(|name| media.contains(name));
    Ok(match status {
        // 204: no content, and so no media type.
        404 | 204 => NoGraph::Said,
        200 if is_rdf => NoGraph::Said,
        status if is_success(status) => NoGraph::Heedless,
        _ => NoGraph::Refused,
    })
}
