//! MySQL and MariaDB: their DDL cannot be taken back, so what a trial has changed is made again as
//! the server told that it was. Rows do not come back; a schema hardly depends on them.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, MySqlConnection, Row};

use super::{Commands, Fault, Fingerprint, Round, compare, fault};

const SCHEMA: &str = include_str!("mysql.sql");
const DATA: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "REPLACE"];

pub(in crate::measure) struct Mysql {
    options: MySqlConnectOptions,
    database: String,
    /// For each table and view, its name and how it is made; then triggers, with their table.
    made: Vec<(String, String)>,
    schema: Fingerprint,
    is_spoilt: bool,
}

impl Mysql {
    pub(super) async fn start(url: &str) -> Mysql {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let options: MySqlConnectOptions = url.parse().unwrap();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut server = Mysql {
            options: options.pipes_as_concat(false),
            database: format!("measure_{}_{number}", std::process::id()),
            made: Vec::new(),
            schema: Vec::new(),
            is_spoilt: true,
        };
        server.build().await;
        server
    }

    pub(super) async fn stop(self) {
        self.administer(&format!("DROP DATABASE {}", self.database))
            .await;
    }

    async fn administer(&self, sql: &str) {
        let mut admin = self.options.connect().await.unwrap();
        run(&mut admin, sql).await.unwrap();
        admin.close().await.unwrap();
    }

    /// A new session: what a script sets does not last.
    async fn session(&self) -> MySqlConnection {
        let options = self.options.clone().database(&self.database);
        options.connect().await.unwrap()
    }

    /// Makes the database as the last script that was kept has left it, unless it is so already.
    async fn build(&mut self) {
        if !self.is_spoilt {
            return;
        }
        self.administer(&format!("DROP DATABASE IF EXISTS {}", self.database))
            .await;
        self.administer(&format!("CREATE DATABASE {}", self.database))
            .await;
        self.make(|_| true).await;
        self.schema = self.fingerprint().await;
        self.is_spoilt = false;
    }

    async fn make(&self, is_missing: impl Fn(&str) -> bool) {
        let mut session = self.session().await;
        run(&mut session, "SET foreign_key_checks = 0")
            .await
            .unwrap();
        for (_, sql) in self.made.iter().filter(|(name, _)| is_missing(name)) {
            // What cannot be made shows as another schema.
            let _ = run(&mut session, sql).await;
        }
        session.close().await.unwrap();
    }

    /// Makes the tables that a trial has changed again, or all of them if that is not enough.
    async fn mend(&mut self) {
        let now = self.fingerprint().await;
        let gone = self.schema.iter().filter(|line| !now.contains(line));
        let new = now.iter().filter(|line| !self.schema.contains(line));
        let changed: Vec<String> = gone.chain(new).map(|line| table(line)).collect();
        if changed.is_empty() {
            return;
        }
        let mut session = self.session().await;
        run(&mut session, "SET foreign_key_checks = 0")
            .await
            .unwrap();
        for name in &changed {
            for kind in ["VIEW", "TABLE"] {
                let _ = run(&mut session, &format!("DROP {kind} IF EXISTS `{name}`")).await;
            }
        }
        session.close().await.unwrap();
        self.make(|name| changed.iter().any(|table| table == name))
            .await;
        self.is_spoilt |= self.fingerprint().await != self.schema;
    }

    /// How everything is made, as the server tells it.
    async fn told(&self) -> Vec<(String, String)> {
        let mut session = self.session().await;
        let mut made = Vec::new();
        for (list, kind, column) in [
            (
                "SHOW FULL TABLES WHERE table_type = 'BASE TABLE'",
                "TABLE",
                1,
            ),
            ("SHOW FULL TABLES WHERE table_type = 'VIEW'", "VIEW", 1),
            ("SHOW TRIGGERS", "TRIGGER", 2),
        ] {
            for row in sqlx::raw_sql(list).fetch_all(&mut session).await.unwrap() {
                let name = text(&row, 0);
                let of = if kind == "TRIGGER" {
                    text(&row, 2)
                } else {
                    name.clone()
                };
                let show = format!("SHOW CREATE {kind} `{name}`");
                let shown = sqlx::raw_sql(AssertSqlSafe(show))
                    .fetch_one(&mut session)
                    .await;
                made.push((of, text(&shown.unwrap(), column)));
            }
        }
        session.close().await.unwrap();
        made
    }

    pub(super) async fn keep(&mut self, commands: &Commands) -> Vec<Fault> {
        self.build().await;
        let mut session = self.session().await;
        let mut faults = Vec::new();
        for (index, sql) in commands.texts.iter().enumerate() {
            if let Err(error) = run(&mut session, sql).await {
                faults.push(fault(&error, index));
            }
        }
        session.close().await.unwrap();
        self.made = self.told().await;
        self.schema = self.fingerprint().await;
        faults
    }

    async fn script(&mut self, commands: &Commands) -> Option<Fault> {
        let mut session = self.session().await;
        let _ = run(
            &mut session,
            "SET max_statement_time = 10, lock_wait_timeout = 5",
        )
        .await;
        for (index, sql) in commands.texts.iter().enumerate() {
            if let Err(error) = run(&mut session, sql).await {
                return Some(fault(&error, index));
            }
            let begins = |word: &&str| {
                let start = sql.trim_start().get(..word.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(word))
            };
            self.is_spoilt |= DATA.iter().any(begins);
        }
        None
    }

    pub(super) async fn attempt(&mut self, scripts: &[&Commands]) -> Option<Fault> {
        self.build().await;
        let mut found = None;
        for commands in scripts {
            found = self.script(commands).await;
            if found.is_some() {
                break;
            }
        }
        self.mend().await;
        found
    }

    pub(super) async fn round(&mut self, upgrade: &Commands, downgrade: &Commands) -> Round {
        self.build().await;
        let round = match self.script(upgrade).await {
            Some(fault) => Round::UpgradeFails(fault),
            None => match self.script(downgrade).await {
                Some(fault) => Round::DowngradeFails(fault),
                None => {
                    let after = self.fingerprint().await;
                    compare(&self.schema, &after)
                }
            },
        };
        self.mend().await;
        round
    }

    pub(super) async fn fingerprint(&mut self) -> Fingerprint {
        let mut session = self.session().await;
        run(&mut session, "SET SESSION group_concat_max_len = 100000")
            .await
            .unwrap();
        let rows = sqlx::raw_sql(SCHEMA).fetch_all(&mut session).await.unwrap();
        session.close().await.unwrap();
        rows.iter().map(|row| text(row, 0)).collect()
    }
}

/// The text in a column, whatever type the server says it has; empty for NULL.
fn text(row: &MySqlRow, column: usize) -> String {
    let bytes: Option<Vec<u8>> = row.try_get_unchecked(column).unwrap();
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

/// The table that a line of a fingerprint is about.
fn table(line: &str) -> String {
    let name = line.split(' ').nth(1).unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

async fn run(connection: &mut MySqlConnection, sql: &str) -> Result<(), sqlx::Error> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    query.execute(connection).await.map(|_| ())
}
