//! Posts: `Deputy Minister of Foreign Affairs of Kazakhstan Roman Vassilenko`, `Ann Lee, the mayor of Paris,`.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::scan::name::Kind;
use crate::draft::scan::token::Form;
use crate::draft::thing::Ref;
use std::ops::Range;

/// A post as the text gives it.
struct Post {
    label: String,
    body: Option<Ref>,
    quote: Range<usize>,
    former: bool,
    sure: f64,
}

/// Proposes the posts of all persons.
pub(crate) fn posts(work: &mut Work<'_, '_, '_>) {
    for number in 0..work.view.mentions.len() {
        let mention = &work.view.mentions[number];
        if matches!(mention.kind, Kind::Demonym | Kind::Country | Kind::Event | Kind::Instrument) {
            continue;
        }
        let (from, end) = (mention.from, mention.tokens.end);
        let is_person = mention.thing.is_some_and(|thing| work.things.is_a(thing, "Person"));
        let unknown = mention.thing.is_none() && mention.tokens.len() > 1;
        if !is_person && !unknown {
            continue;
        }
        let post = work.before(number).or_else(|| work.apposition(from, end));
        let post = post.or_else(|| work.turned(number)).or_else(|| work.owned(number));
        let Some(post) = post else { continue };
        let Some(person) = work.thing_as(number, "Person") else { continue };
        work.holds(person, &post, None);
    }
    for at in 0..work.view.scan.tokens.len() {
        if super::phrases::is_pronoun(work.view, at)
            && work.view.word(at + 1) != ","
            && let Some(post) = work.apposition(at, at + 1)
            && let Some((person, note)) = work.whom(at)
        {
            work.holds(person, &post, note);
        }
    }
}

