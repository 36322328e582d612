//! The rows of `seed.sql`, block by block.

use limbeck_tests::TestDatabase;

const SEED: &str = include_str!("seed.sql");

/// Returns the revision and the SQL of every block, in the order of the file.
fn blocks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let block = |text: &'static str| text.split_once('\n').unwrap();
    SEED.split("\n-- after: ").skip(1).map(block)
}

/// The revisions that have a block.
pub(crate) fn revisions() -> impl Iterator<Item = &'static str> {
    blocks().map(|(revision, _)| revision)
}

/// Writes the rows that belong to `revision`, which has just been applied.
pub(crate) async fn sow(database: &TestDatabase, revision: &str) {
    let (_, block) = blocks().find(|(of, _)| *of == revision).unwrap();
    if block
        .lines()
        .any(|line| !line.is_empty() && !line.starts_with("--"))
    {
        database.execute(block).await;
    }
}
