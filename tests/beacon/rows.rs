//! What the tables hold.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_tests::TestDatabase;

use crate::diff::{Lines, assert_same};

/// Tables and their columns; without those that an FTS5 table keeps for itself.
const SQLITE_COLUMNS: &str = "SELECT t.name, c.name \
    FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c \
    WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND c.hidden <> 1 \
      AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> 'limbeck_revisions'";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text \
    FROM information_schema.tables AS t \
    JOIN information_schema.columns AS c USING (table_schema, table_name) \
    WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' \
      AND t.table_name <> 'limbeck_revisions'";

/// The rows of every table. A row is its values by column, as SQL literals: in SQLite these tell
/// a text from a number, too.
pub(crate) struct Rows(BTreeMap<String, Table>);

#[derive(Default)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    /// Reads them all.
    pub(crate) async fn read(database: &TestDatabase) -> Rows {
        let (columns, literal) = match database {
            TestDatabase::Sqlite { .. } => (SQLITE_COLUMNS, "quote"),
            TestDatabase::Postgres { .. } => (POSTGRES_COLUMNS, "quote_nullable"),
        };
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        for row in database.rows(columns).await {
            let table = tables.entry(row[0].clone()).or_default();
            table.columns.push(row[1].clone());
        }
        for (name, table) in &mut tables {
            let literals = table.columns.iter().map(|c| format!("{literal}(\"{c}\")"));
            let literals = literals.collect::<Vec<_>>().join(", ");
            let select = format!("SELECT {literals} FROM \"{name}\"");
            table.rows = database.rows(&select).await;
        }
        Rows(tables)
    }

    /// The tables that hold nothing.
    pub(crate) fn empty_tables(&self) -> Vec<&str> {
        let empty = self.0.iter().filter(|(_, table)| table.rows.is_empty());
        empty.map(|(name, _)| name.as_str()).collect()
    }

    /// Stops the test where `after` has other rows than `self`, in number or in value. Looks at
    /// the tables and columns that are in both, apart from the `(table, column)`s of `except`.
    #[track_caller]
    pub(crate) fn assert_kept(&self, what: &str, after: &Rows, except: &[(&str, &str)]) {
        let shared = |rows: &Rows| -> BTreeSet<(String, String)> {
            let columns = |(name, table): (&String, &Table)| {
                let pairs = table
                    .columns
                    .iter()
                    .map(|column| (name.clone(), column.clone()));
                pairs.collect::<Vec<_>>()
            };
            rows.0.iter().flat_map(columns).collect()
        };
        let mut shared = &shared(self) & &shared(after);
        shared.retain(|(table, column)| !except.contains(&(table.as_str(), column.as_str())));
        let what = format!("{what}: rows are not what they were");
        assert_same(&what, &self.lines(&shared), &after.lines(&shared));
    }

    /// A line for each row, with those columns, and one for the number of rows of each table.
    fn lines(&self, columns: &BTreeSet<(String, String)>) -> Lines {
        let mut lines = Lines::new();
        for (name, table) in &self.0 {
            let wanted = |column: &String| columns.contains(&(name.clone(), column.clone()));
            let mut places: Vec<usize> = (0..table.columns.len()).collect();
            places.retain(|&place| wanted(&table.columns[place]));
            places.sort_by_key(|&place| &table.columns[place]);
            if places.is_empty() {
                continue;
            }
            lines.insert(format!("{name}: {} rows", table.rows.len()));
            for row in &table.rows {
                let value = |&place: &usize| format!("{}={}", table.columns[place], row[place]);
                let values: Vec<String> = places.iter().map(value).collect();
                lines.insert(format!("{name}: {}", values.join(", ")));
            }
        }
        lines
    }
}
