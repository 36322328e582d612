//! Do downgrades that fail one by one work together?
//!
//! Tools that split a change into many revisions write their ways back for all of them: one undoes
//! what the next one's has left. Then it is a matter of how far one goes, and no error. Only a history
//! that is full of these is looked at: going back far enough drops every table, and with it whatever
//! a downgrade forgot.

use std::ops::Range;

use limbeck_core::Direction;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::graph::Index;
use limbeck_core::script::{Script, Statement};

use super::History;
use super::input::Way;
use crate::simulator::{Assumption, Input};
use crate::simulators::simulator;

/// How many have to fail alone, and which part of all.
const LEAST: usize = 8;
const PART: usize = 4;

/// Each try reads the history up to the revisions in question.
const MAX_TRIES: usize = 12;

/// Returns which of the revisions, by their place in `order`, have ways back that work together with
/// those around them. `doubtful` are the places of those that do not work alone; those before `from`
/// are not looked at. Those without a way back count as undone by the others'.
pub(super) fn work_together(
    history: &History<'_>,
    order: &[Index],
    from: usize,
    doubtful: &[usize],
) -> Vec<bool> {
    let mut works = vec![false; order.len()];
    if doubtful.len() < LEAST || doubtful.len() * PART < order.len() - from.min(order.len()) {
        return works;
    }
    let is_doubtful = |run: &Range<usize>| doubtful.iter().any(|place| run.contains(place));
    let mut open: Vec<Range<usize>> = Vec::new();
    open.push(from..order.len());
    for _ in 0..MAX_TRIES {
        let Some(run) = open.pop() else { break };
        match attempt(history, order, &run) {
            Some(Attempt::Works) => works[run].fill(true),
            Some(Attempt::FailsAt(place)) => {
                let around = [run.start..place, place + 1..run.end];
                open.extend(around.into_iter().filter(|part| part.len() > 1));
                open.retain(is_doubtful);
            }
            None => {}
        }
    }
    works
}

enum Attempt {
    Works,
    FailsAt(usize),
}

/// Goes up the whole run and back; `None` if it does not lead back or nobody knows.
fn attempt(history: &History<'_>, order: &[Index], run: &Range<usize>) -> Option<Attempt> {
    let mut simulator = simulator(history.dialect)?;
    let before = order.get(..run.start)?;
    history.build(&mut *simulator, |index| before.contains(&index));
    let up = Joined::of(history, order, run.clone(), Direction::Upgrade);
    let down = Joined::of(history, order, run.clone().rev(), Direction::Downgrade);
    simulator.upgrade(up.input()?);
    let (outcome, difference) = simulator.prove(down.input()?);
    let errors = outcome.found.iter();
    let first = errors
        .filter(|one| one.severity == Severity::Error)
        .map(Diagnostic::start)
        .min();
    match first {
        Some(at) => down.place_of(at).map(Attempt::FailsAt),
        None if difference.names.is_empty() && !difference.is_uncertain => Some(Attempt::Works),
        None => None,
    }
}

/// Scripts of several revisions as if they were one.
#[derive(Default)]
struct Joined<'a> {
    ways: Vec<Way<'a>>,
    text: String,
    script: Script,
    assumptions: Vec<Assumption<'a>>,
    /// Where each revision's text ends, with its place.
    ends: Vec<(usize, usize)>,
}

impl<'a> Joined<'a> {
    fn of(
        history: &History<'a>,
        order: &[Index],
        places: impl Iterator<Item = usize>,
        direction: Direction,
    ) -> Self {
        let mut joined = Joined::default();
        for place in places {
            let way = order
                .get(place)
                .and_then(|index| history.way(*index, direction));
            if let Some(way) = way {
                joined.push(way, place);
            }
        }
        joined
    }

    fn push(&mut self, way: Way<'a>, place: usize) {
        let (offset, first) = (self.text.len(), self.script.statements.len());
        let moved = |range: &Range<usize>| range.start + offset..range.end + offset;
        self.text.push_str(way.text);
        self.text.push('\n');
        let statements = way.script.statements.iter().map(|statement| Statement {
            range: moved(&statement.range),
            line: statement.line,
        });
        self.script.statements.extend(statements);
        self.script.foreign_keys_off |= way.script.foreign_keys_off;
        let assumptions = way.assumptions.iter().map(|assumption| Assumption {
            at: moved(&assumption.at),
            effect: assumption.effect,
            statement: assumption.statement + first,
        });
        self.assumptions.extend(assumptions);
        self.ends.push((self.text.len(), place));
        self.ways.push(way);
    }

    fn input(&self) -> Option<Input<'_>> {
        let first = self.ways.first()?.input();
        Some(Input {
            text: &self.text,
            script: &self.script,
            assumptions: &self.assumptions,
            ..first
        })
    }

    /// The place of the revision whose text has this offset.
    fn place_of(&self, at: usize) -> Option<usize> {
        let which = self.ends.partition_point(|(end, _)| *end <= at);
        self.ends.get(which).map(|(_, place)| *place)
    }
}
