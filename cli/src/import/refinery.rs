//! refinery: `V<version>__<name>.sql` and `U<version>__<name>.sql`, in sub-folders, too; `.rs` are
//! programs that write SQL.

use super::{File, Foreign, Found, Script};

pub(super) fn read(files: &[File]) -> Found {
    let mut found = Found::default();
    for file in files {
        let (_, name) = file.place();
        let named = name.rsplit_once('.');
        let Some(((version, description), kind)) =
            named.and_then(|(stem, kind)| Some((parts(stem)?, kind)))
        else {
            found.passed_over.push(file.shown.clone());
            continue;
        };
        let script = Script {
            path: file.shown.clone(),
            text: file.text.clone(),
            ..Script::default()
        };
        found.migrations.push(match kind {
            "sql" => Foreign::new(version, description, script, None),
            "rs" => Foreign::code(version, description, file),
            _ => {
                found.passed_over.push(file.shown.clone());
                continue;
            }
        });
    }
    found.sort_by_number();
    found
}

fn parts(stem: &str) -> Option<(&str, &str)> {
    let (version, description) = stem.strip_prefix(['V', 'U'])?.split_once("__")?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    is_version.then_some((version, description))
}
