//! The file `revisions.lock`, also where it is damaged: read line by line, written whole.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use limbeck_core::manifest::{MANIFEST_FILE, Manifest, Seal};
use limbeck_core::project::Project;
use limbeck_core::source::{FileId, SourceFile, Sources, Span};

use crate::exit::Failure;
use crate::write;

/// What could be read of the manifest, and where it lies.
#[derive(Debug)]
pub(crate) struct ManifestFile<'a> {
    project: &'a Project,
    path: PathBuf,
    /// The text as it lies there, lines ended by LF; `None` if there is no file.
    text: Option<String>,
    file: FileId,
    /// What could be read of it.
    pub(crate) manifest: Manifest,
    /// What could not.
    pub(crate) dropped: Vec<Dropped>,
}

/// A line that will be gone when the manifest is written.
#[derive(Debug)]
pub(crate) struct Dropped {
    /// Its 1-based number.
    number: usize,
    /// What it says.
    line: String,
    /// Why it cannot stay.
    reason: String,
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Dropped {
            number,
            line,
            reason,
        } = self;
        write!(f, "line {number}, {reason}: {line}")
    }
}

impl<'a> ManifestFile<'a> {
    /// Reads the manifest of `folder`.
    ///
    /// Only the file as a whole is refused: where it cannot be read, or a newer limbeck wrote it.
    pub(crate) fn read(project: &'a Project, folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(MANIFEST_FILE);
        let shown = project.display(&path);
        let bytes = match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                let what = format!("`{shown}` cannot be read");
                return Err(Failure::internal(what, error));
            }
        };
        // Spans of the manifest are never shown; they need a file all the same.
        let file = Sources::default().add(SourceFile {
            path: shown,
            location: path.clone(),
            text: String::new(),
        });
        let mut read = ManifestFile {
            project,
            path,
            text: None,
            file,
            manifest: Manifest::default(),
            dropped: Vec::new(),
        };
        if let Some(bytes) = bytes {
            let text = String::from_utf8_lossy(&bytes);
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let text = text.replace("\r\n", "\n");
            for (number, line) in (1..).zip(text.lines()) {
                read.line(number, line)?;
            }
            read.text = Some(text);
        }
        read.join_seals();
        Ok(read)
    }

    fn line(&mut self, number: usize, line: &str) -> Result<(), Failure> {
        if let Some(format) = newer_format(line) {
            let shown = self.shown();
            let message = format!("`{shown}` has format {format}, which this limbeck cannot write");
            return Err(Failure::found(message).help("a newer limbeck wrote it: install that one"));
        }
        let reason = match Manifest::parse(self.file, line) {
            Ok(_) if line.contains(['\u{fffd}', '\0']) => "not UTF-8 text".to_owned(),
            Ok(_) if line.starts_with('#') && line != HEADING => "a comment".to_owned(),
            Ok(read) => {
                self.manifest.files.extend(read.files);
                self.manifest.seals.extend(read.seals);
                return Ok(());
            }
            Err(found) => {
                let reason = found.into_iter().next().map(|first| first.message);
                reason.unwrap_or_default()
            }
        };
        self.dropped.push(Dropped {
            number,
            line: line.to_owned(),
            reason,
        });
        Ok(())
    }

    /// Makes one of two seals of one revision, unless they contradict each other.
    fn join_seals(&mut self) {
        let mut seals: Vec<Seal> = Vec::with_capacity(self.manifest.seals.len());
        for seal in std::mem::take(&mut self.manifest.seals) {
            let twin = seals.iter_mut().find(|first| agree(first, &seal));
            match twin {
                Some(first) => {
                    first.checksums.extend(seal.checksums);
                    first.checksums.sort();
                    first.checksums.dedup();
                }
                None => seals.push(seal),
            }
        }
        self.manifest.seals = seals;
    }

    /// Returns the ids that are sealed twice, and not alike. Which of the seals is right cannot be
    /// known here, so that both stay.
    pub(crate) fn contradictions(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.manifest.seals.iter().map(|s| s.id.as_str()).collect();
        ids.sort_unstable();
        let twice = ids.windows(2).filter(|pair| pair[0] == pair[1]);
        let mut twice: Vec<&str> = twice.map(|pair| pair[0]).collect();
        twice.dedup();
        twice
    }

    /// Whether there is a file.
    pub(crate) fn exists(&self) -> bool {
        self.text.is_some()
    }

    /// Returns the file's path as messages show it.
    pub(crate) fn shown(&self) -> String {
        self.project.display(&self.path)
    }

    /// Lists `path`, from the folder with `/`.
    ///
    /// Refused are names that a line of the manifest cannot hold.
    pub(crate) fn add_file(&mut self, path: &str) -> Result<(), Failure> {
        if path.contains(char::is_control) || path.trim() != path {
            let message = format!("a file's name cannot be listed: {path:?}");
            return Err(Failure::found(message)
                .help("rename it, without white space at its ends and without line breaks"));
        }
        let nowhere = Span {
            file: self.file,
            range: 0..0,
        };
        self.manifest.files.push((path.to_owned(), nowhere));
        Ok(())
    }

    /// Returns the text that the file should have.
    fn render(&mut self) -> String {
        let Manifest { files, seals } = &mut self.manifest;
        files.sort_by(|a, b| a.0.cmp(&b.0));
        files.dedup_by(|a, b| a.0 == b.0);
        seals.sort_by(|a, b| a.id.cmp(&b.id));
        self.manifest.render()
    }

    /// Whether the file is not as it should be.
    pub(crate) fn has_changed(&mut self) -> bool {
        let text = self.render();
        self.text.as_ref() != Some(&text)
    }

    /// Writes the file, unless it is as it should be: cargo would compile again.
    pub(crate) fn write(&mut self) -> Result<(), Failure> {
        if self.has_changed() {
            let text = self.render();
            write::replace(self.project, &self.path, &text)?;
            self.text = Some(text);
        }
        Ok(())
    }
}

/// The format that a line names, if it is above ours.
fn newer_format(line: &str) -> Option<u32> {
    let format = line.trim().strip_prefix("format ")?.trim().parse().ok()?;
    (format > FORMAT).then_some(format)
}

/// Whether two seals are of one revision and say nothing different of it.
fn agree(a: &Seal, b: &Seal) -> bool {
    let same = |(dialect, checksum): &(_, String)| {
        let other = b.checksums.iter().find(|(other, _)| other == dialect);
        other.is_none_or(|(_, other)| other == checksum)
    };
    a.id == b.id
        && a.parents == b.parents
        && a.depends_on == b.depends_on
        && a.checksums.iter().all(same)
}

/// The first line of every manifest.
const HEADING: &str = "# Kept by limbeck. Merge it by union: keep the lines of both sides.";
/// The newest format that can be written.
const FORMAT: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_is_the_one_that_core_writes() {
        let text = Manifest::default().render();
        assert_eq!(text, format!("{HEADING}\nformat {FORMAT}\n"));
    }
}
