//! The HTTP server: carries questions to the contract and answers back.

mod answers;
mod crawl;
mod guard;
mod jobs;
mod log;
mod reading;
mod refresh;
mod serve;
mod shutdown;
mod state;
mod unattended;
mod welcome;

pub(crate) use serve::{ServeOptions, serve};
