//! Where the drafted documents of an archive go: line by line, so that what is done stays done.
use crate::cli::Failure;
use crate::cli::arguments::Draft;
use serde_json::Value;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// An output that grows by lines.
pub(super) struct Sink {
    output: Box<dyn Write>,
    name: String,
    rejects: Option<File>,
    /// The ids that an earlier run drafted.
    pub(super) before: HashSet<String>,
}

impl Sink {
    pub(super) fn open(args: &Draft) -> Result<Self, Failure> {
        let rejects =
            match &args.rejects {
                Some(path) => {
                    let file = File::options()
                        .create(true)
                        .append(args.resume)
                        .write(true)
                        .truncate(!args.resume)
                        .open(path);
                    Some(file.map_err(|error| {
                        Failure::io(&error, format!("cannot write to `{}`", path.display()))
                    })?)
                }
                None => None,
            };
        let target = args.mentions.as_ref().filter(|path| path.as_os_str() != "-").or(args.output.as_ref());
        let Some(path) = target else {
            if args.resume {
                return Err(Failure::Usage("`--resume` continues the file that `-o` names".to_owned()));
            }
            let output = Box::new(io::BufWriter::new(io::stdout()));
            return Ok(Self { output, name: "standard output".to_owned(), rejects, before: HashSet::new() });
        };
        let name = format!("`{}`", path.display());
        let failed = |error: &io::Error| Failure::io(error, format!("cannot write to {name}"));
        let mut before = HashSet::new();
        let there = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0);
        if there && !args.resume && args.mentions.is_none() {
            return Err(Failure::Usage(format!(
                "{name} is there already: add `--resume` to continue it, or name another file"
            )));
        }
        let mut whole = 0;
        if there && args.resume {
            whole = drafted(path, &mut before).map_err(|error| failed(&error))?;
        }
        let file = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(path)
            .map_err(|error| failed(&error))?;
        if fs::metadata(path).is_ok_and(|found| found.is_file()) {
            // A line that was cut off is drafted again.
            file.set_len(whole).map_err(|error| failed(&error))?;
        }
        let mut file = file;
        io::Seek::seek(&mut file, io::SeekFrom::End(0)).ok();
        Ok(Self { output: Box::new(file), name, rejects, before })
    }

    pub(super) fn write(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.output.write_all(text.as_bytes());
        written.map_err(|error| Failure::io(&error, format!("cannot write to {}", self.name)))
    }

    pub(super) fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        let Some(rejects) = &mut self.rejects else { return Ok(()) };
        let written = rejects.write_all(&[line, b"\n"].concat());
        written.map_err(|error| Failure::io(&error, "cannot write the refused lines"))
    }

    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.output.flush().map_err(|error| Failure::io(&error, format!("cannot write to {}", self.name)))
    }
}

/// The ids of the whole lines of an output, and how many bytes those are. What is not the output of drafting is an error.
fn drafted(path: &Path, done: &mut HashSet<String>) -> io::Result<u64> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    let mut whole = 0;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(whole);
        }
        let id = serde_json::from_slice::<Value>(&line).ok();
        let id = id.as_ref().and_then(|line| line.get("article")?.get("id")?.as_str()).map(str::to_owned);
        match id {
            Some(id) => _ = done.insert(id),
            // It is not ours to overwrite.
            None => {
                let message = format!("line {} is not a drafted document: name another file", done.len() + 1);
                return Err(io::Error::other(message));
            }
        }
        whole += read as u64;
    }
}
