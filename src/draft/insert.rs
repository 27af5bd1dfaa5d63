//! Facts and entities put into the source of a document, its comments and layout kept byte for byte.
//!
//! Nothing that is there is written anew: the source gets pieces between its bytes, and what comes of it is read again. It
//! must be the old document with the new facts and entities, or it is not used.
use super::file::sentence_of;
use super::item::Item;
use crate::document::tree::{Entry, Node, Value};
use crate::document::{Notation, json, yaml};
use crate::term::literal::{Kind, kind_of};
use std::ops::Range;

/// Where the new facts of a list go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// Behind the facts of their sentence, where comments number the sentences as `groundwire new` writes them.
    Sentence,
    /// Behind the last fact.
    Last,
    /// At the end of the file.
    End,
}

/// A piece of the source replaced.
struct Edit {
    at: Range<usize>,
    text: String,
}

/// The source with entities and facts added. Each fact is a map with an `id`.
///
/// None where the layout has no place for them: a list that is an alias, for example.
pub(super) fn insert(
    source: &str,
    notation: Notation,
    entities: &[(String, Item)],
    facts: &[Item],
) -> Option<String> {
    let root = parse(source, notation)?;
    [Plan::Sentence, Plan::Last, Plan::End].into_iter().find_map(|plan| {
        let place = Place { source, notation, newline: if source.contains("\r\n") { "\r\n" } else { "\n" } };
        let mut edits = Vec::new();
        place.entities(&root, entities, &mut edits)?;
        place.facts(&root, facts, plan, &mut edits)?;
        let text = apply(source, edits)?;
        let new = parse(&text, notation)?;
        is_grown(&root, &new, entities, facts).then_some(text)
    })
}

fn parse(source: &str, notation: Notation) -> Option<Node<'_>> {
    match notation {
        Notation::Yaml => yaml::parse(source).ok(),
        Notation::Json | Notation::Lines => json::parse(source).ok(),
    }
}

fn apply(source: &str, mut edits: Vec<Edit>) -> Option<String> {
    // Of two at one place the first stays first.
    edits.sort_by_key(|edit| edit.at.start);
    let mut out = String::with_capacity(source.len() + 1024);
    let mut done = 0;
    for edit in edits {
        out.push_str(source.get(done..edit.at.start)?);
        out.push_str(&edit.text);
        done = edit.at.end;
    }
    out.push_str(source.get(done..)?);
    Some(out)
}

struct Place<'s> {
    source: &'s str,
    notation: Notation,
    newline: &'static str,
}

