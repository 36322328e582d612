//! One runner at a time, and nobody waits for ever or in the dark.

use std::time::Duration;

use limbeck::ErrorKind;
use limbeck_tests::{
    TestDatabase, chain, history, history_of, on_every_backend, revision, with_pool,
};

use crate::support::{Remembers, downgrade_to, steps, upgrade, upgrade_to, upgrade_with};

on_every_backend!(
    many_runners_in_one_process_apply_everything_once,
    a_runner_waits_for_another_and_then_goes_on,
    a_runner_gives_up_when_it_has_waited_long_enough,
    two_runners_of_the_same_walk_take_it_once,
);

async fn many_runners_in_one_process_apply_everything_once(database: TestDatabase) {
    let migrations = history_of(&chain(30));
    let run = || async { with_pool!(&database, pool => migrations.upgrade(pool).await.unwrap()) };
    let reports = tokio::join!(run(), run(), run(), run(), run());
    let reports = [&reports.0, &reports.1, &reports.2, &reports.3, &reports.4];
    let taken: usize = reports.iter().map(|report| report.steps.len()).sum();
    assert_eq!(taken, 30);
    assert_eq!(database.recorded().await.len(), 30);
}

/// Keeps others from writing, as a runner does.
pub(crate) async fn hold(database: &TestDatabase) -> Holder {
    match database {
        TestDatabase::Sqlite { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let begin = "BEGIN IMMEDIATE";
            sqlx::raw_sql(begin)
                .execute(&mut *connection)
                .await
                .unwrap();
            Holder::Sqlite(connection)
        }
        TestDatabase::Postgres { pool, .. } => {
            let mut connection = pool.acquire().await.unwrap();
            let key = lock_key("limbeck:public.limbeck_revisions");
            let lock =
                format!("SET application_name = 'the holder'; SELECT pg_advisory_lock({key})");
            let lock = sqlx::raw_sql(sqlx::AssertSqlSafe(lock));
            lock.execute(&mut *connection).await.unwrap();
            Holder::Postgres(connection)
        }
    }
}

/// The key is documented in docs/architecture.md, so that other tools can take the same lock.
fn lock_key(name: &str) -> i64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

pub(crate) enum Holder {
    Sqlite(sqlx::pool::PoolConnection<sqlx::Sqlite>),
    Postgres(sqlx::pool::PoolConnection<sqlx::Postgres>),
}

impl Holder {
    pub(crate) async fn release(self) {
        match self {
            Holder::Sqlite(mut connection) => {
                sqlx::raw_sql("ROLLBACK")
                    .execute(&mut *connection)
                    .await
                    .unwrap();
            }
            Holder::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}

async fn a_runner_waits_for_another_and_then_goes_on(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let holder = hold(&database).await;
    let remembers = Remembers::default();
    let migrator = migrations.migrator().observer(&remembers);
    let (report, ()) = tokio::join!(upgrade_with(&migrator, &database), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        holder.release().await;
    });
    assert_eq!(steps(&report.unwrap()), ["r0001", "r0002"]);
    if !database.is_sqlite() {
        let said = remembers.with("Waiting");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("of the holder at 127.0.0.1"), "{said:?}");
    }
}

async fn a_runner_gives_up_when_it_has_waited_long_enough(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let holder = hold(&database).await;
    let migrator = migrations.migrator().lock_wait(Duration::from_millis(200));
    let error = upgrade_with(&migrator, &database).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::LockHeld { .. }),
        "{error}"
    );
    holder.release().await;
    let report = upgrade_with(&migrator, &database).await.unwrap();
    assert_eq!(report.steps.len(), 2);
}

async fn two_runners_of_the_same_walk_take_it_once(database: TestDatabase) {
    let migrations = history_of(&chain(6));
    upgrade_to(&migrations, &database, "r0001").await.unwrap();
    // Both have counted before either gets the lock.
    let released = async |holder: Holder| {
        tokio::time::sleep(Duration::from_millis(500)).await;
        holder.release().await;
    };
    let up = || upgrade_to(&migrations, &database, "+2");
    let holder = hold(&database).await;
    let (one, two, ()) = tokio::join!(up(), up(), released(holder));
    assert_eq!(one.unwrap().steps.len() + two.unwrap().steps.len(), 2);
    assert_eq!(database.recorded().await, ["r0001", "r0002", "r0003"]);
    let down = || downgrade_to(&migrations, &database, "-1");
    let holder = hold(&database).await;
    let (one, two, ()) = tokio::join!(down(), down(), released(holder));
    assert_eq!(one.unwrap().steps.len() + two.unwrap().steps.len(), 1);
    assert_eq!(database.recorded().await, ["r0001", "r0002"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_table_makes_a_run_retry_instead_of_queueing_up() {
    let Some(database) = TestDatabase::postgres().await else {
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
        "ALTER TABLE ta ADD COLUMN x INTEGER;",
        "ALTER TABLE ta DROP COLUMN x;",
    );
    upgrade(&history(&[("a.sql", &a)]), &database)
        .await
        .unwrap();
    let TestDatabase::Postgres { pool, .. } = &database else {
        unreachable!()
    };
    let mut reader = pool.begin().await.unwrap();
    sqlx::raw_sql("SELECT * FROM ta")
        .execute(&mut *reader)
        .await
        .unwrap();
    let remembers = Remembers::default();
    let both = history(&[("a.sql", &a), ("b.sql", &b)]);
    let migrator = both.migrator().lock_timeout(Duration::from_millis(100));
    let migrator = migrator.observer(&remembers);
    let (report, ()) = tokio::join!(migrator.upgrade(pool), async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        reader.rollback().await.unwrap();
    });
    assert_eq!(steps(&report.unwrap()), ["b"]);
    assert!(!remembers.with("Retrying").is_empty());
}
