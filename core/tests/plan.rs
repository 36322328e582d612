//! Which steps lead where: each plan is checked, and then carried out on paper.

use limbeck_core::Direction;
use limbeck_core::graph::Graph;
use limbeck_core::plan::{Applied, Plan, downgrade, stamp, upgrade};
use limbeck_core::target::Target;

#[path = "graph/dag.rs"]
mod dag;
#[path = "graph/replay.rs"]
mod replay;

use dag::{build, dag, ids};
use replay::replay;

/// These revisions and no others are applied.
fn applied(graph: &Graph, text: &str) -> Applied {
    let mut applied = Applied::none(graph);
    for id in text.split_whitespace() {
        applied.insert(graph.find(id).expect(id));
    }
    applied
}

fn target(graph: &Graph, text: &str) -> Target {
    Target::resolve(graph, text).unwrap_or_else(|error| panic!("{error}"))
}

/// The steps as `+a +b -c`.
fn steps(graph: &Graph, plan: &Plan) -> String {
    let step = |step: &limbeck_core::plan::Step| {
        let sign = match step.direction {
            Direction::Upgrade => '+',
            Direction::Downgrade => '-',
        };
        format!("{sign}{}", graph.node(step.revision).id)
    };
    plan.steps.iter().map(step).collect::<Vec<_>>().join(" ")
}

fn assert_plan(
    make: fn(&Graph, &Applied, &Target) -> Plan,
    graph: &Graph,
    [from, to]: [&str; 2],
    expected: &str,
    heads: &str,
) {
    let from = applied(graph, from);
    let target = target(graph, to);
    let plan = make(graph, &from, &target);
    assert_eq!(steps(graph, &plan), expected);
    let after = replay(graph, &from, &plan);
    assert_eq!(ids(graph, &after.heads(graph)), heads, "heads afterwards");
    let again = make(graph, &after, &target);
    assert_eq!(steps(graph, &again), "", "a second run has nothing to do");
}

fn assert_upgrade(graph: &Graph, way: [&str; 2], expected: &str, heads: &str) {
    assert_plan(upgrade, graph, way, expected, heads);
}

fn assert_downgrade(graph: &Graph, way: [&str; 2], expected: &str, heads: &str) {
    assert_plan(downgrade, graph, way, expected, heads);
}

fn assert_stamp(graph: &Graph, way: [&str; 2], expected: &str, heads: &str) {
    assert_plan(stamp, graph, way, expected, heads);
}

/// ```text
/// a -- b -- c -- d
/// ```
fn line() -> Graph {
    dag("a; b: a; c: b; d: c")
}

/// ```text
///      b
///    /   \
/// a        d -- e
///    \   /
///      c
/// ```
fn diamond() -> Graph {
    dag("a; b: a; c: a; d: b c; e: d")
}

#[test]
fn upgrade_goes_to_the_target_and_no_further() {
    let graph = line();
    assert_upgrade(&graph, ["", "head"], "+a +b +c +d", "d");
    assert_upgrade(&graph, ["", "b"], "+a +b", "b");
    assert_upgrade(&graph, ["a b", "c"], "+c", "c");
}

#[test]
fn upgrade_to_what_is_behind_does_nothing() {
    let graph = line();
    assert_upgrade(&graph, ["a b c", "b"], "", "c");
    assert_upgrade(&graph, ["a b c", "base"], "", "c");
    assert_upgrade(&graph, ["a b c d", "heads"], "", "d");
}

#[test]
fn upgrade_applies_a_hole_in_the_middle() {
    assert_upgrade(&line(), ["a c", "head"], "+b +d", "d");
}

#[test]
fn upgrade_of_a_diamond_takes_both_sides() {
    let graph = diamond();
    assert_upgrade(&graph, ["", "head"], "+a +b +c +d +e", "e");
    assert_upgrade(&graph, ["a b", "d"], "+c +d", "d");
    assert_upgrade(&graph, ["", "c"], "+a +c", "c");
}

/// ```text
/// a -- b -- c
///   \
///     late       merged after c was applied
/// ```
#[test]
fn a_branch_that_was_merged_late_is_not_skipped() {
    let graph = dag("a; late: a; b: a; c: b");
    assert_upgrade(&graph, ["a b c", "heads"], "+late", "late c");
}

/// ```text
/// a -- b
///      :
/// c -- d       d depends on b
/// ```
#[test]
fn upgrade_takes_dependencies_along() {
    let graph = dag("c; d: c | depends b; a; b: a");
    assert_upgrade(&graph, ["", "d"], "+c +a +b +d", "d");
    assert_upgrade(&graph, ["c", "b"], "+a +b", "c b");
}

#[test]
fn downgrade_leaves_the_target_applied() {
    let graph = line();
    assert_downgrade(&graph, ["a b c d", "b"], "-d -c", "b");
    assert_downgrade(&graph, ["a b", "c"], "", "b");
    assert_downgrade(&graph, ["a b c", "base"], "-c -b -a", "");
}

#[test]
fn downgrade_takes_children_back_before_their_parents() {
    let graph = diamond();
    assert_downgrade(&graph, ["a b c d e", "a"], "-e -d -c -b", "a");
    assert_downgrade(&graph, ["a b c d e", "d"], "-e", "d");
}

#[test]
fn downgrade_to_one_side_of_a_merge_leaves_the_other_side() {
    assert_downgrade(&diamond(), ["a b c d e", "b"], "-e -d", "b c");
}

/// ```text
/// a -- b -- x
///      :
/// c -- d       d depends on b
/// ```
#[test]
fn downgrade_takes_back_what_depends_on_it() {
    let graph = dag("a; b: a; x: b; c; d: c | depends b");
    assert_downgrade(&graph, ["a b x c d", "a"], "-d -x -b", "a c");
    // `d` needs `b`, which stays.
    assert_downgrade(&graph, ["a b x c d", "b"], "-x", "d");
}

/// ```text
/// a -- b     c -- d
/// ```
#[test]
fn downgrade_leaves_other_trees_alone() {
    let graph = dag("a; b: a; c; d: c");
    assert_downgrade(&graph, ["a b c d", "a"], "-b", "a d");
    assert_downgrade(&graph, ["a b c d", "base"], "-d -c -b -a", "");
}

#[test]
fn stamp_records_what_the_target_includes_and_forgets_the_rest() {
    let graph = line();
    assert_stamp(&graph, ["", "c"], "+a +b +c", "c");
    assert_stamp(&graph, ["a b c d", "b"], "-d -c", "b");
    assert_stamp(&graph, ["a b", "base"], "-b -a", "");
}

#[test]
fn stamp_forgets_before_it_records() {
    let graph = dag("a; b: a; c: a; d: c");
    assert_stamp(&graph, ["a b", "d"], "-b +c +d", "d");
}

#[test]
fn an_empty_graph_has_nothing_to_do() {
    let graph = Graph::build(&[]).expect("nothing is whole");
    assert_upgrade(&graph, ["", "head"], "", "");
    assert_downgrade(&graph, ["", "base"], "", "");
    assert_stamp(&graph, ["", "heads"], "", "");
    assert!(build("a: b").is_err());
}
