//! golang-migrate: `<version>_<description>.up.sql` and `.down.sql`; sub-folders do not count.
//!
//! It sends a file to the server as it is. Whether the statements share a transaction is the
//! server's to say, or the file's, with a `BEGIN` of its own.

use limbeck_core::Direction;

use super::pairs::{Half, join};
use super::{File, Found, Script, Transaction};

pub(super) fn read(files: &[File]) -> Found {
    let mut found = Found::default();
    let mut halves = Vec::new();
    for file in files {
        let Some((version, description, direction)) = parts(file) else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        halves.push(Half {
            version,
            description,
            direction,
            script: Script {
                path: file.shown.clone(),
                text: file.text.clone(),
                transaction: Transaction::Implicit,
                ..Script::default()
            },
        });
    }
    join(&mut found, halves);
    found
}

fn parts(file: &File) -> Option<(&str, &str, Direction)> {
    let (None, name) = file.place() else {
        return None;
    };
    let stem = name.strip_suffix(".sql")?;
    let (stem, direction) = match stem.strip_suffix(".up") {
        Some(stem) => (stem, Direction::Upgrade),
        None => (stem.strip_suffix(".down")?, Direction::Downgrade),
    };
    let (version, description) = stem.split_once('_')?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    is_version.then_some((version, description, direction))
}
