//! What only PostgreSQL has: schemas, roles, concurrent indexes, enums.

use limbeck::ErrorKind;
use limbeck_tests::{TestDatabase, chain, history, history_of, revision};
use sqlx::Connection;
use sqlx::postgres::{PgConnection, PgPool};

use crate::support::{Remembers, steps};

async fn server() -> Option<(TestDatabase, PgPool, String)> {
    let database = TestDatabase::postgres().await?;
    let TestDatabase::Postgres { pool, url } = &database else {
        unreachable!()
    };
    let (pool, url) = (pool.clone(), url.clone());
    Some((database, pool, url))
}

#[tokio::test]
async fn the_table_stays_where_it_is_when_the_search_path_changes() {
    let Some((database, pool, _)) = server().await else {
        return;
    };
    let migrations = history_of(&chain(2));
    migrations.upgrade(&pool).await.unwrap();
    database.execute("CREATE SCHEMA app").await;
    let mut connection = pool.acquire().await.unwrap();
    let set = "SET search_path = app, public";
    sqlx::raw_sql(set).execute(&mut *connection).await.unwrap();
    let three = history_of(&chain(3));
    let report = three.upgrade(&mut connection).await.unwrap();
    assert_eq!(steps(&report), ["r0003"]);
    let tables = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE tablename IN ('limbeck_revisions', 't3') ORDER BY 1";
    let tables = database.rows(tables).await.concat();
    assert_eq!(tables, ["app.t3", "public.limbeck_revisions"]);
}

#[tokio::test]
async fn each_schema_can_have_a_history_of_its_own() {
    let Some((database, pool, _)) = server().await else {
        return;
    };
    database
        .execute("CREATE SCHEMA one; CREATE SCHEMA two")
        .await;
    let migrations = history_of(&chain(2));
    for tenant in ["one", "two"] {
        let mut connection = pool.acquire().await.unwrap();
        let set = format!("SET search_path = {tenant}");
        let set = sqlx::raw_sql(sqlx::AssertSqlSafe(set));
        set.execute(&mut *connection).await.unwrap();
        let migrator = migrations.migrator().schema(tenant);
        let report = migrator.upgrade(&mut connection).await.unwrap();
        assert_eq!(report.steps.len(), 2, "{tenant}");
        assert!(
            migrator
                .upgrade(&mut connection)
                .await
                .unwrap()
                .is_up_to_date()
        );
    }
    let count = "SELECT count(*) FROM pg_tables WHERE tablename = 'limbeck_revisions'";
    assert_eq!(database.value(count).await, "2");
}

#[tokio::test]
async fn an_index_that_a_crash_left_invalid_is_built_anew() {
    let Some((database, pool, _)) = server().await else {
        return;
    };
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);\nINSERT INTO ta VALUES (1), (1);",
        "DROP TABLE ta;",
    );
    let b = revision(
        "b",
        "a",
        "CREATE UNIQUE INDEX CONCURRENTLY ix ON ta (id);",
        "DROP INDEX CONCURRENTLY ix;",
    );
    let b = b
        .replace("upgrade\n", "upgrade no-transaction\n")
        .replace("downgrade\n", "downgrade no-transaction\n");
    let migrations = history(&[("a.sql", &a), ("b.sql", &b)]);
    let error = migrations.upgrade(&pool).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Statement { kept: 0, .. }),
        "{error}"
    );
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass";
    assert_eq!(database.value(valid).await, "f");
    database
        .execute("DELETE FROM ta WHERE ctid = (SELECT min(ctid) FROM ta)")
        .await;
    let report = migrations.upgrade(&pool).await.unwrap();
    assert_eq!(steps(&report), ["b"]);
    assert_eq!(database.value(valid).await, "t");
    migrations.downgrade_to(&pool, "base").await.unwrap();
}

