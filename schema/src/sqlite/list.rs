//! The items of a bracketed list in a statement: columns of a table, parts of an index.

use limbeck_core::lexer::Token;

/// The first list of a statement, and what follows it.
#[derive(Debug)]
pub(super) struct List<'t, 'a> {
    /// The tokens of each item.
    pub(super) items: Vec<&'t [Token<'a>]>,
    /// The tokens behind the closing bracket.
    pub(super) rest: &'t [Token<'a>],
}

impl<'t, 'a> List<'t, 'a> {
    /// Reads the first list in `tokens`; everything is empty if there is none.
    pub(super) fn first(tokens: &'t [Token<'a>]) -> List<'t, 'a> {
        let mut list = List {
            items: Vec::new(),
            rest: &[],
        };
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, token) in tokens.iter().enumerate() {
            let is_end = token.text == ")" && depth == 1;
            if is_end || (token.text == "," && depth == 1) {
                list.items.extend(tokens.get(start..at));
                start = at + 1;
            }
            match token.text {
                "(" => {
                    depth += 1;
                    if depth == 1 {
                        start = at + 1;
                    }
                }
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if is_end {
                list.rest = tokens.get(start..).unwrap_or_default();
                break;
            }
        }
        list
    }
}

/// The text that `tokens` of `sql` span, as it is written.
pub(super) fn text<'a>(sql: &'a str, tokens: &[Token<'_>]) -> &'a str {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return "";
    };
    sql.get(first.start..last.start + last.text.len())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use limbeck_core::Dialect;
    use limbeck_core::lexer::tokens;

    use super::*;

    #[test]
    fn a_list_is_split_at_its_own_commas() {
        let sql = "CREATE INDEX i ON t (a, max(b, 1) DESC) WHERE a > (1)";
        let tokens: Vec<Token<'_>> = tokens(sql, Dialect::Sqlite).collect();
        let list = List::first(&tokens);
        let items: Vec<&str> = list.items.iter().map(|item| text(sql, item)).collect();
        assert_eq!(items, ["a", "max(b, 1) DESC"]);
        assert_eq!(text(sql, list.rest), "WHERE a > (1)");
    }
}
