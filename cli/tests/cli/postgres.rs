//! A PostgreSQL database of a test's own.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

/// A database on the test server; it goes with the server.
pub(crate) struct Postgres {
    pub(crate) url: String,
    server: String,
}

impl Postgres {
    /// Makes an empty database, or says that there is no server.
    pub(crate) fn new() -> Option<Postgres> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("LIMBECK_TEST_POSTGRES") else {
            let required = is_required("postgres");
            assert!(!required, "no LIMBECK_TEST_POSTGRES; see `./tests/run`");
            return None;
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("limbeck_cli_{}_{number}", std::process::id());
        let options: PgConnectOptions = server.parse().expect("a URL");
        let url = options.database(&name).to_url_lossy().to_string();
        execute(&server, &format!("CREATE DATABASE {name}"));
        Some(Postgres { url, server })
    }

    pub(crate) fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// The tables in the database, limbeck's own left out.
    pub(crate) fn tables(&self) -> Vec<String> {
        let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' \
                   AND tablename <> 'limbeck_revisions' ORDER BY 1";
        texts(&self.url, sql)
    }

    /// Runs SQL on the server, beside this database; returns the first column.
    pub(crate) fn on_server(&self, sql: &str) -> Vec<String> {
        texts(&self.server, sql)
    }

    /// Waits until a runner holds the lock.
    pub(crate) fn awaits_lock(&self) {
        let sql = "SELECT pid::text FROM pg_locks WHERE locktype = 'advisory' AND database = \
                   (SELECT oid FROM pg_database WHERE datname = current_database())";
        while texts(&self.url, sql).is_empty() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs a script in psql; false if there is no psql.
    pub(crate) fn psql(&self, script: &str) -> bool {
        // What sqlx writes after the `?` means nothing to psql.
        let url = self.url.split('?').next().unwrap_or_default();
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", url]);
        let mut psql = assert_cmd::Command::from_std(psql);
        let Ok(output) = psql.write_stdin(script).output() else {
            assert!(!is_required("psql"), "there is no psql");
            return false;
        };
        assert!(output.status.success(), "{output:?}\n{script}");
        true
    }
}

/// Returns the one column of what a query answers.
fn texts(url: &str, sql: &str) -> Vec<String> {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("a server");
        let rows = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection);
        rows.await.expect("an answer")
    })
}

fn is_required(what: &str) -> bool {
    std::env::var("LIMBECK_TEST_REQUIRE").is_ok_and(|required| required.contains(what))
}

fn execute(url: &str, sql: &str) {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.expect("a server");
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
        done.await.expect("it works");
    });
}

pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}
