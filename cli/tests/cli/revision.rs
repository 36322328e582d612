//! `limbeck revision`.

use crate::project::Project;

/// The files that were written, in the order of their names.
fn written(project: &Project) -> Vec<String> {
    let names = project.names().into_iter();
    names.filter(|name| name.starts_with("20")).collect()
}

fn only_text(project: &Project) -> String {
    let names = written(project);
    let [name] = names.as_slice() else {
        panic!("{names:?}");
    };
    project.read(&format!("migrations/{name}"))
}

#[test]
fn a_revision_follows_the_head_and_waits_to_be_filled_in() {
    let project = Project::with_one_head();
    let run = project.run(&["revision", "-m", "Add an e-mail", "--rev-id", "email"]);
    let name = written(&project).concat();
    run.ends(0)
        .says(&format!("migrations/{name} written: follows `b`\n"));
    let (digits, slug) = name.split_once('_').expect("a slug");
    assert_eq!((digits.len(), slug), (14, "add_an_e_mail.sql"));
    let text = only_text(&project);
    let (header, body) = text.split_once("\n\n").expect("a header");
    let (header, created) = header.rsplit_once("\n-- created:  ").expect("a time");
    assert_eq!(
        header,
        "-- Add an e-mail\n--\n-- revision: email\n-- parent:   b"
    );
    assert!(created.ends_with('Z'), "{created}");
    assert_eq!(
        body,
        "-- migrate: upgrade\n\
         -- Write the statements here, each ended by a semicolon. They run in one transaction with the record\n\
         -- of this revision, unless the line above ends in `no-transaction`. A section for one database only\n\
         -- has its name in that line, as in `upgrade postgres`.\n\
         \n\
         -- migrate: downgrade\n\
         -- Write here what undoes the statements above. If nothing can, remove this section, and say why in\n\
         -- the header: `irreversible: <reason>`.\n"
    );
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[empty-upgrade]")
        .says_with("\n1 error\n");

    let filled = text.replace("upgrade postgres`.\n", "upgrade postgres`.\nSELECT 1;\n");
    project.write(&format!("migrations/{name}"), &filled);
    project
        .run(&["check"])
        .ends(1)
        .says_with("error[missing-downgrade]");
    project.write(
        &format!("migrations/{name}"),
        format!("{filled}SELECT 2;\n"),
    );
    project.run(&["check"]).ends(0);
}

