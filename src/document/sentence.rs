//! The sentences of a text.
//!
//! A sentence ends at a full stop, a question or exclamation mark, with the closing marks after it, where white space
//! follows and no small letter; at the full stops of East Asian and Indic scripts; and at a line break, unless the line
//! only breaks because it is full. The lists of abbreviations are those of the [language](crate::language) data.
use crate::language::fold::lower_into;
use crate::language::{Kind, Language};
use std::ops::Range;

/// Where the sentences of a text are, as ranges of bytes without white space around them, in a language that is not known.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    sentences_in(text, None)
}

/// Where the sentences of a text are, as ranges of bytes without white space around them.
pub fn sentences_in(text: &str, language: Option<&'static Language>) -> Vec<Range<usize>> {
    let mut splitter = Splitter {
        text,
        languages: match language {
            Some(language) => vec![language],
            None => ["en", "de", "fr", "ru"].into_iter().filter_map(Language::of).collect(),
        },
        known: language,
        has_blank_lines: has_blank_line(text),
        start: 0,
        lower: String::new(),
        found: Vec::new(),
    };
    splitter.all();
    splitter.found
}

fn has_blank_line(text: &str) -> bool {
    let mut blank = false;
    text.lines().skip_while(|line| line.trim().is_empty()).any(|line| {
        let after = std::mem::replace(&mut blank, line.trim().is_empty());
        after && !blank
    })
}

struct Splitter<'t> {
    text: &'t str,
    languages: Vec<&'static Language>,
    known: Option<&'static Language>,
    /// Whether paragraphs are told apart by blank lines, so that lines may break within them.
    has_blank_lines: bool,
    start: usize,
    lower: String,
    found: Vec<Range<usize>>,
}

impl Splitter<'_> {
    fn all(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\n' | b'\r' => {
                    let end =
                        at + self.text[at..].len() - self.text[at..].trim_start_matches(['\n', '\r']).len();
                    if !self.goes_on(at, end) {
                        self.cut(at);
                    }
                    at = end;
                }
                b'.' | b'!' | b'?' => at = self.mark(at),
                0x80..=0xff => {
                    let Some(c) = self.text[at..].chars().next() else { break };
                    at = match c {
                        '。' | '！' | '？' | '｡' | '।' | '॥' | '။' | '።' => {
                            self.full_stop(at + c.len_utf8())
                        }
                        '…' | '؟' | '۔' | '‼' | '⁉' => self.mark(at),
                        '\u{2029}' | '\u{2028}' | '\u{85}' => {
                            self.cut(at);
                            at + c.len_utf8()
                        }
                        c => at + c.len_utf8(),
                    };
                }
                _ => at += 1,
            }
        }
        self.cut(self.text.len());
    }

    /// Ends a sentence at a byte.
    fn cut(&mut self, end: usize) {
        let piece = &self.text[self.start..end];
        let words = piece.trim();
        let start = self.start + (words.as_ptr() as usize - piece.as_ptr() as usize);
        self.start = end;
        if words.is_empty() {
            return;
        }
        // Closing marks and the like alone belong to the sentence before.
        if !words.chars().any(char::is_alphanumeric)
            && let Some(last) = self.found.last_mut()
            && self.text[last.end..start].chars().all(|c| c == ' ')
        {
            last.end = start + words.len();
            return;
        }
        self.found.push(start..start + words.len());
    }

    /// Whether a sentence goes on after line breaks: the line is full, not at its end.
    fn goes_on(&self, at: usize, end: usize) -> bool {
        let breaks = self.text[at..end].matches('\n').count().max(self.text[at..end].matches('\r').count());
        let next = self.text[end..].trim_start_matches([' ', '\t']);
        if breaks > 1 || next.starts_with(['\n', '\r']) {
            return false;
        }
        let line_start = self.text[..at].rfind(['\n', '\r']).map_or(0, |start| start + 1);
        let line = self.text[line_start..at].trim_end();
        let ended = line.ends_with(['.', '!', '?', '…', '"', '”', '»', ':', '。', '！', '？']);
        let Some(first) = next.chars().next() else { return false };
        if ended || line.is_empty() {
            return false;
        }
        first.is_lowercase() || self.has_blank_lines && line.chars().count() >= 45 && first.is_alphanumeric()
    }

    /// Ends a sentence after a full stop that needs no white space, and the closing marks behind it.
    fn full_stop(&mut self, after: usize) -> usize {
        let end = after + closing(&self.text[after..]);
        self.cut(end);
        end
    }

    /// Looks whether a sentence ends at a mark; where to go on comes back.
    fn mark(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let run = rest.len() - rest.trim_start_matches(['.', '!', '?', '…', '؟', '۔', '‼', '⁉']).len();
        let is_stop = rest.starts_with('.') && run == 1;
        let mut end = at + run;
        end += closing(&self.text[end..]);
        let after = &self.text[end..];
        let next = after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\t']);
        // The line break decides for itself.
        if next.starts_with(['\n', '\r']) || next.is_empty() {
            return at + run;
        }
        if next.len() == after.len() {
            return at + run;
        }
        let opened = next.trim_start_matches([
            '"', '“', '„', '«', '‘', '\'', '(', '[', '¿', '¡', '-', '–', '—', ' ', '\u{a0}', '\u{202f}',
        ]);
        let first = opened.chars().next().unwrap_or(' ');
        if first.is_lowercase() || matches!(first, ',' | ';' | ':') {
            return end;
        }
        if is_stop && end == at + 1 && self.is_abbreviation(at, opened) {
            return end;
        }
        self.cut(end);
        end
    }

    /// Whether the full stop at a byte belongs to an abbreviation, an initial or an ordinal number.
    fn is_abbreviation(&mut self, at: usize, next: &str) -> bool {
        let before = &self.text[self.start..at];
        let begin = before.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’')));
        let word = &before
            [begin.map_or(0, |begin| begin + before[begin..].chars().next().map_or(1, char::len_utf8))..];
        if word.is_empty() {
            return false;
        }
        let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.is_ordinal(word, before, next_word);
        }
        let begins_sentence = self.lists(next_word, &[Kind::Stop, Kind::Pronoun]);
        if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            return !begins_sentence
                || self.text[at..].starts_with(". ") && word.chars().all(char::is_lowercase);
        }
        // `U.S.`, `p.m.`: letters with full stops between them.
        if word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2) {
            let goes_on =
                self.lists(word, &[Kind::Abbreviation]) && !self.lists(word, &[Kind::FinalAbbreviation]);
            return goes_on || !begins_sentence;
        }
        // `Bahnhofstr.`: German writes the last word of a compound short.
        let street = self.known.is_some_and(|language| language.tag() == "de") && word.ends_with("str");
        if !street && !self.lists(word, &[Kind::Abbreviation]) {
            return false;
        }
        // All capitals are no abbreviation with a full stop: `UN.`
        let capitals = word.chars().count() >= 2 && word.chars().all(char::is_uppercase);
        !(capitals || self.lists(word, &[Kind::FinalAbbreviation]) && begins_sentence)
    }

    /// `1.` at the beginning of a line, `26.` before a month or, in German, after an article.
    fn is_ordinal(&mut self, word: &str, before: &str, next: &str) -> bool {
        let line = before.trim_start();
        if line == word && word.len() <= 3 {
            return true;
        }
        if word.len() > 2 || self.known.is_some_and(|language| language.tag() != "de") {
            return false;
        }
        if self.lists(next, &[Kind::Month]) {
            return true;
        }
        let article = line[..line.len() - word.len()].split_whitespace().last().unwrap_or_default();
        self.known.is_some()
            && self.lists(article, &[Kind::Stop])
            && !self.lists(next, &[Kind::Stop, Kind::Pronoun])
    }

    fn lists(&mut self, word: &str, kinds: &[Kind]) -> bool {
        let mut lower = std::mem::take(&mut self.lower);
        lower_into(word, &mut lower);
        let found =
            self.languages.iter().any(|language| kinds.iter().any(|kind| language.lists(&lower, *kind)));
        self.lower = lower;
        found
    }
}

