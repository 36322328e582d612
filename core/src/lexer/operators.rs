//! How many characters belong to the operator that starts here?

use crate::Dialect;

/// An operator and the signs that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The byte offset just past the operator.
    pub(super) end: usize,
    /// The byte offset up to which only `+` and `-` follow, each an operator of its own.
    pub(super) signs_until: usize,
}

/// Measures the operator at `start`, whose byte satisfies [`is_operator`].
pub(super) fn measure(bytes: &[u8], start: usize, dialect: Dialect) -> Run {
    match dialect {
        Dialect::Postgres => longest(bytes, start),
        Dialect::Sqlite => listed(bytes, start, SQLITE),
        Dialect::Mysql => listed(bytes, start, MYSQL),
    }
}

/// Returns whether operators of some dialect are made of this byte.
pub(super) fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'<'
            | b'>'
            | b'='
            | b'~'
            | b'!'
            | b'@'
            | b'#'
            | b'%'
            | b'^'
            | b'&'
            | b'|'
            | b'?'
            | b'`'
    )
}

// The operators of more than one character; where one begins another, the longer one comes first.
// SQLite: https://www.sqlite.org/lang_expr.html, MySQL: manual, 14.4 "Operators".
const SQLITE: &[&[u8]] = &[
    b"->>", b"->", b"||", b"<<", b"<=", b"<>", b">>", b">=", b"==", b"!=",
];
const MYSQL: &[&[u8]] = &[
    b"->>", b"->", b"||", b"&&", b"<=>", b"<<", b"<=", b"<>", b">>", b">=", b"!=",
];

fn listed(bytes: &[u8], start: usize, operators: &[&[u8]]) -> Run {
    let rest = &bytes[start..];
    let mut length = 1;
    // Most operators are a single character with none behind; then the list need not be read.
    if rest.get(1).is_some_and(|&byte| is_operator(byte)) {
        for operator in operators {
            if rest.starts_with(operator) {
                length = operator.len();
                break;
            }
        }
    }
    Run {
        end: start + length,
        signs_until: 0,
    }
}

/// PostgreSQL manual, 4.1.3 "Operators": users can define their own, so the longest run counts. A
/// comment ends the run, and several characters end in `+` or `-` only if a character that standard
/// SQL has no operator for is among them.
fn longest(bytes: &[u8], start: usize) -> Run {
    let mut at = start;
    let (mut past_last_other, mut special) = (start + 1, false);
    while at < bytes.len() && is_operator(bytes[at]) {
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied();
        if at > start && matches!((byte, next), (b'-', Some(b'-')) | (b'/', Some(b'*'))) {
            break;
        }
        at += 1;
        match byte {
            b'+' | b'-' => {}
            b'*' | b'/' | b'<' | b'>' | b'=' => past_last_other = at,
            _ => {
                special = true;
                past_last_other = at;
            }
        }
    }
    let end = if special { at } else { past_last_other };
    Run {
        end,
        signs_until: at,
    }
}
