//! `limbeck seal --since`: what a git commit has of the history must stand as it was.

use std::path::Path;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::{Compiled, compile_allowing};
use limbeck_core::header::Name;
use limbeck_core::project::Project;
use limbeck_core::revision::Revision;
use limbeck_core::source::Sources;
use tempfile::TempDir;

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::git::Commit;
use crate::wording::{count, listed};

/// The project as it is.
pub(crate) struct Now<'a> {
    pub(crate) project: &'a Project,
    pub(crate) folder: &'a Path,
    pub(crate) sources: &'a Sources,
    pub(crate) compiled: &'a Compiled,
}

/// Compares the project's revisions with those that the commit `name` has.
pub(crate) fn compare(context: &mut Context, now: &Now<'_>, name: &str) -> Result<Exit, Failure> {
    let (project, compiled) = (now.project, now.compiled);
    let commit = Commit::find(now.folder, name)?;
    let place = TempDir::new()
        .map_err(|error| Failure::internal("a temporary folder cannot be made", error))?;
    let Some(then) = extract(&commit, project, now.folder, place.path())? else {
        let shown = project.display(now.folder);
        context.output.line(format_args!(
            "`{name}` has no folder `{shown}`, so there is nothing to compare"
        ));
        return Ok(Exit::Done);
    };
    // What the macro would refuse today is no reason not to compare.
    let allow = [
        Code::MultipleHeads,
        Code::RedundantParent,
        Code::EmptyFolder,
    ];
    let then = compile_allowing(&then, &compiled.dialects, &allow);
    let Ok(old) = &then.result else {
        return Err(Failure::findings(
            then,
            "as of the commit, nothing compared",
        ));
    };

    let mut changed = 0;
    for old in &old.revisions {
        let differences = differences(old, compiled);
        changed += usize::from(!differences.is_empty());
        for difference in differences {
            let (sources, revision) = match difference.now {
                Some(revision) => (now.sources, revision),
                None => (&then.sources, old),
            };
            let path = &sources.file(revision.file).path;
            let (id, what) = (old.id(), difference.what);
            context
                .output
                .line(format_args!("{path}: revision `{id}` {what}"));
        }
    }
    let all = count(old.revisions.len(), "revision");
    context.output.line(match changed {
        0 => format!("{all} of `{name}`, none changed"),
        changed => format!("{all} of `{name}`, {changed} changed"),
    });
    Ok(match changed {
        0 => Exit::Done,
        _ => Exit::Findings,
    })
}

/// Writes the folder of revisions and the configuration, as the commit has them, to `place`, which
/// stands for the root of the work tree; nothing if the commit has no such folder.
fn extract(
    commit: &Commit,
    project: &Project,
    folder: &Path,
    place: &Path,
) -> Result<Option<Project>, Failure> {
    let there = |path: &Path| commit.relative(path).map(|path| place.join(path));
    let config = project.config.as_deref();
    let config = config.and_then(|config| commit.relative(config));
    let had_config = match &config {
        Some(config) => commit.extract(config, place)? > 0,
        None => false,
    };
    let mut then = Project {
        root: place.join(commit.relative(&project.root).unwrap_or_default()),
        config: config
            .filter(|_| had_config)
            .map(|config| place.join(config)),
        // The commit's own configuration may name another folder, if the command line names none.
        folder: there(folder).filter(|_| project.folder.is_some() || !had_config),
        base: there(&project.base).unwrap_or_else(|| place.to_owned()),
    };
    let folder = folder::folder(&then)?;
    let files = match folder.strip_prefix(place) {
        Ok(path) => commit.extract(path, place)?,
        Err(_) => 0,
    };
    then.folder = Some(folder);
    Ok(Some(then).filter(|_| files > 0))
}

/// How a revision is not what it was.
struct Difference<'a> {
    /// The revision as it is; none if it is gone.
    now: Option<&'a Revision>,
    what: String,
}

fn differences<'a>(old: &Revision, compiled: &'a Compiled) -> Vec<Difference<'a>> {
    let Some(at) = compiled.graph.find(old.id()) else {
        let what = "was removed".to_owned();
        return vec![Difference { now: None, what }];
    };
    let now = &compiled.revisions[at.get()];
    let mut all = Vec::new();
    let (was, is) = (&old.header, &now.header);
    if sorted(&was.parents) != sorted(&is.parents) {
        let (was, is) = (names(&was.parents, "`base`"), names(&is.parents, "`base`"));
        all.push(format!("was re-parented: from {was} to {is}"));
    }
    if sorted(&was.depends_on) != sorted(&is.depends_on) {
        let nothing = "nothing";
        let (was, is) = (
            names(&was.depends_on, nothing),
            names(&is.depends_on, nothing),
        );
        all.push(format!("depended on {was} and now on {is}"));
    }
    let edited = old.scripts.iter().filter(|old| {
        let now = now.scripts(old.dialect);
        now.is_some_and(|now| now.checksum != old.checksum)
    });
    let edited: Vec<Dialect> = edited.map(|scripts| scripts.dialect).collect();
    if !edited.is_empty() {
        let dialects = listed(edited.iter().map(|dialect| dialect.name()));
        all.push(format!("was edited: differs for {dialects}"));
    }
    let difference = |what| Difference {
        now: Some(now),
        what,
    };
    all.into_iter().map(difference).collect()
}

fn sorted(names: &[Name]) -> Vec<&str> {
    let mut names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
    names.sort_unstable();
    names
}

fn names(names: &[Name], none: &str) -> String {
    if names.is_empty() {
        return none.to_owned();
    }
    listed(names.iter().map(|name| name.text.as_str()))
}
