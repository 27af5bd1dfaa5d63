//! Pictures as SVG: the same data give the same bytes.
use super::page::{fact_home, name_of};
use super::site::Site;
use crate::ask::explain::{Group, Told};
use crate::term::time::Edtf;
use maud::html;
use oxrdf::TermRef;
use std::collections::BTreeMap;

/// The width of a picture, in units of its view box.
const WIDTH: f64 = 720.0;
/// The height of a line of text.
const LINE: f64 = 18.0;
/// The most things around another that are drawn.
const MOST: usize = 40;

/// The facts that have a time, on a line: each with its own row, so that no label lies over another.
pub(super) fn timeline(site: &Site, facts: &[Told<'_>]) -> Option<String> {
    let mut dated: Vec<(f64, f64, &Told<'_>)> = Vec::new();
    for told in facts {
        let Some(time) = told.citation.when.and_then(|when| Edtf::parse(when).ok()) else { continue };
        let first = time.earliest().or(time.latest());
        let last = time.latest().or(time.earliest());
        if let (Some(first), Some(last)) = (first, last) {
            dated.push((years(&first.to_string()), years(&last.to_string()), told));
        }
    }
    if dated.len() < 2 {
        return None;
    }
    dated.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    dated.truncate(MOST);
    let low = dated.iter().map(|(first, ..)| *first).fold(f64::INFINITY, f64::min).floor();
    let high = dated.iter().map(|(_, last, _)| *last).fold(f64::NEG_INFINITY, f64::max).ceil().max(low + 1.0);
    let at = |year: f64| 20.0 + (year - low) / (high - low) * 200.0;
    let height = LINE * dated.len() as f64 + 40.0;
    let steps = ((high - low) / 5.0).ceil().max(1.0) as usize;
    let picture = html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="group" aria-label="Facts in the order of their times" {
            @for year in (low as i64..=high as i64).step_by(steps) {
                line.grid x1=(at(year as f64)) x2=(at(year as f64)) y1="14" y2=(height - 20.0) {}
                text.tick x=(at(year as f64)) y=(height - 4.0) text-anchor="middle" { (year) }
            }
            @for (row, (first, last, told)) in dated.iter().enumerate() {
                @let y = 20.0 + LINE * row as f64;
                a href=(fact_home(site, &told.citation)) {
                    rect class={ "bar " (class(told.group)) } x=(at(*first) - 3.0) y=(y - 5.0) width=((at(*last) - at(*first)).max(6.0)) height="8" rx="3" {}
                    text x="236" y=(y + 4.0) { (cut(&site.snapshot().namer().sentence(&told.citation), 66)) }
                }
            }
        }
    };
    Some(picture.into_string())
}

/// A date as a number of years.
fn years(date: &str) -> f64 {
    let mut parts = date.trim_start_matches('-').split('-').map(|part| part.parse::<f64>().unwrap_or(1.0));
    let (year, month, day) =
        (parts.next().unwrap_or(0.0), parts.next().unwrap_or(1.0), parts.next().unwrap_or(1.0));
    let year = if date.starts_with('-') { -year } else { year };
    year + (month - 1.0) / 12.0 + (day - 1.0) / 366.0
}

fn class(group: Group) -> &'static str {
    match group {
        Group::Realized => "holds",
        Group::NotYet => "not-yet",
        Group::Denied => "not-so",
    }
}

/// The things that facts connect with another, in two columns beside it: a row each, so that labels never overlap.
pub(super) fn neighbourhood(site: &Site, iri: &str, facts: &[Told<'_>]) -> Option<String> {
    // What leads to it is on the left, what it leads to on the right.
    let mut sides: [BTreeMap<&str, (Vec<String>, Group)>; 2] = Default::default();
    for told in facts {
        let node = |term: Option<TermRef<'_>>| matches!(term, Some(TermRef::NamedNode(node)) if node.as_str() == iri);
        let (side, other) = match (node(told.citation.subject), node(told.citation.object)) {
            (true, false) => (1, told.citation.object),
            (false, true) => (0, told.citation.subject),
            _ => continue,
        };
        let Some(TermRef::NamedNode(other)) = other else { continue };
        let Some(TermRef::NamedNode(property)) = told.citation.predicate else { continue };
        let name = name_of(site, property.as_str());
        let known = sides[side].entry(other.as_str()).or_insert((Vec::new(), told.group));
        if !known.0.contains(&name) {
            known.0.push(name);
        }
        known.1 = known.1.min(told.group);
    }
    let rows = sides.iter().map(|side| side.len().min(MOST / 2)).max().unwrap_or(0);
    if rows == 0 {
        return None;
    }
    let height = (rows as f64 * 2.0 * LINE + 20.0).max(60.0);
    let middle = height / 2.0;
    let picture = html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="group" aria-label="Things that facts connect with this one" {
            @for (side, things) in sides.iter().enumerate() {
                @let shown = things.len().min(MOST / 2);
                @for (row, (other, (names, group))) in things.iter().take(MOST / 2).enumerate() {
                    @let y = middle + (row as f64 - (shown as f64 - 1.0) / 2.0) * 2.0 * LINE;
                    @let (x, anchor, from) = if side == 0 { (210.0, "end", 300.0) } else { (510.0, "start", 420.0) };
                    line class={ "edge " (class(*group)) } x1=(from) y1=(middle) x2=(if side == 0 { x + 6.0 } else { x - 6.0 }) y2=(y - 4.0) {}
                    a href=(site.path(other).unwrap_or_else(|| (*other).to_owned())) {
                        text x=(x) y=(y) text-anchor=(anchor) { (cut(&name_of(site, other), 30)) }
                    }
                    text.edge-label x=(x) y=(y + 13.0) text-anchor=(anchor) { (cut(&names.join(", "), 36)) }
                }
            }
            rect.center x="300" y=(middle - 14.0) width="120" height="28" rx="6" {}
            text x="360" y=(middle + 4.0) text-anchor="middle" { (cut(&name_of(site, iri), 17)) }
        }
    };
    Some(picture.into_string())
}

/// A text of so many characters at most, cut with a sign.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}
