//! How long it takes to fill an empty database and to find that there is nothing to do, against
//! sqlx's own migrator with the same SQL, in the same process, one after the other in turn.
//!
//! ```text
//! ./tests/run cargo bench -p limbeck-tests --bench upgrade     a server that does not sync
//! LIMBECK_TEST_POSTGRES=… cargo bench …                        a server of your own
//! … -- --pairs 9 --revisions 200 postgres                      5, 1000 and all unless said
//! ```
//! "SQL alone" is what the database itself needs for the same statements, a hundred revisions in one
//! transaction and nothing recorded: nobody who runs them can be faster.
//!
//! SQLite files lie in `TMPDIR`: on a memory disk syncing costs nothing, and the difference shrinks.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark stops at the first surprise and prints what it finds"
)]

use std::time::{Duration, Instant};

use limbeck::Migrations;
use limbeck_tests::{TestDatabase, history_of, revision, with_pool};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, SqlitePool};

/// How many times as often the short start is measured as the long way.
const STARTS_PER_PAIR: usize = 5;

/// Where the databases come from, and how much of sqlx's time the upgrade may take: 1/bound.
const PLACES: [(Place, &str, u32); 3] = [
    (Place::Sqlite, "SQLite, defaults", 10),
    (Place::SqliteWal, "SQLite, write-ahead log", 10),
    (Place::Postgres, "PostgreSQL", 3),
];

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Sqlite,
    SqliteWal,
    Postgres,
}

#[derive(Clone, Copy)]
enum Tool {
    Limbeck,
    Sqlx,
    SqlAlone,
}

struct Bench {
    pairs: usize,
    revisions: usize,
    limbeck: Migrations,
    sqlx: Migrator,
    /// Each a transaction of many revisions.
    sql_alone: Vec<String>,
}

#[tokio::main]
async fn main() {
    let mut pairs = 5;
    let mut revisions = 1000;
    let mut only = String::new();
    let mut arguments = std::env::args().skip(1);
    // Cargo itself says `--bench`, unless this runs as a test.
    let measures = std::env::args().any(|argument| argument == "--bench");
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().unwrap().parse().unwrap();
        match argument.as_str() {
            "--pairs" => pairs = number(),
            "--revisions" => revisions = number(),
            "--bench" => {}
            _ => only = argument,
        }
    }
    if !measures {
        (pairs, revisions) = (1, 3);
    }
    let bench = Bench::new(pairs, revisions).await;
    println!("{revisions} revisions of two statements, medians of {pairs} pairs");
    println!(
        "starts with nothing to do: medians of {} pairs",
        pairs * STARTS_PER_PAIR
    );
    if let Some(server) = server().await {
        println!("{server}");
    }
    println!(
        "\n{:40} {:>10} {:>10} {:>7}  {:12} {:>10}",
        "", "limbeck", "sqlx", "ratio", "bound", "SQL alone"
    );
    let asked = |name: &str| name.to_lowercase().contains(&only.to_lowercase());
    for (place, name, bound) in PLACES.into_iter().filter(|(_, name, _)| asked(name)) {
        if let Some((upgrade, start)) = bench.measure(place).await {
            upgrade.print(&format!("{name}: from empty"), Some(bound));
            start.print(&format!("{name}: nothing to do"), None);
        }
    }
}

impl Bench {
    /// Makes the two histories. Neither reads files while it is measured.
    async fn new(pairs: usize, revisions: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Vec::new();
        let mut statements = Vec::new();
        for number in 1..=revisions {
            let upgrade = format!(
                "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n\
                 CREATE INDEX ix_t{number}_name ON t{number} (name);"
            );
            let name = format!("{number:06}_make_t{number}.sql");
            std::fs::write(folder.path().join(name), &upgrade).unwrap();
            let id = format!("r{number:06}");
            let parent = match number {
                1 => "base".to_owned(),
                _ => format!("r{:06}", number - 1),
            };
            let downgrade = format!("DROP TABLE t{number};");
            let text = revision(&id, &parent, &upgrade, &downgrade);
            files.push((format!("{id}.sql"), text));
            statements.push(upgrade);
        }
        Bench {
            pairs,
            revisions,
            limbeck: history_of(&files),
            sqlx: Migrator::new(folder.path()).await.unwrap(),
            sql_alone: statements
                .chunks(100)
                .map(|shared| format!("BEGIN;\n{}\nCOMMIT;", shared.join("\n")))
                .collect(),
        }
    }

    async fn measure(&self, place: Place) -> Option<(Times, Times)> {
        let mut upgrade = Times::default();
        let mut start = Times::default();
        for pair in 0..self.pairs {
            // Each goes first as often as the others, as far as that goes.
            let mut tools = [Tool::Limbeck, Tool::Sqlx, Tool::SqlAlone];
            tools.rotate_left(pair % 3);
            let mut databases = Vec::new();
            for tool in tools {
                let database = place.database().await?;
                let began = Instant::now();
                self.run(tool, &database).await;
                upgrade.of(tool).push(began.elapsed());
                assert_eq!(
                    database.tables().await.len(),
                    self.revisions + tool.tables()
                );
                databases.push((tool, database));
            }
            for _ in 0..STARTS_PER_PAIR {
                let has_start = |(tool, _): &&(Tool, _)| !matches!(tool, Tool::SqlAlone);
                for (tool, database) in databases.iter().filter(has_start) {
                    start.of(*tool).push(self.start(*tool, database).await);
                }
            }
            for (_, database) in databases {
                remove(database).await;
            }
        }
        Some((upgrade, start))
    }

