//! One draft after another on a terminal.
use super::refusal::refuse;
use super::report::{Reporter, wants_color};
use super::{Failure, Outcome};
use crate::cli::arguments::Common;
use crate::corpus::Listener;
use crate::corpus::review::{Review, ReviewError};
use crate::diagnostic::source::Source;
use crate::draft::decide::entries;
use crate::draft::item::Item;
use crate::draft::show::Shown;
use crate::text::visible;
use console::{Key, Term};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::process::Command;

/// What a person presses, and what their editor makes of a text.
pub(crate) trait Person {
    /// The next key; none where there is no more.
    fn key(&mut self) -> Option<char>;
    /// The text as edited.
    fn edit(&mut self, text: &str) -> Result<String, Failure>;
}

/// A person at a terminal.
struct Terminal(Term);

impl Person for Terminal {
    fn key(&mut self) -> Option<char> {
        match self.0.read_key() {
            Ok(Key::Char(key)) => Some(key),
            Ok(Key::Escape | Key::CtrlC) | Err(_) => None,
            // A key that means nothing: the question is asked again.
            Ok(_) => Some(' '),
        }
    }

    fn edit(&mut self, text: &str) -> Result<String, Failure> {
        let editor = ["VISUAL", "EDITOR"].into_iter().filter_map(std::env::var_os);
        let editor = editor.into_iter().find(|editor| !editor.is_empty()).unwrap_or_else(|| "vi".into());
        let path = std::env::temp_dir().join(format!("groundwire-draft-{}.yaml", std::process::id()));
        let failed = |error: &io::Error| Failure::io(error, format!("cannot edit `{}`", path.display()));
        fs::write(&path, text).map_err(|error| failed(&error))?;
        // The variable may hold arguments, as for other programs: `code --wait`.
        let editor = editor.to_string_lossy().into_owned();
        let mut words = editor.split_whitespace();
        let status = Command::new(words.next().unwrap_or("vi")).args(words).arg(&path).status();
        let edited = status.and_then(|_| fs::read_to_string(&path)).map_err(|error| failed(&error));
        let _ = fs::remove_file(&path);
        edited
    }
}

