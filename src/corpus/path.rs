//! Files that a document or a corpus names: below the folder that holds them, links followed.
use super::error::reason;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::facts::Spanned;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The error of bytes that are not UTF-8; its location counts in the text up to there.
pub(crate) fn not_utf8(error: &std::str::Utf8Error) -> Diagnostic {
    let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
    let message = if at == 0 {
        "the file is not UTF-8; its first bytes suggest another encoding, such as UTF-16"
    } else {
        "invalid UTF-8 starts here"
    };
    Diagnostic::error(Code::Syntax, Span { start: at, end: at.saturating_add(3) }, message)
        .help("save it as UTF-8")
}

/// A text up to where it is UTF-8: nothing is found behind that.
pub(crate) fn valid_part(bytes: &[u8]) -> &str {
    let valid = |error: std::str::Utf8Error| std::str::from_utf8(&bytes[..error.valid_up_to()]);
    std::str::from_utf8(bytes).or_else(valid).unwrap_or_default()
}

/// The path of a file that a document or a corpus names, which may not leave the root folder, links
/// followed.
pub(crate) fn below(
    root: &Path,
    folder: &Path,
    written: &Spanned<'_>,
    missing: Code,
    found: &mut Vec<Diagnostic>,
) -> Option<PathBuf> {
    let outside = || {
        Diagnostic::error(
            Code::PathOutside,
            written.span,
            format!("`{}` is outside the folder `{}`", &**written, root.display()),
        )
        .help("move the file into that folder")
    };
    let relative = Path::new(&**written);
    let path = folder.join(relative);
    if relative.components().any(|part| matches!(part, Component::Prefix(_) | Component::RootDir)) {
        found.push(outside());
        return None;
    }
    let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    match fs::canonicalize(&path) {
        Ok(whole) if !whole.starts_with(&root) => {
            found.push(outside());
            None
        }
        Ok(whole) if !whole.is_file() && !whole.is_dir() => {
            found.push(Diagnostic::error(
                missing,
                written.span,
                format!("`{}` is not a regular file", &**written),
            ));
            None
        }
        Ok(_) => Some(path),
        Err(_) if climbs_out(&root, folder, relative) => {
            found.push(outside());
            None
        }
        Err(error) => {
            found.push(unreadable(written, &error, missing));
            None
        }
    }
}

/// Whether a path that does not exist would leave the root.
fn climbs_out(root: &Path, folder: &Path, relative: &Path) -> bool {
    let mut whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for part in relative.components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::Normal(name) => whole.push(name),
            _ => {}
        }
        if !whole.starts_with(root) {
            return true;
        }
    }
    false
}

/// The error of a file that a document or a corpus names and that cannot be read.
pub(crate) fn unreadable(written: &Spanned<'_>, error: &io::Error, code: Code) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("no file `{}` exists", &**written),
        io::ErrorKind::IsADirectory => format!("`{}` is a folder", &**written),
        _ => format!("cannot read `{}`: {}", &**written, reason(error)),
    };
    let help = match (error.kind(), code) {
        (io::ErrorKind::NotFound, Code::TextMissing) => {
            "put the article's text there, name its file with `text-file` (relative to the document's folder), \
             or write the text itself under `text`"
        }
        (io::ErrorKind::NotFound, _) => "write its path relative to the folder of the file that names it",
        (io::ErrorKind::IsADirectory, _) => "name a file in the folder",
        _ => return Diagnostic::error(code, written.span, message),
    };
    Diagnostic::error(code, written.span, message).help(help)
}
