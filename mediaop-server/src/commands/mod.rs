//! The commands, each: settings, work, report.

mod completions;
mod demo;
mod precompute;
mod problem;
mod query;
mod question;
mod readable;
mod refresh;
mod table;

use crate::cli::{Arguments, Command, ServeArguments};
use crate::exit::Exit;
use crate::http::{ServeOptions, serve};
use crate::import::{self, BesideDemo};
use crate::settings::Settings;

const DEFAULT_LISTEN: ([u8; 4], u16) = ([127, 0, 0, 1], 8787);

/// Runs the command.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    if let Command::Completions { shell } = arguments.command {
        return completions::run(shell);
    }
    let settings = Settings::resolve(&arguments.global)?;
    match arguments.command {
        Command::Serve(arguments) => to_the_end(run_serve(settings, arguments)),
        Command::Import { files, mix_with_demo } => {
            let beside_demo = if mix_with_demo { BesideDemo::Allowed } else { BesideDemo::Refused };
            to_the_end(async { import::run(&settings, &files, beside_demo).await })
        }
        Command::Demo(arguments) => to_the_end(demo::run(settings, arguments)),
        Command::Query(arguments) => query::run(&settings, &arguments),
        Command::Precompute { as_of } => to_the_end(precompute::run(settings, as_of)),
        Command::Refresh => refresh::run(&settings),
        Command::Completions { .. } => Ok(Exit::Fine),
    }
}

async fn run_serve(mut settings: Settings, arguments: ServeArguments) -> anyhow::Result<Exit> {
    let listen = arguments.listen.or(settings.listen).unwrap_or(DEFAULT_LISTEN.into());
    let ServeArguments { allow_remote, mut allow_host, no_schedule, token_file, log_format, rate_limit, .. } =
        arguments;
    let token = settings.token(token_file.as_deref())?;
    let log_format = log_format.or(settings.log_format).unwrap_or_default();
    let rate_limit = rate_limit.or(settings.rate_limit);
    allow_host.append(&mut settings.allow_host);
    if no_schedule {
        settings.plan = None;
    }
    let options = ServeOptions { listen, allow_remote, allow_host, token, log_format, rate_limit };
    serve(settings, options).await.map(|()| Exit::Fine)
}

fn to_the_end(work: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(work);
    // A reading under way changes nothing, so that it need not be waited for.
    runtime.shutdown_background();
    outcome
}
