//! `limbeck merge`.

use crate::project::Project;

/// The one file that the folder has beside the ones it had.
fn merge_file(project: &Project) -> String {
    let names = project.names();
    let mut new = names.into_iter().filter(|name| name.starts_with("20"));
    let name = new.next().expect("a file was written");
    assert_eq!(new.next(), None);
    name
}

#[test]
fn a_merge_of_two_heads_makes_the_folder_compile() {
    let project = Project::with_two_heads();
    project
        .run(&["check"])
        .ends(1)
        .says_with("help: join them: `limbeck merge b c`");
    let run = project
        .run(&["merge", "b", "c", "-m", "Join B and C"])
        .ends(0);
    let name = merge_file(&project);
    run.says(&format!("migrations/{name} written: joins `b` and `c`\n"));
    let (digits, slug) = name.split_once('_').expect("a slug");
    assert_eq!((digits.len(), slug), (14, "join_b_and_c.sql"));

    let text = project.read(&format!("migrations/{name}"));
    let lines: Vec<&str> = text.lines().collect();
    let [
        message,
        empty,
        revision,
        parent,
        created,
        "",
        "-- migrate: upgrade",
        "",
        "-- migrate: downgrade",
    ] = lines.as_slice()
    else {
        panic!("{text}");
    };
    assert_eq!(
        (*message, *empty, *parent),
        ("-- Join B and C", "--", "-- parent:   b, c")
    );
    let id = revision.strip_prefix("-- revision: ").expect("an id");
    assert!(
        id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()),
        "{id}"
    );
    let created = created.strip_prefix("-- created:  ").expect("a time");
    let same: String = created.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(same, digits);

    project
        .run(&["check"])
        .ends(0)
        .says("4 revisions, no findings\n");
}

#[test]
fn the_command_of_the_message_joins_every_head() {
    let project = Project::with_two_heads();
    project.revision("4_d.sql", "d", "base");
    project.run(&["merge", "--rev-id", "joined"]).ends(0);
    let name = merge_file(&project);
    assert!(name.ends_with("_merge_b_and_c_and_d.sql"), "{name}");
    let text = project.read(&format!("migrations/{name}"));
    assert!(
        text.starts_with("-- Merge b and c and d\n--\n-- revision: joined\n-- parent:   b, c, d\n")
    );
    project.run(&["check"]).ends(0);
}

#[test]
fn some_heads_can_be_joined_in_the_order_given() {
    let project = Project::with_two_heads();
    project.revision("4_d.sql", "delta", "base");
    let run = project.run(&["merge", "d", "b"]).ends(0);
    run.says_with("joins `delta` and `b`\n");
    project
        .run(&["check"])
        .ends(1)
        .says_with("the graph has 2 heads");
}

#[test]
fn the_manifest_lists_the_merge() {
    let project = Project::with_two_heads();
    project.run(&["manifest"]).ends(0);
    project.run(&["merge"]).ends(0);
    let name = merge_file(&project);
    assert!(
        project
            .read("migrations/revisions.lock")
            .contains(&format!("file {name}\n"))
    );
    project.run(&["check"]).ends(0);
    project.run(&["manifest", "--check"]).ends(0);
}

#[test]
fn heads_that_are_allowed_can_be_joined() {
    let project = Project::with_two_heads();
    project.write(
        "limbeck.toml",
        "[dialects]\nsqlite = \"any\"\n[allow]\nmultiple-heads = \"two lines\"\n",
    );
    project.run(&["check"]).ends(0);
    project.run(&["merge"]).ends(0);
    project.run(&["check"]).ends(0);
}

#[test]
fn a_merge_needs_no_dialects() {
    let project = Project::without_configuration();
    for (file, id, parent) in [("1", "a", "base"), ("2", "b", "a"), ("3", "c", "a")] {
        let text = format!(
            "-- revision: {id}\n-- parent: {parent}\n-- migrate: upgrade sqlite\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n"
        );
        project.write(&format!("migrations/{file}.sql"), text);
    }
    project.run(&["merge"]).ends(0);
    project.run(&["check", "--dialect", "sqlite"]).ends(0);
}

#[test]
fn another_finding_stands_in_the_way() {
    let project = Project::with_two_heads();
    project.revision("4_d.sql", "d", "unknown");
    let run = project.run(&["merge"]).ends(1).says("");
    run.complains_with("error[unknown-parent]")
        .complains_with("\n1 error, nothing merged\n");
    assert_eq!(project.names().len(), 4);
}

#[test]
fn one_head_is_not_merged() {
    let project = Project::with_one_head();
    let run = project.run(&["merge"]).ends(2).says("");
    run.complains("error: a merge joins two heads or more, and this is one: `b`\n");
    let project = Project::with_two_heads();
    let run = project.run(&["merge", "b", "b"]).ends(2);
    run.complains("error: `b` is named twice\nhelp: name each revision once\n");
    let project = Project::new();
    project.run(&["manifest"]).ends(0);
    let run = project.run(&["merge"]).ends(2);
    run.complains("error: there is no revision yet, so there is nothing to merge\n");
}

#[test]
fn a_merge_can_have_a_label_and_begin_a_branch() {
    let project = Project::with_two_heads();
    project.revision("4_d.sql", "d", "c");
    let run = project.run(&["merge", "b", "c", "--splice", "--branch-label", "both"]);
    run.ends(0).says_with("joins `b` and `c`\n");
    let text = project.read(&format!("migrations/{}", merge_file(&project)));
    assert!(text.contains("\n-- labels:   both\n"), "{text}");
    project
        .run(&["check"])
        .ends(1)
        .says_with("the graph has 2 heads");
}

#[test]
fn what_is_no_head_is_not_merged() {
    let project = Project::with_two_heads();
    project
        .run(&["merge", "a", "b"])
        .ends(2)
        .complains("error: `a` is no head: `b` and `c` follow it\nhelp: choose from the heads: `b` and `c`\nhelp: to begin a branch there, add `--splice`\n");
    let run = project.run(&["merge", "b", "cc"]).ends(2);
    run.complains("error: no revision or label is called `cc`\nhelp: there is `c`\n");
    project.run(&["merge", "base", "b"]).ends(2);
}

#[test]
fn an_id_must_be_one_and_free() {
    let project = Project::with_two_heads();
    let run = project.run(&["merge", "--rev-id", "b"]).ends(2);
    run.complains("error: a revision or label `b` exists\n");
    for id in ["", "a-b", "head"] {
        let run = project.run(&["merge", "--rev-id", id]).ends(2);
        run.complains_with(&format!(
            "error: `{id}` cannot be an id\nhelp: ids and labels are letters"
        ));
    }
    assert_eq!(project.names().len(), 3);
}

#[test]
fn a_message_that_would_be_read_as_something_else_is_refused() {
    let project = Project::with_two_heads();
    for message in ["parent: a", "Revision: two", "migrate: upgrade", "labels:"] {
        let run = project.run(&["merge", "-m", message]).ends(2);
        run.complains_with("error: the message would be read as something else: `");
    }
    project
        .run(&["merge", "-m", " "])
        .ends(2)
        .complains_with("the message is empty");
    assert_eq!(project.names().len(), 3);
    project.run(&["merge", "-m", "Łącz\n  oba: tak"]).ends(0);
    let name = merge_file(&project);
    assert!(
        project
            .read(&format!("migrations/{name}"))
            .starts_with("-- Łącz oba: tak\n--\n")
    );
    project.run(&["check"]).ends(0);
}
