//! The name that someone may have meant.
use crate::text::work;
use std::cell::Cell;

/// The candidate nearest to a name, if any is near: first one that differs in letter case alone, else the
/// one with the fewest slips (a letter wrong, missing, too many, or two swapped; letter case counts for
/// nothing), where these are at most a third of the letters, and at most three. Of equals the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let sought = Sought::new(name);
    let mut best = Best::default();
    for candidate in candidates {
        if sought.may_be_near(candidate.len()) && best.take(&sought, candidate, &Form::of(candidate)) {
            break;
        }
    }
    best.found.map(|(_, candidate)| candidate)
}

/// Names among which nearest ones are sought often.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    names: Vec<(String, Form)>,
}

impl Candidates {
    /// Of these names, in this order.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let with_form = |name: String| {
            let form = Form::of(&name);
            (name, form)
        };
        Self { names: names.into_iter().map(with_form).collect() }
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }
}

/// How much may be compared: a text with thousands of unknown names gets suggestions for the first of them,
/// and its report takes linear time all the same.
#[derive(Debug)]
pub struct Budget {
    left: Cell<usize>,
}

impl Budget {
    /// The unknown names that are compared with every candidate, however many there are.
    const NAMES: usize = 64;
    /// The comparisons that are allowed where there are few candidates.
    const LEAST: usize = 20_000;

    /// For names that are sought among so many.
    pub fn among(candidates: usize) -> Self {
        Self { left: Cell::new(candidates.saturating_mul(Self::NAMES).saturating_add(Self::LEAST)) }
    }

    /// The nearest of several groups of candidates, as [`nearest`] finds it; none where the budget is spent.
    pub fn nearest<'c>(&self, name: &str, groups: &[&'c Candidates]) -> Option<&'c str> {
        let cost = groups.iter().map(|group| group.len()).sum();
        if !self.spend(cost) {
            return None;
        }
        let sought = Sought::new(name);
        let mut best = Best::default();
        for (candidate, form) in groups.iter().flat_map(|group| &group.names) {
            if best.take(&sought, candidate, form) {
                break;
            }
        }
        best.found.map(|(_, candidate)| candidate)
    }

    /// Whether so many comparisons are left; they are spent then.
    pub fn spend(&self, comparisons: usize) -> bool {
        let left = self.left.get().checked_sub(comparisons);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// A name in small letters.
#[derive(Clone, Debug)]
struct Form {
    lower: String,
    letters: usize,
    /// A bit for each letter, several letters to a bit.
    mask: u64,
}

impl Form {
    fn of(name: &str) -> Self {
        let lower: String = name.chars().flat_map(char::to_lowercase).collect();
        let mask = lower.chars().fold(0, |mask, c| mask | 1 << (u32::from(c) % 64));
        Self { letters: lower.chars().count(), lower, mask }
    }
}

/// A name whose nearest one is sought.
struct Sought {
    form: Form,
    /// How many slips it may have.
    most: usize,
}

impl Sought {
    fn new(name: &str) -> Self {
        let form = Form::of(name);
        Self { most: (form.letters / 3).clamp(1, 3), form }
    }

    /// Whether a name of so many bytes may be near. Lower-casing seldom changes the number of letters, and
    /// never by more than it does the bytes.
    fn may_be_near(&self, bytes: usize) -> bool {
        bytes <= 4 * (self.form.letters + self.most) && bytes + self.most >= self.form.letters
    }
}

/// The best candidate so far, with its slips.
#[derive(Default)]
struct Best<'c> {
    found: Option<(usize, &'c str)>,
}

impl<'c> Best<'c> {
    /// Looks at a candidate; true where none can be better.
    fn take(&mut self, sought: &Sought, candidate: &'c str, form: &Form) -> bool {
        work::add(1);
        let bound = self.found.map_or(sought.most, |(slips, _)| slips.saturating_sub(1));
        let own = &sought.form;
        // A slip puts at most one letter in and takes at most one out.
        let apart = |a: u64, b: u64| (a & !b).count_ones() as usize > bound;
        if own.letters.abs_diff(form.letters) > bound
            || apart(own.mask, form.mask)
            || apart(form.mask, own.mask)
        {
            return false;
        }
        work::add(own.letters);
        let slips = strsim::osa_distance(&own.lower, &form.lower);
        // A name of one or two letters has too many neighbours.
        if slips <= bound && (slips == 0 || slips < own.letters.min(form.letters)) {
            self.found = Some((slips, candidate));
        }
        slips == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Candidates, nearest};

    #[test]
    fn finds_what_was_meant() {
        let names = ["memberOf", "member", "observerAt", "Person", "Position", "place"];
        let candidates = Candidates::new(names.map(str::to_owned));
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
            assert_eq!(Budget::among(names.len()).nearest(name, &[&candidates]), meant, "{name}");
        }
        assert_eq!(nearest("ÉTAT", ["etat", "état"]), Some("état"));
    }

    #[test]
    fn a_spent_budget_finds_nothing() {
        let candidates = Candidates::new(["member".to_owned()]);
        let budget = Budget::among(1);
        assert_eq!(budget.nearest("membr", &[&candidates]), Some("member"));
        assert!(!budget.spend(usize::MAX));
        assert_eq!(budget.nearest("membr", &[&candidates]), None);
    }
}
