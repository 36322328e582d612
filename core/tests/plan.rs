//! Which steps lead where: each plan is checked, and then carried out on paper.

use limbeck_core::Direction;
use limbeck_core::graph::Graph;
use limbeck_core::plan::{
    self, Ahead, Applied, Plan, PlanError, Unknown, downgrade, lines_back, upgrade, with_all,
    without,
};
use limbeck_core::target::{Target, TargetError};

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

fn target(text: &str) -> Target {
    Target::parse(text).unwrap_or_else(|error| panic!("{error}"))
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
    make: impl Fn(&Graph, &Applied, &Target) -> Plan,
    graph: &Graph,
    [from, to]: [&str; 2],
    expected: &str,
    heads: &str,
) {
    let from = applied(graph, from);
    let target = target(to);
    let plan = make(graph, &from, &target);
    assert_eq!(steps(graph, &plan), expected);
    let after = replay(graph, &from, &plan);
    assert_eq!(ids(graph, &after.heads(graph)), heads, "heads afterwards");
    let again = make(graph, &after, &target);
    assert_eq!(steps(graph, &again), "", "a second run has nothing to do");
}

fn up(graph: &Graph, applied: &Applied, target: &Target) -> Plan {
    upgrade(graph, applied, target, Ahead::Refuse).unwrap_or_else(|error| panic!("{error}"))
}

fn down(graph: &Graph, applied: &Applied, target: &Target) -> Plan {
    downgrade(graph, applied, target, Ahead::Refuse).unwrap_or_else(|error| panic!("{error}"))
}

fn stamped(graph: &Graph, applied: &Applied, target: &Target) -> Plan {
    let stamp = plan::stamp(
        graph,
        applied,
        std::slice::from_ref(target),
        false,
        Ahead::Refuse,
    );
    stamp.unwrap_or_else(|error| panic!("{error}")).plan
}

fn assert_upgrade(graph: &Graph, way: [&str; 2], expected: &str, heads: &str) {
    assert_plan(up, graph, way, expected, heads);
}

fn assert_downgrade(graph: &Graph, way: [&str; 2], expected: &str, heads: &str) {
    assert_plan(down, graph, way, expected, heads);
}

fn assert_stamp(graph: &Graph, way: [&str; 2], expected: &str, heads: &str) {
    assert_plan(stamped, graph, way, expected, heads);
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
    let graph = dag("a; b: a; c: a; d: c | depends b");
    let purged = |from, to| {
        let to = [target(to)];
        let stamp = plan::stamp(&graph, &applied(&graph, from), &to, true, Ahead::Refuse);
        steps(&graph, &stamp.expect("a purge").plan)
    };
    assert_eq!(purged("a b", "c"), "-b +c");
    assert_eq!(purged("a b c d", "b"), "-d -c");
}

#[test]
fn an_empty_graph_has_nothing_to_do() {
    let graph = Graph::build(&[]).expect("nothing is whole");
    assert_upgrade(&graph, ["", "head"], "", "");
    assert_downgrade(&graph, ["", "base"], "", "");
    assert_stamp(&graph, ["", "heads"], "", "");
    assert!(build("a: b").is_err());
}

/// What keeps a plan from being made.
fn refused(result: Result<Plan, PlanError>) -> PlanError {
    result.expect_err("no plan")
}

#[test]
fn a_downgrade_to_what_is_not_applied_is_refused() {
    let graph = line();
    let error = refused(downgrade(
        &graph,
        &applied(&graph, "a b"),
        &target("c"),
        Ahead::Refuse,
    ));
    assert_eq!(
        error.to_string(),
        "there is no way back to `c`: nothing of what follows it there is applied\n\
         help: the database is at `b`"
    );
}

/// ```text
/// a -- b -- c
///   \
///     d -- e
/// ```
#[test]
fn a_branch_says_which_line_is_taken_back() {
    let graph = dag("a; b: a | labels left; c: b; d: a | labels right; e: d");
    let all = applied(&graph, "a b c d e");
    let back = |to| steps(&graph, &down(&graph, &all, &target(to)));
    assert_eq!(back("left@a"), "-c -b");
    assert_eq!(back("right@-1"), "-e");
    assert_downgrade(&graph, ["a b c d e", "a"], "-e -d -c -b", "a");
}

