//! Who says what: a cue (`said`), its source and its content.
use super::lexicon::Lexicon;
use super::token::{Form, Token};
use std::ops::Range;

/// Somebody saying something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// The tokens of the word that says so, with what belongs to it.
    pub cue: Range<usize>,
    /// The tokens of who says it, where that is told.
    pub source: Option<Range<usize>>,
    /// The tokens of what is said.
    pub content: Vec<Range<usize>>,
    /// Whether words are quoted.
    pub direct: bool,
}

/// Finds who says what. The quotations of the text come back too, as tokens without the marks.
pub(crate) fn attributions(
    text: &str,
    tokens: &[Token],
    lower: &[String],
    lexicon: &Lexicon,
) -> (Vec<Attribution>, Vec<Range<usize>>) {
    let quotations = quotations(tokens);
    let mut sentences: Vec<Range<usize>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let number = token.sentence as usize;
        if sentences.len() <= number {
            sentences.resize(number + 1, at..at);
            sentences[number] = at..at;
        }
        sentences[number].end = at + 1;
    }
    let finder = Finder { text, tokens, lower, lexicon, quotations: &quotations };
    let mut found: Vec<Attribution> = Vec::new();
    for sentence in sentences {
        finder.sentence(sentence, &mut found);
    }
    (found, quotations)
}

/// What is between quotation marks.
fn quotations(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, token) in tokens.iter().enumerate() {
        if token.quoted {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            found.push(start..at);
        }
    }
    found.extend(start.map(|start| start..tokens.len()));
    found
}

struct Finder<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The words in small letters.
    lower: &'t [String],
    lexicon: &'t Lexicon,
    quotations: &'t [Range<usize>],
}

