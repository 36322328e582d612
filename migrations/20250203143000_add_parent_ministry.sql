-- Add the parent ministry of institutions
--
-- A university answers to a ministry, and so does a department. The column is filled by
-- the administrators afterwards; there is nothing in the data to derive it from.
--
-- revision: add_parent_ministry
-- parent:   add_approval_workflow
-- created:  2025-02-03T14:30:00Z

-- migrate: upgrade
ALTER TABLE institutions ADD COLUMN parent_ministry_id BIGINT
    CONSTRAINT fk_institutions_parent_ministry_id REFERENCES institutions (id) ON DELETE SET NULL
    CONSTRAINT ck_institutions_not_own_parent CHECK (parent_ministry_id <> id);

CREATE INDEX ix_institutions_parent_ministry_id ON institutions (parent_ministry_id);

-- migrate: downgrade
DROP INDEX ix_institutions_parent_ministry_id;

ALTER TABLE institutions DROP COLUMN parent_ministry_id;
