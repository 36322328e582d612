//! One database on its way through a history, and what must hold at every step.

use limbeck::{Direction, ErrorKind, Migrations};
use limbeck_tests::{TestDatabase, with_pool};

use crate::diff::{Lines, assert_same};
use crate::rows::Rows;
use crate::{schema, seed};

/// What a revision changes in rows that were there before, as its prose says.
const CONVERTED: &[(&str, &str, &str)] = &[("remove_government_dept", "institutions", "type")];

/// What an upgrade may take out of the schema: the lines that contain one of the names. Everything
/// else it only adds to, also where SQLite builds a table again.
const REPLACED: &[(&str, &[&str])] = &[
    ("remove_government_dept", &["ck_institutions_type"]),
    (
        "fix_foreign_keys",
        &[
            "fk_documents_institution_id",
            "fk_documents_approved_by",
            "fk_document_metadata_document_id",
            "fk_document_chat_messages_document_id",
            "fk_document_chat_messages_user_id",
            "fk_document_chat_participants_document_id",
            "fk_document_chat_participants_user_id",
            "ix_document_metadata_document_id",
            "documents refers by institution_id",
            "documents refers by approved_by",
            "document_metadata refers by document_id",
            "document_chat_messages refers by",
            "document_chat_participants refers by",
        ],
    ),
];

/// What a revision writes anew each time: the time of day, and random ids.
const MADE_ANEW: &[(&str, &str, &str)] = &[
    (
        "remove_government_dept",
        "institution_type_conversions",
        "converted_at",
    ),
    ("5be1d7f0934a", "notification_preferences", "updated_at"),
    ("add_public_ids", "users", "public_id"),
    ("add_public_ids", "documents", "public_id"),
];

/// A database and a history.
pub(crate) struct Walk {
    pub(crate) database: TestDatabase,
    migrations: Migrations,
    /// The ids of the revisions, each after what it follows.
    pub(crate) order: Vec<&'static str>,
}

/// What a database is like at one moment.
pub(crate) struct State {
    pub(crate) schema: Lines,
    pub(crate) rows: Rows,
}

/// A target, and the revisions that a downgrade to it undoes, in order.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) target: &'static str,
    pub(crate) undone: Vec<&'static str>,
}

impl Walk {
    /// Begins before the first revision.
    pub(crate) async fn new(database: TestDatabase, migrations: Migrations) -> Walk {
        let history = with_pool!(&database, pool => migrations.history(pool).await);
        let order: Vec<_> = history
            .unwrap()
            .iter()
            .map(|entry| entry.revision)
            .collect();
        for revision in &order {
            let blocks = seed::revisions().filter(|block| block == revision).count();
            assert_eq!(blocks, 1, "blocks of seed.sql for {revision}");
        }
        assert_eq!(seed::revisions().count(), order.len(), "blocks of seed.sql");
        Walk {
            database,
            migrations,
            order,
        }
    }

    /// The ways to take back `revision`, which nothing applied follows: every target that takes
    /// back this revision alone, or else the one that takes back the fewest others with it.
    pub(crate) async fn ways_back(&self, revision: &str) -> Vec<Way> {
        let mut ways = Vec::new();
        for target in self.order.iter().copied().chain(["base"]) {
            let down = Direction::Downgrade;
            let plan =
                with_pool!(&self.database, pool => self.migrations.plan(pool, down, target).await);
            let plan = match plan {
                Ok(plan) => plan,
                // Where the database is not beyond the target, there is no way back to it.
                Err(error) if matches!(error.kind(), ErrorKind::Target(_)) => continue,
                Err(error) => panic!("downgrade {target}: {error}"),
            };
            let undone: Vec<_> = plan.iter().map(|step| step.revision).collect();
            if undone.contains(&revision) {
                ways.push(Way { target, undone });
            }
        }
        let fewest = ways.iter().map(|way| way.undone.len()).min();
        ways.retain(|way| Some(way.undone.len()) == fewest);
        assert!(!ways.is_empty(), "no way back from {revision}");
        ways
    }

