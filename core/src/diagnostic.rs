//! What is wrong, where, and what to do about it: data, not yet text.

use crate::code::Code;
use crate::source::{Sources, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Good to know; nothing is wrong.
    Note,
    /// Worth reading; nothing is refused.
    Warning,
    /// The revisions do not compile.
    Error,
}

impl Severity {
    /// Returns the word that messages use.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What a diagnostic is about: a piece of text, or a path that has no text to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A range in a file that was read.
    Text(Span),
    /// A folder, or a file that could not be read; as messages show it.
    Path(String),
}

/// A remark on a second piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text it stands under.
    pub span: Span,
    /// Lower case, without final period.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its name.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong; lower case, without final period, backticks round code.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The remark under the place; may be empty.
    pub label: String,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// Makes an error about a piece of text.
    pub fn at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Place::Text(span), message.into())
    }

    /// Makes an error about a path.
    pub fn about(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(code, Place::Path(path.into()), message.into())
    }

    fn new(code: Code, place: Place, message: String) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            place,
            label: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Makes it as bad as `severity`; it begins as an error.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Says what is the matter with the place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a remark on another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds advice if there is any.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help.extend(text);
        self
    }

    /// Returns where in its file the place begins: a byte offset, zero where there is no text.
    pub fn start(&self) -> usize {
        match &self.place {
            Place::Text(span) => span.range.start,
            Place::Path(_) => 0,
        }
    }

    /// Returns `path:line:column`, or the path alone where there is no text.
    pub fn position(&self, sources: &Sources) -> String {
        match &self.place {
            Place::Path(path) => path.clone(),
            Place::Text(span) => {
                let (line, column) = sources.line_column(span);
                format!("{}:{line}:{column}", sources.file(span.file).path)
            }
        }
    }
}
