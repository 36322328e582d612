//! One mistake in a revision.

use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, tokens};

use super::history::{Commands, Step};
use super::names::{Names, bare};
use super::random::Random;

/// The kinds of mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    TokenDropped,
    TokenDoubled,
    TableMisspelt,
    ColumnMisspelt,
    StatementRepeated,
    ParentChanged,
    DowngradeLineRemoved,
    RevisionsSwapped,
}

impl Kind {
    pub(super) const ALL: [Kind; 8] = [
        Kind::TokenDropped,
        Kind::TokenDoubled,
        Kind::TableMisspelt,
        Kind::ColumnMisspelt,
        Kind::StatementRepeated,
        Kind::ParentChanged,
        Kind::DowngradeLineRemoved,
        Kind::RevisionsSwapped,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::TokenDropped => "token dropped",
            Kind::TokenDoubled => "token doubled",
            Kind::TableMisspelt => "table misspelt",
            Kind::ColumnMisspelt => "column misspelt",
            Kind::StatementRepeated => "statement repeated",
            Kind::ParentChanged => "parent changed",
            Kind::DowngradeLineRemoved => "downgrade line removed",
            Kind::RevisionsSwapped => "two revisions swapped",
        }
    }
}

/// A revision's file with one mistake.
#[derive(Debug)]
pub(super) struct Mutant {
    pub(super) text: String,
    /// Where it differs: a byte offset.
    pub(super) at: usize,
    /// The changed part, for a report.
    pub(super) shown: String,
    pub(super) upgrade: Commands,
    pub(super) downgrade: Option<Commands>,
}

/// Makes a mistake of `kind` in the text of `step`; `None` where there is no place for one.
pub(super) fn mutate(
    step: &Step,
    kind: Kind,
    names: &Names,
    dialect: Dialect,
    random: &mut Random,
) -> Option<Mutant> {
    let is_downgrade = kind == Kind::DowngradeLineRemoved;
    let commands = if is_downgrade {
        step.downgrade.as_ref()?
    } else {
        &step.upgrade
    };
    let index = random.below(commands.texts.len().max(1));
    let statement = commands.texts.get(index)?;
    let changed = match kind {
        Kind::TokenDropped => replaced(statement, any(statement, dialect, random)?, ""),
        Kind::TokenDoubled => {
            let token = any(statement, dialect, random)?;
            replaced(statement, token, &format!("{0} {0}", token.text))
        }
        Kind::TableMisspelt => {
            let token = *random.choose(&names.tables(statement, dialect))?;
            replaced(statement, token, &misspelt(token.text, names, random)?)
        }
        Kind::ColumnMisspelt => {
            let token = *random.choose(&names.columns(statement, dialect))?;
            replaced(statement, token, &misspelt(token.text, names, random)?)
        }
        Kind::StatementRepeated => format!("{statement};\n{statement}"),
        Kind::DowngradeLineRemoved => String::new(),
        Kind::ParentChanged | Kind::RevisionsSwapped => return None,
    };
    if !is_downgrade && tokens(&changed, dialect).next().is_none() {
        return None;
    }
    let range: Range<usize> = commands.ranges[index].clone();
    let mut text = step.text.clone();
    text.replace_range(range.clone(), &changed);
    let (upgrade, downgrade) = match step.with_text(&text, dialect) {
        Some(step) => (step.upgrade, step.downgrade),
        None if is_downgrade => {
            let mut downgrade = commands.clone();
            downgrade.texts.remove(index);
            (step.upgrade.clone(), Some(downgrade))
        }
        None => (commands.with(index, &changed), step.downgrade.clone()),
    };
    Some(Mutant {
        text,
        at: range.start,
        shown: if is_downgrade {
            statement.clone()
        } else {
            changed
        },
        upgrade,
        downgrade,
    })
}

fn any<'a>(statement: &'a str, dialect: Dialect, random: &mut Random) -> Option<Token<'a>> {
    let all: Vec<Token<'_>> = tokens(statement, dialect).collect();
    random.choose(&all).copied()
}

fn replaced(statement: &str, token: Token<'_>, with: &str) -> String {
    let mut text = statement.to_owned();
    text.replace_range(token.start..token.start + token.text.len(), with);
    text
}

/// Changes, drops or doubles one letter of a name, so that it is no other name.
fn misspelt(text: &str, names: &Names, random: &mut Random) -> Option<String> {
    let name = bare(text);
    for _ in 0..10 {
        let mut letters: Vec<char> = name.chars().collect();
        let at = random.below(letters.len());
        match random.below(3) {
            0 if letters.len() > 3 => drop(letters.remove(at)),
            1 => letters.insert(at, letters[at]),
            _ => letters[at] = if letters[at] == 'x' { 'y' } else { 'x' },
        }
        let other: String = letters.into_iter().collect();
        let is_name = other.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if is_name && !other.eq_ignore_ascii_case(name) && !names.has(&other) {
            return Some(text.replacen(name, &other, 1));
        }
    }
    None
}
