//! Recording and forgetting without running.

use limbeck::{Direction, Error, Migrations, PlannedStamp, Report};
use limbeck_tests::{TestDatabase, chain, history_of, on_every_backend, revision, with_pool};

use crate::support::{stamp, steps, upgrade, upgrade_to};

on_every_backend!(
    stamping_records_without_running,
    stamping_base_forgets_everything,
    a_purge_forgets_also_what_is_unknown,
    a_plan_of_a_stamp_tells_what_it_would_write,
    a_stamp_forgets_what_was_cut_off,
);

async fn purge(
    migrations: &Migrations,
    database: &TestDatabase,
    targets: &[&str],
) -> Result<Report, Error> {
    with_pool!(database, pool => migrations.migrator().stamp_purged(pool, targets).await)
}

async fn plan(
    migrations: &Migrations,
    database: &TestDatabase,
    target: &str,
    purge: bool,
) -> PlannedStamp {
    let migrator = migrations.migrator();
    let plan = with_pool!(database, pool => migrator.plan_stamp(pool, &[target], purge).await);
    plan.unwrap()
}

async fn stamping_records_without_running(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    database
        .execute("CREATE TABLE t1 (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        .await;
    let report = stamp(&migrations, &database, "r0001").await.unwrap();
    assert_eq!(steps(&report), ["r0001"]);
    assert!(report.steps[0].stamped);
    assert_eq!(database.tables().await, ["t1"]);
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["r0002", "r0003"]);
}

async fn stamping_base_forgets_everything(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    upgrade(&migrations, &database).await.unwrap();
    let report = stamp(&migrations, &database, "base").await.unwrap();
    assert_eq!(report.steps.len(), 2);
    assert!(database.recorded().await.is_empty());
    assert_eq!(database.tables().await, ["t1", "t2"]);
    assert!(
        stamp(&migrations, &database, "base")
            .await
            .unwrap()
            .is_up_to_date()
    );
}

async fn a_purge_forgets_also_what_is_unknown(database: TestDatabase) {
    let files = chain(4);
    upgrade(&history_of(&files), &database).await.unwrap();
    let old = history_of(&files[..2]);
    let report = purge(&old, &database, &["r0001"]).await.unwrap();
    assert_eq!(steps(&report), ["r0003", "r0004", "r0002"]);
    let forgotten =
        |step: &limbeck::ReportedStep| step.stamped && step.direction == Direction::Downgrade;
    assert!(report.steps.iter().all(forgotten), "{report:?}");
    assert!(
        report.to_string().starts_with("unstamped 3 revisions"),
        "{report}"
    );
    assert_eq!(report.heads, ["r0001"]);
    assert_eq!(database.recorded().await, ["r0001"]);
    assert_eq!(database.tables().await.len(), 4, "nothing was run");
    assert!(
        purge(&old, &database, &["r0001"])
            .await
            .unwrap()
            .is_up_to_date()
    );
    purge(&old, &database, &[]).await.unwrap();
    assert!(database.recorded().await.is_empty());
}

async fn a_plan_of_a_stamp_tells_what_it_would_write(database: TestDatabase) {
    let mut files = chain(4);
    upgrade(&history_of(&files), &database).await.unwrap();
    files[1].1 = files[1]
        .1
        .replace("name TEXT", "label TEXT")
        .replace("(name)", "(label)");
    let old = history_of(&files[..3]);
    let planned = plan(&old, &database, "r0002", true).await;
    assert_eq!(planned.unknown, ["r0004"]);
    let told: Vec<String> = planned.steps.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["downgrade r0003, r0003", "upgrade r0002, r0002"],
        "what was edited is recorded anew"
    );
    assert_eq!(database.recorded().await.len(), 4);
    let report = purge(&old, &database, &["r0002"]).await.unwrap();
    assert_eq!(
        steps(&report),
        ["r0004", "r0003", "r0002"],
        "as it was planned"
    );
    assert!(plan(&old, &database, "r0002", true).await.is_empty());
}

async fn a_stamp_forgets_what_was_cut_off(database: TestDatabase) {
    let mut files = Vec::new();
    for id in ["left", "right"] {
        let sql = format!("CREATE TABLE {id} (id INTEGER);\nINSERT INTO missing VALUES (1);");
        let alone = revision(id, "base", &sql, &format!("DROP TABLE {id};"));
        let alone = alone.replace("upgrade\n", "upgrade no-transaction\n");
        files.push((format!("{id}.sql"), alone));
    }
    let migrations = limbeck_tests::history_of_any_shape(&files);
    for id in ["left", "right"] {
        upgrade_to(&migrations, &database, id).await.unwrap_err();
    }
    assert_eq!(database.recorded().await, ["left", "right"]);
    let report = stamp(&migrations, &database, "left@base").await.unwrap();
    assert_eq!(steps(&report), ["left"]);
    assert_eq!(
        database.recorded().await,
        ["right"],
        "another line's business"
    );
    let report = stamp(&migrations, &database, "right").await.unwrap();
    assert_eq!(steps(&report), ["right"], "it counts as done");
    let done = "SELECT statements_done FROM limbeck_revisions WHERE revision = 'right'";
    assert_eq!(database.value(done).await, "2");
}
