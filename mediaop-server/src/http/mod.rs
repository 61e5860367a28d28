//! The HTTP server: carries questions to the contract and answers back.

mod answers;
mod guard;
mod jobs;
mod log;
mod page;
mod refresh;
mod serve;
mod shutdown;
mod state;
mod welcome;

pub(crate) use serve::{ServeOptions, serve};
