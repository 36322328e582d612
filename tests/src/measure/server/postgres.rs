//! PostgreSQL: a transaction takes back what was only tried, a copy of the database where a
//! script cannot run in one.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row};

use super::{Commands, Fault, Fingerprint, Round, compare, fault};

const SCHEMA: &str = include_str!("postgres.sql");

/// What a script says that cannot run in one transaction, or not in one with its downgrade: active
/// transaction, unsafe use of a new enum label, pending trigger events.
const NEEDS_COMMIT: [&str; 3] = ["25001", "55P04", "55006"];

pub(in crate::measure) struct Postgres {
    options: PgConnectOptions,
    database: String,
    connection: PgConnection,
}

impl Postgres {
    pub(super) async fn start(url: &str) -> Postgres {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let options: PgConnectOptions = url.parse().unwrap();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let database = format!("measure_{}_{number}", std::process::id());
        let mut admin = options.connect().await.unwrap();
        run(
            &mut admin,
            &format!("CREATE DATABASE {database} TEMPLATE template0"),
        )
        .await
        .unwrap();
        let connection = connect(&options, &database).await;
        Postgres {
            options,
            database,
            connection,
        }
    }

    pub(super) async fn stop(self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.database);
        self.administer(&drop).await;
    }

    async fn administer(&self, sql: &str) {
        let mut admin = self.options.connect().await.unwrap();
        run(&mut admin, sql).await.unwrap();
        admin.close().await.unwrap();
    }

    pub(super) async fn keep(&mut self, commands: &Commands) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !commands.no_transaction {
            run(&mut self.connection, "BEGIN").await.unwrap();
            if script(&mut self.connection, commands).await.is_none()
                && run(&mut self.connection, "COMMIT").await.is_ok()
            {
                return faults;
            }
            run(&mut self.connection, "ROLLBACK").await.unwrap();
        }
        for (index, sql) in commands.texts.iter().enumerate() {
            if let Err(error) = run(&mut self.connection, sql).await {
                faults.push(fault(&error, index));
            }
        }
        faults
    }

    pub(super) async fn attempt(&mut self, scripts: &[&Commands]) -> Option<Fault> {
        if scripts.iter().all(|script| !script.no_transaction) {
            run(&mut self.connection, "BEGIN").await.unwrap();
            let found = all(&mut self.connection, scripts).await;
            run(&mut self.connection, "ROLLBACK").await.unwrap();
            let needs_commit = |f: &Fault| scripts.len() > 1 && is_commit_needed(f);
            if !found.as_ref().is_some_and(needs_commit) {
                return found;
            }
        }
        let (mut copy, name) = self.copy().await;
        let mut found = None;
        for commands in scripts {
            found = whole(&mut copy, commands).await;
            if found.is_some() {
                break;
            }
        }
        self.forget(copy, &name).await;
        found
    }

    pub(super) async fn round(&mut self, upgrade: &Commands, downgrade: &Commands) -> Round {
        let before = self.fingerprint().await;
        if !upgrade.no_transaction && !downgrade.no_transaction {
            run(&mut self.connection, "BEGIN").await.unwrap();
            let round = round(&mut self.connection, upgrade, downgrade, &before, script).await;
            run(&mut self.connection, "ROLLBACK").await.unwrap();
            match &round {
                Round::DowngradeFails(fault) if is_commit_needed(fault) => {}
                _ => return round,
            }
        }
        let (mut copy, name) = self.copy().await;
        let round = round(&mut copy, upgrade, downgrade, &before, whole).await;
        self.forget(copy, &name).await;
        round
    }

    pub(super) async fn fingerprint(&mut self) -> Fingerprint {
        schema(&mut self.connection).await
    }

    /// A copy of the database; making it needs one without connections.
    async fn copy(&mut self) -> (PgConnection, String) {
        let name = format!("{}_copy", self.database);
        let idle = connect(&self.options, "postgres").await;
        let own = std::mem::replace(&mut self.connection, idle);
        own.close().await.unwrap();
        self.administer(&format!("DROP DATABASE IF EXISTS {name}"))
            .await;
        self.administer(&format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            self.database
        ))
        .await;
        self.connection = connect(&self.options, &self.database).await;
        (connect(&self.options, &name).await, name)
    }

    async fn forget(&self, copy: PgConnection, name: &str) {
        copy.close().await.unwrap();
        self.administer(&format!("DROP DATABASE {name}")).await;
    }
}

async fn connect(options: &PgConnectOptions, database: &str) -> PgConnection {
    let options = options.clone().database(database);
    let mut connection = options.connect().await.unwrap();
    run(
        &mut connection,
        "SET statement_timeout = '10s'; SET client_min_messages = error",
    )
    .await
    .unwrap();
    connection
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    query.execute(connection).await.map(|_| ())
}

async fn all(connection: &mut PgConnection, scripts: &[&Commands]) -> Option<Fault> {
    for commands in scripts {
        let found = script(connection, commands).await;
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Runs the statements up to the first fault.
async fn script(connection: &mut PgConnection, commands: &Commands) -> Option<Fault> {
    for (index, sql) in commands.texts.iter().enumerate() {
        if let Err(error) = run(connection, sql).await {
            return Some(fault(&error, index));
        }
    }
    None
}

/// Runs a script as Limbeck would, with a commit of its own.
async fn whole(connection: &mut PgConnection, commands: &Commands) -> Option<Fault> {
    if commands.no_transaction {
        return script(connection, commands).await;
    }
    run(connection, "BEGIN").await.unwrap();
    let found = script(connection, commands).await;
    let end = if found.is_none() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    match run(connection, end).await {
        Err(error) => Some(fault(&error, commands.texts.len().saturating_sub(1))),
        Ok(()) => found,
    }
}

async fn round(
    connection: &mut PgConnection,
    upgrade: &Commands,
    downgrade: &Commands,
    before: &Fingerprint,
    run_script: impl AsyncFn(&mut PgConnection, &Commands) -> Option<Fault>,
) -> Round {
    if let Some(fault) = run_script(connection, upgrade).await {
        return Round::UpgradeFails(fault);
    }
    if let Some(fault) = run_script(connection, downgrade).await {
        return Round::DowngradeFails(fault);
    }
    compare(before, &schema(connection).await)
}

fn is_commit_needed(fault: &Fault) -> bool {
    NEEDS_COMMIT.contains(&fault.code.as_str())
}

async fn schema(connection: &mut PgConnection) -> Fingerprint {
    let rows = sqlx::raw_sql(SCHEMA).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