/// How many bytes of closing marks a text begins with; a guillemet may stand after a space.
fn closing(text: &str) -> usize {
    let mut end = text.len()
        - text.trim_start_matches(['"', '”', '’', '\'', ')', ']', '»', '」', '』', '）', '】']).len();
    let rest = text[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if rest.starts_with('»') {
        end = text.len() - rest.len() + '»'.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{sentences, sentences_in};
    use crate::language::Language;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn they_end_where_readers_end_them() {
        assert_eq!(
            split("One met Two. “Three,” said Four.\n\nFive was 3.20 high! And?  "),
            ["One met Two.", "“Three,” said Four.", "Five was 3.20 high!", "And?"]
        );
        assert_eq!(split("Using U.S. Dollars. Mr. Bean came."), ["Using U.S. Dollars.", "Mr. Bean came."]);
        assert_eq!(split("他走了。她来了。"), ["他走了。", "她来了。"]);
        assert_eq!(split("“他走了。”她说。"), ["“他走了。”", "她说。"]);
        assert_eq!(split("A headline\nThen text."), ["A headline", "Then text."]);
        assert_eq!(split(" \n "), Vec::<&str>::new());
    }

    #[test]
    fn abbreviations_dates_and_enumerations_end_none() {
        for (tag, text) in [
            ("de", "Am 26. März kam er, z. B. Montag, mit 5 Mio. Euro."),
            ("de", "Das 3. Treffen fand in der Bahnhofstr. Nord statt."),
            (
                "en",
                "Gov. Smith met Sen. Bob and Prof. Li of Acme Inc. on Jan. 5 at 5 p.m. Monday, e.g. There vs. Here.",
            ),
            ("en", "John B. Smith came."),
            ("ru", "В 2019 г. Астана приняла гостей на ул. Абая, 5 млн. Тенге хватило."),
            ("fr", "M. Dupont est là, av. Foch."),
            ("en", "1. Ann joins Acme"),
            ("en", "He denied\nthat it was so."),
            ("en", "“Who?” asked Ann."),
            ("kk", "Ә. Бөкейхан 2019 ж. Алматыға келді."),
        ] {
            let found = sentences_in(text, Language::of(tag));
            assert_eq!(found.len(), 1, "{tag}: {text}: {found:?}");
        }
    }

    #[test]
    fn acronyms_letters_and_quotes_end_a_sentence() {
        for (tag, text) in [
            ("en", "Ann joined the UN. Bob stole five million."),
            ("en", "They have a plan B. It works."),
            ("en", "She moved to the UK. He came."),
            ("fr", "« Oui. » Puis il partit."),
            ("en", "He left at 5 p.m. He came back."),
            ("de", "Es waren 26. Dann kam er."),
            ("en", "It ended in 2019. Ann left."),
        ] {
            let found: Vec<&str> =
                sentences_in(text, Language::of(tag)).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found.len(), 2, "{tag}: {found:?}");
        }
    }

    #[test]
    fn full_lines_end_no_sentence_where_blank_lines_part_paragraphs() {
        let text = "The head of the committee for the harbour denied that\nAnn Berg had been asked to leave.\n\nNext.";
        assert_eq!(split(text).len(), 2);
    }
}
