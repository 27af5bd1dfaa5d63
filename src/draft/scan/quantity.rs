//! Numbers with their units.
use super::lexicon::Lexicon;
use super::token::{Form, Token};
use std::ops::Range;

/// A number with its unit, or a bare count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The number, or the two ends of a range, without the commas of its groups.
    pub number: (String, Option<String>),
    /// What is counted or measured in; none of a bare number.
    pub unit: Option<String>,
    /// How the number is meant.
    pub bound: Bound,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// As it is.
    Exact,
    /// About so much.
    About,
    /// So much or more.
    AtLeast,
    /// So much or less.
    AtMost,
    /// More than that.
    Above,
    /// Less than that.
    Below,
}

/// Finds the quantities of a text; the tokens of its dates are none.
pub(crate) fn quantities(
    text: &str,
    tokens: &[Token],
    lexicon: &Lexicon,
    taken: &[Range<usize>],
) -> Vec<Quantity> {
    let finder = Finder { text, tokens, lexicon };
    let mut found: Vec<Quantity> = Vec::new();
    let (mut at, mut next_taken) = (0, 0);
    while at < tokens.len() {
        while taken.get(next_taken).is_some_and(|range| range.end <= at) {
            next_taken += 1;
        }
        if let Some(range) = taken.get(next_taken).filter(|range| range.contains(&at)) {
            at = range.end;
            continue;
        }
        match finder.at(at) {
            Some(quantity) => {
                at = quantity.tokens.end;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

struct Finder<'t> {
    text: &'t str,
    tokens: &'t [Token],
    lexicon: &'t Lexicon,
}

impl Finder<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    fn small(&self, at: usize) -> String {
        self.word(at).to_lowercase()
    }

    fn at(&self, start: usize) -> Option<Quantity> {
        let (currency, mut at) = self.currency(start);
        if currency.is_none()
            && start > 0
            && !self.tokens[start].spaced
            && matches!(self.word(start - 1), "-" | "." | "/" | "#" | ":")
        {
            return None;
        }
        let (number, next) = self.number(at)?;
        at = next;
        let mut second = None;
        let mut end = at;
        let mut scale = self.scale(at);
        if scale.is_some() {
            at += 1;
        }
        // `5 to 7`, `16–17`, `between $5 and $7`
        let between = start > 0 && self.small(start - 1) == "between";
        let joins = matches!(self.word(at), "-" | "–") && !self.tokens[at].spaced
            || self.word(at) == "to"
            || self.word(at) == "and" && between;
        if joins {
            let (_, after) = self.currency(at + 1);
            if let Some((to, next)) = self.number(after)
                && to.parse::<f64>().ok() > number.parse::<f64>().ok()
            {
                second = Some(to);
                at = next;
                if scale.is_none() {
                    scale = self.scale(at);
                    at += usize::from(scale.is_some());
                }
            }
        }
        end = end.max(at);
        let (unit, after) = self.unit(at, currency.as_deref(), scale.as_deref());
        if let Some(after) = after {
            end = after;
        }
        let digits = self.tokens[start..end].iter().any(|token| token.form == Form::Number);
        if unit.is_none()
            && (!digits || scale.is_none() && self.word(start).len() > 3 && !self.word(start).contains(','))
        {
            return None;
        }
        let (begin, bound) = self.bound(start);
        Some(Quantity { tokens: begin..end, number: (number, second), unit, bound })
    }

    /// A currency before a number: `$`, `US$`, `€`.
    fn currency(&self, at: usize) -> (Option<String>, usize) {
        let sign = |at: usize| self.lexicon.get("currencies", self.word(at)).map(str::to_owned);
        if matches!(self.word(at), "US" | "A" | "C" | "AU" | "CA" | "NZ")
            && self.word(at + 1) == "$"
            && !self.tokens[at + 1].spaced
        {
            let name = match self.word(at) {
                "US" => "US dollars",
                "NZ" => "New Zealand dollars",
                "A" | "AU" => "Australian dollars",
                _ => "Canadian dollars",
            };
            return (Some(name.to_owned()), at + 2);
        }
        match sign(at) {
            Some(name) => (Some(name), at + 1),
            None => (None, at),
        }
    }

    /// A number in digits, or in words up to ninety-nine.
    fn number(&self, at: usize) -> Option<(String, usize)> {
        let token = self.tokens.get(at)?;
        if token.form == Form::Number {
            let word = self.word(at);
            // `19th`, `2x4`
            if self
                .tokens
                .get(at + 1)
                .is_some_and(|next| next.is_word() && !next.spaced && self.word(at + 1) != "%")
            {
                let unit = self.small(at + 1);
                self.lexicon.get("units", &unit)?;
            }
            let plain = word.replace(',', "");
            return plain.bytes().all(|b| b.is_ascii_digit() || b == b'.').then_some((plain, at + 1));
        }
        let small = self.small(at);
        let (tens, ones) = small.split_once('-').unwrap_or((&small, ""));
        let number: u32 = self.lexicon.get("numbers", tens)?.parse().ok()?;
        let ones: u32 = if ones.is_empty() { 0 } else { self.lexicon.get("numbers", ones)?.parse().ok()? };
        Some(((number + ones).to_string(), at + 1))
    }

    fn scale(&self, at: usize) -> Option<String> {
        let small = self.small(at);
        self.lexicon.get("scales", &small)?;
        Some(match small.as_str() {
            "mln" => "million".to_owned(),
            "bln" => "billion".to_owned(),
            _ => small,
        })
    }

    /// The unit, and where it ends.
    fn unit(
        &self,
        at: usize,
        currency: Option<&str>,
        scale: Option<&str>,
    ) -> (Option<String>, Option<usize>) {
        let scaled = |unit: &str| match scale {
            Some(scale) => format!("{scale} {unit}"),
            None => unit.to_owned(),
        };
        if let Some(currency) = currency {
            return (Some(scaled(currency)), None);
        }
        match (self.small(at).as_str(), self.small(at + 1).as_str()) {
            ("%", _) | ("percent", _) => return (Some(scaled("percent")), Some(at + 1)),
            ("per", "cent") => return (Some(scaled("percent")), Some(at + 2)),
            ("percentage", "points" | "point") => return (Some(scaled("percentage points")), Some(at + 2)),
            _ => {}
        }
        let same = |at: usize| self.tokens.get(at).is_some_and(|token| token.form == Form::Lower);
        for over in 0..=1 {
            // One adjective may stand between: `27 million young people`.
            if !(at..=at + over).all(same) {
                break;
            }
            if let Some(unit) = self.lexicon.get("units", &self.small(at + over)) {
                return (Some(scaled(unit)), Some(at + over + 1));
            }
        }
        (None, None)
    }

    fn bound(&self, start: usize) -> (usize, Bound) {
        let word = |back: usize| start.checked_sub(back).map(|at| self.small(at)).unwrap_or_default();
        let (one, two) = (word(1), format!("{} {}", word(2), word(1)));
        for (list, bound) in [
            ("above", Bound::Above),
            ("below", Bound::Below),
            ("at-least", Bound::AtLeast),
            ("at-most", Bound::AtMost),
        ] {
            let words: Vec<&str> = two.split(' ').collect();
            if self.lexicon.longest(list, |at| words.get(at).copied()) == 2 {
                return (start - 2, bound);
            }
            if self.lexicon.has(list, &one) {
                return (start - 1, bound);
            }
        }
        if self.lexicon.has("about", &one) {
            return (start - 1, Bound::About);
        }
        (start, Bound::Exact)
    }
}

#[cfg(test)]
mod tests {
    use super::super::token;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tokens = token::tokens(text, &crate::document::sentence::sentences(text));
        let shown = |quantity: &Quantity| {
            let range = tokens[quantity.tokens.start].range.start..tokens[quantity.tokens.end - 1].range.end;
            let to = quantity.number.1.as_ref().map(|to| format!("..{to}")).unwrap_or_default();
            let unit = quantity.unit.as_deref().unwrap_or("-");
            format!("{}={}{to} {unit} {:?}", &text[range], quantity.number.0, quantity.bound)
        };
        quantities(text, &tokens, Lexicon::english(), &[]).iter().map(shown).collect()
    }

    #[test]
    fn numbers_come_with_their_units() {
        assert_eq!(
            found("It costs US$3.4 trillion, over 60 percent of 1.3 billion people."),
            [
                "US$3.4 trillion=3.4 trillion US dollars Exact",
                "over 60 percent=60 percent Above",
                "1.3 billion people=1.3 billion people Exact"
            ]
        );
        assert_eq!(
            found("between $5 and $7 billion, about 16–17 percent, at least three people, twenty-one votes"),
            [
                "$5 and $7 billion=5..7 billion US dollars Exact",
                "about 16–17 percent=16..17 percent About",
                "at least three people=3 people AtLeast",
                "twenty-one votes=21 votes Exact"
            ]
        );
        assert_eq!(found("the 19th, one of them, B-52"), Vec::<String>::new());
    }
}
