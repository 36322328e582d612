//! The graph in the language of Graphviz (<https://graphviz.org/doc/info/lang.html>).

use std::fmt::Write;

use super::{Drawing, Edge};
use crate::line::visible;

pub(crate) fn dot(drawing: &Drawing<'_>) -> String {
    let mut text = String::from(
        "digraph revisions {\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
    );
    let id = |at| quoted(drawing.history.revision(at).id());
    for &at in &drawing.shown {
        let revision = drawing.history.revision(at);
        let label = match revision.message() {
            "" => quoted(revision.id()),
            message => quoted(&format!("{}\n{}", revision.id(), visible(message))),
        };
        let current = match drawing.lines.is_current(at) {
            true => ", penwidth=3",
            false => "",
        };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {} [label={label}{current}];", id(at));
    }
    for &at in &drawing.shown {
        for (edge, to) in drawing.edges(at) {
            let style = match edge {
                Edge::Parent => "",
                Edge::DependsOn => " [style=dashed, label=\"depends on\"]",
            };
            let _ = writeln!(text, "  {} -> {}{style};", id(at), id(to));
        }
    }
    text.push_str("}\n");
    text
}

/// A string of the language, with line ends as labels have them.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escaped.replace('\n', "\\n"))
}
