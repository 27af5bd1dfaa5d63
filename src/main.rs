//! The `groundwire` command.
#[cfg(all(target_env = "musl", not(debug_assertions)))]
mod musl;

use groundwire::ask::memory::Counted;

// A load into a store allocates and frees some strings for each quad. On Windows it could not serve C++, too.
#[cfg(any(target_env = "musl", all(feature = "disk", not(windows))))]
#[global_allocator]
static ALLOCATOR: Counted<mimalloc::MiMalloc> = Counted(mimalloc::MiMalloc);

#[cfg(not(any(target_env = "musl", all(feature = "disk", not(windows)))))]
#[global_allocator]
static ALLOCATOR: Counted<std::alloc::System> = Counted(std::alloc::System);

fn main() -> std::process::ExitCode {
    groundwire::cli::main()
}
