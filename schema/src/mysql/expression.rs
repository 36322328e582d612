//! Which names in an expression are columns?

use limbeck_core::lexer::{Token, TokenKind};

use super::cursor::{self, is_word};
use super::{names, words};
use crate::effect::{Located, Name};

/// A name in an expression that is certainly a column (or the alias of one).
#[derive(Debug)]
pub(super) struct Operand {
    /// What stands before the period.
    pub(super) qualifier: Option<Name>,
    /// The column.
    pub(super) column: Located<Name>,
}

/// Returns the columns that an expression names, without those of subqueries.
pub(super) fn operands(tokens: &[Token<'_>]) -> Vec<Operand> {
    let mut operands = Vec::new();
    let mut at = 0;
    // What opened each parenthesis that is open: the function, if it was one.
    let mut open: Vec<Option<&str>> = Vec::new();
    while let Some(token) = tokens.get(at) {
        match token.text {
            "(" if starts_query(&tokens[at + 1..]) => {
                at = closing(tokens, at) + 1;
                continue;
            }
            "(" => {
                let function = at.checked_sub(1).map(|before| &tokens[before]);
                open.push(
                    function
                        .filter(|f| f.kind == TokenKind::Word)
                        .map(|f| f.text),
                );
            }
            ")" => {
                open.pop();
            }
            _ => {}
        }
        let length = chain(&tokens[at..]);
        if length == 0 {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let after = tokens.get(at + length);
        let names = &tokens[at..at + length];
        let function = open.last().copied().flatten().unwrap_or_default();
        let is_operand = before.is_none_or(opens_operand)
            && after.is_none_or(closes_operand)
            && !words::listed(NOT_OF_COLUMNS, function)
            && !(words::listed(OF_UNITS, function) && words::listed(UNITS, token.text));
        if is_operand && let Some(operand) = operand(names) {
            operands.push(operand);
        }
        at += length;
    }
    operands
}

/// Whether the tokens begin with a query.
pub(super) fn starts_query(tokens: &[Token<'_>]) -> bool {
    tokens
        .iter()
        .find(|token| token.text != "(")
        .is_some_and(|token| is_word(token, "SELECT") || is_word(token, "WITH"))
}

/// Returns the index of the parenthesis that closes the one at `open`, or of the last token.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    tokens.len().saturating_sub(1)
}

/// How many of the tokens are one name with its qualifiers.
fn chain(tokens: &[Token<'_>]) -> usize {
    let is_name = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.kind == TokenKind::QuotedIdentifier
                || token.kind == TokenKind::Word && (at > 0 || !words::is_reserved(token.text))
        })
    };
    if !is_name(0) {
        return 0;
    }
    let mut length = 1;
    while tokens.get(length).is_some_and(|token| token.text == ".") {
        if !is_name(length + 1) {
            return length + 1;
        }
        length += 2;
    }
    length
}

fn operand(tokens: &[Token<'_>]) -> Option<Operand> {
    let name = |token: &Token<'_>| names::unquoted(token).unwrap_or_else(|| token.text.to_owned());
    let (qualifier, column) = match tokens {
        [column] => (None, column),
        [qualifier, _, column] => (Some(name(qualifier)), column),
        _ => return None,
    };
    Some(Operand {
        qualifier,
        column: Located {
            at: cursor::range(column),
            value: names::folded(&name(column)),
        },
    })
}

/// Whether an operand can follow this token and nothing else can.
fn opens_operand(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::Operator => true,
        TokenKind::Punctuation => matches!(token.text, "(" | "," | ":="),
        TokenKind::Word => words::listed(BEFORE_OPERANDS, token.text),
        _ => false,
    }
}

/// Whether this token can follow an operand that is a column.
fn closes_operand(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::Operator => true,
        TokenKind::Punctuation => matches!(token.text, ")" | ","),
        TokenKind::Word => words::listed(BEHIND_OPERANDS, token.text),
        _ => false,
    }
}

const BEFORE_OPERANDS: &[&str] = &[
    "ALL", "AND", "BETWEEN", "BY", "CASE", "DISTINCT", "DIV", "ELSE", "HAVING", "LIKE", "NOT",
    "ON", "OR", "REGEXP", "RLIKE", "SELECT", "SET", "THEN", "WHEN", "WHERE", "XOR",
];

const BEHIND_OPERANDS: &[&str] = &[
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "COLLATE",
    "DESC",
    "DIV",
    "ELSE",
    "END",
    "FROM",
    "GROUP",
    "HAVING",
    "IN",
    "IS",
    "LIKE",
    "LIMIT",
    "NOT",
    "OR",
    "ORDER",
    "REGEXP",
    "RLIKE",
    "SEPARATOR",
    "THEN",
    "UNION",
    "WHEN",
    "WHERE",
    "XOR",
];

/// Functions whose arguments are not, or not only, expressions.
const NOT_OF_COLUMNS: &[&str] = &[
    "COLUMNS",
    "JSON_TABLE",
    "LASTVAL",
    "NEXTVAL",
    "OVER",
    "SETVAL",
    "XMLTABLE",
];

/// Functions that take a unit or a type as if it were an argument.
const OF_UNITS: &[&str] = &[
    "CAST",
    "CHAR",
    "CONVERT",
    "EXTRACT",
    "GET_FORMAT",
    "TIMESTAMPADD",
    "TIMESTAMPDIFF",
    "TRIM",
];

/// Units and types that are no reserved words.
const UNITS: &[&str] = &[
    "DATE",
    "DATETIME",
    "DAY",
    "HOUR",
    "JSON",
    "MICROSECOND",
    "MINUTE",
    "MONTH",
    "NCHAR",
    "QUARTER",
    "SECOND",
    "SIGNED",
    "SQL_TSI_DAY",
    "SQL_TSI_HOUR",
    "SQL_TSI_MINUTE",
    "SQL_TSI_MONTH",
    "SQL_TSI_QUARTER",
    "SQL_TSI_SECOND",
    "SQL_TSI_WEEK",
    "SQL_TSI_YEAR",
    "TIME",
    "TIMESTAMP",
    "WEEK",
    "YEAR",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [
            BEFORE_OPERANDS,
            BEHIND_OPERANDS,
            NOT_OF_COLUMNS,
            OF_UNITS,
            UNITS,
        ] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
