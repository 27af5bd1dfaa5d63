//! What a page says of its article, outside the text: schema.org, Open Graph, `<meta>`, `<link>`, `<time>`.
use crate::term::language;
use crate::term::time::Edtf;
use dom_query::Document;
use serde_json::Value;

/// A value and where the page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stated {
    /// The value.
    pub value: String,
    /// Where: `schema.org`, `Open Graph`, `<time>`.
    pub from: &'static str,
}

/// What a page says of its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// The headline.
    pub title: Option<Stated>,
    /// Who published it.
    pub publisher: Option<Stated>,
    /// Who wrote it.
    pub authors: Vec<Stated>,
    /// When it was published: EDTF.
    pub published: Option<Stated>,
    /// The language of the text: a valid tag.
    pub language: Option<Stated>,
    /// Its canonical address: an http or https IRI.
    pub source: Option<Stated>,
}

const SCHEMA_ORG: &str = "schema.org";
const OPEN_GRAPH: &str = "Open Graph";
const META: &str = "<meta>";

/// Reads the metadata of a page. What is not a valid date, language or address is passed over.
pub(super) fn metadata(page: &Document) -> Metadata {
    let mut found = Metadata::default();
    for script in page.select("script").iter() {
        let kind = script.attr("type").unwrap_or_default().to_ascii_lowercase();
        if !kind.contains("ld+json") {
            continue;
        }
        // Some sites wrap it as a comment or as CDATA.
        let text = script.text();
        let text = text.trim().trim_start_matches("<!--").trim_start_matches("<![CDATA[");
        let text = text.trim_end_matches("-->").trim_end_matches("]]>");
        if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
            schema_org(&value, 0, &mut found);
        }
    }
    let property = |name: &str| {
        let selected = page.select(&format!("meta[property='{name}']"));
        selected.attr("content").map(|value| value.to_string())
    };
    let meta = |name: &str| {
        let selected = page.select(&format!("meta[name='{name}' i]"));
        selected.attr("content").map(|value| value.to_string())
    };
    let first = |names: &[&str]| names.iter().find_map(|name| meta(name));
    let heading = || Some(page.select("h1").iter().next()?.text().to_string());
    keep(&mut found.title, property("og:title"), OPEN_GRAPH);
    keep(&mut found.title, first(&["dc.title", "dcterms.title", "citation_title"]), META);
    keep(&mut found.title, heading(), "<h1>");
    keep(&mut found.title, Some(page.select("title").text().to_string()), "<title>");
    keep(&mut found.publisher, property("og:site_name"), OPEN_GRAPH);
    keep(&mut found.publisher, first(&["dc.publisher", "dcterms.publisher", "application-name"]), META);
    if found.authors.is_empty() {
        let own = property("article:author").filter(|author| !author.contains("://"));
        let from = if own.is_some() { OPEN_GRAPH } else { META };
        let author = own.or_else(|| first(&["author", "dc.creator", "dcterms.creator", "parsely-author"]));
        found.authors =
            author.iter().flat_map(|text| names(text)).map(|value| Stated { value, from }).collect();
    }
    keep_date(&mut found.published, property("article:published_time"), OPEN_GRAPH);
    let dates = [
        "date",
        "dc.date.issued",
        "dc.date",
        "dcterms.issued",
        "pubdate",
        "parsely-pub-date",
        "citation_date",
    ];
    keep_date(&mut found.published, first(&dates), META);
    let time = |selector: &str| page.select(selector).attr("datetime").map(|value| value.to_string());
    for selector in
        ["time[pubdate]", "time[itemprop='datePublished']", "article time[datetime]", "time[datetime]"]
    {
        keep_date(&mut found.published, time(selector), "<time>");
    }
    keep_language(
        &mut found.language,
        page.select("html").attr("lang").map(|tag| tag.to_string()),
        "<html lang>",
    );
    keep_language(&mut found.language, property("og:locale").map(|tag| tag.replace('_', "-")), OPEN_GRAPH);
    keep_language(&mut found.language, first(&["dc.language", "dcterms.language", "language"]), META);
    let canonical = page.select("link[rel='canonical']").attr("href").map(|value| value.to_string());
    keep_address(&mut found.source, canonical, "<link rel=canonical>");
    keep_address(&mut found.source, property("og:url"), OPEN_GRAPH);
    found
}

fn keep(place: &mut Option<Stated>, value: Option<String>, from: &'static str) {
    let value = value.map(|value| plain(&value)).filter(|value| !value.is_empty());
    if let (None, Some(value)) = (&*place, value) {
        *place = Some(Stated { value, from });
    }
}

fn keep_date(place: &mut Option<Stated>, value: Option<String>, from: &'static str) {
    keep(place, value.and_then(|value| date(&value)), from);
}

fn keep_language(place: &mut Option<Stated>, value: Option<String>, from: &'static str) {
    keep(place, value.map(|tag| tag.trim().to_owned()).filter(|tag| language::check(tag).is_ok()), from);
}

