//! One mistake, judged by both sides.

use limbeck_core::Dialect;

use super::checker::{Answer, Said};
use super::mutate::Mutant;
use super::report::Trial;
use super::server::{Round, Server};
use super::verdict::{Class, Fault};

/// What is said and was not said before the change, or not as often; places may have moved.
pub(super) fn news(answer: &Answer, before: &[Said]) -> Vec<Said> {
    let mut known: Vec<&Said> = before.iter().collect();
    let is_new = |said: &&Said| {
        let same = |k: &&Said| k.code == said.code && k.message == said.message;
        let place = known.iter().position(same);
        place.map(|place| known.swap_remove(place)).is_none()
    };
    answer.found.iter().filter(is_new).cloned().collect()
}

pub(super) async fn downgrade_trial(mutant: &Mutant, new: &[Said], server: &mut Server) -> Trial {
    let about = |said: &&Said| said.is_downgrade() || said.is_house_rule();
    let empty = Default::default();
    let downgrade = mutant.downgrade.as_ref().unwrap_or(&empty);
    let fault = match server.round(&mutant.upgrade, downgrade).await {
        Round::Same => {
            let is_alarm = |said: &Said| said.is_downgrade() && said.is_error();
            return Trial::Accepted {
                is_alarm: new.iter().any(is_alarm),
            };
        }
        Round::Differs(lines) => Fault {
            code: "differs".to_owned(),
            message: lines.join("; "),
            ..Fault::default()
        },
        Round::UpgradeFails(fault) | Round::DowngradeFails(fault) => fault,
    };
    Trial::Refused {
        class: Class::Downgrade,
        is_caught: new.iter().any(|said| about(&said)),
        by: fault,
    }
}

/// Judges a mistake in the upgrade; what is said of the way back then is tried too.
pub(super) async fn upgrade_trial(
    mutant: &Mutant,
    new: &[Said],
    dialect: Dialect,
    server: &mut Server,
) -> Trial {
    let errors = || new.iter().filter(|said| said.is_error());
    if let Some(fault) = server.attempt(&[&mutant.upgrade]).await {
        return Trial::Refused {
            class: fault.class(dialect),
            is_caught: errors().any(|said| !said.is_downgrade()),
            by: fault,
        };
    }
    let mut alarms = errors().filter(|said| !said.is_house_rule());
    let is_alarm = match (alarms.clone().all(Said::is_downgrade), &mutant.downgrade) {
        _ if alarms.next().is_none() => false,
        (true, Some(downgrade)) => {
            let round = server.round(&mutant.upgrade, downgrade).await;
            matches!(round, Round::Same)
        }
        _ => true,
    };
    Trial::Accepted { is_alarm }
}
