//! What the table says, held against what is compiled.

use limbeck_core::graph::{Graph, Index};
use limbeck_core::packed::Packed;
use limbeck_core::plan::{Applied, Plan, Step, Unknown};
use limbeck_core::{Dialect, Direction};

use crate::error::{Error, ErrorKind};
use crate::session::TextRow;
use crate::table::{FORMAT, Table};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) revision: String,
    pub(crate) parents: Vec<String>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) checksum: String,
    pub(crate) lineage: String,
    pub(crate) done: usize,
    pub(crate) total: usize,
    pub(crate) direction: Direction,
    pub(crate) applied_at: String,
    pub(crate) duration_us: Option<u64>,
    pub(crate) applied_by: String,
}

impl Row {
    /// Whether a run without transaction was cut off.
    pub(crate) fn is_partial(&self) -> bool {
        self.done != self.total || self.direction == Direction::Downgrade
    }
}

/// The rows of one set, sorted out.
#[derive(Debug)]
pub(crate) struct State {
    /// Each compiled revision's row, in folder order.
    pub(crate) rows: Vec<Option<Row>>,
    /// The rows that no compiled revision has, sorted by id.
    pub(crate) unknown: Vec<Row>,
    /// The compiled revisions that are applied; one that was cut off on the way up is not.
    pub(crate) applied: Applied,
}

impl State {
    /// The state of a database without table.
    pub(crate) fn empty(graph: &Graph) -> State {
        State {
            rows: vec![None; graph.len()],
            unknown: Vec::new(),
            applied: Applied::none(graph),
        }
    }

    /// Reads the answer to [`Table::rows`].
    pub(crate) fn read(graph: &Graph, table: &Table, rows: Vec<TextRow>) -> Result<State, Error> {
        let mut state = State::empty(graph);
        for row in rows {
            let row = parse(table, row)?;
            // A label is no revision: only ids are recorded.
            let index = graph.find(&row.revision);
            let index = index.filter(|&index| *graph.node(index).id == *row.revision);
            let Some(index) = index else {
                state.unknown.push(row);
                continue;
            };
            if !(row.is_partial() && row.direction == Direction::Upgrade) {
                state.applied.insert(index);
            }
            state.rows[index.get()] = Some(row);
        }
        state.unknown.sort_by(|a, b| a.revision.cmp(&b.revision));
        for row in &state.unknown {
            state.applied.insert_unknown(Unknown {
                id: row.revision.clone(),
                parents: row.parents.clone(),
                depends_on: row.depends_on.clone(),
            });
        }
        Ok(state)
    }

    /// The number of rows.
    pub(crate) fn count(&self) -> usize {
        self.rows.iter().flatten().count() + self.unknown.len()
    }

    /// How many statements of `revision` an earlier run has done, if it was cut off.
    pub(crate) fn resumes_at(&self, revision: Index) -> Option<usize> {
        let row = self.rows[revision.get()].as_ref()?;
        row.is_partial().then_some(row.done)
    }

    /// Keeps the state true after a step.
    pub(crate) fn set(&mut self, step: Step, history: Packed, dialect: Dialect) {
        let revision = history.revision(step.revision.get());
        let id = |at: usize| history.revision(at).id().to_owned();
        let row = (step.direction == Direction::Upgrade).then(|| Row {
            revision: revision.id().to_owned(),
            parents: revision.parents().map(id).collect(),
            depends_on: revision.depends_on().map(id).collect(),
            checksum: revision.checksum(dialect).to_owned(),
            lineage: revision.lineage(dialect).to_owned(),
            done: 0,
            total: 0,
            direction: Direction::Upgrade,
            applied_at: String::new(),
            duration_us: None,
            applied_by: String::new(),
        });
        match step.direction {
            Direction::Upgrade => self.applied.insert(step.revision),
            Direction::Downgrade => self.applied.remove(step.revision),
        }
        self.rows[step.revision.get()] = row;
    }

    /// Refuses a revision that was cut off on its way in the other direction.
    pub(crate) fn check_partial(&self, direction: Direction) -> Result<(), Error> {
        let opposite = |row: &&Row| row.is_partial() && row.direction != direction;
        match self.rows.iter().flatten().find(opposite) {
            None => Ok(()),
            Some(row) => Err(ErrorKind::Partial {
                revision: row.revision.clone(),
                direction: row.direction,
                done: row.done,
                total: row.total,
            }
            .into()),
        }
    }

