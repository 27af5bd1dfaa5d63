//! Times of day in other notations.

/// A date and the time of day behind it, in the notation that is asked for; none where there is no time of day, or one that
/// needs guessing.
pub(super) fn split(text: &str) -> Option<(&str, String)> {
    let colon = text.find(':')?;
    let digits = text[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = colon - digits;
    let hour: u8 = text[start..colon].parse().ok().filter(|_| (1..=2).contains(&digits))?;
    let date = text[..start].strip_suffix('t').unwrap_or(&text[..start]);
    let date = date.trim_end_matches([',', ' ', '\u{a0}']);
    let date = date.strip_suffix(" at").unwrap_or(date);
    let (minute, rest) = two(&text[colon + 1..])?;
    let (second, rest) = match rest.strip_prefix(':').map(two) {
        Some(Some((second, rest))) => (Some(second), rest),
        Some(None) => return None,
        None => (None, rest),
    };
    let rest = rest
        .strip_prefix(['.', ','])
        .map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let rest = rest.trim();
    let (hour, rest) = half_day(hour, rest)?;
    let seconds = second.map(|second| format!(":{second:02}")).unwrap_or_default();
    Some((date, format!("{hour:02}:{minute:02}{seconds}{}", zone(rest)?)))
}

fn two(text: &str) -> Option<(u8, &str)> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((digits.parse().ok()?, &text[2..]))
}

/// `7:37 pm` is 19:37.
fn half_day(hour: u8, rest: &str) -> Option<(u8, &str)> {
    for (word, after) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        if let Some(rest) = rest.strip_prefix(word) {
            let hour = (1..=12).contains(&hour).then(|| hour % 12 + if after { 12 } else { 0 })?;
            return Some((hour, rest.trim()));
        }
    }
    Some((hour, rest))
}

fn zone(text: &str) -> Option<String> {
    let text = text
        .strip_prefix("utc")
        .or_else(|| text.strip_prefix("gmt"))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(text);
    match text {
        "" => return Some(String::new()),
        "z" | "utc" | "gmt" => return Some("Z".to_owned()),
        _ => {}
    }
    let sign = text.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    let digits = text[1..].replace(':', "");
    let digits = if digits.len() == 2 { digits + "00" } else { digits };
    let whole = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| format!("{sign}{}:{}", &digits[..2], &digits[2..]))
}
