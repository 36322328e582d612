//! `limbeck downgrade`.

use crate::project::Project;

fn upgraded() -> Project {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["upgrade"]).ends(0);
    project
}

fn with_rows() -> Project {
    let project = upgraded();
    project.sqlite("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
    project
}

#[test]
fn it_takes_the_last_revision_back() {
    let project = upgraded();
    let run = project.run(&["downgrade"]).ends(0);
    run.says_with("downgraded 1 revision in ")
        .complains_with("downgrade b, Add b");
    assert_eq!(project.tables(), ["a"]);
    project.run(&["undo", "base"]).ends(0);
    assert_eq!(project.recorded(), Vec::<String>::new());
}

#[test]
fn it_makes_no_file() {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["downgrade"]).ends(3);
    assert!(!project.path("app.db").exists());
}

#[test]
fn without_a_terminal_data_is_lost_only_with_yes() {
    let project = with_rows();
    let run = project.run(&["downgrade", "base"]).ends(2).says("");
    run.complains(
        "error: this loses data, and nobody is there to ask:\n  \
         downgrade of `b` (migrations/2_b.sql:10): DROP TABLE b\n  \
         downgrade of `a` (migrations/1_a.sql:10): DROP TABLE a\n\
         help: add `--yes` if it is meant\n",
    );
    assert_eq!(project.tables(), ["a", "b"]);
    project.run(&["downgrade", "base", "--yes"]).ends(0);
    assert_eq!(project.tables(), Vec::<String>::new());
}

#[test]
fn an_irreversible_revision_is_refused_before_anything_is_asked() {
    let project = with_rows();
    project.write(
        "migrations/3_c.sql",
        "-- C\n--\n-- revision: c\n-- parent: b\n-- irreversible: it deletes\n\n\
         -- migrate: upgrade\nDELETE FROM b WHERE n = 2;\n",
    );
    project.run(&["upgrade"]).ends(0);
    let run = project.run(&["downgrade", "base"]).ends(2);
    run.complains_with("error: revision `c` is irreversible: it deletes\n");
}

#[test]
fn on_postgres_it_looks_at_the_rows_too() {
    let Some(database) = crate::postgres::Postgres::new() else {
        return;
    };
    let project = Project::with_one_head();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    let url = ["--database-url", database.url.as_str()];
    let run = |arguments: &[&str]| project.run(&[arguments, &url].concat());
    run(&["upgrade"]).ends(0);
    run(&["downgrade"]).ends(0);
    assert_eq!(database.tables(), ["a"]);
    database.execute("INSERT INTO a VALUES (1)");
    let refused = run(&["downgrade"]).ends(2);
    refused.complains_with("(migrations/1_a.sql:10): DROP TABLE a\n");
    run(&["downgrade", "-y"]).ends(0);
    assert_eq!(database.tables(), Vec::<String>::new());
}

#[cfg(unix)]
mod on_a_terminal {
    use super::with_rows;
    use crate::terminal::Terminal;

    #[test]
    fn y_agrees() {
        let project = with_rows();
        let mut terminal = Terminal::run(&project, &["downgrade"]);
        terminal.sees("this loses data:");
        terminal.sees("downgrade of `b` (migrations/2_b.sql:10): DROP TABLE b");
        terminal.sees("go on? [y/N] ");
        terminal.types("y\n");
        terminal.ends(0);
        assert_eq!(project.tables(), ["a"]);
    }

    #[test]
    fn anything_else_does_not() {
        let project = with_rows();
        for answer in ["n\n", "\n"] {
            let mut terminal = Terminal::run(&project, &["downgrade"]);
            terminal.sees("go on? [y/N] ");
            terminal.types(answer);
            let rest = terminal.ends(130);
            assert!(rest.contains("nothing was done"), "{rest:?}");
        }
        assert_eq!(project.tables(), ["a", "b"]);
    }
}
