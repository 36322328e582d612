//! The SQLite that statements are tried on: in memory, without data, and out of reach of the disk.

use std::cell::Cell;
use std::fmt;

use rusqlite::config::DbConfig;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::Null;
use rusqlite::{Connection, Error};

/// A database in memory.
#[derive(Debug)]
pub(super) struct Engine {
    connection: Connection,
    /// Whether `PRAGMA legacy_alter_table` may have been changed.
    is_legacy: Cell<bool>,
}

/// A statement was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// What SQLite says.
    pub(super) message: String,
    /// The byte in the statement that it points at.
    pub(super) offset: Option<usize>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A row of `sqlite_schema`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// `table`, `index`, `view` or `trigger`.
    pub(super) kind: String,
    pub(super) name: String,
    /// The table or view that it belongs to: its own name for tables and views.
    pub(super) table: String,
    pub(super) sql: String,
}

impl Engine {
    pub(super) fn new() -> Result<Engine, Error> {
        let connection = Connection::open_in_memory()?;
        // The bundled SQLite checks foreign keys unless told otherwise, and then refuses `DROP` and
        // data statements of which a migration says rightly that the parents come later.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_BYTES)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        let engine = Engine {
            connection,
            is_legacy: Cell::new(false),
        };
        engine.execute("PRAGMA temp_store = MEMORY")?;
        engine.execute(MAX_PAGES)?;
        Ok(engine)
    }

    /// Opens the transaction that [`clear`](Self::clear) undoes.
    pub(super) fn begin(&self) -> Result<(), Refused> {
        self.run("BEGIN")
    }

    /// Forgets everything since [`begin`](Self::begin).
    pub(super) fn clear(&self) {
        // Where a statement has ended the transaction itself, nothing is left to undo.
        let _ = self.run("ROLLBACK");
        if self.is_legacy.replace(false) {
            let _ = self.run("PRAGMA legacy_alter_table = OFF");
        }
    }

    /// Whether the transaction that [`begin`](Self::begin) opened still stands: where SQLite runs out
    /// of its budget, it may take back everything.
    pub(super) fn is_intact(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Compiles `statement` and does not run it.
    pub(super) fn compile(&self, statement: &str) -> Result<(), Refused> {
        self.supplied(|| self.compile_as_is(statement))
    }

    /// As [`compile`](Self::compile), where a function that only the application has may do anything.
    pub(super) fn compile_as_is(&self, statement: &str) -> Result<(), Refused> {
        self.connection
            .prepare(statement)
            .map(drop)
            .map_err(refused)
    }

    /// Whether a view can be read.
    pub(super) fn works(&self, view: &str) -> bool {
        let name = view.replace('"', "\"\"");
        self.compile(&format!("SELECT 1 FROM main.\"{name}\""))
            .is_ok()
    }

    /// Compiles a statement that acts while it is compiled, without letting it act.
    pub(super) fn compile_bound(&self, statement: &str) -> Result<(), Refused> {
        let harmless = |context: AuthContext<'_>| match context.action {
            AuthAction::Pragma { pragma_name, .. }
                if pragma_name.eq_ignore_ascii_case("legacy_alter_table") =>
            {
                Authorization::Allow
            }
            AuthAction::Pragma { .. } => Authorization::Ignore,
            _ => Authorization::Allow,
        };
        self.connection
            .authorizer(Some(harmless))
            .map_err(refused)?;
        let outcome = self.run_bound(statement);
        let free: Option<fn(AuthContext<'_>) -> Authorization> = None;
        self.connection.authorizer(free).map_err(refused)?;
        outcome
    }

    fn run_bound(&self, statement: &str) -> Result<(), Refused> {
        let is_rename_mode = statement
            .to_ascii_lowercase()
            .contains("legacy_alter_table");
        self.is_legacy.set(self.is_legacy.get() || is_rename_mode);
        if is_rename_mode {
            self.run(statement)
        } else {
            self.compile(statement)
        }
    }

    /// Runs `statement` to its end.
    pub(super) fn run(&self, statement: &str) -> Result<(), Refused> {
        self.supplied(|| self.execute(statement).map_err(refused))
    }

    /// Tries something again as long as it lacks functions and collations that only the application
    /// has: what they do is no matter of the schema, so any will do.
    fn supplied(&self, attempt: impl Fn() -> Result<(), Refused>) -> Result<(), Refused> {
        let mut outcome = attempt();
        for _ in 0..MAX_SUPPLIES {
            match &outcome {
                Err(refused) if self.supply(&refused.message) => outcome = attempt(),
                _ => break,
            }
        }
        outcome
    }

    /// Makes what `message` says is missing; `false` if it says something else.
    fn supply(&self, message: &str) -> bool {
        if let Some(name) = message.strip_prefix("no such function: ") {
            let flags = FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
            let null = |_: &Context<'_>| Ok(Null);
            return self
                .connection
                .create_scalar_function(name, -1, flags, null)
                .is_ok();
        }
        let collation = message.strip_prefix("no such collation sequence: ");
        collation.is_some_and(|name| self.connection.create_collation(name, str::cmp).is_ok())
    }

    fn execute(&self, statement: &str) -> Result<(), Error> {
        let mut prepared = self.connection.prepare(statement)?;
        let mut rows = prepared.raw_query();
        while rows.next()?.is_some() {}
        Ok(())
    }

    /// As [`run`](Self::run), for a statement that may go on for ever.
    pub(super) fn run_limited(&self, statement: &str) -> Result<(), Refused> {
        self.connection
            .progress_handler(BUDGET, Some(|| true))
            .map_err(refused)?;
        let outcome = self.run(statement);
        let none: Option<fn() -> bool> = None;
        self.connection.progress_handler(0, none).map_err(refused)?;
        outcome
    }

    /// Returns what the schema consists of, without what SQLite keeps for itself.
    pub(super) fn rows(&self) -> Result<Vec<Row>, Refused> {
        // Indexes that constraints bring have no text.
        let rows = self.query("SELECT * FROM sqlite_schema", |row| {
            let sql: Option<String> = row.get(4)?;
            let (kind, name, table) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(sql.map(|sql| Row {
                kind,
                name,
                table,
                sql,
            }))
        })?;
        let rows = rows.into_iter().flatten();
        Ok(rows
            .filter(|row| !row.name.starts_with("sqlite_"))
            .collect())
    }

    /// Returns the names of the tables in which virtual tables keep their data.
    pub(super) fn shadows(&self) -> Result<Vec<String>, Refused> {
        self.query(
            "SELECT name FROM pragma_table_list WHERE type = 'shadow'",
            |row| row.get(0),
        )
    }

    /// Returns what `read` makes of each row of a query.
    pub(super) fn query<T>(
        &self,
        query: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Refused> {
        let mut prepared = self.connection.prepare(query).map_err(refused)?;
        let rows = prepared.query_map([], read).map_err(refused)?;
        rows.collect::<Result<_, _>>().map_err(refused)
    }
}

fn refused(error: Error) -> Refused {
    match error {
        Error::SqlInputError { msg, offset, .. } => Refused {
            message: msg,
            offset: usize::try_from(offset).ok(),
        },
        Error::SqliteFailure(_, Some(message)) => Refused {
            message,
            offset: None,
        },
        other => Refused {
            message: other.to_string(),
            offset: None,
        },
    }
}

/// No string, row or object's text is longer, in bytes.
const MAX_BYTES: i32 = 4 << 20;
/// 64 MiB, in pages of 4 KiB.
const MAX_PAGES: &str = "PRAGMA max_page_count = 16384";
/// No statement lacks more functions and collations.
const MAX_SUPPLIES: usize = 50;
/// How many instructions a statement may run that may go on for ever.
const BUDGET: i32 = 1_000_000;
