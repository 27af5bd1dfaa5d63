//! Names: what the corpus calls its entities, places that everyone knows, and runs of words with capitals.
use super::lexicon::Lexicon;
use super::token::{Form, Token};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What a name seems to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// An entity of the corpus or the document: its number.
    Known(usize),
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// A country.
    Country,
    /// Any other place.
    Place,
    /// What belongs to a country or a people: `Kazakh`.
    Demonym,
    /// A treaty, a law.
    Instrument,
    /// A summit, an election.
    Event,
    /// It cannot be told.
    Unknown,
}

/// A name in a text.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: Kind,
    /// The tokens of a title before it: `President`.
    pub title: Option<Range<usize>>,
}

/// The names that are known beforehand: labels with the number of their entity.
#[derive(Debug, Default)]
pub(crate) struct Known {
    by_first: FxHashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Known {
    /// Adds a label of an entity. One of small letters alone is a word rather than a name, and left out.
    pub(crate) fn add(&mut self, label: &str, entity: usize) {
        let whole = 0..label.len();
        let words = super::token::tokens(label, std::slice::from_ref(&whole));
        if !words.iter().any(Token::is_capital) {
            return;
        }
        let mut words = words.into_iter().map(|token| plain(&label[token.range]));
        let Some(first) = words.next() else { return };
        self.by_first.entry(first).or_default().push((words.collect(), entity));
    }

    /// The longest label that is at a token: its length and entity.
    fn at(&self, text: &str, tokens: &[Token], at: usize) -> Option<(usize, usize)> {
        let first = &text[tokens.get(at)?.range.clone()];
        let mut best: Option<(usize, usize)> = None;
        let found = |word: &str| self.by_first.get(word);
        let title = (tokens[at].form == Form::Capitals && first.len() > 4).then(|| title_case(first));
        let plain_first = plain(first);
        for labels in [found(&plain_first), title.as_deref().and_then(found)].into_iter().flatten() {
            for (rest, entity) in labels {
                let same = |(token, word): (&Token, &String)| {
                    let own = &text[token.range.clone()];
                    plain(own) == *word
                        || token.form == Form::Capitals
                            && own.len() > 2
                            && own.to_lowercase() == word.to_lowercase()
                };
                let length = rest.len() + 1;
                let Some(follow) = tokens.get(at + 1..at + length) else { continue };
                if follow.iter().zip(rest).all(same) && best.is_none_or(|(longest, _)| longest < length) {
                    best = Some((length, *entity));
                }
            }
        }
        best
    }
}

fn plain(word: &str) -> String {
    word.replace('’', "'").replace(['–', '‑', '‐'], "-")
}

/// `NUR-SULTAN` as `Nur-Sultan`.
fn title_case(word: &str) -> String {
    let mut up = true;
    let lower = |c: char| {
        let out: String = if up { c.to_uppercase().collect() } else { c.to_lowercase().collect() };
        up = !c.is_alphabetic();
        out
    };
    word.chars().map(lower).collect()
}

/// `ophthalmologist`, `oceanographer`
pub(crate) fn is_science(noun: &str) -> bool {
    noun.len() > 9 && (noun.ends_with("ologist") || noun.ends_with("ographer"))
}

/// Finds the names of a text.
pub(crate) fn names(
    text: &str,
    tokens: &[Token],
    lower: &[String],
    lexicon: &Lexicon,
    known: &Known,
) -> Vec<Name> {
    let mut finder = Finder {
        text,
        tokens,
        lower,
        lexicon,
        written_small: FxHashSet::default(),
        middle: FxHashMap::default(),
        all: FxHashMap::default(),
        loud: Vec::new(),
    };
    finder.survey();
    let mut names: Vec<Name> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((length, entity)) = known.at(text, tokens, at) {
            let longer =
                finder.run(at).filter(|run| run.end > at + length && !finder.breaks_after(at + length));
            // A label within a longer name is another name: `Benin City`.
            if longer.is_none() {
                let title = finder.title_before(at, names.last());
                names.push(Name { tokens: at..at + length, kind: Kind::Known(entity), title });
                at += length;
                continue;
            }
        }
        match finder.run(at) {
            Some(run) => {
                at = run.end.max(at + 1);
                finder.take(run, &mut names);
            }
            None => at += 1,
        }
    }
    finder.classify(&mut names);
    names
}

