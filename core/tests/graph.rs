//! The shapes that histories have, by name: order, heads, bases, faults.

use limbeck_core::graph::{EdgeKind, Fault, Graph, Index};

#[path = "graph/dag.rs"]
mod dag;
#[path = "graph/replay.rs"]
mod replay;

use dag::{build, dag, ids};
use limbeck_core::plan::{Applied, with_all};
use limbeck_core::target::{Place, Target, TargetError};
use replay::replay;

/// Checks order, bases and heads, each as ids separated by spaces; and that the order can be run.
fn assert_shape(graph: &Graph, order: &str, bases: &str, heads: &str) {
    assert_eq!(ids(graph, graph.order()), order, "order");
    assert_eq!(ids(graph, &graph.bases()), bases, "bases");
    assert_eq!(ids(graph, &graph.heads()), heads, "heads");
    let nothing = Applied::none(graph);
    let plan = with_all(graph, &nothing, &graph.heads());
    replay(graph, &nothing, &plan);
}

fn closure(graph: &Graph, of: &str) -> String {
    marked(graph, &graph.closure(&[graph.find(of).expect(of)]))
}

fn descendants(graph: &Graph, of: &str) -> String {
    marked(graph, &graph.descendants(&[graph.find(of).expect(of)]))
}

fn marked(graph: &Graph, marks: &[bool]) -> String {
    let marked: Vec<Index> = graph.indices().filter(|index| marks[index.get()]).collect();
    ids(graph, &marked)
}

/// The redundant parents as `child: parent < implied by`.
fn redundant(graph: &Graph) -> Vec<String> {
    let id = |index| &graph.node(index).id;
    let found = graph.redundant_parents();
    let found = found.iter().map(|r| {
        format!(
            "{}: {} < {}",
            id(r.revision),
            id(r.parent),
            id(r.implied_by)
        )
    });
    found.collect()
}

#[test]
fn an_empty_graph_has_neither_bases_nor_heads() {
    let graph = Graph::build(&[]).expect("nothing is whole");
    assert!(graph.is_empty());
    assert_shape(&graph, "", "", "");
}

/// ```text
/// a -- b -- c
/// ```
#[test]
fn a_line_is_ordered_from_its_base_whatever_the_folder_says() {
    let graph = dag("c: b; b: a; a");
    assert_shape(&graph, "a b c", "a", "c");
    assert_eq!(closure(&graph, "b"), "b a");
    assert_eq!(descendants(&graph, "b"), "c b");
}

/// ```text
///      b
///    /   \
/// a        d
///    \   /
///      c
/// ```
#[test]
fn a_diamond_ends_where_it_joins() {
    let graph = dag("a; b: a; c: a; d: b c");
    assert_shape(&graph, "a b c d", "a", "d");
    assert_eq!(closure(&graph, "c"), "a c");
    assert_eq!(descendants(&graph, "a"), "a b c d");
    assert!(redundant(&graph).is_empty());
}

/// ```text
///      b
///    /
/// a
///    \
///      c
/// ```
#[test]
fn a_fork_has_two_heads_in_folder_order() {
    assert_shape(&dag("a; b: a; c: a"), "a b c", "a", "b c");
    assert_shape(&dag("c: a; a; b: a"), "a c b", "a", "c b");
}

/// ```text
///      b ---- d
///    /   \ /
/// a       X
///    \   / \
///      c ---- e
/// ```
#[test]
fn a_twin_merge_has_two_heads_with_the_same_parents() {
    let graph = dag("a; b: a; c: a; d: b c; e: b c");
    assert_shape(&graph, "a b c d e", "a", "d e");
    assert!(redundant(&graph).is_empty());
}

/// ```text
/// a -- b     c -- d     e
/// ```
#[test]
fn a_forest_is_ordered_by_the_folder_between_its_trees() {
    let graph = dag("a; c; b: a; e; d: c");
    assert_shape(&graph, "a c b e d", "a c e", "b e d");
    assert_eq!(closure(&graph, "d"), "c d");
}

