//! Behaviour of the model, told in effects.

mod certainty;
mod compare;

use std::sync::Arc;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::diagnostic::Diagnostic;

use super::{Rules, Schema, Site};
use crate::effect::{
    Column, ColumnChange, Constraint, ConstraintBody, Effect, ForeignKey, Kind, Located, NewIndex,
    NewObject, NewRoutine, NewTable, NewView, Path, TableAction,
};

fn at<T>(value: T) -> Located<T> {
    Located { at: 0..1, value }
}

fn path(name: &str) -> Path {
    Path {
        schema: None,
        name: name.to_owned(),
    }
}

fn column(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type: Some("integer".to_owned()),
        uses_type: None,
        not_null: false,
        default: None,
        generated: None,
        identity: None,
        owns_sequence: false,
        options: Vec::new(),
    }
}

fn constraint(body: ConstraintBody) -> Constraint {
    Constraint {
        name: None,
        body,
        not_valid: false,
        timing: String::new(),
    }
}

fn primary_key(column: &str) -> Constraint {
    constraint(ConstraintBody::PrimaryKey {
        columns: vec![column.to_owned()],
        using_index: None,
    })
}

fn refers(column: &str, table: &str, referred: &[&str]) -> Constraint {
    constraint(ConstraintBody::ForeignKey(ForeignKey {
        columns: vec![column.to_owned()],
        table: path(table),
        referred: referred.iter().map(|name| (*name).to_owned()).collect(),
        actions: String::new(),
        index: None,
    }))
}

fn table(name: &str, columns: &[&str], constraints: Vec<Constraint>) -> Effect {
    Effect::CreateTable(NewTable {
        path: path(name),
        if_not_exists: false,
        temporary: false,
        columns: columns.iter().map(|name| at(column(name))).collect(),
        constraints: constraints.into_iter().map(at).collect(),
        indexes: Vec::new(),
        sources: Vec::new(),
        is_complete: true,
        options: Vec::new(),
    })
}

/// `t` with the columns `id`, its key, and `a`.
fn simple(name: &str) -> Effect {
    table(name, &["id", "a"], vec![primary_key("id")])
}

fn alter(table: &str, action: TableAction) -> Effect {
    Effect::AlterTable {
        table: path(table),
        kind: Kind::Table,
        if_exists: false,
        actions: vec![at(action)],
    }
}

fn add_column(table: &str, name: &str) -> Effect {
    alter(
        table,
        TableAction::AddColumn {
            column: column(name),
            constraints: Vec::new(),
            if_not_exists: false,
        },
    )
}

fn drop_column(table: &str, name: &str) -> Effect {
    alter(
        table,
        TableAction::DropColumn {
            name: name.to_owned(),
            if_exists: false,
            cascade: false,
        },
    )
}

fn rename_column(table: &str, name: &str, to: &str) -> Effect {
    alter(
        table,
        TableAction::RenameColumn {
            name: name.to_owned(),
            to: to.to_owned(),
            if_exists: false,
        },
    )
}

fn drop_constraint(table: &str, name: &str) -> Effect {
    alter(
        table,
        TableAction::DropConstraint {
            name: name.to_owned(),
            if_exists: false,
            cascade: false,
        },
    )
}

fn rename(name: &str, to: &str) -> Effect {
    alter(name, TableAction::RenameTable { to: to.to_owned() })
}

fn index(name: Option<&str>, table: &str, column: &str) -> Effect {
    Effect::CreateIndex(NewIndex {
        name: name.map(str::to_owned),
        table: path(table),
        if_not_exists: false,
        unique: false,
        parts: vec![column.to_owned()],
        columns: vec![at(column.to_owned())],
        naming: vec![column.to_owned()],
        details: String::new(),
    })
}

fn drop(kind: Kind, name: &str) -> Effect {
    Effect::Drop {
        kind,
        path: path(name),
        on: None,
        signature: None,
        if_exists: false,
        cascade: false,
    }
}

fn cascade(kind: Kind, name: &str) -> Effect {
    Effect::Drop {
        kind,
        path: path(name),
        on: None,
        signature: None,
        if_exists: false,
        cascade: true,
    }
}

fn uses(table: &str, columns: &[&str]) -> Effect {
    Effect::Uses {
        relation: path(table),
        columns: columns.iter().map(|name| at((*name).to_owned())).collect(),
    }
}

fn view(name: &str, reads: &str) -> Effect {
    Effect::CreateView(NewView {
        path: path(name),
        materialized: false,
        or_replace: false,
        if_not_exists: false,
        columns: Some(vec!["id".to_owned()]),
        reads: vec![at(path(reads))],
        mentions: vec!["id".to_owned()],
        query: "select id".to_owned(),
    })
}

fn postgres() -> Schema {
    Schema::new(Rules::of(Dialect::Postgres))
}

fn apply(schema: &mut Schema, effects: Vec<Effect>) -> Vec<Diagnostic> {
    let site = Site {
        file: None,
        revision: Arc::from("r1"),
        place: None,
    };
    let mut found = Vec::new();
    for effect in effects {
        found.extend(schema.apply(&[at(effect)], &site));
    }
    found
}

/// What is found in statements of one effect each.
fn found(effects: Vec<Effect>) -> Vec<(Code, String)> {
    let found = apply(&mut postgres(), effects).into_iter();
    found.map(|one| (one.code, one.message)).collect()
}

#[track_caller]
fn only(effects: Vec<Effect>, code: Code, message: &str) {
    assert_eq!(found(effects), [(code, message.to_owned())]);
}

#[track_caller]
fn none(effects: Vec<Effect>) {
    assert_eq!(found(effects), []);
}

