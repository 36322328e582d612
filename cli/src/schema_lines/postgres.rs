//! The schema of a PostgreSQL database as lines, from its catalogs.
//!
//! Not by `pg_dump`, which must be as new as the server and orders columns as they are stored.

use sqlx::{AssertSqlSafe, PgConnection};

use super::Lines;

/// Every query gives one column: a line that names its object first. `ours` are the relations,
/// `spaces` the schemas. `concat_ws` leaves out what is null.
const QUERIES: [&str; 12] = [
    "SELECT 'schema ' || nspname FROM spaces WHERE nspname <> 'public'",
    "SELECT concat_ws(' ', 'extension', extname, extversion) FROM pg_extension",
    // Tables, views, sequences, composite types; indexes are below.
    "SELECT concat_ws(' ', 'relation', oid::regclass, 'kind', relkind, relpersistence, reloptions, \
         CASE WHEN relrowsecurity THEN 'row security' END, 'granted ' || relacl::text, \
         CASE WHEN relkind IN ('v', 'm') THEN 'as ' || pg_get_viewdef(oid) END, \
         'comment ' || obj_description(oid, 'pg_class')) \
     FROM ours WHERE relkind NOT IN ('i', 'I')",
    "SELECT concat_ws(' ', 'table', a.attrelid::regclass, 'column', a.attname, \
         format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END, \
         'default ' || pg_get_expr(d.adbin, d.adrelid), \
         'identity ' || nullif(a.attidentity::text, ''), \
         'generated ' || nullif(a.attgenerated::text, ''), \
         'collation ' || nullif(a.attcollation, 0)::regcollation::text, \
         'comment ' || col_description(a.attrelid, a.attnum)) \
     FROM ours JOIN pg_attribute AS a ON a.attrelid = ours.oid \
     LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
     WHERE a.attnum > 0 AND NOT a.attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f', 'c')",
    // NOT NULL is a column's; servers from 18 on list it as a constraint as well.
    "SELECT concat_ws(' ', 'table', c.conrelid::regclass, 'constraint', c.conname, \
         pg_get_constraintdef(c.oid), CASE WHEN NOT c.convalidated THEN 'not validated' END, \
         'comment ' || obj_description(c.oid, 'pg_constraint')) \
     FROM ours JOIN pg_constraint AS c ON c.conrelid = ours.oid WHERE c.contype <> 'n'",
    "SELECT concat_ws(' ', 'table', i.indrelid::regclass, 'index', pg_get_indexdef(i.indexrelid), \
         CASE WHEN NOT i.indisvalid THEN 'not valid' END, \
         'comment ' || obj_description(i.indexrelid, 'pg_class')) \
     FROM ours JOIN pg_index AS i ON i.indrelid = ours.oid",
    "SELECT concat_ws(' ', 'table', t.tgrelid::regclass, 'trigger', pg_get_triggerdef(t.oid), \
         'enabled=' || t.tgenabled::text, 'comment ' || obj_description(t.oid, 'pg_trigger')) \
     FROM ours JOIN pg_trigger AS t ON t.tgrelid = ours.oid WHERE NOT t.tgisinternal",
    "SELECT concat_ws(' ', 'table', p.polrelid::regclass, 'policy', p.polname, p.polcmd, \
         CASE WHEN NOT p.polpermissive THEN 'restrictive' END, 'for ' || p.polroles::text, \
         'using ' || pg_get_expr(p.polqual, p.polrelid), \
         'check ' || pg_get_expr(p.polwithcheck, p.polrelid)) \
     FROM ours JOIN pg_policy AS p ON p.polrelid = ours.oid",
    "SELECT concat_ws(' ', 'sequence', s.seqrelid::regclass, format_type(s.seqtypid, NULL), \
         'from', s.seqstart, 'by', s.seqincrement, 'min', s.seqmin, 'max', s.seqmax, \
         'cache', s.seqcache, 'cycle', s.seqcycle, \
         'of ' || d.refobjid::regclass || '.' || a.attname) \
     FROM ours JOIN pg_sequence AS s ON s.seqrelid = ours.oid \
     LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = ours.oid \
         AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') \
     LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid",
    "SELECT concat_ws(' ', 'function', p.oid::regprocedure, pg_get_functiondef(p.oid), \
         'granted ' || p.proacl::text, 'comment ' || obj_description(p.oid, 'pg_proc')) \
     FROM pg_proc AS p JOIN spaces ON spaces.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')",
    "SELECT concat_ws(' ', 'type', t.oid::regtype, t.typtype, ( \
         SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e \
          WHERE e.enumtypid = t.oid), \
         CASE WHEN t.typtype = 'd' THEN 'of ' || format_type(t.typbasetype, t.typtypmod) END, \
         CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault, \
         'comment ' || obj_description(t.oid, 'pg_type')) \
     FROM pg_type AS t JOIN spaces ON spaces.oid = t.typnamespace \
     WHERE t.typtype IN ('e', 'd', 'r')",
    "SELECT concat_ws(' ', 'type', c.contypid::regtype, 'constraint', c.conname, \
         pg_get_constraintdef(c.oid)) \
     FROM pg_constraint AS c JOIN spaces ON spaces.oid = c.connamespace \
     WHERE c.contypid <> 0 AND c.contype <> 'n'",
];

const OURS: &str = "WITH spaces AS ( \
    SELECT oid, nspname FROM pg_namespace \
     WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' \
), ours AS ( \
    SELECT c.* FROM pg_class AS c JOIN spaces ON spaces.oid = c.relnamespace \
     WHERE c.relname <> $1 \
) ";

pub(super) async fn read(connection: &mut PgConnection, table: &str) -> sqlx::Result<Lines> {
    let mut lines = Lines::new();
    for query in QUERIES {
        let query = AssertSqlSafe(format!("{OURS}{query}"));
        let rows = sqlx::query_scalar::<_, String>(query).bind(table);
        let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        lines.extend(
            rows.fetch_all(&mut *connection)
                .await?
                .into_iter()
                .map(one_line),
        );
    }
    Ok(lines)
}
