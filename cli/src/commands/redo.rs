//! `limbeck redo`: take revisions back and apply them again.

use std::num::NonZeroU32;

use clap::Args;
use limbeck::{Direction, Migrator, Report};

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::danger;
use crate::database::{self, Access, Database, with_connection};
use crate::exit::{Exit, Failure};
use crate::interrupt::Watch;
use crate::wording::{count, listed};

/// The arguments of `limbeck redo`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Redo {
    /// How many revisions.
    #[arg(short, value_name = "N", default_value = "1")]
    number: NonZeroU32,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Redo {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let watch = Watch::new(&history, &context.output);
        let migrator = watch.migrator();
        let consent = danger::Consent::of(context);
        let back = format!("-{}", self.number);
        let report = database::run(&url, Access::Change, async |database| {
            consent.before_downgrade(&history, database, &back).await?;
            watch.over(redo(&migrator, database, &back)).await
        })?;
        if self.answer.json {
            context.report(&report, self.answer);
        } else {
            context.output.done(redone(&report));
        }
        Ok(Exit::Done)
    }
}

async fn redo(
    migrator: &Migrator<'_>,
    database: &mut Database,
    back: &str,
) -> Result<Report, Failure> {
    let heads = heads(migrator, database).await?;
    let mut report = with_connection!(database, c => migrator.downgrade_to(&mut *c, back).await)?;
    for head in heads {
        let again = with_connection!(database, c => migrator.upgrade_to(&mut *c, &head).await);
        match again {
            Ok(again) => {
                report.steps.extend(again.steps);
                report.heads = again.heads;
                report.elapsed += again.elapsed;
            }
            Err(error) => return Err(half_done(migrator, database, error).await),
        }
    }
    Ok(report)
}

/// `redid 1 revision in 0.01 s, now at b`
fn redone(report: &Report) -> String {
    let again = report.steps.iter();
    let again = again.filter(|step| step.direction == Direction::Upgrade);
    let revisions = count(again.count(), "revision");
    let seconds = report.elapsed.as_secs_f64();
    let heads = report.heads.join(", ");
    format!("redid {revisions} in {seconds:.2} s, now at {heads}")
}

/// The way back is done, the way forward is not.
async fn half_done(
    migrator: &Migrator<'_>,
    database: &mut Database,
    error: limbeck::Error,
) -> Failure {
    let failure = Failure::from(error);
    let place = match heads(migrator, database).await {
        Ok(heads) if heads.is_empty() => "`base`".to_owned(),
        Ok(heads) => listed(heads.iter().map(String::as_str)),
        Err(_) => return failure,
    };
    failure.help(format!(
        "what was taken back is not applied again: the database is at {place}, and `limbeck upgrade` goes on from there"
    ))
}

async fn heads(migrator: &Migrator<'_>, database: &mut Database) -> Result<Vec<String>, Failure> {
    let current = with_connection!(database, c => migrator.current(&mut *c).await)?;
    Ok(current.into_iter().map(|head| head.revision).collect())
}
