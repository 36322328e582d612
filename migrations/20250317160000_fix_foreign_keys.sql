-- Fix foreign keys and relationships
--
-- The first tables were made without ON DELETE rules, so that deleting a document failed on
-- its metadata and its chat. Now what belongs to a document goes with it, an institution
-- that is deleted lets go of its documents, and messages outlive their authors. A user who
-- owns documents still cannot be deleted.
--
-- A document has one row of metadata, which is now a constraint. The revision fails on a
-- database with more than one and deletes nothing; ask for them beforehand with
-- SELECT document_id FROM document_metadata GROUP BY document_id HAVING count(*) > 1.
--
-- revision: fix_foreign_keys
-- parent:   3d5c70be8a19
-- created:  2025-03-17T16:00:00Z

-- migrate: upgrade postgres
ALTER TABLE documents
    DROP CONSTRAINT fk_documents_institution_id,
    DROP CONSTRAINT fk_documents_approved_by,
    ADD CONSTRAINT fk_documents_institution_id
        FOREIGN KEY (institution_id) REFERENCES institutions (id) ON DELETE SET NULL,
    ADD CONSTRAINT fk_documents_approved_by
        FOREIGN KEY (approved_by) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE document_metadata
    DROP CONSTRAINT fk_document_metadata_document_id,
    ADD CONSTRAINT uq_document_metadata_document_id UNIQUE (document_id),
    ADD CONSTRAINT fk_document_metadata_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE;

-- The unique constraint brings its own index.
DROP INDEX ix_document_metadata_document_id;

ALTER TABLE document_chat_messages
    DROP CONSTRAINT fk_document_chat_messages_document_id,
    DROP CONSTRAINT fk_document_chat_messages_user_id,
    ADD CONSTRAINT fk_document_chat_messages_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE,
    ADD CONSTRAINT fk_document_chat_messages_user_id
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;

ALTER TABLE document_chat_participants
    DROP CONSTRAINT fk_document_chat_participants_document_id,
    DROP CONSTRAINT fk_document_chat_participants_user_id,
    ADD CONSTRAINT fk_document_chat_participants_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE,
    ADD CONSTRAINT fk_document_chat_participants_user_id
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

-- migrate: upgrade sqlite
-- SQLite changes a foreign key by building the table again. The keys are off meanwhile, so
-- that dropping the old documents does not run the new rules against its children.
PRAGMA foreign_keys = OFF;

-- documents
CREATE TABLE documents_new (
    id               INTEGER      NOT NULL,
    title            VARCHAR(500) NOT NULL,
    description      TEXT,
    file_name        VARCHAR(255) NOT NULL,
    file_path        VARCHAR(1024),
    owner_id         INTEGER      NOT NULL,
    institution_id   INTEGER,
    visibility       VARCHAR(16)  NOT NULL DEFAULT 'private',
    created_at       TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at       TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    storage_provider VARCHAR(16)  NOT NULL DEFAULT 'local'
        CONSTRAINT ck_documents_storage_provider CHECK (storage_provider IN ('local', 's3')),
    storage_bucket   VARCHAR(63),
    storage_key      VARCHAR(1024),
    storage_etag     VARCHAR(128),
    content_type     VARCHAR(127) NOT NULL DEFAULT 'application/octet-stream',
    size_bytes       BIGINT
        CONSTRAINT ck_documents_size_bytes CHECK (size_bytes >= 0),
    checksum_sha256  VARCHAR(64),
    workflow_status  VARCHAR(32)  NOT NULL DEFAULT 'draft'
        CONSTRAINT ck_documents_workflow_status
            CHECK (workflow_status IN ('draft', 'submitted', 'in_review', 'approved', 'rejected', 'published')),
    revision_number  INTEGER      NOT NULL DEFAULT 1
        CONSTRAINT ck_documents_revision_number CHECK (revision_number > 0),
    submitted_at     TIMESTAMP WITH TIME ZONE,
    approved_at      TIMESTAMP WITH TIME ZONE,
    approved_by      BIGINT
        CONSTRAINT fk_documents_approved_by REFERENCES users (id) ON DELETE SET NULL,
    rejection_reason TEXT,
    CONSTRAINT pk_documents PRIMARY KEY (id),
    CONSTRAINT fk_documents_owner_id
        FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT fk_documents_institution_id
        FOREIGN KEY (institution_id) REFERENCES institutions (id) ON DELETE SET NULL,
    CONSTRAINT ck_documents_visibility
        CHECK (visibility IN ('private', 'institution', 'public'))
);

