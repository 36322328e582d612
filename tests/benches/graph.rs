//! How long it takes to build the graph and to plan the way from nothing to all heads.
//!
//! `cargo bench -p limbeck-tests --bench graph`. The bound: 10,000 revisions in less than 20 ms.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use limbeck_core::graph::{Graph, Links};
use limbeck_core::plan::{self, Ahead, Applied};
use limbeck_core::target::Target;

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// A history by position: ids, and for each revision what it follows and depends on.
struct History {
    ids: Vec<String>,
    parents: Vec<Vec<usize>>,
    depends_on: Vec<Vec<usize>>,
    /// Folder order.
    order: Vec<usize>,
}

impl History {
    fn new(size: usize) -> Self {
        History {
            ids: (0..size)
                .map(|number| format!("20260101_{number:06}"))
                .collect(),
            parents: vec![Vec::new(); size],
            depends_on: vec![Vec::new(); size],
            order: (0..size).collect(),
        }
    }

    /// Each revision follows the one before it.
    fn chain(size: usize) -> Self {
        let mut history = History::new(size);
        for number in 1..size {
            history.parents[number].push(number - 1);
        }
        history
    }

    /// Of a hundred revisions 15 fork or merge and 5 depend on another; the files come in no order.
    fn random(size: usize) -> Self {
        let mut history = History::new(size);
        let mut random = SplitMix(0x6C69_6D62_6563_6B00);
        let mut heads = vec![0];
        for number in 1..size {
            let parents = &mut history.parents[number];
            let special = random.below(100) < 15;
            if special && heads.len() > 1 && random.below(2) == 0 {
                for _ in 0..2 {
                    parents.push(heads.swap_remove(random.below(heads.len())));
                }
            } else if special {
                let parent = random.below(number);
                heads.retain(|&head| head != parent);
                parents.push(parent);
            } else {
                parents.push(heads.swap_remove(random.below(heads.len())));
            }
            heads.push(number);
            if random.below(100) < 5 {
                history.depends_on[number].push(random.below(number));
            }
        }
        for last in (1..size).rev() {
            history.order.swap(last, random.below(last + 1));
        }
        history
    }

    fn links(&self) -> Vec<Links<'_>> {
        let names = |list: &[usize]| list.iter().map(|&at| self.ids[at].as_str()).collect();
        let links = |&at: &usize| Links {
            id: &self.ids[at],
            parents: names(&self.parents[at]),
            depends_on: names(&self.depends_on[at]),
            labels: Vec::new(),
        };
        self.order.iter().map(links).collect()
    }
}

/// Random numbers that are the same in every run (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % bound as u64).unwrap()
    }
}

fn upgrade_from_base(graph: &Graph) -> usize {
    let (applied, target) = (Applied::none(graph), Target::heads());
    let plan = plan::upgrade(graph, &applied, &target, Ahead::Refuse);
    plan.unwrap().steps.len()
}

fn graph(criterion: &mut Criterion) {
    for (shape, make) in [
        ("chain", History::chain as fn(usize) -> History),
        ("random", History::random),
    ] {
        let mut both = criterion.benchmark_group(format!("build and plan, {shape}"));
        both.sample_size(20);
        for size in SIZES {
            let history = make(size);
            let links = history.links();
            both.throughput(Throughput::Elements(size as u64));
            both.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter_with_large_drop(|| {
                    let graph = Graph::build(black_box(&links)).unwrap();
                    assert_eq!(upgrade_from_base(&graph), size);
                    graph
                });
            });
        }
        both.finish();
        let mut plan = criterion.benchmark_group(format!("plan, {shape}"));
        plan.sample_size(20);
        for size in SIZES {
            let history = make(size);
            let graph = Graph::build(&history.links()).unwrap();
            plan.throughput(Throughput::Elements(size as u64));
            plan.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| upgrade_from_base(black_box(&graph)));
            });
        }
        plan.finish();
    }
}

criterion_group!(benches, graph);
criterion_main!(benches);
