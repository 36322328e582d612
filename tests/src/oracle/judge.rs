//! Judges one case.

use std::collections::BTreeSet;

use super::answer::{Answer, Way, answer};
use super::case::Case;
use super::departures::departure;
use super::errors::of_class;
use super::ideal::ideal;
use super::recorded::recorded;
use super::world::World;

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Right, and rightly not what Alembic says.
    Departed(&'static str),
    /// Not as expected.
    Failed { expected: String, got: String },
}

/// Judges what Limbeck makes of a case.
pub fn judge(case: &Case) -> Verdict {
    verdict(case, &answer(case))
}

/// Judges an answer: a match case by Alembic's, a beat case and a departure by what is right.
fn verdict(case: &Case, got: &Answer) -> Verdict {
    let failed = |expected: &Answer| Verdict::Failed {
        expected: format!("{expected:?}"),
        got: format!("{got:?}"),
    };
    if case.is_beat() {
        let right = ideal(case);
        let recorded_too = agrees_with_record(case, &right);
        return match recorded_too && is_met(case, &right, got) {
            true => Verdict::Passed,
            false => failed(&right),
        };
    }
    let alembic = recorded(case);
    let meets = is_met(case, &alembic, got);
    match departure(case) {
        Some(departure) => {
            let right = ideal(case);
            match is_met(case, &right, got) {
                // Both refuse, and with the same class of error: nothing that a user would notice.
                true if meets || is_of_class(case, got) => Verdict::Passed,
                true => Verdict::Departed(departure.name),
                false => failed(&right),
            }
        }
        None if meets => Verdict::Passed,
        None => failed(&alembic),
    }
}

fn is_of_class(case: &Case, got: &Answer) -> bool {
    match (&case.expect.error, got) {
        (Some(class), Answer::Error(got)) => of_class(class).any(|kind| got.contains(&kind)),
        _ => false,
    }
}

/// Whether what is right does not contradict what the record itself says of it.
fn agrees_with_record(case: &Case, right: &Answer) -> bool {
    let expect = &case.expect;
    if let Some(class) = &expect.ideal_error {
        let kinds = super::errors::corresponding(class, "");
        return matches!(right, Answer::Error(right) if right.iter().any(|kind| kinds.contains(kind)));
    }
    let rows = match right {
        Answer::Steps { rows, .. } | Answer::Rows(rows) => Some(rows),
        _ => None,
    };
    if let Some(ideal) = &expect.heads_ideal
        && rows != Some(ideal)
    {
        return false;
    }
    match (&expect.plan, right) {
        (Some(plan), Answer::Steps { steps, .. }) => {
            let planned: BTreeSet<&str> = plan.iter().map(|(_, id)| id.as_str()).collect();
            steps
                .iter()
                .map(|(_, id)| id.as_str())
                .collect::<BTreeSet<_>>()
                == planned
        }
        _ => true,
    }
}

fn is_met(case: &Case, expected: &Answer, got: &Answer) -> bool {
    match (expected, got) {
        (Answer::Error(expected), Answer::Error(got)) => {
            !got.is_empty() && got.is_subset(expected) || meets_some(case, expected, got)
        }
        (
            Answer::Steps { steps, rows },
            Answer::Steps {
                steps: got,
                rows: got_rows,
            },
        ) => rows == got_rows && same(steps, got) && is_in_order(case, steps, got),
        (Answer::Rows(expected), Answer::Rows(got)) => {
            let mut expected = expected.clone();
            expected.sort();
            expected == *got
        }
        (
            Answer::Revisions { ids, flags, labels },
            Answer::Revisions {
                ids: got,
                flags: got_flags,
                labels: got_labels,
            },
        ) => {
            let flags = flags
                .iter()
                .all(|(id, flags)| got_flags.get(id) == Some(flags));
            let labels = labels
                .iter()
                .all(|(id, labels)| got_labels.get(id) == Some(labels));
            let ordered = match &*case.command {
                "history" | "iterate" => are_in_order(case, ids, got),
                _ => true,
            };
            same(ids, got) && flags && labels && ordered
        }
        (Answer::Branches(expected), Answer::Branches(got)) => same(expected, got),
        (Answer::New { .. }, Answer::New { .. }) => {
            let sorted = |answer: &Answer| match answer {
                Answer::New {
                    parents,
                    depends_on,
                } => {
                    let (mut parents, depends_on) = (parents.clone(), depends_on.clone());
                    // `heads` has no order of its own.
                    parents.sort();
                    (parents, depends_on)
                }
                _ => Default::default(),
            };
            sorted(expected) == sorted(got)
        }
        // Two that say nothing say not the same.
        _ => false,
    }
}

