//! PostgreSQL: an advisory lock of the session keeps other runners out.

use std::ops::DerefMut;

use limbeck_core::Dialect;
use limbeck_core::packed::stamp;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Pool, Postgres, Row};

use super::{BoxFuture, Connect, Held, Prepared, Probe, Session, TextRow, Trouble, sealed};
use crate::quote::{identifier, literal};

struct PostgresSession<C: Held> {
    connection: C,
    /// Whether anything was taken that must be given back.
    dirty: bool,
    lock_key: i64,
    locked: bool,
    lock_timeout_ms: u64,
    /// Brings back the settings that the connection came with.
    restore: String,
    /// The same, and limbeck's own on top.
    reset: String,
}

impl<C: Held + DerefMut<Target = PgConnection>> PostgresSession<C> {
    fn new(connection: C) -> Self {
        PostgresSession {
            connection,
            dirty: false,
            lock_key: 0,
            locked: false,
            lock_timeout_ms: 0,
            restore: String::new(),
            reset: String::new(),
        }
    }

    async fn first(&mut self, sql: &str) -> Result<TextRow, sqlx::Error> {
        let rows = self.fetch(sql).await?;
        rows.into_iter().next().ok_or(sqlx::Error::RowNotFound)
    }
}

impl<C: Held + DerefMut<Target = PgConnection>> Session for PostgresSession<C> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
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

    /// The simple protocol: one round trip, and every value comes as text.
    fn fetch<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Vec<TextRow>, sqlx::Error>> {
        Box::pin(async move {
            let query = sqlx::raw_sql(AssertSqlSafe(sql));
            let rows = query.fetch_all(&mut *self.connection).await?;
            let texts = |row: &sqlx::postgres::PgRow| {
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
        table: &'a str,
        schema: Option<&'a str>,
        lock_timeout_ms: u64,
    ) -> BoxFuture<'a, Result<Prepared, sqlx::Error>> {
        Box::pin(async move {
            self.lock_timeout_ms = lock_timeout_ms;
            // The table where the search path finds it, else where it would be made: a role or a
            // search path that changes later still finds the table that there is.
            let found = literal(Dialect::Postgres, &identifier(table));
            let query = format!(
                "SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c \
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                 WHERE c.oid = pg_catalog.to_regclass({found})), current_schema()), \
                 now() <> statement_timestamp(), current_setting('role')"
            );
            let row = self.first(&query).await?;
            let mut row = row.into_iter();
            let found = row.next().flatten();
            let in_transaction = row.next().flatten().as_deref() == Some("t");
            let role = row.next().flatten().unwrap_or_else(|| "none".to_owned());
            let schema = schema.map(str::to_owned).or(found);
            if in_transaction {
                return Ok(Prepared {
                    schema,
                    in_transaction,
                });
            }
            self.dirty = true;
            let settings =
                "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'";
            let settings = self.fetch(settings).await?;
            let set = |name: &str, value: &str| {
                let [name, value] = [name, value].map(|text| literal(Dialect::Postgres, text));
                format!("pg_catalog.set_config({name}, {value}, false)")
            };
            let mut calls = vec![set("role", &role)];
            for row in &settings {
                if let [Some(name), Some(value)] = row.as_slice() {
                    calls.push(set(name, value));
                }
            }
            self.restore = format!("RESET ALL; SELECT {};", calls.join(", "));
            calls.push(set("lock_timeout", &lock_timeout_ms.to_string()));
            calls.push(set("statement_timeout", "0"));
            calls.push(set("idle_in_transaction_session_timeout", "0"));
            self.reset = format!("RESET ALL; SELECT {};", calls.join(", "));
            let reset = self.reset.clone();
            self.execute(&reset).await?;
            // Advisory locks are the database's own, so the key need not name it.
            let key = format!("limbeck:{}.{table}", schema.as_deref().unwrap_or_default());
            self.lock_key = stamp(&key).cast_signed();
            Ok(Prepared {
                schema,
                in_transaction,
            })
        })
    }

    /// Never the blocking call: a session that waits for a lock holds a snapshot, and `CREATE INDEX
    /// CONCURRENTLY` of the holder would wait for the waiter.
    fn try_lock<'a>(&'a mut self) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        Box::pin(async move {
            let query = format!("SELECT pg_catalog.pg_try_advisory_lock({})", self.lock_key);
            let row = self.first(&query).await?;
            self.locked = row.first().and_then(Option::as_deref) == Some("t");
            Ok(self.locked)
        })
    }

    fn lock_holder<'a>(&'a mut self) -> BoxFuture<'a, Option<String>> {
        Box::pin(async move {
            let key = self.lock_key;
            // A 64-bit key is split over two columns (PostgreSQL manual, "pg_locks").
            let query = format!(
                "SELECT 'process ' || a.pid || coalesce(' of ' || nullif(a.application_name, ''), '') \
                 || coalesce(' at ' || host(a.client_addr), '') || ', connected ' \
                 || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
                 FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
                 JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database() \
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
                 AND l.classid::bigint = ({key}::bigint >> 32) & 4294967295 \
                 AND l.objid::bigint = {key}::bigint & 4294967295"
            );
            self.first(&query).await.ok()?.into_iter().next().flatten()
        })
    }

    fn begin<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move { self.execute("BEGIN").await.map(drop) })
    }

    /// Any may: `SET`, a function that calls `set_config`, a `DO` block.
    fn may_set(&self, _statement: &str) -> bool {
        true
    }

    fn reset_sql(&self) -> &str {
        &self.reset
    }

    /// Statements outside a transaction wait as long as they must: a timeout would leave an
    /// invalid index behind.
    fn set_alone<'a>(&'a mut self, alone: bool) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let timeout = if alone { 0 } else { self.lock_timeout_ms };
            let sql = format!("SET lock_timeout = {timeout}");
            self.execute(&sql).await.map(drop)
        })
    }

    fn set_foreign_keys_off<'a>(
        &'a mut self,
        _off: bool,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async { Ok(()) })
    }

    /// A `CREATE INDEX CONCURRENTLY` that was cut off leaves an invalid index under its name, one
    /// that came through a valid one.
    fn probe<'a>(&'a mut self, sql: &'a str) -> BoxFuture<'a, Result<Probe, sqlx::Error>> {
        Box::pin(async move {
            let Some(index) = concurrent_index(sql) else {
                return Ok(Probe::Run);
            };
            let name = literal(Dialect::Postgres, index);
            let query = format!(
                "SELECT indisvalid, indexrelid::regclass FROM pg_catalog.pg_index \
                 WHERE indexrelid = pg_catalog.to_regclass({name})"
            );
            let rows = self.fetch(&query).await?;
            match rows.first().map(Vec::as_slice) {
                Some([Some(valid), _]) if valid == "t" => Ok(Probe::Done),
                Some([_, Some(index)]) => {
                    let drop_index = format!("DROP INDEX CONCURRENTLY {index}");
                    self.execute(&drop_index).await?;
                    Ok(Probe::Run)
                }
                _ => Ok(Probe::Run),
            }
        })
    }

    fn trouble(&self, error: &sqlx::Error) -> Trouble {
        let code = error.as_database_error().and_then(|error| error.code());
        // PostgreSQL manual, appendix "Error codes".
        match code.as_deref() {
            Some("42P01" | "3F000") => Trouble::NoTable,
            Some("25P02") => Trouble::InTransaction,
            Some("55P03" | "40P01" | "40001") => Trouble::Busy,
            Some("25006") => Trouble::ReadOnly,
            Some("23505" | "42P06" | "42P07" | "42710") => Trouble::Exists,
            _ => Trouble::Other,
        }
    }

    fn finish<'a>(&'a mut self) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let mut sql = std::mem::take(&mut self.restore);
            if self.locked {
                let key = self.lock_key;
                sql.push_str(&format!("SELECT pg_catalog.pg_advisory_unlock({key});"));
            }
            if !sql.is_empty() {
                self.execute(&sql).await?;
            }
            self.locked = false;
            self.dirty = false;
            Ok(())
        })
    }
}

