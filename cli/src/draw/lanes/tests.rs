//! Follows the lines of layouts made by chance.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn index(at: usize) -> Index {
    // No graph here has as many as 2^32 revisions.
    Index::new(at).expect("a small number")
}

/// Parents of so many revisions, by chance: mostly one, sometimes none or several.
fn by_chance(seed: u64, revisions: usize) -> Vec<Vec<Index>> {
    let mut state = seed;
    let mut chance = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        // Of 64 bits the shift leaves 31, which every usize holds.
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let revision = |at: usize| {
        let wanted = [0, 1, 1, 1, 1, 1, 2, 2, 3][chance(9)].min(at);
        let mut parents = Vec::new();
        for _ in 0..wanted {
            let parent = index(at - 1 - chance(at.min(8)));
            if !parents.contains(&parent) {
                parents.push(parent);
            }
        }
        parents
    };
    (0..revisions).map(revision).collect()
}

/// Follows every line of the layout from each revision down to where it arrives. A lane's colour
/// is its own, so that lines that cross are told apart.
fn followed(rows: &[Row]) -> BTreeSet<(Index, Index)> {
    let mut edges = BTreeSet::new();
    let mut here: BTreeMap<(usize, usize), BTreeSet<Index>> = BTreeMap::new();
    let mut last = None;
    for row in rows {
        let mut next: BTreeMap<(usize, usize), BTreeSet<Index>> = BTreeMap::new();
        if let Some(knot) = row.knot {
            for (_, from) in here.iter().filter(|((lane, _), _)| *lane == knot.lane) {
                edges.extend(from.iter().map(|&from| (from, knot.revision)));
            }
            here.retain(|(lane, _), _| *lane != knot.lane);
            if knot.has_parents {
                next.insert((knot.lane, knot.colour), [knot.revision].into());
            }
            last = Some(knot);
        }
        let goes_on = |lane, colour| {
            let mut strands = row.strands.iter();
            strands.any(|strand| (strand.from, strand.colour) == (lane, colour))
        };
        for strand in &row.strands {
            let mut from = here
                .get(&(strand.from, strand.colour))
                .cloned()
                .unwrap_or_default();
            if from.is_empty() {
                from.extend(last.filter(|l| l.lane == strand.from).map(|l| l.revision));
            }
            if strand.from == strand.to {
                // What has come to this lane goes on with it.
                let come = here
                    .iter()
                    .filter(|((lane, colour), _)| *lane == strand.from && !goes_on(*lane, *colour));
                from.extend(come.flat_map(|(_, from)| from));
            }
            next.entry((strand.to, strand.colour))
                .or_default()
                .extend(from);
        }
        here = next;
    }
    edges
}

#[test]
fn every_revision_is_drawn_once_and_its_lines_lead_to_its_parents() {
    for seed in 0..300 {
        let parents = by_chance(seed, 60);
        let newest_first: Vec<Index> = (0..parents.len()).rev().map(index).collect();
        let rows = lanes(&newest_first, |at| parents[at.get()].iter().copied());
        let drawn = rows.iter().filter_map(|row| row.knot);
        let drawn: Vec<Index> = drawn.map(|knot| knot.revision).collect();
        assert_eq!(drawn, newest_first);
        let edges = newest_first.iter().flat_map(|&at| {
            let parents = parents[at.get()].iter();
            parents.map(move |&parent| (at, parent))
        });
        assert_eq!(followed(&rows), edges.collect(), "seed {seed}: {rows:#?}");
    }
}

#[test]
fn many_lines_side_by_side_take_few_rows() {
    let lines = 500;
    let parents = |at: Index| at.get().checked_sub(lines).map(index).into_iter();
    let newest_first: Vec<Index> = (0..2 * lines).rev().map(index).collect();
    let rows = lanes(&newest_first, parents);
    assert!(rows.len() < 4 * 2 * lines, "{}", rows.len());
}