/// A graph with several faults: Alembic stops at the first, Limbeck tells them all.
fn meets_some(
    case: &Case,
    expected: &BTreeSet<super::errors::Kind>,
    got: &BTreeSet<super::errors::Kind>,
) -> bool {
    let faults = World::new(case).err();
    faults.is_some_and(|faults| got.is_subset(&faults) && !got.is_disjoint(expected))
}

/// Whether both have the same things, whatever their order.
fn same<T: Ord>(expected: &[T], got: &[T]) -> bool {
    let sorted = |list: &[T]| {
        let mut places: Vec<usize> = (0..list.len()).collect();
        places.sort_by(|a, b| list[*a].cmp(&list[*b]));
        places
    };
    expected.len() == got.len()
        && sorted(expected)
            .into_iter()
            .zip(sorted(got))
            .all(|(a, b)| expected[a] == got[b])
}

fn is_in_order(case: &Case, expected: &[(Way, String)], got: &[(Way, String)]) -> bool {
    let is_up = got.iter().all(|(way, _)| *way == Way::Up);
    let mut ids: Vec<String> = got.iter().map(|(_, id)| id.clone()).collect();
    let mut expected: Vec<String> = expected.iter().map(|(_, id)| id.clone()).collect();
    if is_up {
        ids.reverse();
        expected.reverse();
    }
    are_in_order(case, &expected, &ids)
}

