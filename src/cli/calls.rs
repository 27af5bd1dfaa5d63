//! The calls to a model, a line each in a file: what was answered once is not asked again.
use super::{Failure, reason};
use crate::draft::model::client::{Record, Reply};
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file of calls. Only the locations of the answers are held in memory.
#[derive(Debug)]
pub(super) struct Calls {
    path: PathBuf,
    /// Where the call of a request is: the first byte and the length of its line.
    index: HashMap<String, (u64, usize)>,
    /// How long the file is.
    end: u64,
    /// Whether the last line of the file is whole.
    is_whole: bool,
    file: Option<File>,
    /// Whether new calls are kept.
    keeps: bool,
}

impl Calls {
    /// The calls of a file, which need not exist yet; new ones are added to it.
    pub(super) fn kept(path: PathBuf) -> Result<Self, Failure> {
        match File::open(&path) {
            Ok(file) => Self::read(path, file, true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self { path, index: HashMap::new(), end: 0, is_whole: true, file: None, keeps: true })
            }
            Err(error) => Err(Failure::io(&error, format!("cannot read `{}`", path.display()))),
        }
    }

    /// The calls of a file that is replayed.
    pub(super) fn replayed(path: &Path) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::io(error, format!("cannot read `{}`", path.display()));
        let file = File::open(path).map_err(|error| failed(&error))?;
        if file.metadata().is_ok_and(|found| found.is_dir()) {
            return Err(failed(&io::Error::from(io::ErrorKind::IsADirectory)));
        }
        Self::read(path.to_owned(), file, false)
    }

    fn read(path: PathBuf, file: File, keeps: bool) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::io(error, format!("cannot read `{}`", path.display()));
        let mut index = HashMap::new();
        let (mut end, mut is_whole) = (0, true);
        let mut line = Vec::new();
        let mut reader = BufReader::new(&file);
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(|error| failed(&error))?;
            if length == 0 {
                break;
            }
            is_whole = line.last() == Some(&b'\n');
            if let Some((request, _)) = call(&line) {
                index.insert(request, (end, length));
            }
            end += length as u64;
        }
        Ok(Self { path, index, end, is_whole, file: Some(file).filter(|_| !keeps), keeps })
    }

    /// The file, open for reading and, where new calls are kept, for adding lines.
    fn open(&mut self) -> io::Result<&mut File> {
        if self.file.is_none() {
            self.file = Some(File::options().create(true).read(true).append(true).open(&self.path)?);
        }
        self.file.as_mut().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn add(&mut self, request: &str, line: &str) -> io::Result<()> {
        // A run that was ended within a line left no line break.
        let start = if self.is_whole { "" } else { "\n" };
        let at = self.end + start.len() as u64;
        let whole = format!("{start}{line}");
        self.open()?.write_all(whole.as_bytes())?;
        self.is_whole = true;
        self.end += whole.len() as u64;
        self.index.insert(request.to_owned(), (at, line.len()));
        Ok(())
    }

    fn line(&mut self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut line = vec![0; length];
        let file = self.open()?;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut line)?;
        Ok(line)
    }
}

impl Record for Calls {
    fn find(&mut self, request: &str) -> Option<Reply> {
        let (at, length) = *self.index.get(request)?;
        let line = self.line(at, length).ok()?;
        call(&line).filter(|(found, _)| found == request).map(|(_, reply)| reply)
    }

    fn keep(&mut self, request: &str, line: &str) -> Result<(), String> {
        if !self.keeps {
            return Ok(());
        }
        self.add(request, line).map_err(|error| format!("`{}`: {}", self.path.display(), reason(&error)))
    }
}

/// The request of a line, by its hash, and the answer.
fn call(line: &[u8]) -> Option<(String, Reply)> {
    let line: Value = serde_json::from_slice(line).ok()?;
    let body = line.get("answer")?.as_str()?.to_owned();
    let status = line.get("status")?.as_u64().and_then(|status| u16::try_from(status).ok())?;
    Some((line.get("request")?.as_str()?.to_owned(), Reply { status, body }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(request: &str, answer: &str) -> String {
        format!("{}\n", serde_json::json!({"request": request, "status": 200, "answer": answer}))
    }

    #[test]
    fn calls_are_found_again_also_behind_a_line_that_was_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.jsonl");
        let mut calls = Calls::kept(path.clone()).unwrap();
        assert!(calls.find("a").is_none() && !path.exists());
        calls.keep("a", &line("a", "é")).unwrap();
        calls.keep("b", &line("b", "2")).unwrap();
        let body = |calls: &mut Calls, request: &str| calls.find(request).map(|reply| reply.body);
        assert_eq!(body(&mut calls, "a").as_deref(), Some("é"));
        // A new run, after the last line lost its end.
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        let mut calls = Calls::kept(path.clone()).unwrap();
        assert_eq!((body(&mut calls, "a").as_deref(), body(&mut calls, "b")), (Some("é"), None));
        calls.keep("b", &line("b", "3")).unwrap();
        assert_eq!(body(&mut calls, "b").as_deref(), Some("3"));
        let mut calls = Calls::replayed(&path).unwrap();
        assert_eq!(body(&mut calls, "b").as_deref(), Some("3"));
        calls.keep("c", &line("c", "4")).unwrap();
        assert!(calls.find("c").is_none());
        assert!(Calls::replayed(folder.path()).is_err());
    }
}
