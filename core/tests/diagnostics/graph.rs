//! What is wrong between revisions: `duplicate-revision`, `duplicate-label`, `self-parent`,
//! `unknown-parent`, `unknown-dependency`, `cycle`, `redundant-parent`, `multiple-heads`.

use insta::assert_snapshot;

use super::*;

/// One file for each header, named after its revision.
fn with(headers: &[&str]) -> String {
    let files = files(headers);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    diagnose(&files)
}

/// `"b: a | depends on x | labels y"` is revision `b` with parent `a`.
fn files(headers: &[&str]) -> Vec<(String, String)> {
    let file = |(place, line): (usize, &&str)| {
        let mut parts = line.split(" | ");
        let (id, parent) = parts.next().unwrap().split_once(": ").unwrap();
        let mut header = format!("-- revision: {id}\n-- parent: {parent}\n");
        for part in parts {
            let at = part.rfind(' ').unwrap();
            header += &format!("-- {}:{}\n", &part[..at], &part[at..]);
        }
        (
            format!("{:02}_{id}.sql", place + 1),
            with_header(&header, id),
        )
    };
    headers.iter().enumerate().map(file).collect()
}

#[test]
fn two_files_with_one_id_are_told() {
    assert_snapshot!(with(&["a: base", "b: a", "a: base"]), @"
    error[duplicate-revision]: two revisions are called `a`
     --> migrations/03_a.sql:1:14
      |
    1 | -- revision: a
      |              ^ second
      |
     ::: migrations/01_a.sql:1:14
      |
    1 | -- revision: a
      |              - first
      |
      = help: give the newer one another id; a copy needs its own
    ");
}

#[test]
fn a_label_that_is_taken_is_told() {
    assert_snapshot!(with(&["a: base | labels billing", "b: a | labels billing"]), @"
    error[duplicate-label]: label `billing` is taken
     --> migrations/02_b.sql:3:12
      |
    3 | -- labels: billing
      |            ^^^^^^^ taken
      |
     ::: migrations/01_a.sql:3:12
      |
    3 | -- labels: billing
      |            ------- by this label
      |
      = help: choose another label; labels and ids share one space of names
    ");
}

#[test]
fn a_label_that_is_a_later_revisions_id_is_told() {
    assert_snapshot!(with(&["a: base | labels b", "b: a"]), @"
    error[duplicate-label]: label `b` is taken
     --> migrations/01_a.sql:3:12
      |
    3 | -- labels: b
      |            ^ taken
      |
     ::: migrations/02_b.sql:1:14
      |
    1 | -- revision: b
      |              - by this id
      |
      = help: choose another label; labels and ids share one space of names
    ");
}

#[test]
fn a_label_that_is_the_revisions_own_id_is_told() {
    assert_snapshot!(with(&["a: base | labels a"]), @"
    error[duplicate-label]: label `a` is taken
     --> migrations/01_a.sql:3:12
      |
    1 | -- revision: a
      |              - by this id
    2 | -- parent: base
    3 | -- labels: a
      |            ^ taken
      |
      = help: choose another label; labels and ids share one space of names
    ");
}

#[test]
fn a_revision_that_follows_itself_is_told() {
    assert_snapshot!(with(&["a: a"]), @"
    error[self-parent]: revision `a` names itself in `parent`
     --> migrations/01_a.sql:2:12
      |
    2 | -- parent: a
      |            ^ itself
      |
      = help: name the revision before it, or `base` if there is none
    ");
}

#[test]
fn a_revision_that_depends_on_itself_is_told() {
    assert_snapshot!(with(&["a: base", "b: a | depends on b"]), @"
    error[self-parent]: revision `b` names itself in `depends on`
     --> migrations/02_b.sql:3:16
      |
    3 | -- depends on: b
      |                ^ itself
      |
      = help: leave it out
    ");
}

#[test]
fn a_revision_that_depends_on_its_own_label_is_told() {
    assert_snapshot!(with(&["a: base | labels billing | depends on billing"]), @"
    error[self-parent]: revision `a` names itself in `depends on`
     --> migrations/01_a.sql:4:16
      |
    4 | -- depends on: billing
      |                ^^^^^^^ itself
      |
      = help: leave it out
    ");
}

#[test]
fn a_typo_in_a_parent_is_answered_with_the_nearest_id() {
    assert_snapshot!(with(&["9efcc1f82b81: base", "add_mail: 9efcc1f82b8l"]), @"
    error[unknown-parent]: revision `add_mail` names a parent that does not exist: `9efcc1f82b8l`
     --> migrations/02_add_mail.sql:2:12
      |
    2 | -- parent: 9efcc1f82b8l
      |            ^^^^^^^^^^^^ no revision has this id
      |
      = help: there is a revision `9efcc1f82b81`
    ");
}

#[test]
fn a_typo_is_told_once_though_it_makes_two_heads() {
    assert_snapshot!(with(&["users: base", "mails: user", "names: mails"]), @"
    error[unknown-parent]: revision `mails` names a parent that does not exist: `user`
     --> migrations/02_mails.sql:2:12
      |
    2 | -- parent: user
      |            ^^^^ no revision has this id
      |
      = help: there is a revision `users`
    ");
}

#[test]
fn a_parent_that_is_nothing_like_any_is_told() {
    assert_snapshot!(with(&["a: base", "b: 4f1c9a7be201"]), @"
    error[unknown-parent]: revision `b` names a parent that does not exist: `4f1c9a7be201`
     --> migrations/02_b.sql:2:12
      |
    2 | -- parent: 4f1c9a7be201
      |            ^^^^^^^^^^^^ no revision has this id
      |
      = help: name a revision of this folder, or bring its file back
    ");
}

#[test]
fn the_beginning_of_an_id_is_answered_with_the_whole() {
    assert_snapshot!(with(&["9efcc1f82b81: base", "b: 9efcc"]), @"
    error[unknown-parent]: revision `b` names a parent that does not exist: `9efcc`
     --> migrations/02_b.sql:2:12
      |
    2 | -- parent: 9efcc
      |            ^^^^^ no revision has this id
      |
      = help: write the id in full: `9efcc1f82b81`
    ");
}

#[test]
fn a_label_is_no_parent() {
    assert_snapshot!(with(&["a: base | labels billing", "b: billing"]), @"
    error[unknown-parent]: revision `b` names a parent that does not exist: `billing`
     --> migrations/02_b.sql:2:12
      |
    2 | -- parent: billing
      |            ^^^^^^^ no revision has this id
      |
      = help: `billing` is a label; name a revision by its id, here `a`
    ");
}

#[test]
fn none_is_answered_with_base() {
    assert_snapshot!(with(&["a: None"]), @"
    error[unknown-parent]: revision `a` names a parent that does not exist: `None`
     --> migrations/01_a.sql:2:12
      |
    2 | -- parent: None
      |            ^^^^ no revision has this id
      |
      = help: if nothing comes before it, write `parent: base`
    ");
    let text = with(&["a: Base"]);
    assert!(
        text.contains("if nothing comes before it, write `parent: base`"),
        "{text}"
    );
}

#[test]
fn a_typo_in_a_dependency_is_answered_with_the_nearest_name() {
    assert_snapshot!(with(&["invoices: base | labels billing", "b: invoices | depends on biling"]), @"
    error[unknown-dependency]: revision `b` depends on one that does not exist: `biling`
     --> migrations/02_b.sql:3:16
      |
    3 | -- depends on: biling
      |                ^^^^^^ no revision has this id or label
      |
      = help: there is a label `billing`
    ");
}

#[test]
fn a_dependency_into_another_set_is_told() {
    assert_snapshot!(with(&["a: base | depends on auth:users"]), @"
    error[unknown-dependency]: revision `a` depends on one that does not exist: `auth:users`
     --> migrations/01_a.sql:3:16
      |
    3 | -- depends on: auth:users
      |                ^^^^^^^^^^ no revision has this id or label
      |
      = help: this version knows no other sets; name a revision of this folder
    ");
}

#[test]
fn a_dependency_may_name_a_label() {
    let files = files(&[
        "a: base | labels billing",
        "b: a",
        "c: b | depends on billing",
    ]);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let compiled = compiles(&files);
    let c = compiled.graph.find("c").unwrap();
    assert_eq!(
        compiled.graph.node(c).depends_on,
        [compiled.graph.find("billing").unwrap()]
    );
}

#[test]
fn two_revisions_that_follow_each_other_are_told() {
    assert_snapshot!(with(&["a: b", "b: a"]), @"
    error[cycle]: revisions come after themselves: `a` → `b` → `a`
     --> migrations/01_a.sql:2:12
      |
    2 | -- parent: b
      |            ^ `a` follows `b`
      |
     ::: migrations/02_b.sql:2:12
      |
    2 | -- parent: a
      |            - `b` follows `a`
      |
      = help: take out the edge that is wrong: most likely that of the revision written first
    ");
}

#[test]
fn a_cycle_of_dependencies_is_told() {
    assert_snapshot!(with(&["a: base | depends on b", "b: base | depends on a"]), @"
    error[cycle]: revisions come after themselves: `a` → `b` → `a`
     --> migrations/01_a.sql:3:16
      |
    3 | -- depends on: b
      |                ^ `a` depends on `b`
      |
     ::: migrations/02_b.sql:3:16
      |
    3 | -- depends on: a
      |                - `b` depends on `a`
      |
      = help: take out the edge that is wrong: most likely that of the revision written first
    ");
}

#[test]
fn a_cycle_of_parents_and_dependencies_is_told() {
    assert_snapshot!(with(&["a: base", "b: a | depends on d", "c: b", "d: c"]), @"
    error[cycle]: revisions come after themselves: `b` → `d` → `c` → `b`
     --> migrations/02_b.sql:3:16
      |
    3 | -- depends on: d
      |                ^ `b` depends on `d`
      |
     ::: migrations/04_d.sql:2:12
      |
    2 | -- parent: c
      |            - `d` follows `c`
      |
     ::: migrations/03_c.sql:2:12
      |
    2 | -- parent: b
      |            - `c` follows `b`
      |
      = help: take out the edge that is wrong: most likely that of the revision written first
    ");
}

#[test]
fn a_cycle_of_five_among_twenty_is_told_alone() {
    let mut headers: Vec<String> = (1..=20).map(|n| format!("r{n}: r{}", n - 1)).collect();
    headers[0] = "r1: base".to_owned();
    headers[7] = "r8: r12".to_owned();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    assert_snapshot!(with(&headers), @"
    error[cycle]: revisions come after themselves: `r8` → `r12` → `r11` → `r10` → `r9` → `r8`
     --> migrations/08_r8.sql:2:12
      |
    2 | -- parent: r12
      |            ^^^ `r8` follows `r12`
      |
     ::: migrations/12_r12.sql:2:12
      |
    2 | -- parent: r11
      |            --- `r12` follows `r11`
      |
     ::: migrations/11_r11.sql:2:12
      |
    2 | -- parent: r10
      |            --- `r11` follows `r10`
      |
     ::: migrations/10_r10.sql:2:12
      |
    2 | -- parent: r9
      |            -- `r10` follows `r9`
      |
     ::: migrations/09_r9.sql:2:12
      |
    2 | -- parent: r8
      |            -- `r9` follows `r8`
      |
      = help: take out the edge that is wrong: most likely that of the revision written first
    ");
}

#[test]
fn two_cycles_are_told_one_by_one() {
    let text = with(&["a: b", "b: a", "c: d", "d: c", "e: d"]);
    let titles: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    assert_eq!(
        titles,
        [
            "error[cycle]: revisions come after themselves: `a` → `b` → `a`",
            "error[cycle]: revisions come after themselves: `c` → `d` → `c`",
        ]
    );
}

#[test]
fn a_parent_that_another_parent_implies_is_told() {
    assert_snapshot!(with(&["a: base", "b: a", "c: b, a"]), @"
    error[redundant-parent]: parent `a` says nothing: `b` descends from it
     --> migrations/03_c.sql:2:15
      |
    2 | -- parent: b, a
      |               ^ implied by the other parent
      |
      = help: leave it out
    ");
}

#[test]
fn a_parent_that_stands_twice_is_told() {
    assert_snapshot!(with(&["a: base", "b: a, a"]), @"
    error[redundant-parent]: parent `a` is named twice
     --> migrations/02_b.sql:2:15
      |
    2 | -- parent: a, a
      |            -  ^ second
      |            |
      |            first
      |
      = help: leave one out
    ");
}

#[test]
fn a_graph_of_two_heads_is_told_with_the_command_that_joins_them() {
    assert_snapshot!(with(&["a: base", "b: a", "c: a"]), @r#"
    error[multiple-heads]: the graph has 2 heads: `b`, `c`
     --> migrations/03_c.sql:1:14
      |
    1 | -- revision: c
      |              ^ no revision follows this
      |
     ::: migrations/02_b.sql:1:14
      |
    1 | -- revision: b
      |              - nor this
      |
      = help: join them: `limbeck merge b c`
      = help: if one follows another, name that one as its `parent`
      = help: to keep them apart: `[allow] multiple-heads = "<reason>"` in limbeck.toml
    "#);
}

#[test]
fn a_graph_of_three_heads_is_told_once() {
    assert_snapshot!(with(&["a: base", "b: a", "c: a", "d: base"]), @r#"
    error[multiple-heads]: the graph has 3 heads: `b`, `c`, `d`
     --> migrations/04_d.sql:1:14
      |
    1 | -- revision: d
      |              ^ no revision follows this
      |
     ::: migrations/02_b.sql:1:14
      |
    1 | -- revision: b
      |              - nor this
      |
     ::: migrations/03_c.sql:1:14
      |
    1 | -- revision: c
      |              - nor this
      |
      = help: join them: `limbeck merge b c d`
      = help: if one follows another, name that one as its `parent`
      = help: to keep them apart: `[allow] multiple-heads = "<reason>"` in limbeck.toml
    "#);
}

#[test]
fn a_dependency_does_not_join_heads() {
    assert_eq!(
        with(&["a: base", "b: base | depends on a"]).lines().next(),
        Some("error[multiple-heads]: the graph has 2 heads: `a`, `b`")
    );
}

#[test]
fn what_the_configuration_allows_is_not_told() {
    let config = "[allow]\nmultiple-heads = \"two teams\"\nredundant-parent = \"history\"\n";
    let files = files(&["a: base", "b: a", "c: b, a", "d: a"]);
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    assert_eq!(codes(&files), ["redundant-parent", "multiple-heads"]);
    files.push(("limbeck.toml", config));
    compiles(&files);
}
