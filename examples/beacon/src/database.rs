//! The database, SQLite or PostgreSQL by its URL, and what BEACON asks of it.

use limbeck::{Error, Observer, Report};
use serde::Serialize;
use sqlx::{PgPool, SqlitePool};

use crate::MIGRATIONS;

/// A pool of either kind.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

#[derive(Debug, Serialize, sqlx::FromRow)]
pub(crate) struct Institution {
    id: i64,
    code: String,
    name: String,
    #[serde(rename = "type")]
    #[sqlx(rename = "type")]
    kind: String,
    parent_ministry_id: Option<i64>,
}

#[derive(Debug, Serialize, sqlx::FromRow)]
pub(crate) struct Document {
    id: i64,
    title: String,
    owner_id: i64,
    visibility: String,
}

#[derive(Debug, Serialize, sqlx::FromRow)]
pub(crate) struct Message {
    id: i64,
    user_id: Option<i64>,
    content: String,
    message_type: String,
}

/// Runs one query on whichever pool there is: both databases understand `$1`.
macro_rules! fetch_all {
    ($database:expr, $sql:literal $(, $argument:expr)*) => {
        match $database {
            Database::Sqlite(pool) => sqlx::query_as($sql)$(.bind($argument))*.fetch_all(pool).await,
            Database::Postgres(pool) => sqlx::query_as($sql)$(.bind($argument))*.fetch_all(pool).await,
        }
    };
}

impl Database {
    pub(crate) async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Database::Postgres(PgPool::connect(url).await?));
        }
        Ok(Database::Sqlite(SqlitePool::connect(url).await?))
    }

    pub(crate) async fn upgrade(&self, observer: &dyn Observer) -> Result<Report, Error> {
        let migrator = MIGRATIONS.migrator().observer(observer);
        match self {
            Database::Sqlite(pool) => migrator.upgrade(pool).await,
            Database::Postgres(pool) => migrator.upgrade(pool).await,
        }
    }

    pub(crate) async fn institutions(&self) -> Result<Vec<Institution>, sqlx::Error> {
        fetch_all!(
            self,
            "SELECT id, code, name, type, parent_ministry_id FROM institutions ORDER BY id"
        )
    }

    pub(crate) async fn documents(&self) -> Result<Vec<Document>, sqlx::Error> {
        fetch_all!(
            self,
            "SELECT id, title, owner_id, visibility FROM documents ORDER BY id"
        )
    }

    pub(crate) async fn messages(&self, document: i64) -> Result<Vec<Message>, sqlx::Error> {
        fetch_all!(
            self,
            "SELECT id, user_id, content, message_type FROM document_chat_messages \
             WHERE document_id = $1 ORDER BY id",
            document
        )
    }
}
