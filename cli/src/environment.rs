//! The environment: the only place that reads it, and the file `.env` beside it.

use std::env;

use crate::exit::Failure;

/// Names the database.
pub(crate) const DATABASE_URL: &str = "DATABASE_URL";

/// Keeps `upgrade` from doing anything where it is `1`.
pub(crate) const SKIP: &str = "LIMBECK_SKIP";

/// What the standalone binaries log.
#[cfg(feature = "binary")]
pub(crate) const LIMBECK_LOG: &str = "LIMBECK_LOG";

/// What the process and the nearest `.env` upward from the working folder say.
///
/// The process's own variables win. `.env` is read when a variable is asked for that the process
/// does not have, and never put into the process's environment.
#[derive(Debug)]
pub(crate) struct Environment;

impl Environment {
    /// Returns the variable `name`; one that is empty is as good as none.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<String>, Failure> {
        if let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) {
            let value = value.into_string();
            let value = value.map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")))?;
            return Ok(Some(value));
        }
        self.in_dotenv(name)
    }

    fn in_dotenv(&self, name: &str) -> Result<Option<String>, Failure> {
        let variables = match dotenvy::dotenv_iter() {
            Ok(variables) => variables,
            Err(error) if error.not_found() => return Ok(None),
            Err(error) => return Err(unreadable(&error)),
        };
        for variable in variables {
            let (found, value) = variable.map_err(|error| unreadable(&error))?;
            if found == name && !value.is_empty() {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// The error's own text may quote a line, and with it a secret.
fn unreadable(error: &dotenvy::Error) -> Failure {
    let cause = match error {
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "a line is not `NAME=value`".to_owned(),
    };
    Failure::usage(format!("`.env` cannot be read: {cause}"))
        .help("mend it, or say what you need in the environment")
}
