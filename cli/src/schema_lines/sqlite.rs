//! The schema of a SQLite database as lines.
//!
//! Once from the pragmas, and once from the statements that SQLite keeps, for checks, triggers and
//! views are nowhere else. A table's statement is cut into its columns and constraints, one line
//! each, so that their order does not matter.

use sqlx::{AssertSqlSafe, SqliteConnection};

use super::Lines;

/// What there is, without limbeck's table and what SQLite makes for itself and may never take away.
const OURS: &str = "WITH ours AS (SELECT type, name, sql FROM sqlite_master \
    WHERE tbl_name <> ?1 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\') ";

/// What the pragmas tell; every query gives one column.
const PRAGMAS: [&str; 3] = [
    "SELECT 'table ' || m.name || ' has column ' || c.name || ' ' || c.type \
         || ' notnull=' || c.[notnull] || ' default=' || ifnull(c.dflt_value, 'none') \
         || ' pk=' || c.pk || ' hidden=' || c.hidden \
     FROM ours AS m, pragma_table_xinfo(m.name) AS c WHERE m.type = 'table'",
    "SELECT 'table ' || m.name || ' refers by ' || f.[from] || ' to ' || f.[table] || '.' \
         || ifnull(f.[to], 'its key') || ' place ' || f.seq || ' on update ' || f.on_update \
         || ' on delete ' || f.on_delete || ' match ' || f.match \
     FROM ours AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'",
    // The name of an automatic index counts the constraints, whose order does not matter.
    "SELECT 'table ' || m.name || ' has index ' \
         || CASE i.origin WHEN 'c' THEN i.name ELSE 'of a constraint' END \
         || ' origin=' || i.origin || ' unique=' || i.[unique] || ' partial=' || i.partial || ' on ' \
         || (SELECT group_concat(x.part, ', ') FROM (SELECT ifnull(name, '(expression)') || ' ' \
             || coll || ' desc=' || [desc] AS part FROM pragma_index_xinfo(i.name) \
             WHERE key ORDER BY seqno) AS x) \
     FROM ours AS m, pragma_index_list(m.name) AS i WHERE m.type = 'table'",
];

pub(super) async fn read(connection: &mut SqliteConnection, table: &str) -> sqlx::Result<Lines> {
    let mut lines = Lines::new();
    for query in PRAGMAS {
        let query = AssertSqlSafe(format!("{OURS}{query}"));
        let rows = sqlx::query_scalar::<_, String>(query).bind(table);
        lines.extend(rows.fetch_all(&mut *connection).await?);
    }
    let query = AssertSqlSafe(format!(
        "{OURS}SELECT type, name, sql FROM ours WHERE sql IS NOT NULL"
    ));
    let objects = sqlx::query_as::<_, (String, String, String)>(query).bind(table);
    for (kind, name, sql) in objects.fetch_all(connection).await? {
        let tokens = tokens(&sql);
        let is_virtual = tokens
            .get(1)
            .is_some_and(|word| word.eq_ignore_ascii_case("virtual"));
        if kind != "table" || is_virtual {
            lines.insert(format!("{kind} {name}: {}", tokens.join(" ")));
            continue;
        }
        lines.extend(
            parts(&tokens)
                .iter()
                .map(|part| format!("table {name}: {part}")),
        );
    }
    Ok(lines)
}

/// Cuts a CREATE TABLE into what is before the list, each of its elements, and what is after it.
fn parts(tokens: &[&str]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part: Vec<&str> = Vec::new();
    let mut depth = 0;
    for &token in tokens {
        match token {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        match (token, depth) {
            ("(", 1) | (",", 1) | (")", 0) => parts.push(std::mem::take(&mut part).join(" ")),
            _ => part.push(token),
        }
    }
    parts.push(part.join(" "));
    parts.retain(|part| !part.is_empty());
    parts
}

/// Cuts SQL into words, strings and signs, without comments, and without the quotes around names
/// that need none: RENAME writes them.
fn tokens(sql: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let comment = rest.starts_with("--") || rest.starts_with("/*");
        let length = match first {
            '-' if comment => rest.find('\n').unwrap_or(rest.len()),
            '/' if comment => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '\'' | '"' | '`' => quoted(rest, first),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after.trim_start();
        if !comment {
            let name = token.trim_matches(['"', '`']);
            let is_plain = !name.is_empty() && name.chars().all(is_word);
            tokens.push(if is_plain { name } else { token });
        }
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the quoted text that `rest` begins with; a doubled quote is two texts in a row
/// here, which makes no difference.
fn quoted(rest: &str, quote: char) -> usize {
    let end = rest.char_indices().skip(1).find(|(_, c)| *c == quote);
    end.map_or(rest.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_cut_into_its_columns_and_constraints() {
        let sql = "CREATE TABLE \"t\" (a TEXT DEFAULT 'x, -- y', -- why\n b INT, CHECK (a IN (1, 2))) STRICT";
        let expected = [
            "CREATE TABLE t",
            "a TEXT DEFAULT 'x, -- y'",
            "b INT",
            "CHECK ( a IN ( 1 , 2 ) )",
            "STRICT",
        ];
        assert_eq!(parts(&tokens(sql)), expected);
    }
}