    /// Refuses rows that differ from what is compiled, naming the first that really does: the
    /// lineage of all that follows it differs too.
    pub(crate) fn check_edited(
        &self,
        history: Packed,
        graph: &Graph,
        dialect: Dialect,
    ) -> Result<(), Error> {
        for &index in graph.order() {
            let Some(row) = &self.rows[index.get()] else {
                continue;
            };
            let compiled = history.revision(index.get());
            // What was cut off may be mended before it goes on.
            if row.is_partial() || row.lineage == compiled.lineage(dialect) {
                continue;
            }
            return Err(ErrorKind::Edited {
                revision: row.revision.clone(),
                path: compiled.path().to_owned(),
                applied_at: row.applied_at.clone(),
                recorded: row.checksum.clone(),
                compiled: compiled.checksum(dialect).to_owned(),
            }
            .into());
        }
        Ok(())
    }

    /// The ids of the applied revisions that no applied revision follows or depends on, sorted;
    /// those the binary does not know by what the table says of them.
    pub(crate) fn heads(&self) -> Vec<String> {
        let applied = || {
            let known = self.rows.iter().flatten();
            let whole = |row: &&Row| !row.is_partial() || row.direction == Direction::Downgrade;
            known.chain(&self.unknown).filter(whole)
        };
        let below: std::collections::HashSet<&str> = applied()
            .flat_map(|row| row.parents.iter().chain(&row.depends_on))
            .map(String::as_str)
            .collect();
        let ids = applied().map(|row| row.revision.as_str());
        let mut heads: Vec<String> = ids
            .filter(|id| !below.contains(id))
            .map(str::to_owned)
            .collect();
        heads.sort();
        heads
    }
}

/// Refuses a way down that crosses a revision without one.
pub(crate) fn check_reversible(
    history: Packed,
    plan: &Plan,
    dialect: Dialect,
) -> Result<(), Error> {
    for step in &plan.steps {
        let revision = history.revision(step.revision.get());
        if revision.script(dialect, Direction::Downgrade).is_none() {
            return Err(ErrorKind::Irreversible {
                revision: revision.id().to_owned(),
                reason: revision.irreversible().unwrap_or_default().to_owned(),
            }
            .into());
        }
    }
    Ok(())
}

fn parse(table: &Table, row: TextRow) -> Result<Row, Error> {
    let bad = |what: &str| {
        Error::from(ErrorKind::BadTable {
            table: table.name(),
            what: what.to_owned(),
        })
    };
    let mut columns = row.into_iter();
    let mut next = || columns.next().flatten();
    let missing = |name: &str| bad(&format!("a row has no {name}"));
    let mut text = |name: &str| next().ok_or_else(|| missing(name));
    let ids = |list: String| -> Vec<String> {
        let ids = list.split(',').filter(|id| !id.is_empty());
        ids.map(str::to_owned).collect()
    };
    let revision = text("revision")?;
    let parents = ids(text("parents")?);
    let depends_on = ids(text("depends_on")?);
    let checksum = text("checksum")?;
    let lineage = text("lineage")?;
    let done = text("statements_done")?.parse();
    let done = done.map_err(|_| bad("statements_done is no count"))?;
    let total = text("statements_total")?.parse();
    let total = total.map_err(|_| bad("statements_total is no count"))?;
    let direction = match text("direction")?.as_str() {
        "upgrade" => Direction::Upgrade,
        "downgrade" => Direction::Downgrade,
        _ => return Err(bad("direction is neither upgrade nor downgrade")),
    };
    let applied_at = text("applied_at")?;
    let duration_us = next().and_then(|duration| duration.parse().ok());
    let mut text = |name: &str| next().ok_or_else(|| missing(name));
    let applied_by = text("applied_by")?;
    let format = text("format")?.parse().unwrap_or(u32::MAX);
    if format > FORMAT {
        return Err(newer(table, format));
    }
    Ok(Row {
        revision,
        parents,
        depends_on,
        checksum,
        lineage,
        done,
        total,
        direction,
        applied_at,
        duration_us,
        applied_by,
    })
}

/// The error for a table that a newer limbeck has written.
pub(crate) fn newer(table: &Table, found: u32) -> Error {
    ErrorKind::NewerTable {
        table: table.name(),
        found,
        known: FORMAT,
    }
    .into()
}
