//! XML literals in RDF/XML. By [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/#section-Syntax-XML-literals) such a
//! literal is [exclusive canonical XML](https://www.w3.org/TR/xml-exc-c14n/) with comments; the library's parser adds all
//! namespaces and drops the comments. So `rdf:parseType="Literal"` is rewritten, before the parser sees it, to a literal
//! of the datatype rdf:XMLLiteral with the canonical form as its text.
use quick_xml::NsReader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};
use std::collections::BTreeMap;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// A file of RDF/XML without `rdf:parseType="Literal"`; none where it has none, or where the file is not in UTF-8, is not
/// well-formed, or declares entities that the literals use.
pub(super) fn rewrite(text: &[u8]) -> Option<Vec<u8>> {
    memchr::memmem::find(text, b"parseType")?;
    let text = std::str::from_utf8(text).ok()?;
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut out, mut copied) = (String::new(), 0);
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(tag) if is_literal(&reader, &tag) => {
                let tag = tag.into_owned();
                let canonical = canonical(&mut reader)?;
                out.push_str(text.get(copied..start)?);
                open(&reader, &tag, &mut out)?;
                escape(&canonical, "&<>\r", &mut out);
                out.push_str("</");
                out.push_str(utf8(tag.name().0)?);
                out.push('>');
                copied = usize::try_from(reader.buffer_position()).ok()?;
            }
            _ => {}
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(text.get(copied..)?);
    Some(out.into_bytes())
}

fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn is_parse_type(reader: &NsReader<&[u8]>, name: QName<'_>) -> bool {
    let (namespace, local) = reader.resolve_attribute(name);
    local.as_ref() == b"parseType"
        && matches!(namespace, ResolveResult::Bound(namespace) if namespace.0 == RDF.as_bytes())
}

/// Whether a tag is that of a property with an XML literal, beside what may stand there: other attributes are an error,
/// which is left to the parser.
fn is_literal(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> bool {
    let mut found = false;
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else { return false };
        let (namespace, local) = reader.resolve_attribute(attribute.key);
        let is_rdf = matches!(namespace, ResolveResult::Bound(namespace) if namespace.0 == RDF.as_bytes());
        match local.as_ref() {
            b"parseType" if is_rdf => found = *attribute.value == *b"Literal",
            b"ID" | b"annotation" | b"annotationNodeID" if is_rdf => {}
            _ if attribute.key.0.starts_with(b"xml") => {}
            _ => return false,
        }
    }
    found
}

/// Writes the tag of the property with the datatype in the place of the way to parse.
fn open(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>, out: &mut String) -> Option<()> {
    out.push('<');
    out.push_str(utf8(tag.name().0)?);
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let (key, value) = (utf8(attribute.key.0)?, utf8(&attribute.value)?);
        let quote = if value.contains('"') { '\'' } else { '"' };
        if *attribute.value == *b"Literal" && is_parse_type(reader, attribute.key) {
            let prefix = key.split(':').next()?;
            out.push_str(&format!(" {prefix}:datatype=\"{RDF}XMLLiteral\""));
        } else {
            out.push_str(&format!(" {key}={quote}{value}{quote}"));
        }
    }
    out.push('>');
    Some(())
}

/// The content of an element, up to its end, in its canonical form.
fn canonical(reader: &mut NsReader<&[u8]>) -> Option<String> {
    let mut out = String::new();
    // The namespaces that the elements around have declared, by prefix.
    let mut declared = vec![BTreeMap::new()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let scope = start(reader, &tag, declared.last()?, &mut out)?;
                declared.push(scope);
            }
            Event::End(tag) => {
                declared.pop();
                if declared.is_empty() {
                    return Some(out);
                }
                out.push_str("</");
                out.push_str(utf8(tag.name().0)?);
                out.push('>');
            }
            Event::Text(text) => escape(&unescape(&lines(utf8(&text)?)).ok()?, "&<>\r", &mut out),
            Event::CData(text) => escape(&lines(utf8(&text)?), "&<>\r", &mut out),
            Event::Comment(text) => out.push_str(&format!("<!--{}-->", lines(utf8(&text)?))),
            Event::PI(text) => out.push_str(&format!("<?{}?>", lines(utf8(&text)?))),
            _ => return None,
        }
    }
}

