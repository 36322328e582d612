//! Do the statements of each golden file come out as written down next to it?
//!
//! Every `lexer/<dialect>/<name>.sql` has a `<name>.golden` with its statements, each behind its
//! line number, joined by a line `-- end --`. `LIMBECK_BLESS=1` writes the goldens anew; read them
//! by eye before you commit them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use limbeck_core::Dialect;
use limbeck_core::lexer::{PieceKind, pieces, statements};

#[test]
fn postgres_statements_are_as_the_goldens_say() {
    check(Dialect::Postgres);
}

#[test]
fn sqlite_statements_are_as_the_goldens_say() {
    check(Dialect::Sqlite);
}

#[test]
fn mysql_statements_are_as_the_goldens_say() {
    check(Dialect::Mysql);
}

fn check(dialect: Dialect) {
    let sources = sources(dialect);
    assert!(
        !sources.is_empty(),
        "there are no golden files for {dialect}"
    );
    let bless = std::env::var_os("LIMBECK_BLESS").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for source in sources {
        let sql = fs::read_to_string(&source).unwrap();
        let actual = describe(&sql, dialect);
        let golden = source.with_extension("golden");
        if bless {
            fs::write(&golden, &actual).unwrap();
            continue;
        }
        match fs::read_to_string(&golden) {
            Ok(expected) if expected == actual => {}
            Ok(expected) => wrong.push(format!(
                "{} differs.\nexpected:\n{expected}\nactual:\n{actual}",
                golden.display()
            )),
            Err(error) => wrong.push(format!("{}: {error}", golden.display())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(dialect: Dialect) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/lexer")
        .join(dialect.name());
    let mut sources: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    sources.sort();
    sources
}

fn describe(sql: &str, dialect: Dialect) -> String {
    let statements = match statements(sql, dialect) {
        Ok(statements) => statements,
        Err(unterminated) => return format!("error: {unterminated}\n"),
    };
    let spans: Vec<_> = pieces(sql, dialect)
        .unwrap()
        .into_iter()
        .filter(|piece| piece.kind == PieceKind::Statement)
        .map(|piece| piece.span)
        .collect();
    assert!(
        statements
            .iter()
            .map(|statement| &statement.span)
            .eq(&spans)
    );
    let described: Vec<String> = statements
        .iter()
        .map(|statement| {
            format!(
                "line {}\n{}\n",
                statement.line,
                &sql[statement.span.clone()]
            )
        })
        .collect();
    described.join("-- end --\n")
}
