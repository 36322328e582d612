//! What a statement would lose, by its words.

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, TokenKind, tokens};

/// Something that a statement would lose.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Loss {
    /// The statement, as far as it says what.
    pub(super) what: String,
    /// The table it is in, as it is written; none if it is more than a table.
    pub(super) table: Option<String>,
}

/// Returns what `sql`, one statement, would lose if there is data. Updates count as none.
pub(super) fn losses(sql: &str, dialect: Dialect) -> Vec<Loss> {
    let all: Vec<Token<'_>> = tokens(sql, dialect).collect();
    let words = Words(&all);
    let tables = |verb: &str, names: Vec<String>| {
        let loss = |table| Loss {
            what: format!("{verb} {table}"),
            table: Some(table),
        };
        names.into_iter().map(loss).collect()
    };
    match (words.at(0).as_str(), words.at(1).as_str()) {
        ("DROP", "TABLE") => tables("DROP TABLE", words.after(2).names()),
        ("TRUNCATE", "TABLE") => tables("TRUNCATE", words.after(2).names()),
        ("TRUNCATE", _) => tables("TRUNCATE", words.after(1).names()),
        ("DELETE", "FROM") => tables("DELETE FROM", words.after(2).one_name()),
        ("DELETE", _) => vec![Loss::of("DELETE")],
        ("WITH", _) => tables("DELETE FROM", words.deleted()),
        ("ALTER", "TABLE") => words.after(2).columns(),
        ("DROP", what @ ("SCHEMA" | "DATABASE" | "OWNED")) => {
            let name = words.after(2).one_name().concat();
            vec![Loss::of(&format!("DROP {what} {name}"))]
        }
        // By itself it takes only what nothing uses.
        ("DROP", what) if words.has("CASCADE") && !DERIVED.contains(&what) => {
            vec![Loss::of(&format!("DROP {what} CASCADE"))]
        }
        ("DO", _) if words.hides_a_loss() => {
            vec![Loss::of("a DO block that drops or deletes")]
        }
        _ => Vec::new(),
    }
}

impl Loss {
    fn of(what: &str) -> Loss {
        Loss {
            what: what.trim_end().to_owned(),
            table: None,
        }
    }
}

/// What can stand between a verb and the first name.
const FILLERS: [&str; 4] = ["IF", "EXISTS", "NOT", "ONLY"];

/// What an `ALTER TABLE .. DROP` can take besides a column.
const NO_COLUMNS: [&str; 6] = ["CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK"];

/// What loses nothing, whatever it takes along: it can be made anew.
const DERIVED: [&str; 6] = ["VIEW", "MATERIALIZED", "INDEX", "TRIGGER", "RULE", "POLICY"];

/// The verbs that a block of code must not have.
const LOSING: [&str; 3] = ["DROP", "DELETE", "TRUNCATE"];

