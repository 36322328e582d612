//! The protocol of a run: look, lock, look again, plan, take the steps, give everything back.

use limbeck_core::Direction;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::plan;

use crate::clock::Stopwatch;
use crate::error::{Error, ErrorKind};
use crate::event::{Event, tell};
use crate::options::Options;
use crate::report::Report;
use crate::session::{Session, Trouble};
use crate::stale;
use crate::state::{State, newer};
use crate::table::{FORMAT, Table};

mod planning;
mod wait;

pub(crate) use planning::{parse, parse_all, planning};
pub(crate) use wait::Wait;

/// How often a plan is made anew because other runners were faster.
const MAX_OVERTAKEN: usize = 1000;

/// One run on one session.
pub(crate) struct Run<'r, 'o> {
    pub(crate) options: &'r Options<'o>,
    pub(crate) session: &'r mut (dyn Session + 'r),
    pub(crate) table: Table,
    pub(crate) graph: Graph,
    pub(crate) report: Report,
    watch: Stopwatch,
}

/// What the one statement of the fast path found.
enum Look {
    UpToDate,
    NoTable,
    Unclear,
}

impl<'r, 'o> Run<'r, 'o> {
    pub(crate) fn new(options: &'r Options<'o>, session: &'r mut (dyn Session + 'r)) -> Self {
        let dialect = session.dialect();
        let set = options.history.set_name();
        Run {
            table: Table::new(dialect, options.schema.as_deref(), &options.table, set),
            graph: Graph::default(),
            report: Report::default(),
            watch: Stopwatch::start(),
            options,
            session,
        }
    }

    pub(crate) async fn upgrade(&mut self, target: &str) -> Result<(), Error> {
        let one_head = self.options.history.heads().len() < 2;
        let look = match target {
            "heads" => self.look().await?,
            "head" if one_head => self.look().await?,
            _ => Look::Unclear,
        };
        if matches!(look, Look::UpToDate) {
            let history = self.options.history;
            let ids = history
                .heads()
                .map(|at| history.revision(at).id().to_owned());
            self.report.heads = ids.collect();
            self.report.heads.sort();
            return Ok(());
        }
        let target = parse(target)?;
        // Read before any lock: with nothing to do, a run disturbs nobody and waits for nobody. And
        // `+2` is one place, however many take the same two steps at the same time.
        let state = match look {
            Look::NoTable => self.nothing_applied(),
            _ => self.read().await?,
        };
        self.check(&state, Direction::Upgrade)?;
        let goal = target.for_upgrade(&self.graph, &state.applied);
        let goal = goal.map_err(ErrorKind::from)?;
        self.drive(state, Direction::Upgrade, goal.revisions())
            .await
    }

    pub(crate) async fn downgrade(&mut self, target: &str) -> Result<(), Error> {
        let target = parse(target)?;
        let state = self.read().await?;
        self.check(&state, Direction::Downgrade)?;
        let lines = plan::lines_back(&self.graph, &state.applied, &target);
        self.drive(state, Direction::Downgrade, &lines.map_err(planning)?)
            .await
    }

    pub(crate) async fn stamp(&mut self, targets: &[&str], purge: bool) -> Result<(), Error> {
        let targets = parse_all(targets)?;
        self.enter().await?;
        for _ in 0..MAX_OVERTAKEN {
            let mut state = self.read().await?;
            let stamping = self.stamping(&state, &targets, purge)?;
            if self.record(&mut state, &stamping).await? {
                self.report.heads = state.heads();
                return Ok(());
            }
        }
        Err(self.overtaken(""))
    }

    /// The fast path: one read-only statement, no lock.
    async fn look(&mut self) -> Result<Look, Error> {
        let history = self.options.history;
        let heads: Vec<_> = history.heads().map(|at| history.revision(at)).collect();
        let ids: Vec<&str> = heads.iter().map(|head| head.id()).collect();
        let rows = match self.session.fetch(&self.table.summary(&ids)).await {
            Ok(rows) => rows,
            Err(error) => match self.session.trouble(&error) {
                Trouble::NoTable if history.is_empty() => return Ok(Look::UpToDate),
                Trouble::NoTable => return Ok(Look::NoTable),
                Trouble::Busy => return Ok(Look::Unclear),
                _ => return Err(ErrorKind::database("read what is applied")(error)),
            },
        };
        let row = rows.into_iter().next().unwrap_or_default();
        let number = |at: usize| row.get(at).and_then(|n| n.as_deref()?.parse::<u32>().ok());
        let format = number(2).unwrap_or_default();
        if format > FORMAT {
            return Err(newer(&self.table, format));
        }
        let dialect = self.session.dialect();
        let lineages = row.iter().skip(3).map(Option::as_deref);
        let same = heads
            .iter()
            .map(|head| Some(head.lineage(dialect)))
            .eq(lineages);
        let all = number(0).map(|count| count as usize) == Some(history.len());
        if same && all && number(1) == Some(0) {
            return Ok(Look::UpToDate);
        }
        Ok(Look::Unclear)
    }

    /// Reads every row; a table that is not there has none.
    pub(crate) async fn read(&mut self) -> Result<State, Error> {
        self.build_graph();
        let mut wait = Wait::default();
        loop {
            match self.session.fetch(&self.table.rows()).await {
                Ok(rows) => return State::read(&self.graph, &self.table, rows),
                Err(error) => match self.session.trouble(&error) {
                    Trouble::NoTable => return Ok(State::empty(&self.graph)),
                    Trouble::Busy => self.wait(&mut wait).await?,
                    _ => return Err(ErrorKind::database("read what is applied")(error)),
                },
            }
        }
    }

    /// Unless what was read shows that nothing is to be done: locks, and takes the planned steps
    /// until the plan is empty. See [`Run::plan`] for the goal.
    async fn drive(
        &mut self,
        mut state: State,
        direction: Direction,
        goal: &[Index],
    ) -> Result<(), Error> {
        if self.plan(&state, direction, goal)?.steps.is_empty() {
            self.report.heads = state.heads();
            return Ok(());
        }
        self.enter().await?;
        for _ in 0..MAX_OVERTAKEN {
            state = self.read().await?;
            let steps = self.plan(&state, direction, goal)?.steps;
            if steps.is_empty() {
                self.report.heads = state.heads();
                return Ok(());
            }
            self.check_stop()?;
            if direction == Direction::Upgrade {
                self.create_table(steps.len()).await?;
            }
            self.tell(&Event::Planned { steps: steps.len() });
            if self.take(&mut state, &steps).await? {
                self.report.heads = state.heads();
                return Ok(());
            }
        }
        Err(self.overtaken(""))
    }

    /// Gets the session ready and takes the lock.
    async fn enter(&mut self) -> Result<(), Error> {
        let options = self.options;
        let lock_timeout = u64::try_from(options.lock_timeout.as_millis()).unwrap_or(u64::MAX);
        let schema = options.schema.as_deref();
        let prepared = self.session.prepare(&options.table, schema, lock_timeout);
        let prepared = prepared.await;
        let prepared = prepared.map_err(ErrorKind::database("get the session ready"))?;
        if prepared.in_transaction {
            return Err(ErrorKind::InTransaction.into());
        }
        let set = options.history.set_name();
        let dialect = self.session.dialect();
        self.table = Table::new(dialect, prepared.schema.as_deref(), &options.table, set);
        let mut wait = Wait::default();
        loop {
            let locked = self.session.try_lock().await;
            if locked.map_err(ErrorKind::database("take the lock"))? {
                return Ok(());
            }
            self.wait(&mut wait).await?;
        }
    }

    /// Makes the table if it is not there. Only runs that are about to write to it do.
    pub(crate) async fn create_table(&mut self, pending: usize) -> Result<(), Error> {
        let mut wait = Wait::default();
        loop {
            let count = self.session.fetch(&self.table.count()).await;
            let error = match count {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            match self.session.trouble(&error) {
                Trouble::NoTable => {}
                Trouble::Busy => {
                    self.wait(&mut wait).await?;
                    continue;
                }
                _ => return Err(ErrorKind::database("read what is applied")(error)),
            }
            let Err(error) = self.session.execute(&self.table.create()).await else {
                return Ok(());
            };
            match self.session.trouble(&error) {
                // Another runner without the lock was faster: look again.
                Trouble::Exists | Trouble::Busy => self.wait(&mut wait).await?,
                Trouble::ReadOnly => return Err(ErrorKind::ReadOnly { pending }.into()),
                _ => return Err(ErrorKind::database("create the table of revisions")(error)),
            }
        }
    }

    fn nothing_applied(&mut self) -> State {
        self.build_graph();
        State::empty(&self.graph)
    }

    /// The graph is built only by runs that have something to look into.
    fn build_graph(&mut self) {
        if self.graph.is_empty() {
            self.graph = self.options.history.graph();
        }
    }

    pub(crate) fn overtaken(&self, revision: &str) -> Error {
        let revision = revision.to_owned();
        ErrorKind::Overtaken { revision }.into()
    }

    pub(crate) fn tell(&self, event: &Event<'_>) {
        tell(self.options.observer, event);
    }

    /// Gives back what the session took and hands over the report.
    pub(crate) async fn close(mut self, result: Result<(), Error>) -> Result<Report, Error> {
        let finished = self.session.finish().await;
        let result = result.and(finished.map_err(ErrorKind::database("release the session")));
        self.report.elapsed = self.watch.elapsed();
        let history = self.options.history;
        let folder = self.options.folder;
        let difference = folder.and_then(|folder| stale::difference(history, folder));
        if let Some(difference) = &difference {
            self.tell(&Event::Stale { difference });
        }
        match (result, difference) {
            (Ok(()), _) => Ok(self.report),
            (Err(error), Some(difference)) if blames_the_database(&error) => {
                let instead = error.kind().to_string();
                let kind = ErrorKind::Stale {
                    difference,
                    instead,
                };
                Err(Error::from(kind).with_report(self.report))
            }
            (Err(error), _) => Err(error.with_report(self.report)),
        }
    }
}

/// Whether the error says that database and binary differ, which an old binary would say too.
fn blames_the_database(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Ahead { .. }
            | ErrorKind::InTheWay { .. }
            | ErrorKind::Edited { .. }
            | ErrorKind::Target(_)
    )
}
