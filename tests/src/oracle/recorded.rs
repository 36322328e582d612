//! What Alembic answered, as an answer.

use std::collections::BTreeSet;

use super::answer::{Answer, Way};
use super::case::Case;
use super::errors::corresponding;

/// What was recorded.
pub(super) fn recorded(case: &Case) -> Answer {
    let expect = &case.expect;
    if let Some(class) = &expect.error {
        let raw = expect.raw.as_deref().unwrap_or_default();
        return Answer::Error(corresponding(class, raw).iter().copied().collect());
    }
    let rows = || expect.heads_after.clone().unwrap_or_default();
    match &*case.command {
        "stamp" => Answer::Rows(rows()),
        "upgrade" | "downgrade" => {
            let steps = expect.steps.iter().flatten().filter_map(|step| {
                let way = match step.get(0)?.as_str()? {
                    "upgrade" => Way::Up,
                    _ => Way::Down,
                };
                Some((way, step.get(1)?.as_str()?.to_owned()))
            });
            Answer::Steps {
                steps: steps.collect(),
                rows: rows(),
            }
        }
        "branches" => Answer::Branches(expect.branches.clone().unwrap_or_default()),
        "revision" | "merge" => Answer::New {
            parents: expect
                .down_revision
                .iter()
                .flatten()
                .flatten()
                .cloned()
                .collect(),
            depends_on: expect.depends_on.clone().unwrap_or_default(),
        },
        "heads" | "bases" | "history" | "resolve" | "current" | "iterate" => {
            let words = |list: &Vec<String>| list.iter().cloned().collect::<BTreeSet<_>>();
            let flags = expect.flags.iter().flatten();
            // Before a base lies the base, and before that nothing: neither is a revision.
            let ids = expect.revisions.iter().flatten().flatten();
            let mut ids: Vec<String> = ids.filter(|id| *id != "base").cloned().collect();
            if case.command == "resolve" {
                // What is found below several heads is one revision, and told once.
                ids.sort();
                ids.dedup();
            }
            Answer::Revisions {
                ids,
                flags: flags
                    .map(|(id, flags)| (id.clone(), words(flags)))
                    .collect(),
                labels: expect.labels.clone().unwrap_or_default(),
            }
        }
        _ => Answer::Unjudged,
    }
}