INSERT INTO documents_new (
    id, title, description, file_name, file_path, owner_id, institution_id, visibility,
    created_at, updated_at, storage_provider, storage_bucket, storage_key, storage_etag,
    content_type, size_bytes, checksum_sha256, workflow_status, revision_number, submitted_at,
    approved_at, approved_by, rejection_reason
)
SELECT id, title, description, file_name, file_path, owner_id, institution_id, visibility,
       created_at, updated_at, storage_provider, storage_bucket, storage_key, storage_etag,
       content_type, size_bytes, checksum_sha256, workflow_status, revision_number, submitted_at,
       approved_at, approved_by, rejection_reason
  FROM documents;

DROP TABLE documents;
ALTER TABLE documents_new RENAME TO documents;

CREATE INDEX ix_documents_owner_id ON documents (owner_id);
CREATE INDEX ix_documents_institution_id ON documents (institution_id);
CREATE UNIQUE INDEX uq_documents_storage_object
    ON documents (storage_bucket, storage_key)
    WHERE storage_key IS NOT NULL;
CREATE INDEX ix_documents_workflow_status ON documents (workflow_status);
CREATE INDEX ix_documents_institution_workflow
    ON documents (institution_id, workflow_status, created_at DESC);
CREATE INDEX ix_documents_owner_created
    ON documents (owner_id, created_at DESC);
CREATE INDEX ix_documents_public_created
    ON documents (created_at DESC)
    WHERE visibility = 'public';

-- document_metadata
CREATE TABLE document_metadata_new (
    id           INTEGER     NOT NULL,
    document_id  INTEGER     NOT NULL,
    language     VARCHAR(16) NOT NULL DEFAULT 'en',
    subject      VARCHAR(255),
    page_count   INTEGER,
    keywords     TEXT        NOT NULL DEFAULT '[]',
    attributes   TEXT        NOT NULL DEFAULT '{}',
    extracted_at TIMESTAMP,
    created_at   TIMESTAMP   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_document_metadata PRIMARY KEY (id),
    CONSTRAINT uq_document_metadata_document_id UNIQUE (document_id),
    CONSTRAINT fk_document_metadata_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE,
    CONSTRAINT ck_document_metadata_page_count CHECK (page_count > 0),
    CONSTRAINT ck_document_metadata_keywords
        CHECK (CASE WHEN json_valid(keywords) THEN json_type(keywords) = 'array' ELSE 0 END),
    CONSTRAINT ck_document_metadata_attributes
        CHECK (CASE WHEN json_valid(attributes) THEN json_type(attributes) = 'object' ELSE 0 END)
);

INSERT INTO document_metadata_new (
    id, document_id, language, subject, page_count, keywords, attributes, extracted_at, created_at
)
SELECT id, document_id, language, subject, page_count, keywords, attributes, extracted_at, created_at
  FROM document_metadata;

DROP TABLE document_metadata;
ALTER TABLE document_metadata_new RENAME TO document_metadata;

CREATE INDEX ix_document_metadata_language ON document_metadata (language);

-- document_chat_messages
CREATE TABLE document_chat_messages_new (
    id           INTEGER     NOT NULL,
    document_id  INTEGER     NOT NULL,
    user_id      INTEGER,
    content      TEXT        NOT NULL,
    message_type VARCHAR(16) NOT NULL DEFAULT 'user',
    citations    TEXT,
    created_at   TIMESTAMP   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_document_chat_messages PRIMARY KEY (id),
    CONSTRAINT fk_document_chat_messages_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE,
    CONSTRAINT fk_document_chat_messages_user_id
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_document_chat_messages_message_type
        CHECK (message_type IN ('user', 'assistant', 'system')),
    CONSTRAINT ck_document_chat_messages_citations
        CHECK (citations IS NULL OR json_valid(citations))
);

INSERT INTO document_chat_messages_new (
    id, document_id, user_id, content, message_type, citations, created_at
)
SELECT id, document_id, user_id, content, message_type, citations, created_at
  FROM document_chat_messages;

DROP TABLE document_chat_messages;
ALTER TABLE document_chat_messages_new RENAME TO document_chat_messages;

CREATE INDEX ix_document_chat_messages_document_id ON document_chat_messages (document_id);
CREATE INDEX ix_document_chat_messages_document_created
    ON document_chat_messages (document_id, created_at);

