//! `limbeck wait`: does the database answer?

use std::time::Duration;

use clap::Args;

use crate::context::Context;
use crate::database::{self, Access, Database, Refusal, Url, said, with_connection};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The arguments of `limbeck wait`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Wait {
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
}

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Wait {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let url = context.url()?;
        let output = &mut context.output;
        database::block_on(async || {
            let mut reason = "the database does not answer".to_owned();
            let answer = until_it_answers(&url, output, &mut reason);
            match tokio::time::timeout(Duration::from_secs(self.timeout), answer).await {
                Ok(result) => result,
                Err(_) => Err(Failure::database(format!(
                    "gave up after {} s: {reason}",
                    self.timeout
                ))
                .help("is the server running, and the address right? `--timeout` waits longer")),
            }
        })?;
        context.output.done("the database answers");
        Ok(Exit::Done)
    }
}

/// Tries again while it may help, and tells each new reason why the last time failed.
async fn until_it_answers(
    url: &Url,
    output: &mut Output,
    reason: &mut String,
) -> Result<(), Failure> {
    let mut pause = FIRST_PAUSE;
    loop {
        let message = match ask(url).await {
            Ok(()) => return Ok(()),
            Err(Refusal {
                failure: Failure::Message { message, .. },
                may_pass: true,
            }) => message,
            Err(refusal) => return Err(refusal.failure),
        };
        if message != *reason {
            output.note(format_args!("waiting: {message}"));
            *reason = message;
        }
        tokio::time::sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

async fn ask(url: &Url) -> Result<(), Refusal> {
    let mut database = Database::attempt(url, Access::Read).await?;
    let answered: sqlx::Result<()> = with_connection!(&mut database, c => {
        sqlx::raw_sql("SELECT 1").execute(c).await.map(drop)
    });
    database.close().await;
    answered.map_err(|error| Refusal {
        failure: Failure::database(format!("the database cannot answer: {}", said(&error))),
        may_pass: true,
    })
}
