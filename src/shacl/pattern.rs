//! Regular expressions of [XPath](https://www.w3.org/TR/xpath-functions-31/#regex-syntax), which
//! `sh:pattern` uses, read by the `regex` crate.
use regex::{Regex, RegexBuilder};

/// The most memory a compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// Compiles a pattern with XPath's flags. What the two notations read differently is refused.
pub(super) fn compile(pattern: &str, flags: &str) -> Result<Regex, String> {
    let mut quoted = false;
    let mut extended = false;
    for flag in flags.chars() {
        match flag {
            's' | 'm' | 'i' => {}
            'x' => extended = true,
            'q' => quoted = true,
            _ => return Err(format!("`{flag}` is not a flag; the flags are `s`, `m`, `i`, `x` and `q`")),
        }
    }
    let text = if quoted {
        regex::escape(pattern)
    } else {
        check(pattern)?;
        pattern.to_owned()
    };
    RegexBuilder::new(&text)
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .case_insensitive(flags.contains('i'))
        .ignore_whitespace(extended && !quoted)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim();
            format!(
                "invalid regular expression `{pattern}`: {}",
                last.strip_prefix("error: ").unwrap_or(last)
            )
        })
}

/// Refuses what `regex` would take for something else than XPath means, or what is not in XPath.
fn check(pattern: &str) -> Result<(), String> {
    let mut depth = 0usize;
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let escaped = after.chars().next().unwrap_or(' ');
                if "iIcC".contains(escaped) {
                    return Err(format!("`\\{escaped}` (name characters) is not supported"));
                }
                if escaped.is_ascii_digit() {
                    return Err(format!("`\\{escaped}` (a back-reference) is not supported"));
                }
                if "bBAzZ<>".contains(escaped) {
                    return Err(format!("`\\{escaped}` is not in XPath's regular expressions"));
                }
                rest = &after[escaped.len_utf8().min(after.len())..];
                continue;
            }
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '-' if depth > 0 && after.starts_with('[') => {
                return Err("the subtraction of character classes (`-[`) is not supported".to_owned());
            }
            '-' | '&' | '~' if depth > 0 && after.starts_with(c) => {
                return Err(format!("`{c}{c}` inside brackets is ambiguous: programs read it differently"));
            }
            '(' if depth == 0 && after.starts_with('?') && !after.starts_with("?:") => {
                return Err(
                    "`(?` other than `(?:` (look-ahead, inline flags, names) is not in XPath's regular expressions"
                        .to_owned(),
                );
            }
            _ => {}
        }
        rest = after;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn patterns_match_as_xpath_has_them() {
        for (pattern, flags, text, matches) in [
            ("^\\d{4}$", "", "2019", true),
            ("^\\d{4}$", "", "2019\n", false),
            ("joh", "i", "John", true),
            ("a.b", "", "a\nb", false),
            ("a.b", "s", "a\nb", true),
            ("^b$", "m", "a\nb", true),
            ("a b", "x", "ab", true),
            ("a.b", "q", "axb", false),
            ("(?:ab)+", "", "abab", true),
            ("[^\\]-]", "", "-", false),
        ] {
            let regex = compile(pattern, flags).unwrap();
            assert_eq!(regex.is_match(text), matches, "{pattern} {flags} {text:?}");
        }
    }

    #[test]
    fn what_the_notations_read_differently_is_refused() {
        for (pattern, flags) in [
            ("(?!a)", ""),
            ("(?i)a", ""),
            ("(a)\\1", ""),
            ("\\i\\c*", ""),
            ("[a-z-[aeiou]]", ""),
            ("[a&&b]", ""),
            ("\\bword\\b", ""),
            ("(", ""),
            ("a", "g"),
            ("(a{1000}){1000}", ""),
        ] {
            assert!(compile(pattern, flags).is_err(), "{pattern} {flags}");
        }
    }
}