struct Finder<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The words in small letters.
    lower: &'t [String],
    lexicon: &'t Lexicon,
    /// Words that the text also writes small.
    written_small: FxHashSet<&'t str>,
    /// How often a word is with a capital within a sentence.
    middle: FxHashMap<&'t str, u32>,
    /// How often a word is with a capital at all.
    all: FxHashMap<&'t str, u32>,
    /// Sentences in capitals: headlines.
    loud: Vec<bool>,
}

impl<'t> Finder<'t> {
    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    /// A token's word in small letters.
    fn small(&self, at: usize) -> &'t str {
        self.lower.get(at).map_or("", String::as_str)
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        matches!((self.tokens.get(a), self.tokens.get(b)), (Some(a), Some(b)) if a.sentence == b.sentence)
    }

    /// Whether a token begins a sentence or a quotation.
    fn starts(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        !self.same_sentence(before, at)
            || matches!(self.tokens[before].form, Form::Open)
            || matches!(self.word(before), ":" | "(" | "•" | "*" | "—" | "–")
    }

    fn survey(&mut self) {
        let sentences = self.tokens.last().map_or(0, |token| token.sentence as usize + 1);
        let mut counts = vec![(0_u32, 0_u32); sentences];
        for (at, token) in self.tokens.iter().enumerate() {
            let word = &self.text[token.range.clone()];
            let count = &mut counts[token.sentence as usize];
            match token.form {
                Form::Lower => {
                    self.written_small.insert(word);
                    count.1 += 1;
                }
                Form::Capitals => {
                    *self.all.entry(word).or_default() += 1;
                    count.0 += 1;
                    if !self.starts(at) {
                        *self.middle.entry(word).or_default() += 1;
                    }
                }
                Form::Capital => {
                    *self.all.entry(word).or_default() += 1;
                    count.1 += u32::from(!self.starts(at) && !word.contains('.')) / 2;
                    if !self.starts(at) {
                        *self.middle.entry(word).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        self.loud = counts.iter().map(|(loud, small)| *loud >= 3 && *loud > 2 * small).collect();
    }

    /// Whether a capital at the beginning of a sentence may be only that.
    fn only_begins(&self, at: usize) -> bool {
        let word = self.word(at);
        let small = self.small(at);
        if self.lexicon.has("not-names", small) {
            if self.lexicon.has("name-beginnings", small) && self.goes_on(at) {
                return false;
            }
            return self.tokens[at].form != Form::Capitals || word.len() < 2 || self.starts(at);
        }
        if !self.starts(at) || self.middle.contains_key(word) || self.tokens[at].form != Form::Capital {
            return false;
        }
        // `Immunologist Kristian Andersen`
        let named = || self.lexicon.has("first-names", self.small(at + 1));
        if (is_science(small) || self.lexicon.has("occupations", small) && named()) && self.goes_on(at) {
            return true;
        }
        let form =
            small.len() > 4 && ["ing", "ly", "ed", "tion"].iter().any(|ending| small.ends_with(ending));
        self.written_small.contains(small)
            || form
                && self
                    .tokens
                    .get(at + 1)
                    .is_some_and(|next| next.form == Form::Lower || self.word(at + 1) == ",")
    }

    /// Whether a word with a capital follows right away: `New York`.
    fn goes_on(&self, at: usize) -> bool {
        self.same_sentence(at, at + 1)
            && self.tokens[at + 1].is_capital()
            && self.tokens[at + 1].spaced
            && !self.is_month_or_day(at + 1)
    }

    fn is_month_or_day(&self, at: usize) -> bool {
        let small = self.small(at);
        let small = small.trim_end_matches('.');
        if self.lexicon.weekdays.contains_key(small) {
            return true;
        }
        if !self.lexicon.months.contains_key(small) {
            return false;
        }
        // `May`, `March`, `Jan`, `Mar` and `Sep` are names and words too.
        let digits = |at: usize| self.tokens.get(at).is_some_and(|token| token.form == Form::Number);
        let sure = !matches!(small, "may" | "march" | "jan" | "mar" | "april" | "june" | "august");
        sure || digits(at + 1)
            || at > 0 && (digits(at - 1) || self.lexicon.has("not-names", self.small(at - 1)))
            || !self.tokens.get(at + 1).is_some_and(Token::is_capital)
    }

    /// Whether no name goes on behind a token.
    fn breaks_after(&self, end: usize) -> bool {
        self.tokens.get(end).is_none_or(|token| !token.is_capital())
    }

    /// The run of words with capitals that begins at a token.
    fn run(&self, start: usize) -> Option<Range<usize>> {
        let first = self.tokens.get(start)?;
        if !first.is_capital() || self.loud[first.sentence as usize] || self.is_month_or_day(start) {
            return None;
        }
        let beginning = self.lexicon.has("name-beginnings", self.small(start)) && self.goes_on(start);
        let common =
            self.lexicon.has("not-names", self.small(start)) && first.form != Form::Capitals && !beginning;
        if self.only_begins(start) || common {
            return None;
        }
        let mut end = start + 1;
        while let Some(next) = self.tokens.get(end) {
            if next.sentence != first.sentence || next.quoted != first.quoted {
                break;
            }
            let joined = next.spaced || self.tokens[end - 1].form == Form::Mark;
            let point = self.word(end) == "." && !next.spaced && self.is_short(end - 1, start);
            let word = next.is_capital() && joined && !self.is_month_or_day(end) && !self.only_word(end);
            if point || word {
                end += 1;
            } else if let Some(over) = self.link(start, end) {
                end = over + 1;
            } else {
                break;
            }
        }
        Some(start..end)
    }

    /// Whether a point behind a word belongs to the name: `St. Sauveur`, `Desmarais Jr.`
    fn is_short(&self, at: usize, start: usize) -> bool {
        match self.word(at) {
            "St" | "Mt" | "Ft" => self.same_sentence(at, at + 2) && self.tokens[at + 2].is_capital(),
            "Jr" | "Sr" => at > start,
            "Inc" | "Corp" | "Ltd" | "Co" => at > start && self.same_sentence(at, at + 2),
            _ => false,
        }
    }

    /// A word that is not part of a name even with a capital: `I`.
    fn only_word(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "I" | "The" | "A" | "He" | "She" | "It" | "But" | "And" | "In" | "On" | "They" | "We"
        )
    }

    /// The word with a capital behind small words that link it to the name before it.
    fn link(&self, start: usize, end: usize) -> Option<usize> {
        let small = self.small(end);
        // `Bashar al-Assad`, `Abdel Fattah el-Sisi`
        if self.tokens[end].spaced
            && let Some(behind) = small.strip_prefix("al-").or_else(|| small.strip_prefix("el-"))
            && !behind.is_empty()
            && self.word(end)[3..].starts_with(char::is_uppercase)
        {
            return Some(end);
        }
        // `International Women's Day`
        if self.tokens[end].form == Form::Possessive
            && end > start + 1
            && self.lexicon.has("days-of", self.small(end - 1))
            && self.capital(end, end + 1)
        {
            return Some(end + 1);
        }
        match small {
            "," => return self.link_list(start, end),
            "–" | "-" => return self.link_dash(end),
            // `Portfolio.hu`
            "." => {
                let behind = self.tokens.get(end + 1).filter(|behind| behind.form == Form::Lower)?;
                let domain = !self.tokens[end].spaced && !behind.spaced && behind.range.len() < 4;
                return domain.then_some(end + 1);
            }
            _ => {}
        }
        if !self.tokens[end].spaced {
            // `AT&T`, `Marks & Spencer`
            return None;
        }
        // `Edward "Eddie" Van Halen`
        if self.tokens[end].form == Form::Open
            && self.tokens.get(end + 1).is_some_and(Token::is_capital)
            && self.tokens.get(end + 2).is_some_and(|token| token.form == Form::Close)
            && self.capital(end, end + 3)
        {
            return Some(end + 3);
        }
        let found = match small {
            "&" => self.capital(end, end + 1).then_some(end + 1),
            "of" => self.link_of(end),
            "for" | "on" => self.link_for(start, end),
            "and" => self.link_and(start, end),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        if !matches!(small, "of" | "and") && self.lexicon.has("name-links", small) {
            let over = matches!(self.word(end + 1), "la" | "las" | "los" | "der" | "den" | "al");
            let name = if over { end + 2 } else { end + 1 };
            return self.capital(end, name).then_some(name);
        }
        self.link_abbreviated(start, end)
    }

    /// Whether a word with a capital that goes on with a name is at a token.
    fn capital(&self, end: usize, at: usize) -> bool {
        self.same_sentence(end, at)
            && self.tokens[at].is_capital()
            && self.tokens[at].spaced
            && !self.is_month_or_day(at)
            && !self.only_word(at)
    }

    /// How many tokens the name of a known place or country has that begins at one.
    fn place_at(&self, at: usize) -> Option<usize> {
        (1..=3).rev().find(|length| {
            let Some(last) = self.tokens.get(at + length - 1) else { return false };
            let label = &self.text[self.tokens[at].range.start..last.range.end];
            self.lexicon.countries.contains_key(label) || self.lexicon.places.contains(label)
        })
    }

    /// `Bank of Japan`, `Secretary of State`
    fn link_of(&self, end: usize) -> Option<usize> {
        let head = self.small(end - 1);
        let name = if self.small(end + 1) == "the" { end + 2 } else { end + 1 };
        let post = [self.small(end - 1), "of", self.small(end + 1)];
        if self.lexicon.longest("titles", |at| post.get(at).copied()) == 3 && self.capital(end, end + 1) {
            return Some(end + 1);
        }
        let is_head =
            self.lexicon.has("of-heads", head.trim_end_matches('s')) || self.lexicon.has("of-heads", head);
        (is_head && self.capital(end, name)).then_some(name)
    }

    /// `Centers for Disease Control`, `Cinema for Peace Foundation`
    fn link_for(&self, start: usize, end: usize) -> Option<usize> {
        let name = if self.small(end + 1) == "the" { end + 2 } else { end + 1 };
        if !self.capital(end, name) {
            return None;
        }
        let headed = (start..end).any(|at| self.lexicon.has("for-heads", self.small(at)));
        let closed = || {
            let last = (name..name + 4).take_while(|at| self.capital(end, *at)).last().unwrap_or(name);
            let person = self.lexicon.has("first-names", self.small(start));
            last > name && !person && self.lexicon.has("closing-heads", self.small(last))
        };
        (headed || self.small(end) == "for" && closed()).then_some(name)
    }

    /// `Department of Health and Human Services`, `Port Authority of New York and New Jersey`, `J.P. Stevens and Co`
    fn link_and(&self, start: usize, end: usize) -> Option<usize> {
        if !self.capital(end, end + 1) {
            return None;
        }
        let of = (start..end).find(|at| matches!(self.small(*at), "of" | "for"));
        let headed = of.is_some() && (start..end).any(|at| self.lexicon.has("and-heads", self.small(at)));
        let joint = of.is_some_and(|of| {
            (start..of).any(|at| self.lexicon.has("joint-heads", self.small(at)))
                && self.place_at(of + 1).is_some_and(|length| of + 1 + length == end)
                && self.place_at(end + 1).is_some()
        });
        let firm = matches!(
            self.word(end + 1),
            "Co" | "Co." | "Sons" | "Brothers" | "Bros" | "Associates" | "Company"
        ) || matches!(
            self.word(end + 2),
            "Commission" | "Co" | "Corp" | "Inc" | "Ltd" | "Organisation" | "Organization"
        ) && self.same_sentence(end, end + 2);
        let post = self.lexicon.has("titles", self.small(end + 1));
        (firm || joint || headed && !post).then_some(end + 1)
    }

    /// `Institute of Epidemiology, Disease Control and Research`: the last word of the fields that a body is for.
    fn link_list(&self, start: usize, comma: usize) -> Option<usize> {
        let of = (start..comma).find(|at| matches!(self.small(*at), "of" | "for"))?;
        let head = |at: usize| {
            let small = self.small(at);
            self.lexicon.has("and-heads", small) && !self.lexicon.has("titles", small)
        };
        let field = |at: usize| {
            let small = self.small(at);
            self.capital(comma, at)
                && self.place_at(at).is_none()
                && !self.lexicon.demonyms.contains_key(self.word(at))
                && !["first-names", "titles", "organization-words"]
                    .iter()
                    .any(|list| self.lexicon.has(list, small))
        };
        if !(start..of).any(head) || self.place_at(of + 1).is_some() {
            return None;
        }
        let (mut at, mut words, mut and) = (comma + 1, 0, false);
        while at < comma + 14 && self.same_sentence(comma, at) {
            if field(at) && words < 3 {
                words += 1;
            } else if and {
                break;
            } else if self.small(at) == "and" {
                (and, words) = (true, 0);
            } else if self.word(at) == "," && words > 0 {
                words = 0;
            } else {
                return None;
            }
            at += 1;
        }
        (and && words > 0).then(|| at - 1)
    }

    /// `Export–Import Bank`
    fn link_dash(&self, dash: usize) -> Option<usize> {
        let touches = |at: usize| self.tokens.get(at).is_some_and(|token| !token.spaced);
        let after = self.tokens.get(dash + 1).filter(|after| after.is_capital() && !after.spaced)?;
        let last = (dash + 2..dash + 4)
            .take_while(|at| self.tokens.get(*at).is_some_and(|token| token.sentence == after.sentence))
            .take_while(|at| self.tokens[*at].is_capital())
            .last()?;
        (touches(dash) && self.lexicon.has("organization-words", self.small(last))).then_some(dash + 1)
    }

    /// `Notes from Poland (NFP)`: the letters behind show that the small word is one of the name.
    fn link_abbreviated(&self, start: usize, end: usize) -> Option<usize> {
        if self.tokens[end].form != Form::Lower || self.word(end).len() > 4 || !self.capital(end, end + 1) {
            return None;
        }
        let open = (end + 2..end + 8).find(|at| self.word(*at) == "(")?;
        let letters = self.tokens.get(open + 1).filter(|token| token.form == Form::Capitals)?;
        if self.word(open + 2) != ")" || !self.same_sentence(start, open + 2) {
            return None;
        }
        let initials: String = (start..open).filter_map(|at| self.word(at).chars().next()).collect();
        let capitals: String = initials.chars().filter(|c| c.is_uppercase()).collect();
        let short = &self.text[letters.range.clone()];
        (initials.to_uppercase() == short || capitals == short).then_some(end + 1)
    }

    /// Makes names of a run: without titles before and without what does not belong to it.
    fn take(&self, run: Range<usize>, names: &mut Vec<Name>) {
        let (name, title) = self.behind_titles(run, names.last());
        let Range { mut start, end } = name;
        if start >= end || self.split_office(start..end, names) {
            return;
        }
        let all_titles = (start..end).all(|at| self.is_title_word(at));
        if title.is_none() && !all_titles && self.split_title(start..end, names) {
            return;
        }
        // A title alone names nobody.
        if title.is_none() && all_titles || self.title_length(start, end) >= end - start {
            return;
        }
        if self.split_first(start..end, names) {
            return;
        }
        // `The Scotsman` within a sentence, `2010 Winter Olympics`.
        if title.is_none() && start > 0 && self.same_sentence(start - 1, start) && self.tokens[start].spaced {
            let before = start - 1;
            let the = self.word(before) == "The" && !self.starts(before);
            let year = self.tokens[before].form == Form::Number
                && self.word(before).len() == 4
                && self.lexicon.has("event-words", self.small(end - 1));
            if the || year {
                start = before;
            }
        }
        if !self.may_be_any_word(start, end, title.is_some()) {
            names.push(Name { tokens: start..end, kind: Kind::Unknown, title });
        }
    }

    /// A run without the titles at its beginning, and they.
    fn behind_titles(&self, run: Range<usize>, last: Option<&Name>) -> (Range<usize>, Option<Range<usize>>) {
        let Range { mut start, end } = run;
        while start < end
            && (self.only_begins(start) || end - start > 1 && self.lexicon.has("former", self.small(start)))
        {
            start += 1;
        }
        // `The` is not part of it, save in the label of something known.
        let mut title = self.title_before(start, last);
        loop {
            let length = self.title_length(start, end);
            if length == 0 || start + length >= end {
                break;
            }
            // `General Motors` is not a general.
            if self.lexicon.has("organization-words", self.small(end - 1)) {
                break;
            }
            // `President of the Republic` is a post, not a person.
            if !self.tokens[start + length].is_capital() {
                break;
            }
            title = Some(title.map_or(start, |title: Range<usize>| title.start)..start + length);
            start += length;
        }
        // `Presidents Ann Lee and Bo Berg`
        if title.is_none()
            && end - start > 2
            && self.small(start).strip_suffix('s').is_some_and(|one| self.lexicon.has("titles", one))
            && self.tokens[start + 1].is_capital()
        {
            start += 1;
        }
        (start..end, title)
    }

    /// `Bundesbank President Karl Otto Poehl`: two names.
    fn split_title(&self, run: Range<usize>, names: &mut Vec<Name>) -> bool {
        let Range { start, end } = run;
        let Some(inner) = self.inner_title(start, end) else { return false };
        let kind = if self.lexicon.demonyms.contains_key(self.word(start)) && inner.start - start == 1 {
            Kind::Demonym
        } else {
            Kind::Unknown
        };
        names.push(Name { tokens: start..inner.start, kind, title: None });
        if inner.end < end {
            names.push(Name { tokens: inner.end..end, kind: Kind::Person, title: Some(inner) });
        }
        true
    }

    /// `of Kazakhstan Roman Vassilenko`, `the Democrat Sidney Yates`, `Kazakh President Tokayev`: two names.
    fn split_first(&self, run: Range<usize>, names: &mut Vec<Name>) -> bool {
        let Range { start, end } = run;
        let first = self.word(start);
        let demonym = self.lexicon.demonyms.contains_key(first);
        let place = self.lexicon.countries.contains_key(first) || self.lexicon.places.contains(first);
        let of = start > 0 && self.word(start - 1) == "of";
        let person = end - start > 2 && self.lexicon.has("first-names", self.small(start + 1));
        if end - start > 2 && place && of || person && demonym {
            let kind = if place { Kind::Unknown } else { Kind::Demonym };
            names.push(Name { tokens: start..start + 1, kind, title: None });
            names.push(Name { tokens: start + 1..end, kind: Kind::Person, title: None });
            return true;
        }
        let length = if end - start > 1 && demonym { self.title_length(start + 1, end) } else { 0 };
        let title = start + 1..start + 1 + length;
        if length == 0 || title.end >= end || !self.tokens[title.end].is_capital() {
            return false;
        }
        names.push(Name { tokens: start..start + 1, kind: Kind::Demonym, title: None });
        names.push(Name { tokens: title.end..end, kind: Kind::Person, title: Some(title) });
        true
    }

    /// A lone word at the beginning of a sentence that is nowhere else may be any word.
    fn may_be_any_word(&self, start: usize, end: usize, titled: bool) -> bool {
        let word = self.word(start);
        let alone = end - start == 1
            && !titled
            && self.starts(start)
            && self.tokens[start].form == Form::Capital
            && self.all.get(word) == Some(&1)
            && self.tokens.get(end).is_none_or(|next| next.form == Form::Lower || next.form == Form::Mark)
            && !self.lexicon.has("say", self.small(end));
        let place = self.lexicon.countries.contains_key(word)
            || self.lexicon.places.contains(word)
            || self.lexicon.demonyms.contains_key(word);
        alone && !place && !word.contains('.')
    }

    /// `Vice President of the United States Joe Biden`: the country and the person are two names.
    fn split_office(&self, run: Range<usize>, names: &mut Vec<Name>) -> bool {
        let Some(mut of) = run.start.checked_sub(1) else { return false };
        if self.small(of) == "the" {
            of = of.saturating_sub(1);
        }
        if !matches!(self.small(of), "of" | "from") || !self.same_sentence(of, run.start) {
            return false;
        }
        let known = |end: &usize| {
            let label = &self.text[self.tokens[run.start].range.start..self.tokens[*end - 1].range.end];
            // `Senator from Vermont Bernie Sanders`
            let named = || self.lexicon.has("first-names", self.small(*end)) && *end < run.end;
            self.lexicon.countries.contains_key(label) || self.lexicon.places.contains(label) && named()
        };
        let Some(end) = (run.start + 1..run.end.min(run.start + 4)).rev().find(known) else { return false };
        if !(2..=4).contains(&(run.end - end)) || !(end..run.end).all(|at| self.tokens[at].is_capital()) {
            return false;
        }
        names.push(Name { tokens: run.start..end, kind: Kind::Unknown, title: None });
        names.push(Name { tokens: end..run.end, kind: Kind::Person, title: None });
        true
    }

    /// The title within a run: `Bundesbank President Karl Otto Poehl`. What is before and behind it are two
    /// names, or one where nothing is behind.
    fn inner_title(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let title = (start + 1..end).find(|at| self.lexicon.has("inner-titles", self.small(*at)))?;
        let mut begin = title;
        while begin > start + 1 && self.lexicon.has("title-modifiers", self.small(begin - 1)) {
            begin -= 1;
        }
        let length = self.title_length(begin, end).max(title + 1 - begin);
        let after = begin + length;
        // `Ministry of Justice`, `Chief Justice` with nobody behind.
        let field = self.small(begin - 1) == "of" || after >= end && self.small(title) == "justice";
        let firm = field
            || (after..end)
                .any(|at| self.lexicon.has("organization-words", self.small(at)) || self.word(at) == "of");
        (!firm && self.tokens.get(after).is_none_or(|_| after >= end || self.tokens[after].is_capital()))
            .then_some(begin..after)
    }

    fn is_title_word(&self, at: usize) -> bool {
        let small = self.small(at);
        self.lexicon.has("titles", small)
            || self.lexicon.has("title-modifiers", small)
            || self.lexicon.has("honorifics", small)
    }

    /// The length of a title at a token.
    fn title_length(&self, start: usize, end: usize) -> usize {
        let mut at = start;
        while at < end && self.lexicon.has("title-modifiers", self.small(at)) {
            at += 1;
        }
        // The last modifier may be the title itself (`general`, `chief`).
        for begin in (start..=at).rev() {
            let word = |at: usize| (at < 4 && begin + at < end).then(|| self.small(begin + at));
            let length = self.lexicon.longest("titles", word);
            if length > 0 {
                return begin + length - start;
            }
        }
        let honorific = self.small(start);
        usize::from(start < end && self.lexicon.has("honorifics", honorific))
            + usize::from(
                start < end
                    && self.lexicon.has("honorifics", honorific)
                    && self.word(start + 1) == "."
                    && start + 2 < end,
            )
    }

    /// A title in small letters right before a name: `footballer` is none, `president` is.
    fn title_before(&self, start: usize, before: Option<&Name>) -> Option<Range<usize>> {
        let floor = before.map_or(0, |name| name.tokens.end);
        let mut end = start;
        // `Mr. Bean`: the point is a token of its own.
        if end > floor
            && self.word(end - 1) == "."
            && self.lexicon.has("honorifics", self.small(end.saturating_sub(2)))
        {
            end -= 1;
        }
        for length in (1..=3).rev() {
            let Some(begin) = end.checked_sub(length).filter(|begin| *begin >= floor) else { continue };
            if !self.same_sentence(begin, start) {
                continue;
            }
            let word = |at: usize| (at < length).then(|| self.small(begin + at));
            let whole = self.lexicon.longest("titles", word) == length
                || length == 1 && self.lexicon.has("honorifics", self.small(begin));
            if whole {
                let mut begin = begin;
                while begin > floor
                    && self.same_sentence(begin - 1, start)
                    && self.lexicon.has("title-modifiers", self.small(begin - 1))
                {
                    begin -= 1;
                }
                return Some(begin..end);
            }
        }
        None
    }

    /// What each name seems to be.
    fn classify(&self, names: &mut [Name]) {
        let mut persons: FxHashSet<&str> = FxHashSet::default();
        let mut kinds: FxHashMap<String, Kind> = FxHashMap::default();
        for name in names.iter_mut() {
            let personal =
                name.title.is_some() || self.lexicon.has("first-names", self.small(name.tokens.start));
            if personal && self.names_vessel(name) {
                name.tokens.start = name.title.take().map_or(name.tokens.start, |title| title.start);
                name.kind = Kind::Unknown;
                continue;
            }
            if name.kind == Kind::Unknown {
                name.kind = self.kind_of(name);
            }
            if name.kind == Kind::Person {
                persons.insert(self.word(name.tokens.end - 1));
            }
            let label = self.label(name);
            let known = kinds.entry(label).or_insert(name.kind);
            if *known == Kind::Unknown {
                *known = name.kind;
            }
        }
        // A name of two or three words whose last one stands alone elsewhere is a person's.
        let alone: FxHashSet<&str> = names
            .iter()
            .filter(|name| name.tokens.len() == 1 && matches!(name.kind, Kind::Unknown | Kind::Person))
            .map(|name| self.word(name.tokens.start))
            .collect();
        for name in
            names.iter_mut().filter(|name| name.kind == Kind::Unknown && (2..=3).contains(&name.tokens.len()))
        {
            let last = self.word(name.tokens.end - 1);
            // Not `Storm Area 51`.
            let numbered = self.tokens.get(name.tokens.end).is_some_and(|next| next.form == Form::Number);
            let form = !numbered && name.tokens.clone().all(|at| self.tokens[at].form == Form::Capital);
            let before = name.tokens.start.checked_sub(1).map(|at| self.small(at)).unwrap_or_default();
            let occupied = self.lexicon.has("occupations", before);
            let articled = matches!(before, "the" | "a" | "an")
                || matches!(
                    self.word(name.tokens.start),
                    "The" | "New" | "North" | "South" | "West" | "East"
                );
            if form && (occupied || !articled && (alone.contains(last) || self.introduced(name))) {
                name.kind = Kind::Person;
                persons.insert(last);
                kinds.insert(self.label(name), Kind::Person);
            }
        }
        // `Michael Bloomberg` makes `Bloomberg` a person.
        for name in names.iter_mut().filter(|name| name.kind == Kind::Organization && name.tokens.len() == 1)
        {
            let word = self.word(name.tokens.start);
            if persons.contains(word) && self.lexicon.has("known-organizations", &word.to_lowercase()) {
                name.kind = Kind::Person;
            }
        }
        for name in names.iter_mut().filter(|name| name.kind == Kind::Unknown && !self.names_vessel(name)) {
            if let Some(kind) = kinds.get(&self.label(name)) {
                name.kind = *kind;
            }
            if name.kind == Kind::Unknown
                && name.tokens.len() == 1
                && persons.contains(self.word(name.tokens.start))
            {
                name.kind = Kind::Person;
            }
        }
    }

    /// `Sergeant Aldea supply vessel`: a ship, whatever its name is like.
    fn names_vessel(&self, name: &Name) -> bool {
        let lower =
            |at: &usize| self.same_sentence(name.tokens.start, *at) && self.tokens[*at].form == Form::Lower;
        let end = name.tokens.end;
        (end..end + 3).take_while(lower).any(|at| self.lexicon.has("vessels", self.small(at)))
            && !self.lexicon.has("after-nouns", self.small(end))
    }

    /// Whether what is behind a name is said of persons alone: `, who`, `, 34,`, `, the mayor`.
    fn introduced(&self, name: &Name) -> bool {
        let comma = name.tokens.end;
        if self.word(comma) != "," || !self.same_sentence(comma - 1, comma + 1) {
            return false;
        }
        let next = self.small(comma + 1);
        let age = |at: usize| {
            self.tokens.get(at).is_some_and(|token| token.form == Form::Number) && self.word(at).len() <= 2
        };
        if next == "who" || next == "aged" || age(comma + 1) && self.word(comma + 2) == "," {
            return true;
        }
        if !matches!(next, "the" | "a" | "an" | "former") {
            return false;
        }
        (comma + 2..comma + 8)
            .take_while(|at| self.same_sentence(comma, *at))
            .take_while(|at| self.tokens[*at].is_word())
            .any(|at| {
                let small = self.small(at);
                self.lexicon.has("titles", small)
                    || self.lexicon.has("occupations", small)
                    || is_science(small)
            })
    }

    fn label(&self, name: &Name) -> String {
        let first = self.tokens[name.tokens.start].range.start;
        let last = self.tokens[name.tokens.end - 1].range.end;
        self.text[first..last].to_owned()
    }

    fn kind_of(&self, name: &Name) -> Kind {
        let label = self.label(name);
        let one = name.tokens.len() == 1;
        if self.lexicon.demonyms.contains_key(&label) && name.title.is_none() {
            return Kind::Demonym;
        }
        if self.lexicon.countries.contains_key(&label) {
            return Kind::Country;
        }
        if self.lexicon.places.contains(&label) {
            return Kind::Place;
        }
        if name.title.is_some() {
            return Kind::Person;
        }
        let last = self.small(name.tokens.end - 1);
        let head = name
            .tokens
            .clone()
            .find(|at| matches!(self.word(*at), "of" | "for" | "on"))
            .map_or(last, |at| self.small(at - 1));
        // `House of Representatives`
        if !one && head == "house" && self.small(name.tokens.end - 1) != "house" {
            return Kind::Organization;
        }
        for (list, kind) in [
            ("instrument-words", Kind::Instrument),
            ("event-words", Kind::Event),
            ("organization-words", Kind::Organization),
            ("place-words", Kind::Place),
        ] {
            if !one && self.lexicon.has(list, head) {
                return kind;
            }
        }
        let first = self.small(name.tokens.start);
        if !one
            && matches!(
                first,
                "lake" | "mount" | "fort" | "port" | "cape" | "camp" | "gulf" | "river" | "isle"
            )
        {
            return Kind::Place;
        }
        if !one && name.tokens.len() <= 4 && self.lexicon.has("first-names", first) {
            return Kind::Person;
        }
        if one
            && self.lexicon.has("organization-words", first)
            && self.tokens[name.tokens.start].form == Form::Capitals
        {
            return Kind::Organization;
        }
        if one && self.lexicon.has("known-organizations", first) {
            return Kind::Organization;
        }
        let initial = |at: usize| self.word(at).len() == 2 && self.word(at).ends_with('.');
        if !one && name.tokens.clone().any(initial) && name.tokens.len() <= 4 {
            return Kind::Person;
        }
        Kind::Unknown
    }
}
