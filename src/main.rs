//! The `groundwire` command: parses its arguments, runs, and tells the shell how it went.
use clap::Parser;
use groundwire::cli::arguments::{Cli, Command};
use groundwire::cli::{self as commands, Failure};
use groundwire::text::visible;
use std::process::ExitCode;

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(code) = commands::completions::answer() {
        return code;
    }
    let cli = Cli::try_parse().unwrap_or_else(|mistake| {
        // What is typed comes back in the words about it: they are to hold nothing that a terminal obeys.
        let shown = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()));
        Cli::try_parse_from(shown).err().unwrap_or(mistake).exit()
    });
    let outcome = match &cli.command {
        Command::Check(args) => commands::check::run(args),
        Command::Query(args) => commands::query::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Diff(args) => commands::diff::run(args),
        Command::Questions(args) => commands::questions::run(args),
        Command::Export(args) => commands::export::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => commands::serve::run(args),
        Command::Load(args) => commands::load::run(args),
        Command::Retract(args) => commands::load::retract(args),
        #[cfg(feature = "serve")]
        Command::Publish(args) => commands::publish::run(args),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => commands::mcp::run(args),
        Command::Draft(args) => commands::draft::run(args),
        Command::Accept(args) => commands::decide::accept(args),
        Command::Reject(args) => commands::decide::reject(args),
        Command::Undo(args) => commands::decide::undo(args),
        Command::New(args) => commands::new::run(args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Session(args) => commands::session::run(args),
        Command::Terms(args) => commands::terms::run(args),
        Command::Man(args) => commands::man::run(args),
        Command::Completions(args) => commands::completions::run(args),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            commands::report::say_failure(&failure);
            match failure {
                Failure::Usage(_) | Failure::Said => ExitCode::from(2),
                Failure::Time(_) => ExitCode::from(124),
                Failure::Enough => ExitCode::from(1),
                Failure::Closed => ExitCode::SUCCESS,
            }
        }
    }
}
