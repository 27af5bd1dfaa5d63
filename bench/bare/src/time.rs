//! Times as the generator writes them: a date, an interval with an open end or none, `~` and `?`.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date in words: `26 March 2019`, `about 2018`.
fn words(date: &str, out: &mut String) {
    let bare = match date.as_bytes().last() {
        Some(b'~') => {
            out.push_str("about ");
            &date[..date.len() - 1]
        }
        Some(b'?') => {
            out.push_str("perhaps ");
            &date[..date.len() - 1]
        }
        _ => date,
    };
    let mut parts = bare.split('-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().map(|month| MONTHS[month.parse::<usize>().expect("a month") - 1]);
    if let Some(day) = parts.next() {
        out.push_str(day.trim_start_matches('0'));
        out.push(' ');
    }
    if let Some(month) = month {
        out.push_str(month);
        out.push(' ');
    }
    out.push_str(year);
}

/// The label of a time.
pub fn label(time: &str, out: &mut String) {
    match time.split_once('/') {
        None => words(time, out),
        Some(("..", to)) => {
            out.push_str("until ");
            words(to, out);
        }
        Some((from, "..")) => {
            out.push_str("since ");
            words(from, out);
        }
        Some((from, to)) => {
            words(from, out);
            out.push_str(" to ");
            words(to, out);
        }
    }
}

/// Its part of an IRI.
pub fn slug(time: &str, out: &mut Vec<u8>) {
    for part in time.split_inclusive('/') {
        match part {
            "../" => out.extend_from_slice(b"open_"),
            ".." => out.extend_from_slice(b"open"),
            _ => {
                for byte in part.bytes() {
                    match byte {
                        b'/' => out.push(b'_'),
                        b'?' => out.extend_from_slice(b"%3F"),
                        _ => out.push(byte),
                    }
                }
            }
        }
    }
}

/// The datatype of a single date that is certain.
pub fn datatype(time: &str) -> Option<&'static str> {
    if time.contains(['/', '~', '?']) {
        return None;
    }
    Some(["gYear", "gYearMonth", "date"][time.matches('-').count()])
}

/// Its first and last day, where bounded.
pub fn bounds(time: &str) -> (Option<String>, Option<String>) {
    let (from, to) = time.split_once('/').unwrap_or((time, time));
    let bare = |date: &str| date.trim_end_matches(['~', '?']).to_owned();
    let first = |date: &str| {
        let date = bare(date);
        match date.len() {
            4 => date + "-01-01",
            7 => date + "-01",
            _ => date,
        }
    };
    let last = |date: &str| {
        let date = bare(date);
        match date.len() {
            4 => date + "-12-31",
            7 => {
                let (year, month): (u32, usize) =
                    (date[..4].parse().expect("a year"), date[5..].parse().expect("a month"));
                let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                let days =
                    [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
                format!("{date}-{days}")
            }
            _ => date,
        }
    };
    ((from != "..").then(|| first(from)), (to != "..").then(|| last(to)))
}
