//! The binary in a pseudo-terminal.

use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::{Signal, WaitStatus};
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};

use crate::project::{BINARY, Project};

pub(crate) struct Terminal(OsSession);

impl Terminal {
    pub(crate) fn run(project: &Project, arguments: &[&str]) -> Terminal {
        let mut command = Command::new(BINARY);
        command.current_dir(project.root()).args(arguments);
        command.env("TERM", "xterm");
        for variable in ["DATABASE_URL", "LIMBECK_SKIP"] {
            command.env_remove(variable);
        }
        let mut session = Session::spawn(command).expect("a terminal");
        session.set_expect_timeout(Some(Duration::from_secs(60)));
        Terminal(session)
    }

    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) {
        let seen = self.0.expect(text);
        assert!(seen.is_ok(), "`{text}` never came: {seen:?}");
    }

    pub(crate) fn types(&mut self, text: &str) {
        self.0.send(text).expect("it is typed");
    }

    /// Asks the process to end, as `kill` does.
    pub(crate) fn terminates(&mut self) {
        let process = self.0.get_process_mut();
        process.signal(Signal::SIGTERM).expect("it is told");
    }

    /// Waits for the end and returns what came since the last thing seen.
    #[track_caller]
    pub(crate) fn ends(mut self, code: i32) -> String {
        let rest = self.0.expect(Eof).expect("it ends");
        let rest = String::from_utf8_lossy(rest.as_bytes()).into_owned();
        let status = self.0.get_process().wait().expect("it has ended");
        let expected = WaitStatus::Exited(self.0.get_process().pid(), code);
        assert_eq!(status, expected, "{rest}");
        rest
    }
}

pub(crate) const CTRL_C: &str = "\u{3}";
