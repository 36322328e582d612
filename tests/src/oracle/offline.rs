//! What `--sql` adds to a target: where the database that is not there stands.

use super::case::Case;
use super::errors::Kind;

/// A target without a database: where it begins, if that is said, and where it leads.
pub(super) struct Offline<'c> {
    pub(super) from: Option<&'c str>,
    pub(super) to: Vec<&'c str>,
}

/// Takes the targets of an offline command apart: `from:to`, one `from` for all.
pub(super) fn offline(case: &Case) -> Result<Offline<'_>, Kind> {
    if case.has("purge") {
        return Err(Kind::PurgeOffline);
    }
    let mut offline = Offline {
        from: None,
        to: Vec::new(),
    };
    for target in case.targets() {
        let Some((from, to)) = target.split_once(':') else {
            if case.command == "downgrade" {
                return Err(Kind::Malformed);
            }
            offline.to.push(target);
            continue;
        };
        if offline.from.is_some_and(|other| other != from) {
            return Err(Kind::SeveralStarts);
        }
        offline.from = Some(from);
        offline.to.push(to);
    }
    Ok(offline)
}