impl Place<'_> {
    fn is_flow(&self, node: &Node<'_>) -> bool {
        self.source.as_bytes().get(node.span.start as usize).is_some_and(|byte| matches!(byte, b'[' | b'{'))
    }

    /// The spaces before a byte, where nothing else is before it in its line.
    fn indent(&self, at: usize) -> Option<usize> {
        let line = self.source[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = self.source[line..at].trim_start_matches('\u{feff}');
        before.bytes().all(|byte| byte == b' ').then_some(before.len())
    }

    /// An insertion behind the line that a byte is in.
    fn behind_line(&self, at: usize, text: &str) -> Edit {
        let rest = &self.source[at..];
        match rest.find('\n') {
            Some(end) => Edit { at: at + end + 1..at + end + 1, text: text.to_owned() },
            None => {
                let end = self.source.len();
                Edit { at: end..end, text: format!("{}{text}", self.newline) }
            }
        }
    }

    fn entities(&self, root: &Node<'_>, entities: &[(String, Item)], edits: &mut Vec<Edit>) -> Option<()> {
        let Value::Map(keys) = &root.value else { return None };
        if entities.is_empty() {
            return Some(());
        }
        let Some(entry) = keys.iter().find(|entry| entry.key == "entities") else {
            return self.new_entities(root, keys, entities, edits);
        };
        let Value::Map(own) = &entry.value.value else { return None };
        let block = |indent: usize| -> String {
            let line = |(key, entity): &(String, Item)| {
                let mut line = " ".repeat(indent);
                self.pair(key, entity, &mut line);
                line + self.newline
            };
            entities.iter().map(line).collect()
        };
        if !self.is_flow(&entry.value) {
            let indent = self.indent(own.first()?.key_span.start as usize)?;
            edits.push(self.behind_line(own.last()?.value.span.end as usize, &block(indent)));
            return Some(());
        }
        let Some(last) = own.last() else {
            let at = entry.value.span.start as usize..entry.value.span.end as usize;
            if self.notation == Notation::Yaml
                && !self.is_flow(root)
                && !self.source[at.clone()].contains('\n')
            {
                let indent = self.indent(entry.key_span.start as usize)?;
                edits.push(self.emptied(at.clone()));
                edits.push(self.behind_line(at.end, &block(indent + 2)));
                return Some(());
            }
            let mut text = String::new();
            self.pairs(entities, ", ", &mut text);
            edits.push(Edit { at: at.start + 1..at.start + 1, text });
            return Some(());
        };
        let between = self.between(last.key_span.start as usize);
        let mut text = String::new();
        self.pairs(entities, &between, &mut text);
        let end = last.value.span.end as usize;
        edits.push(Edit { at: end..end, text: between + &text });
        Some(())
    }

    /// The first entities of a document that has none: before its facts.
    fn new_entities(
        &self,
        root: &Node<'_>,
        keys: &[Entry<'_>],
        entities: &[(String, Item)],
        edits: &mut Vec<Edit>,
    ) -> Option<()> {
        let index = keys.iter().position(|entry| entry.key == "facts")?;
        let facts = keys[index].key_span.start as usize;
        if self.is_flow(root) {
            let mut text = String::new();
            self.key("entities", &mut text);
            text.push('{');
            self.pairs(entities, ", ", &mut text);
            let between = self.between(facts);
            text.push('}');
            edits.push(Edit { at: facts..facts, text: text + &between });
            return Some(());
        }
        let indent = self.indent(facts)?;
        let pad = " ".repeat(indent);
        let mut text = format!("{pad}entities:{}", self.newline);
        for (key, entity) in entities {
            text.push_str(&pad);
            text.push_str("  ");
            self.pair(key, entity, &mut text);
            text.push_str(self.newline);
        }
        match index.checked_sub(1) {
            Some(before) => {
                let end = keys[before].value.span.end as usize;
                edits.push(self.behind_line(end, &format!("{}{text}", self.newline)));
            }
            None => edits.push(Edit { at: facts - indent..facts - indent, text: text + self.newline }),
        }
        Some(())
    }

    /// An empty list or map in brackets taken away, with the space before it.
    fn emptied(&self, at: Range<usize>) -> Edit {
        let start = self.source[..at.start].trim_end_matches([' ', '\t']).len();
        Edit { at: start..at.end, text: String::new() }
    }

    /// A comma, and what separates the items of a list or map in brackets: a line break where items begin lines.
    fn between(&self, last: usize) -> String {
        match self.indent(last) {
            Some(indent) if indent > 0 || self.source[..last].ends_with('\n') => {
                format!(",{}{}", self.newline, " ".repeat(indent))
            }
            _ => ", ".to_owned(),
        }
    }

    fn facts(&self, root: &Node<'_>, facts: &[Item], plan: Plan, edits: &mut Vec<Edit>) -> Option<()> {
        let Value::Map(keys) = &root.value else { return None };
        let entry = keys.iter().find(|entry| entry.key == "facts")?;
        let Value::List(items) = &entry.value.value else { return None };
        let at = entry.value.span.start as usize..entry.value.span.end as usize;
        if facts.is_empty() {
            return Some(());
        }
        if self.is_flow(&entry.value) {
            let Some(last) = items.last() else {
                let one_line = !self.source[at.clone()].contains('\n');
                if self.notation == Notation::Yaml && !self.is_flow(root) && one_line {
                    let indent = self.indent(entry.key_span.start as usize)?;
                    let text: String =
                        facts.iter().map(|fact| self.block_fact(fact, indent + 2, false)).collect();
                    edits.push(self.emptied(at.clone()));
                    edits.push(self.behind_line(at.end, &text));
                    return Some(());
                }
                let all: Vec<String> = facts.iter().map(|fact| self.flow(fact, None)).collect();
                edits.push(Edit { at: at.start + 1..at.start + 1, text: all.join(", ") });
                return Some(());
            };
            let (start, end) = (last.span.start as usize, last.span.end as usize);
            let lines = self.source[start..end].contains('\n');
            let indent = self.indent(start);
            let between = self.between(start);
            let one = |fact| between.clone() + &self.flow(fact, indent.filter(|_| lines));
            edits.push(Edit { at: end..end, text: facts.iter().map(one).collect() });
            return Some(());
        }
        let indent = self.indent(at.start)?;
        let flow = items.iter().filter(|item| self.is_flow(item)).count() * 2 > items.len();
        let marks = if plan == Plan::Sentence { self.marks(&at, indent) } else { Vec::new() };
        for fact in facts {
            let text = self.block_fact(fact, indent, flow);
            let sentence = sentence_of(fact.get("id").and_then(Item::as_str).unwrap_or_default());
            let mark = marks.iter().position(|(number, _)| *number == sentence);
            let place = match (plan, mark) {
                (Plan::End, _) => self.source.len(),
                (Plan::Sentence, Some(mark)) => {
                    let from = marks[mark].1;
                    let to = marks.get(mark + 1).map_or(usize::MAX, |(_, at)| *at);
                    let within = items.iter().filter(|item| (from..to).contains(&(item.span.start as usize)));
                    within.map(|item| item.span.end as usize).max().unwrap_or(from)
                }
                _ => items.last()?.span.end as usize,
            };
            edits.push(match plan {
                Plan::End if self.source.ends_with('\n') => Edit { at: place..place, text },
                _ => self.behind_line(place, &text),
            });
        }
        Some(())
    }

    /// The comments that number the sentences, `# 3. …`, each with its place. They begin after the list's key.
    fn marks(&self, list: &Range<usize>, indent: usize) -> Vec<(usize, usize)> {
        let start = self.source[..list.start].rfind("facts").unwrap_or(list.start);
        let mut marks = Vec::new();
        let mut at = start;
        for line in self.source[start..].split_inclusive('\n') {
            let bare = line.trim_start_matches(' ');
            let number =
                bare.strip_prefix("# ").and_then(|rest| rest.split_once(". ")).map(|(number, _)| number);
            let number = number.and_then(|number| number.parse::<usize>().ok());
            if let Some(number) = number.filter(|_| line.len() - bare.len() == indent) {
                marks.push((number, at));
            }
            at += line.len();
        }
        marks
    }

    /// A fact as an item of a list without brackets.
    fn block_fact(&self, fact: &Item, indent: usize, flow: bool) -> String {
        let pad = " ".repeat(indent);
        let Item::Map(entries) = fact else { return String::new() };
        let mut out = format!("{pad}- ");
        if !flow {
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(&pad);
                    out.push_str("  ");
                }
                self.pair(key, value, &mut out);
                out.push_str(self.newline);
            }
            return out;
        }
        out.push('{');
        let mut width = out.len();
        for (index, (key, value)) in entries.iter().enumerate() {
            let mut pair = String::new();
            self.pair(key, value, &mut pair);
            let length = pair.chars().count();
            if index > 0 && (width + length > 118 || matches!(&**key, "quote" | "recorded-by")) {
                out.push(',');
                out.push_str(self.newline);
                out.push_str(&pad);
                out.push_str("   ");
                width = indent + 3;
            } else if index > 0 {
                out.push_str(", ");
                width += 2;
            }
            out.push_str(&pair);
            width += length;
        }
        out.push('}');
        out + self.newline
    }

    /// A map in brackets, on one line or with a line for each key.
    fn flow(&self, item: &Item, indent: Option<usize>) -> String {
        let Item::Map(entries) = item else { return String::new() };
        let mut out = String::from("{");
        match indent {
            None => self.pairs(entries, ", ", &mut out),
            Some(indent) => {
                let line = format!("{}{}", self.newline, " ".repeat(indent + 2));
                out.push_str(&line);
                self.pairs(entries, &format!(",{line}"), &mut out);
                out.push_str(self.newline);
                out.push_str(&" ".repeat(indent));
            }
        }
        out.push('}');
        out
    }

    fn pairs(&self, entries: &[(String, Item)], between: &str, out: &mut String) {
        for (index, (key, value)) in entries.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { between });
            self.pair(key, value, out);
        }
    }

    fn pair(&self, key: &str, value: &Item, out: &mut String) {
        self.key(key, out);
        match self.notation {
            Notation::Yaml => value.write_flow(out),
            Notation::Json | Notation::Lines => value.write_json(out),
        }
    }

    fn key(&self, key: &str, out: &mut String) {
        match self.notation {
            Notation::Yaml => Item::text(key).write_flow(out),
            Notation::Json | Notation::Lines => Item::text(key).write_json(out),
        }
        out.push_str(": ");
    }
}

