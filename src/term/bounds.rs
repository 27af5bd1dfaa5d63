//! A number or a range of numbers in English words: the part of a quantity's label before its unit.

/// A number, or bounds of a range: at most one lower and one upper.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bounds<'n> {
    /// The number.
    pub number: Option<&'n str>,
    /// The lower bound, included.
    pub least: Option<&'n str>,
    /// The upper bound, included.
    pub most: Option<&'n str>,
    /// The lower bound, excluded.
    pub above: Option<&'n str>,
    /// The upper bound, excluded.
    pub below: Option<&'n str>,
}

impl Bounds<'_> {
    /// Appends `7`, `5 to 7`, `at least 60`, `more than 5 and at most 7`; `?` where there is no number.
    pub(crate) fn write(&self, out: &mut String) {
        if let Some(number) = self.number {
            return out.push_str(number);
        }
        if let (Some(least), Some(most)) = (self.least, self.most) {
            return out.extend([least, " to ", most]);
        }
        let start = out.len();
        let lower = [("at least ", self.least), ("more than ", self.above)];
        let upper = [("at most ", self.most), ("less than ", self.below)];
        for (words, number) in lower.into_iter().chain(upper) {
            if let Some(number) = number {
                let and = if out.len() == start { "" } else { " and " };
                out.extend([and, words, number]);
            }
        }
        if out.len() == start {
            out.push('?');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bounds;

    #[test]
    fn reads_as_an_article_would_say_it() {
        let words = |number, least, most, above, below| {
            let mut out = String::new();
            Bounds { number, least, most, above, below }.write(&mut out);
            out
        };
        let (five, seven) = (Some("5"), Some("7"));
        assert_eq!(words(five, None, None, None, None), "5");
        assert_eq!(words(None, five, seven, None, None), "5 to 7");
        assert_eq!(words(None, five, None, None, None), "at least 5");
        assert_eq!(words(None, None, five, None, None), "at most 5");
        assert_eq!(words(None, None, None, five, None), "more than 5");
        assert_eq!(words(None, None, None, None, five), "less than 5");
        assert_eq!(words(None, None, seven, five, None), "more than 5 and at most 7");
        assert_eq!(words(None, five, None, None, seven), "at least 5 and less than 7");
        assert_eq!(words(None, None, None, five, seven), "more than 5 and less than 7");
        assert_eq!(words(None, None, None, None, None), "?");
    }
}
