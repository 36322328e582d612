//! The table that records what is applied: every statement that limbeck itself runs on it.

use limbeck_core::packed::{Packed, PackedRevision};
use limbeck_core::{Dialect, Direction};

use crate::quote::{identifier, literal};

/// The newest layout of the table that this version reads and writes.
pub(crate) const FORMAT: u32 = 1;

/// The columns: name, type for PostgreSQL, type for SQLite, meaning.
const COLUMNS: [(&str, &str, &str, &str); 14] = [
    (
        "set_name",
        "text NOT NULL",
        "TEXT NOT NULL",
        "the set of revisions, one for each source of migrations",
    ),
    (
        "revision",
        "text NOT NULL",
        "TEXT NOT NULL",
        "the id of the applied revision",
    ),
    (
        "parents",
        "text NOT NULL",
        "TEXT NOT NULL",
        "the ids it follows, separated by commas",
    ),
    (
        "depends_on",
        "text NOT NULL",
        "TEXT NOT NULL",
        "the ids it depends on, separated by commas",
    ),
    (
        "checksum",
        "text NOT NULL",
        "TEXT NOT NULL",
        "digest of what the revision did here",
    ),
    (
        "lineage",
        "text NOT NULL",
        "TEXT NOT NULL",
        "digest of the revision and of all that it follows",
    ),
    (
        "downgrade",
        "text",
        "TEXT",
        "the SQL that undoes it; null if it is irreversible",
    ),
    (
        "statements_done",
        "integer NOT NULL",
        "INTEGER NOT NULL",
        "how many statements have run",
    ),
    (
        "statements_total",
        "integer NOT NULL",
        "INTEGER NOT NULL",
        "how many there are; more than done: it was cut off",
    ),
    (
        "direction",
        "text NOT NULL",
        "TEXT NOT NULL",
        "which statements these counts count: upgrade or downgrade",
    ),
    (
        "applied_at",
        "timestamptz NOT NULL DEFAULT clock_timestamp()",
        "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        "when, by the database's clock; for information",
    ),
    (
        "duration_us",
        "bigint",
        "INTEGER",
        "how long it took, in microseconds; null if not measured alone",
    ),
    (
        "applied_by",
        "text NOT NULL",
        "TEXT NOT NULL",
        "the program and its version",
    ),
    (
        "format",
        "integer NOT NULL",
        "INTEGER NOT NULL",
        "the layout of this row",
    ),
];

/// The table, named in full.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    dialect: Dialect,
    schema: Option<String>,
    name: String,
    set: String,
}

/// What is recorded about a revision.
#[derive(Clone, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) revision: PackedRevision,
    pub(crate) history: Packed,
    pub(crate) applied_by: &'a str,
    pub(crate) done: usize,
    pub(crate) total: usize,
}

impl Table {
    pub(crate) fn new(dialect: Dialect, schema: Option<&str>, name: &str, set: &str) -> Self {
        Table {
            dialect,
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
            set: set.to_owned(),
        }
    }

    /// The name as SQL has it: with its schema once that is known.
    pub(crate) fn name(&self) -> String {
        let name = identifier(&self.name);
        match &self.schema {
            Some(schema) => format!("{}.{name}", identifier(schema)),
            None => name,
        }
    }

    /// Makes the table if it is not there.
    pub(crate) fn create(&self) -> String {
        let name = self.name();
        let column = |&(column, postgres, sqlite, _): &(&str, &str, &str, &str)| {
            let kind = match self.dialect {
                Dialect::Postgres => postgres,
                _ => sqlite,
            };
            format!("  {column} {kind}")
        };
        let mut lines: Vec<String> = COLUMNS.iter().map(column).collect();
        lines.push("  PRIMARY KEY (set_name, revision)".to_owned());
        let mut sql = format!(
            "CREATE TABLE IF NOT EXISTS {name} (\n{}\n);\n",
            lines.join(",\n")
        );
        if self.dialect == Dialect::Postgres {
            let purpose =
                self.literal("Which revisions are applied; written by limbeck, one row each.");
            sql.push_str(&format!("COMMENT ON TABLE {name} IS {purpose};\n"));
            for (column, _, _, meaning) in COLUMNS {
                let meaning = self.literal(meaning);
                sql.push_str(&format!(
                    "COMMENT ON COLUMN {name}.{column} IS {meaning};\n"
                ));
            }
        }
        sql
    }

    /// One row: the number of rows, how many are cut off, the newest format, and each head's
    /// lineage.
    pub(crate) fn summary(&self, heads: &[&str]) -> String {
        let mut columns = vec![
            "CAST(count(*) AS text)".to_owned(),
            "CAST(coalesce(sum(CASE WHEN statements_done = statements_total AND direction = 'upgrade' THEN 0 ELSE 1 END), 0) AS text)".to_owned(),
            "CAST(coalesce(max(format), 0) AS text)".to_owned(),
        ];
        for head in heads {
            let head = self.literal(head);
            columns.push(format!("max(CASE WHEN revision = {head} THEN lineage END)"));
        }
        format!(
            "SELECT {} FROM {} WHERE {}",
            columns.join(", "),
            self.name(),
            self.own()
        )
    }

