//! One revision file, read whole: header, sections, and the statements each dialect runs.

use std::ops::Range;

use crate::body::{Body, Section, parse_body};
use crate::checksum::{Checksum, Encoding, encode};
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Place};
use crate::header::{Header, Name, parse_header};
use crate::lexer;
use crate::script::{Script, Statement};
use crate::source::{FileId, Span};
use crate::{Dialect, Direction};

mod transaction;

/// A revision as its file has it.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The file.
    pub file: FileId,
    /// The file's path from the folder of revisions, with `/`.
    pub path_in_folder: String,
    /// Its header.
    pub header: Header,
    /// Its sections and directives.
    pub body: Body,
    /// What each dialect in force runs, in the order of [`Dialect::ALL`].
    pub scripts: Vec<Scripts>,
}

/// What one dialect runs for one revision.
#[derive(Clone, Debug)]
pub struct Scripts {
    /// The dialect.
    pub dialect: Dialect,
    /// The way up; without statements where there is nothing to do.
    pub upgrade: Script,
    /// The way down; `None` if the revision is irreversible.
    pub downgrade: Option<Script>,
    /// Digest of both; see [`checksum`](fn@crate::checksum::checksum).
    pub checksum: Checksum,
}

impl Revision {
    /// Returns the revision's id.
    pub fn id(&self) -> &str {
        &self.header.revision.text
    }

    /// Returns what `dialect` runs, if it is in force.
    pub fn scripts(&self, dialect: Dialect) -> Option<&Scripts> {
        self.scripts
            .iter()
            .find(|scripts| scripts.dialect == dialect)
    }
}

/// Reads the revision in `text`, which is `file`'s, for the dialects in force.
///
/// # Errors
///
/// Every finding about this file alone.
pub fn parse_revision(
    file: FileId,
    path_in_folder: &str,
    text: &str,
    dialects: &[Dialect],
) -> Result<Revision, Vec<Diagnostic>> {
    parse_revision_allowing(file, path_in_folder, text, dialects, &[])
}

/// Does what [`parse_revision`] does, without the findings in `allow` where they leave something to
/// run, be it nothing, for every dialect.
pub(crate) fn parse_revision_allowing(
    file: FileId,
    path_in_folder: &str,
    text: &str,
    dialects: &[Dialect],
    allow: &[Code],
) -> Result<Revision, Vec<Diagnostic>> {
    let header = parse_header(file, text)?;
    let body = parse_body(file, text, header.end)?;
    let mut reader = Reader {
        text,
        header: &header,
        body: &body,
        found: Vec::new(),
    };
    let scripts = reader.scripts(dialects);
    let mut found = reader.found;
    if scripts.len() == dialects.len() {
        found.retain(|diagnostic| !allow.contains(&diagnostic.code));
    }
    if !found.is_empty() {
        return Err(found);
    }
    Ok(Revision {
        file,
        path_in_folder: path_in_folder.to_owned(),
        header,
        body,
        scripts,
    })
}

/// What failed has been told.
struct Told;

