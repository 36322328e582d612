//! BEACON as a process: it migrates, it serves, and it is alive before it is ready.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

fn beacon(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beacon"));
    command.current_dir(folder);
    command
        .env_remove("DATABASE_URL")
        .env_remove("LIMBECK_SKIP");
    command
}

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
    /// Kept open: the server says more later.
    _out: BufReader<ChildStdout>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = beacon(folder)
            .arg("serve")
            .env("BEACON_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("listening on http://").unwrap();
        let address = address.to_owned();
        Server {
            child,
            address,
            _out: out,
        }
    }

    /// The status and the body of one answer.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: beacon\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    fn wait_until_ready(&self) {
        let start = Instant::now();
        while self.get("/readyz").0 != 200 {
            assert!(start.elapsed() < Duration::from_secs(30), "never ready");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_first_run_upgrades_and_a_second_has_nothing_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        let output = beacon(folder.path()).output().unwrap();
        assert!(output.status.success());
        assert!(
            output.stderr.is_empty(),
            "no progress where there is no terminal"
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let first = run();
    assert!(first.starts_with("upgraded 22 revisions in "), "{first}");
    assert_eq!(run(), "up to date at touch_updated_at\n");
}

#[test]
fn an_unknown_argument_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = beacon(folder.path()).arg("sevre").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("'sevre'") && errors.contains("'serve'"),
        "{errors}"
    );
}

#[tokio::test]
async fn it_is_alive_while_it_migrates_and_ready_only_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/beacon.db?mode=rwc", folder.path().display());
    let pool = sqlx::SqlitePool::connect(&database).await.unwrap();
    // The migrations cannot begin while somebody else writes.
    let mut holder = pool.acquire().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut *holder)
        .await
        .unwrap();
    let server = Server::start(folder.path());
    assert_eq!(server.get("/healthz"), (200, "alive\n".to_owned()));
    assert_eq!(server.get("/readyz"), (503, "migrating\n".to_owned()));
    assert_eq!(server.get("/documents").0, 503);
    sqlx::raw_sql("ROLLBACK")
        .execute(&mut *holder)
        .await
        .unwrap();
    server.wait_until_ready();
    assert_eq!(server.get("/documents"), (200, "[]".to_owned()));
    let insert = "INSERT INTO institutions (id, code, name, type) VALUES (1, 'u', 'University', 'university')";
    sqlx::raw_sql(insert).execute(&pool).await.unwrap();
    let (status, body) = server.get("/institutions");
    assert_eq!(status, 200);
    let expected = r#"[{"id":1,"code":"u","name":"University","type":"university","parent_ministry_id":null}]"#;
    assert_eq!(body, expected);
}
