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
/// SHA-256 over `limbeck h1`, then for the upgrade and the downgrade: a letter (`t` transactional,
/// `n` `no-transaction`, `-` absent) and for each statement its tokens. NUL, which no token has,
/// ends `limbeck h1`, each token, each statement and each direction. The test vectors in
/// `core/tests/vectors.rs` pin it for ever.
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
    let mut encoding = begin("limbeck h1");
    for script in [Some(upgrade), downgrade] {
        encoding.push(match script {
            None => b'-',
            Some(script) if script.no_transaction => b'n',
            Some(_) => b't',
        });
        for statement in script.iter().flat_map(|script| &script.statements) {
            for token in lexer::tokens(&text[statement.range.clone()], dialect) {
                end_text(&mut encoding, token.text);
            }
            encoding.push(0);
        }
        encoding.push(0);
    }
    Encoding(encoding)
}

/// What a revision does in one dialect, before it is hashed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Encoding(Vec<u8>);

impl Encoding {
    /// Returns its digest.
    pub(crate) fn checksum(&self) -> Checksum {
        Checksum(hash("h1", &self.0))
    }
}

/// Computes algorithm `l1` from a revision's checksum and the lineages of what it follows.
///
/// SHA-256 over `limbeck l1`, the checksum, the lineages of the parents, and the lineages of the
/// dependencies; each list in byte order, so that the order in which a merge names its parents does
/// not matter. NUL ends each text and each of the two lists.
pub fn lineage<'a>(
    checksum: &Checksum,
    parents: impl IntoIterator<Item = &'a Lineage>,
    depends_on: impl IntoIterator<Item = &'a Lineage>,
) -> Lineage {
    let mut encoding = begin("limbeck l1");
    end_text(&mut encoding, checksum.as_str());
    let mut list = |lineages: Vec<&Lineage>| {
        let mut lineages: Vec<&str> = lineages.into_iter().map(Lineage::as_str).collect();
        lineages.sort_unstable();
        for lineage in lineages {
            end_text(&mut encoding, lineage);
        }
        encoding.push(0);
    };
    list(parents.into_iter().collect());
    list(depends_on.into_iter().collect());
    Lineage(hash("l1", &encoding))
}

/// Returns the SHA-256 of `text`, written `s1:<64 hex digits>`.
pub fn digest(text: &str) -> String {
    hash("s1", text.as_bytes())
}

/// Begins an encoding with what it is for. It is collected and then hashed in one go: one call into
/// the hash function costs less than one for each token, which counts in an unoptimised macro.
fn begin(domain: &str) -> Vec<u8> {
    let mut encoding = Vec::with_capacity(1024);
    end_text(&mut encoding, domain);
    encoding
}

fn end_text(encoding: &mut Vec<u8>, text: &str) {
    encoding.extend_from_slice(text.as_bytes());
    encoding.push(0);
}

fn hash(algorithm: &str, encoding: &[u8]) -> String {
    let mut written = String::with_capacity(algorithm.len() + 65);
    written.push_str(algorithm);
    written.push(':');
    for byte in Sha256::digest(encoding) {
        written.push(char::from(HEX[usize::from(byte >> 4)]));
        written.push(char::from(HEX[usize::from(byte & 15)]));
    }
    written
}

const HEX: &[u8; 16] = b"0123456789abcdef";
