//! BEACON's history with one mistake in its SQL, many times over: each is told once, with its code,
//! its place and what to do.
//!
//! `seeded_beacon.txt` has what is told; `LIMBECK_BLESS=1` writes it anew: read what changed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use limbeck_core::compile::{Compilation, compile};
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::project::Project;
use limbeck_core::render::render;
use limbeck_schema::{Options, check};
use limbeck_tests::DIALECTS;

/// One mistake.
struct Mistake {
    /// What somebody did.
    what: &'static str,
    /// The file that begins like this.
    file: &'static str,
    /// The text, of which the first is meant.
    from: &'static str,
    /// What stands there now.
    to: &'static str,
    /// What it is found as.
    code: &'static str,
}

const fn mistake(
    what: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    code: &'static str,
) -> Mistake {
    Mistake {
        what,
        file,
        from,
        to,
        code,
    }
}

#[rustfmt::skip]
const MISTAKES: &[Mistake] = &[
    mistake("a word is mistyped", "20240902", "VARCHAR(320) NOT NULL", "VARCHAR(320) NOT NUL", "syntax-error"),
    mistake("an index is on a misspelt table", "20240902", "ix_users_institution_id ON users", "ix_users_institution_id ON accounts", "unknown-table"),
    mistake("a foreign key leads to a misspelt table", "20240902", "REFERENCES institutions (id),\n    CONSTRAINT ck_users_role", "REFERENCES institution (id),\n    CONSTRAINT ck_users_role", "unknown-table"),
    mistake("a comment is on a misspelt column", "20240916", "document_metadata.language IS", "document_metadata.langauge IS", "unknown-column"),
    mistake("an index is on a misspelt column", "20240916", "ON document_metadata (language)", "ON document_metadata (lang)", "unknown-column"),
    mistake("a column is added twice", "20241007", "ADD COLUMN storage_bucket VARCHAR(63);", "ADD COLUMN storage_bucket VARCHAR(63);\nALTER TABLE documents ADD COLUMN storage_bucket VARCHAR(63);", "already-exists"),
    mistake("a misspelt column is updated", "20241007", "SET content_type", "SET contenttype", "unknown-column"),
    mistake("the downgrade forgets an index", "20241007", "DROP INDEX uq_documents_storage_object;", "", "downgrade-fails"),
    mistake("a foreign key leads to a misspelt column", "20241111", "FOREIGN KEY (created_by) REFERENCES users (id)", "FOREIGN KEY (created_by) REFERENCES users (uid)", "unknown-column"),
    mistake("the downgrade forgets a column", "20241201", "ALTER TABLE users DROP COLUMN verification_token;", "", "downgrade-differs"),
    mistake("the downgrade drops a misspelt index", "20241201", "DROP INDEX ix_users_email_verified;", "DROP INDEX ix_users_verified;", "downgrade-fails"),
    mistake("the downgrade forgets a table", "20241210", "DROP TABLE document_chat_messages;", "", "downgrade-differs"),
    mistake("a column is updated that comes later", "20250108", "SET workflow_status", "SET parent_ministry_id", "unknown-column"),
    mistake("an index takes the name of another", "20250120", "CREATE INDEX ix_document_approvals_approver_id", "CREATE INDEX ix_documents_owner_id", "already-exists"),
    mistake("a type is mistyped", "20250120", "step_number    SMALLINT ", "step_number    SMALINT ", "unknown-type"),
    mistake("the downgrade drops a table twice", "20250120", "DROP TABLE approval_policies;", "DROP TABLE approval_policies;\nDROP TABLE approval_policies;", "downgrade-fails"),
    mistake("the downgrade drops a misspelt column", "20250203", "DROP COLUMN parent_ministry_id", "DROP COLUMN parent_ministry", "downgrade-fails"),
    mistake("a misspelt constraint is dropped", "20250217", "DROP CONSTRAINT ck_institutions_type,", "DROP CONSTRAINT ck_institution_type,", "unknown-constraint"),
    mistake("a table is renamed to a misspelt name", "20250217", "RENAME TO institutions;", "RENAME TO institution;", "unknown-table"),
    mistake("an index names a column by half", "20250303", "ON documents (owner_id, created_at DESC)", "ON documents (owner, created_at DESC)", "unknown-column"),
    mistake("the downgrade swaps two words of a name", "20250303", "\nDROP INDEX ix_users_email_lower;", "\nDROP INDEX ix_users_lower_email;", "downgrade-fails"),
    mistake("a misspelt index is dropped", "20250317", "DROP INDEX ix_document_metadata_document_id;", "DROP INDEX ix_document_metadata_document;", "unknown-index"),
    mistake("a constraint is dropped by another name", "20250317", "DROP CONSTRAINT fk_documents_approved_by,", "DROP CONSTRAINT fk_documents_approver,", "unknown-constraint"),
    mistake("a semicolon is missing", "20250407", ");\n\nCREATE INDEX", ")\n\nCREATE INDEX", "syntax-error"),
    mistake("an index is made twice", "20250407", "CREATE INDEX ix_document_notes_document_id ON document_notes (document_id);", "CREATE INDEX ix_document_notes_document_id ON document_notes (document_id);\nCREATE INDEX ix_document_notes_document_id ON document_notes (document_id);", "already-exists"),
    mistake("an index is on a column without its underscore", "20250428", "USING gin (search_vector)", "USING gin (searchvector)", "unknown-column"),
    mistake("the downgrade drops a misspelt trigger", "20250428", "DROP TRIGGER tr_documents_fts_insert;", "DROP TRIGGER tr_documents_fts_inserted;", "downgrade-fails"),
    mistake("a trigger calls a misspelt function", "20250519", "EXECUTE FUNCTION audit_events_refuse_update()", "EXECUTE FUNCTION audit_events_refuse()", "unknown-object"),
    mistake("the downgrade forgets a function", "20250519", "DROP FUNCTION audit_events_refuse_update();", "", "downgrade-differs"),
    mistake("a misspelt column is copied", "20250602", "'email', email_verified", "'email', email_verifed", "unknown-column"),
    mistake("a view reads a misspelt table", "20250609", "LEFT JOIN document_daily_stats", "LEFT JOIN document_stats", "unknown-table"),
    mistake("a new column refers to a table in the singular", "20250623", "REFERENCES audit_events (id)", "REFERENCES audit_event (id)", "unknown-table"),
    mistake("a constraint is on a misspelt column", "20250721", "uq_documents_public_id UNIQUE (public_id)", "uq_documents_public_id UNIQUE (publicid)", "unknown-column"),
    mistake("the downgrade drops a column under its index", "20250721", "DROP INDEX uq_users_public_id;", "", "downgrade-fails"),
    mistake("a comment is on a misspelt function", "20250818", "COMMENT ON FUNCTION touch_updated_at()", "COMMENT ON FUNCTION touch_updated()", "unknown-object"),
    mistake("the downgrade drops a function under its trigger", "20250818", "DROP TRIGGER tr_users_touch_updated_at ON users;", "", "downgrade-fails"),
    mistake("a trigger is on a misspelt table", "20250818", "AFTER UPDATE ON document_notes", "AFTER UPDATE ON document_note", "unknown-table"),
];

