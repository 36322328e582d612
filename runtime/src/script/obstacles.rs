//! Why an idempotent script must not go on.

use super::Script;
use crate::options::Ahead;
use crate::quote::literal;
use crate::table::FORMAT;

/// Why the script must not go on, said of a revision, and the query for the revisions.
pub(super) struct Obstacle {
    pub(super) why: &'static str,
    pub(super) query: String,
}

/// What a run would refuse, too. The history has revisions.
pub(super) fn obstacles(script: &Script<'_, '_>) -> Vec<Obstacle> {
    let text = |text: &str| literal(script.dialect, text);
    let compiled = script.options.history.revisions().map(|revision| {
        let (id, lineage) = (revision.id(), revision.lineage(script.dialect));
        format!("    ({}, {})", text(id), text(lineage))
    });
    let compiled: Vec<String> = compiled.collect();
    let compiled = format!(
        "WITH compiled (id, as_compiled) AS (VALUES\n{}\n  )\n  ",
        compiled.join(",\n")
    );
    let rows = format!(
        "SELECT revision FROM {} WHERE {}",
        script.table.name(),
        script.table.own()
    );
    let mut obstacles = vec![
        Obstacle {
            why: "recorded by a newer limbeck",
            query: format!("{rows} AND format > {FORMAT}"),
        },
        Obstacle {
            why: "cut off half way; `limbeck upgrade` goes on from there",
            query: format!(
                "{rows} AND (statements_done <> statements_total OR direction <> 'upgrade')"
            ),
        },
        Obstacle {
            why: "applied, and not as it is in this script",
            query: format!(
                "{compiled}{rows} AND EXISTS \
                 (SELECT 1 FROM compiled WHERE id = revision AND as_compiled <> lineage)"
            ),
        },
    ];
    if script.options.ahead == Ahead::Refuse {
        obstacles.push(Obstacle {
            why: "applied, and unknown to this script: the database is ahead",
            query: format!("{compiled}{rows} AND revision NOT IN (SELECT id FROM compiled)"),
        });
    }
    obstacles
}
