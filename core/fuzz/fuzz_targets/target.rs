//! No text makes a target or a range panic, and what was read is written the same way.

#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_core::graph::{Graph, Links};
use limbeck_core::plan::{Ahead, Applied, downgrade, stamp, upgrade};
use limbeck_core::target::{Range, Target};
use limbeck_core::view;

fn graph() -> Graph {
    let links = |(id, parents, depends_on, labels): &(&'static str, &[&'static str], &[&'static str], &[&'static str])| Links {
        id,
        parents: parents.to_vec(),
        depends_on: depends_on.to_vec(),
        labels: labels.to_vec(),
    };
    let rows: [(&str, &[&str], &[&str], &[&str]); 6] = [
        ("1a2b", &[], &[], &["billing"]),
        ("1a3c", &["1a2b"], &[], &[]),
        ("b", &["1a2b"], &[], &["x"]),
        ("merge", &["1a3c", "b"], &[], &[]),
        ("other", &[], &["b"], &["app"]),
        ("last", &["other"], &["app"], &[]),
    ];
    Graph::build(&rows.iter().map(links).collect::<Vec<_>>()).unwrap_or_default()
}

fuzz_target!(|text: &str| {
    let graph = graph();
    for at in graph.indices() {
        let applied = Applied::up_to(&graph, &[at]);
        if let Ok(target) = Target::parse(text) {
            assert_eq!(Target::parse(&target.to_string()).as_ref(), Ok(&target));
            let _ = target.resolve(&graph);
            let _ = target.resolve_one(&graph);
            let _ = upgrade(&graph, &applied, &target, Ahead::Refuse);
            let _ = downgrade(&graph, &applied, &target, Ahead::Refuse);
            let _ = stamp(&graph, &applied, &[target], false, Ahead::Refuse);
        }
        if let Ok(range) = Range::parse(text) {
            let _ = range.resolve(&graph, &applied).map(|spans| view::history(&graph, &spans));
        }
    }
});
