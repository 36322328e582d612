//! Findings for programs: as JSON, as GitHub's workflow commands, as SARIF.
//!
//! Lines and columns count from 1, columns in characters; the end is exclusive. Paths are relative
//! to the working folder.

use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Place};
use limbeck_core::source::{Sources, Span};
use serde::Serialize;

pub(crate) mod github;
pub(crate) mod sarif;

/// One finding; its keys are only ever added to.
#[derive(Debug, Serialize)]
pub(crate) struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    region: Region<'a>,
    /// The remark under the place; may be empty.
    label: &'a str,
    /// Other places that belong to it.
    labels: Vec<Label<'a>>,
    notes: &'a [String],
    help: &'a [String],
}

/// A remark on another place.
#[derive(Debug, Serialize)]
struct Label<'a> {
    #[serde(flatten)]
    region: Region<'a>,
    text: &'a str,
}

/// A piece of a file, or the whole of it where there are no numbers.
#[derive(Clone, Copy, Debug, Serialize)]
struct Region<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

impl<'a> Finding<'a> {
    pub(crate) fn of(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Finding<'a> {
        let labels = diagnostic.labels.iter().map(|label| Label {
            region: Region::of(&label.span, sources),
            text: &label.text,
        });
        Finding {
            code: diagnostic.code.name(),
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            region: match &diagnostic.place {
                Place::Text(span) => Region::of(span, sources),
                Place::Path(path) => Region::of_path(path, diagnostic.code),
            },
            label: &diagnostic.label,
            labels: labels.collect(),
            notes: &diagnostic.notes,
            help: &diagnostic.help,
        }
    }
}

impl<'a> Region<'a> {
    fn of(span: &Span, sources: &'a Sources) -> Region<'a> {
        let end = Span {
            file: span.file,
            range: span.range.end..span.range.end,
        };
        let (line, column) = sources.line_column(span);
        let (end_line, end_column) = sources.line_column(&end);
        Region {
            file: &sources.file(span.file).path,
            line: Some(line),
            column: Some(column),
            end_line: Some(end_line),
            end_column: Some(end_column),
        }
    }

    fn of_path(path: &'a str, code: Code) -> Region<'a> {
        // What is no text has a line all the same.
        let parts = path.rsplit_once(':').filter(|_| code == Code::NotUtf8);
        let (file, line) = match parts.and_then(|(file, line)| Some((file, line.parse().ok()?))) {
            Some((file, line)) => (file, Some(line)),
            None => (path, None),
        };
        Region {
            file,
            line,
            column: None,
            end_line: None,
            end_column: None,
        }
    }
}
