//! The only reader of time, and the only sleeper.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

/// A stopwatch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Stopwatch(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Waits between two tries: doubling from 50 ms to 2 s, each shortened by up to half at random, so
/// that many waiters do not try in step.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    const FIRST: Duration = Duration::from_millis(50);
    const LONGEST: Duration = Duration::from_secs(2);

    /// How long to sleep before the next try.
    pub(crate) fn next(&mut self) -> Duration {
        let full = Self::FIRST.saturating_mul(1 << self.tries.min(10));
        self.tries += 1;
        let share = 0.5 + 0.5 * random();
        full.min(Self::LONGEST).mul_f64(share)
    }

    pub(crate) fn tries(&self) -> u32 {
        self.tries
    }
}

/// Sleeps on the client, on the runtime that sqlx itself runs on: a waiter that slept in the database
/// would hold a snapshot, and `CREATE INDEX CONCURRENTLY` waits for every older snapshot.
pub(crate) async fn sleep(time: Duration) {
    sqlx::__rt::sleep(time).await;
}

/// A number from 0 to 1, exclusive: the standard library seeds its hash maps at random.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    (bits >> 11) as f64 / (1u64 << 53) as f64
}
