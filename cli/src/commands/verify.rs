//! `limbeck verify`: does every downgrade take back what its upgrade did?

use clap::Args;
use limbeck_core::Dialect;

use crate::args::{AnswerArgs, dialect};
use crate::context::Context;
use crate::database::{Url, block_on};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::proof::{self, Finding, Verdict};
use crate::scratch;
use crate::source::History;
use crate::wording::count;

/// The arguments of `limbeck verify`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The database to prove it for [default: the one that the URL names, else the only one in use,
    /// else sqlite].
    #[arg(long, value_name = "DIALECT", value_parser = dialect())]
    dialect: Option<Dialect>,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Verify {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let url = context.url_if_named()?;
        let named = self.dialect.or(url.as_ref().map(Url::dialect));
        let history = context.source.history(&context.options, named)?;
        let dialect = match named {
            Some(named) => named,
            None => only_dialect(&history)?,
        };
        let (verbose, as_json) = (context.options.verbose, self.answer.json);
        let output = &mut context.output;
        let findings = block_on(async || {
            scratch::with_database(dialect, url.as_ref(), async |database| {
                let tell = |finding: &Finding| {
                    if !as_json {
                        say(output, finding, verbose);
                    }
                };
                proof::prove(database, &history, dialect, tell).await
            })
            .await
        })?;
        if self.answer.json {
            context.output.json(&findings);
        } else {
            let summary = summary(&findings, history.packed.len());
            context.output.line(summary);
        }
        match findings.iter().all(|finding| finding.verdict.is_good()) {
            true => Ok(Exit::Done),
            false => Ok(Exit::Findings),
        }
    }
}

fn only_dialect(history: &History) -> Result<Dialect, Failure> {
    match history.dialects().as_slice() {
        [only] => Ok(*only),
        several if several.contains(&Dialect::Sqlite) => Ok(Dialect::Sqlite),
        _ => Err(Failure::usage("nothing says for which database to verify")
            .help("name it: `--dialect sqlite`, or `--database-url` with a server")),
    }
}

/// Says what became of a revision, that it is proved only if asked for more.
fn say(output: &mut Output, finding: &Finding, verbose: bool) {
    let line = format!("{} {}", finding.verdict, finding.place());
    match finding.verdict {
        Verdict::Proved if verbose => output.line(line),
        Verdict::Proved => {}
        Verdict::Irreversible => output.done(line),
        Verdict::Differs | Verdict::Failed => {
            output.line(line);
            for line in &finding.differences {
                output.line(format_args!("    {line}"));
            }
        }
    }
}

/// Returns `22 revisions: 20 proved, 2 irreversible`.
fn summary(findings: &[Finding], revisions: usize) -> String {
    let number = |verdict| findings.iter().filter(|one| one.verdict == verdict).count();
    let mut parts = vec![format!("{} proved", number(Verdict::Proved))];
    for verdict in [Verdict::Irreversible, Verdict::Differs, Verdict::Failed] {
        let number = number(verdict);
        parts.extend((number > 0).then(|| format!("{number} {verdict}")));
    }
    let left = revisions - findings.len();
    parts.extend((left > 0).then(|| format!("{left} not reached")));
    format!("{}: {}", count(revisions, "revision"), parts.join(", "))
}
