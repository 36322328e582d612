//! How a revision is written: in one line, or with `-v` as a block of them.

use std::fmt;

use clap::builder::styling::{AnsiColor, Style};
use limbeck_core::graph::Index;
use limbeck_core::plan::Applied;
use limbeck_core::view::{inherited_labels, marks};

use crate::output::Output;
use crate::source::History;

/// Writes the revisions of one history.
#[derive(Debug)]
pub(crate) struct Lines<'h> {
    history: &'h History,
    applied: Applied,
    /// For each revision in folder order the labels of the lines that it is on.
    labels: Vec<Vec<&'h str>>,
}

/// What a line says besides id, labels, marks and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing: `b (head), Add b`.
    Short,
    /// What it follows, and in parentheses what it depends on: `a (x) -> b (head), Add b`.
    WithParents,
    /// What it depends on: `b (head) (depends on x), Add b`.
    WithDependencies,
}

impl<'h> Lines<'h> {
    /// `applied` says which revision is marked as current; where nobody asked, nothing is applied.
    pub(crate) fn new(history: &'h History, applied: Applied) -> Lines<'h> {
        Lines {
            labels: inherited_labels(&history.graph),
            history,
            applied,
        }
    }

    /// As [`Lines::new`], where no database was asked.
    pub(crate) fn without_database(history: &'h History) -> Lines<'h> {
        Lines::new(history, Applied::none(&history.graph))
    }

    /// The labels of the lines that a revision is on, sorted.
    pub(crate) fn labels(&self, at: Index) -> &[&'h str] {
        &self.labels[at.get()]
    }

    /// Whether the database is there.
    pub(crate) fn is_current(&self, at: Index) -> bool {
        marks(&self.history.graph, &self.applied, at).is_current
    }

    /// A revision in one line.
    pub(crate) fn line(&self, at: Index, form: Form) -> impl fmt::Display {
        fmt::from_fn(move |f| {
            let revision = self.history.revision(at);
            let node = self.history.graph.node(at);
            if form == Form::WithParents {
                f.write_str(&self.parents(at))?;
                if !node.depends_on.is_empty() {
                    write!(f, " ({})", self.ids(&node.depends_on))?;
                }
                f.write_str(" -> ")?;
            }
            write!(f, "{ID}{}{ID:#}", revision.id())?;
            let labels = self.labels(at);
            if !labels.is_empty() {
                write!(f, " {LABEL}({}){LABEL:#}", labels.join(", "))?;
            }
            self.write_marks(f, at)?;
            if form == Form::WithDependencies && !node.depends_on.is_empty() {
                write!(f, " (depends on {})", self.ids(&node.depends_on))?;
            }
            match revision.message() {
                "" => Ok(()),
                message => write!(f, ", {}", visible(message)),
            }
        })
    }

    /// All about a revision but its SQL, without a final line end.
    pub(crate) fn block(&self, at: Index) -> impl fmt::Display {
        fmt::from_fn(move |f| {
            let revision = self.history.revision(at);
            let node = self.history.graph.node(at);
            write!(f, "Rev: {ID}{}{ID:#}", revision.id())?;
            self.write_marks(f, at)?;
            let verb = if node.parents.len() > 1 {
                "Merges"
            } else {
                "Parent"
            };
            write!(f, "\n{verb}: {}", self.parents(at))?;
            if !node.depends_on.is_empty() {
                write!(f, "\nDepends on: {}", self.ids(&node.depends_on))?;
            }
            if node.children.len() > 1 {
                write!(f, "\nBranches into: {}", self.ids(&node.children))?;
            }
            if !self.labels(at).is_empty() {
                write!(f, "\nLabels: {}", self.labels(at).join(", "))?;
            }
            write!(f, "\nPath: {}", revision.path())?;
            if !revision.created().is_empty() {
                write!(f, "\nCreated: {}", revision.created())?;
            }
            if let Some(reason) = revision.irreversible() {
                write!(f, "\nIrreversible: {}", visible(reason))?;
            }
            match revision.message() {
                "" => Ok(()),
                message => write!(f, "\n\n    {}", visible(message)),
            }
        })
    }

    /// Prints revisions, a line each; with `verbose` a block each and an empty line between them.
    pub(crate) fn print(&self, output: &mut Output, verbose: bool, form: Form, which: &[Index]) {
        for (place, &at) in which.iter().enumerate() {
            if !verbose {
                output.line(self.line(at, form));
                continue;
            }
            if place > 0 {
                output.line("");
            }
            output.line(self.block(at));
        }
    }

    fn write_marks(&self, f: &mut fmt::Formatter<'_>, at: Index) -> fmt::Result {
        let marks = marks(&self.history.graph, &self.applied, at);
        let marks = [
            (marks.is_head, "(head)"),
            (marks.is_depended_on, "(depended on)"),
            (marks.is_current, "(current)"),
            (marks.is_branch_point, "(branchpoint)"),
            (marks.is_merge_point, "(mergepoint)"),
        ];
        for (_, mark) in marks.iter().filter(|(is_so, _)| *is_so) {
            write!(f, " {MARK}{mark}{MARK:#}")?;
        }
        Ok(())
    }

    fn parents(&self, at: Index) -> String {
        match self.history.graph.node(at).parents.as_slice() {
            [] => "<base>".to_owned(),
            parents => self.ids(parents),
        }
    }

    fn ids(&self, which: &[Index]) -> String {
        let ids = which.iter().map(|&at| self.history.revision(at).id());
        ids.collect::<Vec<_>>().join(", ")
    }
}

/// Writes control characters as Rust does: a terminal would obey them.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() {
            true => visible.extend(c.escape_default()),
            false => visible.push(c),
        }
    }
    visible
}

const ID: Style = AnsiColor::Yellow.on_default();
const LABEL: Style = AnsiColor::Green.on_default();
const MARK: Style = AnsiColor::Cyan.on_default().bold();
