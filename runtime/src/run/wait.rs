//! Waiting for what somebody else holds.

use std::time::Duration;

use super::Run;
use crate::clock::{Backoff, Stopwatch, sleep};
use crate::error::{Error, ErrorKind};
use crate::event::Event;

/// How long a waiter stays silent between two words.
const SAID_EVERY: Duration = Duration::from_secs(5);

/// How long a waiter sleeps at most before it looks whether it is to stop.
const STOPS_WITHIN: Duration = Duration::from_millis(100);

/// How long something has been waited for.
#[derive(Debug)]
pub(crate) struct Wait {
    watch: Stopwatch,
    backoff: Backoff,
    said: Option<Duration>,
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

impl Run<'_, '_> {
    /// Sleeps until the next try, and says now and then who is waited for.
    pub(crate) async fn wait(&mut self, wait: &mut Wait) -> Result<(), Error> {
        let waited = wait.watch.elapsed();
        if wait.said.is_none_or(|said| waited >= said + SAID_EVERY) {
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
        self.pause(&mut wait.backoff).await
    }

    /// Sleeps until the next try, unless a stop is asked for.
    pub(crate) async fn pause(&self, backoff: &mut Backoff) -> Result<(), Error> {
        let mut left = backoff.next();
        while !left.is_zero() {
            self.check_stop()?;
            let time = match self.options.stop {
                None => left,
                Some(_) => left.min(STOPS_WITHIN),
            };
            sleep(time).await;
            left -= time;
        }
        self.check_stop()
    }

    /// Goes no further where a stop was asked for, between two steps.
    pub(crate) fn check_stop(&self) -> Result<(), Error> {
        if !self.options.is_stop_requested() {
            return Ok(());
        }
        Err(ErrorKind::Stopped {
            revision: None,
            kept: 0,
            statements: 0,
        }
        .into())
    }
}
