//! Which words of an article bear on what a fact says.
use super::focus::{before, focus, is_own_word, statements};
use super::judge::{Case, Judge};
use super::name::Names;
use super::page::{Page, Word, touch};
use crate::check::model::Object;
use crate::language::{Cue, Kind};
use crate::term::vocab::af;
use std::ops::Range;
use std::rc::Rc;

/// A cue of a kind that bears on the fact: in a clause of its quotes that holds its object's words, or, where those are not
/// found, anywhere in its quotes; right before a quote in the same clause; or between the subject and a quote without it.
pub(super) fn bearing<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>, kind: Kind) -> Option<&'j Cue> {
    Bearing::new(judge, case, false).find(kind)
}

/// The same, where the fact expects it: a pronoun stands for an end, and a label may hold the word itself.
pub(super) fn expected<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>, kind: Kind) -> Option<&'j Cue> {
    Bearing::new(judge, case, true).find(kind)
}

/// What of a fact tells whether a cue bears on it.
struct Bearing<'j, 'c, 's, 'd> {
    judge: &'j Judge<'s, 'd>,
    case: &'c Case<'c, 'c>,
    subject: Option<Rc<Names>>,
    /// Where the words of its object stand.
    focus: Vec<Range<usize>>,
    /// The quotes that say it.
    statements: Vec<Range<usize>>,
    /// Whether what is said of its subject is said of its object: that of an event.
    event: bool,
    /// Whether the fact expects the cue.
    expected: bool,
}

impl<'j, 'c, 's, 'd> Bearing<'j, 'c, 's, 'd> {
    fn new(judge: &'j Judge<'s, 'd>, case: &'c Case<'c, 'c>, expected: bool) -> Self {
        let event = matches!(case.fact.object, Object::Thing(_))
            && !judge.entity(&case.fact.subject).is_some_and(|entity| judge.is_a(entity, af::AGENT));
        Self {
            judge,
            case,
            subject: judge.names(&case.fact.subject),
            focus: focus(judge, case),
            statements: statements(judge, case),
            event,
            expected,
        }
    }

    fn page(&self) -> &'j Page<'d> {
        &self.judge.page
    }

