//! What the command line can say: the options that every command has, and those that some share.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, ValueEnum};
use limbeck_core::Dialect;

/// What every command can be told.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Options {
    /// The database: `sqlite:app.db`, `postgres://user@host/name` [default: DATABASE_URL, from the
    /// environment or `.env`].
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// The folder of revisions [default: the configured one, else `migrations`].
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The configuration [default: the nearest `limbeck.toml` upward].
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Say more.
    #[arg(short, long, global = true, action = ArgAction::SetTrue, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Say only what was asked for, and errors.
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` is on a terminal only.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: Color,
    /// Do what would lose data without asking.
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) yes: bool,
}

/// Which databases the revisions are for.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DialectArgs {
    /// A database that is in use, where `limbeck.toml` names none; may be repeated.
    ///
    /// The macro takes the databases under `[dialects]` in limbeck.toml, else those whose features
    /// of limbeck are on. The command line cannot see the features: say here which they are. Where
    /// limbeck.toml names the databases, it is right for both and this option is not needed.
    #[arg(long = "dialect", value_name = "DIALECT", value_parser = dialect())]
    pub(crate) dialects: Vec<Dialect>,
}

pub(crate) fn dialect() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::name))
        .try_map(|name| Dialect::from_name(&name).ok_or("no dialect has this name"))
}

/// How to answer.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct AnswerArgs {
    /// Answer in JSON; docs/json.md describes it.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> ColorChoice {
        match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}
