//! goose: `<version>_<description>.sql` with `-- +goose` annotations, and `.go` files, which are
//! programs; sub-folders do not count.

use limbeck_core::Direction;

use super::{File, Foreign, Found, Remark, Script, Transaction, is_comment};

pub(super) fn read(files: &[File]) -> Found {
    let mut found = Found::default();
    for file in files {
        let Some((version, description, is_code)) = parts(file) else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        if is_code {
            let migration = Foreign::code(version, description, file);
            found.migrations.push(migration);
            continue;
        }
        let mut reader = Reader::new(file);
        match reader.read() {
            Ok(()) => {
                let Reader { up, down, .. } = reader;
                let migration = Foreign::new(version, description, up, down);
                found.migrations.push(migration);
            }
            Err(remark) => found.refused.push(remark),
        }
    }
    found.sort_by_number();
    found
}

/// Version, description, and whether it is a program.
fn parts(file: &File) -> Option<(&str, &str, bool)> {
    let (None, name) = file.place() else {
        return None;
    };
    let (stem, is_code) = match name.strip_suffix(".go") {
        Some(stem) => (stem, true),
        None => (name.strip_suffix(".sql")?, false),
    };
    let (version, description) = stem.split_once('_')?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    let is_test = is_code && stem.ends_with("_test");
    (is_version && !is_test).then_some((version, description, is_code))
}

struct Reader<'a> {
    file: &'a File,
    up: Script,
    down: Option<Script>,
    way: Option<Direction>,
    /// Whether a `StatementBegin` is open.
    in_block: bool,
    /// Comments before the first annotation that says which way.
    before: String,
    fills_in: bool,
}

impl<'a> Reader<'a> {
    fn new(file: &'a File) -> Reader<'a> {
        Reader {
            file,
            up: script(file),
            down: None,
            way: None,
            in_block: false,
            before: String::new(),
            fills_in: false,
        }
    }

    fn read(&mut self) -> Result<(), Remark> {
        for (number, line) in (1..).zip(self.file.text.split_inclusive('\n')) {
            match annotation(line) {
                Some(annotation) => {
                    let place = format!("{}:{number}", self.file.shown);
                    let annotated = self.annotation(&annotation);
                    annotated.map_err(|text| Remark::new(place, text))?;
                }
                None => match self.way {
                    Some(_) => {
                        let fills_in = self.fills_in && line.contains('$');
                        let script = self.script();
                        script.text += line;
                        if fills_in && !script.remarks.contains(&FILLED_IN) {
                            script.remarks.push(FILLED_IN);
                        }
                    }
                    None => self.before += line,
                },
            }
        }
        let text = match self.way {
            None => "no line `-- +goose Up`",
            Some(_) if self.in_block => "a `-- +goose StatementBegin` without its `StatementEnd`",
            Some(_) if !is_comment(&self.before) => "a statement before `-- +goose Up`",
            Some(_) => {
                let added = self.before.len();
                self.up.ends.iter_mut().for_each(|end| *end += added);
                self.up.text.insert_str(0, &self.before);
                return Ok(());
            }
        };
        Err(Remark::new(&self.file.shown, text))
    }

    fn annotation(&mut self, annotation: &str) -> Result<(), String> {
        match (annotation, self.way) {
            ("up" | "down", _) if self.in_block => {
                return Err(format!("`{annotation}` before the block's `StatementEnd`"));
            }
            ("up", None) => self.way = Some(Direction::Upgrade),
            ("up", Some(_)) => return Err("a second `-- +goose Up`".to_owned()),
            ("down", Some(Direction::Upgrade)) => {
                self.way = Some(Direction::Downgrade);
                let mut down = script(self.file);
                down.transaction = self.up.transaction;
                self.down = Some(down);
            }
            ("down", Some(Direction::Downgrade)) => {
                return Err("a second `-- +goose Down`".to_owned());
            }
            ("down", None) => return Err("`-- +goose Down` before `-- +goose Up`".to_owned()),
            ("no transaction", _) => {
                self.up.transaction = Transaction::None;
                if let Some(down) = &mut self.down {
                    down.transaction = Transaction::None;
                }
            }
            ("envsub on" | "envsubst on", _) => self.fills_in = true,
            ("envsub off" | "envsubst off", _) => self.fills_in = false,
            ("statementbegin", Some(_)) if !self.in_block => {
                self.in_block = true;
                self.end_statement();
            }
            ("statementend", Some(_)) if self.in_block => {
                self.in_block = false;
                self.end_statement();
            }
            ("statementbegin" | "statementend", _) => {
                return Err(format!("`{annotation}` is not where it belongs"));
            }
            _ => return Err(format!("goose has no annotation `{annotation}`")),
        }
        Ok(())
    }

    fn end_statement(&mut self) {
        let script = self.script();
        script.ends.push(script.text.len());
    }

    fn script(&mut self) -> &mut Script {
        match &mut self.down {
            Some(down) => down,
            None => &mut self.up,
        }
    }
}

const FILLED_IN: &str = "goose fills in variables from the environment, limbeck does not: write their values in place of `${..}`";

fn script(file: &File) -> Script {
    Script {
        path: file.shown.clone(),
        ..Script::default()
    }
}

/// Returns what follows `-- +goose`, in lower case; spaces do not count twice.
fn annotation(line: &str) -> Option<String> {
    let words = line.trim().strip_prefix("--")?.trim_start();
    let words = words.strip_prefix("+goose")?;
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    Some(words.join(" "))
}
