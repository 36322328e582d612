//! The graph as a picture, in the lanes of the terminal's.

use std::fmt::Write;

use super::Drawing;
use super::lanes::{Knot, Row, Strand, lanes};
use crate::line::Form;

/// The distance between two lanes, and the height of a row with a revision and of one without.
const LANE: usize = 16;
const KNOT_ROW: usize = 24;
const ROW: usize = 12;
/// How wide a character may be.
const CHARACTER: usize = 9;

/// Colours that can be read on white and on black.
const COLOURS: [&str; 6] = [
    "#d9485f", "#2b9e66", "#b8860b", "#4a86e8", "#a866cc", "#1c9aa8",
];

pub(crate) fn svg(drawing: &Drawing<'_>) -> String {
    let rows = lanes(&drawing.shown, |at| drawing.parents(at));
    let (mut paths, mut knots, mut texts) = (String::new(), String::new(), String::new());
    let (mut top, mut width) = (0, 0);
    for row in &rows {
        let height = height(row);
        for &Strand { from, to, colour } in &row.strands {
            let (from, to, bottom) = (x(from), x(to), top + height);
            let middle = top + height / 2;
            // Writing to a text cannot fail.
            let _ = match from == to {
                true => line(&mut paths, colour, from, top, bottom),
                false => writeln!(
                    paths,
                    "<path stroke=\"{}\" d=\"M{from} {top}C{from} {middle} {to} {middle} {to} {bottom}\"/>",
                    COLOURS[colour % COLOURS.len()]
                ),
            };
        }
        if let Some(knot) = row.knot {
            let middle = top + height / 2;
            let Knot { colour, .. } = knot;
            let x = x(knot.lane);
            if knot.has_children {
                let _ = line(&mut paths, colour, x, top, middle);
            }
            if knot.has_parents {
                let _ = line(&mut paths, colour, x, middle, top + height);
            }
            let colour = COLOURS[colour % COLOURS.len()];
            let radius = match drawing.lines.is_current(knot.revision) {
                true => 7,
                false => 5,
            };
            let _ = writeln!(
                knots,
                "<circle cx=\"{x}\" cy=\"{middle}\" r=\"{radius}\" fill=\"{colour}\"/>"
            );
            let line = drawing.lines.line(knot.revision, Form::WithDependencies);
            let line = plain(&line.to_string());
            let left = row.width() * LANE + LANE / 2;
            width = width.max(left + line.chars().count() * CHARACTER);
            let _ = writeln!(
                texts,
                "<text x=\"{left}\" y=\"{}\">{}</text>",
                middle + 4,
                escaped(&line)
            );
        }
        top += height;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{top}\" viewBox=\"0 0 {width} {top}\">\n\
         <style>text {{ font: 13px ui-monospace, monospace; fill: #24292f }} \
         @media (prefers-color-scheme: dark) {{ text {{ fill: #d0d7de }} }}</style>\n\
         <g fill=\"none\" stroke-width=\"2\">\n{paths}</g>\n{knots}{texts}</svg>\n"
    )
}

fn x(lane: usize) -> usize {
    lane * LANE + LANE / 2
}

fn height(row: &Row) -> usize {
    match row.knot {
        Some(_) => KNOT_ROW,
        None => ROW,
    }
}

fn line(paths: &mut String, colour: usize, x: usize, from: usize, to: usize) -> std::fmt::Result {
    let colour = COLOURS[colour % COLOURS.len()];
    writeln!(paths, "<path stroke=\"{colour}\" d=\"M{x} {from}V{to}\"/>")
}

/// The line without the terminal's colours.
fn plain(line: &str) -> String {
    anstream::adapter::strip_str(line).to_string()
}

/// A visible text between tags, without the two other characters that XML 1.0 does not have.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}
