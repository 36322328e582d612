//! `limbeck check`: what it finds in the SQL.

use serde_json::Value;

use crate::project::Project;

const POSTGRES: &str = "[dialects]\npostgres = \"13\"\n";

/// `a` makes a table with a column `n`; `b` follows with these sections.
fn with(configuration: &str, upgrade: &str, downgrade: &str) -> Project {
    let project = Project::new();
    project.write("limbeck.toml", configuration);
    project.revision("1_a.sql", "a", "base");
    project.write(
        "migrations/2_b.sql",
        format!(
            "-- revision: b\n-- parent: a\n\n-- migrate: upgrade\n{upgrade}\n\n-- migrate: downgrade\n{downgrade}\n"
        ),
    );
    project
}

fn with_sqlite(upgrade: &str, downgrade: &str) -> Project {
    with("[dialects]\nsqlite = \"any\"\n", upgrade, downgrade)
}

/// A column twice, and a note before it.
fn with_a_note_and_an_error() -> Project {
    with(
        POSTGRES,
        "ALTER TABLE a ADD COLUMN n INTEGER;\nDO $$ BEGIN EXECUTE 'CREATE TABLE x_' || now() || '(n INT)'; END $$;",
        "SELECT 1;",
    )
}

#[test]
fn what_cannot_work_is_an_error_with_its_place() {
    let project = with_sqlite("ALTER TABLE a ADD COLUMN n TEXT;", "SELECT 1;");
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[already-exists]: ")
        .says_with(" --> migrations/2_b.sql:5:26\n")
        .says_with(" ::: migrations/1_a.sql:7:17\n")
        .says_with("\n1 error\n");
}

#[test]
fn the_same_mistake_in_two_databases_is_told_once() {
    let both = "[dialects]\npostgres = \"13\"\nsqlite = \"any\"\n";
    let project = with(both, "ALTER TABLE a ADD COLUMN n TEXT;", "SELECT 1;");
    project.run(&["check"]).ends(1).says_with("\n1 error\n");
}

#[test]
fn a_mistake_for_one_of_two_databases_says_for_which() {
    let both = "[dialects]\npostgres = \"13\"\nsqlite = \"any\"\n";
    let project = with(
        both,
        "ALTER TABLE a ADD COLUMN m nope;",
        "ALTER TABLE a DROP COLUMN m;",
    );
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[unknown-type]: ")
        .says_with("= note: found for postgres\n");
}

#[test]
fn notes_and_warnings_are_no_failure() {
    let project = with(
        POSTGRES,
        "-- migrate: assume nothing\nDO $$ BEGIN EXECUTE 'CREATE TABLE x_' || now() || '(n INT)'; END $$;",
        "SELECT 1;",
    );
    project
        .run(&["check"])
        .ends(0)
        .says("2 revisions, no findings\n");
    let project = with(
        POSTGRES,
        "DO $$ BEGIN EXECUTE 'CREATE TABLE x_' || now() || '(n INT)'; END $$;",
        "SELECT 1;",
    );
    let run = project.run(&["check"]).ends(0);
    run.says_with("note[opaque]: ")
        .says_with("\n2 revisions, 1 note, 1 statement not understood\n");
    let project = with(
        POSTGRES,
        "ALTER TABLE a ALTER COLUMN n SET DEFAULT 1;",
        "SELECT 1;",
    );
    let run = project.run(&["check"]).ends(0);
    run.says_with("warning[downgrade-differs]: ")
        .says_with("\n2 revisions, 1 warning\n");
}

#[test]
fn an_assumption_is_believed() {
    let upgrade = |assumed: &str| {
        format!(
            "-- migrate: assume {assumed}\nDO $$ BEGIN EXECUTE 'CREATE TABLE x_' || now() || '(n INT)'; END $$;\nALTER TABLE made ADD COLUMN m INT;"
        )
    };
    let downgrade = "DROP TABLE made;";
    let project = with(POSTGRES, &upgrade("CREATE TABLE made (id INT)"), downgrade);
    project
        .run(&["check"])
        .ends(0)
        .says("2 revisions, no findings\n");
    let project = with(POSTGRES, &upgrade("nothing"), downgrade);
    project
        .run(&["check"])
        .ends(1)
        .says_with("error[unknown-table]: ");
}

#[test]
fn an_assumption_about_what_is_understood_is_a_warning() {
    let upgrade = "-- migrate: assume nothing\nALTER TABLE a ADD COLUMN m INT;";
    for configuration in [POSTGRES, "[dialects]\nsqlite = \"any\"\n"] {
        let project = with(configuration, upgrade, "ALTER TABLE a DROP COLUMN m;");
        let run = project.run(&["check"]).ends(0);
        run.says_with("warning[assume-unneeded]: ");
    }
}

#[test]
fn every_format_has_its_word_for_a_note() {
    let project = with_a_note_and_an_error();
    let run = project.run(&["check", "--format", "json"]).ends(1);
    let lines = run.stdout.lines().map(serde_json::from_str);
    let findings: Vec<Value> = lines.map(|line| line.expect("an object")).collect();
    let severities: Vec<&Value> = findings.iter().map(|one| &one["severity"]).collect();
    assert_eq!(severities, ["error", "note"]);
    let run = project.run(&["check", "--format", "github"]).ends(1);
    run.says_with("::error file=migrations/2_b.sql,line=5,")
        .says_with("::notice file=migrations/2_b.sql,line=6,");
    let run = project.run(&["check", "--format", "sarif"]).ends(1);
    let log: Value = serde_json::from_str(&run.stdout).expect("a log");
    assert_eq!(log["runs"][0]["results"][1]["level"], "note");
}

