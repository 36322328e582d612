//! SQLite: the write transaction is the lock, and a lost one is noticed by counting rows.

use std::ops::DerefMut;

use limbeck_core::Dialect;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Pool, Row, Sqlite};

use super::{BoxFuture, Connect, Held, Prepared, Probe, Session, TextRow, Trouble, sealed};

/// The settings that a revision might leave changed. SQLite has no `RESET`.
const PRAGMAS: [&str; 4] = [
    "foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "recursive_triggers",
];

struct SqliteSession<C: Held> {
    connection: C,
    /// Whether anything was taken that must be given back.
    dirty: bool,
    foreign_keys: bool,
    reset: String,
}

impl<C: Held + DerefMut<Target = SqliteConnection>> SqliteSession<C> {
    fn new(connection: C) -> Self {
        SqliteSession {
            connection,
            dirty: false,
            foreign_keys: false,
            reset: String::new(),
        }
    }
}

impl<C: Held + DerefMut<Target = SqliteConnection>> Session for SqliteSession<C> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn is_in_transaction(&self) -> bool {
        self.connection.is_in_transaction()
    }

    fn execute<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<u64, sqlx::Error>> {
        Box::pin(async move {
            let query = sqlx::raw_sql(AssertSqlSafe(sql));
            let done = query.execute(&mut *self.connection).await?;
            Ok(done.rows_affected())
        })
    }

    fn fetch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, sqlx::Error>> {
        Box::pin(async move {
            let query = sqlx::raw_sql(AssertSqlSafe(sql));
            let rows = query.fetch_all(&mut *self.connection).await?;
            let texts = |row: &sqlx::sqlite::SqliteRow| {
                let columns = 0..row.len();
                columns
                    .map(|column| row.try_get_unchecked(column))
                    .collect()
            };
            rows.iter().map(texts).collect()
        })
    }

    fn prepare<'a>(
        &'a mut self,
        _table: &'a str,
        schema: Option<&'a str>,
        _lock_timeout_ms: u64,
    ) -> BoxFuture<'a, Result<Prepared, sqlx::Error>> {
        Box::pin(async move {
            self.dirty = true;
            let columns = PRAGMAS.map(|name| format!("(SELECT {name} FROM pragma_{name})"));
            let query = format!("SELECT {}", columns.join(", "));
            let rows = self.fetch(&query).await?;
            let values = rows.into_iter().next().unwrap_or_default();
            for (name, value) in PRAGMAS.into_iter().zip(values) {
                let Some(value) = value else { continue };
                self.foreign_keys |= name == "foreign_keys" && value == "1";
                self.reset.push_str(&format!("PRAGMA {name} = {value};"));
            }
            Ok(Prepared {
                schema: Some(schema.unwrap_or("main").to_owned()),
                // SQLite says so itself when the transaction begins.
                in_transaction: false,
            })
        })
    }

    /// There is no lock to take ahead: `BEGIN IMMEDIATE` takes it for each transaction.
    fn try_lock<'a>(&'a mut self) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        Box::pin(async { Ok(true) })
    }

    fn lock_holder<'a>(&'a mut self) -> BoxFuture<'a, Option<String>> {
        Box::pin(async { None })
    }

    fn begin<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move { self.execute("BEGIN IMMEDIATE").await.map(drop) })
    }

    /// Only a pragma does.
    fn may_set(&self, statement: &str) -> bool {
        let first = limbeck_core::lexer::tokens(statement, Dialect::Sqlite).next();
        first.is_some_and(|first| first.text.eq_ignore_ascii_case("pragma"))
    }

    fn reset_sql(&self) -> &str {
        &self.reset
    }

    /// Without a transaction nothing would keep another process out between two statements; in
    /// exclusive mode SQLite keeps the file locked after the first write, and the operating system
    /// lets go of it when the process dies (<https://www.sqlite.org/pragma.html#pragma_locking_mode>).
    fn set_alone<'a>(&'a mut self, alone: bool) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            if alone {
                let sql = "PRAGMA locking_mode = EXCLUSIVE";
                return self.fetch(sql).await.map(drop);
            }
            let mode = self.fetch("PRAGMA locking_mode = NORMAL").await?;
            // The lock goes with the next access to the file.
            self.fetch("SELECT count(*) FROM sqlite_master").await?;
            let normal = mode.iter().flatten().flatten().any(|mode| mode == "normal");
            if !normal {
                // A database that entered WAL in exclusive mode keeps the mode until it is closed.
                self.connection.discard();
            }
            Ok(())
        })
    }

    fn set_foreign_keys_off<'a>(&'a mut self, off: bool) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let on = self.foreign_keys && !off;
            let sql = format!("PRAGMA foreign_keys = {}", u8::from(on));
            self.execute(&sql).await.map(drop)
        })
    }

    fn probe<'a>(&'a mut self, _sql: &'a str) -> BoxFuture<'a, Result<Probe, sqlx::Error>> {
        Box::pin(async { Ok(Probe::Run) })
    }

    fn trouble(&self, error: &sqlx::Error) -> Trouble {
        let Some(error) = error.as_database_error() else {
            return Trouble::Other;
        };
        let code = error.code().and_then(|code| code.parse::<u32>().ok());
        // Extended codes carry the primary one in the low byte (<https://www.sqlite.org/rescode.html>).
        match code.map(|code| code & 0xFF) {
            Some(5 | 6) => Trouble::Busy,
            Some(8) => Trouble::ReadOnly,
            Some(1) if error.message().starts_with("no such table") => Trouble::NoTable,
            Some(1) if error.message().contains("within a transaction") => Trouble::InTransaction,
            Some(1) if error.message().ends_with("already exists") => Trouble::Exists,
            Some(19) => Trouble::Exists,
            _ => Trouble::Other,
        }
    }

    fn finish<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let reset = std::mem::take(&mut self.reset);
            if !reset.is_empty() {
                self.execute(&reset).await?;
            }
            self.dirty = false;
            Ok(())
        })
    }
}

impl<C: Held> Drop for SqliteSession<C> {
    fn drop(&mut self) {
        if self.dirty {
            self.connection.discard();
        }
    }
}

impl<'c> Connect<'c> for &'c Pool<Sqlite> {}
impl<'c> Connect<'c> for &'c mut PoolConnection<Sqlite> {}
impl<'c> Connect<'c> for &'c mut SqliteConnection {}

#[expect(private_interfaces, reason = "sealed")]
impl<'c> sealed::Connect<'c> for &'c Pool<Sqlite> {
    fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>> {
        Box::pin(async move {
            let connection = self.acquire().await?;
            Ok(Box::new(SqliteSession::new(connection)) as Box<dyn Session>)
        })
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl<'c> sealed::Connect<'c> for &'c mut PoolConnection<Sqlite> {
    fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>> {
        sealed::Connect::open(&mut **self)
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl<'c> sealed::Connect<'c> for &'c mut SqliteConnection {
    fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>> {
        Box::pin(async move { Ok(Box::new(SqliteSession::new(self)) as Box<dyn Session>) })
    }
}
