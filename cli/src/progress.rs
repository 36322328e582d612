//! Shows a run while it is under way: a bar on a terminal, a line for each step elsewhere.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use limbeck::{Event, Observer};
use limbeck_core::Direction;

use crate::output::Remarks;
use crate::source::History;
use crate::terminal;

/// Shows what a run does.
pub(crate) struct Progress<'h> {
    history: &'h History,
    remarks: Remarks,
    /// Hidden where nobody watches.
    bar: ProgressBar,
    /// Who was last said to hold the lock.
    holder: Mutex<Option<String>>,
}

impl<'h> Progress<'h> {
    pub(crate) fn new(history: &'h History, remarks: Remarks) -> Progress<'h> {
        let bar = if terminal::is_watched() && !remarks.are_quiet() {
            let style = ProgressStyle::with_template(TEMPLATE);
            let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
            ProgressBar::no_length().with_style(style)
        } else {
            ProgressBar::hidden()
        };
        Progress {
            history,
            remarks,
            bar,
            holder: Mutex::new(None),
        }
    }

    /// Says one line, above the bar.
    pub(crate) fn note(&self, line: impl fmt::Display) {
        self.bar.suspend(|| self.remarks.note(line));
    }

    /// Removes the bar.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// `upgrade add_email, Add email  0.12 s`
    fn step_line(&self, revision: &str, direction: Direction, took: Option<Duration>) -> String {
        let at = self.history.graph.find(revision);
        let message = at.map_or("", |at| self.history.revision(at).message());
        let mut line = format!("{direction} {revision}");
        if !message.is_empty() {
            line += ", ";
            line += message;
        }
        if let Some(took) = took {
            line += &format!("  {:.2} s", took.as_secs_f64());
        }
        line
    }

    /// Says who is waited for, once for each.
    fn waiting(&self, holder: Option<&str>) {
        let holder = holder.unwrap_or("another runner");
        let mut last = self.holder.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_deref() != Some(holder) {
            *last = Some(holder.to_owned());
            self.note(format_args!("waiting for {holder}"));
        }
    }
}

impl Observer for Progress<'_> {
    fn observe(&self, event: &Event<'_>) {
        match event {
            Event::Waiting { holder, .. } => {
                self.bar.set_message("waiting");
                self.bar.enable_steady_tick(TICK);
                self.waiting(*holder);
            }
            Event::Planned { steps } => {
                self.bar.set_position(0);
                self.bar.set_length(*steps as u64);
                self.bar.enable_steady_tick(TICK);
            }
            Event::StepStarted {
                revision,
                direction,
                step,
                statements,
                resumed_at,
                ..
            } => {
                self.bar.set_position(*step as u64);
                let of = Of(*resumed_at, *statements);
                self.bar.set_message(format!("{direction} {revision}{of}"));
            }
            Event::StatementDone {
                revision,
                done,
                statements,
            } => {
                let of = Of(*done, *statements);
                self.bar.set_message(format!("{revision}{of}"));
            }
            Event::StepDone {
                revision,
                direction,
                duration,
            } => self.note(self.step_line(revision, *direction, *duration)),
            Event::Retrying { revision, reason } => {
                self.note(format_args!("trying `{revision}` again: {reason}"));
            }
            Event::Stale { difference } => {
                self.note(format_args!("this binary is stale: {difference}"));
            }
            _ => {}
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}

/// How many statements of a revision are done, where it has several.
struct Of(usize, usize);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Of(_, 0 | 1) => Ok(()),
            Of(done, statements) => write!(f, ", {done} of {statements} statements"),
        }
    }
}

const TEMPLATE: &str = "{spinner} {pos}/{len} {msg}  {elapsed}";

/// How often the bar is drawn anew while nothing happens.
const TICK: Duration = Duration::from_millis(100);
