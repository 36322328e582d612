//! The idempotent script for psql, which has conditions.

use limbeck_core::plan::Step;

use super::Script;
use super::obstacles::obstacles;
use crate::quote::{identifier, literal};

/// Writes the script. Each revision is asked for when its turn comes; the lock that runs take is
/// taken, or the script ends at once: a psql that waited would hold a snapshot, for which the
/// holder's `CREATE INDEX CONCURRENTLY` waits.
pub(super) fn write(script: &mut Script<'_, '_>, steps: &[Step]) {
    script.for_psql = true;
    script.title("upgrade by what is missing, for psql");
    script.line("\\set ON_ERROR_STOP on");
    script.line("\\set AUTOCOMMIT on");
    script.line("");
    lock(script);
    let text = |text: &str| literal(script.dialect, text);
    let table = script.table.name();
    let missing = format!("pg_catalog.to_regclass({}) IS NULL", text(&table));
    when(script, &missing, |script| {
        let create = script.table.create();
        script.sql.push_str(&create);
    });
    guard(script);
    for &step in steps {
        let id = script.revision(step).id();
        let row = script.table.is(id);
        let missing = format!("NOT EXISTS (SELECT FROM {table} WHERE {row})");
        when(script, &missing, |script| script.step(step));
    }
    script.line("SELECT pg_catalog.pg_advisory_unlock(:limbeck_lock) AS limbeck_lock \\gset");
}

/// Writes what is only to be done under a condition.
fn when<'s, 'o>(
    script: &mut Script<'s, 'o>,
    condition: &str,
    write: impl FnOnce(&mut Script<'s, 'o>),
) {
    script.line(&format!("SELECT {condition} AS limbeck_pending \\gset"));
    script.line("\\if :limbeck_pending");
    write(script);
    script.line("\\endif\n");
}

/// Takes the lock that a run takes: its key is FNV-1a over `limbeck:<schema>.<table>`, and where
/// the table is only the database knows.
fn lock(script: &mut Script<'_, '_>) {
    let text = |text: &str| literal(script.dialect, text);
    let table = &script.options.table;
    let schema = match &script.options.schema {
        Some(schema) => text(schema),
        None => format!(
            "coalesce((SELECT n.nspname FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.oid = pg_catalog.to_regclass({})), current_schema())",
            text(&identifier(table))
        ),
    };
    let table = text(table);
    script.sql.push_str(&format!(
        "DO $limbeck$
DECLARE
  name bytea := convert_to('limbeck:' || {schema} || '.' || {table}, 'UTF8');
  key numeric := 14695981039346656037;
BEGIN
  FOR place IN 0 .. length(name) - 1 LOOP
    key := key - mod(key, 256) + (mod(key, 256)::integer # get_byte(name, place));
    key := mod(key * 1099511628211, 18446744073709551616);
  END LOOP;
  IF key >= 9223372036854775808 THEN
    key := key - 18446744073709551616;
  END IF;
  IF NOT pg_catalog.pg_try_advisory_lock(key::bigint) THEN
    RAISE EXCEPTION 'another runner is at work: run this script again when it is done';
  END IF;
  PERFORM pg_catalog.set_config('limbeck.lock', key::text, false);
END
$limbeck$;
SELECT pg_catalog.current_setting('limbeck.lock') AS limbeck_lock \\gset

"
    ));
}

/// Stops where a run would refuse to go on.
fn guard(script: &mut Script<'_, '_>) {
    script.line("DO $limbeck$\nDECLARE\n  ids text;\nBEGIN");
    for obstacle in obstacles(script) {
        let why = literal(script.dialect, &format!("%: {}", obstacle.why));
        script.line(&format!(
            "  ids := (SELECT string_agg(revision, ', ' ORDER BY revision) FROM (\n  {}\n  ) AS revisions);\n  \
             IF ids IS NOT NULL THEN\n    RAISE EXCEPTION {why}, ids;\n  END IF;",
            obstacle.query
        ));
    }
    script.line("END\n$limbeck$;\n");
}