impl<'t> Finder<'t> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    /// A token's word in small letters.
    fn small(&self, at: usize) -> &'t str {
        self.lower.get(at).map_or("", String::as_str)
    }

    fn sentence(&self, sentence: Range<usize>, found: &mut Vec<Attribution>) {
        let mut at = sentence.start;
        while at < sentence.end {
            let token = &self.tokens[at];
            if token.quoted || !token.is_word() {
                if token.form == Form::Mark && !token.quoted {
                    found.extend(self.by_mark(at, &sentence));
                }
                at += 1;
                continue;
            }
            let word = self.small(at);
            let attribution = if word == "according" && self.word(at + 1) == "to" {
                self.according(at, &sentence)
            } else if (token.form == Form::Lower || self.loud_cue(at)) && self.lexicon.has("say", word) {
                self.cue(at, &sentence, true)
            } else if token.form == Form::Lower && self.lexicon.has("say-that", word) {
                self.cue(at, &sentence, false)
            } else {
                None
            };
            match attribution {
                Some(attribution) => {
                    at = attribution.cue.end.max(at + 1);
                    found.push(attribution);
                }
                None => at += 1,
            }
        }
    }

    /// `Ann Lee: “…”`, `“…” — Ann Lee`
    fn by_mark(&self, at: usize, sentence: &Range<usize>) -> Option<Attribution> {
        let capitals = |range: Range<usize>| {
            !range.is_empty()
                && range.len() <= 5
                && self.tokens[range].iter().all(|token| token.is_capital() || token.form == Form::Mark)
        };
        if self.word(at) == ":" && capitals(sentence.start..at) {
            let right = self.quotation_right(at + 1, sentence).filter(|right| right.start <= at + 2)?;
            return Some(Attribution {
                cue: at..at + 1,
                source: Some(sentence.start..at),
                content: vec![right],
                direct: true,
            });
        }
        if matches!(self.word(at), "―" | "—" | "–" | "--")
            && at > 0
            && self.tokens[at - 1].form == Form::Close
        {
            let left = self.quotation_left(at, sentence)?;
            let end =
                (at + 1..sentence.end.min(at + 7)).take_while(|at| self.tokens[*at].is_capital()).last()? + 1;
            return Some(Attribution {
                cue: at..at + 1,
                source: Some(at + 1..end),
                content: vec![left],
                direct: true,
            });
        }
        None
    }

    /// A cue with a capital: of a headline, or `Asked whether`.
    fn loud_cue(&self, at: usize) -> bool {
        // `Qaboos bin Said`
        let before =
            at.checked_sub(1).filter(|before| self.tokens[*before].sentence == self.tokens[at].sentence);
        if self.word(at) == "Said"
            && before.is_some_and(|before| {
                self.tokens[before].is_capital() || self.lexicon.has("name-links", self.small(before))
            })
        {
            return false;
        }
        self.lexicon.has("loud-cues", self.small(at))
    }

    /// `according to X`
    fn according(&self, at: usize, sentence: &Range<usize>) -> Option<Attribution> {
        let start = at + 2;
        let mut end = start;
        while end < sentence.end && end - start < 24 {
            let token = &self.tokens[end];
            if matches!(token.form, Form::Open | Form::Close)
                || matches!(self.word(end), ";" | ":" | "—" | "–")
                || self.word(end) == "." && !self.is_short(end)
            {
                break;
            }
            if self.word(end) == "," && !self.is_apposition(end, sentence)
                || end > start && token.form != Form::Number && self.is_when(end)
            {
                break;
            }
            end += 1;
        }
        if end == start {
            return None;
        }
        let before = self.trim(sentence.start..at);
        let content = if before.len() > 3 { before } else { self.trim(end..sentence.end) };
        (content.len() > 1).then(|| Attribution {
            cue: at..start,
            source: Some(start..end),
            direct: self.tokens[content.clone()].iter().any(|token| token.quoted),
            content: vec![content],
        })
    }

    /// Whether a full stop is that of `Dr.`
    fn is_short(&self, stop: usize) -> bool {
        stop.checked_sub(1).is_some_and(|before| self.lexicon.has("honorifics", self.small(before)))
    }

    /// Whether what follows a comma only says more of what is before it: `, an aide,`.
    fn is_apposition(&self, comma: usize, sentence: &Range<usize>) -> bool {
        let close = (comma + 1..sentence.end.min(comma + 12)).find(|at| self.word(*at) == ",");
        let next = self.small(comma + 1);
        close.is_some()
            && matches!(next, "a" | "an" | "the" | "who" | "former" | "formerly")
            && !(comma + 1..close.unwrap_or(comma)).any(|at| self.is_verb_like(at))
    }

    fn is_verb_like(&self, at: usize) -> bool {
        matches!(self.small(at), "is" | "was" | "are" | "were" | "has" | "had" | "have" | "will" | "would")
    }

    /// Without marks at its ends.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        let idle = |at: usize| matches!(self.word(at), "," | ";" | ":" | "—" | "–" | "-" | ".");
        while start < end && idle(start) {
            start += 1;
        }
        while start < end && idle(end - 1) {
            end -= 1;
        }
        start..end
    }

    fn cue(&self, at: usize, sentence: &Range<usize>, always: bool) -> Option<Attribution> {
        let mut start = at;
        while start > sentence.start
            && !self.tokens[start - 1].quoted
            && self.tokens[start - 1].form == Form::Lower
            && self.lexicon.has("auxiliaries", self.small(start - 1))
        {
            start -= 1;
        }
        // `the expected result`, `a proposed law`, `the report`: no cues.
        let before = start
            .checked_sub(1)
            .filter(|at| *at >= sentence.start)
            .map(|at| self.small(at))
            .unwrap_or_default();
        let most = before == "most" && start > 1 && self.small(start - 2) == "the";
        if start == at && (most || self.lexicon.has("before-nouns", before)) {
            return None;
        }
        // `reported extensively on the war`: nothing is said.
        if matches!(self.small(at), "reported" | "spoke") && self.small(at + 1).ends_with("ly") {
            return None;
        }
        let cue = start..at + 1;
        let left = self.quotation_left(start, sentence);
        let right = self.quotation_right(at + 1, sentence);
        let inverted = self.inverted(&cue, sentence);
        if let Some(source) = inverted {
            let content = left.clone().unwrap_or_else(|| self.trim(sentence.start..start));
            let direct = left.is_some();
            if content.len() > 1 {
                let mut content = vec![content];
                content.extend(self.continued(source.end, sentence));
                return Some(Attribution { cue, source: Some(source), content, direct });
            }
        }
        let source = self.quoted_as(start, sentence).or_else(|| self.subject(start, sentence));
        let that = self.small(at + 1) == "that" || self.word(at + 1) == ":";
        let tail = self.trim(at + 1..sentence.end);
        let source_start = source.as_ref().map_or(start, |source| source.start);
        // `…, the union announced a strike`: what is said comes behind.
        let object = matches!(self.small(at + 1), "a" | "an" | "the" | "its" | "his" | "her" | "their");
        let ends = tail.len() <= 8 && right.is_none() && !that && !(object && left.is_none());
        let parted = source_start > sentence.start && matches!(self.word(source_start - 1), "," | "”" | "\"");
        // `…, he said.`
        if ends && parted && source.is_some() && source_start > sentence.start + 2 {
            let content = left.clone().unwrap_or_else(|| self.trim(sentence.start..source_start));
            // Before the source may be commas alone.
            if !content.is_empty() {
                let mut all = vec![content];
                all.extend(self.continued(at + 1, sentence));
                return Some(Attribution { cue, source, direct: left.is_some(), content: all });
            }
        }
        if let Some(right) = right {
            // Words before the quotation belong to what is said: `said that it was “good”`.
            let gap = right.start.saturating_sub(at + 2);
            let content =
                if gap <= 1 { right } else { at + 1..right.end.max(self.trim(at + 1..sentence.end).end) };
            return Some(Attribution { cue, source, content: vec![content], direct: true });
        }
        if !always && !that && left.is_none() {
            return None;
        }
        if let Some(left) = left.filter(|_| tail.len() <= 4) {
            return Some(Attribution { cue, source, content: vec![left], direct: true });
        }
        let content = tail;
        (!content.is_empty()).then(|| Attribution { cue, source, content: vec![content], direct: false })
    }

    /// A quotation that begins again behind `…,” he said, “…`.
    fn continued(&self, from: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let after = self.quotation_right(from, sentence)?;
        (after.start - from <= 4).then_some(after)
    }

    fn quotation_left(&self, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let index = self.quotations.partition_point(|quotation| quotation.end <= at);
        let quotation = self.quotations.get(index.checked_sub(1)?)?;
        // `“We won.” Ann said.`: the mark ends a sentence, and the next one says who.
        let near = quotation.end + 2 >= sentence.start && at - quotation.end < 14;
        let closed = quotation.len() > 1;
        (near && closed).then(|| quotation.clone())
    }

    fn quotation_right(&self, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let index = self.quotations.partition_point(|quotation| quotation.start < at);
        let quotation = self.quotations.get(index)?;
        (quotation.start < sentence.end && quotation.start - at < 24).then(|| quotation.clone())
    }

    /// The source behind the cue: `“…,” said X`.
    fn inverted(&self, cue: &Range<usize>, sentence: &Range<usize>) -> Option<Range<usize>> {
        let before = cue.start.checked_sub(1).filter(|at| *at >= sentence.start)?;
        let parts = matches!(self.tokens[before].form, Form::Close)
            || matches!(self.word(before), "," | "?" | "!" | "—" | "–");
        if !parts || cue.start - sentence.start < 3 {
            return None;
        }
        let first = self.tokens.get(cue.end).filter(|_| cue.end < sentence.end)?;
        let small = self.small(cue.end);
        let opens = first.is_capital()
            || self.lexicon.has("before-speakers", small)
            || self.lexicon.has("speaker-nouns", small)
            || self.lexicon.has("titles", small);
        if !opens || matches!(small, "that" | "it") {
            return None;
        }
        if self.lexicon.months.contains_key(small) || self.lexicon.weekdays.contains_key(small) {
            return None;
        }
        let mut end = cue.end;
        while end < sentence.end && end - cue.end < 24 {
            let token = &self.tokens[end];
            if matches!(token.form, Form::Open | Form::Close)
                || matches!(self.word(end), ";" | ":" | "—" | "–" | "?" | "!")
                || self.word(end) == "." && !self.is_short(end)
            {
                break;
            }
            if self.word(end) == "," {
                if !self.goes_on(end, sentence) {
                    break;
                }
            } else if end > cue.end && self.ends_source(end) {
                break;
            }
            end += 1;
        }
        // `X said the road was closed`: a clause, and not who says it.
        let who = |at: &usize| matches!(self.small(*at), "who" | "whose" | "which" | "where");
        let clause = (cue.end..end).take_while(|at| !who(at)).any(|at| self.is_verb_like(at));
        (end > cue.end && !clause).then_some(cue.end..end)
    }

    /// Words after which no more is said of the source.
    fn ends_source(&self, at: usize) -> bool {
        let small = self.small(at);
        self.lexicon.has("ends-sources", small)
            && !(matches!(small, "and" | "at" | "in")
                && self.tokens.get(at + 1).is_some_and(Token::is_capital)
                && small != "in")
            || self.lexicon.weekdays.contains_key(small)
    }

    /// Whether the source goes on behind a comma: `, a spokesman for Y`.
    fn goes_on(&self, comma: usize, sentence: &Range<usize>) -> bool {
        let next = self.small(comma + 1);
        comma + 1 < sentence.end
            && (matches!(next, "a" | "an" | "the" | "who")
                || self.lexicon.has("titles", next)
                || self.lexicon.has("title-modifiers", next)
                // `University of X, Y's chancellor, Ann Lee`
                || (comma + 1..sentence.end.min(comma + 8)).any(|at| {
                    self.lexicon.has("titles", self.small(at)) && self.tokens[at].form == Form::Lower
                })
                || self.lexicon.has("titles", self.small(comma - 1)) && self.tokens[comma + 1].is_capital())
    }

    /// `quoted Ann Lee, the mayor, as saying`: who is quoted.
    fn quoted_as(&self, cue: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let link = cue.checked_sub(1).filter(|at| *at > sentence.start && self.small(*at) == "as")?;
        let floor = link.saturating_sub(16).max(sentence.start);
        let verb = (floor..link)
            .rev()
            .find(|at| matches!(self.small(*at), "quoted" | "cited" | "quotes" | "cites"))?;
        let source = self.trim(verb + 1..link);
        (!source.is_empty()).then_some(source)
    }

    /// Whether a token is of the time when something is said: `on Sunday`.
    fn is_when(&self, at: usize) -> bool {
        let small = self.small(at);
        self.lexicon.weekdays.contains_key(small)
            || matches!(small, "yesterday" | "today")
            || small == "on" && self.lexicon.weekdays.contains_key(self.small(at + 1))
    }

    /// The source before the cue: the subject of its clause.
    fn subject(&self, cue: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let mut end = cue;
        while end > sentence.start + 1 && self.is_when(end - 1) {
            end -= 1;
        }
        // `Ann Lee, on Sunday said`: the comma parts nothing else.
        let commas = (sentence.start..end).filter(|at| self.word(*at) == ",").count();
        if end < cue && commas == 1 && self.word(end - 1) == "," {
            end -= 1;
        }
        let mut start = end;
        let cue = end;
        // `the club's chairman, Ann Lee, said`
        if end > sentence.start + 3 && self.word(end - 1) == "," {
            let named = |at: &usize| {
                let word = self.word(*at);
                self.tokens[*at].is_capital()
                    || ["al-", "el-"].iter().any(|start| {
                        word.strip_prefix(start).is_some_and(|rest| rest.starts_with(char::is_uppercase))
                    })
            };
            let name = (sentence.start..end - 1).rev().take_while(named).count();
            let comma = (end - 1 - name).checked_sub(1).filter(|comma| *comma >= sentence.start);
            if (2..=4).contains(&name) && comma.is_some_and(|comma| self.word(comma) == ",") {
                return Some(end - 1 - name..end - 1);
            }
        }
        // `X, the minister, said`
        if end > sentence.start && self.word(end - 1) == "," {
            let open = (sentence.start..end - 1).rev().take(22).find(|at| {
                self.word(*at) == ","
                    && (self.tokens.get(at + 1).is_some_and(|next| {
                        self.lexicon.has("asides", self.small(at + 1))
                            || next.form == Form::Number
                            || self.tokens.get(at + 2).is_some_and(|mark| mark.form == Form::Possessive)
                            || self.lexicon.has("titles", self.small(at + 1))
                            || self.lexicon.has("title-modifiers", self.small(at + 1))
                    }))
            });
            let open = open.or_else(|| self.aside_of_post(end - 1, sentence))?;
            start = open;
            end -= 1;
        }
        let floor = start.saturating_sub(16).max(sentence.start);
        while start > floor {
            let at = start - 1;
            // `the World Health Organization (WHO) said`
            if self.word(at) == ")" && at > floor + 2 && self.word(at - 2) == "(" && start == cue {
                start -= 3;
                continue;
            }
            let token = &self.tokens[at];
            let stop = token.quoted
                || matches!(token.form, Form::Open | Form::Close)
                || matches!(self.word(at), "," | ";" | ":" | "—" | "–" | "." | "?" | "!" | "(" | ")")
                || self.lexicon.has("before-clauses", self.small(at)) && token.form == Form::Lower
                || matches!(self.small(at), "and" | "as" | "while" | "when" | "where" | "or")
                    && !self.joins(at, start)
                || self.lexicon.has("say", self.small(at)) && token.form == Form::Lower;
            if stop {
                break;
            }
            start = at;
        }
        // Words at the beginning of the clause that are no part of the subject.
        while start < end {
            let small = self.small(start);
            let when = self.is_when(start) || self.lexicon.has("parts-of-day", small);
            let idle = when || self.lexicon.has("before-subjects", small);
            if !idle || self.tokens[start].form == Form::Capitals {
                break;
            }
            start += 1;
        }
        (start < end).then_some(start..end)
    }

    /// `Ann Lee, US sport columnist from ESPN, said`: the comma before what someone is.
    fn aside_of_post(&self, close: usize, sentence: &Range<usize>) -> Option<usize> {
        let floor = close.saturating_sub(14).max(sentence.start + 1);
        let comma = (floor..close).rev().find(|at| self.word(*at) == ",")?;
        let is_post = |at: usize| {
            let small = self.small(at);
            self.lexicon.has("titles", small) || self.lexicon.has("occupations", small)
        };
        let lower = |at: usize| self.tokens[at].form == Form::Lower;
        let named = self.tokens[comma - 1].is_capital();
        (named
            && (comma + 1..close).any(|at| lower(at) && is_post(at))
            && !(comma + 1..close).any(|at| self.is_verb_like(at)))
        .then_some(comma)
    }

    /// Whether `and` joins two nouns of the subject rather than two clauses.
    fn joins(&self, at: usize, start: usize) -> bool {
        self.word(at) == "and"
            && self.tokens.get(start).is_some_and(Token::is_capital)
            && at.checked_sub(1).is_some_and(|before| self.tokens[before].is_capital())
    }
}

