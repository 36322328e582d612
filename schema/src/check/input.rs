//! What a simulator is told of one script.

use limbeck_core::body::Body;
use limbeck_core::revision::Revision;
use limbeck_core::script::Script;
use limbeck_core::source::Sources;
use limbeck_core::{Dialect, Direction};

use crate::simulator::{Assumption, Input};

/// One direction of a revision, as one dialect runs it.
pub(crate) struct Way<'a> {
    revision: &'a Revision,
    pub(super) text: &'a str,
    pub(super) script: &'a Script,
    pub(super) assumptions: Vec<Assumption<'a>>,
}

impl<'a> Way<'a> {
    /// `None` if there is no such script.
    pub(super) fn new(
        revision: &'a Revision,
        sources: &'a Sources,
        direction: Direction,
        dialect: Dialect,
    ) -> Option<Self> {
        let scripts = revision.scripts(dialect)?;
        let script = match direction {
            Direction::Upgrade => Some(&scripts.upgrade),
            Direction::Downgrade => scripts.downgrade.as_ref(),
        }?;
        Some(Way {
            revision,
            text: &sources.file(revision.file).text,
            script,
            assumptions: assumptions(&revision.body, direction, dialect, script),
        })
    }

    /// Returns what a simulator is given.
    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            revision: self.revision.id(),
            file: self.revision.file,
            text: self.text,
            script: self.script,
            assumptions: &self.assumptions,
        }
    }

    /// Returns how many statements there are.
    pub(super) fn len(&self) -> usize {
        self.script.statements.len()
    }
}

/// Returns what the author says about the statements of `script`: each directive is about the
/// statement behind it.
fn assumptions<'a>(
    body: &'a Body,
    direction: Direction,
    dialect: Dialect,
    script: &Script,
) -> Vec<Assumption<'a>> {
    let Some(section) = body.section(direction, dialect) else {
        return Vec::new();
    };
    let statements = &script.statements;
    let within = |at: usize| section.text.contains(&at);
    let assumes = body.assumes.iter();
    let assumes = assumes.filter(|assume| within(assume.span.range.start));
    assumes
        .map(|assume| Assumption {
            at: assume.span.range.clone(),
            effect: &assume.effect,
            statement: statements.partition_point(|s| s.range.start < assume.span.range.end),
        })
        .filter(|assumption| assumption.statement < statements.len())
        .collect()
}