#[test]
fn the_author_has_the_last_word_on_a_statement() {
    let project = with_sqlite(
        "-- migrate: allow already-exists \"another tool\"\nALTER TABLE a ADD COLUMN n TEXT;\nALTER TABLE a ADD COLUMN m TEXT;",
        "SELECT 1;",
    );
    project
        .run(&["check"])
        .ends(0)
        .says("2 revisions, no findings\n");
}

#[test]
fn what_is_wrong_about_a_whole_downgrade_is_allowed_in_it() {
    let upgrade = "ALTER TABLE a ADD COLUMN m TEXT;";
    let project = with_sqlite(upgrade, "SELECT 1;");
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[downgrade-differs]: ");
    let allow = "-- migrate: allow downgrade-differs \"kept for the report\"\nSELECT 1;";
    with_sqlite(upgrade, allow).run(&["check"]).ends(0);
    let configuration = "[dialects]\nsqlite = \"any\"\n[allow]\ndowngrade-differs = \"imported\"\n";
    with(configuration, upgrade, "SELECT 1;")
        .run(&["check"])
        .ends(0);
}

#[test]
fn only_the_first_error_of_a_downgrade_is_told() {
    let project = with_sqlite(
        "CREATE INDEX ix ON a (n);",
        "DROP INDEX xi;\nALTER TABLE a DROP COLUMN n;",
    );
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[downgrade-fails]: the downgrade of `b` fails: ")
        .says_with("\n1 error\n");
}

#[test]
fn tables_of_migration_tools_are_nobodys_business() {
    let project = with_sqlite(
        "DELETE FROM limbeck_revisions WHERE revision = 'x';\nDROP TABLE _sqlx_migrations;",
        "SELECT 1;",
    );
    project
        .run(&["check"])
        .ends(0)
        .says("2 revisions, no findings\n");
}

#[test]
fn of_what_has_shipped_only_errors_are_told_that_stop_a_new_database() {
    let project = with_sqlite("ALTER TABLE a ADD COLUMN m TEXT;", "DROP INDEX gone;");
    project.run(&["check"]).ends(1);
    project
        .run(&["seal"])
        .ends(1)
        .complains_with("error[downgrade-fails]");
    project.write(
        "migrations/2_b.sql",
        project
            .read("migrations/2_b.sql")
            .replace("DROP INDEX gone;", "SELECT 1;"),
    );
    let text = project.read("migrations/2_b.sql");
    let allow = "-- migrate: allow downgrade-differs \"kept\"\nSELECT 1;";
    project.write("migrations/2_b.sql", text.replace("SELECT 1;", allow));
    project.run(&["seal"]).ends(0);
    // A comment does not count for the seal, so that the file is as it was.
    project.write("migrations/2_b.sql", text);
    project
        .run(&["check"])
        .ends(0)
        .says("2 revisions, no findings\n");
    project.run(&["check", "--all"]).ends(0);
}

const SCHEMA: &str = "migrations/schema.lock";

/// `a` and `b` are sealed, `c` follows and needs what they made.
fn sealed(configuration: &str) -> Project {
    let project = with(
        configuration,
        "ALTER TABLE a ADD COLUMN m INTEGER;",
        "ALTER TABLE a DROP COLUMN m;",
    );
    project.run(&["seal"]).ends(0);
    project.write(
        "migrations/3_c.sql",
        "-- revision: c\n-- parent: b\n\n-- migrate: upgrade\nCREATE INDEX ix ON a (m);\n\n-- migrate: downgrade\nDROP INDEX ix;\n",
    );
    project.run(&["manifest"]).ends(0);
    project
}

#[test]
fn what_is_sealed_is_known_from_the_snapshot() {
    for configuration in ["[dialects]\nsqlite = \"any\"\n", POSTGRES] {
        let project = sealed(configuration);
        project
            .run(&["check"])
            .ends(0)
            .says("3 revisions, no findings\n");
        project.run(&["check", "--all"]).ends(0);
        let text = project.read("migrations/3_c.sql").replace("a (m)", "a (o)");
        project.write("migrations/3_c.sql", text);
        for arguments in [&["check"][..], &["check", "--all"]] {
            let run = project.run(arguments).ends(1);
            run.says_with("error[unknown-column]: ")
                .says_with("\n1 error\n");
        }
    }
}

#[test]
fn a_snapshot_that_was_edited_is_an_error() {
    let project = sealed("[dialects]\nsqlite = \"any\"\n");
    let before = project.read(SCHEMA);
    project.write(SCHEMA, before.replace("INTEGER", "TEXT"));
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[stale-snapshot]: `schema.lock` is not as `limbeck seal` wrote it\n")
        .says_with("help: run `limbeck seal`");
    // The one without `c`, so that only the snapshot is mended.
    project
        .run(&["seal", "b"])
        .ends(0)
        .says("migrations/schema.lock written\nnothing to seal\n");
    assert_eq!(project.read(SCHEMA), before);
}

#[test]
fn a_snapshot_of_other_revisions_is_an_error() {
    let project = sealed("[dialects]\nsqlite = \"any\"\n");
    let before = project.read(SCHEMA);
    project.run(&["seal"]).ends(0).says("sealed 1 revision\n");
    assert_ne!(project.read(SCHEMA), before);
    project.write(SCHEMA, before);
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[stale-snapshot]: `schema.lock` is not the schema after the sealed revisions (sqlite)\n");
}

#[test]
fn without_a_snapshot_all_is_read() {
    let project = sealed("[dialects]\nsqlite = \"any\"\n");
    std::fs::remove_file(project.path(SCHEMA)).expect("removed");
    project
        .run(&["check"])
        .ends(0)
        .says("3 revisions, no findings\n");
}
