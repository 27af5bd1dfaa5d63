//! Keys made of labels.
use unicode_normalization::UnicodeNormalization;

/// A label as a key: small letters and digits with hyphens between.
pub fn slug(label: &str) -> String {
    let mut key = String::with_capacity(label.len());
    for c in label.chars() {
        if matches!(c, '.' | '\'' | '’') {
            continue;
        }
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    let mut key: String = key.nfc().collect();
    key.truncate(key.char_indices().nth(60).map_or(key.len(), |(at, _)| at));
    key.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_label_gives_a_key() {
        assert_eq!(slug("Ann O’Neil, Ltd."), "ann-oneil-ltd");
        assert_eq!(slug("  --É 7"), "é-7");
        assert_eq!(slug("…"), "");
        assert_eq!(slug(&"long ".repeat(40)).chars().count(), 59);
    }
}
