//! `groundwire serve`
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::archive::{Snapshot, SnapshotError};
use crate::cli::arguments::Serve;
use crate::corpus::find;
use crate::corpus::stamp::{Stamps, stamps};
use crate::corpus::{CorpusOptions, FileReport};
use crate::serve::{Replacer, ServeOptions, Server, Site};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How often the files are looked at for changes.
const LOOK: Duration = Duration::from_millis(500);

/// Serves the pages of documents until it is stopped.
pub fn run(args: &Serve) -> Result<Outcome, Failure> {
    let reporter = Reporter::new(&args.common);
    let bind: SocketAddr = args.bind.parse().map_err(|_| {
        Failure::Usage(format!("`--bind {}` is not an address and a port, such as 127.0.0.1:8487", args.bind))
    })?;
    let token = std::env::var("GROUNDWIRE_TOKEN").ok().filter(|token| !token.is_empty());
    if !bind.ip().is_loopback() && token.is_none() {
        return Err(Failure::Usage(format!(
            "`--bind {bind}` can be reached from other machines: give a token with `GROUNDWIRE_TOKEN`, which each request then needs"
        )));
    }
    // Looked at first: what changes while it is read is seen afterwards.
    let known = stamps(&args.paths);
    let site = read(&args.paths, &args.common.corpus_options())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let problems: usize = site.reports().iter().map(|report| report.diagnostics.len()).sum();
    let options = ServeOptions {
        bind,
        token,
        deadline: args.timeout.unwrap_or(Duration::from_secs(10)),
        ..ServeOptions::default()
    };
    let server = Server::bind(site, options)
        .map_err(|error| Failure::io(&error, format!("cannot listen on {bind}")))?;
    let address = format!("http://{}/", server.address());
    reporter.say(&format!("serving {address} (Ctrl-C ends it)"));
    if problems > 0 {
        reporter.say(&format!(
            "{problems} errors and warnings: `groundwire check` shows them, and so does the page"
        ));
    }
    if args.open {
        open(&address);
    }
    watch(args, known, server.replacer());
    server
        .run(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .map_err(|error| Failure::io(&error, "cannot serve"))?;
    Ok(Outcome::Fine)
}

/// Reads and checks the documents.
fn read(paths: &[PathBuf], options: &CorpusOptions) -> Result<Site, SnapshotError> {
    let mut reports: Vec<FileReport> = Vec::new();
    let input = find::find(paths, options, &mut reports)?;
    let snapshot = Snapshot::of_input(&input, &mut reports)?;
    Ok(Site::new(snapshot, reports).with_input(input))
}

/// Reads the documents again whenever one of their files has changed; what cannot be read leaves the last good state.
fn watch(args: &Serve, mut known: Stamps, replacer: Replacer) {
    let paths = args.paths.clone();
    let options = args.common.corpus_options();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            let now = stamps(&paths);
            if now == known {
                continue;
            }
            known = now;
            if let Ok(site) = read(&paths, &options) {
                replacer.replace(site);
            }
        }
    });
}

/// Opens an address in the browser; where that cannot be done the address was said.
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let _ = std::process::Command::new(program).arg(address).spawn();
}
