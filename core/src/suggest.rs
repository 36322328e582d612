//! Which known name a mistyped one was meant to be.

/// Returns the name nearest to `word`, if one is near enough to be what was meant.
///
/// Near is at most a third of the word's characters, by the optimal string alignment distance
/// (insert, delete, replace, swap of neighbours). Of equally near names the first wins.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let limit = (word.len() / 3).clamp(1, 4);
    let mut best = None;
    for name in names {
        let name_length = name.chars().count();
        if name_length.abs_diff(word.len()) > limit {
            continue;
        }
        let distance = distance(&word, &name.chars().collect::<Vec<_>>());
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
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
    }
}
