//! The `groundwire` command.
#[cfg(all(target_env = "musl", not(debug_assertions)))]
mod musl;

use groundwire::ask::memory::Counted;

// A load into a store allocates and frees some strings for each quad.
#[cfg(any(target_env = "musl", feature = "disk"))]
#[global_allocator]
static ALLOCATOR: Counted<mimalloc::MiMalloc> = Counted(mimalloc::MiMalloc);

#[cfg(not(any(target_env = "musl", feature = "disk")))]
#[global_allocator]
static ALLOCATOR: Counted<std::alloc::System> = Counted(std::alloc::System);

fn main() -> std::process::ExitCode {
    groundwire::cli::main()
}
