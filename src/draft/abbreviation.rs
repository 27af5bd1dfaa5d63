//! Abbreviations of names.

/// Whether capitals can stand for a name: they begin as it does, and its words have them in order.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    let letters: Vec<char> =
        short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let first = long.chars().find(|c| c.is_alphabetic()).map(|c| c.to_lowercase().next().unwrap_or(c));
    if letters.len() < 2 || letters.first().copied() != first {
        return false;
    }
    let mut rest = long.chars().flat_map(char::to_lowercase);
    let in_order = letters.iter().all(|letter| rest.any(|c| c == *letter));
    let initials = long.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase)).count();
    in_order && letters.len() <= initials * 2 + 1 && letters.len() + 2 >= initials
}

#[cfg(test)]
mod tests {
    use super::abbreviates;

    #[test]
    fn capitals_stand_for_names() {
        assert!(abbreviates("AU", "African Union"));
        assert!(abbreviates("AfCFTA", "African Continental Free Trade Area"));
        assert!(abbreviates("CCPE", "Consultative Council of European Prosecutors"));
        assert!(!abbreviates("UK", "United States"));
        assert!(!abbreviates("R-TX", "John Smith"));
    }
}
