//! The command `mediaop`.

use std::process::ExitCode;

fn main() -> ExitCode {
    mediaop_server::command_line(std::env::args_os()).into()
}