/// Whether one document is another with these entities and facts added, and nothing else.
fn is_grown(old: &Node<'_>, new: &Node<'_>, entities: &[(String, Item)], facts: &[Item]) -> bool {
    let (Value::Map(old), Value::Map(new)) = (&old.value, &new.value) else { return false };
    let rest = |entries: &[Entry<'_>]| -> Vec<(String, Item)> {
        let others = entries.iter().filter(|entry| entry.key != "entities" && entry.key != "facts");
        others.map(|entry| (entry.key.clone().into_owned(), exact(&entry.value))).collect()
    };
    let map = |entries: &[Entry<'_>]| -> Vec<(String, Item)> {
        match entries.iter().find(|entry| entry.key == "entities").map(|entry| &entry.value.value) {
            Some(Value::Map(own)) => {
                own.iter().map(|entry| (entry.key.clone().into_owned(), exact(&entry.value))).collect()
            }
            _ => Vec::new(),
        }
    };
    let list = |entries: &[Entry<'_>]| -> Vec<Item> {
        match entries.iter().find(|entry| entry.key == "facts").map(|entry| &entry.value.value) {
            Some(Value::List(items)) => items.iter().map(exact).collect(),
            _ => Vec::new(),
        }
    };
    let (before, after) = (map(old), map(new));
    let added: Vec<(String, Item)> = after
        .iter()
        .filter(|pair| !before.contains(pair))
        .map(|(key, item)| (key.clone(), loose(item)))
        .collect();
    let due: Vec<(String, Item)> = entities.iter().map(|(key, item)| (key.clone(), loose(item))).collect();
    let kept: Vec<&(String, Item)> = after.iter().filter(|pair| before.contains(pair)).collect();
    if added != due || !kept.into_iter().eq(&before) {
        return false;
    }
    let mut due: Vec<Item> = facts.iter().map(loose).collect();
    let mut old_facts = list(old).into_iter();
    let mut next = old_facts.next();
    for fact in list(new) {
        if next.as_ref() == Some(&fact) {
            next = old_facts.next();
        } else if let Some(at) = due.iter().position(|one| *one == loose(&fact)) {
            due.remove(at);
        } else {
            return false;
        }
    }
    next.is_none() && due.is_empty() && rest(old) == rest(new)
}

