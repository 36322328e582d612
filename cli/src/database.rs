//! The database: which one is meant, and a connection to it.

use std::fmt;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use limbeck_core::Dialect;
use limbeck_core::target::TargetError;
use sqlx::{ConnectOptions, Connection};

use crate::context::Context;
use crate::environment::DATABASE_URL;
use crate::exit::{Exit, Failure};

/// How long a server may take to answer before it counts as down.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// How long to wait until the database lets the connection go.
const GOODBYE: Duration = Duration::from_millis(500);

/// A database's address, which may hold a password.
#[derive(Clone)]
pub(crate) struct Url {
    text: String,
    dialect: Dialect,
}

impl Url {
    /// Returns the address that the options name, else the environment, else `.env`.
    pub(crate) fn find(context: &mut Context) -> Result<Url, Failure> {
        match Url::find_any(context)? {
            Some(url) => Ok(url),
            None => Err(Failure::usage("no database is named")
                .help(format!(
                    "set {DATABASE_URL} in the environment or in `.env`, or say `--database-url sqlite:app.db`"
                ))),
        }
    }

    /// As [`Url::find`], for what can do without.
    pub(crate) fn find_any(context: &mut Context) -> Result<Option<Url>, Failure> {
        let text = match &context.options.database_url {
            Some(url) => Some(url.clone()),
            None => context.environment.variable(DATABASE_URL)?,
        };
        let Some(text) = text else {
            return Ok(None);
        };
        context.output.keep_secret(&text);
        let Some((scheme, _)) = text.split_once(':') else {
            return Err(Failure::usage("the database's URL has no scheme").help(SCHEMES));
        };
        let dialect = match scheme {
            "sqlite" => Dialect::Sqlite,
            "postgres" | "postgresql" => Dialect::Postgres,
            _ => {
                let message = format!("no database of limbeck's has URLs with `{scheme}:`");
                return Err(Failure::usage(message).help(SCHEMES));
            }
        };
        Ok(Some(Url { text, dialect }))
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn postgres(&self) -> Result<sqlx::postgres::PgConnectOptions, Failure> {
        sqlx::postgres::PgConnectOptions::from_str(&self.text).map_err(bad_url)
    }
}

const SCHEMES: &str = "write `sqlite:app.db` or `postgres://user@host/name`";

/// Without what may be secret.
impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({})", self.dialect)
    }
}

/// What a command means to do with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only look. A SQLite file that is not there is an error.
    Read,
    /// Change what is there. A SQLite file that is not there is an error.
    Change,
    /// Change it. A SQLite file that is not there is made.
    Write,
}

/// A connection.
#[derive(Debug)]
pub(crate) enum Database {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgConnection),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqliteConnection),
}

/// Does the same with the connection, whatever its type.
macro_rules! with_connection {
    ($database:expr, $connection:ident => $body:expr) => {
        match $database {
            #[cfg(feature = "postgres")]
            $crate::database::Database::Postgres($connection) => $body,
            #[cfg(feature = "sqlite")]
            $crate::database::Database::Sqlite($connection) => $body,
        }
    };
}
pub(crate) use with_connection;

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

