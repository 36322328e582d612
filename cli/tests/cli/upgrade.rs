//! `limbeck upgrade`.

use crate::project::Project;

#[test]
fn it_goes_to_the_head_and_says_so() {
    let project = Project::with_one_head().on_sqlite();
    let run = project.run(&["upgrade"]).ends(0);
    assert!(run.stdout.starts_with("upgraded 2 revisions in "));
    assert!(run.stdout.ends_with(" s, now at b\n"));
    run.complains("upgrade a, Add a\nupgrade b, Add b\n");
    assert_eq!(project.tables(), ["a", "b"]);
    let run = project.run(&["up"]).ends(0);
    run.says("up to date at b\n").complains("");
}

#[test]
fn quiet_it_says_nothing() {
    let project = Project::with_one_head().on_sqlite();
    let run = project.run(&["run", "a", "-q"]).ends(0);
    run.says("").complains("");
    assert_eq!(project.recorded(), ["a"]);
}

#[test]
fn the_report_in_json() {
    let project = Project::with_one_head().on_sqlite();
    let run = project.run(&["upgrade", "+1", "--json"]).ends(0);
    let lines = run.stdout.lines().map(|line| {
        let digits = line.find(|c: char| c.is_ascii_digit());
        digits.map_or(line.to_owned(), |at| format!("{}N", &line[..at]))
    });
    let lines: Vec<String> = lines.collect();
    let expected = r#"{
  "steps": [
    {
      "revision": "a",
      "direction": "upgrade",
      "stamped": false,
      "duration_us": N
    }
  ],
  "heads": [
    "a"
  ],
  "elapsed_us": N
}"#;
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn several_heads_want_a_target_or_a_merge() {
    let project = Project::with_two_heads().on_sqlite();
    let run = project.run(&["upgrade"]).ends(2);
    run.complains(
        "error: there are several heads\n\
         help: say which, or `heads` for all: `b`, `c`\n\
         help: `limbeck merge` joins them, `limbeck heads` shows them\n",
    );
    project.run(&["upgrade", "heads"]).ends(0);
    assert_eq!(project.recorded(), ["a", "b", "c"]);
}

#[test]
fn a_target_that_leads_nowhere_makes_no_database() {
    let project = Project::with_one_head();
    for (command, target) in [
        ("upgrade", "nope"),
        ("upgrade", "-1"),
        ("stamp", "nope@head"),
    ] {
        let arguments = [command, target, "--database-url", "sqlite:none.db"];
        project.run(&arguments).ends(2);
    }
    assert!(!project.path("none.db").exists());
}

#[test]
fn a_statement_that_fails_is_named() {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["upgrade", "a"]).ends(0);
    project.sqlite("CREATE TABLE b (n INTEGER)");
    let run = project.run(&["upgrade"]).ends(3);
    run.complains_with("upgrade of revision `b` failed at migrations/2_b.sql:7: ");
}

#[test]
fn it_can_be_skipped() {
    let project = Project::with_one_head();
    let env = |skip: &str| format!("DATABASE_URL=sqlite:app.db\nLIMBECK_SKIP={skip}\n");
    project.write(".env", env("1"));
    let run = project.run(&["upgrade"]).ends(0);
    run.says("")
        .complains("LIMBECK_SKIP is set: nothing done\n");
    assert!(!project.path("app.db").exists());
    project.write(".env", env("maybe"));
    let run = project.run(&["upgrade"]).ends(2);
    run.complains_with("error: LIMBECK_SKIP is `maybe`\n");
    project.write(".env", env("0"));
    project.run(&["upgrade"]).ends(0);
    assert_eq!(project.recorded(), ["a", "b"]);
}

#[test]
fn another_runner_is_waited_for() {
    let Some(database) = crate::postgres::Postgres::new() else {
        return;
    };
    let project = Project::new();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    project.revision("1_a.sql", "a", "base");
    let text = project.read("migrations/1_a.sql");
    let slow = text.replace("CREATE TABLE", "SELECT pg_sleep(2);\nCREATE TABLE");
    project.write("migrations/1_a.sql", slow);
    let upgrade = || project.run(&["upgrade", "--database-url", &database.url]);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| upgrade().ends(0));
        database.awaits_lock();
        let second = upgrade().ends(0).says("up to date at a\n");
        assert!(second.stderr.starts_with("waiting for process "));
        assert_eq!(second.stderr.lines().count(), 1, "{second:?}");
        let first = first.join().expect("it ends");
        assert!(first.stderr.starts_with("upgrade a, Add a  2."));
    });
}