struct Reader<'a> {
    text: &'a str,
    header: &'a Header,
    body: &'a Body,
    found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn scripts(&mut self, dialects: &[Dialect]) -> Vec<Scripts> {
        self.duplicates();
        self.ways();
        self.missing_dialects(dialects);
        if !self.found.is_empty() {
            return Vec::new();
        }
        let mut scripts = Vec::with_capacity(dialects.len());
        let mut without_downgrade = Vec::new();
        let mut last: Option<(Encoding, Checksum)> = None;
        for &dialect in dialects {
            // Both are read before either is given up: each may have its own fault.
            let (up, down) = (Direction::Upgrade, Direction::Downgrade);
            let (up, down) = (self.section(up, dialect), self.section(down, dialect));
            let upgrade = up.map(|section| self.script(section, dialect));
            let downgrade = down.map(|section| self.script(section, dialect));
            let (Ok(upgrade), Ok(downgrade)) = (upgrade.transpose(), downgrade.transpose()) else {
                continue;
            };
            // Only a merge comes here without any section.
            let upgrade = upgrade.unwrap_or_default();
            let downgrade = match (&self.header.irreversible, down.zip(downgrade)) {
                (Some(_), _) => None,
                (None, Some((section, script))) => {
                    if script.statements.is_empty() && !upgrade.statements.is_empty() {
                        self.empty_downgrade(section);
                    }
                    Some(script)
                }
                (None, None) if upgrade.statements.is_empty() => Some(Script::default()),
                (None, None) => {
                    without_downgrade.push(dialect.name());
                    continue;
                }
            };
            let encoding = encode(self.text, dialect, &upgrade, downgrade.as_ref());
            let checksum = match &last {
                Some((before, checksum)) if *before == encoding => Checksum::clone(checksum),
                _ => encoding.checksum(),
            };
            last = Some((encoding, checksum.clone()));
            scripts.push(Scripts {
                dialect,
                upgrade,
                downgrade,
                checksum,
            });
        }
        if !without_downgrade.is_empty() {
            self.missing_downgrade(&without_downgrade);
        }
        let idle = |scripts: &Scripts| scripts.upgrade.statements.is_empty();
        if self.found.is_empty()
            && !self.is_merge()
            && !scripts.is_empty()
            && scripts.iter().all(idle)
        {
            self.empty_upgrade();
        }
        scripts
    }

    fn is_merge(&self) -> bool {
        self.header.parents.len() > 1
    }

    fn section(&self, direction: Direction, dialect: Dialect) -> Option<&'a Section> {
        self.body.section(direction, dialect)
    }

    fn sections(&self, direction: Direction) -> impl Iterator<Item = &'a Section> + use<'a> {
        self.body
            .sections
            .iter()
            .filter(move |section| section.direction == direction)
    }

    fn duplicates(&mut self) {
        for direction in [Direction::Upgrade, Direction::Downgrade] {
            let sections: Vec<&Section> = self.sections(direction).collect();
            for (index, section) in sections.iter().enumerate() {
                let clash = sections[..index].iter().find(|first| {
                    let shares = |dialect| first.dialects.contains(dialect);
                    section.dialects.iter().any(shares)
                        || (section.dialects.is_empty() && first.dialects.is_empty())
                });
                if let Some(first) = clash {
                    let name = direction.name();
                    let span = section.directive.clone();
                    self.found.push(
                        Diagnostic::at(
                            Code::DuplicateSection,
                            span,
                            format!("a second `{name}` section for the same database"),
                        )
                        .label("second")
                        .also(first.directive.clone(), "first")
                        .help("join the two, or name different dialects"),
                    );
                }
            }
        }
    }

    /// Exactly one of: a downgrade section, or the reason why there is none.
    fn ways(&mut self) {
        if self.sections(Direction::Upgrade).next().is_none() {
            if !self.is_merge() || !self.body.sections.is_empty() {
                self.empty_upgrade();
            }
            return;
        }
        let downgrade = self.sections(Direction::Downgrade).next();
        match (&self.header.irreversible, downgrade) {
            (Some(reason), Some(section)) => {
                let directive = section.directive.clone();
                self.found.push(
                    Diagnostic::at(
                        Code::BadHeader,
                        reason.span.clone(),
                        "the header says `irreversible`, but there is a downgrade",
                    )
                    .label("no way back")
                    .also(directive, "a way back")
                    .help("keep one of the two"),
                );
            }
            (None, None) if !self.is_merge() => self.missing_downgrade(&[]),
            _ => {}
        }
    }

    /// The statements of a section, unless they cannot be told apart.
    fn script(&mut self, section: &Section, dialect: Dialect) -> Result<Script, Told> {
        let range = section.text.clone();
        let text = &self.text[range.clone()];
        let statements = match lexer::statements(text, dialect) {
            Ok(statements) => statements,
            Err(unterminated) => {
                let at = range.start + unterminated.at;
                let width = self.text[at..].chars().next().map_or(0, char::len_utf8);
                let span = self.span(at..at + width);
                self.unterminated(span, unterminated.what, dialect);
                return Err(Told);
            }
        };
        let lines_before = self.text[..range.start].matches('\n').count();
        let first_line = u32::try_from(lines_before).unwrap_or(u32::MAX);
        let statements: Vec<Statement> = statements
            .into_iter()
            .map(|statement| Statement {
                range: range.start + statement.span.start..range.start + statement.span.end,
                line: first_line.saturating_add(statement.line),
            })
            .collect();
        self.assumes(section, &statements);
        for statement in &statements {
            self.transaction_control(statement, dialect, section);
        }
        let foreign_keys_off = dialect == Dialect::Sqlite
            && statements.first().is_some_and(|first| {
                transaction::is_foreign_keys_off(&self.text[first.range.clone()])
            });
        Ok(Script {
            no_transaction: section.no_transaction,
            foreign_keys_off,
            statements,
        })
    }

    /// One message for all dialects that agree; those that do not read the text differently.
    fn unterminated(&mut self, span: Span, what: lexer::Construct, dialect: Dialect) {
        let message = format!("a {what} that never ends");
        let place = Place::Text(span.clone());
        let told = self.found.iter_mut();
        let mut told = told.filter(|d| d.place == place && d.message == message);
        if let Some(told) = told.next() {
            told.label = format!("{}, {dialect}", told.label);
            return;
        }
        self.found.push(
            Diagnostic::at(Code::Unterminated, span, message)
                .label(format!("opened here, as read for {dialect}"))
                .help("close it before the section ends"),
        );
    }

    fn transaction_control(&mut self, statement: &Statement, dialect: Dialect, section: &Section) {
        let text = &self.text[statement.range.clone()];
        let Some(word) = transaction::control(text, dialect) else {
            return;
        };
        let span = self.span(statement.range.start..statement.range.start + word.len());
        let diagnostic = Diagnostic::at(
            Code::TransactionControl,
            span,
            format!("`{}` in a revision", word.to_ascii_uppercase()),
        )
        .label("limbeck begins and ends the transactions");
        let diagnostic = if section.no_transaction {
            diagnostic
                .help("leave it out: in a `no-transaction` section each statement stands alone")
                .help("what belongs together goes into a revision without `no-transaction`")
        } else {
            diagnostic
                .help("leave it out: a revision and its record are one transaction")
                .help(format!(
                    "to do without any: `-- migrate: {} no-transaction`",
                    section.direction
                ))
        };
        if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    /// What is assumed must be about a statement.
    fn assumes(&mut self, section: &Section, statements: &[Statement]) {
        let last = statements.last().map_or(0, |last| last.range.start);
        for assume in &self.body.assumes {
            let at = &assume.span.range;
            let within = |statement: &Statement| statement.range.contains(&at.start);
            let (message, help) = if !section.text.contains(&at.start) {
                continue;
            } else if statements.iter().any(within) {
                (
                    "`assume` stands within a statement",
                    "write it before the statement",
                )
            } else if last < at.end {
                (
                    "`assume` is about no statement",
                    "write it before the statement that it is about",
                )
            } else {
                continue;
            };
            let span = assume.span.clone();
            let diagnostic = Diagnostic::at(Code::UnknownDirective, span, message).help(help);
            // Several dialects may share the section.
            if !self.found.contains(&diagnostic) {
                self.found.push(diagnostic);
            }
        }
    }

    fn missing_dialects(&mut self, dialects: &[Dialect]) {
        if self.sections(Direction::Upgrade).next().is_none() {
            return;
        }
        let is_missing = |dialect: &&Dialect| self.section(Direction::Upgrade, **dialect).is_none();
        let missing: Vec<&str> = dialects
            .iter()
            .filter(is_missing)
            .map(|d| d.name())
            .collect();
        if missing.is_empty() {
            return;
        }
        let span = self.revision().span.clone();
        let id = self.header.revision.text.clone();
        let (names, all) = (missing.join(" and "), missing.join(" "));
        let message = format!("revision `{id}` has no upgrade for {names}");
        let mut diagnostic = Diagnostic::at(Code::MissingDialect, span, message)
            .label(format!("no section serves {}", missing.join(" or ")));
        for section in self.sections(Direction::Upgrade) {
            let only: Vec<&str> = section.dialects.iter().map(|d| d.name()).collect();
            let text = format!("this is for {} only", only.join(" and "));
            diagnostic = diagnostic.also(section.directive.clone(), text);
        }
        self.found.push(
            diagnostic
                .help(format!(
                    "add `-- migrate: upgrade {all}`; without statements if there is nothing to do"
                ))
                .note("in use are the databases under `[dialects]` in limbeck.toml, or else those whose features of limbeck are on"),
        );
    }

    /// For these dialects; for all, if there is no downgrade section.
    fn missing_downgrade(&mut self, dialects: &[&str]) {
        let span = self.revision().span.clone();
        let id = self.header.revision.text.clone();
        let (suffix, section) = match self.sections(Direction::Downgrade).next() {
            Some(_) => (
                format!(" for {}", dialects.join(" and ")),
                format!("downgrade {}", dialects.join(" ")),
            ),
            None => (String::new(), "downgrade".to_owned()),
        };
        self.found.push(
            Diagnostic::at(
                Code::MissingDowngrade,
                span,
                format!("revision `{id}` has no downgrade{suffix}"),
            )
            .label("no way back")
            .help(format!(
                "add a `-- migrate: {section}` section, or `-- irreversible: <reason>` to the header"
            )),
        );
    }

    fn empty_downgrade(&mut self, section: &Section) {
        let span = section.directive.clone();
        let diagnostic = Diagnostic::at(
            Code::MissingDowngrade,
            span,
            "a downgrade without statements undoes nothing",
        )
        .label("no statement follows")
        .help("write what undoes the upgrade, or `-- irreversible: <reason>` in the header instead")
        .help("a downgrade that rightly does nothing says so: `SELECT 1;`");
        if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    fn empty_upgrade(&mut self) {
        let section = self.sections(Direction::Upgrade).next();
        let (span, label) = match section {
            Some(section) => (section.directive.clone(), "no statement follows"),
            None => (self.revision().span.clone(), "no upgrade section"),
        };
        let id = self.header.revision.text.clone();
        self.found.push(
            Diagnostic::at(
                Code::EmptyUpgrade,
                span,
                format!("revision `{id}` does nothing"),
            )
            .label(label)
            .help("write its statements under `-- migrate: upgrade`")
            .note("only a merge, which has several parents, may be empty"),
        );
    }

    fn revision(&self) -> &Name {
        &self.header.revision
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span {
            file: self.header.revision.span.file,
            range,
        }
    }
}
