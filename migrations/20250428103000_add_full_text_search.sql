-- Add full-text search over documents
--
-- PostgreSQL keeps a generated tsvector in the row, SQLite an FTS5 table beside it that
-- three triggers keep in step. A later revision that builds documents again on SQLite has
-- to create these triggers again, since they go with the table that is dropped.
--
-- revision: add_full_text_search
-- parent:   add_personal_notes
-- created:  2025-04-28T10:30:00Z

-- migrate: upgrade postgres
-- Adding a stored generated column rewrites the table and keeps it locked meanwhile.
ALTER TABLE documents ADD COLUMN search_vector TSVECTOR
    GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, coalesce(title, '')), 'A')
        || setweight(to_tsvector('english'::regconfig, coalesce(description, '')), 'B')
    ) STORED;

CREATE INDEX ix_documents_search_vector ON documents USING gin (search_vector);

-- migrate: upgrade sqlite
-- External content: the index holds the words, the text stays in documents.
CREATE VIRTUAL TABLE documents_fts USING fts5(
    title,
    description,
    content = 'documents',
    content_rowid = 'id',
    tokenize = 'porter unicode61'
);

CREATE TRIGGER tr_documents_fts_insert AFTER INSERT ON documents
BEGIN
    INSERT INTO documents_fts (rowid, title, description)
    VALUES (NEW.id, NEW.title, NEW.description);
END;

CREATE TRIGGER tr_documents_fts_delete AFTER DELETE ON documents
BEGIN
    INSERT INTO documents_fts (documents_fts, rowid, title, description)
    VALUES ('delete', OLD.id, OLD.title, OLD.description);
END;

CREATE TRIGGER tr_documents_fts_update AFTER UPDATE OF id, title, description ON documents
BEGIN
    INSERT INTO documents_fts (documents_fts, rowid, title, description)
    VALUES ('delete', OLD.id, OLD.title, OLD.description);
    INSERT INTO documents_fts (rowid, title, description)
    VALUES (NEW.id, NEW.title, NEW.description);
END;

-- Index what is already there.
INSERT INTO documents_fts (documents_fts) VALUES ('rebuild');

-- migrate: downgrade postgres
DROP INDEX ix_documents_search_vector;

ALTER TABLE documents DROP COLUMN search_vector;

-- migrate: downgrade sqlite
DROP TRIGGER tr_documents_fts_update;
DROP TRIGGER tr_documents_fts_delete;
DROP TRIGGER tr_documents_fts_insert;

DROP TABLE documents_fts;
