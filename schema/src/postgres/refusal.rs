//! Certain syntax errors, in plain words and at the token that is wrong.

use limbeck_core::suggest;
use squawk_syntax::SyntaxKind as K;
use squawk_syntax::syntax_error::SyntaxError;
use squawk_syntax::{SyntaxNode, SyntaxToken};

use super::names::{Place, tokens};
use crate::effect::Refusal;

/// Whether an error is one: the parser does not know that `ISNULL` may follow `ISNULL`.
pub(super) fn is_certain(error: &SyntaxError, tree: &SyntaxNode) -> bool {
    let start = error.range().start();
    let wrong = tokens(tree).find(|token| token.text_range().end() > start);
    !wrong.is_some_and(|token| matches!(token.kind(), K::ISNULL_KW | K::NOTNULL_KW))
}

/// Says what is wrong, from the first of a statement's errors.
pub(super) fn of(error: &SyntaxError, tree: &SyntaxNode, place: Place<'_>) -> Refusal {
    // The parser points behind the last token that it took; what is wrong is the next one.
    let start = error.range().start();
    let wrong = tokens(tree).find(|token| token.text_range().end() > start);
    let message = plain(error.message());
    if let Some(token) = &wrong
        && token.text_range().start() < start
    {
        // Inside the body of a function, which is a string.
        return in_string(token, usize::from(start), message, place);
    }
    let first = tokens(tree).next();
    if message.starts_with("expected command") && wrong == first {
        return not_a_statement(tree, place);
    }
    let (at, found) = match (&wrong, error.range().is_empty()) {
        (_, false) => (error.range(), None),
        (Some(token), true) => (token.text_range(), Some(format!("`{}`", shown(token)))),
        (None, true) => {
            let last = tokens(tree).last();
            let at = last.map_or(tree.text_range(), |token| token.text_range());
            (at, Some("the end of the statement".to_owned()))
        }
    };
    let message = match (
        found,
        message
            .split_once(", found")
            .or(message.split_once(", got")),
    ) {
        (Some(found), Some((expected, _))) => format!("{expected}, found {found}"),
        (Some(found), None) if message.starts_with("expected") => {
            format!("{message}, found {found}")
        }
        _ => message,
    };
    Refusal {
        at: place.range(at),
        message,
        help: None,
    }
}

fn in_string(token: &SyntaxToken, start: usize, message: String, place: Place<'_>) -> Refusal {
    let offset = start - usize::from(token.text_range().start());
    let rest = token.text().get(offset..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    let word = rest
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_end_matches(['\'', '$', ';']);
    let whole = place.range(token.text_range());
    let from = whole.start + offset + blank;
    let message = match message
        .split_once(", found")
        .or(message.split_once(", got"))
    {
        _ if word.is_empty() => message,
        Some((expected, _)) => format!("{expected}, found `{word}`"),
        None if message.starts_with("expected") => format!("{message}, found `{word}`"),
        None => message,
    };
    Refusal {
        at: if word.is_empty() {
            whole
        } else {
            from..from + word.len()
        },
        message,
        help: None,
    }
}

/// The parser does not say which of the first words it did not know.
fn not_a_statement(tree: &SyntaxNode, place: Place<'_>) -> Refusal {
    let mut said = String::new();
    let mut expected = VERBS;
    let mut at = tree.text_range();
    for token in tokens(tree) {
        let word = token.text().to_ascii_uppercase();
        at = token.text_range();
        if !expected.contains(&word.as_str()) {
            let shown = shown(&token);
            let message = if said.is_empty() {
                format!("no statement begins with `{shown}`")
            } else {
                format!("`{said}` cannot be followed by `{shown}`")
            };
            return Refusal {
                at: place.range(at),
                message,
                help: suggest::nearest(&word, expected.iter().copied())
                    .map(|known| format!("did you mean `{known}`?")),
            };
        }
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(&word);
        expected = OBJECTS;
    }
    Refusal {
        at: place.range(at),
        message: format!("`{said}` is no whole statement"),
        help: None,
    }
}

/// The start of a token, as much as fits a message.
fn shown(token: &SyntaxToken) -> String {
    const LONGEST: usize = 40;
    let line = token.text().lines().next().unwrap_or_default();
    let mut shown: String = line.chars().take(LONGEST).collect();
    if shown.len() < token.text().len() {
        shown.push_str("...");
    }
    shown
}

/// Turns the parser's message into plain words: lower case, no period, no names of token kinds.
fn plain(message: &str) -> String {
    let message = message
        .trim_end_matches('.')
        .replace("from item", "a table or a subquery");
    let mut words = Vec::new();
    for word in message.split(' ') {
        let (core, tail) = match word.strip_suffix(',') {
            Some(core) => (core, ","),
            None => (word, ""),
        };
        let is_kind = core.len() > 1
            && core
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let core = match (is_kind, kind(core)) {
            (_, Some(known)) => known.to_owned(),
            (true, None) => match core.strip_suffix("_KW") {
                Some(keyword) => format!("`{keyword}`"),
                None => core.to_owned(),
            },
            (false, None) => core.to_owned(),
        };
        words.push(core + tail);
    }
    let message = words.join(" ");
    let mut chars = message.chars();
    match chars.next() {
        Some(first) if chars.as_str().starts_with(|it: char| it.is_lowercase()) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message,
    }
}

/// What a token's kind is written as.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name {
        "IDENT" => "a name",
        "EOF" => "the end of the statement",
        "STRING" => "a string",
        "INT_NUMBER" | "NUMERIC_NUMBER" => "a number",
        "L_PAREN" => "`(`",
        "R_PAREN" => "`)`",
        "L_BRACK" => "`[`",
        "R_BRACK" => "`]`",
        "L_CURLY" => "`{`",
        "R_CURLY" => "`}`",
        "L_ANGLE" => "`<`",
        "R_ANGLE" => "`>`",
        "COMMA" => "`,`",
        "SEMICOLON" => "`;`",
        "DOT" => "`.`",
        "COLON" => "`:`",
        "COLON_COLON" => "`::`",
        "COLON_EQ" => "`:=`",
        "FAT_ARROW" => "`=>`",
        "EQ" => "`=`",
        "STAR" => "`*`",
        "PLUS" => "`+`",
        "MINUS" => "`-`",
        "SLASH" => "`/`",
        "PERCENT" => "`%`",
        "CARET" => "`^`",
        "AT" => "`@`",
        "POUND" => "`#`",
        "AMP" => "`&`",
        "PIPE" => "`|`",
        "TILDE" => "`~`",
        "BANG" => "`!`",
        "QUESTION" => "`?`",
        "BACKTICK" => "a backtick",
        "ERROR" => "something that is no SQL",
        _ => return None,
    })
}

