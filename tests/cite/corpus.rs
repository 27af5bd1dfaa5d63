//! Two shipped documents with facts left out: the documents are mapped anew without them.
use groundwire::ask::dataset::{Dataset, DatasetBuilder};
use groundwire::check::corpus::CheckedCorpus;
use groundwire::check::model::{Document, Fact, Quote};
use groundwire::check::resolve::{Buffers, Context, FoundText, resolve};
use groundwire::document::facts;
use groundwire::document::yaml;
use groundwire::ontology::Ontology;
use groundwire::rdf::mapping::Mapper;
use groundwire::term::prefixes::Prefixes;
use oxrdf::{NamedNode, Quad};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// The corpus file, checked once.
fn corpus() -> &'static CheckedCorpus {
    static CORPUS: OnceLock<CheckedCorpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let text: &'static str = fs::read_to_string("data/corpus.yaml").unwrap().leak();
        let mut diagnostics = Vec::new();
        let file = facts::read_corpus(yaml::parse(text).unwrap(), &mut diagnostics);
        let corpus = CheckedCorpus::check(&file, Ontology::core(), None, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        corpus
    })
}

/// The documents whose citations were worked out by hand. More would take time that grows with the square of the facts.
const FOLDERS: [&str; 2] = ["benin-nigeria-afcfta", "kazakhstan-council-of-europe"];

/// The documents as checked. They lend out their facts to be mapped without some.
pub(crate) struct Shipped {
    documents: Vec<Document<'static>>,
    /// The quads that no fact has a part in.
    ontology: Vec<Quad>,
}

impl Shipped {
    pub(crate) fn load() -> Self {
        let corpus = corpus();
        let documents = FOLDERS
            .into_iter()
            .map(|folder| {
                let path = Path::new("data").join(folder);
                let yaml: &'static str = fs::read_to_string(path.join("facts.yaml")).unwrap().leak();
                let text: &'static str = fs::read_to_string(path.join("article.txt")).unwrap().leak();
                let mut diagnostics = Vec::new();
                let written: &'static facts::RawDocument<'static> =
                    Box::leak(Box::new(facts::read(yaml::parse(yaml).unwrap(), &mut diagnostics)));
                let context = Context { corpus, lenient: false, default_id: Some(folder) };
                let source = Some(FoundText::new(text));
                let document = resolve(written, source, context, &mut Buffers::default(), &mut diagnostics);
                document.unwrap_or_else(|| panic!("{diagnostics:?}"))
            })
            .collect();
        let graph = NamedNode::new_unchecked(format!("{}graph/ontology", corpus.base));
        let ontology = corpus.ontology.triples().map(|triple| triple.into_owned().in_graph(graph.clone()));
        Self { documents, ontology: ontology.collect() }
    }

    /// All facts, by IRI.
    pub(super) fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for document in &self.documents {
            facts.extend(document.facts.iter().map(|fact| iri(document.article.id, fact)));
        }
        facts
    }

    /// The prefixes of the corpus beside the usual ones.
    pub(super) fn prefixes() -> Prefixes {
        let mut prefixes = Prefixes::predeclared();
        for (prefix, namespace) in &corpus().prefixes {
            prefixes.insert(prefix, namespace);
        }
        prefixes
    }

    /// The dataset of those facts that are kept, with all that is declared.
    pub(super) fn dataset(&mut self, reifiers: bool, keep: impl Fn(&str) -> bool) -> Dataset {
        let corpus = corpus();
        let mut builder = DatasetBuilder::new();
        if reifiers {
            builder = builder.with_reifiers();
        }
        let mut mapper = Mapper::new(&corpus.base, &corpus.ontology);
        mapper.shared(corpus.entities(), corpus.kinds.iter().map(String::as_str), &mut builder);
        for document in &mut self.documents {
            let id = document.article.id;
            let all = std::mem::take(&mut document.facts);
            let (kept, left): (Vec<_>, Vec<_>) = all.into_iter().partition(|fact| keep(&iri(id, fact)));
            document.facts = kept;
            let quotes = document.quotes.clone();
            let used: BTreeSet<u32> =
                document.facts.iter().flat_map(|fact| fact.evidence.iter().copied()).collect();
            let used: Vec<u32> = used.into_iter().collect();
            document.quotes = used.iter().map(|&at| quotes[at as usize].clone()).collect::<Vec<Quote>>();
            for fact in &mut document.facts {
                for at in &mut fact.evidence {
                    *at = used.binary_search(at).unwrap() as u32;
                }
            }
            mapper.document(document, &mut builder);
            for fact in &mut document.facts {
                for at in &mut fact.evidence {
                    *at = used[*at as usize];
                }
            }
            document.quotes = quotes;
            document.facts.extend(left);
            document.facts.sort_by_key(|fact| fact.id);
        }
        for quad in &self.ontology {
            builder.insert_quad(quad.as_ref());
        }
        builder.finish()
    }
}

fn iri(article: &str, fact: &Fact<'_>) -> String {
    format!("{}article/{article}/fact/{}", corpus().base, fact.id)
}
