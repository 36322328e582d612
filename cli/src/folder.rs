//! Which project a command works on: the only place that asks for the working folder.

use std::env;
use std::path::{Path, PathBuf};

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::{Compilation, compile, compile_allowing};
use limbeck_core::config::CONFIG_FILE;
use limbeck_core::diagnostic::{Diagnostic, Place};
use limbeck_core::project::Project;

use crate::args::{DialectArgs, Options};
use crate::exit::Failure;
use crate::wording::listed;

/// Returns the project that the options name, else the one around the working folder.
pub(crate) fn project(options: &Options) -> Result<Project, Failure> {
    project_in(options, None)
}

/// Returns the project with the folder `dir`, if the command line names it without an option.
pub(crate) fn project_in(options: &Options, dir: Option<&Path>) -> Result<Project, Failure> {
    let working_dir = env::current_dir()
        .map_err(|error| Failure::internal("the working folder cannot be found", error))?;
    let dir = dir.or(options.dir.as_deref());
    let mut project = Project::around(&working_dir, dir);
    if let Some(config) = &options.config {
        let config = working_dir.join(config);
        project.base = config.parent().unwrap_or(&working_dir).to_owned();
        project.config = Some(config);
    }
    Ok(project)
}

/// Compiles the project for the databases that the macro compiles it for.
///
/// The configuration names them for both. Where it does not, the macro knows its features and the
/// command line must be told: a guess would find mistakes that are none, or pass over those that
/// are.
pub(crate) fn compile_as_macro(
    project: &Project,
    args: &DialectArgs,
) -> Result<Compilation, Failure> {
    let mut given = args.dialects.clone();
    given.sort();
    given.dedup();
    let compilation = compile(project, &given);
    match &compilation.result {
        Err(found) if given.is_empty() && lacks_dialects(found) => Err(Failure::usage(
            "nothing says which databases the revisions are for",
        )
        .help(format!(
            "name them in {CONFIG_FILE}, for the macro too: `[dialects]` and under it `sqlite = \"any\"`"
        ))
        .help("or say `--dialect sqlite`, once for each database feature of limbeck that is on")),
        Ok(compiled) if !given.is_empty() && given != compiled.dialects => {
            let names = compiled.dialects.iter().map(|dialect| dialect.name());
            let names = listed(names);
            let message = format!("`--dialect` contradicts {CONFIG_FILE}, which names {names}");
            Err(Failure::usage(message)
                .help("leave `--dialect` out: the macro goes by the file as well"))
        }
        _ => Ok(compilation),
    }
}

/// Compiles the project for the databases of its configuration, else for `dialect`, without the
/// findings in `allow`.
pub(crate) fn compile_for(project: &Project, dialect: Dialect, allow: &[Code]) -> Compilation {
    compile_allowing(project, &[dialect], allow)
}

/// Compiles the project for the databases of its configuration, which must name some, without the
/// findings in `allow`.
pub(crate) fn compile_for_configured(
    project: &Project,
    allow: &[Code],
) -> Result<Compilation, Failure> {
    let compilation = compile_allowing(project, &[], allow);
    match &compilation.result {
        Err(found) if lacks_dialects(found) => Err(Failure::usage(
            "nothing says which database this is for",
        )
        .help("say `--dialect sqlite`, or name the databases under `[dialects]` in limbeck.toml")),
        _ => Ok(compilation),
    }
}

/// Compiles the project for what is not about SQL, without the findings in `allow`: for the
/// databases of its configuration, else for the first one that has no findings, else for the one
/// with the fewest.
pub(crate) fn compile_for_any(project: &Project, allow: &[Code]) -> Compilation {
    let configured = compile_allowing(project, &[], allow);
    if !matches!(&configured.result, Err(found) if lacks_dialects(found)) {
        return configured;
    }
    let findings = |one: &Compilation| match &one.result {
        Ok(_) => 0,
        Err(found) => found.len(),
    };
    let mut best: Option<Compilation> = None;
    for dialect in Dialect::ALL {
        let one = compile_allowing(project, &[dialect], allow);
        if one.result.is_ok() {
            return one;
        }
        if best
            .as_ref()
            .is_none_or(|best| findings(&one) < findings(best))
        {
            best = Some(one);
        }
    }
    best.unwrap_or(configured)
}

/// Returns the project's folder of revisions, be it there or not.
pub(crate) fn folder(project: &Project) -> Result<PathBuf, Failure> {
    Ok(configured(compile_for_any(project, &[]))?.folder)
}

/// Refuses a compilation that does not know its folder.
pub(crate) fn configured(compilation: Compilation) -> Result<Compilation, Failure> {
    let found = compilation.result.as_ref().err();
    let mut codes = found.into_iter().flatten().map(|found| found.code);
    if codes.any(|code| code == Code::BadConfig) {
        return Err(Failure::findings(compilation, "nothing written"));
    }
    Ok(compilation)
}

/// Compiles the project for a command that writes a revision into it.
///
/// Several heads are what a merge mends, an empty folder is where the first revision goes, and a
/// revision that is not filled in yet may be followed by the next one.
pub(crate) fn compile_to_write(project: &Project) -> Compilation {
    let allow = [
        Code::MultipleHeads,
        Code::EmptyFolder,
        Code::EmptyUpgrade,
        Code::MissingDowngrade,
    ];
    compile_for_any(project, &allow)
}

/// Whether the findings say only that no database is in use. It is the one finding about a
/// configuration that has no text to point at.
fn lacks_dialects(found: &[Diagnostic]) -> bool {
    let about_none = |diagnostic: &Diagnostic| {
        diagnostic.code == Code::BadConfig && matches!(diagnostic.place, Place::Path(_))
    };
    matches!(found, [only] if about_none(only))
}
