//! `limbeck import`.

use std::fs;

use crate::project::Project;

/// A project without revisions, and another tool's folder `src` with these files.
fn with(files: &[(&str, &str)]) -> Project {
    let project = Project::without_configuration();
    for (path, text) in files {
        let folder = project.path("src").join(path);
        let folder = folder.parent().expect("it has one");
        fs::create_dir_all(folder).expect("a folder");
        project.write(&format!("src/{path}"), text);
    }
    project
}

/// The ids in the order of the chain.
fn chain(project: &Project) -> Vec<String> {
    let run = project.run(&["history", "--json"]).ends(0);
    let history: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let revisions = history.as_array().expect("a list").iter().rev();
    let ids = revisions.map(|one| one["revision"].as_str().expect("an id").to_owned());
    ids.collect()
}

#[test]
fn sqlx_in_both_forms() {
    let project = with(&[
        ("0001_create_users.sql", "CREATE TABLE users (id INT);\r\n"),
        (
            "20240102030405_add_email.up.sql",
            "-- no-transaction\nALTER TABLE users ADD email TEXT;",
        ),
        (
            "20240102030405_add_email.down.sql",
            "ALTER TABLE users DROP email;",
        ),
        ("older/2_x.sql", "SELECT 1;"),
    ]);
    let run = project.run(&["import", "--from", "sqlx", "src", "--to", "migrations"]);
    run.ends(0).complains("").says(
        "migrations/00000000000001_create_users.sql written, from src/0001_create_users.sql\n\
         migrations/20240102030405_add_email.sql written, from src/20240102030405_add_email.up.sql\n\
         src/older/2_x.sql: passed over, it is no migration\n\
         2 revisions imported; next: `limbeck check migrations`\n",
    );
    assert_eq!(
        project.read("migrations/00000000000001_create_users.sql"),
        "-- create users\n\
         --\n\
         -- revision:     0001\n\
         -- parent:       base\n\
         -- irreversible: imported without a down\n\
         \n\
         -- migrate: upgrade\n\
         CREATE TABLE users (id INT);\n"
    );
    assert_eq!(
        project.read("migrations/20240102030405_add_email.sql"),
        "-- add email\n\
         --\n\
         -- revision: 20240102030405\n\
         -- parent:   0001\n\
         -- created:  2024-01-02T03:04:05Z\n\
         \n\
         -- migrate: upgrade no-transaction\n\
         ALTER TABLE users ADD email TEXT;\n\
         \n\
         -- migrate: downgrade\n\
         ALTER TABLE users DROP email;\n"
    );
    project.run(&["check", "--dialect", "sqlite"]).ends(0);
    project.run(&["check", "--dialect", "postgres"]).ends(0);
}

#[test]
fn diesel_with_its_settings() {
    let project = with(&[
        ("2024-01-02-030405_b/up.sql", "CREATE INDEX i ON a (n);"),
        ("2024-01-02-030405_b/down.sql", "DROP INDEX i;"),
        (
            "2024-01-02-030405_b/metadata.toml",
            "run_in_transaction = false",
        ),
        (
            "00000000000000_diesel_initial_setup/up.sql",
            "CREATE TABLE a (n INT);",
        ),
        (
            "00000000000000_diesel_initial_setup/down.sql",
            "-- nothing to do\n",
        ),
        (".diesel_lock", ""),
    ]);
    let import = ["import", "--from=diesel", "src", "--dialect=postgres"];
    let run = project.run(&import).ends(0);
    run.says_with(
        "src/00000000000000_diesel_initial_setup/down.sql: the way down has only comments",
    );
    let first = project.read("migrations/00000000000000_diesel_initial_setup.sql");
    let body = "-- migrate: upgrade postgres\nCREATE TABLE a (n INT);\n\n-- The way down said only:\n-- nothing to do\n";
    assert!(first.ends_with(body), "{first}");
    assert!(first.contains("\n-- irreversible: imported without a down\n"));
    let second = project.read("migrations/20240102030405_b.sql");
    assert!(second.contains("\n-- migrate: upgrade postgres no-transaction\n"));
    assert!(second.contains("\n-- migrate: downgrade postgres no-transaction\n"));
}

#[test]
fn refinery_counts() {
    let project = with(&[
        ("V1__a.sql", "CREATE TABLE a (n INT);"),
        ("late/U2__b.sql", "CREATE TABLE b (n INT);"),
        ("V10__c.sql", "CREATE TABLE c (n INT);"),
        ("mod.rs", ""),
    ]);
    let run = project
        .run(&["import", "--from", "refinery", "src"])
        .ends(0);
    run.says_with("src/mod.rs: passed over, it is no migration\n");
    assert_eq!(project.names(), ["01_a.sql", "02_b.sql", "10_c.sql"]);
    project.write("limbeck.toml", "[dialects]\nsqlite = \"any\"\n");
    assert_eq!(chain(&project), ["1", "2", "10"]);
}

