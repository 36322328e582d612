//! Writes the compiled form.

use super::{ABSENT, FOREIGN_KEYS_OFF, FORMAT, NO_TRANSACTION, stamp};
use crate::compile::Compiled;
use crate::graph::Index;
use crate::script::Script;
use crate::source::Sources;

/// The two halves of a compiled history, for [`Packed::new`](super::Packed::new).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedParts {
    /// Every text, one after the other.
    pub text: String,
    /// The table of words.
    pub table: Vec<u8>,
}

/// Writes what `compiled` holds as the set `set_name`; `sources` are those of the same compilation.
pub fn write(compiled: &Compiled, sources: &Sources, set_name: &str) -> PackedParts {
    let mut writer = Writer::default();
    let revisions = compiled.revisions.len();
    let heads = compiled.graph.heads();
    writer.word(FORMAT);
    writer.number(revisions);
    let bits = compiled.dialects.iter().map(|&dialect| 1 << dialect as u32);
    writer.word(bits.sum());
    writer.text(set_name);
    writer.text(&compiled.config.table);
    writer.text(compiled.config.schema.as_deref().unwrap_or_default());
    writer.positions(&heads);
    let index = writer.words.len();
    writer.words.resize(index + revisions, 0);
    for position in compiled.graph.indices() {
        writer.words[index + position.get()] = small(writer.words.len());
        writer.revision(compiled, sources, position);
    }
    writer.finish()
}

#[derive(Default)]
struct Writer {
    text: String,
    words: Vec<u32>,
}

impl Writer {
    fn revision(&mut self, compiled: &Compiled, sources: &Sources, position: Index) {
        let revision = &compiled.revisions[position.get()];
        let node = compiled.graph.node(position);
        let source = sources.file(revision.file);
        let header = &revision.header;
        self.text(revision.id());
        self.text(&header.message);
        self.text(header.created.as_deref().unwrap_or_default());
        self.text(&source.path);
        self.number(source.path.len() - revision.path_in_folder.len());
        let stamp = stamp(&source.text).to_le_bytes();
        let (low, high) = stamp.split_at(4);
        for half in [low, high] {
            let mut word = [0; 4];
            word.copy_from_slice(half);
            self.word(u32::from_le_bytes(word));
        }
        let reason = header.irreversible.as_ref();
        self.text(reason.map_or("", |reason| &reason.text));
        self.positions(&node.parents);
        self.positions(&node.depends_on);
        self.number(header.labels.len());
        for label in &header.labels {
            self.text(&label.text);
        }
        let mut written = Written::default();
        for (place, scripts) in revision.scripts.iter().enumerate() {
            self.text(scripts.checksum.as_str());
            self.text(compiled.lineages[position.get()][place].as_str());
            self.script(Some(&scripts.upgrade), &source.text, &mut written);
            self.script(scripts.downgrade.as_ref(), &source.text, &mut written);
        }
    }

    fn script(&mut self, script: Option<&Script>, source: &str, written: &mut Written) {
        let Some(script) = script else {
            self.word(ABSENT);
            self.number(0);
            return;
        };
        let mut flags = 0;
        if script.no_transaction {
            flags |= NO_TRANSACTION;
        }
        if script.foreign_keys_off {
            flags |= FOREIGN_KEYS_OFF;
        }
        self.word(flags);
        self.number(script.statements.len());
        for statement in &script.statements {
            let range = statement.range.clone();
            let before = written.0.iter().find(|(known, _)| *known == range);
            if let Some(&(_, offset)) = before {
                self.word(offset);
                self.number(range.len());
            } else {
                written.0.push((range.clone(), small(self.text.len())));
                self.text(&source[range]);
            }
            self.word(statement.line);
        }
    }

    fn positions(&mut self, positions: &[Index]) {
        self.number(positions.len());
        for index in positions {
            self.number(index.get());
        }
    }

    fn text(&mut self, text: &str) {
        self.number(self.text.len());
        self.number(text.len());
        self.text.push_str(text);
    }

    fn number(&mut self, number: usize) {
        self.word(small(number));
    }

    fn word(&mut self, word: u32) {
        self.words.push(word);
    }

    fn finish(self) -> PackedParts {
        let mut table = Vec::with_capacity(self.words.len() * 4);
        for word in self.words {
            table.extend_from_slice(&word.to_le_bytes());
        }
        PackedParts {
            text: self.text,
            table,
        }
    }
}

/// Where the statements of one file stand in the text already: dialects share most of them.
#[derive(Default)]
struct Written(Vec<(std::ops::Range<usize>, u32)>);

/// Four gigabytes of SQL do not fit into a binary; the compiler would give up long before.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
