//! `limbeck import`: the migrations of another tool become revisions.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use limbeck_core::Dialect;
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::folder::list;
use limbeck_core::project::Project;
use limbeck_core::source::Sources;
use serde::Serialize;

use crate::args::{AnswerArgs, dialect};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::finding::Finding;
use crate::import::{self, Found, Remark, Target, Tool, Written};
use crate::manifest_file::ManifestFile;
use crate::wording::{count, listed};
use crate::{folder, write};

/// The arguments of `limbeck import`; [`crate::command::Standalone`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The tool that the migrations are written for.
    #[arg(long, value_name = "TOOL", value_enum)]
    from: Tool,
    /// Its folder of migrations, for one database.
    #[arg(value_name = "SRC")]
    source: PathBuf,
    /// The folder of revisions, without any yet, as with `--dir`.
    #[arg(long, value_name = "DIR", conflicts_with = "dir")]
    to: Option<PathBuf>,
    /// The database that the migrations are for [default: each that is in use].
    #[arg(long, value_name = "DIALECT", value_parser = dialect())]
    dialect: Option<Dialect>,
    /// Let migrations in Go or Rust become revisions that do nothing, for you to write in SQL.
    #[arg(long)]
    skip_code: bool,
    #[command(flatten)]
    answer: AnswerArgs,
}

/// What an import came to.
#[derive(Debug)]
struct Imported<'a> {
    project: &'a Project,
    folder: &'a Path,
    /// The database that was named.
    dialect: Option<Dialect>,
    files: Vec<Written>,
    changes: Vec<Remark>,
    passed_over: Vec<String>,
    sources: Sources,
    findings: Vec<Diagnostic>,
}

impl Import {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project_in(&context.options, self.to.as_deref())?;
        let folder = folder::folder(&project)?;
        check_empty(&project, &folder)?;
        let found = self.found()?;
        let target = Target {
            dialect: self
                .dialect
                .unwrap_or_else(|| import::guess_dialect(&found.migrations)),
            is_named: self.dialect.is_some(),
        };
        let mut changes = Vec::new();
        let files = import::write(&found.migrations, target, &mut changes).map_err(refused)?;
        let mut sources = Sources::default();
        let findings = files.iter().flat_map(|file| {
            let path = project.display(&folder.join(&file.name));
            import::findings(&mut sources, path, file, target.dialect)
        });
        let imported = Imported {
            findings: findings.collect(),
            project: &project,
            folder: &folder,
            dialect: self.dialect,
            files,
            changes,
            passed_over: found.passed_over,
            sources,
        };
        imported.write()?;
        if self.answer.json {
            context.output.json(&imported.answer());
        } else {
            imported.tell(context);
        }
        Ok(Exit::Done)
    }

    /// Reads the other tool's folder; whatever cannot be imported is told at once.
    fn found(&self) -> Result<Found, Failure> {
        let tool = self.from.name();
        let working_dir = env::current_dir()
            .map_err(|error| Failure::internal("the working folder cannot be found", error))?;
        let shown = self.source.display().to_string();
        let source = working_dir.join(&self.source);
        if !source.is_dir() {
            return Err(Failure::usage(format!("`{shown}` is no folder")));
        }
        let (files, mut unreadable) = import::list(&source, &shown)?;
        let mut found = self.from.read(&files);
        unreadable.append(&mut found.refused);
        if !unreadable.is_empty() {
            return Err(refused(unreadable));
        }
        if found.migrations.is_empty() {
            let failure = Failure::usage(format!("`{shown}` has no migrations of {tool}"));
            return Err(match found.passed_over.as_slice() {
                [] => failure.help("the folder is empty"),
                [first, ..] => failure.help(format!(
                    "it has {}, such as `{first}`",
                    count(found.passed_over.len(), "other file")
                )),
            });
        }
        let code = found.migrations.iter().filter(|one| one.is_code);
        let code: Vec<&str> = code.map(|one| one.up.path.as_str()).collect();
        if !code.is_empty() && !self.skip_code {
            let message = format!("these migrations are programs: {}", listed(code));
            return Err(Failure::found(message).help(
                "with `--skip-code` they become revisions that do nothing, for you to write in SQL",
            ));
        }
        Ok(found)
    }
}