/// Returns the name of the index that a `CREATE INDEX CONCURRENTLY` statement makes.
fn concurrent_index(sql: &str) -> Option<&str> {
    let mut tokens = limbeck_core::lexer::tokens(sql, Dialect::Postgres).map(|token| token.text);
    let mut expect = |word: &str| {
        let next = tokens.next()?;
        Some((next.eq_ignore_ascii_case(word), next))
    };
    expect("create")?.0.then_some(())?;
    let (unique, _) = expect("unique")?;
    if unique {
        expect("index")?.0.then_some(())?;
    }
    expect("concurrently")?.0.then_some(())?;
    let (conditional, name) = expect("if")?;
    if !conditional {
        return Some(name).filter(|name| !name.eq_ignore_ascii_case("on"));
    }
    expect("not")?;
    expect("exists")?;
    tokens.next()
}

impl<C: Held> Drop for PostgresSession<C> {
    fn drop(&mut self) {
        if self.dirty {
            self.connection.discard();
        }
    }
}

impl<'c> Connect<'c> for &'c Pool<Postgres> {}
impl<'c> Connect<'c> for &'c mut PoolConnection<Postgres> {}
impl<'c> Connect<'c> for &'c mut PgConnection {}

#[expect(private_interfaces, reason = "sealed")]
impl<'c> sealed::Connect<'c> for &'c Pool<Postgres> {
    fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>> {
        Box::pin(async move {
            let connection = self.acquire().await?;
            Ok(Box::new(PostgresSession::new(connection)) as Box<dyn Session>)
        })
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl<'c> sealed::Connect<'c> for &'c mut PoolConnection<Postgres> {
    fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>> {
        sealed::Connect::open(&mut **self)
    }
}

#[expect(private_interfaces, reason = "sealed")]
impl<'c> sealed::Connect<'c> for &'c mut PgConnection {
    fn open(self) -> BoxFuture<'c, Result<Box<dyn Session + 'c>, sqlx::Error>> {
        Box::pin(async move { Ok(Box::new(PostgresSession::new(self)) as Box<dyn Session>) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_a_concurrent_statement_is_found() {
        let name = concurrent_index("CREATE INDEX CONCURRENTLY ix_a ON a (b)");
        assert_eq!(name, Some("ix_a"));
        let name = concurrent_index(
            "create unique index /* why */ concurrently if not exists \"Ix\" on a (b)",
        );
        assert_eq!(name, Some("\"Ix\""));
    }

    #[test]
    fn other_statements_have_no_such_index() {
        for sql in [
            "CREATE INDEX ix ON a (b)",
            "CREATE INDEX CONCURRENTLY ON a (b)",
            "SELECT 1",
            "",
        ] {
            assert_eq!(concurrent_index(sql), None, "{sql}");
        }
    }
}
