//! Walks a history along the server and the checks, with mistakes on the way.

use std::collections::HashSet;

use super::History;
use super::checker::{Answer, Checker, Said};
use super::history::Step;
use super::mutate::{Kind, mutate};
use super::names::Names;
use super::random::Random;
use super::report::{Example, Found, Report, Trial};
use super::server::{Round, Server, Servers};
use super::trial::{downgrade_trial, news, upgrade_trial};
use super::verdict::Fault;

/// What to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the servers are.
    pub servers: Servers,
    /// The seed of the mistakes.
    pub seed: u64,
    /// How many mistakes in each history.
    pub count: usize,
}

/// The farthest that a revision is moved towards the base.
const FARTHEST: usize = 8;

/// Reads a history as it is, and with mistakes; nothing of the server is left behind.
pub async fn measure(history: &History, options: &Options) -> Report {
    let server = Server::start(history.dialect, &options.servers).await;
    let mut walk = Walk {
        history,
        checker: Checker::new(history.dialect),
        random: Random::new(options.seed, &history.name),
        names: Names::default(),
        report: Report::new(history),
        whole: Answer::default(),
        before: Answer::default(),
        seen: HashSet::new(),
    };
    walk.whole = walk.read_whole();
    if let Some(mut server) = server {
        let plan = walk.plan(options.count);
        for (position, kinds) in plan.iter().enumerate() {
            walk.step(position, kinds, &mut server).await;
        }
        server.stop().await;
    }
    walk.finish()
}

struct Walk<'a> {
    history: &'a History,
    checker: Checker,
    random: Random,
    names: Names,
    report: Report,
    /// What is said about the history as it is.
    whole: Answer,
    /// What is said about the revisions before the one that is changed.
    before: Answer,
    seen: HashSet<(usize, String)>,
}