    async fn run(&self, tool: Tool, database: &TestDatabase) {
        with_pool!(database, pool => match tool {
            Tool::Limbeck => drop(self.limbeck.upgrade(pool).await.unwrap()),
            Tool::Sqlx => self.sqlx.run(pool).await.unwrap(),
            Tool::SqlAlone => {
                let mut connection = pool.acquire().await.unwrap();
                for sql in &self.sql_alone {
                    let query = sqlx::raw_sql(AssertSqlSafe(sql.as_str()));
                    query.execute(&mut *connection).await.unwrap();
                }
            }
        });
    }

    /// A start as a service does it, on a connection that nothing has used; opening it, which any
    /// service does, is not measured.
    async fn start(&self, tool: Tool, database: &TestDatabase) -> Duration {
        let fresh = match database {
            TestDatabase::Sqlite { .. } => TestDatabase::Sqlite {
                pool: SqlitePool::connect(&database.url()).await.unwrap(),
                folder: tempfile::tempdir().unwrap(),
            },
            TestDatabase::Postgres { url, .. } => TestDatabase::Postgres {
                pool: PgPool::connect(url).await.unwrap(),
                url: url.clone(),
            },
        };
        let began = Instant::now();
        self.run(tool, &fresh).await;
        let elapsed = began.elapsed();
        with_pool!(&fresh, pool => pool.close().await);
        elapsed
    }
}

impl Place {
    async fn database(self) -> Option<TestDatabase> {
        match self {
            Place::Sqlite => Some(TestDatabase::sqlite().await),
            Place::SqliteWal => {
                let database = TestDatabase::sqlite().await;
                database.execute("PRAGMA journal_mode = WAL").await;
                Some(database)
            }
            Place::Postgres => TestDatabase::postgres().await,
        }
    }
}

impl Tool {
    /// How many tables of its own `TestDatabase::tables` counts.
    fn tables(self) -> usize {
        match self {
            Tool::Limbeck | Tool::SqlAlone => 0,
            Tool::Sqlx => 1,
        }
    }
}

/// A thousand tables are files: a server must not collect them.
async fn remove(database: TestDatabase) {
    with_pool!(&database, pool => pool.close().await);
    if let TestDatabase::Postgres { url, .. } = database {
        let path = url.split('?').next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let server = std::env::var("LIMBECK_TEST_POSTGRES").unwrap();
        let mut admin = PgConnection::connect(&server).await.unwrap();
        let drop_database = AssertSqlSafe(format!("DROP DATABASE {name}"));
        sqlx::raw_sql(drop_database)
            .execute(&mut admin)
            .await
            .unwrap();
    }
}

/// What decides how fast the server writes.
async fn server() -> Option<String> {
    let server = std::env::var("LIMBECK_TEST_POSTGRES").ok()?;
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let mut said = String::from("PostgreSQL ");
    for setting in [
        "server_version",
        "fsync",
        "synchronous_commit",
        "full_page_writes",
    ] {
        let show = AssertSqlSafe(format!("SHOW {setting}"));
        let value: String = sqlx::query_scalar(show)
            .fetch_one(&mut admin)
            .await
            .unwrap();
        match setting {
            "server_version" => said.push_str(&value),
            _ => said.push_str(&format!(", {setting} {value}")),
        }
    }
    Some(said)
}

#[derive(Default)]
struct Times {
    limbeck: Vec<Duration>,
    sqlx: Vec<Duration>,
    sql_alone: Vec<Duration>,
}

impl Times {
    fn of(&mut self, tool: Tool) -> &mut Vec<Duration> {
        match tool {
            Tool::Limbeck => &mut self.limbeck,
            Tool::Sqlx => &mut self.sqlx,
            Tool::SqlAlone => &mut self.sql_alone,
        }
    }

    /// Prints one line; `bound` is that of the upgrade, a start has none.
    fn print(&self, what: &str, bound: Option<u32>) {
        let (limbeck, sqlx) = (median(&self.limbeck), median(&self.sqlx));
        let ratio = sqlx.as_secs_f64() / limbeck.as_secs_f64();
        let verdict = bound.map_or_else(String::new, |bound| {
            let met = ratio >= f64::from(bound);
            format!("1/{bound} {}", if met { "met" } else { "MISSED" })
        });
        let alone = match self.sql_alone.as_slice() {
            [] => String::new(),
            times => milliseconds(median(times)),
        };
        let line = format!(
            "{what:40} {:>10} {:>10} {:>7}  {verdict:12} {alone:>10}",
            milliseconds(limbeck),
            milliseconds(sqlx),
            format!("1/{ratio:.1}"),
        );
        println!("{}", line.trim_end());
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
