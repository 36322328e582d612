//! Measures the checks on folders of revisions: `measure [OPTION...] DIALECT=FOLDER...`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints"
)]

use std::path::Path;
use std::process::ExitCode;

use limbeck_core::Dialect;
use limbeck_tests::measure::{History, Options, Servers, Tally, measure};

const USAGE: &str = "\
usage: measure [--seed N] [--count N] [--details] DIALECT=FOLDER...

Checks each history as it is, then with seeded mistakes (--count for each history, 1000 if not
said), judged by a server: LIMBECK_TEST_POSTGRES and LIMBECK_TEST_MYSQL are the URLs of servers on
which databases may be made; SQLite needs none. Prints tables; --details also each disagreement.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut options = Options {
        servers: Servers {
            postgres: std::env::var("LIMBECK_TEST_POSTGRES").ok(),
            mysql: std::env::var("LIMBECK_TEST_MYSQL").ok(),
        },
        seed: 5,
        count: 1000,
    };
    let mut show_details = false;
    let mut folders = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<u32>().ok());
        let is_understood = match argument.as_str() {
            "--details" => {
                show_details = true;
                true
            }
            "--seed" => number().map(|seed| options.seed = seed.into()).is_some(),
            "--count" => number()
                .map(|count| options.count = count as usize)
                .is_some(),
            _ => match argument.split_once('=') {
                Some((dialect, folder)) => Dialect::from_name(dialect)
                    .map(|dialect| folders.push((dialect, folder.to_owned())))
                    .is_some(),
                None => false,
            },
        };
        if !is_understood {
            folders.clear();
            break;
        }
    }
    if folders.is_empty() {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    println!(
        "seed {}, {} mistakes a history\n",
        options.seed, options.count
    );
    let mut tally = Tally::default();
    for (dialect, folder) in folders {
        let history = match History::load(Path::new(&folder), dialect) {
            Ok(history) => history,
            Err(error) => {
                eprintln!("{folder}: {error}");
                return ExitCode::from(2);
            }
        };
        eprintln!("{} ({dialect})", history.name);
        let report = measure(&history, &options).await;
        if show_details {
            println!("## {} ({dialect})\n{}", history.name, report.details());
        }
        tally.add(&report);
    }
    println!("{tally}");
    ExitCode::SUCCESS
}
