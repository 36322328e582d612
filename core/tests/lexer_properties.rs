//! What holds for every text, however nasty?

#![allow(clippy::unwrap_used)]

use limbeck_core::Dialect;
use limbeck_core::lexer::{PieceKind, pieces, statements, tokens};
use proptest::prelude::*;

const FRAGMENTS: &[&str] = &[
    "'",
    "''",
    "\"",
    "\"\"",
    "`",
    "[",
    "]",
    "\\",
    "\\'",
    "$$",
    "$a$",
    "$",
    "$1",
    "$é$",
    "--",
    "-- ",
    "--\t",
    "#",
    "/*",
    "*/",
    "/*!",
    "/*+",
    "/*M!",
    "*",
    "/",
    ";",
    ";;",
    "(",
    ")",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "+",
    "-",
    "<",
    ">",
    "=",
    "@",
    "@@",
    "?",
    "!",
    "|",
    "~",
    "&",
    "%",
    "^",
    "->>",
    "::",
    ":=",
    ":",
    ":a",
    ".",
    "..",
    ",",
    "1",
    "1.5e-3",
    ".5",
    "1e",
    "0x1F",
    "a",
    "E'",
    "e",
    "U&'",
    "U&\"",
    "N'",
    "X'",
    "_utf8'",
    "é",
    "🦀",
    "\u{feff}",
    "\0",
    "{",
    "DELIMITER //\n",
    "DELIMITER $$\n",
    "\nDELIMITER ;\n",
    "DELIMITER",
    "//",
    "CREATE ",
    "OR REPLACE ",
    "FUNCTION ",
    "PROCEDURE ",
    "TRIGGER ",
    "TEMP ",
    "EVENT ",
    "PACKAGE ",
    "BODY ",
    "DEFINER=",
    "BEGIN ",
    "BEGIN ATOMIC ",
    "BEGIN NOT ATOMIC ",
    "END ",
    "END;",
    "END IF;",
    "CASE ",
    "END CASE;",
    "IF ",
    "IF(",
    "LOOP ",
    "WHILE ",
    "DO ",
    "REPEAT ",
    "UNTIL ",
    "THEN ",
    "ELSE ",
    "FOR EACH ROW ",
    "RETURNS ",
    "RETURN ",
    "AS ",
    "IS ",
    "HANDLER ",
    "DECLARE ",
    "EXPLAIN ",
    "SELECT ",
    "name",
    " x ",
    "()",
];

// A comment of `--` directly behind an operator `-` would begin one character too early, so it
// stands behind white space. None of them may change the tokens around it, in any dialect.
const SEPARATORS: &[&str] = &[
    " ",
    "\n",
    "\t",
    "\r\n",
    " \n\n",
    "/* c */",
    "/**/",
    "\n-- it's\n",
    " -- \n",
    " /* '; */ ",
    "\n--  /*\n",
    "/* $$ */",
];

fn dialect() -> impl Strategy<Value = Dialect> {
    prop::sample::select(Dialect::ALL.to_vec())
}

fn nasty_text() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        12 => prop::sample::select(FRAGMENTS).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat())
}

fn token_texts(sql: &str, dialect: Dialect) -> Vec<String> {
    tokens(sql, dialect)
        .map(|token| token.text.to_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn pieces_joined_are_the_text(sql in nasty_text(), dialect in dialect()) {
        if let Ok(pieces) = pieces(&sql, dialect) {
            let joined: String = pieces.iter().map(|piece| &sql[piece.span.clone()]).collect();
            prop_assert_eq!(&joined, &sql);
            for pair in pieces.windows(2) {
                prop_assert!(pair[0].kind != pair[1].kind);
            }
        }
    }

    #[test]
    fn statements_are_in_order_and_know_their_line(sql in nasty_text(), dialect in dialect()) {
        match statements(&sql, dialect) {
            Ok(statements) => {
                let mut end = 0;
                for statement in &statements {
                    let text = sql.get(statement.span.clone());
                    prop_assert!(text.is_some_and(|text| !text.is_empty()));
                    prop_assert!(statement.span.start >= end);
                    end = statement.span.end;
                    let line = 1 + sql[..statement.span.start].matches('\n').count();
                    prop_assert_eq!(statement.line as usize, line);
                }
                let from_pieces: Vec<_> = pieces(&sql, dialect)
                    .unwrap()
                    .into_iter()
                    .filter(|piece| piece.kind == PieceKind::Statement)
                    .map(|piece| piece.span)
                    .collect();
                let spans: Vec<_> = statements.into_iter().map(|statement| statement.span).collect();
                prop_assert_eq!(from_pieces, spans);
            }
            Err(unterminated) => prop_assert!(sql.get(unterminated.at..).is_some_and(|rest| !rest.is_empty())),
        }
    }

    #[test]
    fn tokens_are_in_order_and_leave_out_only_blanks(sql in nasty_text(), dialect in dialect()) {
        let mut end = 0;
        for token in tokens(&sql, dialect) {
            prop_assert!(!token.text.is_empty());
            prop_assert!(token.start >= end);
            prop_assert_eq!(sql.get(token.start..token.start + token.text.len()), Some(token.text));
            prop_assert_eq!(tokens(&sql[end..token.start], dialect).count(), 0);
            end = token.start + token.text.len();
        }
    }

    #[test]
    fn other_blanks_between_the_tokens_change_no_token(
        sql in nasty_text(),
        dialect in dialect(),
        separators in prop::collection::vec(prop::sample::select(SEPARATORS), 41),
    ) {
        let before = token_texts(&sql, dialect);
        let mut rewritten = String::new();
        for (index, token) in before.iter().enumerate() {
            rewritten += separators[index % separators.len()];
            rewritten += token;
        }
        prop_assert_eq!(token_texts(&rewritten, dialect), before);
    }

    #[test]
    fn a_statement_alone_is_the_same_statement(sql in nasty_text(), dialect in dialect()) {
        // A custom delimiter lets a statement hold `;` that would end it outside.
        let sql = sql.replace("DELIMITER", "SELECT");
        for statement in statements(&sql, dialect).unwrap_or_default() {
            let text = &sql[statement.span.clone()];
            // At the start of a text the first is a byte order mark and the second a number; at the
            // end the third is a comment in MySQL.
            if text.starts_with('\u{feff}') || text.starts_with('.') || text.ends_with("--") {
                continue;
            }
            let alone = statements(text, dialect).unwrap();
            prop_assert_eq!(alone.len(), 1);
            prop_assert_eq!(&alone[0].span, &(0..text.len()));
        }
    }
}
