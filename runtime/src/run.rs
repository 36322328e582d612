//! The protocol of a run: look, lock, look again, plan, take the steps, give everything back.

use limbeck_core::Direction;
use limbeck_core::graph::Graph;
use limbeck_core::plan::{self, Plan, PlanError};
use limbeck_core::target::Target;

use crate::clock::{Backoff, Stopwatch};
use crate::error::{Error, ErrorKind};
use crate::event::{Event, tell};
use crate::options::{Ahead, Options};
use crate::report::Report;
use crate::session::{Session, Trouble};
use crate::stale;
use crate::state::{self, State, newer};
use crate::table::{FORMAT, Table};

/// How long a waiter stays silent between two words.
const WAITING_SAID_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

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
        if matches!(look, Look::Unclear) {
            // Read before any lock: with nothing to do, a run disturbs nobody and waits for nobody.
            let state = self.read().await?;
            if self.plan_upgrade(&state, &target)?.steps.is_empty() {
                self.report.heads = state.heads();
                return Ok(());
            }
        }
        self.drive(Direction::Upgrade, |run, state| {
            run.plan_upgrade(state, &target)
        })
        .await
    }

    pub(crate) async fn downgrade(&mut self, target: &str) -> Result<(), Error> {
        let target = parse(target)?;
        self.drive(Direction::Downgrade, |run, state| {
            run.plan_downgrade(state, &target)
        })
        .await
    }

    pub(crate) async fn stamp(&mut self, targets: &[&str]) -> Result<(), Error> {
        let targets: Vec<Target> = targets
            .iter()
            .map(|target| parse(target))
            .collect::<Result<_, _>>()?;
        self.enter().await?;
        for _ in 0..MAX_OVERTAKEN {
            let mut state = self.read().await?;
            let ahead = plan::Ahead::Continue;
            let stamp = plan::stamp(&self.graph, &state.applied, &targets, false, ahead);
            let plan = stamp.map_err(planning)?.plan;
            if self.record(&mut state, &plan).await? {
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

    /// Locks, and takes the planned steps until the plan is empty.
    async fn drive(
        &mut self,
        direction: Direction,
        plan: impl Fn(&Run<'_, '_>, &State) -> Result<Plan, Error>,
    ) -> Result<(), Error> {
        self.enter().await?;
        for _ in 0..MAX_OVERTAKEN {
            let mut state = self.read().await?;
            let steps = plan(self, &state)?.steps;
            if steps.is_empty() {
                self.report.heads = state.heads();
                return Ok(());
            }
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

    /// Sleeps until the next try, and says now and then who is waited for.
    pub(crate) async fn wait(&mut self, wait: &mut Wait) -> Result<(), Error> {
        let waited = wait.watch.elapsed();
        if wait
            .said
            .is_none_or(|said| waited >= said + WAITING_SAID_EVERY)
        {
            let holder = self.session.lock_holder().await;
            if waited >= self.options.lock_wait {
                return Err(ErrorKind::LockHeld { holder, waited }.into());
            }
            let holder = holder.as_deref();
            self.tell(&Event::Waiting { holder, waited });
            wait.said = Some(waited);
        } else if waited >= self.options.lock_wait {
            let holder = self.session.lock_holder().await;
            return Err(ErrorKind::LockHeld { holder, waited }.into());
        }
        wait.backoff.sleep().await;
        Ok(())
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

    fn plan_upgrade(&self, state: &State, target: &Target) -> Result<Plan, Error> {
        let history = self.options.history;
        self.check_ahead(state, self.options.ahead)?;
        state.check_edited(history, &self.graph, self.session.dialect())?;
        state.check_partial(Direction::Upgrade)?;
        let ahead = plan::Ahead::Continue;
        plan::upgrade(&self.graph, &state.applied, target, ahead).map_err(planning)
    }

    fn plan_downgrade(&self, state: &State, target: &Target) -> Result<Plan, Error> {
        // What follows a revision cannot be known from this binary's graph alone.
        self.check_ahead(state, Ahead::Refuse)?;
        let history = self.options.history;
        let dialect = self.session.dialect();
        state.check_edited(history, &self.graph, dialect)?;
        state.check_partial(Direction::Downgrade)?;
        let ahead = plan::Ahead::Continue;
        let plan = plan::downgrade(&self.graph, &state.applied, target, ahead);
        let plan = plan.map_err(planning)?;
        state::check_reversible(history, &plan, dialect)?;
        Ok(plan)
    }

    fn check_ahead(&self, state: &State, policy: Ahead) -> Result<(), Error> {
        if state.unknown.is_empty() || policy == Ahead::Continue {
            return Ok(());
        }
        let unknown = state.unknown.iter().map(|row| row.revision.clone());
        let unknown = unknown.collect();
        Err(ErrorKind::Ahead { unknown }.into())
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

/// Reads a target.
pub(crate) fn parse(target: &str) -> Result<Target, Error> {
    Ok(Target::parse(target).map_err(ErrorKind::from)?)
}

/// Why there is no plan, as the runtime says it.
pub(crate) fn planning(error: PlanError) -> Error {
    match error {
        PlanError::Target(error) => ErrorKind::from(error),
        PlanError::Ahead { unknown } => ErrorKind::Ahead { unknown },
        PlanError::InTheWay { unknown } => ErrorKind::InTheWay { unknown },
        _ => ErrorKind::Ahead {
            unknown: Vec::new(),
        },
    }
    .into()
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

/// How long something has been waited for.
#[derive(Debug)]
pub(crate) struct Wait {
    watch: Stopwatch,
    backoff: Backoff,
    said: Option<std::time::Duration>,
}

impl Default for Wait {
    fn default() -> Self {
        Wait {
            watch: Stopwatch::start(),
            backoff: Backoff::default(),
            said: None,
        }
    }
}
