//! `groundwire serve`
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::cli::arguments::Serve;
use crate::corpus::stamp::{Stamps, stamps};
use crate::serve::{Documents, Replacer, ServeOptions, Server, Writer};
use std::net::SocketAddr;
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
    let documents = Documents { paths: args.paths.clone(), options: args.common.corpus_options() };
    let site = documents.read().map_err(|error| Failure::Usage(error.to_string()))?;
    let problems: usize = site.reports().iter().map(|report| report.diagnostics.len()).sum();
    let writer = match (args.allow_write, &token) {
        (false, _) => None,
        (true, Some(token)) => Some(Writer::new(documents.clone(), token.clone())),
        (true, None) => Some(
            Writer::with_fresh_token(documents.clone())
                .map_err(|error| Failure::io(&error, "the system gives no random bytes for a token"))?,
        ),
    };
    let fragment = writer.as_ref().map_or_else(String::new, |writer| format!("#token={}", writer.token()));
    let options = ServeOptions {
        bind,
        writer,
        token,
        deadline: args.timeout.unwrap_or(Duration::from_secs(10)),
        ..ServeOptions::default()
    };
    let server = Server::bind(site, options)
        .map_err(|error| Failure::io(&error, format!("cannot listen on {bind}")))?;
    let address = format!("http://{}/", server.address());
    reporter.say(&format!("serving {address}{fragment} (Ctrl-C ends it)"));
    if args.allow_write {
        reporter.say("whoever has this address can review drafts and change the documents");
    }
    if problems > 0 {
        reporter.say(&format!(
            "{problems} errors and warnings: `groundwire check` shows them, and so does the page"
        ));
    }
    if args.open {
        open(&format!("{address}{fragment}"));
    }
    watch(documents, known, server.replacer());
    server
        .run(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .map_err(|error| Failure::io(&error, "cannot serve"))?;
    Ok(Outcome::Fine)
}

/// Reads the documents again whenever one of their files has changed; what cannot be read leaves the last good state.
fn watch(documents: Documents, mut known: Stamps, replacer: Replacer) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            let now = stamps(&documents.paths);
            if now == known {
                continue;
            }
            known = now;
            if let Ok(site) = documents.read() {
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
