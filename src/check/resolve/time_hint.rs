//! What was probably meant by a time that is not written as EDTF.
use crate::language::{DateKind, Language, Reading, date};
use crate::term::time::Edtf;

/// The EDTF text of a date in words of one of the languages that groundwire knows, or of a quarter or half of a year.
pub(super) fn exact(text: &str) -> Option<String> {
    let found =
        part_of_year(text).or_else(|| Language::all().find_map(|language| in_words(text, language)))?;
    Edtf::parse(&found).is_ok().then_some(found)
}

/// `12 mars 2024`, `12. März 2024`, `12 марта 2024 г.`: a month in words, and nothing beside the date.
fn in_words(text: &str, language: &'static Language) -> Option<String> {
    let reading = Reading::new(text, Some(language));
    let dates = date::dates(&reading);
    let [date] = &*dates else { return None };
    let rest = [&text[..date.span.start], &text[date.span.end..]].concat();
    let spelt = date.month.is_some() && text[date.span.clone()].chars().any(char::is_alphabetic);
    let bare = rest.chars().all(|c| !c.is_alphanumeric()) || matches!(rest.trim(), "г" | "г." | "ж" | "ж.");
    (date.kind == DateKind::Date && spelt && bare).then(|| date.edtf()).flatten()
}

/// `Q1 2024`, `2024 Q1`, `2024-Q1`, `H2 2024`.
fn part_of_year(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', '-', '/']).filter(|word| !word.is_empty()).collect();
    let [one, other] = &*words else { return None };
    let (part, year) = if is_year(other) { (one, other) } else { (other, one) };
    let months = match (part.to_ascii_uppercase().as_str(), is_year(year)) {
        ("Q1", true) => ("01", "03"),
        ("Q2", true) => ("04", "06"),
        ("Q3", true) => ("07", "09"),
        ("Q4", true) => ("10", "12"),
        ("H1", true) => ("01", "06"),
        ("H2", true) => ("07", "12"),
        _ => return None,
    };
    Some(format!("{year}-{}/{year}-{}", months.0, months.1))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What to write where more than one time may be meant.
pub(super) fn help(text: &str) -> Option<String> {
    either_order(text).or_else(|| within_year(text))
}

/// `12/03/2024`: 12 March, or 3 December.
fn either_order(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let [one, other, year] = &*parts else { return None };
    let small = |part: &str| part.parse::<u8>().ok().filter(|part| (1..=12).contains(part));
    let (one, other) = (small(one)?, small(other)?);
    is_year(year).then(|| {
        format!("write `{year}-{other:02}-{one:02}` or `{year}-{one:02}-{other:02}`: EDTF has the month before the day")
    })
}

/// `mid-2027`, `early 2027`, `autumn 2026`: a part of a year that has no exact bounds.
fn within_year(text: &str) -> Option<String> {
    let (word, year) = text.trim().rsplit_once([' ', '-'])?;
    if !is_year(year) {
        return None;
    }
    let (from, to) = match word.trim().to_lowercase().as_str() {
        "mid" | "in mid" | "the middle of" => ("05", "08"),
        "early" | "the beginning of" | "beginning of" | "start of" => ("01", "04"),
        "late" | "the end of" | "end of" => ("09", "12"),
        "spring" => ("03", "05"),
        "summer" => ("06", "08"),
        "autumn" | "fall" => ("09", "11"),
        _ => return None,
    };
    Some(format!(
        "write the year, `{year}`, or the months that you mean, such as `{year}-{from}/{year}-{to}`"
    ))
}

#[cfg(test)]
mod tests {
    use super::{exact, help};

    #[test]
    fn dates_in_words_and_quarters_have_one_meaning() {
        for (text, meant) in [
            ("12 mars 2024", Some("2024-03-12")),
            ("12. März 2024", Some("2024-03-12")),
            ("12 de marzo de 2024", Some("2024-03-12")),
            ("12 марта 2024 г.", Some("2024-03-12")),
            ("2024 жылғы 12 наурыз", Some("2024-03-12")),
            ("2024年3月12日", Some("2024-03-12")),
            ("juillet 1995", Some("1995-07")),
            ("Q1 2024", Some("2024-01/2024-03")),
            ("2024-Q4", Some("2024-10/2024-12")),
            ("H2 2024", Some("2024-07/2024-12")),
            ("31 février 2024", None),
            ("12 mars 2024 environ", None),
            ("mid-2027", None),
            ("yesterday", None),
        ] {
            assert_eq!(exact(text).as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn what_may_mean_more_than_one_time_is_left_to_the_writer() {
        for (text, part) in [
            ("12/03/2024", Some("`2024-03-12` or `2024-12-03`")),
            ("mid-2027", Some("`2027-05/2027-08`")),
            ("autumn 2026", Some("`2026-09/2026-11`")),
            ("26/03/2019", None),
            ("some day", None),
        ] {
            let said = help(text);
            assert!(
                part.map_or(said.is_none(), |part| said.as_ref().is_some_and(|said| said.contains(part))),
                "{text}: {said:?}"
            );
        }
    }
}
