//! A script that applies what is missing, whatever that is.

use limbeck_core::Dialect;
use limbeck_core::plan::Step;

use super::{Script, psql, sqlite_shell};
use crate::options::Options;

/// Writes the script that takes those of the upgrades `steps` that a database has not taken: for
/// psql, or for the sqlite3 shell. Empty without steps.
pub(crate) fn idempotent(options: &Options<'_>, dialect: Dialect, steps: &[Step]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let mut script = Script::new(options, dialect);
    match dialect {
        Dialect::Postgres => psql::write(&mut script, steps),
        _ => sqlite_shell::write(&mut script, steps),
    }
    script.sql
}
