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

impl Run {
    fn single(end: usize) -> Run {
        Run {
            end,
            signs_until: end,
        }
    }
}

/// Measures the operator at `start`, whose byte satisfies [`is_operator`].
pub(super) fn measure(bytes: &[u8], start: usize, dialect: Dialect) -> Run {
    match dialect {
        Dialect::Postgres => longest(bytes, start),
        Dialect::Sqlite => Run::single(start + sqlite(&bytes[start..])),
        Dialect::Mysql => Run::single(start + mysql(&bytes[start..])),
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

/// Returns how many bytes of `rest` are one operator (SQLite: "SQL Language Expressions").
fn sqlite(rest: &[u8]) -> usize {
    match rest {
        [b'-', b'>', b'>', ..] => 3,
        [b'-', b'>', ..]
        | [b'|', b'|', ..]
        | [b'<', b'<' | b'=' | b'>', ..]
        | [b'>', b'>' | b'=', ..]
        | [b'=' | b'!', b'=', ..] => 2,
        _ => 1,
    }
}

/// Returns how many bytes of `rest` are one operator (MySQL manual, 14.4 "Operators").
fn mysql(rest: &[u8]) -> usize {
    match rest {
        [b'-', b'>', b'>', ..] | [b'<', b'=', b'>', ..] => 3,
        [b'-', b'>', ..]
        | [b'|', b'|', ..]
        | [b'&', b'&', ..]
        | [b'<', b'<' | b'=' | b'>', ..]
        | [b'>', b'>' | b'=', ..]
        | [b'!', b'=', ..] => 2,
        _ => 1,
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
