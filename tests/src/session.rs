//! Sessions: Markdown whose `console` blocks are commands, and below each what it prints.
//!
//! ````text
//! <!-- sqlite postgres -->      on which databases it is run
//! ```console
//! $ cat > a.txt <<END           a command,
//! > a line                      and more lines of it
//! > END
//! $ cat a.txt b.txt
//! a line                        what it prints, on standard output and standard error
//! cat: [..]                     [..] is any text, and ... alone in a line is any lines
//! ? 1                           its exit code, unless that is 0
//! ```
//! ````

use std::fs;
use std::path::Path;
use std::process::{self, Stdio};

use tempfile::TempDir;

/// A session as it is written.
#[derive(Debug)]
pub struct Session(Vec<Part>);

#[derive(Debug)]
enum Part {
    /// A line that is printed as it is.
    Text(String),
    /// One command.
    Command(Command),
}

#[derive(Debug)]
struct Command {
    /// As it stands there.
    shown: String,
    /// Without the prompts.
    script: String,
    /// What is said to be printed.
    printed: String,
}

impl Session {
    pub fn parse(text: &str) -> Session {
        let mut parts = Vec::new();
        let (mut is_console, mut may_go_on) = (false, false);
        for line in text.lines() {
            if line.starts_with("```") {
                is_console = line == "```console";
                parts.push(Part::Text(line.to_owned()));
                may_go_on = false;
            } else if !is_console {
                parts.push(Part::Text(line.to_owned()));
            } else if let Some(script) = line.strip_prefix("$ ") {
                parts.push(Part::Command(Command {
                    shown: format!("{line}\n"),
                    script: format!("{script}\n"),
                    printed: String::new(),
                }));
                may_go_on = true;
            } else if let Some(Part::Command(command)) = parts.last_mut() {
                match continued(line).filter(|_| may_go_on) {
                    Some(script) => {
                        command.shown += &format!("{line}\n");
                        command.script += &format!("{script}\n");
                    }
                    None => {
                        command.printed += &format!("{line}\n");
                        may_go_on = false;
                    }
                }
            }
        }
        Session(parts)
    }

    /// Runs the commands in one bash and returns the session with what they printed. `adapted` is
    /// given what one printed and what it is said to print, and returns what to write down.
    pub fn run(
        &self,
        sandbox: &Sandbox,
        database_url: &str,
        adapted: impl Fn(String, &str) -> String,
    ) -> String {
        let steps = sandbox.0.path().join("steps");
        fs::create_dir(&steps).unwrap();
        let steps_shown = steps.display();
        let mut script = String::new();
        for (number, command) in self.commands().enumerate() {
            fs::write(steps.join(number.to_string()), &command.script).unwrap();
            script += &format!(
                "source {steps_shown}/{number} >{steps_shown}/{number}.out 2>&1 </dev/null\n\
                 echo $? >{steps_shown}/{number}.code\n"
            );
        }
        let mut bash = sandbox.bash(&script);
        let ended = bash.env("DATABASE_URL", database_url).status().unwrap();
        let mut seen = String::new();
        let mut number = 0;
        for part in &self.0 {
            match part {
                Part::Text(line) => seen += &format!("{line}\n"),
                Part::Command(command) => {
                    let (printed, code) = result(&steps.join(number.to_string()), ended.code());
                    let lines = command.printed.split_inclusive('\n');
                    let expected: String = lines.filter(|line| !line.starts_with("? ")).collect();
                    seen += &command.shown;
                    seen += &adapted(printed, &expected);
                    seen += &code;
                    number += 1;
                }
            }
        }
        seen
    }

    fn commands(&self) -> impl Iterator<Item = &Command> {
        self.0.iter().filter_map(|part| match part {
            Part::Command(command) => Some(command),
            Part::Text(_) => None,
        })
    }
}

fn continued(line: &str) -> Option<&str> {
    if line == ">" {
        return Some("");
    }
    line.strip_prefix("> ")
}

/// What a step printed, and the line with its exit code, which is empty for 0.
fn result(step: &Path, bash_ended: Option<i32>) -> (String, String) {
    let bytes = fs::read(step.with_extension("out")).unwrap_or_default();
    let mut printed = String::from_utf8_lossy(&bytes).into_owned();
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push('\n');
    }
    let code = match fs::read_to_string(step.with_extension("code")) {
        Ok(code) if code == "0\n" => String::new(),
        Ok(code) => format!("? {code}"),
        Err(_) => format!("? bash ended here or before, {bash_ended:?}\n"),
    };
    (printed, code)
}

/// A home folder that goes with the value: in it an empty folder `work`, where sessions begin, and
/// BEACON's revisions in a git repository `beacon.git`.
#[derive(Debug)]
pub struct Sandbox(TempDir, String);

impl Sandbox {
    /// Commands are looked for in `binaries` first.
    ///
    /// # Panics
    ///
    /// Panics where git does not do as told.
    pub fn new(binaries: &Path) -> Sandbox {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let inherited = std::env::var("PATH").unwrap();
        let path = format!("{}:{inherited}", binaries.display());
        let sandbox = Sandbox(tempfile::tempdir().unwrap(), path);
        let home = sandbox.0.path();
        fs::create_dir(home.join("work")).unwrap();
        fs::write(home.join(".gitconfig"), GIT_CONFIG).unwrap();
        let made = sandbox
            .bash(&format!(
                "cd .. && git init --bare beacon.git && git clone beacon.git first && cd first &&
                 cp -r {root}/migrations {root}/limbeck.toml {root}/.gitattributes . && git add . &&
                 git commit -m 'Begin' && git push && rm -rf ../first",
                root = root.display()
            ))
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{said}");
        sandbox
    }

    /// The address of a SQLite file that is not there yet.
    pub fn sqlite_url(&self) -> String {
        format!("sqlite:{}", self.0.path().join("app.db").display())
    }

    fn bash(&self, script: &str) -> process::Command {
        let mut bash = process::Command::new("bash");
        bash.args(["--noprofile", "--norc", "-c", script])
            .current_dir(self.0.path().join("work"))
            .env_clear()
            .env("PATH", &self.1)
            .env("HOME", self.0.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "dumb")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        bash
    }
}

const GIT_CONFIG: &str = "\
[user]
name = Ada
email = ada@example.org
[init]
defaultBranch = main
[commit]
gpgSign = false
[advice]
detachedHead = false
";
