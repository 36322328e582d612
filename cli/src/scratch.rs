//! A database that is made for one purpose and gone afterwards, also after errors and interrupts.

use limbeck_core::Dialect;

use crate::database::{Database, Url, not_built_for};
use crate::exit::{Exit, Failure};

/// Does `work` with an empty database: a SQLite file in a temporary folder, or a database on the
/// server of `url`.
pub(crate) async fn with_database<T>(
    dialect: Dialect,
    url: Option<&Url>,
    work: impl AsyncFnOnce(&mut Database) -> Result<T, Failure>,
) -> Result<T, Failure> {
    match (dialect, url) {
        #[cfg(feature = "sqlite")]
        (Dialect::Sqlite, _) => sqlite::with_database(work).await,
        #[cfg(feature = "postgres")]
        (Dialect::Postgres, Some(url)) if url.dialect() == dialect => {
            postgres::with_database(url, work).await
        }
        #[cfg(feature = "postgres")]
        (Dialect::Postgres, _) => Err(Failure::usage("no PostgreSQL server is named")
            .help("say which by `--database-url`: a database is made on it, and dropped again")),
        (dialect, _) => Err(not_built_for(dialect)),
    }
}

/// Does `work`, unless the user interrupts it.
async fn stoppable<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::select! {
        result = work => result,
        Ok(()) = tokio::signal::ctrl_c() => {
            Err(Failure::from_text(Exit::Stopped, "stopped as asked"))
        }
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::stoppable;
    use crate::database::Database;
    use crate::exit::Failure;

    pub(super) async fn with_database<T>(
        work: impl AsyncFnOnce(&mut Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let failed = "a temporary database cannot be made";
        let folder = tempfile::tempdir().map_err(|error| Failure::internal(failed, error))?;
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("scratch.db"))
            .create_if_missing(true);
        let connection = options.connect().await;
        let connection = connection.map_err(|error| Failure::internal(failed, error))?;
        let mut database = Database::Sqlite(connection);
        let result = stoppable(work(&mut database)).await;
        // Before its folder goes.
        database.close().await;
        result
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::postgres::PgConnectOptions;
    use sqlx::{AssertSqlSafe, Connection, PgConnection};

    use super::stoppable;
    use crate::database::{Database, Url, not_postgres, said};
    use crate::exit::Failure;
    use crate::random;

    pub(super) async fn with_database<T>(
        url: &Url,
        work: impl AsyncFnOnce(&mut Database) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let server = url.postgres()?;
        let name = format!("limbeck_verify_{}", random::id());
        let result = stoppable(async {
            on_server(&server, format!("CREATE DATABASE {name}")).await?;
            let mut database = Database::Postgres(connect(&server.clone().database(&name)).await?);
            let result = work(&mut database).await;
            database.close().await;
            result
        })
        .await;
        // By force: a run that was interrupted may still be connected.
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        match on_server(&server, drop).await {
            Ok(()) => result,
            Err(failure) => {
                let advice = format!("drop the database `{name}` if it is still there");
                Err(result.err().unwrap_or(failure).help(advice))
            }
        }
    }

    async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Failure> {
        let connection = PgConnection::connect_with(options).await;
        connection.map_err(|error| not_postgres(error).failure)
    }

    async fn on_server(server: &PgConnectOptions, sql: String) -> Result<(), Failure> {
        let mut server = connect(server).await?;
        let done = sqlx::raw_sql(AssertSqlSafe(sql.as_str()))
            .execute(&mut server)
            .await;
        let closed = server.close().await;
        done.map_err(|error| {
            Failure::database(format!("`{sql}` failed: {}", said(&error)))
                .help("the user must be allowed to make databases: `ALTER ROLE … CREATEDB`")
        })?;
        // What was to be done is done.
        drop(closed);
        Ok(())
    }
}
