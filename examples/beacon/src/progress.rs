//! Shows a run on a terminal; silent elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use limbeck::{Event, Observer};

/// A bar that counts steps and names the revision under way.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// The bar draws itself only where standard error is a terminal.
    pub(crate) fn new() -> Self {
        let template = "{spinner} {pos}/{len} {msg} {elapsed}";
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        Progress(ProgressBar::no_length().with_style(style))
    }
}

impl Observer for Progress {
    fn observe(&self, event: &Event<'_>) {
        match event {
            Event::Planned { steps } => {
                self.0.set_length(*steps as u64);
                self.0.enable_steady_tick(Duration::from_millis(100));
            }
            Event::Waiting { holder, .. } => {
                let holder = holder.unwrap_or("another process");
                self.0.set_message(format!("waiting for {holder}"));
            }
            Event::StepStarted {
                revision,
                direction,
                ..
            } => self.0.set_message(format!("{direction} {revision}")),
            Event::StepDone { .. } => self.0.inc(1),
            _ => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
