//! Reads the files of cases: one JSON object a line, plain or compressed by gzip.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

use super::world::{Edges, Ids, World};

/// One case: a graph, what is applied, a command, and what Alembic made of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    pub name: String,
    /// In the order in which the files were loaded.
    pub graph: Vec<Revision>,
    /// The rows of the version table, in its order.
    #[serde(default)]
    pub applied_heads: Vec<String>,
    pub command: String,
    #[serde(default)]
    pub target: Value,
    #[serde(default)]
    pub options: Option<BTreeMap<String, Value>>,
    pub expect: Expect,
}

/// One revision of a case's graph.
#[derive(Clone, Debug, Deserialize)]
pub struct Revision {
    pub id: String,
    #[serde(default)]
    pub down: Vec<String>,
    #[serde(default)]
    pub depends_on: Vec<String>,
    #[serde(default)]
    pub labels: Vec<String>,
}

/// What was recorded.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Expect {
    pub steps: Option<Vec<Value>>,
    pub heads_after: Option<Vec<String>>,
    /// `exact` where there is only one order.
    pub order: Option<String>,
    pub revisions: Option<Vec<Option<String>>>,
    pub flags: Option<BTreeMap<String, Vec<String>>>,
    pub labels: Option<BTreeMap<String, Vec<String>>>,
    pub branches: Option<Vec<(String, Vec<String>)>>,
    pub down_revision: Option<Vec<Option<String>>>,
    pub depends_on: Option<Vec<String>>,
    pub error: Option<String>,
    pub raw: Option<String>,
    pub cli: Option<String>,
    pub quirks: Vec<String>,
    pub ideal_error: Option<String>,
    pub plan: Option<Vec<(String, String)>>,
    pub heads_ideal: Option<Vec<String>>,
}

impl Case {
    /// Whether an option is set.
    pub fn has(&self, option: &str) -> bool {
        let value = self.options.as_ref().and_then(|all| all.get(option));
        value == Some(&Value::Bool(true))
    }

    /// An option that is a text.
    pub fn text(&self, option: &str) -> Option<&str> {
        self.options.as_ref()?.get(option)?.as_str()
    }

    /// An option that is a list of texts.
    pub fn list(&self, option: &str) -> Vec<&str> {
        let value = self.options.as_ref().and_then(|all| all.get(option));
        value.map(texts).unwrap_or_default()
    }

    /// The target as one text; empty for none.
    pub fn target(&self) -> &str {
        self.target.as_str().unwrap_or_default()
    }

    /// The target as a list of texts.
    pub fn targets(&self) -> Vec<&str> {
        texts(&self.target)
    }

    /// These revisions with all that they follow and depend on, sorted; none if the graph is none.
    pub fn closure(&self, ids: &[String]) -> Option<Vec<String>> {
        let world = World::new(self).ok()?;
        let known = world.ids.iter().copied();
        let ids: Ids<'_> = known
            .filter(|id| ids.iter().any(|other| other == id))
            .collect();
        let closed = world.below(&ids, Edges::All);
        Some(closed.into_iter().map(str::to_owned).collect())
    }

    /// Whether Alembic's answer is to be beaten, not to be met.
    pub fn is_beat(&self) -> bool {
        !self.expect.quirks.is_empty() || self.expect.cli.as_deref() == Some("traceback")
    }
}

/// One text, or a list of them; none for null.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

/// Reads every case of a file.
///
/// # Errors
///
/// What keeps the file from being read, with the number of the line.
pub fn read(path: &Path) -> io::Result<Vec<Case>> {
    let bytes = std::fs::read(path)?;
    let text = match bytes.starts_with(&GZIP) {
        true => {
            let mut text = String::new();
            GzDecoder::new(&*bytes).read_to_string(&mut text)?;
            text
        }
        false => String::from_utf8(bytes).map_err(io::Error::other)?,
    };
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line)
                .map_err(|error| io::Error::other(format!("line {}: {error}", number + 1)))
        })
        .collect()
}

/// RFC 1952, section 2.3.1.
const GZIP: [u8; 2] = [0x1f, 0x8b];
