//! Tries the statements of a script, and judges those that SQLite refuses.

use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::lexer::{TokenKind, tokens};
use limbeck_core::source::Span;

use super::Sqlite;
use super::catalog::is_word;
use super::engine::Refused;
use super::fault::{Fault, fault};
use super::heading::{Act, Heading, Trial, heading, name_of};
use super::report::{self, Place, Wrong};
use crate::simulator::{Assumption, Input, Outcome};

/// What came of the statements of a script.
#[derive(Debug, Default)]
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    /// Whether something may have happened to the schema that is not known.
    pub(super) is_uncertain: bool,
    /// Whether the schema may have changed.
    pub(super) has_run: bool,
    /// Whether the engine's database was lost, and nothing is known any more.
    pub(super) is_lost: bool,
    pub(super) headings: Vec<Heading>,
}

impl Sqlite {
    /// Runs some of a script's statements on what is set up.
    pub(super) fn run(&mut self, input: &Input<'_>, statements: Range<usize>, ran: &mut Ran) {
        for index in statements {
            let Some(statement) = input.script.statements.get(index) else {
                return;
            };
            let Some(sql) = input.text.get(statement.range.clone()) else {
                continue;
            };
            let assumptions = input.assumptions.iter();
            let assumed: Vec<_> = assumptions
                .filter(|known| known.statement == index)
                .collect();
            let heading = heading(sql);
            ran.has_run |= heading.trial == Trial::Run;
            let was_open = self.doubts.is_open;
            let place = Place {
                input,
                sql,
                heading: &heading,
                start: statement.range.start,
            };
            match self.try_statement(&heading, sql) {
                Ok(()) => {
                    self.log
                        .write(&heading, sql, input.file, statement.range.start);
                    self.settle(&heading, ran);
                    let unneeded = assumed.iter().map(|assumption| unneeded(input, assumption));
                    ran.outcome.found.extend(unneeded);
                }
                Err(refused) => self.refused(&refused, &place, &assumed, ran),
            }
            ran.is_lost = !self.engine.is_intact();
            if ran.is_lost {
                (ran.is_uncertain, self.doubts.is_open) = (true, true);
            }
            if self.doubts.is_open && !was_open {
                ran.outcome.opened = Some(report::opened(&place));
            }
            if ran.is_lost {
                return;
            }
            ran.headings.push(heading);
        }
    }

    fn try_statement(&self, heading: &Heading, sql: &str) -> Result<(), Refused> {
        if !is_shallow(sql) {
            return Err(Refused {
                message: "nested too deeply".to_owned(),
                offset: None,
            });
        }
        match heading.trial {
            Trial::Run if heading.fills => {
                self.engine.run_limited(sql)?;
                let name = heading.subject.iter().map(|(name, _)| name);
                for name in name.filter(|_| !heading.is_elsewhere) {
                    // Later statements must not meet data.
                    let quoted = name.value.replace('"', "\"\"");
                    self.engine.run(&format!("DELETE FROM main.\"{quoted}\""))?;
                }
                Ok(())
            }
            Trial::Run => self.engine.run(sql),
            Trial::Compile | Trial::Opening => self.engine.compile(sql),
            Trial::Query => self.engine.compile_as_is(sql),
            Trial::Bound => self.engine.compile_bound(sql),
        }
    }

    /// Notes what is certain or uncertain after a statement that worked.
    fn settle(&mut self, heading: &Heading, ran: &mut Ran) {
        if heading.trial == Trial::Opening {
            self.doubts.is_open = true;
            ran.is_uncertain = true;
        }
        let Some((subject, act)) = &heading.subject else {
            return;
        };
        let name = match act {
            Act::Create | Act::Drop { .. } => subject,
            Act::Rename { to } => to,
            _ => return,
        };
        if heading.is_elsewhere {
            self.doubts.add(name.value.clone());
        } else if *act == Act::Create && !heading.is_lenient {
            self.doubts.settle(&name.value);
        }
    }

