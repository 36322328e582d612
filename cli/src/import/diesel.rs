//! diesel: a folder `<version>_<description>` for each migration, with `up.sql`, perhaps `down.sql`
//! and `metadata.toml`. Hyphens in the version do not count, and the order is that of text.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{File, Foreign, Found, Remark, Script, Transaction};

/// The files of one folder.
#[derive(Default)]
struct Folder<'a> {
    up: Option<&'a File>,
    down: Option<&'a File>,
    metadata: Option<&'a File>,
}

pub(super) fn read(files: &[File]) -> Found {
    let mut found = Found::default();
    let mut folders: BTreeMap<&str, Folder<'_>> = BTreeMap::new();
    for file in files {
        let (folder, name) = file.place();
        let folder = folder.filter(|folder| !folder.contains('/'));
        let Some(folder) = folder.map(|name| folders.entry(name).or_default()) else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        match name {
            "up.sql" => folder.up = Some(file),
            "down.sql" => folder.down = Some(file),
            "metadata.toml" => folder.metadata = Some(file),
            _ => found.passed_over.push(file.shown.clone()),
        }
    }
    for (name, folder) in folders {
        let Some(up) = folder.up else {
            for file in folder.down.into_iter().chain(folder.metadata) {
                let text = "diesel wants an `up.sql` beside it";
                found.refused.push(Remark::new(&file.shown, text));
            }
            continue;
        };
        let transaction = match folder.metadata.map(transaction) {
            None => Transaction::Whole,
            Some(Ok(transaction)) => transaction,
            Some(Err(remark)) => {
                found.refused.push(remark);
                continue;
            }
        };
        let script = |file: &File| Script {
            path: file.shown.clone(),
            text: file.text.clone(),
            transaction,
            ..Script::default()
        };
        let (version, description) = name.split_once('_').unwrap_or((name, ""));
        let version = version.replace('-', "");
        let down = folder.down.map(script);
        found
            .migrations
            .push(Foreign::new(&version, description, script(up), down));
    }
    found.migrations.sort_by(|a, b| a.version.cmp(&b.version));
    found
}

/// What `metadata.toml` says; diesel reads a file without the key as `false`.
fn transaction(file: &File) -> Result<Transaction, Remark> {
    let table = DeTable::parse(&file.text);
    let table = table.map_err(|error| Remark::new(&file.shown, error.message()))?;
    match table
        .get_ref()
        .get("run_in_transaction")
        .map(Spanned::get_ref)
    {
        Some(DeValue::Boolean(true)) => Ok(Transaction::Whole),
        None | Some(DeValue::Boolean(false)) => Ok(Transaction::None),
        Some(_) => {
            let text = "`run_in_transaction` is neither `true` nor `false`";
            Err(Remark::new(&file.shown, text))
        }
    }
}