    /// Every row, without the downgrades: see [`crate::state::Row`] for the columns.
    pub(crate) fn rows(&self) -> String {
        let at = match self.dialect {
            Dialect::Postgres => {
                "to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
            }
            _ => "applied_at",
        };
        format!(
            "SELECT revision, parents, depends_on, checksum, lineage, CAST(statements_done AS text), \
             CAST(statements_total AS text), direction, {at}, CAST(duration_us AS text), applied_by, \
             CAST(format AS text) FROM {} WHERE {}",
            self.name(),
            self.own()
        )
    }

    /// One row: the number of rows.
    pub(crate) fn count(&self) -> String {
        format!(
            "SELECT CAST(count(*) AS text) FROM {} WHERE {}",
            self.name(),
            self.own()
        )
    }

    /// Records revisions; changes as many rows.
    pub(crate) fn insert(&self, records: &[Record<'_>]) -> String {
        let rows: Vec<String> = records.iter().map(|record| self.row(record)).collect();
        format!(
            "INSERT INTO {} (set_name, revision, parents, depends_on, checksum, lineage, downgrade, \
             statements_done, statements_total, direction, applied_by, format) VALUES\n{}",
            self.name(),
            rows.join(",\n")
        )
    }

    fn row(&self, record: &Record<'_>) -> String {
        let revision = record.revision;
        let ids = |positions: &mut dyn Iterator<Item = usize>| {
            let ids: Vec<_> = positions
                .map(|at| record.history.revision(at).id())
                .collect();
            self.literal(&ids.join(","))
        };
        let downgrade = recorded_downgrade(revision, self.dialect);
        let values = [
            self.literal(&self.set),
            self.literal(revision.id()),
            ids(&mut revision.parents()),
            ids(&mut revision.depends_on()),
            self.literal(revision.checksum(self.dialect)),
            self.literal(revision.lineage(self.dialect)),
            downgrade.map_or_else(|| "NULL".to_owned(), |sql| self.literal(&sql)),
            record.done.to_string(),
            record.total.to_string(),
            self.literal(Direction::Upgrade.name()),
            self.literal(record.applied_by),
            FORMAT.to_string(),
        ];
        format!("({})", values.join(", "))
    }

    /// Forgets a revision; changes one row.
    pub(crate) fn delete(&self, revision: &str) -> String {
        format!("DELETE FROM {} WHERE {}", self.name(), self.is(revision))
    }

    /// Notes how long a revision took; changes one row.
    pub(crate) fn measured(&self, revision: &str, microseconds: u128) -> String {
        format!(
            "UPDATE {} SET duration_us = {microseconds} WHERE {}",
            self.name(),
            self.is(revision)
        )
    }

    /// Takes over a row whose run was cut off, for the script as it is now; changes one row.
    pub(crate) fn resume(&self, revision: PackedRevision, done: usize, total: usize) -> String {
        let dialect = self.dialect;
        let checksum = self.literal(revision.checksum(dialect));
        let lineage = self.literal(revision.lineage(dialect));
        let downgrade = recorded_downgrade(revision, dialect);
        let downgrade = downgrade.map_or_else(|| "NULL".to_owned(), |sql| self.literal(&sql));
        format!(
            "UPDATE {} SET checksum = {checksum}, lineage = {lineage}, downgrade = {downgrade}, \
             statements_total = {total} WHERE {} AND direction = 'upgrade' AND statements_done = {done}",
            self.name(),
            self.is(revision.id()),
        )
    }

    /// Begins to undo a revision without transaction; changes one row.
    pub(crate) fn turn(&self, revision: &str, total: usize) -> String {
        format!(
            "UPDATE {} SET direction = 'downgrade', statements_done = 0, statements_total = {total} \
             WHERE {} AND direction = 'upgrade' AND statements_done = statements_total",
            self.name(),
            self.is(revision),
        )
    }

    /// Notes that one more statement has run; changes one row.
    pub(crate) fn journal(&self, revision: &str, direction: Direction, done: usize) -> String {
        let before = done.saturating_sub(1);
        format!(
            "UPDATE {} SET statements_done = {done} WHERE {} AND direction = '{direction}' \
             AND statements_done = {before}",
            self.name(),
            self.is(revision),
        )
    }

    /// Which rows are this set's.
    pub(crate) fn own(&self) -> String {
        format!("set_name = {}", self.literal(&self.set))
    }

    /// Which row is a revision's.
    pub(crate) fn is(&self, revision: &str) -> String {
        format!("{} AND revision = {}", self.own(), self.literal(revision))
    }

    fn literal(&self, text: &str) -> String {
        literal(self.dialect, text)
    }
}

/// The SQL that undoes a revision, for a binary that does not have it: its statements with `;`
/// between them, below the directive that says how to run them.
fn recorded_downgrade(revision: PackedRevision, dialect: Dialect) -> Option<String> {
    let script = revision.script(dialect, Direction::Downgrade)?;
    let mut sql = String::from("-- migrate: downgrade");
    if script.no_transaction() {
        sql.push_str(" no-transaction");
    }
    for statement in script.statements() {
        sql.push('\n');
        sql.push_str(statement.sql);
        sql.push(';');
    }
    Some(sql)
}
