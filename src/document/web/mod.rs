//! A saved web page: the text of its article and what the page says of it.
//!
//! ```text
//! encoding   bytes -> characters
//! metadata   schema.org, Open Graph, <meta>, <link>, <time> -> title, publisher, authors, date, language, address
//! mod        the main text, by readability rules (`dom_smoothie`), one paragraph a line
//! ```
mod encoding;
mod metadata;

pub(crate) use metadata::{Metadata, Stated};

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use std::fmt;

/// The largest page that is read, in bytes.
pub(crate) const LARGEST: usize = 32 << 20;

/// How deep the elements of a page may be nested.
const DEEPEST: usize = 512;

/// How many letters an article has at least.
const FEWEST: usize = 20;

/// An article as its page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebPage {
    /// The text: the headline where it is known, and the paragraphs, with blank lines between them.
    pub text: String,
    /// What the page says of it.
    pub metadata: Metadata,
    /// The name of the encoding that the page was in.
    pub encoding: &'static str,
}

/// Why a page gives no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageError {
    /// It is larger than `LARGEST`.
    TooLarge,
    /// Its elements are nested deeper than any real page's.
    TooDeep,
    /// It holds no text that reads like an article.
    NoText,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the page is larger than {} MB", LARGEST >> 20),
            Self::TooDeep => write!(f, "the elements of the page are nested more than {DEEPEST} deep"),
            Self::NoText => f.write_str("the page has no text that reads like an article"),
        }
    }
}

impl std::error::Error for PageError {}

/// Reads a page as a browser saves it.
pub(crate) fn read(bytes: &[u8]) -> Result<WebPage, PageError> {
    if bytes.len() > LARGEST {
        return Err(PageError::TooLarge);
    }
    let (html, encoding) = encoding::decode(bytes);
    if is_deep(&html) {
        return Err(PageError::TooDeep);
    }
    let page = Document::from(html);
    let metadata = metadata::metadata(&page);
    let config = Config { text_mode: TextMode::Formatted, char_threshold: 200, ..Config::default() };
    let article = Readability::with_document(page, None, Some(config)).and_then(|mut reader| reader.parse());
    let article = article.map_err(|_| PageError::NoText)?;
    let body = paragraphs(&article.text_content);
    let letters =
        body.iter().flat_map(|line| line.chars()).filter(|c| c.is_alphabetic()).take(FEWEST).count();
    if letters < FEWEST {
        return Err(PageError::NoText);
    }
    let headline = metadata.title.as_ref().map(|title| title.value.as_str()).filter(|title| {
        // Not where the text begins with it anyway.
        body.first().is_none_or(|first| first != title)
    });
    let mut text = String::new();
    for paragraph in headline.into_iter().chain(body.iter().map(String::as_str)) {
        text.push_str(paragraph);
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    Ok(WebPage { text, metadata, encoding })
}

/// The paragraphs of a text, each on one line.
fn paragraphs(text: &str) -> Vec<String> {
    let lines =
        text.lines().map(|line| line.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>());
    lines.map(|words| words.join(" ")).filter(|line| line.chars().any(char::is_alphanumeric)).collect()
}

/// Elements that have no end tag, or need none.
const OPEN: [&str; 26] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    "p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "colgroup", "param", "optgroup",
];

