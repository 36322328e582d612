//! What is found and not told: the author allowed it, or it is about tables that nobody reads here.

use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Place};
use limbeck_core::graph::Index;
use limbeck_core::lexer;
use limbeck_core::revision::Revision;
use limbeck_core::script::Statement;
use limbeck_core::{Dialect, Direction};

use super::History;

/// Tables that migration tools keep for themselves. No revision makes them, and a history that came
/// from such a tool may touch its own.
const OF_TOOLS: [&str; 11] = [
    "__diesel_schema_migrations",
    "_prisma_migrations",
    "_sqlx_migrations",
    "alembic_version",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "knex_migrations",
    "refinery_schema_history",
    "schema_migration",
    "schema_migrations",
];

/// Keeps of `found`, which is about the revision at `index`, what is to be told.
pub(super) fn retain(history: &History<'_>, index: Index, found: &mut Vec<Diagnostic>) {
    let Some(revision) = history.revision(index) else {
        return;
    };
    let config = &history.compiled.config;
    found.retain(|one| {
        let allowed = config.allows(one.code) || is_allowed(revision, history.dialect, one);
        !allowed && !is_about_records(history, index, one)
    });
}

/// Whether `-- migrate: allow` stands before the statement; what is about a whole downgrade is
/// allowed before any of its statements.
fn is_allowed(revision: &Revision, dialect: Dialect, found: &Diagnostic) -> bool {
    let body = &revision.body;
    let allows = body.allows.iter().filter(|allow| allow.code == found.code);
    let mut allows = allows.map(|allow| &allow.span.range);
    if found.code == Code::DowngradeDiffers {
        let section = body.section(Direction::Downgrade, dialect);
        return section.is_some_and(|section| {
            let mut starts = allows.map(|allow| allow.start);
            starts.any(|start| section.text.contains(&start))
        });
    }
    let start = found.start();
    let statements = statements(revision, dialect);
    allows.any(|allow| {
        let next = statements.iter().filter(|s| s.range.start >= allow.end);
        let next = next.min_by_key(|statement| statement.range.start);
        next.is_some_and(|statement| statement.range.contains(&start))
    })
}

/// Whether the statement names a table in which a tool records what is applied.
fn is_about_records(history: &History<'_>, index: Index, found: &Diagnostic) -> bool {
    let Some(revision) = history.revision(index) else {
        return false;
    };
    let Place::Text(span) = &found.place else {
        return false;
    };
    let statements = statements(revision, history.dialect);
    let mut statements = statements.iter();
    let Some(statement) = statements.find(|s| s.range.contains(&span.range.start)) else {
        return false;
    };
    let Some(text) = history.text(revision).get(statement.range.clone()) else {
        return false;
    };
    let own = history.compiled.config.table.as_str();
    let is_mentioned = |name: &&str| text.contains(*name);
    let mentioned: Vec<&str> = [own]
        .into_iter()
        .chain(OF_TOOLS)
        .filter(is_mentioned)
        .collect();
    !mentioned.is_empty()
        && lexer::tokens(text, history.dialect).any(|token| {
            let name = token.text.trim_matches(['"', '`', '[', ']']);
            mentioned.contains(&name)
        })
}

fn statements(revision: &Revision, dialect: Dialect) -> Vec<&Statement> {
    let Some(scripts) = revision.scripts(dialect) else {
        return Vec::new();
    };
    let scripts = [Some(&scripts.upgrade), scripts.downgrade.as_ref()];
    let scripts = scripts.into_iter().flatten();
    scripts.flat_map(|script| &script.statements).collect()
}
