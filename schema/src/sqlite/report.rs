//! What is told about a statement that SQLite refuses, and where it points.

use std::collections::BTreeSet;
use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::lexer::{Token, tokens};
use limbeck_core::source::Span;
use limbeck_core::suggest::nearest;

use super::Sqlite;
use super::catalog::is_word;
use super::engine::Refused;
use super::heading::{Act, Heading, name_of};
use super::log::Remark;
use crate::simulator::Input;

/// The statement that is tried, and where it stands.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) sql: &'a str,
    pub(super) heading: &'a Heading,
    pub(super) start: usize,
}

/// What is wrong with a statement.
pub(super) struct Wrong<'a> {
    pub(super) code: Code,
    /// The name that it is about, as SQLite writes it.
    pub(super) name: Option<&'a str>,
    pub(super) refused: &'a Refused,
}

impl Sqlite {
    /// Tells what is wrong with the statement at `place`.
    pub(super) fn report(&self, wrong: &Wrong<'_>, place: &Place<'_>) -> Diagnostic {
        let message = wrong.refused.message.as_str();
        if let Some(other) = another(message) {
            return self.broken(wrong.code, &other, place);
        }
        let Some(name) = wrong.name else {
            return refusal(wrong, place);
        };
        match wrong.code {
            Code::UnknownColumn => self.unknown_column(name, wrong, place),
            Code::UnknownTable | Code::UnknownIndex | Code::UnknownObject => {
                self.unknown(name, wrong, place)
            }
            Code::AlreadyExists => self.exists(name, wrong, place),
            _ => refusal(wrong, place),
        }
    }

    fn unknown(&self, name: &str, wrong: &Wrong<'_>, place: &Place<'_>) -> Diagnostic {
        let (word, kinds): (_, &[&str]) = match wrong.code {
            Code::UnknownIndex => ("index", &["index"]),
            Code::UnknownObject => ("trigger", &["trigger"]),
            _ if wrong.refused.message.starts_with("no such view") => ("view", &["view"]),
            _ => ("table", &["table", "view"]),
        };
        let folded = name.to_ascii_lowercase();
        let found = place.found(wrong, mention(place.sql, &folded).next()).told(
            format!("{word} `{name}` does not exist"),
            format!("there is no such {word} here"),
        );
        self.absent(
            found,
            self.log.gone(&folded),
            &folded,
            self.catalog.names(kinds),
        )
    }

    fn unknown_column(&self, name: &str, wrong: &Wrong<'_>, place: &Place<'_>) -> Diagnostic {
        // Of `t.c` the column is what is missing.
        let name = name.rsplit('.').next().unwrap_or(name);
        let folded = name.to_ascii_lowercase();
        let tables = self.tables(place.sql);
        let one = match tables.as_slice() {
            [(table, _)] => Some(table),
            _ => None,
        };
        let at = mention(place.sql, &folded).last();
        let found = place.found(wrong, at).told(
            match one {
                Some(table) => format!("column `{name}` of `{table}` does not exist"),
                None => format!("column `{name}` does not exist in any of the tables read here"),
            },
            match one {
                Some(table) => format!("`{table}` has no such column here"),
                None => "there is no such column here".to_owned(),
            },
        );
        let gone = tables
            .iter()
            .find_map(|(table, _)| self.log.column_gone(table, &folded));
        let has_gone = gone.is_some();
        let columns = tables
            .iter()
            .flat_map(|(_, columns)| columns)
            .map(String::as_str);
        let found = self.absent(found, gone, &folded, columns);
        let origin = one
            .filter(|_| !has_gone)
            .and_then(|table| self.log.made(table));
        also(found, origin)
    }

