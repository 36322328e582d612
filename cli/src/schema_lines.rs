//! What is in a database besides rows: one line for each thing, sorted, so that two schemas can be
//! compared. The order of columns is left out: a column that a downgrade adds again comes last.

use std::collections::BTreeSet;

use crate::database::{Database, said};
use crate::exit::Failure;

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

/// A schema.
pub(crate) type Lines = BTreeSet<String>;

/// Reads the schema, without limbeck's own table, which is called `table`.
pub(crate) async fn read(database: &mut Database, table: &str) -> Result<Lines, Failure> {
    let lines = match database {
        #[cfg(feature = "postgres")]
        Database::Postgres(connection) => postgres::read(connection, table).await,
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => sqlite::read(connection, table).await,
    };
    lines.map_err(|error| Failure::database(format!("the schema cannot be read: {}", said(&error))))
}

/// Returns the lines that only one of two schemas has: `- ` and what was, `+ ` and what is.
pub(crate) fn difference(was: &Lines, is: &Lines) -> Vec<String> {
    let all = was.symmetric_difference(is);
    let signed = all.map(|line| match was.contains(line) {
        true => format!("- {line}"),
        false => format!("+ {line}"),
    });
    signed.collect()
}
