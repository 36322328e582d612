//! Why there is no connection, or why the database did not do what it was to do.

use limbeck_core::Dialect;

#[cfg(feature = "sqlite")]
use super::Access;
use crate::exit::{Exit, Failure};

/// How URLs look.
pub(super) const SCHEMES: &str = "write `sqlite:app.db` or `postgres://user@host/name`";

/// Why there is no connection.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) failure: Failure,
    /// Whether a server that is starting refuses like this.
    pub(crate) may_pass: bool,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        let may_pass = false;
        Refusal { failure, may_pass }
    }
}

/// What the database said, in its own words: sqlx adds a line of PostgreSQL's own source code.
pub(crate) fn said(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    }
}

pub(crate) fn not_built_for(dialect: Dialect) -> Failure {
    Failure::usage(format!("this binary cannot speak to {dialect}"))
        .help(format!("build it with limbeck-cli's feature `{dialect}`"))
}

pub(super) fn bad_url(error: sqlx::Error) -> Failure {
    let cause = match error {
        sqlx::Error::Configuration(error) => error.to_string(),
        error => error.to_string(),
    };
    Failure::usage(format!("the database's URL cannot be read: {cause}")).help(SCHEMES)
}

#[cfg(feature = "postgres")]
pub(crate) fn not_postgres(error: sqlx::Error) -> Refusal {
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.as_deref().unwrap_or_default();
    let help = match (&error, code) {
        (_, "28P01" | "28000") => "check user and password in the database's URL",
        (_, "3D000") => "create it first: `createdb NAME`",
        (_, "53300") => "the server has no connection left; try again later",
        (_, "57P03") => "the server is starting or stopping; `limbeck wait` waits for it",
        (sqlx::Error::Tls(_), _) => "check `sslmode` in the database's URL",
        (sqlx::Error::Io(_), _) => {
            "is the server running, and the address right? `limbeck wait` waits for it"
        }
        _ => "check the database's URL",
    };
    let message = format!("the database cannot be reached: {}", said(&error));
    Refusal {
        failure: Failure::database(message).help(help),
        may_pass: matches!(error, sqlx::Error::Io(_)) || matches!(code, "53300" | "57P03"),
    }
}

#[cfg(feature = "sqlite")]
pub(super) fn not_sqlite(file: &str, access: Access, error: &sqlx::Error) -> Failure {
    let path = std::path::Path::new(file);
    let (message, help) = if path.is_dir() {
        ("it is a folder".to_owned(), "name a file in it")
    } else if !path.exists() && access != Access::Write {
        let help = "`limbeck upgrade` makes it; is the path right?";
        ("there is no such file".to_owned(), help)
    } else {
        let help = "does its folder exist, and may you read and write there?";
        (said(error), help)
    };
    Failure::database(format!("the database `{file}` cannot be opened: {message}")).help(help)
}

impl From<limbeck::Error> for Failure {
    fn from(error: limbeck::Error) -> Failure {
        use limbeck::ErrorKind as Kind;
        let exit = match error.kind() {
            Kind::Target(target) => return target.clone().into(),
            Kind::Irreversible { .. } | Kind::NotCompiledFor { .. } => Exit::Usage,
            Kind::Stopped { .. } => Exit::Stopped,
            Kind::Ahead { .. }
            | Kind::InTheWay { .. }
            | Kind::Edited { .. }
            | Kind::Partial { .. }
            | Kind::Stale { .. } => Exit::Findings,
            _ => Exit::Database,
        };
        Failure::from_text(exit, &error.to_string())
    }
}