/// Whether each comes before all that it needs (newest first), and exactly as recorded where there
/// is one order only.
fn are_in_order(case: &Case, expected: &[String], got: &[String]) -> bool {
    let world = World::new(case);
    let backwards = got.iter().rev().map(String::as_str);
    let exact = case.expect.order.as_deref() == Some("exact") && same(expected, got);
    let recorded = case.expect.steps.is_some() || case.expect.revisions.is_some();
    let topological = world.is_ok_and(|world| world.is_topological(backwards));
    // What is right has no order of its own; a recorded order that is the only one is kept.
    topological
        && (!exact || !recorded || case.is_beat() || departure(case).is_some() || expected == got)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::errors::Kind;

    /// A fork with a label: `a`, and `b` and `c` after it; `b` is applied.
    fn case(command: &str, target: &str, expect: &str) -> Case {
        let text = format!(
            r#"{{"name": "x", "graph": [{{"id": "a"}}, {{"id": "b", "down": ["a"]}},
            {{"id": "c", "down": ["a"], "labels": ["side"]}}, {{"id": "d", "down": ["c"]}}],
            "applied_heads": ["b"], "command": "{command}", "target": {target}, "expect": {expect}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn steps(way: Way, ids: &[&str], rows: &[&str]) -> Answer {
        let owned = |id: &&str| (*id).to_owned();
        Answer::Steps {
            steps: ids.iter().map(|id| (way, owned(id))).collect(),
            rows: rows.iter().map(owned).collect(),
        }
    }

    fn is_failed(case: &Case, got: &Answer) -> bool {
        matches!(verdict(case, got), Verdict::Failed { .. })
    }

    const UPGRADED: &str = r#"{"steps": [["upgrade", "c"], ["upgrade", "d"]],
        "heads_after": ["b", "d"], "order": "exact"}"#;

    #[test]
    fn an_upgrade_with_a_step_too_few_too_many_or_in_the_wrong_order_fails() {
        let case = case("upgrade", r#""heads""#, UPGRADED);
        assert_eq!(judge(&case), Verdict::Passed);
        let rows = ["b", "d"];
        assert!(!is_failed(&case, &steps(Way::Up, &["c", "d"], &rows)));
        for wrong in [&["c"][..], &["c", "d", "b"], &["d", "c"], &["c", "c"], &[]] {
            assert!(is_failed(&case, &steps(Way::Up, wrong, &rows)), "{wrong:?}");
        }
        assert!(is_failed(&case, &steps(Way::Down, &["c", "d"], &rows)));
        assert!(is_failed(&case, &steps(Way::Up, &["c", "d"], &["d"])));
        assert!(is_failed(&case, &Answer::error(Kind::Unknown)));
        assert!(is_failed(&case, &Answer::Error(BTreeSet::new())));
        assert!(is_failed(&case, &Answer::Unjudged));
    }

    #[test]
    fn another_error_than_the_expected_one_fails() {
        let expect = r#"{"error": "MultipleHeads", "raw": "Multiple heads", "cli": "FAILED"}"#;
        let case = case("upgrade", r#""head""#, expect);
        assert_eq!(judge(&case), Verdict::Passed);
        assert!(is_failed(&case, &Answer::error(Kind::Unknown)));
        assert!(is_failed(&case, &steps(Way::Up, &["c", "d"], &["b", "d"])));
    }

    #[test]
    fn an_error_of_an_unknown_class_is_met_by_nothing() {
        let case = case(
            "upgrade",
            r#""head""#,
            r#"{"error": "Surprise", "cli": "FAILED"}"#,
        );
        assert!(matches!(judge(&case), Verdict::Failed { .. }));
    }

    #[test]
    fn a_crash_is_beaten_by_what_is_right_and_by_nothing_else() {
        let crash = r#"{"error": "AssertionError", "raw": "", "cli": "traceback"}"#;
        let too_far = case("upgrade", r#""d+2""#, crash);
        assert_eq!(judge(&too_far), Verdict::Passed);
        assert!(is_failed(&too_far, &Answer::error(Kind::Unknown)));
        let right = case("upgrade", r#""d-1""#, crash);
        assert_eq!(judge(&right), Verdict::Passed);
        assert!(is_failed(&right, &Answer::error(Kind::TooFar)));
        assert!(is_failed(&right, &steps(Way::Up, &["c", "d"], &["b", "d"])));
    }

    #[test]
    fn a_beat_case_whose_record_says_otherwise_fails() {
        let expect = r#"{"quirks": ["heads-not-maximal"], "heads_ideal": ["a"], "cli": null}"#;
        assert!(matches!(
            judge(&case("upgrade", r#""d""#, expect)),
            Verdict::Failed { .. }
        ));
        let expect = r#"{"quirks": ["undetected-cycle"], "ideal_error": "CycleDetected"}"#;
        assert!(matches!(
            judge(&case("upgrade", r#""d""#, expect)),
            Verdict::Failed { .. }
        ));
    }

    #[test]
    fn a_departure_is_judged_by_what_is_right() {
        let expect = r#"{"steps": [["downgrade", "b"]], "heads_after": ["d"], "order": "exact"}"#;
        let mut several = case("downgrade", r#""-1""#, expect);
        several.applied_heads = vec!["b".to_owned(), "d".to_owned()];
        assert_eq!(judge(&several), Verdict::Departed("the order of rows"));
        // Alembic's own answer is not right there.
        assert!(is_failed(&several, &steps(Way::Down, &["b"], &["d"])));
        assert!(is_failed(&several, &Answer::error(Kind::TooFar)));
    }

    #[test]
    fn a_command_that_is_not_judged_fails() {
        assert!(matches!(
            judge(&case("dance", "null", "{}")),
            Verdict::Failed { .. }
        ));
    }

    #[test]
    fn other_revisions_children_or_parents_fail() {
        let heads = case("heads", "null", r#"{"revisions": ["b"]}"#);
        assert!(matches!(judge(&heads), Verdict::Failed { .. }));
        let flags = r#"{"revisions": ["b", "d"], "flags": {"b": ["branchpoint"]}}"#;
        assert!(matches!(
            judge(&case("heads", "null", flags)),
            Verdict::Failed { .. }
        ));
        let labels = r#"{"revisions": ["b", "d"], "labels": {"d": []}}"#;
        assert!(matches!(
            judge(&case("heads", "null", labels)),
            Verdict::Failed { .. }
        ));
        let branches = case("branches", "null", r#"{"branches": [["a", ["b"]]]}"#);
        assert!(matches!(judge(&branches), Verdict::Failed { .. }));
        let new = case(
            "revision",
            r#""b""#,
            r#"{"down_revision": ["d"], "depends_on": []}"#,
        );
        assert!(matches!(judge(&new), Verdict::Failed { .. }));
        let stamp = case(
            "stamp",
            r#"["d"]"#,
            r#"{"steps": [], "heads_after": ["d"]}"#,
        );
        assert!(matches!(judge(&stamp), Verdict::Failed { .. }));
        let history = r#"{"revisions": ["c", "d", "a"], "order": "exact"}"#;
        assert!(matches!(
            judge(&case("history", r#"":d""#, history)),
            Verdict::Failed { .. }
        ));
    }
}
