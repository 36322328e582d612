//! `limbeck wait`

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use crate::postgres::Postgres;
use crate::project::{Project, Run};

fn wait(url: &str) -> Run {
    let project = Project::without_configuration();
    project.run(&["wait", "--timeout", "1", "--database-url", url])
}

#[test]
fn where_nobody_listens_it_waits_and_says_so_once() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let run = wait(&format!("postgres://u@127.0.0.1:{port}/db"))
        .ends(3)
        .says("");
    assert_eq!(run.stderr.matches("waiting: ").count(), 1, "{run:#?}");
    run.complains_with("waiting: the database cannot be reached: ")
        .complains_with("error: gave up after 1 s: the database cannot be reached: ")
        .complains_with("help: ");
}

#[test]
fn who_listens_and_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let run = wait(&format!("postgres://u@127.0.0.1:{port}/db")).ends(3);
    run.complains_with("error: gave up after 1 s: the database does not answer\n");
}

/// A server that refuses one connection after the other, each with its code.
fn refusing(codes: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for code in codes {
            let (mut client, _) = listener.accept().expect("a client");
            let _ = client.read(&mut [0; 1024]).expect("its greeting");
            let fields = format!("SFATAL\0VFATAL\0C{code}\0Mrefused by {code}\0\0");
            let length = u32::try_from(fields.len() + 4).expect("a short text");
            let message = [b"E", &length.to_be_bytes()[..], fields.as_bytes()].concat();
            client.write_all(&message).expect("an answer");
        }
    });
    port
}

#[test]
fn a_server_that_starts_is_waited_for_but_a_wrong_password_is_wrong() {
    let port = refusing(&["57P03", "57P03", "28P01"]);
    let url = format!("postgres://u@127.0.0.1:{port}/db?sslmode=disable");
    wait(&url).ends(3).complains(
        "waiting: the database cannot be reached: refused by 57P03\n\
         error: the database cannot be reached: refused by 28P01\n\
         help: check user and password in the database's URL\n",
    );
}

#[test]
fn a_host_that_is_not_to_be_found_may_appear() {
    let run = wait("postgres://u:s3cret@limbeck.invalid/db").ends(3);
    let run = run
        .complains_with("waiting: ")
        .complains_with("gave up after 1 s");
    assert!(!run.stderr.contains("s3cret"), "{run:#?}");
}

#[test]
fn a_file_answers_at_once_and_one_that_is_not_there_is_no_reason_to_wait() {
    let project = Project::with_one_head().with_database();
    let run = project.run(&["wait"]).ends(3);
    run.complains_with("there is no such file");
    project.run(&["upgrade"]).ends(0);
    let run = project.run(&["wait"]).ends(0).complains("");
    run.says("the database answers\n");
    project.run(&["wait", "-q"]).ends(0).says("");
}

#[test]
fn a_server_answers_but_a_database_that_it_does_not_have_is_no_reason_to_wait() {
    let Some(postgres) = Postgres::new() else {
        return;
    };
    wait(&postgres.url).ends(0).says("the database answers\n");
    let (server, _) = postgres.url.rsplit_once('/').expect("a path");
    let run = wait(&format!("{server}/limbeck_no_such_database")).ends(3);
    assert!(!run.stderr.contains("waiting"), "{run:#?}");
    run.complains_with("does not exist")
        .complains_with("createdb");
}
