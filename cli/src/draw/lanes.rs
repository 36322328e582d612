//! Lays the graph out in lanes, as `git log --graph` does: a lane for each revision that is still
//! waited for, from the newest revision down.

use limbeck_core::graph::Index;

#[cfg(test)]
mod tests;

/// One row of the layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The revision, on the rows that have one.
    pub(super) knot: Option<Knot>,
    /// What else passes.
    pub(super) strands: Vec<Strand>,
}

/// Where a revision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Knot {
    pub(super) revision: Index,
    pub(super) lane: usize,
    pub(super) colour: usize,
    /// Whether the lane comes from above.
    pub(super) has_children: bool,
    /// Whether the lane goes on below.
    pub(super) has_parents: bool,
}

/// A lane's way through one row: straight on, one lane to the right, or any number to the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strand {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) colour: usize,
}

impl Row {
    /// How many lanes the row has.
    pub(super) fn width(&self) -> usize {
        let knot = self.knot.iter().map(|knot| knot.lane + 1);
        let strands = self.strands.iter().map(|s| s.from.max(s.to) + 1);
        knot.chain(strands).max().unwrap_or_default()
    }
}

/// Lays out revisions, each of which comes before its parents.
pub(super) fn lanes<P: Iterator<Item = Index>>(
    revisions: &[Index],
    parents: impl Fn(Index) -> P,
) -> Vec<Row> {
    let mut layout = Layout::default();
    for &revision in revisions {
        layout.place(revision, &parents(revision).collect::<Vec<_>>());
    }
    layout.rows
}

/// A lane and the revision that it leads to.
#[derive(Clone, Copy, Debug)]
struct Lane {
    to: Index,
    colour: usize,
}

#[derive(Default)]
struct Layout {
    /// No two lead to the same revision, once a revision is placed.
    lanes: Vec<Lane>,
    colours: usize,
    /// The lane where a line has just ended: another would seem to go on with it.
    ended: Option<usize>,
    rows: Vec<Row>,
}

impl Layout {
    fn place(&mut self, revision: Index, parents: &[Index]) {
        let found = self.lanes.iter().position(|lane| lane.to == revision);
        let at = found.unwrap_or(self.lanes.len());
        if found.is_none() {
            if self.ended == Some(at) {
                self.pass(self.straight());
            }
            let colour = self.colour();
            self.lanes.push(Lane {
                to: revision,
                colour,
            });
        }
        self.ended = None;
        let mut strands = self.straight();
        strands.remove(at);
        self.rows.push(Row {
            knot: Some(Knot {
                revision,
                lane: at,
                colour: self.lanes[at].colour,
                has_children: found.is_some(),
                has_parents: !parents.is_empty(),
            }),
            strands,
        });
        match parents.split_first() {
            None => self.end(at),
            Some((&first, others)) => {
                self.lanes[at].to = first;
                self.fork(at, others);
                for &parent in parents {
                    self.join(parent);
                }
            }
        }
    }

    /// Ends the lane `at`, and closes its gap.
    fn end(&mut self, at: usize) {
        if at + 1 == self.lanes.len() {
            self.ended = Some(at);
            self.lanes.pop();
        } else {
            let closing = self.close(at);
            self.pass(closing);
        }
    }

    /// Leads from the lane `at` to the further parents of a merge: a lane beside it that goes there
    /// already is met, the others get lanes of their own.
    fn fork(&mut self, at: usize, parents: &[Index]) {
        let leads = |lanes: &[Lane], lane: usize, to| lanes.get(lane).is_some_and(|l| l.to == to);
        let mut met = self.straight();
        let passing = met.len();
        let mut apart = Vec::new();
        for &parent in parents {
            let beside = [at.checked_sub(1), Some(at + 1)];
            let mut beside = beside.into_iter().flatten();
            match beside.find(|&lane| leads(&self.lanes, lane, parent)) {
                Some(to) => met.push(Strand {
                    from: at,
                    to,
                    colour: self.lanes[to].colour,
                }),
                None => apart.push(parent),
            }
        }
        if met.len() > passing {
            self.pass(met);
        }
        for parent in apart.into_iter().rev() {
            let colour = self.colour();
            let mut strands = self.straight();
            for strand in &mut strands[at + 1..] {
                strand.to += 1;
            }
            strands.push(Strand {
                from: at,
                to: at + 1,
                colour,
            });
            self.pass(strands);
            self.lanes.insert(at + 1, Lane { to: parent, colour });
        }
    }

    /// Leads the lanes that go to `parent` into the leftmost of them.
    fn join(&mut self, parent: Index) {
        let Some(to) = self.lanes.iter().position(|lane| lane.to == parent) else {
            return;
        };
        let is_another = |lane: &Lane| lane.to == parent;
        while let Some(after) = self.lanes[to + 1..].iter().position(is_another) {
            let from = to + 1 + after;
            let colour = self.lanes[from].colour;
            if after > 0 {
                let mut strands = self.straight();
                strands[from].to = to + 1;
                self.pass(strands);
            }
            let mut strands = self.close(from);
            strands.push(Strand {
                from: to + 1,
                to,
                colour,
            });
            self.pass(strands);
        }
    }

    /// Takes the lane `at` out: those to the right of it move up.
    fn close(&mut self, at: usize) -> Vec<Strand> {
        let mut strands = self.straight();
        strands.remove(at);
        for strand in &mut strands[at..] {
            strand.to -= 1;
        }
        self.lanes.remove(at);
        strands
    }

    fn straight(&self) -> Vec<Strand> {
        let strand = |(at, lane): (usize, &Lane)| Strand {
            from: at,
            to: at,
            colour: lane.colour,
        };
        self.lanes.iter().enumerate().map(strand).collect()
    }

    fn pass(&mut self, strands: Vec<Strand>) {
        self.rows.push(Row {
            knot: None,
            strands,
        });
    }

    fn colour(&mut self) -> usize {
        self.colours += 1;
        self.colours - 1
    }
}
