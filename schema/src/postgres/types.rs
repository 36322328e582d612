//! Types: one spelling for each, and whether a name is one of the database's own.

use squawk_syntax::SyntaxKind::{ARG_LIST, ARRAY_BOUND, SETOF_KW};
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::canonical;
use super::names::{path, tokens};
use crate::effect::Path;

/// A type as a column has it.
pub(super) struct ReadType {
    /// In one spelling.
    pub(super) text: String,
    /// The user's type that it names, if it is not built in.
    pub(super) uses: Option<Path>,
    /// Whether it was `serial` or one of its kind.
    pub(super) is_serial: bool,
}

/// Reads a type.
pub(super) fn read(node: &ast::Type) -> ReadType {
    let mut text = spelled(node.syntax());
    let serial = match text.as_str() {
        "serial" | "serial4" => Some("integer"),
        "bigserial" | "serial8" => Some("bigint"),
        "smallserial" | "serial2" => Some("smallint"),
        _ => None,
    };
    if let Some(integer) = serial {
        integer.clone_into(&mut text);
    }
    ReadType {
        text,
        uses: user_type(node),
        is_serial: serial.is_some(),
    }
}

/// Returns a type in one spelling: `int4` is `integer`, `varchar(20)` has no blanks, and each
/// dimension of an array is `[]`.
pub(super) fn spelled(node: &SyntaxNode) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut arguments = String::new();
    let mut dimensions = 0;
    collect(node, &mut words, &mut arguments, &mut dimensions);
    let words = words.join(" ").replace(" . ", ".");
    let words = words.strip_prefix("pg_catalog.").unwrap_or(&words);
    let base = match words {
        "int" | "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "float" => float(&mut arguments),
        "bool" => "boolean",
        "decimal" | "dec" => "numeric",
        "character varying"
        | "char varying"
        | "national character varying"
        | "national char varying"
        | "nchar varying" => "varchar",
        "character" | "bpchar" | "national character" | "national char" | "nchar" => "char",
        "bit varying" => "varbit",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time with time zone" => "timetz",
        "time without time zone" => "time",
        other => other,
    };
    if base == "char" && arguments.is_empty() {
        arguments.push_str("(1)");
    }
    let brackets = "[]".repeat(dimensions);
    format!("{base}{arguments}{brackets}")
}

/// `float(24)` and less is `real`.
fn float(arguments: &mut String) -> &'static str {
    let bits = arguments.trim_matches(['(', ')']).parse::<u32>();
    arguments.clear();
    match bits {
        Ok(1..=24) => "real",
        _ => "double precision",
    }
}

fn collect(
    node: &SyntaxNode,
    words: &mut Vec<String>,
    arguments: &mut String,
    dimensions: &mut usize,
) {
    let mut in_parentheses = false;
    let mut is_bracketed = false;
    for element in node.children_with_tokens() {
        if let Some(child) = element.as_node() {
            match child.kind() {
                ARG_LIST => *arguments = canonical::text(child).replace(' ', ""),
                ARRAY_BOUND => {
                    *dimensions += 1;
                    is_bracketed = true;
                }
                _ if in_parentheses => arguments.push_str(&canonical::text(child)),
                _ => collect(child, words, arguments, dimensions),
            }
            continue;
        }
        let Some(token) = element.as_token().filter(|it| !it.kind().is_trivia()) else {
            continue;
        };
        match token.text() {
            "(" => {
                in_parentheses = true;
                arguments.push('(');
            }
            ")" => {
                in_parentheses = false;
                arguments.push(')');
            }
            text if in_parentheses => arguments.push_str(text),
            "[" | "]" => {}
            text if text.eq_ignore_ascii_case("array") && !words.is_empty() => {
                is_bracketed = true;
                *dimensions += 1;
            }
            _ if token.kind() == SETOF_KW => words.push("setof".to_owned()),
            text => words.push(unquoted(text)),
        }
    }
    // `integer ARRAY[4]` is one dimension, written twice.
    if is_bracketed && tokens(node).any(|it| it.text().eq_ignore_ascii_case("array")) {
        *dimensions = 1;
    }
}

fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        // `"char"` is a type of its own, not `char`.
        Some("char") => "\"char\"".to_owned(),
        Some(inner) => inner.to_owned(),
        None => text.to_ascii_lowercase(),
    }
}

/// Returns the type that a user has to have made, if this is one.
pub(super) fn user_type(node: &ast::Type) -> Option<Path> {
    let named = node.syntax().descendants().find_map(ast::PathType::cast)?;
    path(&named).filter(|path| !is_built_in(path))
}

/// Whether a name is that of a type which no history makes.
pub(super) fn is_built_in(path: &Path) -> bool {
    match path.schema.as_deref() {
        None => is_known(&path.name),
        Some("pg_catalog" | "information_schema") => true,
        Some(_) => is_of_extension(&path.name),
    }
}

fn is_known(name: &str) -> bool {
    BUILT_IN.binary_search(&name).is_ok()
        || is_of_extension(name)
        || name.starts_with("reg")
        // The array type of a known type.
        || name.strip_prefix('_').is_some_and(|rest| BUILT_IN.binary_search(&rest).is_ok())
}

fn is_of_extension(name: &str) -> bool {
    OF_EXTENSIONS.binary_search(&name).is_ok()
}

/// Types that every database has, sorted.
const BUILT_IN: &[&str] = &[
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bigint",
    "bigserial",
    "bit",
    "bool",
    "boolean",
    "box",
    "bpchar",
    "bytea",
    "char",
    "character",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "dec",
    "decimal",
    "event_trigger",
    "fdw_handler",
    "float",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "integer",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "nchar",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_lsn",
    "pg_node_tree",
    "pg_snapshot",
    "point",
    "polygon",
    "real",
    "record",
    "refcursor",
    "serial",
    "serial2",
    "serial4",
    "serial8",
    "smallint",
    "smallserial",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
];

/// Types of extensions, which may have been installed outside of the history; sorted.
const OF_EXTENSIONS: &[&str] = &[
    "agtype",
    "bit_array",
    "box2d",
    "box3d",
    "citext",
    "cube",
    "ean13",
    "earth",
    "geography",
    "geometry",
    "geometry_dump",
    "graphid",
    "h3index",
    "halfvec",
    "hll",
    "hstore",
    "intbig_gkey",
    "isbn",
    "isbn13",
    "ismn",
    "ismn13",
    "issn",
    "issn13",
    "lo",
    "lquery",
    "ltree",
    "ltxtquery",
    "pg_uuid",
    "query_int",
    "raster",
    "roaringbitmap",
    "seg",
    "semver",
    "sparsevec",
    "tdigest",
    "uint1",
    "uint2",
    "uint4",
    "uint8",
    "ulid",
    "upc",
    "vector",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [BUILT_IN, OF_EXTENSIONS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
