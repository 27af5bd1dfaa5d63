//! The characters of a page.
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A page as text, with the name of the encoding it was in.
pub(super) fn decode(bytes: &[u8]) -> (String, &'static str) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[length..]);
        return (text.into_owned(), encoding.name());
    }
    // What is valid UTF-8 is UTF-8, whatever the page says: browsers save pages so and leave the declaration alone.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), UTF_8.name());
    }
    let encoding = declared(bytes).unwrap_or(WINDOWS_1252);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), encoding.name())
}

/// The encoding that a page declares in its first bytes: `<meta charset="windows-1251">`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=")?;
    let rest = head[at + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')));
    Encoding::for_label(&rest.as_bytes()[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn pages_in_other_encodings_are_read() {
        let (text, name) = decode(b"<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>");
        assert_eq!((text.contains("Привет"), name), (true, "windows-1251"));
        let (text, name) = decode(b"<p>caf\xe9</p>");
        assert_eq!((text.as_str(), name), ("<p>café</p>", "windows-1252"));
        let (text, name) =
            decode(b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>\xc4\xe3\xba\xc3");
        assert_eq!((text.ends_with("你好"), name), (true, "GBK"));
        let (text, name) = decode(b"\xff\xfe<\0p\0>\0A\0");
        assert_eq!((text.as_str(), name), ("<p>A", "UTF-16LE"));
        let (text, _) = decode("\u{feff}<p>ä</p>".as_bytes());
        assert_eq!(text, "<p>ä</p>");
    }
}
