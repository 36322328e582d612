//! What the runtime and sqlx tell about their work, for the standalone binaries: on standard error,
//! when it is asked for.

use std::io;

use anstream::{AutoStream, ColorChoice};
use tracing_subscriber::EnvFilter;

use crate::context::Context;
use crate::environment::LIMBECK_LOG;
use crate::exit::Failure;

/// Starts to log what the filter in LIMBECK_LOG lets pass; without one, nothing.
pub(crate) fn start(context: &Context) -> Result<(), Failure> {
    let Some(filter) = context.environment.variable(LIMBECK_LOG)? else {
        return Ok(());
    };
    let filter = EnvFilter::try_new(&filter).map_err(|error| {
        Failure::usage(format!("{LIMBECK_LOG} is no filter: {error}"))
            .help("write a level, or levels of targets: `info`, `limbeck=debug,sqlx=warn`")
    })?;
    let colors = match context.options.color.into() {
        ColorChoice::Auto => AutoStream::choice(&io::stderr()),
        chosen => chosen,
    };
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(colors != ColorChoice::Never)
        .try_init();
    started.map_err(|error| Failure::internal("the log cannot be started", error))
}
