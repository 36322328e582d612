//! The schema of a SQLite database as lines.
//!
//! Once from the pragmas, and once from the statements that SQLite keeps, for checks, triggers and
//! views are nowhere else. A table's statement is cut into its columns and constraints, one line
//! each, so that their order does not matter: a downgrade appends what the upgrade took away.

use limbeck_tests::TestDatabase;
use sqlx::{Row, SqlitePool};

use crate::diff::Lines;

/// What there is, without limbeck's table and the indexes that SQLite names itself.
const OBJECTS: &str = "SELECT type, name, sql FROM sqlite_master \
    WHERE tbl_name <> 'limbeck_revisions' AND sql IS NOT NULL";

/// What the pragmas tell; every query gives one column.
const PRAGMAS: [&str; 3] = [
    "SELECT 'table ' || m.name || ' has column ' || c.name || ' ' || c.type \
         || ' notnull=' || c.[notnull] || ' default=' || ifnull(c.dflt_value, 'none') \
         || ' pk=' || c.pk || ' hidden=' || c.hidden \
     FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c \
     WHERE m.type = 'table' AND m.name <> 'limbeck_revisions'",
    "SELECT 'table ' || m.name || ' refers by ' || f.[from] || ' to ' || f.[table] || '.' \
         || ifnull(f.[to], 'its key') || ' place ' || f.seq || ' on update ' || f.on_update \
         || ' on delete ' || f.on_delete || ' match ' || f.match \
     FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f \
     WHERE m.type = 'table' AND m.name <> 'limbeck_revisions'",
    // The name of an automatic index counts the constraints, whose order does not matter.
    "SELECT 'table ' || m.name || ' has index ' \
         || CASE i.origin WHEN 'c' THEN i.name ELSE 'of a constraint' END \
         || ' origin=' || i.origin || ' unique=' || i.[unique] || ' partial=' || i.partial || ' on ' \
         || (SELECT group_concat(x.part, ', ') FROM (SELECT ifnull(name, '(expression)') || ' ' \
             || coll || ' desc=' || [desc] AS part FROM pragma_index_xinfo(i.name) \
             WHERE key ORDER BY seqno) AS x) \
     FROM sqlite_master AS m, pragma_index_list(m.name) AS i \
     WHERE m.type = 'table' AND m.name <> 'limbeck_revisions'",
];

/// Dumps the schema.
pub(super) async fn schema(database: &TestDatabase) -> Lines {
    let mut lines = Lines::new();
    for query in PRAGMAS {
        lines.extend(database.rows(query).await.into_iter().flatten());
    }
    for row in database.rows(OBJECTS).await {
        let [kind, name, sql] = row.as_slice() else {
            panic!("{row:?}")
        };
        let tokens = tokens(sql);
        if kind != "table" || tokens[1].eq_ignore_ascii_case("virtual") {
            lines.insert(format!("{kind} {name}: {}", tokens.join(" ")));
            continue;
        }
        for part in parts(&tokens) {
            lines.insert(format!("table {name}: {part}"));
        }
    }
    lines
}

/// Stops the test where a row refers to nothing, where a connection has its foreign keys off, or
/// where the words of the search are not those of the documents.
pub(crate) async fn check_references(pool: &SqlitePool, what: &str) {
    let mut connections = Vec::new();
    for _ in 0..pool.size() {
        connections.push(pool.acquire().await.unwrap());
    }
    for connection in &mut connections {
        let on = sqlx::query_scalar::<_, bool>("PRAGMA foreign_keys");
        let on = on.fetch_one(&mut **connection).await.unwrap();
        assert!(on, "{what}: a connection came back with foreign keys off");
    }
    let connection = &mut *connections[0];
    let dangling = sqlx::raw_sql("PRAGMA foreign_key_check")
        .fetch_all(&mut *connection)
        .await;
    let dangling = dangling
        .unwrap()
        .into_iter()
        .map(|row| row.get::<String, _>(0));
    let dangling: Vec<_> = dangling.collect();
    assert!(
        dangling.is_empty(),
        "{what}: rows that refer to nothing, in {dangling:?}"
    );
    let search = "SELECT count(*) FROM sqlite_master WHERE name = 'documents_fts'";
    let search = sqlx::query_scalar::<_, bool>(search)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    if search {
        let check = "INSERT INTO documents_fts (documents_fts, rank) VALUES ('integrity-check', 1)";
        let check = sqlx::raw_sql(check).execute(&mut *connection).await;
        check.unwrap_or_else(|error| panic!("{what}: documents_fts is not in step: {error}"));
    }
}

/// Cuts a CREATE TABLE into what is before the list, each of its elements, and what is after it.
fn parts(tokens: &[String]) -> Vec<String> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0;
    for token in tokens {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        match (token.as_str(), depth) {
            ("(", 1) | (",", 1) | (")", 0) => parts.push(Vec::new()),
            _ => parts.last_mut().unwrap().push(token.as_str()),
        }
    }
    parts.iter().map(|part| part.join(" ")).collect()
}

/// Cuts SQL into words, strings and signs, without comments, and without the quotes around names
/// that need none: RENAME writes them.
fn tokens(sql: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '\'' | '"' | '`' => quoted(rest, first),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after.trim_start();
        if token.starts_with("--") || token.starts_with("/*") {
            continue;
        }
        let name = token.trim_matches(['"', '`']);
        tokens.push(
            if name.chars().all(is_word) {
                name
            } else {
                token
            }
            .to_owned(),
        );
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the quoted text that `rest` begins with; a doubled quote is two texts in a row
/// here, which makes no difference.
fn quoted(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |at| at + 2)
}
