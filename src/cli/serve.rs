//! `groundwire serve`
use super::report::Reporter;
use super::{Failure, Outcome, endpoint, store};
use crate::archive::Refreshed;
use crate::cli::arguments::Serve;
use crate::serve::{Documents, Feed, Replacer, ServeOptions, Server, Site, Writer};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How often the files are looked at for changes.
const LOOK: Duration = Duration::from_millis(500);

/// Tells the allocator of glibc to give back what is not used. By itself it keeps memory for each of the threads that answer,
/// and the more of it the larger the pieces were that it was asked for.
#[cfg(all(target_os = "linux", target_env = "gnu", not(feature = "disk")))]
fn keep_little() {
    let settings = [
        (libc::M_ARENA_MAX, 2),
        // Pieces from this size on are taken from the system and given back to it.
        (libc::M_MMAP_THRESHOLD, 1 << 20),
        // So much may be free at the end of what was taken. With less of it, queries take half as long again.
        (libc::M_TRIM_THRESHOLD, 4 << 20),
    ];
    for (what, value) in settings {
        // SAFETY: these set numbers of the allocator's own, which may be done at any time.
        unsafe { libc::mallopt(what, value) };
    }
}

/// Serves the pages of documents until it is stopped.
pub(crate) fn run(args: &Serve) -> Result<Outcome, Failure> {
    #[cfg(all(target_os = "linux", target_env = "gnu", not(feature = "disk")))]
    keep_little();
    let mut reporter = Reporter::new(&args.common);
    let bind: SocketAddr = args.bind.parse().map_err(|_| {
        Failure::Usage(format!("`--bind {}` is not an address and a port, such as 127.0.0.1:8487", args.bind))
    })?;
    let token = std::env::var("GROUNDWIRE_TOKEN").ok().filter(|token| !token.is_empty());
    if !bind.ip().is_loopback() && token.is_none() {
        return Err(Failure::Usage(format!(
            "`--bind {bind}` can be reached from other machines: give a token with `GROUNDWIRE_TOKEN`, which each request then needs"
        )));
    }
    let limit = args.timeout.unwrap_or(Duration::from_secs(10));
    let elsewhere = match (&args.endpoint, &args.store) {
        (Some(url), _) => Some(endpoint::served(args, url, limit, &mut reporter)?),
        (None, Some(folder)) => Some(store::served(args, folder, limit, &mut reporter)?),
        (None, None) => None,
    };
    if let Some(site) = elsewhere {
        let options = ServeOptions { bind, token, deadline: limit, ..ServeOptions::default() };
        let server = bound(site, options)?;
        announce(args, &server, "", &reporter);
        return serve(server);
    }
    let documents = Documents { paths: args.paths.clone(), options: args.common.corpus_options() };
    let feed = documents.open().map_err(|error| Failure::Usage(error.to_string()))?;
    let site = feed.site();
    let problems: usize = site.reports().iter().map(|report| report.diagnostics.len()).sum();
    let writer = match (args.allow_write, &token) {
        (false, _) => None,
        (true, Some(token)) => Some(Writer::new(feed.clone(), token.clone())),
        (true, None) => Some(
            Writer::with_fresh_token(feed.clone())
                .map_err(|error| Failure::io(&error, "the system gives no random bytes for a token"))?,
        ),
    };
    let fragment = writer.as_ref().map_or_else(String::new, |writer| format!("#token={}", writer.token()));
    let options = ServeOptions { bind, writer, token, deadline: limit, ..ServeOptions::default() };
    let server = bound(site, options)?;
    announce(args, &server, &fragment, &reporter);
    if args.allow_write {
        reporter.say("whoever has this address can review drafts and change the documents");
    }
    if problems > 0 {
        reporter.say(&format!(
            "{problems} errors and warnings: `groundwire check` shows them, and so does the page"
        ));
    }
    watch(feed, server.replacer(), Reporter::new(&args.common));
    serve(server)
}

fn bound(site: Site, options: ServeOptions) -> Result<Server, Failure> {
    let bind = options.bind;
    Server::bind(site, options).map_err(|error| Failure::io(&error, format!("cannot listen on {bind}")))
}

/// Says where the server is.
fn announce(args: &Serve, server: &Server, fragment: &str, reporter: &Reporter) {
    let address = format!("http://{}/{fragment}", server.address());
    reporter.say(&format!("serving {address} (Ctrl-C ends it)"));
    if args.open {
        open(&address);
    }
}

fn serve(server: Server) -> Result<Outcome, Failure> {
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    server.run(stop).map_err(|error| Failure::io(&error, "cannot serve"))?;
    Ok(Outcome::Fine)
}

/// Reads again what has changed, and says so.
fn watch(feed: Feed, replacer: Replacer, reporter: Reporter) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            let begun = Instant::now();
            let Some(Refreshed { documents, gone, is_whole }) = feed.refresh(&replacer) else { continue };
            let time = begun.elapsed().as_millis();
            if let Some(problem) = feed.problem() {
                reporter.say(&format!("not reloaded: {problem}"));
            } else if is_whole {
                reporter.say(&format!("reloaded all {documents} documents in {time} ms"));
            } else if documents + gone > 0 {
                let gone = if gone == 0 { String::new() } else { format!(", {gone} gone") };
                let noun = if documents == 1 { "document" } else { "documents" };
                reporter.say(&format!("reloaded {documents} {noun}{gone} in {time} ms"));
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