#[test]
fn beacon_has_no_findings() {
    let (_folder, project) = copy();
    let compilation = compile(&project, &DIALECTS);
    let found = found(&compilation);
    assert!(found.is_empty(), "{}", told(&found, &compilation));
}

#[test]
fn every_mistake_is_told_once_and_as_what_it_is() {
    assert!(MISTAKES.len() >= 30);
    let mut all = String::new();
    let mut wrong = String::new();
    for mistake in MISTAKES {
        let (_folder, project) = copy();
        seed(&project, mistake);
        let compilation = compile(&project, &DIALECTS);
        let found = found(&compilation);
        let told = told(&found, &compilation);
        let codes: Vec<&str> = found.iter().map(|one| one.code.name()).collect();
        if codes != [mistake.code] {
            writeln!(wrong, "{}: {codes:?}\n{told}\n", mistake.what).unwrap();
        }
        writeln!(all, "# {}\n\n{told}\n", mistake.what).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeded_beacon.txt");
    if std::env::var_os("LIMBECK_BLESS").is_some() {
        fs::write(&path, &all).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), all);
}

/// A copy of the history in which nothing has shipped.
fn copy() -> (tempfile::TempDir, Project) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let migrations = folder.path().join("migrations");
    fs::create_dir(&migrations).unwrap();
    for path in revisions(&root.join("migrations")) {
        fs::copy(&path, migrations.join(path.file_name().unwrap())).unwrap();
    }
    let project = Project {
        root: folder.path().to_owned(),
        config: None,
        base: folder.path().to_owned(),
        folder: Some(migrations),
    };
    (folder, project)
}

fn seed(project: &Project, mistake: &Mistake) {
    let Mistake { what, file, .. } = mistake;
    let folder = project.folder.as_ref().unwrap();
    let begins = |path: &PathBuf| {
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with(file)
    };
    let path = revisions(folder).into_iter().find(begins).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(mistake.from), "{what}: not in {file}");
    fs::write(path, text.replacen(mistake.from, mistake.to, 1)).unwrap();
}

fn revisions(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    paths
}

fn found(compilation: &Compilation) -> Vec<Diagnostic> {
    let compiled = compilation.result.as_ref().expect("a history");
    check(compiled, &compilation.sources, &Options::default()).found
}

fn told(found: &[Diagnostic], compilation: &Compilation) -> String {
    let texts = found
        .iter()
        .map(|one| render(one, &compilation.sources, false));
    texts.collect::<Vec<_>>().join("\n\n")
}