/// ```text
/// a -- b
///      :
/// c -- d        d depends on b
/// ```
#[test]
fn a_dependency_across_branches_orders_and_moves_no_head() {
    let graph = dag("c; d: c | depends b; a; b: a");
    assert_shape(&graph, "c a b d", "c a", "d b");
    assert_eq!(closure(&graph, "d"), "c d a b");
    assert_eq!(descendants(&graph, "a"), "d a b");
}

/// ```text
///      b ------ c
///    /            \
/// a                 f
///    \            /
///      d -- e --
/// ```
#[test]
fn branches_of_unequal_length_interleave_by_folder_position() {
    let graph = dag("a; b: a; d: a; c: b; e: d; f: c e");
    assert_shape(&graph, "a b d c e f", "a", "f");
}

/// ```text
///      b
///    / | \
/// a -- c -- e
///    \ | /
///      d
/// ```
#[test]
fn an_octopus_joins_three_branches() {
    let graph = dag("a; b: a; c: a; d: a; e: b c d");
    assert_shape(&graph, "a b c d e", "a", "e");
    let e = graph.node(graph.find("e").expect("e"));
    assert_eq!(ids(&graph, &e.parents), "b c d");
}

/// ```text
/// a -- b -- c
///   \     /
///     ---
/// ```
#[test]
fn a_shortcut_past_a_parent_is_redundant() {
    assert_eq!(redundant(&dag("a; b: a; c: b a")), ["c: a < b"]);
    assert_eq!(redundant(&dag("a; b: a; x: b; c: a x")), ["c: a < x"]);
}

/// ```text
/// a ..... b       b depends on a
///   \   /
///     c
/// ```
#[test]
fn a_dependency_makes_no_parent_redundant() {
    assert!(redundant(&dag("a; b | depends a; c: a b")).is_empty());
}

#[test]
fn a_parent_that_is_named_twice_is_one_edge() {
    let graph = dag("a; b: a a | depends a a");
    let (a, b) = (
        graph.node(Index::new(0).expect("0")),
        graph.node(Index::new(1).expect("1")),
    );
    assert_eq!((b.parents.len(), b.depends_on.len()), (1, 1));
    assert_eq!((a.children.len(), a.dependents.len()), (1, 1));
    assert_shape(&graph, "a b", "a", "b");
}

#[test]
fn a_dependency_may_name_a_label_and_a_parent_may_not() {
    let graph = dag("a | labels x; b | depends x");
    assert_shape(&graph, "a b", "a b", "a b");
    let faults = build("a | labels x; b: x").expect_err("a label is no parent");
    assert!(matches!(&*faults, [Fault::Unknown { name, .. }] if &**name == "x"));
}

#[test]
fn every_fault_of_names_is_told() {
    let faults =
        build("a; a; b | labels a; c: x | depends y; d: d | depends d").expect_err("broken");
    let kinds: Vec<&str> = faults
        .iter()
        .map(|fault| match fault {
            Fault::DuplicateRevision { .. } => "revision",
            Fault::DuplicateLabel { .. } => "label",
            Fault::Unknown { .. } => "unknown",
            Fault::Itself { .. } => "itself",
            _ => "other",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "revision", "label", "unknown", "unknown", "itself", "itself"
        ]
    );
}

#[test]
fn cycles_wait_until_every_name_is_known() {
    let faults = build("a: b; b: a; c: x").expect_err("broken");
    assert!(matches!(&*faults, [Fault::Unknown { .. }]));
}

