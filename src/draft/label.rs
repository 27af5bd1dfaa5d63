//! What a draft names, by labels: how rejected drafts are remembered and how a draft is shown.
use super::file::Draft;
use super::item::Item;
use super::thing::Things;

/// The labels of what drafts can name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labels<'l, 'o> {
    things: &'l Things<'o>,
}

impl<'l, 'o> Labels<'l, 'o> {
    /// Those of some things.
    pub(super) fn of(things: &'l Things<'o>) -> Self {
        Self { things }
    }

    /// The label of a key; the key itself where nothing has it.
    pub(super) fn label(&self, key: &str) -> String {
        match self.things.by_key(key) {
            Some(thing) => self.things.get(thing).label.clone(),
            None => key.to_owned(),
        }
    }

    /// The label of a unit: one that is declared by its use is called by its key.
    pub(super) fn unit(&self, key: &str) -> String {
        match self.things.by_key(key) {
            Some(thing) => self.things.get(thing).label.clone(),
            None => key.replace('-', " "),
        }
    }
}

/// The object of a draft in words: a label, a value as written, a time in EDTF, or a quantity's label.
pub(super) fn object_label(draft: &Draft, labels: &Labels<'_, '_>) -> String {
    if let Some(object) = draft.text("object") {
        return labels.label(object);
    }
    match (draft.get("value"), draft.get("quantity")) {
        (Some(value), _) => {
            let text = value.as_str().or_else(|| value.get("value").and_then(Item::as_str));
            text.unwrap_or_default().to_owned()
        }
        (_, Some(quantity)) => quantity_label(quantity, labels),
        _ => String::new(),
    }
}

/// A quantity in words, as its label in RDF.
fn quantity_label(quantity: &Item, labels: &Labels<'_, '_>) -> String {
    let part = |key: &str| quantity.get(key).and_then(Item::as_str);
    let mut words = match (part("number"), part("from"), part("to")) {
        (Some(number), _, _) => number.to_owned(),
        (None, Some(from), Some(to)) => format!("{from} to {to}"),
        (None, from, to) => {
            let lower = from.map(|from| format!("at least {from}"));
            let lower = lower.or_else(|| part("above").map(|above| format!("more than {above}")));
            let upper = to.map(|to| format!("at most {to}"));
            let upper = upper.or_else(|| part("below").map(|below| format!("less than {below}")));
            lower.into_iter().chain(upper).collect::<Vec<_>>().join(" and ")
        }
    };
    if part("about") == Some("true") {
        words = format!("about {words}");
    }
    format!("{words} {}", labels.unit(part("unit").unwrap_or_default())).trim_end().to_owned()
}
