//! Which of several forms a request wants
//! ([RFC 9110, 12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1)).

/// The best of some media types for the `Accept` header of a request: the one with the highest quality, the first of
/// several. None where none is acceptable; without a header the first.
pub(super) fn best<'t>(accept: Option<&str>, offered: &[&'t str]) -> Option<&'t str> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return offered.first().copied();
    };
    let ranges: Vec<Range<'_>> = accept.split(',').filter_map(Range::parse).collect();
    let mut found: Option<(&str, u16)> = None;
    for &offer in offered {
        let quality = quality(offer, &ranges);
        if quality > found.map_or(0, |(_, best)| best) {
            found = Some((offer, quality));
        }
    }
    found.map(|(offer, _)| offer)
}

/// Whether the header names only ranges that fit everything.
pub(super) fn is_any(accept: Option<&str>) -> bool {
    accept.is_none_or(|accept| {
        accept.split(',').filter_map(Range::parse).all(|range| range.kind == "*" && range.sub == "*")
    })
}

/// A media range with its quality in thousandths.
struct Range<'a> {
    kind: &'a str,
    sub: &'a str,
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, sub) = parts.next()?.split_once('/')?;
        let mut quality = 1000;
        for parameter in parts {
            if let Some(value) = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")) {
                let value: f32 = value.trim().parse().ok()?;
                quality = (value.clamp(0.0, 1.0) * 1000.0) as u16;
            }
        }
        Some(Self { kind: kind.trim(), sub: sub.trim(), quality })
    }
}

/// The quality of a media type: that of the most specific range which fits it.
fn quality(offer: &str, ranges: &[Range<'_>]) -> u16 {
    let Some((kind, sub)) = offer.split_once('/') else { return 0 };
    let fit = |range: &&Range<'_>| {
        (range.kind == "*" || range.kind.eq_ignore_ascii_case(kind))
            && (range.sub == "*" || range.sub.eq_ignore_ascii_case(sub))
    };
    let specific = |range: &&Range<'_>| (range.kind != "*", range.sub != "*");
    ranges.iter().filter(fit).max_by_key(specific).map_or(0, |range| range.quality)
}

/// Whether a request takes gzip ([RFC 9110, 12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)).
pub(super) fn takes_gzip(header: Option<&str>) -> bool {
    let quality = |part: &str| {
        let value = part.split(';').nth(1).and_then(|q| q.trim().strip_prefix("q="));
        value.and_then(|value| value.parse::<f32>().ok()).unwrap_or(1.0)
    };
    let named = |name: &str| {
        let parts = header.into_iter().flat_map(|header| header.split(','));
        parts
            .filter(|part| part.split(';').next().is_some_and(|n| n.trim().eq_ignore_ascii_case(name)))
            .map(quality)
            .next()
    };
    named("gzip").or_else(|| named("*")).is_some_and(|quality| quality > 0.0)
}

#[cfg(test)]
mod tests {
    use super::{best, is_any, takes_gzip};

    #[test]
    fn the_highest_quality_wins_and_the_first_of_several() {
        let offered = ["text/html", "text/turtle", "application/ld+json"];
        assert_eq!(best(None, &offered), Some("text/html"));
        assert_eq!(best(Some("*/*"), &offered), Some("text/html"));
        assert_eq!(best(Some("text/turtle"), &offered), Some("text/turtle"));
        assert_eq!(
            best(Some("text/turtle;q=0.5, application/ld+json"), &offered),
            Some("application/ld+json")
        );
        assert_eq!(best(Some("text/*;q=0.3, text/turtle;q=0.1"), &offered), Some("text/html"));
        assert_eq!(best(Some("text/html;q=0, */*;q=0.1"), &offered), Some("text/turtle"));
        assert_eq!(best(Some("image/png"), &offered), None);
        assert_eq!(best(Some("TEXT/TURTLE"), &offered), Some("text/turtle"));
    }

    #[test]
    fn a_header_that_takes_everything_says_nothing() {
        assert!(is_any(None) && is_any(Some("*/*")) && !is_any(Some("text/html,*/*")));
    }

    #[test]
    fn gzip_is_taken_where_it_is_named_and_not_refused() {
        assert!(
            takes_gzip(Some("gzip, deflate, br")) && takes_gzip(Some("*")) && takes_gzip(Some("GZIP;q=0.2"))
        );
        assert!(!takes_gzip(None) && !takes_gzip(Some("gzip;q=0")) && !takes_gzip(Some("br")));
    }
}
