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
pub(super) fn join(found: &mut Found, mut halves: Vec<Half<'_>>) {
    halves.sort_by(|a, b| by_number(a.version, b.version).then(a.direction.cmp(&b.direction)));
    let mut halves = halves.into_iter().peekable();
    while let Some(first) = halves.next() {
        let Half {
            version,
            description,
            script,
            ..
        } = first;
        let migration = match first.direction {
            Direction::Upgrade => {
                let is_way_back = |next: &Half<'_>| {
                    next.direction == Direction::Downgrade
                        && by_number(next.version, version).is_eq()
                };
                let down = halves.next_if(is_way_back).map(|down| down.script);
                Foreign::new(version, description, script, down)
            }
            // The tools allow it: such a migration does nothing on its way up.
            Direction::Downgrade => {
                let up = Script {
                    path: script.path.clone(),
                    ..Script::default()
                };
                Foreign::new(version, description, up, Some(script))
            }
        };
        found.migrations.push(migration);
    }
}