    /// Applies exactly `revision`, which must keep the rows of `before`.
    pub(crate) async fn up(&self, revision: &str, before: &State) -> State {
        let what = format!("upgrade {revision}");
        let run =
            with_pool!(&self.database, pool => self.migrations.upgrade_to(pool, revision).await);
        let report = run.unwrap_or_else(|error| panic!("{what}: {error}"));
        let done: Vec<_> = report
            .steps
            .iter()
            .map(|step| step.revision.as_str())
            .collect();
        assert_eq!(done, [revision], "{what}");
        let state = self.arrived(&what, &[revision], before).await;
        let replaced = REPLACED.iter().find(|(of, _)| *of == revision);
        let replaced = replaced.map_or([].as_slice(), |(_, names)| names);
        let mut gone = &before.schema - &state.schema;
        gone.retain(|line| !replaced.iter().any(|name| line.contains(name)));
        let what = format!("{what}: it takes from the schema what it should keep");
        assert_same(&what, &gone, &Lines::new());
        state
    }

    /// Takes a way back, which must keep the rows of `before`.
    pub(crate) async fn down(&self, way: &Way, before: &State) -> State {
        let what = way.describe();
        let run = with_pool!(&self.database, pool => self.migrations.downgrade_to(pool, way.target).await);
        let report = run.unwrap_or_else(|error| panic!("{what}: {error}"));
        let done: Vec<_> = report
            .steps
            .iter()
            .map(|step| step.revision.as_str())
            .collect();
        assert_eq!(done, way.undone, "{what}");
        self.arrived(&what, &way.undone, before).await
    }

    /// Writes the rows that belong to `revision`; every table has some then.
    pub(crate) async fn sow(&self, revision: &str) -> State {
        seed::sow(&self.database, revision).await;
        let state = self.state().await;
        let empty = state.rows.empty_tables();
        assert!(empty.is_empty(), "no rows after {revision}: {empty:?}");
        state
    }

    /// Applies `revisions` one by one and writes the rows of each.
    pub(crate) async fn up_and_sow(&self, revisions: &[&str]) -> State {
        let mut state = self.state().await;
        for revision in revisions {
            self.up(revision, &state).await;
            state = self.sow(revision).await;
        }
        state
    }

    /// Reads the schema and the rows.
    pub(crate) async fn state(&self) -> State {
        let schema = schema::read(&self.database).await;
        let rows = Rows::read(&self.database).await;
        State { schema, rows }
    }

    async fn arrived(&self, what: &str, revisions: &[&str], before: &State) -> State {
        if let TestDatabase::Sqlite { pool, .. } = &self.database {
            schema::check_references(pool, what).await;
        }
        let state = self.state().await;
        let except = columns(CONVERTED, revisions);
        before.rows.assert_kept(what, &state.rows, &except);
        state
    }
}

impl Way {
    /// For messages.
    pub(crate) fn describe(&self) -> String {
        let undone = self.undone.join(", ");
        format!("downgrade {undone} (to `{}`)", self.target)
    }
}

impl State {
    /// Stops the test unless `self` has the schema `expected`.
    #[track_caller]
    pub(crate) fn assert_schema(&self, what: &str, expected: &Lines) {
        let what = format!("{what}: the schema is not what it was");
        assert_same(&what, expected, &self.schema);
    }

    /// Stops the test unless `self` has the rows of `before`, where `revisions` have been applied
    /// anew.
    #[track_caller]
    pub(crate) fn assert_rows_again(&self, what: &str, revisions: &[&str], before: &State) {
        let except = columns(MADE_ANEW, revisions);
        before.rows.assert_kept(what, &self.rows, &except);
    }
}

/// The tables and columns that a list names for `revisions`.
fn columns<'a>(list: &[(&str, &'a str, &'a str)], revisions: &[&str]) -> Vec<(&'a str, &'a str)> {
    let of = list
        .iter()
        .filter(|(revision, ..)| revisions.contains(revision));
    of.map(|&(_, table, column)| (table, column)).collect()
}
