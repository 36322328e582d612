-- Add workflow fields to documents
--
-- Until now a document was either visible or not. Whatever is public today has been
-- published, so those rows start in that state; everything else starts as a draft.
--
-- revision: e6a17b94d20c
-- parent:   add_document_chat
-- created:  2025-01-08T09:00:00Z

-- migrate: upgrade
ALTER TABLE documents ADD COLUMN workflow_status VARCHAR(32) NOT NULL DEFAULT 'draft'
    CONSTRAINT ck_documents_workflow_status
        CHECK (workflow_status IN ('draft', 'submitted', 'in_review', 'approved', 'rejected', 'published'));
ALTER TABLE documents ADD COLUMN revision_number INTEGER NOT NULL DEFAULT 1
    CONSTRAINT ck_documents_revision_number CHECK (revision_number > 0);
ALTER TABLE documents ADD COLUMN submitted_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE documents ADD COLUMN approved_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE documents ADD COLUMN approved_by BIGINT
    CONSTRAINT fk_documents_approved_by REFERENCES users (id);
ALTER TABLE documents ADD COLUMN rejection_reason TEXT;

UPDATE documents
   SET workflow_status = 'published',
       submitted_at = created_at,
       approved_at = created_at
 WHERE visibility = 'public';

CREATE INDEX ix_documents_workflow_status ON documents (workflow_status);

-- migrate: downgrade
-- The state of every document is lost; its visibility, from which the upgrade derives a
-- state, stays as it is.
DROP INDEX ix_documents_workflow_status;

ALTER TABLE documents DROP COLUMN rejection_reason;
ALTER TABLE documents DROP COLUMN approved_by;
ALTER TABLE documents DROP COLUMN approved_at;
ALTER TABLE documents DROP COLUMN submitted_at;
ALTER TABLE documents DROP COLUMN revision_number;
ALTER TABLE documents DROP COLUMN workflow_status;