#[test]
fn golang_migrate_brings_its_own_transactions() {
    let concurrently = "CREATE INDEX CONCURRENTLY i ON a (n);";
    let project = with(&[
        ("1_a.up.sql", "BEGIN;\nCREATE TABLE a (n INT);\nCOMMIT;\n"),
        ("1_a.down.sql", "DROP TABLE a;\n"),
        ("2_i.up.sql", concurrently),
        (
            "10_two.up.sql",
            "BEGIN; SELECT 1; COMMIT;\nBEGIN; SELECT 2; COMMIT;\n",
        ),
        ("11_not.up.sql", "BEGIN; SELECT 1;\nROLLBACK;\n"),
    ]);
    let import = [
        "import",
        "--from=golang-migrate",
        "src",
        "--dialect=postgres",
    ];
    project.run(&import).ends(0).says(
        "migrations/01_a.sql written, from src/1_a.up.sql\n\
         migrations/02_i.sql written, from src/2_i.up.sql\n\
         migrations/10_two.sql written, from src/10_two.up.sql\n\
         migrations/11_not.sql written, from src/11_not.up.sql\n\
         src/1_a.up.sql: BEGIN and COMMIT left out: limbeck runs a revision in a transaction\n\
         src/2_i.up.sql: made `no-transaction`: a statement cannot run in a transaction\n\
         src/10_two.up.sql: BEGIN and COMMIT left out: limbeck runs a revision in a transaction\n\
         migrations/11_not.sql:8:1: [transaction-control] `BEGIN` in a revision\n\
         migrations/11_not.sql:9:1: [transaction-control] `ROLLBACK` in a revision\n\
         4 revisions imported, 2 findings to mend; next: `limbeck check migrations --dialect postgres`\n",
    );
    let second = project.read("migrations/02_i.sql");
    let body = format!("\n-- migrate: upgrade postgres no-transaction\n{concurrently}\n");
    assert!(second.ends_with(&body), "{second}");
}

#[test]
fn goose_in_blocks() {
    let project = with(&[(
        "1_f.sql",
        "-- whose\n\
         -- +goose Up\n\
         -- +goose ENVSUB ON\n\
         -- +goose StatementBegin\n\
         CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$\n\
         -- +goose StatementEnd\n\
         SELECT '${HOME}';\n\
         -- +goose Down\n\
         DROP FUNCTION f;\n",
    )]);
    let import = ["import", "--from=goose", "src", "--dialect=postgres"];
    let run = project.run(&import).ends(0);
    run.says_with("src/1_f.sql: goose fills in variables from the environment, limbeck does not");
    let text = project.read("migrations/1_f.sql");
    let body = "\n-- migrate: upgrade postgres\n\
         -- whose\n\
         CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$\n\
         ;\n\
         SELECT '${HOME}';\n\
         \n\
         -- migrate: downgrade postgres\n\
         DROP FUNCTION f;\n";
    assert!(text.ends_with(body), "{text}");
}

#[test]
fn dbmate_in_the_order_of_names() {
    let project = with(&[
        (
            "1_a.sql",
            "-- migrate:up transaction:false\nVACUUM;\n-- migrate:down\nSELECT 1;\n",
        ),
        (
            "10_b.sql",
            "-- migrate:up\nSELECT 1;\n  -- migrate:down by hand\n-- migrate:down\n",
        ),
        ("2_c.sql", "-- migrate:up\nSELECT 1;\n"),
    ]);
    project.write("limbeck.toml", "[dialects]\nsqlite = \"any\"\n");
    let run = project.run(&["import", "--from", "dbmate", "src"]).ends(0);
    run.says_with("src/10_b.sql: comments that limbeck would read as directives");
    assert_eq!(chain(&project), ["10", "1", "2"]);
    assert_eq!(project.names(), ["10_b.sql", "1_a.sql", "2_c.sql"]);
    let text = project.read("migrations/1_a.sql");
    let body =
        "\n-- migrate: upgrade no-transaction\nVACUUM;\n\n-- migrate: downgrade\nSELECT 1;\n";
    assert!(text.ends_with(body), "{text}");
    let text = project.read("migrations/10_b.sql");
    assert!(
        text.ends_with("\nSELECT 1;\n  -- was: migrate:down by hand\n"),
        "{text}"
    );
    project.run(&["check"]).ends(0);
}

