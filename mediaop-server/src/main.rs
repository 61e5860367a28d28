//! The command `mediaop`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// glibc's keeps what a full reading has freed (docs/PERFORMANCE.md, Operation).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    mediaop_server::command_line(std::env::args_os()).into()
}
