//! The names that PostgreSQL makes up.

use super::run::Run;
use super::store::{Key, Scope, Space};
use crate::effect::Name;

/// The longest name, in bytes.
const LONGEST: usize = 63;

/// What a made-up name may not collide with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Avoid {
    Relations,
    Constraints,
    Both,
}

impl Run<'_> {
    /// Returns the name made of a table's name, perhaps its columns', and a label, with the first
    /// number behind it that makes it free (`ChooseRelationName`, `ChooseConstraintName`).
    pub(super) fn generated(
        &self,
        schema: &str,
        table: &str,
        columns: Option<&str>,
        label: &str,
        avoid: Avoid,
    ) -> Name {
        let mut number = 0;
        loop {
            let label = match number {
                0 => label.to_owned(),
                number => format!("{label}{number}"),
            };
            let name = object_name(table, columns, &label);
            let is_taken = |space| {
                let key = Key {
                    space,
                    scope: Scope::Schema(schema.to_owned()),
                    name: name.clone(),
                };
                self.lookup(&key).is_some()
            };
            let taken = (avoid != Avoid::Constraints && is_taken(Space::Relation))
                || (avoid != Avoid::Relations && is_taken(Space::Constraint));
            if !taken {
                return name;
            }
            number += 1;
        }
    }
}

/// `makeObjectName`: the parts joined by `_`, the longer of the first two cut until all fits.
fn object_name(first: &str, second: Option<&str>, label: &str) -> Name {
    let overhead = label.len() + 1 + usize::from(second.is_some());
    let room = LONGEST.saturating_sub(overhead);
    let (mut left, mut right) = (first.len(), second.map_or(0, str::len));
    while left + right > room {
        if left > right {
            left -= 1;
        } else {
            right -= 1;
        }
    }
    let first = clip(first, left);
    match second {
        Some(second) => format!("{first}_{}_{label}", clip(second, right)),
        None => format!("{first}_{label}"),
    }
}

/// Returns the longest beginning of `text` that has at most `length` bytes and whole characters.
pub(super) fn clip(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_where_the_database_cuts_them() {
        let table = "a".repeat(50);
        let columns = "b".repeat(30);
        let name = object_name(&table, Some(&columns), "fkey");
        assert_eq!(name.len(), 63);
        assert_eq!(name, format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28)));
        assert_eq!(object_name("t", Some("c"), "key"), "t_c_key");
        assert_eq!(object_name("t", None, "pkey"), "t_pkey");
    }

    #[test]
    fn characters_are_not_cut_in_half() {
        assert_eq!(clip("aä", 2), "a");
        assert_eq!(clip("aä", 9), "aä");
    }
}
