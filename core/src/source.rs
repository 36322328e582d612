//! What a diagnostic can point into: texts with a path, and places in them.

use std::ops::Range;
use std::path::PathBuf;

/// One file that was read, in canonical form.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as messages show it: relative to the workspace root, with `/`.
    pub path: String,
    /// Where the file lies, for rebuild tracking.
    pub location: PathBuf,
    /// The canonical text; see [`canonical`].
    pub text: String,
}

/// Which of the [`Sources`] a span points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file's canonical text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Byte offsets, end exclusive.
    pub range: Range<usize>,
}

/// Every file that one compilation has read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns the id that spans name it by.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// Returns the file that `id` names.
    ///
    /// # Panics
    ///
    /// Panics if `id` comes from another `Sources`.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Returns the text that `span` covers.
    pub fn text(&self, span: &Span) -> &str {
        &self.file(span.file).text[span.range.clone()]
    }

    /// Returns where `span` begins: line and column, both 1-based, the column in characters.
    pub fn line_column(&self, span: &Span) -> (usize, usize) {
        line_column(&self.file(span.file).text, span.range.start)
    }
}

/// Returns the 1-based line and column (in characters) of the byte at `offset`.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let line_start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    // Continuation bytes of UTF-8 are 0b10xxxxxx: every other byte begins a character.
    let column = before[line_start..]
        .iter()
        .filter(|&&byte| byte & 0xC0 != 0x80)
        .count()
        + 1;
    (line, column)
}

/// Why bytes are not the text of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText {
    /// The 1-based line of the first byte that does not fit.
    pub line: usize,
    /// The byte that does not fit: a broken UTF-8 sequence's first, or NUL.
    pub byte: u8,
}

/// Returns the text that everything else looks at: UTF-8, without byte order mark, lines ended by LF.
///
/// # Errors
///
/// [`NotText`] if the bytes are not UTF-8 or hold a NUL, which no database takes as text.
pub fn canonical(bytes: &[u8]) -> Result<String, NotText> {
    let not_text = |at: usize| NotText {
        line: bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1,
        byte: bytes.get(at).copied().unwrap_or_default(),
    };
    let text = std::str::from_utf8(bytes).map_err(|error| not_text(error.valid_up_to()))?;
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(not_text(at));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bom_and_carriage_returns_do_not_reach_the_canonical_text() {
        let text = canonical(b"\xEF\xBB\xBFone\r\ntwo\rthree\n");
        assert_eq!(text.as_deref(), Ok("one\ntwo\rthree\n"));
    }

    #[test]
    fn broken_utf8_is_told_with_its_line() {
        assert_eq!(
            canonical(b"a\nb\xFFc"),
            Err(NotText {
                line: 2,
                byte: 0xFF
            })
        );
    }

    #[test]
    fn nul_is_not_text() {
        assert_eq!(canonical(b"a\0"), Err(NotText { line: 1, byte: 0 }));
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("é\näöx", 7), (2, 3));
    }
}
