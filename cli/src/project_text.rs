//! What a new project gets: its configuration, lines for git, and advice.

use limbeck_core::Dialect;
use limbeck_core::config::Config;
use limbeck_core::folder::MANIFEST_FILE;

/// Returns a configuration with the folder, unless it is the default one, and the databases.
pub(crate) fn config(folder: &str, dialects: &[Dialect]) -> String {
    let folder = match folder {
        name if name == Config::default().folder => String::new(),
        name => format!("folder = {name:?}\n\n"),
    };
    let dialects = match dialects {
        [] => "\
# Every revision is checked for the databases named here, each with the oldest server version in
# use or \"any\". As long as none is, the macro takes those whose features of limbeck are on, and the
# command line must be told: name them.
# [dialects]
# postgres = \"any\"
# sqlite = \"any\"
"
        .to_owned(),
        named => {
            let lines = named.iter().map(|dialect| format!("{dialect} = \"any\"\n"));
            let lines: String = lines.collect();
            format!(
                "# Every revision must serve these, from the oldest server version in use on, or \"any\".\n[dialects]\n{lines}"
            )
        }
    };
    format!("{folder}{dialects}")
}

/// Returns lines for `.gitattributes`: the manifest is merged by union, and a checkout changes no
/// revision's line ends.
pub(crate) fn attributes(folder: &str) -> [String; 2] {
    let line = |file: &str, attribute: &str| {
        let pattern = format!("{folder}/{file}");
        if pattern.contains([' ', '"']) {
            format!("{pattern:?} {attribute}")
        } else {
            format!("{pattern} {attribute}")
        }
    };
    [
        line(MANIFEST_FILE, "merge=union"),
        line("**/*.sql", "text eol=lf"),
    ]
}

/// Returns what is to be added to `Cargo.toml`.
pub(crate) fn dependencies(dialects: &[Dialect]) -> String {
    let features: Vec<String> = match dialects {
        [] => vec!["\"sqlite\"".to_owned()],
        dialects => dialects.iter().map(|one| format!("\"{one}\"")).collect(),
    };
    let features = features.join(", ");
    let version = concat!(
        env!("CARGO_PKG_VERSION_MAJOR"),
        ".",
        env!("CARGO_PKG_VERSION_MINOR")
    );
    format!(
        "Add to Cargo.toml:\n\n    [dependencies]\n    limbeck = {{ version = \"{version}\", features = [{features}] }}\n"
    )
}

/// What is to be added to the code. The macro reads limbeck.toml as well, so that no folder is named twice.
pub(crate) const CODE: &str = "\
Add to your code, and run it with a connection or a pool:

    static MIGRATIONS: limbeck::Migrations = limbeck::migrations!();

Write the first revision: limbeck revision -m \"...\"";
