//! What a crate's `Cargo.toml` tells about its databases, where it is plain to see.

use std::fs;
use std::path::Path;

use limbeck_core::Dialect;
use toml::de::{DeTable, DeValue};

/// What `Cargo.toml` says of limbeck.
#[derive(Debug, Default)]
pub(crate) struct CargoManifest {
    /// Whether limbeck is a dependency.
    pub(crate) has_limbeck: bool,
    /// The databases whose features are on: limbeck's, else sqlx's.
    pub(crate) dialects: Vec<Dialect>,
}

impl CargoManifest {
    /// Reads `Cargo.toml` in `dir`; one that is not there or cannot be read says nothing.
    pub(crate) fn read(dir: &Path) -> CargoManifest {
        let text = fs::read_to_string(dir.join("Cargo.toml")).unwrap_or_default();
        let Ok(table) = DeTable::parse(&text) else {
            return CargoManifest::default();
        };
        let root = table.get_ref();
        let workspace = child(root, "workspace");
        let tables = [Some(root), workspace].into_iter().flatten();
        let tables: Vec<_> = tables
            .filter_map(|table| child(table, "dependencies"))
            .collect();
        let of = |name: &str| {
            let named = tables.iter().filter_map(|table| child(table, name));
            let mut dialects: Vec<Dialect> = named.flat_map(dialects).collect();
            dialects.sort();
            dialects.dedup();
            dialects
        };
        CargoManifest {
            has_limbeck: tables.iter().any(|table| table.contains_key("limbeck")),
            dialects: match of("limbeck") {
                none if none.is_empty() => of("sqlx"),
                some => some,
            },
        }
    }
}

fn child<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    match table.get(key)?.get_ref() {
        DeValue::Table(child) => Some(child),
        _ => None,
    }
}

/// The databases among a dependency's features.
fn dialects(dependency: &DeTable<'_>) -> Vec<Dialect> {
    let features = dependency
        .get("features")
        .and_then(|value| match value.get_ref() {
            DeValue::Array(features) => Some(features),
            _ => None,
        });
    let names = features
        .into_iter()
        .flatten()
        .filter_map(|value| match value.get_ref() {
            DeValue::String(name) => Some(name),
            _ => None,
        });
    names.filter_map(|name| Dialect::from_name(name)).collect()
}
