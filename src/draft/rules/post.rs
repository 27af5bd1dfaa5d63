//! Posts: `Deputy Minister of Foreign Affairs of Kazakhstan Roman Vassilenko`, `Ann Lee, the mayor of Paris,`.
use super::{End, Object, Proposal, Work};
use crate::check::model::Modality;
use crate::draft::scan::lexicon::Lexicon;
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
    /// Whether the words say what someone is rather than name a post: `Russian opposition leader`.
    describes: bool,
    sure: f64,
}

impl Post {
    fn new(label: String, body: Option<Ref>, quote: Range<usize>, former: bool, sure: f64) -> Self {
        Self { label, body, quote, former, describes: false, sure }
    }
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
        match post.describes {
            true => work.is_described(person, &post),
            false => work.holds(person, &post, None),
        }
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

    /// What someone is, where the words name no post.
    fn is_described(&mut self, person: Ref, post: &Post) {
        let Some(kind) = self.things.mint(&post.label, "Concept") else { return };
        let Some(property) = self.ontology.property("http://purl.org/dc/terms/type") else { return };
        let modality = if post.former { Modality::Completed } else { Modality::Ongoing };
        self.proposals.push(
            Proposal::new(End::Thing(person), property, Object::Thing(kind), post.quote.clone())
                .modality(modality)
                .named()
                .sure(post.sure),
        );
    }

    /// A post before the name: `Russian President X`, `AU chairperson X`, `Minister of Y X`.
    fn before(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let Some(title) = mention.title.clone() else { return self.of_before(number) };
        let title = self.first_title(self.whole_title(title));
        let (title, former) = self.former(title);
        if title.is_empty() || self.is_honorific(&title) {
            return None;
        }
        let words = titled(&view.label(&title));
        let end = mention.tokens.end;
        // Whose post: what is right before, or behind the name.
        if let Some((owner, body, start)) = self.owner_before(title.start) {
            return Some(self.owned_before(&title, (&owner, body, start), end, former));
        }
        let begin = self.former_before(title.start).filter(|_| former).unwrap_or(title.start);
        if view.small(end) == "of"
            && let Some((body, after)) = self.body_at(end + 1)
        {
            let label = format!("{words} of {}", the(&self.things.get(body).label));
            return Some(Post::new(label, Some(body), begin..after, former, 0.9));
        }
        // `Senator Ann Lee of Ohio`
        let over = end + 1 + usize::from(view.small(end + 1) == "the");
        if view.small(end) == "of"
            && let Some(place) = view.mention_from(over).filter(|place| self.object_ends(*place))
            && view.mentions[place].thing.is_some_and(|thing| self.things.is_a(thing, "Place"))
        {
            let label = format!("{words} of {}", view.label(&view.mentions[place].tokens));
            let quote = begin..view.mentions[place].tokens.end;
            return Some(Post::new(label, None, quote, former, 0.86));
        }
        if self.is_no_post(&title) || !former && self.is_of_another_time(title.start) {
            return None;
        }
        // A title of one word with nothing that it belongs to says little.
        let long = words.contains(' ')
            || matches!(words.as_str(), "President" | "Chancellor" | "Senator" | "Mayor" | "Governor");
        (long || former).then(|| Post::new(words, None, begin..end, former, 0.78))
    }

    /// `Russian President X`, `Tesla CEO X`, `U.S. Representative X`, by whose the post is.
    fn owned_before(
        &self,
        title: &Range<usize>,
        (owner, body, start): (&str, Option<Ref>, usize),
        end: usize,
        former: bool,
    ) -> Post {
        let view = self.view;
        let words = titled(&view.label(title));
        // `the former French foreign minister X`
        let earlier = self.former_before(start).or_else(|| self.former_before(title.start));
        let former = former || earlier.is_some();
        let start = earlier.map_or(start, |earlier| earlier.min(start));
        let last = view.small(title.end - 1);
        let whole = view.label(title).to_lowercase();
        let listed = |list: &str| view.lexicon.has(list, last) || self.is_phrase(list, title);
        let adjective = title.start.checked_sub(1).and_then(|at| view.mention_at(at));
        let adjective =
            adjective.is_some_and(|owner| view.mentions[owner].kind == Kind::Demonym) && body.is_some();
        let first = view.small(title.start);
        if adjective
            && (title.len() == 1 && view.lexicon.has("descriptions", first)
                || self.is_phrase("descriptions", title))
        {
            let post = Post::new(whole, None, title.start..end, former, 0.82);
            let quote = if former { start..end } else { title.start..end };
            return Post { describes: true, quote, ..post };
        }
        if listed("member-titles") {
            return Post::new(format!("{owner} {words}"), body, start..end, former, 0.88);
        }
        let label = format!("{words} of {}", the(owner));
        // A name that nothing else tells to be a body's.
        let lone = body.is_none_or(|body| !self.things.is_a(body, "Country"));
        Post::new(label, body, start..end, former, if lone { 0.86 } else { 0.92 })
    }

