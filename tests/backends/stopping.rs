//! A run that is asked to stop does, and says what it leaves behind.

use std::time::Duration;

use limbeck::{Error, ErrorKind, Event, Migrations, Observer, StopSignal};
use limbeck_tests::{TestDatabase, chain, history_of, on_every_backend, revision};

use crate::locking::hold;
use crate::support::{Remembers, steps, upgrade, upgrade_to, upgrade_with};

on_every_backend!(
    a_stop_within_a_transaction_leaves_nothing_of_the_revision,
    a_stop_within_a_shared_transaction_leaves_nothing_of_it,
    a_stop_without_transaction_keeps_what_is_done,
    a_stop_in_the_last_statement_without_transaction_is_none,
    a_run_that_was_stopped_before_it_began_writes_nothing,
    a_stop_ends_the_wait_for_another_runner,
    each_step_of_a_shared_transaction_is_told,
);

/// Asks for a stop when an event is told whose text begins so.
struct StopsAt<'a>(&'a StopSignal, &'a str);

impl Observer for StopsAt<'_> {
    fn observe(&self, event: &Event<'_>) {
        if format!("{event:?}").starts_with(self.1) {
            self.0.request();
        }
    }
}

async fn stopped_at(migrations: &Migrations, database: &TestDatabase, event: &str) -> Error {
    let signal = StopSignal::new();
    let observer = StopsAt(&signal, event);
    let migrator = migrations.migrator().observer(&observer).stop_on(&signal);
    upgrade_with(&migrator, database).await.unwrap_err()
}

/// The revision that was under way, how many of its statements stay, and how many it has.
fn left(error: &Error) -> (Option<&str>, usize, usize) {
    let ErrorKind::Stopped {
        revision,
        kept,
        statements,
        ..
    } = error.kind()
    else {
        panic!("{error}");
    };
    (revision.as_deref(), *kept, *statements)
}

async fn a_stop_within_a_transaction_leaves_nothing_of_the_revision(database: TestDatabase) {
    let migrations = history_of(&chain(4));
    upgrade_to(&migrations, &database, "r0001").await.unwrap();
    let event = "StatementDone { revision: \"r0003\", done: 1,";
    let error = stopped_at(&migrations, &database, event).await;
    assert_eq!(left(&error), (Some("r0003"), 0, 2));
    assert_eq!(steps(error.report()), ["r0002"]);
    let text = error.to_string();
    assert!(
        text.contains("`r0003`, of which nothing was kept"),
        "{text}"
    );
    assert!(text.contains("one step before it is done"), "{text}");
    assert_eq!(database.recorded().await, ["r0001", "r0002"]);
    assert_eq!(database.tables().await, ["t1", "t2"]);
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["r0003", "r0004"]);
}

async fn a_stop_within_a_shared_transaction_leaves_nothing_of_it(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let event = "StatementDone { revision: \"r0002\", done: 2,";
    let error = stopped_at(&migrations, &database, event).await;
    assert_eq!(left(&error), (Some("r0002"), 0, 2));
    assert!(error.report().steps.is_empty());
    assert!(database.recorded().await.is_empty());
    assert!(database.tables().await.is_empty());
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(report.steps.len(), 3);
}

/// A revision of two statements without transaction, after one with.
fn without_transaction() -> Migrations {
    let mut files = chain(1);
    let statements = "CREATE TABLE first (id INTEGER);\nCREATE TABLE second (id INTEGER);";
    let alone = revision("alone", "r0001", statements, "DROP TABLE first;");
    let alone = alone.replace("upgrade\n", "upgrade no-transaction\n");
    files.push(("r9.sql".to_owned(), alone));
    history_of(&files)
}

async fn a_stop_without_transaction_keeps_what_is_done(database: TestDatabase) {
    let migrations = without_transaction();
    let event = "StatementDone { revision: \"alone\", done: 1,";
    let error = stopped_at(&migrations, &database, event).await;
    assert_eq!(left(&error), (Some("alone"), 1, 2));
    assert!(error.to_string().contains("after 1 of 2 statements"));
    assert_eq!(database.tables().await, ["first", "t1"]);
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["alone"]);
    assert_eq!(database.tables().await, ["first", "second", "t1"]);
}

async fn a_stop_in_the_last_statement_without_transaction_is_none(database: TestDatabase) {
    let migrations = without_transaction();
    let signal = StopSignal::new();
    let observer = StopsAt(&signal, "StatementDone { revision: \"alone\", done: 2,");
    let migrator = migrations.migrator().observer(&observer).stop_on(&signal);
    let report = upgrade_with(&migrator, &database).await.unwrap();
    assert_eq!(steps(&report), ["r0001", "alone"]);
    assert!(signal.is_requested());
}

async fn a_run_that_was_stopped_before_it_began_writes_nothing(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let signal = StopSignal::new();
    signal.request();
    let migrator = migrations.migrator().stop_on(&signal);
    let error = upgrade_with(&migrator, &database).await.unwrap_err();
    assert_eq!(left(&error), (None, 0, 0));
    let table = match database.is_sqlite() {
        true => "SELECT count(*) FROM sqlite_master",
        false => "SELECT count(*) FROM pg_tables WHERE tablename = 'limbeck_revisions'",
    };
    assert_eq!(database.value(table).await, "0");
    upgrade(&migrations, &database).await.unwrap();
    let report = upgrade_with(&migrator, &database).await.unwrap();
    assert!(report.is_up_to_date(), "nothing to do is nothing to stop");
}

async fn a_stop_ends_the_wait_for_another_runner(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let holder = hold(&database).await;
    let signal = StopSignal::new();
    let migrator = migrations.migrator().stop_on(&signal);
    let run = tokio::time::timeout(Duration::from_secs(30), upgrade_with(&migrator, &database));
    let (run, ()) = tokio::join!(run, async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        signal.request();
    });
    let error = run.expect("it waits no longer").unwrap_err();
    assert_eq!(left(&error), (None, 0, 0));
    holder.release().await;
}

async fn each_step_of_a_shared_transaction_is_told(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let remembers = Remembers::default();
    let migrator = migrations.migrator().observer(&remembers);
    upgrade_with(&migrator, &database).await.unwrap();
    let told = remembers.with("");
    let names = told.iter().map(|event| event.split(' ').next().unwrap());
    let step = ["StepStarted", "StatementDone", "StatementDone"];
    let expected = [&["Planned"][..], &step, &step, &["StepDone"; 2]].concat();
    assert_eq!(names.collect::<Vec<_>>(), expected);
    assert!(told[4].contains("step: 2, steps: 2"), "{told:?}");
}
