//! One replica of a service: starts, migrates the database that its argument names, says what it
//! did, and ends. Waits first until the file named by the second argument exists, so that many start
//! at the same moment.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test program")]

use std::path::Path;
use std::time::Duration;

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("../migrations");

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    while !Path::new(&arguments[2]).exists() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let report = if arguments[1].starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(&arguments[1]).await.unwrap();
        MIGRATIONS.upgrade(&pool).await
    } else {
        let pool = sqlx::PgPool::connect(&arguments[1]).await.unwrap();
        MIGRATIONS.upgrade(&pool).await
    };
    let report = report.unwrap_or_else(|error| panic!("{error}"));
    for step in &report.steps {
        println!("{}", step.revision);
    }
}
