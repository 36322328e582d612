//! The graph in the terminal.

use std::fmt::Write;

use clap::builder::styling::{AnsiColor, Style};

use super::Drawing;
use super::lanes::{Row, Strand, lanes};
use crate::line::Form;

/// Draws the graph as `git log --graph` does, a line for each revision and what leads to the next.
pub(crate) fn text(drawing: &Drawing<'_>) -> String {
    let mut text = String::new();
    for row in lanes(&drawing.shown, |at| drawing.parents(at)) {
        write_cells(&mut text, &cells(&row));
        if let Some(knot) = row.knot {
            let line = drawing.lines.line(knot.revision, Form::WithDependencies);
            // Writing to a text cannot fail.
            let _ = write!(text, " {line}");
        }
        text.push('\n');
    }
    text
}

/// A character and its lane's colour.
type Cell = (char, usize);

const BLANK: Cell = (' ', 0);

/// Lane `n` is column `2n`; what leads from one to the next is between them.
fn cells(row: &Row) -> Vec<Cell> {
    let mut cells = vec![BLANK; 2 * row.width()];
    for &Strand { from, to, colour } in &row.strands {
        if to == from {
            cells[2 * from] = ('|', colour);
        } else if to > from {
            cells[2 * from + 1] = ('\\', colour);
        } else {
            cells[2 * from - 1] = ('/', colour);
        }
    }
    // A long way to the left passes behind what is there.
    for &Strand { from, to, colour } in &row.strands {
        if to < from {
            let between = &mut cells[2 * to + 1..2 * from - 1];
            for cell in between.iter_mut().filter(|cell| **cell == BLANK) {
                *cell = ('_', colour);
            }
        }
    }
    if let Some(knot) = row.knot {
        cells[2 * knot.lane] = ('*', knot.colour);
    }
    while cells.last() == Some(&BLANK) {
        cells.pop();
    }
    cells
}

fn write_cells(text: &mut String, cells: &[Cell]) {
    for &(character, colour) in cells {
        if character == ' ' {
            text.push(' ');
            continue;
        }
        let style = COLOURS[colour % COLOURS.len()];
        let _ = write!(text, "{style}{character}{style:#}");
    }
}

const COLOURS: [Style; 6] = [
    AnsiColor::Red.on_default(),
    AnsiColor::Green.on_default(),
    AnsiColor::Yellow.on_default(),
    AnsiColor::Blue.on_default(),
    AnsiColor::Magenta.on_default(),
    AnsiColor::Cyan.on_default(),
];
