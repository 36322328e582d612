//! Migrations whose two ways are two files.

use limbeck_core::Direction;

use super::{Foreign, Found, Script, by_number};

/// One file of a migration.
#[derive(Debug)]
pub(super) struct Half<'a> {
    pub(super) version: &'a str,
    pub(super) description: &'a str,
    pub(super) direction: Direction,
    pub(super) script: Script,
}

/// Joins the files of each version, in the order of the versions as numbers.
///
/// Names may differ in the description, unless there are several migrations of one version.
pub(super) fn join(found: &mut Found, mut halves: Vec<Half<'_>>) {
    halves.sort_by(|a, b| by_number(a.version, b.version).then(a.description.cmp(b.description)));
    let mut halves = halves.into_iter().peekable();
    while let Some(first) = halves.next() {
        let version = first.version;
        let mut same = vec![first];
        while let Some(half) = halves.next_if(|half| by_number(half.version, version).is_eq()) {
            same.push(half);
        }
        join_version(found, same);
    }
}

fn join_version(found: &mut Found, halves: Vec<Half<'_>>) {
    let halves = halves.into_iter();
    let (ups, mut downs): (Vec<_>, Vec<_>) =
        halves.partition(|half| half.direction == Direction::Upgrade);
    let are_alone = ups.len() == 1 && downs.len() == 1;
    for up in ups {
        let of_up = |down: &Half<'_>| are_alone || down.description == up.description;
        let down = downs.iter().position(of_up);
        let down = down.map(|place| downs.remove(place).script);
        let migration = Foreign::new(up.version, up.description, up.script, down);
        found.migrations.push(migration);
    }
    // The tools allow a way down alone: such a migration does nothing on its way up.
    for down in downs {
        let up = Script {
            path: down.script.path.clone(),
            ..Script::default()
        };
        let migration = Foreign::new(down.version, down.description, up, Some(down.script));
        found.migrations.push(migration);
    }
}
