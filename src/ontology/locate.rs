//! Where a Turtle text mentions a term.
use crate::diagnostic::Span;
use memchr::memmem;

/// The best guess at the place where a term is described: where it begins a statement, else where it is
/// first, else the start of the text. The parser gives triples without their places, and these are needed
/// only for the few terms of which there is something to say.
pub(super) fn locate(turtle: &str, prefixes: &[(String, String)], iri: &str) -> Span {
    let short = prefixes.iter().filter_map(|(prefix, namespace)| {
        Some([prefix, ":", iri.strip_prefix(namespace.as_str())?].concat())
    });
    let mut first: Option<Span> = None;
    for name in short.chain([["<", iri, ">"].concat()]) {
        for at in memmem::find_iter(turtle.as_bytes(), &name) {
            let (before, after) = (&turtle[..at], &turtle[at + name.len()..]);
            let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '%' | '\\');
            if before.ends_with(inside) || (!name.ends_with('>') && after.starts_with(inside)) {
                continue;
            }
            // The loader refuses texts of 4 GiB and more.
            let span = Span { start: at as u32, end: (at + name.len()) as u32 };
            let line = before.rsplit('\n').next().unwrap_or("");
            if line.trim().is_empty() || line.trim_end().ends_with('.') && !line.contains('#') {
                return span;
            }
            if first.is_none_or(|first| span.start < first.start) {
                first = Some(span);
            }
        }
    }
    first.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::locate;

    #[test]
    fn prefers_the_statement_about_the_term() {
        let turtle =
            "@prefix e: <http://e.example/> .\n# e:b\ne:a e:p e:b , e:bb .\n  e:b e:p <http://e.example/c> .";
        let prefixes = [("e".to_owned(), "http://e.example/".to_owned())];
        let found = |iri: &str| {
            let span = locate(turtle, &prefixes, iri);
            (span.start as usize, &turtle[span.start as usize..span.end as usize])
        };
        assert_eq!(found("http://e.example/b"), (62, "e:b"));
        assert_eq!(found("http://e.example/bb").1, "e:bb");
        assert_eq!(found("http://e.example/c").1, "<http://e.example/c>");
        assert_eq!(found("http://other.example/"), (0, ""));
    }
}