#[test]
fn a_table_that_is_made_twice_exists_already() {
    only(
        vec![simple("t"), simple("t")],
        Code::AlreadyExists,
        "table `t` already exists",
    );
}

#[test]
fn a_missing_table_is_unknown_once() {
    only(
        vec![simple("users"), uses("user", &[]), uses("user", &["x"])],
        Code::UnknownTable,
        "table `user` does not exist",
    );
}

#[test]
fn a_misspelt_name_is_told_with_the_one_that_was_meant() {
    let found = apply(&mut postgres(), vec![simple("users"), uses("usres", &[])]);
    assert_eq!(found[0].help, ["did you mean `users`?"]);
}

#[test]
fn a_renamed_table_is_told_with_its_new_name() {
    let effects = vec![simple("t"), rename("t", "u"), uses("t", &[])];
    let found = apply(&mut postgres(), effects);
    assert_eq!(found[0].notes, ["`t` was renamed to `u` in revision `r1`"]);
    assert_eq!(found[0].help, ["use its new name, `u`"]);
}

#[test]
fn a_dropped_column_is_unknown() {
    only(
        vec![simple("t"), drop_column("t", "a"), uses("t", &["a"])],
        Code::UnknownColumn,
        "column `a` of `t` does not exist",
    );
}

#[test]
fn a_renamed_column_goes_by_its_new_name() {
    none(vec![
        simple("t"),
        index(None, "t", "a"),
        rename_column("t", "a", "b"),
        uses("t", &["b"]),
        drop_column("t", "b"),
        index(Some("t_a_idx"), "t", "id"),
    ]);
}

#[test]
fn tables_indexes_and_views_share_their_names() {
    only(
        vec![simple("t"), index(Some("i"), "t", "a"), view("i", "t")],
        Code::AlreadyExists,
        "index `i` already exists",
    );
}

#[test]
fn generated_names_can_be_dropped() {
    none(vec![
        simple("p"),
        table(
            "t",
            &["p_id", "u"],
            vec![
                refers("p_id", "p", &["id"]),
                constraint(ConstraintBody::Unique {
                    columns: vec!["u".to_owned()],
                    using_index: None,
                    details: String::new(),
                }),
                constraint(ConstraintBody::Check {
                    columns: vec!["u".to_owned()],
                    expression: "u > 0".to_owned(),
                }),
            ],
        ),
        drop_constraint("t", "t_p_id_fkey"),
        drop_constraint("t", "t_u_key"),
        drop_constraint("t", "t_u_check"),
        drop_constraint("p", "p_pkey"),
    ]);
}

#[test]
fn a_taken_generated_name_gets_a_number() {
    none(vec![
        simple("t"),
        index(None, "t", "a"),
        index(None, "t", "a"),
        drop(Kind::Index, "t_a_idx1"),
        drop(Kind::Index, "t_a_idx"),
    ]);
}

#[test]
fn constraints_keep_their_names_when_the_table_is_renamed() {
    none(vec![
        simple("t"),
        rename("t", "u"),
        drop_constraint("u", "t_pkey"),
    ]);
}

#[test]
fn an_index_falls_with_its_table_and_its_column() {
    for end in [drop(Kind::Table, "t"), drop_column("t", "a")] {
        only(
            vec![
                simple("t"),
                index(Some("i"), "t", "a"),
                end,
                drop(Kind::Index, "i"),
            ],
            Code::UnknownIndex,
            "index `i` does not exist",
        );
    }
}

#[test]
fn a_table_that_others_refer_to_needs_cascade() {
    let tables = || {
        vec![
            simple("p"),
            table("c", &["p_id"], vec![refers("p_id", "p", &[])]),
        ]
    };
    let mut refused = tables();
    refused.push(drop(Kind::Table, "p"));
    only(
        refused,
        Code::StillUsed,
        "table `p` is dropped, and constraint `c_p_id_fkey` of `c` needs it",
    );
    let mut cascaded = tables();
    cascaded.push(cascade(Kind::Table, "p"));
    cascaded.push(drop_constraint("c", "c_p_id_fkey"));
    only(
        cascaded,
        Code::UnknownConstraint,
        "constraint `c_p_id_fkey` of `c` does not exist",
    );
}

#[test]
fn what_one_statement_drops_may_depend_on_each_other() {
    let mut schema = postgres();
    let tables = vec![
        simple("p"),
        table("c", &["p_id"], vec![refers("p_id", "p", &[])]),
    ];
    assert!(apply(&mut schema, tables).is_empty());
    let site = Site {
        file: None,
        revision: Arc::from("r2"),
        place: None,
    };
    let both = [at(drop(Kind::Table, "p")), at(drop(Kind::Table, "c"))];
    assert!(schema.apply(&both, &site).is_empty());
}

#[test]
fn a_cascade_takes_views_of_views() {
    only(
        vec![
            simple("t"),
            view("v", "t"),
            view("w", "v"),
            cascade(Kind::Table, "t"),
            uses("w", &[]),
        ],
        Code::UnknownTable,
        "table `w` does not exist",
    );
}

#[test]
fn a_foreign_key_needs_a_unique_key() {
    only(
        vec![
            simple("p"),
            table("c", &["p_a"], vec![refers("p_a", "p", &["a"])]),
        ],
        Code::UnknownConstraint,
        "no unique constraint of `p` is on `a`",
    );
}

#[test]
fn a_second_primary_key_is_one_too_many() {
    only(
        vec![
            simple("t"),
            alter(
                "t",
                TableAction::AddConstraint {
                    constraint: primary_key("a"),
                    if_not_exists: false,
                },
            ),
        ],
        Code::AlreadyExists,
        "a primary key of `t` already exists",
    );
}
