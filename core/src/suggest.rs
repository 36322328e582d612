//! Which known name a mistyped one was meant to be.

/// Returns the name nearest to `word`, if one is near enough to be what was meant.
///
/// Near is at most a third of the word's characters, by the optimal string alignment distance
/// (insert, delete, replace, swap of neighbours). Of equally near names the first wins.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Of equal keys `min_by_key` takes the first.
    let near = near(word, names);
    near.min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// Returns up to three names that are near enough to `word`, the nearest first; as [`nearest`].
pub fn nearest_three<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = near(word, names).collect();
    found.sort_by_key(|&(distance, _)| distance);
    found.truncate(3);
    found.into_iter().map(|(_, name)| name).collect()
}

/// The names within the limit, each with its distance.
fn near<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let word: Vec<char> = word.chars().collect();
    let limit = (word.len() / 3).clamp(1, 4);
    names.into_iter().filter_map(move |name| {
        if name.chars().count().abs_diff(word.len()) > limit {
            return None;
        }
        let distance = distance(&word, &name.chars().collect::<Vec<_>>());
        (distance <= limit).then_some((distance, name))
    })
}

/// Optimal string alignment (G. Navarro, "A guided tour to approximate string matching", 2001):
/// Levenshtein's distance with swaps of neighbours, three rows at a time.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row.push(cost);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name() {
        assert_eq!(
            nearest("9efcc1f82b8l", ["9efcc1f82b81", "x"]),
            Some("9efcc1f82b81")
        );
        assert_eq!(
            nearest("upgarde", ["downgrade", "upgrade"]),
            Some("upgrade")
        );
    }

    #[test]
    fn a_stranger_finds_none() {
        assert_eq!(nearest("orders", ["users", "invoices"]), None);
    }

    #[test]
    fn of_equals_the_first_wins() {
        assert_eq!(nearest("ax", ["ay", "az"]), Some("ay"));
        assert_eq!(
            nearest_three("users", ["user", "uses", "x", "users2", "users3"]),
            ["user", "uses", "users2"]
        );
    }
}
