//! Which names a revision, a label or a set may have.

/// The longest id, in bytes. MySQL's utf8mb4 keys end at 3072 bytes, SQL Server's names at 255
/// characters; nobody has needed more.
pub const MAX_ID_LENGTH: usize = 255;

/// Names that targets give another meaning.
pub const RESERVED: [&str; 4] = ["head", "heads", "base", "current"];

/// Why a name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdFault {
    /// It has no characters.
    Empty,
    /// It is longer than [`MAX_ID_LENGTH`] bytes.
    TooLong,
    /// It is one of [`RESERVED`].
    Reserved,
    /// It has a character outside `A-Z`, `a-z`, `0-9`, `_` and `.`.
    Character {
        /// The first such character.
        found: char,
        /// Its byte offset in the name.
        at: usize,
    },
}

/// Checks that `name` can be an id.
///
/// # Errors
///
/// The first [`IdFault`] found.
pub fn check_id(name: &str) -> Result<(), IdFault> {
    if name.is_empty() {
        return Err(IdFault::Empty);
    }
    if RESERVED.contains(&name) {
        return Err(IdFault::Reserved);
    }
    let wrong = |c: &(usize, char)| !(c.1.is_ascii_alphanumeric() || c.1 == '_' || c.1 == '.');
    if let Some((at, found)) = name.char_indices().find(wrong) {
        return Err(IdFault::Character { found, at });
    }
    if name.len() > MAX_ID_LENGTH {
        return Err(IdFault::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_other_tools_are_ids() {
        for id in ["9efcc1f82b81", "0001", "m20220101_000001_x", "1.2", "A"] {
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
    }

    #[test]
    fn names_that_targets_use_are_refused() {
        for id in RESERVED {
            assert_eq!(check_id(id), Err(IdFault::Reserved));
        }
        let minus = IdFault::Character { found: '-', at: 1 };
        assert_eq!(check_id("a-b"), Err(minus));
        assert_eq!(check_id(""), Err(IdFault::Empty));
        assert_eq!(check_id(&"a".repeat(256)), Err(IdFault::TooLong));
        assert_eq!(check_id(&"a".repeat(255)), Ok(()));
    }
}
