//! Up to date, a run is one read-only statement: counted where the database receives it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use limbeck_tests::{TestDatabase, chain, history_of};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a client has sent: messages that make the server work, and when it waited for answers.
#[derive(Default)]
struct Counts {
    queries: AtomicUsize,
    parses: AtomicUsize,
    other: AtomicUsize,
}

/// Passes everything on to the server at `port` and counts the client's messages. The start of the
/// connection has messages without type; they are passed on uncounted until the server is ready.
async fn counting_proxy(port: u16, counts: Arc<Counts>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
            let counts = Arc::clone(&counts);
            tokio::spawn(async move {
                let mut started = false;
                loop {
                    // A typed message is a byte and a length that counts itself; the first is only
                    // a length (PostgreSQL manual, "Message Formats").
                    let mut kind = 0;
                    if started {
                        let Ok(byte) = from_client.read_u8().await else {
                            return;
                        };
                        kind = byte;
                    }
                    let Ok(length) = from_client.read_u32().await else {
                        return;
                    };
                    let mut body = vec![0; length as usize - 4];
                    from_client.read_exact(&mut body).await.unwrap();
                    // Counted before it is passed on: the answer must find it counted.
                    match kind {
                        // Sync is no statement: sqlx's pool asks with it whether a connection that
                        // comes back still lives.
                        0 | b'X' | b'S' => {}
                        b'Q' => drop(counts.queries.fetch_add(1, Ordering::SeqCst)),
                        b'P' => drop(counts.parses.fetch_add(1, Ordering::SeqCst)),
                        _ => drop(counts.other.fetch_add(1, Ordering::SeqCst)),
                    }
                    if started {
                        to_server.write_u8(kind).await.unwrap();
                    }
                    to_server.write_u32(length).await.unwrap();
                    to_server.write_all(&body).await.unwrap();
                    started = true;
                }
            });
        }
    });
    own
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_receives_exactly_one_statement_when_all_is_applied() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let migrations = history_of(&chain(50));
    let TestDatabase::Postgres { pool, url } = &database else {
        unreachable!()
    };
    migrations.upgrade(pool).await.unwrap();
    let counts = Arc::new(Counts::default());
    let options: PgConnectOptions = url.parse().unwrap();
    let port = counting_proxy(options.get_port(), Arc::clone(&counts)).await;
    // Without TLS the first message is the start-up message itself.
    let options = options
        .host("127.0.0.1")
        .port(port)
        .ssl_mode(sqlx::postgres::PgSslMode::Disable);
    let one = PgPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false);
    let through = one.connect_with(options).await.unwrap();
    let before = counts.queries.load(Ordering::SeqCst);
    let report = migrations.upgrade(&through).await.unwrap();
    assert!(report.is_up_to_date());
    assert_eq!(
        counts.queries.load(Ordering::SeqCst) - before,
        1,
        "one simple query"
    );
    assert_eq!(
        counts.parses.load(Ordering::SeqCst),
        0,
        "nothing is prepared"
    );
    assert_eq!(
        counts.other.load(Ordering::SeqCst),
        0,
        "and nothing else is sent"
    );
    // The counter can count: a run with something to do sends more.
    history_of(&chain(51)).upgrade(&through).await.unwrap();
    assert!(counts.queries.load(Ordering::SeqCst) - before > 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_asked_without_waiting_for_a_running_upgrade() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let migrations = history_of(&chain(3));
    let TestDatabase::Postgres { pool, .. } = &database else {
        unreachable!()
    };
    migrations.upgrade(pool).await.unwrap();
    // Everybody's lock is taken, and the table cannot be written.
    let mut holder = pool.begin().await.unwrap();
    let lock = "LOCK TABLE limbeck_revisions IN SHARE MODE; \
                SELECT pg_advisory_xact_lock(key) FROM generate_series(1, 3) AS key";
    sqlx::raw_sql(lock).execute(&mut *holder).await.unwrap();
    let report = migrations.upgrade(pool).await.unwrap();
    assert!(report.is_up_to_date());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_sqlite_file_that_is_up_to_date_is_enough() {
    let database = TestDatabase::sqlite().await;
    let migrations = history_of(&chain(3));
    let TestDatabase::Sqlite { pool, folder } = &database else {
        unreachable!()
    };
    migrations.upgrade(pool).await.unwrap();
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("test.db"))
        .read_only(true);
    let reader = SqlitePoolOptions::new()
        .connect_with(options)
        .await
        .unwrap();
    assert!(migrations.upgrade(&reader).await.unwrap().is_up_to_date());
    let error = history_of(&chain(4)).upgrade(&reader).await.unwrap_err();
    assert!(
        matches!(error.kind(), limbeck::ErrorKind::ReadOnly { .. }),
        "{error}"
    );
}
