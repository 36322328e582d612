//! What happens when database and binary are not of one mind.

use limbeck::{Ahead, ErrorKind};
use limbeck_tests::{
    TestDatabase, chain, compiled, history, history_of, on_every_backend, revision, with_pool,
};

use crate::support::{downgrade_to, stamp, steps, upgrade, upgrade_with};

on_every_backend!(
    an_edited_revision_is_named_and_nothing_is_done,
    reformatting_a_revision_is_no_edit,
    stamping_accepts_an_edited_revision,
    a_database_that_is_ahead_is_refused_with_the_list,
    a_binary_may_go_on_when_the_database_is_ahead,
    what_unknown_revisions_stand_on_is_not_forgotten,
    a_table_of_a_newer_format_is_refused_by_name,
    a_stale_binary_is_told_before_the_database_is_blamed,
    adding_another_databases_section_changes_nothing_here,
);

async fn an_edited_revision_is_named_and_nothing_is_done(database: TestDatabase) {
    let mut files = chain(4);
    upgrade(&history_of(&files[..3]), &database).await.unwrap();
    files[1].1 = files[1]
        .1
        .replace("name TEXT", "label TEXT")
        .replace("(name)", "(label)");
    let edited = history_of(&files);
    let error = upgrade(&edited, &database).await.unwrap_err();
    let ErrorKind::Edited {
        revision,
        path,
        applied_at,
        ..
    } = error.kind()
    else {
        panic!("{error}");
    };
    assert_eq!((revision.as_str(), path.as_str()), ("r0002", "r0002.sql"));
    assert!(applied_at.starts_with("20"), "{applied_at}");
    assert_eq!(database.recorded().await.len(), 3);
    let error = downgrade_to(&edited, &database, "base").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Edited { .. }), "{error}");
}

async fn reformatting_a_revision_is_no_edit(database: TestDatabase) {
    let mut files = chain(2);
    upgrade(&history_of(&files), &database).await.unwrap();
    files[0].1 = files[0]
        .1
        .replace("CREATE TABLE", "-- why\nCREATE   TABLE\n ");
    let report = upgrade(&history_of(&files), &database).await.unwrap();
    assert!(report.is_up_to_date());
}

async fn stamping_accepts_an_edited_revision(database: TestDatabase) {
    let mut files = chain(3);
    upgrade(&history_of(&files), &database).await.unwrap();
    files[1].1 = files[1]
        .1
        .replace("name TEXT", "label TEXT")
        .replace("(name)", "(label)");
    let edited = history_of(&files);
    upgrade(&edited, &database).await.unwrap_err();
    let report = stamp(&edited, &database, "head").await.unwrap();
    assert_eq!(
        steps(&report),
        ["r0002", "r0003"],
        "what follows has another lineage too"
    );
    assert!(upgrade(&edited, &database).await.unwrap().is_up_to_date());
}

async fn a_database_that_is_ahead_is_refused_with_the_list(database: TestDatabase) {
    let files = chain(4);
    upgrade(&history_of(&files), &database).await.unwrap();
    let old = history_of(&files[..2]);
    let error = upgrade(&old, &database).await.unwrap_err();
    let text = error.to_string();
    let expected = "the database is ahead of this binary: `r0003`, `r0004`";
    assert!(text.starts_with(expected), "{text}");
    let error = downgrade_to(&old, &database, "base").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Ahead { .. }), "{error}");
    let current = with_pool!(&database, pool => old.current(pool).await).unwrap();
    assert_eq!(current[0].revision, "r0004", "looking still works");
    let applied = with_pool!(&database, pool => old.applied(pool).await).unwrap();
    let applied: Vec<_> = applied.iter().map(|row| row.revision.as_str()).collect();
    assert_eq!(applied, ["r0001", "r0002", "r0003", "r0004"]);
}

async fn a_binary_may_go_on_when_the_database_is_ahead(database: TestDatabase) {
    let files = chain(3);
    upgrade(&history_of(&files), &database).await.unwrap();
    let mut old = files[..1].to_vec();
    let late = revision(
        "late",
        "r0001",
        "CREATE TABLE late (id INTEGER);",
        "DROP TABLE late;",
    );
    old.push(("late.sql".to_owned(), late));
    let old = history_of(&old);
    let migrator = old.migrator().ahead(Ahead::Continue);
    let report = upgrade_with(&migrator, &database).await.unwrap();
    assert_eq!(steps(&report), ["late"]);
    assert_eq!(report.heads, ["late", "r0003"]);
}

async fn what_unknown_revisions_stand_on_is_not_forgotten(database: TestDatabase) {
    let files = chain(4);
    upgrade(&history_of(&files), &database).await.unwrap();
    let old = history_of(&files[..2]);
    let error = stamp(&old, &database, "r0001").await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::InTheWay { unknown } if *unknown == ["r0003", "r0004"]),
        "{error}"
    );
    let text = error.to_string();
    assert!(text.contains("does not know: `r0003`, `r0004`"), "{text}");
    assert!(text.contains("with the release that knows"), "{text}");
    assert_eq!(database.recorded().await.len(), 4);
}

async fn a_table_of_a_newer_format_is_refused_by_name(database: TestDatabase) {
    let files = chain(2);
    upgrade(&history_of(&files[..1]), &database).await.unwrap();
    database
        .execute("UPDATE limbeck_revisions SET format = 2")
        .await;
    for length in [1, 2] {
        let error = upgrade(&history_of(&files[..length]), &database)
            .await
            .unwrap_err();
        let ErrorKind::NewerTable { found, known, .. } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!((*found, *known), (2, 1));
    }
    let error = stamp(&history_of(&files), &database, "base")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("update limbeck"), "{error}");
}

async fn a_stale_binary_is_told_before_the_database_is_blamed(database: TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let files = chain(2);
    let write = |(path, text): &(String, String)| {
        std::fs::write(folder.path().join(path), text).unwrap();
    };
    write(&files[0]);
    let remembered: &'static str = Box::leak(folder.path().display().to_string().into_boxed_str());
    let binary = compiled(folder.path(), Some(remembered));
    // A newer build of the same folder has been there; this binary was built before.
    write(&files[1]);
    upgrade(&history_of(&files), &database).await.unwrap();
    let error = upgrade(&binary, &database).await.unwrap_err();
    let ErrorKind::Stale {
        difference,
        instead,
    } = error.kind()
    else {
        panic!("{error}");
    };
    assert_eq!(
        difference,
        "`r0002.sql` is in the folder and not in the binary"
    );
    assert!(instead.starts_with("the database is ahead"), "{instead}");
}

async fn adding_another_databases_section_changes_nothing_here(database: TestDatabase) {
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    upgrade(&history(&[("a.sql", &a)]), &database)
        .await
        .unwrap();
    let other = if database.is_sqlite() {
        "postgres"
    } else {
        "sqlite"
    };
    let more = format!(
        "{a}\n-- migrate: upgrade {other}\nCREATE TABLE other (id INTEGER);\n\
         -- migrate: downgrade {other}\nDROP TABLE other;\n"
    );
    let report = upgrade(&history(&[("a.sql", &more)]), &database)
        .await
        .unwrap();
    assert!(report.is_up_to_date());
}
