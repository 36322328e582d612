//! `limbeck init`: makes a project of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use limbeck_core::Dialect;
use limbeck_core::config::CONFIG_FILE;
use limbeck_core::folder::{MANIFEST_FILE, list};
use limbeck_core::project::Project;

use crate::args::DialectArgs;
use crate::cargo_manifest::CargoManifest;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::manifest_file::ManifestFile;
use crate::project_text::{CODE, attributes, config, dependencies};
use crate::{folder, write};

/// The arguments of `limbeck init`; [`crate::command::Standalone`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder of revisions, as with `--dir`.
    #[arg(value_name = "DIR", conflicts_with = "dir")]
    positional: Option<PathBuf>,
    #[command(flatten)]
    dialects: DialectArgs,
}

impl Init {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let place = Place::find(context, self.positional.as_deref())?;
        let crate_dir = &place.project.base;
        let cargo = CargoManifest::read(crate_dir);
        let mut dialects = match self.dialects.dialects.clone() {
            none if none.is_empty() => cargo.dialects.clone(),
            some => some,
        };
        dialects.sort();
        dialects.dedup();

        place.write_config(context, &dialects)?;
        place.write_manifest(context)?;
        place.write_attributes(context)?;

        context.output.note("");
        if !cargo.has_limbeck {
            context.output.note(dependencies(&dialects));
        }
        context.output.note(CODE);
        Ok(Exit::Done)
    }
}

/// Where everything goes.
struct Place {
    project: Project,
    /// The configuration, which may be there.
    config: PathBuf,
    /// The folder of revisions.
    folder: PathBuf,
    /// The folder as the configuration names it.
    name: String,
}

impl Place {
    fn find(context: &Context, dir: Option<&Path>) -> Result<Place, Failure> {
        let mut project = folder::project_in(&context.options, dir)?;
        let config = match &project.config {
            Some(config) => config.clone(),
            None => project.base.join(CONFIG_FILE),
        };
        project.config = Some(config.clone()).filter(|config| config.exists());
        let folder = folder::folder(&project)?;
        let name = folder.strip_prefix(&project.base);
        let Some(name) = name.ok().and_then(Path::to_str) else {
            let shown = project.display(&project.base);
            let message = format!("the folder of revisions must lie in `{shown}`");
            return Err(Failure::usage(message).help(
                "run `limbeck init` where the project is, or name its configuration: `--config`",
            ));
        };
        let name = name.replace('\\', "/");
        Ok(Place {
            project,
            config,
            folder,
            name,
        })
    }

    fn write_config(&self, context: &mut Context, dialects: &[Dialect]) -> Result<(), Failure> {
        if self.config.exists() {
            self.check_config()?;
            self.say(context, &self.config, "is there already");
            return Ok(());
        }
        let text = config(&self.name, dialects);
        write::create(&self.project, &self.config, &text)?;
        self.say(context, &self.config, "written");
        Ok(())
    }

    /// The folder that is named must be the one that is configured.
    fn check_config(&self) -> Result<(), Failure> {
        let configured = Project {
            folder: None,
            ..self.project.clone()
        };
        let configured = folder::folder(&configured)?;
        if configured == self.folder {
            return Ok(());
        }
        let (config, folder) = (
            self.project.display(&self.config),
            self.project.display(&configured),
        );
        let message = format!("`{config}` names another folder of revisions: `{folder}`");
        Err(Failure::usage(message).help("name that one, or change the configuration"))
    }

    fn write_manifest(&self, context: &mut Context) -> Result<(), Failure> {
        write::folder(&self.project, &self.folder)?;
        let path = self.folder.join(MANIFEST_FILE);
        let mut manifest = ManifestFile::read(&self.project, &self.folder)?;
        if manifest.exists() {
            self.say(context, &path, "is there already");
            return Ok(());
        }
        let entries = list(&self.folder).map_err(|error| {
            let shown = self.project.display(&error.location);
            Failure::internal(format!("`{shown}` cannot be read"), error.source)
        })?;
        for entry in entries.iter().filter(|entry| entry.path.ends_with(".sql")) {
            manifest.add_file(&entry.path)?;
        }
        manifest.write()?;
        self.say(context, &path, "written");
        Ok(())
    }

    /// Appends what `.gitattributes` lacks.
    fn write_attributes(&self, context: &mut Context) -> Result<(), Failure> {
        let path = self.project.base.join(".gitattributes");
        let old = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(_) if !path.exists() => None,
            Err(error) => {
                let shown = self.project.display(&path);
                return Err(Failure::internal(
                    format!("`{shown}` cannot be read"),
                    error,
                ));
            }
        };
        let has = |line: &str| {
            let mut lines = old.iter().flat_map(|text| text.lines());
            lines.any(|old| old.split_whitespace().eq(line.split_whitespace()))
        };
        let lines = attributes(&self.name);
        let lacking: Vec<&String> = lines.iter().filter(|line| !has(line)).collect();
        if lacking.is_empty() {
            self.say(context, &path, "is there already");
            return Ok(());
        }
        let mut text = old.clone().unwrap_or_default();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for line in lacking {
            text += line;
            text.push('\n');
        }
        match &old {
            Some(_) => write::replace(&self.project, &path, &text)?,
            None => write::create(&self.project, &path, &text)?,
        }
        let what = old.map_or("written", |_| "extended");
        self.say(context, &path, what);
        Ok(())
    }

    fn say(&self, context: &mut Context, path: &Path, what: &str) {
        let path = self.project.display(path);
        context.output.done(format_args!("{path} {what}"));
    }
}
