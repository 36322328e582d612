//! What follows the header: sections of SQL by direction and dialect, and the directives in them.

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::directive::{DIRECTIVES, is_directive, is_near_directive, meant_directive};
use crate::source::{FileId, Span};
use crate::suggest::nearest;
use crate::{Dialect, Direction};

/// One section: the text from its directive to the next one.
#[derive(Clone, Debug)]
pub struct Section {
    /// Which way it leads.
    pub direction: Direction,
    /// The dialects it names; empty means each that no other section of the direction names.
    pub dialects: Vec<Dialect>,
    /// Whether its statements run outside a transaction, one by one.
    pub no_transaction: bool,
    /// The directive that opens it.
    pub directive: Span,
    /// The text after the directive's line: byte offsets into the file.
    pub text: Range<usize>,
}

/// `-- migrate: allow <code> "<reason>"`: a finding that the next statement may cause.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The finding.
    pub code: Code,
    /// Why it is right here.
    pub reason: String,
    /// The directive.
    pub span: Span,
}

/// `-- migrate: assume <effect>`: what the next statement does to the schema, where that cannot be
/// read out of it.
#[derive(Clone, Debug)]
pub struct Assume {
    /// A statement that does the same, or `nothing`; never empty, without final `;`.
    pub effect: String,
    /// The directive.
    pub span: Span,
}

/// The body of a revision file.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The sections, in file order.
    pub sections: Vec<Section>,
    /// The directives that allow a finding, in file order.
    pub allows: Vec<Allow>,
    /// The directives that say what a statement does, in file order.
    pub assumes: Vec<Assume>,
}

impl Body {
    /// Returns the section that `dialect` runs for `direction`: the one that names it, else the one
    /// that names none.
    pub fn section(&self, direction: Direction, dialect: Dialect) -> Option<&Section> {
        let all = || {
            let sections = self.sections.iter();
            sections.filter(move |section| section.direction == direction)
        };
        all()
            .find(|section| section.dialects.contains(&dialect))
            .or_else(|| all().find(|section| section.dialects.is_empty()))
    }
}

/// Reads the body of `text`, which is `file`'s and whose header ends at byte `start`.
///
/// A line that begins with `-- migrate:` is a directive wherever it stands, even inside a string
/// or a function body: what a section is must not depend on a database's lexical rules.
///
/// # Errors
///
/// Every finding about sections and directives.
pub fn parse_body(file: FileId, text: &str, start: usize) -> Result<Body, Vec<Diagnostic>> {
    let mut reader = Reader {
        file,
        text,
        body: Body::default(),
        found: Vec::new(),
    };
    reader.lines(start);
    if reader.found.is_empty() {
        Ok(reader.body)
    } else {
        Err(reader.found)
    }
}

