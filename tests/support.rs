//! What the checker catches: copies of articles with one thing changed in one fact, and what it says of the originals.
//!
//! `SUPPORT_SHOW=1 cargo test --profile quick --test main support -- --ignored --nocapture` lists what is said of the originals and what is missed.
use groundwire::check::corpus::Corpus;
use groundwire::check::resolve::{self, Context, Source, resolve};
use groundwire::check::support::Judge;
use groundwire::diagnostic::{Code, Severity, Span};
use groundwire::document::facts::{self, Document, Fact, Number, Object, Quote, Text};
use groundwire::document::{json, yaml};
use groundwire::ontology::Ontology;
use groundwire::term::iri::DEFAULT_BASE;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One document and what it is checked against.
struct Sample {
    name: String,
    source: String,
    json: bool,
    article: String,
    corpus: Corpus,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The corpus of a folder, and its own entities by key with their class.
fn corpus(folder: &Path) -> Corpus {
    let ontology = Ontology::core();
    match fs::read_to_string(folder.join("corpus.yaml")) {
        Ok(text) => {
            let mut mistakes = Vec::new();
            let file = facts::read_corpus(yaml::parse(&text).unwrap(), &mut mistakes);
            Corpus::check(&file, ontology, None, &mut mistakes)
        }
        Err(_) => Corpus::empty(DEFAULT_BASE.to_owned(), ontology),
    }
}

/// The shipped articles.
fn shipped() -> Vec<Sample> {
    let data = std::env::var("SUPPORT_DATA").map_or(root().join("data"), PathBuf::from);
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

/// The short texts in a language: one document a line.
fn texts(language: &str) -> Vec<Sample> {
    let path = root().join("tests/support").join(format!("{language}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let sample = |(number, line): (usize, &str)| Sample {
        name: format!("{language} {}", number + 1),
        source: line.to_owned(),
        json: true,
        article: String::new(),
        corpus: Corpus::empty(DEFAULT_BASE.to_owned(), Ontology::core()),
    };
    // While rules are being worked on, the other half of the texts stays unseen.
    let half = if std::env::var_os("SUPPORT_HALF").is_some() { 6 } else { usize::MAX };
    text.lines().take(half).enumerate().filter(|(_, line)| !line.is_empty()).map(sample).collect()
}

impl Sample {
    fn read(&self) -> Document<'_> {
        let root = if self.json { json::parse(&self.source) } else { yaml::parse(&self.source) };
        let mut mistakes = Vec::new();
        let mut document = facts::read(root.unwrap(), &mut mistakes);
        assert_eq!(mistakes, [], "{}", self.name);
        // The texts themselves do not change.
        document.article.sha256 = None;
        document
    }

    /// What is said of each fact of a document, or of one; where the document is refused, its errors count for each.
    fn check(&self, document: &Document<'_>, only: Option<usize>) -> Vec<Vec<(Code, String)>> {
        let text = document.article.text.as_deref().unwrap_or(&self.article);
        let context = Context { corpus: &self.corpus, lenient: true, default_id: Some("sample") };
        let mut errors = Vec::new();
        let source = Some(Source::new(text));
        let checked = resolve(document, source, context, &mut resolve::Buffers::default(), &mut errors);
        let errors = errors.into_iter().filter(|one| one.severity == Severity::Error);
        let errors: Vec<(Code, String)> = errors.map(|one| (one.code, one.message)).collect();
        let mut found = vec![errors; document.facts.len()];
        let Some(checked) = &checked else { return found };
        let judge = Judge::new(checked, &self.corpus);
        for fact in checked.facts.iter().filter(|fact| only.is_none_or(|only| only == fact.index)) {
            found[fact.index].extend(judge.doubts(fact).into_iter().map(|doubt| (doubt.code, doubt.message)));
        }
        found
    }

    /// The class of an entity.
    fn class(&self, document: &Document<'_>, key: &str) -> Option<String> {
        let own = document.entities.iter().find(|entity| &*entity.key == key);
        own.and_then(|entity| entity.types.first().map(|class| class.to_string())).or_else(|| {
            let entity = self.corpus.entity(key)?;
            let iri = self.corpus.ontology.class_iri(*entity.classes.first()?);
            iri.rsplit(['#', '/']).next().map(str::to_owned)
        })
    }

    /// All entities of a class, in order.
    fn of_class(&self, document: &Document<'_>, class: &str) -> Vec<String> {
        let own = document.entities.iter().map(|entity| entity.key.to_string());
        let shared = self.corpus.entities().map(|entity| entity.key.to_string());
        own.chain(shared).filter(|key| self.class(document, key).as_deref() == Some(class)).collect()
    }

    /// Another entity of the class of an entity, the same one every time.
    fn other(&self, document: &Document<'_>, fact: usize, key: &str) -> Option<String> {
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

type Change = fn(&Sample, &mut Document<'static>, usize) -> Option<()>;

/// Replaces a text and keeps its place.
fn replace(place: &mut Option<Text<'_>>, value: String) {
    let span = place.as_ref().map_or_else(Span::default, |text| text.span);
    *place = Some(Text { text: Cow::Owned(value), span });
}

fn later_year(date: &str) -> Option<String> {
    let year: i32 = date.get(..4)?.parse().ok()?;
    Some(format!("{:04}{}", year + 3, &date[4..]))
}

fn later_month(date: &str) -> Option<String> {
    let month: u32 = date.get(5..7)?.parse().ok()?;
    (date.as_bytes().get(4) == Some(&b'-') && !date.contains('/')).then(|| {
        format!(
            "{}{:02}{}",
            &date[..5],
            (month + 3) % 12 + 1,
            &date[7..].replace("31", "28").replace("30", "28").replace("29", "28")
        )
    })
}

fn later_day(date: &str) -> Option<String> {
    let day: u32 = date.get(8..10)?.parse().ok()?;
    (date.len() == 10).then(|| format!("{}{:02}", &date[..8], (day + 4) % 27 + 1))
}

fn change_date(document: &mut Document<'_>, fact: usize, change: fn(&str) -> Option<String>) -> Option<()> {
    let fact = &mut document.facts[fact];
    if let Some(Object::Thing(name)) = fact.objects.first_mut()
        && name.text.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
    {
        name.text = Cow::Owned(change(&name.text)?);
        // Both give one time.
        if fact.when.is_some() && fact.when.as_deref().map(str::len) == Some(name.text.len()) {
            fact.when = None;
        }
        return Some(());
    }
    let when = fact.when.as_mut()?;
    when.text = Cow::Owned(change(&when.text)?);
    Some(())
}

fn numbers<'f, 'a>(fact: &'f mut Fact<'a>) -> Option<Vec<&'f mut Text<'a>>> {
    match fact.objects.first_mut()? {
        Object::Quantity(quantity) => {
            let numbers = [&mut quantity.number, &mut quantity.from, &mut quantity.to];
            Some(numbers.into_iter().flatten().map(|number: &mut Number<'a>| &mut number.text).collect())
        }
        Object::Value(value)
            if value.plain && value.datatype.is_none() && value.text.parse::<f64>().is_ok() =>
        {
            Some(vec![&mut value.text])
        }
        _ => None,
    }
}

const MODALITIES: [&str; 5] = ["planned", "aspired", "expected", "possible", "hypothetical"];

fn main_changes() -> Vec<(&'static str, Change)> {
    let mut changes: Vec<(&'static str, Change)> = Vec::new();
    let mut add = |name, change: Change| changes.push((name, change));
    add("ends: object", |sample, document, fact| {
        let key = document.facts[fact].object_text()?.to_string();
        let other = sample.other(document, fact, &key)?;
        match document.facts[fact].objects.first_mut()? {
            Object::Thing(name) => name.text = Cow::Owned(other),
            _ => return None,
        }
        Some(())
    });
    add("ends: subject", |sample, document, fact| {
        let key = document.facts[fact].subject.as_deref()?.to_owned();
        let other = sample.other(document, fact, &key)?;
        replace(&mut document.facts[fact].subject, other);
        Some(())
    });
    add("negation", |_, document, fact| {
        let fact = &mut document.facts[fact];
        fact.negated = !fact.negated;
        Some(())
    });
    add("modality", |_, document, fact| {
        let fact = &mut document.facts[fact];
        let unrealized = fact.modality.as_deref().is_some_and(|modality| MODALITIES.contains(&modality));
        unrealized.then(|| replace(&mut fact.modality, "completed".to_owned()))
    });
    add("number", |_, document, fact| {
        let mut numbers = numbers(&mut document.facts[fact])?;
        let number = numbers.first_mut()?;
        let changed = match number.parse::<i64>() {
            Ok(whole) => (whole + 7).to_string(),
            Err(_) => format!("{:.1}", number.parse::<f64>().ok()? + 1.1),
        };
        number.text = Cow::Owned(changed);
        Some(())
    });
    add("scale", |_, document, fact| {
        let mut numbers = numbers(&mut document.facts[fact])?;
        let number = numbers.first_mut()?;
        number.text = Cow::Owned(format!("{}", number.parse::<f64>().ok()? * 1000.0));
        Some(())
    });
    add("unit", |_, document, fact| match document.facts[fact].objects.first_mut()? {
        Object::Quantity(quantity) => {
            let unit = quantity.unit.as_mut()?;
            let other = match &*unit.text {
                key if key.contains("dollar") => "tenge",
                key if key.contains("percent") => "kilometres",
                key if key.contains("euro") => "us-dollars",
                _ => "percent",
            };
            unit.text = Cow::Borrowed(other);
            Some(())
        }
        _ => None,
    });
    add("date: year", |_, document, fact| change_date(document, fact, later_year));
    add("date: month", |_, document, fact| change_date(document, fact, later_month));
    add("date: day", |_, document, fact| change_date(document, fact, later_day));
    add("speaker dropped", |_, document, fact| {
        let fact = &mut document.facts[fact];
        let had = fact.according_to.take().is_some() | fact.stated_in.take().is_some();
        had.then_some(())
    });
    add("speaker replaced", |sample, document, fact| {
        let (key, stated) = match (&document.facts[fact].according_to, &document.facts[fact].stated_in) {
            (Some(key), _) => (key.to_string(), false),
            (_, Some(key)) => (key.to_string(), true),
            _ => return None,
        };
        let other = sample.other(document, fact, &key)?;
        let fact = &mut document.facts[fact];
        replace(if stated { &mut fact.stated_in } else { &mut fact.according_to }, other);
        Some(())
    });
    add("quote moved", |_, document, fact| {
        let own: Vec<String> =
            document.facts[fact].quotes.iter().map(|quote| quote.exact.to_string()).collect();
        let count = document.facts.len();
        // A quote of another fact, from about half the article away.
        let other = (0..count).map(|step| (fact + count / 2 + step) % count).find(|other| {
            document.facts[*other].quotes.first().is_some_and(|quote| {
                let stem = |fact: usize| {
                    document.facts[fact]
                        .id
                        .as_deref()
                        .map(|id| id.trim_end_matches(char::is_alphabetic).to_owned())
                };
                !own.iter().any(|own| own.contains(&*quote.exact.text) || quote.exact.contains(own.as_str()))
                    && (stem(*other) != stem(fact) || count < 12)
            })
        })?;
        let quote = document.facts[other].quotes.first()?;
        let span = document.facts[fact].quotes.first()?.exact.span;
        let copy = Quote {
            exact: Text { text: quote.exact.text.clone(), span },
            prefix: quote.prefix.clone(),
            suffix: quote.suffix.clone(),
            start: quote.start,
        };
        document.facts[fact].quotes = vec![copy];
        Some(())
    });
    changes
}

/// How many copies there were of each kind of change, and how many were caught.
#[derive(Debug, Default)]
struct Tally {
    facts: usize,
    alarms: Vec<String>,
    caught: BTreeMap<&'static str, (usize, usize)>,
}

impl Tally {
    fn share(&self, kinds: &[&str]) -> f64 {
        let of = self.caught.iter().filter(|(kind, _)| kinds.contains(kind));
        let (caught, all) = of.fold((0, 0), |sum, (_, (caught, all))| (sum.0 + caught, sum.1 + all));
        caught as f64 * 100.0 / (all.max(1)) as f64
    }
}

fn measure(samples: Vec<Sample>) -> Tally {
    // The copies borrow from the samples as long as the test runs.
    let samples: &'static [Sample] = samples.leak();
    let show = std::env::var_os("SUPPORT_SHOW").is_some();
    let mut tally = Tally::default();
    for sample in samples {
        let written = sample.read();
        let before = sample.check(&written, None);
        tally.facts += written.facts.len();
        for (fact, said) in written.facts.iter().zip(&before) {
            let id = fact.id.as_deref().unwrap_or_default();
            for (code, message) in said {
                tally.alarms.push(format!("{} {id} {}: {message}", sample.name, code.name()));
            }
        }
        for index in 0..written.facts.len() {
            for (kind, change) in main_changes() {
                let mut copy = sample.read();
                if change(sample, &mut copy, index).is_none() {
                    continue;
                }
                let fact = &copy.facts[index];
                let new = sample.check(&copy, Some(index));
                let caught = new[index].iter().any(|one| !before[index].contains(one));
                let count = tally.caught.entry(kind).or_default();
                count.0 += usize::from(caught);
                count.1 += 1;
                if show && !caught {
                    println!("missed {kind}: {} {}", sample.name, fact.id.as_deref().unwrap_or_default());
                }
            }
        }
    }
    if show {
        for alarm in &tally.alarms {
            println!("alarm {alarm}");
        }
    }
    for (kind, (caught, all)) in &tally.caught {
        println!("{kind}: {caught} of {all}, {:.0} %", *caught as f64 * 100.0 / *all as f64);
    }
    println!("{} facts, {} warnings of these kinds", tally.facts, tally.alarms.len());
    tally
}

/// The kinds of change and the least share of copies that must be caught, in percent.
const KINDS: [(&str, &[&str]); 7] = [
    ("number, unit, scale", &["number", "scale", "unit"]),
    ("date", &["date: year", "date: month", "date: day"]),
    ("negation", &["negation"]),
    ("modality", &["modality"]),
    ("speaker", &["speaker dropped", "speaker replaced"]),
    ("ends", &["ends: object", "ends: subject"]),
    ("quote moved", &["quote moved"]),
];

/// The goals for English, in the order of `KINDS`; other languages may stay 15 points below.
const GOALS: [f64; 7] = [95.0, 90.0, 90.0, 80.0, 80.0, 80.0, 80.0];

/// Holds the shares of a tally above their floors, in the order of `KINDS`.
fn hold(name: &str, tally: &Tally, floors: [f64; 7], most_alarms: usize) {
    for ((kind, parts), floor) in KINDS.iter().zip(floors) {
        let share = tally.share(parts);
        println!("{name}: {kind}: {share:.0} %");
        assert!(
            share >= floor,
            "{name}: of the copies with another {kind} only {share:.1} % are caught, not {floor} %"
        );
    }
    let alarms = tally.alarms.len();
    assert!(
        alarms <= most_alarms,
        "{name}: {alarms} warnings for {} facts: {:#?}",
        tally.facts,
        tally.alarms
    );
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn shipped_articles() {
    let tally = measure(shipped());
    assert!(tally.facts > 200);
    hold("shipped articles", &tally, GOALS, 0);
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn texts_in_french() {
    hold("fr", &measure(texts("fr")), GOALS.map(|goal| goal - 15.0), 3);
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn texts_in_german() {
    hold("de", &measure(texts("de")), GOALS.map(|goal| goal - 15.0), 3);
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn texts_in_spanish() {
    hold("es", &measure(texts("es")), GOALS.map(|goal| goal - 15.0), 3);
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn texts_in_russian() {
    hold("ru", &measure(texts("ru")), GOALS.map(|goal| goal - 15.0), 3);
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn texts_in_kazakh() {
    hold("kk", &measure(texts("kk")), GOALS.map(|goal| goal - 15.0), 3);
}

#[test]
#[ignore = "a measurement: minutes in a debug build, and the goals are not reached yet"]
fn texts_in_chinese() {
    hold("zh", &measure(texts("zh")), GOALS.map(|goal| goal - 15.0), 3);
}
