//! Projects with a graph in them, written in short.

use crate::project::Project;

/// Writes revisions in this order: `id: its parents < what it depends on # its labels`.
pub(crate) fn graph(revisions: &[&str]) -> Project {
    let project = Project::new();
    for (number, revision) in revisions.iter().enumerate() {
        let (rest, labels) = revision.split_once('#').unwrap_or((revision, ""));
        let (rest, depends_on) = rest.split_once('<').unwrap_or((rest, ""));
        let (id, parents) = rest.split_once(':').expect("an id and its parents");
        let list = |names: &str| names.split_whitespace().collect::<Vec<_>>().join(", ");
        let parents = match list(parents) {
            parents if parents.is_empty() => "base".to_owned(),
            parents => parents,
        };
        let mut text = format!("-- Add {id}\n--\n-- revision: {id}\n-- parent: {parents}\n");
        for (field, names) in [("depends on", depends_on), ("labels", labels)] {
            if !names.is_empty() {
                text.push_str(&format!("-- {field}: {}\n", list(names)));
            }
        }
        text.push_str(&format!(
            "\n-- migrate: upgrade\nCREATE TABLE {id} (n INTEGER);\n\n-- migrate: downgrade\nDROP TABLE {id};\n"
        ));
        project.write(&format!("migrations/{:02}_{id}.sql", number + 1), text);
    }
    project
}

pub(crate) const CHAIN: &[&str] = &["a:", "b: a", "c: b"];

/// A branch that is merged again, and a line of its own that depends on the first.
pub(crate) const TWO_BASES: &[&str] = &[
    "a:",
    "b: a",
    "c: a",
    "d: b c",
    "x: # billing",
    "y: x < c",
    "z: d",
];
