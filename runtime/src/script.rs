//! A plan as a script for a person to run: what a run sends, as text.

use limbeck_core::graph::Graph;
use limbeck_core::lexer::tokens;
use limbeck_core::packed::{PackedRevision, PackedScript};
use limbeck_core::plan::{Applied, Plan, Step};
use limbeck_core::{Dialect, Direction};

use crate::options::Options;
use crate::table::{Record, Table};

mod idempotent;
mod obstacles;
mod psql;
mod sqlite_shell;

pub(crate) use idempotent::idempotent;

/// Where rows without parent are counted while foreign keys are off (SQLite).
const ORPHANS: &str = "\
CREATE TEMP TABLE IF NOT EXISTS limbeck_orphans (
  before_it INTEGER,
  after_it INTEGER,
  CONSTRAINT \"rows are left without their parent\" CHECK (after_it <= before_it)
);
DELETE FROM temp.limbeck_orphans;
INSERT INTO temp.limbeck_orphans SELECT count(*), 0 FROM pragma_foreign_key_check;
";

/// Writes the script of `plan`, which begins with what is `applied`; empty if nothing is to be done.
/// Of a `stamp` it has the bookkeeping only.
pub(crate) fn script(
    options: &Options<'_>,
    dialect: Dialect,
    graph: &Graph,
    applied: &Applied,
    plan: &Plan,
    stamp: bool,
) -> String {
    let verb = match plan.steps.first() {
        None => return String::new(),
        Some(_) if stamp => "stamp",
        Some(step) => step.direction.name(),
    };
    let place = |applied: &Applied| match &*applied.heads(graph) {
        [] => "base".to_owned(),
        heads => {
            let ids: Vec<&str> = heads.iter().map(|&at| &*graph.node(at).id).collect();
            ids.join(", ")
        }
    };
    let (from, to) = (place(applied), place(&plan.after(applied)));
    let mut script = Script::new(options, dialect);
    script.title(&format!("{verb} from {from} to {to}, for {dialect}"));
    script.line("-- Stop at the first error: what is committed by then stays, and is recorded.\n");
    if applied.is_empty() {
        script.create_table();
    }
    if stamp {
        script.stamp(&plan.steps);
    } else {
        for &step in &plan.steps {
            script.step(step);
        }
    }
    script.sql
}

/// A script under way.
struct Script<'s, 'o> {
    options: &'s Options<'o>,
    dialect: Dialect,
    table: Table,
    /// Whether psql reads it, to which a colon is not always a colon.
    for_psql: bool,
    sql: String,
}

impl<'s, 'o> Script<'s, 'o> {
    fn new(options: &'s Options<'o>, dialect: Dialect) -> Self {
        let set = options.history.set_name();
        Script {
            table: Table::new(dialect, options.schema.as_deref(), &options.table, set),
            options,
            dialect,
            for_psql: false,
            sql: String::new(),
        }
    }

    fn line(&mut self, line: &str) {
        self.sql.push_str(line);
        self.sql.push('\n');
    }

    /// Says what the script does, and who wrote it.
    fn title(&mut self, what: &str) {
        let version = env!("CARGO_PKG_VERSION");
        self.line(&format!("-- {what}; written by limbeck {version}"));
    }

    fn create_table(&mut self) {
        let create = self.table.create();
        self.line(&create);
    }

    fn revision(&self, step: Step) -> PackedRevision {
        self.options.history.revision(step.revision.get())
    }

