//! `limbeck init`.

use std::fs;

use crate::project::Project;

/// An empty folder.
fn nothing() -> Project {
    let project = Project::without_configuration();
    fs::remove_dir(project.path("migrations")).expect("removed");
    project
}

#[test]
fn a_folder_becomes_a_project_that_can_be_written_to() {
    let project = nothing();
    let run = project.run(&["init", "--dialect", "sqlite"]).ends(0).says(
        "limbeck.toml written\n\
         migrations/revisions.lock written\n\
         .gitattributes written\n",
    );
    run.complains(
        "\n\
         Add to Cargo.toml:\n\
         \n\
         \x20   [dependencies]\n\
         \x20   limbeck = { version = \"0.1\", features = [\"sqlite\"] }\n\
         \n\
         Add to your code, and run it with a connection or a pool:\n\
         \n\
         \x20   static MIGRATIONS: limbeck::Migrations = limbeck::migrations!();\n\
         \n\
         Write the first revision: limbeck revision -m \"...\"\n",
    );
    assert_eq!(
        project.read("limbeck.toml"),
        "# Every revision must serve these, from the oldest server version in use on, or \"any\".\n\
         [dialects]\nsqlite = \"any\"\n"
    );
    assert_eq!(
        project.read(".gitattributes"),
        "migrations/revisions.lock merge=union\nmigrations/**/*.sql text eol=lf\n"
    );
    project.run(&["check"]).ends(0);
    project.run(&["revision", "-m", "One"]).ends(0);
}

#[test]
fn twice_is_harmless() {
    let project = nothing();
    project.run(&["init"]).ends(0);
    let read = || {
        let files = [
            "limbeck.toml",
            "migrations/revisions.lock",
            ".gitattributes",
        ];
        files.map(|file| project.read(file))
    };
    let before = read();
    project.run(&["init", "--dialect=sqlite"]).ends(0).says(
        "limbeck.toml is there already\n\
         migrations/revisions.lock is there already\n\
         .gitattributes is there already\n",
    );
    assert_eq!(read(), before);
}

#[test]
fn the_databases_are_those_of_cargo_toml() {
    for (dependencies, dialects) in [
        (
            "limbeck = { version = \"0.1\", features = [\"sqlite\"] }\nsqlx = { version = \"0.9\", features = [\"postgres\"] }",
            "sqlite = \"any\"\n",
        ),
        (
            "[dependencies.sqlx]\nfeatures = [\"runtime-tokio\", \"sqlite\", \"postgres\"]",
            "postgres = \"any\"\nsqlite = \"any\"\n",
        ),
    ] {
        let project = nothing();
        project.write("Cargo.toml", format!("[dependencies]\n{dependencies}\n"));
        let run = project.run(&["init"]).ends(0);
        let text = project.read("limbeck.toml");
        assert!(
            text.ends_with(&format!("\n[dialects]\n{dialects}")),
            "{text}"
        );
        let advice = run.stderr.contains("Add to Cargo.toml");
        assert_eq!(advice, !dependencies.starts_with("limbeck"), "{run:#?}");
    }
}

#[test]
fn databases_that_nothing_names_are_left_open() {
    let project = nothing();
    project.write("Cargo.toml", "not TOML");
    project.run(&["init"]).ends(0);
    let text = project.read("limbeck.toml");
    assert!(text.contains("# [dialects]\n"), "{text}");
    assert!(text.lines().all(|line| line.starts_with('#')), "{text}");
    project.run(&["check", "--dialect", "sqlite"]).ends(0);
}

#[test]
fn another_folder_is_configured_and_its_files_are_listed() {
    let project = Project::without_configuration();
    project.revision("1_a.sql", "a", "base");
    fs::create_dir(project.path("db")).expect("made");
    fs::rename(project.path("migrations"), project.path("db/my sql")).expect("renamed");
    project.write(".gitattributes", "*.png binary");
    let run = project.run(&["init", "db/my sql", "--dialect=sqlite"]);
    run.ends(0).says_with(".gitattributes extended\n");
    let text = project.read("limbeck.toml");
    assert!(text.starts_with("folder = \"db/my sql\"\n"), "{text}");
    assert_eq!(
        project.read(".gitattributes"),
        "*.png binary\n\"db/my sql/revisions.lock\" merge=union\n\"db/my sql/**/*.sql\" text eol=lf\n"
    );
    let lock = project.read("db/my sql/revisions.lock");
    assert!(lock.ends_with("file 1_a.sql\n"), "{lock}");
    project.run(&["check"]).ends(0);

    project.run(&["init"]).ends(0).says_with("is there already");
    project.run(&["init", "other"]).ends(2).complains(
        "error: `limbeck.toml` names another folder of revisions: `db/my sql`\n\
         help: name that one, or change the configuration\n",
    );
    assert!(!project.path("other").exists());
}

#[test]
fn a_folder_elsewhere_is_refused() {
    let project = nothing();
    let run = project.run(&["init", "../elsewhere"]).ends(2);
    run.complains_with("error: the folder of revisions must lie in `.`\n");
    assert!(!project.path("limbeck.toml").exists());
}