    /// Whether a list has the words of a title as a phrase.
    fn is_phrase(&self, list: &str, title: &Range<usize>) -> bool {
        let word = |at: usize| title.clone().nth(at).map(|at| self.view.small(at));
        title.len() > 1 && self.view.lexicon.longest(list, word) == title.len()
    }

    /// Whether a sentence tells of a year long before the article: who was president then may be nothing now.
    fn is_of_another_time(&self, at: usize) -> bool {
        let view = self.view;
        let sentence = view.sentence(at);
        let year = |edtf: &str| edtf.get(..4).and_then(|year| year.parse::<i32>().ok());
        let latest = view.scan.dates.iter().filter_map(|date| date.edtf.as_deref().and_then(year)).max();
        view.scan.dates.iter().any(|date| {
            sentence.contains(&date.tokens.start)
                && !date.resolved
                && date
                    .edtf
                    .as_deref()
                    .and_then(year)
                    .zip(latest)
                    .is_some_and(|(year, latest)| year + 4 < latest)
        })
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
            if body.is_none() && at == mention.tokens.start && view.mention_at(before).is_none() {
                return self.of_body_before(number);
            }
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
                let start = self.former_before(title.start).filter(|_| former).unwrap_or(title.start);
                let quote = start..mention.tokens.end;
                return Some(Post::new(upper_first(&label), body, quote, former, 0.92));
            }
        }
    }

    /// `speaker of the parliament Ann Lee`
    fn of_body_before(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let sentence = view.sentence(mention.tokens.start);
        let noun = mention.from.checked_sub(1).filter(|noun| *noun >= sentence.start + 3)?;
        let known = ["collectives", "organization-words", "body-words"];
        let named = view.small(noun - 1) == "the"
            && view.small(noun - 2) == "of"
            && known.iter().any(|list| view.lexicon.has(list, view.small(noun)));
        let title = self.title_ending(noun - 2, &sentence).filter(|_| named && mention.tokens.len() > 1)?;
        let (title, former) = self.former(title);
        let start = self.former_before(title.start).filter(|_| former).unwrap_or(title.start);
        let label = format!("{} of the {}", titled(&view.label(&title)), upper_first(view.small(noun)));
        Some(Post::new(label, None, start..mention.tokens.end, former, 0.84))
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

    /// `AU chairperson President Ann Lee`: of two titles the first.
    fn first_title(&self, title: Range<usize>) -> Range<usize> {
        let view = self.view;
        let first = view.small(title.start);
        let second = title.start + 1;
        let two = title.len() == 2
            && view.lexicon.has("titles", first)
            && view.lexicon.has("titles", view.small(second))
            && !view.lexicon.has("title-modifiers", first)
            && !view.lexicon.has("honorifics", first)
            && !self.is_phrase("titles", &title);
        if two { title.start..second } else { title }
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
        // `the mayor of South Bend, Indiana`
        let outer = self.view.mention_from(end + 1).filter(|_| self.view.word(end) == ",");
        let within = outer.and_then(|outer| self.view.mentions[outer].thing);
        if self.view.mentions[mention].thing.is_none()
            && within.is_some_and(|outer| self.things.is_a(outer, "Place"))
        {
            return None;
        }
        self.body_of(mention).map(|body| (body, end))
    }

    /// The words by which someone is, was or became something: where they end, and whether that is past.
    fn becomes(&self, at: usize) -> Option<(usize, bool)> {
        let longest = |list| self.view.lexicon.longest(list, |n| Some(self.view.small(at + n)));
        let (now, once) = (longest("is-now"), longest("was-once"));
        (now.max(once) > 0).then(|| (at + now.max(once), once > now))
    }

    /// A post behind the name: `X, the mayor of Paris,`, `X, a spokeswoman for Y, said`, `X is the mayor of Paris`.
    fn apposition(&mut self, from: usize, comma: usize) -> Option<Post> {
        let view = self.view;
        let sentence = view.sentence(from);
        if comma + 2 >= sentence.end {
            return None;
        }
        let (at, past) = if view.word(comma) == "," { (comma + 1, false) } else { self.becomes(comma)? };
        let copula = view.word(comma) != ",";
        // `the death of Ann Lee was a surprise`
        if copula
            && from
                .checked_sub(1)
                .is_some_and(|before| matches!(view.small(before), "of" | "for" | "by" | "with"))
        {
            return None;
        }
        let (mut at, former) = self.behind_articles(at);
        let former = former || past;
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
        // `was a mathematics professor at the University of Calgary`
        let noun = |at: usize| {
            view.token(at).is_some_and(|token| token.form == Form::Lower)
                && !view.lexicon.has("not-names", view.small(at))
                && view.mention_at(at).is_none()
        };
        let (title, described) = match self.title_from(at, &sentence) {
            Some(title) => (title, false),
            None => {
                let title = self.title_from(at + 1, &sentence).filter(|_| body.is_none() && noun(at))?;
                let plain = view.lexicon.has("plain-adjectives", view.small(at));
                if plain { (title, false) } else { (at..title.end, true) }
            }
        };
        let (label, body, end) = self.of_what(&title, body)?;
        // `a key leader`, of nothing that is named.
        if described && end == title.end {
            return None;
        }
        if end == title.end && body.is_none() && title.len() == 1 && self.is_no_post(&title) {
            return None;
        }
        let ends = self.closes(end, &sentence)
            || matches!(view.small(end), "and" | "who" | "told" | "in" | "on" | "since" | "from")
            || copula && view.lexicon.has("after-posts", view.small(end))
            // `Ann Lee, the Information Minister paid tribute`
            || view.token(title.end - 1).is_some_and(|token| token.is_capital())
                && view.small(end).ends_with("ed")
            || view.lexicon.has("say", view.small(end));
        let former = former || view.lexicon.has("former", view.small(title.start));
        let label = label.strip_prefix("Former ").map_or(label.clone(), str::to_owned);
        ends.then(|| Post::new(label, body, from..end, former, if body.is_some() { 0.9 } else { 0.8 }))
    }

    /// Behind `the`, `who is a`, `formerly the`; and whether what follows is past.
    fn behind_articles(&self, at: usize) -> (usize, bool) {
        let view = self.view;
        let mut at = at + usize::from(matches!(view.small(at), "the" | "a" | "an" | "its" | "who"));
        if view.small(at - 1) == "who" {
            at += usize::from(matches!(view.small(at), "is" | "was" | "serves"));
            at += usize::from(matches!(view.small(at), "the" | "a" | "an" | "as"));
        }
        if view.lexicon.has("former", view.small(at)) || view.small(at) == "formerly" {
            return (at + 1 + usize::from(matches!(view.small(at + 1), "the" | "a" | "an")), true);
        }
        (at, false)
    }

    /// The title at a token, with the words before it that belong to it.
    fn title_from(&self, begin: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let view = self.view;
        let mut at = begin;
        while view.lexicon.has("title-modifiers", view.small(at)) && at < sentence.end {
            at += 1;
        }
        (begin..=at).rev().find_map(|start| {
            let length =
                view.lexicon.longest("titles", |n| (start + n < sentence.end).then(|| view.small(start + n)));
            (length > 0).then_some(begin..start + length)
        })
    }

    /// The post of a title with the body or the place that it is of, and where the words for it end: `mayor of Paris`,
    /// `CEO for Central Europe` where the body is named already.
    fn of_what(&mut self, title: &Range<usize>, body: Option<Ref>) -> Option<(String, Option<Ref>, usize)> {
        let view = self.view;
        let words = titled(&view.label(title));
        let end = title.end;
        let link = view.small(end);
        let linked = matches!(link, "of" | "for" | "at" | "to" | "with");
        let at = end + 1 + usize::from(view.small(end + 1) == "the");
        let named = view.mention_from(at).filter(|named| view.mentions[*named].kind != Kind::Demonym);
        if let Some(body) = body {
            let label = format!("{words} of {}", the(&self.things.get(body).label));
            return match named.filter(|_| matches!(link, "for" | "of")) {
                Some(named) => {
                    let tokens = &view.mentions[named].tokens;
                    Some((format!("{label} {link} {}", view.label(tokens)), Some(body), tokens.end))
                }
                None => Some((label, Some(body), end)),
            };
        }
        if !linked {
            return Some((words, None, end));
        }
        let place = view.lexicon.has("place-titles", view.small(end - 1));
        if !place && let Some((found, after)) = self.body_at(end + 1) {
            let link = if matches!(link, "of" | "at" | "with") { "of" } else { link };
            return Some((
                format!("{words} {link} {}", the(&self.things.get(found).label)),
                Some(found),
                after,
            ));
        }
        let tokens = &view.mentions[named?].tokens;
        Some((format!("{words} {link} {}", view.label(tokens)), None, tokens.end))
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
        let start = self.former_before(start).filter(|_| former).unwrap_or(start);
        let label = format!("{} of {}", titled(&view.label(&title)), the(&owner));
        Some(Post::new(label, body, start..mention.tokens.end, former, 0.86))
    }

    /// `the president of France, Emmanuel Macron,`
    fn turned(&mut self, number: usize) -> Option<Post> {
        let view = self.view;
        let mention = view.mentions[number].clone();
        let comma = mention.from.checked_sub(1)?;
        let sentence = view.sentence(comma);
        let end = mention.tokens.end;
        if view.word(comma) != ","
            || !(self.closes(end, &sentence) || view.lexicon.has("say", view.small(end)))
        {
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
        let start = self.former_before(title.start).filter(|_| former).unwrap_or(title.start);
        let body = self.body_of(owner);
        let place = owned.thing.filter(|thing| self.things.is_a(*thing, "Place"));
        let whose = body.or(place)?;
        let label = format!("{} of {}", titled(&view.label(&title)), the(&self.things.get(whose).label));
        Some(Post::new(label, body, start..mention.tokens.end, former, 0.85))
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
    let body = label.contains(' ') && Lexicon::english().has("with-article", &last.to_lowercase());
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
