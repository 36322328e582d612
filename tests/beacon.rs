//! BEACON's whole history, the one that this repository keeps as its example: every revision goes
//! up, down and up again on both databases, with rows in every table, and leaves the schema and
//! the rows as it found them.
#![allow(clippy::unwrap_used, reason = "tests")]

use limbeck::Migrations;
use limbeck_tests::{TestDatabase, on_every_backend};

#[path = "beacon/departments.rs"]
mod departments;
#[path = "beacon/diff.rs"]
mod diff;
#[path = "beacon/rows.rs"]
mod rows;
#[path = "beacon/schema.rs"]
mod schema;
#[path = "beacon/seed.rs"]
mod seed;
#[path = "beacon/walk.rs"]
mod walk;

use departments::departments_come_back_as_the_revision_promises;
use diff::Lines;
use walk::{Walk, Way};

static BEACON: Migrations = limbeck::migrations!("../migrations");

on_every_backend!(
    every_revision_goes_up_and_down_and_up_again,
    a_downgrade_of_one_branch_leaves_the_other_alone,
    departments_come_back_as_the_revision_promises,
);

/// Up one by one, and each revision down and up again before the next; then down one by one.
///
/// One step cannot be taken alone. The two branches begin after the same revision, so no target
/// is reached by undoing the beginning of one of them while the other is applied: they are undone
/// together, and the other one is applied again.
async fn every_revision_goes_up_and_down_and_up_again(database: TestDatabase) {
    let walk = Walk::new(database, BEACON).await;
    let order = &walk.order;
    assert_eq!(order.len(), 22);

    let mut state = walk.state().await;
    let nothing = Lines::new();
    state.assert_schema("before the first revision", &nothing);
    // schemas[n]: with the first n revisions applied.
    let mut schemas = vec![nothing];
    let mut not_alone = Vec::new();
    for (place, revision) in order.iter().enumerate() {
        schemas.push(walk.up(revision, &state).await.schema);
        state = walk.sow(revision).await;
        for way in walk.ways_back(revision).await {
            let undone = undone_of(&order[..=place], &way);
            if undone.len() > 1 {
                not_alone.push(*revision);
            }
            let before = state;
            state = walk.down(&way, &before).await;
            state.assert_schema(&way.describe(), &schemas[place + 1 - undone.len()]);
            for (again, schema) in undone.iter().zip(&schemas[place + 2 - undone.len()..]) {
                state = walk.up(again, &state).await;
                state.assert_schema(&format!("upgrade {again} again"), schema);
                state = walk.sow(again).await;
            }
            let what = format!("{}, and up again", way.describe());
            state.assert_rows_again(&what, undone, &before);
        }
    }
    assert_eq!(not_alone, ["create_audit_log"]);

    let mut applied = order.len();
    while applied > 0 {
        let ways = walk.ways_back(order[applied - 1]).await;
        applied -= undone_of(&order[..applied], &ways[0]).len();
        state = walk.down(&ways[0], &state).await;
        let what = format!("{}, on the way to base", ways[0].describe());
        state.assert_schema(&what, &schemas[applied]);
    }
    assert!(walk.database.tables().await.is_empty());
    assert!(walk.database.recorded().await.is_empty());
}

/// Returns the last of the `applied` revisions: those that a way undoes.
#[track_caller]
fn undone_of<'a>(applied: &'a [&'static str], way: &Way) -> &'a [&'static str] {
    let undone = &applied[applied.len() - way.undone.len()..];
    assert!(
        undone.iter().rev().eq(&way.undone),
        "{way:?} after {applied:?}"
    );
    undone
}

/// From the head to the beginning of one branch: what is left is a database that has never had
/// the rest of it.
async fn a_downgrade_of_one_branch_leaves_the_other_alone(database: TestDatabase) {
    let walk = Walk::new(database, BEACON).await;
    let mut state = walk.up_and_sow(&walk.order).await;
    let merged = ["touch_updated_at", "add_public_ids", "0c9a4e7d18f3"];
    // Linking notifications to the audit log depends on its first revision alone, and stays.
    let analytics = ["d20f6b8c3e95"].as_slice();
    let notifications = ["link_notifications_to_audit", "5be1d7f0934a"].as_slice();
    for (target, branch) in [
        ("create_audit_log", analytics),
        ("create_notifications", notifications),
    ] {
        let undone = [merged.as_slice(), branch].concat();
        let way = Way { target, undone };
        state = walk.down(&way, &state).await;

        let other = match walk.database.is_sqlite() {
            true => TestDatabase::sqlite().await,
            false => TestDatabase::postgres().await.unwrap(),
        };
        let other = Walk::new(other, BEACON).await;
        let mut left = walk.order.clone();
        left.retain(|revision| !way.undone.contains(revision));
        let expected = other.up_and_sow(&left).await;
        state.assert_schema(&way.describe(), &expected.schema);
        state.assert_rows_again(&way.describe(), &left, &expected);

        let again: Vec<&str> = way.undone.iter().rev().copied().collect();
        state = walk.up_and_sow(&again).await;
    }
}
