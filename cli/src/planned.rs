//! Steps that would be taken, as `plan` and `pending` show them.

use limbeck::PlannedStep;
use limbeck_core::Dialect;
use limbeck_core::graph::Index;
use serde::Serialize;

use crate::context::Context;
use crate::json;
use crate::source::History;

/// A step, in JSON.
#[derive(Debug, Serialize)]
struct Step {
    direction: &'static str,
    revision: json::Revision,
    /// None for the downgrade of an irreversible revision.
    statements: Vec<Statement>,
}

#[derive(Debug, Serialize)]
struct Statement {
    /// Its first line in the revision's file.
    line: u32,
    sql: &'static str,
}

impl Step {
    fn of(history: &History, dialect: Dialect, at: Index, step: &PlannedStep) -> Step {
        let script = history.revision(at).script(dialect, step.direction);
        let statements = script.into_iter().flat_map(|script| script.statements());
        Step {
            direction: step.direction.name(),
            revision: json::Revision::of(history, at),
            statements: statements
                .map(|statement| Statement {
                    line: statement.line,
                    sql: statement.sql,
                })
                .collect(),
        }
    }
}

/// Prints the steps, with their statements where more is asked for.
pub(crate) fn show(
    context: &mut Context,
    history: &History,
    dialect: Dialect,
    steps: &[PlannedStep],
    as_json: bool,
) {
    let planned = steps.iter().filter_map(|step| {
        let at = history.graph.find(step.revision)?;
        Some((step, Step::of(history, dialect, at, step)))
    });
    if as_json {
        let answer: Vec<Step> = planned.map(|(_, answer)| answer).collect();
        context.output.json(&answer);
        return;
    }
    for (step, answer) in planned {
        context.output.line(step);
        let statements = answer.statements.iter().filter(|_| context.options.verbose);
        for statement in statements {
            let place = format_args!("    -- {}:{}", step.path, statement.line);
            context.output.line(place);
            for line in statement.sql.lines() {
                context.output.line(format_args!("    {line}"));
            }
        }
    }
}
