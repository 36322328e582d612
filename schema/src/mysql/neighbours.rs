//! What can never stand side by side in a query or an expression?
//!
//! Expressions are not parsed: both servers' are large, differ and grow. But most slips (a word
//! twice, a word or a comma lost) leave two tokens together that no grammar has side by side.

use limbeck_core::lexer::{Token, TokenKind};

use super::cursor::{self, Cursor, Parsed};
use super::words;

/// Refuses tokens that no statement about rows and no expression has next to each other.
pub(super) fn check(cursor: &Cursor<'_>) -> Parsed<()> {
    let mut regions = vec![false];
    let mut before: Option<&Token<'_>> = None;
    // Behind a period every word is a name.
    let mut is_member = false;
    for token in cursor.remaining() {
        let here = is_member || before.is_some_and(|before| before.text == ".");
        let wrong = match before {
            _ if here => false,
            Some(before) => {
                is_impossible(before, token)
                    || regions.last() == Some(&true) && is_two_operands(before, token)
            }
            None => false,
        };
        if !here && is_alien(token) || wrong {
            let message = match before {
                Some(before) => format!("`{}` cannot follow `{}`", shown(token), shown(before)),
                None => format!("`{}` cannot stand here", shown(token)),
            };
            return Err(cursor.refused_at(cursor::range(token), message));
        }
        match token.text {
            "(" => regions.push(false),
            ")" => drop(regions.pop()),
            _ => {}
        }
        if token.kind == TokenKind::Word
            && !here
            && let Some(region) = regions.last_mut()
        {
            *region = (*region || words::listed(OPENING, token.text))
                && !words::listed(CLOSING, token.text);
        }
        is_member = before.is_some_and(|before| before.text == ".");
        before = Some(token);
    }
    match before {
        Some(last) if !is_member && needs_operand(last) => Err(cursor.refused_at(
            cursor::range(last),
            format!("nothing follows `{}`", last.text),
        )),
        _ => Ok(()),
    }
}

/// A token as a message shows it.
fn shown<'a>(token: &Token<'a>) -> &'a str {
    match token.kind {
        // It may be long.
        TokenKind::String => "'...'",
        _ => token.text,
    }
}

/// Whether a reserved word belongs to other statements.
fn is_alien(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word && words::listed(ALIEN, token.text)
}

/// Whether no expression has these two side by side.
fn is_impossible(before: &Token<'_>, token: &Token<'_>) -> bool {
    let is_mark = |mark: &str| token.kind == TokenKind::Punctuation && token.text == mark;
    if is_number(before) && (is_number(token) || is_mark("(")) {
        return true;
    }
    match before.text {
        ")" => is_number(token),
        "," | "(" => is_binary(token) || is_mark(",") || before.text == "," && is_mark(")"),
        _ if is_clause(before) => {
            is_clause(token) || is_binary(token) || is_mark(",") || is_mark(")")
        }
        _ => {
            is_binary(before)
                && (is_binary(token) || is_clause(token) || is_mark(",") || is_mark(")"))
        }
    }
}

/// Whether two tokens in a row are operands, and neither a part of some longer construct.
///
/// Only where nothing can be given an alias.
fn is_two_operands(before: &Token<'_>, token: &Token<'_>) -> bool {
    let is_plain = |token: &Token<'_>| match token.kind {
        TokenKind::Word => {
            !words::is_reserved(token.text)
                && !words::listed(CONNECTING, token.text)
                && !token.text.starts_with('_')
        }
        TokenKind::Number | TokenKind::QuotedIdentifier | TokenKind::Parameter => true,
        TokenKind::String => true,
        _ => false,
    };
    let strings = before.kind == TokenKind::String && token.kind == TokenKind::String;
    (is_plain(before) || before.text == ")") && is_plain(token) && !strings
}

/// Whether something has to follow this token.
fn needs_operand(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::Operator => token.text != "*",
        TokenKind::Punctuation => matches!(token.text, "," | "." | "("),
        TokenKind::Word => words::listed(NEED_OPERANDS, token.text),
        _ => false,
    }
}

/// Whether a token stands between two operands and nowhere else.
fn is_binary(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::Operator => words::listed(OPERATORS, token.text),
        TokenKind::Word => words::listed(BINARY, token.text),
        _ => false,
    }
}

/// Whether a token opens a clause that is not empty.
fn is_clause(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word && words::listed(CLAUSES, token.text)
}

fn is_number(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Number && !token.text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Operators that have no form with one operand.
const OPERATORS: &[&str] = &[
    "!=", "%", "&&", "/", "<", "<=", "<=>", "<>", "=", ">", ">=", "||",
];

/// Reserved words between two operands.
const BINARY: &[&str] = &["AND", "DIV", "OR", "REGEXP", "RLIKE", "XOR"];

/// Reserved words that an operand has to follow, and that follow none of themselves.
const CLAUSES: &[&str] = &["BY", "FROM", "HAVING", "LIMIT", "SELECT", "WHERE"];

/// Reserved words that cannot end anything.
const NEED_OPERANDS: &[&str] = &[
    "AND", "BETWEEN", "BY", "CASE", "DIV", "ELSE", "FROM", "HAVING", "LIKE", "LIMIT", "NOT", "OR",
    "REGEXP", "RLIKE", "SELECT", "SET", "THEN", "WHEN", "WHERE", "XOR",
];

/// Reserved words of other statements.
const ALIEN: &[&str] = &[
    "ADD",
    "ALTER",
    "CHANGE",
    "CONSTRAINT",
    "CREATE",
    "DATABASES",
    "DROP",
    "FOREIGN",
    "FULLTEXT",
    "GRANT",
    "REFERENCES",
    "RENAME",
    "REVOKE",
    "SCHEMAS",
    "SHOW",
    "TRIGGER",
    "UNLOCK",
];

/// Behind these there are only expressions.
const OPENING: &[&str] = &["HAVING", "SET", "WHERE"];

/// Behind these there is something else.
const CLOSING: &[&str] = &[
    "EXCEPT",
    "FOR",
    "FROM",
    "GROUP",
    "INTERSECT",
    "INTERVAL",
    "INTO",
    "LIMIT",
    "LOCK",
    "ON",
    "ORDER",
    "PROCEDURE",
    "RETURNING",
    "SELECT",
    "UNION",
    "VALUES",
    "WINDOW",
    "WITH",
];

/// Words that are not reserved and stand beside an operand without an operator.
const CONNECTING: &[&str] = &[
    "AGAINST",
    "ANY",
    "ARRAY",
    "AT",
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "DAY",
    "END",
    "ESCAPE",
    "EXCEPT",
    "FETCH",
    "FORMAT",
    "HOUR",
    "INTERSECT",
    "LOCAL",
    "MEMBER",
    "MICROSECOND",
    "MINUS",
    "MINUTE",
    "MODE",
    "MONTH",
    "N",
    "NEXT",
    "OF",
    "OFFSET",
    "OVER",
    "PREVIOUS",
    "QUARTER",
    "RETURNING",
    "ROW",
    "SECOND",
    "SOME",
    "SOUNDS",
    "SYSTEM",
    "TIME",
    "TIMESTAMP",
    "UNKNOWN",
    "VALUE",
    "WEEK",
    "WINDOW",
    "X",
    "YEAR",
    "ZONE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [
            OPERATORS,
            BINARY,
            CLAUSES,
            NEED_OPERANDS,
            ALIEN,
            OPENING,
            CLOSING,
            CONNECTING,
        ] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
