//! What `limbeck.toml` says.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Dialect;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::suggest::nearest;

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "limbeck.toml";

/// The table that records applied revisions, unless the configuration names another.
pub const DEFAULT_TABLE: &str = "limbeck_revisions";

/// PostgreSQL cuts names after 63 bytes, MySQL refuses more than 64.
const MAX_NAME_LENGTH: usize = 63;

/// The configuration; what the file does not say has its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The folder of revisions, relative to the file.
    pub folder: String,
    /// The dialects that every revision must serve, with the oldest server version or `any`.
    /// `None` leaves it to the caller (the macro takes those whose features are on).
    pub dialects: Option<Vec<(Dialect, String)>>,
    /// The table that records applied revisions.
    pub table: String,
    /// The schema of that table; `None` is the connection's own.
    pub schema: Option<String>,
    /// Findings that are turned off, with the reason.
    pub allow: Vec<(Code, String)>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            folder: "migrations".to_owned(),
            dialects: None,
            table: DEFAULT_TABLE.to_owned(),
            schema: None,
            allow: Vec::new(),
        }
    }
}

impl Config {
    /// Whether the configuration turns `code` off.
    pub fn allows(&self, code: Code) -> bool {
        self.allow.iter().any(|(allowed, _)| *allowed == code)
    }
}

const KEYS: [&str; 5] = ["folder", "dialects", "table", "schema", "allow"];

/// Reads the configuration from `text`, which is `file`'s.
///
/// # Errors
///
/// Every `bad-config` finding.
pub fn parse_config(file: FileId, text: &str) -> Result<Config, Vec<Diagnostic>> {
    let mut reader = Reader {
        file,
        config: Config::default(),
        found: Vec::new(),
    };
    match DeTable::parse(text) {
        Ok(table) => reader.root(table.get_ref()),
        Err(error) => {
            let message = error.message().to_owned();
            reader.refuse(error.span().unwrap_or(0..0), message, "not valid TOML");
        }
    }
    if reader.found.is_empty() {
        Ok(reader.config)
    } else {
        // The table is sorted by key; people read from the top.
        reader.found.sort_by_key(Diagnostic::start);
        Err(reader.found)
    }
}

struct Reader {
    file: FileId,
    config: Config,
    found: Vec<Diagnostic>,
}

impl Reader {
    fn root(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "folder" => {
                    if let Some(folder) = self.string("folder", value) {
                        if folder.starts_with('/') || folder.contains('\\') {
                            self.refuse(
                                value.span(),
                                format!("`folder` cannot be `{folder}`"),
                                "write it relative to this file, with `/`",
                            );
                        }
                        self.config.folder = folder;
                    }
                }
                "table" => {
                    if let Some(name) = self.name("table", value) {
                        self.config.table = name;
                    }
                }
                "schema" => self.config.schema = self.name("schema", value),
                "dialects" => self.dialects(value),
                "allow" => self.allow(value),
                other => {
                    let message = format!("unknown key `{other}`");
                    self.unknown(key.span(), message, other, &KEYS);
                }
            }
        }
    }

    fn dialects(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.refuse(
                value.span(),
                "`dialects` is no table".to_owned(),
                "write `[dialects]` and under it, say, `postgres = \"13\"`",
            );
            return;
        };
        let mut dialects = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let Some(dialect) = Dialect::from_name(name) else {
                let message = format!("unknown dialect `{name}`");
                self.unknown(key.span(), message, name, &Dialect::ALL.map(Dialect::name));
                continue;
            };
            let Some(version) = self.string(name, value) else {
                continue;
            };
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if version == "any" || version.split('.').all(digits) {
                dialects.push((dialect, version));
            } else {
                self.refuse(
                    value.span(),
                    format!("`{version}` is no server version"),
                    "the oldest server version in use, such as \"13\", or \"any\"",
                );
            }
        }
        dialects.sort();
        self.config.dialects = Some(dialects);
    }

    fn allow(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = value.get_ref() else {
            self.refuse(
                value.span(),
                "`allow` is no table".to_owned(),
                "write `[allow]` and under it, say, `multiple-heads = \"the reason\"`",
            );
            return;
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let Some(code) = Code::from_name(name) else {
                let names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
                self.unknown(key.span(), format!("unknown code `{name}`"), name, &names);
                continue;
            };
            if !code.can_be_allowed() {
                self.refuse(
                    key.span(),
                    format!("`{name}` cannot be allowed"),
                    "revisions with this fault have no meaning that could be run",
                );
            } else if let Some(reason) = self.string(name, value) {
                if reason.trim().is_empty() {
                    self.refuse(value.span(), format!("`{name}` has no reason"), "say why");
                } else {
                    self.config.allow.push((code, reason));
                }
            }
        }
    }

    fn name(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let name = self.string(key, value)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if !name.is_empty() && name.len() <= MAX_NAME_LENGTH && name.bytes().all(plain) {
            return Some(name);
        }
        let message = match name.as_str() {
            "" => format!("`{key}` is empty"),
            name => format!("`{key}` cannot be `{name}`"),
        };
        self.refuse(
            value.span(),
            message,
            "letters, digits and `_`, at most 63 of them",
        );
        None
    }

    fn string(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.clone().into_owned());
        }
        self.refuse(
            value.span(),
            format!("`{key}` is no string"),
            "must be a string",
        );
        None
    }

    fn unknown(&mut self, range: Range<usize>, message: String, word: &str, known: &[&str]) {
        let help = match nearest(word, known.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        let span = self.span(range);
        self.found
            .push(Diagnostic::at(Code::BadConfig, span, message).help(help));
    }

    fn refuse(&mut self, range: Range<usize>, message: String, label: &str) {
        let span = self.span(range);
        self.found
            .push(Diagnostic::at(Code::BadConfig, span, message).label(label));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span {
            file: self.file,
            range,
        }
    }
}
