//! What is said where a quote does not occur in the text.
use crate::check::quote::{
    ArticleText, Claim, ClaimMismatch, ClaimPart, Cut, Cutting, EllipsisFault, Likeness, Miss, Nearest,
    Places, QuotePlace, Step, Tell,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts;
use std::fmt::Write as _;
use std::ops::Range;

/// How many code points of the article are shown around a place.
const AROUND: usize = 30;

/// A quote and the text in which it was sought.
pub(super) struct Claimed<'m, 'd> {
    pub(super) written: &'m facts::RawQuote<'d>,
    pub(super) text: &'m ArticleText<'d, 'm>,
}

/// Reports why a quote was not found, and how to fix it.
pub(super) fn report(claimed: &Claimed<'_, '_>, miss: Miss) -> Diagnostic {
    let span = claimed.written.exact.span;
    let not_found = |message: &str| Diagnostic::error(Code::QuoteNotFound, span, message);
    match miss {
        Miss::Empty => Diagnostic::error(Code::EmptyQuote, span, "the quote has no words")
            .help("quote the words of the article that state the fact"),
        Miss::NotFound(nearest) => {
            if let Some(bare) = claimed.without_marks() {
                return not_found("the article has no quotation marks around these words")
                    .help(format!("remove the inner quotation marks: {}", quoted(bare)));
            }
            let diagnostic = not_found("the quote was not found in the article");
            match nearest {
                None => diagnostic.help("quote the article word for word; `…` can replace omitted words"),
                Some(nearest) => diagnostic.note(claimed.nearest(&nearest)).help(match nearest.likeness {
                    Likeness::Case => "case matters: write it as in the article",
                    Likeness::Space => "the words are the same, the white space is not: copy the article's",
                    Likeness::Signs => {
                        "these characters look alike but are different: copy them from the article"
                    }
                    Likeness::Words => "quote the article word for word; `…` can replace omitted words",
                }),
            }
        }
        Miss::Ambiguous(places) => claimed.ambiguous("the quote occurs", places),
        Miss::Context(contradiction) => claimed.contradiction(&contradiction),
        Miss::Cut(cutting) => claimed.cutting(&cutting),
        Miss::Ellipsis(fault) => match *fault {
            EllipsisFault::InWord(cutting) => {
                not_found("an ellipsis in the quote is inside a word or number")
                    .note(format!("the article has `{}` there", claimed.slice(&cutting.token)))
                    .help("an ellipsis replaces whole words: put it between words")
            }
            EllipsisFault::HidesNothing(gap) => not_found("an ellipsis in the quote replaces no words")
                .note(format!("between the two parts the article has `{}`", claimed.slice(&gap)))
                .help("replace the ellipsis with these characters"),
            EllipsisFault::AcrossParagraphs(_) => not_found("an ellipsis in the quote spans two paragraphs")
                .help("write two quotes as a list: `quote: [first, second]`"),
            EllipsisFault::Order => {
                not_found("the parts around the ellipsis occur in the article in the reverse order")
                    .help("swap them, or write two quotes as a list")
            }
            EllipsisFault::Ambiguous(places) => {
                claimed.ambiguous("the ellipsis in the quote matches", places)
            }
        },
    }
}

/// Words whose middle is left out where they are many.
fn shortened(words: &str) -> String {
    const MOST: usize = 80;
    let count = words.chars().count();
    if count <= MOST {
        return words.to_owned();
    }
    let head: String = words.chars().take(MOST / 2).collect();
    let tail: String = words.chars().skip(count - MOST / 2).collect();
    format!("{head} … {tail}")
}

impl Claimed<'_, '_> {
    /// The words of a quote in quotation marks of its own, where the article has them without.
    fn without_marks(&self) -> Option<&str> {
        const PAIRS: [(char, char); 6] =
            [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»'), ('„', '“')];
        let exact = self.written.exact.trim();
        let inner = |(open, close)| exact.strip_prefix(open)?.strip_suffix(close);
        let bare = PAIRS.into_iter().find_map(inner).filter(|bare| !bare.trim().is_empty())?;
        let claim = Claim { exact: bare, ..self.written.claim() };
        matches!(self.text.find(&claim), Ok(_) | Err(Miss::Ambiguous(_))).then_some(bare)
    }

    /// The article's words, on one line.
    fn slice(&self, range: &Range<usize>) -> String {
        self.text
            .body()
            .get(range.clone())
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// A place with a little of what is around it.
    fn around(&self, range: &Range<usize>) -> String {
        let body = self.text.body();
        let (before, after) = (&body[..range.start], &body[range.end..]);
        let from = before.char_indices().rev().take(AROUND).last().map_or(range.start, |(at, _)| at);
        let to = after.char_indices().nth(AROUND).map_or(body.len(), |(at, _)| range.end + at);
        let (lead, trail) = (if from > 0 { "…" } else { "" }, if to < body.len() { "…" } else { "" });
        let words = |range: Range<usize>| body[range].replace(['\n', '\r', '\t'], " ");
        let (before, quoted, after) = (words(from..range.start), words(range.clone()), words(range.end..to));
        let quoted = match quoted.char_indices().nth(2 * AROUND) {
            Some((at, _)) => format!("{}…", &quoted[..at]),
            None => quoted,
        };
        format!("{lead}{before}[{quoted}]{after}{trail}")
    }

    /// The nearest place and the quote, one below the other, their differences in brackets.
    fn nearest(&self, nearest: &Nearest) -> String {
        let (mut article, mut quote) = (String::new(), String::new());
        let mut end = nearest.range.start;
        for step in &nearest.steps {
            let range = match step {
                Step::Same(range) | Step::Different { text: range, .. } => range,
            };
            if self.text.body().get(end..range.start).is_some_and(|between| !between.is_empty()) {
                article.push(' ');
                quote.push(' ');
            }
            end = range.end.max(end);
            let words = shortened(&self.slice(range));
            match step {
                Step::Same(_) => {
                    article.push_str(&words);
                    quote.push_str(&words);
                }
                Step::Different { quote: written, .. } => {
                    let _ = write!(article, "[{words}]");
                    let _ = write!(quote, "[{}]", shortened(written));
                }
            }
        }
        format!("nearest in the article: {article}\nthe quote:              {quote}")
    }

    fn places(&self, places: &Places) -> String {
        let mut note = String::from("occurrences:");
        for place in &places.first {
            let _ = write!(note, "\nstart: {} {}", place.start, self.around(&place.range));
            if let Some(tell) = &place.tell {
                let _ = write!(note, "\n    {}", self.tell(tell));
            }
        }
        if places.count > places.first.len() {
            let _ = write!(note, "\nand {} more", places.count - places.first.len());
        }
        note
    }

    fn tell(&self, tell: &Tell) -> String {
        match tell {
            Tell::Prefix(words) => format!("prefix: {}", quoted(words)),
            Tell::Suffix(words) => format!("suffix: {}", quoted(words)),
        }
    }

    fn ambiguous(&self, how: &str, places: Places) -> Diagnostic {
        let help = match places.first.first() {
            Some(QuotePlace { tell: Some(tell), .. }) => format!(
                "specify which one; for the first: `{{exact: {}, {}}}`",
                quoted(&self.written.exact),
                self.tell(tell)
            ),
            Some(place) => format!(
                "specify which one; for the first: `{{exact: {}, start: {}}}`",
                quoted(&self.written.exact),
                place.start
            ),
            None => "specify which one with `prefix`, `suffix` or `start`".to_owned(),
        };
        let span = self.written.exact.span;
        let message = format!("{how} {} in the article", times(places.count));
        Diagnostic::error(Code::QuoteAmbiguous, span, message).note(self.places(&places)).help(help)
    }

    fn contradiction(&self, contradiction: &ClaimMismatch) -> Diagnostic {
        let written = self.written;
        let (name, span) = match contradiction.claim {
            Some(ClaimPart::Prefix) => ("prefix", written.prefix.as_ref().map(|text| text.span)),
            Some(ClaimPart::Suffix) => ("suffix", written.suffix.as_ref().map(|text| text.span)),
            Some(ClaimPart::Start) => ("start", written.start.map(|(_, span)| span)),
            None => ("", None),
        };
        let message = if name.is_empty() {
            "the quote occurs in the article, but never with all of its `prefix`, `suffix` and `start`"
                .to_owned()
        } else {
            format!("the quote occurs in the article, but not with this `{name}`")
        };
        let mut diagnostic =
            Diagnostic::error(Code::QuoteNotFound, span.unwrap_or(written.exact.span), message);
        let words = matches!(contradiction.claim, Some(ClaimPart::Prefix | ClaimPart::Suffix));
        if words && !contradiction.stands.is_empty() {
            diagnostic = diagnostic.note(format!("there, the article has `{}`", contradiction.stands));
        }
        let help = if contradiction.places.count == 1 {
            "remove it: the quote occurs only once"
        } else {
            "correct or remove it"
        };
        diagnostic.note(self.places(&contradiction.places)).help(help)
    }

    fn cutting(&self, cutting: &Cutting) -> Diagnostic {
        let token = self.slice(&cutting.token);
        let what = match cutting.cut {
            Cut::Word => "cuts the word",
            Cut::Number => "cuts the number",
            Cut::Sign => "separates a number from its sign in",
            Cut::Currency => "separates a number from its currency in",
            Cut::Percent => "separates a number from its percent sign in",
        };
        Diagnostic::error(
            Code::QuoteNotFound,
            self.written.exact.span,
            format!("the quote {what} `{token}` and does not occur elsewhere"),
        )
        .note(self.around(&cutting.range))
        .help(format!("quote whole words and numbers: {}", quoted(&self.slice(&cutting.whole))))
    }
}

fn times(count: usize) -> String {
    match count {
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

/// A text as a YAML flow scalar.
fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains(['\\', '\'']) || text.chars().any(char::is_control) {
        serde_json::Value::String(text).to_string()
    } else {
        format!("'{text}'")
    }
}
