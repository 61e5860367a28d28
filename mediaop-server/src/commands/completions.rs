//! `mediaop completions`.

use clap::CommandFactory;

use crate::cli::Arguments;
use crate::exit::Exit;
use crate::output;

pub(super) fn run(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "mediaop", &mut script);
    output::answer(&script)?;
    Ok(Exit::Fine)
}