#[test]
fn foreign_keys_that_are_switched_off_stay_so() {
    let text = "-- no-transaction\nPRAGMA foreign_keys = OFF;\nBEGIN TRANSACTION;\nDROP TABLE a;\nCOMMIT;\nPRAGMA foreign_keys = ON;\n";
    let project = with(&[("1_a.sql", text)]);
    project
        .run(&["import", "--from=sqlx", "src", "--dialect=sqlite"])
        .ends(0);
    let text = project.read("migrations/1_a.sql");
    let body = "\n-- migrate: upgrade sqlite\nPRAGMA foreign_keys = OFF;\nDROP TABLE a;\nPRAGMA foreign_keys = ON;\n";
    assert!(text.ends_with(body), "{text}");
}

#[test]
fn what_mends_the_tools_own_record_is_told() {
    let project = with(&[("1_a.sql", "DELETE FROM _sqlx_migrations WHERE version = 0;")]);
    let run = project.run(&["import", "--from", "sqlx", "src"]).ends(0);
    run.says_with("src/1_a.sql: names the table in which the tool keeps its record");
}

#[test]
fn what_runs_nothing_keeps_its_id() {
    let project = with(&[("1_a.up.sql", "-- nothing\n"), ("1_a.down.sql", "")]);
    let run = project
        .run(&["import", "--from", "golang-migrate", "src"])
        .ends(0);
    run.says_with("src/1_a.up.sql: runs nothing, so that its revision runs `SELECT 1`\n");
    let text = project.read("migrations/1_a.sql");
    let body = "\n-- migrate: upgrade\n-- nothing\nSELECT 1;\n\n-- migrate: downgrade\nSELECT 1;\n";
    assert!(text.ends_with(body), "{text}");
    project.run(&["check", "--dialect", "mysql"]).ends(0);
}

#[test]
fn programs_are_told_and_left_to_the_author() {
    let project = with(&[
        ("1_a.sql", "-- +goose Up\nSELECT 1;\n"),
        ("2_b.go", "package migrations\n"),
        ("2_b_test.go", "package migrations\n"),
    ]);
    let import = ["import", "--from", "goose", "src"];
    project.run(&import).ends(1).says("").complains(
        "error: these migrations are programs: `src/2_b.go`\n\
         help: with `--skip-code` they become revisions that do nothing, for you to write in SQL\n",
    );
    assert_eq!(project.names(), Vec::<String>::new());
    let run = project
        .run(&[&import[..], &["--skip-code"]].concat())
        .ends(0);
    run.says_with(
        "src/2_b.go: a program: until you write what it did, its revision runs `SELECT 1`\n",
    );
    let text = project.read("migrations/2_b.sql");
    assert!(text.ends_with(
        "\n-- `src/2_b.go` did this in a program: write what it did as SQL.\nSELECT 1;\n"
    ));
}

#[test]
fn names_that_ids_cannot_have_are_changed_and_told() {
    let project = with(&[
        ("head_a/up.sql", "SELECT 1;"),
        ("a b_c/up.sql", "SELECT 1;"),
        ("1_x/up.sql", "SELECT 1;"),
        ("1_y/up.sql", "SELECT 1;"),
    ]);
    project.write("limbeck.toml", "[dialects]\nsqlite = \"any\"\n");
    let run = project.run(&["import", "--from", "diesel", "src"]).ends(0);
    run.says_with("src/head_a/up.sql: its version `head` became the id `head_`\n")
        .says_with("src/a b_c/up.sql: its version `a b` became the id `a_b`\n")
        .says_with("src/1_y/up.sql: its version `1` became the id `1_y`\n");
    assert_eq!(chain(&project), ["1_x", "1_y", "a_b", "head_"]);
    project.run(&["check"]).ends(0);
}

#[test]
fn a_description_is_never_read_as_a_field() {
    let project = with(&[
        ("1_migrate_upgrade.sql", "SELECT 1;"),
        ("2_parent:_x.sql", "SELECT 1;"),
        ("3_.sql", "SELECT 1;"),
    ]);
    project.run(&["import", "--from", "sqlx", "src"]).ends(0);
    let first_line = |name: &str| {
        let text = project.read(&format!("migrations/{name}"));
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        first_line("1_imported_migrate_upgrade.sql"),
        "-- Imported: migrate upgrade"
    );
    assert_eq!(
        first_line("2_imported_parent_x.sql"),
        "-- Imported: parent: x"
    );
    assert_eq!(first_line("3_revision_3.sql"), "-- Revision 3");
}

