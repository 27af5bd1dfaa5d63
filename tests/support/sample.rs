//! The documents that are measured, and what the checker says of their facts.
use groundwire::check::corpus::CheckedCorpus;
use groundwire::check::model;
use groundwire::check::resolve::{self, Context, FoundText, resolve};
use groundwire::check::support::Judge;
use groundwire::diagnostic::{Code, Diagnostic, Severity};
use groundwire::document::facts::{self, RawDocument, RawFact, Spanned};
use groundwire::document::{json, yaml};
use groundwire::ontology::Ontology;
use groundwire::term::iri::DEFAULT_BASE;
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// One document and what it is checked against.
pub(crate) struct Sample {
    pub(crate) name: String,
    source: String,
    json: bool,
    article: String,
    corpus: CheckedCorpus,
}

/// What is said of a fact: errors where the document is refused, doubts where it is not.
pub(crate) type Said = Vec<(Code, String)>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The corpus of a folder.
fn corpus(folder: &Path) -> CheckedCorpus {
    let ontology = Ontology::core();
    match fs::read_to_string(folder.join("corpus.yaml")) {
        Ok(text) => {
            let mut diagnostics = Vec::new();
            let file = facts::read_corpus(yaml::parse(&text).unwrap(), &mut diagnostics);
            CheckedCorpus::check(&file, ontology, None, &mut diagnostics)
        }
        Err(_) => CheckedCorpus::empty(DEFAULT_BASE.to_owned(), ontology),
    }
}

/// The shipped articles.
pub(crate) fn shipped() -> Vec<Sample> {
    let data = root().join("data");
    let mut folders: Vec<PathBuf> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("facts.yaml").exists());
    folders.sort();
    let sample = |folder: PathBuf| Sample {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        source: fs::read_to_string(folder.join("facts.yaml")).unwrap(),
        json: false,
        article: fs::read_to_string(folder.join("article.txt")).unwrap(),
        corpus: corpus(&data),
    };
    folders.into_iter().map(sample).collect()
}

