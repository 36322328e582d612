//! `limbeck status`: what is applied, and what is not?

use clap::Args;
use serde::Serialize;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::recorded::{Answer, Recorded, State, duration};
use crate::source::History;

/// The arguments of `limbeck status`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Status {
    #[command(flatten)]
    answer: AnswerArgs,
}

#[derive(Debug, Serialize)]
struct StatusAnswer {
    /// Where the database is.
    current: Vec<String>,
    applied: usize,
    partial: usize,
    pending: usize,
    unknown: usize,
    revisions: Vec<Answer>,
}

impl Status {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let (current, all) = Recorded::read(&url, &history)?;
        let number = |state| all.iter().filter(|one| one.state() == state).count();
        let answer = StatusAnswer {
            current,
            applied: number(State::Applied),
            partial: number(State::Partial),
            pending: number(State::Pending),
            unknown: number(State::Unknown),
            revisions: all.iter().map(|one| one.json(&history)).collect(),
        };
        if self.answer.json {
            context.output.json(&answer);
            return Ok(Exit::Done);
        }
        for line in table(&history, &all) {
            context.output.line(line);
        }
        context.output.line(summary(&answer));
        Ok(Exit::Done)
    }
}

/// Returns `21 applied, 1 pending, at touch_updated_at`.
fn summary(answer: &StatusAnswer) -> String {
    let mut parts = vec![format!("{} applied", answer.applied)];
    let odd = [(answer.partial, "partial"), (answer.unknown, "unknown")];
    parts.push(format!("{} pending", answer.pending));
    for (number, what) in odd.into_iter().filter(|(number, _)| *number > 0) {
        parts.push(format!("{number} {what}"));
    }
    let at = match answer.current.as_slice() {
        [] => "base".to_owned(),
        current => current.join(", "),
    };
    format!("{}, at {at}", parts.join(", "))
}

/// Returns a line for each revision, with columns as wide as they must be.
fn table(history: &History, all: &[Recorded]) -> Vec<String> {
    let rows: Vec<[String; 5]> = all.iter().map(|one| cells(history, one)).collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths = [0, 1, 2, 3].map(width);
    let marks = all.iter().map(|one| mark(one.state()));
    let lines = marks.zip(&rows).map(|(mark, row)| {
        let mut line = format!("{mark} ");
        for (cell, width) in row.iter().zip(widths.into_iter().chain([0])) {
            line += &format!(" {cell:width$} ");
        }
        line.trim_end().to_owned()
    });
    lines.collect()
}

fn cells(history: &History, one: &Recorded) -> [String; 5] {
    let id = one.id.clone();
    let message = one.message(history);
    match &one.applied {
        None => [id, message, "pending".into(), String::new(), String::new()],
        Some(row) => {
            let (at, by) = (row.applied_at.clone(), row.applied_by.clone());
            [id, message, at, duration(row.duration), by]
        }
    }
}

fn mark(state: State) -> &'static str {
    match state {
        State::Applied => "+",
        State::Partial => "~",
        State::Pending => "-",
        State::Unknown => "?",
    }
}