    fn find(&self, kind: Kind) -> Option<&'j Cue> {
        self.case.quotes.iter().find_map(|quote| self.of_quote(quote, kind))
    }

    /// The cue in a quote, or before it.
    fn of_quote(&self, quote: &Range<usize>, kind: Kind) -> Option<&'j Cue> {
        if self.is_apart(quote) && !self.expected {
            return None;
        }
        let mut inside = self.cues(quote, kind);
        if let Some(cue) = inside.find(|cue| self.bears(quote, cue)) {
            return Some(cue);
        }
        // A quote that only names what the fact is about has its own surroundings.
        if !self.statements.contains(quote) {
            return None;
        }
        self.right_before(quote, kind).or_else(|| self.behind_subject(quote, kind))
    }

    /// The cues of a range that are not words of what the fact is about.
    fn cues(&self, range: &Range<usize>, kind: Kind) -> impl Iterator<Item = &'j Cue> {
        let page = self.page();
        page.cues_in(range, kind).filter(move |cue| {
            self.expected || !is_own_word(self.judge, self.case, &page.text[cue.span.clone()])
        })
    }

    /// Where the words of the subject stand in a range.
    fn subjects(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        self.subject.as_ref().map_or_else(Vec::new, |names| names.places(self.page(), range))
    }

    /// Whether a quote of another sentence only names what the fact is about, and says nothing of it.
    fn is_apart(&self, quote: &Range<usize>) -> bool {
        let page = self.page();
        !self.statements.iter().any(|said| {
            let (one, other) = (page.sentences_of(said), page.sentences_of(quote));
            one.start < other.end && other.start < one.end
        })
    }

    /// Whether a cue in a quote bears on the fact, by its clause.
    fn bears(&self, quote: &Range<usize>, cue: &Cue) -> bool {
        let page = self.page();
        let clause = page.clause_of(cue.span.start);
        let whole = quote.start >= clause.start && quote.end <= clause.end;
        self.has_end(quote, &clause)
            || whole
            || self.has_all_subjects(quote, &clause)
            || leaves_subject(page, &clause)
            || self.has_no_focus(quote, &clause)
            || self.goes_on(quote, cue, &clause)
            || self.expected && page.cues_in(&clause, Kind::Pronoun).next().is_some()
            || self.is_relative(quote, &clause)
            || self.is_told(quote, cue, &clause)
    }

    /// Whether a clause holds words of the object, or, what is said of an event being said of its ends, of the subject.
    fn has_end(&self, quote: &Range<usize>, clause: &Range<usize>) -> bool {
        within(&self.focus, clause) || self.event && within(&self.subjects(quote), clause)
    }

    /// Whether all that names the subject in a quote is in a clause of it.
    fn has_all_subjects(&self, quote: &Range<usize>, clause: &Range<usize>) -> bool {
        let all = self.subjects(quote);
        !all.is_empty() && all.iter().all(|place| touch(place, clause))
    }

    /// Where the object is not found, what is said of the subject counts.
    fn has_no_focus(&self, quote: &Range<usize>, clause: &Range<usize>) -> bool {
        self.focus.is_empty() && (!self.subjects(clause).is_empty() || self.subjects(quote).is_empty())
    }

    /// "The agency, a body of the state, has to approve it": the rest of a sentence behind what was put in.
    fn goes_on(&self, quote: &Range<usize>, cue: &Cue, clause: &Range<usize>) -> bool {
        let page = self.page();
        let first = page.words_in(clause).first();
        first.is_some_and(|word| word.span.start == cue.span.start)
            && !page.words_in(&(quote.start..clause.start)).is_empty()
            && (within(&self.focus, page.sentence_of(clause).unwrap_or(clause))
                || self.focus.is_empty() && !self.subjects(quote).is_empty())
    }

    /// "Pryce's lawyer said her client intended to appeal": what is said, of the one whom the words before name.
    fn is_told(&self, quote: &Range<usize>, cue: &Cue, clause: &Range<usize>) -> bool {
        self.judge.near_reports(self.case).any(|report| {
            let holds = |range: &Range<usize>| within(&report.content, range);
            quote.start <= report.cue.start
                && report.cue.end <= quote.end
                && holds(&cue.span)
                && !self.subjects(quote).iter().any(|subject| holds(subject) && !touch(subject, clause))
                && !self.focus.is_empty()
                && !self.focus.iter().any(holds)
        })
    }

    /// "The paper, which has yet to be reviewed": the last words of a quote, about the noun before them.
    fn is_relative(&self, quote: &Range<usize>, clause: &Range<usize>) -> bool {
        let page = self.page();
        let is_pronoun = |word: &Word| {
            page.cues_in(&word.span, Kind::Pronoun).any(|cue| cue.span.start == word.span.start)
        };
        quote.end <= clause.end
            && page.words_in(clause).iter().take(2).any(is_pronoun)
            && self.focus.iter().any(|place| {
                place.end <= clause.start && page.words_in(&(place.end..clause.start)).is_empty()
            })
    }

    /// The last cue right before a quote: at most four words away.
    fn right_before(&self, quote: &Range<usize>, kind: Kind) -> Option<&'j Cue> {
        let page = self.page();
        let says = self.focus.is_empty() || self.has_end(quote, &page.clause_of(quote.start));
        if !says {
            return None;
        }
        self.cues(&(before(page, quote)..quote.start), kind).last()
    }

    /// The last cue between the subject and a quote, in one sentence, that says something of it without naming it.
    fn behind_subject(&self, quote: &Range<usize>, kind: Kind) -> Option<&'j Cue> {
        let page = self.page();
        let start = page.sentence_of(quote)?.start.max(page.near(quote).start);
        if start >= quote.start || !self.subjects(quote).is_empty() {
            return None;
        }
        let named = self.subjects(&(start..quote.start)).into_iter().next()?;
        self.cues(&(named.end..quote.start), kind).last()
    }
}

fn within(places: &[Range<usize>], range: &Range<usize>) -> bool {
    places.iter().any(|place| touch(place, range))
}

/// "… but has not ratified it": a clause that leaves its subject to the one before.
fn leaves_subject(page: &Page<'_>, clause: &Range<usize>) -> bool {
    let join = page.cues_in(clause, Kind::ClauseJoin).next();
    join.is_some_and(|join| join.span.start == clause.start)
        && !page.words_in(clause).iter().any(|word| word.capital)
}
