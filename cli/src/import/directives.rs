//! Lines that limbeck would read as its own directives: dbmate's begin with the same word.

use limbeck_core::Dialect;
use limbeck_core::body::parse_body;
use limbeck_core::lexer::tokens;
use limbeck_core::source::{FileId, SourceFile, Sources};

/// Returns the text in which such lines are plain comments, and how many there were.
///
/// # Errors
///
/// The 1-based line of one that is no comment, but part of a string, say: it must not change.
pub(super) fn disarmed(text: &str, dialect: Dialect) -> Result<(String, usize), usize> {
    let file = nameless();
    let (mut disarmed, mut count, mut at) = (String::with_capacity(text.len()), 0, 0);
    let mut tokens = tokens(text, dialect).peekable();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let begin = at + line.len() - line.trim_start().len();
        at += line.len();
        let indent = line.len() - line.trim_start().len();
        let comment = line.trim_start().strip_prefix("--");
        let Some(comment) = comment.filter(|_| is_directive(file, line)) else {
            disarmed += line;
            continue;
        };
        while tokens
            .next_if(|token| token.start + token.text.len() <= begin)
            .is_some()
        {}
        if tokens.peek().is_some_and(|token| token.start <= begin) {
            return Err(number);
        }
        disarmed += line.get(..indent).unwrap_or_default();
        disarmed += "-- was:";
        disarmed += comment;
        count += 1;
    }
    Ok((disarmed, count))
}

/// Asks the reader of revision files itself.
fn is_directive(file: FileId, line: &str) -> bool {
    parse_body(file, line, 0).map_or(true, |body| {
        !body.sections.is_empty() || !body.allows.is_empty()
    })
}

/// A file for spans that nobody looks at.
pub(super) fn nameless() -> FileId {
    Sources::default().add(SourceFile {
        path: String::new(),
        location: Default::default(),
        text: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_become_comments() {
        let text = "-- a\n  -- migrate:up transaction:false\nSELECT 1; -- migrate:down\n--Migration: upgrade\n";
        let expected = "-- a\n  -- was: migrate:up transaction:false\nSELECT 1; -- migrate:down\n-- was:Migration: upgrade\n";
        let (text, count) = disarmed(text, Dialect::Postgres).expect("no strings");
        assert_eq!((text.as_str(), count), (expected, 2));
        assert_eq!(disarmed(&text, Dialect::Postgres), Ok((text, 0)));
    }

    #[test]
    fn a_string_is_not_changed() {
        for text in [
            "SELECT '\n-- migrate: upgrade\n';",
            "SELECT $$\n-- migrate: upgrade\n$$;",
        ] {
            assert_eq!(disarmed(text, Dialect::Postgres), Err(2), "{text}");
        }
    }

    #[test]
    fn two_minus_signs_are_no_comment_in_mysql() {
        let text = "SELECT 1\n--migrate: upgrade\n";
        assert_eq!(disarmed(text, Dialect::Mysql), Err(2));
    }
}
