//! Chance: the only place that asks for it.

use std::hash::{BuildHasher, RandomState};

/// Returns a new id of 12 hexadecimal digits.
///
/// The operating system seeds [`RandomState`] (SipHash keys, which must not be guessed), so that
/// 48 bits of it differ between two people who write a revision at the same time. No secret hangs
/// on it.
pub(crate) fn id() -> String {
    let random = RandomState::new().hash_one(std::process::id());
    format!("{:012x}", random & 0xFFFF_FFFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_twelve_digits_and_differ() {
        let ids: std::collections::HashSet<String> = (0..1000).map(|_| id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 12));
    }
}
