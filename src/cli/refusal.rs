//! Why a decision about drafts was refused.
use super::Failure;
use super::report::Reporter;
use crate::corpus::Listener;
use crate::corpus::review::{Review, ReviewError};
use crate::diagnostic::source::Source;
use crate::draft::decide::Refusal;
use std::collections::BTreeSet;

/// Reports why nothing was decided. The ids that were refused come back; what is wrong usage is a failure.
pub(super) fn refuse(
    review: &Review<'_>,
    name: &str,
    error: ReviewError,
    reporter: &mut Reporter,
) -> Result<Vec<String>, Failure> {
    let ReviewError::Refused { refusal, source, drafts } = error else {
        return Err(Failure::Usage(error.to_string()));
    };
    let path = review.drafts_path().display().to_string();
    match refusal {
        Refusal::Document(found) => reporter.report(&Source::whole(name, &source), &found),
        Refusal::Drafts(found) => reporter.report(&Source::whole(&path, &drafts), &found),
        Refusal::Refused(refused) => {
            let mut ids = BTreeSet::new();
            for one in refused {
                reporter.report(&Source::whole(&path, &drafts), &one.diagnostics);
                ids.insert(one.id);
            }
            return Ok(ids.into_iter().collect());
        }
        other => return Err(Failure::Usage(other.to_string())),
    }
    Ok(Vec::new())
}