impl Walk<'_> {
    /// Chooses the places of the mistakes: for each revision, the kinds.
    fn plan(&mut self, count: usize) -> Vec<Vec<Kind>> {
        let steps = &self.history.steps;
        let mut plan = vec![Vec::new(); steps.len()];
        let has_downgrade = |&k: &usize| {
            let downgrade = steps[k].downgrade.as_ref();
            downgrade.is_some_and(|commands| !commands.texts.is_empty())
        };
        let all: Vec<usize> = (0..steps.len()).collect();
        let with_downgrade: Vec<usize> = all.iter().copied().filter(has_downgrade).collect();
        for index in 0..count {
            let kind = Kind::ALL[index % Kind::ALL.len()];
            let places = match kind {
                Kind::DowngradeLineRemoved => &with_downgrade,
                _ => &all,
            };
            if let Some(&place) = self.random.choose(places) {
                plan[place].push(kind);
            }
        }
        plan
    }

    async fn step(&mut self, position: usize, kinds: &[Kind], server: &mut Server) {
        let step = &self.history.steps[position];
        let round = match &step.downgrade {
            Some(downgrade) => Some(server.round(&step.upgrade, downgrade).await),
            None => None,
        };
        let works = match kinds {
            [] => false,
            _ => server.attempt(&[&step.upgrade]).await.is_none(),
        };
        if works {
            // Sealed revisions are not told of, so the world is looked at before they are sealed.
            let is_open = self.checker.with(&[]).is_open;
            self.checker.seal();
            self.before = self.checker.with(&[]);
            let mut with = self.checker.with(&[(&step.path, &step.text)]);
            with.is_open |= is_open;
            for &kind in kinds {
                self.mistake(position, kind, &with, round.as_ref(), server)
                    .await;
            }
            self.checker.unseal();
        } else {
            self.report.skipped += kinds.len();
        }
        for fault in server.keep(&step.upgrade).await {
            self.report.faults.push((place(step, &fault), fault));
        }
        if let Some(round) = round {
            self.report.rounds.push((step.path.clone(), round));
        }
        self.names.add(&server.fingerprint().await);
        self.checker.add(step);
    }

    async fn mistake(
        &mut self,
        position: usize,
        kind: Kind,
        with: &Answer,
        round: Option<&Round>,
        server: &mut Server,
    ) {
        match kind {
            Kind::ParentChanged | Kind::RevisionsSwapped => {
                self.reorder(position, kind, with, server).await;
                return;
            }
            Kind::DowngradeLineRemoved if !matches!(round, Some(Round::Same)) => {
                self.report.skipped += 1;
                return;
            }
            _ => {}
        }
        let step = &self.history.steps[position];
        let dialect = self.history.dialect;
        let mutant = mutate(step, kind, &self.names, dialect, &mut self.random);
        let mutant = mutant.filter(|m| self.seen.insert((position, m.text.clone())));
        let Some(mutant) = mutant else {
            self.report.skipped += 1;
            return;
        };
        let answer = self.checker.with(&[(&step.path, &mutant.text)]);
        let new = news(&answer, &with.found);
        let trial = if kind == Kind::DowngradeLineRemoved {
            downgrade_trial(&mutant, &new, server).await
        } else {
            upgrade_trial(&mutant, &new, dialect, server).await
        };
        let place = format!("{}:{}", step.path, step.line(mutant.at));
        self.report.add(Example {
            kind,
            trial,
            is_closed: !with.is_open,
            place,
            shown: mutant.shown,
            said: new,
        });
    }

    /// Runs a revision too early: the next one before this one, or one from further on.
    async fn reorder(&mut self, position: usize, kind: Kind, with: &Answer, server: &mut Server) {
        let steps = &self.history.steps;
        let step = &steps[position];
        let distance = match kind {
            Kind::ParentChanged => 1 + self.random.below(FARTHEST),
            _ => 1,
        };
        let parent = match position {
            0 => "base",
            _ => &steps[position - 1].id,
        };
        let early = steps.get(position + distance);
        let moved = early.and_then(|early| Some((early, early.behind(Some(parent))?)));
        let moved = moved.filter(|(_, first)| {
            let key = format!("{} {first}", kind.name());
            self.seen.insert((position, key))
        });
        let Some((early, first)) = moved else {
            self.report.skipped += 1;
            return;
        };
        let (answer, fault) = if kind == Kind::RevisionsSwapped {
            let Some(second) = step.behind(Some(&early.id)) else {
                self.report.skipped += 1;
                return;
            };
            let files = [(early.path.as_str(), first.as_str()), (&step.path, &second)];
            let fault = server.attempt(&[&early.upgrade, &step.upgrade]).await;
            (self.checker.with(&files), fault)
        } else {
            let fault = server.attempt(&[&early.upgrade]).await;
            (self.checker.with(&[(&early.path, &first)]), fault)
        };
        let is_of_both = |said: &&Said| {
            let path = said.place.split(':').next();
            path == Some(&early.path) || path == Some(&step.path)
        };
        let of_both = self.whole.found.iter().filter(is_of_both);
        let known: Vec<Said> = self.before.found.iter().chain(of_both).cloned().collect();
        let mut new = news(&answer, &known);
        new.retain(|said| !said.is_downgrade());
        let is_caught = new.iter().any(Said::is_error);
        let trial = match fault {
            Some(fault) => Trial::Refused {
                class: fault.class(self.history.dialect),
                is_caught,
                by: fault,
            },
            None => Trial::Accepted {
                is_alarm: is_caught,
            },
        };
        self.report.add(Example {
            kind,
            trial,
            is_closed: !with.is_open && !answer.is_open,
            place: early.path.clone(),
            shown: format!("before {}", step.path),
            said: new,
        });
    }

    fn read_whole(&self) -> Answer {
        let steps = self.history.steps.iter();
        let files: Vec<_> = steps
            .map(|step| (step.path.as_str(), step.text.as_str()))
            .collect();
        self.checker.with(&files)
    }

    fn finish(mut self) -> Report {
        self.report.statements = self.whole.statements;
        self.report.opaque = self.whole.opaque;
        for said in self.whole.found {
            let path = said.place.split(':').next().unwrap_or_default();
            let is_of = |place: &str| place.split(':').next() == Some(path);
            let faults = &self.report.faults;
            let is_broken = |(place, round): &(String, Round)| match round {
                Round::DowngradeFails(_) => is_of(place),
                Round::Differs(_) => is_of(place) && said.is_downgrade(),
                Round::Same | Round::UpgradeFails(_) => false,
            };
            let is_true = faults.iter().any(|(place, _)| is_of(place))
                || self.report.rounds.iter().any(is_broken);
            self.report.found.push(Found { said, is_true });
        }
        self.report
    }
}

fn place(step: &Step, fault: &Fault) -> String {
    let start = step.upgrade.ranges.get(fault.statement);
    let line = start.map_or(1, |range| step.line(range.start));
    format!("{}:{line}", step.path)
}
