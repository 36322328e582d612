//! MySQL and MariaDB: their DDL cannot be taken back, so a database that a trial has changed is
//! built again from what was kept.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, MySqlConnection, Row};

use super::{Commands, Fault, Fingerprint, Round, compare, fault};

const SCHEMA: &str = include_str!("mysql.sql");
const DATA: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "REPLACE"];

pub(in crate::measure) struct Mysql {
    options: MySqlConnectOptions,
    database: String,
    kept: Vec<Commands>,
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
            kept: Vec::new(),
            schema: Vec::new(),
            is_spoilt: true,
        };
        server.build().await;
        server
    }

    pub(super) async fn stop(self) {
        self.administer(&format!("DROP DATABASE {}", self.database)).await;
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

    /// Makes the database as the kept scripts leave it, unless it is so already.
    async fn build(&mut self) {
        if !self.is_spoilt {
            return;
        }
        self.administer(&format!("DROP DATABASE IF EXISTS {}", self.database)).await;
        self.administer(&format!("CREATE DATABASE {}", self.database)).await;
        for commands in &self.kept {
            let mut session = self.session().await;
            for sql in &commands.texts {
                // What failed when it was kept fails again.
                let _ = run(&mut session, sql).await;
            }
            session.close().await.unwrap();
        }
        self.schema = self.fingerprint().await;
        self.is_spoilt = false;
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
        self.kept.push(commands.clone());
        self.schema = self.fingerprint().await;
        faults
    }

    async fn script(&mut self, commands: &Commands) -> Option<Fault> {
        let mut session = self.session().await;
        let _ = run(&mut session, "SET max_statement_time = 10, lock_wait_timeout = 5").await;
        for (index, sql) in commands.texts.iter().enumerate() {
            if let Err(error) = run(&mut session, sql).await {
                return Some(fault(&error, index));
            }
            let begins = |word: &&str| {
                let start = sql.trim_start().get(..word.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(word))
            };
            self.is_spoilt |= DATA.iter().any(|word| begins(word));
        }
        None
    }

    /// Whether what was tried has left something behind.
    async fn look(&mut self) -> Fingerprint {
        let now = self.fingerprint().await;
        self.is_spoilt |= now != self.schema;
        now
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
        self.look().await;
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
        self.look().await;
        round
    }

    pub(super) async fn fingerprint(&mut self) -> Fingerprint {
        let mut session = self.session().await;
        run(&mut session, "SET SESSION group_concat_max_len = 100000").await.unwrap();
        let rows = sqlx::raw_sql(SCHEMA).fetch_all(&mut session).await.unwrap();
        session.close().await.unwrap();
        let text = |row: &sqlx::mysql::MySqlRow| {
            let bytes: Option<Vec<u8>> = row.try_get_unchecked(0).unwrap();
            bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        rows.iter().filter_map(text).collect()
    }
}

async fn run(connection: &mut MySqlConnection, sql: &str) -> Result<(), sqlx::Error> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    query.execute(connection).await.map(|_| ())
}