    /// Judges a statement that SQLite has refused.
    fn refused(
        &mut self,
        refused: &Refused,
        place: &Place<'_>,
        assumed: &[&Assumption<'_>],
        ran: &mut Ran,
    ) {
        let heading = place.heading;
        let fault = match fault(&refused.message) {
            Fault::Certain {
                code: Code::SyntaxError,
                ..
            } if is_later(heading) || is_limited(place.sql, refused.offset) => Fault::NotChecked,
            fault => fault,
        };
        match fault {
            Fault::Certain { code, name } => {
                let is_in_doubt = code != Code::SyntaxError
                    && (self.doubts.is_about(&refused.message)
                        || self.doubts.is_about(place.sql)
                        || report::is_elsewhere(code, name.as_deref(), place.sql)
                        || self.is_shadow(code, name.as_deref()));
                if !is_in_doubt {
                    let wrong = Wrong {
                        code,
                        name: name.as_deref(),
                        refused,
                    };
                    ran.outcome.found.push(self.report(&wrong, place));
                }
                if matches!(code, Code::UnknownTable) {
                    name.into_iter()
                        .for_each(|name| self.doubts.add(name.to_ascii_lowercase()));
                }
            }
            Fault::NotChecked => {
                if !assumed.is_empty() {
                    for assumption in assumed {
                        self.assume(assumption, place.input, ran);
                    }
                    return;
                }
                ran.outcome.opaque += 1;
                if heading.trial == Trial::Query {
                    // Functions such as SpatiaLite's change what their arguments name.
                    let names = tokens(place.sql, Dialect::Sqlite).filter_map(|t| name_of(&t));
                    names.for_each(|name| self.doubts.add(name));
                    ran.is_uncertain = true;
                }
            }
        }
        if heading.trial == Trial::Run {
            ran.is_uncertain = true;
            self.doubt(heading);
        }
    }

    fn is_shadow(&self, code: Code, name: Option<&str>) -> bool {
        code == Code::UnknownTable
            && name.is_some_and(|name| self.catalog.is_shadow(&name.to_ascii_lowercase()))
    }

    /// What a statement that did not run was to change is uncertain.
    fn doubt(&mut self, heading: &Heading) {
        if let Some((subject, act)) = &heading.subject {
            self.doubts.add(subject.value.clone());
            if let Act::Rename { to } = act {
                self.doubts.add(to.value.clone());
            }
        }
    }

    /// Does what the author says that a statement does.
    fn assume(&mut self, assumption: &Assumption<'_>, input: &Input<'_>, ran: &mut Ran) {
        if assumption.effect.eq_ignore_ascii_case("nothing") {
            return;
        }
        let heading = heading(assumption.effect);
        ran.has_run |= heading.trial == Trial::Run;
        let Err(refused) = self.try_statement(&heading, assumption.effect) else {
            self.settle(&heading, ran);
            return;
        };
        let span = Span {
            file: input.file,
            range: assumption.at.clone(),
        };
        let message = format!("the assumed effect is impossible: {refused}");
        let found = Diagnostic::at(Code::Refused, span, message);
        ran.outcome.found.push(found);
        self.doubt(&heading);
    }
}

/// Whether the statement is one that only later versions of SQLite know.
fn is_later(heading: &Heading) -> bool {
    matches!(&heading.subject, Some((_, Act::Constrain)))
}

/// Whether SQLite stops at the `ORDER` or `LIMIT` of an `UPDATE` or `DELETE`, which those that are
/// built with `SQLITE_ENABLE_UPDATE_DELETE_LIMIT` read.
fn is_limited(sql: &str, offset: Option<usize>) -> bool {
    let mut depth = 0_usize;
    let mut is_change = false;
    for token in tokens(sql, Dialect::Sqlite) {
        if Some(token.start) == offset {
            let is_limit = is_word(&token, "limit") || is_word(&token, "order");
            return is_limit && is_change && depth == 0;
        }
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if is_word(&token, "limit") => return false,
            _ => is_change |= is_word(&token, "update") || is_word(&token, "delete"),
        }
    }
    false
}

/// Whether brackets are nested so little that SQLite's recursion is safe.
fn is_shallow(sql: &str) -> bool {
    let mut depth = 0_usize;
    for token in tokens(sql, Dialect::Sqlite).filter(|t| t.kind == TokenKind::Punctuation) {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

fn unneeded(input: &Input<'_>, assumption: &Assumption<'_>) -> Diagnostic {
    let span = Span {
        file: input.file,
        range: assumption.at.clone(),
    };
    Diagnostic::at(
        Code::AssumeUnneeded,
        span,
        "the statement is understood without `assume`",
    )
    .severity(Severity::Warning)
    .help("leave the directive out")
}

/// How deep brackets are followed; SQLite's own limit for expressions is 1000.
const MAX_DEPTH: usize = 500;