const NO_TRANSACTION: &str = "no-transaction";

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    body: Body,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn lines(&mut self, start: usize) {
        let mut at = start;
        let mut outside: Option<Range<usize>> = None;
        for line in self.text[start..].split_inclusive('\n') {
            let content = line.trim();
            let begin = at + line.len() - line.trim_start().len();
            at += line.len();
            let comment = content.strip_prefix("--");
            if let Some(comment) = comment
                && (is_directive(comment) || is_near_directive(comment))
            {
                if let Some(section) = self.body.sections.last_mut() {
                    section.text.end = begin;
                }
                self.directive(begin..begin + content.len(), at);
            } else if self.body.sections.is_empty() && !content.is_empty() && comment.is_none() {
                outside.get_or_insert(begin..begin + content.len());
            }
        }
        if let Some(section) = self.body.sections.last_mut() {
            section.text.end = self.text.len();
        }
        if let Some(range) = outside
            && self.found.is_empty()
        {
            let span = self.span(range);
            self.found.push(
                Diagnostic::at(Code::OutsideSection, span, "text before the first section")
                    .label("belongs to no section, so nothing would run it")
                    .help("open a section above it: `-- migrate: upgrade`"),
            );
        }
    }

    /// Reads the directive at `range`; `after` is where the next line begins.
    fn directive(&mut self, range: Range<usize>, after: usize) {
        let line = &self.text[range.clone()];
        let content = line.strip_prefix("--").unwrap_or(line).trim_start();
        let Some(words) = content.strip_prefix("migrate:") else {
            let lower = content.to_ascii_lowercase();
            let mut words = lower.split(|c: char| c.is_whitespace() || c == ':');
            let meant = words.find(|word| DIRECTIVES.contains(word));
            let span = self.span(range);
            let message = "a line that looks like a directive and is none";
            self.found.push(
                Diagnostic::at(Code::UnknownDirective, span, message).help(format!(
                    "did you mean `-- migrate: {}`?",
                    meant.unwrap_or(DIRECTIVES[0])
                )),
            );
            return;
        };
        let mut words = Words {
            text: words,
            at: range.end - words.len(),
        };
        let Some((word, word_range)) = words.next() else {
            let span = self.span(range);
            self.found.push(
                Diagnostic::at(Code::UnknownDirective, span, "an empty directive")
                    .help(format!("known here: {}", DIRECTIVES.join(", "))),
            );
            return;
        };
        match word {
            "upgrade" => self.section(Direction::Upgrade, words, range, after),
            "downgrade" => self.section(Direction::Downgrade, words, range, after),
            "allow" => self.allow(words, range),
            "assume" => self.assume(words.text, range),
            _ => self.unknown(
                word_range,
                format!("unknown directive `{word}`"),
                meant_directive(word),
                &DIRECTIVES,
            ),
        }
    }

    fn section(
        &mut self,
        direction: Direction,
        words: Words<'_>,
        line: Range<usize>,
        after: usize,
    ) {
        let mut section = Section {
            direction,
            dialects: Vec::new(),
            no_transaction: false,
            directive: self.span(line),
            text: after..after,
        };
        for (word, range) in words {
            if let Some(dialect) = Dialect::from_name(word) {
                if !section.dialects.contains(&dialect) {
                    section.dialects.push(dialect);
                }
            } else if word == NO_TRANSACTION {
                section.no_transaction = true;
            } else {
                let mut known = Dialect::ALL.map(Dialect::name).to_vec();
                known.push(NO_TRANSACTION);
                let meant = meant_dialect(word).or_else(|| nearest(word, known.iter().copied()));
                let name = direction.name();
                let message = format!("unknown word `{word}` after `{name}`");
                self.unknown(range, message, meant, &known);
            }
        }
        self.body.sections.push(section);
    }

    fn allow(&mut self, mut words: Words<'_>, line: Range<usize>) {
        let Some((name, range)) = words.next() else {
            let span = self.span(line);
            self.found.push(
                Diagnostic::at(Code::UnknownDirective, span, "`allow` names no code")
                    .help("write `-- migrate: allow <code> \"<reason>\"`"),
            );
            return;
        };
        let Some(code) = Code::from_name(name) else {
            let names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
            let meant = nearest(name, names.iter().copied());
            self.unknown(range, format!("unknown code `{name}`"), meant, &[]);
            return;
        };
        if !code.can_be_allowed_at_statement() {
            let span = self.span(range);
            let (message, help) = if code.can_be_allowed() {
                (
                    format!("`{code}` is about no statement"),
                    format!("allow it in limbeck.toml: `{code} = \"<reason>\"` under `[allow]`"),
                )
            } else {
                (
                    format!("`{code}` cannot be allowed"),
                    "leave the directive out and mend what it is about".to_owned(),
                )
            };
            self.found
                .push(Diagnostic::at(Code::UnknownDirective, span, message).help(help));
            return;
        }
        let reason = words.text.trim();
        let quoted = reason
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let span = self.span(line);
        match quoted.map(str::trim) {
            Some(reason) if !reason.is_empty() => self.body.allows.push(Allow {
                code,
                reason: reason.to_owned(),
                span,
            }),
            _ => self.found.push(
                Diagnostic::at(Code::UnknownDirective, span, "`allow` gives no reason")
                    .help(format!("write `-- migrate: allow {code} \"<reason>\"`")),
            ),
        }
    }

    fn assume(&mut self, effect: &str, line: Range<usize>) {
        let effect = effect.trim().trim_end_matches(';').trim_end();
        let span = self.span(line);
        let refused = if effect.is_empty() {
            "`assume` says no effect"
        } else if self.body.sections.is_empty() {
            "`assume` stands in no section"
        } else {
            let effect = effect.to_owned();
            self.body.assumes.push(Assume { effect, span });
            return;
        };
        self.found.push(
            Diagnostic::at(Code::UnknownDirective, span, refused)
                .help("before the statement that it is about, write what it does: `-- migrate: assume CREATE TABLE t (id BIGINT)`")
                .help("or `-- migrate: assume nothing`, if it leaves the schema alone"),
        );
    }

    fn unknown(
        &mut self,
        range: Range<usize>,
        message: String,
        meant: Option<&str>,
        known: &[&str],
    ) {
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if known.is_empty() => "`limbeck explain` lists the codes".to_owned(),
            None => format!("known here: {}", known.join(", ")),
        };
        let span = self.span(range);
        self.found
            .push(Diagnostic::at(Code::UnknownDirective, span, message).help(help));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span {
            file: self.file,
            range,
        }
    }
}

/// The words of a directive with their places in the file.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = (&'a str, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.text.trim_start();
        let start = self.at + self.text.len() - text.len();
        let end = text
            .find(|c: char| c.is_whitespace() || c == ',')
            .unwrap_or(text.len());
        if text.is_empty() {
            return None;
        }
        let (word, rest) = text.split_at(end);
        let rest = rest.strip_prefix(',').unwrap_or(rest);
        self.at = start + text.len() - rest.len();
        self.text = rest;
        if word.is_empty() {
            return self.next();
        }
        Some((word, start..start + end))
    }
}

fn meant_dialect(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "postgresql" | "pg" | "pgsql" | "postgres" => Some("postgres"),
        "sqlite3" | "sqlite" => Some("sqlite"),
        "mariadb" | "mysql" => Some("mysql"),
        "no_transaction" | "notransaction" | "no-tx" | "transaction:false" => Some(NO_TRANSACTION),
        _ => None,
    }
}