    /// Says where the thing that is missing went, or what may have been meant.
    fn absent<'a>(
        &self,
        found: Diagnostic,
        gone: Option<Remark>,
        name: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        if gone.is_some() {
            let found = also(found, gone);
            return found
                .help("use its new name, or remove the statement or what dropped it before");
        }
        let near = nearest(name, names.into_iter().filter(|near| *near != name));
        found.help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "create it before it is used, here or in an earlier revision".to_owned(),
        })
    }

    fn exists(&self, name: &str, wrong: &Wrong<'_>, place: &Place<'_>) -> Diagnostic {
        let message = wrong.refused.message.as_str();
        let name = name.trim_matches(['"', '`', '[', ']']);
        let folded = name.to_ascii_lowercase();
        let at = mention(place.sql, &folded).last();
        let found = place.found(wrong, at);
        let subject = place.heading.subject.as_ref();
        if let (true, Some((table, _))) = (message.starts_with("duplicate column"), subject) {
            let what = format!("column `{name}` of `{}` already exists", table.value);
            let found = found.told(what, "made a second time here".to_owned());
            let made = self.log.column_made(&table.value, &folded);
            return also(found, made).help("remove it here, or what made it before");
        }
        let kinds = ["table", "index", "view", "trigger"];
        let kind = kinds
            .iter()
            .find(|kind| message.contains(*kind))
            .unwrap_or(&"object");
        let what = format!("{kind} `{name}` already exists");
        let found = found.told(what, "made a second time here".to_owned());
        let found = also(found, self.log.made(&folded));
        let create = kind.to_ascii_uppercase();
        found.help(format!(
            "remove the statement, or write `CREATE {create} IF NOT EXISTS`"
        ))
    }

    /// Another object cannot stay as it is.
    fn broken(&self, code: Code, other: &Another<'_>, place: &Place<'_>) -> Diagnostic {
        let Another { kind, name, why } = other;
        let at = place.heading.changed();
        let made = || self.log.made(&name.to_ascii_lowercase());
        let dropped = match &place.heading.subject {
            Some((table, Act::DropColumn { column })) if code == Code::StillUsed => (table, column),
            _ => {
                let message = format!("{kind} `{name}` does not work any more: {why}");
                let found = place
                    .pointed(code, at)
                    .told(message, "the database refuses this".to_owned());
                return also(found, made()).help(format!("mend or drop {kind} `{name}` before"));
            }
        };
        let (table, column) = dropped;
        let what = format!("column `{}` of `{}`", column.value, table.value);
        let found = place.pointed(code, at);
        let refuses = "the database refuses this".to_owned();
        if *kind == "table" {
            let message = format!("{what} is dropped, and the table's own constraints need it");
            let help = "make the table anew without them: SQLite drops no constraints";
            return found.told(message, refuses).help(help);
        }
        let message = format!("{what} is dropped, and {kind} `{name}` needs it");
        also(found.told(message, refuses), made()).help(format!("drop {kind} `{name}` before"))
    }

    /// The tables and views that a statement names, with their columns, as they are now.
    fn tables(&self, sql: &str) -> Vec<(String, Vec<String>)> {
        let names: BTreeSet<String> = tokens(sql, Dialect::Sqlite)
            .filter_map(|t| name_of(&t))
            .collect();
        let with_columns = names.into_iter().map(|name| {
            let columns = self.engine.table_columns(&name).unwrap_or_default();
            let columns: Vec<String> = columns.into_iter().map(|column| column.name).collect();
            (name, columns)
        });
        with_columns
            .filter(|(_, columns)| !columns.is_empty())
            .collect()
    }
}

impl Place<'_> {
    /// The span of a range of the statement.
    fn span(&self, range: &Range<usize>) -> Span {
        Span {
            file: self.input.file,
            range: self.start + range.start..self.start + range.end,
        }
    }

    /// A finding at what SQLite points at, or at `name`.
    fn found(&self, wrong: &Wrong<'_>, name: Option<Range<usize>>) -> Diagnostic {
        let offset = wrong
            .refused
            .offset
            .and_then(|offset| token_at(self.sql, offset));
        self.pointed(wrong.code, offset.or(name))
    }

    /// A finding at `range`, or at the statement as a whole.
    fn pointed(&self, code: Code, range: Option<Range<usize>>) -> Diagnostic {
        let range = range.unwrap_or_else(|| first_tokens(self.sql));
        Diagnostic::at(code, self.span(&range), "")
    }
}