#[tokio::test]
async fn a_concurrent_index_that_was_built_before_the_crash_counts_as_done() {
    let Some((database, pool, _)) = server().await else {
        return;
    };
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = revision(
        "b",
        "a",
        "CREATE INDEX CONCURRENTLY ix ON ta (id);",
        "DROP INDEX CONCURRENTLY ix;",
    );
    let b = b
        .replace("upgrade\n", "upgrade no-transaction\n")
        .replace("downgrade\n", "downgrade no-transaction\n");
    let migrations = history(&[("a.sql", &a), ("b.sql", &b)]);
    migrations.upgrade(&pool).await.unwrap();
    // Killed after the index was there and before the journal said so.
    database
        .execute("UPDATE limbeck_revisions SET statements_done = 0 WHERE revision = 'b'")
        .await;
    let report = migrations.upgrade(&pool).await.unwrap();
    assert_eq!(steps(&report), ["b"]);
    assert!(migrations.upgrade(&pool).await.unwrap().is_up_to_date());
}

#[tokio::test]
async fn a_history_that_cannot_share_a_transaction_is_applied_one_by_one() {
    let Some((database, pool, _)) = server().await else {
        return;
    };
    // A value added to an enum cannot be used in the transaction that adds it.
    let a = revision(
        "a",
        "base",
        "CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE ta (m mood);",
        "DROP TABLE ta;\nDROP TYPE mood;",
    );
    let b = revision("b", "a", "ALTER TYPE mood ADD VALUE 'ok';", "SELECT 1;");
    let c = revision("c", "b", "INSERT INTO ta VALUES ('ok');", "DELETE FROM ta;");
    // The type is made in an older transaction, or PostgreSQL would allow it.
    let first = history(&[("a.sql", &a)]);
    first.upgrade(&pool).await.unwrap();
    database.execute("DELETE FROM limbeck_revisions").await;
    let a = revision("a", "base", "SELECT 1;", "SELECT 1;");
    let all = history(&[("a.sql", &a), ("b.sql", &b), ("c.sql", &c)]);
    let remembers = Remembers::default();
    let report = all
        .migrator()
        .observer(&remembers)
        .upgrade(&pool)
        .await
        .unwrap();
    assert_eq!(steps(&report), ["a", "b", "c"]);
    let failed = remembers.with("SharedTransactionFailed");
    assert_eq!(failed.len(), 1);
    assert!(failed[0].contains("unsafe use of new value"), "{failed:?}");
    assert_eq!(database.value("SELECT count(*) FROM ta").await, "1");
}

#[tokio::test]
async fn a_deferred_constraint_that_fails_at_commit_is_told_of_its_revision() {
    let Some((database, pool, _)) = server().await else {
        return;
    };
    let a = revision(
        "a",
        "base",
        "CREATE TABLE p (id INTEGER PRIMARY KEY);\n\
         CREATE TABLE c (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED);",
        "DROP TABLE c;\nDROP TABLE p;",
    );
    let b = revision("b", "a", "INSERT INTO c VALUES (1);", "DELETE FROM c;");
    let migrations = history(&[("a.sql", &a), ("b.sql", &b)]);
    let error = migrations.upgrade(&pool).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Commit { revision, .. } if revision == "b"),
        "{error}"
    );
    assert_eq!(database.recorded().await, ["a"]);
}

#[tokio::test]
async fn a_database_that_takes_no_writes_is_told_apart() {
    let Some((_database, pool, url)) = server().await else {
        return;
    };
    let two = history_of(&chain(2));
    two.upgrade(&pool).await.unwrap();
    let mut reader = PgConnection::connect(&url).await.unwrap();
    let set = "SET default_transaction_read_only = on";
    sqlx::raw_sql(set).execute(&mut reader).await.unwrap();
    assert!(two.upgrade(&mut reader).await.unwrap().is_up_to_date());
    let three = history_of(&chain(3));
    let error = three.upgrade(&mut reader).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::ReadOnly { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_role_that_may_only_read_can_start_on_a_database_that_is_up_to_date() {
    let Some((database, pool, url)) = server().await else {
        return;
    };
    let migrations = history_of(&chain(2));
    migrations.upgrade(&pool).await.unwrap();
    let role = format!("reader_{}", std::process::id());
    database
        .execute(&format!(
            "CREATE ROLE {role} LOGIN; GRANT SELECT ON limbeck_revisions TO {role}"
        ))
        .await;
    let as_role = url.replace("postgres@", &format!("{role}@"));
    let reader = PgPool::connect(&as_role).await.unwrap();
    assert!(migrations.upgrade(&reader).await.unwrap().is_up_to_date());
    reader.close().await;
    database
        .execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
        .await;
}
