//! What is pending is applied, in order, once.

use limbeck::{Direction, ErrorKind};
use limbeck_tests::{
    TestDatabase, chain, history, history_of, history_of_any_shape, on_every_backend, revision,
    with_pool,
};

use crate::support::{steps, upgrade, upgrade_to};

on_every_backend!(
    everything_pending_is_applied_in_order,
    a_second_run_has_nothing_to_do,
    a_target_stops_the_upgrade_there,
    a_revision_merged_late_is_not_skipped,
    the_one_head_is_refused_where_there_are_several,
    a_dependency_on_another_line_is_applied_first,
    more_revisions_than_share_a_transaction_are_all_applied,
    an_empty_history_is_up_to_date_and_makes_no_table,
    looking_writes_nothing,
    history_tells_what_is_applied_and_what_is_pending,
    texts_that_need_quoting_are_recorded_as_they_are,
    revisions_are_recorded_with_all_that_a_later_binary_needs,
);

async fn everything_pending_is_applied_in_order(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["r0001", "r0002", "r0003"]);
    assert_eq!(report.heads, ["r0003"]);
    assert!(
        report.to_string().starts_with("upgraded 3 revisions in "),
        "{report}"
    );
    assert_eq!(database.recorded().await, ["r0001", "r0002", "r0003"]);
    assert_eq!(database.tables().await, ["t1", "t2", "t3"]);
}

async fn a_second_run_has_nothing_to_do(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    upgrade(&migrations, &database).await.unwrap();
    let report = upgrade(&migrations, &database).await.unwrap();
    assert!(report.is_up_to_date());
    assert_eq!(report.to_string(), "up to date at r0003");
}

async fn a_target_stops_the_upgrade_there(database: TestDatabase) {
    let migrations = history_of(&chain(4));
    let report = upgrade_to(&migrations, &database, "r0002").await.unwrap();
    assert_eq!(steps(&report), ["r0001", "r0002"]);
    let report = upgrade_to(&migrations, &database, "r0001").await.unwrap();
    assert!(
        report.is_up_to_date(),
        "what is applied beyond the target stays"
    );
    assert_eq!(report.heads, ["r0002"]);
    let report = upgrade_to(&migrations, &database, "head").await.unwrap();
    assert_eq!(steps(&report), ["r0003", "r0004"]);
    let error = upgrade_to(&migrations, &database, "r0005")
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no revision or label is called `r0005`"),
        "{error}"
    );
}

async fn a_revision_merged_late_is_not_skipped(database: TestDatabase) {
    // a <- c is applied; then b, an older branch, arrives with the merge d of b and c.
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = revision("b", "a", "CREATE TABLE tb (id INTEGER);", "DROP TABLE tb;");
    let c = revision("c", "a", "CREATE TABLE tc (id INTEGER);", "DROP TABLE tc;");
    let d = revision("d", "b, c", "", "");
    let before = history(&[("1.sql", &a), ("3.sql", &c)]);
    upgrade(&before, &database).await.unwrap();
    let after = history(&[("1.sql", &a), ("2.sql", &b), ("3.sql", &c), ("4.sql", &d)]);
    let report = upgrade(&after, &database).await.unwrap();
    assert_eq!(steps(&report), ["b", "d"]);
    assert_eq!(database.tables().await, ["ta", "tb", "tc"]);
}

async fn the_one_head_is_refused_where_there_are_several(database: TestDatabase) {
    let a = revision(
        "aaaa",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = revision(
        "bbbb",
        "base",
        "CREATE TABLE tb (id INTEGER);",
        "DROP TABLE tb;",
    );
    let migrations = history_of_any_shape(&[("a.sql".to_owned(), a), ("b.sql".to_owned(), b)]);
    // The same whether there is something to do or not.
    for _ in 0..2 {
        let error = upgrade_to(&migrations, &database, "head")
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Target(_)), "{error}");
        upgrade_to(&migrations, &database, "heads").await.unwrap();
    }
}

async fn a_dependency_on_another_line_is_applied_first(database: TestDatabase) {
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    // By name `a_uses` comes first; it depends on what `z` makes.
    let uses = "INSERT INTO tz (id) VALUES (1);";
    let uses = revision("uses", "a", uses, "DELETE FROM tz;");
    let uses = uses.replace("-- parent: a", "-- parent: a\n-- depends on: z");
    let z = revision("z", "a", "CREATE TABLE tz (id INTEGER);", "DROP TABLE tz;");
    let merge = revision("m", "uses, z", "", "");
    let migrations = history(&[
        ("0.sql", &a),
        ("1.sql", &uses),
        ("2.sql", &z),
        ("3.sql", &merge),
    ]);
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["a", "z", "uses", "m"]);
}

