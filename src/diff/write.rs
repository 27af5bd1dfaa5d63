//! Differences for people and for programs.
use super::{Change, Difference, Key, Parts, Value};
use crate::text::visible;
use crate::text::wrap;
use serde_json::{Map, Value as Json};
use std::io::{self, Write};

/// How wide lines are where no terminal says how wide they may be.
const WIDTH: usize = 100;

/// Writes differences: `+` added, `-` removed, `=` renamed, `~` changed, each changed part with its old and new values.
///
/// # Errors
/// Those of the output.
pub(crate) fn text(
    differences: &[Difference],
    width: Option<usize>,
    color: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut article = None;
    for difference in differences {
        let key = &difference.key;
        if article != Some(&key.article) {
            if article.is_some() {
                writeln!(out)?;
            }
            let title = if key.article.is_empty() { "shared by all articles" } else { &key.article };
            line(out, 0, &visible(title), "1", width, color)?;
            article = Some(&key.article);
        }
        let name = format!("{} {}", key.kind.name(), visible(&key.id));
        let words = if difference.words.is_empty() {
            String::new()
        } else {
            format!(": {}", visible(&difference.words))
        };
        match &difference.change {
            Change::Added => line(out, 2, &format!("+ {name}{words}"), "32", width, color)?,
            Change::Removed => line(out, 2, &format!("- {name}{words}"), "31", width, color)?,
            Change::Renamed(to, parts) => {
                line(out, 2, &format!("= {name} is now {}{words}", new_name(key, to)), "36", width, color)?;
                changed(parts, width, color, out)?;
            }
            Change::Changed(parts) => {
                line(out, 2, &format!("~ {name}{words}"), "33", width, color)?;
                changed(parts, width, color, out)?;
            }
        }
    }
    Ok(())
}

fn changed(parts: &Parts, width: Option<usize>, color: bool, out: &mut impl Write) -> io::Result<()> {
    for (part, old, new) in parts {
        line(out, 6, &visible(part), "", width, color)?;
        for Value { shown, .. } in old {
            line(out, 8, &format!("- {}", visible(shown)), "31", width, color)?;
        }
        for Value { shown, .. } in new {
            line(out, 8, &format!("+ {}", visible(shown)), "32", width, color)?;
        }
    }
    Ok(())
}

fn new_name(old: &Key, new: &Key) -> String {
    if old.article == new.article || new.id == new.article {
        visible(&new.id)
    } else {
        format!("{} of {}", visible(&new.id), visible(&new.article))
    }
}

fn line(
    out: &mut impl Write,
    indent: usize,
    text: &str,
    style: &str,
    width: Option<usize>,
    color: bool,
) -> io::Result<()> {
    let hang = indent + 2;
    let width = width.unwrap_or(WIDTH).saturating_sub(hang).max(16);
    for (number, range) in wrap::lines(text, width).into_iter().enumerate() {
        let indent = if number == 0 { indent } else { hang };
        let text = &text[range];
        if color && !style.is_empty() {
            writeln!(out, "{:indent$}\x1b[{style}m{text}\x1b[0m", "")?;
        } else {
            writeln!(out, "{:indent$}{text}", "")?;
        }
    }
    Ok(())
}

/// Differences as a JSON array of objects: `change` (added, removed, renamed or changed), `kind`, `article`, `id`, `words`;
/// `to` (`article`, `id`) of what was renamed; `parts` of what was changed (renamed or not), from the part's name to the
/// `old` and the `new` values.
#[must_use]
pub(crate) fn json(differences: &[Difference]) -> Json {
    differences.iter().map(object).collect::<Vec<Json>>().into()
}

fn object(difference: &Difference) -> Json {
    let Difference { key, words, change } = difference;
    let mut object = Map::new();
    let mut put = |name: &str, value: Json| object.insert(name.to_owned(), value);
    let what = match change {
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Renamed(..) => "renamed",
        Change::Changed(_) => "changed",
    };
    put("change", what.into());
    put("kind", key.kind.name().into());
    if !key.article.is_empty() {
        put("article", key.article.as_str().into());
    }
    put("id", key.id.as_str().into());
    put("words", words.as_str().into());
    if let Change::Renamed(to, _) = change {
        put("to", serde_json::json!({"article": to.article, "id": to.id}));
    }
    match change {
        Change::Renamed(_, parts) | Change::Changed(parts) if !parts.is_empty() => {
            let shown = |values: &[Value]| -> Json {
                values.iter().map(|value| Json::from(value.shown.as_str())).collect::<Vec<Json>>().into()
            };
            let parts: Map<String, Json> = parts
                .iter()
                .map(|(part, old, new)| {
                    (part.clone(), serde_json::json!({"old": shown(old), "new": shown(new)}))
                })
                .collect();
            put("parts", parts.into());
        }
        _ => {}
    }
    object.into()
}
