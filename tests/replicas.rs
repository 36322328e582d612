//! Many processes that start at once on an empty database: each revision is applied once, and no
//! process fails.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use limbeck_tests::{TestDatabase, on_every_backend};
use tokio::process::Command;

const PROCESSES: usize = 20;
const ROUNDS: usize = 20;
const REVISIONS: usize = 22;

on_every_backend!(twenty_processes_apply_every_revision_once);

async fn twenty_processes_apply_every_revision_once(first: TestDatabase) {
    let is_sqlite = first.is_sqlite();
    let mut next = Some(first);
    for round in 0..ROUNDS {
        let database = match next.take() {
            Some(database) => database,
            None if is_sqlite => TestDatabase::sqlite().await,
            None => TestDatabase::postgres().await.unwrap(),
        };
        one_round(&database, round).await;
    }
}

async fn one_round(database: &TestDatabase, round: usize) {
    let folder = tempfile::tempdir().unwrap();
    let go = folder.path().join("go");
    let children: Vec<_> = (0..PROCESSES)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_replica"))
                .arg(database.url())
                .arg(&go)
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .unwrap()
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    std::fs::write(&go, "").unwrap();
    let mut applied: BTreeMap<String, usize> = BTreeMap::new();
    for child in children {
        let output = child.wait_with_output().await.unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let failure = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "round {round}: {failure}");
        for revision in said.lines() {
            *applied.entry(revision.to_owned()).or_default() += 1;
        }
    }
    assert_eq!(applied.len(), REVISIONS, "round {round}: {applied:?}");
    assert!(
        applied.values().all(|&times| times == 1),
        "round {round}: {applied:?}"
    );
    assert_eq!(database.recorded().await.len(), REVISIONS, "round {round}");
}
