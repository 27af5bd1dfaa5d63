//! Telling web pages from texts.

/// Whether a text is a web page rather than the text of an article.
pub(crate) fn is_page(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(2000).collect();
    let start = start.to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return true;
    }
    start.starts_with('<')
        && ["<head", "<body", "<p>", "<p ", "<div", "<article", "<meta"].iter().any(|tag| start.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn pages_are_told_from_texts() {
        assert!(is_page("\n<!DOCTYPE HTML PUBLIC><html>"));
        assert!(is_page("<div><p>x</p></div>"));
        assert!(!is_page("<Reuters> - The mayor said"));
        assert!(!is_page("Ann said a < b."));
    }
}
