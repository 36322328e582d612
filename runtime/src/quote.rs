//! Texts and names as SQL writes them.

use limbeck_core::Dialect;

/// Returns `text` as a string literal that means the same under every setting of the server.
pub(crate) fn literal(dialect: Dialect, text: &str) -> String {
    let doubled = text.replace('\'', "''");
    // Whether a backslash escapes in a plain literal is a setting (`standard_conforming_strings`);
    // in an escape string it always does.
    if dialect == Dialect::Postgres && doubled.contains('\\') {
        return format!("E'{}'", doubled.replace('\\', "\\\\"));
    }
    format!("'{doubled}'")
}

/// Returns `name` as a quoted identifier.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_do_not_end_a_literal() {
        assert_eq!(literal(Dialect::Sqlite, r"a'b\"), r"'a''b\'");
        assert_eq!(literal(Dialect::Postgres, r"a'b\"), r"E'a''b\\'");
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
    }
}
