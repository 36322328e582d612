//! How a run is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};

/// Asks runs to stop: see [`Migrator::stop_on`](crate::Migrator::stop_on).
///
/// It may be a `static`, and a signal handler's thread may use it.
///
/// ```
/// static STOP: limbeck::StopSignal = limbeck::StopSignal::new();
///
/// STOP.request();
/// assert!(STOP.is_requested());
/// ```
#[derive(Debug, Default)]
pub struct StopSignal(AtomicBool);

impl StopSignal {
    /// Makes a signal that asks nothing yet.
    pub const fn new() -> Self {
        StopSignal(AtomicBool::new(false))
    }

    /// Asks every run that looks at this signal to stop; it cannot be taken back.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