/// Whether a page has more start tags without an end than any real page: later steps go down element by element.
fn is_deep(html: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let (end, tag) = match rest.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, rest),
        };
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag[..length].to_ascii_lowercase();
        if name.is_empty() || OPEN.contains(&name.as_str()) {
            continue;
        }
        if end {
            depth = depth.saturating_sub(1);
        } else if matches!(name.as_str(), "script" | "style") {
            // What is inside is not markup.
            let close = format!("</{name}");
            let inside = rest.as_bytes();
            let found =
                inside.windows(close.len()).position(|part| part.eq_ignore_ascii_case(close.as_bytes()));
            rest = found.map_or("", |at| &rest[at + close.len()..]);
        } else {
            let own_end = tag[length..].find('>').is_some_and(|end| tag[length..length + end].ends_with('/'));
            depth += usize::from(!own_end);
            if depth > DEEPEST {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{PageError, read};

    const PARAGRAPHS: &str = "<p>Ann Berg, the mayor of Ostby, opened the new bridge on Tuesday. It cost 45 million euros, the city said.</p>\n<p>The bridge shortens the way to the harbour by two kilometres, and buses will use it from May on, according to the city.</p>\n<p>Residents had asked for it for ten years, and the council voted for it in 2019.</p>";

    fn page(head: &str, body: &str) -> String {
        format!("<!DOCTYPE html><html lang=\"en-GB\"><head>{head}</head><body>{body}</body></html>")
    }

    #[test]
    fn schema_org_goes_before_open_graph() {
        let head = r#"<title>Bridge | Post</title><meta property="og:title" content="Bridge opens"><meta property="og:site_name" content="OG Post">
<link rel="canonical" href="https://post.example/bridge">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},{"@type":"NewsArticle","headline":"New bridge opens","author":[{"@type":"Person","name":"Jo Field"},{"@type":"Person","name":"Al Moor"}],"publisher":{"@type":"Organization","name":"The Post"},"datePublished":"2024-03-12T09:30:00+01:00","inLanguage":"en"}]}</script>"#;
        let body = format!(
            "<nav><a href=/>Home</a></nav><article><h1>New bridge opens</h1>{PARAGRAPHS}</article><footer>© Post</footer>"
        );
        let found = read(page(head, &body).as_bytes()).expect("an article");
        let value = |stated: &Option<super::Stated>| stated.as_ref().map(|one| (one.value.clone(), one.from));
        let said = &found.metadata;
        assert_eq!(value(&said.title), Some(("New bridge opens".to_owned(), "schema.org")));
        assert_eq!(value(&said.publisher), Some(("The Post".to_owned(), "schema.org")));
        assert_eq!(
            said.authors.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(),
            ["Jo Field", "Al Moor"]
        );
        assert_eq!(value(&said.published), Some(("2024-03-12T09:30:00+01:00".to_owned(), "schema.org")));
        assert_eq!(value(&said.language), Some(("en".to_owned(), "schema.org")));
        assert_eq!(
            value(&said.source),
            Some(("https://post.example/bridge".to_owned(), "<link rel=canonical>"))
        );
        assert!(found.text.starts_with("New bridge opens\n\nAnn Berg, the mayor of Ostby"), "{}", found.text);
        assert!(found.text.ends_with("voted for it in 2019.\n"), "{}", found.text);
        assert!(!found.text.contains("Home") && !found.text.contains('©'), "{}", found.text);
    }

    #[test]
    fn other_sources_fill_what_is_missing() {
        let head = r#"<meta name="Author" content="By Jo Field and Al Moor"><meta property="og:locale" content="de_DE"><meta property="og:url" content="/relative"><script type="application/ld+json">{broken</script>"#;
        let body =
            format!("<main><h1>Bridge</h1><time datetime=\"2024-03-12\">12 March</time>{PARAGRAPHS}</main>")
                .replace('\n', "\r\n");
        let html = format!("<html><head>{head}</head><body>{body}</body></html>");
        let said = read(html.as_bytes()).expect("an article").metadata;
        assert_eq!(said.authors.len(), 2);
        assert_eq!(said.title.map(|one| one.from), Some("<h1>"));
        assert_eq!(
            said.published.map(|one| (one.value, one.from)),
            Some(("2024-03-12".to_owned(), "<time>"))
        );
        assert_eq!(said.language.map(|one| one.value), Some("de-DE".to_owned()));
        assert_eq!(said.source, None);
    }

    #[test]
    fn windows_line_ends_become_plain_ones() {
        let html = page("", &format!("<article>{PARAGRAPHS}</article>")).replace('\n', "\r\n");
        assert!(!read(html.as_bytes()).expect("an article").text.contains('\r'));
    }

    #[test]
    fn hostile_pages_end_in_an_error_or_a_text() {
        assert_eq!(read(b""), Err(PageError::NoText));
        assert_eq!(read(page("", "<p></p>").as_bytes()), Err(PageError::NoText));
        let deep = "<div>".repeat(100_000);
        assert_eq!(read(deep.as_bytes()), Err(PageError::TooDeep));
        let lists = page("", &format!("{}{PARAGRAPHS}", "<p>".repeat(5_000)));
        assert!(read(lists.as_bytes()).is_ok());
        for odd in ["<!--", "<script>", "<p", "<![CDATA[", "&#0;&#xFFFFFF;<p>a", "</html></body>"] {
            let _ = read(odd.as_bytes());
        }
        let control = page("<title>a\u{1}b</title>", &format!("<article>{PARAGRAPHS}</article>"));
        let found = read(control.as_bytes()).expect("an article");
        assert_eq!(found.metadata.title.map(|one| one.value), Some("a b".to_owned()));
    }
}
