//! Is it plain that a downgrade undoes its upgrade, so that nothing has to be tried?
//!
//! Most revisions make one thing and most downgrades drop it again. That such a pair leads back
//! needs no database, and not asking one halves the cost of a history.

use std::collections::BTreeSet;

use super::Sqlite;
use super::catalog::Key;
use super::heading::{Act, Heading, heading};
use crate::simulator::Input;

impl Sqlite {
    /// Whether `downgrade` certainly works and leads back to the schema before the last upgrade.
    pub(super) fn is_plainly_undone(&self, downgrade: &Input<'_>) -> bool {
        if self.is_uncertain || self.doubts.is_open || !downgrade.assumptions.is_empty() {
            return false;
        }
        let statements = downgrade.script.statements.iter();
        let texts = statements.filter_map(|statement| downgrade.text.get(statement.range.clone()));
        let headings: Vec<Heading> = texts.map(heading).collect();
        headings
            .iter()
            .all(|heading| heading.is_all && !heading.is_elsewhere)
            && (self.is_dropped(&headings) || self.is_column_dropped(&headings))
    }

    /// Whether the upgrade has only made things, and `downgrade` drops each of them.
    fn is_dropped(&self, downgrade: &[Heading]) -> bool {
        if self.before.values().any(Option::is_some) {
            return false;
        }
        let mut left: BTreeSet<&Key> = self.before.keys().collect();
        for heading in downgrade {
            let Some((name, Act::Drop { kind })) = &heading.subject else {
                return false;
            };
            let key = Key {
                is_trigger: kind == "trigger",
                name: name.value.clone(),
            };
            let is_kind = self
                .catalog
                .get(&key)
                .is_some_and(|object| object.row.kind == *kind);
            // What went with its table cannot be dropped again.
            if !is_kind || !left.remove(&key) {
                return false;
            }
            for belonging in self.catalog.belongings(&key) {
                left.remove(belonging);
            }
        }
        left.is_empty()
    }

    /// Whether the upgrade has only added a column, and `downgrade` drops it.
    fn is_column_dropped(&self, downgrade: &[Heading]) -> bool {
        let ([up], [down]) = (self.ran.as_slice(), downgrade) else {
            return false;
        };
        let Some(((table, Act::AddColumn { column }), (same, Act::DropColumn { column: gone }))) =
            up.subject.as_ref().zip(down.subject.as_ref())
        else {
            return false;
        };
        // `DROP COLUMN` fails where any view or trigger is broken.
        table.value == same.value && column.value == gone.value && !self.catalog.has_queries()
    }
}
