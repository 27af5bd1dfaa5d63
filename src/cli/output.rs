//! Where data go: stdout, or a file that is whole or not there at all.
use super::Failure;
use crate::corpus::compressed::{self, Compression};
use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// An open output. Nothing lasts in a regular file until [`finish`](Output::finish).
#[derive(Debug)]
pub(crate) struct Output {
    target: Target,
    name: String,
}

#[derive(Debug)]
enum Target {
    Stdout(BufWriter<Stdout>),
    /// A device or a pipe, written in place.
    Device(BufWriter<File>),
    /// A file beside the one that it will become.
    Beside {
        writer: FileWriter,
        beside: Beside,
    },
}

#[derive(Debug)]
enum FileWriter {
    Plain(BufWriter<File>),
    Compressed(compressed::Writer<BufWriter<File>>),
}

/// A file that is removed again unless it was renamed.
#[derive(Debug)]
struct Beside {
    path: PathBuf,
    becomes: PathBuf,
    kept: bool,
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

const BUFFER: usize = 1 << 16;
/// Whether something was written to stdout.
static WRITTEN: AtomicBool = AtomicBool::new(false);

/// Whether something was written to stdout.
pub(super) fn is_written() -> bool {
    WRITTEN.load(Ordering::Relaxed)
}

impl Output {
    /// Opens a file, or stdout where none is named.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            let writer = BufWriter::with_capacity(BUFFER, io::stdout());
            return Ok(Self { target: Target::Stdout(writer), name: "standard output".to_owned() });
        };
        let name = format!("`{}`", path.display());
        let failed = |error: &io::Error| Failure::io(error, format!("cannot write to {name}"));
        // A link to a file keeps being one: what it leads to is replaced.
        let becomes = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let target = match fs::metadata(&becomes) {
            Ok(found) if found.is_dir() => {
                return Err(Failure::Usage(format!("cannot write to {name}: it is a folder")));
            }
            Ok(found) if !found.is_file() => {
                let file = File::options().write(true).open(&becomes).map_err(|error| failed(&error))?;
                Target::Device(BufWriter::with_capacity(BUFFER, file))
            }
            found => {
                let file_name = becomes.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let path = becomes.with_file_name(format!(".{file_name}.{}.part", std::process::id()));
                let file = File::create(&path).map_err(|error| failed(&error))?;
                let beside = Beside { path, becomes, kept: false };
                if let Ok(found) = found {
                    let _ = file.set_permissions(found.permissions());
                }
                let writer = BufWriter::with_capacity(BUFFER, file);
                let writer = match Compression::of(&beside.becomes) {
                    Some(compression) => FileWriter::Compressed(compressed::Writer::new(writer, compression)),
                    None => FileWriter::Plain(writer),
                };
                Target::Beside { writer, beside }
            }
        };
        Ok(Self { target, name })
    }

    /// Writes all that is left; a file takes its place.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let Self { target, name } = self;
        let done = match target {
            Target::Stdout(mut writer) => writer.flush(),
            Target::Device(mut writer) => writer.flush(),
            Target::Beside { writer, mut beside } => {
                let written = match writer {
                    FileWriter::Plain(mut writer) => writer.flush(),
                    FileWriter::Compressed(writer) => writer.finish().and_then(|mut writer| writer.flush()),
                };
                written.and_then(|()| fs::rename(&beside.path, &beside.becomes)).inspect(|()| {
                    beside.kept = true;
                })
            }
        };
        done.map_err(|error| Failure::io(&error, format!("cannot write to {name}")))
    }

    /// Says what went wrong in writing.
    pub(crate) fn failure(&self, error: &io::Error) -> Failure {
        Failure::io(error, format!("cannot write to {}", self.name))
    }
}

impl Output {
    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.target {
            Target::Stdout(writer) => writer,
            Target::Device(writer) => writer,
            Target::Beside { writer: FileWriter::Plain(writer), .. } => writer,
            Target::Beside { writer: FileWriter::Compressed(writer), .. } => writer,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if matches!(self.target, Target::Stdout(_)) && !bytes.is_empty() {
            WRITTEN.store(true, Ordering::Relaxed);
        }
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}