#[cfg(unix)]
mod on_a_terminal {
    use std::time::{Duration, Instant};

    use crate::project::Project;
    use crate::terminal::{CTRL_C, Terminal};

    /// `slow` follows `a`; its first statement counts to `number`.
    fn slow(number: u64) -> Project {
        let project = Project::with_one_head().on_sqlite();
        let text = format!(
            "-- Count\n--\n-- revision: slow\n-- parent: b\n\n-- migrate: upgrade\n\
             CREATE TABLE counted AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c \
             WHERE n < {number}) SELECT count(*) AS n FROM c;\nCREATE TABLE after (n INTEGER);\n\n\
             -- migrate: downgrade\nDROP TABLE after;\nDROP TABLE counted;\n"
        );
        project.write("migrations/3_slow.sql", text);
        project.run(&["upgrade", "b"]).ends(0);
        project
    }

    #[test]
    fn progress_is_drawn_and_goes() {
        let project = slow(3_000_000);
        let mut terminal = Terminal::run(&project, &["upgrade"]);
        terminal.sees("1/1 upgrade slow, 0 of 2 statements");
        terminal.sees("upgrade slow, Count  ");
        let rest = terminal.ends(0);
        assert!(rest.contains("upgraded 1 revision in "), "{rest:?}");
    }

    #[test]
    fn an_interrupt_waits_for_the_statement() {
        let project = slow(10_000_000);
        let mut terminal = Terminal::run(&project, &["upgrade"]);
        terminal.sees("1/1 upgrade slow");
        terminal.types(CTRL_C);
        terminal.sees("stopping after the statement under way; Ctrl-C again stops at once");
        let rest = terminal.ends(130);
        let said = "stopped as asked within revision `slow`, of which nothing was kept";
        assert!(rest.contains(said), "{rest:?}");
        assert_eq!(project.tables(), ["a", "b"]);
        assert_eq!(project.recorded(), ["a", "b"]);
    }

    #[test]
    fn what_needs_no_transaction_goes_on_from_there() {
        let project = slow(10_000_000);
        let file = "migrations/3_slow.sql";
        let text = project.read(file);
        let alone = "-- migrate: upgrade no-transaction";
        project.write(file, text.replace("-- migrate: upgrade", alone));
        let mut terminal = Terminal::run(&project, &["upgrade"]);
        terminal.sees("1/1 upgrade slow");
        terminal.terminates();
        let rest = terminal.ends(130);
        let said = "stopped as asked within revision `slow`, after 1 of 2 statements";
        assert!(rest.contains(said), "{rest:?}");
        assert_eq!(project.tables(), ["a", "b", "counted"]);
        project.run(&["upgrade"]).ends(0);
        assert_eq!(project.tables(), ["a", "after", "b", "counted"]);
    }

    #[test]
    fn quiet_it_draws_nothing() {
        let project = slow(3_000_000);
        let terminal = Terminal::run(&project, &["upgrade", "-q"]);
        assert_eq!(terminal.ends(0), "");
    }

    #[test]
    fn a_second_interrupt_does_not_wait() {
        let project = slow(100_000_000_000);
        let mut terminal = Terminal::run(&project, &["upgrade"]);
        terminal.sees("1/1 upgrade slow");
        terminal.types(CTRL_C);
        terminal.sees("Ctrl-C again stops at once");
        let asked = Instant::now();
        terminal.types(CTRL_C);
        let rest = terminal.ends(130);
        assert!(asked.elapsed() < Duration::from_secs(10));
        let said = "stopped at once: the database may still be finishing the statement";
        assert!(rest.contains(said), "{rest:?}");
        assert_eq!(project.recorded(), ["a", "b"]);
    }
}
