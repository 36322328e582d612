//! What a run can be given, and what it leaves of it.

use limbeck::ErrorKind;
use limbeck_tests::{TestDatabase, chain, history, history_of, on_every_backend, revision};
use sqlx::Connection;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;

use crate::support::{steps, upgrade};

on_every_backend!(
    a_pool_of_one_is_enough,
    a_borrowed_connection_is_enough,
    a_connection_within_a_transaction_is_refused,
    the_settings_of_the_connection_stay_as_they_were,
    settings_that_a_revision_changes_do_not_reach_the_next,
);

async fn a_pool_of_one_is_enough(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let report = match &database {
        TestDatabase::Sqlite { .. } => {
            // In memory: a second connection would be a second database.
            let one = SqlitePoolOptions::new().max_connections(1);
            let pool = one.connect("sqlite::memory:").await.unwrap();
            let report = migrations.upgrade(&pool).await.unwrap();
            assert!(migrations.upgrade(&pool).await.unwrap().is_up_to_date());
            report
        }
        TestDatabase::Postgres { url, .. } => {
            let one = PgPoolOptions::new().max_connections(1);
            let pool = one.connect(url).await.unwrap();
            let report = migrations.upgrade(&pool).await.unwrap();
            assert!(migrations.upgrade(&pool).await.unwrap().is_up_to_date());
            report
        }
    };
    assert_eq!(report.steps.len(), 3);
}

async fn a_borrowed_connection_is_enough(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    match &database {
        TestDatabase::Sqlite { pool, .. } => {
            let mut pooled = pool.acquire().await.unwrap();
            let report = migrations.upgrade(&mut pooled).await.unwrap();
            assert_eq!(report.steps.len(), 2);
            assert!(
                migrations
                    .upgrade(&mut *pooled)
                    .await
                    .unwrap()
                    .is_up_to_date()
            );
        }
        TestDatabase::Postgres { pool, .. } => {
            let mut pooled = pool.acquire().await.unwrap();
            let report = migrations.upgrade(&mut pooled).await.unwrap();
            assert_eq!(report.steps.len(), 2);
            assert!(
                migrations
                    .upgrade(&mut *pooled)
                    .await
                    .unwrap()
                    .is_up_to_date()
            );
            let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";
            assert_eq!(database.value(locks).await, "0", "the lock is given back");
        }
    }
}

async fn a_connection_within_a_transaction_is_refused(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let error = match &database {
        TestDatabase::Sqlite { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let mut transaction = connection.begin().await.unwrap();
            migrations.upgrade(&mut *transaction).await.unwrap_err()
        }
        TestDatabase::Postgres { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let mut transaction = connection.begin().await.unwrap();
            sqlx::raw_sql("SELECT 1")
                .execute(&mut *transaction)
                .await
                .unwrap();
            migrations.upgrade(&mut *transaction).await.unwrap_err()
        }
    };
    assert!(matches!(error.kind(), ErrorKind::InTransaction), "{error}");
    assert!(database.tables().await.is_empty());
}

async fn the_settings_of_the_connection_stay_as_they_were(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    match &database {
        TestDatabase::Sqlite { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let set = "PRAGMA recursive_triggers = 1";
            sqlx::raw_sql(set).execute(&mut *connection).await.unwrap();
            migrations.upgrade(&mut connection).await.unwrap();
            let sql = "PRAGMA recursive_triggers";
            let value: i64 = sqlx::query_scalar(sql)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
            assert_eq!(value, 1);
        }
        TestDatabase::Postgres { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let set = "SET lock_timeout = '7s'; SET work_mem = '5MB'";
            sqlx::raw_sql(set).execute(&mut *connection).await.unwrap();
            migrations.upgrade(&mut connection).await.unwrap();
            let sql = "SELECT current_setting('lock_timeout') || ' ' || current_setting('work_mem') \
                       || ' ' || current_setting('statement_timeout')";
            let value: String = sqlx::query_scalar(sql)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
            assert_eq!(value, "7s 5MB 0");
        }
    }
}

async fn settings_that_a_revision_changes_do_not_reach_the_next(database: TestDatabase) {
    let (set, check) = match &database {
        TestDatabase::Sqlite { .. } => (
            "PRAGMA ignore_check_constraints = 1;\nCREATE TABLE a (id INTEGER CHECK (id > 0));",
            "INSERT INTO a SELECT 1 WHERE (SELECT ignore_check_constraints FROM pragma_ignore_check_constraints) = 0;",
        ),
        TestDatabase::Postgres { .. } => (
            "CREATE SCHEMA other;\nCREATE TABLE a (id INTEGER);\nSET search_path = other;\nSET work_mem = '6MB';",
            "INSERT INTO a SELECT 1 WHERE current_setting('work_mem') <> '6MB';",
        ),
    };
    let a = revision("a", "base", set, "DROP TABLE a;");
    let b = revision("b", "a", check, "DELETE FROM a;");
    let c = revision("c", "b", check, "DELETE FROM a;");
    // The first two share a transaction, the third does not.
    let two = history(&[("a.sql", &a), ("b.sql", &b)]);
    upgrade(&two, &database).await.unwrap();
    let three = history(&[("a.sql", &a), ("b.sql", &b), ("c.sql", &c)]);
    let report = upgrade(&three, &database).await.unwrap();
    assert_eq!(steps(&report), ["c"]);
    assert_eq!(database.value("SELECT count(*) FROM a").await, "2");
}
