//! The name that someone may have meant.

/// The candidate nearest to a name, if any is near: first one that differs in letter case alone, else the
/// one with the fewest slips (a letter wrong, missing, too many, or two swapped; letter case counts for
/// nothing), where these are at most a third of the letters, and at most three. Of equals the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let most = (name.len() / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    let mut rows = [Vec::new(), Vec::new(), Vec::new()];
    for candidate in candidates {
        // Lower-casing seldom changes the number of letters, and never by more than it does the bytes.
        if candidate.len() > 4 * (name.len() + most) || candidate.len() + most < name.len() {
            continue;
        }
        let other: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
        let bound = best.map_or(most, |(slips, _)| slips.saturating_sub(1));
        if let Some(slips) = slips(&name, &other, bound, &mut rows) {
            if slips == 0 {
                return Some(candidate);
            }
            // A name of one or two letters has too many neighbours.
            if slips < name.len().min(other.len()) && best.is_none_or(|(least, _)| slips < least) {
                best = Some((slips, candidate));
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance, where it is at most `most`.
fn slips(a: &[char], b: &[char], most: usize, rows: &mut [Vec<usize>; 3]) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let [before, last, row] = rows;
    last.clear();
    last.extend(0..=b.len());
    before.clear();
    for i in 1..=a.len() {
        row.clear();
        row.push(i);
        for j in 1..=b.len() {
            let mut least =
                (last[j - 1] + usize::from(a[i - 1] != b[j - 1])).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        // A swap reaches back two rows, so both must be out of reach.
        if row.iter().chain(last.iter()).all(|&slips| slips > most) {
            return None;
        }
        std::mem::swap(before, last);
        std::mem::swap(last, row);
    }
    Some(last[b.len()]).filter(|&slips| slips <= most)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let names = ["memberOf", "member", "observerAt", "Person", "Position", "place"];
        for (name, meant) in [
            ("memberof", Some("memberOf")),
            ("membreOf", Some("memberOf")),
            ("Persn", Some("Person")),
            ("person", Some("Person")),
            ("observer", Some("observerAt")),
            ("Plase", Some("place")),
            ("xyz", None),
            ("p", None),
            ("", None),
            ("cooperatesWith", None),
        ] {
            assert_eq!(nearest(name, names), meant, "{name}");
        }
        assert_eq!(nearest("ÉTAT", ["etat", "état"]), Some("état"));
    }
}
