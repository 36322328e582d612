//! Where Limbeck rightly answers otherwise than Alembic: kinds of cases, each known by its input
//! alone. `docs/from-alembic.md` tells each as users meet it.

use super::case::Case;
use super::words::{Words, parse};
use super::world::{Edges, Ids, World};

/// A kind of case that Limbeck answers otherwise.
#[derive(Debug)]
pub(super) struct Departure {
    pub(super) name: &'static str,
    pub(super) reason: &'static str,
    /// Whether a case is of the kind, by its input.
    rule: fn(&Case) -> bool,
}

/// Every kind, the first that fits counts.
pub(super) const DEPARTURES: &[Departure] = &[
    Departure {
        name: "overlapping rows",
        reason: "what is applied is a set: a row that another row includes says nothing more",
        rule: |case| {
            let overlap = |world: World<'_>| {
                let rows = rows(&world, case);
                world.maximal(&world.below(&rows, Edges::All)) != rows
            };
            looks_at_rows(case) && World::new(case).is_ok_and(overlap)
        },
    },
    Departure {
        name: "the order of rows",
        reason: "`-1` with several current revisions must be told which, not guess by row order",
        rule: |case| {
            let several = |world: World<'_>| {
                let applied = world.below(&rows(&world, case), Edges::All);
                world.maximal(&applied).len() > 1
            };
            let counts_down = |target: &str| {
                parse(target).is_ok_and(|words| {
                    let from_rows = words.branch.is_none() && words.symbol.is_empty();
                    from_rows && words.walk.is_some_and(|steps| steps < 0)
                })
            };
            case.command == "downgrade"
                && counts_down(case.target())
                && World::new(case).is_ok_and(several)
        },
    },
    Departure {
        name: "check heads",
        reason: "a database with everything applied is up to date, whatever depends on what",
        rule: |case| {
            let all =
                |world: World<'_>| world.below(&rows(&world, case), Edges::All) == world.all();
            case.command == "current" && case.has("check_heads") && World::new(case).is_ok_and(all)
        },
    },
    Departure {
        name: "one id twice",
        reason: "two files with one id are an error; Alembic runs the last and counts both",
        rule: |case| {
            let ids: std::collections::BTreeSet<&str> =
                case.graph.iter().map(|r| r.id.as_str()).collect();
            ids.len() < case.graph.len()
        },
    },
    Departure {
        name: "trailing text",
        reason: "a target is read whole: `b+1x` is a mistake, not `b+1`",
        rule: |case| {
            ["upgrade", "downgrade"].contains(&&*case.command)
                && case
                    .target()
                    .split(':')
                    .any(|target| parse(target).is_err())
        },
    },
    Departure {
        name: "history from its end",
        reason: "`-3:x` begins three before x; Alembic counts from every head of the graph",
        rule: |case| {
            let lower = case.target().split(':').next().unwrap_or_default();
            let counted = |lower| parse(lower).is_ok_and(|words| words.symbol.is_empty());
            case.command == "history" && case.target().contains(':') && counted(lower)
        },
    },
    Departure {
        name: "below the base",
        reason: "nothing lies below the base; Alembic goes on with the head",
        rule: |case| {
            let below = |target| {
                parse(target).is_ok_and(|words| {
                    words.symbol == "base" && words.walk.is_some_and(|steps| steps < 0)
                })
            };
            case.targets()
                .iter()
                .flat_map(|text| text.split(':'))
                .any(below)
        },
    },
    Departure {
        name: "nothing to take back",
        reason: "a downgrade to what is applied, with nothing that follows it, is done",
        rule: |case| {
            let done = |world: World<'_>| {
                let applied = world.below(&rows(&world, case), Edges::All);
                let to = parse(case.target())
                    .ok()
                    .filter(|words| words.branch.is_none());
                let to = to.and_then(|words| world.one(&words, true).ok().flatten());
                to.is_some_and(|to| {
                    applied.contains(to)
                        && !world.maximal(&applied).contains(to)
                        && world.after(to, Edges::Parents).is_disjoint(&applied)
                })
            };
            case.command == "downgrade" && !case.has("sql") && World::new(case).is_ok_and(done)
        },
    },
    Departure {
        name: "history of nothing",
        reason: "the history up to an empty database is empty; Alembic shows all of it",
        rule: |case| {
            case.command == "history"
                && case.applied_heads.is_empty()
                && case.target().trim().ends_with(":current")
        },
    },
    Departure {
        name: "an id as a branch",
        reason: "`id@-1` counts in the id's branch; Alembic knows only labels there",
        rule: |case| {
            let is_id = |branch: &str| case.graph.iter().any(|r| r.id == branch);
            let by_id =
                |words: Words<'_>| words.symbol.is_empty() && words.branch.is_some_and(is_id);
            case.command == "resolve" && parse(case.target()).is_ok_and(by_id)
        },
    },
    Departure {
        name: "overlapping ends",
        reason: "several ends are a set: one that another includes says nothing more",
        rule: |case| {
            let overlap = |world: &World<'_>, ids: &Ids<'_>| {
                world.maximal(&world.below(ids, Edges::All)) != *ids
            };
            let Ok(world) = World::new(case) else {
                return false;
            };
            match &*case.command {
                "upgrade" | "history" => case.target().split(':').any(|target| {
                    let found = parse(target).and_then(|words| world.places(&words));
                    found.is_ok_and(|ids| overlap(&world, &ids))
                }),
                "iterate" => ["lower", "upper"].iter().any(|end| {
                    let named = super::case::texts(&case.target[*end]);
                    let ids = world.ids.iter().copied();
                    let ids: Ids<'_> = ids.filter(|id| named.contains(id)).collect();
                    !case.has("select_for_downgrade") && overlap(&world, &ids)
                }),
                _ => false,
            }
        },
    },
];

/// The departure that a case is, if it is one.
pub(super) fn departure(case: &Case) -> Option<&'static Departure> {
    DEPARTURES.iter().find(|departure| (departure.rule)(case))
}

fn rows<'c>(world: &World<'c>, case: &Case) -> Ids<'c> {
    let is_row = |id: &&str| case.applied_heads.iter().any(|row| row == id);
    world.ids.iter().copied().filter(is_row).collect()
}

fn looks_at_rows(case: &Case) -> bool {
    !case.has("sql")
        && (["upgrade", "downgrade", "stamp", "current"].contains(&&*case.command)
            || case.target().contains("current"))
}
