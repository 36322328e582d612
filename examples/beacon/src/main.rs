//! BEACON, a document platform of ministries and universities: a binary that brings its own
//! database up to date.
//!
//! Run with
//! ```text
//! cargo run -p beacon              # migrate sqlite://beacon.db, or DATABASE_URL
//! cargo run -p beacon -- serve     # migrate, and serve a small JSON API on BEACON_LISTEN
//! ```
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to its user"
)]

use std::process::ExitCode;

mod api;
mod database;
mod progress;

use database::Database;

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("../../migrations");

const DEFAULT_DATABASE: &str = "sqlite://beacon.db?mode=rwc";
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        [] => migrate().await,
        ["serve"] => serve().await,
        _ => {
            eprintln!("usage: beacon [serve]");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn migrate() -> Result<(), Failure> {
    let database = Database::connect(&variable("DATABASE_URL", DEFAULT_DATABASE)).await?;
    let report = database.upgrade(&progress::Progress::new()).await?;
    println!("{report}");
    Ok(())
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
    let migrating = async {
        let database = Database::connect(&variable("DATABASE_URL", DEFAULT_DATABASE)).await?;
        let report = database.upgrade(&progress::Progress::new()).await?;
        println!("{report}");
        state.ready(database);
        Ok::<(), Failure>(())
    };
    // Failing migrations end the process; a finished server ends it too.
    let serving = async { server.await.map_err(Failure::from) };
    let (served, migrated) = tokio::join!(serving, async {
        let migrated = migrating.await;
        if let Err(error) = &migrated {
            eprintln!("error: {error}");
            std::process::exit(1);
        }
        migrated
    });
    served.and(migrated)
}

fn variable(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}
