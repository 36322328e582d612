//! What do a statement's first words say: what is to be done with it, and what it makes or unmakes?

use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, TokenKind, tokens};

use crate::effect::{Located, Name};

/// How a statement is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trial {
    /// Changes the schema: run.
    Run,
    /// Leaves the schema alone: compiled only, so that data decides nothing.
    Compile,
    /// May change anything by the functions that it calls: compiled if those are SQLite's own.
    Query,
    /// Acts, or may act, while it is compiled: compiled with its hands bound.
    Bound,
    /// As [`Trial::Compile`], and from then on nothing is certain.
    Opening,
}

/// What a statement does to the name that its heading gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Create,
    /// `kind` is `table`, `index`, `view` or `trigger`.
    Drop {
        kind: Name,
    },
    Rename {
        to: Located<Name>,
    },
    AddColumn {
        column: Located<Name>,
    },
    DropColumn {
        column: Located<Name>,
    },
    RenameColumn {
        from: Located<Name>,
        to: Located<Name>,
    },
    /// Constraints of a table, or of a column, are changed: SQLite can from 3.53 on.
    Constrain,
    /// Another `ALTER`.
    Alter,
}

/// The heading of a statement. Ranges count from the statement's first byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) trial: Trial,
    /// What the statement is about, lower case, and what it does to it.
    pub(super) subject: Option<(Located<Name>, Act)>,
    /// Whether that lives in the temporary schema, or in an attached one.
    pub(super) is_elsewhere: bool,
    /// Whether it is a `CREATE TABLE ... AS`, which fills the table.
    pub(super) fills: bool,
    /// Whether it says `IF NOT EXISTS`.
    pub(super) is_lenient: bool,
    /// Whether nothing follows.
    pub(super) is_all: bool,
}

impl Heading {
    /// The name that the statement changes: the column's where it changes one.
    pub(super) fn changed(&self) -> Option<Range<usize>> {
        let (subject, act) = self.subject.as_ref()?;
        Some(match act {
            Act::AddColumn { column } | Act::DropColumn { column } => column.at.clone(),
            Act::RenameColumn { from, .. } => from.at.clone(),
            _ => subject.at.clone(),
        })
    }
}

/// Reads the heading of `statement`.
pub(super) fn heading(statement: &str) -> Heading {
    let mut words = Words {
        tokens: tokens(statement, Dialect::Sqlite).take(HEADING).collect(),
        at: 0,
    };
    let mut heading = Heading {
        trial: Trial::Compile,
        subject: None,
        is_elsewhere: false,
        fills: false,
        is_lenient: false,
        is_all: false,
    };
    if words.take("create") {
        heading.trial = Trial::Run;
        words.create(&mut heading);
    } else if words.take("drop") {
        heading.trial = Trial::Run;
        heading.subject = words.drop(&mut heading.is_elsewhere);
    } else if words.take("alter") {
        heading.trial = Trial::Run;
        heading.subject = words.alter(&mut heading.is_elsewhere);
    } else if words.take("pragma") || words.take("explain") {
        heading.trial = Trial::Bound;
    } else if words.take("select") {
        heading.trial = Trial::Query;
    } else if words.take("rollback") || words.take("attach") {
        heading.trial = Trial::Opening;
    }
    heading.is_all = words.at == words.tokens.len() && words.at < HEADING;
    heading
}

/// The name that a token stands for where a name may stand: without quotes, lower case.
pub(super) fn name_of(token: &Token<'_>) -> Option<Name> {
    let text = token.text;
    let inner = || {
        let mut chars = text.chars();
        let first = chars.next()?;
        let last = chars.next_back()?;
        let inner = chars.as_str();
        Some(match (first, last) {
            ('\'', '\'') => inner.replace("''", "'"),
            ('"', '"') => inner.replace("\"\"", "\""),
            ('`', '`') => inner.replace("``", "`"),
            _ => inner.to_owned(),
        })
    };
    match token.kind {
        TokenKind::Word => Some(text.to_ascii_lowercase()),
        TokenKind::QuotedIdentifier | TokenKind::String => Some(inner()?.to_ascii_lowercase()),
        _ => None,
    }
}

/// A heading is never longer, in tokens.
const HEADING: usize = 16;

