//! Waiting for what somebody else holds.

use std::time::Duration;

use super::Run;
use crate::clock::{Backoff, Stopwatch};
use crate::error::{Error, ErrorKind};
use crate::event::Event;

/// How long a waiter stays silent between two words.
const SAID_EVERY: Duration = Duration::from_secs(5);

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
        wait.backoff.sleep().await;
        Ok(())
    }
}