/// A value with what it was written as: plain or in quotation marks.
fn exact(node: &Node<'_>) -> Item {
    match &node.value {
        Value::Scalar(scalar) if scalar.plain => Item::Plain(scalar.text.clone().into_owned()),
        Value::Scalar(scalar) => Item::Text(scalar.text.clone().into_owned()),
        Value::List(items) => Item::List(items.iter().map(exact).collect()),
        Value::Map(entries) => Item::Map(
            entries.iter().map(|entry| (entry.key.clone().into_owned(), exact(&entry.value))).collect(),
        ),
    }
}

/// A value by what it means: whether text stood in quotation marks does not count.
pub(super) fn loose(item: &Item) -> Item {
    match item {
        Item::Plain(text) if kind_of(text) == Kind::String => Item::Text(text.clone()),
        Item::Plain(_) | Item::Text(_) => item.clone(),
        Item::List(items) => Item::List(items.iter().map(loose).collect()),
        Item::Map(entries) => {
            Item::Map(entries.iter().map(|(key, value)| (key.clone(), loose(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fact(id: &str) -> Item {
        let pair = |key: &str, value: &str| (key.to_owned(), Item::text(value));
        Item::Map(vec![
            pair("id", id),
            pair("subject", "ann"),
            pair("quote", "Ann: “it's”, she said"),
            ("confidence".to_owned(), Item::Plain("0.80".to_owned())),
        ])
    }

    fn entity(key: &str) -> (String, Item) {
        (key.to_owned(), Item::Map(vec![("type".to_owned(), Item::text("Person"))]))
    }

    #[track_caller]
    fn becomes(source: &str, notation: Notation, due: &str) {
        assert_eq!(insert(source, notation, &[entity("new")], &[fact("f2a")]).as_deref(), Some(due));
    }

    const BLOCK: &str =
        "  - id: f2a\n    subject: ann\n    quote: 'Ann: “it''s”, she said'\n    confidence: 0.80\n";

    #[test]
    fn facts_go_where_a_person_would_write_them() {
        // An empty list becomes one with lines; comments stay.
        becomes(
            "article: {title: t} # a\nentities: {} # b\nfacts: [] # c\n# end\n",
            Notation::Yaml,
            &format!(
                "article: {{title: t}} # a\nentities: # b\n  new: {{type: Person}}\nfacts: # c\n{BLOCK}# end\n"
            ),
        );
        // Without entities, and without a line break at the end.
        becomes(
            "article:\n  title: t\n# about facts\nfacts: []",
            Notation::Yaml,
            &format!(
                "article:\n  title: t\n\nentities:\n  new: {{type: Person}}\n# about facts\nfacts:\n{BLOCK}"
            ),
        );
        // Behind the facts of their sentence, as `groundwire new` numbers them.
        becomes(
            "article: {title: t}\nentities:\n  a: {type: Person} # a\n\nfacts:\n  # 1. One.\n  - {id: f1a, quote: |-\n     One}\n  # 2. Two.\n  # 3. Three.\n"
                .replace("|-\n     One", "One").as_str(),
            Notation::Yaml,
            "article: {title: t}\nentities:\n  a: {type: Person} # a\n  new: {type: Person}\n\nfacts:\n  # 1. One.\n  - {id: f1a, quote: One}\n  # 2. Two.\n  - {id: f2a, subject: ann,\n     quote: 'Ann: “it''s”, she said', confidence: 0.80}\n  # 3. Three.\n",
        );
        // In JSON, as the other facts are written.
        becomes(
            "{\n  \"article\": {\"title\": \"t\"},\n  \"facts\": [\n    {\n      \"id\": \"f1\"\n    }\n  ]\n}\n",
            Notation::Json,
            "{\n  \"article\": {\"title\": \"t\"},\n  \"entities\": {\"new\": {\"type\":\"Person\"}},\n  \"facts\": [\n    {\n      \"id\": \"f1\"\n    },\n    {\n      \"id\": \"f2a\",\n      \"subject\": \"ann\",\n      \"quote\": \"Ann: “it's”, she said\",\n      \"confidence\": 0.80\n    }\n  ]\n}\n",
        );
        becomes(
            "{\"article\":{},\"entities\":{},\"facts\":[]}",
            Notation::Json,
            "{\"article\":{},\"entities\":{\"new\": {\"type\":\"Person\"}},\"facts\":[{\"id\": \"f2a\", \"subject\": \"ann\", \"quote\": \"Ann: “it's”, she said\", \"confidence\": 0.80}]}",
        );
    }

    #[test]
    fn a_list_without_a_place_is_left_alone() {
        let source = "x: &l [{id: f1}]\nfacts: *l\n";
        assert_eq!(insert(source, Notation::Yaml, &[], &[fact("f2a")]), None);
        // The list would grow elsewhere too.
        let source = "facts: &l [{id: f1}]\nx: *l\n";
        assert_eq!(insert(source, Notation::Yaml, &[], &[fact("f2a")]), None);
    }

    /// Documents in all kinds of layout.
    fn document() -> impl Strategy<Value = String> {
        let comment = prop_oneof![Just(""), Just(" # why"), Just("  # 1. a sentence")];
        let gap = prop_oneof![
            Just(""),
            Just("\n"),
            Just("# 2. Two.\n"),
            Just("  # 3. Three.\n\n"),
            Just("      # deep\n")
        ];
        let quote = prop_oneof![
            Just("quote: one, two"),
            Just("quote: 'it''s # no comment'"),
            Just("quote: \"a\\n- id: x\""),
            Just("quote: |\n      one\n      # 1. not a comment"),
            Just("quote: >-\n      folded\n      text"),
            Just("quote: [one,\n      two] # behind"),
        ];
        let block = (0..9_u8, quote, comment.clone()).prop_map(|(number, quote, comment)| {
            format!(
                "- id: f{number}x{}\n    {quote}{}\n",
                quote.len(),
                if quote.contains('|') || quote.contains('>') || quote.contains('#') { "" } else { comment }
            )
        });
        let flow = (0..9_u8, comment.clone()).prop_map(|(number, comment)| {
            format!("- {{id: f{number}y, quote: [a, 'b, c'],\n     note: x}}{comment}\n")
        });
        let item = (gap, prop_oneof![block, flow]).prop_map(|(gap, item)| format!("{gap}  {item}"));
        let list = prop::collection::vec(item, 1..6).prop_map(|items| format!("\n{}", items.concat()));
        let facts = prop_oneof![
            list,
            Just(" []\n".to_owned()),
            Just(" [ ]   # none\n".to_owned()),
            Just(" [{id: f1},\n  {id: f2}, # x\n ]\n".to_owned()),
        ];
        let entities = prop_oneof![
            Just(""),
            Just("entities: {}\n"),
            Just("entities: {a: {type: Person}} # e\n"),
            Just(
                "entities:\n  # people\n  a: {type: Person, label: 'A'} # a\n\n  b:\n    type: Place\n    label: B\n# end\n"
            ),
        ];
        let tail = prop_oneof![Just(""), Just("# the end"), Just("\n\n# end\n"), Just("prefixes: {}\n")];
        (any::<bool>(), entities, facts, tail, any::<bool>()).prop_map(
            |(first, entities, facts, tail, crlf)| {
                let article = "article: {title: t} # t\n";
                let head =
                    if first { format!("{entities}{article}") } else { format!("{article}{entities}") };
                let text = format!("# head\n{head}facts:{facts}{tail}");
                if crlf { text.replace('\n', "\r\n") } else { text }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn untouched_lines_stay(source in document(), count in 1..4_usize) {
            let facts: Vec<Item> = (0..count).map(|number| fact(&format!("f{}a", number + 1))).collect();
            let grown = insert(&source, Notation::Yaml, &[entity("new")], &facts);
            let grown = grown.ok_or_else(|| TestCaseError::fail("no place was found"))?;
            // Every line is still there, in order. An empty list alone loses its brackets, and the last line of a list in
            // brackets gets what is added.
            let mut lines = grown.lines();
            for line in source.lines() {
                let bare = line.replace("[]", "").replace("[ ]", "").replace("{}", "");
                let bare = bare.split(" #").next().unwrap_or_default().trim_end_matches([' ', '}', ']']);
                prop_assert!(
                    lines.any(|new| new == line || !line.starts_with(' ') && new.starts_with(bare) || line.contains("{id: f2}") && new.contains("{id: f2}")),
                    "`{}` is gone from\n{}", line, grown
                );
            }
            let lone = grown.replace("\r\n", "").matches('\n').count();
            prop_assert!(!source.contains("\r\n") || lone == 0, "{:?}", grown);
        }
    }
}
