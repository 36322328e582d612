//! Tests of the rules one by one; whole files are in `tests/lexer.rs`.

use super::{Construct, TokenKind, Unterminated, pieces, statements, tokens};
use crate::Dialect::{self, Mysql, Postgres, Sqlite};

#[track_caller]
fn assert_tokens(dialect: Dialect, sql: &str, expected: &[&str]) {
    let found: Vec<&str> = tokens(sql, dialect).map(|token| token.text).collect();
    assert_eq!(found, expected, "{sql:?} in {dialect}");
}

#[track_caller]
fn assert_statements(dialect: Dialect, sql: &str, expected: &[&str]) {
    let found = statements(sql, dialect).map(|statements| {
        statements
            .into_iter()
            .map(|statement| &sql[statement.span])
            .collect::<Vec<_>>()
    });
    assert_eq!(found.as_deref(), Ok(expected), "{sql:?} in {dialect}");
}

#[track_caller]
fn assert_unterminated(dialect: Dialect, sql: &str, what: Construct, at: usize) {
    let expected = Unterminated { what, at };
    assert_eq!(statements(sql, dialect), Err(expected), "{sql:?}");
    assert_eq!(pieces(sql, dialect), Err(expected), "{sql:?}");
}

#[test]
fn what_is_never_closed_is_reported_where_it_opens() {
    for dialect in Dialect::ALL {
        assert_unterminated(dialect, "SELECT 'a''; ", Construct::String, 7);
        assert_unterminated(dialect, "SELECT 1; /* *", Construct::Comment, 10);
        assert_unterminated(dialect, "SELECT 1; /*", Construct::Comment, 10);
        assert_unterminated(dialect, "SELECT /*+ 1;", Construct::Comment, 7);
    }
    assert_unterminated(Postgres, r"SELECT E'\'; ", Construct::String, 7);
    assert_unterminated(Postgres, "é \"a\"\" ", Construct::QuotedIdentifier, 3);
    assert_unterminated(Postgres, "U&\"a", Construct::QuotedIdentifier, 0);
    assert_unterminated(Postgres, "/* /* */ ;", Construct::Comment, 0);
    assert_unterminated(Postgres, "DO $a$ ; $b$ $$", Construct::DollarQuote, 3);
    assert_unterminated(Postgres, "SELECT (((1); 2)", Construct::Parenthesis, 7);
    let body = "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE END;";
    assert_unterminated(Postgres, body, Construct::Body, 20);
    assert_unterminated(Sqlite, "SELECT [a", Construct::QuotedIdentifier, 7);
    assert_unterminated(Sqlite, "SELECT `a", Construct::QuotedIdentifier, 7);
    let trigger = "CREATE TRIGGER t BEGIN SELECT 1; SELECT 2;";
    assert_unterminated(Sqlite, trigger, Construct::Body, 17);
    assert_unterminated(Sqlite, "; CREATE TRIGGER t", Construct::Body, 2);
    assert_unterminated(Mysql, r#"SELECT "\";"#, Construct::String, 7);
    assert_unterminated(Mysql, "SELECT @'a", Construct::String, 7);
    assert_unterminated(Mysql, "IF a THEN b; END LOOP;", Construct::Body, 0);
    let loops = "CREATE PROCEDURE p() l: LOOP IF 1 THEN END LOOP;";
    assert_unterminated(Mysql, loops, Construct::Body, 24);
}

#[test]
fn a_parenthesis_that_swallows_nothing_is_left_to_the_database() {
    assert_statements(Postgres, "SELECT (1", &["SELECT (1"]);
    assert_statements(Postgres, "(a;b); c; (d", &["(a;b)", "c", "(d"]);
    assert_statements(Mysql, "SELECT (1; 2", &["SELECT (1", "2"]);
}

#[test]
fn an_unterminated_construct_is_the_last_token() {
    assert_tokens(Postgres, "a 'b; c", &["a", "'b; c"]);
    assert_tokens(Postgres, "a $x$ b", &["a", "$x$ b"]);
    assert_tokens(Mysql, "a /*! b", &["a", "/*! b"]);
    assert_tokens(Mysql, "a /* b", &["a"]);
}

#[test]
fn postgres_takes_the_longest_operator() {
    assert_tokens(Postgres, "a+-b", &["a", "+", "-", "b"]);
    assert_tokens(Postgres, "a*-b", &["a", "*", "-", "b"]);
    assert_tokens(Postgres, "a@-b", &["a", "@-", "b"]);
    assert_tokens(Postgres, "a<=+-+1", &["a", "<=", "+", "-", "+", "1"]);
    assert_tokens(Postgres, "a@>--b\nc", &["a", "@>", "c"]);
    assert_tokens(Postgres, "a+/*-*/b", &["a", "+", "b"]);
    assert_tokens(Postgres, "a#>>`b", &["a", "#>>`", "b"]);
    assert_tokens(Postgres, "a->>'b'", &["a", "->>", "'b'"]);
}

#[test]
fn sqlite_and_mysql_know_their_operators() {
    assert_tokens(
        Sqlite,
        "a||-b->>c==d",
        &["a", "||", "-", "b", "->>", "c", "==", "d"],
    );
    assert_tokens(Mysql, "a<=>-b&&!c", &["a", "<=>", "-", "b", "&&", "!", "c"]);
    assert_tokens(Mysql, "5--1", &["5", "-", "-", "1"]);
    assert_tokens(Mysql, "5-- 1", &["5"]);
}

#[test]
fn colons_and_periods_are_single_tokens() {
    assert_tokens(
        Postgres,
        "a::b :c,d.e;",
        &["a", "::", "b", ":", "c", ",", "d", ".", "e", ";"],
    );
    assert_tokens(Postgres, "f(a:=1)", &["f", "(", "a", ":=", "1", ")"]);
    assert_tokens(Sqlite, ":a", &[":a"]);
}

#[test]
fn a_prefix_belongs_to_the_quote_it_touches() {
    assert_tokens(Postgres, r"E'\'' e 'a'", &[r"E'\''", "e", "'a'"]);
    assert_tokens(
        Postgres,
        "IN'a' U&'b' u&\"c\" u&d",
        &["IN", "'a'", "U&'b'", "u&\"c\"", "u", "&", "d"],
    );
    assert_tokens(
        Mysql,
        r"x'1' n'\'' e'a' _utf8'b'",
        &["x'1'", r"n'\''", "e", "'a'", "_utf8", "'b'"],
    );
    assert_tokens(Sqlite, "x'1' e'a'", &["x'1'", "e", "'a'"]);
}

#[test]
fn a_string_that_continues_an_escape_string_has_escapes_too() {
    assert_tokens(Postgres, "E'a' -- c\n 'b\\', c'", &["E'a'", "'b\\', c'"]);
    assert_tokens(Postgres, "E'a', 'b\\'", &["E'a'", ",", "'b\\'"]);
}

#[test]
fn numbers_are_one_token() {
    for number in ["1", "1.5e-3", "1e+5", ".5", "1.", "0x1Fe", "1_000.5", "1e5"] {
        assert_tokens(Postgres, number, &[number]);
    }
    assert_tokens(
        Postgres,
        "1..2 0x1e+5 1-2",
        &["1", "..", "2", "0x1e", "+", "5", "1", "-", "2"],
    );
    assert_tokens(Mysql, "t.1st", &["t", ".", "1st"]);
}

#[test]
fn a_dollar_quote_does_not_begin_inside_a_word() {
    assert_tokens(Postgres, "a$b$ c$$ $1$2", &["a$b$", "c$$", "$1", "$2"]);
    assert_tokens(Postgres, "($b$ $c$ $b$)", &["(", "$b$ $c$ $b$", ")"]);
    assert_tokens(Postgres, "1$$;$$", &["1", "$$;$$"]);
}

#[test]
fn a_carriage_return_ends_a_comment_in_postgres_only() {
    assert_tokens(Postgres, "--a\rb", &["b"]);
    assert_tokens(Sqlite, "--a\rb", &[]);
    assert_tokens(Mysql, "#a\rb", &[]);
}

#[test]
fn a_byte_order_mark_is_blank_at_the_start() {
    for dialect in Dialect::ALL {
        assert_tokens(dialect, "\u{feff}a", &["a"]);
    }
    assert_statements(Mysql, "\u{feff}DELIMITER //\na;b//", &["a;b"]);
}

#[test]
fn kinds_say_what_a_token_is() {
    let kinds: Vec<TokenKind> = tokens("a 1 'b' `c` + ( ? /*! d */ @e", Mysql)
        .map(|token| token.kind)
        .collect();
    let expected = [
        TokenKind::Word,
        TokenKind::Number,
        TokenKind::String,
        TokenKind::QuotedIdentifier,
        TokenKind::Operator,
        TokenKind::Punctuation,
        TokenKind::Parameter,
        TokenKind::Hint,
        TokenKind::Parameter,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn a_delimiter_line_counts_only_between_statements() {
    assert_statements(
        Mysql,
        "SELECT\nDELIMITER //;x",
        &["SELECT\nDELIMITER //", "x"],
    );
    assert_statements(
        Mysql,
        "SELECT 1; DELIMITER //",
        &["SELECT 1", "DELIMITER //"],
    );
    assert_statements(Mysql, "DELIMITER // ignored\na;b//c", &["a;b", "c"]);
    assert_statements(Mysql, "DELIMITER\na;b", &["DELIMITER\na", "b"]);
    assert_statements(Mysql, "DELIMITER |\na||b|'|'|", &["a", "b", "'|'"]);
    assert_statements(Postgres, "DELIMITER //\na;b//", &["DELIMITER //\na", "b//"]);
}

#[test]
fn a_line_break_and_the_end_of_the_text_end_no_statement_by_themselves() {
    for dialect in Dialect::ALL {
        assert_statements(dialect, "", &[]);
        assert_statements(dialect, " ;\n; ", &[]);
        assert_statements(dialect, "a\n\nb", &["a\n\nb"]);
        assert_eq!(pieces("", dialect), Ok(Vec::new()));
    }
}

#[test]
fn words_that_open_blocks_are_names_elsewhere() {
    for sql in [
        "CREATE PROCEDURE p() BEGIN SELECT t.begin, t.if, t.end FROM t; END",
        "CREATE PROCEDURE p() BEGIN SET end = begin; UPDATE t SET a = CASE WHEN end > 1 THEN end + 1 END; END",
        "CREATE PROCEDURE p() IF a THEN DO IF(b, 1, 2); END IF",
        "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR 1 IF a THEN SET b = 1; END IF; END",
        "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR 1 CASE a WHEN 1 THEN SET b = 1; END CASE; END",
        "CREATE PROCEDURE p() COMMENT 'if' LANGUAGE SQL SELECT REPEAT('a', 2)",
        "CREATE FUNCTION f() RETURNS INT RETURN IF(1, 2, 3)",
        "CREATE TRIGGER t AFTER INSERT ON `if` FOR EACH ROW INSERT INTO a SELECT IF(1, 2, 3)",
    ] {
        assert_statements(Mysql, &format!("{sql}; SELECT 1"), &[sql, "SELECT 1"]);
    }
}
