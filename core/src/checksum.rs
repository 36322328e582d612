//! What a revision does, and what a whole history did, in one digest each.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Dialect;
use crate::lexer;
use crate::script::Script;

/// Digest of what one revision does in one dialect, written `h1:<64 hex digits>`.
///
/// Two files that differ only in white space and comments have the same checksum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Checksum(String);

/// Digest of one revision and of all that comes before it, written `l1:<64 hex digits>`.
///
/// Equal lineages prove that two histories ran the same statements in the same order of descent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lineage(String);

impl Checksum {
    /// Returns the written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Lineage {
    /// Returns the written form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Computes algorithm `h1` over the statements of both directions, which lie in `text`.
///
/// SHA-256 over `limbeck h1`, then for the upgrade and the downgrade: one byte (0 absent, 1
/// transactional, 2 `no-transaction`), the number of statements, and for each statement the number
/// of its tokens and each token. Numbers are 8 bytes, little endian; texts follow their length in
/// bytes. The test vectors in `core/tests/vectors.rs` pin it for ever.
pub fn checksum(
    text: &str,
    dialect: Dialect,
    upgrade: &Script,
    downgrade: Option<&Script>,
) -> Checksum {
    encode(text, dialect, upgrade, downgrade).checksum()
}

/// Writes what [`checksum`] hashes. Dialects mostly read a file alike, and hashing is most of an
/// unoptimised macro's work: equal encodings need only one digest.
pub(crate) fn encode(
    text: &str,
    dialect: Dialect,
    upgrade: &Script,
    downgrade: Option<&Script>,
) -> Encoding {
    let mut digest = Fields::new("limbeck h1");
    for script in [Some(upgrade), downgrade] {
        let Some(script) = script else {
            digest.byte(0);
            continue;
        };
        digest.byte(if script.no_transaction { 2 } else { 1 });
        digest.number(script.statements.len());
        for statement in &script.statements {
            let sql = &text[statement.range.clone()];
            let start = digest.begin_list();
            let mut count = 0;
            for token in lexer::tokens(sql, dialect) {
                digest.text(token.text);
                count += 1;
            }
            digest.end_list(start, count);
        }
    }
    Encoding(digest)
}

/// What a revision does in one dialect, before it is hashed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Encoding(Fields);

impl Encoding {
    /// Returns its digest.
    pub(crate) fn checksum(&self) -> Checksum {
        Checksum(self.0.finish("h1"))
    }
}

/// Computes algorithm `l1` from a revision's checksum and the lineages of what it follows.
///
/// SHA-256 over `limbeck l1`, the checksum, the number of parents and their lineages, the number of
/// dependencies and their lineages; lineages in byte order, so that the order in which a merge
/// names its parents does not matter.
pub fn lineage<'a>(
    checksum: &Checksum,
    parents: impl IntoIterator<Item = &'a Lineage>,
    depends_on: impl IntoIterator<Item = &'a Lineage>,
) -> Lineage {
    let mut digest = Fields::new("limbeck l1");
    digest.text(checksum.as_str());
    let mut list = |lineages: Vec<&Lineage>| {
        let mut lineages: Vec<&str> = lineages.into_iter().map(Lineage::as_str).collect();
        lineages.sort_unstable();
        digest.number(lineages.len());
        for lineage in lineages {
            digest.text(lineage);
        }
    };
    list(parents.into_iter().collect());
    list(depends_on.into_iter().collect());
    Lineage(digest.finish("l1"))
}

/// Collects length-prefixed fields and hashes them in one go: one call into the hash function
/// costs less than one per token, which counts in an unoptimised proc macro.
#[derive(Debug, PartialEq, Eq)]
struct Fields(Vec<u8>);

impl Fields {
    fn new(domain: &str) -> Self {
        let mut fields = Fields(Vec::with_capacity(1024));
        fields.text(domain);
        fields
    }

    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn number(&mut self, number: usize) {
        self.0.extend_from_slice(&(number as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Leaves room for a count that is known only after its items.
    fn begin_list(&mut self) -> usize {
        self.number(0);
        self.0.len() - 8
    }

    fn end_list(&mut self, start: usize, count: usize) {
        self.0[start..start + 8].copy_from_slice(&(count as u64).to_le_bytes());
    }

    fn finish(&self, algorithm: &str) -> String {
        let digest = Sha256::digest(&self.0);
        let mut written = String::with_capacity(algorithm.len() + 65);
        written.push_str(algorithm);
        written.push(':');
        for byte in digest {
            written.push(char::from(HEX[usize::from(byte >> 4)]));
            written.push(char::from(HEX[usize::from(byte & 15)]));
        }
        written
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";
