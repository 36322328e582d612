//! Blanks between the tokens of an expression, as people write them.

use limbeck_core::Dialect;
use limbeck_core::lexer::{self, TokenKind};

/// Words before a parenthesis that call nothing.
const NOT_CALLED: [&str; 16] = [
    "all", "and", "any", "as", "between", "by", "else", "from", "in", "like", "not", "on", "or",
    "then", "values", "where",
];

/// Returns `text`, which has a blank between any two tokens, with fewer of them.
pub(super) fn tidy(text: &str, dialect: Dialect) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<(TokenKind, &str)> = None;
    for token in lexer::tokens(text, dialect) {
        let closes = matches!(token.text, ")" | "]" | "," | "." | ";");
        let is_joined = before.is_none_or(|(kind, word)| {
            let calls = kind == TokenKind::Word
                && token.text == "("
                && !NOT_CALLED.iter().any(|it| it.eq_ignore_ascii_case(word));
            closes || calls || matches!(word, "(" | "[" | ".") || token.text == "["
        });
        if !is_joined {
            out.push(' ');
        }
        out.push_str(token.text);
        before = Some((token.kind, token.text));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stand_as_people_write_them() {
        let cases = [
            ("in ( 'a' , 'b' )", "in ('a', 'b')"),
            ("lower ( t . name ) = 'x y'", "lower(t.name) = 'x y'"),
            ("( a > 0 ) and ( b or c )", "(a > 0) and (b or c)"),
            ("tags [ 1 ] = 'a'", "tags[1] = 'a'"),
        ];
        for (text, tidied) in cases {
            assert_eq!(tidy(text, Dialect::Postgres), tidied);
        }
    }
}