/// What can be told once the place is known.
trait Told {
    fn told(self, message: String, label: String) -> Self;
}

impl Told for Diagnostic {
    fn told(mut self, message: String, label: String) -> Self {
        (self.message, self.label) = (message, label);
        self
    }
}

fn also(found: Diagnostic, remark: Option<Remark>) -> Diagnostic {
    match remark {
        Some((span, text)) => found.also(span, text),
        None => found,
    }
}

/// What SQLite says, in its own words.
fn refusal(wrong: &Wrong<'_>, place: &Place<'_>) -> Diagnostic {
    let message = wrong.refused.message.clone();
    if wrong.code != Code::SyntaxError {
        let name = wrong.name.map(str::to_ascii_lowercase);
        let at = name.and_then(|name| mention(place.sql, &name).last());
        let found = place.found(wrong, at.or_else(|| place.heading.changed()));
        return found.told(message, "the database refuses this".to_owned());
    }
    let found = place.found(wrong, Some(last_token(place.sql)));
    found.told(message, "SQLite cannot read on from here".to_owned())
}

/// An object that a message is about besides the statement's own.
struct Another<'a> {
    kind: &'a str,
    name: &'a str,
    why: &'a str,
}

/// Reads `error in view v after drop column: no such column: c`.
fn another(message: &str) -> Option<Another<'_>> {
    let (what, why) = message.strip_prefix("error in ")?.split_once(": ")?;
    let (kind, name) = what.split_once(' ')?;
    let name = name.split(" after ").next().unwrap_or(name);
    Some(Another { kind, name, why })
}

/// Says that nothing is certain from this statement on.
pub(super) fn opened(place: &Place<'_>) -> Diagnostic {
    let span = place.span(&first_tokens(place.sql));
    let message = "what is there after this statement is not known";
    Diagnostic::at(Code::Opaque, span, message)
        .severity(Severity::Note)
        .label("from here on missing names are no errors")
}

/// Whether a name is not this schema's: in another database, or a function that makes rows.
pub(super) fn is_elsewhere(code: Code, name: Option<&str>, sql: &str) -> bool {
    let Some(name) = name else {
        return false;
    };
    let is_object = matches!(
        code,
        Code::UnknownTable | Code::UnknownIndex | Code::UnknownObject
    );
    if is_object && name.contains('.') {
        return true;
    }
    if code != Code::UnknownTable {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let tokens: Vec<Token<'_>> = tokens(sql, Dialect::Sqlite).collect();
    tokens.windows(3).any(|three| {
        let [before, token, after] = three else {
            return false;
        };
        let is_source =
            before.text == "," || ["from", "join"].iter().any(|word| is_word(before, word));
        is_source && after.text == "(" && name_of(token).is_some_and(|it| it == name)
    })
}

/// Where the statement says `name`, which is in lower case.
fn mention(sql: &str, name: &str) -> impl Iterator<Item = Range<usize>> {
    let tokens = tokens(sql, Dialect::Sqlite);
    let named = tokens.filter(move |token| name_of(token).as_deref() == Some(name));
    named.map(|token| range(&token))
}

fn range(token: &Token<'_>) -> Range<usize> {
    token.start..token.start + token.text.len()
}

/// The token that begins at `offset`, or that covers it.
fn token_at(sql: &str, offset: usize) -> Option<Range<usize>> {
    tokens(sql, Dialect::Sqlite)
        .map(|token| range(&token))
        .find(|range| range.contains(&offset))
}

fn last_token(sql: &str) -> Range<usize> {
    tokens(sql, Dialect::Sqlite)
        .last()
        .map_or(0..sql.len(), |token| range(&token))
}

/// What stands for the statement as a whole: its first words, without its body.
fn first_tokens(sql: &str) -> Range<usize> {
    let end = tokens(sql, Dialect::Sqlite)
        .take(3)
        .last()
        .map_or(sql.len(), |token| range(&token).end);
    0..end
}
