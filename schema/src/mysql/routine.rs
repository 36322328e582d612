//! Procedures, functions and triggers, and what their bodies do to the schema.
//!
//! The servers look names in a body up only when it runs. So a body is never checked; what it
//! would do when called is remembered, as something that may happen.

use limbeck_core::lexer::{Token, TokenKind};

use super::canonical;
use super::cursor::{Cursor, Parsed, is_word};
use super::session::Session;
use super::statement;
use crate::effect::{Effect, Kind, Located, NewRoutine, NewTrigger};

/// Reads what follows `CREATE ... PROCEDURE` or `FUNCTION`.
pub(super) fn routine(
    cursor: &mut Cursor<'_>,
    session: &mut Session,
    kind: Kind,
    or_replace: bool,
) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let path = cursor.folded_path()?;
    // A function from a library has no parameters here.
    let mut parameters = Vec::new();
    if cursor.at_mark("(") {
        parameters = cursor.group()?.remaining().to_vec();
    } else if !cursor.at("RETURNS") {
        return Err(cursor.expected("`(`"));
    }
    let rest = cursor.rest();
    if kind == Kind::Procedure {
        let dynamic = &mut session.dynamic;
        dynamic.create(&path.value.name, &parameters, rest.remaining());
    }
    Ok(vec![Located {
        at: path.at,
        value: Effect::CreateRoutine(NewRoutine {
            kind,
            path: path.value,
            signature: String::new(),
            or_replace,
            if_not_exists,
            definition: canonical::text(rest.remaining()),
            runs: body(rest.remaining()),
        }),
    }])
}

/// Reads what follows `CREATE ... TRIGGER`.
pub(super) fn trigger(cursor: &mut Cursor<'_>, or_replace: bool) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let path = cursor.folded_path()?;
    if cursor.eat_any(&["BEFORE", "AFTER"]).is_none() {
        return Err(cursor.expected("`BEFORE` or `AFTER`"));
    }
    loop {
        if cursor.eat_any(&["INSERT", "UPDATE", "DELETE"]).is_none() {
            return Err(cursor.expected("`INSERT`, `UPDATE` or `DELETE`"));
        }
        if !cursor.eat("OR") {
            break;
        }
    }
    cursor.require("ON")?;
    let table = cursor.path()?;
    cursor.require("FOR EACH ROW")?;
    let rest = cursor.rest();
    if rest.is_done() {
        return Err(cursor.expected("a statement"));
    }
    let used = Located {
        at: table.at,
        value: Effect::Uses {
            relation: table.value.clone(),
            columns: Vec::new(),
        },
    };
    let trigger = Located {
        at: path.at,
        value: Effect::CreateTrigger(NewTrigger {
            name: path.value.name,
            schema: path.value.schema,
            table: table.value,
            or_replace,
            if_not_exists,
            calls: None,
            columns: Vec::new(),
            definition: canonical::text(rest.remaining()),
        }),
    };
    Ok(vec![used, trigger])
}

/// Returns what a body does to the schema when it runs.
pub(super) fn body(tokens: &[Token<'_>]) -> Vec<Located<Effect>> {
    let mut effects = Vec::new();
    let mut starts = true;
    for (index, token) in tokens.iter().enumerate() {
        if starts && token.kind == TokenKind::Word && statement::changes_schema(token) {
            let end = tokens[index..]
                .iter()
                .position(|token| token.text == ";")
                .map_or(tokens.len(), |length| index + length);
            let part = &tokens[index..end];
            let span = token.start
                ..part
                    .last()
                    .map_or(token.start, |last| last.start + last.text.len());
            let mut cursor = Cursor::new(part, span);
            // What a body sets for its session is not followed.
            let read = statement::read(&mut cursor, &mut Session::default());
            effects.push(match read {
                Ok(read) if !read.is_empty() => cursor.whole(Effect::Maybe(read)),
                Ok(_) => continue,
                Err(_) => cursor.whole(Effect::OpenWorld),
            });
        }
        starts = token.text == ";" || OPENING.iter().any(|word| is_word(token, word));
    }
    effects
}

/// Words that a statement can follow in a body.
const OPENING: &[&str] = &[
    "BEGIN",
    "THEN",
    "ELSE",
    "DO",
    "LOOP",
    "REPEAT",
    "ATOMIC",
    "SQL",
    "DATA",
    "DETERMINISTIC",
];
