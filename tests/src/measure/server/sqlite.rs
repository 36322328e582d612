//! SQLite in memory; a savepoint takes back what was only tried.

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use super::{Commands, Fault, Fingerprint, Round, compare, fault};

/// One thing a line: columns, keys and indexes from the pragmas, the rest as it is written.
const SCHEMA: &str = "
    select 'table ' || t.name from sqlite_schema t where t.type = 'table' and t.name not like 'sqlite_%'
    union all
    select 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' '
        || coalesce(c.dflt_value, '') || ' ' || c.pk || ' ' || c.hidden
    from sqlite_schema t, pragma_table_xinfo(t.name) c where t.type in ('table', 'view') and t.name not like 'sqlite_%'
    union all
    select 'key ' || t.name || ' ' || group_concat(f.\"from\" || '>' || f.\"table\" || '.' || coalesce(f.\"to\", '')
        || ' ' || f.on_update || ' ' || f.on_delete, ',')
    from sqlite_schema t, pragma_foreign_key_list(t.name) f where t.type = 'table' group by t.name, f.id
    union all
    select 'index ' || t.name || ' ' || case i.origin when 'c' then i.name else '' end || i.\"unique\" || i.origin || i.partial
        || ' ' || (select group_concat(coalesce(c.name, 'expression') || c.desc || c.coll, ',')
                   from pragma_index_xinfo(i.name) c where c.key)
    from sqlite_schema t, pragma_index_list(t.name) i where t.type = 'table' and t.name not like 'sqlite_%'
    union all
    select t.type || ' ' || t.name || ' ' || replace(replace(replace(t.sql, char(10), ' '), char(9), ' '), ' ', '')
    from sqlite_schema t where t.type in ('view', 'trigger')";

pub(in crate::measure) struct Sqlite {
    connection: SqliteConnection,
}

impl Sqlite {
    pub(super) async fn start() -> Sqlite {
        let connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let mut server = Sqlite { connection };
        server.must("PRAGMA foreign_keys = OFF").await;
        server
    }

    async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        query.execute(&mut self.connection).await.map(|_| ())
    }

    async fn must(&mut self, sql: &str) {
        self.run(sql).await.unwrap();
    }

    pub(super) async fn keep(&mut self, commands: &Commands) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (index, sql) in commands.texts.iter().enumerate() {
            if let Err(error) = self.run(sql).await {
                faults.push(fault(&error, index));
            }
        }
        faults
    }

    async fn first_fault(&mut self, commands: &Commands) -> Option<Fault> {
        for (index, sql) in commands.texts.iter().enumerate() {
            if let Err(error) = self.run(sql).await {
                return Some(fault(&error, index));
            }
        }
        None
    }

    async fn back(&mut self) {
        self.must("ROLLBACK TO tried").await;
        self.must("RELEASE tried").await;
    }

    pub(super) async fn attempt(&mut self, scripts: &[&Commands]) -> Option<Fault> {
        self.must("SAVEPOINT tried").await;
        let mut found = None;
        for script in scripts {
            found = self.first_fault(script).await;
            if found.is_some() {
                break;
            }
        }
        self.back().await;
        found
    }

    pub(super) async fn round(&mut self, upgrade: &Commands, downgrade: &Commands) -> Round {
        let before = self.fingerprint().await;
        self.must("SAVEPOINT tried").await;
        let round = match self.first_fault(upgrade).await {
            Some(fault) => Round::UpgradeFails(fault),
            None => match self.first_fault(downgrade).await {
                Some(fault) => Round::DowngradeFails(fault),
                None => compare(&before, &self.fingerprint().await),
            },
        };
        self.back().await;
        round
    }

    pub(super) async fn fingerprint(&mut self) -> Fingerprint {
        let Ok(rows) = sqlx::raw_sql(SCHEMA).fetch_all(&mut self.connection).await else {
            // A view that no longer works keeps the pragmas from answering.
            let tables =
                "select type || ' ' || name || ' ' || sql from sqlite_schema where sql is not null";
            let rows = sqlx::raw_sql(tables).fetch_all(&mut self.connection).await;
            return rows.unwrap().iter().map(|row| row.get(0)).collect();
        };
        rows.iter()
            .filter_map(|row| row.get::<Option<String>, _>(0))
            .collect()
    }
}
