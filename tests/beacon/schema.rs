//! What is in a database besides rows: one line for each thing, for each backend in its own words.

use limbeck_tests::TestDatabase;

use crate::diff::Lines;

mod postgres;
mod sqlite;

pub(crate) use sqlite::check_references;

/// Dumps the schema, without limbeck's own table.
pub(crate) async fn read(database: &TestDatabase) -> Lines {
    match database {
        TestDatabase::Sqlite { .. } => sqlite::schema(database).await,
        TestDatabase::Postgres { .. } => postgres::schema(database).await,
    }
}
