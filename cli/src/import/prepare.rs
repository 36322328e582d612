//! Makes of another tool's script what limbeck runs.

use limbeck_core::Dialect;
use limbeck_core::lexer::{statements, tokens};

use super::directives::disarmed;
use super::transaction::{freed, must_run_alone};
use super::{Remark, Script, Transaction};

/// A script for a section.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The text: without empty lines at its ends, ended by LF unless it is empty.
    pub(super) text: String,
    /// Whether it runs outside a transaction.
    pub(super) no_transaction: bool,
    /// Whether there is no statement in it.
    pub(super) is_idle: bool,
}

/// Prepares a script; what is not as it was is added to `changes`.
///
/// # Errors
///
/// Why it cannot be imported.
pub(super) fn prepare(
    script: &Script,
    dialect: Dialect,
    changes: &mut Vec<Remark>,
) -> Result<Prepared, Remark> {
    let mut change = |text: &str| changes.push(Remark::new(&script.path, text));
    script.remarks.iter().for_each(|remark| change(remark));

    let mut text = ended(script, dialect);
    let mut no_transaction = script.transaction == Transaction::None;
    if let Some(freed) = freed(&text, dialect, script.transaction) {
        text = freed.text;
        no_transaction = freed.no_transaction;
        change(match no_transaction {
            true => "BEGIN and COMMIT left out, and made `no-transaction`: one would not do",
            false => "BEGIN and COMMIT left out: limbeck runs a revision in a transaction",
        });
    } else if script.transaction == Transaction::Implicit && must_run_alone(&text, dialect) {
        no_transaction = true;
        change("made `no-transaction`: a statement cannot run in a transaction");
    }
    let (text, disarmed) = disarmed(&text, dialect).map_err(|line| {
        let what = "limbeck would read a line that is no comment as a directive: change it";
        Remark::new(&script.path, format!("{what} (line {line} of its SQL)"))
    })?;
    if disarmed > 0 {
        change("comments that limbeck would read as directives have `was:` before them now");
    }
    let is_idle = match statements(&text, dialect) {
        Ok(statements) => statements.is_empty(),
        Err(_) => tokens(&text, dialect).next().is_none(),
    };
    Ok(Prepared {
        text: trimmed(&text),
        no_transaction,
        is_idle,
    })
}

/// The text with a semicolon wherever the tool ends a statement and the text does not.
fn ended(script: &Script, dialect: Dialect) -> String {
    let mut ended = String::with_capacity(script.text.len());
    let mut tokens = tokens(&script.text, dialect).peekable();
    let (mut from, mut open) = (0, false);
    for &end in &script.ends {
        while let Some(token) = tokens.next_if(|token| token.start < end) {
            // A token that runs on is a string that was never closed: nothing ends in there.
            open = token.text != ";" && token.start + token.text.len() <= end;
        }
        ended += script.text.get(from..end).unwrap_or_default();
        if open {
            ended += ";\n";
            open = false;
        }
        from = end;
    }
    ended += script.text.get(from..).unwrap_or_default();
    ended
}

fn trimmed(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let leading: usize = lines
        .take_while(|line| line.trim().is_empty())
        .map(str::len)
        .sum();
    let text = text.get(leading..).unwrap_or_default().trim_end();
    match text {
        "" => String::new(),
        text => format!("{text}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_ended_where_the_tool_ends_it() {
        let text = "SELECT 1;\nSELECT 2\nSELECT 3; -- c\nSELECT 4 -- d\n";
        let at = |part: &str| text.find(part).expect("is there");
        let script = Script {
            text: text.to_owned(),
            ends: vec![
                0,
                at("SELECT 2"),
                at("SELECT 3"),
                at("SELECT 4"),
                text.len(),
            ],
            ..Script::default()
        };
        let expected = "SELECT 1;\nSELECT 2\n;\nSELECT 3; -- c\nSELECT 4 -- d\n;\n";
        assert_eq!(ended(&script, Dialect::Postgres), expected);
    }
}
