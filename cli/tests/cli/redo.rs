//! `limbeck redo`.

use crate::project::Project;

#[test]
fn it_goes_back_and_forth() {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["upgrade"]).ends(0);
    project.sqlite("ALTER TABLE b ADD COLUMN more INTEGER");
    let run = project.run(&["redo"]).ends(0);
    run.says_with("redid 1 revision in ")
        .says_with(" s, now at b\n")
        .complains_with("downgrade b, Add b")
        .complains_with("\nupgrade b, Add b");
    let columns = project.sqlite("SELECT name FROM pragma_table_info('b')");
    assert_eq!(columns, ["n"]);
    let run = project.run(&["redo", "-n", "2", "--json"]).ends(0);
    assert_eq!(
        run.stdout.matches("\"direction\": \"downgrade\"").count(),
        2
    );
    assert_eq!(run.stdout.matches("\"direction\": \"upgrade\"").count(), 2);
    assert_eq!(project.recorded(), ["a", "b"]);
}

#[test]
fn refused_it_does_nothing() {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["upgrade"]).ends(0);
    let run = project.run(&["redo", "-n", "3"]).ends(2);
    run.complains_with("error: `-3` is too far\n");
    project.sqlite("INSERT INTO b VALUES (1)");
    project.run(&["redo"]).ends(2);
    assert_eq!(project.tables(), ["a", "b"]);
}

#[test]
fn half_done_it_says_where_the_database_is() {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["upgrade"]).ends(0);
    let file = "migrations/2_b.sql";
    let text = project.read(file);
    // What the way back leaves is in the way forward.
    let drop = "DROP TABLE b;";
    project.write(
        file,
        text.replace(drop, "DROP TABLE b; CREATE VIEW b AS SELECT 1;"),
    );
    project.run(&["stamp", "b"]).ends(0);
    let run = project.run(&["redo"]).ends(3);
    run.complains_with("the database is at `a`, and `limbeck upgrade` goes on from there\n");
    assert_eq!(project.recorded(), ["a"]);
}
