//! Columns that get other names, and all that mentions them.

use std::ops::Range;

use super::column::unknown_column;
use super::id::Id;
use super::object::{Body, Rule};
use super::run::{Done, Run, State, table_key};
use super::store::Space;
use crate::effect::Name;

impl Run<'_> {
    pub(super) fn rename_column(
        &mut self,
        id: Id,
        name: &str,
        to: &Name,
        if_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        if self.table(id).is_none() {
            self.rename_view_column(id, name, to);
            return Ok(());
        }
        match self.column_state(id, name) {
            State::Missing if if_exists => return Ok(()),
            State::Missing => return Err(self.unknown_column(id, name, at)),
            State::Unsure | State::Maybe => self.doubted = true,
            State::Sure => {}
        }
        if self.column_state(id, to) == State::Sure
            && let Some(known) = self.table(id).and_then(|table| table.column(to))
        {
            return Err(self.column_exists(id, known, at));
        }
        self.change_column_name(id, name, to, at);
        Ok(())
    }

    pub(super) fn change_column_name(&mut self, id: Id, name: &str, to: &Name, at: &Range<usize>) {
        for child in self.children(id) {
            self.change_column_name(child, name, to, at);
        }
        let now = self.now();
        let origin = self.origin(at, "renamed");
        let dependents = self
            .get(id)
            .map(|object| object.dependents.clone())
            .unwrap_or_default();
        if let Some(table) = self.table_mut(id) {
            match table.column_mut(name) {
                Some(column) => {
                    column.name.clone_from(to);
                    column.sure = now;
                    column.origin = origin;
                }
                None => table.columns.push(unknown_column(to, now, origin)),
            }
            for constraint in &mut table.constraints {
                rename_in(constraint.body.columns_mut(), name, to);
                if let Rule::Check { expression, .. } | Rule::Exclude { expression, .. } =
                    &mut constraint.body
                {
                    *expression = rename_word(expression, name, to);
                }
            }
            for column in &mut table.columns {
                if let Some(generated) = &mut column.generated {
                    *generated = rename_word(generated, name, to);
                }
            }
        }
        self.bury(table_key(Space::Column, id, name), at, Some(to.clone()));
        for dependent in dependents {
            self.rename_column_in(dependent, id, name, to);
        }
        // A foreign key of the table on itself.
        self.rename_column_in(id, id, name, to);
    }

    /// A column of `table` has another name now; what mentions it follows.
    pub(super) fn rename_column_in(&mut self, dependent: Id, table: Id, name: &str, to: &Name) {
        let mentions = match self.get(dependent).map(|object| &object.body) {
            Some(Body::Index(index)) => index.table == table,
            Some(Body::Sequence { owner, .. }) => {
                owner.as_ref().is_some_and(|(owner, column)| *owner == table && column == name)
            }
            Some(Body::Trigger { table: on, columns, .. }) => {
                *on == table && columns.iter().any(|column| column == name)
            }
            Some(Body::Table(other)) => other.constraints.iter().any(|known| {
                matches!(&known.body, Rule::ForeignKey { table: Some(target), .. } if *target == table)
            }),
            _ => false,
        };
        if !mentions {
            return;
        }
        match self.store.get_mut(dependent).map(|object| &mut object.body) {
            Some(Body::Index(index)) => {
                rename_in(&mut index.columns, name, to);
                for part in &mut index.parts {
                    *part = rename_word(part, name, to);
                }
                index.details = rename_word(&index.details, name, to);
            }
            Some(Body::Sequence {
                owner: Some((_, column)),
                ..
            }) => column.clone_from(to),
            Some(Body::Trigger { columns, .. }) => rename_in(columns, name, to),
            Some(Body::Table(other)) => {
                for constraint in &mut other.constraints {
                    if let Rule::ForeignKey {
                        table: Some(target),
                        referred,
                        ..
                    } = &mut constraint.body
                        && *target == table
                    {
                        rename_in(referred, name, to);
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn rename_view_column(&mut self, id: Id, name: &str, to: &Name) {
        if let Some(Body::View(view)) = self.store.get_mut(id).map(|object| &mut object.body)
            && let Some(columns) = &mut view.columns
        {
            rename_in(columns, name, to);
        }
    }
}

fn rename_in(names: &mut [Name], name: &str, to: &Name) {
    for known in names {
        if known == name {
            known.clone_from(to);
        }
    }
}

/// Returns `text` with every word `name` outside of quotes replaced.
pub(super) fn rename_word(text: &str, name: &str, to: &str) -> String {
    if !text.contains(name) {
        return text.to_owned();
    }
    let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut in_quotes = false;
    for char in text.chars().chain(std::iter::once('\0')) {
        if !in_quotes && is_word(char) {
            word.push(char);
            continue;
        }
        if !word.is_empty() {
            out.push_str(if word == name { to } else { &word });
            word.clear();
        }
        if char == '\'' {
            in_quotes = !in_quotes;
        }
        if char != '\0' {
            out.push(char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_outside_of_quotes_are_renamed() {
        assert_eq!(
            rename_word(
                "lower(name) || 'name' || names || \"name\"",
                "name",
                "label"
            ),
            "lower(label) || 'name' || names || \"label\""
        );
    }
}
