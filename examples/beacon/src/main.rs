//! BEACON, a document platform of ministries and universities: a binary that brings its own
//! database up to date.
//!
//! Run with
//! ```text
//! cargo run -p beacon              # migrate sqlite://beacon.db, or DATABASE_URL
//! cargo run -p beacon -- serve     # migrate, and serve a small JSON API on BEACON_LISTEN
//! cargo run -p beacon -- db        # the commands of limbeck, on the revisions in this binary
//! ```
//! `LIMBECK_SKIP=1` leaves the database as it is at the start, for when something else upgrades
//! it, such as a job of its own. That is BEACON's doing: the library never reads the environment.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to its user"
)]

use clap::{Parser, Subcommand};
use limbeck_cli::Exit;

mod api;
mod database;
mod progress;

use database::Database;

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("../../migrations");

/// Where DATABASE_URL names none.
const DEFAULT_DATABASE: &str = "sqlite://beacon.db?mode=rwc";
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A document platform; without a command it migrates its database and ends.
#[derive(Debug, Parser)]
#[command(name = "beacon", version)]
struct Beacon {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate, and serve a small JSON API on BEACON_LISTEN.
    Serve,
    /// Look after the database.
    Db(limbeck_cli::Command),
}

#[tokio::main]
async fn main() -> Exit {
    let result = match Beacon::parse().command {
        None => migrate().await,
        Some(Command::Serve) => serve().await,
        Some(Command::Db(command)) => return limbeck_cli::run(command, &MIGRATIONS),
    };
    match result {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Findings
        }
    }
}

async fn migrate() -> Result<(), Failure> {
    connect_and_upgrade().await.map(drop)
}

/// Listens first and migrates then, so that whoever watches the process sees it alive meanwhile.
async fn serve() -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind(variable("BEACON_LISTEN", DEFAULT_LISTEN)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let state = api::State::default();
    let server = axum::serve(listener, api::router(state.clone()));
    let server = server.with_graceful_shutdown(async {
        // Without a handler for Ctrl-C the process ends at once, which is as good.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    // Failing migrations end the process; a finished server ends it too.
    let (served, ()) = tokio::join!(server.into_future(), async {
        match connect_and_upgrade().await {
            Ok(database) => state.ready(database),
            Err(error) => {
                eprintln!("error: {error}");
                std::process::exit(1);
            }
        }
    });
    Ok(served?)
}

async fn connect_and_upgrade() -> Result<Database, Failure> {
    let database = Database::connect(&variable("DATABASE_URL", DEFAULT_DATABASE)).await?;
    if std::env::var_os("LIMBECK_SKIP").is_some_and(|value| value == "1") {
        println!("not migrated: LIMBECK_SKIP is set");
    } else {
        let report = database.upgrade(&progress::Progress::new()).await?;
        println!("{report}");
    }
    Ok(database)
}

fn variable(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}
