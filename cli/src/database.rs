//! The database: which one is meant, and a connection to it.

use std::fmt;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use limbeck_core::Dialect;
#[cfg(feature = "sqlite")]
use sqlx::ConnectOptions;
use sqlx::Connection;

use crate::exit::Failure;

mod refusal;

use refusal::SCHEMES;
#[cfg(feature = "postgres")]
pub(crate) use refusal::not_postgres;
pub(crate) use refusal::{Refusal, not_built_for, said};

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!("limbeck-cli speaks to no database: turn on its feature `postgres` or `sqlite`");

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
    /// Reads an address.
    pub(crate) fn parse(text: String) -> Result<Url, Failure> {
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
        Ok(Url { text, dialect })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn postgres(&self) -> Result<sqlx::postgres::PgConnectOptions, Failure> {
        sqlx::postgres::PgConnectOptions::from_str(&self.text).map_err(refusal::bad_url)
    }
}

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
        match (url.dialect, access) {
            #[cfg(feature = "postgres")]
            (Dialect::Postgres, _) => {
                let connection = sqlx::PgConnection::connect_with(&url.postgres()?).await;
                Ok(Database::Postgres(connection.map_err(not_postgres)?))
            }
            #[cfg(feature = "sqlite")]
            (Dialect::Sqlite, access) => {
                let options = sqlx::sqlite::SqliteConnectOptions::from_str(&url.text);
                let options = options.map_err(refusal::bad_url)?;
                // Where the URL has a mode, it says whether a file may be made.
                let options = match access {
                    Access::Write if url.text.contains("mode=") => options,
                    access => options.create_if_missing(access == Access::Write),
                };
                let file = options.get_filename().display().to_string();
                let connection = options.connect().await;
                Ok(Database::Sqlite(connection.map_err(|error| {
                    refusal::not_sqlite(&file, access, &error)
                })?))
            }
            (dialect, _) => Err(not_built_for(dialect).into()),
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
