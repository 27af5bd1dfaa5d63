//! JSON as a person likes to read it: what fits on a line is on one.
use serde_json::Value;

const WIDTH: usize = 100;

/// The text of a value, indented by two spaces a level, with a line feed at its end.
pub(super) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    push(&mut out, value, 0, 0);
    out.push('\n');
    out
}

/// Appends a value that begins in a column, in a container indented by `indent`.
fn push(out: &mut String, value: &Value, indent: usize, column: usize) {
    if let Some(line) = flat(value, WIDTH.saturating_sub(column)) {
        out.push_str(&line);
        return;
    }
    match value {
        Value::Array(items) => {
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                line(out, number, indent + 2);
                push(out, item, indent + 2, indent + 2);
            }
            close(out, ']', indent);
        }
        Value::Object(members) => {
            out.push('{');
            for (number, (key, value)) in members.iter().enumerate() {
                line(out, number, indent + 2);
                let key = Value::from(key.as_str()).to_string();
                out.push_str(&key);
                out.push_str(": ");
                push(out, value, indent + 2, indent + 4 + key.len());
            }
            close(out, '}', indent);
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn line(out: &mut String, number: usize, indent: usize) {
    if number > 0 {
        out.push(',');
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn close(out: &mut String, bracket: char, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(bracket);
}

/// A value on one line, if it is no wider than that many bytes and holds no more than one level of containers.
fn flat(value: &Value, room: usize) -> Option<String> {
    let mut out = String::new();
    push_flat(&mut out, value, room, 2).then_some(out)
}

fn push_flat(out: &mut String, value: &Value, room: usize, levels: usize) -> bool {
    match value {
        Value::Array(items) => {
            if levels == 0 && !items.is_empty() {
                return false;
            }
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                if !push_flat(out, item, room, levels.saturating_sub(1)) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Object(members) => {
            if levels == 0 && !members.is_empty() {
                return false;
            }
            out.push('{');
            for (number, (key, value)) in members.iter().enumerate() {
                if number > 0 {
                    out.push_str(", ");
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push_str(": ");
                if !push_flat(out, value, room, levels.saturating_sub(1)) {
                    return false;
                }
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
    out.len() <= room
}

#[cfg(test)]
mod tests {
    use super::pretty;
    use serde_json::json;

    #[test]
    fn lines_where_they_help() {
        let long = "x".repeat(90);
        let value = json!({"a": {"b": [1, 2], "c": {}}, "d": [{"id": long}, "e"], "f": []});
        let wanted = format!(
            "{{\n  \"a\": {{\"b\": [1, 2], \"c\": {{}}}},\n  \"d\": [\n    {{\n      \"id\": \"{long}\"\n    }},\n    \
             \"e\"\n  ],\n  \"f\": []\n}}\n"
        );
        assert_eq!(pretty(&value), wanted);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&pretty(&value)).unwrap(), value);
    }
}
