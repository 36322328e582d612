//! A folder with a project in it, and the binary run there.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A temporary folder; its configuration names SQLite.
pub(crate) struct Project {
    dir: TempDir,
}

/// What a run of the binary came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Project {
        let project = Project::without_configuration();
        project.write("limbeck.toml", "[dialects]\nsqlite = \"any\"\n");
        project
    }

    pub(crate) fn without_configuration() -> Project {
        let dir = TempDir::new().expect("a temporary folder");
        fs::create_dir(dir.path().join("migrations")).expect("a folder in it");
        Project { dir }
    }

    /// `b` and `c` follow `a`.
    pub(crate) fn with_two_heads() -> Project {
        let project = Project::new();
        project.revision("1_a.sql", "a", "base");
        project.revision("2_b.sql", "b", "a");
        project.revision("3_c.sql", "c", "a");
        project
    }

    /// `b` follows `a`.
    pub(crate) fn with_one_head() -> Project {
        let project = Project::new();
        project.revision("1_a.sql", "a", "base");
        project.revision("2_b.sql", "b", "a");
        project
    }

    /// A SQLite file in the folder is the database.
    pub(crate) fn with_database(self) -> Project {
        self.write(".env", "DATABASE_URL=sqlite:app.db\n");
        self
    }

    pub(crate) fn revision(&self, file: &str, id: &str, parent: &str) {
        let text = format!(
            "-- Add {id}\n--\n-- revision: {id}\n-- parent: {parent}\n\n-- migrate: upgrade\nCREATE TABLE {id} (n INTEGER);\n\n-- migrate: downgrade\nDROP TABLE {id};\n"
        );
        self.write(&format!("migrations/{file}"), &text);
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(path), text).expect("a file is written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file is read")
    }

    /// The names in the folder of revisions, sorted; also those that begin with a dot.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("migrations")).expect("the folder is read");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run_in(self.dir.path(), arguments)
    }

    /// As [`Project::run`], with variables in the environment.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut command = command_in(self.dir.path(), arguments);
        command.envs(variables.iter().copied());
        Run::from(command.output().expect("the binary runs"))
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }
}

pub(crate) fn run_in(dir: &Path, arguments: &[&str]) -> Run {
    let output = command_in(dir, arguments).output();
    Run::from(output.expect("the binary runs"))
}

fn command_in(dir: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(BINARY);
    command.current_dir(dir).args(arguments);
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command
}

impl From<std::process::Output> for Run {
    fn from(output: std::process::Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Run {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Run {
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Run {
        assert_eq!(self.stdout, text, "{self:#?}");
        self
    }

    /// As [`Run::says`], where these keys of the JSON have no value that can be known.
    #[track_caller]
    pub(crate) fn says_but_for(self, keys: &[&str], text: &str) -> Run {
        let masked = |line: &str| {
            let key = keys
                .iter()
                .find(|key| line.trim_start().starts_with(&format!("\"{key}\": ")));
            match (key, line.split_once(": ")) {
                (Some(_), Some((before, value))) => {
                    let comma = if value.ends_with(',') { "," } else { "" };
                    format!("{before}: …{comma}\n")
                }
                _ => format!("{line}\n"),
            }
        };
        let masked: String = self.stdout.lines().map(masked).collect();
        assert_eq!(masked, text, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says_with(self, part: &str) -> Run {
        assert!(self.stdout.contains(part), "no `{part}` in {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Run {
        assert_eq!(self.stderr, text, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn complains_with(self, part: &str) -> Run {
        assert!(self.stderr.contains(part), "no `{part}` in {self:#?}");
        self
    }
}

/// What the environment of the tests must not decide.
const VARIABLES: [&str; 8] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "DATABASE_URL",
    "EDITOR",
    "LIMBECK_LOG",
    "LIMBECK_SKIP",
    "NO_COLOR",
    "VISUAL",
];

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_limbeck");