/// The short texts of a file in `tests/support`: one document a line.
pub(crate) fn texts(name: &str) -> Vec<Sample> {
    let path = root().join("tests/support").join(format!("{name}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let sample = |(number, line): (usize, &str)| Sample {
        name: format!("{name} {}", number + 1),
        source: line.to_owned(),
        json: true,
        article: String::new(),
        corpus: CheckedCorpus::empty(DEFAULT_BASE.to_owned(), Ontology::core()),
    };
    text.lines().enumerate().filter(|(_, line)| !line.is_empty()).map(sample).collect()
}

impl Sample {
    /// A document in JSON.
    pub(crate) fn inline(name: &str, source: String) -> Self {
        let corpus = CheckedCorpus::empty(DEFAULT_BASE.to_owned(), Ontology::core());
        Self { name: name.to_owned(), source, json: true, article: String::new(), corpus }
    }

    /// The document as written.
    pub(crate) fn read(&self) -> RawDocument<'_> {
        let root = if self.json { json::parse(&self.source) } else { yaml::parse(&self.source) };
        let mut diagnostics = Vec::new();
        let mut document = facts::read(root.unwrap(), &mut diagnostics);
        assert_eq!(diagnostics, [], "{}", self.name);
        // The texts themselves do not change.
        document.article.sha256 = None;
        document
    }

    fn resolve<'d>(&'d self, document: &'d RawDocument<'_>) -> Result<model::Document<'d>, Said> {
        let text = document.article.text.as_deref().unwrap_or(&self.article);
        let context = Context { corpus: &self.corpus, lenient: true, default_id: Some("sample") };
        let mut errors: Vec<Diagnostic> = Vec::new();
        let source = Some(FoundText::new(text));
        let checked = resolve(document, source, context, &mut resolve::Buffers::default(), &mut errors);
        checked.ok_or_else(|| {
            let errors = errors.into_iter().filter(|one| one.severity == Severity::Error);
            errors.map(|one| (one.code, one.message)).collect()
        })
    }

    /// What is said of each fact of a document, by its index.
    pub(crate) fn check(&self, document: &RawDocument<'_>) -> Vec<Said> {
        let checked = match self.resolve(document) {
            Ok(checked) => checked,
            Err(errors) => return vec![errors; document.facts.len()],
        };
        let judge = Judge::new(&checked, &self.corpus);
        let mut found = vec![Vec::new(); document.facts.len()];
        for fact in &checked.facts {
            found[fact.index] = said(&judge, fact);
        }
        found
    }

    /// What is said of copies of a document in each of which the fact at an index is another one. All copies are checked
    /// in one document, and judged one by one, each in the place of its original.
    pub(crate) fn check_copies<'d>(&'d self, copies: &[(usize, RawFact<'d>)]) -> Vec<Said> {
        let mut together = self.read();
        let count = together.facts.len();
        for (number, (_, fact)) in copies.iter().enumerate() {
            let mut fact = fact.clone();
            let span = fact.span;
            fact.id = Some(Spanned { text: Cow::Owned(format!("copy-{number}")), span });
            together.facts.push(fact);
        }
        let Ok(checked) = self.resolve(&together) else {
            return match copies {
                // By halves, down to the copies that are refused.
                [] => Vec::new(),
                [(index, fact)] => {
                    let mut alone = self.read();
                    alone.facts[*index] = fact.clone();
                    vec![self.check(&alone).swap_remove(*index)]
                }
                _ => {
                    let (one, other) = copies.split_at(copies.len() / 2);
                    let mut found = self.check_copies(one);
                    found.extend(self.check_copies(other));
                    found
                }
            };
        };
        let (originals, changed): (Vec<_>, Vec<_>) =
            checked.facts.iter().cloned().partition(|fact| fact.index < count);
        let mut base = model::Document { facts: originals, ..checked.clone() };
        base.quotes.clone_from(&checked.quotes);
        let first = Judge::new(&base, &self.corpus);
        let mut found = vec![Vec::new(); copies.len()];
        for fact in changed {
            let number = fact.index - count;
            let index = copies[number].0;
            let mut document = base.clone();
            let at = document.facts.iter().position(|fact| fact.index == index).unwrap();
            let id = document.facts[at].id;
            document.facts[at] = model::Fact { id, index, ..fact };
            found[number] = said(&first.with_facts(&document), &document.facts[at]);
        }
        found
    }

    /// The class of an entity.
    fn class(&self, document: &RawDocument<'_>, key: &str) -> Option<String> {
        let own = document.entities.iter().find(|entity| &*entity.key == key);
        own.and_then(|entity| entity.types.first().map(|class| class.to_string())).or_else(|| {
            let entity = self.corpus.entity(key)?;
            let iri = self.corpus.ontology.class_iri(*entity.classes.first()?);
            iri.rsplit(['#', '/']).next().map(str::to_owned)
        })
    }

    /// All entities of a class, in order.
    fn of_class(&self, document: &RawDocument<'_>, class: &str) -> Vec<String> {
        let own = document.entities.iter().map(|entity| entity.key.to_string());
        let shared = self.corpus.entities().map(|entity| entity.key.to_string());
        own.chain(shared).filter(|key| self.class(document, key).as_deref() == Some(class)).collect()
    }

    /// Another entity of the class of an entity, the same one every time.
    pub(crate) fn other(&self, document: &RawDocument<'_>, fact: usize, key: &str) -> Option<String> {
        let mut others = self.of_class(document, &self.class(document, key)?);
        let uses = &document.facts[fact];
        others.retain(|other| {
            let named = [&uses.subject, &uses.stated_in, &uses.according_to];
            other != key
                && !named.iter().any(|name| name.as_deref() == Some(other))
                && uses.object_text().is_none_or(|text| **text != *other)
        });
        let hash = key.bytes().fold(fact * 31 + 7, |sum, byte| (sum * 131 + usize::from(byte)) % 1_000_003);
        (!others.is_empty()).then(|| others.swap_remove(hash % others.len()))
    }
}

fn said<'s, 'd>(judge: &Judge<'s, 'd>, fact: &'s model::Fact<'d>) -> Said {
    judge.doubts(fact).into_iter().map(|doubt| (doubt.code, doubt.message)).collect()
}
