//! Plans carried out on paper.

use limbeck_core::Direction;
use limbeck_core::graph::Graph;
use limbeck_core::plan::{Applied, Plan};

/// Carries a plan out on paper: nothing is applied before what it needs, and nothing is taken back
/// that something applied needs.
pub(crate) fn replay(graph: &Graph, applied: &Applied, plan: &Plan) -> Applied {
    let mut now: Vec<bool> = graph.indices().map(|i| applied.contains(i)).collect();
    for step in &plan.steps {
        let (revision, node) = (step.revision, graph.node(step.revision));
        let is_upgrade = step.direction == Direction::Upgrade;
        assert_ne!(
            now[revision.get()],
            is_upgrade,
            "{} is there already",
            node.id
        );
        now[revision.get()] = is_upgrade;
        if is_upgrade {
            let missing = node.before().find(|before| !now[before.get()]);
            assert_eq!(missing, None, "{} comes before what it needs", node.id);
        } else {
            let left = node.after().find(|after| now[after.get()]);
            assert_eq!(left, None, "{} is needed still", node.id);
        }
    }
    let mut result = Applied::none(graph);
    for index in graph.indices().filter(|index| now[index.get()]) {
        result.insert(index);
    }
    result
}
