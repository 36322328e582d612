//! dbmate: `<version>_<description>.sql` with `-- migrate:up` and `-- migrate:down`; sub-folders do
//! not count, and the order is that of the names as text.

use limbeck_core::Direction;

use super::{File, Foreign, Found, Remark, Script, Transaction, is_comment};

pub(super) fn read(files: &[File]) -> Found {
    let mut found = Found::default();
    // The files are sorted as dbmate sorts them.
    for file in files {
        let Some((version, description)) = parts(file) else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        match scripts(file) {
            Ok((up, down)) => {
                let migration = Foreign::new(version, description, up, down);
                found.migrations.push(migration);
            }
            Err(remark) => found.refused.push(remark),
        }
    }
    found
}

fn parts(file: &File) -> Option<(&str, &str)> {
    let (None, name) = file.place() else {
        return None;
    };
    let stem = name.strip_suffix(".sql")?;
    let end = stem.find(|c: char| !c.is_ascii_digit());
    let (version, description) = stem.split_at(end.unwrap_or(stem.len()));
    (!version.is_empty()).then_some((version, description))
}

/// The two ways; several blocks of one way, which newer versions allow, run one after the other.
fn scripts(file: &File) -> Result<(Script, Option<Script>), Remark> {
    let new = || Script {
        path: file.shown.clone(),
        ..Script::default()
    };
    let (mut up, mut down) = (new(), None);
    let mut way = None;
    let mut before = String::new();
    for (number, line) in (1..).zip(file.text.split_inclusive('\n')) {
        if let Some((direction, transaction)) = directive(line) {
            if way.is_none() && direction == Direction::Downgrade {
                let text = "`-- migrate:down` before any `-- migrate:up`";
                return Err(Remark::new(format!("{}:{number}", file.shown), text));
            }
            way = Some(direction);
            let script = script(&mut up, &mut down, direction, new);
            if transaction == Transaction::None {
                script.transaction = transaction;
            }
            if !script.text.is_empty() {
                script.ends.push(script.text.len());
            }
            continue;
        }
        match way {
            Some(direction) => script(&mut up, &mut down, direction, new).text += line,
            None => before += line,
        }
    }
    if way.is_none() {
        return Err(Remark::new(&file.shown, "no line `-- migrate:up`"));
    }
    if !is_comment(&before) {
        let text = "a statement before any `-- migrate:up`";
        return Err(Remark::new(&file.shown, text));
    }
    up.ends.iter_mut().for_each(|end| *end += before.len());
    up.text.insert_str(0, &before);
    Ok((up, down))
}

fn script<'a>(
    up: &'a mut Script,
    down: &'a mut Option<Script>,
    direction: Direction,
    new: impl FnOnce() -> Script,
) -> &'a mut Script {
    match direction {
        Direction::Upgrade => up,
        Direction::Downgrade => down.get_or_insert_with(new),
    }
}

/// Reads a line as a directive; one that is indented is none.
fn directive(line: &str) -> Option<(Direction, Transaction)> {
    let words = line.strip_prefix("--")?.trim().strip_prefix("migrate:")?;
    let mut words = words.split_whitespace();
    let direction = match words.next()? {
        "up" => Direction::Upgrade,
        "down" => Direction::Downgrade,
        _ => return None,
    };
    let transaction = match words.any(|word| word == "transaction:false") {
        true => Transaction::None,
        false => Transaction::Whole,
    };
    Some((direction, transaction))
}
