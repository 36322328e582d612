//! The judge: a database that runs scripts for good, or only to see what comes of it.

use limbeck_core::Dialect;

use super::history::Commands;
use super::verdict::Fault;

mod mysql;
mod postgres;
mod sqlite;

use mysql::Mysql;
use postgres::Postgres;
use sqlite::Sqlite;

/// Where the servers are.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// URL of a PostgreSQL server, of a user who may make databases.
    pub postgres: Option<String>,
    /// URL of a MySQL or MariaDB server, of a user who may make databases.
    pub mysql: Option<String>,
}

/// What the schema is made of, one thing a line, in an order that does not depend on its history.
pub(super) type Fingerprint = Vec<String>;

/// What came of an upgrade and its downgrade.
#[derive(Debug)]
pub(super) enum Round {
    /// The schema is what it was.
    Same,
    /// Lines that only one of the two schemas has, `-` before and `+` after.
    Differs(Vec<String>),
    /// The upgrade fails.
    UpgradeFails(Fault),
    /// The downgrade fails.
    DowngradeFails(Fault),
}

/// One database of a history.
pub(super) enum Server {
    Postgres(Postgres),
    Mysql(Mysql),
    Sqlite(Sqlite),
}

impl Server {
    /// Makes an empty database; `None` without a server for `dialect`.
    pub(super) async fn start(dialect: Dialect, servers: &Servers) -> Option<Server> {
        Some(match dialect {
            Dialect::Postgres => {
                Server::Postgres(Postgres::start(servers.postgres.as_ref()?).await)
            }
            Dialect::Mysql => Server::Mysql(Mysql::start(servers.mysql.as_ref()?).await),
            Dialect::Sqlite => Server::Sqlite(Sqlite::start().await),
        })
    }

    /// Removes the database.
    pub(super) async fn stop(self) {
        match self {
            Server::Postgres(server) => server.stop().await,
            Server::Mysql(server) => server.stop().await,
            Server::Sqlite(_) => {}
        }
    }

    /// Runs a script for good, going on behind a statement that fails.
    pub(super) async fn keep(&mut self, commands: &Commands) -> Vec<Fault> {
        match self {
            Server::Postgres(server) => server.keep(commands).await,
            Server::Mysql(server) => server.keep(commands).await,
            Server::Sqlite(server) => server.keep(commands).await,
        }
    }

    /// Runs scripts up to the first fault, and takes them back.
    pub(super) async fn attempt(&mut self, scripts: &[&Commands]) -> Option<Fault> {
        match self {
            Server::Postgres(server) => server.attempt(scripts).await,
            Server::Mysql(server) => server.attempt(scripts).await,
            Server::Sqlite(server) => server.attempt(scripts).await,
        }
    }

    /// Runs an upgrade and its downgrade, compares, and takes them back.
    pub(super) async fn round(&mut self, upgrade: &Commands, downgrade: &Commands) -> Round {
        match self {
            Server::Postgres(server) => server.round(upgrade, downgrade).await,
            Server::Mysql(server) => server.round(upgrade, downgrade).await,
            Server::Sqlite(server) => server.round(upgrade, downgrade).await,
        }
    }

    /// The schema as it stands.
    pub(super) async fn fingerprint(&mut self) -> Fingerprint {
        match self {
            Server::Postgres(server) => server.fingerprint().await,
            Server::Mysql(server) => server.fingerprint().await,
            Server::Sqlite(server) => server.fingerprint().await,
        }
    }
}

/// Compares two schemas.
fn compare(before: &Fingerprint, after: &Fingerprint) -> Round {
    let lost = before.iter().filter(|line| !after.contains(line));
    let left = after.iter().filter(|line| !before.contains(line));
    let lost = lost.map(|line| format!("-{line}"));
    let lines: Vec<String> = lost.chain(left.map(|line| format!("+{line}"))).collect();
    if lines.is_empty() {
        Round::Same
    } else {
        Round::Differs(lines)
    }
}

/// What a failed statement comes to.
fn fault(error: &sqlx::Error, statement: usize) -> Fault {
    let (code, message) = match error.as_database_error() {
        Some(told) => {
            let number = told
                .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
                .map(|mysql| mysql.number().to_string());
            let state = || told.code().unwrap_or_default().into_owned();
            (number.unwrap_or_else(state), told.message().to_owned())
        }
        None => ("client".to_owned(), error.to_string()),
    };
    let is_in_body = error.as_database_error().is_some_and(|told| {
        let told = told.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
        told.is_some_and(|told| told.r#where().is_some())
    });
    Fault {
        code,
        message,
        statement,
        is_in_body,
    }
}