struct Words<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl Words<'_> {
    fn peek(&self) -> Option<&Token<'_>> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_it = self
            .peek()
            .is_some_and(|token| token.text.eq_ignore_ascii_case(word));
        self.at += usize::from(is_it);
        is_it
    }

    fn name(&mut self) -> Option<Located<Name>> {
        let token = self.peek()?;
        let range: Range<usize> = token.start..token.start + token.text.len();
        let value = name_of(token)?;
        self.at += 1;
        Some(Located { at: range, value })
    }

    /// A name that a schema's may stand before.
    fn path(&mut self, is_elsewhere: &mut bool) -> Option<Located<Name>> {
        let first = self.name()?;
        if !self.take(".") {
            return Some(first);
        }
        *is_elsewhere = first.value != "main";
        self.name()
    }

    fn create(&mut self, heading: &mut Heading) {
        let is_temporary = self.take("temp") || self.take("temporary");
        self.take("unique");
        self.take("virtual");
        let is_table = self.take("table");
        if !is_table {
            // INDEX, VIEW, TRIGGER.
            self.at += 1;
        }
        heading.is_lenient = self.take("if") && self.take("not") && self.take("exists");
        let mut is_elsewhere = false;
        let name = self.path(&mut is_elsewhere);
        heading.subject = name.map(|name| (name, Act::Create));
        heading.is_elsewhere = is_temporary || is_elsewhere;
        heading.fills = is_table && self.take("as");
    }

    fn drop(&mut self, is_elsewhere: &mut bool) -> Option<(Located<Name>, Act)> {
        let kind = self.name()?.value;
        if self.take("if") && !self.take("exists") {
            return None;
        }
        let name = self.path(is_elsewhere)?;
        Some((name, Act::Drop { kind }))
    }

    fn alter(&mut self, is_elsewhere: &mut bool) -> Option<(Located<Name>, Act)> {
        if !self.take("table") {
            return None;
        }
        let table = self.path(is_elsewhere)?;
        Some((table, self.change().unwrap_or(Act::Alter)))
    }

    /// What follows `ALTER TABLE name`.
    fn change(&mut self) -> Option<Act> {
        if self.take("rename") {
            if self.take("to") {
                return Some(Act::Rename { to: self.name()? });
            }
            self.take("column");
            let from = self.name()?;
            self.take("to");
            let to = self.name()?;
            Some(Act::RenameColumn { from, to })
        } else if self.take("add") {
            if self.take("constraint") || self.take("check") {
                return Some(Act::Constrain);
            }
            self.take("column");
            let column = self.name()?;
            Some(Act::AddColumn { column })
        } else if self.take("drop") {
            if self.take("constraint") {
                return Some(Act::Constrain);
            }
            self.take("column");
            let column = self.name()?;
            Some(Act::DropColumn { column })
        } else if self.take("alter") {
            self.take("column");
            self.name()?;
            (self.take("set") || self.take("drop")).then_some(Act::Constrain)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(statement: &str) -> Option<(String, Act)> {
        heading(statement)
            .subject
            .map(|(name, act)| (name.value, act))
    }

    fn located(statement: &str, name: &str) -> Located<Name> {
        let start = statement.rfind(name).expect("the name");
        Located {
            at: start..start + name.len(),
            value: name.to_owned(),
        }
    }

    #[test]
    fn a_heading_names_what_is_made_or_unmade() {
        for (statement, name, act) in [
            (
                "CREATE TABLE IF NOT EXISTS \"Us\"\"ers\" (id)",
                "us\"ers",
                Act::Create,
            ),
            ("create unique index main.[I] on t(a)", "i", Act::Create),
            (
                "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END",
                "tr",
                Act::Create,
            ),
            (
                "CREATE VIRTUAL TABLE docs USING fts5(body)",
                "docs",
                Act::Create,
            ),
            (
                "DROP TABLE IF EXISTS `t`",
                "t",
                Act::Drop {
                    kind: "table".to_owned(),
                },
            ),
            (
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                "t",
                Act::Constrain,
            ),
            ("ALTER TABLE t ALTRE a", "t", Act::Alter),
            (
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
                "t",
                Act::Constrain,
            ),
        ] {
            assert_eq!(
                subject(statement),
                Some((name.to_owned(), act)),
                "{statement}"
            );
        }
    }

    #[test]
    fn an_altered_column_has_its_place() {
        let add = "ALTER TABLE t ADD amount INTEGER";
        let column = located(add, "amount");
        assert_eq!(
            subject(add),
            Some(("t".to_owned(), Act::AddColumn { column }))
        );
        let rename = "ALTER TABLE t RENAME COLUMN one TO other";
        let (from, to) = (located(rename, "one"), located(rename, "other"));
        assert_eq!(
            subject(rename),
            Some(("t".to_owned(), Act::RenameColumn { from, to }))
        );
    }

    #[test]
    fn what_lives_in_another_schema_is_elsewhere() {
        assert!(heading("CREATE TEMP TABLE t (a)").is_elsewhere);
        assert!(heading("DROP TABLE other.t").is_elsewhere);
        assert!(!heading("DROP TABLE main.t").is_elsewhere);
    }

    #[test]
    fn what_touches_only_data_is_not_run() {
        for statement in [
            "INSERT INTO t VALUES (1)",
            "VACUUM INTO 'file'",
            "DETACH x",
            "nonsense",
        ] {
            assert_eq!(heading(statement).trial, Trial::Compile, "{statement}");
        }
        assert_eq!(
            heading("EXPLAIN PRAGMA journal_mode = WAL").trial,
            Trial::Bound
        );
    }
}