-- document_chat_participants
CREATE TABLE document_chat_participants_new (
    id          INTEGER   NOT NULL,
    document_id INTEGER   NOT NULL,
    user_id     INTEGER   NOT NULL,
    last_seen   TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    is_active   BOOLEAN   NOT NULL DEFAULT true,
    CONSTRAINT pk_document_chat_participants PRIMARY KEY (id),
    CONSTRAINT uq_document_chat_participants_document_user UNIQUE (document_id, user_id),
    CONSTRAINT fk_document_chat_participants_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE,
    CONSTRAINT fk_document_chat_participants_user_id
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

INSERT INTO document_chat_participants_new (
    id, document_id, user_id, last_seen, is_active
)
SELECT id, document_id, user_id, last_seen, is_active
  FROM document_chat_participants;

DROP TABLE document_chat_participants;
ALTER TABLE document_chat_participants_new RENAME TO document_chat_participants;

CREATE INDEX ix_document_chat_participants_user_id ON document_chat_participants (user_id);

-- migrate: downgrade postgres
ALTER TABLE documents
    DROP CONSTRAINT fk_documents_institution_id,
    DROP CONSTRAINT fk_documents_approved_by,
    ADD CONSTRAINT fk_documents_institution_id
        FOREIGN KEY (institution_id) REFERENCES institutions (id),
    ADD CONSTRAINT fk_documents_approved_by
        FOREIGN KEY (approved_by) REFERENCES users (id);

ALTER TABLE document_metadata
    DROP CONSTRAINT uq_document_metadata_document_id,
    DROP CONSTRAINT fk_document_metadata_document_id,
    ADD CONSTRAINT fk_document_metadata_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id);

CREATE INDEX ix_document_metadata_document_id ON document_metadata (document_id);

ALTER TABLE document_chat_messages
    DROP CONSTRAINT fk_document_chat_messages_document_id,
    DROP CONSTRAINT fk_document_chat_messages_user_id,
    ADD CONSTRAINT fk_document_chat_messages_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id),
    ADD CONSTRAINT fk_document_chat_messages_user_id
        FOREIGN KEY (user_id) REFERENCES users (id);

ALTER TABLE document_chat_participants
    DROP CONSTRAINT fk_document_chat_participants_document_id,
    DROP CONSTRAINT fk_document_chat_participants_user_id,
    ADD CONSTRAINT fk_document_chat_participants_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id),
    ADD CONSTRAINT fk_document_chat_participants_user_id
        FOREIGN KEY (user_id) REFERENCES users (id);

-- migrate: downgrade sqlite
PRAGMA foreign_keys = OFF;

-- documents
CREATE TABLE documents_new (
    id               INTEGER      NOT NULL,
    title            VARCHAR(500) NOT NULL,
    description      TEXT,
    file_name        VARCHAR(255) NOT NULL,
    file_path        VARCHAR(1024),
    owner_id         INTEGER      NOT NULL,
    institution_id   INTEGER,
    visibility       VARCHAR(16)  NOT NULL DEFAULT 'private',
    created_at       TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at       TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    storage_provider VARCHAR(16)  NOT NULL DEFAULT 'local'
        CONSTRAINT ck_documents_storage_provider CHECK (storage_provider IN ('local', 's3')),
    storage_bucket   VARCHAR(63),
    storage_key      VARCHAR(1024),
    storage_etag     VARCHAR(128),
    content_type     VARCHAR(127) NOT NULL DEFAULT 'application/octet-stream',
    size_bytes       BIGINT
        CONSTRAINT ck_documents_size_bytes CHECK (size_bytes >= 0),
    checksum_sha256  VARCHAR(64),
    workflow_status  VARCHAR(32)  NOT NULL DEFAULT 'draft'
        CONSTRAINT ck_documents_workflow_status
            CHECK (workflow_status IN ('draft', 'submitted', 'in_review', 'approved', 'rejected', 'published')),
    revision_number  INTEGER      NOT NULL DEFAULT 1
        CONSTRAINT ck_documents_revision_number CHECK (revision_number > 0),
    submitted_at     TIMESTAMP WITH TIME ZONE,
    approved_at      TIMESTAMP WITH TIME ZONE,
    approved_by      BIGINT
        CONSTRAINT fk_documents_approved_by REFERENCES users (id),
    rejection_reason TEXT,
    CONSTRAINT pk_documents PRIMARY KEY (id),
    CONSTRAINT fk_documents_owner_id
        FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT fk_documents_institution_id
        FOREIGN KEY (institution_id) REFERENCES institutions (id),
    CONSTRAINT ck_documents_visibility
        CHECK (visibility IN ('private', 'institution', 'public'))
);

INSERT INTO documents_new (
    id, title, description, file_name, file_path, owner_id, institution_id, visibility,
    created_at, updated_at, storage_provider, storage_bucket, storage_key, storage_etag,
    content_type, size_bytes, checksum_sha256, workflow_status, revision_number, submitted_at,
    approved_at, approved_by, rejection_reason
)
SELECT id, title, description, file_name, file_path, owner_id, institution_id, visibility,
       created_at, updated_at, storage_provider, storage_bucket, storage_key, storage_etag,
       content_type, size_bytes, checksum_sha256, workflow_status, revision_number, submitted_at,
       approved_at, approved_by, rejection_reason
  FROM documents;

DROP TABLE documents;
ALTER TABLE documents_new RENAME TO documents;

