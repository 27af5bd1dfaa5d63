//! Results of a size that an agent can take: the rest comes with the next call.
use serde_json::{Map, Value, json};

/// How many bytes a result may have, as JSON.
pub(super) const USUAL: usize = 8_000;
/// The least that a call may ask for with `limit`.
pub(super) const LEAST: usize = 500;
/// The most.
pub(super) const MOST: usize = 40_000;

/// How many bytes a value takes in a result, where it is text within JSON.
pub(super) fn size(value: &Value) -> usize {
    Value::String(value.to_string()).to_string().len()
}

/// A list of items from one number on, as many as fit, beside other members; `next` where there are more.
///
/// At least one item is given, cut to what fits where it must be, or named as too large, so that a caller who follows `next`
/// comes to an end.
pub(super) fn page(
    mut head: Map<String, Value>,
    name: &str,
    items: impl ExactSizeIterator<Item = Value>,
    from: usize,
    limit: usize,
) -> Value {
    let total = items.len();
    let mut room = limit.saturating_sub(size(&Value::from(head.clone())) + name.len() + 200);
    let mut shown: Vec<Value> = Vec::new();
    let mut next = from;
    for item in items.skip(from) {
        let mut item = item;
        let mut taken = size(&item);
        if taken > room {
            if !shown.is_empty() {
                break;
            }
            shrink(&mut item, room);
            taken = size(&item);
            if taken > room {
                let help = format!("this item does not fit: raise `limit` (up to {MOST}), or ask for less");
                head.insert("tooLarge".to_owned(), json!({"item": next, "help": help}));
                next += 1;
                break;
            }
        }
        room = room.saturating_sub(taken);
        shown.push(item);
        next += 1;
    }
    head.insert(name.to_owned(), shown.into());
    head.insert("total".to_owned(), total.into());
    if next < total {
        head.insert("next".to_owned(), next.into());
    }
    head.into()
}

/// Cuts the texts of a value until it fits, each with a sign. It may still not fit.
fn shrink(value: &mut Value, room: usize) {
    for most in [2_000, 500, 120, 40] {
        if size(value) <= room {
            return;
        }
        cut(value, most);
    }
}

fn cut(value: &mut Value, most: usize) {
    match value {
        Value::String(text) if text.chars().count() > most => {
            *text = text.chars().take(most).chain(['…']).collect();
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| cut(item, most));
            items.truncate(most);
        }
        Value::Object(members) => members.values_mut().for_each(|member| cut(member, most)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{page, size};
    use serde_json::{Map, Value, json};

    #[test]
    fn every_item_comes_once_and_no_result_is_too_large() {
        let mut items: Vec<Value> =
            (0..200).map(|number| json!({"n": number, "text": "x".repeat(number * 7)})).collect();
        // Members are not cut.
        for number in [7, 150] {
            items[number] = (0..200).map(|key| (format!("key{key}"), Value::from(key))).collect();
        }
        let (mut from, mut seen, mut left_out) = (0, Vec::new(), Vec::new());
        loop {
            let result = page(Map::new(), "items", items.iter().cloned(), from, 1_000);
            assert!(size(&result) <= 1_000, "{}", size(&result));
            seen.extend(result["items"].as_array().unwrap().iter().map(|item| item["n"].clone()));
            left_out.extend(result["tooLarge"]["item"].as_u64());
            match result["next"].as_u64() {
                Some(next) => from = next as usize,
                None => break,
            }
        }
        assert_eq!(left_out, [7, 150]);
        let all = (0..200).filter(|number| !left_out.contains(number));
        assert!(seen.into_iter().eq(all.map(Value::from)));
    }
}
