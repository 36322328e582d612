//! The author's editor: the only place that starts it.

use std::path::PathBuf;
use std::process::Command;

use crate::environment::Environment;
use crate::exit::Failure;

/// Opens `files` in $VISUAL, else $EDITOR, else `vi`, and waits for it.
///
/// A shell reads the variable, so that it may hold arguments: `code --wait`.
pub(crate) fn open(environment: &Environment, files: &[PathBuf]) -> Result<(), Failure> {
    let editor = match environment.variable("VISUAL")? {
        Some(editor) => Some(editor),
        None => environment.variable("EDITOR")?,
    };
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    let ended = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(&editor)
        .args(files)
        .status();
    let failure = |cause: String| {
        Failure::internal(format!("the editor `{editor}` failed"), cause)
            .help("name another one in the environment: VISUAL or EDITOR")
    };
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failure(status.to_string())),
        Err(error) => Err(failure(error.to_string())),
    }
}