/// Line ends as XML has them.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Writes a tag with the namespaces that its names use and no element around has declared. Returns what is declared now.
fn start(
    reader: &NsReader<&[u8]>,
    tag: &BytesStart<'_>,
    around: &BTreeMap<String, String>,
    out: &mut String,
) -> Option<BTreeMap<String, String>> {
    let prefix =
        |name: QName<'_>| name.prefix().map_or(Some(String::new()), |p| Some(utf8(p.as_ref())?.to_owned()));
    let bound = |found: ResolveResult<'_>| match found {
        ResolveResult::Bound(namespace) => Some(utf8(namespace.0)?.to_owned()),
        ResolveResult::Unbound => Some(String::new()),
        ResolveResult::Unknown(_) => None,
    };
    let mut used = BTreeMap::from([(prefix(tag.name())?, bound(reader.resolve_element(tag.name()).0)?)]);
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let key = utf8(attribute.key.0)?;
        if key == "xmlns" || key.starts_with("xmlns:") {
            continue;
        }
        let (found, local) = reader.resolve_attribute(attribute.key);
        let namespace = bound(found)?;
        if attribute.key.prefix().is_some() {
            used.insert(prefix(attribute.key)?, namespace.clone());
        }
        let value = lines(utf8(&attribute.value)?).replace(['\n', '\t'], " ");
        attributes.push((
            namespace,
            utf8(local.as_ref())?.to_owned(),
            key.to_owned(),
            unescape(&value).ok()?.into_owned(),
        ));
    }
    used.remove("xml");
    attributes.sort();
    out.push('<');
    out.push_str(utf8(tag.name().0)?);
    let mut declared = around.clone();
    for (prefix, namespace) in used {
        if around.get(&prefix).map_or("", String::as_str) == namespace {
            continue;
        }
        out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        out.push_str(&prefix);
        quoted(&namespace, out);
        declared.insert(prefix, namespace);
    }
    for (.., key, value) in &attributes {
        out.push(' ');
        out.push_str(key);
        quoted(value, out);
    }
    out.push('>');
    Some(declared)
}

fn quoted(value: &str, out: &mut String) {
    out.push_str("=\"");
    escape(value, "&<\"\t\n\r", out);
    out.push('"');
}

fn escape(text: &str, special: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            c if !special.contains(c) => out.push(c),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            _ => out.push_str("&#xD;"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    fn literal(content: &str) -> String {
        let file = format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\" xmlns=\"http://d/\">\
             <rdf:Description rdf:about='a'><e:p rdf:ID='i' rdf:parseType='Literal'>{content}</e:p>\
             </rdf:Description></rdf:RDF>"
        );
        let out = String::from_utf8(rewrite(file.as_bytes()).unwrap()).unwrap();
        let (before, rest) = out.split_once("XMLLiteral\">").unwrap();
        assert!(
            before.ends_with("<e:p rdf:ID=\"i\" rdf:datatype=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#")
        );
        let (text, after) = rest.split_once("</e:p>").unwrap();
        assert_eq!(after, "</rdf:Description></rdf:RDF>");
        quick_xml::escape::unescape(text).unwrap().into_owned()
    }

    #[test]
    fn a_literal_is_canonical() {
        for (content, canonical) in [
            ("", ""),
            ("a &lt; b <![CDATA[<&>]]>\r\n", "a &lt; b &lt;&amp;&gt;\n"),
            ("<e:br />", "<e:br xmlns:e=\"http://e/\"></e:br>"),
            ("<br/>", "<br xmlns=\"http://d/\"></br>"),
            ("<b xmlns=''><c/></b>", "<b><c></c></b>"),
            (
                "<x><b xmlns=''/><e:y e:b='1' a='say \"&#10;\"' xml:lang='en'><e:z/></e:y></x><!-- c -->",
                "<x xmlns=\"http://d/\"><b xmlns=\"\"></b><e:y xmlns:e=\"http://e/\" a=\"say &quot;&#xA;&quot;\" \
                 e:b=\"1\" xml:lang=\"en\"><e:z></e:z></e:y></x><!-- c -->",
            ),
        ] {
            assert_eq!(literal(content), canonical, "{content}");
        }
    }

    #[test]
    fn what_has_no_literals_stays() {
        for file in [
            "<a parseType='Literal'/>",
            "<a>parseType</a>",
            "<a",
            "",
            "<a xmlns:r='urn:x' r:parseType='Literal'>",
        ] {
            assert_eq!(rewrite(file.as_bytes()), None, "{file}");
        }
    }
}