impl Database {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Dialect::Sqlite,
        }
    }

    pub(crate) async fn connect(url: &Url, access: Access) -> Result<Database, Failure> {
        let connected = Database::attempt(url, access).await;
        connected.map_err(|refusal| refusal.failure)
    }

    /// As [`Database::connect`], for who may try again.
    pub(crate) async fn attempt(url: &Url, access: Access) -> Result<Database, Refusal> {
        let connecting = tokio::time::timeout(CONNECT_TIMEOUT, Database::try_connect(url, access));
        match connecting.await {
            Ok(connected) => connected,
            Err(_) => {
                let seconds = CONNECT_TIMEOUT.as_secs();
                let message = format!("the database did not answer within {seconds} s");
                let failure = Failure::database(message)
                    .help("is the address right, and does a firewall let you through?");
                let may_pass = true;
                Err(Refusal { failure, may_pass })
            }
        }
    }

    async fn try_connect(url: &Url, access: Access) -> Result<Database, Refusal> {
        match url.dialect {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => {
                let connection = sqlx::PgConnection::connect_with(&url.postgres()?).await;
                Ok(Database::Postgres(connection.map_err(not_postgres)?))
            }
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => {
                let options = sqlx::sqlite::SqliteConnectOptions::from_str(&url.text);
                let options = options.map_err(bad_url)?;
                let make = access == Access::Write && !url.text.contains("mode=");
                let options = if make {
                    options.create_if_missing(true)
                } else {
                    options
                };
                let file = options.get_filename().display().to_string();
                let connection = options.connect().await;
                Ok(Database::Sqlite(
                    connection.map_err(|error| not_sqlite(&file, access, &error))?,
                ))
            }
            dialect => Err(not_built_for(dialect).into()),
        }
    }

    /// Says goodbye; a connection that is only dropped is an error in the server's log. Waits for
    /// an answer for a moment only: a statement that was given up may still run.
    pub(crate) async fn close(self) {
        let closing = async { with_connection!(self, connection => connection.close().await) };
        let closed = tokio::time::timeout(GOODBYE, closing).await;
        // What was to be done is done, and told.
        drop(closed);
    }
}

pub(crate) fn not_built_for(dialect: Dialect) -> Failure {
    Failure::usage(format!("this binary cannot speak to {dialect}"))
        .help(format!("build it with limbeck-cli's feature `{dialect}`"))
}

fn bad_url(error: sqlx::Error) -> Failure {
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
    let message = match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    };
    let message = format!("the database cannot be reached: {message}");
    Refusal {
        failure: Failure::database(message).help(help),
        may_pass: matches!(error, sqlx::Error::Io(_)) || matches!(code, "53300" | "57P03"),
    }
}

#[cfg(feature = "sqlite")]
fn not_sqlite(file: &str, access: Access, error: &sqlx::Error) -> Failure {
    let path = std::path::Path::new(file);
    let (message, help) = if path.is_dir() {
        ("it is a folder".to_owned(), "name a file in it")
    } else if !path.exists() && access != Access::Write {
        let help = "`limbeck upgrade` makes it; is the path right?";
        ("there is no such file".to_owned(), help)
    } else {
        let message = match error.as_database_error() {
            Some(error) => error.message().to_owned(),
            None => error.to_string(),
        };
        let help = "does its folder exist, and may you read and write there?";
        (message, help)
    };
    Failure::database(format!("the database `{file}` cannot be opened: {message}")).help(help)
}

/// Connects, does `work` with the connection, and closes it.
///
/// It has a thread of its own with a runtime of its own: the caller may be in the middle of another.
pub(crate) fn run<T: Send>(
    url: &Url,
    access: Access,
    work: impl AsyncFnOnce(&mut Database) -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    block_on(async || {
        let mut database = Database::connect(url, access).await?;
        let result = work(&mut database).await;
        database.close().await;
        result
    })
}

/// Does `work` that waits for a database, as [`run`] does.
pub(crate) fn block_on<T: Send>(
    work: impl AsyncFnOnce() -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let on_thread = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime =
            runtime.map_err(|error| Failure::internal("no runtime can be started", error))?;
        runtime.block_on(work())
    };
    thread::scope(|scope| match scope.spawn(on_thread).join() {
        Ok(result) => result,
        // A defect, not a failure: it goes on where it would have without the thread.
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

impl From<limbeck::Error> for Failure {
    fn from(error: limbeck::Error) -> Failure {
        use limbeck::ErrorKind as Kind;
        let exit = match error.kind() {
            Kind::Target(_) | Kind::Irreversible { .. } | Kind::NotCompiledFor { .. } => {
                Exit::Usage
            }
            Kind::Stopped { .. } => Exit::Stopped,
            Kind::Ahead { .. }
            | Kind::InTheWay { .. }
            | Kind::Edited { .. }
            | Kind::Partial { .. }
            | Kind::Stale { .. } => Exit::Findings,
            _ => Exit::Database,
        };
        let failure = Failure::from_text(exit, &error.to_string());
        match error.kind() {
            Kind::Target(TargetError::SeveralHeads { .. }) => {
                failure.help("`limbeck merge` joins them, `limbeck heads` shows them")
            }
            _ => failure,
        }
    }
}