#[cfg(test)]
mod tests {
    use super::super::token;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tokens = token::tokens(text, &crate::document::sentence::sentences(text));
        let words = |range: &Range<usize>| {
            text[tokens[range.start].range.start..tokens[range.end - 1].range.end].to_owned()
        };
        let shown = |found: &Attribution| {
            let source = found.source.as_ref().map_or_else(String::new, words);
            let content: Vec<String> = found.content.iter().map(words).collect();
            format!(
                "{source} | {} | {} | {}",
                words(&found.cue),
                content.join(" + "),
                if found.direct { "direct" } else { "reported" }
            )
        };
        attributions(text, &tokens, &token::lower(text, &tokens), Lexicon::english())
            .0
            .iter()
            .map(shown)
            .collect()
    }

    #[test]
    fn the_ways_to_say_who_says_what() {
        assert_eq!(
            found("Vassilenko has also said that it works."),
            ["Vassilenko | has also said | that it works | reported"]
        );
        assert_eq!(
            found("“We are open,” Roman Vassilenko said."),
            ["Roman Vassilenko | said | We are open, | direct"]
        );
        assert_eq!(
            found("“We are open,” said Ann Lee, a spokeswoman for Acme."),
            ["Ann Lee, a spokeswoman for Acme | said | We are open, | direct"]
        );
        assert_eq!(
            found("The road is closed, the ministry reported."),
            ["the ministry | reported | The road is closed | reported"]
        );
        assert_eq!(
            found("According to the police, two cars burned."),
            ["the police | According to | two cars burned | reported"]
        );
        assert_eq!(
            found("Ann Lee, the mayor of Paris, said the road was closed."),
            ["Ann Lee, the mayor of Paris | said | the road was closed | reported"]
        );
        assert_eq!(found("He bought the report."), Vec::<String>::new());
    }
}
