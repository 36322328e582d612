//! Asks Limbeck a case's question.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_core::Direction;
use limbeck_core::authoring;
use limbeck_core::graph::{Graph, Index, Links};
use limbeck_core::id::check_id;
use limbeck_core::plan::{self, Ahead, Applied, Plan, Unknown};
use limbeck_core::target::{Place, Range, Target};
use limbeck_core::view;

use super::case::{Case, texts};
use super::errors::Kind;
use super::offline::offline;

/// An answer, whoever gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Steps (up or down, in order) and the rows after them: sorted ids of what nothing applied
    /// follows or depends on.
    Steps {
        steps: Vec<(Way, String)>,
        rows: Vec<String>,
    },
    /// The rows after a stamp.
    Rows(Vec<String>),
    /// Revisions in order, with what is said of each.
    Revisions {
        ids: Vec<String>,
        flags: BTreeMap<String, BTreeSet<String>>,
        labels: BTreeMap<String, Vec<String>>,
    },
    /// Branch points and their sorted children.
    Branches(Vec<(String, Vec<String>)>),
    /// The parents and dependencies of a new revision.
    New {
        parents: Vec<String>,
        depends_on: Vec<String>,
    },
    /// An error: any of these kinds.
    Error(BTreeSet<Kind>),
    /// The command is none that the judge knows.
    Unjudged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Up,
    Down,
}

impl Answer {
    pub(super) fn error(kind: Kind) -> Answer {
        Answer::Error(BTreeSet::from([kind]))
    }
}

/// What Limbeck says.
pub(super) fn answer(case: &Case) -> Answer {
    let answered = Asked::new(case).and_then(|asked| asked.answer());
    answered.unwrap_or_else(Answer::Error)
}

/// A case with its graph and its database.
struct Asked<'c> {
    case: &'c Case,
    graph: Graph,
    applied: Applied,
    /// Where the targets lead: without the `from:` of an offline command.
    targets: Vec<&'c str>,
}

type Asking<T> = Result<T, BTreeSet<Kind>>;

/// Any error, as its kind.
fn kind<E>(error: E) -> BTreeSet<Kind>
where
    for<'e> Kind: From<&'e E>,
{
    BTreeSet::from([Kind::from(&error)])
}

fn kinds(kind: Kind) -> BTreeSet<Kind> {
    BTreeSet::from([kind])
}

impl<'c> Asked<'c> {
    fn new(case: &'c Case) -> Asking<Self> {
        let offline = match case.has("sql") {
            true => Some(offline(case).map_err(kinds)?),
            false => None,
        };
        if ["upgrade", "downgrade"].contains(&&*case.command)
            && offline.is_none()
            && case.target().contains(':')
        {
            // Refused before anything is read.
            Target::parse(case.target()).map_err(kind)?;
        }
        let graph = graph(case)?;
        let mut applied = rows(&graph, case);
        let mut targets = case.targets();
        if let Some(offline) = offline {
            applied = Applied::none(&graph);
            if let Some(from) = offline.from {
                let from = Target::parse(from).map_err(kind)?;
                let from = from.resolve_one(&graph).map_err(kind)?;
                applied = Applied::up_to(&graph, from.as_slice());
            }
            targets = offline.to;
        }
        Ok(Asked {
            case,
            graph,
            applied,
            targets,
        })
    }

    fn answer(&self) -> Asking<Answer> {
        let graph = &self.graph;
        Ok(match &*self.case.command {
            "upgrade" => {
                let plan = plan::upgrade(graph, &self.applied, &self.target()?, Ahead::Refuse);
                self.steps(&plan.map_err(kind)?)
            }
            "downgrade" => {
                let plan = plan::downgrade(graph, &self.applied, &self.target()?, Ahead::Refuse);
                self.steps(&plan.map_err(kind)?)
            }
            "stamp" => {
                let targets = parsed(&self.targets)?;
                let purge = self.case.has("purge");
                let stamp = plan::stamp(graph, &self.applied, &targets, purge, Ahead::Refuse);
                let after = stamp.map_err(kind)?.plan.after(&self.applied);
                Answer::Rows(self.sorted(&after.heads(graph)))
            }
            "heads" => self.revisions(&match self.case.has("resolve_dependencies") {
                true => graph.effective_heads(),
                false => graph.heads(),
            }),
            "bases" => self.revisions(&graph.bases()),
            "branches" => {
                let children = |at: &Index| {
                    let node = graph.node(*at);
                    (node.id.to_string(), self.sorted(&node.children))
                };
                Answer::Branches(view::branch_points(graph).iter().map(children).collect())
            }
            "history" => {
                let range = match &self.case.target {
                    serde_json::Value::Null => Range::default(),
                    _ => Range::parse(self.case.target()).map_err(kind)?,
                };
                let spans = range.resolve(graph, &self.applied).map_err(kind)?;
                self.revisions(&view::history(graph, &spans))
            }
            "resolve" => {
                let target = self.target()?;
                let found = match self.case.has("single") {
                    true => Vec::from_iter(target.resolve_one(graph).map_err(kind)?),
                    false => target.resolve(graph).map_err(kind)?.revisions().to_vec(),
                };
                self.revisions(&found)
            }
            "current" => self.current()?,
            "revision" | "merge" => self.new_revision()?,
            "iterate" => self.iterate()?,
            _ => Answer::Unjudged,
        })
    }

