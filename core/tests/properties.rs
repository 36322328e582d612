//! What holds for every graph: random ones, thousands of them. A failure prints its smallest case
//! and is kept in `properties.regressions`.

use limbeck_core::Direction;
use limbeck_core::graph::{EdgeKind, Fault, Graph, Index, Links};
use limbeck_core::plan::{
    Ahead, Applied, Plan, Step, downgrade, stamp, upgrade, with_all, without,
};
use limbeck_core::target::{Range, Target};
use limbeck_core::view;
use proptest::prelude::*;
use proptest::sample::Index as Any;
use proptest::test_runner::FileFailurePersistence;

#[path = "graph/replay.rs"]
mod replay;

use replay::replay;

/// For each revision the positions of its parents and of what it depends on.
#[derive(Clone, Debug)]
struct Shape(Vec<[Vec<usize>; 2]>);

impl Shape {
    fn build(&self) -> Result<Graph, Vec<Fault>> {
        let ids: Vec<String> = (0..self.0.len()).map(|n| format!("r{n}")).collect();
        let names = |positions: &[usize]| positions.iter().map(|&p| ids[p].as_str()).collect();
        let links = self
            .0
            .iter()
            .zip(&ids)
            .map(|([parents, depends_on], id)| Links {
                id,
                parents: names(parents),
                depends_on: names(depends_on),
                labels: Vec::new(),
            });
        Graph::build(&links.collect::<Vec<_>>())
    }

    fn graph(&self) -> Graph {
        self.build().expect("no edge leads back")
    }

    /// Whether `to` is reached from `from` along these kinds of edges: by definition, slowly.
    fn reaches(&self, from: usize, to: usize, kinds: &[usize]) -> bool {
        let next = kinds.iter().flat_map(|&kind| &self.0[from][kind]);
        from == to || next.copied().any(|next| self.reaches(next, to, kinds))
    }
}

/// Acyclic shapes: in a random order, each revision leads to some of those before it.
fn shapes() -> impl Strategy<Value = Shape> {
    let edges = prop::collection::vec((any::<Any>(), 0..5u8), 0..4);
    let rows = prop::collection::vec(edges, 1..14);
    rows.prop_flat_map(|rows| {
        let places: Vec<usize> = (0..rows.len()).collect();
        (Just(rows), Just(places).prop_shuffle())
    })
    .prop_map(|(rows, places)| {
        let mut shape = vec![[Vec::new(), Vec::new()]; rows.len()];
        for (position, edges) in rows.iter().enumerate().skip(1) {
            for (any, kind) in edges {
                let kind = usize::from(*kind == 0);
                shape[places[position]][kind].push(places[any.index(position)]);
            }
        }
        Shape(shape)
    })
}

fn target(text: &str) -> Target {
    Target::parse(text).expect("a target")
}

fn index(position: usize) -> Index {
    Index::new(position).expect("small")
}

/// Some revisions of the graph.
fn some(graph: &Graph, picks: &[Any]) -> Vec<Index> {
    picks
        .iter()
        .map(|any| index(any.index(graph.len())))
        .collect()
}

/// Some revisions and all that they need.
fn whole(graph: &Graph, picks: &[Any]) -> Applied {
    applied(graph, &graph.closure(&some(graph, picks)))
}

fn applied(graph: &Graph, marks: &[bool]) -> Applied {
    let mut applied = Applied::none(graph);
    for index in graph.indices().filter(|index| marks[index.get()]) {
        applied.insert(index);
    }
    applied
}

fn picks() -> impl Strategy<Value = Vec<Any>> {
    prop::collection::vec(any::<Any>(), 0..5)
}

fn sorted(plan: &Plan) -> Vec<Index> {
    let mut revisions: Vec<Index> = plan.steps.iter().map(|step| step.revision).collect();
    revisions.sort();
    revisions
}

fn config() -> ProptestConfig {
    let file = FileFailurePersistence::Direct("tests/properties.regressions");
    ProptestConfig {
        cases: 1000,
        failure_persistence: Some(Box::new(file)),
        ..ProptestConfig::default()
    }
}

