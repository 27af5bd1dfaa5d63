//! Files of the program's own: how pages look, and what they do in a browser.
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// A file: its path below the site, its media type, its text.
type Asset = (&'static str, &'static str, &'static str);

/// Those of every page.
pub(super) const OF_PAGES: [Asset; 3] = [
    ("assets/style.css", "text/css; charset=utf-8", include_str!("assets/style.css")),
    ("assets/script.js", JAVASCRIPT, include_str!("assets/script.js")),
    ("assets/icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];
/// Those of pages that ask a server.
const OF_SERVERS: [Asset; 2] = [
    ("assets/review.js", JAVASCRIPT, include_str!("assets/review.js")),
    ("assets/query.js", JAVASCRIPT, include_str!("assets/query.js")),
];

/// The file at a path.
pub(super) fn find(path: &str) -> Option<&'static Asset> {
    let path = path.strip_prefix('/')?;
    OF_PAGES.iter().chain(&OF_SERVERS).find(|(known, ..)| *known == path)
}
