//! The `groundwire` command.

// Documents and stores allocate and free some strings for each quad, on all cores; a short run takes fewer pages, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    groundwire::cli::main()
}