impl Work<'_, '_, '_> {
    /// Proposes that a person holds a post, and whose post it is.
    fn holds(&mut self, person: Ref, post: &Post, note: Option<String>) {
        let Some(position) = self.things.mint(&post.label, "Position") else { return };
        // `President Lee`, where she is the president of something: that is said already.
        let longer = format!("{} of ", post.label);
        if self.core("holdsPosition").is_some_and(|holds| {
            self.proposals.iter().any(|known| {
                known.property == holds
                    && known.subject == End::Thing(person)
                    && matches!(known.object, Object::Thing(thing) if self.things.get(thing).label.starts_with(&longer))
            })
        }) {
            return;
        }
        let modality = if post.former { Modality::Completed } else { Modality::Ongoing };
        let sure = if note.is_some() { post.sure - 0.06 } else { post.sure };
        self.propose("holdsPosition", |property| {
            Proposal::new(End::Thing(person), property, Object::Thing(position), post.quote.clone())
                .modality(modality)
                .inferred(note)
                .named()
                .sure(sure)
        });
        if let Some(body) = post.body {
            self.propose("positionIn", |property| {
                Proposal::new(End::Thing(position), property, Object::Thing(body), post.quote.clone())
                    .modality(Modality::Ongoing)
                    .named()
                    .sure(sure)
            });
        }
    }

    /// A post before the name: `Russian President X`, `AU chairperson X`, `Minister of Y X`.
    fn before(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let Some(title) = mention.title.clone() else { return self.of_before(number) };
        let title = self.whole_title(title);
        let (title, former) = self.former(title);
        if title.is_empty() || self.is_honorific(&title) {
            return None;
        }
        let words = titled(&view.label(&title));
        let end = mention.tokens.end;
        // Whose post: what is right before, or behind the name.
        if let Some((owner, body, start)) = self.owner_before(title.start) {
            let label = format!("{words} of {}", the(&owner));
            // `the former French foreign minister X`
            let earlier = start.checked_sub(1).is_some_and(|at| view.lexicon.has("former", view.small(at)));
            let former = former || earlier;
            return Some(Post { label, body, quote: start..end, former, sure: 0.92 });
        }
        if view.small(end) == "of"
            && let Some((body, after)) = self.body_at(end + 1)
        {
            let label = format!("{words} of {}", the(&self.things.get(body).label));
            return Some(Post { label, body: Some(body), quote: title.start..after, former, sure: 0.92 });
        }
        // `Senator Ann Lee of Ohio`
        let over = end + 1 + usize::from(view.small(end + 1) == "the");
        if view.small(end) == "of"
            && let Some(place) = view.mention_from(over).filter(|place| self.object_ends(*place))
            && view.mentions[place].thing.is_some_and(|thing| self.things.is_a(thing, "Place"))
        {
            let label = format!("{words} of {}", view.label(&view.mentions[place].tokens));
            let quote = title.start..view.mentions[place].tokens.end;
            return Some(Post { label, body: None, quote, former, sure: 0.86 });
        }
        if self.is_no_post(&title) {
            return None;
        }
        // A title of one word with nothing that it belongs to says little.
        let long = words.contains(' ')
            || matches!(words.as_str(), "President" | "Chancellor" | "Senator" | "Mayor" | "Governor");
        let start = title.start;
        (long || former).then_some(Post { label: words, body: None, quote: start..end, former, sure: 0.78 })
    }

    /// `Deputy Minister of Foreign Affairs of Kazakhstan Roman Vassilenko`
    fn of_before(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let sentence = view.sentence(mention.tokens.start);
        let mut at = mention.tokens.start;
        let mut body = None;
        loop {
            let before = at.checked_sub(1).filter(|before| *before >= sentence.start)?;
            let owner = view.mention_at(before).filter(|owner| *owner < number)?;
            let owned = view.mentions[owner].clone();
            if owned.tokens.end != at {
                return None;
            }
            if body.is_none() {
                body = self.body_of(owner);
            }
            let mut link = owned.from.checked_sub(1)?;
            if view.small(link) == "the" {
                link = link.checked_sub(1)?;
            }
            if !matches!(view.small(link), "of" | "for") {
                return None;
            }
            at = link;
            if let Some(title) = self.title_ending(link, &sentence) {
                let (title, former) = self.former(title);
                let label = view.label(&(title.start..mention.tokens.start));
                return Some(Post {
                    label: upper_first(&label),
                    body,
                    quote: title.start..mention.tokens.end,
                    former,
                    sure: 0.92,
                });
            }
        }
    }

    /// A title that ends right before a token.
    fn title_ending(&self, end: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let view = self.view;
        for length in (1..=3).rev() {
            let Some(start) = end.checked_sub(length).filter(|start| *start >= sentence.start) else {
                continue;
            };
            if view.lexicon.longest("titles", |at| (at < length).then(|| view.small(start + at))) == length {
                return Some(self.whole_title(start..end));
            }
        }
        None
    }

    /// A title with the words before it that belong to it.
    fn whole_title(&self, title: Range<usize>) -> Range<usize> {
        let view = self.view;
        let mut start = title.start;
        let own =
            |at: usize| view.mention_at(at).is_none_or(|found| Some(found) == view.mention_at(title.start));
        while let Some(before) = start.checked_sub(1)
            && view.same_sentence(before, start)
            && own(before)
            && view.lexicon.has("title-modifiers", view.small(before))
        {
            start = before;
        }
        start..title.end
    }

    /// A title without `former`, and whether that was there.
    fn former(&self, title: Range<usize>) -> (Range<usize>, bool) {
        let former = self.view.lexicon.has("former", self.view.small(title.start)) && title.len() > 1;
        let earlier = title.start.checked_sub(1).is_some_and(|before| {
            self.view.same_sentence(before, title.start)
                && (self.view.lexicon.has("former", self.view.small(before))
                    || self.view.small(before).starts_with("ex-"))
        });
        (title.start + usize::from(former)..title.end, former || earlier)
    }

    /// `Mr.`, `Dr.`: no post.
    fn is_honorific(&self, title: &Range<usize>) -> bool {
        let last = self.view.small(title.end - 1);
        last == "." || self.view.lexicon.has("honorifics", last)
    }

    fn is_no_post(&self, title: &Range<usize>) -> bool {
        let view = self.view;
        let last = view.small(title.end - 1);
        title.len() == 1 && (view.lexicon.has("no-posts", last) || view.lexicon.has("honorifics", last))
            || last == "."
            || view.lexicon.has("honorifics", last)
    }

    /// Whose post it is, by the words right before a title: `Kazakh`, `Niger’s`, `AU`, `New Jersey`. A place that is no
    /// state has posts, but is nobody to be in the service of.
    fn owner_before(&mut self, title: usize) -> Option<(String, Option<Ref>, usize)> {
        let view = self.view;
        let mut at = title.checked_sub(1).filter(|at| view.same_sentence(*at, title))?;
        if view.lexicon.has("former", view.small(at)) {
            at = at.checked_sub(1).filter(|at| view.same_sentence(*at, title))?;
        }
        let owned = view.scan.tokens[at].form == Form::Possessive;
        if owned {
            at = at.checked_sub(1)?;
        }
        let mention = view.mention_at(at)?;
        let found = &view.mentions[mention];
        if found.tokens.end != at + 1 {
            return None;
        }
        let start = found.from;
        // `Northamptonshire's chief constable`
        if owned && found.kind == Kind::Unknown && self.thing_at(mention).is_none() && found.title.is_none() {
            return Some((view.label(&found.tokens), None, start));
        }
        // `Tesla CEO Ann Lee`, `Caloundra coach Bo Berg`: a lone name before a title is a body's.
        let lone = !owned
            && found.kind == Kind::Unknown
            && found.thing.is_none()
            && found.title.is_none()
            && !view.lexicon.has("organization-words", view.small(at))
            && start.checked_sub(1).is_none_or(|before| view.small(before) != "and");
        let body = if found.kind == Kind::Demonym {
            self.country_of(at)
        } else if lone {
            self.thing_as(mention, "Organization")
        } else {
            self.body_of(mention)
        };
        if let Some(body) = body {
            return Some((self.things.get(body).label.clone(), Some(body), start));
        }
        let place = view.mentions[mention].thing.filter(|thing| self.things.is_a(*thing, "Place"))?;
        Some((self.things.get(place).label.clone(), None, start))
    }

    /// The organization or country of a mention.
    fn body_of(&mut self, mention: usize) -> Option<Ref> {
        let found = &self.view.mentions[mention];
        match found.thing {
            Some(thing) => {
                let fits = self.things.is_a(thing, "Organization") || self.things.is_a(thing, "Country");
                fits.then_some(thing)
            }
            // `Secretary of Transportation`: a lone word may be a field.
            None if found.kind == Kind::Unknown
                && (found.tokens.len() > 1
                    || self.view.scan.tokens[found.tokens.start].form == Form::Capitals) =>
            {
                self.thing_as(mention, "Organization")
            }
            None => None,
        }
    }

    /// The organization or country that is named at a token, and where it ends.
    fn body_at(&mut self, at: usize) -> Option<(Ref, usize)> {
        let at = if self.view.small(at) == "the" { at + 1 } else { at };
        let mention = self.view.mention_from(at)?;
        let end = self.view.mentions[mention].tokens.end;
        if self.view.mentions[mention].kind == Kind::Place {
            return None;
        }
        self.body_of(mention).map(|body| (body, end))
    }

    /// The words by which someone is, was or became something: where they end, and whether that is past.
    fn becomes(&self, at: usize) -> Option<(usize, bool)> {
        let words = |words: &[&str]| {
            words.iter().enumerate().all(|(index, word)| self.view.small(at + index) == *word)
        };
        let ways: [(&[&str], bool); 16] = [
            (&["is", "also"], false),
            (&["is", "currently"], false),
            (&["is"], false),
            (&["serves", "as"], false),
            (&["works", "as"], false),
            (&["was", "elected", "as"], true),
            (&["was", "elected"], true),
            (&["was", "appointed", "as"], true),
            (&["was", "appointed"], true),
            (&["was", "also"], true),
            (&["was"], true),
            (&["became"], true),
            (&["served", "as"], true),
            (&["had", "served", "as"], true),
            (&["has", "served", "as"], true),
            (&["worked", "as"], true),
        ];
        ways.iter().find(|(way, _)| words(way)).map(|(way, past)| (at + way.len(), *past))
    }

    /// A post behind the name: `X, the mayor of Paris,`, `X, a spokeswoman for Y, said`, `X is the mayor of Paris`.
    fn apposition(&mut self, from: usize, comma: usize) -> Option<Post> {
        let view = self.view;
        let sentence = view.sentence(from);
        if comma + 2 >= sentence.end {
            return None;
        }
        let (mut at, past) = if view.word(comma) == "," { (comma + 1, false) } else { self.becomes(comma)? };
        let copula = view.word(comma) != ",";
        // `the death of Ann Lee was a surprise`
        if copula
            && from
                .checked_sub(1)
                .is_some_and(|before| matches!(view.small(before), "of" | "for" | "by" | "with"))
        {
            return None;
        }
        let article = matches!(view.small(at), "the" | "a" | "an" | "its" | "who");
        at += usize::from(article);
        if view.small(at - 1) == "who" {
            at += usize::from(matches!(view.small(at), "is" | "was" | "serves"));
            at += usize::from(matches!(view.small(at), "the" | "a" | "an" | "as"));
        }
        let mut former = past;
        if view.lexicon.has("former", view.small(at)) || view.small(at) == "formerly" {
            former = true;
            at += 1 + usize::from(matches!(view.small(at + 1), "the" | "a" | "an"));
        }
        let mut body = None;
        if let Some(owner) = view.mention_from(at) {
            let found = &view.mentions[owner];
            let end = found.tokens.end;
            // `the Republican senator`
            let party = found.kind == Kind::Demonym && view.lexicon.get("parties", view.small(at)).is_some();
            body = if found.kind == Kind::Demonym { self.country_of(at) } else { self.body_of(owner) };
            if !party {
                body?;
            }
            at = end
                + usize::from(view.scan.tokens.get(end).is_some_and(|token| token.form == Form::Possessive));
        }
        let begin = at;
        while view.lexicon.has("title-modifiers", view.small(at)) && at < sentence.end {
            at += 1;
        }
        let (title, mut end) = (begin..=at).rev().find_map(|start| {
            let length =
                view.lexicon.longest("titles", |n| (start + n < sentence.end).then(|| view.small(start + n)));
            (length > 0).then_some((begin..start + length, start + length))
        })?;
        let words = titled(&view.label(&title));
        let mut label = words.clone();
        if let Some(body) = body {
            label = format!("{words} of {}", the(&self.things.get(body).label));
        } else if matches!(view.small(end), "of" | "for" | "at" | "to" | "with") {
            if let Some((found, after)) = self.body_at(end + 1) {
                let link =
                    if matches!(view.small(end), "of" | "at" | "with") { "of" } else { view.small(end) };
                label = format!("{words} {link} {}", the(&self.things.get(found).label));
                body = Some(found);
                end = after;
            } else {
                let at = end + 1 + usize::from(view.small(end + 1) == "the");
                let named =
                    view.mention_from(at).filter(|named| view.mentions[*named].kind != Kind::Demonym)?;
                label = format!("{words} {} {}", view.small(end), view.label(&view.mentions[named].tokens));
                end = view.mentions[named].tokens.end;
            }
        } else if !words.contains(' ') && self.is_no_post(&title) {
            return None;
        }
        let ends = self.closes(end, &sentence)
            || matches!(view.small(end), "and" | "who" | "told" | "in" | "on" | "since" | "from")
            || copula
                && matches!(
                    view.small(end),
                    "until"
                        | "for"
                        | "between"
                        | "when"
                        | "at"
                        | "after"
                        | "before"
                        | "during"
                        | "under"
                        | "with"
                        | "as"
                )
            || view.lexicon.has("say", view.small(end));
        let former = former || view.lexicon.has("former", view.small(title.start));
        let label = label.strip_prefix("Former ").map_or(label.clone(), str::to_owned);
        ends.then(|| Post {
            label,
            body,
            quote: from..end,
            former,
            sure: if body.is_some() { 0.92 } else { 0.8 },
        })
    }

    /// `the institute's director, Ann Lee,`
    fn owned(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let comma = mention.from.checked_sub(1)?;
        let sentence = view.sentence(comma);
        if view.word(comma) != ","
            || !(self.closes(mention.tokens.end, &sentence)
                || view.lexicon.has("say", view.small(mention.tokens.end)))
        {
            return None;
        }
        let (title, former) = self.former(self.title_ending(comma, &sentence)?);
        let before = title.start.checked_sub(1)?;
        if view.scan.tokens[before].form != Form::Possessive {
            return None;
        }
        let (owner, body, start) = self.owner_before(title.start)?;
        let label = format!("{} of {}", titled(&view.label(&title)), the(&owner));
        Some(Post { label, body, quote: start..mention.tokens.end, former, sure: 0.88 })
    }

    /// `the president of France, Emmanuel Macron,`
    fn turned(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let comma = mention.tokens.start.checked_sub(1)?;
        let sentence = view.sentence(comma);
        if view.word(comma) != "," || !self.closes(mention.tokens.end, &sentence) {
            return None;
        }
        let owner = view.mention_at(comma.checked_sub(1)?)?;
        let owned = view.mentions[owner].clone();
        let mut link = owned.from.checked_sub(1)?;
        if owned.tokens.end != comma {
            return None;
        }
        if view.small(link) == "the" {
            link = link.checked_sub(1)?;
        }
        if view.small(link) != "of" {
            return None;
        }
        let title = self.title_ending(link, &sentence)?;
        let (title, former) = self.former(title);
        let body = self.body_of(owner);
        let place = owned.thing.filter(|thing| self.things.is_a(*thing, "Place"));
        let whose = body.or(place)?;
        let label = format!("{} of {}", titled(&view.label(&title)), the(&self.things.get(whose).label));
        Some(Post { label, body, quote: title.start..mention.tokens.end, former, sure: 0.85 })
    }
}

