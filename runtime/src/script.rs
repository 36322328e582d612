//! A plan as a script for a person to run: the revisions' statements and limbeck's own records.

use limbeck_core::packed::PackedScript;
use limbeck_core::plan::{Plan, Step};
use limbeck_core::{Dialect, Direction};

use crate::options::Options;
use crate::table::{Record, Table};

/// Writes the script of `plan`; `from_base` if nothing is applied before it.
pub(crate) fn script(
    options: &Options<'_>,
    dialect: Dialect,
    plan: &Plan,
    from_base: bool,
) -> String {
    let history = options.history;
    let table = Table::new(
        dialect,
        options.schema.as_deref(),
        &options.table,
        history.set_name(),
    );
    let mut sql = String::new();
    if from_base && !plan.steps.is_empty() {
        sql.push_str(&table.create());
        sql.push('\n');
    }
    for step in &plan.steps {
        write_step(&mut sql, options, dialect, &table, *step);
    }
    sql
}

fn write_step(
    sql: &mut String,
    options: &Options<'_>,
    dialect: Dialect,
    table: &Table,
    step: Step,
) {
    let history = options.history;
    let revision = history.revision(step.revision.get());
    // A plan that was checked has a script for each of its steps.
    let Some(script) = revision.script(dialect, step.direction) else {
        return;
    };
    let separator = if revision.message().is_empty() {
        ""
    } else {
        ": "
    };
    sql.push_str(&format!(
        "-- {} {}{separator}{}\n",
        step.direction,
        revision.id(),
        revision.message()
    ));
    let record = match step.direction {
        Direction::Upgrade => table.insert(&[Record {
            revision,
            history,
            applied_by: &options.applied_by,
            done: script.len(),
            total: script.len(),
        }]),
        Direction::Downgrade => table.delete(revision.id()),
    };
    if script.no_transaction() {
        sql.push_str("-- outside a transaction: run the statements one by one, the record last\n");
        write_statements(sql, script);
        sql.push_str(&format!("{record};\n\n"));
        return;
    }
    if script.foreign_keys_off() {
        sql.push_str("PRAGMA foreign_keys = OFF;\n");
    }
    sql.push_str("BEGIN;\n");
    write_statements(sql, script);
    sql.push_str(&format!("{record};\nCOMMIT;\n"));
    if script.foreign_keys_off() {
        sql.push_str("PRAGMA foreign_key_check;\nPRAGMA foreign_keys = ON;\n");
    }
    sql.push('\n');
}

fn write_statements(sql: &mut String, script: PackedScript) {
    // Before the transaction began it had an effect; within it, it would have none.
    let said = usize::from(script.foreign_keys_off());
    for statement in script.statements().skip(said) {
        sql.push_str(statement.sql);
        sql.push_str(";\n");
    }
}