/// The revisions of each cycle that is found, and the kinds of their edges.
fn cycles(text: &str) -> Vec<String> {
    let ids: Vec<&str> = text
        .split(';')
        .map(|part| part.split([':', '|']).next().unwrap_or("").trim())
        .collect();
    let faults = build(text).expect_err("has a cycle");
    let cycle = |fault: &Fault| {
        let Fault::Cycle { edges } = fault else {
            panic!("{fault:?}")
        };
        let step = |edge: &limbeck_core::graph::Edge| {
            let arrow = match edge.kind {
                EdgeKind::Parent => ">",
                EdgeKind::DependsOn => ":>",
            };
            format!("{} {arrow} ", ids[edge.revision.get()])
        };
        edges
            .iter()
            .map(step)
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    faults.iter().map(cycle).collect()
}

/// ```text
/// a <-> b
/// ```
#[test]
fn two_revisions_that_follow_each_other_are_a_cycle() {
    assert_eq!(cycles("a: b; b: a"), ["a > b >"]);
}

/// ```text
/// a -- b -- c -- d -- e     b follows e
///      ^--------------|
/// ```
#[test]
fn a_cycle_is_told_without_what_leads_to_it_or_away() {
    assert_eq!(
        cycles("a; b: a e; c: b; d: c; e: d; f: e"),
        ["b > e > d > c >"]
    );
}

/// ```text
/// a -- b -- c     a depends on c
/// ```
#[test]
fn a_cycle_may_lead_through_a_dependency() {
    assert_eq!(cycles("a | depends c; b: a; c: b"), ["a :> c > b >"]);
}

#[test]
fn a_cycle_may_lead_through_a_label() {
    assert_eq!(cycles("a | depends x; b: a | labels x"), ["a :> b >"]);
}

/// ```text
/// a <-> b     c <-> d
/// ```
#[test]
fn each_knot_is_told_once() {
    assert_eq!(cycles("a: b; c: d; b: a; d: c"), ["a > b >", "c > d >"]);
}

/// ```text
/// a <-> b <-> c
/// ```
#[test]
fn a_knot_of_two_cycles_is_told_by_one() {
    assert_eq!(cycles("a: b; b: a c; c: b"), ["a > b >"]);
}

#[test]
fn the_shortest_of_two_ways_round_is_told() {
    assert_eq!(cycles("a: d b; b: c; c: d; d: a"), ["a > d >"]);
}

#[test]
fn a_long_line_needs_no_deep_stack() {
    let mut text = "r0".to_owned();
    for n in 1..20_000 {
        text += &format!("; r{n}: r{}", n - 1);
    }
    let graph = dag(&text);
    assert_eq!(graph.order().len(), 20_000);
    let circle = text.replacen("r0;", "r0: r19999;", 1);
    let faults = build(&circle).expect_err("a circle");
    assert!(matches!(&*faults, [Fault::Cycle { edges }] if edges.len() == 20_000));
}

fn resolved(graph: &Graph, text: &str) -> Result<String, TargetError> {
    Ok(match Target::parse(text)?.resolve(graph)? {
        Place::Base => "before all".to_owned(),
        Place::Revisions(revisions) => ids(graph, &revisions),
    })
}

/// ```text
/// 1a2b -- 1a3c
///      \
///        2b     labelled billing
/// ```
#[test]
fn targets_are_names_or_the_beginning_of_one() {
    let graph = dag("1a2b; 1a3c: 1a2b; 2b: 1a2b | labels billing");
    let found = |text| resolved(&graph, text);
    assert_eq!(found("base").as_deref(), Ok("before all"));
    assert_eq!(found("heads").as_deref(), Ok("1a3c 2b"));
    assert_eq!(found("1a3c").as_deref(), Ok("1a3c"));
    assert_eq!(found("1a2").as_deref(), Ok("1a2b"));
    assert_eq!(found("billing").as_deref(), Ok("2b"));
    assert_eq!(found("bil").as_deref(), Ok("2b"));
    let several = found("head").expect_err("two heads").to_string();
    assert_eq!(
        several,
        "there are several heads\nhelp: say which, or `heads` for all: `1a3c`, `2b`"
    );
    let several = found("1a").expect_err("two begin so").to_string();
    assert_eq!(
        several,
        "several names begin with `1a`\nhelp: one of `1a2b`, `1a3c`"
    );
    let unknown = found("1a3d").expect_err("none").to_string();
    assert_eq!(
        unknown,
        "no revision or label is called `1a3d`\nhelp: there is `1a3c`"
    );
    assert!(found("").is_err());
}

#[test]
fn a_whole_id_is_not_the_beginning_of_a_longer_one() {
    let graph = dag("add; add_users: add");
    assert_eq!(resolved(&graph, "add").as_deref(), Ok("add"));
    assert_eq!(resolved(&graph, "head").as_deref(), Ok("add_users"));
}

#[test]
fn an_id_and_its_own_label_that_begin_alike_are_one_revision() {
    let graph = dag("billing_start | labels billing; b: billing_start");
    assert_eq!(resolved(&graph, "bill").as_deref(), Ok("billing_start"));
}
