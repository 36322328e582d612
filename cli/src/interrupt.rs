//! Ctrl-C: the first lets the statement under way end, the second does not.

use std::future::Future;
use std::pin::pin;

use limbeck::{Migrator, StopSignal};

use crate::exit::Failure;
use crate::output::Output;
use crate::progress::Progress;
use crate::source::History;

/// A run that is shown and can be stopped.
pub(crate) struct Watch<'h> {
    history: &'h History,
    progress: Progress<'h>,
    stop: StopSignal,
}

impl<'h> Watch<'h> {
    pub(crate) fn new(history: &'h History, output: &Output) -> Watch<'h> {
        Watch {
            history,
            progress: Progress::new(history, output.remarks()),
            stop: StopSignal::new(),
        }
    }

    /// Returns the migrator whose runs are watched.
    pub(crate) fn migrator(&self) -> Migrator<'_> {
        let migrator = self.history.migrations.migrator();
        migrator.observer(&self.progress).stop_on(&self.stop)
    }

    /// Does `work` with [`Watch::migrator`]. The first interrupt asks it to stop, which it may or
    /// may not come to; the second gives it up.
    pub(crate) async fn over<T, E: Into<Failure>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Failure> {
        let mut interrupts = Interrupts::listen()?;
        let mut work = pin!(work);
        let early = tokio::select! {
            result = &mut work => Some(result),
            () = interrupts.next() => None,
        };
        let result = match early {
            Some(result) => Some(result),
            None => {
                self.stop.request();
                self.progress.note(STOPPING);
                tokio::select! {
                    result = &mut work => Some(result),
                    () = interrupts.next() => None,
                }
            }
        };
        self.progress.clear();
        match result {
            Some(result) => result.map_err(Into::into),
            None => {
                Err(Failure::stopped(GIVEN_UP)
                    .help("`limbeck current` tells where the database is"))
            }
        }
    }
}

const STOPPING: &str = "stopping after the statement under way; Ctrl-C again stops at once";
const GIVEN_UP: &str = "stopped at once: the database may still be finishing the statement";

/// Ctrl-C, and on Unix what else asks a process to end.
struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Interrupts {
    #[cfg(unix)]
    fn listen() -> Result<Interrupts, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| {
            signal(kind).map_err(|error| Failure::internal("Ctrl-C cannot be listened to", error))
        };
        Ok(Interrupts {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => (),
            _ = self.terminate.recv() => (),
        }
    }

    #[cfg(not(unix))]
    fn listen() -> Result<Interrupts, Failure> {
        Ok(Interrupts {})
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        // Where it cannot be listened to, there is none.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