async fn more_revisions_than_share_a_transaction_are_all_applied(database: TestDatabase) {
    let migrations = history_of(&chain(205));
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(report.steps.len(), 205);
    assert_eq!(database.tables().await.len(), 205);
    assert!(
        upgrade(&migrations, &database)
            .await
            .unwrap()
            .is_up_to_date()
    );
}

async fn an_empty_history_is_up_to_date_and_makes_no_table(database: TestDatabase) {
    let migrations = history(&[("revisions.lock", "format 1\n")]);
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(report.to_string(), "up to date at base");
    assert!(limbeck_tables(&database).await.is_empty());
}

async fn looking_writes_nothing(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    with_pool!(&database, pool => {
        assert!(migrations.current(pool).await.unwrap().is_empty());
        assert_eq!(migrations.pending(pool).await.unwrap().len(), 2);
        assert_eq!(migrations.history(pool).await.unwrap().len(), 2);
        assert_eq!(migrations.plan(pool, Direction::Upgrade, "r0001").await.unwrap().len(), 1);
        assert!(migrations.plan(pool, Direction::Downgrade, "base").await.unwrap().is_empty());
    });
    assert!(limbeck_tables(&database).await.is_empty());
}

async fn history_tells_what_is_applied_and_what_is_pending(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    upgrade_to(&migrations, &database, "r0002").await.unwrap();
    let (entries, current, pending) = with_pool!(&database, pool => (
        migrations.history(pool).await.unwrap(),
        migrations.current(pool).await.unwrap(),
        migrations.pending(pool).await.unwrap(),
    ));
    let applied: Vec<bool> = entries
        .iter()
        .map(|entry| entry.applied.is_some())
        .collect();
    assert_eq!(applied, [true, true, false]);
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].revision, "r0002");
    assert_eq!(current[0].applied_by, "tests 1.0");
    assert!(
        current[0].applied_at.ends_with('Z'),
        "{}",
        current[0].applied_at
    );
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].to_string(), "upgrade r0003, r0003");
}

async fn texts_that_need_quoting_are_recorded_as_they_are(database: TestDatabase) {
    let downgrade =
        "DELETE FROM t WHERE note = 'it''s a \\ \"test\" — größer $$ $1 ?';\nDROP TABLE t;";
    let a = revision("a", "base", "CREATE TABLE t (note TEXT);", downgrade);
    let migrations = history(&[("a.sql", &a)])
        .migrator()
        .applied_by("o'brien \\ 1");
    let report = with_pool!(&database, pool => migrations.upgrade(pool).await).unwrap();
    assert_eq!(steps(&report), ["a"]);
    let sql = "SELECT downgrade, applied_by FROM limbeck_revisions";
    let rows = database.rows(sql).await;
    assert_eq!(rows[0][0], format!("-- migrate: downgrade\n{downgrade}"));
    assert_eq!(rows[0][1], "o'brien \\ 1");
}

async fn revisions_are_recorded_with_all_that_a_later_binary_needs(database: TestDatabase) {
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = revision(
        "b",
        "base",
        "CREATE TABLE tb (id INTEGER);",
        "DROP TABLE tb;",
    );
    let c = revision(
        "c",
        "a, b",
        "CREATE TABLE tc (id INTEGER);",
        "DROP TABLE tc;",
    );
    let c = c.replace(
        "-- parent: a, b",
        "-- parent: a\n-- depends on: b\n-- labels: line",
    );
    let d = revision("d", "c, b", "", "");
    let migrations = history(&[("a.sql", &a), ("b.sql", &b), ("c.sql", &c), ("d.sql", &d)]);
    upgrade(&migrations, &database).await.unwrap();
    let sql = "SELECT revision, parents, depends_on, statements_done, statements_total, set_name, format \
               FROM limbeck_revisions ORDER BY revision";
    let rows: Vec<String> = database
        .rows(sql)
        .await
        .iter()
        .map(|row| row.join("|"))
        .collect();
    assert_eq!(
        rows,
        [
            "a|||1|1|main|1",
            "b|||1|1|main|1",
            "c|a|b|1|1|main|1",
            "d|c,b||0|0|main|1"
        ]
    );
    let sql = "SELECT count(*) FROM limbeck_revisions WHERE checksum LIKE 'h1:%' AND lineage LIKE 'l1:%' \
               AND length(checksum) = 67 AND length(lineage) = 67";
    assert_eq!(database.value(sql).await, "4");
}

/// Whether limbeck has made its table.
async fn limbeck_tables(database: &TestDatabase) -> Vec<Vec<String>> {
    let sql = if database.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE name = 'limbeck_revisions'"
    } else {
        "SELECT relname::text FROM pg_class WHERE relname = 'limbeck_revisions'"
    };
    database.rows(sql).await
}
