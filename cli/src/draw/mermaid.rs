//! The graph as a flowchart of Mermaid (<https://mermaid.js.org/syntax/flowchart.html>).

use std::fmt::Write;

use super::{Drawing, Edge};

pub(crate) fn mermaid(drawing: &Drawing<'_>) -> String {
    let mut text = String::from("flowchart TB\n");
    for &at in &drawing.shown {
        let revision = drawing.history.revision(at);
        let mut label = escaped(revision.id());
        if !revision.message().is_empty() {
            label.push_str("<br/>");
            label.push_str(&escaped(revision.message()));
        }
        // Writing to a text cannot fail. Ids are not used as such: `end` is a word of the language.
        let _ = writeln!(text, "  r{}[\"{label}\"]", at.get());
    }
    for &at in &drawing.shown {
        for (edge, to) in drawing.edges(at) {
            let arrow = match edge {
                Edge::Parent => "-->",
                Edge::DependsOn => "-. depends on .->",
            };
            let _ = writeln!(text, "  r{} {arrow} r{}", at.get(), to.get());
        }
    }
    let is_current = |at: &&_| drawing.lines.is_current(**at);
    for at in drawing.shown.iter().filter(is_current) {
        let _ = writeln!(text, "  style r{} stroke-width:3px", at.get());
    }
    text
}

/// Whatever could be markup, of Mermaid, of HTML or of Markdown, by its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' || c == ',' {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "#{};", u32::from(c));
        }
    }
    escaped
}