CREATE INDEX ix_documents_owner_id ON documents (owner_id);
CREATE INDEX ix_documents_institution_id ON documents (institution_id);
CREATE UNIQUE INDEX uq_documents_storage_object
    ON documents (storage_bucket, storage_key)
    WHERE storage_key IS NOT NULL;
CREATE INDEX ix_documents_workflow_status ON documents (workflow_status);
CREATE INDEX ix_documents_institution_workflow
    ON documents (institution_id, workflow_status, created_at DESC);
CREATE INDEX ix_documents_owner_created
    ON documents (owner_id, created_at DESC);
CREATE INDEX ix_documents_public_created
    ON documents (created_at DESC)
    WHERE visibility = 'public';

-- document_metadata
CREATE TABLE document_metadata_new (
    id           INTEGER     NOT NULL,
    document_id  INTEGER     NOT NULL,
    language     VARCHAR(16) NOT NULL DEFAULT 'en',
    subject      VARCHAR(255),
    page_count   INTEGER,
    keywords     TEXT        NOT NULL DEFAULT '[]',
    attributes   TEXT        NOT NULL DEFAULT '{}',
    extracted_at TIMESTAMP,
    created_at   TIMESTAMP   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_document_metadata PRIMARY KEY (id),
    CONSTRAINT fk_document_metadata_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id),
    CONSTRAINT ck_document_metadata_page_count CHECK (page_count > 0),
    CONSTRAINT ck_document_metadata_keywords
        CHECK (CASE WHEN json_valid(keywords) THEN json_type(keywords) = 'array' ELSE 0 END),
    CONSTRAINT ck_document_metadata_attributes
        CHECK (CASE WHEN json_valid(attributes) THEN json_type(attributes) = 'object' ELSE 0 END)
);

INSERT INTO document_metadata_new (
    id, document_id, language, subject, page_count, keywords, attributes, extracted_at, created_at
)
SELECT id, document_id, language, subject, page_count, keywords, attributes, extracted_at, created_at
  FROM document_metadata;

DROP TABLE document_metadata;
ALTER TABLE document_metadata_new RENAME TO document_metadata;

CREATE INDEX ix_document_metadata_document_id ON document_metadata (document_id);
CREATE INDEX ix_document_metadata_language ON document_metadata (language);

-- document_chat_messages
CREATE TABLE document_chat_messages_new (
    id           INTEGER     NOT NULL,
    document_id  INTEGER     NOT NULL,
    user_id      INTEGER,
    content      TEXT        NOT NULL,
    message_type VARCHAR(16) NOT NULL DEFAULT 'user',
    citations    TEXT,
    created_at   TIMESTAMP   NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_document_chat_messages PRIMARY KEY (id),
    CONSTRAINT fk_document_chat_messages_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id),
    CONSTRAINT fk_document_chat_messages_user_id
        FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT ck_document_chat_messages_message_type
        CHECK (message_type IN ('user', 'assistant', 'system')),
    CONSTRAINT ck_document_chat_messages_citations
        CHECK (citations IS NULL OR json_valid(citations))
);

INSERT INTO document_chat_messages_new (
    id, document_id, user_id, content, message_type, citations, created_at
)
SELECT id, document_id, user_id, content, message_type, citations, created_at
  FROM document_chat_messages;

DROP TABLE document_chat_messages;
ALTER TABLE document_chat_messages_new RENAME TO document_chat_messages;

CREATE INDEX ix_document_chat_messages_document_id ON document_chat_messages (document_id);
CREATE INDEX ix_document_chat_messages_document_created
    ON document_chat_messages (document_id, created_at);

-- document_chat_participants
CREATE TABLE document_chat_participants_new (
    id          INTEGER   NOT NULL,
    document_id INTEGER   NOT NULL,
    user_id     INTEGER   NOT NULL,
    last_seen   TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    is_active   BOOLEAN   NOT NULL DEFAULT true,
    CONSTRAINT pk_document_chat_participants PRIMARY KEY (id),
    CONSTRAINT uq_document_chat_participants_document_user UNIQUE (document_id, user_id),
    CONSTRAINT fk_document_chat_participants_document_id
        FOREIGN KEY (document_id) REFERENCES documents (id),
    CONSTRAINT fk_document_chat_participants_user_id
        FOREIGN KEY (user_id) REFERENCES users (id)
);

INSERT INTO document_chat_participants_new (
    id, document_id, user_id, last_seen, is_active
)
SELECT id, document_id, user_id, last_seen, is_active
  FROM document_chat_participants;

DROP TABLE document_chat_participants;
ALTER TABLE document_chat_participants_new RENAME TO document_chat_participants;

CREATE INDEX ix_document_chat_participants_user_id ON document_chat_participants (user_id);
