//! The idempotent script for the sqlite3 shell, which has no conditions: it writes what is missing
//! into a file and reads that.

use limbeck_core::plan::Step;

use super::Script;
use super::obstacles::obstacles;
use crate::quote::literal;

/// Writes the script. The file stays: it says what was done.
pub(super) fn write(script: &mut Script<'_, '_>, steps: &[Step]) {
    script.title("upgrade by what is missing, for the sqlite3 shell");
    script.line("-- What is missing is written to limbeck_pending.sql in the working directory.");
    script.line(".bail on\n.headers off\n.mode list\n.timeout 5000");
    // As sqlx connects.
    script.line("PRAGMA foreign_keys = ON;\n");
    script.create_table();
    guard(script);
    let table = script.table.name();
    let own = script.table.own();
    let mut pieces = Vec::new();
    for (place, &step) in steps.iter().enumerate() {
        let before = std::mem::take(&mut script.sql);
        script.step(step);
        let piece = std::mem::replace(&mut script.sql, before);
        let [id, piece] = [script.revision(step).id(), &piece].map(|t| literal(script.dialect, t));
        pieces.push(format!("({place}, {id}, {piece})"));
    }
    script.line(&format!(
        ".once limbeck_pending.sql\nWITH compiled (place, id, script) AS (VALUES\n{}\n)\n\
         SELECT script FROM compiled\n\
         WHERE id NOT IN (SELECT revision FROM {table} WHERE {own})\nORDER BY place;\n\
         .read limbeck_pending.sql",
        pieces.join(",\n")
    ));
}

/// Stops where a run would refuse to go on: a check that fails is told by its name.
fn guard(script: &mut Script<'_, '_>) {
    let obstacles = obstacles(script);
    script.line("DROP TABLE IF EXISTS temp.limbeck_obstacles;");
    script.line("CREATE TEMP TABLE limbeck_obstacles (");
    let checks = obstacles.iter().enumerate().map(|(number, obstacle)| {
        let why = obstacle.why;
        format!("  c{number} INTEGER CONSTRAINT \"a revision: {why}\" CHECK (c{number} = 0)")
    });
    let checks: Vec<String> = checks.collect();
    script.line(&format!("{}\n);", checks.join(",\n")));
    let counts = obstacles
        .iter()
        .map(|obstacle| format!("  (SELECT count(*) FROM (\n  {}\n  ))", obstacle.query));
    let counts: Vec<String> = counts.collect();
    script.line(&format!(
        "INSERT INTO temp.limbeck_obstacles VALUES (\n{}\n);\n",
        counts.join(",\n")
    ));
}