#[test]
fn steps_are_counted_from_the_one_current_revision() {
    let graph = diamond();
    let once = |make: fn(&Graph, &Applied, &Target) -> Plan, from, by| {
        steps(&graph, &make(&graph, &applied(&graph, from), &target(by)))
    };
    assert_eq!(once(up, "a b c", "e-1"), "+d");
    assert_eq!(once(up, "a b c d", "+1"), "+e");
    assert_eq!(once(down, "a b c d e", "-1"), "-e");
    let forked = applied(&graph, "a b c");
    for result in [
        upgrade(&graph, &forked, &target("+1"), Ahead::Refuse),
        downgrade(&graph, &forked, &target("-1"), Ahead::Refuse),
    ] {
        let error = refused(result);
        let several = PlanError::Target(TargetError::SeveralCurrent {
            current: vec!["b".to_owned(), "c".to_owned()],
        });
        assert_eq!(error, several);
    }
}

#[test]
fn what_a_walk_leads_to_is_counted_once() {
    let graph = line();
    let [before, meanwhile] = ["a", "a b"].map(|ids| applied(&graph, ids));
    let goal = target("+2")
        .for_upgrade(&graph, &before)
        .expect("two follow");
    let plan = with_all(&graph, &meanwhile, goal.revisions());
    assert_eq!(
        steps(&graph, &plan),
        "+c",
        "another runner has taken the first"
    );
    let [before, meanwhile] = ["a b c d", "a b c"].map(|ids| applied(&graph, ids));
    let lines = lines_back(&graph, &before, &target("-2")).expect("two are there");
    let plan = without(&graph, &meanwhile, &lines).expect("nothing unknown");
    assert_eq!(steps(&graph, &plan), "-c");
}

#[test]
fn a_walk_ends_with_the_graph() {
    let graph = line();
    let error = refused(upgrade(
        &graph,
        &applied(&graph, "a b"),
        &target("+3"),
        Ahead::Refuse,
    ));
    assert_eq!(
        error.to_string(),
        "`+3` is too far\nhelp: there are 2 revisions in that direction"
    );
    let back = down(&graph, &applied(&graph, "a b"), &target("-2"));
    assert_eq!(steps(&graph, &back), "-b -a");
}

/// A database in which `x` follows `b`, and the graph does not know of it.
fn ahead(graph: &Graph) -> Applied {
    let mut applied = applied(graph, "a b");
    applied.insert_unknown(Unknown {
        id: "y".to_owned(),
        parents: vec!["x".to_owned()],
        ..Unknown::default()
    });
    applied.insert_unknown(Unknown {
        id: "x".to_owned(),
        parents: vec!["b".to_owned()],
        ..Unknown::default()
    });
    applied
}

#[test]
fn a_database_that_is_ahead_is_refused_or_planned_around() {
    let graph = line();
    let applied = ahead(&graph);
    let error = refused(upgrade(&graph, &applied, &target("head"), Ahead::Refuse));
    assert!(matches!(error, PlanError::Ahead { unknown } if unknown == ["y", "x"]));
    let plan = upgrade(&graph, &applied, &target("head"), Ahead::Continue).expect("around it");
    assert_eq!(steps(&graph, &plan), "+c +d");
}

#[test]
fn what_an_unknown_revision_stands_on_is_not_taken_back() {
    let graph = dag("a; b: a; c: a");
    let mut applied = ahead(&graph);
    applied.insert(graph.find("c").expect("c"));
    let error = refused(downgrade(&graph, &applied, &target("a"), Ahead::Continue));
    assert!(matches!(error, PlanError::InTheWay { unknown } if unknown == ["y", "x"]));
    let plan = downgrade(&graph, &applied, &target("c@a"), Ahead::Continue).expect("not below x");
    assert_eq!(steps(&graph, &plan), "-c");
}

#[test]
fn only_a_purge_forgets_what_is_unknown() {
    let graph = line();
    let applied = ahead(&graph);
    let to = [target("c")];
    let stamp = plan::stamp(&graph, &applied, &to, true, Ahead::Refuse).expect("a purge");
    assert_eq!(stamp.unknown, ["y", "x"]);
    assert_eq!(steps(&graph, &stamp.plan), "+c");
    let stamp = plan::stamp(&graph, &applied, &to, false, Ahead::Continue).expect("around it");
    assert!(stamp.unknown.is_empty());
}

/// ```text
/// a -- b     c -- d
/// ```
#[test]
fn a_stamp_leaves_other_lines_alone() {
    let graph = dag("a; b: a | labels left; c; d: c");
    assert_stamp(&graph, ["a c d", "b"], "+b", "b d");
    assert_stamp(&graph, ["a b c d", "c"], "-d", "b c");
    assert_stamp(&graph, ["a b c d", "left@base"], "-b -a", "d");
    assert_stamp(&graph, ["a b c d", "base"], "-d -c -b -a", "");
}
