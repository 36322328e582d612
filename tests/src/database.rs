//! Databases to test on: a SQLite file of its own, and a PostgreSQL database of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, Row, SqlitePool};
use tempfile::TempDir;

/// One empty database. It goes when the value goes, or with the test server.
#[derive(Debug)]
pub enum TestDatabase {
    Sqlite { pool: SqlitePool, folder: TempDir },
    Postgres { pool: PgPool, url: String },
}

/// Runs one expression on whichever pool there is.
#[macro_export]
macro_rules! with_pool {
    ($database:expr, $pool:ident => $body:expr) => {
        match $database {
            $crate::TestDatabase::Sqlite { pool: $pool, .. } => $body,
            $crate::TestDatabase::Postgres { pool: $pool, .. } => $body,
        }
    };
}

/// Makes one test for each database from a list of `async fn(TestDatabase)`.
#[macro_export]
macro_rules! on_every_backend {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::TestDatabase::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(database) = $crate::TestDatabase::postgres().await {
                    super::$test(database).await;
                }
            })*
        }
    };
}

const POOL_SIZE: u32 = 5;

impl TestDatabase {
    /// Makes an empty SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("test.db"))
            .create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(POOL_SIZE);
        let pool = pool.connect_with(options).await.unwrap();
        TestDatabase::Sqlite { pool, folder }
    }

    /// Makes an empty database on the test server, or says that there is no server.
    ///
    /// # Panics
    ///
    /// Panics without server where `LIMBECK_TEST_REQUIRE` names `postgres`, as in CI.
    pub async fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("LIMBECK_TEST_POSTGRES") else {
            let required = std::env::var("LIMBECK_TEST_REQUIRE").unwrap_or_default();
            assert!(
                !required.contains("postgres"),
                "LIMBECK_TEST_POSTGRES must name a server; `./tests/run` starts one"
            );
            eprintln!("skipped: no LIMBECK_TEST_POSTGRES; `./tests/run` starts a server");
            return None;
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("limbeck_{}_{number}", std::process::id());
        let mut admin = PgConnection::connect(&server).await.unwrap();
        let create = format!("CREATE DATABASE {name}");
        let created = sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut admin);
        created.await.unwrap();
        let options: PgConnectOptions = server.parse().unwrap();
        let url = options.clone().database(&name).to_url_lossy().to_string();
        let pool = PgPoolOptions::new().max_connections(POOL_SIZE);
        let pool = pool.connect_with(options.database(&name)).await.unwrap();
        Some(TestDatabase::Postgres { pool, url })
    }

    /// The URL that other processes reach it by.
    pub fn url(&self) -> String {
        match self {
            TestDatabase::Sqlite { folder, .. } => {
                format!(
                    "sqlite://{}?mode=rwc",
                    folder.path().join("test.db").display()
                )
            }
            TestDatabase::Postgres { url, .. } => url.clone(),
        }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, TestDatabase::Sqlite { .. })
    }

    /// Runs statements.
    ///
    /// # Panics
    ///
    /// Panics if one fails.
    pub async fn execute(&self, sql: &str) {
        let done = with_pool!(self, pool => sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.map(drop));
        done.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }

    /// Runs a query and returns its rows, every column as text and null as `null`.
    ///
    /// # Panics
    ///
    /// Panics if it fails.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        with_pool!(self, pool => {
            let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(pool).await;
            let rows = rows.unwrap_or_else(|error| panic!("{error}\n{sql}"));
            let text = |row: &_, column| -> String { text(row, column) };
            rows.iter().map(|row| (0..row.len()).map(|column| text(row, column)).collect()).collect()
        })
    }

    /// Runs a query for one value.
    ///
    /// # Panics
    ///
    /// Panics if there is not one row.
    pub async fn value(&self, sql: &str) -> String {
        let rows = self.rows(sql).await;
        assert_eq!(rows.len(), 1, "{sql}");
        rows[0][0].clone()
    }

    /// The ids that the database records as applied, sorted.
    pub async fn recorded(&self) -> Vec<String> {
        let rows = self
            .rows("SELECT revision FROM limbeck_revisions ORDER BY revision")
            .await;
        rows.into_iter().flatten().collect()
    }

    /// The names of the tables, without limbeck's own, sorted.
    pub async fn tables(&self) -> Vec<String> {
        let sql = match self {
            TestDatabase::Sqlite { .. } => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'limbeck_revisions' \
                 AND name NOT LIKE 'sqlite_%' ORDER BY name"
            }
            TestDatabase::Postgres { .. } => {
                "SELECT tablename::text FROM pg_tables WHERE tablename <> 'limbeck_revisions' \
                 AND schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
            }
        };
        self.rows(sql).await.into_iter().flatten().collect()
    }
}

fn text<R: TextColumn>(row: &R, column: usize) -> String {
    row.text(column).unwrap_or_else(|| "null".to_owned())
}

trait TextColumn {
    fn text(&self, column: usize) -> Option<String>;
}

impl TextColumn for sqlx::sqlite::SqliteRow {
    fn text(&self, column: usize) -> Option<String> {
        self.try_get_unchecked(column).unwrap()
    }
}

impl TextColumn for sqlx::postgres::PgRow {
    fn text(&self, column: usize) -> Option<String> {
        self.try_get_unchecked(column).unwrap()
    }
}
