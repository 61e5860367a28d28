//! The command `mediaop`: analytics of short-video shop accounts, as a server and on the command line.

mod cli;
mod clock;
mod commands;
#[allow(unreachable_pub, reason = "the generator knows nothing of the command around it")]
mod demo;
mod exit;
mod http;
mod import;
mod output;
mod progress;
mod schedule;
mod settings;
mod store;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let outcome = commands::run(arguments);
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => {
            output::complain(&output::in_full(&error));
            exit::Exit::Failure.into()
        }
    }
}
