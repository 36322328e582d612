-- Add indexes for the slow queries of February
--
-- From pg_stat_statements, the ones that took most of the time. PostgreSQL builds them
-- while people work, which cannot be done inside a transaction. A build that is cut short
-- leaves an invalid index behind, so each index is dropped before it is built and the
-- revision can simply be run again.
--
-- revision: 3d5c70be8a19
-- parent:   remove_government_dept
-- created:  2025-03-03T08:15:00Z

-- migrate: upgrade postgres no-transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_documents_institution_workflow;
CREATE INDEX CONCURRENTLY ix_documents_institution_workflow
    ON documents (institution_id, workflow_status, created_at DESC);

DROP INDEX CONCURRENTLY IF EXISTS ix_documents_owner_created;
CREATE INDEX CONCURRENTLY ix_documents_owner_created
    ON documents (owner_id, created_at DESC);

DROP INDEX CONCURRENTLY IF EXISTS ix_documents_public_created;
CREATE INDEX CONCURRENTLY ix_documents_public_created
    ON documents (created_at DESC)
    WHERE visibility = 'public';

DROP INDEX CONCURRENTLY IF EXISTS ix_users_email_lower;
CREATE INDEX CONCURRENTLY ix_users_email_lower
    ON users (lower(email));

DROP INDEX CONCURRENTLY IF EXISTS ix_document_chat_messages_document_created;
CREATE INDEX CONCURRENTLY ix_document_chat_messages_document_created
    ON document_chat_messages (document_id, created_at);

DROP INDEX CONCURRENTLY IF EXISTS ix_document_approvals_pending;
CREATE INDEX CONCURRENTLY ix_document_approvals_pending
    ON document_approvals (approver_id, created_at)
    WHERE decision = 'pending';

-- Containment of keywords (@>) is asked on PostgreSQL alone; SQLite has no counterpart.
DROP INDEX CONCURRENTLY IF EXISTS ix_document_metadata_keywords;
CREATE INDEX CONCURRENTLY ix_document_metadata_keywords
    ON document_metadata USING gin (keywords jsonb_path_ops);

-- migrate: upgrade sqlite
CREATE INDEX ix_documents_institution_workflow
    ON documents (institution_id, workflow_status, created_at DESC);

CREATE INDEX ix_documents_owner_created
    ON documents (owner_id, created_at DESC);

CREATE INDEX ix_documents_public_created
    ON documents (created_at DESC)
    WHERE visibility = 'public';

CREATE INDEX ix_users_email_lower
    ON users (lower(email));

CREATE INDEX ix_document_chat_messages_document_created
    ON document_chat_messages (document_id, created_at);

CREATE INDEX ix_document_approvals_pending
    ON document_approvals (approver_id, created_at)
    WHERE decision = 'pending';

-- migrate: downgrade postgres no-transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_document_metadata_keywords;
DROP INDEX CONCURRENTLY IF EXISTS ix_document_approvals_pending;
DROP INDEX CONCURRENTLY IF EXISTS ix_document_chat_messages_document_created;
DROP INDEX CONCURRENTLY IF EXISTS ix_users_email_lower;
DROP INDEX CONCURRENTLY IF EXISTS ix_documents_public_created;
DROP INDEX CONCURRENTLY IF EXISTS ix_documents_owner_created;
DROP INDEX CONCURRENTLY IF EXISTS ix_documents_institution_workflow;

-- migrate: downgrade sqlite
DROP INDEX ix_document_approvals_pending;
DROP INDEX ix_document_chat_messages_document_created;
DROP INDEX ix_users_email_lower;
DROP INDEX ix_documents_public_created;
DROP INDEX ix_documents_owner_created;
DROP INDEX ix_documents_institution_workflow;