#[test]
fn nothing_is_written_unless_everything_can_be() {
    let project = with(&[
        ("1_a.sql", "SELECT 1;"),
        ("x_b.sql", "SELECT 1;"),
        ("3_c.sql", "SELECT '\n-- migrate: upgrade\n';"),
    ]);
    fs::write(project.path("src/4_d.sql"), b"SELECT '\xff';").expect("written");
    let import = ["import", "--from", "sqlx", "src", "--to", "elsewhere"];
    project.run(&import).ends(1).says("").complains(
        "error: 2 files cannot be imported, nothing written\n\
         src/4_d.sql: not UTF-8 text: line 1 has the byte 0xff\n\
         src/x_b.sql: `x` is no version: sqlx wants a whole number before the `_`\n",
    );
    for name in ["4_d.sql", "x_b.sql"] {
        fs::remove_file(project.path("src").join(name)).expect("removed");
    }
    project.run(&import).ends(1).says("").complains(
        "error: 1 file cannot be imported, nothing written\n\
         src/3_c.sql: limbeck would read a line that is no comment as a directive: change it (line 2 of its SQL)\n",
    );
    assert!(!project.path("elsewhere").exists());
}

#[test]
fn annotations_that_go_wrong_are_told_with_their_line() {
    for (text, said) in [
        (
            "SELECT 1;\n-- +goose Up\n",
            "1_a.sql: a statement before `-- +goose Up`\n",
        ),
        ("SELECT 1;\n", "1_a.sql: no line `-- +goose Up`\n"),
        (
            "-- +goose Up\n-- +goose Upp\n",
            "1_a.sql:2: goose has no annotation `upp`\n",
        ),
        (
            "-- +goose Down\n",
            "1_a.sql:1: `-- +goose Down` before `-- +goose Up`\n",
        ),
        (
            "-- +goose Up\n-- +goose StatementEnd\n",
            "1_a.sql:2: `statementend` is not where it belongs\n",
        ),
        (
            "-- +goose Up\n-- +goose StatementBegin\n",
            "1_a.sql: a `-- +goose StatementBegin` without its `StatementEnd`\n",
        ),
    ] {
        let project = with(&[("1_a.sql", text)]);
        let run = project.run(&["import", "--from", "goose", "src"]).ends(1);
        run.complains_with(said);
    }
}

#[test]
fn a_folder_with_revisions_is_not_written_to() {
    let project = Project::with_one_head();
    fs::create_dir(project.path("src")).expect("a folder");
    project.write("src/1_a.sql", "SELECT 1;");
    let import = ["import", "--from", "sqlx", "src"];
    let run = project.run(&import).ends(2);
    run.complains_with("error: `migrations` is not empty: it has `1_a.sql`\n");
    project
        .run(&[&import[..], &["--to", "new"]].concat())
        .ends(0);
    assert!(project.path("new/1_a.sql").exists());
}

#[test]
fn a_folder_without_migrations_is_told() {
    let project = with(&[("V1__a.sql", "SELECT 1;"), ("V2__b.sql", "SELECT 1;")]);
    project.run(&["import", "--from", "sqlx", "src"]).ends(1);
    let run = project.run(&["import", "--from", "goose", "src"]).ends(2);
    run.complains(
        "error: `src` has no migrations of goose\n\
         help: it has 2 other files, such as `src/V1__a.sql`\n",
    );
    project
        .run(&["import", "--from", "goose", "gone"])
        .ends(2)
        .complains("error: `gone` is no folder\n");
    project.run(&["import", "--from", "flyway", "src"]).ends(2);
}

#[test]
fn the_manifest_lists_what_was_imported() {
    let project = with(&[("1_a.sql", "CREATE TABLE a (n INT);")]);
    project.run(&["init", "--dialect", "sqlite"]).ends(0);
    project.run(&["import", "--from", "sqlx", "src"]).ends(0);
    assert!(
        project
            .read("migrations/revisions.lock")
            .contains("\nfile 1_a.sql\n")
    );
    project
        .run(&["check"])
        .ends(0)
        .says("1 revision, no findings\n");
}

#[test]
fn the_answer_in_json() {
    let project = with(&[("1_a.sql", "BEGIN; SELECT 1; ROLLBACK;"), ("notes.txt", "")]);
    let run = project
        .run(&["import", "--from", "sqlx", "src", "--json"])
        .ends(0);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let revision = serde_json::json!({
        "revision": "1", "message": "a", "path": "migrations/1_a.sql", "source": "src/1_a.sql"
    });
    assert_eq!(answer["revisions"], serde_json::json!([revision]));
    assert_eq!(answer["passed_over"], serde_json::json!(["src/notes.txt"]));
    assert_eq!(answer["changes"], serde_json::json!([]));
    assert_eq!(answer["findings"][0]["code"], "transaction-control");
    assert_eq!(answer["findings"][0]["file"], "migrations/1_a.sql");
}
