//! Language tags: [BCP 47](https://www.rfc-editor.org/rfc/rfc5646) with the subtags that are registered.
use oxilangtag::LanguageTag;
use rustc_hash::FxHashSet;
use std::fmt::{self, Display};
use std::sync::LazyLock;

/// The registry, as of its file date.
const REGISTRY: &str = include_str!("language/subtags.txt");

/// What is wrong with a text that should be a language tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadTag {
    /// The part that is wrong: a subtag, or the whole.
    pub part: String,
    /// What is wrong with it.
    pub reason: TagFault,
    /// The tag that was probably meant.
    pub meant: Option<String>,
}

/// The ways in which a text fails to be a language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TagFault {
    /// It does not have the form of a tag.
    Form,
    /// It is not a registered language.
    Language,
    /// It is not a registered extended language.
    ExtendedLanguage,
    /// It is not a registered script.
    Script,
    /// It is not a registered region.
    Region,
    /// It is not a registered variant.
    Variant,
    /// It occurs twice.
    Twice,
}

impl Display for BadTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.part.escape_debug();
        let what = match self.reason {
            TagFault::Form => {
                return f.write_str("a tag is subtags of letters and digits with hyphens between them");
            }
            TagFault::Language => "language",
            TagFault::ExtendedLanguage => "extended language",
            TagFault::Script => "script",
            TagFault::Region => "region",
            TagFault::Variant => "variant",
            TagFault::Twice => return write!(f, "`{part}` occurs twice"),
        };
        write!(f, "`{part}` is not a registered {what}")
    }
}

struct Registry {
    /// Kinds and subtags in lower case.
    subtags: FxHashSet<(&'static str, String)>,
    /// Names of languages in English, in lower case, with their tags.
    names: Vec<(String, &'static str)>,
    date: &'static str,
}

static SUBTAGS: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry { subtags: FxHashSet::default(), names: Vec::new(), date: "" };
    for line in REGISTRY.lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, rest)) = line.split_once(' ') else { continue };
        match kind {
            "file-date" => registry.date = rest,
            "name" => {
                if let Some((tag, name)) = rest.split_once(' ') {
                    registry.names.push((name.to_lowercase(), tag));
                }
            }
            _ => registry.subtags.extend(rest.split(' ').map(|subtag| (kind, subtag.to_lowercase()))),
        }
    }
    registry
});

impl Registry {
    fn has(&self, kind: &'static str, subtag: &str) -> bool {
        let subtag = subtag.to_ascii_lowercase();
        let private = match kind {
            "language" => subtag.len() == 3 && ("qaa"..="qtz").contains(&subtag.as_str()),
            "script" => ("qaaa"..="qabx").contains(&subtag.as_str()),
            "region" => {
                subtag.len() == 2 && (("qm"..="qz").contains(&&*subtag) || ("xa"..="xz").contains(&&*subtag))
            }
            _ => false,
        };
        private || self.subtags.contains(&(kind, subtag))
    }
}

/// Checks that a text is a valid language tag: of the right form, and of registered subtags. `x-…` is private use and not
/// looked up; extensions are checked for their form.
///
/// # Errors
/// The first part that is wrong.
pub(crate) fn check(text: &str) -> Result<(), BadTag> {
    // The tags of most articles, without the table.
    if matches!(text, "en" | "fr" | "de" | "es" | "ru" | "kk" | "zh" | "ar" | "pt" | "it" | "nl" | "ja") {
        return Ok(());
    }
    let bad = |part: &str, reason| Err(BadTag { part: part.to_owned(), reason, meant: meant(text) });
    let registry = &*SUBTAGS;
    if registry.has("grandfathered", text) {
        return Ok(());
    }
    if private_use(text) {
        return Ok(());
    }
    let Ok(tag) = LanguageTag::parse(text) else { return bad(text, TagFault::Form) };
    let primary = tag.primary_language();
    if !registry.has("language", primary) {
        return bad(primary, TagFault::Language);
    }
    for extended in tag.extended_language_subtags() {
        if !registry.has("extlang", extended) {
            return bad(extended, TagFault::ExtendedLanguage);
        }
    }
    if let Some(script) = tag.script().filter(|script| !registry.has("script", script)) {
        return bad(script, TagFault::Script);
    }
    if let Some(region) = tag.region().filter(|region| !registry.has("region", region)) {
        return bad(region, TagFault::Region);
    }
    let mut seen = FxHashSet::default();
    for variant in tag.variant_subtags() {
        if !registry.has("variant", variant) {
            return bad(variant, TagFault::Variant);
        }
        if !seen.insert(variant.to_ascii_lowercase()) {
            return bad(variant, TagFault::Twice);
        }
    }
    let mut singletons = FxHashSet::default();
    for (singleton, _) in tag.extension_subtags() {
        if !singletons.insert(singleton.to_ascii_lowercase()) {
            return bad(&singleton.to_string(), TagFault::Twice);
        }
    }
    Ok(())
}

/// Whether a tag is of private use alone: `x-` and parts of one to eight letters and digits
/// (<https://www.rfc-editor.org/rfc/rfc5646#section-2.2.7>).
fn private_use(text: &str) -> bool {
    let mut parts = text.split('-');
    let ours =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(|first| first.eq_ignore_ascii_case("x")) && text.len() > 1 && parts.all(ours)
}

/// The tag of the language with this name in English, or the tag with hyphens for underscores.
fn meant(text: &str) -> Option<String> {
    if text.contains('_') {
        return Some(text.replace('_', "-")).filter(|tag| check(tag).is_ok());
    }
    let name = text.trim().to_lowercase();
    SUBTAGS.names.iter().find(|(known, _)| *known == name).map(|(_, tag)| (*tag).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{SUBTAGS, TagFault, check};

    #[test]
    fn registered_subtags_are_accepted() {
        for tag in [
            "en",
            "EN",
            "en-GB",
            "kk-Cyrl",
            "zh-Hant-TW",
            "zh-yue-HK",
            "sl-rozaj-biske",
            "de-CH-1901",
            "es-419",
            "x-klingon",
            "en-x-pirate",
            "de-DE-u-co-phonebk",
            "i-klingon",
            "art-lojban",
            "en-GB-oed",
            "qaa-Qaaa-QM-x-southern",
            "sr-Latn",
            "mul",
            "und",
            "cmn",
            "iw",
        ] {
            assert_eq!(check(tag), Ok(()), "{tag}");
        }
        assert!(SUBTAGS.date >= "2025-08-25");
    }

    #[test]
    fn others_are_refused_with_the_wrong_part() {
        for (tag, part, reason, meant) in [
            ("English", "English", TagFault::Language, Some("en")),
            ("kazakh", "kazakh", TagFault::Language, Some("kk")),
            ("eng-UK", "eng", TagFault::Language, None),
            ("xx", "xx", TagFault::Language, None),
            ("en-UK", "UK", TagFault::Region, None),
            ("kk-Cyrk", "Cyrk", TagFault::Script, None),
            ("zh-abc-HK", "abc", TagFault::ExtendedLanguage, None),
            ("de-abcde", "abcde", TagFault::Variant, None),
            ("de-1901-1901", "1901", TagFault::Twice, None),
            ("e_n", "e_n", TagFault::Form, None),
            ("en_GB", "en_GB", TagFault::Form, Some("en-GB")),
            ("", "", TagFault::Form, None),
        ] {
            let bad = check(tag).unwrap_err();
            assert_eq!((bad.part.as_str(), bad.reason, bad.meant.as_deref()), (part, reason, meant), "{tag}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,12}|[a-zA-Z0-9_-]{0,20}") {
            let _ = check(&text);
        }
    }
}
