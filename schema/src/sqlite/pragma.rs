//! What SQLite's pragmas tell about a table.

use super::engine::{Engine, Refused};

/// A column, as `PRAGMA table_xinfo` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// The type as it is written; may be empty.
    pub(super) kind: String,
    pub(super) is_not_null: bool,
    pub(super) default: Option<String>,
    /// The place in the primary key, from 1 on; 0 outside it.
    pub(super) primary_key: i64,
    /// 0 for a plain column, 1 for a virtual table's hidden one, 2 and 3 for generated ones.
    pub(super) hidden: i64,
}

/// A foreign key, as `PRAGMA foreign_key_list` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    /// `None` for a column of the primary key that the text does not name.
    pub(super) referred: Vec<Option<String>>,
    /// `ON UPDATE` and `ON DELETE`, as far as they do something.
    pub(super) actions: String,
}

impl Engine {
    /// Returns the columns of a table or view, in order.
    pub(super) fn table_columns(&self, table: &str) -> Result<Vec<Column>, Refused> {
        self.query(&of("table_xinfo", table), |row| {
            Ok(Column {
                name: row.get("name")?,
                kind: row.get("type")?,
                is_not_null: row.get("notnull")?,
                default: row.get("dflt_value")?,
                primary_key: row.get("pk")?,
                hidden: row.get("hidden")?,
            })
        })
    }

    /// Returns the foreign keys of a table, the last in its text first.
    pub(super) fn foreign_keys(&self, table: &str) -> Result<Vec<ForeignKey>, Refused> {
        let mut last = None;
        let mut keys: Vec<ForeignKey> = Vec::new();
        let rows = self.query(&of("foreign_key_list", table), |row| {
            let (id, table): (i64, String) = (row.get("id")?, row.get("table")?);
            let columns: (String, Option<String>) = (row.get("from")?, row.get("to")?);
            let actions: (String, String) = (row.get("on_update")?, row.get("on_delete")?);
            Ok((id, table, columns, actions))
        })?;
        for (id, table, (from, to), (on_update, on_delete)) in rows {
            if last.replace(id) != Some(id) {
                let actions = [("ON UPDATE", on_update), ("ON DELETE", on_delete)];
                let actions = actions.iter().filter(|(_, action)| action != "NO ACTION");
                let actions: Vec<_> = actions
                    .map(|(on, action)| format!("{on} {action}"))
                    .collect();
                keys.push(ForeignKey {
                    table,
                    actions: actions.join(" "),
                    ..ForeignKey::default()
                });
            }
            if let Some(key) = keys.last_mut() {
                key.columns.push(from);
                key.referred.push(to);
            }
        }
        Ok(keys)
    }

    /// Returns the columns of each unique constraint of a table.
    pub(super) fn uniques(&self, table: &str) -> Result<Vec<Vec<String>>, Refused> {
        let list = of("index_list", table);
        let names: Vec<String> =
            self.query(&format!("{list} WHERE origin = 'u'"), |row| row.get("name"))?;
        let columns = names.iter().map(|name| {
            let columns: Vec<Option<String>> =
                self.query(&of("index_info", name), |row| row.get("name"))?;
            Ok(columns.into_iter().flatten().collect())
        });
        columns.collect()
    }

    /// Returns the names of a table's unique indexes that have a statement of their own.
    pub(super) fn unique_indexes(&self, table: &str) -> Result<Vec<String>, Refused> {
        let list = of("index_list", table);
        self.query(
            &format!("{list} WHERE origin = 'c' AND \"unique\""),
            |row| row.get("name"),
        )
    }

    /// Returns what stands behind the bracket of a table: `WITHOUT ROWID`, `STRICT`.
    pub(super) fn table_options(&self, table: &str) -> Result<Vec<(bool, bool)>, Refused> {
        self.query(&of("table_list", table), |row| {
            Ok((row.get("wr")?, row.get("strict")?))
        })
    }
}

/// The query for what a pragma tells about the thing of this name.
fn of(pragma: &str, name: &str) -> String {
    format!(
        "SELECT * FROM pragma_{pragma}('{}')",
        name.replace('\'', "''")
    )
}
