//! Alembic's recorded cases on a real database: the same graphs as revisions that make tables, the
//! same targets, and the rows compared.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;
use std::path::Path;

use limbeck::Migrations;
use limbeck_tests::oracle::{Case, Verdict, judge, read};
use limbeck_tests::{TestDatabase, history_of_any_shape};

/// How many graphs are replayed.
const REPLAYED: usize = 50;

/// The cases that ask a database to move, on graphs that are whole.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle");
    let all = read(&folder.join("dev.jsonl.gz")).unwrap();
    let moves = ["upgrade", "downgrade", "stamp"];
    let mut cases: Vec<Case> = all
        .into_iter()
        .filter(|case| moves.contains(&&*case.command))
        .filter(|case| !case.has("sql") && !case.has("purge") && !case.is_beat())
        .filter(|case| judge(case) == Verdict::Passed)
        .filter(|case| {
            let rows = case.closure(&case.applied_heads);
            rows.is_some_and(|rows| case.applied_heads.iter().all(|row| rows.contains(row)))
        })
        .filter(|case| !case.targets().is_empty())
        .collect();
    // Whatever changes something first; of those that end in an error only some.
    cases.sort_by_key(|case| case.expect.error.is_some());
    let errors = cases
        .iter()
        .position(|case| case.expect.error.is_some())
        .unwrap();
    let mut picked: Vec<Case> = cases.drain(errors..).take(10).collect();
    picked.extend(cases.drain(..REPLAYED - picked.len()));
    picked
}

/// The case's graph as revisions, each with a table of its own.
fn history(case: &Case) -> Migrations {
    let mut files = Vec::new();
    for (number, revision) in case.graph.iter().enumerate() {
        let id = &revision.id;
        let parents = match revision.down.is_empty() {
            true => "base".to_owned(),
            false => revision.down.join(", "),
        };
        let mut text = format!("-- {id}\n--\n-- revision: {id}\n-- parent: {parents}\n");
        for (field, names) in [
            ("depends on", &revision.depends_on),
            ("labels", &revision.labels),
        ] {
            if !names.is_empty() {
                writeln!(text, "-- {field}: {}", names.join(", ")).unwrap();
            }
        }
        write!(
            text,
            "\n-- migrate: upgrade\nCREATE TABLE t_{number} (id INTEGER PRIMARY KEY);\n\n\
             -- migrate: downgrade\nDROP TABLE t_{number};\n"
        )
        .unwrap();
        files.push((format!("{number:03}.sql"), text));
    }
    history_of_any_shape(&files)
}

/// The tables that these revisions make.
fn tables(case: &Case, ids: &[String]) -> Vec<String> {
    let made = case.graph.iter().enumerate();
    let made = made.filter(|(_, revision)| ids.contains(&revision.id));
    let mut tables: Vec<String> = made.map(|(number, _)| format!("t_{number}")).collect();
    tables.sort();
    tables
}

async fn replay(case: &Case) {
    let name = &case.name;
    let database = TestDatabase::sqlite().await;
    let TestDatabase::Sqlite { pool, .. } = &database else {
        unreachable!("it was made one")
    };
    let migrations = history(case);
    for row in &case.applied_heads {
        migrations.upgrade_to(pool, row).await.unwrap();
    }
    let before = case.closure(&case.applied_heads).unwrap();
    let moved = match &*case.command {
        "upgrade" => migrations.upgrade_to(pool, case.target()).await,
        "downgrade" => migrations.downgrade_to(pool, case.target()).await,
        _ => migrations.migrator().stamp_all(pool, &case.targets()).await,
    };
    assert_eq!(
        moved.is_err(),
        case.expect.error.is_some(),
        "{name}: {moved:?}"
    );
    let after = match &case.expect.heads_after {
        Some(heads) => case.closure(heads).unwrap(),
        None => before.clone(),
    };
    let has_table = !database.rows(RECORDED).await.is_empty();
    let recorded = if has_table {
        database.recorded().await
    } else {
        Vec::new()
    };
    assert_eq!(recorded, after, "{name}: what is recorded");
    let made = if case.command == "stamp" {
        &before
    } else {
        &after
    };
    assert_eq!(
        database.tables().await,
        tables(case, made),
        "{name}: the tables"
    );
    if let Ok(report) = moved {
        let mut heads = case.expect.heads_after.clone().unwrap_or_default();
        heads.sort();
        assert_eq!(report.heads, heads, "{name}: the heads");
    }
}

const RECORDED: &str =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'limbeck_revisions'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recorded_cases_leave_the_same_rows_in_a_real_database() {
    let cases = cases();
    assert_eq!(cases.len(), REPLAYED);
    for case in &cases {
        replay(case).await;
    }
}
