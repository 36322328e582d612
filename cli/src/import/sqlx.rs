//! sqlx: `<version>_<description>.sql`, or `.up.sql` and `.down.sql`; sub-folders do not count.

use limbeck_core::Direction;

use super::pairs::{Half, join};
use super::{File, Found, Remark, Script, Transaction};

/// The directive, which sqlx reads only as the first bytes of a file.
const NO_TRANSACTION: &str = "-- no-transaction";

pub(super) fn read(files: &[File]) -> Found {
    let mut found = Found::default();
    let mut halves = Vec::new();
    for file in files {
        let (None, name) = file.place() else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        let parts = name
            .strip_suffix(".sql")
            .and_then(|name| name.split_once('_'));
        let Some((version, rest)) = parts else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        if version.is_empty() || !version.bytes().all(|byte| byte.is_ascii_digit()) {
            let text =
                format!("`{version}` is no version: sqlx wants a whole number before the `_`");
            found.refused.push(Remark::new(&file.shown, text));
            continue;
        }
        let (direction, description) = match rest.strip_suffix(".down") {
            Some(description) => (Direction::Downgrade, description),
            None => (Direction::Upgrade, rest.strip_suffix(".up").unwrap_or(rest)),
        };
        halves.push(Half {
            version,
            description,
            direction,
            script: script(file),
        });
    }
    join(&mut found, halves);
    found
}

fn script(file: &File) -> Script {
    let (transaction, text) = match file.text.strip_prefix(NO_TRANSACTION) {
        None => (Transaction::Whole, &*file.text),
        // What else the line says stays as a comment.
        Some(rest) => match rest.trim_start_matches([' ', '\t']) {
            "" => (Transaction::None, ""),
            line if line.starts_with('\n') => (Transaction::None, line),
            _ => (Transaction::None, &*file.text),
        },
    };
    Script {
        path: file.shown.clone(),
        text: text.to_owned(),
        transaction,
        ..Script::default()
    }
}
