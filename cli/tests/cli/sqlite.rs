//! The SQLite file of a project, which its `.env` names.

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::postgres::block_on;
use crate::project::Project;

impl Project {
    /// Names the file for every command.
    pub(crate) fn on_sqlite(self) -> Project {
        self.write(".env", "DATABASE_URL=sqlite:app.db\n");
        self
    }

    /// Runs statements, and returns the first column of what they answer.
    pub(crate) fn sqlite(&self, sql: &str) -> Vec<String> {
        let url = format!("sqlite:{}", self.path("app.db").display());
        block_on(async {
            let mut connection = SqliteConnection::connect(&url).await.expect("a file");
            let rows = sqlx::raw_sql(AssertSqlSafe(sql));
            let rows = rows.fetch_all(&mut connection).await.expect("it works");
            connection.close().await.expect("it ends");
            let text = |row| sqlx::Row::try_get_unchecked(row, 0).expect("a text");
            rows.iter().map(text).collect()
        })
    }

    /// The tables, limbeck's own left out.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.sqlite(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'limbeck_revisions' \
             ORDER BY name",
        )
    }

    pub(crate) fn recorded(&self) -> Vec<String> {
        self.sqlite("SELECT revision FROM limbeck_revisions ORDER BY revision")
    }
}
