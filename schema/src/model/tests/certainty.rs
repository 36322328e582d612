//! What is certain, and what is not.

use super::*;

#[test]
fn a_failed_statement_makes_what_it_mentions_uncertain() {
    only(
        vec![
            simple("t"),
            drop_column("t", "x"),
            drop_column("t", "y"),
            uses("t", &["z"]),
        ],
        Code::UnknownColumn,
        "column `x` of `t` does not exist",
    );
}

#[test]
fn nothing_missing_is_certain_once_the_world_is_open() {
    none(vec![
        simple("t"),
        Effect::OpenWorld,
        uses("other", &["x"]),
        uses("t", &["x"]),
        drop_column("t", "y"),
    ]);
}

#[test]
fn what_is_made_or_dropped_in_an_open_world_is_certain_again() {
    only(
        vec![Effect::OpenWorld, simple("t"), simple("t")],
        Code::AlreadyExists,
        "table `t` already exists",
    );
    only(
        vec![Effect::OpenWorld, drop(Kind::Table, "t"), uses("t", &[])],
        Code::UnknownTable,
        "table `t` does not exist",
    );
    only(
        vec![Effect::OpenWorld, simple("t"), uses("t", &["x"])],
        Code::UnknownColumn,
        "column `x` of `t` does not exist",
    );
}

#[test]
fn what_is_there_stays_when_only_names_open() {
    only(
        vec![
            simple("t"),
            Effect::OpenNames,
            uses("other", &[]),
            uses("t", &["x"]),
        ],
        Code::UnknownColumn,
        "column `x` of `t` does not exist",
    );
}

#[test]
fn what_may_happen_leaves_both_possible() {
    none(vec![
        simple("t"),
        Effect::Maybe(vec![at(drop_column("t", "a")), at(simple("u"))]),
        uses("t", &["a"]),
        add_column("t", "a"),
        simple("u"),
    ]);
    // The rest of the table is as certain as before.
    only(
        vec![
            simple("t"),
            Effect::Maybe(vec![at(add_column("t", "b"))]),
            uses("t", &["b"]),
            uses("t", &["c"]),
        ],
        Code::UnknownColumn,
        "column `c` of `t` does not exist",
    );
}

#[test]
fn what_is_lenient_happens_whole_or_not_at_all() {
    only(
        vec![
            simple("t"),
            Effect::Lenient(vec![at(add_column("t", "b")), at(simple("t"))]),
            uses("t", &["b"]),
        ],
        Code::UnknownColumn,
        "column `b` of `t` does not exist",
    );
    only(
        vec![
            simple("t"),
            Effect::Lenient(vec![at(add_column("t", "b"))]),
            add_column("t", "b"),
        ],
        Code::AlreadyExists,
        "column `b` of `t` already exists",
    );
}

#[test]
fn a_call_may_do_what_the_routine_does() {
    let routine = Effect::CreateRoutine(NewRoutine {
        kind: Kind::Function,
        path: path("f"),
        signature: String::new(),
        or_replace: false,
        if_not_exists: false,
        definition: String::new(),
        runs: vec![at(drop(Kind::Table, "t"))],
    });
    only(
        vec![
            simple("t"),
            simple("u"),
            routine,
            Effect::Calls(vec![path("f")]),
            simple("t"),
            uses("u", &["x"]),
        ],
        Code::UnknownColumn,
        "column `x` of `u` does not exist",
    );
}

#[test]
fn what_is_opaque_is_uncertain_until_it_is_made_again() {
    only(
        vec![
            simple("t"),
            Effect::Opaque(vec![path("t")]),
            uses("t", &["x"]),
            drop(Kind::Table, "t"),
            simple("t"),
            uses("t", &["x"]),
        ],
        Code::UnknownColumn,
        "column `x` of `t` does not exist",
    );
}

#[test]
fn schemas_that_no_revision_made_may_hold_anything() {
    let elsewhere = |name: &str| Path {
        schema: Some(name.to_owned()),
        name: "t".to_owned(),
    };
    let uses = |path| Effect::Uses {
        relation: path,
        columns: Vec::new(),
    };
    none(vec![uses(elsewhere("auth")), uses(elsewhere("pg_catalog"))]);
    let schema = Effect::CreateObject(NewObject {
        kind: Kind::Schema,
        path: path("app"),
        on: None,
        or_replace: false,
        if_not_exists: false,
        definition: String::new(),
    });
    only(
        vec![schema, uses(elsewhere("app"))],
        Code::UnknownTable,
        "table `app.t` does not exist",
    );
}
