//! Judges Limbeck by recorded answers of Alembic: `oracle [--figures] FILE...`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints"
)]

use std::path::Path;
use std::process::ExitCode;

use limbeck_tests::oracle::{Tally, Verdict, judge, read};

fn main() -> ExitCode {
    let mut figures = false;
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--figures" => figures = true,
            _ => files.push(argument),
        }
    }
    if files.is_empty() {
        eprintln!("usage: oracle [--figures] FILE...");
        return ExitCode::from(2);
    }
    let mut tally = Tally::default();
    for file in &files {
        let cases = match read(Path::new(file)) {
            Ok(cases) => cases,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        };
        for case in cases {
            let verdict = judge(&case);
            if let Verdict::Failed { expected, got } = &verdict {
                println!("{}: expected {expected}, got {got}", case.name);
            }
            tally.count(&case, &verdict);
        }
    }
    if figures {
        print!("{}", tally.figures());
    }
    println!("departures: {}", tally.departed());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    ExitCode::from(u8::from(tally.failed > 0))
}
