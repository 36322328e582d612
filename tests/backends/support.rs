//! What the tests of this program share: verbs on whichever database it is, and an observer that
//! remembers.

use std::sync::Mutex;

use limbeck::{Error, Event, Migrations, Migrator, Observer, Report};
use limbeck_tests::{TestDatabase, with_pool};

pub(crate) async fn upgrade(
    migrations: &Migrations,
    database: &TestDatabase,
) -> Result<Report, Error> {
    with_pool!(database, pool => migrations.upgrade(pool).await)
}

pub(crate) async fn upgrade_with(
    migrator: &Migrator<'_>,
    database: &TestDatabase,
) -> Result<Report, Error> {
    with_pool!(database, pool => migrator.upgrade(pool).await)
}

pub(crate) async fn upgrade_to(
    migrations: &Migrations,
    database: &TestDatabase,
    target: &str,
) -> Result<Report, Error> {
    with_pool!(database, pool => migrations.upgrade_to(pool, target).await)
}

pub(crate) async fn downgrade_to(
    migrations: &Migrations,
    database: &TestDatabase,
    target: &str,
) -> Result<Report, Error> {
    with_pool!(database, pool => migrations.downgrade_to(pool, target).await)
}

pub(crate) async fn stamp(
    migrations: &Migrations,
    database: &TestDatabase,
    target: &str,
) -> Result<Report, Error> {
    with_pool!(database, pool => migrations.stamp(pool, target).await)
}

/// The ids of the steps that a run took, in order.
pub(crate) fn steps(report: &Report) -> Vec<&str> {
    report
        .steps
        .iter()
        .map(|step| step.revision.as_str())
        .collect()
}

/// Remembers the names of the events.
#[derive(Default)]
pub(crate) struct Remembers(Mutex<Vec<String>>);

impl Observer for Remembers {
    fn observe(&self, event: &Event<'_>) {
        let event = format!("{event:?}");
        self.0.lock().unwrap().push(event);
    }
}

impl Remembers {
    /// The events whose text contains `part`.
    pub(crate) fn with(&self, part: &str) -> Vec<String> {
        let events = self.0.lock().unwrap();
        events
            .iter()
            .filter(|event| event.contains(part))
            .cloned()
            .collect()
    }
}
