//! What a database has applied, for the commands that only mark it in the graph.

use limbeck_core::plan::Applied;

use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::Failure;
use crate::source::History;

/// Returns the history for the database that is meant, and what is applied there.
pub(crate) fn applied(context: &mut Context) -> Result<(History, Applied), Failure> {
    let (url, history) = context.database()?;
    let migrator = history.migrations.migrator();
    let (entries, current) = database::run(&url, Access::Read, async |database| {
        let entries = with_connection!(database, c => migrator.history(c).await)?;
        Ok((
            entries,
            with_connection!(database, c => migrator.current(c).await)?,
        ))
    })?;
    let mut applied = Applied::none(&history.graph);
    for entry in entries {
        // What was cut off on its way down is still there, and current; on its way up, not yet.
        let is_current = || current.iter().any(|row| row.revision == entry.revision);
        let is_there = entry
            .applied
            .as_ref()
            .is_some_and(|row| row.partial.is_none() || is_current());
        if let Some(at) = history.graph.find(entry.revision).filter(|_| is_there) {
            applied.insert(at);
        }
    }
    Ok((history, applied))
}

/// Returns the history and what is applied, or that nothing is where the command does not ask.
pub(crate) fn applied_if(asks: bool, context: &mut Context) -> Result<(History, Applied), Failure> {
    if asks {
        return applied(context);
    }
    let history = context.source.history(&context.options, None)?;
    let nothing = Applied::none(&history.graph);
    Ok((history, nothing))
}
