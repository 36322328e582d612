//! `EXECUTE`: SQL that is put together while it runs.

use squawk_syntax::SourceFile;
use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, cut, tokens};
use super::statement;
use crate::effect::{Effect, Located, Path};

/// Reads `EXECUTE` of an expression: a string alone is SQL like any other; of anything else only
/// the words that it begins with are known.
pub(super) fn execute(expression: &ast::PlpgsqlExpr, place: Place<'_>) -> Vec<Located<Effect>> {
    let node = expression.syntax();
    let literal = node.descendants().find_map(ast::Literal::cast);
    let Some(text) = literal.as_ref().and_then(|it| it.decoded_value()) else {
        return vec![place.at(node, Effect::OpenWorld)];
    };
    if tokens(node).count() == 1 {
        let parsed = SourceFile::parse(text.text());
        if parsed.errors().is_empty() {
            let map = |range| place.range(text.source_range(range));
            let place = Place::new(&map);
            return parsed
                .tree()
                .stmts()
                .flat_map(|it| statement::read(&it, &[], place))
                .collect();
        }
    }
    // Where something stands before the first string, that string is not the beginning.
    let begins = tokens(node)
        .next()
        .zip(literal)
        .is_some_and(|(first, literal)| {
            first.text_range().start() == literal.syntax().text_range().start()
                || first.text().eq_ignore_ascii_case("format")
                || first.text() == "("
        });
    let effect = if begins {
        beginning_with(text.text())
    } else {
        Some(Effect::OpenWorld)
    };
    effect.map(|it| place.at(node, it)).into_iter().collect()
}

/// What a statement does of which only the beginning is known; `None` if it leaves the schema
/// alone.
fn beginning_with(text: &str) -> Option<Effect> {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split_whitespace();
    match words.next().unwrap_or_default() {
        "select" | "insert" | "update" | "delete" | "with" | "grant" | "revoke" | "comment"
        | "analyze" | "notify" | "refresh" | "values" | "lock" | "truncate" | "vacuum" | "copy"
        | "reindex" | "cluster" | "listen" => None,
        "create" => match words.next() {
            Some("role" | "user" | "database" | "publication" | "policy") => None,
            _ => Some(Effect::OpenNames),
        },
        "alter" => match words.next() {
            Some("role" | "user" | "database" | "system" | "default" | "publication") => None,
            Some("table") => Some(altered(text)),
            _ => Some(Effect::OpenWorld),
        },
        "drop" => match words.next() {
            Some("role" | "user" | "publication" | "policy") => None,
            _ => Some(Effect::OpenWorld),
        },
        _ => Some(Effect::OpenWorld),
    }
}

/// `ALTER TABLE name ...`: only this table, if its name is there in full.
fn altered(text: &str) -> Effect {
    let mut words = text.split_whitespace().skip(2).peekable();
    for skipped in ["if", "exists", "only"] {
        words.next_if(|word| word.eq_ignore_ascii_case(skipped));
    }
    let name = words.next().unwrap_or_default();
    let is_name = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    // The last word may go on in what follows the string.
    let is_whole = words.peek().is_some() || text.ends_with(char::is_whitespace);
    let verb_is_known = words.next().is_some_and(|word| {
        ["add", "drop", "alter", "disable", "enable", "validate"]
            .iter()
            .any(|verb| word.eq_ignore_ascii_case(verb))
    });
    let parts: Vec<&str> = name.split('.').collect();
    let path = match parts.as_slice() {
        [name] if is_name(name) => Path {
            schema: None,
            name: cut(name.to_ascii_lowercase()),
        },
        [schema, name] if is_name(schema) && is_name(name) => Path {
            schema: Some(cut(schema.to_ascii_lowercase())),
            name: cut(name.to_ascii_lowercase()),
        },
        _ => return Effect::OpenWorld,
    };
    if is_whole && verb_is_known {
        Effect::Opaque(vec![path])
    } else {
        Effect::OpenWorld
    }
}
