//! Every recorded answer of Alembic is met, or beaten.
#![allow(clippy::print_stderr, reason = "a test says what it found")]

use std::path::Path;

use limbeck_tests::oracle::{Tally, Verdict, judge, read};

/// At most so many departures in a hundred match cases.
const MOST_DEPARTURES: usize = 3;

fn tally(files: &[&str]) -> Tally {
    let mut tally = Tally::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle");
    for file in files {
        for case in read(&folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}")) {
            let verdict = judge(&case);
            if let Verdict::Failed { expected, got } = &verdict {
                eprintln!("{}: expected {expected}, got {got}", case.name);
            }
            tally.count(&case, &verdict);
        }
    }
    tally
}

#[test]
fn all_cases_are_met_or_beaten() {
    let tally = tally(&["dev.jsonl.gz", "alembic_own.jsonl.gz"]);
    assert_eq!((tally.passed, tally.failed), (1069, 0));
    assert!(
        tally.departed() * 100 <= tally.matches * MOST_DEPARTURES,
        "{} departures in {} match cases",
        tally.departed(),
        tally.matches
    );
}