/// A title with capitals: `Foreign Minister`.
fn titled(words: &str) -> String {
    let small = |word: &str| matches!(word, "of" | "for" | "the" | "and" | "in");
    words
        .split(' ')
        .map(|word| if small(word) { word.to_owned() } else { upper_first(word) })
        .collect::<Vec<_>>()
        .join(" ")
}

fn upper_first(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The article before what takes one: `the Council of Europe`, `the United States`.
fn the(label: &str) -> String {
    let last = label.rsplit(' ').next().unwrap_or_default();
    let body = label.contains(' ')
        && matches!(
            last,
            "Organization"
                | "Organisation"
                | "Agency"
                | "Association"
                | "Commission"
                | "Committee"
                | "Council"
                | "Court"
                | "Party"
                | "Union"
                | "Federation"
                | "Institute"
                | "Department"
                | "Ministry"
                | "Board"
                | "Fund"
                | "Foundation"
        );
    let takes = label.contains(" of ")
        || body
        || [
            "United ",
            "European Union",
            "African Union",
            "Czech",
            "Dominican",
            "Central African",
            "Democratic",
            "Soviet",
            "Philippines",
            "Netherlands",
            "Bahamas",
            "Maldives",
        ]
        .iter()
        .any(|start| label.starts_with(start));
    if takes && !label.starts_with("the ") && !label.starts_with("The ") {
        format!("the {label}")
    } else {
        label.to_owned()
    }
}
