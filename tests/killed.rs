//! Processes that are killed while they migrate: whoever comes next finds a database that is whole
//! or can be gone on with, and ends where an undisturbed run ends.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::hash::{BuildHasher, Hasher, RandomState};
use std::process::Stdio;
use std::time::Duration;

use limbeck_tests::{TestDatabase, on_every_backend};
use tokio::process::Command;

/// How often the whole history is brought through; each time with kills until one run survives.
const ROUNDS: u64 = 5;
const MOST_KILLS: u64 = 40;
const REVISIONS: usize = 22;

on_every_backend!(killed_runs_are_whole_or_gone_on_with);

async fn killed_runs_are_whole_or_gone_on_with(first: TestDatabase) {
    // Replay with LIMBECK_TEST_SEED.
    let seed = std::env::var("LIMBECK_TEST_SEED").ok();
    let seed = seed.map_or_else(
        || RandomState::new().build_hasher().finish(),
        |s| s.parse().unwrap(),
    );
    eprintln!("LIMBECK_TEST_SEED={seed}");
    let mut random = seed;
    let is_sqlite = first.is_sqlite();
    let mut kills = 0;
    let mut next = Some(first);
    for _ in 0..ROUNDS {
        let database = match next.take() {
            Some(database) => database,
            None if is_sqlite => TestDatabase::sqlite().await,
            None => TestDatabase::postgres().await.unwrap(),
        };
        kills += until_one_survives(&database, &mut random).await;
        assert_eq!(database.recorded().await.len(), REVISIONS);
        let partial =
            "SELECT count(*) FROM limbeck_revisions WHERE statements_done <> statements_total";
        assert_eq!(database.value(partial).await, "0");
        let invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
        if !is_sqlite {
            assert_eq!(database.value(invalid).await, "0");
        }
        assert!(database.tables().await.len() > 15);
    }
    eprintln!("{kills} runs were killed");
    assert!(kills > 0, "nothing was killed, so nothing was shown");
}

/// Starts replicas one after the other, kills each at a random moment of its work, and returns how
/// many were killed before one came through.
async fn until_one_survives(database: &TestDatabase, random: &mut u64) -> u64 {
    for kills in 0..MOST_KILLS {
        let mut child = replica(database);
        // Longer as kills go on, so that the last ones come through.
        *random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let wait = (*random >> 33) % (60 + 20 * kills);
        tokio::select! {
            status = child.wait() => {
                let status = status.unwrap();
                let output = child.wait_with_output().await.unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(status.success(), "a run after {kills} kills failed: {said}");
                return kills;
            }
            () = tokio::time::sleep(Duration::from_millis(wait)) => child.kill().await.unwrap(),
        }
    }
    let output = replica(database).wait_with_output().await.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    MOST_KILLS
}

fn replica(database: &TestDatabase) -> tokio::process::Child {
    Command::new(env!("CARGO_BIN_EXE_replica"))
        .arg(database.url())
        // It waits for this file, and need not here.
        .arg(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}
