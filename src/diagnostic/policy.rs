//! Which warnings refuse a document, and which are not reported.
use super::{Code, Diagnostic, Severity};

/// What `--deny` and `--allow` ask for, and `deny:` and `allow:` of a `corpus.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether all warnings are errors.
    pub deny_warnings: bool,
    /// Codes whose warnings are errors.
    pub deny: Vec<Code>,
    /// Codes whose warnings are not reported.
    pub allow: Vec<Code>,
}

/// What can be denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// All warnings.
    Warnings,
    /// The warnings of one code.
    Code(Code),
}

impl Policy {
    /// A policy of what is denied and allowed.
    pub fn new(deny: &[Denied], allow: &[Code]) -> Self {
        let codes = deny.iter().filter_map(|denied| match denied {
            Denied::Code(code) => Some(*code),
            Denied::Warnings => None,
        });
        Self { deny_warnings: deny.contains(&Denied::Warnings), deny: codes.collect(), allow: allow.to_vec() }
    }

    /// Whether any warning is an error.
    pub fn is_strict(&self) -> bool {
        self.deny_warnings || !self.deny.is_empty()
    }

    /// This policy, and where it says nothing another one: what a command line names goes before a corpus.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        let without = |codes: &[Code], named: &[Code]| -> Vec<Code> {
            codes.iter().copied().filter(|code| !named.contains(code)).collect()
        };
        let mut deny = without(&other.deny, &self.allow);
        let mut allow = without(&other.allow, &self.deny);
        deny.extend(&self.deny);
        allow.extend(&self.allow);
        Self { deny_warnings: self.deny_warnings || other.deny_warnings, deny, allow }
    }

    /// Removes the warnings that are allowed, and makes errors of those that are denied.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        if !self.allow.is_empty() {
            let is_allowed = |found: &Diagnostic| {
                found.severity == Severity::Warning
                    && self.allow.contains(&found.code)
                    && !self.deny.contains(&found.code)
            };
            diagnostics.retain(|found| !is_allowed(found));
        }
        if self.is_strict() {
            for found in diagnostics {
                // Other typography is right as it is, and only said where it is to be fixed.
                let all = self.deny_warnings && found.code != Code::OtherTypography;
                if all || self.deny.contains(&found.code) {
                    found.severity = Severity::Error;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Denied, Diagnostic, Policy, Severity};
    use crate::diagnostic::Span;

    fn applied(policy: &Policy) -> Vec<(Code, Severity)> {
        let warning = |code| Diagnostic::warning(code, Span::default(), "");
        let mut found = vec![warning(Code::UnsupportedTime), warning(Code::Uncovered)];
        policy.apply(&mut found);
        found.into_iter().map(|found| (found.code, found.severity)).collect()
    }

    #[test]
    fn denied_warnings_are_errors_and_allowed_ones_are_not_reported() {
        let policy = Policy::new(&[Denied::Warnings], &[Code::Uncovered]);
        assert_eq!(applied(&policy), [(Code::UnsupportedTime, Severity::Error)]);
        let policy = Policy::new(&[Denied::Code(Code::Uncovered)], &[]);
        assert_eq!(
            applied(&policy),
            [(Code::UnsupportedTime, Severity::Warning), (Code::Uncovered, Severity::Error)]
        );
    }

    #[test]
    fn the_command_line_goes_before_the_corpus() {
        let corpus = Policy::new(&[Denied::Code(Code::Uncovered)], &[Code::UnsupportedTime]);
        let line = Policy::new(&[Denied::Code(Code::UnsupportedTime)], &[Code::Uncovered]);
        assert_eq!(applied(&line.over(&corpus)), [(Code::UnsupportedTime, Severity::Error)]);
    }
}
