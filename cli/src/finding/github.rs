//! Findings as workflow commands, which GitHub shows beside the lines of a pull request.

use std::fmt;

use super::Finding;

/// A finding as `::error file=…,line=…,col=…::message`, with its help.
#[derive(Debug)]
pub(crate) struct Command<'a>(pub(crate) Finding<'a>);

impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Command(finding) = self;
        let region = finding.region;
        let command = match finding.severity {
            "note" => "notice",
            severity => severity,
        };
        write!(f, "::{command} file={}", property(region.file))?;
        // An end column is refused where the end is in another line.
        let in_line = region.end_line.filter(|end| Some(*end) == region.line);
        let numbers = [
            ("line", region.line),
            ("endLine", region.end_line),
            ("col", region.column),
            ("endColumn", in_line.and(region.end_column)),
        ];
        for (key, number) in numbers {
            if let Some(number) = number {
                write!(f, ",{key}={number}")?;
            }
        }
        write!(f, ",title={}::{}", finding.code, data(finding.message))?;
        for help in finding.help {
            write!(f, "%0Ahelp: {}", data(help))?;
        }
        Ok(())
    }
}

fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_github_would_take_for_its_own_is_escaped() {
        assert_eq!(data("100 %\na: b,c"), "100 %25%0Aa: b,c");
        assert_eq!(property("a:b,c%.sql"), "a%3Ab%2Cc%25.sql");
    }
}
