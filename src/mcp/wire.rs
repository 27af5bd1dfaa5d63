//! Standard input and output of the server, with two things of JSON-RPC that the transport of `rmcp` leaves out: a line that is
//! not JSON is answered, and an error that belongs to no known request has the id null.
use std::io;
use std::sync::Arc;
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, Stdout, duplex,
    stdin, stdout,
};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// The longest line that is taken, as in the transport.
const LONGEST: usize = 16 << 20;
/// How many bytes wait between this and the transport.
const WAITING: usize = 64 << 10;

const NOT_JSON: &str =
    r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error: the line is not JSON"}}"#;
const TOO_LONG: &str = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request: the line is longer than 16 MiB"}}"#;
/// How the transport begins an error without an id.
const NO_ID: &[u8] = br#"{"jsonrpc":"2.0","error":"#;
const NULL_ID: &[u8] = br#"{"jsonrpc":"2.0","id":null,"error":"#;

/// Both ends for the transport, and the tasks that connect them with standard input and output.
pub(super) struct Wire {
    pub(super) input: DuplexStream,
    pub(super) output: DuplexStream,
    /// Ends with standard input.
    pub(super) reading: JoinHandle<io::Result<()>>,
    /// Ends when all that the transport wrote is written.
    pub(super) writing: JoinHandle<io::Result<()>>,
}

impl Wire {
    /// Begins to read and to write.
    pub(super) fn connect() -> Self {
        let (to_server, input) = duplex(WAITING);
        let (output, from_server) = duplex(WAITING);
        let out = Arc::new(Mutex::new(stdout()));
        let reading = tokio::spawn(read(to_server, Arc::clone(&out)));
        Self { input, output, reading, writing: tokio::spawn(write(from_server, out)) }
    }
}

/// Passes the lines of standard input on that are JSON.
async fn read(mut server: DuplexStream, out: Arc<Mutex<Stdout>>) -> io::Result<()> {
    let mut lines = BufReader::new(stdin());
    let mut line = Vec::new();
    loop {
        line.clear();
        (&mut lines).take(LONGEST as u64).read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return Ok(());
        }
        if line.len() == LONGEST && !line.ends_with(b"\n") {
            skip(&mut lines).await?;
            send(&out, &[TOO_LONG.as_bytes(), b"\n"]).await?;
        } else if is_json(&line) {
            server.write_all(&line).await?;
        } else {
            send(&out, &[NOT_JSON.as_bytes(), b"\n"]).await?;
        }
    }
}

/// Whether a line is JSON, or has nothing.
fn is_json(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let text = std::str::from_utf8(line);
    text.is_ok_and(|text| text.trim().is_empty() || serde_json::from_str::<serde_json::Value>(text).is_ok())
}

/// Reads to the end of a line.
async fn skip(lines: &mut (impl AsyncBufRead + Unpin)) -> io::Result<()> {
    loop {
        let bytes = lines.fill_buf().await?;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (length, is_end) = (end.map_or(bytes.len(), |at| at + 1), end.is_some() || bytes.is_empty());
        lines.consume(length);
        if is_end {
            return Ok(());
        }
    }
}

/// Writes the lines of the transport.
async fn write(server: DuplexStream, out: Arc<Mutex<Stdout>>) -> io::Result<()> {
    let mut lines = BufReader::new(server);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).await? > 0 {
        match line.strip_prefix(NO_ID) {
            Some(rest) => send(&out, &[NULL_ID, rest]).await?,
            None => send(&out, &[&line]).await?,
        }
        line.clear();
    }
    Ok(())
}

/// Writes a line as a whole.
async fn send(out: &Mutex<Stdout>, pieces: &[&[u8]]) -> io::Result<()> {
    let mut out = out.lock().await;
    for piece in pieces {
        out.write_all(piece).await?;
    }
    out.flush().await
}
