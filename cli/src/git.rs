//! Asks git what a folder was like: the only place that runs it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::tempfile;

use crate::exit::Failure;
use crate::write;

/// A commit in a repository.
#[derive(Debug)]
pub(crate) struct Commit {
    /// The root of the work tree, without links.
    top: PathBuf,
    id: String,
}

/// A file that a commit has.
struct Blob {
    id: String,
    /// From the root of the work tree.
    path: PathBuf,
}

impl Commit {
    /// Finds what `name` means in the repository that `dir` lies in.
    pub(crate) fn find(dir: &Path, name: &str) -> Result<Commit, Failure> {
        let top = git(dir, ["rev-parse", "--show-toplevel"], Stdio::null())?;
        if !top.status.success() {
            let cause = String::from_utf8_lossy(&top.stderr);
            let cause = cause.trim().trim_start_matches("fatal: ");
            let message = format!("`{}` is in no git repository: {cause}", dir.display());
            return Err(Failure::usage(message).help("`--since` compares with a commit"));
        }
        let top = String::from_utf8_lossy(&top.stdout);
        let top = Path::new(top.trim_end_matches(['\r', '\n']));
        let commit = format!("{name}^{{commit}}");
        let words = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let found = git(dir, words.into_iter().chain([&*commit]), Stdio::null())?;
        if !found.status.success() {
            return Err(
                Failure::usage(format!("git knows no commit `{name}`")).help(
                    "name a branch, a tag or a commit; a shallow clone may have to fetch it first",
                ),
            );
        }
        Ok(Commit {
            top: fs::canonicalize(top).unwrap_or_else(|_| top.to_owned()),
            id: String::from_utf8_lossy(&found.stdout).trim().to_owned(),
        })
    }

    /// Returns `path` from the root of the work tree; nothing for what lies elsewhere.
    pub(crate) fn relative(&self, path: &Path) -> Option<PathBuf> {
        // What is gone today has a folder that is not.
        let real = path.ancestors().find_map(|dir| {
            let rest = path.strip_prefix(dir).ok()?;
            Some(fs::canonicalize(dir).ok()?.join(rest))
        })?;
        real.strip_prefix(&self.top).ok().map(Path::to_owned)
    }

    /// Writes the files that the commit has at or below `path` into `target`, which stands for the
    /// root of the work tree. Returns how many there were.
    pub(crate) fn extract(&self, path: &Path, target: &Path) -> Result<usize, Failure> {
        let blobs = self.blobs(path)?;
        let contents = self.contents(&blobs)?;
        for (blob, content) in blobs.iter().zip(&contents) {
            write::scratch(&target.join(&blob.path), content)?;
        }
        Ok(blobs.len())
    }

    /// The regular files; links and other repositories are no revisions.
    fn blobs(&self, path: &Path) -> Result<Vec<Blob>, Failure> {
        let mut words = ["ls-tree", "-r", "-z", "--full-tree", &self.id, "--"]
            .map(OsStr::new)
            .to_vec();
        if path != Path::new("") {
            words.push(path.as_os_str());
        }
        let listed = self.ask(words, Stdio::null())?;
        let entries = listed.split(|&byte| byte == 0);
        let blob = |entry: &[u8]| {
            let tab = entry.iter().position(|&byte| byte == b'\t')?;
            let facts = String::from_utf8_lossy(&entry[..tab]);
            let mut facts = facts.split(' ');
            let (mode, _kind, id) = (facts.next()?, facts.next()?, facts.next()?);
            mode.starts_with("100").then(|| Blob {
                id: id.to_owned(),
                path: PathBuf::from(String::from_utf8_lossy(&entry[tab + 1..]).into_owned()),
            })
        };
        Ok(entries.filter_map(blob).collect())
    }

    fn contents(&self, blobs: &[Blob]) -> Result<Vec<Vec<u8>>, Failure> {
        let asked = questions(blobs).map_err(|error| failed(&error))?;
        let answers = self.ask(["cat-file", "--batch"], asked.into())?;
        let mut rest = answers.as_slice();
        let mut contents = Vec::with_capacity(blobs.len());
        for blob in blobs {
            let (content, after) = next_content(rest).ok_or_else(|| {
                let path = blob.path.display();
                failed(&format!("it did not give the text of `{path}`"))
            })?;
            contents.push(content.to_vec());
            rest = after;
        }
        Ok(contents)
    }

    fn ask<S: AsRef<OsStr>>(
        &self,
        words: impl IntoIterator<Item = S>,
        input: Stdio,
    ) -> Result<Vec<u8>, Failure> {
        let output = git(&self.top, words, input)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failed(&String::from_utf8_lossy(&output.stderr).trim()))
    }
}

fn git<S: AsRef<OsStr>>(
    dir: &Path,
    words: impl IntoIterator<Item = S>,
    input: Stdio,
) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(words).stdin(input);
    command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::usage("git is not installed, or not in PATH")
            .help("`--since` reads what a commit has through git"),
        _ => failed(&error),
    })
}

fn failed(cause: &dyn std::fmt::Display) -> Failure {
    Failure::internal("git failed", cause)
}

/// One id a line, in a file: git reads at its own pace while its answers are read.
fn questions(blobs: &[Blob]) -> io::Result<File> {
    let mut file = tempfile()?;
    for blob in blobs {
        writeln!(file, "{}", blob.id)?;
    }
    file.rewind()?;
    Ok(file)
}

/// Takes `<id> blob <size>`, the content and a line break from the beginning of `answers`.
fn next_content(answers: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answers.iter().position(|&byte| byte == b'\n')?;
    let facts = std::str::from_utf8(&answers[..end]).ok()?;
    let size: usize = facts.rsplit(' ').next()?.parse().ok()?;
    let rest = &answers[end + 1..];
    Some((rest.get(..size)?, rest.get(size + 1..)?))
}
