//! The document as written, borrowed from its line.
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub type Text<'a> = Cow<'a, str>;

#[derive(Deserialize)]
pub struct Document<'a> {
    #[serde(borrow)]
    pub article: Article<'a>,
    #[serde(borrow)]
    pub prefixes: BTreeMap<&'a str, &'a str>,
    #[serde(borrow)]
    pub entities: BTreeMap<&'a str, Entity<'a>>,
    #[serde(borrow)]
    pub facts: Vec<Fact<'a>>,
}

#[derive(Deserialize)]
pub struct Article<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub publisher: &'a str,
    #[serde(borrow)]
    pub author: Vec<&'a str>,
    pub source: &'a str,
    pub published: &'a str,
    pub language: &'a str,
    #[serde(borrow)]
    pub text: Text<'a>,
    /// A checker computes it; here it is taken as it comes.
    pub sha256: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entity<'a> {
    pub r#type: &'a str,
    #[serde(borrow)]
    pub label: &'a RawValue,
    #[serde(borrow, default)]
    pub alt_label: Vec<&'a str>,
    #[serde(default)]
    pub same_as: Option<&'a str>,
    #[serde(default)]
    pub kind: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Fact<'a> {
    pub id: &'a str,
    pub subject: &'a str,
    pub predicate: &'a str,
    #[serde(default)]
    pub object: Option<&'a str>,
    #[serde(borrow, default)]
    pub value: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub quantity: Option<Quantity<'a>>,
    #[serde(default)]
    pub modality: Option<&'a str>,
    #[serde(default)]
    pub inferred: bool,
    #[serde(default)]
    pub when: Option<&'a str>,
    #[serde(default)]
    pub according_to: Option<&'a str>,
    #[serde(default)]
    pub stated_in: Option<&'a str>,
    #[serde(borrow)]
    pub quote: &'a RawValue,
    #[serde(borrow, default)]
    pub topic: Vec<&'a str>,
    #[serde(default)]
    pub note: Option<&'a str>,
}

#[derive(Deserialize)]
pub struct Quantity<'a> {
    #[serde(borrow, default)]
    pub number: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub from: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub to: Option<&'a RawValue>,
    pub unit: &'a str,
    #[serde(default)]
    pub about: bool,
}

/// A value with a datatype or a language.
#[derive(Deserialize)]
pub struct Value<'a> {
    pub value: &'a str,
    #[serde(default)]
    pub datatype: Option<&'a str>,
    #[serde(default)]
    pub lang: Option<&'a str>,
}

#[derive(Deserialize)]
struct Quote<'a> {
    exact: &'a str,
}

/// What stands between the quotation marks of a JSON string without escapes.
pub fn bare_string(raw: &RawValue) -> Option<&str> {
    raw.get().strip_prefix('"')?.strip_suffix('"')
}

impl Entity<'_> {
    /// Each label with its language.
    pub fn labels(&self, language: &str, mut say: impl FnMut(&str, &str)) {
        match bare_string(self.label) {
            Some(label) => say(label, language),
            None => {
                let labels: BTreeMap<&str, &str> = serde_json::from_str(self.label.get()).expect("labels");
                labels.into_iter().for_each(|(language, label)| say(label, language));
            }
        }
    }
}

impl<'a> Fact<'a> {
    pub fn quotes(&self, mut say: impl FnMut(&'a str)) {
        match self.quote.get().as_bytes()[0] {
            b'[' => {
                serde_json::from_str::<Vec<&str>>(self.quote.get()).expect("quotes").into_iter().for_each(say)
            }
            b'{' => say(serde_json::from_str::<Quote<'_>>(self.quote.get()).expect("a quote").exact),
            _ => say(bare_string(self.quote).expect("a quote")),
        }
    }
}

impl Fact<'_> {
    pub fn modality(&self) -> &str {
        self.modality.unwrap_or("realized")
    }
    pub fn holds(&self) -> bool {
        matches!(self.modality(), "realized" | "ongoing" | "completed")
    }
    pub fn is_attributed(&self) -> bool {
        self.according_to.is_some() || self.stated_in.is_some()
    }
}
