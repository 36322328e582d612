//! `unreadable`, `empty-folder`, `stray-file`, `not-utf8`.

use insta::assert_snapshot;

use super::*;

#[test]
fn a_missing_folder_is_told_with_what_paths_are_relative_to() {
    let root = TempDir::new().unwrap();
    assert_snapshot!(told(&run(&root, &DIALECTS)), @"
    error[unreadable]: folder `migrations` cannot be read: it does not exist
    --> migrations
     = help: make it, or name the right one: a path in the macro is relative to the crate's Cargo.toml, the one in limbeck.toml to limbeck.toml
    ");
}

#[test]
fn a_file_is_no_folder() {
    let root = TempDir::new().unwrap();
    fs::write(root.path().join("migrations"), "").unwrap();
    assert_snapshot!(told(&run(&root, &DIALECTS)), @"
    error[unreadable]: folder `migrations` cannot be read: it is no folder
    --> migrations
     = help: name the folder, not a file in it
    ");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_cannot_be_read() {
    let root = written(&[("a.sql", revision("a", "base"))]);
    let link = folder_of(&root).join("b.sql");
    std::os::unix::fs::symlink("gone.sql", link).unwrap();
    assert_snapshot!(told(&run(&root, &DIALECTS)), @"
    error[unreadable]: `migrations/b.sql` cannot be read: it does not exist
    --> migrations/b.sql
     = help: it is a link that leads nowhere; mend it or take it out of the folder
    ");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_up_ends() {
    let root = written(&[("a.sql", revision("a", "base"))]);
    std::os::unix::fs::symlink(".", folder_of(&root).join("again")).unwrap();
    let text = told(&run(&root, &DIALECTS));
    assert!(text.starts_with("error[unreadable]: "), "{text}");
    assert!(text.contains("folders nest too deeply"), "{text}");
}

#[test]
fn a_configured_folder_that_is_missing_is_shown_relative_to_the_root() {
    let files = [("limbeck.toml", "folder = \"db/migrations\"\n")];
    assert_snapshot!(told(&run(&written(&files), &DIALECTS)), @"
    error[unreadable]: folder `db/migrations` cannot be read: it does not exist
    --> db/migrations
     = help: make it, or name the right one: a path in the macro is relative to the crate's Cargo.toml, the one in limbeck.toml to limbeck.toml
    ");
}

/// Permission bits do not stop root, so the test starts itself again: where it runs as root
/// (containers do), as the user `nobody`, with util-linux's `setpriv`.
#[cfg(target_os = "linux")]
#[allow(clippy::print_stdout, reason = "how the child answers")]
#[test]
fn a_folder_and_a_file_that_may_not_be_read_are_told() {
    const FOLDER: &str = "LIMBECK_TEST_LOCKED_FOLDER";
    if let Some(root) = std::env::var_os(FOLDER) {
        let root = PathBuf::from(root);
        for folder in ["locked", "migrations"] {
            let compilation = compile(&project(&root, folder), &DIALECTS);
            println!("<<<{}>>>", told(&compilation));
        }
        return;
    }
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Stdio};

    let root = written(&[("a.sql", revision("a", "base"))]);
    let locked = root.path().join("locked");
    fs::create_dir(&locked).unwrap();
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    set(root.path(), 0o755).unwrap();
    set(&locked, 0o000).unwrap();
    set(&folder_of(&root).join("a.sql"), 0o000).unwrap();

    // The test binary itself may lie where `nobody` cannot go.
    let program = root.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let is_root = fs::read_dir(&locked).is_ok();
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        command.arg(&program);
        command
    } else {
        Command::new(&program)
    };
    let name = "folder::a_folder_and_a_file_that_may_not_be_read_are_told";
    let output = command
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, root.path())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    set(&locked, 0o755).unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let texts = text.split("<<<").skip(1);
    let texts: Vec<&str> = texts
        .map(|text| text.split(">>>").next().unwrap())
        .collect();
    assert_snapshot!(texts.join("\n\n"), @"
    error[unreadable]: folder `locked` cannot be read: permission denied
    --> locked
     = help: give the user who builds the right to read it

    error[unreadable]: `migrations/a.sql` cannot be read: permission denied
    --> migrations/a.sql
     = help: it must be a file that the user who builds may read
    ");
}

#[test]
fn an_empty_folder_is_no_history() {
    assert_snapshot!(diagnose(&[]), @"
    error[empty-folder]: folder `migrations` has no revisions
    --> migrations
     = help: write the first revision as a `.sql` file in it, if it is the right folder
     = help: `limbeck manifest` makes an empty history of it
    ");
}

#[test]
fn a_folder_of_hidden_files_and_a_readme_is_empty() {
    assert_eq!(
        codes(&[(".gitkeep", ""), ("README.md", "# Migrations")]),
        ["empty-folder"]
    );
}

#[test]
fn an_empty_folder_with_a_manifest_is_an_empty_history() {
    let compiled = compiles(&[("revisions.lock", "format 1\n")]);
    assert!(compiled.graph.is_empty());
}

#[test]
fn a_file_that_is_no_revision_is_told() {
    assert_snapshot!(diagnose(&[("a.sql", &revision("a", "base")), ("notes.txt", "")]), @"
    error[stray-file]: `migrations/notes.txt` is no revision
    --> migrations/notes.txt
     = note: names that begin with a dot and the folder's README.md may stay
     = help: move it out of the folder; revisions end in `.sql`
    ");
}

#[test]
fn a_file_without_extension_is_told() {
    assert_snapshot!(diagnose(&[("a.sql", &revision("a", "base")), ("seeds/Makefile", "")]), @"
    error[stray-file]: `migrations/seeds/Makefile` is no revision
    --> migrations/seeds/Makefile
     = note: names that begin with a dot and the folder's README.md may stay
     = help: move it out of the folder; revisions end in `.sql`
    ");
}

#[test]
fn a_revision_in_rust_is_told() {
    assert_snapshot!(diagnose(&[("a.sql", &revision("a", "base")), ("b.rs", "")]), @"
    error[stray-file]: `migrations/b.rs` is written in Rust
    --> migrations/b.rs
     = help: this version runs revisions in SQL only; write it as a `.sql` file
    ");
}

#[test]
fn an_extension_in_capitals_is_told() {
    assert_snapshot!(diagnose(&[("a.SQL", &revision("a", "base"))]), @"
    error[stray-file]: `migrations/a.SQL` is no revision: its name ends in `.SQL`
    --> migrations/a.SQL
     = help: rename it so that it ends in `.sql`
    ");
}

#[test]
fn a_readme_below_the_folder_is_stray() {
    let files = [("a.sql", &*revision("a", "base")), ("old/README.md", "")];
    assert_eq!(codes(&files), ["stray-file"]);
}

#[test]
fn revisions_may_lie_in_sub_folders() {
    let compiled = compiles(&[
        ("2024/01/a.sql", &revision("a", "base")),
        ("2024/b.sql", &revision("b", "a")),
        ("c.sql", &revision("c", "b")),
    ]);
    let paths: Vec<&str> = compiled
        .revisions
        .iter()
        .map(|r| &*r.path_in_folder)
        .collect();
    assert_eq!(paths, ["2024/01/a.sql", "2024/b.sql", "c.sql"]);
}

#[test]
fn latin_1_is_not_utf8() {
    let text = revision("a", "base").replace("INT", "caf\u{e9}");
    let latin_1: Vec<u8> = text.chars().map(|c| c as u8).collect();
    assert_snapshot!(told(&run(&written(&[("a.sql", latin_1)]), &DIALECTS)), @"
    error[not-utf8]: `migrations/a.sql` is not UTF-8 text: byte 0xE9 in line 5
    --> migrations/a.sql:5
     = help: it may be Latin-1 or Windows-1252; save it as UTF-8
    ");
}

#[test]
fn utf16_is_not_utf8() {
    let text = revision("a", "base");
    let utf16 = [0xFEFF].into_iter().chain(text.encode_utf16());
    let utf16: Vec<u8> = utf16.flat_map(u16::to_le_bytes).collect();
    assert_snapshot!(told(&run(&written(&[("a.sql", utf16)]), &DIALECTS)), @"
    error[not-utf8]: `migrations/a.sql` is not UTF-8 text: byte 0xFF in line 1
    --> migrations/a.sql:1
     = help: it may be UTF-16 or no text at all; save it as UTF-8
    ");
}

#[test]
fn a_nul_byte_is_not_text() {
    assert_snapshot!(diagnose(&[("a.sql", &format!("{}\0", revision("a", "base")))]), @"
    error[not-utf8]: `migrations/a.sql` is not UTF-8 text: byte 0x00 in line 9
    --> migrations/a.sql:9
     = help: it may be UTF-16 or no text at all; save it as UTF-8
    ");
}