    fn current(&self) -> Asking<Answer> {
        if self.case.has("check_heads") && !view::is_at_heads(&self.graph, &self.applied) {
            return Err(kinds(Kind::NotAtHeads));
        }
        if !self.applied.unknown().is_empty() {
            return Err(kinds(Kind::Ahead));
        }
        let mut current = view::current(&self.graph, &self.applied);
        current.sort_by_key(|at| &self.graph.node(*at).id);
        Ok(self.revisions(&current))
    }

    fn new_revision(&self) -> Asking<Answer> {
        let graph = &self.graph;
        if self.case.has("autogenerate") {
            if !self.applied.unknown().is_empty() {
                return Err(kinds(Kind::Ahead));
            }
            if !view::is_at_heads(graph, &self.applied) {
                return Err(kinds(Kind::NotUpToDate));
            }
        }
        if self
            .case
            .text("rev_id")
            .is_some_and(|id| check_id(id).is_err())
        {
            return Err(kinds(Kind::IllegalId));
        }
        let targets = parsed(&self.targets)?;
        let splice = self.case.has("splice");
        let parents = authoring::parents(graph, &targets, splice).map_err(kind)?;
        let mut depends_on = Vec::new();
        for target in parsed(&self.case.list("depends_on"))? {
            depends_on.push(authoring::dependency(graph, &target).map_err(kind)?);
        }
        Ok(Answer::New {
            parents: self.ids(&parents),
            depends_on,
        })
    }

    /// Alembic's own way to ask for a piece of history.
    fn iterate(&self) -> Asking<Answer> {
        let graph = &self.graph;
        let (lower, upper) = (&self.case.target["lower"], &self.case.target["upper"]);
        let (inclusive, implicit_base) =
            (self.case.has("inclusive"), self.case.has("implicit_base"));
        if self.case.has("select_for_downgrade") {
            let applied = Applied::up_to(graph, &self.places(&texts(upper))?);
            let lower = Target::parse(lower.as_str().unwrap_or("base")).map_err(kind)?;
            let way = lower.for_downgrade(graph, &applied).map_err(kind)?;
            let plan = plan::downgrade(graph, &applied, &lower, Ahead::Refuse).map_err(kind)?;
            let mut taken = vec![false; graph.len()];
            for step in &plan.steps {
                taken[step.revision.get()] = true;
            }
            if let Some(to) = way.to.filter(|_| inclusive) {
                // The target itself goes, and with it all that follows or depends on it.
                for (at, gone) in graph.descendants(&[to]).into_iter().enumerate() {
                    let at = Index::new(at).filter(|at| applied.contains(*at));
                    taken[at.map_or(0, Index::get)] |= gone && at.is_some();
                }
                if implicit_base {
                    let below = graph.closure(&[to]);
                    for at in graph.indices() {
                        taken[at.get()] |= applied.contains(at) && !below[at.get()];
                    }
                }
            }
            let order = graph.order().iter().rev().copied();
            let taken: Vec<Index> = order.filter(|at| taken[at.get()]).collect();
            return Ok(self.revisions(&taken));
        }
        if !implicit_base && !lower.is_array() && !upper.is_array() && upper.is_string() {
            let range = format!(
                "{}:{}",
                lower.as_str().unwrap_or_default(),
                upper.as_str().unwrap_or_default()
            );
            let range = Range::parse(&range).map_err(kind)?;
            let spans = range.resolve(graph, &self.applied).map_err(kind)?;
            let found = view::history(graph, &spans);
            let lower = |at: &Index| spans.iter().any(|span| span.lower.contains(at));
            let found: Vec<Index> = found
                .into_iter()
                .filter(|at| inclusive || !lower(at))
                .collect();
            return Ok(self.revisions(&found));
        }
        let (lower, upper) = (self.places(&texts(lower))?, self.places(&texts(upper))?);
        let required = graph.closure(&upper);
        if !implicit_base && lower.iter().any(|at| !required[at.get()]) {
            return Err(kinds(Kind::NotAncestor));
        }
        let before = graph.closure(&lower);
        let between = match implicit_base {
            true => Vec::new(),
            false => view::between(graph, &lower, &upper),
        };
        let order = graph.order().iter().rev().copied();
        let found = order.filter(|at| {
            let needed = match implicit_base {
                true => required[at.get()] && !before[at.get()],
                false => between.contains(at),
            };
            needed || inclusive && lower.contains(at)
        });
        Ok(self.revisions(&found.collect::<Vec<_>>()))
    }