/// The words that statements begin with.
const VERBS: &[&str] = &[
    "ABORT",
    "ALTER",
    "ANALYZE",
    "BEGIN",
    "CALL",
    "CHECKPOINT",
    "CLOSE",
    "CLUSTER",
    "COMMENT",
    "COMMIT",
    "COPY",
    "CREATE",
    "DEALLOCATE",
    "DECLARE",
    "DELETE",
    "DISCARD",
    "DO",
    "DROP",
    "END",
    "EXECUTE",
    "EXPLAIN",
    "FETCH",
    "GRANT",
    "IMPORT",
    "INSERT",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MERGE",
    "MOVE",
    "NOTIFY",
    "PREPARE",
    "REASSIGN",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "RESET",
    "REVOKE",
    "ROLLBACK",
    "SAVEPOINT",
    "SECURITY",
    "SELECT",
    "SET",
    "SHOW",
    "START",
    "TABLE",
    "TRUNCATE",
    "UNLISTEN",
    "UPDATE",
    "VACUUM",
    "VALUES",
    "WITH",
];

/// The words that follow `CREATE`, `ALTER`, `DROP` and the like, up to the kind of thing.
const OBJECTS: &[&str] = &[
    "ACCESS",
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "CONSTRAINT",
    "CONVERSION",
    "DATABASE",
    "DEFAULT",
    "DOMAIN",
    "EVENT",
    "EXTENSION",
    "FOREIGN",
    "FUNCTION",
    "GLOBAL",
    "GROUP",
    "INDEX",
    "LANGUAGE",
    "LARGE",
    "LOCAL",
    "MATERIALIZED",
    "ON",
    "OPERATOR",
    "OR",
    "OWNED",
    "POLICY",
    "PRIVILEGES",
    "PROCEDURAL",
    "PROCEDURE",
    "PUBLICATION",
    "RECURSIVE",
    "REPLACE",
    "ROLE",
    "ROUTINE",
    "RULE",
    "SCHEMA",
    "SEARCH",
    "SEQUENCE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "SYSTEM",
    "TABLE",
    "TABLESPACE",
    "TEMP",
    "TEMPORARY",
    "TEXT",
    "TRANSFORM",
    "TRIGGER",
    "TRUSTED",
    "TYPE",
    "UNIQUE",
    "UNLOGGED",
    "USER",
    "VIEW",
];
