//! The sessions in tests/sessions and docs/walkthrough.md: every command in them prints what
//! stands below it. `SNAPSHOTS=overwrite` writes down what it prints now.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use limbeck_tests::TestDatabase;
use limbeck_tests::session::{Sandbox, Session};
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

#[tokio::test(flavor = "multi_thread")]
async fn every_session_goes_as_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = fs::read_dir(root.join("tests/sessions")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.push(root.join("docs/walkthrough.md"));
    let mut differences = Vec::new();
    for file in &files {
        differences.extend(check(file).await);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Runs a session on each of its databases; returns in what it goes otherwise.
async fn check(file: &Path) -> Vec<String> {
    let name = file.display();
    let text = fs::read_to_string(file).unwrap();
    let session = Session::parse(&text);
    let mut differences = Vec::new();
    for backend in backends(&text).unwrap_or_else(|| panic!("{name}: no `<!-- sqlite -->`")) {
        let sandbox = Sandbox::new(&BINARIES);
        let database = match backend {
            "sqlite" => None,
            "postgres" => match TestDatabase::postgres().await {
                None => continue,
                some => some,
            },
            _ => panic!("{name}: there are no sessions on {backend}"),
        };
        let url = match &database {
            None => sandbox.sqlite_url(),
            Some(database) => without_sqlx_parameters(&database.url()),
        };
        let seen = session.run(&sandbox, &url, adapted);
        let expected = Data::read_from(file, Some(DataFormat::Text)).raw();
        let compared = compare(&format!("{backend}: {name}"), seen, expected);
        differences.extend(compared.err());
    }
    differences
}

/// The databases in the first line.
fn backends(text: &str) -> Option<Vec<&str>> {
    let line = text.lines().next()?.strip_prefix("<!-- ")?;
    Some(line.strip_suffix(" -->")?.split(' ').collect())
}

/// What a command printed, with the `[..]` and `...` of what it is said to print. For each command by
/// itself, so that `...` ends where its output ends.
fn adapted(printed: String, expected: &str) -> String {
    let (printed, expected) = (Data::text(printed), Data::text(expected.to_owned()));
    let assert = Assert::new().normalize_paths(false);
    assert.normalize(printed, expected).0.to_string()
}

fn compare(name: &str, seen: String, expected: Data) -> Result<(), String> {
    let assert = Assert::new().action_env("SNAPSHOTS");
    let compared = assert.try_eq(Some(&name), Data::text(seen), expected);
    compared.map_err(|error| error.to_string())
}

/// The URL as PostgreSQL's own tools take it.
fn without_sqlx_parameters(url: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let own = |pair: &&str| !pair.starts_with("statement-cache-capacity=");
    let parameters: Vec<&str> = parameters.split('&').filter(own).collect();
    format!("{address}?{}", parameters.join("&"))
}

/// Where the binaries are, built as `cargo test --workspace` builds them: there is nothing left to
/// build when that is what runs.
static BINARIES: LazyLock<PathBuf> = LazyLock::new(|| {
    let this = std::env::current_exe().unwrap();
    let folder = this.ancestors().nth(2).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--quiet", "--workspace", "--no-run"]);
    cargo.args(["--test", "cli", "--test", "serve"]);
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    let built = cargo
        .env("CARGO_TARGET_DIR", folder.parent().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    folder.to_owned()
});

#[test]
fn a_session_that_goes_otherwise_is_told() {
    let true_one = "Text.\n\
        ```console\n\
        $ mkdir deep && cd deep && export WHO=you\n\
        $ cat > file <<END\n\
        > hello $WHO\n\
        >\n\
        > there\n\
        > END\n\
        $ pwd; cat file\n\
        [..]/work/deep\n\
        ...\n\
        there\n\
        $ echo out; echo err >&2; (exit 3)\n\
        out\n\
        err\n\
        ? 3\n\
        $ printf end\n\
        end\n\
        ```\n";
    assert_eq!(told(true_one), None);
    for (part, wrong) in [
        ("\nthere\n$ echo", "\nthree\n$ echo"),
        ("? 3\n", ""),
        ("? 3\n", "? 2\n"),
        ("err\n", ""),
        ("end\n```", "end\nmore\n```"),
        ("there\n$ echo", "...\n? 1\n$ echo"),
        ("end\n```", "...\n$ false\n...\n```"),
        ("$ pwd; cat file", "$ pwd; cat file; exit"),
        ("$ pwd; cat file", "$ pwd; cat 'file"),
        ("work/deep", "work"),
    ] {
        let session = true_one.replacen(part, wrong, 1);
        assert_ne!(session, true_one);
        assert!(told(&session).is_some(), "{session}");
    }
}

#[test]
fn commands_are_the_built_ones_in_a_home_of_their_own() {
    let session = "```console\n\
        $ for name in limbeck cargo-limbeck beacon; do command -v $name; done\n\
        $BINARIES/limbeck\n\
        $BINARIES/cargo-limbeck\n\
        $BINARIES/beacon\n\
        $ ls -A ~; pwd\n\
        .gitconfig\n\
        beacon.git\n\
        steps\n\
        work\n\
        [..]/work\n\
        $ git clone --quiet ~/beacon.git && ls -A beacon\n\
        .git\n\
        .gitattributes\n\
        limbeck.toml\n\
        migrations\n\
        ```\n";
    let session = session.replace("$BINARIES", &BINARIES.display().to_string());
    assert_eq!(told(&session), None);
}

/// In what a session goes otherwise.
fn told(session: &str) -> Option<String> {
    let sandbox = Sandbox::new(&BINARIES);
    let seen = Session::parse(session).run(&sandbox, &sandbox.sqlite_url(), adapted);
    let expected = Data::text(session.to_owned()).raw();
    let compared = Assert::new().try_eq(None, Data::text(seen), expected);
    compared.err().map(|error| error.to_string())
}
