//! The `groundwire` command.

// A load into a store allocates and frees some strings for each quad.
#[cfg(any(target_env = "musl", feature = "disk"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    groundwire::cli::main()
}