    /// What is recorded of an upgrade of which `done` statements have run; all unless it says.
    fn record(&self, step: Step, done: Option<usize>) -> Record<'s> {
        let revision = self.revision(step);
        let script = revision.script(self.dialect, Direction::Upgrade);
        let total = script.map_or(0, |script| script.len());
        Record {
            revision,
            history: self.options.history,
            applied_by: &self.options.applied_by,
            done: done.unwrap_or(total),
            total,
        }
    }

    /// Records and forgets in one transaction: what is written anew is forgotten before.
    fn stamp(&mut self, steps: &[Step]) {
        self.line("BEGIN;");
        let mut records = Vec::new();
        for &step in steps {
            match step.direction {
                Direction::Upgrade => records.push(self.record(step, None)),
                Direction::Downgrade => {
                    let delete = self.table.delete(self.revision(step).id());
                    self.line(&format!("{delete};"));
                }
            }
        }
        if !records.is_empty() {
            let insert = self.table.insert(&records);
            self.line(&format!("{insert};"));
        }
        self.line("COMMIT;");
    }

    /// Writes one step: its statements and its record.
    fn step(&mut self, step: Step) {
        let revision = self.revision(step);
        // A plan that was checked has a script for each of its steps.
        let Some(script) = revision.script(self.dialect, step.direction) else {
            return;
        };
        let title = format!("-- {} {}", step.direction, revision.id());
        match revision.message() {
            "" => self.line(&title),
            message => self.line(&format!("{title}: {message}")),
        }
        if script.no_transaction() {
            self.alone(step, script);
        } else {
            self.together(step, script);
        }
        self.line("");
    }

    /// The record first, as in a run: a second time the script stops there.
    fn together(&mut self, step: Step, script: PackedScript) {
        if script.foreign_keys_off() {
            self.sql.push_str(ORPHANS);
            self.line("PRAGMA foreign_keys = OFF;");
        }
        self.line("BEGIN;");
        if self.dialect == Dialect::Postgres {
            let timeout = self.options.lock_timeout.as_millis();
            self.line(&format!("SET LOCAL lock_timeout = {timeout};"));
            self.line("SET LOCAL statement_timeout = 0;");
        }
        let record = match step.direction {
            Direction::Upgrade => self.table.insert(&[self.record(step, None)]),
            Direction::Downgrade => self.table.delete(self.revision(step).id()),
        };
        self.line(&format!("{record};"));
        // Within the transaction the pragma has no effect.
        let said = usize::from(script.foreign_keys_off());
        for statement in script.statements().skip(said) {
            self.statement(statement.sql);
        }
        if script.foreign_keys_off() {
            self.line(
                "UPDATE temp.limbeck_orphans SET after_it = \
                 (SELECT count(*) FROM pragma_foreign_key_check);",
            );
        }
        self.reset_after(script);
        self.line("COMMIT;");
        if script.foreign_keys_off() {
            self.line("PRAGMA foreign_keys = ON;");
        }
    }

    /// Journalled, as in a run, which goes on where the script was cut off.
    fn alone(&mut self, step: Step, script: PackedScript) {
        let id = self.revision(step).id();
        self.line("-- outside a transaction: run the statements one by one");
        let claim = match step.direction {
            Direction::Upgrade => self.table.insert(&[self.record(step, Some(0))]),
            Direction::Downgrade => self.table.turn(id, script.len()),
        };
        self.line(&format!("{claim};"));
        for (place, statement) in script.statements().enumerate() {
            self.statement(statement.sql);
            let journal = self.table.journal(id, step.direction, place + 1);
            self.line(&format!("{journal};"));
        }
        if step.direction == Direction::Downgrade {
            let delete = self.table.delete(id);
            self.line(&format!("{delete};"));
        }
        self.reset_after(script);
    }

    fn statement(&mut self, sql: &str) {
        if !self.for_psql {
            self.line(&format!("{sql};"));
            return;
        }
        let mut written = 0;
        for token in tokens(sql, self.dialect).filter(|token| token.text == ":") {
            self.sql.push_str(&sql[written..token.start]);
            self.sql.push('\\');
            written = token.start;
        }
        self.line(&format!("{};", &sql[written..]));
    }

    /// Undoes what the statements did to the session's settings, if they did anything: the person
    /// may have set some, too. (A run puts its own back after each revision.)
    fn reset_after(&mut self, script: PackedScript) {
        let sets = |sql: &str| {
            let mut words = tokens(sql, self.dialect).map(|token| token.text.to_ascii_lowercase());
            let first = words.next().unwrap_or_default();
            first == "set" || first == "do" || words.any(|word| word == "set_config")
        };
        let mut statements = script.statements();
        if self.dialect == Dialect::Postgres && statements.any(|s| sets(s.sql)) {
            self.line("RESET ALL;");
        }
    }
}