fn keep_address(place: &mut Option<Stated>, value: Option<String>, from: &'static str) {
    let is_address = |value: &String| {
        let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
        rest.is_some_and(|rest| !rest.is_empty()) && oxiri::Iri::parse(value.as_str()).is_ok()
    };
    keep(place, value.map(|value| value.trim().to_owned()).filter(is_address), from);
}

/// A text on one line, without control characters.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A date of a page as EDTF: as precise as it is, or its day where the time of day is in another form.
fn date(text: &str) -> Option<String> {
    let text = text.trim();
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let zone = time.find(['Z', '+', '-']).map_or(time.len(), |at| at);
    let (clock, zone) = time.split_at(zone);
    let clock = clock.trim().split('.').next().unwrap_or_default();
    let zone = match zone.trim() {
        zone if zone.len() == 5 && !zone.contains(':') && zone.is_ascii() => {
            format!("{}:{}", &zone[..3], &zone[3..])
        }
        zone => zone.to_owned(),
    };
    let whole = format!("{day}T{clock}{zone}");
    [whole, day.to_owned()].into_iter().find(|date| {
        date.starts_with(|c: char| c.is_ascii_digit()) && !date.contains('/') && Edtf::parse(date).is_ok()
    })
}

/// The names in a byline.
fn names(byline: &str) -> Vec<String> {
    let byline = plain(byline);
    let bare = ["By ", "by ", "Von ", "Par ", "Por "].iter().find_map(|by| byline.strip_prefix(by));
    let bare = bare.unwrap_or(&byline).replace(" and ", ",").replace(" & ", ",").replace(" und ", ",");
    bare.split([',', ';'])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .take(20)
        .collect()
}

/// The names of an author or publisher: a text, an object with a name, or a list of these.
fn agents(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => names(text),
        Some(Value::Array(list)) => list.iter().flat_map(|one| agents(Some(one))).collect(),
        Some(Value::Object(object)) => match object.get("name") {
            Some(Value::String(name)) => {
                vec![plain(name)].into_iter().filter(|name| !name.is_empty()).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Reads the first article in JSON-LD, wherever it is: alone, in a list, in `@graph` or in `mainEntity`.
fn schema_org(value: &Value, depth: usize, found: &mut Metadata) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|one| schema_org(one, depth + 1, found)),
        Value::Object(object) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting"))
            };
            let article = match object.get("@type") {
                Some(Value::Array(kinds)) => kinds.iter().any(is_article),
                Some(kind) => is_article(kind),
                None => false,
            };
            if article {
                let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
                keep(&mut found.title, text("headline").or_else(|| text("name")), SCHEMA_ORG);
                keep(&mut found.publisher, agents(object.get("publisher")).into_iter().next(), SCHEMA_ORG);
                if found.authors.is_empty() {
                    let authors = agents(object.get("author")).into_iter().take(20);
                    found.authors = authors.map(|value| Stated { value, from: SCHEMA_ORG }).collect();
                }
                keep_date(
                    &mut found.published,
                    text("datePublished").or_else(|| text("dateCreated")),
                    SCHEMA_ORG,
                );
                let language = match object.get("inLanguage") {
                    Some(Value::Object(language)) => {
                        language.get("alternateName").and_then(Value::as_str).map(str::to_owned)
                    }
                    _ => text("inLanguage"),
                };
                keep_language(&mut found.language, language, SCHEMA_ORG);
                let page = match object.get("mainEntityOfPage") {
                    Some(Value::Object(page)) => page.get("@id").and_then(Value::as_str).map(str::to_owned),
                    _ => text("mainEntityOfPage"),
                };
                keep_address(&mut found.source, text("url").or(page), SCHEMA_ORG);
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"] {
                if let Some(inner) = object.get(key) {
                    schema_org(inner, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{date, names};

    #[test]
    fn dates_of_pages_become_edtf() {
        for (text, edtf) in [
            ("2024-03-12", Some("2024-03-12")),
            ("2024-03-12T09:30:00Z", Some("2024-03-12T09:30:00Z")),
            ("2024-03-12T09:30:00.123+0100", Some("2024-03-12T09:30:00+01:00")),
            ("2024-03-12 09:30:00", Some("2024-03-12T09:30:00")),
            ("2024-03-12T99:99", Some("2024-03-12")),
            ("2024", Some("2024")),
            ("12 March 2024", None),
            ("2024-02-31", None),
            ("2020/2021", None),
            ("", None),
        ] {
            assert_eq!(date(text).as_deref(), edtf, "{text}");
        }
    }

    #[test]
    fn bylines_are_split_into_names() {
        assert_eq!(names("By Ann Berg and Bob Lee"), ["Ann Berg", "Bob Lee"]);
        assert_eq!(names("  "), [""; 0]);
    }
}