    fn places(&self, targets: &[&str]) -> Asking<Vec<Index>> {
        let mut found: Vec<Index> = Vec::new();
        for target in parsed(targets)? {
            let place = target.resolve(&self.graph).map_err(kind)?;
            if let Place::Revisions(revisions) = place {
                found.extend(revisions);
            }
        }
        Ok(found)
    }

    fn target(&self) -> Asking<Target> {
        Target::parse(self.targets.first().copied().unwrap_or_default()).map_err(kind)
    }

    fn steps(&self, plan: &Plan) -> Answer {
        let step = |step: &plan::Step| {
            let way = match step.direction {
                Direction::Upgrade => Way::Up,
                Direction::Downgrade => Way::Down,
            };
            (way, self.graph.node(step.revision).id.to_string())
        };
        Answer::Steps {
            steps: plan.steps.iter().map(step).collect(),
            rows: self.sorted(&plan.after(&self.applied).heads(&self.graph)),
        }
    }

    fn revisions(&self, revisions: &[Index]) -> Answer {
        let inherited = view::inherited_labels(&self.graph);
        let mut flags = BTreeMap::new();
        let mut labels = BTreeMap::new();
        for &at in revisions {
            let id = self.graph.node(at).id.to_string();
            let marks = view::marks(&self.graph, &self.applied, at);
            let head = match marks.is_depended_on {
                true => "effective head",
                false => "head",
            };
            let said = [
                (marks.is_head, head),
                (marks.is_branch_point, "branchpoint"),
                (marks.is_merge_point, "mergepoint"),
            ];
            let said = said.iter().filter(|(is, _)| *is);
            let said: BTreeSet<String> = said.map(|(_, word)| (*word).to_owned()).collect();
            let on = inherited[at.get()].iter().map(|label| (*label).to_owned());
            labels.insert(id.clone(), on.collect());
            flags.insert(id, said);
        }
        Answer::Revisions {
            ids: self.ids(revisions),
            flags,
            labels,
        }
    }

    fn ids(&self, revisions: &[Index]) -> Vec<String> {
        let id = |at: &Index| self.graph.node(*at).id.to_string();
        revisions.iter().map(id).collect()
    }

    fn sorted(&self, revisions: &[Index]) -> Vec<String> {
        let mut ids = self.ids(revisions);
        ids.sort();
        ids
    }
}

fn parsed(targets: &[&str]) -> Asking<Vec<Target>> {
    let parse = |target: &&str| Target::parse(target).map_err(kind);
    targets.iter().map(parse).collect()
}

/// The case's graph, or every kind of what is wrong with it: the header's rules for ids first.
fn graph(case: &Case) -> Asking<Graph> {
    let names = case
        .graph
        .iter()
        .flat_map(|r| std::iter::once(&r.id).chain(&r.labels));
    if names.into_iter().any(|name| check_id(name).is_err()) {
        return Err(kinds(Kind::IllegalId));
    }
    let links = case.graph.iter().map(|revision| Links {
        id: &revision.id,
        parents: revision.down.iter().map(String::as_str).collect(),
        depends_on: revision.depends_on.iter().map(String::as_str).collect(),
        labels: revision.labels.iter().map(String::as_str).collect(),
    });
    Graph::build(&links.collect::<Vec<_>>())
        .map_err(|faults| faults.iter().map(Kind::from).collect())
}

/// What the rows say is applied: each with all that it follows and depends on.
fn rows(graph: &Graph, case: &Case) -> Applied {
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for row in &case.applied_heads {
        match graph.find(row).filter(|at| *graph.node(*at).id == **row) {
            Some(at) => known.push(at),
            None => unknown.push(Unknown {
                id: row.clone(),
                ..Unknown::default()
            }),
        }
    }
    let mut applied = Applied::up_to(graph, &known);
    unknown
        .into_iter()
        .for_each(|row| applied.insert_unknown(row));
    applied
}
