//! One connection for one run, whatever the database: what a backend must be able to do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use limbeck_core::Dialect;

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

/// A future on the heap: sessions are used through one object, so that the protocol is written and
/// compiled once.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A row of texts: limbeck's own queries convert every column in SQL.
pub(crate) type TextRow = Vec<Option<String>>;

/// What a backend must be able to do. A new database is one more implementation of this.
pub(crate) trait Session: Send {
    /// The dialect it speaks.
    fn dialect(&self) -> Dialect;

    /// Whether sqlx has begun a transaction on the connection. One that was begun by hand shows
    /// only later: [`Prepared::in_transaction`], [`Trouble::InTransaction`].
    fn is_in_transaction(&self) -> bool;

    /// Runs `sql`, which may be several statements, and returns the number of rows changed.
    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<u64, sqlx::Error>>;

    /// Runs `sql` in one round trip and returns the rows of its queries.
    fn fetch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, sqlx::Error>>;

    /// Gets the session ready to write: notes its settings, sets limbeck's own, and finds the
    /// schema of `table`, which is returned.
    fn prepare<'a>(
        &'a mut self,
        table: &'a str,
        schema: Option<&'a str>,
        lock_timeout_ms: u64,
    ) -> BoxFuture<'a, Result<Prepared, sqlx::Error>>;

    /// Takes the lock that keeps other runners out until [`Session::finish`], if it is free.
    fn try_lock<'a>(&'a mut self) -> BoxFuture<'a, Result<bool, sqlx::Error>>;

    /// Says who holds the lock, if the database knows.
    fn lock_holder<'a>(&'a mut self) -> BoxFuture<'a, Option<String>>;

    /// Begins a transaction that writes.
    fn begin<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// Ends the transaction; what it did stays.
    fn commit<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move { self.execute("COMMIT").await.map(drop) })
    }

    /// Ends the transaction; nothing of it stays.
    fn rollback<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move { self.execute("ROLLBACK").await.map(drop) })
    }

    /// Whether `statement` may change the session's settings.
    fn may_set(&self, statement: &str) -> bool;

    /// Returns the SQL that undoes what a revision did to the session's settings.
    fn reset_sql(&self) -> &str;

    /// Gets ready for statements outside a transaction, or back from them.
    fn set_alone<'a>(&'a mut self, alone: bool) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// Switches foreign keys off, or back to what they were (SQLite; elsewhere nothing).
    fn set_foreign_keys_off<'a>(&'a mut self, off: bool) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// Looks at a statement that may have run before a crash, outside a transaction.
    fn probe<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Probe, sqlx::Error>>;

    /// Says what kind of trouble an error is.
    fn trouble(&self, error: &sqlx::Error) -> Trouble;

    /// Gives back all that the session took: the lock and the settings. A session that is dropped
    /// without it closes its connection, so that a run that was cancelled leaves nothing behind.
    fn finish<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>>;
}

impl fmt::Debug for dyn Session + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.dialect())
    }
}

/// What [`Session::prepare`] found.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The schema of the table, to qualify it with.
    pub(crate) schema: Option<String>,
    /// Whether the connection is in somebody else's transaction.
    pub(crate) in_transaction: bool,
}

/// What [`Session::probe`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Probe {
    /// The statement must run.
    Run,
    /// The statement has run.
    #[cfg_attr(
        not(feature = "postgres"),
        expect(dead_code, reason = "only PostgreSQL can tell")
    )]
    Done,
}

/// What kind of trouble an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A table does not exist.
    NoTable,
    /// Another session is in the way; the same may succeed later.
    Busy,
    /// The database does not accept writes.
    ReadOnly,
    /// The connection is in a transaction already.
    InTransaction,
    /// Somebody else has made the same thing at the same time.
    Exists,
    /// Anything else.
    Other,
}

/// A pool or a connection that a run can use.
///
/// Implemented for `&Pool`, `&mut PoolConnection` and `&mut` connection of each database whose
/// feature is on. A pool lends one connection for the run, so a pool of one is enough.
///
/// If the future of a run on a borrowed connection is dropped before it is done, close that
/// connection: limbeck cannot do so, and it may still be in a transaction or hold the lock. A
/// connection from a pool is closed by itself.
pub trait Connect<'c>: sealed::Connect<'c> {}

pub(crate) mod sealed {
    use super::{BoxFuture, Session};

    /// Opens the session; sealed, for sessions are limbeck's own affair.
    pub trait Connect<'c>: Send {
        #[doc(hidden)]
        #[expect(private_interfaces, reason = "sealed: nobody else can name or call it")]
        fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>>;
    }
}

/// A connection that a session holds.
pub(crate) trait Held: Send {
    /// Closes the connection instead of giving it back.
    fn discard(&mut self) {}
}

impl<DB: sqlx::Database> Held for sqlx::pool::PoolConnection<DB> {
    fn discard(&mut self) {
        self.close_on_drop();
    }
}

/// A connection that the caller keeps cannot be closed here.
impl<C: sqlx::Connection> Held for &mut C {}
