//! What is not parsed: the parser recurses, and some shapes take it quadratic time.
//!
//! A stack that overflows aborts the compiler, and nothing can catch it. So statements are judged
//! by their tokens first. No one writes what is refused here by hand.

use limbeck_core::Dialect;
use limbeck_core::lexer::{self, TokenKind};

/// How deep brackets, `CASE`, `BEGIN`, `IF` and `LOOP` may nest.
const DEEPEST: usize = 250;
/// How many tokens may follow each other in one bracket without a `,` or a `;`.
const LONGEST_RUN: usize = 6_000;
/// How many casts, or field selections, may follow each other within such a run.
const LONGEST_CHAIN: usize = 400;
/// How deep strings may hold code that holds strings.
const DEEPEST_CODE: usize = 4;
/// From which length on the rows of an `INSERT` are left out, in bytes.
const LONG: usize = 64 << 10;

/// Whether the parser can be trusted with `text`, and with the code in its strings.
pub(super) fn is_readable(text: &str) -> bool {
    is_readable_at(text, 0)
}

/// What one open bracket holds so far.
#[derive(Clone, Copy, Default)]
struct Level {
    run: usize,
    casts: usize,
    dots: usize,
}

fn is_readable_at(text: &str, code: usize) -> bool {
    let mut levels = vec![Level::default()];
    let mut begins_statement = true;
    let mut previous_is_end = false;
    for token in lexer::tokens(text, Dialect::Postgres) {
        let word = (token.kind == TokenKind::Word).then(|| token.text.to_ascii_lowercase());
        let word = word.as_deref().unwrap_or_default();
        let opens = match word {
            "begin" | "case" | "loop" => !previous_is_end,
            "if" => begins_statement && !previous_is_end,
            _ => matches!(token.text, "(" | "["),
        };
        let closes = word == "end" || matches!(token.text, ")" | "]");
        if opens {
            levels.push(Level::default());
        } else if closes && levels.len() > 1 {
            levels.pop();
        }
        if levels.len() > DEEPEST {
            return false;
        }
        let Some(level) = levels.last_mut() else {
            return false;
        };
        match token.text {
            "," | ";" => *level = Level::default(),
            _ => level.run += 1,
        }
        level.casts += usize::from(token.text == "::");
        level.dots += usize::from(token.text == ".");
        if level.run > LONGEST_RUN || level.casts > LONGEST_CHAIN || level.dots > 4 * LONGEST_CHAIN
        {
            return false;
        }
        if let Some(inner) = code_in(token.kind, token.text)
            && (code == DEEPEST_CODE || !is_readable_at(inner, code + 1))
        {
            return false;
        }
        begins_statement =
            matches!(token.text, ";" | ">>") || matches!(word, "then" | "else" | "begin" | "loop");
        previous_is_end = word == "end";
    }
    true
}

/// The text of a string that may be code.
fn code_in(kind: TokenKind, text: &str) -> Option<&str> {
    match kind {
        TokenKind::DollarQuoted => {
            let tag_end = text.get(1..)?.find('$')? + 2;
            text.get(tag_end..text.len().checked_sub(tag_end)?)
        }
        // A string of one word is data.
        TokenKind::String if text.len() > 64 => text.get(1..text.len() - 1),
        _ => None,
    }
}

/// Returns how much of a long `INSERT ... VALUES` is worth parsing: up to the end of its first row.
/// `None` for everything else.
pub(super) fn head_of_long_insert(text: &str) -> Option<&str> {
    if text.len() < LONG {
        return None;
    }
    let mut tokens = lexer::tokens(text, Dialect::Postgres);
    if !tokens.next()?.text.eq_ignore_ascii_case("insert") {
        return None;
    }
    // A query in the column list or a `WITH` is something else.
    let mut depth = 0_usize;
    let mut in_rows = false;
    for token in tokens {
        match token.text {
            "(" => depth += 1,
            ")" => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && in_rows {
                    return text.get(..token.start + 1);
                }
            }
            word if word.eq_ignore_ascii_case("select") => return None,
            word if depth == 0 && word.eq_ignore_ascii_case("values") => in_rows = true,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_too_deep_is_not_readable() {
        for (open, close) in [("(", ")"), ("ARRAY[", "]"), ("case when ", " then 1 end")] {
            let text =
                |times: usize| format!("select {}1{}", open.repeat(times), close.repeat(times));
            assert!(is_readable(&text(200)), "{open}");
            assert!(!is_readable(&text(300)), "{open}");
        }
    }

    #[test]
    fn code_in_strings_is_judged_as_well() {
        let nested = format!("{}1{}", "(".repeat(300), ")".repeat(300));
        assert!(!is_readable(&format!("do $$ begin x := {nested}; end $$")));
        assert!(!is_readable(&format!("do 'begin x := {nested}; end'")));
    }

    #[test]
    fn long_chains_are_not_readable() {
        assert!(!is_readable(&format!("select 1{}", "::int".repeat(2000))));
        assert!(!is_readable(&format!("select a{}", ".a".repeat(2000))));
        assert!(!is_readable(&format!(
            "select 1{}",
            " and 1".repeat(10_000)
        )));
    }

    #[test]
    fn many_short_statements_in_a_body_are_readable() {
        let body = "if x then perform f(1); end if; drop table if exists t; ".repeat(1000);
        assert!(is_readable(&format!("do $$ begin {body} end $$")));
    }

    #[test]
    fn a_long_insert_is_cut_behind_its_first_row() {
        let text = format!("INSERT INTO t (a) VALUES (1){}", ", (1)".repeat(20_000));
        assert_eq!(
            head_of_long_insert(&text),
            Some("INSERT INTO t (a) VALUES (1)")
        );
        assert_eq!(head_of_long_insert("INSERT INTO t VALUES (1), (2)"), None);
    }
}