/// The tokens of a statement, or its rest.
#[derive(Clone, Copy)]
struct Words<'a>(&'a [Token<'a>]);

impl<'a> Words<'a> {
    /// The word at a place, in capitals; nothing if it is none.
    fn at(self, place: usize) -> String {
        match self.0.get(place) {
            Some(token) if token.kind == TokenKind::Word => token.text.to_ascii_uppercase(),
            _ => String::new(),
        }
    }

    fn after(self, place: usize) -> Words<'a> {
        Words(self.0.get(place..).unwrap_or_default())
    }

    fn has(self, word: &str) -> bool {
        (0..self.0.len()).any(|place| self.at(place) == word)
    }

    /// Whether a mark such as `,` stands there.
    fn is(self, place: usize, mark: &str) -> bool {
        self.0.get(place).is_some_and(|token| token.text == mark)
    }

    /// Reads a name with its dots, and what follows it.
    fn name(mut self) -> (Option<String>, Words<'a>) {
        while FILLERS.contains(&self.at(0).as_str()) {
            self = self.after(1);
        }
        let mut name = String::new();
        while let Some(token) = self.0.first() {
            let part = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdentifier);
            if !part {
                break;
            }
            name += token.text;
            self = self.after(1);
            if !self.is(0, ".") {
                break;
            }
            name.push('.');
            self = self.after(1);
        }
        (Some(name).filter(|name| !name.is_empty()), self)
    }

    fn one_name(self) -> Vec<String> {
        self.name().0.into_iter().collect()
    }

    /// Reads names with commas between them.
    fn names(mut self) -> Vec<String> {
        let mut names = Vec::new();
        loop {
            let (name, rest) = self.name();
            names.extend(name);
            // PostgreSQL's `name *`
            self = if rest.is(0, "*") { rest.after(1) } else { rest };
            if !self.is(0, ",") {
                return names;
            }
            self = self.after(1);
        }
    }

    /// The tables that a `WITH` deletes from, wherever it does.
    fn deleted(self) -> Vec<String> {
        let places = 0..self.0.len();
        let deletes = places.filter(|&at| self.at(at) == "DELETE" && self.at(at + 1) == "FROM");
        deletes
            .flat_map(|at| self.after(at + 2).one_name())
            .collect()
    }

    /// The columns and partitions that the rest of an `ALTER TABLE` drops.
    fn columns(self) -> Vec<Loss> {
        let (Some(table), actions) = self.name() else {
            return Vec::new();
        };
        let mut lost = Vec::new();
        let mut depth = 0_u32;
        for place in 0..actions.0.len() {
            match actions.0[place].text {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let begins = place == 0 || actions.is(place - 1, ",") || actions.is(place - 1, "*");
            let drops = depth == 0 && begins && actions.at(place) == "DROP";
            let what = actions.at(place + 1);
            if !drops || NO_COLUMNS.contains(&what.as_str()) {
                continue;
            }
            let skip = usize::from(what == "COLUMN");
            let column = actions.after(place + 1 + skip).one_name().concat();
            lost.push(Loss {
                what: format!("ALTER TABLE {table} DROP {column}"),
                table: Some(table.clone()),
            });
        }
        lost
    }

    /// Whether a block of code has words that lose something.
    fn hides_a_loss(self) -> bool {
        let body = |token: &&Token<'_>| token.kind != TokenKind::Word;
        self.0.iter().filter(body).any(|token| {
            let mut words = token.text.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| LOSING.contains(&word.to_ascii_uppercase().as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(sql: &str) -> Vec<String> {
        let losses = losses(sql, Dialect::Postgres);
        losses.into_iter().map(|loss| loss.what).collect()
    }

    #[test]
    fn what_drops_or_deletes_loses() {
        let cases = [
            (
                "drop table if exists a, \"B\".c cascade",
                vec!["DROP TABLE a", "DROP TABLE \"B\".c"],
            ),
            ("TRUNCATE ONLY a, b", vec!["TRUNCATE a", "TRUNCATE b"]),
            ("DELETE FROM s.t WHERE x", vec!["DELETE FROM s.t"]),
            (
                "WITH x AS (DELETE FROM t RETURNING *) SELECT 1",
                vec!["DELETE FROM t"],
            ),
            (
                "ALTER TABLE t DROP a, ADD b numeric(1, 2), DROP COLUMN IF EXISTS c",
                vec!["ALTER TABLE t DROP a", "ALTER TABLE t DROP c"],
            ),
            ("DROP SCHEMA app CASCADE", vec!["DROP SCHEMA app"]),
            ("DROP TYPE mood CASCADE", vec!["DROP TYPE CASCADE"]),
            (
                "DO $x$ BEGIN EXECUTE 'drop table a'; END $x$",
                vec!["a DO block that drops or deletes"],
            ),
        ];
        for (sql, expected) in cases {
            assert_eq!(lost(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_holds_no_data_loses_none() {
        for sql in [
            "DROP INDEX a",
            "DROP VIEW a CASCADE",
            "DROP TYPE mood",
            "ALTER TABLE t DROP CONSTRAINT c, ALTER COLUMN x DROP NOT NULL",
            "CREATE TABLE drop_table (x int)",
            "WITH x AS (SELECT 'delete from t') SELECT 1",
            "DO $$ BEGIN PERFORM 1; END $$",
        ] {
            assert_eq!(lost(sql), Vec::<String>::new(), "{sql}");
        }
    }
}