/// The downgrades after which nothing is applied that follows `revision`, or depends on that.
fn without_followers(graph: &Graph, applied: &Applied, revision: Index) -> Plan {
    let plan = without(graph, applied, &graph.node(revision).children);
    plan.expect("nothing unknown stands on it")
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_takes_the_first_revision_that_is_ready(shape in shapes()) {
        let graph = shape.graph();
        let mut done = vec![false; graph.len()];
        for &next in graph.order() {
            let is_ready = |i: &Index| !done[i.get()] && graph.node(*i).before().all(|b| done[b.get()]);
            prop_assert_eq!(graph.indices().find(is_ready), Some(next));
            done[next.get()] = true;
        }
        prop_assert!(done.iter().all(|&done| done));
    }

    #[test]
    fn closure_and_descendants_are_what_edges_reach(shape in shapes()) {
        let graph = shape.graph();
        for of in 0..graph.len() {
            let closure = graph.closure(&[index(of)]);
            let descendants = graph.descendants(&[index(of)]);
            for other in 0..graph.len() {
                prop_assert_eq!(closure[other], shape.reaches(of, other, &[0, 1]));
                prop_assert_eq!(descendants[other], shape.reaches(other, of, &[0, 1]));
            }
        }
    }

    #[test]
    fn heads_and_bases_are_where_parents_end(shape in shapes()) {
        let graph = shape.graph();
        for i in graph.indices() {
            let is_parent = shape.0.iter().any(|[parents, _]| parents.contains(&i.get()));
            prop_assert_eq!(graph.heads().contains(&i), !is_parent);
            prop_assert_eq!(graph.bases().contains(&i), shape.0[i.get()][0].is_empty());
        }
    }

    #[test]
    fn an_upgrade_is_the_closure_without_what_is_applied(shape in shapes(), to in picks(), from in picks()) {
        let graph = shape.graph();
        let target = some(&graph, &to);
        let wanted = graph.closure(&target);
        // Also a database that has a hole in its history.
        let mut holed = Applied::none(&graph);
        some(&graph, &from).into_iter().for_each(|index| holed.insert(index));
        for applied in [whole(&graph, &from), holed] {
            let plan = with_all(&graph, &applied, &target);
            let pending = |i: &Index| wanted[i.get()] && !applied.contains(*i);
            prop_assert_eq!(sorted(&plan), graph.indices().filter(pending).collect::<Vec<_>>());
            let after = replay(&graph, &applied, &plan);
            for i in graph.indices() {
                prop_assert_eq!(after.contains(i), applied.contains(i) || wanted[i.get()]);
            }
        }
    }

    #[test]
    fn every_step_of_an_upgrade_is_needed(shape in shapes(), to in picks()) {
        let graph = shape.graph();
        let target = some(&graph, &to);
        let plan = with_all(&graph, &Applied::none(&graph), &target);
        for step in &plan.steps {
            let needed = target.iter().any(|t| shape.reaches(t.get(), step.revision.get(), &[0, 1]));
            prop_assert!(needed);
        }
    }

    #[test]
    fn a_downgrade_to_base_undoes_an_upgrade_step_by_step(shape in shapes(), to in picks()) {
        let graph = shape.graph();
        let nothing = Applied::none(&graph);
        let up = with_all(&graph, &nothing, &some(&graph, &to));
        let there = replay(&graph, &nothing, &up);
        let down = downgrade(&graph, &there, &target("base"), Ahead::Refuse).expect("base is always there");
        let back = |step: &Step| Step { direction: Direction::Downgrade, ..*step };
        prop_assert_eq!(&down.steps, &up.steps.iter().rev().map(back).collect::<Vec<_>>());
        prop_assert_eq!(replay(&graph, &there, &down), nothing);
    }

    #[test]
    fn a_downgrade_takes_back_what_follows_the_target_and_no_more(shape in shapes(), to in any::<Any>(), from in picks()) {
        let graph = shape.graph();
        let target = some(&graph, &[to])[0];
        let applied = whole(&graph, &from);
        let plan = without_followers(&graph, &applied, target);
        let after = replay(&graph, &applied, &plan);
        let children = (0..graph.len()).filter(|&c| shape.0[c][0].contains(&target.get()));
        let children: Vec<usize> = children.collect();
        for i in graph.indices() {
            let follows = children.iter().any(|&child| shape.reaches(i.get(), child, &[0, 1]));
            prop_assert_eq!(after.contains(i), applied.contains(i) && !follows);
            // What is left is whole again.
            if after.contains(i) {
                prop_assert!(graph.node(i).before().all(|before| after.contains(before)));
            }
        }
    }

    #[test]
    fn an_upgrade_after_a_downgrade_leads_back(shape in shapes(), to in any::<Any>()) {
        let graph = shape.graph();
        let all = applied(&graph, &vec![true; graph.len()]);
        let down = without_followers(&graph, &all, some(&graph, &[to])[0]);
        let below = replay(&graph, &all, &down);
        let up = upgrade(&graph, &below, &target("heads"), Ahead::Refuse).expect("heads are always there");
        prop_assert_eq!(sorted(&up), sorted(&down));
        prop_assert_eq!(replay(&graph, &below, &up), all);
    }

    #[test]
    fn a_stamp_moves_the_lines_of_its_targets_and_no_other(
        shape in shapes(), to in picks(), from in picks(), purge in any::<bool>(),
    ) {
        let graph = shape.graph();
        let wanted = some(&graph, &to);
        let before = whole(&graph, &from);
        let names = wanted.iter().map(|at| target(&graph.node(*at).id));
        let targets: Vec<Target> = names.collect();
        let stamp = stamp(&graph, &before, &targets, purge, Ahead::Refuse).expect("ids are targets");
        let after = replay(&graph, &before, &stamp.plan);
        let related = |at: &Index| wanted.iter().any(|to| {
            shape.reaches(at.get(), to.get(), &[0, 1]) || shape.reaches(to.get(), at.get(), &[0, 1])
        });
        let kept = before.heads(&graph).into_iter().filter(|at| !purge && !related(at));
        let expected: Vec<Index> = kept.chain(wanted.iter().copied()).collect();
        prop_assert_eq!(after, applied(&graph, &graph.closure(&expected)));
    }

    #[test]
    fn a_downgrade_step_is_needed_because_it_follows_or_depends(shape in shapes(), to in any::<Any>(), from in picks()) {
        let graph = shape.graph();
        let before = whole(&graph, &from);
        let to = some(&graph, &[to])[0];
        let Ok(plan) = downgrade(&graph, &before, &target(&graph.node(to).id), Ahead::Refuse) else {
            prop_assert!(!before.contains(to));
            return Ok(());
        };
        for step in &plan.steps {
            let follows = graph.node(to).children.iter()
                .any(|child| shape.reaches(step.revision.get(), child.get(), &[0, 1]));
            prop_assert!(follows && before.contains(step.revision));
        }
        let after = replay(&graph, &before, &plan);
        prop_assert!(graph.node(to).children.iter().all(|child| !after.contains(*child)));
    }

    #[test]
    fn a_step_up_and_a_step_down_are_one_another_s_way_back(shape in shapes(), from in picks()) {
        let graph = shape.graph();
        let before = whole(&graph, &from);
        let Ok(up) = upgrade(&graph, &before, &target("+1"), Ahead::Refuse) else { return Ok(()) };
        let above = replay(&graph, &before, &up);
        let Some(last) = up.steps.last() else { return Ok(()) };
        // What the step brought along by dependencies stays when only the step is taken back.
        let node = graph.node(last.revision);
        if let ([parent], true) = (&*node.parents, up.steps.len() == 1) {
            let back = downgrade(&graph, &above, &target(&graph.node(*parent).id), Ahead::Refuse);
            let children = graph.node(*parent).children.iter();
            if children.filter(|child| above.contains(**child)).count() == 1 {
                let back = back.expect("the parent lies behind");
                prop_assert_eq!(replay(&graph, &above, &back), before);
            }
        }
    }

    #[test]
    fn a_plan_never_varies(shape in shapes(), from in picks()) {
        let (graph, again) = (shape.graph(), shape.graph());
        let before = whole(&graph, &from);
        let plan = |graph| upgrade(graph, &before, &target("heads"), Ahead::Refuse);
        prop_assert_eq!(plan(&graph), plan(&again));
    }

    #[test]
    fn effective_heads_are_what_rows_of_a_complete_database_would_be(shape in shapes()) {
        let graph = shape.graph();
        let all = applied(&graph, &vec![true; graph.len()]);
        prop_assert_eq!(graph.effective_heads(), all.heads(&graph));
        prop_assert_eq!(view::current(&graph, &all), graph.heads());
        prop_assert!(view::is_at_heads(&graph, &all));
    }

    #[test]
    fn a_history_is_topological_and_lies_between_its_ends(
        shape in shapes(), lower in any::<Any>(), upper in any::<Any>(),
    ) {
        let graph = shape.graph();
        let ends = some(&graph, &[lower, upper]);
        let id = |at: Index| graph.node(at).id.to_string();
        let range = Range::parse(&format!("{}:{}", id(ends[0]), id(ends[1]))).expect("two ids");
        let leads = shape.reaches(ends[1].get(), ends[0].get(), &[0, 1]);
        let spans = range.resolve(&graph, &Applied::none(&graph));
        prop_assert_eq!(spans.is_ok(), leads);
        let Ok(spans) = spans else { return Ok(()) };
        let shown = view::history(&graph, &spans);
        for (place, at) in shown.iter().enumerate() {
            prop_assert!(shape.reaches(ends[1].get(), at.get(), &[0, 1]));
            prop_assert!(shape.reaches(at.get(), ends[0].get(), &[0]));
            for later in &shown[place + 1..] {
                prop_assert!(!shape.reaches(later.get(), at.get(), &[0, 1]));
            }
        }
    }

    #[test]
    fn no_text_makes_resolving_panic(
        shape in shapes(), from in picks(),
        text in prop_oneof![
            any::<String>(),
            "(r[0-9]{1,2}|head|heads|base|current|@|\\+|-|:|[0-9]{1,20}|\\PC){0,6}",
        ],
    ) {
        let graph = shape.graph();
        let applied = whole(&graph, &from);
        if let Ok(target) = Target::parse(&text) {
            // What was read is written the same way, and read again.
            let again = Target::parse(&target.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&target));
            let targets = [target];
            for error in [
                targets[0].resolve(&graph).err(),
                targets[0].resolve_one(&graph).err(),
                targets[0].for_upgrade(&graph, &applied).err(),
                targets[0].for_downgrade(&graph, &applied).err(),
            ].into_iter().flatten() {
                prop_assert!(!error.to_string().is_empty());
            }
            let _ = stamp(&graph, &applied, &targets, false, Ahead::Refuse);
            if let Ok(plan) = upgrade(&graph, &applied, &targets[0], Ahead::Refuse) {
                replay(&graph, &applied, &plan);
            }
            if let Ok(plan) = downgrade(&graph, &applied, &targets[0], Ahead::Refuse) {
                replay(&graph, &applied, &plan);
            }
        }
        if let Ok(range) = Range::parse(&text) {
            let _ = range.resolve(&graph, &applied).map(|spans| view::history(&graph, &spans));
        }
    }

    #[test]
    fn applied_heads_are_those_that_nothing_applied_needs(shape in shapes(), from in picks()) {
        let graph = shape.graph();
        let applied_now = whole(&graph, &from);
        let heads = applied_now.heads(&graph);
        prop_assert_eq!(applied(&graph, &graph.closure(&heads)), applied_now);
        for head in &heads {
            let others: Vec<Index> = heads.iter().copied().filter(|other| other != head).collect();
            prop_assert!(!graph.closure(&others)[head.get()]);
        }
    }

    #[test]
    fn a_redundant_parent_is_an_ancestor_of_another(shape in shapes()) {
        let graph = shape.graph();
        let found: Vec<(usize, usize)> = graph
            .redundant_parents()
            .iter()
            .map(|r| (r.revision.get(), r.parent.get()))
            .collect();
        let mut expected = Vec::new();
        for (revision, [parents, _]) in shape.0.iter().enumerate() {
            let mut seen = Vec::new();
            for &parent in parents {
                let implies = |&other: &usize| other != parent && shape.reaches(other, parent, &[0]);
                if !seen.contains(&parent) && parents.iter().any(implies) {
                    expected.push((revision, parent));
                }
                seen.push(parent);
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn an_edge_that_leads_back_is_found_as_a_cycle_that_is_one(
        shape in shapes(), pick in any::<Any>(), kind in 0..2usize,
    ) {
        let all = || 0..shape.0.len();
        let pairs = all().flat_map(|from| all().map(move |to| (from, to)));
        let leads_back = |&(from, to): &(usize, usize)| from != to && shape.reaches(to, from, &[0, 1]);
        let pairs: Vec<(usize, usize)> = pairs.filter(leads_back).collect();
        prop_assume!(!pairs.is_empty());
        let (from, to) = pairs[pick.index(pairs.len())];
        let mut broken = shape.clone();
        broken.0[from][kind].push(to);
        let faults = broken.build().expect_err("leads back");
        // One edge makes one knot.
        prop_assert_eq!(faults.len(), 1);
        let Fault::Cycle { edges } = &faults[0] else { panic!("{faults:?}") };
        prop_assert!(edges.len() > 1);
        let mut seen = Vec::new();
        for (place, edge) in edges.iter().enumerate() {
            let next = edges[(place + 1) % edges.len()].revision;
            let names = match edge.kind {
                EdgeKind::Parent => &broken.0[edge.revision.get()][0],
                EdgeKind::DependsOn => &broken.0[edge.revision.get()][1],
            };
            prop_assert_eq!(names.get(edge.place), Some(&next.get()));
            prop_assert!(!seen.contains(&edge.revision));
            seen.push(edge.revision);
        }
        prop_assert!(seen.contains(&index(from)));
    }
}
