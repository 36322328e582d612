//! What would lose data is done only by somebody who wants it.

use limbeck::{Migrator, PlannedStep};
use limbeck_core::Direction;
use sqlx::AssertSqlSafe;

use crate::context::Context;
use crate::database::{Database, with_connection};
use crate::exit::Failure;
use crate::output::Output;
use crate::source::History;
use crate::terminal;
use crate::wording::{count, listed};

mod loss;

use loss::losses;

/// Asks, unless `--yes` has agreed to everything.
pub(crate) struct Consent<'o> {
    given: bool,
    output: &'o mut Output,
}

impl<'o> Consent<'o> {
    pub(crate) fn of(context: &'o mut Context) -> Consent<'o> {
        Consent {
            given: context.options.yes,
            output: &mut context.output,
        }
    }

    /// Asks if a downgrade to `target` would lose data.
    pub(crate) async fn before_downgrade(
        self,
        history: &History,
        database: &mut Database,
        target: &str,
    ) -> Result<(), Failure> {
        if self.given {
            return Ok(());
        }
        let migrator = history.migrations.migrator();
        let steps = with_connection!(database, c => migrator.plan(&mut *c, Direction::Downgrade, target).await)?;
        let lost = lost(history, database, &steps).await;
        self.ask("this loses data", &lost)
    }

    /// Asks if a stamp with a purge would forget something.
    pub(crate) async fn before_purge(
        self,
        migrator: &Migrator<'_>,
        database: &mut Database,
        targets: &[&str],
    ) -> Result<(), Failure> {
        if self.given {
            return Ok(());
        }
        let plan =
            with_connection!(database, c => migrator.plan_stamp(&mut *c, targets, true).await)?;
        let known = plan.steps.iter();
        let known = known.filter(|step| step.direction == Direction::Downgrade);
        let known: Vec<&str> = known.map(|step| step.revision).collect();
        let unknown: Vec<&str> = plan.unknown.iter().map(String::as_str).collect();
        let mut forgotten = Vec::new();
        for (ids, what) in [(known, "revision"), (unknown, "unknown revision")] {
            if !ids.is_empty() {
                forgotten.push(format!("{}: {}", count(ids.len(), what), listed(ids)));
            }
        }
        self.ask("this forgets what is applied", &forgotten)
    }

    fn ask(self, what: &str, reasons: &[String]) -> Result<(), Failure> {
        if reasons.is_empty() {
            return Ok(());
        }
        let reasons: String = reasons.iter().map(|one| format!("\n  {one}")).collect();
        if !terminal::is_attended() {
            let message = format!("{what}, and nobody is there to ask:{reasons}");
            return Err(Failure::usage(message).help("add `--yes` if it is meant"));
        }
        self.output
            .question(&format!("{what}:{reasons}\ngo on? [y/N]"));
        if terminal::agrees() {
            Ok(())
        } else {
            Err(Failure::stopped("nothing was done"))
        }
    }
}

/// What the steps would lose, a line for each.
async fn lost(history: &History, database: &mut Database, steps: &[PlannedStep]) -> Vec<String> {
    let dialect = database.dialect();
    let mut lost = Vec::new();
    for step in steps {
        let Some(at) = history.graph.find(step.revision) else {
            continue;
        };
        let Some(script) = history.revision(at).script(dialect, step.direction) else {
            // There is no way back at all, as the run will say.
            return Vec::new();
        };
        // Another search path would make other tables of the same names.
        let elsewhere = script
            .statements()
            .any(|statement| statement.sql.to_ascii_lowercase().contains("search_path"));
        for statement in script.statements() {
            for loss in losses(statement.sql, dialect) {
                let holds = match &loss.table {
                    Some(table) if !elsewhere => holds_data(database, table).await,
                    _ => true,
                };
                if holds {
                    lost.push(format!(
                        "downgrade of `{}` ({}:{}): {}",
                        step.revision, step.path, statement.line, loss.what
                    ));
                }
            }
        }
    }
    lost
}

/// Whether `table`, as SQL names it, has rows. What cannot be looked at may have some.
async fn holds_data(database: &mut Database, table: &str) -> bool {
    let sql = format!("SELECT 1 FROM {table} LIMIT 1");
    let rows = with_connection!(database, c => {
        let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(c).await;
        rows.map(|rows| rows.len())
    });
    match rows {
        Ok(rows) => rows > 0,
        Err(error) => !is_missing(&error),
    }
}

/// Whether the reason is that there is no such table: then an earlier step makes it.
fn is_missing(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
    })
}