#[test]
fn the_first_revision_goes_into_an_empty_folder() {
    let project = Project::new();
    let run = project.run(&["revision", "-m", "Begin"]).ends(0);
    run.says_with("_begin.sql written: a new base\n");
    let text = only_text(&project);
    assert!(text.contains("\n-- parent:   base\n"), "{text}");
    let mut lines = text.lines();
    let id = lines.find_map(|line| line.strip_prefix("-- revision: "));
    let id = id.expect("an id");
    assert!(id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn the_next_one_need_not_wait_until_the_first_is_filled_in() {
    let project = Project::new();
    for _ in 0..3 {
        project.run(&["revision", "-m", "Same message"]).ends(0);
    }
    assert_eq!(written(&project).len(), 3);
    let run = project.run(&["check"]).ends(1);
    assert_eq!(run.stdout.matches("error[empty-upgrade]").count(), 3);
}

#[test]
fn aliases_are_other_names_of_it() {
    let project = Project::new();
    for alias in ["add", "new", "generate"] {
        project.run(&[alias, "-m", alias]).ends(0);
    }
    assert_eq!(written(&project).len(), 3);
}

#[test]
fn everything_can_be_said() {
    let project = Project::with_two_heads();
    let arguments = [
        "revision",
        "-m",
        "Everything",
        "--rev-id=x1",
        "--head=b",
        "--depends-on=c",
        "--branch-label=billing",
        "--branch-label=money",
    ];
    project.run(&arguments).ends(0);
    let text = only_text(&project);
    let expected = "-- Everything\n--\n\
         -- revision:   x1\n\
         -- parent:     b\n\
         -- depends on: c\n\
         -- labels:     billing, money\n\
         -- created:    ";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn a_dependency_by_a_label_stays_a_label() {
    let project = Project::with_two_heads();
    let arguments = ["merge", "--rev-id=long_id", "--branch-label=joined"];
    project.run(&arguments).ends(0);
    for (id, target, says) in [("x", "joined", "joined"), ("y", "long", "long_id")] {
        let depends = format!("--depends-on={target}");
        let arguments = ["new", "-m", id, "--rev-id", id, "--head=base", &depends];
        project.run(&arguments).ends(0);
        let names = written(&project);
        let name = names
            .iter()
            .find(|name| name.ends_with(&format!("_{id}.sql")));
        let text = project.read(&format!("migrations/{}", name.expect("a file")));
        assert!(text.contains(&format!("depends on: {says}\n")), "{text}");
    }
}

#[test]
fn several_heads_are_to_be_joined_or_chosen_from() {
    let project = Project::with_two_heads();
    project.run(&["revision", "-m", "x"]).ends(2).complains(
        "error: there is no one head to follow: `b` and `c` are heads\n\
         help: join them first: `limbeck merge b c`\n\
         help: or follow one of them: `--head b`\n",
    );
    assert_eq!(project.names().len(), 3);
    let run = project.run(&["revision", "-m", "x", "--head=b", "--head=c"]);
    run.ends(0).says_with("joins `b` and `c`\n");
    assert!(only_text(&project).contains("\n-- parent:   b, c\n"));
}

#[test]
fn a_branch_begins_only_by_a_splice() {
    let project = Project::with_one_head();
    let branch = ["revision", "-m", "x", "--head", "a"];
    project
        .run(&branch)
        .ends(2)
        .complains_with("error: `a` is no head: `b` follows it\n");
    project
        .run(&[&branch[..], &["--splice"]].concat())
        .ends(0)
        .says_with("follows `a`\n");
}

#[test]
fn a_new_base_is_asked_for() {
    let project = Project::with_one_head();
    let run = project.run(&["revision", "-m", "x", "--head", "base"]);
    run.ends(0).says_with("written: a new base\n");
}

#[test]
fn names_must_be_ones_and_free() {
    let project = Project::with_one_head();
    let complains = |arguments: &[&str], text: &str| {
        let arguments = [&["revision", "-m", "x"], arguments].concat();
        project.run(&arguments).ends(2).complains_with(text);
    };
    complains(&["--rev-id=a"], "error: a revision or label `a` exists\n");
    complains(&["--rev-id=a-b"], "error: `a-b` cannot be an id\n");
    complains(
        &["--branch-label=b"],
        "error: a revision or label `b` exists",
    );
    complains(&["--branch-label=head"], "error: `head` cannot be a label");
    complains(
        &["--rev-id=n", "--branch-label=n"],
        "error: `n` is given twice\n",
    );
    complains(
        &["--depends-on=base"],
        "error: `base` is no revision to depend on",
    );
    complains(
        &["--depends-on=unknown"],
        "error: no revision or label is called `unknown`",
    );
    assert_eq!(project.names().len(), 2);
}

#[test]
fn dialects_get_sections_of_their_own() {
    let project = Project::without_configuration();
    project.write(
        "limbeck.toml",
        "[dialects]\nsqlite = \"any\"\npostgres = \"13\"\n",
    );
    project.run(&["new", "-m", "x", "--dialect=sqlite"]).ends(0);
    let text = only_text(&project);
    let sections: Vec<&str> = text
        .lines()
        .filter(|l| l.starts_with("-- migrate"))
        .collect();
    assert_eq!(
        sections,
        [
            "-- migrate: upgrade sqlite",
            "-- migrate: upgrade",
            "-- migrate: downgrade sqlite",
            "-- migrate: downgrade",
        ]
    );
    let both = ["new", "-m", "y", "--dialect=sqlite", "--dialect=postgres"];
    project.run(&both).ends(0);
    let run = project.run(&["check"]).ends(1).says_with("\n2 errors\n");
    assert_eq!(run.stdout.matches("error[empty-upgrade]").count(), 2);
}

#[test]
fn the_manifest_lists_it() {
    let project = Project::new();
    project.run(&["manifest"]).ends(0);
    project.run(&["revision", "-m", "One"]).ends(0);
    let name = written(&project).concat();
    let lock = project.read("migrations/revisions.lock");
    assert!(lock.contains(&format!("file {name}\n")), "{lock}");

    project.write("migrations/revisions.lock", "format 99\n");
    project.run(&["revision", "-m", "Two"]).ends(1);
    assert_eq!(written(&project), [name]);
}

/// The manifest is a link to a file that can be read; the path of a file beside it is too long to
/// write one, even for root.
#[cfg(target_os = "linux")]
#[test]
fn where_the_manifest_cannot_be_written_the_file_is_taken_back() {
    use std::fs;

    let project = Project::new();
    let mut deep = fs::canonicalize(project.root()).expect("a path");
    while deep.as_os_str().len() < 4085 {
        let left = 4085 - deep.as_os_str().len();
        deep.push("d".repeat(left.saturating_sub(1).clamp(1, 200)));
    }
    fs::create_dir_all(&deep).expect("made");
    fs::write(deep.join("l"), "format 1\n").expect("written");
    let lock = project.path("migrations/revisions.lock");
    std::os::unix::fs::symlink(deep.join("l"), lock).expect("linked");
    project.run(&["check"]).ends(0);
    let run = project.run(&["revision", "-m", "One"]).ends(4).says("");
    run.complains_with("error: `migrations/revisions.lock` cannot be written: ");
    assert_eq!(project.names(), ["revisions.lock"]);
}

#[test]
fn another_finding_stands_in_the_way() {
    let project = Project::with_one_head();
    project.write(
        "migrations/3_c.sql",
        "-- revision: c\n-- parent: b\n-- migrate: upgrade\nSELECT 1;\n",
    );
    let run = project.run(&["revision", "-m", "x"]).ends(1).says("");
    run.complains_with("error[missing-downgrade]");
    project.revision("3_c.sql", "c", "unknown");
    let run = project.run(&["revision", "-m", "x"]).ends(1).says("");
    run.complains_with("error[unknown-parent]")
        .complains_with("\n1 error, nothing written\n");
}

#[test]
fn quiet_says_nothing() {
    let project = Project::with_one_head();
    project.run(&["-q", "new", "-m", "x"]).ends(0).says("");
}
