//! What is told of a way back that does not lead back.

use limbeck_core::body::Section;
use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Severity};

use crate::simulator::Difference;

/// Tells the first error of a downgrade's statements as its failure: it ends there, and what is
/// wrong after it may be so because of it. What no database reads at all keeps its name.
pub(super) fn failures(revision: &str, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut has_failed = false;
    found.retain_mut(|one| {
        if one.severity < Severity::Error || one.code == Code::SyntaxError {
            return true;
        }
        one.code = Code::DowngradeFails;
        one.message = format!("the downgrade of `{revision}` fails: {}", one.message);
        !std::mem::replace(&mut has_failed, true)
    });
    found
}

/// Tells how a downgrade leaves another schema than its upgrade found; `section` is the downgrade's.
pub(super) fn difference(
    revision: &str,
    section: &Section,
    difference: &Difference,
) -> Option<Diagnostic> {
    if difference.is_uncertain {
        return None;
    }
    let severity = if difference.names.is_empty() {
        Severity::Warning
    } else {
        Severity::Error
    };
    let mut told = difference.names.iter().chain(&difference.details);
    let first = told.next()?;
    let message = format!("the downgrade of `{revision}` does not undo its upgrade: {first}");
    let directive = section.directive.clone();
    let mut diagnostic = Diagnostic::at(Code::DowngradeDiffers, directive, message)
        .severity(severity)
        .label("compared with the schema before the upgrade");
    for other in told {
        diagnostic = diagnostic.note(format!("also, {other}"));
    }
    Some(diagnostic.help(
        "undo it in this section, or say why not: `-- migrate: allow downgrade-differs \"<reason>\"` before a statement of it",
    ))
}

/// Makes a warning of an error that goes away when one goes further back.
pub(super) fn soften(found: &mut Diagnostic) {
    if matches!(found.code, Code::DowngradeFails | Code::DowngradeDiffers)
        && found.severity == Severity::Error
    {
        found.severity = Severity::Warning;
        found
            .notes
            .push("further back it comes right: the downgrades around it work together".to_owned());
    }
}
