//! The HTTP server: carries questions to the contract and answers back.

mod answers;
mod cache;
mod crawl;
mod descendants;
mod guard;
mod jobs;
mod limit;
mod log;
mod metrics;
mod page;
mod prepared;
mod reading;
mod refresh;
mod serve;
mod shutdown;
mod state;
mod token;
mod unattended;
mod welcome;

pub(crate) use log::LogFormat;
pub(crate) use serve::{ServeOptions, serve};
pub(crate) use token::Token;
