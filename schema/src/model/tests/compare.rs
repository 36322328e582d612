//! What has changed, and the schema as text.

use super::*;

#[test]
fn a_type_change_is_a_detail_and_a_column_left_behind_a_name() {
    let mut schema = postgres();
    apply(&mut schema, vec![simple("t")]);
    schema.store.forget_past();
    let mark = schema.mark();
    apply(
        &mut schema,
        vec![add_column("t", "b"), drop_column("t", "b")],
    );
    let same = schema.difference(mark);
    assert!(same.names.is_empty() && same.details.is_empty() && !same.is_uncertain);
    let change = ColumnChange::Type {
        data_type: Some("bigint".to_owned()),
        uses_type: None,
    };
    let change = TableAction::AlterColumn {
        name: "a".to_owned(),
        change,
        if_exists: false,
    };
    apply(
        &mut schema,
        vec![
            alter("t", change),
            add_column("t", "c"),
            index(None, "t", "id"),
        ],
    );
    let difference = schema.difference(mark);
    assert_eq!(
        difference.names,
        [
            "column `c` of `t` is left behind",
            "index `t_id_idx` on `t` is left behind"
        ]
    );
    assert_eq!(
        difference.details,
        ["column `a` of `t` is `bigint`, was `integer`"]
    );
    schema.store.rollback(mark);
    let again = schema.mark();
    assert!(schema.difference(again).names.is_empty());
    assert!(apply(&mut schema, vec![add_column("t", "c")]).is_empty());
}

#[test]
fn a_table_that_is_dropped_and_made_again_is_the_same() {
    let mut schema = postgres();
    let child = || table("c", &["p_id"], vec![refers("p_id", "p", &[])]);
    apply(&mut schema, vec![simple("p"), child()]);
    let mark = schema.mark();
    apply(
        &mut schema,
        vec![drop(Kind::Table, "c"), drop(Kind::Table, "p")],
    );
    assert_eq!(
        schema.difference(mark).names,
        ["table `c` is lost", "table `p` is lost"]
    );
    apply(&mut schema, vec![simple("p"), child()]);
    let difference = schema.difference(mark);
    assert_eq!((difference.names, difference.details), (vec![], vec![]));
}

#[test]
fn a_snapshot_is_read_as_it_was_written() {
    let mut schema = postgres();
    let mut named = refers("p_id", "p", &["id"]);
    named.name = Some("c,\tk\\".to_owned());
    apply(
        &mut schema,
        vec![
            simple("p"),
            table("c", &["p_id", "x,y"], vec![named]),
            view("v", "c"),
            index(None, "c", "x,y"),
            simple("gone"),
            drop(Kind::Table, "gone"),
            Effect::Opaque(vec![path("odd")]),
            rename("p", "q"),
            drop_column("q", "a"),
        ],
    );
    let text = schema.snapshot();
    let mut restored = Schema::restore(&text, schema.rules).expect("a snapshot");
    assert_eq!(restored.snapshot(), text);
    assert_eq!(restored.picture(), schema.picture());
    // It behaves as the other does.
    for effect in [
        uses("q", &["a"]),
        uses("gone", &[]),
        uses("odd", &[]),
        drop(Kind::Table, "q"),
        drop(Kind::Index, "c_x,y_idx"),
        drop_column("v", "id"),
    ] {
        let told = |schema: &mut Schema| {
            let found = apply(schema, vec![effect.clone()]).into_iter();
            found
                .map(|one| (one.code, one.message, one.help))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&mut restored), told(&mut schema), "{effect:?}");
    }
    for broken in [
        "",
        "schema 0",
        "schema 1\nnonsense",
        "schema 1\n\tcolumn\tname=x",
    ] {
        assert!(
            Schema::restore(broken, schema.rules).is_none(),
            "{broken:?}"
        );
    }
}
