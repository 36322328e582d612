//! The person at the terminal: the only place that reads standard input.

use std::io::{self, IsTerminal};

/// Whether somebody sees a question on standard error and can answer it on standard input.
pub(crate) fn is_attended() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether standard error is a terminal.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Waits for one line; only `y` and `yes` agree.
pub(crate) fn agrees() -> bool {
    let mut line = String::new();
    let read = io::stdin().read_line(&mut line);
    read.is_ok() && matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