/// Refuses a folder with anything in it that could be a revision.
fn check_empty(project: &Project, folder: &Path) -> Result<(), Failure> {
    if !folder.exists() {
        return Ok(());
    }
    let shown = project.display(folder);
    let entries = list(folder).map_err(|error| {
        let what = format!("`{}` cannot be read", project.display(&error.location));
        Failure::internal(what, error.source)
    })?;
    let Some(first) = entries.first() else {
        return Ok(());
    };
    let first = &first.path;
    Err(
        Failure::usage(format!("`{shown}` is not empty: it has `{first}`"))
            .help("name a folder without revisions: `--to DIR`")
            .help("a second database's migrations go into a folder of their own"),
    )
}

fn refused(remarks: Vec<Remark>) -> Failure {
    let lines: Vec<String> = remarks.iter().map(Remark::to_string).collect();
    let what = count(lines.len(), "file");
    let message = format!(
        "{what} cannot be imported, nothing written\n{}",
        lines.join("\n")
    );
    Failure::found(message)
}

impl Imported<'_> {
    /// Writes every file, or none.
    fn write(&self) -> Result<(), Failure> {
        let Imported {
            project, folder, ..
        } = self;
        write::folder(project, folder)?;
        let mut manifest = ManifestFile::read(project, folder)?;
        for file in &self.files {
            manifest.add_file(&file.name)?;
        }
        let mut written = Vec::new();
        let result = self.files.iter().try_for_each(|file| {
            let path = folder.join(&file.name);
            write::create(project, &path, &file.text)?;
            written.push(path);
            Ok(())
        });
        let result = result.and_then(|()| match manifest.exists() {
            true => manifest.write(),
            false => Ok(()),
        });
        if result.is_err() {
            for path in &written {
                write::remove(project, path)?;
            }
        }
        result
    }

    fn tell(&self, context: &mut Context) {
        let output = &mut context.output;
        for file in &self.files {
            let path = self.path(file);
            output.done(format_args!("{path} written, from {}", file.source));
        }
        for change in &self.changes {
            output.line(change);
        }
        for path in &self.passed_over {
            output.line(format_args!("{path}: passed over, it is no migration"));
        }
        for finding in &self.findings {
            let position = finding.position(&self.sources);
            let (code, message) = (finding.code, &finding.message);
            output.line(format_args!("{position}: [{code}] {message}"));
        }
        let revisions = count(self.files.len(), "revision");
        let findings = match self.findings.len() {
            0 => String::new(),
            number => format!(", {} to mend", count(number, "finding")),
        };
        let folder = self.project.display(self.folder);
        // A configuration says for which databases to check, or will.
        let dialect = match self.dialect.filter(|_| self.project.config.is_none()) {
            Some(dialect) => format!(" --dialect {dialect}"),
            None => String::new(),
        };
        output.done(format_args!(
            "{revisions} imported{findings}; next: `limbeck check {folder}{dialect}`"
        ));
    }

    fn answer(&self) -> Answer<'_> {
        let revisions = self.files.iter().map(|file| Revision {
            revision: &file.id,
            message: &file.message,
            path: self.path(file),
            source: &file.source,
        });
        let findings = self.findings.iter();
        Answer {
            revisions: revisions.collect(),
            changes: &self.changes,
            passed_over: &self.passed_over,
            findings: findings
                .map(|one| Finding::of(one, &self.sources))
                .collect(),
        }
    }

    fn path(&self, file: &Written) -> String {
        self.project.display(&self.folder.join(&file.name))
    }
}

/// The answer in JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// In the order of the chain.
    revisions: Vec<Revision<'a>>,
    changes: &'a [Remark],
    passed_over: &'a [String],
    findings: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
struct Revision<'a> {
    revision: &'a str,
    message: &'a str,
    path: String,
    /// The file that its upgrade comes from.
    source: &'a str,
}