/// Shows one draft after another and does what the keys say.
pub(super) fn run(
    reviews: &[(Review<'_>, &str)],
    by: Option<&str>,
    common: &Common,
) -> Result<Outcome, Failure> {
    let color = wants_color(common.shown.color, &io::stdout());
    let mut person = Terminal(Term::stdout());
    session(reviews, by, &mut person, &mut io::stdout(), &mut Reporter::new(common), color)
}

const KEYS: &str = "a accept · x reject · e edit · s skip · u undo · q quit";

/// A session: until all drafts are decided or skipped.
pub(crate) fn session(
    reviews: &[(Review<'_>, &str)],
    by: Option<&str>,
    person: &mut dyn Person,
    out: &mut dyn Write,
    reporter: &mut Reporter,
    color: bool,
) -> Result<Outcome, Failure> {
    let failed = |error: io::Error| Failure::io(&error, "cannot write to the terminal");
    for (review, name) in reviews {
        let mut skipped: BTreeSet<String> = BTreeSet::new();
        let mut decided = false;
        loop {
            let (shown, state) = match review.show() {
                Ok(shown) => shown,
                Err(error) => {
                    refuse(review, name, error, reporter)?;
                    return Ok(Outcome::Wrong);
                }
            };
            let open: Vec<&Shown> = shown.iter().filter(|one| !skipped.contains(&one.draft.id)).collect();
            let Some(one) = open.first() else {
                if !decided {
                    break;
                }
                writeln!(out, "no drafts are left · u undo · any other key: go on").map_err(failed)?;
                if person.key() != Some('u') {
                    break;
                }
                take_back(review, out)?;
                continue;
            };
            let id = one.draft.id.as_str();
            let mut text = describe(one, color);
            let _ = writeln!(text, "\n{} left · {KEYS}", open.len());
            out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(failed)?;
            let done = match person.key() {
                Some('a') => review.plan_accept(&[id], by).and_then(|plan| review.write(plan, Some(&state))),
                Some('x') => review.plan_reject(&[id]).and_then(|plan| review.write(plan, Some(&state))),
                Some('s') => {
                    skipped.insert(id.to_owned());
                    continue;
                }
                Some('u') => {
                    take_back(review, out)?;
                    continue;
                }
                Some('e') => {
                    edit(review, one, &state, person, reporter)?;
                    continue;
                }
                Some('q') | None => return Ok(Outcome::Fine),
                Some(_) => continue,
            };
            match done {
                Ok(verdicts) => {
                    decided = true;
                    for verdict in verdicts {
                        let renamed = verdict.renamed.map(|renamed| format!(" as {renamed}"));
                        let renamed = renamed.unwrap_or_default();
                        writeln!(out, "{} {}{renamed}\n", verdict.decision.name(), verdict.id)
                            .map_err(failed)?;
                    }
                }
                Err(ReviewError::Stale) => {
                    writeln!(out, "the files changed meanwhile; look again\n").map_err(failed)?;
                }
                Err(error) => {
                    refuse(review, name, error, reporter)?;
                    skipped.insert(id.to_owned());
                }
            }
        }
    }
    writeln!(out, "nothing is left to decide").map_err(failed)?;
    Ok(Outcome::Fine)
}

/// Takes the last decision back and says which one it was.
fn take_back(review: &Review<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let line = match review.undo() {
        Ok(what) => format!("took back: {what}\n"),
        Err(error) => format!("{error}\n"),
    };
    writeln!(out, "{line}").map_err(|error| Failure::io(&error, "cannot write to the terminal"))
}

/// Lets a person edit a draft; what does not pass the checks is reported, and the draft stays.
fn edit(
    review: &Review<'_>,
    one: &Shown,
    state: &str,
    person: &mut dyn Person,
    reporter: &mut Reporter,
) -> Result<(), Failure> {
    let mut text = String::new();
    for (key, value) in &one.draft.entries {
        let _ = write!(text, "{key}: ");
        value.write_flow(&mut text);
        text.push('\n');
    }
    let edited = person.edit(&text)?;
    if edited == text {
        return Ok(());
    }
    let entries: Vec<(String, Item)> = match entries(&edited) {
        Ok(entries) => entries,
        Err(found) => {
            reporter.report(&Source::whole("the edited draft", &edited), &found);
            return Ok(());
        }
    };
    let plan = review.plan_edit(&one.draft.id, entries);
    match plan.and_then(|plan| review.write(plan, Some(state))) {
        Ok(_) => {}
        Err(ReviewError::Stale) => reporter.say("the files changed meanwhile; look again"),
        Err(ReviewError::Refused { refusal: crate::draft::decide::Refusal::Refused(refused), .. }) => {
            // The places are in a file that was not written.
            for error in refused.iter().flat_map(|one| &one.diagnostics) {
                reporter.say(&format!("{}: {}", error.code.name(), error.message));
            }
        }
        Err(error) => _ = refuse(review, &one.draft.id, error, reporter)?,
    }
    Ok(())
}

/// A draft as it is shown.
fn describe(one: &Shown, color: bool) -> String {
    let mut text = format!("{}  {}\n", one.draft.id, visible(&one.words));
    let sentence = if one.sentence.is_empty() {
        "(the quote is not in the text)".to_owned()
    } else {
        marked(&one.sentence, &one.marks, color)
    };
    let _ = writeln!(text, "  {sentence}");
    let mut facts = Vec::new();
    match one.grade {
        Some(grade) => facts.push(format!("support {grade:.2}")),
        None => facts.push("does not pass the checks".to_owned()),
    }
    if let Some(confidence) = one.draft.confidence() {
        facts.push(format!("confidence {confidence:.2}"));
    }
    facts.push(format!("by {}", visible(&one.origin.name)));
    if let Some((answer, model)) = &one.audit {
        facts.push(format!("audit by {}: {}", visible(model), answer.name()));
    }
    let _ = writeln!(text, "  {}", facts.join(" · "));
    for reason in &one.reasons {
        let _ = writeln!(text, "  - {}", visible(reason));
    }
    text
}

/// A sentence with its quotes marked, on one line.
fn marked(sentence: &str, marks: &[Range<usize>], color: bool) -> String {
    let (begin, end) = if color { ("\u{1b}[1;7m", "\u{1b}[0m") } else { ("[", "]") };
    let plain = |piece: &str| visible(&piece.replace(['\n', '\r', '\t'], " "));
    let mut marks: Vec<&Range<usize>> = marks.iter().filter(|mark| mark.start < mark.end).collect();
    marks.sort_by_key(|mark| mark.start);
    let mut text = String::new();
    let mut at = 0;
    for mark in marks {
        let start = mark.start.max(at);
        if start >= mark.end {
            continue;
        }
        text.push_str(&plain(&sentence[at..start]));
        text.push_str(begin);
        text.push_str(&plain(&sentence[start..mark.end]));
        text.push_str(end);
        at = mark.end;
    }
    text.push_str(&plain(&sentence[at..]));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusOptions;
    use crate::corpus::find::find;
    use clap::Parser;
    use std::collections::VecDeque;

    /// A person who presses keys one after another, and whose editor replaces one word by another.
    struct Scripted {
        keys: VecDeque<char>,
        edit: (&'static str, &'static str),
    }

    impl Person for Scripted {
        fn key(&mut self) -> Option<char> {
            self.keys.pop_front()
        }

        fn edit(&mut self, text: &str) -> Result<String, Failure> {
            Ok(text.replace(self.edit.0, self.edit.1))
        }
    }

    #[derive(Parser)]
    struct Options {
        #[command(flatten)]
        common: Common,
    }

    const DRAFTS: &str = "facts:\n  - id: f1a\n    subject: ann\n    predicate: place\n    object: paris\n    quote: Ann is in Paris\n    confidence: 0.90\n    origin: {by: rules, name: some rules, article-sha256: dc72b4e09a16f588653ed6778853d1b544def8f12236c93844911b5b486d14f9, at: '2026-11-27T08:00:00Z'}\n  - id: f2a\n    subject: ann\n    predicate: place\n    object: rome\n    quote: She left Rome\n    origin: {by: rules, name: some rules, article-sha256: dc72b4e09a16f588653ed6778853d1b544def8f12236c93844911b5b486d14f9, at: '2026-11-27T08:00:00Z'}\n";
    const DOCUMENT: &str = "article: {title: T, language: en, recorded-by: bob}  # who\nentities:\n  bob: {type: Person, label: Bob}\n  ann: {type: Person, label: Ann}\n  paris: {type: Place, label: Paris}\n  rome: {type: Place, label: Rome}\nfacts: []\n";

    /// What is shown for some keys; the document and the drafts afterwards.
    fn pressed(keys: &str, edit: (&'static str, &'static str)) -> (String, String, String) {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("news");
        fs::create_dir(&folder).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write("article.txt", "Ann is in Paris. She left Rome.\n");
        write("facts.yaml", DOCUMENT);
        write("drafts.yaml", DRAFTS);
        let common = Options::parse_from(["review", "--quiet"]).common;
        let mut reporter = Reporter::new(&common);
        let paths = [folder.clone()];
        let input = find(&paths, &CorpusOptions::default(), &mut reporter).unwrap();
        let review = Review::open(&input.documents[0], &input.corpora[0]).unwrap();
        let mut person = Scripted { keys: keys.chars().collect(), edit };
        let mut out = Vec::new();
        session(&[(review, "facts.yaml")], None, &mut person, &mut out, &mut reporter, false).unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        (String::from_utf8(out).unwrap(), read("facts.yaml"), read("drafts.yaml"))
    }

    #[test]
    fn a_draft_is_shown_with_its_sentence_and_in_words() {
        let (shown, facts, drafts) = pressed("q", ("", ""));
        assert!(shown.starts_with("f1a  Ann · place · Paris\n  [Ann is in Paris].\n  support 1.00 · confidence 0.90 · by some rules\n"), "{shown}");
        assert!(shown.contains("2 left"), "{shown}");
        assert_eq!((facts.as_str(), drafts.as_str()), (DOCUMENT, DRAFTS));
    }

    #[test]
    fn keys_decide_and_decisions_can_be_taken_back() {
        let (shown, facts, drafts) = pressed("axz", ("", ""));
        assert!(shown.contains("accepted f1a\n") && shown.contains("rejected f2a\n"), "{shown}");
        assert!(shown.ends_with("nothing is left to decide\n"), "{shown}");
        assert!(
            facts.contains("  - id: f1a\n") && facts.contains("recorded-by: [bob, some-rules]"),
            "{facts}"
        );
        assert!(drafts.contains("facts: []") && drafts.contains("object: Rome"), "{drafts}");
        let (shown, facts, drafts) = pressed("axuuq", ("", ""));
        assert!(
            shown.contains("took back: rejected f2a") && shown.contains("took back: accepted f1a"),
            "{shown}"
        );
        assert_eq!((facts.as_str(), drafts.as_str()), (DOCUMENT, DRAFTS));
        let (shown, _, _) = pressed("u", ("", ""));
        assert!(shown.contains("there is no decision to take back"), "{shown}");
    }

    #[test]
    fn skipped_drafts_stay_and_edited_ones_are_checked() {
        let (shown, facts, drafts) = pressed("ss", ("", ""));
        assert!(shown.ends_with("nothing is left to decide\n"), "{shown}");
        assert_eq!((facts.as_str(), drafts.as_str()), (DOCUMENT, DRAFTS));
        let (_, facts, _) = pressed("eaq", ("Ann is in Paris", "in Paris"));
        assert!(facts.contains("quote: in Paris\n"), "{facts}");
        // What the checks refuse is not written.
        let (_, facts, drafts) = pressed("eq", ("Ann is in Paris", "Ann is in Berlin"));
        assert_eq!((facts.as_str(), drafts.as_str()), (DOCUMENT, DRAFTS));
    }
}
